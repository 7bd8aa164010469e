"""When help is wanted: a time heard replaces, changes or widens the one told before."""

from dataclasses import replace
from datetime import time

from bot.flows.question import Answers, Question, World
from bot.flows.search_answers import SEARCH, need_words, place_words
from bot.flows.search_heard import chosen, plain_needs
from bot.matching import manner, times
from bot.matching.time_changes import OF_PARTS
from bot.matching.time_rhythms import SO_OFTEN_A_DAY
from bot.matching.understand import Heard
from bot.message import Say

DAILY = "daily"
DAY = time(7), time(21)
"""The hours of a day beside its night."""
SMALL_HOURS, MORNING = time(5), time(7)
"""Until when it is night for whoever is to come then, and when that ends."""


def read_when(heard: Heard, before: str | None, world: World) -> str | None:
    """When, as canonical text; a repair changes the day or the hours and keeps the rest.

    "And wednesday" adds a day. Who names need and place as well begins anew, and so does who names another need:
    nothing of the time before is kept.
    """
    if choice := chosen(heard, "when"):
        return choice
    if before and manner.takes_either(heard.text):
        return before
    if heard.time is None:
        return None
    if heard.apart:
        return times.canonical(heard.apart[0].when) if heard.apart[0].when else None
    told = replace(heard.time, excluded=()) if manner.opens_days(heard.text) else heard.time
    anew = heard.anew or (bool(plain_needs(heard)) and heard.where is not None)
    known = times.from_canonical(before) if before and not anew else None
    return times.canonical(until_morning(changed(heard.text, known, told) if known else told.when))


def until_morning(when: times.When) -> times.When:
    """What begins in the small hours ends with the night: nobody who comes at noon is there "from 3am"."""
    if when.others or when.end is not None or when.start is None or when.start >= SMALL_HOURS:
        return when
    return replace(when, end=MORNING)


def changed(words: str, known: times.When, told: times.HeardWhen) -> times.When:
    """What holds after a time is said where another is known."""
    if manner.says_all_day(words):
        known = times.all_day(known)
        told = replace(told, when=known) if told.when == times.When() else told
    if told.when == times.When() and manner.says_any_day(words):
        return times.any_day(known)
    if told.when.date and times.is_of_all_days(known) and (manner.says_even(words) or manner.adds(words)):
        return known
    if not (manner.says_forenoon(words) or OF_PARTS.issuperset(told.rules)):
        told = replace(told, when=times.of_evening(known, told.when))
    if told.when.repeats == DAILY and manner.says_not_every(words):
        return known
    if manner.puts_back(words):
        return times.beside(known, told)
    if known.date and SO_OFTEN_A_DAY in told.rules:
        return known  # how many visits a day are told when they ring
    if manner.adds(words) and is_night(told.when) and not (known.start or known.end or known.others):
        known = replace(known, start=DAY[0], end=DAY[1])  # "nights too" takes no days away
    if manner.adds(words):
        return times.joined(known, told, together=not words.startswith("or "))
    return times.merged(known, told, only=manner.wants_only(words))


def is_night(when: times.When) -> bool:
    """Whether a time is the night and nothing else."""
    return when.start == DAY[1] and when.end == MORNING and not when.others


def offers_when(code: str, world: World) -> bool:
    """Whether the time is readable and has not passed."""
    when = times.from_canonical(code)
    return when is not None and not times.has_passed(when, world.now)


def ask_when(answers: Answers, world: World) -> Say:
    """Which day or time."""
    return Say("ask_when", {"need": need_words(answers, world), "place": place_words(answers, world)})


WHEN = Question("when", read_when, ask_when, offers_when, why=lambda _answers, _world: Say("why_when"))
ANY_TIME = f"{SEARCH}:when:{times.canonical(times.When())}"
