"""In which nation a place lies, by its position alone: only where no border is near enough to doubt it."""

from collections.abc import Iterable

from bot.matching.places import HeardPlace, Place

ENGLAND, ELSEWHERE = "england", "elsewhere"
Box = tuple[float, float, float, float]
"""South, north, west and east, in degrees."""

IN_ENGLAND: tuple[Box, ...] = (
    (49.80, 51.35, -6.50, 2.0),
    (51.35, 52.00, -2.60, 2.0),
    (52.00, 52.85, -2.85, 2.0),
    (52.85, 53.15, -2.65, 2.0),
    (53.15, 53.33, -2.915, 2.0),
    (53.33, 53.45, -3.12, 2.0),
    (53.45, 54.95, -3.45, 2.0),
    (54.95, 55.20, -2.30, 2.0),
    (55.20, 55.70, -1.95, 2.0),
)
"""From the Channel to Northumberland. Towns on the Welsh and Scottish borders are in no box."""
BEYOND: tuple[Box, ...] = (
    (51.37, 53.45, -5.50, -3.25),
    (54.00, 55.40, -8.20, -5.30),
    (55.10, 55.85, -9.00, -2.90),
    (55.85, 61.00, -9.00, 0.0),
)
"""Wales, Northern Ireland, and Scotland in two parts."""


def nation_of(place: Place) -> str | None:
    """`ENGLAND`, `ELSEWHERE`, or None near a border."""
    if within(place, IN_ENGLAND):
        return ENGLAND
    return ELSEWHERE if within(place, BEYOND) else None


def within(place: Place, boxes: Iterable[Box]) -> bool:
    """Whether a place lies in one of the boxes."""
    return any(south <= place.lat < north and west < place.lon < east for south, north, west, east in boxes)


def nation_heard(heard: HeardPlace | None) -> str | None:
    """The nation of a place heard; None where its other readings are in another one."""
    if heard is None:
        return None
    found = {nation_of(place) for place in (heard.place, *heard.others)}
    return found.pop() if len(found) == 1 else None
