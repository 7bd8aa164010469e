"""What free text settles: answers told outright, and the answer to the question that was asked.

A rule of content (`Saying`) settles an answer only if its words are said and nothing takes them back. Two rules that
disagree settle nothing: what is not clear is asked.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import chain, groupby, zip_longest
from typing import Generic, TypeVar

from bot.content.intents import Hears, Intents, Saying
from bot.matching.patterns import Concepts, Habits, Pattern, Spelling, covers, places
from bot.matching.spelling import Speller
from bot.matching.text import Span

Options = Mapping[str, Mapping[str, Sequence[str]]]
"""Question name -> code -> patterns that mean it when that question was asked."""

DENIES = "no"
"""The concept whose words take back what follows them in the same thought."""
YES, UNSURE = "yes", "unsure"
AGREES = "agrees"
"""What `answers` calls a yes to all that was read back: "they do" is one to a question of its own."""
END = "."
JOINTS = frozenset("i im id ive ill its we if but so because although though however while whereas".split())
"""Words that begin a new thought: "not sure if I need it" denies nothing of what comes after the "if"."""
ASKING = frozenset("am can could did do have must shall should was will would".split())
WHO = frozenset({"i", "we"})
""" "Can i", "should we": there they begin nothing new."""
SOMEBODY = frozenset(
    "lady ladies man men gentleman gentlemen woman women person people client clients customer customers couple chap "
    "chaps someone somebody those family families neighbour neighbours".split()
)
TENDING = frozenset("look care help support visit see work go".split())
""" "The lady i look after", "people we visit": what follows only tells who is meant."""
AFTER_NO = frozenset(
    "just only he she they hes shes theyre hed shed theyd shell hell theyll wait hang my our me we".split()
)
"""Words before which a "no" stands for itself: "no just me", "no wait", "no my daughter does"."""
NONE = "none"
"""What stands for a "no" behind what it denies: "wales no" is no "no, wales"."""
NOES = frozenset({"no", "nope", "nah", NONE})
LEADS_TO_PLACE = frozenset("in near nr round around at from upon by".split())
LONGEST_DENIED = 7
"""Words before a "no" that stands for itself, at most, that it denies."""
BEFORE_NO = frozenset(
    "dont not and or but mostly mainly probably usually maybe think say says said is be a yes yeah yep".split()
)
"""Words after which a "no" denies nothing before it: "mostly no", "yes and no", "I dont no"."""
AND_MY = frozenset({END, *"and n plus also both my the our a an".split()})
"""Words that may stand between two options of a list."""
INITIALS = re.compile(r"\b(?:[a-z]\.){2,}")
PAUSES = re.compile(r",|;|\s-\s|\n")
PUT_IN_DOUBT = re.compile(r"^[^?]{1,60}\?+\s*(?=(?:not sure|dunno|don'?t know|unsure)\b)")
"""What they put to themselves and are not sure of: "sole trader? not sure"."""
PUT_AND_DENIED = re.compile(r"\?+\s*(no|nope|nah|none|never|not (?:yet|at all))\b[,.]*")
""" "Poa? no her daughter": a "no" that stands for itself."""
LISTED = re.compile(r"(?>[a-z' ]{2,40}? (?:no|nope|none|yes|yeah)\b[\s,.;]*){2,}+")
"""One thing after the other, each with a yes or no behind it: "helpers no cover no agency no"."""
YES_OR_NO = re.compile(r" (no|nope|none)\b[\s,.;]*| (?:yes|yeah)\b[\s,.;]*")
AND_SIGN = re.compile(r"&|(?<=[a-z] )\+(?= [a-z])")
""" "Just me & dave", "me + sue"."""
AN_FOR_AND = re.compile(r"\ban(?= [bcdfgjklmnpqrstvwxyz])")
""" "wash an dress": no word that begins so has an "an" before it."""
SHORTEST_REPAIRED = 5
"""Letters of the shortest word of ours whose one-letter slips are put right."""
FEWEST_TO_MISS = 3
"""Words of the shortest thought that is heard by itself, or missed."""
BRIEF_THOUGHT = 4
"""Words of the longest thought after "only me" that may be of somebody else, and words near it in its own: "sal does
the nights", "only me really well and dave"."""
SHORTEST_QUESTION = 3
"""Words of the shortest message whose question mark makes it a question to us."""


class Words(list[str]):
    """The words meant, in order, with "." between thoughts; `present` holds each once."""

    @cached_property
    def present(self) -> frozenset[str]:
        """Each word once."""
        return frozenset(self)


@dataclass(frozen=True, slots=True)
class Sought:
    """A pattern, and for each of its steps the words of which one must be there at all."""

    pattern: Pattern
    needs: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, pattern: Pattern) -> "Sought":
        """From the pattern alone."""
        return cls(pattern, tuple(choice.firsts for choice in pattern.needed()))

    def spans(self, words: Words) -> list[Span]:
        """Every place where the pattern stands. One between `^` and `$` must be the whole message."""
        if any(need.isdisjoint(words.present) for need in self.needs):
            return []
        steps = self.pattern.steps
        if steps[0].edge == "^" and steps[-1].choice.or_end:
            return [(0, len(words))] if END not in words.present and covers(self.pattern, words) else []
        return list(places(self.pattern, words))

    def starts(self, words: Words) -> list[int]:
        """Every place where the pattern begins."""
        return [start for start, _ in self.spans(words)]


Patterns = tuple[Sought, ...]
ByOption = Mapping[str, Mapping[str, Patterns]]
"""Question -> code -> what means it."""
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Shelf(Generic[Kind]):
    """Things in order, each with patterns of which one must stand, found by the words of a message: most have none."""

    things: tuple[Kind, ...]
    by_word: Mapping[str, tuple[int, ...]]
    """A word -> the places of the things that may be meant where it is said."""
    always: tuple[int, ...]
    """The places of the things without a pattern."""

    @classmethod
    def of(cls, things: Iterable[tuple[Kind, Patterns]]) -> "Shelf[Kind]":
        """Things with their patterns."""
        told = tuple(things)
        by_word: dict[str, list[int]] = defaultdict(list)
        for at, (_, patterns) in enumerate(told):
            for word in frozenset().union(*(min(sought.needs, key=len) for sought in patterns)):
                by_word[word].append(at)
        always = tuple(at for at, (_, patterns) in enumerate(told) if not patterns)
        return cls(tuple(thing for thing, _ in told), {word: tuple(of) for word, of in by_word.items()}, always)

    def likely(self, words: Words) -> list[Kind]:
        """What the words may mean, in order; anything else they do not."""
        found = {at for word in self.by_word.keys() & words.present for at in self.by_word[word]}
        return [self.things[at] for at in sorted(found.union(self.always))]


Guards = Mapping[tuple[str, str], tuple[Patterns, Patterns]]
"""Question and code -> what takes it back if it is said at all, and if it is said and not denied."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A saying with its patterns read."""

    saying: Saying
    says: Patterns
    amid: Patterns
    unless: Patterns


Read = Callable[[Iterable[str]], Patterns]
"""What reads lines as patterns."""


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
    def of(cls, hears: Hears, read: Read) -> "Manner":
        """From content."""
        return cls(*(read(getattr(hears, one.name)) for one in fields(cls)))

    def all(self) -> Iterator[Patterns]:
        """The patterns of each."""
        return (getattr(self, one.name) for one in fields(self))


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
        assent = {END, *settled_words(hears.assent, habits), *_named((answers.get(AGREES, ()),))}
        if not hears.fillers:
            return cls({}, {}, frozenset(), frozenset(assent))
        plainly = _named(answers.get(code, ()) for code in (YES, "no", UNSURE))
        idle = frozenset({END, *settled_words(hears.fillers, habits), *plainly})
        return cls(
            {name: idle.union(_named(codes.values())) for name, codes in options.items()},
            {
                (name, code): idle.union(_named((says,)))
                for name, codes in options.items()
                for code, says in codes.items()
            },
            idle,
            frozenset(assent),
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What a flow hears in people's own words. `options` answer the question asked, `answers` any question."""

    spelling: Spelling
    denies: frozenset[str]
    rules: Shelf[Rule]
    options: Mapping[str, Shelf[tuple[str, Patterns]]]
    """Question -> its codes with what means them."""
    answers: Mapping[str, Patterns]
    about: Mapping[str, Patterns]
    """Question -> the words that it is about."""
    withdraws: Mapping[str, Patterns]
    """Question -> the words that say that its answer holds no more."""
    guards: Guards
    lenient: frozenset[tuple[str, str]]
    """Question and code of the answers after which less is asked."""
    alone: Mapping[tuple[str, str], Patterns]
    """Question and code -> what is said beside which an unknown word may be another's name."""
    strict: frozenset[tuple[str, str]]
    """Of those that nothing asks more than."""
    beside: Beside
    mights: frozenset[str]
    manner: Manner

    @classmethod
    def of(cls, hears: Hears, options: Options, intents: Intents, speller: Speller | None = None) -> "Told":
        """Compiled from content; PatternError for a pattern that cannot be read. `speller`: for how people text."""
        habits = Habits.of({**intents.spelling, **hears.spelling})
        concepts = Concepts(hears.concepts, habits)

        def read(lines: Iterable[str]) -> Patterns:
            return tuple(Sought.of(concepts.pattern(line)) for line in lines)

        def each(named: Mapping[str, Iterable[str]]) -> dict[str, Patterns]:
            return {name: read(lines) for name, lines in named.items()}

        rules = tuple(Rule(one, read(one.says), read(one.amid), read(one.unless)) for one in hears.sayings)
        by_option = {name: each(codes) for name, codes in options.items()}
        answers, about, withdraws = each(hears.answers), each(hears.about), each(hears.withdraws)
        manner = Manner.of(hears, read)
        of_guards = {(name, code): guard for name, codes in hears.guards.items() for code, guard in codes.items()}
        guards = {one: (read(guard.unless), read(guard.against)) for one, guard in of_guards.items()}
        denies = concepts.pattern(f"<{DENIES}>").steps[0].choice.words
        others = (answers, about, withdraws, *by_option.values())
        patterns = chain(_of_rules(rules), *(one.values() for one in others), manner.all(), *guards.values())
        words = denies.union(*(_words(sought.pattern) for sought in chain.from_iterable(patterns)))
        return cls(
            _spelling(words, {*intents.real_words.split(), *hears.real_words.split()}, habits, speller),
            denies,
            Shelf.of((rule, rule.says) for rule in rules),
            {name: Shelf.of((one, one[1]) for one in codes.items()) for name, codes in by_option.items()},
            answers,
            about,
            withdraws,
            guards,
            frozenset(one for one, guard in of_guards.items() if guard.lenient),
            {one: read(guard.alone) for one, guard in of_guards.items() if guard.alone},
            frozenset(one for one, guard in of_guards.items() if guard.strict),
            Beside.of(hears, habits, answers, by_option),
            frozenset(hears.mights.split()),
            manner,
        )

    def words(self, text: str) -> Words:
        """The words meant by a text."""
        words = Words()
        plain = INITIALS.sub(lambda found: found[0].replace(".", ""), text)
        typed = AN_FOR_AND.sub("and", AND_SIGN.sub(" and ", plain))
        read = self.spelling.read(PAUSES.sub(". ", parted(typed)))
        for word, after in zip_longest(read, read[1:], fillvalue=""):
            if words and begins_thought(word, words[-1]) and not tells_whom(words[-1], word, after):
                words.append(END)
            words.append(word)
        while words and words[-1] == END:
            words.pop()
        return with_noes_first(words) if not NOES.isdisjoint(words) else words

    def settled(self, text: str, where: str | None = None, asked: str | None = None) -> dict[str, str]:
        """Question -> code for all that the text settles. `where`: the nation of the place it names (`nations`).

        What is `asked` needs nothing beside it: "in Pershore" says where when we ask where.
        """
        return self._settled(self.words(text), where, asked)

    def would_settle(self, text: str, where: str | None = None) -> dict[str, str]:
        """The same of what somebody might do, as if they did: "I might take on a helper"."""
        words = self.words(text)
        return self._settled(Words(word for word in words if word not in self.mights), where, None)

    def _settled(self, words: Words, where: str | None, asked: str | None) -> dict[str, str]:
        held = self._said(words, where, asked)
        alone = agreed(settles for saying, settles in held if not saying.beside)
        beside = (one for one in held if not one[0].beside or asked in one[0].settles or has_company(one[0], alone))
        found = agreed(settles for _, settles in beside)
        loose = self.lenient if self._stringed(words) else ()
        return {name: code for name, code in found.items() if (name, code) not in loose}

    def _said(self, words: Words, where: str | None, asked: str | None) -> list[tuple[Saying, dict[str, str]]]:
        """The sayings that are said, each with what it settles."""
        likely = (rule for rule in self.rules.likely(words) if in_place(rule.saying, where, asked))
        return [(rule.saying, self._left(rule.saying, words, asked)) for rule in likely if self._holds(rule, words)]

    def _left(self, saying: Saying, words: Words, asked: str | None) -> dict[str, str]:
        """What a saying settles that nothing else said takes back.

        What nothing asks more than, and was not asked, is not taken back by what only goes with another answer.
        """
        told = saying.settles.items()
        return {
            name: code
            for name, code in told
            if not self._taken_back(name, code, words, unasked=name != asked and (name, code) in self.strict)
        }

    def _stringed(self, words: Words) -> bool:
        """Whether there is a string attached, or no certainty: "but", "unless", "I think"."""
        return seen(self.manner.doubts, words) or seen(self.manner.thinks, words)

    def answer(self, question: str, text: str, where: str | None = None) -> str | None:
        """The code that the text answers an asked question with; None where it is not clear. `where`: as above.

        Nor is it clear where more could be asked after another answer that the same words tell when it is not asked.
        """
        code = self._answer(question, text, where)
        if code in (None, UNSURE) or (question, code) in self.strict:
            return code
        said = (found for _, found in self._said(self.words(text), where, None))
        return code if all(found.get(question, code) == code for found in said) else None

    def _answer(self, question: str, text: str, where: str | None) -> str | None:
        words = self.words(text)
        plain = self.plain(words, self.codes(question))
        if plain == UNSURE:
            return None if self._of_another(question, words) else UNSURE
        told = self.outright(question, text, where)
        if seen(self.manner.hedges, words):
            return self._for_the_most_part(question, told, plain, words)
        if told:
            loose = (question, told) in self.lenient and self._stringed(words)
            return None if loose or disagree(told, plain) else told
        if plain is None or self._taken_back(question, plain, words):
            return None
        if told == "":
            return plain if self._only_strictly(question, plain, words) else None
        more = self._adds(question, plain, words, self.settled(text, where, question))
        return None if more or self._part_open(question, plain, words) else plain

    def _part_open(self, question: str, plain: str, words: Words) -> bool:
        """Whether words leave a part open of a plain yes or no: "yes if I can", "no only for cover"."""
        loose = plain == "no" or (question, plain) in self.lenient
        return self._stringed(words) or seen(self.manner.maybe, words) or (loose and seen(self.manner.narrows, words))

    def _for_the_most_part(self, question: str, told: str | None, plain: str | None, words: Words) -> str | None:
        """The answer that holds even where it is told only for the most part, as nothing asks more: "mostly yes"."""
        code = self._plain_part(question, words) if told is None else told
        holds = (question, code) in self.strict and plain in (None, code)
        return code if code and (holds or self._strictly(question, told, plain)) else None

    def _plain_part(self, question: str, words: Words) -> str | None:
        """The yes or no that is all there is beside the words that leave a part open."""
        rest = left(words, self.manner.hedges)
        return self.plain(rest, self.codes(question)) if rest.present <= self.beside.fillers else None

    def _strictly(self, question: str, told: str | None, plain: str | None) -> bool:
        """Whether a yes after which no less is asked was said in words of its own: "dementia mostly"."""
        return told == YES and plain is None and (question, YES) not in self.lenient

    def without(self, words: Words, code: str) -> Words:
        """Words without those that this code of `answers` is said with."""
        return left(words, self.answers.get(code, ()))

    def leaves_open(self, question: str, text: str) -> bool:
        """Whether a text answers a question for the most part alone, or for now: "mostly me", "not usually"."""
        words = self.words(text)
        plain = self.plain(words, self.codes(question))
        if plain and plain != UNSURE and seen(self.manner.narrows, words):
            return True
        if not seen(self.manner.hedges, words):
            return False
        rest = left(words, self.manner.hedges)
        named = self.outright(question, text) is not None or self._option(question, rest) is not None
        return not rest or named or self.plain(rest, self.codes(question)) is not None

    def _of_another(self, question: str, words: Words) -> bool:
        """Whether they are not sure of what another question is about: "I dont know if shes got power of attorney"."""
        about = [name for name, patterns in self.about.items() if name in self.options and seen(patterns, words)]
        return bool(about) and question not in about and question in self.about

    def outright(self, question: str, text: str, where: str | None = None) -> str | None:
        """The code that the text answers with in words of its own, not by a yes or no; "" where it is not clear."""
        words = self.words(text)
        told = self.settled(text, where, question).get(question)
        code = told or self._option(question, words)
        return "" if code and self._taken_back(question, code, words) else code

    def hints(self, text: str) -> dict[str, str]:
        """Question -> the one option whose own words are said, for every question, had it been asked."""
        return self._hints(self.words(text))

    def hints_of(self, text: str) -> dict[str, str]:
        """The same, where no question is open: nothing taken back, and nothing by how often or how much."""
        clear = left(self.words(text), self.manner.maybe)
        return {name: code for name, code in self._hints(clear).items() if not self._taken_back(name, code, clear)}

    def _hints(self, words: Words) -> dict[str, str]:
        found = {name: self._option(name, words) for name in self.options}
        return {name: code for name, code in found.items() if code}

    def codes(self, question: str) -> tuple[str, ...]:
        """The codes that a question may be answered with; none for one that is not known."""
        return tuple(code for code, _ in self.options[question].things) if question in self.options else ()

    def _option(self, question: str, words: Words) -> str | None:
        """The one option whose words are said; "" where it is several, or said with a doubt."""
        codes = self._options(question, words)
        if not codes:
            return None
        return codes[0] if len(codes) == 1 and not seen(self.manner.doubts, words) else ""

    def _options(self, question: str, words: Words) -> list[str]:
        """Every option whose words are said."""
        return [code for code, patterns in self._likely(question, words) if self._any(patterns, words)]

    def _likely(self, question: str, words: Words) -> list[tuple[str, Patterns]]:
        """The options of a question that the words may name, with what means them."""
        return self.options[question].likely(words) if question in self.options else []

    def plain(self, words: Words, offered: Iterable[str]) -> str | None:
        """The code among those offered that the words begin with: "yes", "nope"; "not sure" wins wherever it stands."""
        codes = [code for code in offered if code in self.answers]
        if UNSURE in codes and seen(self.answers[UNSURE], words):
            return UNSURE
        if seen(self.manner.other_noes, words):
            return None
        begins = {code: self._begins(self.answers[code], words) for code in codes}
        best = max(begins, key=lambda code: begins[code], default=None)
        return best if best and begins[best] else None

    def agrees(self, text: str) -> bool:
        """Whether a text is a yes and nothing besides, but words that add nothing."""
        words = self.words(text)
        return self.meant(words, (AGREES,)) is not None and words.present <= self.beside.assent

    def half_agrees(self, text: str) -> bool:
        """Whether a text is a yes that is not sure, and nothing besides: "yes I think so"."""
        words = self.words(text)
        vague = _named((self.manner.thinks,))
        return (
            seen(self.manner.thinks, words)
            and words.present <= self.beside.assent | vague
            and self.plain(words, (UNSURE,)) is None
        )

    def misses(self, text: str, asked: str | None, where: str | None = None) -> bool:
        """Whether a thought of some words is in a text of which nothing is heard, with this question open or none."""
        return any(self._missed(text, asked, where))

    def missed_about(self, text: str, asked: str | None, where: str | None = None) -> set[str]:
        """The questions that thoughts of which nothing is heard are about."""
        return {name for part in self._missed(text, asked, where) for name in self._about(part)}

    def _missed(self, text: str, asked: str | None, where: str | None) -> Iterator[Words]:
        """The thoughts of some words of which nothing is heard."""
        parts = self._long_thoughts(text)
        return (part for part in parts if not (part.present <= self.beside.fillers or self._tells(part, asked, where)))

    def makes_exception(self, question: str, answers: Mapping[str, str], text: str) -> bool:
        """Whether an answer that something asks more than is told with what may be an exception to it."""
        told = question in answers and (question, answers[question]) not in self.strict
        return told and seen(self.manner.exceptions, self.words(text))

    def fitting(self, question: str, text: str) -> tuple[str, ...]:
        """The codes of a question that nothing said speaks against: of words that answer it, only what they name."""
        words = self.words(text)
        return tuple(code for code in self.codes(question) if not self._speaks_against(question, code, words))

    def _speaks_against(self, question: str, code: str, words: Words) -> bool:
        """Whether words may mean another answer than this one, or leave a part of it open."""
        named = set(self._options(question, words))
        if self._taken_back(question, code, words) or self.plain(words, self.codes(question)) not in (None, code):
            return True
        vague = any(
            seen(some, words)
            for some in (self.manner.exceptions, self.manner.narrows, self.manner.maybe, self.manner.hedges)
        )
        return vague or self._stringed(words) or bool(named - {code}) or (not named and question in self._about(words))

    def says_only(self, question: str, code: str, text: str) -> bool:
        """Whether a text holds nothing but words of this answer, and some that add nothing to one."""
        return self.words(text).present <= self.beside.own.get((question, code), frozenset())

    def disputed(self, text: str, asked: str | None) -> set[str]:
        """The questions that a text tells two answers to, so that it settles none."""
        words = self.words(text)
        told = {pair for _, found in self._said(words, None, asked) for pair in found.items()}
        return {name for name, times in Counter(name for name, _ in told).items() if times > 1}

    def _long_thoughts(self, text: str) -> list[Words]:
        """The thoughts of a text that have enough words to tell something by themselves."""
        return [part for part in thoughts(self.words(text)) if len(part) >= FEWEST_TO_MISS]

    def _tells(self, words: Words, asked: str | None, where: str | None) -> bool:
        """Whether words by themselves answer any question."""
        return bool(self._settled(words, where, asked) or self._hints(words))

    def hints_apart(self, text: str, asked: str | None) -> Iterator[tuple[str, str]]:
        """The question and code of every hint, each thought heard by itself, but for what it settles outright."""
        for part in self._long_thoughts(text):
            settled = self._settled(part, None, asked)
            yield from ((name, code) for name, code in self._hints(part).items() if name not in settled)

    def meant(self, words: Words, codes: Iterable[str]) -> str | None:
        """The first of these codes of `answers` that stands anywhere in the words."""
        return next((code for code in codes if self._any(self.answers.get(code, ()), words)), None)

    def speaks_of(self, text: str) -> tuple[str, ...]:
        """The questions that a text is about, whatever it says of them."""
        return self._about(self.words(text))

    def _about(self, words: Words) -> tuple[str, ...]:
        return tuple(name for name, patterns in self.about.items() if seen(patterns, words))

    def withdrawn(self, text: str, held: Mapping[str, str]) -> tuple[str, ...]:
        """The questions whose answer is said to hold no more, of those that something asks more than."""
        words = self.words(text)
        theirs = (name for name in self.withdraws if name in held and (name, held[name]) not in self.lenient)
        return tuple(name for name in theirs if seen(self.withdraws[name], words))

    def named(self, question: str, words: Words) -> str | None:
        """The option of a question that the words name; of several, the one named by most words."""
        found = {code: self._longest(patterns, words) for code, patterns in self._likely(question, words)}
        best = max(found, key=lambda code: found[code], default=None)
        return best if best and found[best] else None

    def all_named(self, question: str, words: Words, denied: bool = False) -> tuple[str, ...]:
        """Every option of a question that the words name; if `denied`, also those with a "not" before them."""
        names = seen if denied else lambda patterns, words: self._any(patterns, words)
        return tuple(code for code, patterns in self._likely(question, words) if names(patterns, words))

    def listed(self, question: str, words: Words) -> tuple[tuple[str, ...], Words]:
        """The options that follow one another, as "my dbs and insurance", and the words that are left."""
        found, last = list[str](), 0
        for start, end, code in sorted(self._spans(question, words)):
            if not found or (start >= last and AND_MY.issuperset(words[last:start])):
                found, last = [*found, code], -end
        return tuple(dict.fromkeys(found)), Words(words[last:])

    def _spans(self, question: str, words: Words) -> Iterator[tuple[int, int, str]]:
        """Where each option is named: its start, its end with a minus (the longest first), its code."""
        for code, patterns in self._likely(question, words):
            yield from ((start, -end, code) for sought in patterns for start, end in sought.spans(words))

    def is_question(self, text: str) -> bool:
        """Whether this asks us something, so that it answers nothing."""
        words = self.words(text)
        return (text.endswith("?") and len(words) >= SHORTEST_QUESTION) or seen(self.manner.asks, words)

    def seeks(self, text: str) -> bool:
        """Whether this asks for somebody to come and help, and does not tell of their own work."""
        words = self.words(text)
        return seen(self.manner.seeks, words) and not seen(self.manner.offers, words)

    def _holds(self, rule: Rule, words: Words) -> bool:
        if seen(rule.unless, words) or (rule.amid and not seen(rule.amid, words)):
            return False
        if not rule.says:
            return True
        starts = chain.from_iterable(self._stands(pattern, words) for pattern in rule.says)
        return any(not rule.saying.present or self._now(words, start) for start in starts)

    def _now(self, words: Words, start: int) -> bool:
        """Whether what is said at `start` is no former job: none is spoken of before, or something new between."""
        last = max((at for at in starts_of(self.manner.past, words) if at < start), default=None)
        return last is None or any(last < at <= start for at in starts_of(self.manner.anew, words))

    def _taken_back(self, question: str, code: str, words: Words, *, unasked: bool = False) -> bool:
        """Whether something else that is said speaks against an answer."""
        unless, against = self.guards.get((question, code), ((), ()))
        named = self._names_another(self.alone.get((question, code), ()), words)
        return named or seen(unless, words) or (not unasked and self._any(against, words))

    def _names_another(self, beside: Patterns, words: Words) -> bool:
        """Whether a word that is not known stands near one of these, or in a brief thought after it: no town's name."""
        parts = [less_towns(part) for part in thoughts(words)] if seen(beside, words) else []
        for at, part in enumerate(parts):
            spans = [span for sought in beside for span in sought.spans(part)]
            near = [word for start, end in spans for word in part[max(0, start - BRIEF_THOUGHT) : end + BRIEF_THOUGHT]]
            after = [part for part in parts[at + 1 : at + 2] if spans and len(part) <= BRIEF_THOUGHT]
            said = frozenset(chain(near, *after)) - self.beside.fillers
            if not all(map(self.spelling.knows, said)):
                return True
        return False

    def _only_strictly(self, question: str, code: str, words: Words) -> bool:
        """Whether one strict yes is said and no other: "yes but only sometimes", whatever goes with it."""
        strict = code == YES and (question, code) not in self.lenient
        return strict and self._options(question, words) == [code]

    def _adds(self, question: str, code: str, words: Words, others: Mapping[str, str]) -> bool:
        """Whether more goes with a plain yes or no: an answer to something else, or words beside a lenient one."""
        usual = self.beside.usual.get(question)
        if usual is None:
            return False
        if (question, code) not in self.lenient:
            return bool(others) and code == "no"
        said = {word for at, word in enumerate(words) if not self._denied(words, at)}
        return not (words.present <= usual and said <= self.beside.own[question, code])

    def _begins(self, patterns: Patterns, words: Words) -> int:
        """Words of the longest of these that the words begin with: "certainly not" is longer than "certainly"."""
        return max((end for sought in patterns for start, end in sought.spans(words) if start == 0), default=0)

    def _longest(self, patterns: Patterns, words: Words) -> int:
        spans = (span for sought in patterns for span in sought.spans(words))
        return max((end - start for start, end in spans), default=0)

    def _any(self, patterns: Patterns, words: Words) -> bool:
        return any(True for pattern in patterns for _ in self._stands(pattern, words))

    def _stands(self, pattern: Sought, words: Words) -> Iterator[int]:
        """Where a pattern begins and nothing takes it back."""
        return (start for start in pattern.starts(words) if not self._denied(words, start))

    def _denied(self, words: Words, start: int) -> bool:
        thought = start
        while thought and words[thought - 1] != END:
            thought -= 1
        return not self.denies.isdisjoint(words[thought:start])


def settled_words(written: str, habits: Habits) -> Iterator[str]:
    """The words meant by some that are written one after the other."""
    return chain.from_iterable(map(habits.settled, written.split()))


def thoughts(words: Words) -> list[Words]:
    """The words of each thought, parted at a "but" too."""
    parts = [Words()]
    for word in words:
        if word in (END, "but"):
            parts.append(Words())
        else:
            parts[-1].append(word)
    return [part for part in parts if part]


def less_towns(words: Words) -> Words:
    """The words without what may be the name of a place: "just me in Malvern" names nobody."""
    return Words(word for before, word in zip(["", *words], words, strict=False) if before not in LEADS_TO_PLACE)


def seen(patterns: Patterns, words: Words) -> bool:
    """Whether one of the patterns stands in the words, even if a "not" goes before it."""
    return any(pattern.spans(words) for pattern in patterns)


def left(words: Words, patterns: Patterns) -> Words:
    """The words without those of these patterns."""
    spans = [span for pattern in patterns for span in pattern.spans(words)]
    return Words(word for at, word in enumerate(words) if not any(start <= at < end for start, end in spans))


def parted(typed: str) -> str:
    """A text with a stop after each thing that they put and answer themselves: "poa? no her daughter"."""
    if LISTED.fullmatch(typed):
        return YES_OR_NO.sub(lambda found: f" {found[1]}. " if found[1] else ". ", typed)
    return PUT_AND_DENIED.sub(" no. ", PUT_IN_DOUBT.sub("", typed))


def with_noes_first(words: Words) -> Words:
    """The words with every "no" that stands behind what it denies before it: "power of attorney no", "poa, no"."""
    parts = list[list[str]]()
    for _, group in groupby(words, END.__eq__):
        part = [word for word in group if word != END]
        if part and NOES.issuperset(part) and parts and is_denied(parts[-1]):
            part = [*parts.pop(), *part]
        parts += [[NONE, *part[:-1]] if part[-1] in NOES and is_denied(part[:-1]) else part] if part else []
    return Words([*chain.from_iterable([END, *part] for part in parts)][1:])


def is_denied(part: Sequence[str]) -> bool:
    """Whether a "no" after these words is of them."""
    return 0 < len(part) <= LONGEST_DENIED and part[-1] not in BEFORE_NO and part[0] not in NOES


def begins_thought(word: str, before: str) -> bool:
    """Whether a new thought begins at a word after another."""
    joint = word in JOINTS and not (word in WHO and before in ASKING)
    return before != END and (joint or (before in NOES and word in AFTER_NO))


def tells_whom(before: str, word: str, after: str) -> bool:
    """Whether words only tell which people are meant: "the lady i look after"."""
    return word in WHO and before in SOMEBODY and after in TENDING


def starts_of(patterns: Patterns, words: Words) -> list[int]:
    """Every place where one of the patterns begins."""
    return [start for pattern in patterns for start in pattern.starts(words)]


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


def _of_rules(rules: Iterable[Rule]) -> Iterator[Patterns]:
    for rule in rules:
        yield from (rule.says, rule.amid, rule.unless)


def _spelling(words: frozenset[str], real: set[str], habits: Habits, speller: Speller | None) -> Spelling:
    """How words are read that aim at these; `real` ones are left alone."""
    repaired = (word for word in words if len(word) >= SHORTEST_REPAIRED)
    alike = speller.beside(words | real).alike if speller else None
    return Spelling.of(habits, words, repaired, real | JOINTS, alike)


def _named(lists: Iterable[Patterns]) -> frozenset[str]:
    """Every word that patterns name."""
    return frozenset(chain.from_iterable(_words(sought.pattern) for patterns in lists for sought in patterns))


def _words(pattern: Pattern) -> Iterator[str]:
    for step in pattern.all_steps():
        yield from step.choice.words
        for phrase in step.choice.all_phrases():
            yield from phrase
