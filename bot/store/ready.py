"""Which messages are ready to go: the statements that find them, each built once, as finding takes less than building.

One message to a person at a time, in order. Words about danger wait for nothing. What is no answer to anybody waits for
morning.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    update,
)

from bot.hours import ANSWERS
from bot.store.prepared import Prepared
from bot.store.tables import Instant, outbox, person


class Ready(NamedTuple):
    """A message that is ready, still sealed, with whom it is for, in the order of COLUMNS."""

    id: int
    person_id: int
    said: str
    attempts: int
    queued_at: datetime
    inbox_id: int | None
    reason: str
    segments: int | None
    channel: str
    address: str
    address_key: str
    area: str | None
    forgotten_at: object


COLUMNS = (
    *(outbox.c.id, outbox.c.person_id, outbox.c.said, outbox.c.attempts, outbox.c.queued_at, outbox.c.inbox_id),
    *(outbox.c.reason, outbox.c.segments, person.c.channel, person.c.address, person.c.address_key, person.c.area),
    person.c.forgotten_at,
)
Limits = tuple[tuple[str, int, float], ...]
"""Channels that take but so many messages for one address within so many seconds."""

NOW: BindParameter[datetime] = bindparam("now", type_=Instant())
WAITS = and_(outbox.c.ended_at.is_(None), outbox.c.claimed_at.is_(None))
IS_SAFETY = outbox.c.reason == literal_column("'safety'")
"""As a literal: the index of just these is used for nothing else."""


def no_answer(reason: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a message is sent of our own accord."""
    return and_(*(reason != answer for answer in ANSWERS))


def is_due() -> ColumnElement[bool]:
    """Whether a message's time has come. An answer that seems to be of the future goes: the clock was put back."""
    put_back = and_(outbox.c.queued_at > NOW, outbox.c.attempts == 0, ~no_answer(outbox.c.reason))
    return or_(outbox.c.due_at <= NOW, put_back)


def held_up() -> ColumnElement[bool]:
    """Whether an earlier message to the same person has not ended. One of our own accord, put off, holds nothing up."""
    earlier = outbox.alias("earlier")
    put_off = and_(earlier.c.due_at > NOW, no_answer(earlier.c.reason))
    before = (earlier.c.person_id == outbox.c.person_id, earlier.c.id < outbox.c.id, earlier.c.ended_at.is_(None))
    # Words about danger are held up by others of their kind alone.
    return exists().where(*before, ~put_off, or_(~IS_SAFETY, earlier.c.reason == "safety"))


def too_soon(limits: Limits) -> ColumnElement[bool]:
    """Whether a person was just sent as many messages as their channel takes for one address."""
    found = [and_(person.c.channel == channel, lately(channel) >= most) for channel, most, _ in limits]
    return or_(false(), *found)


def lately(channel: str) -> ColumnElement[int]:
    """How many messages a person was sent within the last seconds. Parameter: since, of the channel."""
    sent = outbox.alias("sent")
    since: BindParameter[datetime] = bindparam(f"since_{channel}", type_=Instant())
    query = select(func.count()).where(sent.c.person_id == outbox.c.person_id, sent.c.ended_at.between(since, NOW))
    return query.where(sent.c.state == "sent").scalar_subquery()


def ready(channels: tuple[str, ...]) -> Select[Any]:
    """What is ready on these channels, the longest due first. Locked; another process passes over it."""
    query = select(*COLUMNS).join(person, person.c.id == outbox.c.person_id)
    on = or_(false(), *(person.c.channel == channel for channel in channels))
    found = query.where(WAITS, is_due(), ~held_up(), on).order_by(outbox.c.due_at, outbox.c.id)
    return found.limit(bindparam("most")).with_for_update(of=outbox, skip_locked=True)


@lru_cache
def urgent(channels: tuple[str, ...]) -> Prepared:
    """Words about danger."""
    return Prepared(ready(channels).where(IS_SAFETY), "now", "most")


@lru_cache
def others(channels: tuple[str, ...], limits: Limits) -> Prepared:
    """All the rest."""
    since = (f"since_{channel}" for channel, _, _ in limits)
    return Prepared(ready(channels).where(~IS_SAFETY, ~too_soon(limits)), "now", "most", *since)


def moments(now: datetime, limits: Limits) -> dict[str, datetime]:
    """The moments that `others` compares with."""
    since = {f"since_{channel}": now - timedelta(seconds=seconds) for channel, _, seconds in limits}
    return {"now": now, **since}


PUT_OFF = Prepared(
    update(outbox)
    .where(WAITS, outbox.c.due_at <= NOW, no_answer(outbox.c.reason))
    .values(due_at=bindparam("morning", type_=Instant())),
    *("now", "morning"),
)
"""Put off what is no answer."""
SENDING = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("letter"))
    .values(state="sending", attempts=outbox.c.attempts + 1, claimed_at=NOW),
    *("letter", "now"),
)
"""Mark a message as on its way."""
UNREADABLE = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("letter"))
    .values(state="given_up", claimed_at=None, error="unreadable", ended_at=NOW),
    *("letter", "now"),
)
"""Give up a message that cannot be read."""
