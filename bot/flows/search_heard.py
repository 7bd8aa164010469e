"""What one message says of a search, whatever was told before it."""

from dataclasses import replace

from bot.flows.question import Answers
from bot.flows.search_answers import SEARCH
from bot.matching import manner, times
from bot.matching.apart import Part
from bot.matching.place import OUTSIDE
from bot.matching.understand import ASKED, PLAIN_NEED, Heard

LIKELY = 0.3
"""Score from which a need that is not sure is asked about, where another was told before."""


def chosen(heard: Heard, question: str) -> str | None:
    """The code of this question's option that the message chose, if it chose one."""
    prefix = f"{SEARCH}:{question}:"
    return heard.choice.removeprefix(prefix) if heard.choice and heard.choice.startswith(prefix) else None


def plain_needs(heard: Heard) -> tuple[str, ...]:
    """The needs asked for that no other reading comes near."""
    return needs_from(heard, PLAIN_NEED)


def needs_from(heard: Heard, score: float) -> tuple[str, ...]:
    """The needs surely asked for, from a score on."""
    return tuple(need.id for need in heard.what if need.sure and need.score >= score)


def told_needs(heard: Heard, score: float) -> tuple[str, ...]:
    """The same, where words tell them: what is only near one in meaning takes the place of none told before."""
    told = {need.id for need in heard.what if need.told}
    return tuple(code for code in needs_from(heard, score) if code in told)


def added_needs(heard: Heard) -> tuple[str, ...]:
    """The needs wanted beside those told before."""
    return needs_from(heard, ASKED)


def may_be_need(heard: Heard) -> bool:
    """Whether a need is likely enough to ask about, where another was told before."""
    return any(need.sure or need.score >= LIKELY for need in heard.what)


def says_when(heard: Heard) -> bool:
    """Whether a day, date or hour is named, and not only how often or until when."""
    when = heard.when
    return when is not None and any((when.days, when.date, when.start, when.end))


def adds(heard: Heard) -> bool:
    """Whether a message adds to what was told before."""
    return manner.adds(heard.text)


def is_elsewhere(heard: Heard) -> bool:
    """Whether the place heard is none of ours, or may be several: it answers nothing, and no other stands for it."""
    return heard.where is not None and (bool(heard.others) or heard.where.area == OUTSIDE)


def in_two_places(heard: Heard) -> bool:
    """Whether each of two kinds of help is for a place of its own."""
    places = {part.place for part in heard.apart}
    return len(places) > 1 and None not in places


def second_of(heard: Heard) -> Answers:
    """Of two searches in one message the second, as answers; {} for one."""
    if not heard.apart:
        return {}
    other = heard.apart[1]
    return answers_of(other if in_two_places(heard) else replace(other, place=None))


def answers_of(part: Part) -> Answers:
    """One of two searches as answers."""
    when = {"when": times.canonical(part.when)} if part.when else {}
    return {"need": "+".join(part.needs), **({"place": part.place.code} if part.place else {}), **when}
