"""Messages that were given up: what an operator sees of them, and sending them once more. Never words or addresses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from bot.store.tables import opt_out, outbox, person

MOST = 100
"""Messages listed at a time."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which of them: by number, channel, code of the error, and the moment they were given up. None: all."""

    number: int | None = None
    channel: str | None = None
    code: str | None = None
    since: datetime | None = None

    def of_outbox(self) -> ColumnElement[bool]:
        """As a condition."""
        wanted = [outbox.c.state == "given_up"]
        if self.number is not None:
            wanted.append(outbox.c.id == self.number)
        if self.channel:
            wanted.append(whose(person.c.channel == self.channel))
        if self.code:
            wanted.append(outbox.c.error == self.code)
        if self.since:
            wanted.append(outbox.c.ended_at >= self.since)
        return and_(*wanted)


def whose(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the person whom a message is for is like this."""
    return outbox.c.person_id.in_(select(person.c.id).where(condition))


def listed(connection: Connection, chosen: Chosen, most: int = MOST) -> tuple[list[dict[str, Any]], int]:
    """The newest of them, and how many there are in all."""
    columns = (outbox.c.id, person.c.channel, outbox.c.reason, outbox.c.error, outbox.c.attempts, outbox.c.ended_at)
    query = select(*columns).join(person, person.c.id == outbox.c.person_id).where(chosen.of_outbox())
    rows = connection.execute(query.order_by(outbox.c.id.desc()).limit(most)).mappings()
    number = connection.execute(select(func.count()).select_from(outbox).where(chosen.of_outbox())).scalar_one()
    return [dict(row) for row in rows], int(number)


def replay(connection: Connection, chosen: Chosen, now: datetime) -> int:
    """Put them back in the queue, in their order. Returns how many.

    Left out are those whose words are wiped, and those to people who said STOP, but for words about danger.
    """
    stopped = whose(person.c.address_key.in_(select(opt_out.c.address_key)))
    allowed = (outbox.c.said.is_not(None), or_(outbox.c.reason == "safety", ~stopped))
    anew = {"attempts": 0, "queued_at": now, "due_at": now, "claimed_at": None, "provider_id": None, "status": None}
    again = {**anew, "state": "waiting", "ended_at": None}
    return connection.execute(update(outbox).where(chosen.of_outbox(), *allowed).values(again)).rowcount
