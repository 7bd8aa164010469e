"""The outbox: messages to send, in order for each person, and what became of them.

A row is claimed in a transaction of its own, sent with none open, and marked in another. Between the provider's taking
a message and our marking it lies the one window in which it goes out twice: when the process dies there, or when the
connection is cut before we hear that it was taken, the message is sent again. Nothing can close this window, as no
provider here takes a key that makes sending safe to repeat; the other choice would be to lose messages.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, or_, select, update

from bot.message import Option, Outbound
from bot.store.forget import remove_forgotten
from bot.store.inbox import Safe
from bot.store.prepared import Prepared
from bot.store.seal import Seal
from bot.store.statements import insert_new
from bot.store.tables import opt_out, outbox, person, receipt

STALE = timedelta(minutes=3)
"""A claim older than this has been left by a process that died: longer than any send may take."""

SHOWN = ("web",)
"""Channels whose messages are read from their rows, by whatever process: sending alone brings nobody anything."""

RANK = {
    **dict.fromkeys(("accepted", "scheduled"), 0),
    "queued": 1,
    "sending": 2,
    "sent": 3,
    **dict.fromkeys(("delivered", "undelivered", "failed", "canceled"), 4),
    "read": 5,
}
"""How far a receipt says a message has come. Receipts arrive late and out of order; a status never steps back."""
FAILED = ("undelivered", "failed")
"""What a receipt says of a message that was taken and reached nobody: it is given up after all."""

EARLY = Prepared(
    select(receipt.c.status, receipt.c.error).where(receipt.c.provider_id == bindparam("number")), "number"
)
"""A receipt that came before its message was marked as sent."""
MARK = Prepared(
    update(outbox)
    .where(
        outbox.c.id == bindparam("letter"),
        outbox.c.attempts == bindparam("try"),
        outbox.c.queued_at == bindparam("since", type_=outbox.c.queued_at.type),
        outbox.c.claimed_at.is_not(None),
    )
    .values(claimed_at=None),
    *("letter", "try", "since", "provider_id", "error", "state", "ended_at", "due_at"),
)
"""Marks this very attempt. Not another row that got the number of one erased meanwhile, nor a later attempt."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message claimed for sending."""

    id: int
    person_id: int
    channel: str
    address: str
    outbound: Outbound
    attempts: int
    """This one included."""
    queued_at: datetime
    forgotten: bool = False
    """These are our last words to someone who asked to be forgotten."""


@dataclass(frozen=True, slots=True)
class End:
    """What became of one attempt: sent (`provider_id`), to be tried again (`again_at`), or given up (neither)."""

    letter: Letter
    provider_id: str | None = None
    again_at: datetime | None = None
    error: str | None = None
    opted_out: bool = False
    unreachable: bool = False

    @property
    def given_up(self) -> bool:
        """Whether it is not tried again, and was not sent."""
        return self.provider_id is None and self.again_at is None


@dataclass(frozen=True, slots=True)
class Told:
    """A delivery receipt. `error`: the carrier's code, and what it says of the person."""

    provider_id: str
    status: str
    error: str | None = None
    opted_out: bool = False
    unreachable: bool = False


def sealed_text(outbound: Outbound, seal: Seal) -> str:
    """A message to send, sealed."""
    options = [(option.code, option.label, option.written) for option in outbound.options]
    said = {"text": outbound.text, "options": options, "encoding": outbound.encoding, "segments": outbound.segments}
    return seal.shut_json(said)


def opened_text(said: str, seal: Seal) -> Outbound:
    """A message to send, from its sealed form."""
    kept = json.loads(seal.open(said))
    return Outbound(**{**kept, "options": tuple(Option(*option) for option in kept["options"])})


def end(connection: Connection, safe: Safe, now: datetime, ends: Sequence[End]) -> None:
    """Mark what became of attempts."""
    MARK.many(connection, [marks(one, now) for one in ends])
    settle(connection, [one.provider_id for one in ends if one.provider_id], now)
    for one in ends:
        if one.opted_out:
            keep_opt_out(connection, safe.key(one.letter.channel, one.letter.address), one.letter.channel, now)
        if one.opted_out or one.unreachable:
            close(connection, one.letter.person_id, one.opted_out, now)
    if last := [one.letter.person_id for one in ends if one.letter.forgotten and one.letter.channel not in SHOWN]:
        remove_forgotten(connection, last)


def marks(one: End, now: datetime) -> dict[str, Any]:
    """The columns that an attempt's end sets."""
    state = "waiting" if one.again_at else "given_up" if one.given_up else "sent"
    ended = None if one.again_at else now
    which = {"letter": one.letter.id, "try": one.letter.attempts, "since": one.letter.queued_at}
    what = {"provider_id": one.provider_id, "error": one.error, "state": state}
    return {**which, **what, "ended_at": ended, "due_at": one.again_at or now}


def keep_opt_out(connection: Connection, key: str, channel: str, now: datetime) -> None:
    """Remember that an address opted out; the first time counts."""
    connection.execute(
        insert_new(connection.dialect.name, opt_out), {"address_key": key, "channel": channel, "since": now}
    )


def close(connection: Connection, person_id: int, opted_out: bool, now: datetime) -> None:
    """The carrier says that a person opted out, else that they cannot be reached: send nothing of what waits."""
    if not opted_out:
        connection.execute(update(person).where(person.c.id == person_id).values(unreachable_at=now))
    give_up_waiting(connection, person_id, "opted-out" if opted_out else "unreachable", now)


def give_up_waiting(connection: Connection, person_id: int, error: str, now: datetime) -> None:
    """Send nothing of what waits for a person, but for words about their safety."""
    theirs = and_(outbox.c.person_id == person_id, outbox.c.ended_at.is_(None), outbox.c.claimed_at.is_(None))
    given_up = {"state": "given_up", "ended_at": now, "error": error}
    connection.execute(update(outbox).where(theirs, outbox.c.reason != "safety").values(given_up))


Claim = tuple[int, int, datetime]
"""A claim: which message, which try, since when."""


def stale(connection: Connection, now: datetime) -> list[Claim]:
    """Claims so old that their processes must have died, if the clock was not put forward meanwhile."""
    old = and_(outbox.c.ended_at.is_(None), outbox.c.claimed_at < now - STALE)
    return [
        tuple(row) for row in connection.execute(select(outbox.c.id, outbox.c.attempts, outbox.c.claimed_at).where(old))
    ]


def free(connection: Connection, claims: Iterable[Claim]) -> int:
    """Free claims, if they still stand. Returns how many."""
    return sum(
        connection.execute(
            update(outbox)
            .where(outbox.c.id == letter, outbox.c.attempts == attempts, outbox.c.claimed_at == since)
            .values(state="waiting", claimed_at=None)
        ).rowcount
        for letter, attempts, since in claims
    )


def take_receipt(connection: Connection, told: Told, now: datetime) -> bool:
    """Keep a delivery receipt, which may come before its message is marked as sent. False for one had before."""
    lock_message(connection, told.provider_id)
    row = {"provider_id": told.provider_id, "status": told.status, "error": told.error, "at": now}
    kept = insert_new(connection.dialect.name, receipt).returning(receipt.c.status)
    new = connection.execute(kept, row).first() is not None
    if new and come_to(connection, told.provider_id, told.status, told.error, now):
        note_refusal(connection, told, now)
    return new


def note_refusal(connection: Connection, told: Told, now: datetime) -> None:
    """What a receipt says of the person: that they opted out, or cannot be reached."""
    if not (told.opted_out or told.unreachable):
        return
    columns = (person.c.id, person.c.address_key, person.c.channel)
    theirs = select(*columns).join(outbox, outbox.c.person_id == person.c.id)
    whose = connection.execute(theirs.where(outbox.c.provider_id == told.provider_id)).one()
    if told.opted_out:
        keep_opt_out(connection, whose.address_key, whose.channel, now)
    close(connection, whose.id, told.opted_out, now)


def settle(connection: Connection, provider_ids: Collection[str], now: datetime) -> None:
    """Give messages that were just marked as sent the furthest of the receipts that came before."""
    for provider_id in sorted(provider_ids):
        lock_message(connection, provider_id)
        for status, error in EARLY.rows(connection, {"number": provider_id}):
            come_to(connection, provider_id, status, error, now)


def come_to(connection: Connection, provider_id: str, status: str, error: str | None, now: datetime) -> bool:
    """Mark how far a message has come, unless it came further; one that reached nobody is given up after all."""
    known: dict[str, Any] = {"status": status, "error": error}
    if status in FAILED:
        known |= {"state": "given_up", "ended_at": now, "error": error or status}
    return connection.execute(update(outbox).where(behind(provider_id, status)).values(known)).rowcount > 0


def behind(provider_id: str, status: str) -> ColumnElement[bool]:
    """The message of this id, if it has not come as far as this status."""
    lower = [name for name, rank in RANK.items() if rank < RANK.get(status, -1)]
    return and_(outbox.c.provider_id == provider_id, or_(outbox.c.status.is_(None), outbox.c.status.in_(lower)))


def lock_message(connection: Connection, provider_id: str) -> None:
    """One at a time per message: a receipt and the mark of its sending must not pass each other unseen."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(provider_id, 0))))
