"""What a browser sees: the web chat, the privacy notice, and pages that say what went wrong.

The chat works without script: the form is posted and the page comes back with the answer. With script the same form is
fetched, and server-sent events bring what comes later. Lines are always made here, never in the browser.
"""

import asyncio
import hashlib
import json
import logging
import secrets
from asyncio import Event
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.channels import web
from bot.channels.limit import Limit, network
from bot.channels.web import Keys, Web
from bot.channels.web_text import linked
from bot.content.pages import Pages, ShortPage
from bot.message import Inbound
from bot.store.history import History, Line

BROWSER = Path(__file__).parent / "browser"
MOST_BYTES = 32 * 1024
"""Of a posted form."""
MOST_FIELDS = 20
COOKIE_DAYS = 30
ANSWER_WITHIN = 8.0
"""Seconds to wait for an answer before the page is shown without it."""
LOOK_AGAIN = 0.25
"""Seconds between looks while an answer is awaited; a message sent by this process wakes us at once."""
STREAM_LOOKS = 3.0
"""Seconds between looks of an open page: the answer may come from another process."""
STREAM_LASTS = 15 * 60.0
"""Seconds after which an open page has to ask again."""
MOST_STREAMS = 500
MOST_STREAMS_FROM_ONE = 50
"""From one address. Many people may share one, as in a library."""
MOST_STREAMS_OF_ONE = 4
"""Of one conversation, open in several tabs."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
OVER_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}
KEPT_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

log = logging.getLogger(__name__)


@cache
def asset(name: str) -> bytes:
    """A file of the browser's, read once."""
    return (BROWSER / name).read_bytes()


@cache
def assets() -> frozenset[str]:
    """The names of what is served."""
    return frozenset(path.name for path in BROWSER.iterdir() if path.suffix in KINDS)


@cache
def address(name: str) -> str:
    """Where a file is served: its address changes when it does."""
    return f"/static/{name}?v={hashlib.sha256(asset(name)).hexdigest()[:12]}"


@cache
def templates() -> Environment:
    """The pages' templates, escaping what they are given."""
    made = Environment(
        loader=FileSystemLoader(BROWSER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["linked"] = linked
    made.globals["static"] = address
    return made


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages stand on. `take` keeps a message and sees to its turn; `history` reads a session's lines.

    `part`: our last words to somebody who asked to be forgotten have been shown.
    """

    words: Pages
    keys: Keys
    web: Web
    take: Callable[[Inbound], Awaitable[bool]]
    history: Callable[[str], Awaitable[History]]
    part: Callable[[str], Awaitable[None]]
    clock: Callable[[], datetime]
    closing: Event
    public_url: str = ""
    days: int = 30
    """That words are kept."""
    sample: Callable[[], bool] = lambda: False
    """Whether the businesses shown are made up."""
    limit: Limit = field(default_factory=lambda: Limit(burst=60, per_minute=60))
    """On messages, by address. Many people may share one, as in a library."""
    looks: Limit = field(default_factory=lambda: Limit(burst=300, per_minute=300))
    """On reading a conversation, by address. Without script each answer takes some."""


LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""This machine, as it is asked for and as it asks."""
PROXIED = frozenset({"forwarded", "via", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip"})
"""Headers of which a proxy adds one."""


class TooLongError(Exception):
    """More was posted than we read."""


class Browser:
    """The routes of the pages."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._streams: Counter[str] = Counter()
        self._secure = urlsplit(site.public_url).scheme == "https"
        self._headers = HEADERS | (OVER_HTTPS if self._secure else {})

    def routes(self) -> list[BaseRoute]:
        """What a browser may ask for."""
        return [
            Route("/", self._guarded(self.chat)),
            Route("/chat", self._guarded(self.say), methods=["POST"]),
            Route("/chat", self._guarded(self.back), methods=["GET"]),
            Route("/chat/events", self._guarded(self.events)),
            Route("/privacy", self._guarded(self.privacy)),
            Route("/static/{name}", self._guarded(self.static)),
        ]

    def _guarded(self, page: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """A page that says so when something breaks. Only the kind of error is logged: its text may hold words."""

        async def guarded(request: Request) -> Response:
            try:
                return await page(request)
            except Exception as error:
                log.error("the page %s: %s", page.__name__, type(error).__name__)
                return self.problem(request, 500, self._site.words.problems.broken)

        return guarded

    # Pages

    async def chat(self, request: Request) -> Response:
        """The chat, with the conversation so far."""
        known = self._session(request)
        if known and not self._site.looks.allows(where(request)):
            return self.problem(request, 429, self._site.words.problems.too_many)
        session = known or web.new_session()
        talk = await self._site.history(session) if known else History()
        page = self._chat_page(session, shown(talk, self._site.words.chat.chosen), talk.waiting)
        if talk.forgotten:
            await self._site.part(session)
        if not known:
            self._set_cookie(request, page, session)
        return page

    async def back(self, _request: Request) -> Response:
        """Somebody reloads the address that the form posts to."""
        return RedirectResponse("/", 303, self._headers)

    async def say(self, request: Request) -> Response:
        """A message posted by a page."""
        session = self._session(request)
        if session is None:
            return self.problem(request, 403, self._site.words.problems.old_page)
        try:
            form = await posted(request)
        except TooLongError:
            return self.problem(request, 413, self._site.words.problems.too_long)
        if not self._site.keys.fits(session, form.get("token", "")):
            return self.problem(request, 403, self._site.words.problems.old_page)
        if not self._site.limit.allows(where(request)):
            return self.problem(request, 429, self._site.words.problems.too_many)
        return await self._told(request, session, await self._answered(session, form))

    async def _told(self, request: Request, session: str, talk: History) -> Response:
        """A conversation after a message, as the page that posted it takes it."""
        lines = shown(talk, self._site.words.chat.chosen)
        if talk.forgotten:
            await self._site.part(session)
        if wants_json(request):
            return JSONResponse({"html": self._lines(lines)}, headers=self._headers)
        if talk.forgotten:  # nothing is kept that another page could show
            return self._chat_page(session, lines, False)
        return RedirectResponse("/" + anchor(lines), 303, self._headers)

    async def events(self, request: Request) -> Response:
        """What is new in a conversation, for as long as the page is open."""
        session, host = self._session(request), where(request)
        if session is None or not self._has_room(session, host) or not self._site.looks.allows(host):
            # 204 tells a browser not to ask again by itself.
            return Response(status_code=204, headers=self._headers)
        return StreamingResponse(self._news(session, host), media_type="text/event-stream", headers=self._headers)

    async def privacy(self, _request: Request) -> Response:
        """The privacy notice."""
        return self._page("privacy.html", self._site.words.privacy.title, days=self._site.days)

    async def static(self, request: Request) -> Response:
        """A style sheet, script or picture."""
        name = request.path_params["name"]
        if name not in assets():
            return self.problem(request, 404, self._site.words.problems.not_found)
        return Response(asset(name), media_type=KINDS[Path(name).suffix], headers=self._headers | KEPT_FOR_GOOD)

    def problem(self, request: Request, status: int, problem: ShortPage) -> Response:
        """A page, or for the script a sentence, that says what is wrong."""
        if wants_json(request):
            return JSONResponse({"problem": f"{problem.title}. {problem.text}"}, status, self._headers)
        return self._page("problem.html", problem.title, status, problem=problem)

    # The conversation

    async def _answered(self, session: str, form: Mapping[str, str]) -> History:
        """Keep a message and wait for its answer, which may come from another process."""
        loop = asyncio.get_running_loop()
        until = loop.time() + ANSWER_WITHIN
        with self._site.web.watch(session) as watch:
            await self._site.take(web.read(session, form, self._site.clock()))
            talk = await self._site.history(session)
            while talk.waiting and loop.time() < until and not self._site.closing.is_set():
                await watch.wait(LOOK_AGAIN)
                talk = await self._site.history(session)
        return talk

    def _has_room(self, session: str, host: str) -> bool:
        """Whether one more page may be sent what is new: every open one looks for it again and again."""
        streams = self._streams
        few = streams[f"of {session}"] < MOST_STREAMS_OF_ONE and streams[f"from {host}"] < MOST_STREAMS_FROM_ONE
        return few and streams["all"] < MOST_STREAMS

    @contextmanager
    def _open(self, session: str, host: str) -> Iterator[None]:
        """A page that is sent what is new."""
        names = ("all", f"of {session}", f"from {host}")
        self._streams.update(names)
        try:
            yield
        finally:
            self._streams.subtract(names)
            self._streams = +self._streams

    async def _news(self, session: str, host: str) -> AsyncGenerator[str]:
        """Server-sent events: each the lines that were not sent before."""
        sent: set[str] = set()
        until = asyncio.get_running_loop().time() + STREAM_LASTS
        try:
            with self._open(session, host), self._site.web.watch(session) as watch:
                while asyncio.get_running_loop().time() < until and not self._site.closing.is_set():
                    lines = shown(await self._site.history(session), self._site.words.chat.chosen)
                    fresh = [line for line in lines if line.id not in sent]
                    sent.update(line.id for line in fresh)
                    # A line of nothing keeps proxies from closing the stream, and shows us that the browser has gone.
                    yield f"data: {json.dumps({'html': self._lines(fresh)})}\n\n" if fresh else ":\n\n"
                    await watch.wait(STREAM_LOOKS)
        except Exception as error:
            # The browser asks again by itself.
            log.error("the page events: %s", type(error).__name__)

    # Parts

    def _chat_page(self, session: str, lines: list[Line], waiting: bool) -> Response:
        chat, token, once = self._site.words.chat, self._site.keys.token(session), secrets.token_hex(16)
        return self._page("chat.html", chat.title, lines=lines, waiting=waiting, chat=chat, token=token, once=once)

    def _lines(self, lines: list[Line]) -> str:
        return templates().get_template("lines.html").render(lines=lines, chat=self._site.words.chat)

    def _page(self, template: str, title: str, status: int = 200, **values: object) -> Response:
        text = (
            templates()
            .get_template(template)
            .render(pages=self._site.words, title=title, sample=self._site.sample(), **values)
        )
        return HTMLResponse(text, status, self._headers)

    def _session(self, request: Request) -> str | None:
        return self._site.keys.session(request.cookies.get(self._cookie(request)))

    def _set_cookie(self, request: Request, response: Response, session: str) -> None:
        days, name = COOKIE_DAYS * 24 * 60 * 60, self._cookie(request)
        signed, secure = self._site.keys.cookie(session), name.startswith("__Host-")
        response.set_cookie(name, signed, max_age=days, path="/", secure=secure, httponly=True, samesite="lax")

    def _cookie(self, request: Request) -> str:
        """The cookie's name. Where the world reaches us by HTTPS, it can only have been set there, and so.

        Which host a request names says nothing: not every proxy passes it on.
        """
        return "__Host-nearhand" if self._secure and not tried_here(request) else "nearhand"


def tried_here(request: Request) -> bool:
    """Whether somebody tries the pages on this very machine, with no proxy between: over plain HTTP no browser would
    send a secure cookie back. A proxy that says nothing of whom it asks for speaks HTTP/1.0."""
    asked, client = request.url.hostname, request.client.host if request.client else ""
    direct = request.scope.get("http_version") != "1.0" and PROXIED.isdisjoint(request.headers.keys())
    return request.url.scheme == "http" and direct and {asked, client} <= LOOPBACK


def where(request: Request) -> str:
    """Whom a request comes from, as far as limits go."""
    return network(request.client.host if request.client else "")


def wants_json(request: Request) -> bool:
    """Whether the page's script asks."""
    return "application/json" in request.headers.get("accept", "")


async def posted(request: Request) -> dict[str, str]:
    """A posted form's fields. Raises TooLongError before reading more than `MOST_BYTES`, or for many fields."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise TooLongError
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise TooLongError from None


def shown(talk: History, chosen: str) -> list[Line]:
    """The lines as they are shown: choices only under the last answer, and a choice made by its label."""
    labels = {option.code: option.label for line in talk.lines for option in line.options}
    last_said = max((place for place, line in enumerate(talk.lines) if not line.ours), default=-1)
    return [
        replace(line, text=said(line, labels, chosen), options=line.options if place > last_said else ())
        for place, line in enumerate(talk.lines)
    ]


def said(line: Line, labels: Mapping[str, str], chosen: str) -> str:
    """What stands in a line."""
    return labels.get(line.pressed, chosen) if line.pressed else line.text


def anchor(lines: list[Line]) -> str:
    """The place on the page of the first answer to what was said last."""
    last = next((place for place in reversed(range(len(lines))) if not lines[place].ours), -1)
    return f"#{lines[last + 1].id}" if last + 1 < len(lines) else "#say"
