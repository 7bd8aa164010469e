"""A server whose door stands open at once: whoever comes early waits, and is answered; without a house it ends."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import repeat
from threading import Event
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot import app as bot_app
from bot import opening
from bot.house import House
from bot.message import SaidError
from bot.opening import Opening, config_of
from bot.store.engine import AwayError


def hut(*lived: str) -> Starlette:
    """A house of one page, that says when it begins and ends."""
    told = list[str](lived)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        told.append("begun")
        yield
        told.append("ended")

    async def page(request: Request) -> JSONResponse:
        return JSONResponse({"page": request.url.path})

    app = Starlette(routes=[Route("/page", page), Route("/health", page)], lifespan=lifespan)
    app.state.house = SimpleNamespace(shut=lambda: told.append("shut"))
    app.state.told = told
    return app


async def stood(begun: Opening, come: Callable[[httpx.AsyncClient], Any]) -> list[str]:
    """Let an opening live while somebody comes. Returns what it told the server."""
    asked, told = asyncio.Queue[dict[str, str]](), list[str]()

    async def send(message: Any) -> None:
        told.append(message["type"])

    living = asyncio.create_task(begun({"type": "lifespan"}, asked.get, send))  # type: ignore[arg-type]
    await asked.put({"type": "lifespan.startup"})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(begun), base_url="http://here") as client:
        await come(client)
    begun.shut()
    await asked.put({"type": "lifespan.shutdown"})
    await living
    return told


def test_who_comes_before_the_house_is_built_waits_for_it() -> None:
    may_stand, app = Event(), hut()

    def build() -> Starlette:
        assert may_stand.wait(60)
        return app

    async def come(client: httpx.AsyncClient) -> None:
        assert (await client.get("/health")).json() == {"status": "starting"}
        early = asyncio.create_task(client.get("/page"))
        await asyncio.sleep(0.01)
        assert not early.done() and app.state.told == []
        may_stand.set()
        assert (await early).json() == {"page": "/page"}
        assert (await client.get("/health")).json() == {"page": "/health"}

    told = asyncio.run(stood(Opening(build), come))
    assert told == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert app.state.told == ["begun", "shut", "ended"]


class NotYetError(SaidError):
    """What is not there yet."""

    passes = True


def test_while_the_database_is_away_who_comes_is_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app, tries, may_try = hut(), list[str](), Event()
    monkeypatch.setattr(opening, "pauses", lambda: repeat(0.01))

    def build() -> Starlette:
        tries.append("once more")
        if not may_try.is_set():
            raise NotYetError("the database cannot be reached")
        return app

    async def come(client: httpx.AsyncClient) -> None:
        early = await client.get("/page")
        assert (early.status_code, early.headers["retry-after"]) == (503, "10")
        assert (await client.get("/health")).json() == {"status": "starting"}
        while len(tries) < 3:
            await asyncio.sleep(0)
        may_try.set()
        while (late := await client.get("/page")).status_code == 503:
            await asyncio.sleep(0)
        assert late.json() == {"page": "/page"}

    asyncio.run(stood(Opening(build), come))
    assert app.state.told == ["begun", "shut", "ended"]
    assert caplog.messages[0] == "the database cannot be reached; trying again in 0 s"


def test_it_ends_at_once_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "pauses", lambda: repeat(3600.0))

    def build() -> Starlette:
        raise NotYetError("the database cannot be reached")

    async def come(client: httpx.AsyncClient) -> None:
        assert (await client.get("/ready")).status_code == 503

    begun = Opening(build)
    told = asyncio.run(stood(begun, come))
    assert told == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert begun.error is None


def test_a_worker_waits_for_its_database(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    waits, house = list[float](), cast(House, SimpleNamespace())
    monkeypatch.setattr(bot_app, "sleep", waits.append)

    def build() -> House:
        if len(waits) < 7:
            raise AwayError("the database cannot be reached: it is starting")
        return house

    assert bot_app.as_soon_as_it_can(build) is house
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert caplog.messages[0] == "the database cannot be reached: it is starting; trying again in 1 s"


def test_without_a_house_it_asks_to_end_and_keeps_why(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[int] = []
    monkeypatch.setattr(signal, "raise_signal", raised.append)

    def build() -> Starlette:
        raise LookupError("no bricks")

    async def come(client: httpx.AsyncClient) -> None:
        assert (await client.get("/page")).status_code == 503

    begun = Opening(build)
    asyncio.run(stood(begun, come))
    assert str(begun.error) == "no bricks"
    assert raised == [signal.SIGTERM]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "taken"),
    [
        ("127.0.0.1", "203.0.113.7", "172.18.0.1"),
        ("172.16.0.0/12", "203.0.113.7", "203.0.113.7"),
        ("172.16.0.0/12", "1.2.3.4, 203.0.113.7", "203.0.113.7"),
    ],
)
def test_who_asks_is_taken_from_a_proxy_that_is_named(proxies: str, forwarded: str, taken: str) -> None:
    seen: list[Any] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["client"][0])

    async def run() -> None:
        config = config_of(app, 8000, proxies)  # type: ignore[arg-type]
        config.load()
        headers = [(b"x-forwarded-for", forwarded.encode())]
        scope = {"type": "http", "client": ("172.18.0.1", 5), "headers": headers, "scheme": "http"}
        await config.loaded_app(scope, None, None)  # type: ignore[arg-type]

    asyncio.run(run())
    assert seen == [taken]
