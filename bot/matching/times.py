"""Words -> When: days, hours, dates, repeats and urgency, by small named rules. `now` is always an argument."""

from dataclasses import dataclass

from bot.matching.text import Span
from bot.matching.when import (
    DAYS,
    Slot,
    When,
    canonical,
    each,
    from_canonical,
    has_passed,
    weekly_slots,
    windows,
)

__all__ = [
    "DAYS",
    "HeardWhen",
    "Slot",
    "When",
    "canonical",
    "each",
    "from_canonical",
    "has_passed",
    "weekly_slots",
    "windows",
]


@dataclass(frozen=True, slots=True)
class HeardWhen:
    """A time heard in a message: where it stood, and the rules that made it. `doubtful`: best asked back."""

    when: When
    spans: tuple[Span, ...]
    rules: tuple[str, ...]
    doubtful: bool = False
