"""What editors see: messages not understood, only where the area keeps them, and phrases that never win."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from commands import bot
from ours import world
from store_fixtures import NUMBER, SECRET, Clock, Paper, keeping, message, rows, talk_of

from bot.content.needs import Need
from bot.flows.question import Session, Turn
from bot.jobs import purge_due
from bot.matching.coverage import Loser, never_win
from bot.message import Event
from bot.store.misunderstood import Misunderstood, recent
from bot.store.store import Store
from bot.store.tables import inbox, missed
from bot.turn import take

BOTH = ("essex", "oxfordshire")


def said(store: Store, clock: Clock, words: str, area: str | None = "essex", name: str = "not-understood") -> None:
    """Somebody says something; Essex keeps what is not understood, Oxfordshire does not."""
    areas = {code: SimpleNamespace(code=code, keep_misunderstood=code == "essex") for code in BOTH}
    given = talk_of(
        clock,
        Paper(),
        respond=lambda _s, _i, _w: Turn(Session(), (), (Event(name, {"asked": "when"}),)),
        home=lambda _session, _world: area,
    )
    here = replace(given.world(), content=cast(Any, SimpleNamespace(areas=areas)))
    store.receive(message(words))
    take(store, replace(given, world=lambda: here))


def kept(store: Store, *areas: str) -> list[Misunderstood]:
    """What editors of these areas see."""
    return store.run(lambda tx: recent(tx.connection, store.safe.seal, areas or BOTH))


def test_what_is_not_understood_is_kept_where_the_area_says_so(store: Store, clock: Clock) -> None:
    said(store, clock, "blah")
    said(store, clock, "blub")
    assert [(one.area, one.asked, one.words) for one in kept(store)] == [
        ("essex", "when", "blub"),
        ("essex", "when", "blah"),
    ]
    assert kept(store, "oxfordshire") == []


@pytest.mark.parametrize(
    ("area", "name"), [("oxfordshire", "not-understood"), (None, "not-understood"), ("essex", "thanked")]
)
def test_nothing_else_is_marked(store: Store, clock: Clock, area: str | None, name: str) -> None:
    said(store, clock, "blah", area, name)
    assert rows(store, missed) == []


def test_the_words_are_sealed_and_go_with_the_others(store: Store, clock: Clock) -> None:
    said(store, clock, "my very own words")
    assert "own words" not in str(rows(store, missed)) + str(rows(store, inbox))
    clock.passes(days=8)
    purge_due(store, keeping(essex={"retention_days": 7}, oxfordshire={}))
    assert not kept(store)
    assert not rows(store, missed)


def test_they_go_when_the_person_asks(store: Store, clock: Clock) -> None:
    said(store, clock, "blah")
    said(store, clock, "forget me", name="forgotten")
    assert not kept(store)
    assert not rows(store, missed)


def test_a_year_later_nothing_is_in_the_way_of_dropping_rows(store: Store, clock: Clock) -> None:
    said(store, clock, "blah")
    clock.now += timedelta(days=400)
    purge_due(store, keeping(essex={"retention_days": 7}))
    purge_due(store, keeping(essex={"retention_days": 7}))
    assert rows(store, missed) == []


def test_a_phrase_that_says_something_else_is_found() -> None:
    content, hearing, _ = world()
    strange = "cut the grass and trim the hedge"
    needs = content.needs
    cleaning = needs.needs["cleaning"]
    wrong: Need = cleaning.model_copy(update={"phrases": (*cleaning.phrases, strange)})
    changed = needs.model_copy(update={"needs": {**needs.needs, "cleaning": wrong}})
    found = list(never_win(changed, hearing.needs))
    assert Loser("cleaning", strange, "gardening") in found
    assert [one for one in found if one.need == one.heard] == []


def test_nearly_every_phrase_of_the_bank_wins() -> None:
    content, hearing, _ = world()
    phrases = sum(len(need.phrases) for need in content.needs.needs.values())
    losers = list(never_win(content.needs, hearing.needs))
    assert len(losers) <= phrases / 50


def command(url: str, *options: str) -> str:
    """What the command prints."""
    ran = bot("coverage", "--database", url, *options, env={"NEARHAND_SECRET_KEY": SECRET})
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_command_shows_no_words_where_no_area_keeps_them(
    clock: Clock, sqlite_template: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'missed.db'}"
    (tmp_path / "missed.db").write_bytes(sqlite_template.read_bytes())
    store = Store.open(url, [SECRET], clock)
    said(store, clock, "blah")
    store.close()
    found = json.loads(command(url, "--json"))
    assert found["missed"] == []
    assert set(found) == {"missed", "never_win"}
    text = command(url)
    assert "no area keeps them" in text
    assert "blah" not in text
    assert NUMBER not in text
