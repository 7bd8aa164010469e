"""Reminders and the plan, asked for in many voices at any time: how often, no more of it, and the link to a page."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from ours import world as known

from bot.content.pieces import read_yaml
from bot.conversation import respond
from bot.flows.question import Session, Turn, World
from bot.message import Inbound, Say

NOW = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/London"))
NAME = "setup_checklist"
CORPUS = read_yaml(Path(__file__).parent / "understanding" / "reminders.yaml")
ABOUT = {"support": "home-help", "personal_care": "no", "workers": "just_me", "food": "no", "driving": "no"}
BEGUN = {**ABOUT, "idea": "done", "at": "next", "marks": "idea=done"}
KEPT = {**BEGUN, "reminders": "unsaid"}
CHOICES = tuple(f"{NAME}:reminders:{code}" for code in ("weekly", "fortnightly", "monthly", "never"))
ASKED = Session(NAME, "reminders", {NAME: BEGUN}, met=True, seen_at=NOW, offered=CHOICES)
AT_A_STEP = Session(NAME, "demand", {NAME: KEPT}, met=True, seen_at=NOW, offered=(f"{NAME}:demand:done",))
IN_MENU = Session("menu", None, {NAME: KEPT}, met=True, seen_at=NOW)
PLAN = "https://nearhand.example.org/plan/"


def linked(channel: str, address: str, now: datetime) -> str:
    """A link that tells what it was made from."""
    return f"{PLAN}{channel}-{address}-{now:%H%M}"


def answer(session: Session, words: str, served: bool = True, pressed: str | None = None) -> Turn:
    """What follows from a message."""
    content, hearing, catalogue = known()
    world = World(NOW, content, hearing, catalogue, "essex", plan_link=linked if served else None)
    kind = "button" if pressed else "text"
    return respond(session, Inbound("sms", "1", "s1", words, NOW, kind=kind, pressed=pressed), world)


def pace(turn: Turn) -> str:
    """The pace kept after a turn; `ask` where we ask how often."""
    if any(say.key == "reminders_ask" for say in turn.says):
        return "ask"
    return turn.session.held(NAME).get("reminders", "open")


def keys(turn: Turn) -> list[str]:
    """What is said, by key."""
    return [say.key for say in turn.says]


def missed(rows: dict[str, list[str]], session: Session) -> list[tuple[str, str, str]]:
    """Every sentence that is not heard as it should be."""
    heard = ((expected, words, pace(answer(session, words))) for expected, said in rows.items() for words in said)
    return [row for row in heard if row[0] != row[2]]


def test_how_often_is_heard_when_we_ask() -> None:
    rows = {("ask" if code == "open" else code): said for code, said in CORPUS["asked"].items()}
    assert missed(rows, ASKED) == []


@pytest.mark.parametrize("session", [AT_A_STEP, IN_MENU], ids=["at a step", "in the menu"])
def test_how_often_is_heard_at_any_time(session: Session) -> None:
    assert missed(CORPUS["any_time"], session) == []


def test_the_days_on_which_they_may_come_are_heard_once_there_is_a_pace() -> None:
    fortnightly = AT_A_STEP.keeping(NAME, {**KEPT, "reminders": "fortnightly"})
    assert missed(CORPUS["days"], fortnightly) == []


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ("monthly", "remind me at weekends", "sat,sun monthly"),
        ("monthly", "remind me on saturdays", "sat monthly"),
        ("fortnightly", "text me at the weekend", "mon-sun fortnightly"),
        ("monthly", "remind me every saturday", "sat weekly"),
        ("monthly", "remind me weekly at weekends", "sat,sun weekly"),
        ("never", "remind me at weekends", "sat,sun weekly"),
    ],
)
def test_days_alone_keep_how_often(before: str, text: str, after: str) -> None:
    assert pace(answer(AT_A_STEP.keeping(NAME, {**KEPT, "reminders": before}), text)) == after


def test_at_weekends_too_keeps_the_pace_and_is_said_back() -> None:
    [said] = answer(AT_A_STEP.keeping(NAME, {**KEPT, "reminders": "monthly"}), "weekends are fine").says
    assert said.values == {"when": "once a month", "any_day": True}
    assert pace(answer(AT_A_STEP, "weekends are fine")) == "unsaid"


@pytest.mark.parametrize("session", [AT_A_STEP, IN_MENU], ids=["at a step", "in the menu"])
def test_the_plan_is_heard_at_any_time(session: Session) -> None:
    assert [words for words in CORPUS["plan"] if keys(answer(session, words)) != ["plan_link"]] == []


@pytest.mark.parametrize("session", [AT_A_STEP, IN_MENU], ids=["at a step", "in the menu"])
def test_what_is_said_of_other_things_is_neither(session: Session) -> None:
    told = [(words, answer(session, words)) for words in CORPUS["neither"]]
    ours = {"plan_link", "reminders_ask", "reminders_set", "reminders_off"}
    assert [words for words, turn in told if pace(turn) != "unsaid" or ours.intersection(keys(turn))] == []


# What follows


def test_a_pace_is_said_back_and_the_conversation_stays_where_it_was() -> None:
    turn = answer(AT_A_STEP, "remind me on sunday evenings please")
    assert turn.says == (Say("reminders_set", {"when": "Sundays from 5pm", "any_day": False}),)
    assert (turn.session.asked, turn.session.offered) == (AT_A_STEP.asked, AT_A_STEP.offered)
    assert keys(answer(turn.session, "pause reminders")) == ["reminders_off"]


def test_the_checklist_goes_on_once_the_question_is_answered() -> None:
    turn = answer(ASKED, "weekly")
    assert (keys(turn), turn.session.asked) == (["reminders_set", "checklist_item"], "demand")
    assert keys(answer(ASKED, "2")) == ["reminders_set", "checklist_item"]
    assert keys(answer(ASKED, "pause reminders")) == ["reminders_off", "checklist_item"]
    assert keys(answer(ASKED, "why")) == ["reminders_why", "reminders_ask"]


@pytest.mark.parametrize("words", ["done", "later", "insurance", "got my dbs", "see all"])
def test_whoever_goes_on_instead_is_not_asked_again(words: str) -> None:
    turn = answer(ASKED, words)
    assert (pace(turn), turn.session.asked != "reminders") == ("unsaid", True)
    pressed = answer(replace(ASKED, offered=(f"{NAME}:dbs:done",)), "", pressed=f"{NAME}:dbs:done")
    assert (pace(pressed), pressed.session.held(NAME)["dbs"]) == ("unsaid", "done")


def test_asking_again_keeps_the_pace_until_another_is_chosen() -> None:
    weekly = AT_A_STEP.keeping(NAME, {**KEPT, "reminders": "weekly"})
    asked = answer(weekly, "change my reminders")
    assert (pace(asked), asked.session.held(NAME)["reminders"]) == ("ask", "weekly")
    assert pace(answer(asked.session, "insurance")) == "weekly"
    assert pace(answer(asked.session, "monthly")) == "monthly"


def test_the_day_of_each_mark_is_kept() -> None:
    turn = answer(AT_A_STEP, "done the insurance")
    assert turn.session.held(NAME)["done_on"] == "public_liability=2026-11-24"
    both = answer(turn.session, "1")
    assert both.session.held(NAME)["done_on"] == "public_liability=2026-11-24 demand=2026-11-24"
    taken_back = answer(both.session, "insurance doesnt apply to me")
    assert taken_back.session.held(NAME)["done_on"] == "demand=2026-11-24"


def test_back_passes_over_what_is_kept_beside_the_answers() -> None:
    first = replace(AT_A_STEP, asked="idea").keeping(NAME, {**ABOUT, "at": "next", "marks": "", "reminders": "weekly"})
    turn = answer(first, "back")
    assert (turn.session.asked, "driving" in turn.session.held(NAME)) == ("driving", False)
    assert turn.session.held(NAME)["reminders"] == "weekly"


@pytest.mark.parametrize(("days", "kept"), [(360, True), (366, False)])
def test_a_plan_does_not_outlast_a_years_silence(days: int, kept: bool) -> None:
    nudged = {"unanswered": "2", "at": NOW.isoformat(), "renewed": ""}
    silent = AT_A_STEP.keeping(NAME, {**KEPT, "reminders": "weekly"}).keeping("nudges", nudged)
    after = answer(replace(silent, seen_at=NOW - timedelta(days=days)), "hello").session
    assert (bool(after.held(NAME)), "nudges" in after.answers) == (kept, kept)


def test_the_plan_is_a_link_to_this_persons_page() -> None:
    turn = answer(AT_A_STEP, "send me my plan")
    assert turn.says == (Say("plan_link", {"link": f"{PLAN}sms-s1-1000", "days": 30}),)
    assert replace(turn.session, seen_at=None) == replace(AT_A_STEP, seen_at=None)


def test_the_list_of_steps_offers_the_page() -> None:
    [listed] = answer(AT_A_STEP, "see all").says
    labels = [option.label for option in listed.options]
    assert labels[-2:] == ["See it as a page", "Change my answers"]
    chosen = answer(answer(AT_A_STEP, "see all").session, str(len(labels) - 1))
    assert (keys(chosen), chosen.session.asked) == (["plan_link"], "list")
    [listed] = answer(AT_A_STEP, "see all", served=False).says
    assert "See it as a page" not in [option.label for option in listed.options]


def test_without_pages_all_steps_are_offered_in_the_chat() -> None:
    turn = answer(IN_MENU, "my plan", served=False)
    assert keys(turn) == ["plan_here"]
    assert keys(answer(turn.session, "1", served=False)) == ["checklist_list"]


def test_somebody_without_a_checklist_has_neither() -> None:
    nobody = Session(met=True, seen_at=NOW)
    assert keys(answer(nobody, "pause reminders")) == ["reminders_none"]
    assert "plan_link" not in keys(answer(nobody, "plan"))
    assert answer(nobody, "remind me weekly").session.held(NAME) == {}


@pytest.mark.parametrize("words", ["weekly", "every week please", "once a month"])
def test_a_pace_alone_is_heard_at_a_step_and_is_a_time_elsewhere(words: str) -> None:
    turn = answer(AT_A_STEP, words)
    assert (keys(turn), turn.session.asked) == (["reminders_set"], AT_A_STEP.asked)
    assert keys(answer(IN_MENU, words)) != ["reminders_set"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("can you remind me less", "ask"),
        ("can u text me less", "ask"),
        ("when do you text me next", "ask"),
        ("turn them on", "ask"),
        ("remind me in 2 weeks", "ask"),
        ("nudge me in a month", "ask"),
        ("make it monthly", "monthly"),
        ("evry month", "monthly"),
        ("remind me every 2 weeks", "fortnightly"),
        ("send them on fridays", "fri weekly"),
        ("turn them off", "never"),
        ("pause till january", "never"),
        ("can i put it on hold", "never"),
    ],
)
def test_reminders_are_changed_in_plain_words(words: str, expected: str) -> None:
    assert pace(answer(AT_A_STEP, words)) == expected


@pytest.mark.parametrize(
    "words",
    [
        "turn up on time",
        "i text my clients less",
        "she pauses till she is ready",
        "when do they write",
        "make it up",
        "put it back",
    ],
)
def test_other_talk_changes_no_reminders(words: str) -> None:
    turn = answer(AT_A_STEP, words)
    assert turn.session.asked != "reminders"
    assert turn.session.held(NAME).get("reminders") == AT_A_STEP.held(NAME).get("reminders")
