"""Claiming what is due: whatever goes out passes here, so here is what holds a message back.

What is ready is told in `bot.store.ready`. A sender that has a pace keeps to it; all processes share its bucket, by its
row in the database. Texts are counted, and a day's caps on them hold.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.hours import awake_at
from bot.pace import Pace, fitting, left, opens_at, spent
from bot.store.outbox import Letter, opened_text
from bot.store.parts import Stop, Till, count, weighed
from bot.store.ready import PUT_OFF, SENDING, UNREADABLE, Limits, Ready, moments, others, urgent
from bot.store.seal import Seal, SealError
from bot.store.statements import FULL_AT, READ_FULL_AT, keep_setting

Paces = Mapping[str, Pace]
"""Channel -> how fast its one sender may send."""

NO_TILL = Till()
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
    found = ready_now(connection, now, tuple(channels), most, limits_of(paces), resting)
    allowed, stops = weighed(connection, found, till, seal, now)
    going, rest = paced(connection, allowed, paces, now)
    count(connection, going, now)
    return Claimed(taken(connection, going, seal, now), rest, stops)


def limits_of(paces: Paces) -> Limits:
    """Channels that take but so many messages for one address at a time."""
    return tuple((channel, *pace.to_one) for channel, pace in paces.items() if pace.to_one)


def ready_now(
    connection: Connection,
    now: datetime,
    channels: tuple[str, ...],
    most: int,
    limits: Limits,
    resting: Collection[str],
) -> list[Ready]:
    """What is ready: words about danger first, and of channels that rest nothing else."""
    found = urgent(channels).rows(connection, {"now": now, "most": most})
    well = tuple(channel for channel in channels if channel not in resting)
    room = most - len(found)
    if well and room:
        found += others(well, limits).rows(connection, {**moments(now, limits), "most": room})
    return [Ready(*row) for row in found]


def hold_till_morning(connection: Connection, now: datetime) -> None:
    """At night, put off whatever is due and no answer: also what is tried again, or was never thought of here."""
    morning = awake_at(now)
    if morning > now:
        PUT_OFF.many(connection, [{"now": now, "morning": morning}])


def paced(
    connection: Connection, rows: Sequence[Ready], paces: Paces, now: datetime
) -> tuple[list[Ready], dict[str, datetime]]:
    """The rows that may go now, and the channels that then rest."""
    going, rest = [row for row in rows if row.channel not in paces], {}
    for channel, pace in paces.items():
        theirs = [row for row in rows if row.channel == channel]
        if theirs:
            fit, full_at = within(pace, bucket(connection, channel, pace, now), theirs, now)
            FULL_AT.many(connection, [{"which": bucket_name(channel), "full_at": full_at}])
            going += fit
            if left(pace, full_at, now) < 1:
                rest[channel] = opens_at(pace, full_at)
    return going, rest


def within(pace: Pace, full_at: datetime, rows: Sequence[Ready], now: datetime) -> tuple[list[Ready], datetime]:
    """The rows that a sender's pace lets go, and its bucket afterwards. Words about danger go on credit."""
    urgent = [row for row in rows if row.reason == "safety"]
    others = [row for row in rows if row.reason != "safety"]
    full_at = spent(pace, full_at, sum(map(units, urgent)), now)
    fit = others[: fitting(pace, full_at, [units(row) for row in others], now)]
    return [*urgent, *fit], spent(pace, full_at, sum(map(units, fit)), now)


def units(row: Ready) -> int:
    """What a message costs of a pace: the parts of a text, or one."""
    return int(row.segments or 1)


def bucket_name(channel: str) -> str:
    """The name that a channel's bucket is kept under."""
    return f"pace {channel}"


def bucket(connection: Connection, channel: str, pace: Pace, now: datetime) -> datetime:
    """When a channel's bucket is full again; locked, so that no other process takes from it meanwhile."""
    which = {"which": bucket_name(channel)}
    found = READ_FULL_AT.rows(connection, which)
    if not found:
        full = {"name": which["which"], "value": "", "at": now}
        keep_setting(connection.dialect.name).many(connection, [full])
        found = READ_FULL_AT.rows(connection, which)
    at: datetime = found[0][0]
    # A clock that was put back must not silence us for as long.
    return min(at, now + timedelta(seconds=pace.burst / pace.a_second) + MOST_CREDIT)


def taken(connection: Connection, rows: Sequence[Ready], seal: Seal, now: datetime) -> list[Letter]:
    """Mark rows as on their way, and open them. One that cannot be read is given up."""
    if rows:
        SENDING.many(connection, [{"letter": row.id, "now": now} for row in rows])
    letters = [letter_of(row, seal) for row in rows]
    if lost := [row.id for row, letter in zip(rows, letters, strict=True) if letter is None]:
        UNREADABLE.many(connection, [{"letter": number, "now": now} for number in lost])
    return [letter for letter in letters if letter]


def letter_of(row: Ready, seal: Seal) -> Letter | None:
    """A claimed row, opened; None when it cannot be read."""
    try:
        address, outbound = seal.open(row.address), opened_text(row.said, seal)
    except (SealError, ValueError, TypeError, KeyError) as error:
        log.error("message %d cannot be read: %s", row.id, type(error).__name__)
        return None
    return Letter(
        id=row.id,
        person_id=row.person_id,
        channel=row.channel,
        address=address,
        outbound=outbound,
        attempts=row.attempts + 1,
        queued_at=row.queued_at,
        forgotten=row.forgotten_at is not None,
    )
