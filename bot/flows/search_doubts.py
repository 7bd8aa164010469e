"""What of a search was taken without being sure, and the dates that no search can leave out."""

from collections.abc import Iterator
from datetime import timedelta

from bot.flows.question import Answers, World
from bot.flows.search_answers import echo, when_words
from bot.flows.search_heard import second_of
from bot.matching import times
from bot.matching.places import LIKE_NAMED, HeardPlace
from bot.matching.time_rhythms import SO_OFTEN_A_DAY
from bot.matching.understand import Heard
from bot.message import Say

FAR = timedelta(days=270)
"""So far ahead a day is said with its year: whoever named it may have meant one that has gone by."""


def doubts(found: Answers, heard: Heard, world: World) -> Iterator[Say]:
    """What we took without being sure: a date that may mean another, a postcode that our table lacks.

    Of two searches in one message the second waits.
    """
    if (other := second_of(heard)) and "need" in found:
        yield Say("another_next", {"echo": echo(other, world)})
    if "when" in found and heard.time and heard.time.doubtful:
        yield Say("doubtful_when", {"when": when_words(found)})
    if "when" in found and heard.when and heard.when.date and heard.when.date > world.now.date() + FAR:
        yield Say("far_away", {"date": f"{heard.when.date.day} {heard.when.date:%B %Y}"})
    if "when" in found and heard.time and SO_OFTEN_A_DAY in heard.time.rules and not heard.time.when.start:
        yield Say("visits_a_day")
    if "place" in found and heard.place and heard.place.warning:
        yield doubted_place(heard.place)


def doubted_place(heard: HeardPlace) -> Say:
    """What is looked around instead of a name, or a postcode, that no list has."""
    if heard.warning == LIKE_NAMED:
        return Say("like_named", {"place": heard.place.name, "said": heard.because.title()})
    return Say("doubtful_place", {"place": heard.place.name})


def leaves_in(answers: Answers, heard: Heard) -> Iterator[Say]:
    """The dates told that do not suit, where what is looked for may fall on them: no search leaves out a date."""
    when = times.from_canonical(answers.get("when", "")) or times.When()
    if dates := heard.not_then.within(when):
        yield Say("not_then", {"dates": [times.spoken(one) for one in dates]})
    if heard.time is None:
        yield from no_days_to_come(heard)


def no_days_to_come(heard: Heard) -> Iterator[Say]:
    """The days told that have gone by, or that no month has."""
    for day in heard.not_then.gone:
        yield Say("day_gone", {"when": times.spoken(times.on_day(day))})
    for start, end in heard.not_then.unknown:
        yield Say("no_such_day", {"said": heard.text[start:end]})
