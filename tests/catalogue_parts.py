"""A small pretend world for tests of the catalogue: needs, places, and a provider who meets every council's rules."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.content import CONTENT, read_areas
from bot.content.needs import Need, NeedGroup, Needs
from bot.matching.places import Place
from bot.matching.provider import Check, Provider

GROUPS = {
    "personal-care": "washing-bathing dressing eating-drinking toileting oral-care skin-hair-nails",
    "home-help": "cleaning cooking laundry shopping gardening paperwork pet-care handyperson",
    "respite": "carer-respite",
    "company": "companionship",
    "out-and-about": "trips-out transport",
    "activities": "creative-activities fitness groups",
    "skills-and-work": "life-skills workplace-support",
}
NEEDS = Needs(
    groups={code: NeedGroup(label=code.replace("-", " ").capitalize(), noun=code) for code in GROUPS},
    needs={
        leaf: Need(group=code, label=leaf.replace("-", " ").capitalize(), noun=leaf)
        for code, leaves in GROUPS.items()
        for leaf in leaves.split()
    },
)
LEAVES = tuple(NEEDS.needs)
AREAS = read_areas(CONTENT, [])
TODAY = date(2026, 11, 23)

MALVERN = Place("place", "great-malvern", "Great Malvern", 52.111, -2.328, "worcestershire")
UPTON = Place("place", "upton-upon-severn", "Upton upon Severn", 52.064, -2.216, "worcestershire")
WORCESTER = Place("place", "worcester", "Worcester", 52.192, -2.221, "worcestershire")
CAMBRIDGE = Place("place", "cambridge", "Cambridge", 52.205, 0.122, "cambridgeshire")
LEDBURY = Place("place", "ledbury", "Ledbury", 52.037, -2.425, "outside")
NORTONS = (
    Place("place", "norton-evesham", "Norton", 52.127, -1.943, "worcestershire"),
    Place("place", "norton-worcester", "Norton", 52.166, -2.168, "worcestershire"),
)
POSTCODE = Place("postcode", "wr14-3ay", "WR14 3AY", 52.10938, -2.31398, "worcestershire", district="Malvern Hills")
ABROAD = Place("postcode", "hr8-1aa", "HR8 1AA", 52.037, -2.425, "outside")
SECTOR = Place("sector", "wr14-3", "WR14 3", 52.107, -2.317, "worcestershire")
OUTCODE = Place("outcode", "wr14", "WR14", 52.112, -2.32, None, areas=("worcestershire",))
UNLISTED = Place("postcode", "wr14-3zz", "WR14 3ZZ", SECTOR.lat, SECTOR.lon, "worcestershire")
DISTRICT = Place("area", "malvern-hills", "Malvern Hills", 52.155, -2.324, "worcestershire", district="Malvern Hills")
COUNTY = Place("area", "worcestershire", "Worcestershire", 52.2, -2.2, "worcestershire")
KNOWN = (MALVERN, UPTON, WORCESTER, CAMBRIDGE, LEDBURY, *NORTONS, POSTCODE, ABROAD, OUTCODE)


@dataclass(frozen=True)
class Heard:
    """A place heard."""

    place: Place
    others: tuple[Place, ...] = ()
    warning: str | None = None


class Places:
    """A gazetteer of a few places. WR14 3ZZ, which it lacks, is placed at its sector."""

    def by_code(self, code: str) -> Place | None:
        return next((place for place in KNOWN if place.code == code), None)

    def hear(self, words: str, home: str | None) -> Heard | None:
        if words == "wr14 3zz":
            return Heard(UNLISTED, warning="unknown-postcode")
        named = [place for place in KNOWN if place.name.lower() == words]
        return Heard(named[0], tuple(named[1:])) if named else None


EVERY_CHECK = (
    *("identity", "right-to-work", "dbs-enhanced", "public-liability", "safeguarding", "first-aid"),
    *("health-and-safety", "data-protection", "lone-working", "equality", "food-hygiene"),
    *("care-certificate", "code-of-conduct"),
)
SOUND = Provider(
    id="p",
    name="Sample",
    needs=LEAVES,
    postcode="WR14 3AY",
    lat=MALVERN.lat,
    lon=MALVERN.lon,
    travel_km=12,
    phone="07700 900001",
    legal_form="sole-trader",
    workers=1,
    cqc="exempt",
    checks=tuple(Check(name, date(2026, 1, 1), date(2027, 12, 31)) for name in EVERY_CHECK),
    terms_agreed_on=date(2026, 2, 1),
    visible=True,
    area="worcestershire",
)
"""Meets the rules of all four councils, for every need, throughout 2026 and 2027."""


def sound(**changes: Any) -> Provider:
    """The sound provider with some facts changed."""
    return replace(SOUND, **changes)


def with_check(name: str, issued: date | None = None, expires: date | None = None) -> tuple[Check, ...]:
    """The sound provider's checks, one replaced."""
    return (*without(name), Check(name, issued, expires))


def without(*names: str) -> tuple[Check, ...]:
    """The sound provider's checks but these."""
    return tuple(check for check in SOUND.checks if check.name not in names)
