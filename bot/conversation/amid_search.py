"""What a message says amid a search that changes nothing of it, or means something else there."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time

from bot.conversation.other_help import beside_the_search
from bot.flows.question import Session, World
from bot.flows.search_answers import SEARCH, place_of
from bot.flows.search_need import NEED
from bot.flows.search_place import PLACE
from bot.flows.search_time import WHEN
from bot.matching import manner, times
from bot.matching.place import OUTSIDE, km_between
from bot.matching.places import HeardPlace, Place
from bot.matching.text import Span, blank
from bot.matching.understand import COUNTY, FIND, RESPITE, Heard

ONE = re.compile(r"\b(?:one|1)\b")
NEAR_KM = 20.0
"""How far from a town the one near it may be."""
ERRANDS = frozenset(("transport", "trips-out", "shopping"))
"""Kinds of help that go somewhere from home."""
AT_MEALS, LONGEST_MEALS = ("at a meal",), 6
"""The rule that hears meals as times, and the words of the longest answer that is nothing else."""
AFTER_EARLY, BEFORE_LATE = "from 10am", "until 7pm"
"""What we take "not too early" and "not too late" for."""
MORNING_ENDS, LATE = time(7), time(19)
"""Hours from which on a visit ends by day, and that at which it is late."""
OF_NIGHT = re.compile(r"\b(?:night|nite)s?\b")
NIGHTLY = frozenset(("part of the day", "every part of the day"))
"""The rules of a night that may be an evening."""
EVENING = time(17), time(21)
LISTED = re.compile(r"[^,]+")
NAME_WORD = re.compile(r"[a-z']+")
BESIDE = re.compile(
    r"(?:it'?s|that'?s|it is|which is)(?: just| only| right| quite| very)* "
    r"(?:near|nr|by|next to|outside|close to) [a-z'-]+(?: [a-z'-]+){0,3}\W*"
)
"""What says no more than what a place is near."""
KINDS_OF_PLACE = frozenset(("town", "village", "city"))
YES_IT_IS = frozenset(("it", "is", "yes", "that"))
OF_A_PLACE = (
    KINDS_OF_PLACE | YES_IT_IS | frozenset("the place one its thats i mean in on near there not month oh sorry".split())
)
"""What is said beside a place's name that is said again."""


def less_elsewhere(heard: Heard, session: Session, world: World) -> Heard:
    """The reading without a place that is only told of, beside the one where help is needed."""
    if heard.place is None or place_of(session.held(SEARCH), world) is None:
        return heard
    return replace(heard, place=None) if elsewhere(heard, heard.place, session, world) else heard


def elsewhere(heard: Heard, place: HeardPlace, session: Session, world: World) -> bool:
    """Whether a place is only told of: the hospital, where who asks lives or works, or where others had help."""
    words, others = heard.text, world.hearing.other_places
    at = next((span for span in place.spans if words[slice(*span)] == place.because), place.spans[0])
    if world.hearing.intents.tells_of_others(words):
        return True
    if only_its_county(heard, session, world) or says_it_again(words, session, world):
        return True
    if only_beside_it(words, place, session, world):
        return True
    denied = others.denied(words, at) and place.place != place_of(session.held(SEARCH), world)
    if denied or (not heard.sure and others.works(words, at)):
        return True
    if is_errand(heard, session) and others.goes(words, at):
        return True
    if heard.what:
        return False
    told = others.others_are(words, at) or any(others.lies_ill(words, span) for span in place.spans)
    return told or (place.place.area == OUTSIDE and others.is_own(words, at))


def is_errand(heard: Heard, session: Session) -> bool:
    """Whether what is asked for, else what is looked for, goes somewhere from home."""
    held = session.held(SEARCH).get(NEED.name, "").split("+")
    return set(heard.sure or held) <= ERRANDS


def says_it_again(text: str, session: Session, world: World) -> bool:
    """Whether it only says again, or in full, the place that is held: "march the town", "on the naze"."""
    place = place_of(session.held(SEARCH), world)
    said = set(NAME_WORD.findall(text))
    if place is None or not said - YES_IT_IS:
        return False
    name = set(NAME_WORD.findall(place.name.casefold()))
    return said <= name | OF_A_PLACE and not (said.isdisjoint(name) and said.isdisjoint(KINDS_OF_PLACE))


def only_beside_it(words: str, place: HeardPlace, session: Session, world: World) -> bool:
    """Whether it only says what the place is near that is held: "its near Maldon", of Heybridge."""
    held = place_of(session.held(SEARCH), world)
    if held is None or place.others or km_between(held, place.place) > NEAR_KM:
        return False
    return BESIDE.fullmatch(words) is not None


def only_its_county(heard: Heard, session: Session, world: World) -> bool:
    """Whether it says in which county the place lies that is held: "the one in Hunts", and not all of that."""
    held, told = place_of(session.held(SEARCH), world), heard.where
    if held is None or told is None or told.kind != COUNTY or heard.what:
        return False
    wider = world.hearing.other_places.looks_wider(heard.text)
    return not wider and held.kind != COUNTY and lies(held, told, heard.text)


def lies(place: Place, there: Place, text: str) -> bool:
    """Whether a place is there: in that county or district, or near that town where "the one" near it is meant."""
    if there.kind == "area":
        return place.area == there.area and there.district in (None, place.district)
    return bool(ONE.search(text)) and km_between(place, there) < NEAR_KM


def less_of_others(heard: Heard, session: Session, world: World) -> Heard:
    """The reading less where and when others have help, and when somebody does what they do: amid a search these are no
    place and no time of theirs."""
    held, relatives = session.held(SEARCH), world.hearing.relatives
    if NEED.name not in held or (heard.place is None and heard.time is None):
        return heard
    keeps = WHEN.name in held and not set(held[NEED.name].split("+")) & ERRANDS
    others, does = relatives.helped(heard.text), told_in_passing(heard.text, session, world) if keeps else None
    stretches = (((others[0][0], others[-1][1]),) if others else ()) + ((does,) if does else ())
    theirs = stretches if PLACE.name in held and not heard.anew else stretches[: len(others) > 0]
    place = None if heard.place and lies_within(heard.place.spans, theirs) else heard.place
    told = heard.time is not None and not heard.time.excluded and lies_within(heard.time.spans, stretches)
    time = None if told else heard.time
    if keeps and heard.time and not heard.time.excluded and relatives.are_covered(heard.text, heard.time.spans):
        time = times.less_days(heard.time)
    return heard if place is heard.place and time is heard.time else replace(heard, place=place, time=time)


def told_in_passing(words: str, session: Session, world: World) -> Span | None:
    """Where words only tell what somebody does at a time. A break is for when whoever writes is away."""
    relatives, needs = world.hearing.relatives, session.held(SEARCH).get(NEED.name, "").split("+")
    return relatives.habit(words) or (None if RESPITE in needs else relatives.own_absence(words))


def less_taken(heard: Heard, session: Session, world: World) -> Heard:
    """The reading without the days that are taken up already: "no, thursdays, its bingo wednesday"."""
    if heard.time is None or not set(session.held(SEARCH).get(NEED.name, "").split("+")) - ERRANDS - {""}:
        return heard
    relatives, text = world.hearing.relatives, heard.text
    named = [part.span() for span in heard.time.spans for part in LISTED.finditer(text, *span)]
    taken = [day for day in named if relatives.is_taken(text, day) and is_one_day(text[slice(*day)], world)]
    busy = [day for day in named if relatives.is_why_not(text, day) and is_one_day(text[slice(*day)], world)]
    if not (taken or busy):
        return heard
    rest = times.hear(blank(text, [*taken, *busy]), world.now, world.hearing.times)
    if not taken:
        return replace(heard, time=rest or heard.time)
    what = heard.what if manner.asks_outright(text) else ()
    before = times.from_canonical(session.held(SEARCH).get(WHEN.name, ""))
    less = times.less_days(heard.time) if before and before.days else None
    return replace(heard, time=rest or less, what=what)


def is_one_day(words: str, world: World) -> bool:
    """Whether words name one day of the week alone."""
    told = (times.hear(word, world.now, world.hearing.times) for word in words.split())
    return sum(len(day.when.days) for day in told if day) == 1


def lies_within(spans: tuple[Span, ...], stretches: tuple[Span, ...]) -> bool:
    """Whether every one of some spans lies in one of these stretches."""
    return any(all(first <= start and end <= last for start, end in spans) for first, last in stretches)


def at_meals(heard: Heard, session: Session, world: World) -> Heard:
    """The reading of "lunch and tea", where the day or time is asked for: when, and nothing to cook."""
    if session.asked != WHEN.name or heard.time or not heard.what or len(heard.text.split()) > LONGEST_MEALS:
        return heard
    said = times.hear(f"at {heard.text}", world.now, world.hearing.times)
    if said is None or said.rules != AT_MEALS or blank(f"at {heard.text}", said.spans).strip(" .!,"):
        return heard
    return replace(heard, time=said, what=(), intent=FIND)


def not_early_or_late(heard: Heard, session: Session, world: World) -> Heard:
    """The reading of "not too early", or late, of whoever is looking for help: from ten, or until seven, which is said
    back."""
    searches, rules = session.flow == SEARCH and NEED.name in session.held(), world.hearing.intents
    if not searches or heard.time or heard.choice:
        return heard
    if rules.says_not_early(heard.text):
        hours = AFTER_EARLY
    elif rules.says_not_late(heard.text) and not ends_early(session):
        hours = BEFORE_LATE
    else:
        return heard
    return replace(heard, time=times.hear(hours, world.now, world.hearing.times), what=(), intent=FIND)


def ends_early(session: Session) -> bool:
    """Whether the time that is looked for ends before it is late."""
    when = times.from_canonical(session.held(SEARCH).get(WHEN.name, ""))
    return when is not None and when.end is not None and MORNING_ENDS < when.end <= LATE


def in_the_evening(heard: Heard, session: Session, world: World) -> Heard:
    """The reading with evenings for nights, where what is needed is of the day."""
    told = heard.time
    if told is None or told.when.others or not NIGHTLY.issuperset(told.rules) or not OF_NIGHT.search(heard.text):
        return heard
    needs = heard.sure or session.held(SEARCH).get(NEED.name, "").split("+")
    if not set(needs) <= set(world.content.needs.by_day):
        return heard
    start, end = EVENING
    return replace(heard, time=replace(told, when=replace(told.when, start=start, end=end)))


READINGS: tuple[Callable[[Heard, Session, World], Heard], ...] = (
    less_taken,
    beside_the_search,
    less_elsewhere,
    at_meals,
    not_early_or_late,
    in_the_evening,
    less_of_others,
)
"""What is made of a message amid a search, one after the other."""
