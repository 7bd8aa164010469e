"""What people lately looked for, as figures that tell nothing of anybody.

A figure stands only where at least five different people are behind it, and is told rounded down to a multiple of five,
so that nobody can see one person come or go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ENOUGH = 5
"""Different people who must stand behind a figure."""


@dataclass(frozen=True, slots=True)
class Figure:
    """How many different people looked for a need (a leaf or group code) somewhere, and how many found nobody."""

    need: str
    people: int
    unmet: int

    @property
    def told(self) -> tuple[int, int]:
        """Both numbers as they may be told: rounded down; 0 where too few stand behind it."""
        return self.people // ENOUGH * ENOUGH, self.unmet // ENOUGH * ENOUGH


Demand = Mapping[str, Sequence[Figure]]
"""Where -> its figures, the most people first. Where: an area's code, or `area/district`."""


def where(area: str, district: str | None) -> str:
    """The key of a district, or of a whole area."""
    return f"{area}/{district}" if district else area
