"""What founders say besides answering: where they were, the same flow once more, questions of money and of the law."""

import pytest
from residents import after

TRIAGE, STEPS = "cqc_triage", "setup_checklist"


@pytest.mark.parametrize("said", ["i want to set up", "i wanna set up", "want to set up", "how do i set up"])
def test_who_wants_to_set_up_is_taken_to_the_steps(said: str) -> None:
    assert after(said).session.flow == STEPS


# The flow that they are in, once more


@pytest.mark.parametrize("said", ["do i need cqc", "cqc", "Do I need CQC registration?"])
def test_the_flow_asked_for_again_says_where_it_is(said: str) -> None:
    talk = after("do i need cqc", "1", "1", said)
    assert (talk.keys, talk.session.asked) == (("so_far", "tree_question"), "age")


@pytest.mark.parametrize("said", ["set up", "i want to set up", "start my business"])
def test_so_do_the_questions_about_the_business(said: str) -> None:
    talk = after("set up", "1", said)
    assert (talk.keys, talk.session.flow) == (("so_far", "checklist_question"), STEPS)


def test_and_the_steps() -> None:
    talk = after("set up", "gardening", "no", "just me", "no", "no", "set up")
    assert talk.keys == ("so_far", "checklist_item")


@pytest.mark.parametrize("said", ["where were we", "hi am back", "im back", "where did we get to"])
@pytest.mark.parametrize("flow", ["do i need cqc", "set up"])
def test_who_comes_back_is_asked_the_open_question(flow: str, said: str) -> None:
    talk = after(flow, "1", said)
    assert talk.session.misses == 0
    assert talk.keys[-1] == after(flow, "1").keys[-1]
