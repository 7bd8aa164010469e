"""Ranking: each clause as a small table, then everything at once against a plain reckoning."""

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from catalogue_parts import (
    AREAS,
    COUNTY,
    DISTRICT,
    LEAVES,
    MALVERN,
    NEEDS,
    OUTCODE,
    POSTCODE,
    TODAY,
    UPTON,
    WORCESTER,
    sound,
    with_check,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.catalogue import Catalogue, Check, Provider
from bot.matching.places import Place
from bot.matching.rank import Match, Query, Ranked, rank
from bot.matching.week import read_days
from bot.matching.when import DAYS, When

SAT = When(days=("sat",), start=time(14), end=time(17))
KM = 360 / (2 * math.pi * 6371)
"""Degrees of latitude in a kilometre."""


def place(km_north: float = 0.0) -> Place:
    """A spot so far north of Malvern."""
    return replace(MALVERN, kind="point", code="point", lat=MALVERN.lat + km_north * KM)


def ranked(providers: Iterable[Provider], **query: Any) -> Ranked:
    """Ranking at Malvern for carer respite, unless the query says otherwise."""
    asked = Query(**{"needs": ("carer-respite",), "place": place(), **query})
    return rank(asked, Catalogue.of(tuple(providers), AREAS, 1, NEEDS), TODAY)


def ids(matches: Iterable[Match]) -> list[str]:
    return [match.provider.id for match in matches]


def order(*providers: dict[str, Any], **query: Any) -> list[str]:
    """Ids best first of providers named a, b, c..., given what tells them apart; handed in last first."""
    made = [sound(**{"id": chr(97 + number), **changes}) for number, changes in enumerate(providers)]
    return ids(ranked(reversed(made), **query).matches)


def fate(provider: Provider, **query: Any) -> str:
    """What becomes of a provider: match, when, distance or out."""
    found = ranked([provider], **query)
    assert found.total == len(found.matches)
    assert len(found.matches) + len(found.near_misses) <= 1
    return next((match.relaxed or "match" for match in (*found.matches, *found.near_misses)), "out")


# Who passes


WHO: list[tuple[dict[str, Any], str]] = [
    ({}, "match"),
    ({"needs": ("cleaning",)}, "out"),
    ({"visible": False}, "out"),
    ({"area": None}, "out"),
    ({"workers": 9}, "out"),
    ({"checks": ()}, "out"),
    ({"capacity": "waiting-list"}, "match"),
    ({"capacity": "full"}, "out"),
    ({"capacity": "full", "capacity_until": date(2026, 11, 22)}, "match"),
    ({"capacity": "full", "capacity_until": TODAY}, "out"),
]


@pytest.mark.parametrize(("changes", "becomes"), WHO)
def test_who_passes(changes: dict[str, Any], becomes: str) -> None:
    assert fate(sound(**changes)) == becomes


ON = When(date=date(2026, 12, 5), days=("sat",))
DATED: list[tuple[dict[str, Any], When | None, str]] = [
    ({"checks": with_check("public-liability", expires=date(2026, 11, 30))}, None, "match"),
    ({"checks": with_check("public-liability", expires=date(2026, 11, 30))}, ON, "out"),
    ({"checks": with_check("public-liability", expires=date(2026, 12, 5))}, ON, "match"),
    ({"checks": with_check("public-liability", issued=date(2026, 11, 30))}, ON, "out"),
    ({"capacity": "full", "capacity_until": date(2026, 12, 4)}, ON, "match"),
    ({"capacity": "full", "capacity_until": date(2026, 12, 5)}, ON, "out"),
]


@pytest.mark.parametrize(("changes", "when", "becomes"), DATED)
def test_a_date_asked_for_is_the_day_that_counts(changes: dict[str, Any], when: When | None, becomes: str) -> None:
    assert fate(sound(**changes), when=when) == becomes


def test_the_law_bars_personal_care_but_not_the_rest() -> None:
    provider = sound(cqc="not-needed")
    assert fate(provider, needs=("personal-care",)) == "out"
    (match,) = ranked([provider], needs=("washing-bathing", "cleaning")).matches
    assert match.needs == ("cleaning",)


FAR: list[tuple[float | None, float, str]] = [
    (12, 0, "match"),
    (12, 11.9, "match"),
    (12, 12.1, "distance"),
    (12, 23.9, "distance"),
    (12, 24.1, "out"),
    (3, 12.9, "distance"),
    (3, 13.1, "out"),
    (None, 0, "match"),
    (None, 0.2, "distance"),
    (None, 9.9, "distance"),
    (None, 10.1, "out"),
]


@pytest.mark.parametrize(("range_km", "away", "becomes"), FAR)
def test_the_range_is_the_providers_own(range_km: float | None, away: float, becomes: str) -> None:
    assert fate(sound(travel_km=range_km), place=place(away)) == becomes
    assert fate(sound(travel_km=range_km), place=place(-away)) == becomes


SERVES_UPTON = {"places": (UPTON.code,), "served": ((UPTON.lat, UPTON.lon),)}
SERVES_WR14 = {"places": ("wr14",), "served": ((OUTCODE.lat, OUTCODE.lon),)}
SERVES_COUNTY = {"places": ("worcestershire",), "served": ((COUNTY.lat, COUNTY.lon),)}
NO_BASE: dict[str, Any] = {"postcode": None, "lat": None, "lon": None, "travel_km": None}
SERVED: list[tuple[dict[str, Any], Place, str]] = [
    ({**SERVES_UPTON, "travel_km": 1}, UPTON, "match"),
    ({**SERVES_UPTON, "travel_km": 1}, MALVERN, "match"),
    ({**SERVES_UPTON, "travel_km": 1}, replace(UPTON, code="near-upton", lat=UPTON.lat + KM), "match"),
    ({**SERVES_UPTON, "travel_km": 1}, replace(MALVERN, code="near-malvern", lat=MALVERN.lat - KM / 2), "match"),
    ({**SERVES_UPTON, **NO_BASE}, UPTON, "match"),
    ({**SERVES_UPTON, **NO_BASE}, replace(UPTON, code="near-upton", lat=UPTON.lat + 3 * KM), "match"),
    ({**SERVES_UPTON, **NO_BASE}, replace(UPTON, code="past-upton", lat=UPTON.lat + 6 * KM), "distance"),
    ({**SERVES_UPTON, **NO_BASE}, replace(UPTON, code="far", lat=UPTON.lat + 40 * KM), "out"),
    ({**SERVES_WR14, **NO_BASE}, POSTCODE, "match"),
    ({**SERVES_WR14, **NO_BASE}, replace(POSTCODE, lat=POSTCODE.lat + 9 * KM), "match"),
    ({**SERVES_WR14, **NO_BASE}, replace(POSTCODE, code="wr8-0aa", lat=POSTCODE.lat + 9 * KM), "distance"),
    ({**SERVES_COUNTY, **NO_BASE}, replace(UPTON, lat=UPTON.lat - 30 * KM), "match"),
    ({**SERVES_COUNTY, **NO_BASE}, replace(UPTON, lat=UPTON.lat - 30 * KM, area="outside"), "out"),
    ({**NO_BASE}, MALVERN, "out"),
    ({}, OUTCODE, "match"),
    ({}, COUNTY, "match"),
    ({"area": "essex"}, COUNTY, "out"),
    ({"area": "essex", **SERVES_COUNTY}, COUNTY, "match"),
    ({**SERVES_UPTON, **NO_BASE}, COUNTY, "match"),
    ({"district": "Malvern Hills", "lat": 52.4, "travel_km": 1}, DISTRICT, "match"),
    ({"district": "Wyre Forest", "lat": 52.4, "travel_km": 1}, DISTRICT, "out"),
    ({"district": "Wyre Forest", "lat": 52.4, "travel_km": 30}, DISTRICT, "match"),
    ({"places": ("malvern-hills",), "served": ((DISTRICT.lat, DISTRICT.lon),), **NO_BASE}, DISTRICT, "match"),
    ({"places": ("malvern-hills",), "served": ((DISTRICT.lat, DISTRICT.lon),), **NO_BASE}, POSTCODE, "match"),
    ({"places": ("malvern-hills",), "served": ((DISTRICT.lat, DISTRICT.lon),), **NO_BASE}, WORCESTER, "distance"),
]


@pytest.mark.parametrize(("changes", "where", "becomes"), SERVED)
def test_a_place_served_is_in_range(changes: dict[str, Any], where: Place, becomes: str) -> None:
    assert fate(sound(**changes), place=where) == becomes


def test_a_whole_area_has_no_distance() -> None:
    (match,) = ranked([sound()], place=COUNTY).matches
    assert match.km is None
    (match,) = ranked([sound()], place=None).matches
    assert match.km is None


def test_without_a_base_the_nearest_place_served_counts() -> None:
    two = sound(places=("a", "b"), served=((52.0, -2.3), (52.0 + 6 * KM, -2.3)), **NO_BASE)
    for away, km in ((0, 0), (1, 1), (5, 1), (6.5, 0.5)):
        (match,) = ranked([two], place=replace(place(), lat=52.0 + away * KM, lon=-2.3)).matches
        assert match.km == pytest.approx(km)


def test_kilometres_are_those_of_a_sphere() -> None:
    from bot.matching.places import distance_km

    for lat, lon in ((52.3, -2.0), (52.111, -1.6), (51.7, -2.6), (52.111, -2.328)):
        away = replace(place(), lat=lat, lon=lon)
        (match,) = ranked([sound(travel_km=100)], place=away).matches
        assert match.km == pytest.approx(distance_km(MALVERN.lat, MALVERN.lon, lat, lon), abs=0.051)


def when(said: str) -> When:
    """`sat 14:00-17:00`, `mon,wed 09:00-`, `-12:00`, `tue`, `daily`: a When."""
    days, _, hours = said.rpartition(" ") if any(c.isdigit() for c in said) else (said, "", "")
    start, _, end = hours.partition("-")
    named = tuple(day for day in days.split(",") if day in DAYS)
    return When(
        days=named,
        start=time.fromisoformat(start) if start else None,
        end=time.fromisoformat(end) if end else None,
        repeats="daily" if days == "daily" else None,
    )


FREE: list[tuple[str, str, str]] = [
    # days of the provider, asked for, becomes
    ("sat afternoon", "sat 14:00-17:00", "match"),
    ("sat afternoon", "sun 14:00-17:00", "when"),
    ("sat 14:00-15:30", "sat 14:00-17:00", "match"),
    ("sat 14:00-15:15", "sat 14:00-17:00", "when"),
    ("sat 13:00-14:30 16:00-17:00", "sat 14:00-17:00", "match"),
    ("sat 14:00-15:15", "sat,sun 14:00-17:00", "when"),
    ("sun 14:00-17:00", "sat,sun 14:00-17:00", "match"),
    ("sat 14:00-15:00; sun 14:00-15:00", "sat,sun 14:00-17:00", "when"),
    ("sat morning", "sat", "match"),
    ("sat 23:00-23:30", "sat", "match"),
    ("fri night", "sat", "when"),
    ("fri night", "fri", "match"),
    ("sun morning", "sat", "when"),
    ("sat 15:00-16:00", "sat 14:00-", "match"),
    ("sat 15:00-15:45", "sat 14:00-", "when"),
    ("sat 09:00-13:00", "sat 14:00-", "when"),
    ("sat 09:00-13:00", "sat -12:00", "match"),
    ("sat 11:15-13:00", "sat -12:00", "when"),
    ("fri night", "sat -12:00", "when"),
    ("sat night", "sat 23:30-", "match"),
    ("sat 23:30-24:00", "sat 23:30-", "when"),
    ("sat 14:00-14:20", "sat 14:00-14:45", "when"),
    ("sat 14:00-14:25", "sat 14:00-14:45", "match"),
    ("sat 14:10-14:20", "sat 14:15-14:45", "when"),
    ("sat 14:13-14:47", "sat 14:15-15:20", "when"),
    ("sat 14:13-14:52", "sat 14:15-15:20", "match"),
    ("sat evening", "sat 17:00-", "match"),
    ("fri night", "fri 21:00-07:00", "match"),
    ("fri 21:00-24:00", "fri 21:00-07:00", "when"),
    ("sat 00:00-07:00", "fri 21:00-07:00", "match"),
    ("sun night", "sun 22:00-06:00", "match"),
    ("mon 00:00-06:00", "sun 22:00-06:00", "match"),
    ("sat night", "sun 22:00-06:00", "when"),
    ("daily morning", " 07:00-12:00", "match"),
    ("tue morning", " 07:00-12:00", "match"),
    ("tue afternoon", " 07:00-12:00", "when"),
    ("tue morning", "daily", "match"),
    ("mon 09:10-09:50", "mon 09:10-09:50", "match"),
    ("mon 09:00-09:05", "mon 09:00-09:10", "match"),
    ("", "sat 14:00-17:00", "match"),
    ("tue morning", "", "match"),
]


@pytest.mark.parametrize(("days", "asked", "becomes"), FREE)
def test_half_of_a_window_will_do(days: str, asked: str, becomes: str) -> None:
    assert fate(sound(slots=read_days(days)), when=when(asked)) == becomes


RANGES: list[tuple[str, When, str]] = [
    ("wed morning", When(date=date(2026, 12, 9)), "match"),
    ("wed morning", When(date=date(2026, 12, 10)), "match"),
    ("wed morning", When(date=date(2026, 12, 10), days=("mon",), repeats="weekly"), "when"),
    ("wed morning", When(date=date(2026, 12, 8), until=date(2026, 12, 9), days=("mon",)), "match"),
    ("wed morning", When(date=date(2026, 12, 9), days=("wed",)), "match"),
    ("wed morning", When(date=date(2026, 12, 10), days=("thu",)), "when"),
    ("wed morning", When(date=date(2026, 12, 10), until=date(2026, 12, 14)), "when"),
    ("wed morning", When(date=date(2026, 12, 10), until=date(2026, 12, 16)), "match"),
    ("wed morning", When(date=date(2026, 12, 7), until=date(2026, 12, 20)), "match"),
    ("wed morning", When(date=date(2026, 12, 7), until=date(2026, 12, 13), days=("mon",)), "when"),
    ("wed morning", When(days=("mon",), others=(When(days=("wed",)),)), "match"),
    ("wed morning", When(days=("wed",), repeats="fortnightly", start=time(9), end=time(11)), "match"),
    ("wed morning", When(days=("wed",), repeats="monthly", start=time(13), end=time(14)), "when"),
]


@pytest.mark.parametrize(("days", "asked", "becomes"), RANGES)
def test_dates_ranges_and_second_windows(days: str, asked: When, becomes: str) -> None:
    assert fate(sound(slots=read_days(days)), when=asked) == becomes


def test_a_near_miss_fails_one_thing_only() -> None:
    busy = {"slots": read_days("sun morning")}
    assert fate(sound(**busy), when=SAT) == "when"
    assert fate(sound(**busy), when=SAT, place=place(15)) == "out"
    for never in ({"visible": False}, {"capacity": "full"}, {"checks": ()}):
        assert fate(sound(**busy, **never), when=SAT) == "out"
        assert fate(sound(**never), place=place(15)) == "out"


# In what order


def at(km: float, **changes: Any) -> dict[str, Any]:
    """A provider based so far north."""
    return {"lat": MALVERN.lat + km * KM, "lon": MALVERN.lon, **changes}


ALL, HALF, NONE = ({"slots": read_days(days)} for days in ("sat afternoon", "sat 14:00-16:00", ""))
WAITING = {"capacity": "waiting-list"}
LATELY, LONG_AGO = {"verified_on": date(2026, 11, 1)}, {"verified_on": date(2024, 1, 1)}
URGENT = replace(SAT, urgent=True)

ORDERS: list[tuple[list[dict[str, Any]], dict[str, Any]]] = [
    # the better ones first
    ([at(9, **ALL), at(1, **HALF), at(0, **NONE)], {"when": SAT}),
    ([at(9, **NONE), at(1, **WAITING, **ALL)], {"when": SAT}),
    ([at(9, **HALF), at(1, **WAITING, **ALL), at(0, **WAITING, **HALF)], {"when": SAT}),
    ([at(9, **ALL, short_notice=True), at(1, **ALL)], {"when": URGENT}),
    ([at(1, **ALL), at(9, **ALL, short_notice=True)], {"when": SAT}),
    ([at(9, **ALL), at(1, **HALF, short_notice=True)], {"when": URGENT}),
    ([at(1), at(2), at(3.5), at(3.7), at(9)], {}),
    ([at(1, needs=("cleaning",)), at(9, needs=LEAVES)], {"needs": ("cleaning", "cooking")}),
    ([{"needs": ("cleaning", "cooking")}, {"needs": ("cooking",)}], {"needs": ("cleaning", "cooking")}),
    ([{"needs": ("cleaning", "dressing")}, {"needs": ("oral-care", "dressing")}],
     {"needs": ("personal-care", "cleaning")}),
    ([{"suited_to": ("dementia",)}, LATELY], {"suited_to": ("dementia",)}),
    ([{"suited_to": ("a", "b")}, {"suited_to": ("a", "c")}, {}], {"suited_to": ("a", "b")}),
    ([{"needs": ("cleaning", "cooking")}, {"needs": ("cooking",), "suited_to": ("a",)}],
     {"needs": ("cleaning", "cooking"), "suited_to": ("a",)}),
    ([LATELY, LONG_AGO, {}], {}),
    ([{}, {}, {}], {}),
    ([at(0.02), at(0.01), at(0)], {}),
    ([{"slots": read_days("mon-fri morning")}, {"slots": read_days("mon morning")}],
     {"when": When(days=DAYS[:5], start=time(8), end=time(10))}),
    ([at(1, slots=read_days("tue morning")), at(2, slots=read_days("daily morning"))],
     {"when": When(start=time(8), end=time(10))}),
    ([at(9, slots=read_days("tue morning")), at(1, slots=read_days("daily 08:00-09:00"))],
     {"when": When(start=time(8), end=time(10))}),
    ([{"slots": read_days("daily morning")}, {"slots": read_days("tue morning")}], {"when": When(repeats="daily")}),
]  # fmt: skip


@pytest.mark.parametrize("case", range(len(ORDERS)))
def test_the_order_of_matches(case: int) -> None:
    providers, query = ORDERS[case]
    assert order(*providers, **query) == [chr(97 + number) for number in range(len(providers))]


def test_at_most_ten_and_five_and_how_many_in_all() -> None:
    many = [sound(id=f"p{number:02}", **at(number / 10)) for number in range(30)]
    found = ranked([*many, *(sound(id=f"q{n}", slots=read_days("sun morning")) for n in range(9))], when=SAT)
    assert ids(found.matches) == [f"p{number:02}" for number in range(10)]
    assert ids(found.near_misses) == [f"q{number}" for number in range(5)]
    assert found.total == 30


def test_near_misses_of_both_kinds_are_five_at_most() -> None:
    busy = [sound(id=f"q{n}", slots=read_days("sun morning")) for n in range(3)]
    far = [sound(id=f"r{n}", **at(13 + n / 10)) for n in range(4)]
    assert ids(ranked([*far, *busy], when=SAT).near_misses) == ["q0", "q1", "q2", "r0", "r1"]


def test_near_misses_at_another_time_come_before_those_further_away() -> None:
    found = ranked([sound(id="far", **at(13)), sound(id="busy", slots=read_days("sun morning"))], when=SAT)
    assert [(match.provider.id, match.relaxed) for match in found.near_misses] == [
        ("busy", "when"),
        ("far", "distance"),
    ]


def test_nothing_asked_for_finds_nobody() -> None:
    assert ranked([sound()], needs=()) == Ranked((), (), 0)
    assert ranked([sound()], needs=("juggling",)) == Ranked((), (), 0)
    assert ranked([]) == Ranked((), (), 0)


# Why


def reasons(provider: Provider, **query: Any) -> list[tuple[str, dict[str, object]]]:
    """Keys and values of the reasons of the only match or near miss."""
    found = ranked([provider], **query)
    (match,) = (*found.matches, *found.near_misses)
    return [(reason.key, dict(reason.values)) for reason in match.reasons]


def said(days: str, asked: When) -> object:
    """When the provider is said to be free."""
    return next(value for key, values in reasons(sound(slots=read_days(days)), when=asked) for value in values.values()
                if key in ("reason_free", "relaxed_when"))  # fmt: skip


def spoken(**fields: Any) -> str:
    from bot.matching.times import spoken as in_words

    return in_words(When(**fields))


def test_reasons_come_in_the_order_in_which_they_matter() -> None:
    provider = sound(
        capacity="waiting-list",
        slots=read_days("sat afternoon"),
        short_notice=True,
        suited_to=("dementia",),
        payment=("direct-payment",),
    )
    assert reasons(provider, when=replace(SAT, urgent=True), suited_to=("dementia", "autism"), place=place(3.2)) == [
        ("reason_waiting_list", {}),
        ("reason_distance", {"km": 3.2}),
        ("reason_free", {"when": spoken(days=("sat",), start=time(14), end=time(17))}),
        ("reason_short_notice", {}),
        ("reason_suited", {"to": "dementia"}),
        ("reason_direct_payment", {}),
    ]


def test_reasons_of_place() -> None:
    assert reasons(sound(), place=place(3)) == [("reason_distance", {"km": 3})]
    assert reasons(sound(), place=place(15)) == [("relaxed_distance", {"km": 15})]
    assert reasons(sound(**SERVES_UPTON, travel_km=1), place=UPTON) == [("reason_serves", {"place": UPTON.name})]
    assert reasons(sound(**SERVES_UPTON, **NO_BASE), place=UPTON) == [("reason_serves", {"place": UPTON.name})]
    assert reasons(sound(), place=COUNTY) == []


def test_reasons_of_time() -> None:
    assert ("reason_by_arrangement", {}) in reasons(sound(), when=SAT)
    assert said("sat 14:00-16:00", SAT) == spoken(days=("sat",), start=time(14), end=time(16))
    assert said("sat-sun afternoon", replace(SAT, days=("sat", "sun"))) == spoken(
        days=("sat", "sun"), start=time(14), end=time(17)
    )
    assert said("sat 14:00-15:00 15:30-17:00", SAT) == spoken(days=("sat",), start=time(15, 30), end=time(17))
    assert said("sat morning", When(days=("sat", "sun"))) == spoken(days=("sat",))
    assert said("sun night", When(days=("sun",), start=time(22), end=time(6))) == spoken(
        days=("sun",), start=time(22), end=time(6)
    )
    assert said("sat 15:00-18:00", When(days=("sat",), start=time(14))) == spoken(
        days=("sat",), start=time(15), end=time(18)
    )


def test_a_day_without_hours_is_a_day_and_a_night_is_said_to_be_one() -> None:
    by_day, by_night = at(9, slots=read_days("wed 10:00-12:00")), at(1, slots=read_days("mon-fri 20:00-08:00"))
    assert order(by_day, by_night, when=When(days=("wed",))) == ["a", "b"]
    assert order(by_night, by_day, when=When(days=("wed",), start=time(21), end=time(7))) == ["a"]
    assert said("mon-fri night", When(days=("wed",))) == "Wednesday night"
    assert said("mon-fri 20:00-08:00", When(days=("wed",))) == "Wed 8pm-8am"
    assert said("mon-fri 10:00-16:00 20:00-08:00", When(days=("wed",))) == "Wednesday"


def test_who_comes_daily_says_the_hours_of_every_day() -> None:
    daily = When(days=DAYS, repeats="daily")
    assert said("mon-fri 10:00-21:00; sat-sun 10:00-18:00", daily) == "every day 10am-6pm"
    assert said("daily 00:00-24:00", daily) == "every day"
    assert said("mon-fri morning; sat-sun night", daily) == "Mon-Fri"


def test_each_of_two_windows_is_named() -> None:
    both = When(start=time(7), end=time(12), others=(When(start=time(17), end=time(21)),), together=True)
    assert said("daily morning evening", both) == "every morning and every evening"
    assert said("daily evening", both) == "every evening"


def test_reasons_of_another_time_name_the_same_hours_first_then_the_next_free_day() -> None:
    assert said("sun afternoon; tue afternoon", SAT) == spoken(days=("tue", "sun"), start=time(14), end=time(17))
    assert said("thu morning; mon morning", SAT) == spoken(days=("mon", "thu"), start=time(7), end=time(12))
    assert said("fri night", SAT) == spoken(days=("fri",), start=time(21), end=time(7))
    assert said("sat morning", SAT) == spoken(days=("sat",), start=time(7), end=time(12))
    assert said("mon-tue morning", When(days=("sat",))) == spoken(days=("mon", "tue"))
    assert said("mon-fri 10:00-20:00; sun 10:00-18:00", When(start=time(21), end=time(7))) == (
        "Mon-Fri 10am-8pm and Sun 10am-6pm"
    )
    assert (
        said("mon-fri 10:15-20:45; sat-sun 10:15-18:15", When(start=time(21), end=time(7))) == "Mon-Fri 10.15am-8.45pm"
    )
    assert said("mon 16:00-18:00", When(days=("sat",), start=time(15))) == spoken(
        days=("mon",), start=time(16), end=time(18)
    )


# Everything at once, against a plain reckoning


def minutes_free(provider: Provider, day: int, start: int, end: int) -> int:
    """Minutes of a window, which may run past midnight, in which they are free."""
    wanted = {(day * 1440 + minute) % 10080 for minute in range(start, end)}
    return sum((d * 1440 + m) % 10080 in wanted for d, a, b in provider.slots for m in range(a, b))


def plain_fit(provider: Provider, asked: When | None) -> int:
    """0 free for all of it, 1 for enough, 2 by arrangement, 3 not free."""
    if asked is None or asked == When(urgent=asked.urgent):
        return 0
    if not provider.slots:
        return 2
    days = [DAYS.index(day) for day in asked.days] or list(range(7))
    if asked.start and asked.end:
        start = asked.start.hour * 60 + asked.start.minute
        end = asked.end.hour * 60 + asked.end.minute
        end += 1440 if end <= start else 0
        free = [minutes_free(provider, day, start, end) for day in days]
        enough = [2 * minutes >= end - start for minutes in free]
        whole = [minutes == end - start for minutes in free]
    else:
        enough = [minutes_free(provider, day, 420, 1860) > 0 for day in days]
        whole = [minutes_free(provider, day, 480, 1200) >= 60 for day in days]
    every = all(whole) if asked.days else any(whole)
    return 3 if not any(enough) else 0 if every else 1


def plain_km(provider: Provider, where: Place) -> float:
    """Kilometres on a flat map about the middle."""
    assert provider.lat is not None
    assert provider.lon is not None
    up = math.radians(provider.lat - where.lat)
    along = math.radians(provider.lon - where.lon)
    wide = math.cos(math.radians(provider.lat)) * math.cos(math.radians(where.lat))
    return 6371 * math.sqrt(up * up + wide * along * along)


def plain_rank(providers: list[Provider], query: Query) -> tuple[list[str], set[tuple[str, str]], int]:
    """What ranking should find, one provider at a time."""
    assert query.place is not None
    full, near = [], set()
    for provider in providers:
        offered = [
            code for code in query.needs
            if any(leaf in provider.needs for leaf in NEEDS.leaves(code))
        ]  # fmt: skip
        insured = any(
            check.name == "public-liability" and check.expires and check.expires >= TODAY for check in provider.checks
        )
        if not (offered and provider.visible and insured and provider.capacity != "full"):
            continue
        km, reach = plain_km(provider, query.place), provider.travel_km or 0
        fit = plain_fit(provider, query.when)
        if km <= reach and fit < 3:
            urgent = query.when is not None and query.when.urgent
            full.append((
                provider.capacity == "waiting-list", fit, urgent and not provider.short_notice, round(km, 1),
                len(query.needs) - len(offered), -(provider.verified_on or date.min).toordinal(), provider.id,
            ))  # fmt: skip
        elif km <= reach:
            near.add((provider.id, "when"))
        elif fit < 3 and km <= max(2 * reach, reach + 10):
            near.add((provider.id, "distance"))
    return [key[-1] for key in sorted(full)], near, len(full)


quarters = st.integers(0, 95)
slots = st.lists(
    st.tuples(st.integers(0, 6), quarters, quarters).filter(lambda slot: slot[1] < slot[2]), max_size=4
).map(lambda some: tuple((day, 15 * a, 15 * b) for day, a, b in some))
clocks = quarters.map(lambda quarter: time(quarter // 4, 15 * (quarter % 4)))
times = st.builds(
    lambda days, hours, urgent: When(days=days, start=hours and hours[0], end=hours and hours[1], urgent=urgent),
    st.sets(st.sampled_from(DAYS), max_size=3).map(lambda some: tuple(day for day in DAYS if day in some)),
    st.none() | st.tuples(clocks.filter(lambda clock: clock != time(0)), clocks.filter(lambda clock: clock != time(0))),
    st.booleans(),
).filter(lambda asked: asked.start is None or asked.start != asked.end)
people = st.lists(
    st.builds(
        sound,
        needs=st.sets(st.sampled_from(LEAVES[:9]), min_size=1).map(lambda some: tuple(sorted(some))),
        lat=st.integers(-300, 300).map(lambda step: 52.111 + step / 1000),
        lon=st.integers(-300, 300).map(lambda step: -2.328 + step / 1000),
        travel_km=st.sampled_from((0.0, 3.0, 10.0, 25.0)),
        slots=slots,
        capacity=st.sampled_from(("open", "open", "waiting-list", "full")),
        short_notice=st.booleans(),
        visible=st.sampled_from((True, True, True, False)),
        checks=st.sampled_from(
            (
                with_check("public-liability", expires=TODAY),
                with_check("public-liability", expires=TODAY - timedelta(1)),
            )
        ),
        verified_on=st.none() | st.dates(date(2025, 1, 1), TODAY),
    ),
    max_size=12,
).map(lambda some: [replace(provider, id=f"p{number:02}") for number, provider in enumerate(some)])


@settings(max_examples=150)
@given(
    people,
    st.lists(st.sampled_from((*LEAVES[:9], "personal-care")), min_size=1, max_size=3, unique=True),
    times | st.none(),
)
def test_ranking_is_the_plain_reckoning(providers: list[Provider], needs: list[str], asked: When | None) -> None:
    merged = [replace(provider, slots=_merged(provider.slots)) for provider in providers]
    query = Query(tuple(needs), place(), asked)
    found = rank(query, Catalogue.of(tuple(merged), AREAS, 1, NEEDS), TODAY)
    matches, near, total = plain_rank(merged, query)
    assert (ids(found.matches), found.total) == (matches[:10], total)
    named = {(match.provider.id, str(match.relaxed)) for match in found.near_misses}
    assert named <= near
    assert len(named) == min(5, len(near))


def _merged(some: tuple[tuple[int, int, int], ...]) -> tuple[tuple[int, int, int], ...]:
    from bot.matching.week import merged

    return merged(some)


@given(people, st.permutations(range(12)))
def test_the_order_of_the_file_does_not_matter(providers: list[Provider], shuffle: list[int]) -> None:
    query = Query(("cleaning", "home-help"), place(), SAT)
    moved = [providers[number] for number in shuffle if number < len(providers)]
    one, other = (rank(query, Catalogue.of(tuple(some), AREAS, 1, NEEDS), TODAY) for some in (providers, moved))
    assert told_of(one) == told_of(other)


def told_of(found: Ranked) -> list[object]:
    """All that a ranking tells."""
    named = (*found.matches, *found.near_misses)
    told = [(one.provider, one.km, one.needs, one.reasons, one.waiting_list, one.relaxed) for one in named]
    return [found.total, len(found.matches), *told]


def test_one_check_of_two_with_a_gap_between_them_is_no_cover() -> None:
    checks = (
        *with_check("public-liability", date(2026, 1, 1), date(2026, 11, 30)),
        Check("public-liability", date(2026, 12, 2), date(2027, 12, 1)),
    )
    assert fate(sound(checks=checks), when=ON) == "out"
    assert (
        fate(sound(checks=(*checks, Check("public-liability", date(2026, 12, 1), date(2026, 12, 1)))), when=ON)
        == "match"
    )
