"""The sample catalogue: openly fictional, and somebody for every need near every main town, but for two an area."""

import csv
from collections import Counter
from datetime import date, datetime, time
from functools import cache
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from catalogue_parts import AREAS
from ours import content, hearing

from bot.channels.sms_text import count, sanitise
from bot.content import CONTENT
from bot.flows.question import Session, World
from bot.flows.search_answers import found_for
from bot.flows.search_results import results
from bot.matching.catalogue import Catalogue, read_csv
from bot.matching.places import Place
from bot.matching.rank import Query, rank
from bot.matching.when import DAYS, When
from bot.wording import text_of

TOWNS = {
    "worcestershire": "worcester,malvern,kidderminster,redditch,bromsgrove,evesham,droitwich,pershore",
    "cambridgeshire": "cambridge,ely,huntingdon,march,wisbech,st neots,st ives",
    "essex": "chelmsford,colchester,harlow,basildon,braintree,clacton,brentwood",
    "oxfordshire": "oxford,banbury,abingdon,bicester,witney,didcot",
}
NOBODY = {
    "worcestershire": {"workplace-support", "fitness"},
    "cambridgeshire": {"creative-activities", "oral-care"},
    "essex": {"skin-hair-nails", "life-skills"},
    "oxfordshire": {"handyperson", "pet-care"},
}
NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/London"))
LATER = datetime(2028, 7, 3, 10, tzinfo=ZoneInfo("Europe/London"))
WEEKDAYS = [When(days=(day,)) for day in DAYS[:5]]
BREAKS = [
    *(When(days=(day,), start=time(17), end=time(21)) for day in DAYS),
    *(When(days=(day,), start=time(21), end=time(7)) for day in DAYS),
    *(When(days=(day,), start=time(start), end=time(start + 3)) for day in DAYS[5:] for start in (9, 14)),
]


def text(area: str) -> str:
    return (CONTENT / "areas" / area / "providers.csv").read_text(encoding="utf-8")


@cache
def catalogue() -> Catalogue:
    read = [read_csv(text(area), hearing().gazetteer, content().needs, AREAS) for area in TOWNS]
    assert [str(problem) for _, problems in read for problem in problems] == []
    return Catalogue.of(tuple(provider for providers, _ in read for provider in providers), AREAS, 1, content().needs)


def town(name: str, area: str) -> Place:
    heard = hearing().gazetteer.hear(name, area)
    assert heard
    assert heard.place.area == area
    return heard.place


def somebody(query: Query, now: datetime) -> bool:
    return any(not match.waiting_list for match in rank(query, catalogue(), now.date()).matches)


@pytest.mark.parametrize("now", [NOW, LATER], ids=["now", "later"])
@pytest.mark.parametrize("area", TOWNS)
def test_every_need_has_somebody_on_weekdays_and_respite_at_all_hours(area: str, now: datetime) -> None:
    gaps = [
        (name, need, when.days, when.start)
        for name in TOWNS[area].split(",")
        for need in content().needs.needs
        if need not in NOBODY[area]
        for when in (*WEEKDAYS, *(BREAKS if need == "carer-respite" else ()))
        if not somebody(Query((need,), town(name, area), when), now)
    ]
    assert gaps == []


@pytest.mark.parametrize("area", TOWNS)
def test_two_needs_have_nobody(area: str) -> None:
    rows = list(csv.DictReader(text(area).splitlines()))
    assert set(content().needs.needs) - {need for row in rows for need in row["needs"].split(";")} == NOBODY[area]
    for name in TOWNS[area].split(","):
        for need in NOBODY[area]:
            found = rank(Query((need,), town(name, area)), catalogue(), NOW.date())
            assert (found.matches, found.near_misses) == ((), ()), (name, need)


@pytest.mark.parametrize("area", TOWNS)
def test_the_sample_says_that_it_is_one(area: str) -> None:
    rows = list(csv.DictReader(text(area).splitlines()))
    assert 28 <= len(rows) <= 36
    for row in rows:
        assert row["summary"].startswith("Sample. ")
        assert row["area"] == area
        assert not row["phone"] or row["phone"].startswith(("07700 900", "01632 960"))
        assert not row["email"] or row["email"].endswith("@example.org")
        assert not row["web"] or row["web"].endswith(".example.org")


def test_no_two_samples_share_an_id_a_name_or_a_contact() -> None:
    rows = [row for area in TOWNS for row in csv.DictReader(text(area).splitlines())]
    for column in ("id", "name", "phone", "email", "web"):
        shared = [value for value, count in Counter(row[column] for row in rows if row[column]).items() if count > 1]
        assert shared == [], column


@pytest.mark.parametrize("area", TOWNS)
def test_a_coordinator_finds_some_who_are_not_offered_and_why(area: str) -> None:
    why = Counter(
        reason.key
        for provider in catalogue().providers
        if provider.area == area
        for reason in catalogue().why_not(provider, provider.needs[0], NOW.date())
    )
    assert {"gate_full", "gate_hidden", "gate_exempt_alone"} <= set(why)
    assert len(why) >= 4


def test_every_postcode_of_the_sample_is_in_its_area() -> None:
    stray = [
        provider.id
        for provider in catalogue().providers
        if provider.postcode and town(provider.postcode.lower(), provider.area or "").kind != "postcode"
    ]
    assert stray == []


def test_the_samples_hold_until_the_middle_of_2028() -> None:
    held = [
        (provider.id, need)
        for provider in catalogue().providers
        for need in provider.needs
        if catalogue().spans(provider, need) and catalogue().spans(provider, need)[-1][1] < date(2028, 7, 1)
    ]
    lapsed = {provider for provider, _ in held}
    assert len(lapsed) <= 2, held


# A list on SMS


LONG_PLACES = {
    "worcestershire": "upton-upon-severn",
    "cambridgeshire": "cb6-1ab",
    "essex": "burnham-on-crouch",
    "oxfordshire": "chipping-norton",
}
LONG_TIMES = ("mon-fri 07:00-12:00 weekly urgent", "2026-12-01..2027-01-11 tue,thu 17:00-21:00 weekly")


@pytest.mark.parametrize(("area", "place"), LONG_PLACES.items())
def test_a_list_is_three_parts_of_a_text_at_most(area: str, place: str) -> None:
    """What is said of each business gives way to a long heading, and the last line is there."""
    here = World(NOW, content(), hearing(), catalogue(), area)
    needs = list(content().needs.needs)
    wanted = [*needs, *(f"{one}+{other}" for one, other in zip(needs[::4], needs[5::4], strict=False))]
    for need, when in product(wanted, LONG_TIMES):
        session = Session(area=area).keeping("find_support", {"need": need, "place": place, "when": when})
        for say in results(found_for(session, here), session, here).says:
            told = text_of(say, content(), area)
            assert (count(sanitise(told))[1] <= 3, "  " in told) == (True, False), told
            assert say.key != "matches" or "Say DETAILS 1" in told
