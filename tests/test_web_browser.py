"""The web chat in a real browser, where Chromium is installed: by keyboard, on a narrow phone, without script."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from threading import Thread
from typing import Any

import pytest
import uvicorn
from loopback.chromium import Page, chromium, installed
from starlette.applications import Starlette
from test_web_pages import Conversation

from bot import pages
from bot.pages import Browser
from bot.store.history import Line

pytestmark = pytest.mark.skipif(not installed(), reason="Chromium is not installed: the page is not tried in a browser")

TEXTS = "[...document.querySelectorAll('#lines li')].map(line => line.innerText.trim())"
HIDDEN = "document.querySelectorAll('#lines .aloud').forEach(one => one.remove())"


@asynccontextmanager
async def served(talk: Conversation) -> AsyncIterator[str]:
    """The pages on a port of their own."""
    site = talk.site()
    app = Starlette(routes=Browser(site).routes())
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off", timeout_graceful_shutdown=1))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    async with asyncio.timeout(60):
        while not server.started:
            await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    finally:
        site.closing.set()
        server.should_exit = True
        await asyncio.to_thread(thread.join, 60)


Walk = Callable[[Page, str, Conversation], Awaitable[None]]


def in_browser(*walks: Walk) -> None:
    """Walk through the page in one browser, each walk with a conversation of its own."""

    async def run() -> None:
        async with chromium() as page:
            await page.call("Emulation.setEmulatedMedia", features=REDUCED)
            for walk in walks:
                await page.call("Network.clearBrowserCookies")
                talk = Conversation()
                async with served(talk) as url:
                    await walk(page, url, talk)
                    await page.open("about:blank")
            assert page.errors == []

    asyncio.run(run())


REDUCED = [{"name": "prefers-reduced-motion", "value": "reduce"}]


async def say(page: Page, words: str) -> None:
    """Type a message and press Enter."""
    await page.value("document.getElementById('words').focus()")
    await page.type(words)
    await page.key("Enter", 13, "\r")


async def lines(page: Page, number: int) -> list[str]:
    """What stands in the log once it has so many lines."""
    await page.until(f"document.querySelectorAll('#lines li').length === {number}")
    return list(await page.value(f"{HIDDEN}, {TEXTS}"))


async def by_keyboard(page: Page, url: str, talk: Conversation) -> None:
    """A whole conversation by keyboard alone, on the narrowest phone."""
    await page.size(320, 640)
    await page.open(url)
    reached = []
    for _ in range(5):
        await page.key("Tab", 9)
        reached.append(await page.value("document.activeElement.id || document.activeElement.className"))
    assert reached == ["skip", "name", "", "words", ""]
    await say(page, "hello <b>you</b>")
    said = await lines(page, 3)
    assert said[1] == "hello <b>you</b>"
    assert said[2].startswith("Answer 1")
    assert await page.value("[document.activeElement.id, document.getElementById('words').value]") == ["words", ""]
    assert await page.value("document.querySelectorAll('.choices button').length") == 2
    await page.value("document.querySelector('.choices button').focus()")
    await page.key("Enter", 13, "\r")
    assert (await lines(page, 5))[3] == "Find care"
    assert await page.value("document.activeElement.id") == "o2"
    assert await page.value("document.querySelectorAll('.choices').length") == 1
    assert await page.value("document.documentElement.scrollWidth <= innerWidth")
    assert [inbound.kind for inbound in talk.taken] == ["text", "button"]


async def survives_reload(page: Page, url: str, talk: Conversation) -> None:
    """The conversation is still there; what comes later appears by itself, once."""
    await page.size(1280, 800)
    await page.open(url)
    await say(page, "hello")
    await lines(page, 3)
    await page.open(url + "?again")
    await page.until("news && news.readyState === 1")
    before = await lines(page, 3)
    session = talk.taken[0].sender
    talk.lines[session] = (*talk.lines[session], Line("o9", True, "A reminder"))
    assert await lines(page, 4) == [*before, "A reminder"]
    await page.open("about:blank")


async def without_script(page: Page, url: str, talk: Conversation) -> None:
    """The same page with script turned off: the form posts."""
    await page.script(False)
    await page.open(url)
    await say(page, "hello")
    await page.value("document.querySelector('.box button').click()")
    await page.until("location.hash === '#o1'")
    assert (await lines(page, 3))[1] == "hello"
    await page.value("document.querySelectorAll('.choices button')[1].click()")
    await page.until("location.hash === '#o2'")
    assert (await lines(page, 5))[3] == "About <CQC>"
    assert [inbound.pressed for inbound in talk.taken] == [None, "menu:want:cqc"]
    await page.script(True)


async def when_the_wire_fails(page: Page, url: str, talk: Conversation) -> None:
    """Words that did not arrive stay in the box, and sending them again makes one message."""
    await page.open(url)
    await page.value("window.realFetch = fetch, words.focus()")
    await page.type("hello")
    for wire in ("throw new TypeError()", "return new Response('<html>', {status: 502})"):
        await page.value(f"window.fetch = (...all) => realFetch(...all).then(() => {{ {wire} }})")
        await page.key("Enter", 13, "\r")
        problem = await page.until("status.classList.contains('wrong') && status.textContent")
        assert "still in the box" in problem
        assert await page.value("words.value") == "hello"
    await page.value("fetch = realFetch, form.requestSubmit()")
    await lines(page, 3)
    assert len(talk.taken) == 1
    assert await page.value("status.textContent") == ""


CHECKS: dict[str, str] = {
    "one main, header, footer and h1": "['main', 'header', 'footer', 'h1'].every(tag => all(tag).length === 1)",
    "a language": "document.documentElement.lang === 'en-GB'",
    "a live log with a name": "all('[role=log][aria-live=polite]')[0].ariaLabel.length > 0",
    "a label for the box": "all('label[for=words]')[0].innerText.length > 0",
    "targets big enough": "all('button, textarea').every(one => one.getBoundingClientRect().height >= 44)",
    "every control has a name": "all('a, button').every(one => one.textContent.trim() || one.ariaLabel)",
    "no two ids alike": "new Set(all('[id]').map(one => one.id)).size === all('[id]').length",
}


async def reads_well(page: Page, url: str, _talk: Conversation) -> None:
    """What a screen reader and a thumb need."""
    await page.size(320, 640)
    await page.open(url)
    await say(page, "hello")
    await lines(page, 3)
    await page.value("all = selector => [...document.querySelectorAll(selector)]")
    failed: list[Any] = [name for name, script in CHECKS.items() if not await page.value(script)]
    assert failed == []


def test_the_page_in_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "STREAM_LOOKS", 0.1)
    in_browser(by_keyboard, survives_reload, without_script, when_the_wire_fails, reads_well)
