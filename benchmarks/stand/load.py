"""Load: callers who each post one message at a time, as fast as they are answered, from one thread on its own core.

A caller waits for the 200; where the server tells of turns (over a socket of ours), for its answer to be kept as well.
"""

import gc
import select
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from stand.people import Request

PATIENCE_S = 60.0


@dataclass
class Played:
    """How a load went. Times in seconds, one for each message: to its 200, and to its answer."""

    seconds: float = 0.0
    taken: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    processor_s: float = 0.0
    """Of the server, meanwhile."""

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.answered) / self.seconds


class Notices:
    """Where a server tells which messages have had their turns, a line each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._rest = b""
        self.wire: socket.socket | None = None

    def accept(self, lives: Callable[[], bool]) -> None:
        """Wait until the server has come up, while its process lives."""
        self._listener.settimeout(1)
        while self.wire is None:
            assert lives(), "the server ended by itself"
            with suppress(TimeoutError):
                self.wire = self._listener.accept()[0]
        self.wire.settimeout(None)

    def read(self) -> list[str]:
        """The ids told since last time."""
        assert self.wire is not None
        *lines, self._rest = (self._rest + self.wire.recv(1 << 16)).split(b"\n")
        return [line.decode() for line in lines]

    def close(self) -> None:
        """Listen no more."""
        self._listener.close()
        if self.wire:
            self.wire.close()


class Caller:
    """One connection, and the conversations that go over it, one message after the other."""

    def __init__(self, port: int) -> None:
        self.wire = socket.create_connection(("127.0.0.1", port))
        self.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.requests: Iterator[Request] = iter(())
        self.id = ""
        self.begun = 0.0
        self.waits_for = 0
        self._read = b""

    def say(self, request: Request, waits_for: int) -> None:
        """Post a message."""
        self.id, self.begun, self.waits_for = request.id, perf_counter(), waits_for
        self.wire.sendall(request.wire)

    def heard_all(self) -> bool:
        """Read; whether the response is whole. Raises AssertionError for one that is not 200."""
        self._read += self.wire.recv(1 << 16)
        head, end, body = self._read.partition(b"\r\n\r\n")
        if not end or len(body) < length_of(head):
            return False
        assert head.startswith(b"HTTP/1.1 200"), self._read[:300]
        self._read = b""
        return True


def length_of(head: bytes) -> int:
    """Of a response's body."""
    _, found, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


class Load:
    """Callers against one server."""

    def __init__(self, port: int, notices: Notices | None) -> None:
        self._port = port
        self._notices = notices

    def play(self, conversations: Sequence[Sequence[Request]], callers: int) -> Played:
        """Play conversations, each by one caller from its first message to its last."""
        gc.collect()
        gc.disable()
        try:
            return Round(self._port, self._notices, conversations, callers).play()
        finally:
            gc.enable()


class Round:
    """One load, under way."""

    def __init__(
        self, port: int, notices: Notices | None, conversations: Sequence[Sequence[Request]], callers: int
    ) -> None:
        self._notices = notices
        self._left = iter(conversations)
        self._callers = {one.wire.fileno(): one for one in (Caller(port) for _ in range(callers))}
        self._open: dict[str, Caller] = {}
        self._played = Played()
        self._poll = select.epoll()

    def play(self) -> Played:
        """Until all is said and answered."""
        begun = perf_counter()
        for number, caller in self._callers.items():
            self._poll.register(number, select.EPOLLIN)
            self._next(caller)
        notices = self._notices.wire.fileno() if self._notices and self._notices.wire else -1
        if self._notices:
            self._poll.register(notices, select.EPOLLIN)
        while self._open:
            events = self._poll.poll(PATIENCE_S)
            assert events, f"{len(self._open)} messages have no answer after {PATIENCE_S:.0f} s"
            for number, _ in events:
                self._told() if number == notices else self._heard(self._callers[number])
        self._played.seconds = perf_counter() - begun
        self._poll.close()
        for caller in self._callers.values():
            caller.wire.close()
        return self._played

    def _next(self, caller: Caller) -> None:
        request = next(caller.requests, None)
        while request is None:
            following = next(self._left, None)
            if following is None:
                return
            caller.requests = iter(following)
            request = next(caller.requests, None)
        self._open[request.id] = caller
        caller.say(request, 2 if self._notices else 1)

    def _heard(self, caller: Caller) -> None:
        if caller.heard_all():
            self._played.taken.append(perf_counter() - caller.begun)
            self._one_more(caller)

    def _told(self) -> None:
        assert self._notices is not None
        for number in self._notices.read():
            if number in self._open:
                self._one_more(self._open[number])

    def _one_more(self, caller: Caller) -> None:
        caller.waits_for -= 1
        if not caller.waits_for:
            self._played.answered.append(perf_counter() - caller.begun)
            del self._open[caller.id]
            self._next(caller)
