"""The ways in and out: each channel verifies, reads, lays out and sends. None of them knows the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.message import Option, Outbound


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel took the message; `provider_id` is its own id of it."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """The channel did not take it. `code` is the provider's; `again`: worth another try, not before `retry_after` s."""

    code: str
    again: bool
    retry_after: float | None = None
    opted_out: bool = False
    """The carrier says that this person opted out (Twilio 21610)."""
    unreachable: bool = False
    """The person cannot be reached any more (a blocked bot, a dead number)."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """How far a message of ours has come, as its carrier tells it. `code`: why it came no further."""

    provider_id: str
    status: str
    code: str | None = None
    opted_out: bool = False
    unreachable: bool = False
    """As for a message that was not taken."""


class Channel(Protocol):
    """What the turn and the delivery need of a channel."""

    name: str

    def lay_out(self, text: str, options: Sequence[Option]) -> list[Outbound]:
        """A text and its choices as messages of this channel: numbered, escaped, counted, split."""

    async def send(self, address: str, outbound: Outbound) -> Sent | NotSent:
        """Send one message to an address. Never raises for what the provider or the network does."""
