"""What kind of message is this: safety, opt-out, command, the start of something, or an answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeardIntent:
    """The kind of a message. `kind` narrows safety: emergency, self-harm, abuse. `child`: a child seems to be texting."""

    intent: str
    because: str
    kind: str | None = None
    child: bool = False
    weak: bool = False
    """Gives way to a need, place or time heard in the same message: "thanks, and a cleaner too"."""
    number: int | None = None
    """The number said with a command: 2 for "details 2"."""
