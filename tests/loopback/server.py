"""An HTTP server for tests: it records what it is asked, and can be told to misbehave."""

import json
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import parse_qsl

LONGEST_HANG = 10.0


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The fields of a posted form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True)
class Answer:
    """What to reply: bytes as they are, anything else as JSON."""

    status: int = 200
    value: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


Fault = Answer | Literal["cut", "hang", "cut after"]
"""An answer of the test's own; or the wire cut before the request is taken, never answered, or cut once it is taken."""


class Loopback(ABC):
    """A server that runs while its `with` lasts. `faults` are met by the next requests, one each."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.faults: deque[Fault] = deque()
        self._let_go = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._asker())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @abstractmethod
    def answer(self, asked: Asked) -> Answer:
        """What the real server would reply."""

    def counts(self, _asked: Asked) -> bool:
        """Whether a fault may meet this request."""
        return True

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._let_go.set()
        self._server.shutdown()
        self._server.server_close()

    def reply(self, asked: Asked) -> Answer | None:
        """The reply to a request, None to cut the wire."""
        fault = self.faults.popleft() if self.faults and self.counts(asked) else None
        if fault == "hang":
            self._let_go.wait(LONGEST_HANG)
        if fault in ("cut", "hang"):
            return None
        if isinstance(fault, Answer):
            return fault
        answer = self.answer(asked)
        self.asked.append(asked)
        return None if fault == "cut after" else answer

    def _asker(self) -> type[BaseHTTPRequestHandler]:
        loopback = self

        class Asker(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.do_POST()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                answer = loopback.reply(Asked(self.command, self.path, dict(self.headers), body))
                if answer is None:
                    self.close_connection = True
                    return
                self._write(answer)

            def _write(self, answer: Answer) -> None:
                value = answer.value if isinstance(answer.value, bytes) else json.dumps(answer.value).encode()
                with suppress(OSError):
                    self.send_response(answer.status)
                    for name, text in {"Content-Type": "application/json", **answer.headers}.items():
                        self.send_header(name, text)
                    self.send_header("Content-Length", str(len(value)))
                    self.end_headers()
                    self.wfile.write(value)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        return Asker
