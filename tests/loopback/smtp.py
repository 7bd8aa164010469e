"""A mail server on this machine: it takes letters and keeps them, or refuses as it is told."""

import socketserver
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string, policy
from email.message import EmailMessage
from typing import cast


class Letters(socketserver.ThreadingTCPServer):
    """The server. `refusals`: what it answers to the next letters, in place of taking them."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.letters: list[EmailMessage] = []
        self.refusals: deque[str] = deque()

    @property
    def url(self) -> str:
        """What SMTP_URL is for this server."""
        return f"smtp://127.0.0.1:{self.server_address[1]}?from=nearhand@example.org"


class Line(socketserver.StreamRequestHandler):
    """One line to the server."""

    def handle(self) -> None:
        """Speak just enough SMTP."""
        self.say("220 here")
        while words := self.rfile.readline().decode().strip():
            verb = words[:4].upper()
            if verb == "DATA":
                self.say("354 go on")
                self.take()
            else:
                self.say("221 bye" if verb == "QUIT" else "250 ok")

    def take(self) -> None:
        """Take a letter, or refuse it."""
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        server = cast(Letters, self.server)
        if server.refusals:
            self.say(server.refusals.popleft())
            return
        server.letters.append(message_from_string("\n".join(lines), _class=EmailMessage, policy=policy.default))
        self.say("250 taken")

    def say(self, words: str) -> None:
        """One line of answer."""
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def smtp_server() -> Iterator[Letters]:
    """A server that runs meanwhile."""
    with Letters() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
