"""What a deploy does to somebody in mid-conversation: the engine carries them over."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

import pytest

from bot.flows.question import (
    Answers,
    Flow,
    Question,
    Session,
    Turn,
    World,
    from_json,
    heard_answers,
    standing,
    step,
    to_json,
)
from bot.matching.understand import Heard
from bot.message import Say

WORLD = cast(World, None)


def question(name: str, *offered: str, was: tuple[str, ...] = ()) -> Question:
    """A question that takes any word of the message that it offers."""

    def read(heard: Heard, before: str | None, world: World) -> str | None:
        return next((word for word in heard.text.split() if word in offered), None)

    def ask(answers: Answers, world: World) -> Say:
        return Say(f"ask_{name}")

    return Question(name, read, ask, lambda code, world: code in offered, was=was)


@dataclass(frozen=True)
class Form(Flow):
    """A flow of fixed questions."""

    questions: tuple[Question, ...]
    name: str = "form"

    def route(self, answers: Answers, world: World) -> Iterator[Question]:
        yield from self.questions

    def listens_for(self, asked: str | None, world: World) -> tuple[Question, ...]:
        return tuple(q for q in self.questions if q.name == asked)

    def conclude(self, session: Session, world: World) -> Turn:
        return Turn(session, (Say("done"),))


NEED = question("need", "cleaning", "cooking")
PLACE = question("place", "malvern", "ely")
WHEN = question("when", "sat", "tue")
WHO = question("who", "me", "mum")
MIDWAY = Session(flow="form", asked="when", answers={"form": {"need": "cleaning", "place": "malvern"}})

DEPLOYS = [
    # what changed, the new questions, what is kept after "tue", what is asked next
    ("nothing", (NEED, PLACE, WHEN), {"need": "cleaning", "place": "malvern", "when": "tue"}, None),
    ("inserted", (NEED, WHO, PLACE, WHEN), {"need": "cleaning", "place": "malvern", "when": "tue"}, "who"),
    ("dropped", (NEED, WHEN), {"need": "cleaning", "when": "tue"}, None),
    ("reordered", (WHEN, PLACE, NEED), {"need": "cleaning", "place": "malvern", "when": "tue"}, None),
    (
        "renamed",
        (NEED, question("where", "malvern", "ely", was=("place",)), WHEN),
        {"need": "cleaning", "where": "malvern", "when": "tue"},
        None,
    ),
    (
        "option withdrawn",
        (NEED, question("place", "ely"), WHEN),
        {"need": "cleaning", "when": "tue"},
        "place",
    ),
]


@pytest.mark.parametrize(("change", "questions", "kept", "asked"), DEPLOYS, ids=[row[0] for row in DEPLOYS])
def test_a_deploy_carries_people_over(
    change: str, questions: tuple[Question, ...], kept: dict[str, str], asked: str | None
) -> None:
    flow = Form(questions)
    session = from_json(to_json(MIDWAY))
    found = heard_answers(flow, session, Heard("tue", "find-support"), WORLD)
    turn = step(flow, session, found, WORLD)
    assert turn.session.asked == asked
    answers = turn.session.held("form")
    valid = {q.name: answers[q.name] for q in questions if q.name in answers and q.offers(answers[q.name], WORLD)}
    assert valid == kept


def test_the_open_question_alone_takes_free_text() -> None:
    flow = Form((NEED, PLACE, WHEN))
    assert heard_answers(flow, MIDWAY, Heard("cooking", "find-support"), WORLD) == {}


def test_an_answer_not_offered_is_not_heard() -> None:
    flow = Form((NEED, PLACE, question("when", "sat")))
    assert heard_answers(flow, MIDWAY, Heard("tue", "find-support"), WORLD) == {}


def test_answers_off_the_route_are_kept_for_later() -> None:
    flow = Form((NEED, WHEN))
    turn = step(flow, MIDWAY, {"when": "sat"}, WORLD)
    assert turn.session.held("form")["place"] == "malvern"
    held, _ = standing(flow, turn.session.held("form"), WORLD)
    assert "place" not in held


def test_a_session_survives_json() -> None:
    session = replace(MIDWAY, offered=("a:b:c",), shown=("w-1",), page=("w-1",), met=True, misses=1)
    assert from_json(to_json(session)) == session


def test_fields_of_another_version_are_left_out() -> None:
    assert from_json('{"flow": "menu", "mood": "sunny"}') == Session()
