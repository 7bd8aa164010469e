"""Whose outcome of a guide is kept, in the order of their rows; and how far the look through them has come."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from bot.flows.question import Session
from bot.store.seal import Seal, SealError
from bot.store.sessions import opened_session
from bot.store.tables import person, setting

LOOK = "guides"
"""The row of `setting` that tells how far the look through kept results has come."""


class Look(NamedTuple):
    """A look through all kept results. `after`: the last person looked at, None once all were; `at`: begun or ended."""

    editions: str
    after: int | None
    at: datetime


def last_look(connection: Connection) -> Look | None:
    """The last look, or the one that is under way."""
    row = connection.execute(select(setting.c.value, setting.c.at).where(setting.c.name == LOOK)).first()
    if row is None:
        return None
    editions, after = row.value.rsplit(" ", 1)
    return Look(editions, None if after == "all" else int(after), row.at)


def keep_look(connection: Connection, look: Look) -> None:
    """Keep how far a look has come."""
    value = f"{look.editions} {'all' if look.after is None else look.after}"
    connection.execute(delete(setting).where(setting.c.name == LOOK))
    connection.execute(insert(setting).values(name=LOOK, value=value, at=look.at))


def people_with_results(
    connection: Connection, seal: Seal, after: int, most: int
) -> Iterator[tuple[int, Session | None]]:
    """The next people who keep an outcome, and their sessions; None for one that cannot be read."""
    theirs = (person.c.id > after, person.c.has_result, person.c.forgotten_at.is_(None))
    query = select(person.c.id, person.c.session).where(*theirs)
    for row in connection.execute(query.order_by(person.c.id).limit(most)).all():
        yield row.id, readable(row.session, seal)


def readable(kept: str, seal: Seal) -> Session | None:
    """A session from its kept form; None for one that cannot be read, which its next turn begins anew."""
    try:
        return opened_session(kept, seal)
    except (SealError, ValueError, TypeError, AttributeError, KeyError):
        return None
