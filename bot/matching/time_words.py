"""Cleaned text -> its words of time: of each the kind, what it means, and where it stood. Spellings are content."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.matching.text import REMEMBERED
from bot.matching.time_figures import FIGURES, Piece, cut
from bot.matching.time_kinds import KINDS, UNKNOWN, Meaning, Part, Word
from bot.matching.time_spellings import listed, one_slip_from, part_of, spellings

if TYPE_CHECKING:
    from bot.content.times import Spoken, TimeCompany, Times

SHORTEST_SLIP = 5
A_FEW = 4
"""Words of the shortest sentence after a greeting."""
_OF_DAYS = frozenset(
    KINDS[kind] for kind in "day days weekend near every on at in any from after before until part clock".split()
)
"""Kinds of word with which a sentence goes on to tell a time."""
_ASKS = frozenset(KINDS[kind] for kind in ("ask", "free", "please"))
_STOPS, _JOINS = frozenset(",.;!?"), frozenset("and & or but so as because cos coz cuz since".split())
_DAY, _DAYS, _OWNED, _X = KINDS["day"], KINDS["days"], KINDS["owned"], KINDS["x"]
_WE_WOULD, _CAN = "we'd", "can"


class Around(NamedTuple):
    """The words after and before which a spelling is an ordinary word.

    `opening`: it may be a greeting. `told_of`: words of a sentence that tells how things are, unless one of `asked_by`
    asks for something in it.
    """

    after: frozenset[str]
    before: frozenset[str]
    opening: bool
    told_of: frozenset[str] = frozenset()
    asked_by: frozenset[str] = frozenset()


_SUITS = frozenset("better best good great fine ok easier easiest suit suits".split())


@dataclass(frozen=True)
class TimeWords:
    """times.yaml, compiled. `near` holds each long word to repair, under itself less any one letter, with the place."""

    single: Mapping[str, Meaning]
    phrases: Mapping[str, Sequence[tuple[list[str], Meaning]]]
    second: Mapping[str, frozenset[str]]
    """First word of a spelling of several -> the words that come second."""
    unless: Mapping[str, Around]
    greeting: frozenset[str]
    near: Mapping[str, tuple[tuple[str, int | None], ...]]
    spared: frozenset[str]
    parts: Mapping[str, Part]
    spoken: "Spoken"

    @classmethod
    def of(cls, content: "Times") -> "TimeWords":
        """Compile content. Raises ValueError, naming it, for a spelling that stands for two things."""
        meanings = spellings(content)
        single = {said[0]: meaning for said, meaning in meanings.items() if len(said) == 1}
        phrases = _phrases(meanings)
        return cls(
            single,
            phrases,
            {first: frozenset(rest[0] for rest, _ in found) for first, found in phrases.items()},
            {said: _around(company) for says, company in content.unless.items() for said in listed(says)},
            frozenset(listed(content.greeting_goes_on)),
            one_slip_from(listed(content.slips)),
            frozenset(listed(content.not_slips)),
            {name: part_of(part) for name, part in content.parts.items()},
            content.spoken,
        )

    def read(self, text: str) -> list[Word]:
        """The words of a cleaned text. Ordinary words are in it too, so that a rule sees what stands between."""
        single, second, unlisted, ordinary = self.single, self.second, self._unlisted, self._ordinary
        new = tuple.__new__  # there are many, and `Word()` takes three times as long
        pieces = cut(text, single)
        said = [piece[1] for piece in pieces]
        words: list[Word] = []
        done = 0
        for at, (group, spelling, start, end) in enumerate(pieces):
            if at < done:
                continue
            if spelling in ordinary:  # as most are
                words.append(new(Word, (_X, None, start, end, (), False)))
                continue
            meaning, done = single.get(spelling), at + 1
            if done < len(said) and said[done] in second.get(spelling, ()):
                meaning, done = self._longest(pieces, said, at, meaning)
                end = pieces[done - 1][3]
            if meaning is None:
                meaning = unlisted(group, spelling)
            elif (done > at + 1 or spelling in self.unless) and self._tells_none(text, pieces, said, at, done):
                meaning = UNKNOWN
            elif meaning[0] == _DAYS and "'" in text[start:end]:
                meaning = meaning._replace(kind=_OWNED if _SUITS.isdisjoint(said[done : done + 1]) else _DAY)
            words.append(new(Word, (meaning[0], meaning[1], start, end, (), meaning[2])))
        return words

    def _longest(
        self, pieces: list[Piece], said: list[str], at: int, single: Meaning | None
    ) -> tuple[Meaning | None, int]:
        """The meaning of the longest spelling that begins at a piece, and the piece after it."""
        # A wider gap is where a place was taken out: "in Chelmsford next Thursday" is not "in next".
        goes_on = pieces[at + 1][2] <= pieces[at][3] + 1
        for rest, meaning in self.phrases[said[at]] if goes_on else ():
            if said[at + 1 : at + 1 + len(rest)] == rest:
                return meaning, at + 1 + len(rest)
        return single, at + 1

    def _tells_none(self, text: str, pieces: list[Piece], said: list[str], at: int, done: int) -> bool:
        """Whether a spelling that may tell a time tells none where it stands."""
        start, end = pieces[at][2], pieces[done - 1][3]
        if text[start:end] == _WE_WOULD or self._is_ordinary(said, at, done - at):
            return True
        return at == 0 and self._leads_to_place(text, said[0], end)

    @cached_property
    def _unlisted(self) -> Callable[[str, str], Meaning]:
        """What figures mean, and long words with a slip in them; those met are remembered."""
        return lru_cache(maxsize=REMEMBERED)(self._figure_or_slip)

    @cached_property
    def _ordinary(self) -> set[str]:
        """Words met that begin no spelling and are no slip: most of a message."""
        return set()

    def _figure_or_slip(self, group: str, said: str) -> Meaning:
        if group in FIGURES:
            return FIGURES[group](said)
        slips = group == "word" and len(said) >= SHORTEST_SLIP and said not in self.spared
        meaning = self._repaired(said) if slips else UNKNOWN
        if group == "word" and meaning is UNKNOWN and said not in self.second and len(self._ordinary) < REMEMBERED:
            self._ordinary.add(said)
        return meaning

    def _repaired(self, said: str) -> Meaning:
        """The meaning of the long word that `said` is one slip away from, if there is one."""
        near = self.near
        if said[:2] not in near and said[-3:] not in near:
            return UNKNOWN
        for at in range(len(said)):
            for right, place in near.get(said[:at] + said[at + 1 :], ()):
                if place is None or abs(place - at) <= 1:
                    return self.single[right]
        return next((self.single[right] for right, _ in near.get(said, ())), UNKNOWN)

    def _is_ordinary(self, said: list[str], at: int, count: int) -> bool:
        """Whether the words around make a spelling an ordinary word: "sat" is no day in "she sat with her"."""
        around = self.unless.get(said[at] if count == 1 else " ".join(said[at : at + count]))
        if around is None:
            return False
        if around.opening and at == 0 and self._goes_on(said[count:]):
            return True
        if around.told_of and _is_told(said[:at], around):
            return True
        before, after = said[max(0, at - 2) : at], said[at + count : at + count + 2]
        return not around.after.isdisjoint(_ends(before)) or not around.before.isdisjoint(_begins(after))

    def _leads_to_place(self, text: str, said: str, end: int) -> bool:
        """Whether it opens a message that goes on with a place: "now Wallingford" is what comes next."""
        around = self.unless.get(said)
        return around is not None and bool(around.told_of) and text[end : end + 2] == "  "

    def _goes_on(self, rest: list[str]) -> bool:
        """Whether a greeting goes on: "morning can you help", or a whole sentence after its full stop."""
        words = [said for said in rest if said not in ",.!"]
        sentence = rest[:1] in (["."], ["!"]) and len(words) >= A_FEW
        if sentence and self.single.get(words[0], UNKNOWN).kind not in _OF_DAYS:
            return True
        suits = words[:1] in (["is"], ["would"]) and not _SUITS.isdisjoint(words[1:4])  # "afternoon would be better"
        return bool(words) and rest.index(words[0]) < len(rest[:2]) and words[0] in self.greeting and not suits


def _is_told(before: list[str], around: Around) -> bool:
    """Whether the clause before tells how things are: "she cant cook now", and not "can she have a cook now"."""
    clause = before[_clause_begins(before, around) :]
    told = [at for at, said in enumerate(clause) if said in around.told_of and "for" not in clause[max(0, at - 2) : at]]
    return bool(told) and not any(
        said in around.asked_by and (said != _CAN or at - 1 not in told) for at, said in enumerate(clause)
    )


def _clause_begins(said: list[str], around: Around) -> int:
    """Where the last clause begins: after a stop, or after an "and" that goes on with somebody or with a request."""
    for at in range(len(said) - 1, 0, -1):
        joins = said[at - 1] in _JOINS and (said[at] in around.told_of or said[at] in around.asked_by)
        if joins or said[at - 1] in _STOPS:
            return at
    return 0


def _around(company: "TimeCompany") -> Around:
    after, before, told_of, asked_by = (
        frozenset(listed(words)) for words in (company.after, company.before, company.told_of, company.asked_by)
    )
    return Around(after, before, company.opening, told_of, asked_by)


def _phrases(meanings: Mapping[tuple[str, ...], Meaning]) -> dict[str, list[tuple[list[str], Meaning]]]:
    """First word of the spellings of several -> what follows it in each, and its meaning, the longest first."""
    phrases: dict[str, list[tuple[list[str], Meaning]]] = {}
    for said in sorted((said for said in meanings if len(said) > 1), key=len, reverse=True):
        phrases.setdefault(said[0], []).append((list(said[1:]), meanings[said]))
    return phrases


def _ends(words: list[str]) -> tuple[str, ...]:
    return (words[-1], " ".join(words)) if words else ()


def _begins(words: list[str]) -> tuple[str, ...]:
    return (words[0], " ".join(words)) if words else ()


@cache
def time_words() -> TimeWords:
    """The vocabulary of the content that comes with the product."""
    from bot.content import CONTENT
    from bot.content.pieces import read_yaml
    from bot.content.times import Times

    return TimeWords.of(Times.model_validate(read_yaml(CONTENT / "times.yaml")))
