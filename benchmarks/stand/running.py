"""Servers under measurement, started and ended, each pinned to the first core; the load has the second."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

from stand.load import Load, Notices

SERVERS = Path(__file__).with_name("servers.py")
HERE = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0


def cores() -> tuple[int | None, int | None]:
    """One for servers, one for the load; None where there is only one for all."""
    free = sorted(os.sched_getaffinity(os.getppid()))
    return (free[0], free[1]) if len(free) > 1 else (None, None)


def pin(core: int | None) -> None:
    """Keep this process, and what it starts, to a core."""
    if core is not None:
        os.sched_setaffinity(0, {core})


@dataclass(frozen=True)
class Running:
    """A server that runs."""

    process: "subprocess.Popen[bytes]"
    port: int
    notices: Notices | None
    started_s: float
    """From its start to its first 200."""

    @property
    def load(self) -> Load:
        """Callers for it."""
        return Load(self.port, self.notices)

    def memory_mb(self) -> float:
        """What it holds just now."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

    def processor_s(self) -> float:
        """The processor time that it has used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """Ask it to end, and wait until it has."""
        self.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        self.process.kill()
        self.process.wait()
        if self.notices:
            self.notices.close()


def start(
    name: str, folder: Path, core: int | None, *, tells: bool = False, web: bool = True, **more: object
) -> Running:
    """Start a server and wait for its first 200. `tells`: it tells of its turns. `web`: it has a port."""
    port = free_port()
    notices = Notices(folder / f"{port}.sock") if tells else None
    given = {"port": port, "core": core, "notices": str(notices.path) if notices else "", **more}
    return begun([sys.executable, str(SERVERS), name, json.dumps(given)], port, notices, web)


def bot_serve(folder: Path, core: int | None, asked: str) -> Running:
    """`python -m bot serve`, the web chat alone, until it answers what is asked."""
    port = free_port()
    also = {"DATABASE_URL": f"sqlite:///{folder / 'served.db'}", "PORT": str(port), "LOG_LEVEL": "ERROR"}
    pinned = ["taskset", "-c", str(core)] if core is not None else []
    return begun([*pinned, sys.executable, "-m", "bot", "serve"], port, None, True, os.environ | also, asked)


def begun(
    command: list[str],
    port: int,
    notices: Notices | None,
    web: bool,
    environment: Mapping[str, str] | None = None,
    asked: str = "/ready",
) -> Running:
    """A process from its start to its first 200, or until it has connected to tell of its turns."""
    began = perf_counter()
    process = subprocess.Popen(command, env=environment, cwd=HERE)
    if notices:
        notices.accept(lambda: process.poll() is None)
    if web:
        wait_for(process, port, asked)
    return Running(process, port, notices, perf_counter() - began)


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.create_server(("127.0.0.1", 0)) as wire:
        return int(wire.getsockname()[1])


def wait_for(process: "subprocess.Popen[bytes]", port: int, asked: str) -> None:
    """Until it answers what is asked."""
    until = perf_counter() + PATIENCE_S
    while not well(port, asked):
        assert process.poll() is None, "the server ended by itself"
        assert perf_counter() < until, "the server does not answer"
        sleep(0.005)


def well(port: int, asked: str = "/health") -> bool:
    """Whether it answers what is asked with 200."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
            wire.sendall(f"GET {asked} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            return wire.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False
