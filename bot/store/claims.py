"""Claiming what is due: whatever goes out passes here, so here is what holds a message back.

One message to a person at a time, in order. Words about danger wait for nothing. What is no answer to anybody waits for
morning. A sender that has a pace keeps to it; all processes share its bucket, by its row in the database. Texts are
counted, and a day's caps on them hold.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    update,
)

from bot.hours import ANSWERS, awake_at
from bot.pace import Pace, fitting, left, opens_at, spent
from bot.store.outbox import Letter, opened_text
from bot.store.parts import Stop, Till, count, weighed
from bot.store.seal import Seal, SealError
from bot.store.statements import insert_new
from bot.store.tables import outbox, person, setting

Paces = Mapping[str, Pace]
"""Channel -> how fast its one sender may send."""

IS_SAFETY = outbox.c.reason == literal_column("'safety'")
"""As a literal: the index of just these is used for nothing else."""
NO_TILL = Till()
WAITS = and_(outbox.c.ended_at.is_(None), outbox.c.claimed_at.is_(None))
MOST_CREDIT = timedelta(minutes=1)
"""Longest that a sender pays back what went beyond its pace."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """What was claimed. `resting`: channels that keep to a pace, and from when they may send more."""

    letters: list[Letter]
    resting: Mapping[str, datetime] = field(default_factory=dict)
    stops: Sequence[Stop] = ()
    """Messages that a cap kept back."""


def claim(
    connection: Connection,
    seal: Seal,
    now: datetime,
    channels: Collection[str],
    most: int,
    paces: Paces | None = None,
    resting: Collection[str] = (),
    till: Till = NO_TILL,
) -> Claimed:
    """Claim what is due on these channels: words about danger, then the rest, the longest due first.

    Of a channel in `resting` only words about danger are looked for.
    """
    paces = paces or {}
    hold_till_morning(connection, now)
    urgent = some(connection, due(now, channels, paces).where(IS_SAFETY), most)
    well = [channel for channel in channels if channel not in resting]
    others = due(now, well, paces).where(~IS_SAFETY, ~too_soon(now, paces))
    room = most - len(urgent) if well else 0
    found = [*urgent, *some(connection, others, room)]
    allowed, stops = weighed(connection, found, till, seal, now)
    going, rest = paced(connection, allowed, paces, now)
    count(connection, going, now)
    return Claimed(taken(connection, going, seal, now), rest, stops)


def hold_till_morning(connection: Connection, now: datetime) -> None:
    """At night, put off whatever is due and no answer: also what is tried again, or was never thought of here."""
    morning = awake_at(now)
    if morning > now:
        own_accord = and_(WAITS, outbox.c.due_at <= now, outbox.c.reason.not_in(ANSWERS))
        connection.execute(update(outbox).where(own_accord).values(due_at=morning))


def due(now: datetime, channels: Collection[str], paces: Paces) -> Select[Any]:
    """What is due on these channels, with whom it is for."""
    columns = (outbox.c.id, outbox.c.person_id, outbox.c.said, outbox.c.attempts, outbox.c.queued_at)
    query = select(*columns, outbox.c.inbox_id, outbox.c.reason, outbox.c.segments, person.c.channel, person.c.address)
    more = (person.c.address_key, person.c.area, person.c.forgotten_at)
    theirs = query.add_columns(*more).join(person, person.c.id == outbox.c.person_id)
    ready = theirs.where(WAITS, is_due(now), ~held_up(now), person.c.channel.in_(list(channels)))
    return ready.order_by(outbox.c.due_at, outbox.c.id).with_for_update(of=outbox, skip_locked=True)


def is_due(now: datetime) -> ColumnElement[bool]:
    """Whether a message's time has come. An answer that seems to be of the future goes: the clock was put back."""
    put_back = and_(outbox.c.queued_at > now, outbox.c.attempts == 0, outbox.c.reason.in_(ANSWERS))
    return or_(outbox.c.due_at <= now, put_back)


def held_up(now: datetime) -> ColumnElement[bool]:
    """Whether an earlier message to the same person has not ended. One of our own accord, put off, holds nothing up."""
    earlier = outbox.alias("earlier")
    put_off = and_(earlier.c.due_at > now, earlier.c.reason.not_in(ANSWERS))
    before = (earlier.c.person_id == outbox.c.person_id, earlier.c.id < outbox.c.id, earlier.c.ended_at.is_(None))
    # Words about danger are held up by others of their kind alone.
    return exists().where(*before, ~put_off, or_(~IS_SAFETY, earlier.c.reason == "safety"))


def too_soon(now: datetime, paces: Paces) -> ColumnElement[bool]:
    """Whether a person was just sent as many messages as their channel takes for one address."""
    ours = [(channel, *pace.to_one) for channel, pace in paces.items() if pace.to_one]
    found = [and_(person.c.channel == channel, lately(now, seconds) >= most) for channel, most, seconds in ours]
    return or_(false(), *found)


def lately(now: datetime, seconds: float) -> ColumnElement[int]:
    """How many messages a person was sent within the last seconds."""
    sent = outbox.alias("sent")
    within = sent.c.ended_at.between(now - timedelta(seconds=seconds), now)
    query = select(func.count()).where(sent.c.person_id == outbox.c.person_id, within)
    return query.where(sent.c.state == "sent").scalar_subquery()


def some(connection: Connection, query: Select[Any], most: int) -> Sequence[RowMapping]:
    """The first rows, locked; another process passes over them."""
    return connection.execute(query.limit(most)).mappings().all() if most > 0 else ()


def paced(
    connection: Connection, rows: Sequence[RowMapping], paces: Paces, now: datetime
) -> tuple[list[RowMapping], dict[str, datetime]]:
    """The rows that may go now, and the channels that then rest."""
    going, rest = [row for row in rows if row["channel"] not in paces], {}
    for channel, pace in paces.items():
        theirs = [row for row in rows if row["channel"] == channel]
        if theirs:
            fit, full_at = within(pace, bucket(connection, channel, pace, now), theirs, now)
            connection.execute(update(setting).where(setting.c.name == bucket_name(channel)).values(at=full_at))
            going += fit
            if left(pace, full_at, now) < 1:
                rest[channel] = opens_at(pace, full_at)
    return going, rest


def within(
    pace: Pace, full_at: datetime, rows: Sequence[RowMapping], now: datetime
) -> tuple[list[RowMapping], datetime]:
    """The rows that a sender's pace lets go, and its bucket afterwards. Words about danger go on credit."""
    urgent = [row for row in rows if row["reason"] == "safety"]
    others = [row for row in rows if row["reason"] != "safety"]
    full_at = spent(pace, full_at, sum(map(units, urgent)), now)
    fit = others[: fitting(pace, full_at, [units(row) for row in others], now)]
    return [*urgent, *fit], spent(pace, full_at, sum(map(units, fit)), now)


def units(row: RowMapping) -> int:
    """What a message costs of a pace: the parts of a text, or one."""
    return int(row["segments"] or 1)


def bucket_name(channel: str) -> str:
    """The name that a channel's bucket is kept under."""
    return f"pace {channel}"


def bucket(connection: Connection, channel: str, pace: Pace, now: datetime) -> datetime:
    """When a channel's bucket is full again; locked, so that no other process takes from it meanwhile."""
    name = bucket_name(channel)
    query = select(setting.c.at).where(setting.c.name == name).with_for_update()
    at: datetime | None = connection.execute(query).scalar()
    if at is None:
        full = {"name": name, "value": "", "at": now}
        connection.execute(insert_new(connection.dialect.name, setting), full)
        at = connection.execute(query).scalar_one()
    assert at is not None
    # A clock that was put back must not silence us for as long.
    return min(at, now + timedelta(seconds=pace.burst / pace.a_second) + MOST_CREDIT)


def taken(connection: Connection, rows: Sequence[RowMapping], seal: Seal, now: datetime) -> list[Letter]:
    """Mark rows as on their way, and open them. One that cannot be read is given up."""
    if rows:
        sending = {"state": "sending", "claimed_at": now, "attempts": outbox.c.attempts + 1}
        connection.execute(update(outbox).where(outbox.c.id.in_([row["id"] for row in rows])).values(sending))
    letters = [letter_of(row, seal) for row in rows]
    if lost := [row["id"] for row, letter in zip(rows, letters, strict=True) if letter is None]:
        unreadable = {"state": "given_up", "ended_at": now, "claimed_at": None, "error": "unreadable"}
        connection.execute(update(outbox).where(outbox.c.id.in_(lost)).values(unreadable))
    return [letter for letter in letters if letter]


def letter_of(row: Any, seal: Seal) -> Letter | None:
    """A claimed row, opened; None when it cannot be read."""
    try:
        address, outbound = seal.open(row["address"]), opened_text(row["said"], seal)
    except (SealError, ValueError, TypeError, KeyError) as error:
        log.error("message %d cannot be read: %s", row["id"], type(error).__name__)
        return None
    return Letter(
        id=row["id"],
        person_id=row["person_id"],
        channel=row["channel"],
        address=address,
        outbound=outbound,
        attempts=row["attempts"] + 1,
        queued_at=row["queued_at"],
        forgotten=row["forgotten_at"] is not None,
    )
