"""What was said with one person, for a channel that shows the conversation again: the web chat."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from bot.message import Option
from bot.store.inbox import Safe, opened_words
from bot.store.outbox import opened_text
from bot.store.tables import inbox, outbox, person

Order = tuple[datetime, int, int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a conversation. `id` is never used for another. `pressed`: the code of a choice they made."""

    id: str
    ours: bool
    text: str
    options: tuple[Option, ...] = ()
    pressed: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """The last lines, oldest first. `waiting`: a message has not had its turn. `known`: the person is in the books.

    `forgotten`: all that is left are our last words to them.
    """

    lines: tuple[Line, ...] = ()
    waiting: bool = False
    known: bool = False
    forgotten: bool = False


def history(connection: Connection, safe: Safe, channel: str, address: str, most: int = 100) -> History:
    """The last messages from and to one person, as long as their words are kept."""
    theirs = (person.c.channel == channel) & (person.c.address_key == safe.key(channel, address))
    someone = connection.execute(select(person.c.id, person.c.forgotten_at).where(theirs)).first()
    if someone is None:
        return History()
    said, waiting = heard(connection, safe, someone.id, most)
    lines = sorted((*said, *answered(connection, safe, someone.id, most)), key=lambda pair: pair[0])
    forgotten = someone.forgotten_at is not None and not waiting
    return History(tuple(line for _, line in lines[-most:]), waiting, known=True, forgotten=forgotten)


def heard(connection: Connection, safe: Safe, person_id: int, most: int) -> tuple[list[tuple[Order, Line]], bool]:
    """What the person said, and whether any of it waits for its turn."""
    columns = (inbox.c.id, inbox.c.provider_id, inbox.c.said, inbox.c.received_at, inbox.c.ended_at)
    theirs = select(*columns, person.c.channel, person.c.address).join(person, person.c.id == inbox.c.person_id)
    kept = theirs.where(inbox.c.person_id == person_id, inbox.c.said.is_not(None))
    rows = list(connection.execute(kept.order_by(inbox.c.id.desc()).limit(most)).mappings())
    said = [((row["received_at"], row["id"], 0, 0), their_line(row, safe)) for row in rows]
    return said, any(row["ended_at"] is None for row in rows)


def their_line(row: RowMapping, safe: Safe) -> Line:
    """A message from the person."""
    inbound = opened_words(row["said"], row["channel"], row["provider_id"], row["address"], safe.seal)
    return Line(line_id("i", row["id"], row["received_at"]), False, inbound.words, pressed=inbound.pressed)


def answered(connection: Connection, safe: Safe, person_id: int, most: int) -> list[tuple[Order, Line]]:
    """What we said, each after the message that it answers."""
    columns = (outbox.c.id, outbox.c.inbox_id, outbox.c.said, outbox.c.queued_at, inbox.c.received_at)
    ours = select(*columns).join(inbox, inbox.c.id == outbox.c.inbox_id, isouter=True)
    kept = ours.where(outbox.c.person_id == person_id, outbox.c.said.is_not(None), outbox.c.state != "given_up")
    rows = connection.execute(kept.order_by(outbox.c.id.desc()).limit(most)).mappings()
    return [
        ((row["received_at"] or row["queued_at"], row["inbox_id"] or 0, 1, row["id"]), our_line(row, safe))
        for row in rows
    ]


def our_line(row: RowMapping, safe: Safe) -> Line:
    """A message from us."""
    outbound = opened_text(row["said"], safe.seal)
    return Line(line_id("o", row["id"], row["queued_at"]), True, outbound.text, outbound.options)


def line_id(kind: str, number: int, at: datetime) -> str:
    """An id that stays unique: row numbers are given out again once the last rows have gone."""
    return f"{kind}{number:x}-{int(at.timestamp() * 1000):x}"
