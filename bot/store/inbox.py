"""Taking messages in: each once, whoever sends it again."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Insert, RowMapping, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.message import Inbound
from bot.store.seal import Seal, address_key
from bot.store.tables import inbox, person

BLANK_SESSION = "{}"


@dataclass(frozen=True, slots=True)
class Safe:
    """How people's words and addresses are kept: the seal, and the key that addresses are found by."""

    seal: Seal
    hash_key: str

    def key(self, channel: str, address: str) -> str:
        """What an address is found by."""
        return address_key(self.hash_key, channel, address)


def insert_new(connection: Connection, table: Table) -> Insert:
    """An insert that passes over rows that are there already."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def sealed_words(inbound: Inbound, seal: Seal) -> str:
    """All that a person said in one message, sealed."""
    said = {"words": inbound.words, "kind": inbound.kind, "pressed": inbound.pressed, "at": inbound.at.isoformat()}
    return seal.shut(json.dumps({**said, "point": inbound.point}))


def opened_words(row: RowMapping, seal: Seal) -> Inbound:
    """A message as it was received, from its row and its person's."""
    said = json.loads(seal.open(row["said"]))
    return Inbound(
        channel=row["channel"],
        provider_id=row["provider_id"],
        sender=seal.open(row["address"]),
        words=said["words"],
        at=datetime.fromisoformat(said["at"]),
        kind=said["kind"],
        pressed=said["pressed"],
        point=tuple(said["point"]) if said["point"] else None,
    )


def receive(connection: Connection, safe: Safe, now: datetime, inbounds: Sequence[Inbound]) -> list[bool]:
    """Keep messages, in order. False for one that was taken before: it changes nothing."""
    people = persons_of(connection, safe, now, inbounds)
    rows = [
        {
            "channel": inbound.channel,
            "provider_id": inbound.provider_id,
            "person_id": people[safe.key(inbound.channel, inbound.sender)],
            "said": sealed_words(inbound, safe.seal),
            "received_at": now,
            "state": "waiting",
            "attempts": 0,
        }
        for inbound in inbounds
    ]
    kept = insert_new(connection, inbox).returning(inbox.c.channel, inbox.c.provider_id)
    new = {tuple(row) for row in connection.execute(kept, rows)}
    return [first_of(new, (inbound.channel, inbound.provider_id)) for inbound in inbounds]


def first_of(new: set[tuple[Any, ...]], key: tuple[str, str]) -> bool:
    """Whether a key is among the new ones; of two alike, the first only."""
    if key not in new:
        return False
    new.remove(key)
    return True


def persons_of(connection: Connection, safe: Safe, now: datetime, inbounds: Sequence[Inbound]) -> dict[str, int]:
    """The people who sent these messages, by address key. Those who write for the first time are added."""
    senders = {safe.key(inbound.channel, inbound.sender): inbound for inbound in inbounds}
    known = ids_of(connection, senders)
    # In the order of their keys: two processes that add the same people then wait for each other, never in a ring.
    strangers = [
        {
            "channel": senders[key].channel,
            "address": safe.seal.shut(senders[key].sender),
            "address_key": key,
            "session": BLANK_SESSION,
            "version": 0,
            "seen_at": now,
        }
        for key in sorted(senders)
        if key not in known
    ]
    if not strangers:
        return known
    connection.execute(insert_new(connection, person), strangers)
    return ids_of(connection, senders)


def ids_of(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    """The row numbers of the people with these address keys. A key names the channel too."""
    query = select(person.c.address_key, person.c.id).where(person.c.address_key.in_(list(keys)))
    return {row.address_key: row.id for row in connection.execute(query)}
