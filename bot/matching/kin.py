"""Who is looked after, as a message names them: "mum", "hubby", "my dads mum", "another client"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from bot.content.intents import KinWords
from bot.matching.text import Span

AND = re.compile(r" (?:and|n|&|or) (?:my |our )?")
"""What stands between two who are one: "mum and dad need a cleaner"."""
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


@dataclass(frozen=True, slots=True)
class Kin:
    """What people call those whom they look after."""

    by_word: Mapping[str, str]
    """A word as it is said, without its apostrophe -> who that is."""
    parents: Mapping[str, str]
    """Who a parent's parent is: "my dads mum" is a nan."""
    another: frozenset[str]
    """Words before one more of that kind: "another client"."""
    helpers: frozenset[str]
    """Who often helps: they are looked after only where that is said."""
    needing: frozenset[str]
    """Words near one who needs help."""
    doing: frozenset[str]
    """Words after one who does something."""
    telling: frozenset[str]
    """Words before one who is only told of: "while mum is out"."""
    together: frozenset[str]
    """Who often live in one home."""
    turns: frozenset[str]
    """Words beside a name that only says whose turn it is."""
    alone: frozenset[str]
    """Words before the only one who is left."""

    @classmethod
    def of(cls, words: KinWords) -> "Kin":
        """From content."""
        by_word = {word: name for name, said in words.named.items() for word in said.split()}
        lists = (words.another, words.helpers, words.needing, words.doing, words.telling, words.together)
        return cls(by_word, words.parents, *(frozenset(said.split()) for said in (*lists, words.turns, words.only)))

    def told(self, words: str) -> tuple[tuple[str, Span], ...]:
        """Those who may be looked after, in order, each with where they are named in cleaned words.

        A couple is nobody of the two.
        """
        found = list(WORD.finditer(words))
        said = ["", "", *(one[0].replace("'", "") for one in found), "", "", "", "", ""]
        ours = (at for at, one in enumerate(said[2:-5]) if one in self.by_word)
        named = ((self._named(said[at : at + 8]), found[at].span()) for at in ours)
        told = [(person, span) for person, span in named if person]
        couples = {at for at, (one, other) in enumerate(pairwise(told)) if AND.fullmatch(words, one[1][1], other[1][0])}
        return tuple(one for at, one in enumerate(told) if couples.isdisjoint((at, at - 1)))

    def are_two(self, words: str) -> bool:
        """Whether two of them may be named: most messages name one, or none."""
        return sum(map(self.by_word.__contains__, WORD.findall(words.replace("'", "")))) > 1

    def _named(self, said: list[str]) -> str | None:
        """Who is named by the third of eight words; None for whoever is not looked after, or is named by the fourth."""
        before, word, after, following = said[:2], said[2], said[3], said[4:]
        person, whose = self.by_word[word], self.by_word.get(before[-1])
        if after in self.doing or after in self.by_word or not self.telling.isdisjoint(before):
            return None
        if person in self.helpers and self.needing.isdisjoint((*before, after, *following)):
            return None
        if before[-1] in self.another:
            return f"another {person}"
        return self.parents.get(person, person) if whose in self.parents else person

    def left(self, words: str) -> str | None:
        """Who is left alone: "dads gone in hospital so just mum now"."""
        near = ((person, words[:start].split()[-2:]) for person, (start, _) in self.told(words))
        return next((person for person, before in near if not self.alone.isdisjoint(before)), None)

    def turn(self, words: str) -> str | None:
        """Whose turn a message says it is, and nothing else: "ok now nan", "mum first", "back to mums list"."""
        said = set(WORD.findall(words.replace("'", "")))
        if said.isdisjoint(self.by_word) or not said - self.by_word.keys() <= self.turns:
            return None
        named = {person for person, _ in self.told(words)} or {
            self.by_word[word] for word in said & self.by_word.keys()
        }
        return named.pop() if len(named) == 1 else None
