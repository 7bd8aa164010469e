"""A question in anybody's words -> the plain answers that fit it, by the words they share with known phrasings."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from bot.content.faq import Faq
from bot.content.pieces import Problem
from bot.matching.patterns import Habits, Spelling, split_list, spoken
from bot.matching.text import clean, once_each

FITS = 0.58
"""Least share of words, by weight, that a question and a phrasing must have in common. 1 is the same words."""
SURE = 0.78
"""From here on the question is taken for asked, whatever else was heard in the message."""
SAME = 0.97
"""What is not put as a question must be one of our phrasings: "prices", "small good stuff"."""
CLOSE = 0.06
"""Two answers this near each other are both offered."""
LONGEST_QUESTION = 24
"""Words of the longest message taken for one question."""
MARK_WEIGHT = 0.55
"""What it counts for that both begin alike ("how much") or ask about the same person, against a word as rare."""
ROUNDING = 1e-6
"""What sums of weights may be off by."""
UNKNOWN_WEIGHT = 0.55
"""What a word of no phrasing counts for, against the rarest word."""

_SELF = frozenset({"i", "im", "my", "me", "we", "our"})
_OTHERS = frozenset({"they", "them", "their", "carer", "cme", "he", "she", "her", "you", "your"})
_WHICH = frozenset("what who which when where why how explain wondering".split())
_WHETHER = frozenset("can could do does should must will may did have has would if tell".split())
_BEING = frozenset({"is", "are", "am"})
"""These ask only at the start: "are mornings best", and not "mornings are best"."""
_INVERTED = frozenset("can could do does did should must am is are was will would".split())
_ASKED_OF = frozenset("i we they he she it".split())
"""Anywhere in a message, one of the former before one of the latter asks: "we fell out, can i swap"."""
_HARDLY = _INVERTED | _OTHERS | _SELF | frozenset("carer someone somebody anyone people".split())
"""Words that ask, and of whom: beside a day or time they ask for nothing but that."""
_ENDING = re.compile(r"(?<=[a-z]{3})(?:ings?|ed|e?s|ly|est|e)$")
"""Endings that do not change what a question is about."""


@dataclass(frozen=True, slots=True)
class HeardAnswer:
    """An answer that fits: its id in faq.yaml, how well (0 to 1), and the phrasing that decided."""

    id: str
    score: float
    because: str

    @property
    def sure(self) -> bool:
        """Whether the question was surely meant, and not only likely."""
        return self.score >= SURE


@dataclass(frozen=True, slots=True)
class Bag:
    """What tells a question apart: its words, and marks of how it begins and whom it is about."""

    words: frozenset[str]
    marks: frozenset[str]

    def all(self) -> frozenset[str]:
        """Words and marks."""
        return self.words | self.marks


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to ask: the answer's id, the words as written, their bag and its weight; whether it is a question."""

    id: str
    written: str
    bag: Bag
    weight: float
    asks: bool


@dataclass(frozen=True, slots=True)
class FaqIndex:
    """Every phrasing by the words in it, each word weighed by how few answers it stands in."""

    phrasings: tuple[Phrasing, ...]
    by_word: Mapping[str, tuple[int, ...]]
    weights: Mapping[str, float]
    unknown: float
    """The weight of a word that stands in no phrasing."""
    spelling: Spelling
    empty: frozenset[str]
    requests: tuple[str, ...]
    seeks: tuple[str, ...]
    verbatim: Mapping[str, int]
    """Every phrasing word for word, to its number."""
    asked_on: Mapping[frozenset[str], str]
    """The words of a question about what was just spoken of -> what it asks."""
    fillers: frozenset[str]
    """Words that change nothing of such a question."""

    @classmethod
    def of(cls, faq: Faq) -> "FaqIndex":
        """The index of all questions and phrasings of `faq`."""
        habits = Habits.of(faq.same)
        empty = frozenset(faq.empty.split())
        written = tuple(_written(faq))
        plain = Spelling.of(habits, frozenset(), (), ())
        read = [spoken(plain.read(text.casefold())) for _, text in written]
        bags = [_telling(tokens, empty) for tokens in read]
        weights = _weights((id_, bag.all()) for (id_, _), bag in zip(written, bags, strict=True))
        phrasings = tuple(
            Phrasing(id_, text, bag, sum(weights[word] for word in bag.all()), _asks(text, tokens))
            for (id_, text), bag, tokens in zip(written, bags, read, strict=True)
        )
        spelling = Spelling.of(habits, _vocabulary(read, plain) | empty, (), ())
        seeks = tuple(split_list(faq.seeks))
        unknown = max(weights.values()) * UNKNOWN_WEIGHT
        requests = tuple(split_list(faq.requests))
        verbatim = {_bare(text): number for number, (_, text) in enumerate(written)}
        on, fillers = _asked_on(faq, spelling), faq.follow_ups.fillers
        found = _by_word(bags)
        return cls(phrasings, found, weights, unknown, spelling, empty, requests, seeks, verbatim, on, fillers)

    def asks_on(self, words: str) -> str | None:
        """What a few words ask of what was just spoken of: "and how long does it take"."""
        return self.asked_on.get(frozenset(self.tokens(words)) - self.fillers)

    def said_word_for_word(self, words: str) -> HeardAnswer | None:
        """The answer one of whose phrasings is the whole of `words`."""
        number = self.verbatim.get(_bare(words))
        return None if number is None else HeardAnswer(self.phrasings[number].id, 1.0, self.phrasings[number].written)

    def find(self, words: str) -> tuple[HeardAnswer, ...]:
        """The answers that fit the question in `words`, best first; two when they fit alike; () for no question."""
        tokens = self.tokens(words)
        asks, request = _asks(words, tokens), words.startswith(self.requests)
        if len(tokens) > LONGEST_QUESTION or not (asks or self._has_all(tokens)):
            return ()
        best = self._best(self.bag(tokens), asks, SAME if request or not asks else FITS)
        return tuple(answer for answer in best[:2] if answer.score >= _close_to(best[0].score))

    def opens(self, words: str) -> bool:
        """Whether it is put as a question from its first word, and asks for nobody to come."""
        asks = words.endswith("?") or _asks(words, self.tokens(words)[:1])
        return asks and not words.startswith(self.requests + self.seeks)

    def puts(self, words: str) -> bool:
        """Whether it is put as a question from its first word, or turned to one: "a new one, or is it fine"."""
        return self.opens(words) or _turned(self.tokens(words))

    def asked(self, words: str, tokens: list[str]) -> bool:
        """Whether it is a question short enough to be one, and no request for help."""
        return self.may_ask(words, tokens) and _asks(words, tokens)

    def may_ask(self, words: str, tokens: list[str]) -> bool:
        """Whether it is short enough to ask one thing, and no request for help."""
        return not words.startswith(self.requests) and len(tokens) <= LONGEST_QUESTION

    def tokens(self, words: str) -> list[str]:
        """The words meant."""
        return spoken(self.spelling.read(words.casefold()))

    def bag(self, tokens: Iterable[str]) -> Bag:
        """What tells the question apart."""
        return _telling(tokens, self.empty)

    def tells(self, words: str) -> bool:
        """Whether any word tells what is asked about: none of "can they do"."""
        plain = filter(self.spelling.stands, words.split())
        return any(map(self._telling, plain)) or any(map(self._telling, self.tokens(words)))

    def _telling(self, word: str) -> bool:
        return word not in self.empty and word not in _HARDLY

    def names(self, words: str, id_: str) -> bool:
        """Whether a word of `words` that tells stands in a phrasing of this answer."""
        told = self.bag(self.tokens(words)).words
        return any(self.phrasings[at].id == id_ for word in told for at in self.by_word.get(word, ()))

    def weight(self, word: str) -> float:
        """How much a word tells."""
        return self.weights.get(_without_ending(word), self.unknown)

    def likeness(self, bag: Bag, least: float) -> list[tuple[Phrasing, float]]:
        """The phrasings that have at least so large a share of their words in common with a bag, in order."""
        asked = sum(self.weights.get(word, self.unknown) for word in bag.all())
        most = sum(self.weights.get(mark, 0.0) for mark in bag.marks) + ROUNDING
        found: list[tuple[int, float]] = []
        for at, weight in self._shared(bag.words).items():
            phrasing = self.phrasings[at]
            if 2 * (weight + most) < least * (asked + phrasing.weight):
                continue
            weight += sum(self.weights[mark] for mark in bag.marks & phrasing.bag.marks)
            if (share := 2 * weight / (asked + phrasing.weight)) >= least:
                found.append((at, share))
        return [(self.phrasings[at], share) for at, share in sorted(found)]

    def _has_all(self, tokens: Iterable[str]) -> bool:
        """Whether every word that tells is one of our phrasings'. Most messages ask nothing, and have others."""
        told = (word for word in tokens if word not in self.empty and word != "please")
        return all(_without_ending(word) in self.weights for word in told) and (
            _telling(tokens, self.empty).words <= self.weights.keys()
        )

    def _best(self, bag: Bag, asks: bool, least: float) -> list[HeardAnswer]:
        best: dict[str, HeardAnswer] = {}
        for phrasing, score in self.likeness(bag, least):
            fits = asks or not phrasing.asks
            if fits and (phrasing.id not in best or score > best[phrasing.id].score):
                best[phrasing.id] = HeardAnswer(phrasing.id, round(score, 3), phrasing.written)
        return sorted(best.values(), key=lambda answer: (-answer.score, answer.id))

    def _shared(self, words: Iterable[str]) -> dict[int, float]:
        """Phrasings with one of `words`, and the weight of all that they share."""
        shared: dict[int, float] = defaultdict(float)
        for word in sorted(words):
            weight = self.weights.get(word, 0.0)
            for at in self.by_word.get(word, ()):
                shared[at] += weight
        return shared


def _bare(text: str) -> str:
    """A phrasing or message without what only typing differs in."""
    return text.casefold().replace("'", "").strip(" ?!.")


def _written(faq: Faq) -> Iterator[tuple[str, str]]:
    for id_, answer in faq.answers.items():
        yield id_, answer.question
        yield from ((id_, phrasing) for phrasing in answer.phrasings)


def _close_to(best: float) -> float:
    """The least score offered beside the best; nothing is offered beside the very words of a phrasing."""
    return best if best >= SAME else best - CLOSE


_ORDERS = re.compile(r"do (?:his|her|my|our|mums?|dads?|some) [a-z]+(?: please| pls| too)?")
"""What is wanted, and no question: "do his lunch"."""


def _asks(words: str, tokens: list[str]) -> bool:
    """Whether it is put as a question."""
    if words.startswith("do ") and _ORDERS.fullmatch(words):
        return False
    if "?" in words or not _WHICH.isdisjoint(tokens):
        return True
    if not _WHETHER.isdisjoint(tokens[:4]) or not _BEING.isdisjoint(tokens[:1]):
        return True
    return _turned(tokens)


def _turned(tokens: list[str]) -> bool:
    """Whether a verb stands before whom it is of: "can i"."""
    turned = not _INVERTED.isdisjoint(tokens)
    return turned and any(word in _INVERTED and after in _ASKED_OF for word, after in pairwise(tokens))


def _vocabulary(read: Iterable[Iterable[str]], plain: Spelling) -> frozenset[str]:
    said = frozenset(token for tokens in read for token in tokens)
    return said.union(form for form in plain.habits.words if form.isalpha())


def _telling(tokens: Iterable[str], empty: frozenset[str]) -> Bag:
    """The bag of a question. Where no word tells, all its words together do: "who is this"."""
    said = [word for word in tokens if word != "please"]
    words = frozenset(_without_ending(word) for word in said if word not in empty)
    if not words:
        return Bag(frozenset({" ".join(said)}), frozenset())
    marks = {f"^{name}" for name, group in (("self", _SELF), ("others", _OTHERS)) if not group.isdisjoint(said)}
    if said[0] in _WHICH | _WHETHER | _BEING:
        marks.add("^" + " ".join(said[:2]))
    return Bag(words, frozenset(marks))


@once_each
def _without_ending(word: str) -> str:
    return _ENDING.sub("", word)


def _weights(bags: Iterable[tuple[str, frozenset[str]]]) -> dict[str, float]:
    """Each word -> the logarithm of how few answers have it; a beginning counts for less."""
    answers: dict[str, set[str]] = defaultdict(set)
    for id_, bag in bags:
        for word in bag:
            answers[word].add(id_)
    total = len(set().union(*answers.values()))
    return {word: _weight(word, math.log(1 + total / len(of))) for word, of in answers.items()}


def _weight(word: str, rarity: float) -> float:
    return rarity * MARK_WEIGHT if word.startswith("^") else rarity


def _asked_on(faq: Faq, spelling: Spelling) -> dict[frozenset[str], str]:
    """The words of each question about what was just spoken of -> what it asks."""
    asked, fillers = faq.follow_ups.asked, faq.follow_ups.fillers
    return {frozenset(spoken(spelling.read(way))) - fillers: kind for kind, ways in asked.items() for way in ways}


def _by_word(bags: Iterable[Bag]) -> dict[str, tuple[int, ...]]:
    by_word: dict[str, list[int]] = defaultdict(list)
    for at, bag in enumerate(bags):
        for word in bag.words:
            by_word[word].append(at)
    return {word: tuple(of) for word, of in by_word.items()}


def faq_problems(faq: Faq, areas: Iterable[str]) -> Iterator[Problem]:
    """Phrasings that find another answer than their own, and answers for areas that are not there."""
    index, known = FaqIndex.of(faq), frozenset(areas)
    for id_, answer in faq.answers.items():
        for said in (answer.question, *answer.phrasings):
            if id_ not in {heard.id for heard in index.find(clean(said))}:
                yield Problem(f"faq.yaml: answers.{id_}", f"{said!r} does not find it")
        if answer.to_founders and answer.to_founders not in faq.answers:
            yield Problem(f"faq.yaml: answers.{id_}", f"no answer {answer.to_founders}")
        for area in answer.areas.keys() - known:
            yield Problem(f"faq.yaml: answers.{id_}", f"no area {area}")
    yield from follow_up_problems(faq)


def follow_up_problems(faq: Faq) -> Iterator[Problem]:
    """What is asked on about that leads to no answer."""
    for at, subject in enumerate(faq.follow_ups.about):
        for id_ in sorted({*subject.answers, *subject.told.values()} - faq.answers.keys()):
            yield Problem(f"faq.yaml: follow_ups.about.{at}", f"no answer {id_}")
        for kind in sorted(subject.told.keys() - faq.follow_ups.asked.keys()):
            yield Problem(f"faq.yaml: follow_ups.about.{at}", f"nothing asks {kind}")
