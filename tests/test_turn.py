"""A turn: everything that follows from a message, or nothing; each person's in order; nobody's words in a log."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select, update
from store_fixtures import NUMBER, SECRET, BrokenError, Clock, Paper, echo, fresh, heard_by, message, rows, talk_of

from bot.flows.question import Session, Turn, World
from bot.logs import where_in
from bot.message import Event, Inbound, Outbound, Say
from bot.store.engine import FullError
from bot.store.forget import tables_of_people
from bot.store.outbox import opened_text
from bot.store.sessions import MOST, Lately, opened_session
from bot.store.store import Store
from bot.store.tables import due, event, handover, inbox, metadata, opt_out, outbox, person
from bot.store.transaction import OverlapError, Transaction
from bot.turn import Talk, remind, take, take_alone, take_together

OTHER = "+447700900456"


def says(store: Store, state: str = "waiting") -> list[str]:
    """What the outbox holds in a state, in order."""
    kept = [row for row in rows(store, outbox) if row["state"] == state and row["said"]]
    return [opened_text(row["said"], store.safe.seal).text for row in kept]


def take_all(store: Store, talk: Talk) -> int:
    """Take until nothing waits; a message that fails is taken again. Returns how many turns there were."""
    return sum(1 for _ in iter(lambda: take(store, talk), []))


def test_a_turn_leaves_its_session_its_answer_and_its_end(store: Store, talk: Talk) -> None:
    store.receive(message("hello\nthere"))
    taken = take(store, talk)
    assert [one.reply.outbounds for one in taken if one.reply] == [
        (Outbound("hello", (), "GSM-7", 1), Outbound("there", (), "GSM-7", 1))
    ]
    assert heard_by(store, person) == ["hello\nthere"]
    assert says(store) == ["hello", "there"]
    assert [(row["state"], row["error"]) for row in rows(store, inbox)] == [("handled", None)]
    assert take(store, talk) == []


def test_each_person_is_answered_in_order(store: Store, talk: Talk) -> None:
    for words in ("one", "two", "three"):
        store.receive(message(words))
        store.receive(message(words.upper(), sender=OTHER))
    take_all(store, talk)
    assert heard_by(store, person) == ["one two three", "ONE TWO THREE"]
    assert [row["version"] for row in rows(store, person)] == [3, 3]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["receive", "take"])), max_size=25), st.integers(1, 4)
)
def test_order_holds_however_receiving_and_taking_fall(steps: list[tuple[str, str]], most: int) -> None:
    clock, said = Clock(), dict[str, list[str]]()
    store, talk = Store.open("sqlite://", [SECRET], clock), talk_of(clock, Paper())
    try:
        for number, (sender, step) in enumerate(steps):
            if step == "receive":
                store.receive(message(f"w{number}", sender=sender))
                said.setdefault(sender, []).append(f"w{number}")
            else:
                take(store, talk, most)
        while take(store, talk, most):
            pass
        assert heard_by(store, person) == [" ".join(words) for words in said.values()]
        assert sorted(says(store)) == sorted(word for words in said.values() for word in words)
    finally:
        store.close()


def test_two_workers_on_one_person_keep_the_order(url: str, clock: Clock) -> None:
    stores = [Store.open(url, [SECRET], clock) for _ in range(2)]
    words = [f"w{number}" for number in range(40)]
    begun = threading.Barrier(3)

    def work(store: Store) -> None:
        begun.wait(60)
        while len(says(store)) < len(words):
            take(store, talk_of(clock, Paper()), 3)

    with ThreadPoolExecutor(2) as pool:
        working = [pool.submit(work, store) for store in stores]
        begun.wait(60)
        for one in words:
            stores[0].receive(message(one))
        for one in working:
            one.result(60)
    assert heard_by(stores[0], person) == [" ".join(words)]
    assert says(stores[0]) == words
    assert [row["version"] for row in rows(stores[0], person)] == [len(words)]
    for store in stores:
        store.close()


def test_two_workers_share_many_people(url: str, clock: Clock) -> None:
    stores = [Store.open(url, [SECRET], clock) for _ in range(2)]
    for number in range(60):
        stores[0].receive(message(f"w{number}", sender=f"s{number % 20}"))
    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(lambda store: take_all(store, talk_of(clock, Paper())), stores))
    take_all(stores[0], talk_of(clock, Paper()))
    assert heard_by(stores[0], person) == [f"w{n} w{n + 20} w{n + 40}" for n in range(20)]
    assert len(says(stores[0])) == 60
    assert sum(taken) > 0
    for store in stores:
        store.close()


def test_a_message_that_fails_three_times_is_set_aside_with_an_apology(
    store: Store, talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    store.receive(message("one"))
    store.receive(message("poison"))
    store.receive(message("three"))
    store.receive(message("other", sender=OTHER))
    assert take_all(store, talk) == 4
    assert [row["state"] for row in rows(store, inbox)] == ["handled", "set_aside", "handled", "handled"]
    assert [row["attempts"] for row in rows(store, inbox)] == [0, 3, 0, 0]
    assert heard_by(store, person) == ["one three", "other"]
    assert sorted(says(store)) == ["one", "other", "three", "turn_failed"]
    assert says(store).index("turn_failed") < says(store).index("three")
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(told) == 1
    assert told[0].startswith("message 2 set aside after 3 tries: BrokenError at store_fixtures.py:")
    for private in ("poison", NUMBER):
        assert private not in caplog.text
        assert private not in str(rows(store, inbox))


def test_the_second_person_is_not_held_up_by_the_first_ones_failure(store: Store, talk: Talk) -> None:
    store.receive(message("poison"))
    store.receive(message("behind"))
    store.receive(message("other", sender=OTHER))
    take(store, talk)
    assert [row["state"] for row in rows(store, inbox)] == ["waiting", "waiting", "handled"]


def test_an_apology_that_fails_leaves_the_message_set_aside(
    store: Store, clock: Clock, paper: Paper, caplog: pytest.LogCaptureFixture
) -> None:
    def nothing_to_say(say: Say, _content: object, _area: str | None) -> str:
        raise KeyError(say.key)

    store.receive(message("hello"))
    take_all(store, talk_of(clock, paper, text_of=nothing_to_say))
    assert [row["state"] for row in rows(store, inbox)] == ["set_aside"]
    assert rows(store, outbox) == []
    assert "no apology could be made: KeyError" in caplog.text


def test_a_message_that_ends_the_process_is_set_aside_too(store: Store, talk: Talk) -> None:
    store.receive(message("ends the process"))
    number = rows(store, inbox)[0]["id"]
    for _ in range(3):
        store.run(lambda tx: tx.begun(number))
    taken = take_alone(store, talk)
    assert [one.reply for one in taken] == [None]
    assert [(row["state"], row["error"]) for row in rows(store, inbox)] == [
        ("set_aside", "the process ended during the turn")
    ]
    assert says(store) == ["turn_failed"]


def test_messages_taken_alone_go_as_they_would_together(store: Store, talk: Talk) -> None:
    for words in ("one", "poison", "three"):
        store.receive(message(words))
    assert [one.reply is None for one in take_alone(store, talk)] == [False, True]
    assert [row["state"] for row in rows(store, inbox)] == ["handled", "waiting", "waiting"]
    assert [row["attempts"] for row in rows(store, inbox)] == [0, 1, 0]
    take_alone(store, talk)
    take_alone(store, talk)
    assert [row["state"] for row in rows(store, inbox)] == ["handled", "set_aside", "handled"]
    assert heard_by(store, person) == ["one three"]


def test_a_turn_that_the_database_refuses_spoils_no_other(store: Store, clock: Clock, paper: Paper) -> None:
    def too_often(session: Session, inbound: Inbound, world: World) -> Turn:
        turn = echo(session, inbound, world)
        name: Any = None if inbound.words == "refused" else "matched"
        return replace(turn, events=(Event(name),))

    talk = talk_of(clock, paper, respond=too_often)
    store.receive(message("good"))
    store.receive(message("refused", sender=OTHER))
    take_all(store, talk)
    assert [row["state"] for row in rows(store, inbox)] == ["handled", "set_aside"]
    assert says(store) == ["good", "turn_failed"]
    assert [row["name"] for row in rows(store, event)] == ["matched"]


@pytest.mark.parametrize("taking", [take, take_alone])
def test_a_full_disk_is_no_fault_of_a_message(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock, taking: Callable[..., Any]
) -> None:
    """As often as it is tried; then there is room again, and it is answered."""
    store, long = Store.open(fresh(request, tmp_path, "sqlite"), [SECRET], clock), "word " * 2000
    talk = talk_of(clock, Paper())
    store.receive(message(long))

    def room(pages: int) -> None:
        store.run(lambda tx: tx.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar())

    room(1)
    for _ in range(5):
        with pytest.raises(FullError, match="the disk is full"):
            take(store, talk)
    assert [(row["state"], row["attempts"]) for row in rows(store, inbox)] == [("waiting", 0)]
    with pytest.raises(FullError):
        taking(store, talk)
    room(100_000)
    while taking(store, talk):
        pass
    assert says(store) == [long]
    store.close()


def test_a_turn_on_top_of_another_is_refused(store: Store, talk: Talk) -> None:
    def overtaken(transaction: Transaction) -> None:
        [waiting] = transaction.waiting(["sms"], 1)
        transaction.keep(waiting.person_id, Session(flow="find_support"), None)
        transaction.connection.execute(update(person).values(version=7))

    store.receive(message("hello"))
    with pytest.raises(OverlapError):
        store.run(overtaken)
    assert [row["version"] for row in rows(store, person)] == [0]


def test_a_channel_that_is_off_keeps_its_messages_waiting(store: Store, talk: Talk) -> None:
    store.receive(message("hello", channel="telegram"))
    assert take(store, talk) == []
    assert [row["state"] for row in rows(store, inbox)] == ["waiting"]


def test_an_error_is_told_without_its_text() -> None:
    try:
        raise BrokenError("my number is 07700 900123")
    except BrokenError as error:
        assert where_in(error).startswith("BrokenError at test_turn.py:")
        assert "07700" not in where_in(error)


def test_a_message_that_cannot_be_read_holds_up_nobody_else(store: Store, talk: Talk) -> None:
    store.receive(message("lost"))
    store.receive(message("other", sender=OTHER))
    store.run(lambda tx: tx.connection.execute(update(inbox).where(inbox.c.id == 1).values(said="not sealed by us")))
    take_all(store, talk)
    assert [row["state"] for row in rows(store, inbox)] == ["set_aside", "handled"]
    assert sorted(says(store)) == ["other", "turn_failed"]


@pytest.mark.parametrize("broken", ["", "[]", "{", '{"answers": 3, "offered": 4}', "null"])
def test_a_session_that_cannot_be_read_is_begun_anew(store: Store, talk: Talk, broken: str) -> None:
    store.receive(message("one"))
    store.run(lambda tx: tx.connection.execute(update(person).values(session=broken)))
    take_all(store, talk)
    assert says(store) == ["one"]
    assert heard_by(store, person) == ["one"]


# Opting out


def test_stop_is_answered_once_and_then_there_is_silence(store: Store, talk: Talk) -> None:
    for words in ("stop", "stop", "hello"):
        store.receive(message(words))
    take_all(store, talk)
    assert says(store) == ["stop"]
    assert [row["channel"] for row in rows(store, opt_out)] == ["sms"]
    store.receive(message("stop"))
    take_all(store, talk)
    assert says(store) == ["stop"]


def test_after_stop_only_danger_and_start_are_answered(store: Store, talk: Talk) -> None:
    for words in ("stop", "hello", "danger", "hello again", "start", "here"):
        store.receive(message(words))
        take_all(store, talk)
    assert says(store) == ["stop", "danger", "start", "here"]
    assert rows(store, opt_out) == []


def test_stop_takes_back_what_still_waits_but_for_safety(store: Store, talk: Talk) -> None:
    for words in ("hello", "danger", "stop"):
        store.receive(message(words))
    take_all(store, talk)
    assert says(store) == ["danger", "stop"]
    assert says(store, "given_up") == ["hello"]
    assert [row["error"] for row in rows(store, outbox) if row["state"] == "given_up"] == ["opted-out"]


def test_the_conversation_is_told_by_the_table_whether_they_opted_out(store: Store, clock: Clock, paper: Paper) -> None:
    seen: list[bool] = []

    def watching(session: Session, inbound: Inbound, world: World) -> Turn:
        seen.append(session.opted_out)
        return echo(replace(session, opted_out=not session.opted_out), inbound, world)

    talk = talk_of(clock, paper, respond=watching)
    for words in ("hello", "stop", "hello", "start", "hello"):
        store.receive(message(words))
    take_all(store, talk)
    assert seen == [False, False, True, True, False]


def test_a_poison_message_of_somebody_opted_out_is_not_apologised_for(store: Store, talk: Talk) -> None:
    store.receive(message("stop"))
    store.receive(message("poison"))
    take_all(store, talk)
    assert says(store) == ["stop"]


# Being forgotten


def made_up(table: Table, now: datetime) -> dict[str, Any]:
    """Something of the first person's in a table: any value in every column that needs one."""
    kinds: dict[type, Any] = {str: "x", int: 1, bool: True}
    needed = [column for column in table.c if not column.nullable and column.name != "id"]
    return {column.name: kinds.get(column.type.python_type, now) for column in needed}


def test_forgetting_goes_over_every_table(store: Store, clock: Clock, paper: Paper) -> None:
    talk = talk_of(clock, paper, timers=lambda _session, world: {"nudge": world.now + timedelta(days=7)})
    for words in ("hello", "stop", "start"):
        store.receive(message(words))
        store.receive(message(words, sender=OTHER))
    take_all(store, talk)
    theirs = [table for table in tables_of_people() if table is not person]
    for table in theirs:
        if not [row for row in rows(store, table) if row["person_id"] == 1]:
            store.run(lambda tx, table=table: tx.connection.execute(table.insert(), made_up(table, clock.now)))
    assert all(1 in [row["person_id"] for row in rows(store, table)] for table in theirs)
    store.receive(message("forget me"))
    take_all(store, talk)
    left = {table.name: sum(row["person_id"] == 1 for row in rows(store, table)) for table in theirs}
    assert left == {**{table.name: 0 for table in theirs}, "outbox": 1}
    assert says(store)[-1] == "forget me"
    assert rows(store, person)[0] | {"address": "", "address_key": ""} == {
        "id": 1,
        "channel": "sms",
        "address": "",
        "address_key": "",
        "session": "{}",
        "has_result": False,
        "version": 4,
        "area": None,
        "seen_at": clock.now,
        "unreachable_at": None,
        "forgotten_at": clock.now,
    }
    assert [row["said"] for row in rows(store, inbox) if row["person_id"] is None] == [None] * 4
    assert [row["person_id"] for row in rows(store, due)] == [2]


def test_a_table_that_knows_people_is_one_that_forgetting_finds() -> None:
    by_address = {"opt_out", "person_parts", "brake"}
    nobodys = {*by_address, "receipt", "event", "area_parts", "generation", "provider", "setting", "person"}
    assert {table.name for table in metadata.sorted_tables if "address_key" in table.c} == {*by_address, "person"}
    assert {table.name for table in metadata.sorted_tables} - {table.name for table in tables_of_people()} == nobodys


def test_stop_outlives_being_forgotten(store: Store, talk: Talk) -> None:
    for words in ("forget me", "stop"):
        store.receive(message(words))
        take_all(store, talk)
    key = rows(store, opt_out)[0]["address_key"]
    assert key == store.safe.key("sms", NUMBER)


def test_whoever_said_stop_is_told_that_they_are_forgotten(store: Store, talk: Talk) -> None:
    for words in ("stop", "hello", "forget me"):
        store.receive(message(words))
        take_all(store, talk)
    assert says(store) == ["forget me"]
    assert [row["reason"] for row in rows(store, outbox)] == ["notice"]
    assert len(rows(store, opt_out)) == 1
    store.receive(message("hello again"))
    take_all(store, talk)
    assert says(store) == ["forget me"]


def test_somebody_forgotten_who_writes_again_is_a_stranger(store: Store, talk: Talk) -> None:
    for words in ("hello", "forget me", "hello again"):
        store.receive(message(words))
    take_all(store, talk)
    assert heard_by(store, person) == ["hello again"]
    assert rows(store, person)[0]["forgotten_at"] is None


def test_a_redelivery_after_being_forgotten_changes_nothing(store: Store, talk: Talk) -> None:
    store.receive(message("hello", "SM1"))
    store.receive(message("forget me", "SM2"))
    take_all(store, talk)
    assert not store.receive(message("hello", "SM1"))


# What happened, and what is due


def test_events_keep_codes_area_and_district(store: Store, clock: Clock, paper: Paper) -> None:
    def unmet(session: Session, _inbound: Inbound, _world: World) -> Turn:
        return Turn(session, (), (Event("unmet", {"need": "cleaning", "area": "essex", "district": "E07000071"}),))

    store.receive(message())
    take_all(store, talk_of(clock, paper, respond=unmet))
    [row] = rows(store, event)
    assert {**row, "id": 0} == {
        "id": 0,
        "at": clock.now,
        "name": "unmet",
        "area": "essex",
        "district": "E07000071",
        "codes": '{"need":"cleaning"}',
    }


def handing(consent: str) -> Any:
    """A conversation that hands over."""
    return lambda session, _inbound, _world: Turn(session, (), (Event("handed-over", {"consent": consent}),))


@pytest.mark.parametrize(("consent", "notes"), [("yes", 1), ("no", 0)])
def test_people_are_told_only_with_consent(store: Store, clock: Clock, paper: Paper, consent: str, notes: int) -> None:
    store.receive(message())
    take_all(store, talk_of(clock, paper, respond=handing(consent)))
    assert len(rows(store, handover)) == notes


def reminding(session: Session, kind: str, _world: World) -> Turn | None:
    """Say which timer it was, unless it is one that means nothing any more."""
    if kind == "broken":
        raise BrokenError(kind)
    return Turn(session, (Say("echo", {"words": f"{kind} is due"}),)) if kind != "lapsed" else None


def in_a_week(kind: str) -> Any:
    """One timer, a week from each message."""
    return lambda _session, world: {kind: world.now + timedelta(days=7)}


@pytest.mark.parametrize(
    ("kind", "then", "said"),
    [
        ("nudge", [], ["hello", "nudge is due"]),
        ("nudge", ["thanks"], ["hello", "thanks"]),
        ("nudge", ["stop"], ["stop"]),
        ("lapsed", [], ["hello"]),
        ("broken", [], ["hello"]),
    ],
)
def test_a_timer_speaks_once_and_only_if_nothing_was_said_since(
    store: Store, clock: Clock, paper: Paper, kind: str, then: list[str], said: list[str]
) -> None:
    talk = talk_of(clock, paper, timers=in_a_week(kind), remind=reminding)
    store.receive(message("hello"))
    take_all(store, talk)
    clock.passes(days=6)
    assert store.run(lambda tx: remind(tx, talk)) == 0
    for words in then:
        store.receive(message(words))
        take_all(store, talk)
    clock.passes(days=1)
    store.run(lambda tx: remind(tx, talk))
    assert says(store) == said


def test_two_turns_in_one_commit_leave_the_timers_of_the_last(store: Store, clock: Clock, paper: Paper) -> None:
    def last_word(session: Session, _world: World) -> dict[str, datetime]:
        word = session.held("find_support")["heard"].split()[-1]
        return {} if word == "never" else {word: clock.now + timedelta(days=7), "both": clock.now}

    talk = talk_of(clock, paper, timers=last_word)
    for words, kinds in ([("one", "two"), {"two", "both"}], [("three", "four"), {"four", "both"}], [("never",), set()]):
        for one in words:
            store.receive(message(one))
        take_all(store, talk)
        assert {row["kind"] for row in rows(store, due)} == kinds


def test_a_reminder_sets_the_next_one_and_is_not_a_sign_of_life(store: Store, clock: Clock, paper: Paper) -> None:
    talk = talk_of(clock, paper, timers=in_a_week("nudge"), remind=reminding)
    store.receive(message("hello"))
    take_all(store, talk)
    wrote: datetime = clock.now
    for week in range(1, 4):
        clock.passes(days=7)
        assert store.run(lambda tx: remind(tx, talk)) == 1
        assert len(says(store)) == 1 + week
    assert [row["seen_at"] for row in rows(store, person)] == [wrote]


def test_nobody_unreachable_is_reminded(store: Store, clock: Clock, paper: Paper) -> None:
    talk = talk_of(clock, paper, timers=in_a_week("nudge"), remind=reminding)
    store.receive(message("hello"))
    take_all(store, talk)
    store.run(lambda tx: tx.connection.execute(update(person).values(unreachable_at=clock.now)))
    clock.passes(days=7)
    store.run(lambda tx: remind(tx, talk))
    assert says(store) == ["hello"]
    store.receive(message("back again"))
    take_all(store, talk)
    query = select(person.c.unreachable_at)
    assert store.run(lambda tx: tx.connection.execute(query).scalar()) is None


def test_a_session_in_mind_is_the_one_that_is_kept(store: Store, clock: Clock, paper: Paper) -> None:
    talk = talk_of(clock, paper)
    for words in ("one", "two", "three"):
        store.receive_with(message(words), lambda transaction: take_together(transaction, talk, 10))
        (kept,) = rows(store, person)
        in_mind = store.safe.lately.take(kept["session"])
        assert in_mind == opened_session(kept["session"], store.safe.seal)
    store.safe.lately.keep("another form", Session())
    store.receive_with(message("four"), lambda transaction: take_together(transaction, talk, 10))
    assert heard_by(store, person) == ["one two three four"]


def test_nothing_of_somebody_forgotten_is_in_mind(store: Store, clock: Clock, paper: Paper) -> None:
    talk = talk_of(clock, paper)
    for words in ("one", "forget me"):
        store.receive_with(message(words), lambda transaction: take_together(transaction, talk, 10))
    assert store.safe.lately.number == 0


def test_no_more_sessions_are_kept_in_mind_than_said() -> None:
    lately = Lately()
    for number in range(MOST + 3):
        lately.keep(str(number), Session())
    assert lately.number == MOST
    assert lately.take("2") is None
    assert lately.take("3") == Session()
