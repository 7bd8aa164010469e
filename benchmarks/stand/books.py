"""What a database holds: filled with old rows before, and counted afterwards."""

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

STAMP = "2026-11-20 10:00:00.000000"
LATER = "2027-11-20 10:00:00.000000"
OPEN_CONVERSATIONS = 100_000
PERSON = (
    "INSERT INTO person (id, channel, address, address_key, session, version, seen_at) VALUES (?, 'sms', ?, ?, ?, 0, ?)"
)
INBOX = (
    "INSERT INTO inbox (id, channel, provider_id, person_id, received_at, state, attempts, ended_at)"
    " VALUES (?, 'sms', ?, ?, ?, 'handled', 0, ?)"
)
OUTBOX = (
    "INSERT INTO outbox (inbox_id, provider_id, person_id, queued_at, due_at, ended_at, position, reason, state,"
    " attempts) VALUES (?, ?, ?, ?, ?, ?, 0, 'answer', 'sent', 1)"
)
DUE = "INSERT INTO due (person_id, kind, due_at, answers_version) VALUES (?, 'nudge', ?, 0)"
COUNTS = """
SELECT (SELECT count(*) FROM inbox), (SELECT count(*) FROM inbox WHERE state = 'handled'),
(SELECT count(DISTINCT inbox_id) FROM outbox), (SELECT sum(version) FROM person)
"""
TABLES = ("person", "inbox", "outbox", "event", "due", "asking", "receipt", "handover", "opt_out", "missed")


def seed(path: Path, messages: int) -> None:
    """So many old messages with their answers, the words long gone, ids as random as real ones; open conversations."""
    people = min(OPEN_CONVERSATIONS, messages)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous=OFF")
        session = json.dumps({"filler": "s" * 600})
        persons = ((one, "a" * 120, f"old{one:061}", session, STAMP) for one in range(1, people + 1))
        connection.executemany(PERSON, persons)
        connection.executemany(DUE, ((one, LATER) for one in range(1, people + 1)))
        connection.executemany(INBOX, ((*row, STAMP, STAMP) for row in old_rows(1, messages, people)))
        connection.executemany(OUTBOX, ((*row, STAMP, STAMP, STAMP) for row in old_rows(2, messages, people)))


def old_rows(dice: int, messages: int, people: int) -> Iterator[tuple[int, str, int]]:
    """Number, provider's id and person of each old message."""
    draw = random.Random(dice)
    return ((number, f"SM{draw.getrandbits(128):032x}", number % people + 1) for number in range(1, messages + 1))


def counts(url: str) -> tuple[int, ...]:
    """Messages taken, messages handled, messages with an answer, and turns by the sessions' versions."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = tuple(int(one or 0) for one in connection.execute(text(COUNTS)).one())
    engine.dispose()
    return found


def check(url: str, turns: int, old: int = 0) -> None:
    """Raises AssertionError unless every turn was kept exactly once, with its answer."""
    found = counts(url)
    assert found == (turns + old, turns + old, turns + old, turns), (found, turns, old)


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that a turn writes."""
    with closing(sqlite3.connect(path)) as connection:
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in TABLES}
