"""What a place is, and how far one is from another."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

OUTSIDE = "outside"
"""The area of a place that belongs to no council we serve."""


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere. `lat`, `lon` are WGS84 degrees. `area` is an area code, `outside`, or None where it may be several."""

    kind: str
    """postcode, sector, outcode, place, point or area."""
    code: str
    """What a session keeps: `great-malvern`, `wr14-3ay`, `wr14`, `point-52.1110,-2.3300`."""
    name: str
    lat: float
    lon: float
    area: str | None
    areas: tuple[str, ...] = ()
    """Every area that a straddling place may be in."""
    district: str | None = None


def distance_km(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
    """Great-circle kilometres between two WGS84 positions."""
    north, east = radians(b_lat - a_lat) / 2, radians(b_lon - a_lon) / 2
    chord = sin(north) ** 2 + cos(radians(a_lat)) * cos(radians(b_lat)) * sin(east) ** 2
    return 12742.0 * asin(min(1.0, sqrt(chord)))


def km_between(a: Place, b: Place) -> float:
    """Kilometres from one place to another."""
    return distance_km(a.lat, a.lon, b.lat, b.lon)
