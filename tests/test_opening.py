"""A server whose door stands open at once: whoever comes early waits, and is answered; without a house it ends."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from threading import Event
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.opening import Opening


def hut(*lived: str) -> FastAPI:
    """A house of one page, that says when it begins and ends."""
    told = list[str](lived)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        told.append("begun")
        yield
        told.append("ended")

    app = FastAPI(lifespan=lifespan)
    app.add_api_route("/page", lambda: "hello")
    app.add_api_route("/health", lambda: {"status": "ok"})
    app.state.house = SimpleNamespace(shut=lambda: told.append("shut"))
    app.state.told = told
    return app


async def stood(opening: Opening, come: Callable[[httpx.AsyncClient], Any]) -> list[str]:
    """Let an opening live while somebody comes. Returns what it told the server."""
    asked, told = asyncio.Queue[dict[str, str]](), list[str]()

    async def send(message: Any) -> None:
        told.append(message["type"])

    living = asyncio.create_task(opening({"type": "lifespan"}, asked.get, send))  # type: ignore[arg-type]
    await asked.put({"type": "lifespan.startup"})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(opening), base_url="http://here") as client:
        await come(client)
    opening.shut()
    await asked.put({"type": "lifespan.shutdown"})
    await living
    return told


def test_who_comes_before_the_house_is_built_waits_for_it() -> None:
    may_stand, app = Event(), hut()

    def build() -> FastAPI:
        assert may_stand.wait(10)
        return app

    async def come(client: httpx.AsyncClient) -> None:
        assert (await client.get("/health")).json() == {"status": "starting"}
        early = asyncio.create_task(client.get("/page"))
        await asyncio.sleep(0.01)
        assert not early.done() and app.state.told == []
        may_stand.set()
        assert (await early).json() == "hello"
        assert (await client.get("/health")).json() == {"status": "ok"}

    told = asyncio.run(stood(Opening(build), come))
    assert told == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert app.state.told == ["begun", "shut", "ended"]


def test_without_a_house_it_asks_to_end_and_keeps_why(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[int] = []
    monkeypatch.setattr(signal, "raise_signal", raised.append)

    def build() -> FastAPI:
        raise LookupError("no bricks")

    async def come(client: httpx.AsyncClient) -> None:
        assert (await client.get("/page")).status_code == 503

    opening = Opening(build)
    asyncio.run(stood(opening, come))
    assert str(opening.error) == "no bricks"
    assert raised == [signal.SIGTERM]
