"""Words -> Place: postcode, outcode, sector, town, village or shared point. May be ambiguous, never guessed silently."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere. `lat`, `lon` are WGS84 degrees. `area` is an area code, `outside`, or None where it may be several."""

    kind: str
    """postcode, sector, outcode, place, point or area."""
    code: str
    """What a session keeps: `great-malvern`, `wr14-3ay`, `wr14`, `point-52.111-2.330`."""
    name: str
    lat: float
    lon: float
    area: str | None
    areas: tuple[str, ...] = ()
    """Every area that a straddling place may be in."""
    district: str | None = None
