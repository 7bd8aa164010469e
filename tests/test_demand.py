"""What is needed round here: told only where five people stand behind it, and never a person."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ours import world
from store_fixtures import Clock, Paper, message, rows, talk_of

from bot.conversation import respond
from bot.flows.question import Session, Turn, World
from bot.jobs import purge_due
from bot.matching.demand import ENOUGH, Demand, Figure
from bot.message import Event, Inbound
from bot.store.demand import Latest, figures
from bot.store.store import Store
from bot.store.tables import asking, event
from bot.turn import take
from bot.wording import text_of

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
MALVERN = {"area": "worcestershire", "district": "Malvern Hills"}
ASKED = [
    "whats wanted in malvern",
    "whats needed round malvern",
    "is anyone after a befriender in malvern",
    "are people after cleaners in malvern",
    *("what is needed round here?", "what do people need in malvern", "is there demand for gardeners in malvern"),
    *("wot do folk want round malvern", "whats in demand locally", "are there any gaps in the market in malvern"),
    *("what help is short in my area", "is there much call for cleaners near malvern", "where are the gaps"),
]
NOT_ASKED = [
    "im after a befriender in malvern",
    "is anyone free to clean in malvern",
    *(
        "cleaner needed in malvern",
        "what do i need to set up",
        "what dbs do carers need",
        "what help is available in ely",
    ),
    *("is there anyone local who can clean", "what insurance is needed in essex", "what do you need to know"),
]


def looked(store: Store, clock: Clock, people: int, name: str = "matched", first: int = 0, **codes: str) -> None:
    """So many people look for something."""
    happened = Event(name, {**MALVERN, "need": "cleaning", **codes})
    talk = talk_of(clock, Paper(), respond=lambda s, _i, _w: Turn(replace(s, met=True), (), (happened,)))
    for number in range(first, first + people):
        store.receive(message(sender=f"+44770090{number:04}"))
    while take(store, talk):
        pass


def told(store: Store, clock: Clock) -> Demand:
    """The figures."""
    return store.run(lambda tx: figures(tx.connection, clock.now))


def test_four_people_are_no_figure_and_five_are(store: Store, clock: Clock) -> None:
    looked(store, clock, 4)
    assert told(store, clock) == {}
    looked(store, clock, 5)
    assert told(store, clock) == {
        "worcestershire": (Figure("cleaning", 5, 0),),
        "worcestershire/Malvern Hills": (Figure("cleaning", 5, 0),),
    }


def test_one_person_who_asks_often_is_one_person(store: Store, clock: Clock) -> None:
    for _ in range(9):
        looked(store, clock, 1)
    looked(store, clock, 3, first=1)
    assert told(store, clock) == {}
    assert len(rows(store, asking)) == 4


def test_each_need_and_each_district_stands_for_itself(store: Store, clock: Clock) -> None:
    looked(store, clock, 3, need="cleaning+laundry")
    looked(store, clock, 3, first=3, district="Wychavon", name="unmet")
    assert told(store, clock) == {"worcestershire": (Figure("cleaning", 6, 3),)}


def test_a_place_of_no_council_of_ours_counts_nowhere(store: Store, clock: Clock) -> None:
    looked(store, clock, 6, area="")
    looked(store, clock, 6, district="")
    assert rows(store, asking) == []


def test_it_is_dropped_after_90_days_or_when_they_ask(store: Store, clock: Clock) -> None:
    looked(store, clock, 6)
    looked(store, clock, 1, name="forgotten")
    assert [figure.people for figure in told(store, clock)["worcestershire"]] == [5]
    clock.passes(days=91)
    assert told(store, clock) == {}
    purge_due(store, {})
    assert rows(store, asking) == []


def test_statistics_still_name_nobody(store: Store, clock: Clock) -> None:
    looked(store, clock, 6)
    assert {tuple(row) for row in rows(store, event)} == {("id", "at", "name", "area", "district", "codes")}


def test_a_process_takes_up_new_figures(store: Store, clock: Clock) -> None:
    latest = Latest(store)
    looked(store, clock, 5)
    assert latest.figures == {}
    latest.refresh()
    assert set(latest.figures) == {"worcestershire", "worcestershire/Malvern Hills"}


@given(people=st.integers(ENOUGH, 10_000), unmet=st.integers(0, 10_000))
def test_what_is_told_never_shows_one_person(people: int, unmet: int) -> None:
    number, nobody = Figure("cleaning", people, min(people, unmet)).told
    assert number % ENOUGH == nobody % ENOUGH == 0
    assert ENOUGH <= number <= people
    assert nobody <= min(people, unmet)


def answer(words: str, demand: Demand, area: str | None = "worcestershire") -> tuple[Turn, str]:
    """What a founder is told."""
    content, hearing, catalogue = world()
    here = World(NOW, content, hearing, catalogue, area, demand=demand)
    turn = respond(Session(met=True), Inbound("sms", "1", "+447700900001", words, NOW), here)
    return turn, "\n".join(text_of(say, content, area) for say in turn.says)


FIGURES = {
    "worcestershire": (Figure("cleaning", 33, 2),),
    "worcestershire/Malvern Hills": (Figure("cleaning", 17, 8), Figure("gardening", 6, 0)),
}


@pytest.mark.parametrize("words", ASKED)
def test_it_is_heard_and_answered(words: str) -> None:
    turn, text = answer(words, FIGURES)
    assert "Cleaning: 15 or more people, and 5 or more found nobody." in text or "Cleaning: 30 or more people." in text
    assert not turn.session.held("find_support")
    assert "cannot tell yet" in answer(words, {})[1]


@pytest.mark.parametrize("words", NOT_ASKED)
def test_other_questions_are_not(words: str) -> None:
    turn, _ = answer(words, FIGURES)
    assert not [say.key for say in turn.says if say.key.startswith("demand")]


def test_what_they_asked_about_comes_first() -> None:
    text = answer("is there demand for gardeners in malvern", FIGURES)[1]
    assert text.index("Gardening: 5 or more people") < text.index("Cleaning: 15")


def test_the_whole_area_answers_where_its_district_cannot() -> None:
    assert "people in Worcestershire" in answer("what do people need in evesham", FIGURES)[1]


def test_the_town_is_asked_for_where_it_is_not_known() -> None:
    turn, text = answer("what is needed round here", FIGURES, None)
    assert "Which town" in text
    content, hearing, catalogue = world()
    here = World(NOW, content, hearing, catalogue, demand=FIGURES)
    turn = respond(turn.session, Inbound("sms", "2", "+447700900001", "malvern", NOW), here)
    assert [say.key for say in turn.says] == ["demand"]
    assert turn.session.awaiting is None
