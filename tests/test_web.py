"""The web channel: sessions and forms that only we can have made, watches, limits, and links in texts."""

import asyncio
import html
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import Sent
from bot.channels.limit import Limit
from bot.channels.terminal import Terminal
from bot.channels.web import LONGEST_WORDS, Keys, Web, new_session, read
from bot.channels.web_text import linked
from bot.message import Option, Outbound

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
OPTIONS = (Option("menu:want:find", "Find support"), Option("menu:want:cqc", "Ask about CQC"))

# keys


def test_a_session_comes_back_from_its_cookie_only() -> None:
    keys, session = Keys("one secret"), new_session()
    cookie = keys.cookie(session)
    assert keys.session(cookie) == session
    assert len({new_session() for _ in range(100)}) == 100
    wrong = [None, "", ".", session, cookie[:-1], "x" + cookie, Keys("another").cookie(session), f"{session}.é", "a.b"]
    assert [keys.session(one) for one in wrong] == [None] * len(wrong)


def test_a_new_key_in_front_of_the_old_ends_no_conversation() -> None:
    old, session = Keys("old secret"), new_session()
    both = Keys("new secret", "old secret")
    assert both.session(old.cookie(session)) == session and both.fits(session, old.token(session))
    assert both.cookie(session) == Keys("new secret").cookie(session)
    assert Keys("new secret").session(old.cookie(session)) is None


def test_a_form_is_of_one_session_and_no_cookie_passes_for_its_token() -> None:
    keys = Keys("one secret")
    assert keys.fits("a", keys.token("a"))
    for token in ("", keys.token("b"), Keys("another").token("a"), keys.cookie("a").partition(".")[2], "é"):
        assert not keys.fits("a", token)


# reading


def test_a_form_posted_twice_is_one_message() -> None:
    form = {"words": "cleaner", "once": "n1"}
    first = read("s", form, NOW)
    assert (first.channel, first.sender, first.words, first.kind) == ("web", "s", "cleaner", "text")
    assert read("s", dict(form), NOW).provider_id == first.provider_id
    others = [
        ("t", form),
        ("s", form | {"once": "n2"}),
        ("s", form | {"words": "cook"}),
        ("s", form | {"pressed": "a"}),
    ]
    assert first.provider_id not in {read(session, other, NOW).provider_id for session, other in others}
    assert "cleaner" not in first.provider_id


def test_a_button_says_its_code_and_leaves_the_box_alone() -> None:
    inbound = read("s", {"words": "half typed", "pressed": "menu:want:cqc", "once": "n"}, NOW)
    assert (inbound.kind, inbound.pressed, inbound.words) == ("button", "menu:want:cqc", "")


def test_nothing_and_too_much() -> None:
    assert read("s", {}, NOW).words == ""
    assert len(read("s", {"words": "x" * 9000}, NOW).words) == LONGEST_WORDS


# sending


def test_open_pages_see_what_is_sent_to_their_session() -> None:
    async def run() -> None:
        channel, (outbound,) = Web(), Web().lay_out("Hello", OPTIONS)
        with channel.watch("s") as mine, channel.watch("s") as also_mine, channel.watch("t") as another:
            assert isinstance(await channel.send("s", outbound), Sent)
            began = asyncio.get_running_loop().time()
            await mine.wait(60)
            await also_mine.wait(60)
            assert asyncio.get_running_loop().time() - began < 30
            assert not another._news.is_set()
        assert isinstance(await channel.send("s", outbound), Sent)

    asyncio.run(run())


def test_the_terminal_numbers_choices() -> None:
    (outbound,) = Terminal().lay_out("What would you like?", OPTIONS)
    assert outbound == Outbound("What would you like?\n1 Find support\n2 Ask about CQC", OPTIONS)
    assert isinstance(asyncio.run(Terminal().send("me", outbound)), Sent)


# limits


def test_a_limit_fills_again_with_time() -> None:
    now = [0.0]
    limit = Limit(burst=2, per_minute=60, clock=lambda: now[0])
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    assert limit.allows("b")
    now[0] = 1.0
    assert [limit.allows("a"), limit.allows("a")] == [True, False]
    now[0] = 100.0
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]


def test_a_limit_holds_so_many_keys_only() -> None:
    limit = Limit(burst=1, per_minute=1, most_keys=3, clock=lambda: 0.0)
    assert all(limit.allows(str(key)) for key in range(100))
    assert not limit.allows("99")
    assert limit.allows("0")


# links

LINKED = [
    ("In danger now? Ring 999.", [("tel:999", "999")]),
    ("Ring 116 123 or ring 111", [("tel:116123", "116 123"), ("tel:111", "111")]),
    ("Anna, 07700 900123, from £17.50", [("tel:07700900123", "07700 900123")]),
    ("01905 768053 or 0800 1111 111", [("tel:01905768053", "01905 768053"), ("tel:08001111111", "0800 1111 111")]),
    ("+44 7700 900123.", [("tel:+447700900123", "+44 7700 900123")]),
    ("See www.example.org/a-b, please", [("https://www.example.org/a-b", "www.example.org/a-b")]),
    ("(https://ico.org.uk/x?y=1&z=2)", [("https://ico.org.uk/x?y=1&amp;z=2", "https://ico.org.uk/x?y=1&amp;z=2")]),
    ("anna@sitters.example.org.", [("mailto:anna@sitters.example.org", "anna@sitters.example.org")]),
    ("999 in a row, £999, room 111, 12 November 2026, WR14 3AY, 10:00-17:00", []),
    ("order 1-123456789 for £01632960000", []),
    ("javascript:alert(1) data:text/html,x", []),
]


@pytest.mark.parametrize(("text", "links"), LINKED)
def test_links(text: str, links: list[tuple[str, str]]) -> None:
    made = linked(text)
    assert [f'<a href="{target}" rel="noopener noreferrer">{shown}</a>' in made for target, shown in links] == (
        [True] * len(links)
    )
    assert made.count("<a ") == len(links)


@given(st.lists(st.sampled_from(["<b>", "&", '"', "'", " ", "www.", "https://", "a", ".b", "@", "ring 999", "0770"])))
def test_nothing_said_becomes_markup(pieces: list[str]) -> None:
    said = "".join(pieces)
    made = re.sub(r'<a href="[^"<>]*" rel="noopener noreferrer">(.*?)</a>', r"\1", str(linked(said)))
    assert html.unescape(made) == said
    assert "<" not in made
