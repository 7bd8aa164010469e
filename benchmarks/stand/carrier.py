"""A carrier on this machine that misbehaves at random, and remembers all that it took."""

import json
import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from time import sleep, time
from typing import Self
from urllib.parse import parse_qsl

Fault = str
FAULTS: Mapping[Fault, float] = {"busy": 0.03, "broken": 0.03, "cut": 0.02, "cut after": 0.02, "slow": 0.02}
"""What goes wrong, and how often: 429, 500, the wire cut before or after the message is taken, a late answer."""
SLOW_S = 0.5
HANG_S = 11.0
"""Longer than we wait for an answer."""


@dataclass(frozen=True)
class Accepted:
    """A message that the carrier took. `told`: it said so, and was not cut off."""

    to: str
    words: str
    id: str
    at: float
    told: bool


class Carrier:
    """Takes messages while its `with` lasts. `faulty` can be turned off."""

    def __init__(self, seed: int, hangs: float = 0.0) -> None:
        self.accepted: list[Accepted] = []
        self.faulty = True
        self.met: dict[Fault, int] = dict.fromkeys((*FAULTS, "hang"), 0)
        self._faults = {**FAULTS, "hang": hangs}
        self._draw = random.Random(seed)
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._line())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def fault(self) -> Fault | None:
        """What goes wrong with the next message."""
        with self._lock:
            chance = self._draw.random() if self.faulty else 1.0
            for name, share in self._faults.items():
                chance -= share
                if chance < 0:
                    self.met[name] += 1
                    return name
        return None

    def reply(self, form: Mapping[str, str]) -> tuple[int, dict[str, object]] | None:
        """Status and body; None to cut the wire."""
        fault = self.fault()
        sleep({"slow": SLOW_S, "hang": HANG_S}.get(fault or "", 0.0))
        if fault in ("cut", "hang"):
            return None
        if fault in ("busy", "broken"):
            status = 429 if fault == "busy" else 500
            return status, {"code": 20429 if fault == "busy" else 20500, "message": fault, "status": status}
        with self._lock:
            number = f"SM{next(self._numbers):032x}"
            self.accepted.append(Accepted(form["To"], form["Body"], number, time(), fault != "cut after"))
        return None if fault == "cut after" else (201, {"sid": number, "status": "queued"})

    def _line(self) -> type[BaseHTTPRequestHandler]:
        carrier = self

        class Line(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length)
                if len(body) < length:  # its sender was killed in the middle of it
                    self.close_connection = True
                    return
                answer = carrier.reply(dict(parse_qsl(body.decode(), keep_blank_values=True)))
                if answer is None:
                    self.close_connection = True
                else:
                    self._say(*answer)

            def do_GET(self) -> None:
                self._say(200, {"messages": [], "next_page_uri": None, "page": 0, "page_size": 50})

            def _say(self, status: int, value: dict[str, object]) -> None:
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def handle_one_request(self) -> None:
                # Whoever asked may have been killed meanwhile.
                try:
                    super().handle_one_request()
                except OSError:
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Quiet."""

        return Line
