"""What kind of message it is by how like it is to the sentences of each kind: a second ear behind the rules.

The rules of intents.yaml say why; they miss what nobody thought of. Here every word of a message, and every two words
near each other, speak for or against each kind by what `fit` learnt from sayings.yaml (kept in sayings.npz).
"""

import hashlib
import math
import random
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np

from bot.content import CONTENT
from bot.content.faq import Faq
from bot.content.intents import Intents
from bot.content.needs import Needs
from bot.content.questions import Questions, asked_in, read_questions
from bot.content.sayings import Sayings, read_sayings, written
from bot.matching.evidence import Evidence, of_letters, rows_of
from bot.matching.least_squares import learn
from bot.matching.spelling import stem
from bot.matching.text import clean, once_each

DANGER = "danger"
FOUNDING = "founding"
FOUNDERS = ("cqc", "setup", "list-business")
"""Topics of those who give care or mean to: who they are is told surer than which of these they mean."""
OFF_TOPIC = "off-topic"
NOTHING = "nothing"

REACH = 5
"""Words within which two words speak together."""
NEIGHBOURS, APART = 2.0, 1.4
"""How much more two words tell than one word's letters: side by side, and with others between."""
SEEN, SEEN_APART = 2, 3
"""Sentences that must say a thing for it to be learnt; two words with others between, of which there are most."""
PULL = 0.5
"""How strongly weights are held near nought."""
COUNTS = {"emergency": 2.6, "self-harm": 2.6, "abuse": 2.6, "": 1.0}
"""How much a sentence of danger, and one of no kind, counts."""
TOPIC_COUNTS = 4.0
"""The same of a topic: of these there are fewest, and what is rare is else never thought of."""
NEEDS_COUNT, ASKED_COUNT = 0.5, 0.5
"""The same of a phrase of the needs, and of a plain question."""
PART, LONG_PART = 14, 20
"""A sentence of more than LONG_PART words is heard in parts of PART words as well."""
LONGEST_WHOLE = 80
"""A longer one, or a longer message, is heard in such parts alone: a little said over and over adds up to much."""
TORN = 0.25
"""How far such a part is to be doubted."""
LATEST = 64
"""Messages and parts of them whose weighing is kept: each is asked about more than once."""
TELLING = 4
"""Words shown as what decided, at most."""
BREAK = "."


@dataclass(frozen=True, slots=True)
class HeardKind:
    """A kind of message, how far the evidence is for it (about -1 to 1), and the words that said most."""

    kind: str
    score: float
    because: str


class Word(NamedTuple):
    """A word met: what it says for each kind by itself, its squared length, and its stem.

    The mark of a pair goes on from that of its beginning: `beside` for two side by side, `apart` for others between.
    """

    says: bytes
    size: float
    stem: bytes
    beside: int
    apart: int


class Likeness:
    """The evidence, compiled for hearing. Nothing in it changes but a memory of the words met."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._kinds = evidence.codes
        self._at = {kind: at for at, kind in enumerate(evidence.codes)}
        self._places = once_each(self._places_of)
        self._word = once_each(self._weigh)
        self._says = lru_cache(maxsize=LATEST)(self._weighed)

    @classmethod
    def of(
        cls, needs: Needs, intents: Intents, faq: Faq, read: Callable[[str], list[str]], root: Path = CONTENT
    ) -> "Likeness":
        """Compile with the evidence in `root`; evidence of other sentences is made anew. `read`: `Spelling.read`.

        The sentences themselves are read only then: they are most of what editors wrote. BrokenContentError for such
        as cannot be read.
        """
        mark = bank_mark(root, needs, intents, faq)
        return cls(Evidence.kept(root / "sayings.npz", mark) or fit(root, needs, faq, mark, read))

    def danger(self, tokens: Sequence[str], kinds: Sequence[str], least: float = -math.inf) -> HeardKind | None:
        """The likeliest of `kinds` and how much `tokens`, or a part of them, speak of danger; None below `least`."""
        heard = max(self._dangers(tokens), default=None, key=lambda one: one[0])
        if heard is None or heard[0] < least:
            return None
        score, says, part = heard
        kind = max(kinds, key=lambda kind: says[self._at[kind]])
        return HeardKind(kind, score, self._because(part, self._at[DANGER]))

    def _dangers(self, tokens: Sequence[str]) -> Iterator[tuple[float, Sequence[float], Sequence[str]]]:
        """How much `tokens` and each part of them speak of danger."""
        for part, doubt in _parts(tokens):
            says = self._says(tuple(part))
            if says is not None:
                yield says[self._at[DANGER]] - doubt, says, part

    def topic(self, tokens: Sequence[str], kinds: Sequence[str], least: float = -math.inf) -> HeardKind | None:
        """The likeliest of `kinds` for the whole of `tokens`; None below `least`. FOUNDING names one of its own."""
        heard = self.likeliest(tokens, kinds)
        if heard is None or heard[0] < least:
            return None
        score, kind = heard
        if kind == FOUNDING:
            _, kind = self.likeliest(tokens, FOUNDERS) or heard
        return HeardKind(kind, score, self._because(tokens, self._at[kind]))

    def likeliest(self, tokens: Sequence[str], kinds: Sequence[str]) -> tuple[float, str] | None:
        """The likeliest of `kinds` for the whole of `tokens`, after how like it is; None for no known word."""
        says = self._says(tuple(tokens))
        return None if says is None else max(zip(map(says.__getitem__, self._places(tuple(kinds))), kinds, strict=True))

    def ranked(self, tokens: Sequence[str], kinds: Sequence[str], most: int = 2) -> list[HeardKind]:
        """The likeliest of `kinds` for the whole of `tokens`, at most so many, the best first; [] for no known word."""
        says = self._says(tuple(tokens))
        if says is None:
            return []
        best = sorted([(says[self._at[kind]], kind) for kind in kinds], reverse=True)[:most]
        return [HeardKind(kind, score, self._because(tokens, self._at[kind])) for score, kind in best]

    def _places_of(self, kinds: tuple[str, ...]) -> tuple[int, ...]:
        """Where kinds stand in what words say."""
        return tuple([self._at[kind] for kind in kinds])

    def _weighed(self, tokens: tuple[str, ...]) -> Sequence[float] | None:
        """What `tokens` say for each kind; None where no word is known."""
        words: list[Word] = []
        marks = array("I")
        for sentence in sentences(tokens):
            part = [*map(self._word, sentence)]
            words += part
            marks.extend(_pair_marks(part))
        if not words:
            return None
        together, length = self._evidence.said(rows_of(self._evidence.marks, np.frombuffer(marks, np.uint32)))
        says, sizes, *_ = zip(*words, strict=True)
        size = length + sum(sizes)
        if not size:
            return None
        each = np.frombuffer(b"".join(says), np.float32).reshape(len(words), -1)
        kinds: list[float] = ((together + np.add.reduce(each)) / math.sqrt(size) + self._evidence.bias).tolist()
        return kinds

    def _weigh(self, word: str) -> Word:
        says, size = self._evidence.weigh(of_letters(word))
        known = stem(word).encode()
        return Word(says.tobytes(), size, known, crc32(known + b" "), crc32(known + b"_"))

    def _because(self, tokens: Sequence[str], at: int) -> str:
        told = ((np.frombuffer(self._word(token).says, np.float32), place) for place, token in enumerate(tokens))
        said = [(float(says[at]), place) for says, place in told if tokens[place] != BREAK]
        telling = sorted(place for _, place in sorted(said, reverse=True)[:TELLING])
        return " ".join(tokens[place] for place in telling)


def _parts(tokens: Sequence[str]) -> Iterator[tuple[Sequence[str], float]]:
    """The whole, each sentence of several, and overlapping parts of a long one, with how far each is to be doubted.

    Danger is often told in passing; a part torn from its sentence may say what the whole does not.
    """
    if BREAK not in tokens and len(tokens) <= LONG_PART:  # as most are
        yield tokens, 0.0
        return
    each = list(sentences(tokens))
    wholes = [tokens, *each] if len(each) > 1 else [tokens]
    yield from ((whole, 0.0) for whole in wholes if len(whole) <= LONGEST_WHOLE)
    for sentence in each:
        if len(sentence) > LONG_PART:
            starts = range(0, len(sentence) - PART // 2, PART // 2)
            yield from ((sentence[start : start + PART], TORN) for start in starts)


def sentences(tokens: Sequence[str]) -> Iterator[list[str]]:
    """The words of each sentence."""
    if BREAK not in tokens:
        yield from [[*tokens]] if tokens else []
        return
    sentence: list[str] = []
    for token in (*tokens, BREAK):
        if token != BREAK:
            sentence.append(token)
        elif sentence:
            yield sentence
            sentence = []


@once_each
def _stem(word: str) -> str:
    return word if word == BREAK else stem(word)


def _pairs(tokens: Sequence[str]) -> Iterator[str]:
    """The names of every two words near each other in one sentence, in their order."""
    stems = [_stem(token) for token in tokens]
    for at, first in enumerate(stems):
        mark = " "
        for second in stems[at + 1 : at + REACH] if first != BREAK else ():
            if second == BREAK:
                break
            yield first + mark + second
            mark = "_"


def _pair_marks(words: Sequence[Word]) -> Iterator[int]:
    """The marks of what `_pairs` names in one sentence, those of neighbours first."""
    _, _, stems, beside, apart = zip(*words, strict=True)
    farther = (map(crc32, stems[far:], apart) for far in range(2, REACH))
    return chain(map(crc32, stems[1:], beside), *farther)


def names_of(tokens: Sequence[str]) -> Iterator[str]:
    """Everything that words speak through: their letters, their stems, and each two near each other."""
    for token in tokens:
        if token != BREAK:
            yield from of_letters(token)
    yield from _pairs(tokens)


def bank_mark(root: Path, needs: Needs, intents: Intents, faq: Faq) -> str:
    """A mark that changes when what is learnt from does."""
    rest = (
        needs.model_dump_json(include={"needs", "groups", "nothing"}),
        intents.model_dump_json(include={"spelling", "repaired"}),
        *(id_ for id_, answer in faq.answers.items() if answer.founders),
    )
    return hashlib.sha256(written(root) + asked_in(root) + "".join(rest).encode()).hexdigest()[:16]


def fit(root: Path, needs: Needs, faq: Faq, mark: str, read: Callable[[str], list[str]]) -> Evidence:
    """What sayings.yaml teaches, the phrases of the needs beside it as what is none of its kinds, and what those who
    look for help ask. `read`: the words."""
    sayings = read_sayings(root)
    bank = [(said, kind, COUNTS.get(kind, TOPIC_COUNTS)) for kind, lines in _kinds(sayings) for said in lines]
    bank += [(said, "", NEEDS_COUNT) for said in phrases_of(needs)]
    bank += [(said, NOTHING, NEEDS_COUNT) for said in needs.nothing]
    bank += [(said, "", ASKED_COUNT) for said in asked_by_others(read_questions(root), faq)]
    bare = len(bank)
    bank += [(said, "", NEEDS_COUNT) for said in framed(needs)]
    rows = [Counter(names_of(read(clean(said)))) for said, _, _ in bank]
    worth = worth_of(rows[:bare], bare)
    codes = (DANGER, FOUNDING, *sayings.danger, *sayings.topics)
    targets = np.array([[_target(kind, code, sayings) for code in codes] for _, kind, _ in bank], np.float32)
    counted = np.array([counts for _, _, counts in bank], np.float32)
    return Evidence.of(codes, worth, learn(rows, worth, targets, counted, PULL), mark)


def asked_by_others(questions: Questions, faq: Faq) -> Iterator[str]:
    """The plain questions of those who run no business."""
    for id_, asked in questions.asked.items():
        if id_ in faq.answers and not faq.answers[id_].founders:
            yield from asked


def _kinds(sayings: Sayings) -> Iterator[tuple[str, Sequence[str]]]:
    yield from sayings.danger.items()
    yield from sayings.topics.items()
    yield "", sayings.calm
    yield "", sayings.other
    for requests in sayings.requests.values():
        yield "", requests


def _target(kind: str, code: str, sayings: Sayings) -> float:
    if kind == NOTHING and code == OFF_TOPIC:
        return 0.0  # it asks for no need, and may be our business or not
    kin = (code == DANGER and kind in sayings.danger) or (code == FOUNDING and kind in FOUNDERS)
    return 1.0 if kind == code or kin else -1.0


def phrases_of(needs: Needs) -> Iterator[str]:
    """Every phrase of the needs."""
    for pieces in (needs.needs, needs.groups):
        for piece in pieces.values():
            yield from piece.phrases


def framed(needs: Needs) -> Iterator[str]:
    """Each phrase of the needs once more, as people put it: "my mum needs ... twice a week"."""
    draw = random.Random(1)  # noqa: S311 - the same frames every time, nothing secret
    before, after = needs.frames.before or ("",), needs.frames.after or ("",)
    for phrase in phrases_of(needs):
        yield " ".join((draw.choice(before), phrase, draw.choice(after)))


def worth_of(rows: Sequence[Counter[str]], among: int) -> dict[str, float]:
    """Name -> how much it tells: the rarer, the more. `among`: how many sentences there are in all."""
    seen = Counter(name for row in rows for name in row)
    return {
        name: _kind_worth(name) * (1 + math.log((1 + among) / (1 + n)))
        for name, n in seen.items()
        if n >= (SEEN_APART if "_" in name else SEEN)
    }


def _kind_worth(name: str) -> float:
    return NEIGHBOURS if " " in name else APART if "_" in name else 1.0
