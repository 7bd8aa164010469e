"""What hangs and does not refuse: nothing waits for a PostgreSQL without limit, and a process of ours ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import text
from store_fixtures import SECRET, Clock, message, rows

from bot.store import impatient
from bot.store.engine import AwayError, SlowError, engine_for
from bot.store.store import Store
from bot.store.tables import inbox
from bot.store.transaction import Transaction


@pytest.fixture
def store(postgres: Callable[[], str], clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store that waits for half a second."""
    monkeypatch.setattr(impatient, "ANSWER_S", 0.5)
    opened = Store.open(postgres(), [SECRET], clock)
    yield opened
    opened.close()


@contextmanager
def frozen(store: Store) -> Iterator[None]:
    """All sessions that there are stand still, as with a lost wire or a frozen host."""
    url = store._engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        found = connection.execute(f"SELECT pid FROM pg_stat_activity WHERE {others}").fetchall()
    for (pid,) in found:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for (pid,) in found:
            os.kill(pid, signal.SIGCONT)


def test_a_message_is_kept_over_a_new_connection(store: Store) -> None:
    assert store.receive(message("one"))
    with frozen(store):
        began = time.monotonic()
        assert store.receive(message("two"))
        assert time.monotonic() - began < 10
    assert len(rows(store, inbox)) == 2


def test_a_reader_is_told_that_it_is_away(store: Store) -> None:
    store.read(lambda connection: connection.execute(text("SELECT 1")))
    began = time.monotonic()
    with pytest.raises(AwayError):
        store.read(lambda connection: connection.execute(text("SELECT pg_sleep(60)")))
    assert time.monotonic() - began < 10
    assert store.read(lambda connection: connection.execute(text("SELECT 1")).scalar()) == 1


def test_the_lead_is_let_go(store: Store) -> None:
    assert store.lead.ours()
    with frozen(store):
        assert not store.lead.ours()
        assert store._engine is store.lead._engine


def test_a_connection_more_than_there_are_is_not_waited_for_long(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store._engine.pool, "_timeout", 0.1)
    held = [store._engine.connect() for _ in range(8)]
    with pytest.raises(AwayError, match="wait for its answers"):
        store.read(lambda connection: connection.execute(text("SELECT 1")))
    for one in held:
        one.close()


def test_the_server_ends_what_takes_too_long(store: Store) -> None:
    limits = {
        name: store.run(lambda tx, name=name: tx.connection.execute(text(f"SHOW {name}")).scalar())
        for name in ("statement_timeout", "idle_in_transaction_session_timeout")
    }
    assert limits == {"statement_timeout": "30s", "idle_in_transaction_session_timeout": "1min"}


def test_what_takes_too_long_is_not_tried_again_at_once(store: Store) -> None:
    tries: list[int] = []

    def slow(transaction: Transaction) -> None:
        tries.append(1)
        for one in ("SET LOCAL statement_timeout = 50", "SELECT pg_sleep(60)"):
            transaction.connection.execute(text(one))

    with pytest.raises(SlowError, match="took too long"):
        store.run(slow)
    assert tries == [1]
    assert store.receive(message())


def test_what_brings_tables_up_to_date_may_take_its_time(postgres: Callable[[], str]) -> None:
    engine = engine_for(postgres())
    with engine.connect() as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "0"
    engine.dispose()


def test_what_the_address_says_goes_before() -> None:
    engine = engine_for("postgresql://nobody@localhost:1/none?connect_timeout=1&tcp_user_timeout=5")
    (_, named) = engine.dialect.create_connect_args(engine.url)
    assert (named["connect_timeout"], named["tcp_user_timeout"]) == ("1", "5")
    engine.dispose()


HANGS = """
import asyncio, re, sys, time
from bot import app
app.HANGS_S, app.BEAT_S = 0.3, 0.05

async def run():
    watch = asyncio.create_task(app.watched())
    await asyncio.sleep(0.7)
    print("well", flush=True)
    {then}
    watch.cancel()
    await asyncio.gather(watch, return_exceptions=True)
    time.sleep(0.6)

asyncio.run(run())
"""


@pytest.mark.parametrize(
    ("then", "ends"),
    [("pass", 0), ("time.sleep(30)", 1), ("re.match('(a+)+$', 'a' * 60 + 'b')", 1)],
    ids=["well", "stands still", "thinks for ever"],
)
def test_a_process_that_hangs_ends(then: str, ends: int) -> None:
    script = HANGS.replace("{then}", then)
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert (ran.returncode, ran.stdout) == (ends, "well\n")
    assert ("Timeout" in ran.stderr) is bool(ends)
