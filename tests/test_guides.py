"""A guide that has changed: whoever it now tells something else hears of it once, in the day, on a weekday."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from founders import TREE
from later_guides import LATER, NEWS, later_tree
from ours import world as known
from sqlalchemy import update
from store_fixtures import Clock, Paper, message, rows, talk_of

from bot import revisit, timers
from bot.channels.sms_text import count
from bot.content.trees import TreeContent
from bot.conversation import respond
from bot.delivery import Delivery
from bot.flows.question import Session, Turn, World
from bot.flows.tree_results import EARLIER, RESULT, Kept, changed, results
from bot.flows.tree_review import paths
from bot.flows.tree_routes import follow
from bot.guides import KIND, LONDON
from bot.jobs import remind_due
from bot.message import Inbound
from bot.revisit import revisit_due
from bot.store.store import Store
from bot.store.tables import due, outbox, person, setting
from bot.turn import Talk, take
from bot.wording import text_of

NAME = "cqc_triage"
PATHS = tuple(paths(TREE))
NOON = datetime(2027, 3, 3, 12, tzinfo=LONDON)


def kept(reason: str, tree: TreeContent = TREE, index: int = 0) -> Kept:
    """A result as it was told in November, for this reason."""
    path = [path for path in PATHS if path.reason == reason][index]
    return Kept(path.outcome, reason, tree.edition, "2026-11-26", path.answers)


def had(*told: Kept, **answers: str) -> Session:
    """Somebody who was told these: of earlier services first, then the last."""
    *earlier, last = map(str, told)
    held = {RESULT: last, **({EARLIER: ";".join(earlier)} if earlier else {}), **answers}
    return Session(answers={NAME: held}, met=True, seen_at=datetime(2026, 11, 26, 15, tzinfo=LONDON))


def at(now: datetime, tree: TreeContent) -> World:
    """The world at a time, with this tree."""
    nothing: Any = None
    return World(now, replace(known()[0], trees={NAME: tree}), nothing, nothing)


def heard(session: Session, guide: str, now: datetime = NOON) -> Turn | None:
    """What they are told of a later guide."""
    return timers.remind(session, KIND, at(now, later_tree(TREE, guide)))


def said(turn: Turn | None, guide: str) -> str:
    """The one text of a turn."""
    assert turn
    [say] = turn.says
    return text_of(say, at(NOON, later_tree(TREE, guide)).content, None)


def test_the_old_verdict_the_new_one_and_what_to_do_are_told() -> None:
    turn = heard(had(kept("DIRECT_INDIVIDUAL")), "stricter")
    text = said(turn, "stricter")
    for part in (NEWS, "26 November 2026", "you look exempt", "you must register", "do not start", "03000 616161"):
        assert part in text
    assert turn and [(event.name, event.values["outcome"]) for event in turn.events] == [
        ("guide-changed", "MUST_REGISTER")
    ]
    [now] = results(turn.session.held(NAME))
    assert (now.outcome, now.on, now.facts) == ("MUST_REGISTER", "2027-03-03", kept("DIRECT_INDIVIDUAL").facts)


def test_it_is_told_once() -> None:
    for guide in ("stricter", "milder", "asks more", "forgotten version"):
        for reason in ("DIRECT_INDIVIDUAL", "PARTNERSHIP"):
            turn = heard(had(kept(reason)), guide)
            if turn:
                assert heard(turn.session, guide) is None
                assert KIND not in timers.timers(turn.session, at(NOON, later_tree(TREE, guide)))


def test_a_tree_that_leads_elsewhere_is_found_even_if_its_version_was_forgotten() -> None:
    assert later_tree(TREE, "forgotten version").version == TREE.version
    assert "you must register" in said(heard(had(kept("DIRECT_INDIVIDUAL")), "forgotten version"), "forgotten version")


@pytest.mark.parametrize(("guide", "reason"), [("other words", "DIRECT_INDIVIDUAL"), ("stricter", "PARTNERSHIP")])
def test_whose_outcome_stays_hears_nothing(guide: str, reason: str) -> None:
    session = had(kept(reason))
    assert heard(session, guide) is None
    assert timers.timers(session, at(NOON, later_tree(TREE, guide))) == {}


def test_a_guide_that_asks_more_sends_them_through_it_again() -> None:
    text = said(turn := heard(had(kept("DIRECT_INDIVIDUAL")), "asks more"), "asks more")
    assert "may say something else" in text and "ask CQC before you start" in text and "Reply CQC" in text
    assert turn and results(turn.session.held(NAME))[0].outcome == "EXEMPT_SOLE_TRADER"


def test_nobody_is_let_go_ahead_by_answers_that_were_never_read_back() -> None:
    turn = heard(had(kept("PARTNERSHIP")), "milder")
    text = said(turn, "milder")
    assert "what we told you still stands" in text and "look exempt" not in text
    assert turn and results(turn.session.held(NAME))[0].outcome == "MUST_REGISTER"


def test_several_services_are_one_message_about_the_most_serious() -> None:
    turn = heard(had(kept("DIRECT_INDIVIDUAL", index=1), kept("PARTNERSHIP"), kept("DIRECT_INDIVIDUAL")), "stricter")
    assert "Check your other services too" in said(turn, "stricter")
    assert turn and [one.outcome for one in results(turn.session.held(NAME))] == ["MUST_REGISTER"] * 3
    only_earlier = had(kept("DIRECT_INDIVIDUAL"))
    moved = only_earlier.keeping(NAME, {EARLIER: only_earlier.held(NAME)[RESULT]})
    after = heard(moved, "stricter")
    assert after and set(after.session.held(NAME)) == {EARLIER}


def test_somebody_who_gives_such_care_now_is_sent_to_cqc_now() -> None:
    text = said(heard(had(kept("DIRECT_INDIVIDUAL"), already="yes"), "stricter"), "stricter")
    assert TREE.already in text and TREE.outcomes["MUST_REGISTER"].start not in text


def test_what_was_spoken_of_stays_as_it_was() -> None:
    session = replace(had(kept("DIRECT_INDIVIDUAL")), flow="find_support", asked="place", offered=("a:b:c",))
    turn = heard(session, "stricter")
    assert turn and replace(turn.session, answers=session.answers) == session
    assert turn.says[0].options == ()


@pytest.mark.parametrize("guide", LATER)
def test_every_way_through_is_told_right_and_briefly(guide: str) -> None:
    later = later_tree(TREE, guide)
    for path in PATHS:
        before = Kept(path.outcome, path.reason, TREE.edition, "2026-11-26", path.answers)
        turn, now = heard(had(before), guide), follow(later, path.answers).outcome
        assert (turn is not None) == (now != path.outcome), path
        if turn:
            assert count(said(turn, guide))[1] <= 3, path
            [after] = results(turn.session.held(NAME))
            assert after.outcome in (now, path.outcome), path
            assert changed(later, turn.session.held(NAME)) == ()


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2027-03-03T12:00", "2027-03-03T12:00"),
        ("2027-03-03T07:59", "2027-03-03T08:00"),
        ("2027-03-03T20:00", "2027-03-04T08:00"),
        ("2027-03-05T21:00", "2027-03-08T08:00"),
        ("2027-03-06T12:00", "2027-03-08T12:00"),
        ("2027-03-07T23:00", "2027-03-08T08:00"),
        ("2026-12-25T12:00", "2026-12-29T12:00"),
    ],
)
def test_it_comes_in_the_day_and_on_weekdays(now: str, told: str) -> None:
    moment, then = (datetime.fromisoformat(one).replace(tzinfo=LONDON) for one in (now, told))
    later = later_tree(TREE, "stricter")
    assert timers.timers(had(kept("DIRECT_INDIVIDUAL")), at(moment, later)) == {KIND: then}
    turn = heard(had(kept("DIRECT_INDIVIDUAL")), "stricter", moment)
    assert turn and bool(turn.says) == (moment == then)


def test_pausing_reminders_does_not_keep_it_away() -> None:
    session = had(kept("DIRECT_INDIVIDUAL")).keeping("setup_checklist", {"reminders": "never"})
    assert heard(session, "stricter")


def test_it_is_the_regulators_number_and_no_other_that_is_named() -> None:
    assert TREE.contact.phone in said(heard(had(kept("DIRECT_INDIVIDUAL")), "asks more"), "asks more")


# Through the store

OUTCOMES = {"exempt": (kept("DIRECT_INDIVIDUAL"),), "must": (kept("PARTNERSHIP"),), "nothing": ()}


def told_before(session: Session, inbound: Inbound, world: World) -> Turn:
    """A conversation in which a word is the outcome that somebody was told; STOP and START are real."""
    if inbound.words not in OUTCOMES:
        return respond(session, inbound, replace(world, hearing=known()[1], catalogue=known()[2]))
    found = OUTCOMES[inbound.words]
    answers = had(*found).answers if found else {}
    return Turn(Session(answers=answers, met=True, seen_at=world.now), ())


def talk_with(clock: Clock, paper: Paper, tree: TreeContent) -> Talk:
    """A talk whose guide is this tree."""
    real = {"text_of": text_of, "timers": timers.timers, "remind": timers.remind, "respond": told_before}
    talk = talk_of(clock, paper, **real)
    return replace(talk, world=lambda: at(clock.now, tree))


def hear(store: Store, talk: Talk, sender: str, *words: str) -> None:
    """Somebody says these, one after another."""
    for one in words:
        store.receive(message(one, sender=sender))
    while take(store, talk):
        pass


def given(store: Store, paper: Paper, clock: Clock) -> Sequence[str]:
    """Who is sent something now."""
    asyncio.run(Delivery(store, {"sms": paper}).deliver_due())
    return [address for address, _ in paper.sent]


def test_those_concerned_are_found_told_once_and_never_at_night(store: Store, clock: Clock) -> None:
    before, after = (talk_with(clock, paper := Paper(), tree) for tree in (TREE, later_tree(TREE, "stricter")))
    for sender, word in (("s1", "exempt"), ("s2", "must"), ("s3", "nothing"), ("s4", "exempt")):
        hear(store, before, sender, word)
    assert (revisit_due(store, before), rows(store, due)) == (0, [])
    clock.passes(hours=12)
    assert revisit_due(store, after) == 2
    assert {row["kind"] for row in rows(store, due)} == {KIND}
    assert (remind_due(store, after), revisit_due(store, after)) == (0, 0)
    clock.passes(hours=10)
    assert (remind_due(store, after), sorted(given(store, paper, clock))) == (2, ["s1", "s4"])
    assert {row["reason"] for row in rows(store, outbox)} == {"nudge"}
    clock.passes(days=2)
    assert (revisit_due(store, after), remind_due(store, after), rows(store, due)) == (0, 0, [])


def test_stop_keeps_it_away_until_start(store: Store, clock: Clock) -> None:
    before, after = (talk_with(clock, Paper(), tree) for tree in (TREE, later_tree(TREE, "stricter")))
    hear(store, before, "s1", "exempt", "stop")
    assert (revisit_due(store, after), remind_due(store, after)) == (0, 0)
    hear(store, after, "s1", "start")
    assert remind_due(store, after) == 1
    assert [row["reason"] for row in rows(store, outbox)][-1] == "nudge"


def test_the_look_goes_in_steps_and_goes_on_where_it_stood(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisit, "STEP", 2)
    before, after = (talk_with(clock, Paper(), tree) for tree in (TREE, later_tree(TREE, "stricter")))
    for number in range(5):
        hear(store, before, f"s{number}", "exempt")
    assert store.run(lambda transaction: revisit.revisit_some(transaction, after)) == (2, True)
    assert len(rows(store, due)) == 2
    assert revisit_due(store, after) == 3
    assert [row["value"].endswith(" all") for row in rows(store, setting) if row["name"] == "guides"] == [True]


def test_what_a_process_with_the_old_guide_told_is_found_the_next_day(store: Store, clock: Clock) -> None:
    before, after = (talk_with(clock, Paper(), tree) for tree in (TREE, later_tree(TREE, "stricter")))
    assert revisit_due(store, after) == 0
    hear(store, before, "s1", "exempt")
    assert revisit_due(store, after) == 0
    clock.passes(days=1)
    assert revisit_due(store, after) == 1


def test_a_session_that_cannot_be_read_holds_nobody_up(store: Store, clock: Clock) -> None:
    before, after = (talk_with(clock, Paper(), tree) for tree in (TREE, later_tree(TREE, "stricter")))
    hear(store, before, "s1", "exempt")
    hear(store, before, "s2", "exempt")
    broken = update(person).where(person.c.id == rows(store, person)[0]["id"]).values(session='{"result":')
    store.run(lambda transaction: transaction.connection.execute(broken))
    assert revisit_due(store, after) == 1


def test_timers_that_cannot_be_worked_out_hold_nobody_up(
    store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    before, after = (talk_with(clock, Paper(), tree) for tree in (TREE, later_tree(TREE, "stricter")))
    hear(store, before, "s1", "exempt")
    calls: list[int] = []

    def breaks(session: Session, world: World) -> dict[str, datetime]:
        calls.append(1)
        if len(calls) > 1:
            raise LookupError("with words that are nobody's business")
        return timers.timers(session, world)

    assert revisit_due(store, replace(after, timers=breaks)) == 0
    assert "LookupError" in caplog.text and "nobody's" not in caplog.text


def test_a_kind_that_is_not_known_any_more_says_nothing() -> None:
    assert timers.remind(Session(), "other", at(NOON, TREE)) is None
