"""One transaction over messages and turns: what it reads is locked, what it writes goes out in one go at the end."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Table, delete, func, select, update

from bot.flows.question import Session
from bot.message import Event, Inbound, Outbound
from bot.store import forget, outbox
from bot.store.engine import StoreError
from bot.store.inbox import Safe, opened_words
from bot.store.seal import SealError
from bot.store.sessions import has_result, opened_session, sealed_session
from bot.store.statements import (
    END_MESSAGE,
    INSERTS,
    KEEP_PERSON,
    MESSAGE,
    SOMEONE,
    UNSET_TIMERS,
    Known,
    Met,
    first_in_line,
    free_people,
    insert_new,
    keep_asking,
    messages_of,
    waiting_message,
    waiting_messages,
)
from bot.store.tables import due, event, handover, inbox, missed, opt_out, setting
from bot.store.tables import outbox as outbox_table

HEARTBEAT = "heartbeat"
APOLOGY = -1
"""The position of an apology, apart from those of an answer that a later try may still give."""

log = logging.getLogger(__name__)


class OverlapError(StoreError):
    """Somebody else kept a turn of the same person meanwhile: this one has to be taken again."""


Fresh = Mapping[tuple[str, str], Inbound]
"""Messages that were kept in this very transaction, by `mark_of`: they need not be unsealed to be read."""
NOTHING_FRESH: Fresh = {}


def mark_of(inbound: Inbound) -> tuple[str, str]:
    """What tells a message from any other."""
    return inbound.channel, inbound.provider_id


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as a turn meets them. `version` counts the turns kept before."""

    id: int
    channel: str
    address_key: str
    version: int
    session: Session
    opted_out: bool
    unreachable: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits for its turn, still sealed. `attempts`: how often its turn has failed."""

    id: int
    person_id: int
    channel: str
    provider_id: str
    said: str
    address: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Timer:
    """Something due for a person, if their conversation still stands as it did."""

    person_id: int
    kind: str
    answers_version: int


def read_session(known: Known, safe: Safe) -> Session:
    """A person's session. One that cannot be read is begun anew: better to ask again than never to answer."""
    try:
        return safe.lately.take(known.session) or opened_session(known.session, safe.seal)
    except (SealError, ValueError, TypeError, AttributeError, KeyError) as error:
        log.error("the session of person %d cannot be read: %s", known.person_id, type(error).__name__)
        return Session()


class Transaction:
    """What a turn may read and write. Commits once, or leaves nothing behind; the store opens and ends it."""

    def __init__(self, connection: Connection, safe: Safe, now: datetime, fresh: Fresh = NOTHING_FRESH) -> None:
        self.connection = connection
        self.safe = safe
        self.now = now
        self._fresh = fresh
        self._people: dict[int, Someone] = {}
        self._kept: dict[int, dict[str, Any]] = {}
        self._new: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._ended: list[dict[str, Any]] = []
        self._askings: list[dict[str, Any]] = []
        self._timed: set[int] = set()
        self._timers: dict[int, list[dict[str, Any]]] = {}

    # Reading

    def waiting(self, channels: Collection[str], most: int, only: int | None = None) -> list[Waiting]:
        """Messages that wait, oldest first, with their people locked; `only`: this one, if it is its person's turn."""
        given, on = {"most": most, "only": only}, tuple(sorted(channels))
        if self.connection.dialect.name == "postgresql":
            return self._unlocked(on, given)
        query = waiting_messages(on) if only is None else waiting_message(on)
        return [self._met(row) for row in query.rows(self.connection, given)]

    def _unlocked(self, channels: tuple[str, ...], given: Mapping[str, Any]) -> list[Waiting]:
        """Lock first, then read: what another process did until it let go of a person is then seen."""
        free = free_people(channels, given["only"] is not None)
        people = list(self.connection.execute(free, given).scalars())
        found = self.connection.execute(messages_of(channels), {**given, "people": people})
        return [self._met(tuple(row)) for row in found]

    def _met(self, row: tuple[Any, ...]) -> Waiting:
        message, known = Met(*row[: len(MESSAGE)]), Known(*row[len(MESSAGE) :])
        self._remember(known)
        ids = (message.id, known.person_id, known.channel, message.provider_id)
        return Waiting(*ids, message.said, known.address, message.attempts)

    def opened(self, message: Waiting) -> Inbound:
        """What was said. Raises SealError, or ValueError, for a message that cannot be read."""
        if fresh := self._fresh.get((message.channel, message.provider_id)):
            return fresh
        return opened_words(message.said, message.channel, message.provider_id, message.address, self.safe.seal)

    def _remember(self, known: Known) -> None:
        number = known.person_id
        if number in self._people:
            return
        same = (number, known.channel, known.address_key, known.version)
        session, opted_out, unreachable = (
            read_session(known, self.safe),
            bool(known.opted_out),
            bool(known.unreachable),
        )
        self._people[number] = Someone(*same, session, opted_out, unreachable)
        if known.timed:
            self._timed.add(number)

    def due_timers(self, most: int) -> list[Timer]:
        """Timers that are due, the longest first, taken off the list."""
        columns = (due.c.id, due.c.person_id, due.c.kind, due.c.answers_version)
        query = select(*columns).where(due.c.due_at <= self.now).order_by(due.c.due_at).limit(most)
        rows = self.connection.execute(query.with_for_update(skip_locked=True)).all()
        if rows:
            self.connection.execute(delete(due).where(due.c.id.in_([row.id for row in rows])))
        return [Timer(row.person_id, row.kind, row.answers_version) for row in rows]

    def someone(self, person_id: int) -> Someone | None:
        """A person, locked and as this transaction leaves them; None when they are gone."""
        if person_id not in self._people:
            row = self.connection.execute(SOMEONE, {"person": person_id}).first()
            if row is None:
                return None
            self._remember(Known(*row))
        return self._people[person_id]

    def session_for(self, person_id: int) -> Session:
        """A person's session, as this transaction leaves it. Whether they opted out is told by the table alone."""
        known = self._people[person_id]
        same = known.session.opted_out is known.opted_out
        return known.session if same else replace(known.session, opted_out=known.opted_out)

    # Writing

    def keep(self, person_id: int, session: Session, area: str | None) -> None:
        """Keep a person's session after a turn."""
        known = self._people[person_id]
        read = self._kept.get(person_id, {"read": known.version})["read"]
        after = replace(known, session=session, version=known.version + 1)
        self._people[person_id] = after
        kept = {"person": person_id, "read": read, "version": after.version}
        held = {"session": sealed_session(session, self.safe.seal), "has_result": has_result(session)}
        self._kept[person_id] = {**kept, **held, "area": area, "seen_at": session.seen_at or self.now}

    def record(self, events: Iterable[Event], area: str | None) -> None:
        """Record what happened, as codes of nobody's, to the hour: a moment would tell whose message it was."""
        hour = self.now.replace(minute=0, second=0, microsecond=0)
        for one in events:
            where = {"area": one.values.get("area") or area, "district": one.values.get("district")}
            codes = {name: code for name, code in one.values.items() if name not in where}
            self._new[event].append({"at": hour, "name": one.name, **where, "codes": orjson.dumps(codes).decode()})

    def queue(
        self,
        person_id: int,
        inbox_id: int | None,
        outbounds: Sequence[Outbound],
        reason: str = "answer",
        first: int = 0,
        due_at: datetime | None = None,
    ) -> None:
        """Queue messages to send to a person, in order; at once, unless `due_at` says when."""
        whose = {"person_id": person_id, "inbox_id": inbox_id, "reason": reason}
        fresh = {"queued_at": self.now, "due_at": due_at or self.now}
        for position, outbound in enumerate(outbounds, first):
            said = outbox.sealed_text(outbound, self.safe.seal)
            row = {**whose, **fresh, "position": position, "said": said, "segments": outbound.segments}
            self._new[outbox_table].append(row)

    def begun(self, message_id: int) -> None:
        """Count a try of a message's turn before it is made, if it is its person's turn."""
        again = update(inbox).where(inbox.c.id == message_id, inbox.c.ended_at.is_(None), first_in_line())
        self.connection.execute(again.values(attempts=inbox.c.attempts + 1))

    def handled(self, message: Waiting) -> None:
        """A message has had its turn."""
        self._end(message, "handled", message.attempts, None)

    def failed(self, message: Waiting, error: str) -> None:
        """A message's turn failed; it waits on."""
        self._end(message, "waiting", message.attempts + 1, error)

    def set_aside(self, message: Waiting, error: str) -> None:
        """A message's turn fails again and again: it holds up the person's next message no longer."""
        self._end(message, "set_aside", message.attempts + 1, error)

    def _end(self, message: Waiting, state: str, attempts: int, error: str | None) -> None:
        ended = None if state == "waiting" else self.now
        same = {"message": message.id, "state": state, "attempts": attempts}
        self._ended.append({**same, "error": error, "ended_at": ended})

    def set_timers(self, person_id: int, timers: Mapping[str, datetime]) -> None:
        """What is to be done for a person later, by kind, in place of what was. It lapses when they write again."""
        version = self._people[person_id].version
        self._timers[person_id] = [
            {"person_id": person_id, "kind": kind, "due_at": due_at, "answers_version": version}
            for kind, due_at in timers.items()
        ]

    def hand_over(self, person_id: int, codes: Mapping[str, str], area: str | None) -> None:
        """Note that a person agreed to be put in touch with people."""
        note = {"person_id": person_id, "at": self.now, "area": area}
        self._new[handover].append({**note, "codes": self.safe.seal.shut_json(dict(codes))})

    def looked_for(self, person_id: int, codes: Mapping[str, str], unmet: bool) -> None:
        """Note that a person looked for something in a district, so that people, not messages, are counted."""
        area, district = codes.get("area"), codes.get("district")
        if area and district:
            same = {"person_id": person_id, "district": district, "area": area, "unmet": unmet, "at": self.now}
            self._askings += [{**same, "need": need} for need in codes["need"].split("+")]

    def missed(self, message: Waiting, area: str, asked: str) -> None:
        """Mark a message as not understood, for the area's editors; its words stay in the inbox."""
        whose = {"inbox_id": message.id, "person_id": message.person_id}
        self._new[missed].append({**whose, "area": area, "asked": asked})

    def opt_out(self, person_id: int) -> None:
        """Send a person nothing more, and nothing of what waits. A second STOP changes nothing."""
        known = self._people[person_id]
        if known.opted_out:
            return
        self._people[person_id] = replace(known, opted_out=True)
        self.flush()
        outbox.keep_opt_out(self.connection, known.address_key, known.channel, self.now)
        outbox.give_up_waiting(self.connection, person_id, "opted-out", self.now)

    def opt_in(self, person_id: int) -> None:
        """A person said START."""
        known = self._people[person_id]
        self._people[person_id] = replace(known, opted_out=False)
        self.connection.execute(delete(opt_out).where(opt_out.c.address_key == known.address_key))

    def forget(self, person_id: int) -> None:
        """Erase a person. Only what is queued after this is still sent, and how much they wrote stays for a while."""
        kept, known = self._kept.get(person_id), self._people[person_id]
        self.flush()
        if kept:
            self.safe.lately.take(kept["session"])
        forget.erase(self.connection, person_id, self.now)
        left = forget.keep_brake(self.connection, self.safe.seal, known.address_key, known.session, self.now)
        self._people[person_id] = replace(known, session=left)

    def alone(self, name: str) -> bool:
        """Whether no other process does this work just now; holds until the commit."""
        if self.connection.dialect.name != "postgresql":
            return True
        lock = select(func.pg_try_advisory_xact_lock(func.hashtext(f"nearhand {name}")))
        return bool(self.connection.execute(lock).scalar())

    def beat(self) -> None:
        """Note that a worker is alive."""
        row = {"name": HEARTBEAT, "value": "", "at": self.now}
        self.connection.execute(delete(setting).where(setting.c.name == HEARTBEAT))
        self.connection.execute(insert_new(self.connection.dialect.name, setting), row)

    def flush(self) -> None:
        """Send what was written to the database: one statement a table, whatever the number of turns."""
        self._flush_people()
        if self._ended:
            END_MESSAGE.many(self.connection, self._ended)
            self._ended = []
        self._flush_timers()
        if self._askings:
            keep_asking(self.connection.dialect.name).many(self.connection, self._askings)
            self._askings = []
        for table, rows in self._new.items():
            if rows:
                INSERTS[table].many(self.connection, rows)
        self._new.clear()

    def _flush_timers(self) -> None:
        if unset := [number for number in self._timers if number in self._timed]:
            self.connection.execute(UNSET_TIMERS, {"people": unset})
        for number, timers in self._timers.items():
            self._new[due] += timers
            (self._timed.add if timers else self._timed.discard)(number)
        self._timers = {}

    def _flush_people(self) -> None:
        if not self._kept:
            return
        found = KEEP_PERSON.many(self.connection, list(self._kept.values()))
        if found != len(self._kept):
            raise OverlapError("a turn of the same person was kept meanwhile")
        for number, kept in self._kept.items():
            self.safe.lately.keep(kept["session"], self._people[number].session)
        self._kept = {}
