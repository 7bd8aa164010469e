"""Learning from the phrase bank what words say for which need: a least-squares fit, made when the bank changes.

`python -m bot.matching.fitting` reads content/needs.yaml and rewrites content/needs.npz in some seconds, and with it
sayings.npz from sayings.yaml (`likeness`) and questions.npz from questions.yaml (`questions`). Every phrase is shown
bare and in some of the bank's frames, so that "my mum needs … twice a week" counts for nothing. The same bank gives the
same file.
"""

import hashlib
import math
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.content import CONTENT, WORDS
from bot.content.faq import Faq
from bot.content.intents import Intents
from bot.content.needs import SPELLING, Needs, Spelling
from bot.content.pieces import BrokenContentError, content_file, whole
from bot.content.sayings import read_sayings, written
from bot.matching import likeness, questions
from bot.matching.evidence import Evidence, is_pair, of_word, pairs
from bot.matching.faq import FaqIndex
from bot.matching.intents import IntentRules
from bot.matching.least_squares import learn
from bot.matching.paraphrase import KEPT_IN, WordVectors
from bot.matching.spelling import BREAK, KIN, Speller, common_words
from bot.matching.text import clean

Requests = Mapping[str, Sequence[str]]
"""Leaf need -> whole messages that ask for it."""

NOTHING = "nothing"
FRAMED = 4
"""Frames a phrase is shown in."""
PULL = 0.5
"""How strongly weights are held near nought."""
NEIGHBOURS = 2.0
"""How much more two neighbours tell than one word's letters."""


@dataclass(frozen=True, slots=True)
class Example:
    """Plain words with the code they are said for. `weight`: how much it counts."""

    words: tuple[str, ...]
    code: str
    weight: float


def phrases_by_code(needs: Needs) -> dict[str, tuple[str, ...]]:
    """Code -> phrases, for leaves, groups that have any, and `nothing`."""
    named = {code: piece.phrases for pieces in (needs.needs, needs.groups) for code, piece in pieces.items()}
    return {code: phrases for code, phrases in (named | {NOTHING: needs.nothing}).items() if phrases}


def bank_mark(needs: Needs, spelling: Spelling, sayings: bytes) -> str:
    """A mark that changes when the bank does. `sayings`: sayings.yaml as it is written."""
    text = needs.model_dump_json(include={"needs", "groups", "nothing", "frames"}) + spelling.model_dump_json()
    return hashlib.sha256(sayings + text.encode()).hexdigest()[:16]


def speller_of(root: Path, needs: Needs, spelling: Spelling) -> Speller:
    """The speller for `needs`, with the word list of the content folder `root`."""
    phrases = [phrase for code, phrases in phrases_by_code(needs).items() if code != NOTHING for phrase in phrases]
    others = (*needs.nothing, *needs.frames.before, *needs.frames.after)
    with content_file(root / WORDS, root):
        common = common_words(root / WORDS)
    return Speller.of(spelling, phrases, others, common)


def plain_words(speller: Speller, words: str) -> tuple[str, ...]:
    """The plain words of `words`, with KIN for people."""
    return tuple(KIN if word in speller.people else word for word in speller.read(words))


def examples(needs: Needs, speller: Speller, requests: Requests) -> Iterator[Example]:
    """The bank as examples: each phrase bare and framed; frames alone for nothing; whole messages as they are."""
    draw = random.Random(1)  # noqa: S311 - the same frames every time, nothing secret
    before = [plain_words(speller, clean(frame)) for frame in needs.frames.before] or [()]
    after = [plain_words(speller, clean(frame)) for frame in needs.frames.after] or [()]
    for code, phrases in phrases_by_code(needs).items():
        for phrase in phrases:
            words = plain_words(speller, clean(phrase))
            yield Example(words, code, 1.0)
            for _ in range(FRAMED if code != NOTHING else 0):
                start = draw.choice(before) if draw.random() < 0.75 else ()
                end = draw.choice(after) if draw.random() < 0.6 else ()
                yield Example((*start, *words, *end), code, 1 / FRAMED)
    yield from frames_alone(before, after, draw)
    for code, messages in requests.items():
        for message in messages:
            yield Example(plain_words(speller, clean(message)), code, 1.0)


def frames_alone(before: list[tuple[str, ...]], after: list[tuple[str, ...]], draw: random.Random) -> Iterator[Example]:
    """The frames without a phrase, which ask for nothing."""
    for start in before:
        yield Example(start, NOTHING, 1.0)
        for _ in range(FRAMED):
            yield Example((*start, *draw.choice(after)), NOTHING, 0.5)
    for end in after:
        yield Example(end, NOTHING, 1.0)


def names_of(words: Sequence[str]) -> list[str]:
    """Everything that `words` speak through."""
    return [*(name for word in words if word != BREAK for name in of_word(word)), *pairs(words)]


def rarity(bank: Sequence[Example]) -> dict[str, float]:
    """Name -> how much it tells: the rarer, the more."""
    bare = [example for example in bank if example.weight == 1.0]
    seen = Counter(name for example in bare for name in dict.fromkeys(names_of(example.words)))
    return {
        name: (NEIGHBOURS if is_pair(name) else 1.0) * (1 + math.log((1 + len(bare)) / (1 + n)))
        for name, n in seen.items()
    }


def fit(needs: Needs, spelling: Spelling, speller: Speller, sayings: bytes, requests: Requests) -> Evidence:
    """The evidence that the bank holds, with the requests of sayings.yaml; `sayings`: that as it is written."""
    bank = [example for example in examples(needs, speller, requests) if names_of(example.words)]
    worth = rarity(bank)
    codes = tuple(phrases_by_code(needs))
    targets = np.full((len(bank), len(codes)), -1.0, np.float32)
    targets[np.arange(len(bank)), [codes.index(example.code) for example in bank]] = 1.0
    counts = np.array([example.weight for example in bank], np.float32)
    fitted = learn([Counter(names_of(example.words)) for example in bank], worth, targets, counts, PULL)
    return Evidence.of(codes, worth, fitted, bank_mark(needs, spelling, sayings))


def main(root: Path = CONTENT) -> int:
    """Learn from the banks of `root` and keep it in its needs.npz, sayings.npz and questions.npz.

    Raises BrokenContentError for banks that cannot be read.
    """
    needs, spelling = whole(root, "needs.yaml", Needs), whole(root, SPELLING, Spelling)
    sayings, said = written(root), read_sayings(root)
    _keep(root / "needs.npz", fit(needs, spelling, speller_of(root, needs, spelling), sayings, said.requests))
    if vectors := WordVectors.find():
        from bot.matching.needs import NeedIndex

        NeedIndex.of(needs, root).meanings(vectors).save(root / KEPT_IN)
    intents, faq = whole(root, "intents.yaml", Intents), whole(root, "faq.yaml", Faq)
    mark = likeness.bank_mark(root, needs, intents, faq)
    read = IntentRules.of(intents).spelling.read
    _keep(root / "sayings.npz", likeness.fit(root, needs, faq, mark, read))
    _keep(root / questions.KEPT, questions.fit(root, FaqIndex.of(faq), faq, needs))
    return 0


def _keep(path: Path, evidence: Evidence) -> None:
    evidence.save(path)
    sys.stdout.write(f"{len(evidence.marks)} names, {len(evidence.codes)} codes -> {path}\n")


if __name__ == "__main__":
    try:
        raise SystemExit(main(Path(os.environ.get("NEARHAND_CONTENT") or CONTENT)))
    except BrokenContentError as problem:
        raise SystemExit(str(problem)) from None
