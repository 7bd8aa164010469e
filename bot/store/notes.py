"""Notes about people who agreed to be put in touch: what waits to be read, and what waits to be mailed.

An address is opened only here, for the people who read the notes.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, or_, select, update

from bot.store.seal import Seal
from bot.store.tables import handover, person

AGAIN = timedelta(minutes=10)
"""When a note whose mailing came to nothing is tried again."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note; `codes`: flow, and need and outcome where there are any."""

    id: int
    at: datetime
    area: str
    codes: Mapping[str, str]
    channel: str
    address: str
    mailed: bool

    def as_json(self) -> dict[str, object]:
        """What the handovers command prints."""
        codes = {name: self.codes.get(name) for name in ("need", "flow", "outcome")}
        reach = {"channel": self.channel, "address": self.address, "mailed": self.mailed}
        return {"id": self.id, "at": self.at.isoformat(), "area": self.area, **codes, **reach}


def open_notes(connection: Connection, seal: Seal) -> list[Note]:
    """Every note that is not done, the oldest first. Raises SealError where the key does not fit."""
    return found(connection, seal, handover.c.done_at.is_(None))


def found(connection: Connection, seal: Seal, *which: ColumnElement[bool]) -> list[Note]:
    """The notes that answer to these conditions, the oldest first."""
    columns = (handover.c.id, handover.c.at, handover.c.area, handover.c.codes, handover.c.mailed_at)
    query = select(*columns, person.c.channel, person.c.address).join(person, person.c.id == handover.c.person_id)
    return [
        Note(
            id=row.id,
            at=row.at,
            area=row.area or "",
            codes=json.loads(seal.open_json(row.codes)),
            channel=row.channel,
            address=seal.open(row.address),
            mailed=row.mailed_at is not None,
        )
        for row in connection.execute(query.where(*which).order_by(handover.c.id))
    ]


def done(connection: Connection, number: int, now: datetime) -> bool:
    """Close a note. False when there is no such open one."""
    note = update(handover).where(handover.c.id == number, handover.c.done_at.is_(None))
    return connection.execute(note.values(done_at=now)).rowcount == 1


def to_mail(connection: Connection, seal: Seal, areas: Collection[str], now: datetime) -> list[Note]:
    """Notes of these areas to mail now. They are this process's for a while: then, if not mailed, anybody's."""
    free = or_(handover.c.tried_at.is_(None), handover.c.tried_at <= now - AGAIN)
    waits = (handover.c.mailed_at.is_(None), handover.c.done_at.is_(None), handover.c.area.in_(list(areas)), free)
    query = select(handover.c.id).where(*waits).order_by(handover.c.id).limit(20).with_for_update(skip_locked=True)
    ids = list(connection.execute(query).scalars())
    connection.execute(update(handover).where(handover.c.id.in_(ids)).values(tried_at=now))
    return found(connection, seal, handover.c.id.in_(ids))


def mailed(connection: Connection, number: int, now: datetime) -> None:
    """A note was mailed."""
    connection.execute(update(handover).where(handover.c.id == number).values(mailed_at=now))
