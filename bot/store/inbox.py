"""Taking messages in: each once, whoever sends it again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from bot.message import Inbound
from bot.store.seal import Seal, address_key
from bot.store.sessions import BLANK, Lately
from bot.store.statements import LINK_MESSAGE, add_person, take_message


@dataclass(frozen=True, slots=True)
class Safe:
    """How people's words and addresses are kept: the seal, and the key that addresses are found by."""

    seal: Seal
    hash_key: str
    lately: Lately = field(default_factory=Lately, compare=False)

    def key(self, channel: str, address: str) -> str:
        """What an address is found by."""
        return address_key(self.hash_key, channel, address)


def sealed_words(inbound: Inbound, seal: Seal) -> str:
    """All that a person said in one message, sealed."""
    said = {"words": inbound.words, "kind": inbound.kind, "pressed": inbound.pressed, "at": inbound.at.isoformat()}
    return seal.shut_json({**said, "point": inbound.point})


def opened_words(said: str, channel: str, provider_id: str, address: str, seal: Seal) -> Inbound:
    """A message as it was received, from its sealed form and its sender's address."""
    kept = json.loads(seal.open(said))
    return Inbound(
        channel=channel,
        provider_id=provider_id,
        sender=seal.open(address),
        words=kept["words"],
        at=datetime.fromisoformat(kept["at"]),
        kind=kept["kind"],
        pressed=kept["pressed"],
        point=tuple(kept["point"]) if kept["point"] else None,
    )


def row_of(inbound: Inbound, sender: str, seal: Seal, now: datetime) -> dict[str, object]:
    """A message's row; `sender` is their address key."""
    said = sealed_words(inbound, seal)
    which = {"channel": inbound.channel, "provider_id": inbound.provider_id, "sender": sender}
    return {**which, "said": said, "received_at": now}


def receive(
    connection: Connection, safe: Safe, now: datetime, inbounds: Sequence[Inbound], ring: bool = False
) -> list[bool]:
    """Keep messages, in order. False for one that was taken before: it changes nothing.

    `ring`: wake the workers of other processes.
    """
    senders = [safe.key(inbound.channel, inbound.sender) for inbound in inbounds]
    rows = [row_of(inbound, sender, safe.seal, now) for inbound, sender in zip(inbounds, senders, strict=True)]
    taken = take_message(connection.dialect.name, ring).each(connection, rows)
    strange = [index for index, whose in enumerate(taken) if whose is not None and whose[0] is None]
    if strange:
        add_people(connection, safe, now, {senders[index]: inbounds[index] for index in strange})
        links = [{"on": inbounds[i].channel, "number": inbounds[i].provider_id, "sender": senders[i]} for i in strange]
        LINK_MESSAGE.many(connection, links)
    return [whose is not None for whose in taken]


def add_people(connection: Connection, safe: Safe, now: datetime, senders: Mapping[str, Inbound]) -> None:
    """Add those who write for the first time, by address key; others may be adding them just now."""
    # In the order of their keys: two processes that add the same people then wait for each other, never in a ring.
    people = [
        {
            "channel": senders[key].channel,
            "address": safe.seal.shut(senders[key].sender),
            "address_key": key,
            "session": BLANK,
            "seen_at": now,
        }
        for key in sorted(senders)
    ]
    add_person(connection.dialect.name).many(connection, people)
