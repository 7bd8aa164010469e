"""A message as words with what each says of every need, and how its clauses are put: what asks, and what only tells."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.matching.evidence import Floats
from bot.matching.spelling import BREAK, KIN

TELLING = 4
"""Words shown as what decided, at most."""
TOLD_FIRST = 5
"""Words about somebody from which what they need stands by itself."""
OPENING = 4
"""Words in which a clause says that it asks for something."""
_ASKS = frozenset("need needs want wants wanted looking find someone somebody anyone".split())
_SOMEONE, _DOES = frozenset("someone somebody anyone anybody lady".split()), frozenset(("to", "who"))
JOINS = frozenset(("and", "also", "plus", "or", "then", "but"))
SLIGHT = frozenset(
    (
        BREAK,
        *"a an and as at be for from her him i in into is it me my of on or so".split(),
        *"the them to with no one nobody".split(),
    )
)
"""Words that say too little to begin or end what decided."""
_OF_SOMETHING = frozenset(
    "brush change clean cut dry feed file fix fold make paint polish press trim wash wipe".split()
)
"""Verbs that mean little without what they are done to."""
_OWN_LIFE = frozenset((who, does) for who in ("i", "we") for does in ("have", "work"))
"""How a long message tells what they have on themselves: "I have got my own job"."""
_PAST = frozenset(("was", "were", "had"))
"""How it tells what has been: "was in the infirmary three weeks"."""
EITHER = "washing"
"""A need of itself, though of which kind is told by those beside it."""
_EITHER = frozenset(((EITHER,), (EITHER, "for", KIN)))
PURPOSES = frozenset(
    (("while", "i"), ("while", "we"), ("so", "i"), ("so", "we"), ("so", "that"), ("when", "i"), ("because", "i"))
)
_REQUESTS = frozenset(
    (who, wants)
    for many, wanting in ((("i", "we"), ("need", "want")), (("he", "she"), ("needs", "wants")))
    for who in many
    for wants in wanting
) | frozenset((asks, who) for asks in ("can", "could") for who in ("someone", "somebody", "anyone", "anybody"))
_NEEDS = frozenset(("needs", "wants"))
BEGINNING = _NEEDS.union(who for who, _ in _REQUESTS)
"""Words with which a request may begin that no other word leads to."""
_LEADING = frozenset((BREAK, *"and also plus or then but so that what when where if because as do all now".split()))
"""Words after which a request goes on with what was said before it."""
HELP_WITH = ("help", "with")
"""What comes before the kinds of help: "help with cleaning and cooking"."""
_SOMEBODY = frozenset(("i", "we", "he", "she", "they", KIN))
_OWNERS = frozenset(("my", "our", "his", "her", "the", "that"))
"""What may stand before somebody: "so my dad can"."""
_JUST, _LEADING_ON = frozenset(("just", "only")), _OWNERS.union("for with to of about from".split())
"""What follows somebody else who needs something, and what stands before somebody of whom more is told."""
_MARK = frozenset((BREAK,))
PARTING = frozenset((BREAK, *JOINS, *(first for first, _ in PURPOSES)))
"""Words without which a message is one clause."""


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A plain word; `name` is KIN for people. `says`: for and against each code, then its squared length.

    `ours`: whether the bank has it of any need, so that it is more than letters by chance like theirs. `task`: whether
    it alone is a need of the bank, or may be one of two; `doing`: in the form of "cooking". `turns`: whether something
    new may begin with it, though nothing parts it from what stands before.
    """

    text: str
    name: str
    ours: bool
    task: bool
    doing: bool
    turns: bool
    says: bytes
    stem: bytes
    mark: int
    """From which the mark of it and its next neighbour goes on."""


@dataclass(slots=True, eq=False)
class Said:
    """What words say for and against each code, and the needs by that, the strongest first."""

    says: Floats
    each: Sequence[float]
    """The same as plain numbers."""
    ranked: Sequence[int]
    chances: Sequence[float] = ()
    """The chance of each code beside all others, once that was asked."""

    @property
    def first(self) -> float:
        """What is said for the first."""
        return self.each[self.ranked[0]]

    @property
    def lead(self) -> float:
        """How far the first is before the second."""
        return self.each[self.ranked[0]] - self.each[self.ranked[1]]


@dataclass(slots=True)
class Reading:
    """Words of a message. Row i+1 of `totals` less row j is what words j to i say together."""

    texts: Sequence[str]
    names: tuple[str, ...] = field(compare=False, repr=False)
    """Those of the words."""
    words: Sequence[Word] = field(compare=False, repr=False)
    totals: Floats = field(compare=False, repr=False)
    whole: "Reading | None" = field(default=None, compare=False, repr=False)
    """The reading that it is a part of, where that has only marks besides."""
    said: Said | None = field(default=None, compare=False, repr=False)
    """What they say all together, once that was asked."""


def because_of(reading: Reading, code: int) -> str:
    """The few words in a row that say most for a code."""
    totals = list(reading.totals[:, code])
    ends = range(1, len(totals))
    stretches = ((start, end) for end in ends for start in range(max(0, end - TELLING), end))
    start, end = max(stretches, key=lambda at: totals[at[1]] - totals[at[0]])
    return _trimmed(reading.texts[start:end])


def _trimmed(words: Sequence[str]) -> str:
    """`words` without slight ones at the edges; the first where all are."""
    first, last = 0, len(words)
    while last > 1 and words[last - 1] in SLIGHT:
        last -= 1
    while first < last - 1 and words[first] in SLIGHT:
        first += 1
    return " ".join(words[first:last])


def _whole_ones(clauses: Sequence[Reading]) -> Iterator[Reading]:
    """The clauses but for a verb whose object stands in a later one: the "wash" of "wash and curl my hair"."""
    for at, clause in enumerate(clauses, 1):
        verb_only = len(clause.words) == 1 and clause.words[0].text in _OF_SOMETHING
        if not verb_only or all(len(_telling(other)) <= 1 for other in clauses[at:]):
            yield clause


def as_asked(clauses: Sequence[Reading]) -> Iterator[tuple[Reading, bool, bool]]:
    """The clauses, whether each asks outright, and whether somebody has been asked for, as clauses after it go on."""
    of_somebody = False
    for clause in _whole_ones(clauses):
        of_somebody = of_somebody and clause.words[0].name not in _SOMEBODY | _OWNERS
        outright = of_somebody or ask_outright([clause])
        of_somebody = of_somebody or asks_for_somebody(clause)
        yield clause, outright, of_somebody


def purpose_at(words: Sequence[Word]) -> int:
    """Where a message begins to say what help is for: "so dad can get to ...". 0 for nowhere."""
    for at, word in enumerate(words):
        if word.text != "so":
            continue
        who = at + 1 + (at + 1 < len(words) and words[at + 1].text in _OWNERS)
        if who >= len(words) or words[who].name not in _SOMEBODY:
            continue
        can = [later.text for later in words[who + 1 : who + 3]]
        if can[:1] in (["can"], ["could"]) and can[1:] != ["not"]:
            return at
    return 0


def ask_outright(clauses: Iterable[Reading]) -> bool:
    """Whether one of the clauses asks in so many words: "need a gardener"."""
    return any(not _ASKS.isdisjoint(clause.texts[:OPENING]) for clause in clauses)


def begins_request(words: Sequence[Word], at: int) -> bool:
    """Whether a request begins there that no other word leads to."""
    begins = tuple([word.text for word in words[at : at + 2]]) in _REQUESTS or _needs_at_last(words, at)
    return (begins or _is_another(words, at)) and words[at - 1].text not in _LEADING


def _is_another(words: Sequence[Word], at: int) -> bool:
    """Whether somebody else is come to there: "mum needs washing dad just company"."""
    just = at + 1 < len(words) and words[at + 1].text in _JUST and words[at].name == KIN != words[at - 1].name
    return just and words[at - 1].text not in _LEADING_ON and any(word.name == KIN for word in words[:at])


def _needs_at_last(words: Sequence[Word], at: int) -> bool:
    """Whether it says there what somebody needs of whom more was told first: "mum, out of hospital, needs"."""
    return at >= TOLD_FIRST and words[at].text in _NEEDS and words[0].name == KIN != words[at - 1].name


def is_either(clause: Reading) -> bool:
    """Whether a clause is just "washing", or "washing for mum": of people or of clothes."""
    return clause.names in _EITHER


def tells_own_life(clause: Reading) -> bool:
    """Whether a clause begins as they tell of themselves, or of what has been."""
    texts = clause.texts[:2]
    return tuple(texts) in _OWN_LIFE or not _PAST.isdisjoint(texts)


def asks_for_somebody(clause: Reading) -> bool:
    """Whether a clause asks for somebody to do something, as clauses after it may go on: "someone to cook, clean"."""
    texts = clause.texts
    return any(who in _SOMEONE and then in _DOES for who, then in pairwise(texts))


def is_with_help(clause: Reading) -> bool:
    """Whether a clause says that help is wanted with something."""
    return HELP_WITH in pairwise(clause.texts)


def _telling(clause: Reading) -> list[Word]:
    """The words of a clause that are neither slight nor a person."""
    return [word for word in clause.words if word.name != KIN and word.text not in SLIGHT]


def stretch(reading: Reading, start: int, end: int) -> Reading:
    """The words of a reading from one on to before another."""
    texts = reading.texts
    whole = reading if _MARK.issuperset(texts[:start]) and _MARK.issuperset(texts[end:]) else None
    totals = reading.totals[start : end + 1]
    return Reading(texts[start:end], reading.names[start:end], reading.words[start:end], totals, whole)


def joints_of(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The words on either side of an "and" in a phrase of the bank, which keep together."""
    return ((words[at - 1], words[at + 1]) for at in range(1, len(words) - 1) if words[at] in JOINS)
