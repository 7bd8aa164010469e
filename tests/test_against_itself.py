"""Founders who tell something against an answer, beside it or later: nobody goes ahead before that question was put."""

from collections import Counter
from typing import Any

import pytest
from founders import TREE
from test_second_thoughts import asked, ended
from test_underway import TRIAGE, says

from bot.content import CONTENT
from bot.content.pieces import read_yaml
from bot.flows.question import Session

SCRIPTS: Any = read_yaml(CONTENT.parent / "tests" / "understanding" / "contradictions.yaml")
LETS_GO = {f"triaged:{name}" for name, end in TREE.outcomes.items() if end.confirm}
PLAIN = {
    "country": "yes",
    "role": "give_support",
    "intro_ongoing": "no",
    "age": "adults",
    "child_place": "own_home",
    "health_treatment": "no",
    "hands_on": "yes",
    "podiatrist": "no",
    "prompting": "no",
    "prompt_need": "no",
    "need": "yes",
    "place": "home",
    "legal_form": "sole_trader",
    "who_delivers": "only_me",
    "agency": "no",
    "arranger": "person",
    "person_agrees": "yes",
    "control": "yes",
    "confirm": "yes",
}
MOST = 25
"""Messages of the longest way through, with questions put again."""


def before(name: str, way: dict[str, str]) -> dict[str, str]:
    """The answers up to a question."""
    facts, at = dict[str, str](), TREE.start
    while at and at != name:
        facts[at] = way[at]
        at = TREE.questions[at].options[way[at]].next or ""
    return facts


def number(session: Session, way: dict[str, str]) -> str:
    """The number that somebody chooses who goes on as if nothing had been said; the last where it is not offered."""
    name = session.asked or ""
    code = f"{TRIAGE}:{name}:{way[name]}"
    return str(session.offered.index(code) + 1 if code in session.offered else len(session.offered))


def told(script: Any) -> tuple[list[str], Counter[str]]:
    """The outcome after what is told, all else answered by numbers, and how often each question was put after it."""
    way = {**PLAIN, **script.get("way", {})}
    turn = says(asked(script["at"], before(script["at"], way)), script["say"])
    put = Counter[str]()
    while turn.session.flow == TRIAGE and turn.session.asked and put.total() < MOST:
        put[turn.session.asked] += 1
        turn = says(turn.session, number(turn.session, way))
    return ended(turn), put


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: f"{script['at']}: {script['say']}")
def test_nobody_goes_ahead_unasked(script: Any) -> None:
    way = {**PLAIN, **script.get("way", {})}
    known = {*before(script["at"], way), script["at"]}
    outcome, put = told(script)
    assert put.total() < MOST
    again = any(put[name] > (name not in known) for name in script["asks"])
    assert again or LETS_GO.isdisjoint(outcome)
