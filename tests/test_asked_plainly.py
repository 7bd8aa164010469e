"""Every plain question of ours, asked word for word: it is answered, and the flow goes on where it was."""

import ours
import pytest
from residents import after
from test_underway import FACTS, STEPS, TRIAGE, keys, says

from bot.content.faq import Answer
from bot.flows.question import Session

ANSWERS = ours.content().faq.answers
OF_A_FLOW = ("how-it-works", "cannot-call", "get-listed", "find-clients", "local-demand")
"""What help, people, the programme or what is looked for round here are told of, in their own way."""
PLAIN = {id_: answer for id_, answer in ANSWERS.items() if not answer.begins and id_ not in OF_A_FLOW}
IN_TRIAGE = {**FACTS, "hands_on": "yes", "need": "yes"}
IN_STEPS = {
    "area": "worcestershire",
    "support": "home-help",
    "personal_care": "no",
    "workers": "just_me",
    "food": "no",
    "driving": "no",
    "at": "next",
    "marks": "",
    "reminders": "never",
}
WHERE = {
    "fresh": Session(met=True),
    "amid CQC's questions": Session(met=True, flow=TRIAGE, asked="place", answers={TRIAGE: IN_TRIAGE}),
    "amid the steps": Session(met=True, flow=STEPS, answers={STEPS: IN_STEPS}, area="worcestershire"),
}


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("answer", PLAIN.values(), ids=PLAIN)
def test_a_question_of_ours_is_answered_and_the_flow_goes_on(answer: Answer, where: str) -> None:
    before = WHERE[where]
    turn = says(before, answer.question)
    assert "faq_answer" in keys(turn)
    if where != "fresh":
        assert (turn.session.flow, turn.session.asked) == (before.flow, before.asked)
        assert turn.session.held() == before.held()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("what training", {"training-needed", "training-of-carers"}),
    ],
)
def test_of_two_answers_that_fit_it_is_asked_which(text: str, ids: set[str]) -> None:
    talk = after(text)
    assert talk.keys[-1] == "which_answer"
    assert {code.removeprefix("menu:answer:") for code in talk.session.offered} == ids
    assert after(text, "1").keys[0] == "faq_answer"
