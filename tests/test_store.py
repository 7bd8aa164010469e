"""The store: each message once, one commit for many, nothing of a person's in the clear."""

import asyncio
import json
import sqlite3
import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update
from sqlalchemy.orm import Session
from store_fixtures import NUMBER, SECRET, START, Clock, Paper, heard_by, message, rows, talk_of

from bot.delivery import Delivery
from bot.flows.question import to_json
from bot.message import Inbound
from bot.store import writer
from bot.store.engine import AgainError, AwayError, StoreError, engine_for
from bot.store.migrations import migrate
from bot.store.notes import open_notes
from bot.store.rotate import Rotated, rotate
from bot.store.seal import Seal, SealError, address_key, is_plain, secrets_for
from bot.store.store import Store
from bot.store.tables import inbox, metadata, person, setting
from bot.store.transaction import Transaction
from bot.store.writer import Writer
from bot.turn import take


def words_of(store: Store) -> list[str]:
    """The words of the messages that wait, in order."""
    return store.run(lambda tx: [tx.opened(one).words for one in tx.waiting(["sms"], 100)])


def test_a_message_is_taken_once(store: Store) -> None:
    first = message("hello", "SM1")
    assert store.receive(first)
    before = [rows(store, table) for table in metadata.sorted_tables]
    assert not store.receive(first)
    assert not store.receive(message("another text under the same id", "SM1"))
    assert [rows(store, table) for table in metadata.sorted_tables] == before


def test_the_same_id_on_another_channel_is_another_message(store: Store) -> None:
    assert store.receive(message(number="1", channel="sms"))
    assert store.receive(message(number="1", channel="telegram"))
    assert len(rows(store, person)) == 2


def test_what_was_said_comes_back_whole(store: Store) -> None:
    odd = "nul \x00, emoji \N{THUMBS UP SIGN}, half a pair \ud83d, \u05d0 and ' OR 1=1; --"
    said = Inbound("web", "w1", "s\u00e9ssion", odd, START, kind="location", pressed="a:b:c", point=(52.1, -2.3))
    store.receive(said)
    assert store.run(lambda tx: [tx.opened(one) for one in tx.waiting(["web"], 10)]) == [said]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from("ab")), max_size=12))
def test_whatever_is_sent_again_the_first_of_each_id_stands(sent: list[tuple[int, str]]) -> None:
    store = Store.open("sqlite://", [SECRET], Clock())
    try:
        messages = [message(f"{index}", f"{number}", sender) for index, (number, sender) in enumerate(sent)]
        answers = [store.receive(one) for one in messages]
        kept = words_of(store)
    finally:
        store.close()
    first = {number: str(index) for index, (number, _) in reversed(list(enumerate(sent)))}
    assert kept == sorted(first.values(), key=int)
    assert answers == [str(index) in kept for index in range(len(sent))]


def held(store: Store) -> tuple[threading.Event, Callable[[], None]]:
    """Keep the writer busy until it is released."""
    begun, release = threading.Event(), threading.Event()

    def wait(_transaction: Transaction) -> None:
        begun.set()
        release.wait(60)

    threading.Thread(target=store.run, args=(wait,)).start()
    begun.wait(60)
    return begun, release.set


def test_what_arrives_during_a_commit_shares_the_next_one(store: Store) -> None:
    _, release = held(store)
    with patch.object(writer, "commit", wraps=writer.commit) as commits, ThreadPoolExecutor(50) as pool:
        taken = [pool.submit(store.receive, message(sender=f"+44770090{number:04}")) for number in range(50)]
        while store._writer._waiting.qsize() < 50:
            pass
        release()
        assert all(one.result(60) for one in taken)
    assert commits.call_count == 2
    assert len(rows(store, person)) == 50


def test_of_two_alike_in_one_commit_one_is_new(store: Store) -> None:
    _, release = held(store)
    with ThreadPoolExecutor(2) as pool:
        taken = [pool.submit(store.receive, message("hello", "SM1")) for _ in range(2)]
        while store._writer._waiting.qsize() < 2:
            pass
        release()
        assert sorted(one.result(60) for one in taken) == [False, True]


def test_work_that_fails_is_rolled_back_alone(store: Store) -> None:
    def breaks(transaction: Transaction) -> None:
        transaction.connection.execute(text("DELETE FROM inbox"))
        raise LookupError("no")

    store.receive(message("kept"))
    _, release = held(store)
    with ThreadPoolExecutor(3) as pool:
        before = pool.submit(store.receive, message())
        bad = pool.submit(store.run, breaks)
        after = pool.submit(store.receive, message())
        while store._writer._waiting.qsize() < 3:
            pass
        release()
        assert before.result(60)
        assert after.result(60)
        assert isinstance(bad.exception(60), LookupError)
    assert len(rows(store, inbox)) == 3


def test_nothing_of_a_person_is_in_the_clear(url: str, store: Store, postgres: Any, tmp_path: Path) -> None:
    said = Inbound(
        "sms", "SM1", NUMBER, "my mother wanders at night", START, pressed="a:b:wanders", point=(52.25, -2.25)
    )
    store.receive(said)
    take(store, talk_of(Clock(), Paper()))
    if url.startswith("sqlite"):
        store.close()
        kept = b"".join(path.read_bytes() for path in tmp_path.glob("test.db*"))
    else:
        kept = "".join(str(rows(store, table)) for table in metadata.sorted_tables).encode()
    for clear in (NUMBER, NUMBER[1:], "mother", "wanders", "52.25", "find_support"):
        assert clear.encode() not in kept


def test_a_session_of_before_is_read_and_then_sealed(store: Store, clock: Clock) -> None:
    """Three people, as an older version kept them."""
    for number, words in enumerate(("once", "twice", "never")):
        store.receive(message(words, sender=f"s{number}"))
    take(store, talk_of(clock, Paper()))
    plain = to_json(store.run(lambda tx: (tx.someone(2), tx.session_for(2))[1]))
    store.run(lambda tx: tx.connection.execute(update(person).values(session=plain)))
    store.receive(message("again", sender="s1"))
    take(store, talk_of(clock, Paper()))
    assert heard_by(store, person) == ["twice", "twice again", "twice"]
    assert [is_plain(row["session"]) for row in rows(store, person)] == [True, False, True]
    rotate(store)
    assert heard_by(store, person) == ["twice", "twice again", "twice"]
    assert not any(is_plain(row["session"]) for row in rows(store, person))


def test_a_session_sealed_with_a_lost_secret_is_begun_anew(store: Store, clock: Clock) -> None:
    hear = lambda words: (store.receive(message(words)), take(store, talk_of(clock, Paper())))  # noqa: E731
    hear("one")
    store.run(lambda tx: tx.connection.execute(update(person).values(session=Seal(["lost"]).shut("{}"))))
    hear("two")
    assert heard_by(store, person) == ["two"]


def test_another_secret_does_not_open_it(url: str, clock: Clock) -> None:
    Store.open(url, [SECRET], clock).close()
    with pytest.raises(SealError, match="NEARHAND_SECRET_KEY does not open"):
        Store.open(url, ["another secret"], clock)


def test_a_new_secret_takes_over(url: str, clock: Clock) -> None:
    old = Store.open(url, [SECRET], clock)
    old.receive(message("first", "SM0"))
    take(old, talk_of(clock, Paper()))
    old.run(lambda tx: tx.hand_over(1, {"need": "washing"}, "essex"))
    old.receive(message("hello", "SM1"))
    old.close()
    both = Store.open(url, ["the new one", SECRET], clock)
    assert rotate(both) == Rotated(6, ())
    both.close()
    new = Store.open(url, ["the new one"], clock)
    assert words_of(new) == ["hello"]
    assert heard_by(new, person) == ["first"]
    assert [note.codes for note in new.run(lambda tx: open_notes(tx.connection, new.safe.seal))] == [
        {"need": "washing"}
    ]
    new.receive(message("again", "SM2"))
    assert len(rows(new, person)) == 1
    new.close()


@pytest.mark.parametrize("damaged", ["gAAAA", "not sealed", "\u00e4"])
def test_a_damaged_text_does_not_keep_an_old_secret(url: str, clock: Clock, damaged: str) -> None:
    old = Store.open(url, [SECRET], clock)
    for number in range(3):
        old.receive(message(f"hello {number}", f"SM{number}"))
    spoil = update(inbox).where(inbox.c.provider_id == "SM1").values(said=damaged)
    old.run(lambda tx: tx.connection.execute(spoil))
    spoilt = [row["id"] for row in rows(old, inbox) if row["provider_id"] == "SM1"]
    old.close()
    both = Store.open(url, ["the new one", SECRET], clock)
    done = rotate(both)
    both.close()
    new = Store.open(url, ["the new one"], clock)
    kept = {row["provider_id"]: row["said"] for row in rows(new, inbox)}
    assert [json.loads(new.safe.seal.open(kept[number]))["words"] for number in ("SM0", "SM2")] == [
        "hello 0",
        "hello 2",
    ]
    assert done == Rotated(3, (f"inbox {spoilt[0]}: said",))
    assert kept["SM1"] == damaged
    new.close()


def test_a_number_on_two_channels_gives_two_keys() -> None:
    assert address_key("k", "sms", NUMBER) != address_key("k", "telegram", NUMBER)
    assert address_key("k", "sms", NUMBER) != address_key("other", "sms", NUMBER)


def test_a_file_gets_a_secret_of_its_own(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'near.db'}"
    given, notice = secrets_for(url, None)
    kept = tmp_path / "near.db.key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert notice == "no NEARHAND_SECRET_KEY: using near.db.key"
    assert secrets_for(url, "")[0] == given


def test_secrets_are_parted_by_commas() -> None:
    assert secrets_for("postgresql:///x", f"new {SECRET} , {SECRET}") == ((f"new {SECRET}", SECRET), None)
    with pytest.raises(SealError, match="too short: put one of 32 characters"):
        secrets_for("postgresql:///x", f"short,{SECRET}")
    assert secrets_for("postgresql:///x", f"{SECRET},short")[0] == (SECRET, "short")
    assert secrets_for("postgresql:///x", "not so long")[1] == "NEARHAND_SECRET_KEY is short: use 32 characters or more"


def test_postgresql_needs_a_secret() -> None:
    with pytest.raises(SealError, match="NEARHAND_SECRET_KEY is needed"):
        secrets_for("postgresql:///x", None)


def test_a_sealed_text_never_looks_the_same_twice() -> None:
    seal = Seal([SECRET])
    assert seal.shut("hello") != seal.shut("hello")
    assert seal.open(seal.shut("h\u00e9llo")) == "h\u00e9llo"


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("mysql://somewhere", "DATABASE_URL: mysql is not supported; use sqlite or postgresql"),
        ("not an address", "DATABASE_URL is not a database address"),
        ("sqlite:///{folder}/empty.db", "the database is not up to date: run python -m bot migrate"),
        ("postgresql://nobody@localhost:1/none", "the database cannot be reached: nothing listens there"),
        (
            "sqlite:///{folder}/no/such/folder.db",
            "the database file cannot be opened: see to its folder",
        ),
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_one_line(url: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as told:
        Store.open(url.format(folder=tmp_path), [SECRET], Clock())
    assert str(told.value) == what


def test_why_a_database_is_out_of_reach_is_told_without_its_address(postgres: Callable[[], str]) -> None:
    nowhere = postgres().replace("/t", "/none-of-", 1)
    with pytest.raises(AwayError) as told:
        Store.open(nowhere, [SECRET], Clock())
    assert str(told.value) == "the database cannot be reached: it has no such user or database"
    assert told.value.passes


def test_work_that_waits_for_a_database_that_is_away_fails_together(monkeypatch: pytest.MonkeyPatch) -> None:
    engine, tries = engine_for("postgresql://nobody@localhost:1/none"), list[int]()
    writer = Writer(engine, patience=())
    together = writer._together
    monkeypatch.setattr(writer, "_together", lambda jobs: tries.append(len(jobs)) or together(jobs))
    with writer._writing:
        futures = [writer.submit(lambda _connection, items: items, number) for number in range(9)]
    for future in futures:
        with pytest.raises(AwayError):
            future.result(60)
    assert sum(tries) == 9
    writer.close()
    engine.dispose()


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path / 'new.db'}")
    store = Store.open(f"sqlite:///{tmp_path / 'new.db'}", [SECRET], Clock())
    store.receive(message())
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    store.close()
    assert modes == {"new.db": 0o600, "new.db-wal": 0o600, "new.db-shm": 0o600}


def test_a_commit_on_sqlite_is_durable(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    from store_fixtures import fresh

    store = Store.open(fresh(request, tmp_path, "sqlite"), [SECRET], Clock())
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    found = store.run(lambda tx: [tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas])
    store.close()
    assert found == ["wal", 2, 1, 10_000]


def test_a_full_disk_refuses_and_then_goes_on(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    from store_fixtures import fresh

    store = Store.open(fresh(request, tmp_path, "sqlite"), [SECRET], Clock())
    pages = store.run(lambda tx: tx.connection.exec_driver_sql("PRAGMA page_count").scalar())
    store.run(lambda tx: tx.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar())
    with pytest.raises(StoreError, match="the disk is full"):
        for _ in range(200):
            store.receive(message("x" * 2000))
    kept = len(rows(store, inbox))
    store.run(lambda tx: tx.connection.exec_driver_sql("PRAGMA max_page_count=100000").scalar())
    assert store.receive(message())
    assert len(rows(store, inbox)) == kept + 1
    store.close()


@pytest.mark.parametrize("size", [5_000, 200_000, 20_000_000])
def test_what_is_acknowledged_is_kept_however_full_the_disk(
    request: pytest.FixtureRequest, tmp_path: Path, size: int
) -> None:
    """The message finds room, the turn that shares its commit does not."""
    from store_fixtures import fresh

    store, big = Store.open(fresh(request, tmp_path, "sqlite"), [SECRET], Clock()), {"name": "big", "at": START}
    store.run(lambda tx: tx.connection.exec_driver_sql("PRAGMA max_page_count=1").scalar())
    taken = []
    for number in range(5):
        try:
            store.receive_with(
                message("hello", f"SM{number}"),
                lambda tx: tx.connection.execute(setting.insert(), {**big, "value": "x" * size}),
            )
            taken.append(f"SM{number}")
        except StoreError:
            continue
    assert [row["provider_id"] for row in rows(store, inbox)] == taken
    store.close()


def test_a_message_is_kept_though_its_work_undoes_everything(store: Store) -> None:
    def breaks(transaction: Transaction) -> None:
        transaction.connection.exec_driver_sql("ROLLBACK")
        raise LookupError("no")

    assert store.receive_with(message(), breaks) == (True, None)
    assert len(rows(store, inbox)) == 1


def test_a_database_that_restarts_is_waited_for(postgres: Any, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    from store_fixtures import fresh

    store = Store.open(fresh(request, tmp_path, "postgresql"), [SECRET], Clock())
    store.receive(message("before"))
    ends = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> 0"
    )
    with pytest.raises(StoreError):
        store.read(lambda connection: connection.execute(ends))
    assert store.receive(message("after"))
    assert words_of(store) == ["before", "after"]
    store.close()


def test_reading_does_not_wait_for_the_writer(url: str, store: Store) -> None:
    store.receive(message())
    _, release = held(store)
    found = store.read(lambda connection: connection.execute(text("SELECT count(*) FROM inbox")).scalar())
    release()
    assert found == 1


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.receive(message())


def test_sqlite_here_has_what_is_needed() -> None:
    assert sqlite3.sqlite_version_info >= (3, 35)


def test_somebody_who_stops_waiting_stops_nobody_else(store: Store) -> None:
    async def impatient() -> bool:
        _, release = held(store)
        given_up = asyncio.create_task(store.received(message("given up", "1")))
        waits = asyncio.create_task(store.received(message("waits", "2")))
        while store._writer._waiting.qsize() < 2:
            await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.sleep(0)
        release()
        return await waits

    assert asyncio.run(impatient())
    assert [row["provider_id"] for row in rows(store, inbox)] == ["2"]


def test_what_collides_is_done_again(store: Store) -> None:
    tries: list[int] = []

    def collides(transaction: Transaction) -> int:
        tries.append(1)
        transaction.connection.execute(text("DELETE FROM opt_out"))
        if len(tries) < 3:
            raise AgainError("in use")
        return len(tries)

    assert store.run(collides) == 3


def test_two_that_stand_in_each_others_way_both_get_there(postgres: Callable[[], str]) -> None:
    url, met = postgres(), threading.Barrier(2)
    stores = [Store.open(url, [SECRET], Clock()) for _ in range(2)]
    for sender in ("a", "b"):
        stores[0].receive(message(sender=sender))
    tries: list[int] = []

    def both(first: int, second: int) -> Callable[[Transaction], None]:
        def work(transaction: Transaction) -> None:
            tries.append(first)
            transaction.connection.execute(person.update().where(person.c.id == first).values(version=9))
            if tries.count(first) == 1:
                met.wait(60)
            transaction.connection.execute(person.update().where(person.c.id == second).values(version=9))

        return work

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(stores[0].run, both(1, 2)), pool.submit(stores[1].run, both(2, 1))]
        for one in done:
            one.result(60)
    assert len(tries) == 3
    for store in stores:
        store.close()


def test_the_hot_path_makes_no_orm_session(store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "__init__", lambda *_given, **_named: pytest.fail("an ORM session"))
    paper = Paper()
    store.receive(message())
    assert len(take(store, talk_of(clock, paper))) == 1
    assert asyncio.run(Delivery(store, {"sms": paper}).deliver_due()) == 1
