"""Texting habits and misspelt words put into plain words. Words of our own bank and common English are never changed.

A message becomes a tuple of plain words, with BREAK where a comma or another mark parted them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from bot.content.needs import Spelling
from bot.matching.slips import WordList
from bot.matching.text import clean, once_each

BREAK = ","
"""Stands for any mark between two clauses."""

KIN = "kin"
"""Stands for every word for the person who needs support."""

SHORTEST = 4
"""Letters of the shortest word that is put right: every shorter one is near too many others."""

SHORTEST_ALIKE, SHORTEST_TWICE = 5, 7
"""Letters from which a word may stand for one that sounds like it; and from which two of them may be wrong."""

_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)*|[&+,.;:/!?()]| - ")
_CONTRACTED = {"n't": "not", "'ll": "will", "'re": "are", "'ve": "have", "'d": "would", "'m": "am"}
_IRREGULAR = {"can't": "can not", "won't": "will not", "shan't": "shall not", "ain't": "is not", "let's": "let us"}
_WORTH = {1: 1.0, 2: 1.6, 3: 2.2}
"""Edits a reading may cost at most, by how far one looks."""
_ALIKE_WORTH = {True: 0.65, False: 1.25}
"""What a word that sounds alike may cost at most, for short words and for longer ones."""
_IS = frozenset(("it", "he", "she", "that", "there", "who", "what", "where", "how", "here"))
_ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "er", "r", "ers", "rs", "ings", "ness", "ment")
_DOUBLING = ("ing", "in", "ed", "er")
"""Endings before which the last letter is doubled."""
_ODD_ENDING = re.compile(r"[^aeioury]r$|[^aeioulnrw]d$|[^aeiou]ss$|([b-df-hj-np-tv-z])\1s$")
"""Endings that hardly any English word has."""
_ALIKE = (
    ("th", "f"),
    ("ph", "f"),
    ("ck", "k"),
    ("kn", "n"),
    ("wr", "r"),
    ("x", "ks"),
    ("cc", "ks"),
    ("y", "i"),
    ("z", "s"),
)
_HARD, _TWICE, _VOWELS = re.compile(r"c(?![eih])"), re.compile(r"(.)\1"), str.maketrans("", "", "aeiou")
_STEMMED = ("ings", "ing", "ers", "ed", "er", "es", "s")


def stem(word: str) -> str:
    """`word` without its usual ending, so that "walks", "walked" and "walking" meet."""
    if word.endswith(("ies", "ied")) and len(word) > 4:
        return word[:-2]
    for ending in _STEMMED:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") else word


def bases(word: str) -> Iterable[str]:
    """What `word` may have been made from by a usual ending."""
    if not word.endswith(_ENDINGS):
        return
    if word.endswith(("ies", "ied")):
        yield word[:-3] + "y"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(base := word[: -len(ending)]) >= 3:
            yield base
            if ending in ("ing", "ings"):
                yield base + "e"
            if len(base) > 3 and base[-1] == base[-2]:
                yield base[:-1]


@once_each
def sound(word: str) -> str:
    """`word` by its sound, roughly: what two spellings of one word have in common."""
    for written, heard in _ALIKE:
        word = word.replace(written, heard)
    hard = _HARD.sub("k", word).replace("c", "s") if "c" in word else word
    return _TWICE.sub(r"\1", hard)


@once_each
def bones(word: str) -> str:
    """The first letter and the consonants of `word` by sound."""
    heard = sound(word)
    return heard[0] + heard[1:].translate(_VOWELS)


def common_words(path: Path) -> frozenset[str]:
    """The words of a word list: one a line; lines that start with # are its notice."""
    return frozenset(line for line in path.read_text(encoding="utf-8").split("\n") if line and line[0] != "#")


class _Near(NamedTuple):
    """A known word near an unknown one: a smaller cost is likelier."""

    cost: float
    word: str


class Speller:
    """Reads messages into plain words.

    `own`: the words of our bank and how often each stands there. Slips are put right to these, but for those with 0.
    """

    def __init__(self, spelling: Spelling, own: Mapping[str, int], common: frozenset[str]) -> None:
        self.means = {word: tuple(plain.split()) for word, plain in spelling.means.items()}
        self.people = frozenset(spelling.people)
        self.own = own
        self.common = common
        self.plain = once_each(self._plain)

    @classmethod
    def of(cls, spelling: Spelling, phrases: Iterable[str], others: Iterable[str], common: frozenset[str]) -> "Speller":
        """A speller whose own words are those of `phrases`; those of `others` are known too. All are spelt right."""
        bare = cls(spelling, {}, common)
        own = Counter({word: times for word, times in bare._counted(phrases).items() if word.isalpha()})
        own.update(dict.fromkeys(spelling.people, 3))
        return cls(spelling, dict.fromkeys(bare._counted(others), 0) | own, common)

    def read(self, words: str) -> tuple[str, ...]:
        """The plain words of `words` (text passed through `clean`), repaired; BREAK for marks."""
        return tuple(one for token in self.tokens(words) for one in self.plain(token))

    def tokens(self, words: str) -> list[str]:
        """The words and marks of `words` as they were typed."""
        return _TOKEN.findall(words)

    def beside(self, own: Iterable[str]) -> "Speller":
        """A speller of the same habits and common English, for other words of ours."""
        other = Speller(Spelling(means={}, people=tuple(self.people)), dict.fromkeys(own, 1), self.common)
        other.means = self.means
        return other

    def alike(self, word: str) -> tuple[str, ...]:
        """What a word that is none of ours was meant for: a short form, "washin", or one of ours that sounds the same.

        It is surer than `plain`: a name that is only spelt like a word of ours stays what it is.
        """
        if word in self.means:
            return self.means[word]
        if len(word) < SHORTEST_ALIKE or not word.isalpha() or self.knows(word):
            return (word,)
        if word.endswith("in") and self.knows(word + "g"):
            return (word + "g",)
        short = len(word) < SHORTEST_TWICE
        best = min(self._near(word, 1 if short else 2, word[0]), default=None)
        return (best.word,) if best and best.cost <= _ALIKE_WORTH[short] else (word,)

    def _counted(self, phrases: Iterable[str]) -> Counter[str]:
        """The words of `phrases` and how often each stands there, short forms written out and nothing repaired."""
        counted: Counter[str] = Counter()
        for token, times in Counter(self.tokens("\n".join(map(clean, phrases)))).items():
            for word in self._expand(token):
                counted[word] += times
        return counted

    def is_ours(self, word: str) -> bool:
        """Whether `word` is a word of the bank's, with any usual ending."""
        return self.own.get(word, 0) > 0 or any(self.own.get(base, 0) > 0 for base in bases(word))

    def knows(self, word: str) -> bool:
        """Whether `word` is a word of ours or common English, with any usual ending."""
        return self._has(word) or self._has_base(word)

    def spells(self, word: str) -> bool:
        """Whether `word` is a known one as it is, or with an ending that is spelt right: "heater", not "heatr"."""
        return self._has(word) or (self._has_base(word) and not _ODD_ENDING.search(word))

    def _has(self, word: str) -> bool:
        return word in self.own or word in self.common or word in self.people

    def _has_base(self, word: str) -> bool:
        """Whether `word` is a known one with a usual ending."""
        return word.endswith(_ENDINGS) and any(base in self.common or base in self.own for base in bases(word))

    def _plain(self, token: str) -> tuple[str, ...]:
        return tuple(one for word in self._expand(token) for one in self._repair(word))

    def _expand(self, token: str) -> tuple[str, ...]:
        if not token[0].isalnum():
            return ("and",) if token in ("&", "+") else (BREAK,)
        if "'" in token:
            return self._uncontract(token)
        return self.means.get(token, (token,))

    def _uncontract(self, token: str) -> tuple[str, ...]:
        """ "can't" as can, not; "he's" as he, is; "mum's" as mum."""
        if token in _IRREGULAR:
            return tuple(_IRREGULAR[token].split())
        for ending, plain in _CONTRACTED.items():
            if token.endswith(ending) and len(token) > len(ending):
                return (*self.means.get(token[: -len(ending)], (token[: -len(ending)],)), plain)
        word, _, rest = token.partition("'")
        if rest == "s":
            return (word, "is") if word in _IS else (word,)
        return self.means.get(word + rest, (word + rest,))

    def _repair(self, word: str) -> tuple[str, ...]:
        if len(word) < SHORTEST or not word.isalpha():
            return (word,)
        if twice := self._doubled(word):
            return (twice,)
        if self.knows(word):
            return (word,)
        if word.endswith("in") and self.knows(word + "g"):
            return (word + "g",)
        return self._parted(word) or (self._nearest(word) or word,)

    def _doubled(self, word: str) -> str | None:
        """A word of ours that was written with one letter too few before its ending: "shoping", "planed"."""
        if word in self.own or word in self.common:
            return None
        ends = (ending for ending in _DOUBLING if word.endswith(ending))
        full = (word[: -len(end)] + word[-len(end) - 1] + end for end in ends)
        return next((one for one in full if self.own.get(one)), None)

    def _parted(self, word: str) -> tuple[str, ...]:
        """Two words of ours written as one: "lightbulb"."""
        cuts = (i for i in range(3, len(word) - 2) if word[:i] in self.own and word[i:] in self.own)
        return next(((word[:i], word[i:]) for i in cuts), ())

    def _nearest(self, word: str) -> str | None:
        """The word of ours that `word` most likely stands for; None when none is near enough."""
        reach = 1 if len(word) < 5 else 2 if len(word) < 9 else 3
        for start in (word[0], ""):
            best = min(self._near(word, reach, start), default=None)
            if best and best.cost <= _WORTH[reach]:
                return best.word
        return None

    def _near(self, word: str, reach: int, start: str) -> Iterator[_Near]:
        """Words of ours within `reach` edits of `word`: those with its first letter, or all for an empty `start`."""
        known = self._by_first if start else self._any_first
        return (self._cost(word, other, slips) for other, slips in known.near(word, reach, start))

    @cached_property
    def _by_first(self) -> WordList:
        return WordList(self._repairable, lambda word: word[0])

    @cached_property
    def _any_first(self) -> WordList:
        return WordList(self._repairable, lambda word: "")

    @cached_property
    def _repairable(self) -> list[str]:
        """The words of ours that slips are put right to."""
        return sorted(word for word, times in self.own.items() if len(word) > 2 and word.isalpha() and times)

    def _cost(self, word: str, known: str, distance: float) -> _Near:
        """Same sound and same first letter make a reading likelier; so does a word that people often use."""
        alike = 0.8 if sound(word) == sound(known) else 0.4 if bones(word) == bones(known) else 0.0
        start = 0.0 if sound(word)[0] == sound(known)[0] else 0.5
        return _Near(distance - alike + start - min(0.3, 0.03 * self.own[known]), known)
