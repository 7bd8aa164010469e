"""A process that is asked to end finishes the turn in hand, and leaves nothing half done."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from store_fixtures import SECRET, rows

from bot.store.store import Store
from bot.store.tables import inbox, outbox

SLOW_SERVER = """
import time
from functools import partial
from pathlib import Path

from bot import conversation, house
from bot.opening import serve
from bot.settings import read_settings
from bot.turn import Talk

folder = Path({folder!r})

def slowly(session, inbound, world):
    (folder / "begun").touch()
    while not (folder / "go on").exists():
        time.sleep(0.01)
    return conversation.respond(session, inbound, world)

house.Talk = partial(Talk, respond=slowly)
serve(read_settings())
"""


def until(holds: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Wait until something holds, at most a minute, while the process lives."""
    last = time.monotonic() + 60
    while not holds():
        assert process.poll() is None, "the process has ended"
        assert time.monotonic() < last
        time.sleep(0.01)


def listens(port: int) -> bool:
    """Whether anybody answers at a port."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def say_hello(port: int) -> None:
    """A message by the web chat, and no more asked for than that it is sent: the process may end before it answers."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client, suppress(httpx.TransportError):
        form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', client.get("/").text))
        client.post("/chat", data=form | {"words": "hello"})


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_the_turn_in_hand_is_finished(tmp_path: Path, asked: signal.Signals) -> None:
    port, url = free_port(), f"sqlite:///{tmp_path}/house.db"
    environment = {"DATABASE_URL": url, "PORT": str(port), "NEARHAND_SECRET_KEY": SECRET}
    script = SLOW_SERVER.format(folder=str(tmp_path))
    server = subprocess.Popen([sys.executable, "-c", script], env={**os.environ, **environment})
    with ThreadPoolExecutor(1) as pool, server as process:
        try:
            until(lambda: listens(port), process)
            saying = pool.submit(say_hello, port)
            until((tmp_path / "begun").exists, process)
            process.send_signal(asked)
            until(lambda: not listens(port), process)
            (tmp_path / "go on").touch()
            assert process.wait(60) == 0
            saying.result(60)
        finally:
            process.kill()
    with closing(Store.open(url, [SECRET], lambda: datetime.now(UTC))) as store:
        assert [(row["state"], row["attempts"]) for row in rows(store, inbox)] == [("handled", 0)]
        assert {row["state"] for row in rows(store, outbox)} <= {"waiting", "sent"}
        assert len(rows(store, outbox)) >= 1
