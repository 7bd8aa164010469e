"""The pages, asked as a browser without script and as the script asks: cookies, tokens, headers, limits, events."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from starlette.applications import Starlette

from bot import pages as pages_module
from bot.channels.limit import Limit
from bot.channels.web import Keys, Web
from bot.content import CONTENT
from bot.content.pages import Pages, PageSection
from bot.content.pieces import read_yaml
from bot.message import Inbound, Option, Outbound
from bot.pages import BROWSER, MOST_BYTES, MOST_STREAMS_FROM_ONE, MOST_STREAMS_OF_ONE, Browser, Site
from bot.store.history import History, Line

WORDS = Pages.model_validate(read_yaml(CONTENT / "pages.yaml"))
OPTIONS = (Option("menu:want:find", "Find care"), Option("menu:want:cqc", "About <CQC>"))
JSON = {"accept": "application/json"}


@dataclass
class Conversation:
    """Stands for the store and the turns: answers each message with the same choices."""

    web: Web = field(default_factory=Web)
    taken: list[Inbound] = field(default_factory=list)
    lines: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    slow: int = 0
    """Looks before the answer is there."""
    forgets: bool = False

    async def take(self, inbound: Inbound) -> bool:
        if any(inbound.provider_id == taken.provider_id for taken in self.taken):
            return False
        self.taken.append(inbound)
        number = len(self.taken)
        theirs = Line(f"i{number}", False, inbound.words, pressed=inbound.pressed)
        ours = Line(f"o{number}", True, f"Answer {number}", OPTIONS)
        self.lines[inbound.sender] = (*self.lines.get(inbound.sender, ()), theirs, ours)
        if self.forgets:
            self.lines[inbound.sender] = (Line("o9", True, "All is wiped."),)
        await self.web.send(inbound.sender, Outbound("Answer"))
        return True

    async def history(self, session: str) -> History:
        lines = self.lines.get(session, ())
        self.slow -= 1
        return History(lines if self.slow < 0 else lines[:-1], self.slow >= 0, session in self.lines, self.forgets)

    async def part(self, session: str) -> None:
        self.lines.pop(session, None)

    def site(self, **changes: Any) -> Site:
        clock = lambda: datetime(2026, 11, 23, 10, tzinfo=UTC)  # noqa: E731
        site = Site(WORDS, Keys("secret"), self.web, self.take, self.history, self.part, clock, asyncio.Event())
        return replace(site, **changes)


Visit = Callable[[httpx.AsyncClient], Awaitable[None]]


def browse(visit: Visit, site: Site, base: str = "http://nearhand.test") -> None:
    """Ask pages as one browser does, with its cookies."""
    app = Starlette(routes=Browser(site).routes())

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=base) as client:
            await visit(client)

    asyncio.run(run())


def fields(page: httpx.Response, **more: str) -> dict[str, str]:
    """The hidden fields of a page's form, and more."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text)) | more


def test_a_conversation_without_script() -> None:
    talk = Conversation()

    async def visit(client: httpx.AsyncClient) -> None:
        page = await client.get("/")
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        answer = await client.post("/chat", data=fields(page, words="a <b>sitter</b>"))
        assert (answer.status_code, answer.headers["location"]) == (303, "/#o1")
        page = await client.get("/")
        assert "a &lt;b&gt;sitter&lt;/b&gt;" in page.text
        assert page.text.count('name="pressed"') == 2
        answer = await client.post("/chat", data=fields(page, words="", pressed="menu:want:cqc"))
        page = await client.get("/")
        assert "You said: </span>About &lt;CQC&gt;" in page.text
        assert page.text.index('id="o1"') < page.text.index('value="menu:want:find"')
        assert page.text.count('name="pressed"') == 2
        assert (await client.get("/chat")).headers["location"] == "/"

    browse(visit, talk.site())
    assert [inbound.pressed for inbound in talk.taken] == [None, "menu:want:cqc"]
    assert len({inbound.sender for inbound in talk.taken}) == 1


def test_the_script_gets_the_lines_that_the_page_would_show() -> None:
    async def visit(client: httpx.AsyncClient) -> None:
        page = await client.get("/")
        answer = await client.post("/chat", data=fields(page, words="hello"), headers=JSON)
        html = answer.json()["html"]
        assert html.strip() in (await client.get("/")).text
        assert "<script" not in html

    browse(visit, Conversation().site())


def test_the_same_form_posted_twice_is_one_message() -> None:
    talk = Conversation()

    async def visit(client: httpx.AsyncClient) -> None:
        form = fields(await client.get("/"), words="hello")
        first = await client.post("/chat", data=form)
        assert (await client.post("/chat", data=form)).headers["location"] == first.headers["location"]

    browse(visit, talk.site())
    assert len(talk.taken) == 1


def test_a_slow_answer_is_waited_for() -> None:
    async def visit(client: httpx.AsyncClient) -> None:
        answer = await client.post("/chat", data=fields(await client.get("/"), words="hello"), headers=JSON)
        assert "Answer 1" in answer.json()["html"]

    browse(visit, Conversation(slow=3).site())


def test_an_answer_that_takes_too_long_is_shown_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_module, "ANSWER_WITHIN", 0.0)
    talk = Conversation()

    async def visit(client: httpx.AsyncClient) -> None:
        form = fields(await client.get("/"), words="hello")
        talk.slow = 3
        answer = await client.post("/chat", data=form)
        assert answer.headers["location"] == "/#say"
        page = await client.get("/")
        assert '<meta http-equiv="refresh"' in page.text
        assert WORDS.chat.waiting in page.text

    browse(visit, talk.site())


@pytest.mark.parametrize("script", [True, False])
def test_the_last_words_to_somebody_forgotten_are_shown(script: bool) -> None:
    async def visit(client: httpx.AsyncClient) -> None:
        form = fields(await client.get("/"), words="yes, forget me")
        answer = await client.post("/chat", data=form, headers=JSON if script else {})
        assert answer.status_code == 200
        assert "All is wiped." in (answer.json()["html"] if script else answer.text)
        assert talk.lines == {}

    talk = Conversation(forgets=True)
    browse(visit, talk.site())


def test_the_last_words_are_shown_by_whatever_page_comes_first() -> None:
    async def visit(client: httpx.AsyncClient) -> None:
        form = fields(await client.get("/"), words="yes, forget me")
        await client.post("/chat", data=form | {"once": "1"})
        talk.lines = {talk.taken[0].sender: (Line("o9", True, "All is wiped."),)}
        assert "All is wiped." in (await client.get("/")).text
        assert "All is wiped." not in (await client.get("/")).text

    talk = Conversation(forgets=True)
    browse(visit, talk.site())


# who may post


@pytest.mark.parametrize("headers", [{}, JSON])
def test_a_form_of_another_session_or_none_is_refused(headers: dict[str, str]) -> None:
    talk = Conversation()

    async def visit(client: httpx.AsyncClient) -> None:
        others = fields(await client.get("/"), words="hello")
        client.cookies.clear()
        bare = await client.post("/chat", data=others, headers=headers)
        mine = fields(await client.get("/"), words="hello")
        forged = [others, {**mine, "token": ""}, {"words": "hello"}]
        answers = [bare, *[await client.post("/chat", data=form, headers=headers) for form in forged]]
        assert [answer.status_code for answer in answers] == [403] * 4
        assert WORDS.problems.old_page.title in (bare.json()["problem"] if headers else bare.text)
        client.cookies.set("nearhand", "made.up")
        assert (await client.post("/chat", data=mine, headers=headers)).status_code == 403

    browse(visit, talk.site())
    assert talk.taken == []


def test_the_cookie_is_out_of_reach_of_script_and_other_sites() -> None:
    async def plain(client: httpx.AsyncClient) -> None:
        cookie = (await client.get("/")).headers["set-cookie"]
        assert cookie.startswith("nearhand=")
        assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/"))
        assert "set-cookie" not in (await client.get("/")).headers

    async def secure(client: httpx.AsyncClient) -> None:
        page = await client.get("/")
        assert page.headers["set-cookie"].startswith("__Host-nearhand=")
        assert "Secure" in page.headers["set-cookie"]
        assert "strict-transport-security" in page.headers
        assert (await client.post("/chat", data=fields(page, words="hello"))).status_code == 303

    browse(plain, Conversation().site())
    browse(plain, Conversation().site(public_url="http://nearhand.test"))
    for asked in ("nearhand.test", "127.0.0.1:8000"):  # a proxy need not pass on which host was asked for
        browse(secure, Conversation().site(public_url="https://nearhand.test"), f"https://{asked}")


def test_the_chat_can_be_tried_on_the_machine_itself() -> None:
    async def tried(client: httpx.AsyncClient) -> None:
        page = await client.get("/")
        assert page.headers["set-cookie"].startswith("nearhand=")
        assert (await client.post("/chat", data=fields(page, words="hello"))).status_code == 303
        proxied = await client.get("/", headers={"x-forwarded-for": "203.0.113.9", "cookie": ""})
        assert all(cookie.startswith("__Host-") for cookie in proxied.headers.get_list("set-cookie"))

    browse(tried, Conversation().site(public_url="https://nearhand.test"), "http://127.0.0.1:8000")


def test_one_address_may_not_flood_us() -> None:
    talk = Conversation()

    async def visit(client: httpx.AsyncClient) -> None:
        form = fields(await client.get("/"), words="hello")
        codes = [(await client.post("/chat", data=form | {"once": str(n)})).status_code for n in range(4)]
        assert codes == [303, 303, 429, 429]

    browse(visit, talk.site(limit=Limit(burst=2, per_minute=1, clock=lambda: 0.0)))
    assert len(talk.taken) == 2


def test_one_address_may_look_only_so_often() -> None:
    talk = Conversation()

    async def visit(client: httpx.AsyncClient) -> None:
        codes = [(await client.get("/")).status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]  # the first finds no conversation, and reads nothing
        assert (await client.get("/chat/events")).status_code == 204

    browse(visit, talk.site(looks=Limit(burst=2, per_minute=1, clock=lambda: 0.0)))


def test_a_form_of_many_fields_or_without_a_session_is_refused() -> None:
    read = []

    async def body() -> Any:
        read.append(1)
        yield b"words=hello"

    async def visit(client: httpx.AsyncClient) -> None:
        assert (await client.post("/chat", content=body())).status_code == 403
        assert read == []
        form = fields(await client.get("/"), words="hello") | {f"f{number}": "" for number in range(30)}
        assert (await client.post("/chat", data=form)).status_code == 413

    browse(visit, Conversation().site())


def test_a_huge_form_is_refused_before_it_is_read() -> None:
    read = []

    async def visit(client: httpx.AsyncClient) -> None:
        await client.get("/")

        async def endless() -> Any:
            for _ in range(1000):
                read.append(1)
                yield b"words=" + b"x" * 1024

        assert (await client.post("/chat", content=endless())).status_code == 413

    browse(visit, Conversation().site())
    assert len(read) <= MOST_BYTES // 1024 + 1


def test_what_is_not_there_or_not_ours_to_give() -> None:
    async def visit(client: httpx.AsyncClient) -> None:
        for path in ("/static/../pages.py", "/static/base.html", "/static/nothing.css", "/static/%2e%2e%2fpages.py"):
            assert (await client.get(path)).status_code == 404
        for name in ("a" * 300 + ".css", "%00.css", "my mother Philippa.css", "..css", ".css"):
            assert (await client.get(f"/static/{name}")).status_code == 404
        assert (await client.get("/chat/events")).status_code == 204

    browse(visit, Conversation().site())


def test_every_answer_carries_the_security_headers() -> None:
    async def visit(client: httpx.AsyncClient) -> None:
        page = await client.get("/")
        asked = [page, await client.get("/privacy"), await client.post("/chat", data={}), await client.get("/chat")]
        asked += [await client.get(path) for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)]
        assert len(asked) == 7
        for answer in asked:
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
        assert "immutable" in asked[-1].headers["cache-control"]
        assert page.headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in page.headers

    browse(visit, Conversation().site())


def test_no_page_has_script_or_style_in_it() -> None:
    for template in BROWSER.glob("*.html"):
        text = template.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|javascript:", text), template.name


def test_the_privacy_notice_says_how_long_words_are_kept() -> None:
    async def visit(client: httpx.AsyncClient) -> None:
        text = (await client.get("/privacy")).text
        assert "Your words: 14 days." in text
        assert "{" not in text
        assert 'href="https://ico.org.uk/make-a-complaint"' in text

    browse(visit, Conversation().site(days=14))


def test_a_page_that_breaks_says_so_and_logs_no_words(caplog: pytest.LogCaptureFixture) -> None:
    talk = Conversation()

    async def broken(_of: object) -> Any:
        raise ValueError("a private matter")

    async def visit(client: httpx.AsyncClient) -> None:
        form = fields(await client.get("/"), words="hello")
        answer = await client.post("/chat", data=form)
        assert (answer.status_code, WORDS.problems.broken.title in answer.text) == (500, True)
        assert (await client.post("/chat", data=form, headers=JSON)).json()["problem"].startswith("Something")
        assert (await client.get("/")).status_code == 500
        assert [line async for line in (await client.get("/chat/events")).aiter_lines()] == []

    browse(visit, talk.site(take=broken, history=broken))
    assert "ValueError" in caplog.text
    assert "private" not in caplog.text


def test_what_was_asked_for_is_not_logged(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_name: str) -> bytes:
        raise OSError

    monkeypatch.setattr(pages_module, "asset", broken)

    async def visit(client: httpx.AsyncClient) -> None:
        assert (await client.get("/static/page.css?for=Philippa")).status_code == 500

    browse(visit, Conversation().site())
    assert "OSError" in caplog.text
    assert "page.css" not in caplog.text
    assert "Philippa" not in caplog.text


def test_the_sample_is_called_that() -> None:
    async def visit(client: httpx.AsyncClient) -> None:
        assert WORDS.sample in (await client.get("/")).text

    async def real(client: httpx.AsyncClient) -> None:
        assert WORDS.sample not in (await client.get("/")).text

    browse(visit, Conversation().site(sample=lambda: True))
    browse(real, Conversation().site())


@pytest.mark.parametrize("text", ["{hours}", "{}", "{days", "days}"])
def test_a_notice_may_fill_in_days_only(text: str) -> None:
    assert PageSection(heading="How long", paragraphs=("{days} days",)).paragraphs
    with pytest.raises(ValidationError, match=r"only \{days\}"):
        PageSection(heading="How long", paragraphs=(text,))


# events


def test_events_bring_what_is_new_and_end_when_we_close() -> None:
    talk = Conversation()

    async def run() -> None:
        site = talk.site()
        browser, session = Browser(site), "s"
        await talk.take(Inbound("web", "1", session, "hello", site.clock()))
        news = browser._news(session, "203.0.113.7")
        assert "Answer 1" in await anext(news)
        await talk.take(Inbound("web", "2", session, "again", site.clock()))
        second = await anext(news)
        assert "Answer 2" in second
        assert "Answer 1" not in second
        talk.lines[session] = (*talk.lines[session], Line("o9", True, "A reminder"))
        await talk.web.send(session, Outbound("A reminder"))
        assert "A reminder" in await anext(news)
        site.closing.set()
        talk.web.stir()
        with pytest.raises(StopAsyncIteration):
            await anext(news)
        assert not browser._streams

    asyncio.run(run())


def test_nobody_can_take_all_the_streams() -> None:
    async def run() -> None:
        browser = Browser(Conversation().site())
        one = [await opened(browser, "s", "203.0.113.7") for _ in range(MOST_STREAMS_OF_ONE)]
        assert all(one)
        assert not await opened(browser, "s", "203.0.113.7")
        others = [await opened(browser, f"s{number}", "203.0.113.7") for number in range(MOST_STREAMS_FROM_ONE)]
        assert sum(map(bool, others)) == MOST_STREAMS_FROM_ONE - MOST_STREAMS_OF_ONE
        elsewhere = await opened(browser, "s", "203.0.113.8")
        assert not elsewhere
        assert await opened(browser, "t", "203.0.113.8")
        await one[0].aclose()
        assert await opened(browser, "u", "203.0.113.7")

    asyncio.run(run())


async def opened(browser: Browser, session: str, host: str) -> Any:
    """A stream that has begun, or None where there is no room for it."""
    if not browser._has_room(session, host):
        return None
    news = browser._news(session, host)
    await anext(news)
    return news


# colours


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = ((part / 12.92) if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAIRS = [
    *[(ink, "page-paper", 4.5) for ink in ("page-ink", "quiet-ink", "link-ink", "wrong")],
    *[(ink, "ours-paper", 4.5) for ink in ("ours-ink", "link-ink")],
    *[("theirs-ink", "theirs-paper", 4.5), ("band-ink", "band-paper", 4.5)],
    *[("line", "page-paper", 3.0), ("focus", "page-paper", 3.0), ("focus", "ours-paper", 3.0)],
]


def test_colours_can_be_told_apart() -> None:
    light, dark = re.findall(r":root \{(.*?)\}", (BROWSER / "page.css").read_text(), re.S)
    by_day = dict(re.findall(r"--([\w-]+): (#\w{6});", light))
    by_night = by_day | dict(re.findall(r"--([\w-]+): (#\w{6});", dark))
    weak = [
        (ink, paper)
        for colours in (by_day, by_night)
        for ink, paper, least in PAIRS
        if contrast(colours[ink], colours[paper]) < least
    ]
    assert not weak
