"""What a flow hears with, as content gives it: rules, the manner of what is said, and words beside an answer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import chain

from bot.content.intents import Hears, Saying
from bot.matching.patterns import Habits, Spelling
from bot.matching.sought import ByOption, Patterns, Reader, named_in
from bot.matching.spelling import Speller
from bot.matching.thoughts import END, JOINTS

YES, UNSURE = "yes", "unsure"
AGREES = "agrees"
"""What `answers` calls a yes to all that was read back: "they do" is one to a question of its own."""
SHORTEST_REPAIRED = 5
"""Letters of the shortest word of ours whose one-letter slips are put right."""

Answer = tuple[str, str]
"""Question and code."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A saying with its patterns read."""

    saying: Saying
    says: Patterns
    amid: Patterns
    unless: Patterns

    @classmethod
    def of(cls, saying: Saying, reader: Reader) -> "Rule":
        """From content."""
        return cls(saying, reader.read(saying.says), reader.read(saying.amid), reader.read(saying.unless))


@dataclass(frozen=True, slots=True)
class Manner:
    """How something is said, whatever it says. Keys as in `Hears`."""

    hedges: Patterns
    doubts: Patterns
    maybe: Patterns
    narrows: Patterns
    exceptions: Patterns
    thinks: Patterns
    asks: Patterns
    seeks: Patterns
    offers: Patterns
    other_noes: Patterns
    past: Patterns
    anew: Patterns

    @classmethod
    def of(cls, hears: Hears, reader: Reader) -> "Manner":
        """From content."""
        return cls(*(reader.read(getattr(hears, one.name)) for one in fields(cls)))


@dataclass(frozen=True, slots=True)
class Guards:
    """What speaks against answers, by question and code."""

    takes: Mapping[Answer, tuple[Patterns, Patterns]]
    """What takes one back if it is said at all, and if it is said and not denied."""
    alone: Mapping[Answer, Patterns]
    """What is said beside which an unknown word may be another's name."""
    lenient: frozenset[Answer]
    """The answers after which less is asked."""
    strict: frozenset[Answer]
    """Of the others, those that nothing asks more than."""

    @classmethod
    def of(cls, hears: Hears, reader: Reader) -> "Guards":
        """From content."""
        guards = {(name, code): guard for name, codes in hears.guards.items() for code, guard in codes.items()}
        return cls(
            takes={one: (reader.read(guard.unless), reader.read(guard.against)) for one, guard in guards.items()},
            alone={one: reader.read(guard.alone) for one, guard in guards.items() if guard.alone},
            lenient=frozenset(one for one, guard in guards.items() if guard.lenient),
            strict=frozenset(one for one, guard in guards.items() if guard.strict),
        )


@dataclass(frozen=True, slots=True)
class Beside:
    """The words that may go with an answer and change nothing of it."""

    usual: Mapping[str, frozenset[str]]
    """Question -> those of a plain yes or no to it; none where content lists no fillers."""
    own: Mapping[tuple[str, str], frozenset[str]]
    """Question and code -> those of them that may go with this answer, and are not denied."""
    fillers: frozenset[str]
    """Those of any plain answer; none where content lists none."""
    assent: frozenset[str]
    """Words that a plain yes to all that is read back may be made of."""

    @classmethod
    def of(cls, hears: Hears, habits: Habits, answers: Mapping[str, Patterns], options: ByOption) -> "Beside":
        """From content, and the patterns of the answers to any question and of those to each."""
        assent = {END, *settled_words(hears.assent, habits), *named_in((answers.get(AGREES, ()),))}
        if not hears.fillers:
            return cls({}, {}, frozenset(), frozenset(assent))
        plainly = named_in(answers.get(code, ()) for code in (YES, "no", UNSURE))
        idle = frozenset({END, *settled_words(hears.fillers, habits), *plainly})
        return cls(
            {name: idle.union(named_in(codes.values())) for name, codes in options.items()},
            {
                (name, code): idle.union(named_in((says,)))
                for name, codes in options.items()
                for code, says in codes.items()
            },
            idle,
            frozenset(assent),
        )


def settled_words(written: str, habits: Habits) -> Iterator[str]:
    """The words meant by some that are written one after the other."""
    return chain.from_iterable(map(habits.settled, written.split()))


def in_place(saying: Saying, where: str | None, asked: str | None) -> bool:
    """Whether a saying counts for a message that names a place there, with this question open."""
    is_asked = asked in saying.settles
    return saying.here in ("", where) and (is_asked or not saying.asked) and not (is_asked and saying.ahead)


def agreed(said: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Question -> code, where all that was said of a question agrees."""
    codes: dict[str, set[str]] = {}
    for settles in said:
        for name, code in settles.items():
            codes.setdefault(name, set()).add(code)
    return {name: found.pop() for name, found in codes.items() if len(found) == 1}


def has_company(saying: Saying, settled: Mapping[str, str]) -> bool:
    """Whether an answer that the saying needs beside it was settled too."""
    return any(name in settled and (not codes or settled[name] in codes) for name, codes in saying.beside.items())


def disagree(code: str, plain: str | None) -> bool:
    """Whether a yes meets a no."""
    return {code, plain} == {YES, "no"}


def spelling_for(words: frozenset[str], real: set[str], habits: Habits, speller: Speller | None) -> Spelling:
    """How words are read that aim at these; `real` ones are left alone."""
    repaired = (word for word in words if len(word) >= SHORTEST_REPAIRED)
    alike = speller.beside(words | real).alike if speller else None
    return Spelling.of(habits, words, repaired, real | JOINTS, alike)
