"""Which plain answer a message asks for, by what was learnt from many voices: a second ear behind `faq`.

It weighs words, pairs of words and their letters as `likeness` does. What it learns from is in questions.yaml and the
phrasings of faq.yaml, and from what is no such question: requests for help, danger, everyday talk. It is kept in
questions.npz. One of its codes is `ASKS`: whether any of the answers is asked for at all.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from bot.content import CONTENT
from bot.content.faq import Faq
from bot.content.needs import Needs
from bot.content.questions import Questions, asked_in, read_questions
from bot.content.sayings import Sayings, read_sayings, written
from bot.matching.evidence import Evidence
from bot.matching.faq import FaqIndex, HeardAnswer
from bot.matching.least_squares import learn
from bot.matching.likeness import PULL, HeardKind, Likeness, framed, names_of, phrases_of, worth_of
from bot.matching.text import clean

KEPT = "questions.npz"
ASKS = "asks"
ASKED, BESIDE, TOLD, BRIEFLY = -0.2, 0.2, 0.8, 0.4
"""From how much on a message is taken for a question of ours, as `clearness` tells it. What is to be added where it
plainly says what is needed, where or when as well; where it is not put as a question; and where it is brief, or two
answers are alike."""
BRIEF = 7
"""Words of the longest brief one."""
FITS = -0.75
"""Likeness to the questions of one answer below which none is meant: most of what asks is like no answer much."""
AGAINST = -0.7
"""Likeness below which what was learnt speaks against an answer that was found by its words, and not surely."""
FAR = 0.8
"""An answer found by its words that is this much less like what was learnt than another is not meant."""
CLOSE = 0.1
"""Two answers this near each other are both offered."""
LIKE, NEAREST, APART = -0.7, -0.3, 0.2
"""Of some answers, one of which is surely asked for: how like the nearest is at least, and how clear that it is meant;
two that are nearer each other than the last are both offered."""
MOST_RANKED = 8
"""Of these, several may stand for one."""
FEWEST = 3
"""Words of the shortest question: fewer are like too much."""
OTHERS_COUNT = 0.5
"""How much a sentence that is no question of ours counts."""
FOREIGN = ("carer-support", "person", "privacy", "off-topic")
"""Topics that are no plain question. Founders' own are often both."""
CALM, DANGER = 3, 6
"""Of the many sentences of calm and of danger every third and sixth is learnt from: there are enough."""


class Asking:
    """What was learnt, compiled for hearing."""

    def __init__(self, index: FaqIndex, evidence: Evidence) -> None:
        self._index = index
        self._ear = Likeness(evidence)
        self._ids = [code for code in evidence.codes if code != ASKS]

    @classmethod
    def of(cls, index: FaqIndex, faq: Faq, needs: Needs, root: Path = CONTENT) -> "Asking":
        """Compile with what `root` keeps; what was learnt from other sentences is learnt anew."""
        return cls(index, Evidence.kept(root / KEPT, bank_mark(root, faq, needs)) or fit(root, index, faq, needs))

    def find(self, words: str, *, beside: bool = False) -> tuple[HeardAnswer, ...]:
        """The answer asked for in `words` (passed through `clean`), or two that are alike; () for no question.

        `beside`: the message plainly says what is needed, where or when.
        """
        tokens = self._index.tokens(words)
        if len(tokens) < FEWEST or not self._index.may_ask(words, tokens):
            return ()
        asks, best = self._ear.topic(tokens, (ASKS,)), self._ear.ranked(tokens, self._ids)
        if asks is None:
            return ()
        near = [one for one in best if one.score > max(FITS, best[0].score - CLOSE)]
        told = not self._index.asked(words, tokens)
        doubt = BESIDE * beside + TOLD * told + BRIEFLY * (len(tokens) <= BRIEF or len(near) > 1)
        clear = clearness(asks, best)
        return tuple(HeardAnswer(one.kind, scored(clear), one.because) for one in near if clear >= ASKED + doubt)

    def nearest(self, words: str, among: Mapping[str, str]) -> tuple[HeardAnswer, ...]:
        """The likest answer to a question of somebody to whom only some are given, or two; () where none is like it.

        `among`: the answers that are learnt -> the one of theirs that each stands for.
        """
        tokens = self._index.tokens(words)
        asks = self._ear.topic(tokens, (ASKS,)) if len(tokens) >= FEWEST else None
        likest = dict[str, HeardKind]()
        for one in self._ear.ranked(tokens, [*among], MOST_RANKED) if asks else ():
            likest.setdefault(among[one.kind], one)
        best = [*likest.values()][:2]
        if asks is None or len(best) < 2 or best[0].score < LIKE or (clear := clearness(asks, best)) < NEAREST:
            return ()
        near = [*likest.items()][: 1 if best[0].score - best[1].score >= APART else 2]
        return tuple(HeardAnswer(name, scored(clear), one.because) for name, one in near)

    def standing(self, words: str, found: tuple[HeardAnswer, ...]) -> tuple[HeardAnswer, ...]:
        """Those found by their words in `words` that what was learnt does not speak against."""
        if not found or (len(found) == 1 and found[0].sure):
            return found
        tokens = self._index.tokens(words)
        best = self._ear.ranked(tokens, self._ids) if len(tokens) >= FEWEST else []
        if not best:
            return found
        likely = {one.kind for one in best if one.score >= max(AGAINST, best[0].score - FAR)}
        agreed = tuple(answer for answer in found if answer.id in likely)
        return agreed or tuple(answer for answer in found if answer.sure)


def clearness(asks: HeardKind, best: Sequence[HeardKind]) -> float:
    """How clear it is that an answer is asked for, about -3 to 4: that any is, that the best fits, and none as well.

    What is asked of somebody else is like each of several answers a little.
    """
    first, *others = best
    return asks.score + first.score + sum(first.score - other.score for other in others[:1])


def scored(clear: float) -> float:
    """How clear it is, as 0 to 1: a half where it is just taken for a question."""
    return round(min(1.0, (1 - ASKED + clear) / 2), 3)


def bank_mark(root: Path, faq: Faq, needs: Needs) -> str:
    """A mark that changes when what is learnt from does."""
    asked = {id_: (answer.question, *answer.phrasings) for id_, answer in faq.answers.items()}
    words = [faq.empty, dict(faq.same), asked, needs.model_dump_json(include={"needs", "groups", "nothing"})]
    return hashlib.sha256(asked_in(root) + written(root) + json.dumps(words).encode()).hexdigest()[:16]


def fit(root: Path, index: FaqIndex, faq: Faq, needs: Needs) -> Evidence:
    """What the questions teach, beside what is none. Only words and pairs of the questions are weighed."""
    questions = read_questions(root)
    ours = list(asked(faq, questions))
    read = counted(index.tokens)
    rows = [read(said) for said, _ in ours]
    others = [read(said) for said in foreign(read_sayings(root), needs, questions.none)]
    worth = worth_of(rows, len(rows) + len(others))
    others = [row for row in others if not worth.keys().isdisjoint(row)]
    codes = (*faq.answers, ASKS)
    targets = np.full((len(rows) + len(others), len(codes)), -1.0, np.float32)
    targets[np.arange(len(rows)), [codes.index(id_) for _, id_ in ours]] = 1.0
    targets[: len(rows), -1] = 1.0
    counts = np.array([1.0] * len(rows) + [OTHERS_COUNT] * len(others), np.float32)
    fitted = learn([*rows, *others], worth, targets, counts, PULL)
    return Evidence.of(codes, worth, fitted, bank_mark(root, faq, needs))


def counted(tokens: Callable[[str], Sequence[str]]) -> Callable[[str], Counter[str]]:
    """A sentence -> how often it says which names."""
    return lambda said: Counter(names_of(tokens(clean(said))))


def asked(faq: Faq, questions: Questions) -> Iterator[tuple[str, str]]:
    """Every question of ours with the id of its answer."""
    for id_, answer in faq.answers.items():
        for said in (answer.question, *answer.phrasings, *questions.asked.get(id_, ())):
            yield said, id_


def foreign(sayings: Sayings, needs: Needs, elsewhere: Iterable[str]) -> Iterator[str]:
    """What asks for no plain answer. `elsewhere`: questions that only somebody else can answer."""
    yield from phrases_of(needs)
    yield from needs.nothing
    yield from framed(needs)
    yield from elsewhere
    yield from sayings.calm[::CALM]
    yield from (said for said in sayings.other if not said.rstrip().endswith("?"))
    for said in sayings.danger.values():
        yield from said[::DANGER]
    for topic, said in sayings.topics.items():
        yield from said if topic in FOREIGN else ()
    for said in sayings.requests.values():
        yield from said
