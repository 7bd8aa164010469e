"""What founders say besides answering: where they were, the same flow once more, questions of money and of the law."""

import pytest
from ours import world
from residents import after

from bot.flows.checklist_steps import STATES, steps

TRIAGE, STEPS = "cqc_triage", "setup_checklist"


@pytest.mark.parametrize(
    "said",
    ["i want to set up", "i wanna set up", "how do i set up", "help me start", "want to be a PA", "can i work nights"],
)
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


# Questions of money and of the law

FAQ = world()[0].faq.answers


def answered(*lines: str) -> str | None:
    """The plain answer that the last of these messages gets in Oxfordshire, which has few of its own."""
    talk = after(*lines, area="oxfordshire")
    return next((name for name, one in FAQ.items() if one.answer in talk.text), None)


@pytest.mark.parametrize(
    ("said", "id_"),
    [
        ("client pays me with direct payment is that ok", "dp-clients"),
        ("can her son pay me from her direct payment if im her niece", "dp-pay-family"),
        ("can i be paid to look after my husband", "dp-pay-family"),
        ("can i pay my daughter from my direct payment", "dp-pay-family"),
        ("how long does it take to get cqc", "cqc-apply"),
        ("can i be exempt with two clients", "cqc-many-clients"),
        ("just found out i should be registered am i going to prison", "cqc-penalty"),
        ("can i claim carers allowance if i go self employed", "universal-credit"),
        ("im on universal credit can i start up doing care", "universal-credit"),
        ("do i need right to work checks on my helper", "taking-on-staff"),
        ("taking someone on", "taking-on-staff"),
        ("do i need employers liability for a volunteer", "insurance-needed"),
        ("client wants me to give her her tablets", "founder-medicines"),
        ("can i be paid cash in hand", "paid-in-cash"),
        ("client wants to pay cash", "paid-in-cash"),
        ("ico fee", "ico-fee"),
        ("i'm from poland can i do this", "visa-work"),
        ("im polish can i set up as a carer", "visa-work"),
        ("i come from nigeria, am i allowed to start a business", "visa-work"),
        ("can i do this as a romanian", "visa-work"),
        ("do i have to be british", "visa-work"),
        ("ive got settled status can i be self employed", "visa-work"),
        ("can i start if im on a student visa", "visa-work"),
        ("do i need a visa to do this", "visa-work"),
        ("can i get an enhanced dbs being self employed", "dbs-self-employed"),
        ("do i have to have a dbs if im just cleaning", "dbs-self-employed"),
        ("where can i get a crb as a sole trader", "dbs-self-employed"),
        ("can people pay me cash", "paid-in-cash"),
        ("is it ok if people pay me cash", "paid-in-cash"),
        ("can i take cash", "paid-in-cash"),
        ("who do i talk to about setting up", "setup-help"),
        ("who should i speak to about starting a care business", "setup-help"),
        ("whats the difference between a PA and self employed", "am-i-self-employed"),
        ("what happens if i dont register with cqc and should have", "cqc-penalty"),
        ("what happens if i never registered with cqc", "cqc-penalty"),
        ("how much is it to register with cqc", "cqc-fee"),
        ("what does it cost to join cqc", "cqc-fee"),
        ("can i work for more than one person", "cqc-many-clients"),
        ("can i work with two ladies", "cqc-many-clients"),
        ("what happens if im ill and cant go", "cqc-cover"),
        ("what if i get poorly and cant make it to my clients", "cqc-cover"),
        ("do i have to have my id checked", "get-listed"),
    ],
)
def test_a_founders_question_is_answered(said: str, id_: str) -> None:
    assert answered(said) == id_


@pytest.mark.parametrize(
    "said", ["can her son pay me from her direct payment if im her niece", "client pays me direct payment is that ok"]
)
def test_amid_the_triage_it_answers_nothing_and_the_question_comes_again(said: str) -> None:
    assert answered("do i need cqc", "1", said) is not None
    assert after("do i need cqc", "1", said).session.asked == "role"


@pytest.mark.parametrize("said", ["can someone give mum her tablets", "need someone to take mum to the bank for cash"])
def test_who_looks_for_help_is_searched_for_all_the_same(said: str) -> None:
    assert after(said).session.flow == "find_support"


def test_who_pays_is_told_how_and_not_of_the_taxman() -> None:
    assert answered("can i pay cash") == "ways-to-pay"
    assert answered("do you take cash") != "paid-in-cash"


def test_helpers_who_are_self_employed_are_checked_too() -> None:
    assert "October 2026" in FAQ["taking-on-staff"].answer and "olunteers" in FAQ["insurance-needed"].answer


@pytest.mark.parametrize(
    ("said", "unlike"),
    [
        ("im from india and need a cleaner for my mum", "visa-work"),
        ("my carer is from poland can she stay", "visa-work"),
        ("im from worcester can i do this", "visa-work"),
        ("im from ireland can i get care for mum", "visa-work"),
        ("can you find an irish carer", "visa-work"),
        ("can i pay her cash", "paid-in-cash"),
        ("can i get someone to look after my mum", "dp-pay-family"),
        ("who do i talk to about getting a carer", "setup-help"),
        ("do i need to register with cqc", "cqc-fee"),
        ("what if my carer is ill and cant come", "cqc-cover"),
        ("how much is a dbs", "dbs-self-employed"),
        ("do the carers have id", "get-listed"),
    ],
)
def test_another_question_is_none_of_these(said: str, unlike: str) -> None:
    assert answered(said) != unlike


def test_whoever_has_no_checklist_has_no_reminders_to_stop() -> None:
    assert (
        after("can i stop the reminders").keys[-1] == after("how do i stop the reminders").keys[-1] == "reminders_none"
    )


# Steps marked by their numbers in the list


def marked(*lines: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """The steps marked after these messages to the list of all, and what was said last."""
    talk = after(*NEW, "see all", *lines)
    held = talk.session.held(STEPS)
    return {name: code for name, code in held.items() if code in STATES}, talk.keys


NEW = ("set up", "gardening", "no", "just me", "no", "no")
ALL = [one.name for one in steps(world()[0].checklists.of("worcestershire"), after(*NEW).session.held(STEPS))]


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("6 done", [6]),
        ("done 6", [6]),
        ("ive done 2", [2]),
        ("7 8 and 9 done", [7, 8, 9]),
        ("1-5 done", [1, 2, 3, 4, 5]),
        ("done 1 to 3", [1, 2, 3]),
        ("done all of the first 5", [1, 2, 3, 4, 5]),
        ("steps 2 and 3 are done", [2, 3]),
    ],
)
def test_steps_are_done_by_number(said: str, numbers: list[int]) -> None:
    marks, keys = marked(said)
    assert marks == {ALL[number - 1]: "done" for number in numbers}
    assert "checklist_marked" in keys


def test_and_put_off_or_left_out() -> None:
    assert marked("4 not for me")[0] == {ALL[3]: "not_for_me"}
    assert marked("6 and 7 later")[0] == {ALL[5]: "later", ALL[6]: "later"}


def test_what_is_not_done_after_all_is_for_later() -> None:
    assert marked("6 done", "see all", "not done 6 sorry")[0] == {ALL[5]: "later"}
    assert marked("6 done", "not done 6 sorry")[0] == {ALL[5]: "later"}
    assert marked("not done 6 sorry")[0] == {}


def test_numbers_beyond_the_list_and_those_of_other_things_mark_nothing() -> None:
    assert marked("44 done") == ({}, ("no_such_number",))
    assert marked("done my dbs 3 weeks ago")[0] == {"dbs": "done"}
    assert marked("6")[0] == {}


# Reminders


def reminded(*lines: str) -> tuple[str, tuple[str, ...]]:
    """How often they are reminded after these messages amid the steps, and what was said last."""
    talk = after(*NEW, *lines)
    return talk.session.held(STEPS).get("reminders", ""), talk.keys


@pytest.mark.parametrize(
    "said", ["remind me tomorrow", "remind me daily", "remind me in a month", "remind me next week"]
)
def test_one_day_alone_is_no_pace_and_marks_nothing(said: str) -> None:
    talk = after(*NEW, said)
    assert talk.keys == ("reminders_once", "reminders_ask")
    assert "idea" not in talk.session.held(STEPS)


def test_a_day_may_be_asked_for() -> None:
    assert reminded("can you remind me on monday") == ("mon weekly", ("reminders_set",))


def test_days_on_which_none_may_come_are_left_out() -> None:
    assert reminded("done", "weekly", "dont text me at weekends") == ("weekly", ("reminders_set",))
    assert reminded("done", "weekly", "please dont remind me on mondays")[0] == "tue-fri weekly"
    assert "once a week, any day but Monday" in after(*NEW, "done", "weekly please but not mondays").text


@pytest.mark.parametrize("said", ["no more reminders till after xmas", "pause till january"])
def test_a_pause_says_that_it_does_not_end_by_itself(said: str) -> None:
    assert reminded("done", "weekly", said)[0] == "never"
    assert "do not begin again by themselves" in after(*NEW, "done", "weekly", said).text


@pytest.mark.parametrize("said", ["what else", "who else does it", "no other reason really", "anyone else"])
def test_founders_were_given_no_list_that_goes_on(said: str) -> None:
    for talk in (after("do i need cqc", "1", said), after(*NEW, said)):
        assert "nothing_more" not in talk.keys


@pytest.mark.parametrize(
    ("said", "id_"),
    [
        ("id like to go self employed as a carer do i need insurance", "insurance-needed"),
        ("i only do cleaning do i need a dbs", "dbs-self-employed"),
        ("i want to start a lunch club do i need food hygiene training", "food-rules"),
    ],
)
def test_a_question_at_the_end_is_answered_before_the_first_step(said: str, id_: str) -> None:
    assert answered(said) == id_
    assert after(said).session.flow == STEPS


def test_of_a_mere_wish_nothing_is_told_first() -> None:
    assert "faq_answer" not in after("im a carer and i want to go self employed is it hard").keys


# A step


@pytest.mark.parametrize("said", ["applied for it last week", "ive just applied for mine", "ordered it yesterday"])
def test_what_is_applied_for_is_for_later(said: str) -> None:
    assert after(*NEW, "dbs", said).session.held(STEPS)["dbs"] == "later"


def test_whether_it_must_be_asks_why() -> None:
    assert after(*NEW, "dbs", "is it compulsory").keys[0] == "checklist_why"
