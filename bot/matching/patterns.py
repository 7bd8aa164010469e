"""A small language for what people say, and the rules written in it.

A pattern is a line such as `<cannot> .. breathe`, read over the words of a message:

- `word` is itself, `word(s)` with or without the ending, `one|or_the_other` either, `word?` may be missing;
- `<name>` is any word or phrase of the concept of that name;
- `..` lets up to three words stand between, `...` up to six, never across the end of a sentence;
- `this & that` are two patterns in any order, near each other in one sentence;
- `!x` forbids x as the next word; `^` and `$` are the start and the end of a sentence.

Spelling is settled before: `Spelling` turns the words as typed into the words meant.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, reduce
from itertools import chain, compress
from operator import or_

from rapidfuzz.distance import OSA

from bot.content.intents import Guard, Rule
from bot.matching.text import Span, once_each

GAPS = {"..": 3, "...": 6}
LATEST = 16
"""Messages whose reading is kept in mind."""
LONG_WORD = 7
"""Letters from which one-letter slips of any word of ours are put right; shorter words are named in content."""
SHORTEST_SLIP = 5
"""Letters of the shortest word taken for a slip."""

CLOSE, FAR = 4, 12
"""Words around a match in which a pattern of its own rule, or a guard, can take it back."""
NEAR = 10
"""Words around the first part of a pattern in which its other parts may stand."""
SLOTS = 3
"""What a line needs that is looked for before the line is tried: the rarest of it, as more rule hardly any out."""

_TOKEN = re.compile(r"[a-z0-9']+|[.?!;:]|[👍👎👌✅]")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_STOPS = frozenset(".?!;:")
_BREAK = "."
_YES_NO = frozenset({"no", "yes", "nope", "yeah", "ok"})


Phrase = tuple[str, ...]


class PatternError(ValueError):
    """A pattern that cannot be read. Its text says what is wrong."""


# Spelling


@dataclass(frozen=True, slots=True)
class Habits:
    """Texting habits listed by hand: a word or pair of words as typed -> the words meant."""

    words: Mapping[str, Phrase]
    pairs: Mapping[str, Mapping[str, Phrase]]

    @classmethod
    def of(cls, misspelt: Mapping[str, str]) -> "Habits":
        """From `right -> comma-separated wrong forms`, each of one word or two."""
        words: dict[str, Phrase] = {}
        pairs: dict[str, dict[str, Phrase]] = defaultdict(dict)
        for right, forms in misspelt.items():
            for first, *second in map(str.split, split_list(forms)):
                if second:
                    pairs[first][second[0]] = tuple(right.split())
                else:
                    words[first] = tuple(right.split())
        return cls(words, dict(pairs))

    def joined(self, tokens: list[str]) -> list[str]:
        """`tokens` with each listed pair put right: "can not" is "cant"."""
        pairs = self.pairs
        if all(pairs[first].keys().isdisjoint(tokens) for first in pairs.keys() & tokens):
            return tokens
        joined: list[str] = []
        for token in tokens:
            meant = self.pairs.get(joined[-1], {}).get(token) if joined else None
            joined[len(joined) - 1 if meant else len(joined) :] = meant or (token,)
        return joined

    def settled(self, phrase: str) -> Phrase:
        """The words meant by a phrase of ours, so that patterns may be written in any listed form."""
        if " " not in phrase:
            return self.words.get(phrase) or (phrase,)
        return tuple(self.joined([meant for word in phrase.split() for meant in self.words.get(word, (word,))]))


@dataclass(frozen=True)
class Spelling:
    """Words as typed -> words meant. `near` holds each word to repair, under itself and itself less any one letter."""

    habits: Habits
    near: Mapping[str, tuple[str, ...]]
    known: frozenset[str]
    alike: Callable[[str], Phrase] | None = None
    """What a word was meant for that is none of these, nor near one."""

    @classmethod
    def of(
        cls,
        habits: Habits,
        vocabulary: frozenset[str],
        short: Iterable[str],
        real: Iterable[str],
        alike: Callable[[str], Phrase] | None = None,
    ) -> "Spelling":
        """With our vocabulary, its short words that are repaired too, and real words to leave alone."""
        repaired = {word for word in vocabulary if len(word) >= LONG_WORD}.union(short)
        return cls(habits, _near(repaired), vocabulary.union(real), alike)

    def knows(self, word: str) -> bool:
        """Whether a word is one of ours, or a real one beside them."""
        return word in self.known

    def read(self, words: str) -> list[str]:
        """The words meant, in order, with "." wherever a sentence ends."""
        return list(self._latest(words))

    @cached_property
    def _latest(self) -> Callable[[str], list[str]]:
        """The words meant by the latest messages: each reader of a message asks for them."""
        return lru_cache(maxsize=LATEST)(self._read)

    def _read(self, words: str) -> list[str]:
        tokens: list[str] = []
        for typed in _typed(words):
            if tokens and tokens[-1] in _YES_NO:
                tokens.append(_BREAK)
            tokens.extend(chain.from_iterable(map(self._meant, typed)))
        return self.habits.joined(tokens)

    @cached_property
    def _meant(self) -> Callable[[str], Phrase]:
        """What a word or mark as typed means, by itself; those met are remembered."""
        return once_each(self._settled)

    @cached_property
    def stands(self) -> Callable[[str], bool]:
        """Whether a word as typed means itself, whatever stands beside it. Remembers."""
        beside = frozenset(self.habits.pairs).union(*self.habits.pairs.values())
        return once_each(lambda word: word.isalnum() and word not in beside and self._meant(word) == (word,))

    def _settled(self, typed: str) -> Phrase:
        listed = self.habits.words
        if typed in listed:
            return listed[typed]
        if typed in _STOPS:
            return (_BREAK,)
        word = typed.replace("'", "")
        meant = word if len(word) < SHORTEST_SLIP or word in self.known else self._repaired(word)
        if self.alike is None or meant != word or word in self.known:
            return listed.get(meant) or (meant,)
        return tuple(one for part in self.alike(word) for one in listed.get(part) or (part,))

    def _repaired(self, word: str) -> str:
        if _STRETCHED.search(word):
            return self._unstretched(word)
        for short in _with_one_left_out(word):
            for meant in self.near.get(short, ()):
                if meant[0] == word[0] and OSA.distance(word, meant, score_cutoff=1) <= 1:
                    return meant
        return word

    def _unstretched(self, word: str) -> str:
        once, twice = _STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word)
        if once in self.known or twice in self.known:
            return once if once in self.known else twice
        return self._repaired(once) if len(once) >= SHORTEST_SLIP else once


@lru_cache(maxsize=LATEST)
def _typed(words: str) -> Sequence[Sequence[str]]:
    """The words and marks as typed, parted by commas."""
    return [_TOKEN.findall(part) for part in words.split(",")]


def _near(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    near: dict[str, tuple[str, ...]] = {}
    for word in sorted(words):
        alone = (word,)  # one for all the ways to leave a letter out: of most there is nothing else
        for short in _with_one_left_out(word):
            near[short] = near[short] + alone if short in near else alone
    return near


def _with_one_left_out(word: str) -> list[str]:
    return [word, *(word[:i] + word[i + 1 :] for i in range(len(word)))]


# Patterns


_NO_PHRASES: Mapping[str, tuple[Phrase, ...]] = {}
_NO_WORDS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What may stand at one step: any of `words`, or of `phrases` by their first word. Compared by identity."""

    firsts: frozenset[str]
    """Every word it can begin with."""
    phrases: Mapping[str, tuple[Phrase, ...]]
    or_end: bool
    """The end of a sentence does as well; with no words, only that does."""
    not_alone: frozenset[str]
    """Those of `firsts` that only begin a phrase."""

    @classmethod
    def of(cls, words: Iterable[str] = (), phrases: Collection[Phrase] = (), *, or_end: bool = False) -> "Choice":
        """Any of `words` or `phrases`; the longest phrase that fits is taken."""
        single = frozenset(words)
        if not phrases:
            return cls(single, _NO_PHRASES, or_end, _NO_WORDS)
        by_first: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in sorted(phrases, key=len, reverse=True):
            by_first[phrase[0]].append(phrase)
        not_alone = frozenset(by_first) - single
        return cls(single | not_alone, {first: tuple(of) for first, of in by_first.items()}, or_end, not_alone)

    @property
    def words(self) -> frozenset[str]:
        """Every word that may stand by itself."""
        return self.firsts - self.not_alone if self.not_alone else self.firsts

    def all_phrases(self) -> Iterator[Phrase]:
        """Every phrase of more than one word."""
        for phrases in self.phrases.values():
            yield from phrases

    def end_at(self, tokens: Sequence[str], at: int) -> int | None:
        """Where it ends if it begins at token `at`; None if it does not."""
        word = tokens[at] if at < len(tokens) else _BREAK
        if word not in self.firsts:
            return at if self.or_end and word == _BREAK else None
        for phrase in self.phrases.get(word, ()):
            if tuple(tokens[at : at + len(phrase)]) == phrase:
                return at + len(phrase)
        return None if word in self.not_alone else at + 1


_NOTHING = Choice.of()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a pattern: a choice, at most `reach` words further on."""

    choice: Choice
    reach: int = 0
    optional: bool = False
    edge: str = ""
    """`^` for the start of a sentence, `!` for a choice that must not follow: steps that take no word."""

    def end_at(self, tokens: Sequence[str], at: int) -> int | None:
        """Where the step ends if it begins at token `at`; None if it does not."""
        if not self.edge:
            return self.choice.end_at(tokens, at)
        if self.edge == "^":
            return at if at == 0 or tokens[at - 1] == _BREAK else None
        return at if self.choice.end_at(tokens, at) is None else None

    @property
    def needs_word(self) -> bool:
        """Whether a word must stand here."""
        return not (self.optional or self.edge or self.choice.or_end)


Steps = tuple[Step, ...]

_END = Step(Choice.of(or_end=True))


@dataclass(frozen=True, slots=True)
class Pattern:
    """Steps in order, and what else must stand near them: `also`, each in any place."""

    steps: Steps
    also: tuple[Steps, ...] = ()

    def all_steps(self) -> Iterator[Step]:
        """Every step, in whatever part."""
        yield from self.steps
        for steps in self.also:
            yield from steps

    @property
    def has_gaps(self) -> bool:
        """Whether words that it does not name may stand between its own."""
        return any(step.reach for step in self.steps)

    def needed(self) -> list[Choice]:
        """What must be said, whatever else is."""
        return [step.choice for step in self.all_steps() if step.needs_word]


class Concepts:
    """Named groups of words and phrases, and the patterns that use them. A group may take in another as `<name>`."""

    def __init__(self, written: Mapping[str, str], habits: Habits) -> None:
        self._written = written
        self._habits = habits
        self._groups: dict[str, Choice] = {}
        self._choices: dict[str, Choice] = {}
        self._steps_read: dict[tuple[str, int], Step] = {}
        self._forms_of: dict[str, tuple[Phrase, ...]] = {}
        self._single: dict[str, str] = {}
        """What is written -> the one word that it means: most of what is written."""

    def pattern(self, line: str) -> Pattern:
        """The pattern of a line; PatternError when it cannot be read or could match no words at all."""
        first, *also = (self._steps(part) for part in line.split(" & "))
        return Pattern(first, tuple(also))

    def _steps(self, line: str) -> Steps:
        steps: list[Step] = []
        reach = 0
        for part in line.split():
            if part in GAPS:
                reach = GAPS[part]
            else:
                if (part, reach) not in self._steps_read:
                    self._steps_read[part, reach] = self._step(part, reach)
                steps.append(self._steps_read[part, reach])
                reach = 0
        if reach or not any(step.needs_word for step in steps):
            raise PatternError(f"{line!r} says nothing, or ends in a gap")
        return tuple(steps)

    def _step(self, part: str, reach: int) -> Step:
        if part == "^":
            return Step(_NOTHING, edge="^")
        if part.startswith("!"):
            return Step(self._choice(part[1:]), reach, edge="!")
        return Step(self._choice(part.removesuffix("?")), reach, optional=part.endswith("?"))

    def _choice(self, part: str) -> Choice:
        if part not in self._choices:
            self._choices[part] = self._any_of(part.split("|"))
        return self._choices[part]

    def _any_of(self, parts: Sequence[str]) -> Choice:
        if self._single.keys() >= set(parts):
            return Choice.of(map(self._single.__getitem__, parts))
        if len(parts) == 1 and parts[0].startswith("<"):
            return self._group(parts[0].strip("<>"))
        words: set[str] = set()
        phrases: set[Phrase] = set()
        for part in parts:
            if part.startswith("<"):
                group = self._group(part.strip("<>"))
                words |= group.words
                phrases.update(group.all_phrases())
            elif part != "$":
                for form in self._forms_of.get(part) or self._forms(part):
                    if len(form) == 1:
                        words.add(form[0])
                    else:
                        phrases.add(form)
        return Choice.of(words, phrases, or_end="$" in parts)

    def _forms(self, written: str) -> tuple[Phrase, ...]:
        stem, bracket, ending = written.replace("_", " ").partition("(")
        if not stem.replace(" ", "").isalnum() or (bracket and not ending.endswith(")")):
            raise PatternError(f"cannot read {written!r}")
        forms = (stem, stem + ending[:-1]) if bracket else (stem,)
        self._forms_of[written] = settled = tuple(map(self._habits.settled, forms))
        if len(settled) == 1 and len(settled[0]) == 1:
            self._single[written] = settled[0][0]
        return settled

    def _group(self, name: str) -> Choice:
        if name not in self._groups:
            parts = split_list(self._written.get(name, ""))
            if not parts or f"<{name}>" in parts:
                raise PatternError(f"no concept <{name}>, or it is inside itself")
            self._groups[name] = self._any_of(parts)
        return self._groups[name]


_GREETING = frozenset("hi hello hey oh omg please help".split())
_CLOSING = frozenset("please help thanks ta x xx xxx".split())
_PLEAS = _GREETING | _CLOSING
_ASKING = frozenset((may, who) for may in ("can", "could", "will", "would") for who in ("you", "someone", "anyone"))


def plea_left_out(tokens: list[str]) -> list[str]:
    """`tokens` without "please help" or "hi" before a sentence and "can you help", "thanks" behind it."""
    if _PLEAS.isdisjoint(tokens):
        return tokens
    sentences: list[list[str]] = [[]]
    for token in tokens:
        if token == _BREAK:
            sentences.append([])
        else:
            sentences[-1].append(token)
    return [token for sentence in sentences for token in (*_bare(sentence), _BREAK)][:-1]


def _bare(sentence: list[str]) -> list[str]:
    start, end = 0, len(sentence)
    while start < end and sentence[start] in _GREETING:
        start += 1
    while end > start and sentence[end - 1] in _CLOSING:
        end -= 1
    if end < len(sentence) and tuple(sentence[end - 2 : end]) in _ASKING:
        end -= 2
    return sentence[start:end]


def spoken(tokens: Sequence[str]) -> list[str]:
    """The words alone, without the ends of sentences."""
    return [word for word in tokens if word != _BREAK] if _BREAK in tokens else [*tokens]


def split_list(written: str) -> list[str]:
    """The parts of a comma-separated line."""
    return [part.strip() for part in written.split(",") if part.strip()]


def match_at(steps: Steps, tokens: Sequence[str], at: int, step: int = 0, reach: int = 0) -> int | None:
    """Where `steps` end when they begin at token `at`; None when they do not."""
    while step < len(steps):
        now = steps[step]
        if reach or now.reach or now.optional:
            return _match_beyond(steps, tokens, at, step, reach)
        end = now.end_at(tokens, at)  # side by side, as most are: there is nothing to try but this
        if end is None:
            return None
        at, step = end, step + 1
    return at


def _match_beyond(steps: Steps, tokens: Sequence[str], at: int, step: int, reach: int) -> int | None:
    """As `match_at`, of a step that may stand further on, or be left out."""
    now = steps[step]
    reach = max(reach, now.reach)
    wordless, firsts = now.edge or now.choice.or_end, now.choice.firsts
    for start in range(at, min(at + reach, len(tokens)) + 1):
        word = tokens[start] if start < len(tokens) else _BREAK
        if wordless or word in firsts:
            end = now.end_at(tokens, start)
            done = match_at(steps, tokens, end, step + 1) if end is not None else None
            if done is not None:
                return done
        if word == _BREAK:
            break
    return match_at(steps, tokens, at, step + 1, reach) if now.optional else None


def places(pattern: Pattern, tokens: Sequence[str]) -> Iterator[Span]:
    """Every place where `pattern` stands in `tokens`, as token offsets."""
    for start in starts(pattern.steps, tokens):
        end = match_at(pattern.steps, tokens, start)
        if end is not None:
            span = _with_all(pattern.also, tokens, (start, end))
            if span is not None:
                yield span


_AT_FIRST = (0,)


def starts(steps: Steps, tokens: Sequence[str]) -> Sequence[int]:
    """Where `steps` may begin in `tokens`."""
    first = steps[0]
    if first.edge == "^":
        return [0, *(at for at, word in enumerate(tokens, 1) if word == _BREAK)] if _BREAK in tokens else _AT_FIRST
    if first.needs_word:
        firsts = first.choice.firsts
        return [] if firsts.isdisjoint(tokens) else _where(firsts, tokens)
    choices = _may_begin(steps)
    said = (choice.firsts.intersection(tokens) for choice in choices)
    return _where(frozenset().union(*said), tokens) if choices else range(len(tokens))


def _where(firsts: frozenset[str], tokens: Sequence[str]) -> Sequence[int]:
    return [*compress(range(len(tokens)), map(firsts.__contains__, tokens))]


def _may_begin(steps: Steps) -> list[Choice]:
    """What steps may begin with, where some of them are optional; [] for anything."""
    choices = []
    for step in steps:
        if step.reach or step.edge or step.choice.or_end:
            return []
        choices.append(step.choice)
        if not step.optional:
            break
    return choices


def _with_all(also: tuple[Steps, ...], tokens: Sequence[str], span: Span) -> Span | None:
    """`span` widened to take in each of `also`, if all stand near it."""
    if not also:
        return span
    first, last = around(tokens, span, NEAR)
    near = tokens[:last]
    low, high = span
    for steps in also:
        ends = ((at, match_at(steps, near, at)) for at in starts(steps, near) if at >= first)
        found = next(((at, end) for at, end in ends if end is not None), None)
        if found is None:
            return None
        low, high = min(low, found[0]), max(high, found[1])
    return low, high


def found_in(pattern: Pattern, tokens: Sequence[str]) -> bool:
    """Whether `pattern` stands anywhere in `tokens`."""
    return next(places(pattern, tokens), None) is not None


def found_any(patterns: Iterable[Pattern], tokens: Sequence[str]) -> bool:
    """Whether one of `patterns` stands anywhere in `tokens`."""
    for pattern in patterns:  # noqa: SIM110 - most often there are none, and a generator takes long to make
        if found_in(pattern, tokens):
            return True
    return False


def covers(pattern: Pattern, tokens: Sequence[str]) -> bool:
    """Whether `pattern` is the whole of `tokens`."""
    return match_at((*pattern.steps, _END), tokens, 0) == len(tokens)


def around(tokens: Sequence[str], span: Span, most: int) -> Span:
    """`span` with up to `most` words of its sentence on either side."""
    start, end = span
    first, last = max(0, start - most), min(len(tokens), end + most)
    while start > first and tokens[start - 1] != _BREAK:
        start -= 1
    while end < last and tokens[end] != _BREAK:
        end += 1
    return start, end


# Rules


@dataclass(frozen=True)
class Excuse:
    """What takes a rule back: said in the same sentence, or just before or after the words that matched."""

    says: tuple[Pattern, ...] = ()
    before: tuple[Pattern, ...] = ()
    after: tuple[Pattern, ...] = ()
    but: tuple[Pattern, ...] = ()
    """Said as well, the rule stands after all: "had a stroke last year and now another"."""
    within: int = FAR
    """Words on either side of the match, of its own sentence, in which it counts."""

    @cached_property
    def words(self) -> frozenset[str]:
        """Words of which one must be said for it to hold."""
        patterns = (*self.says, *self.before, *self.after)
        rarest = (min(pattern.needed(), key=lambda choice: len(choice.firsts)) for pattern in patterns)
        return frozenset().union(*{choice.firsts for choice in rarest})

    def holds(self, tokens: Sequence[str], span: Span) -> bool:
        """Whether it takes back a match at `span`."""
        if self.words.isdisjoint(tokens):
            return False
        start, end = around(tokens, span, self.within)
        near = tokens[start:end]
        if self.but and found_any(self.but, near):
            return False
        if found_any(self.says, near):
            return True
        if self.after and any(match_at(pattern.steps, tokens, span[1]) is not None for pattern in self.after):
            return True
        return bool(self.before) and any(_ends_at(pattern, tokens, start, span[0]) for pattern in self.before)


def _ends_at(pattern: Pattern, tokens: Sequence[str], start: int, end: int) -> bool:
    return any(match_at(pattern.steps, tokens[:end], at) == end for at in range(start, end))


@dataclass(frozen=True, slots=True)
class Line:
    """One pattern of a rule, with what takes it back. `rank` orders the lines of a rulebook, first wins."""

    rank: int
    rule: str
    pattern: Pattern
    unless: tuple[Excuse, ...]

    def stands_in(self, tokens: Sequence[str]) -> Span | None:
        """Where the line holds in `tokens`, and nothing takes it back."""
        for span in places(self.pattern, tokens):
            if not any(excuse.holds(tokens, span) for excuse in self.unless):
                return span
        return None


class Rulebook:
    """Rules in order. A line is only tried when the message has a word for everything the line needs."""

    def __init__(self, rules: Mapping[str, Rule], guards: Mapping[str, Excuse], concepts: Concepts) -> None:
        self.lines = tuple(_lines(rules, guards, concepts))

    @staticmethod
    def side_by_side(*books: "Rulebook") -> None:
        """Have books looked through together that are asked about the same words: each word is looked up once."""
        index = _Index([line for book in books for line in book.lines])
        first = 0
        for book in books:
            book._likely = _Likely.of(book.lines, index, first)
            first += len(book.lines)

    def first(self, tokens: Sequence[str]) -> Line | None:
        """The first line that stands in `tokens`."""
        for line in self._likely.among(tokens):
            if line.stands_in(tokens):
                return line
        return None

    def standing(self, tokens: Sequence[str]) -> Iterator[Line]:
        """Every line that stands in `tokens`, in order."""
        return (line for line in self._likely.among(tokens) if line.stands_in(tokens))

    def whole(self, tokens: Sequence[str]) -> Line | None:
        """The first line that is the whole of `tokens`. Most messages have a word that only a gap could take."""
        likely = self._likely if self.vocabulary.issuperset(tokens) else self._likely_with_gaps
        return next((line for line in likely.among(tokens) if covers(line.pattern, tokens)), None)

    @cached_property
    def _likely(self) -> "_Likely":
        return _Likely.of(self.lines)

    @cached_property
    def _likely_with_gaps(self) -> "_Likely":
        lines = [line for line in self.lines if line.pattern.has_gaps]
        return _Likely.of(lines)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word that a line can look for."""
        return words_of(line.pattern for line in self.lines)

    @cached_property
    def takes_back(self) -> frozenset[str]:
        """Every word that takes a line back."""
        excuses = {id(excuse): excuse for line in self.lines for excuse in line.unless}.values()
        return words_of(one for excuse in excuses for one in (*excuse.says, *excuse.before, *excuse.after))


def words_of(patterns: Iterable[Pattern]) -> frozenset[str]:
    """Every word that patterns can look for."""
    choices = {step.choice for pattern in patterns for step in pattern.all_steps()}
    words = {word for choice in choices for word in choice.words}
    return frozenset(words.union(*(phrase for choice in choices for phrase in choice.all_phrases())))


def excuses(guards: Mapping[str, Guard], concepts: Concepts) -> dict[str, Excuse]:
    """What takes rules back, by its name."""

    def read(lines: Iterable[str]) -> tuple[Pattern, ...]:
        return tuple(map(concepts.pattern, lines))

    return {
        name: Excuse(read(guard.says), read(guard.before), read(guard.after), read(guard.but))
        for name, guard in guards.items()
    }


def _excuse(written: str, guards: Mapping[str, Excuse], concepts: Concepts) -> Excuse:
    if not written.startswith("~"):
        return Excuse(says=(concepts.pattern(written),), within=CLOSE)
    if written[1:] not in guards:
        raise PatternError(f"no such guard {written}")
    return guards[written[1:]]


def _lines(rules: Mapping[str, Rule], guards: Mapping[str, Excuse], concepts: Concepts) -> Iterator[Line]:
    rank = 0
    for name, rule in rules.items():
        unless = tuple(_excuse(one, guards, concepts) for one in rule.unless)
        for said in rule.says:
            yield Line(rank, name, concepts.pattern(said), unless)
            rank += 1


@dataclass(frozen=True, slots=True)
class _Likely:
    """Those of some lines that may stand in words. They are in the index from `first` on."""

    lines: Sequence[Line]
    index: "_Index"
    first: int
    own: int
    """A bit for each of the lines."""

    @classmethod
    def of(cls, lines: Sequence[Line], index: "_Index | None" = None, first: int = 0) -> "_Likely":
        """`lines` in an index of their own, or in one that they share."""
        return cls(lines, index or _Index(lines), first, (1 << len(lines)) - 1)

    def among(self, tokens: Sequence[str]) -> list[Line]:
        """The lines of which the rarest needed are among `tokens`, in order."""
        left = self.index.likely(tuple(tokens)) >> self.first & self.own
        likely: list[Line] = []
        while left:
            lowest = left & -left
            likely.append(self.lines[lowest.bit_length() - 1])
            left ^= lowest
        return likely


class _Index:
    """Lines by the rarest choices that they need, a slot for each. A word has a bit for every slot that it fills.

    The bits of the first slot of all lines come first, then those of the second; what a line has no need of is filled.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._count = len(lines)
        self._first = (1 << self._count) - 1
        self._filled = 0
        needed = [dict.fromkeys(line.pattern.needed()) for line in lines]
        telling = _Telling(Counter(choice for choices in needed for choice in choices))
        filled_by: dict[tuple[Choice, int], int] = defaultdict(int)
        for at, choices in enumerate(needed):
            rarest = telling.rarest(choices)
            for slot in range(SLOTS):
                bit = 1 << (slot * self._count + at)
                if slot < len(rarest):
                    filled_by[rarest[slot]] |= bit
                else:
                    self._filled |= bit
        self._fills: dict[str, int] = {}
        for (choice, nth), bits in filled_by.items():
            for word in telling.words(choice, nth):
                self._fills[word] = self._fills.get(word, 0) | bits
        self.likely = lru_cache(maxsize=LATEST)(self._likely)

    def _likely(self, tokens: tuple[str, ...]) -> int:
        """A bit for each line of which all slots are filled by `tokens`."""
        filled = reduce(or_, filter(None, map(self._fills.get, tokens)), self._filled)
        likely = filled & self._first
        for _ in range(1, SLOTS):
            filled >>= self._count
            likely &= filled
        return likely


class _Telling:
    """Of choices the words of which one must be said: of a phrase its rarest, and so its second and third.

    `needed`: how many lines need each choice. Words are as rare as they are needed.
    """

    def __init__(self, needed: Mapping[Choice, int]) -> None:
        self._used: dict[str, int] = defaultdict(int)
        for choice, times in needed.items():
            for word in chain(choice.words, *choice.all_phrases()):
                self._used[word] += times
        self._rarest = cache(lambda phrase: sorted(phrase, key=self._used.__getitem__))
        self._often = {choice: sum(map(self._used.__getitem__, self.words(choice))) for choice in needed}

    def words(self, choice: Choice, nth: int = 0) -> frozenset[str]:
        """The words of which one must be said: of a phrase its rarest but for `nth`."""
        if not choice.phrases:
            return choice.words
        phrases = map(self._rarest, choice.all_phrases())
        return choice.words.union(phrase[min(nth, len(phrase) - 1)] for phrase in phrases)

    def rarest(self, choices: Iterable[Choice]) -> list[tuple[Choice, int]]:
        """What tells most whether all of them are said, the rarest first; where they are few, more of their phrases."""
        rarest = sorted(choices, key=self._often.__getitem__)
        return [(choice, nth) for nth in range(SLOTS) for choice in rarest if choice.phrases or not nth]
