"""What free text settles: answers told outright, and the answer to the question that was asked.

A rule of content (`Saying`) settles an answer only if its words are said and nothing takes them back. Two rules that
disagree settle nothing: what is not clear is asked.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.content.intents import Hears, Intents, Saying
from bot.matching.patterns import Concepts, Habits, Spelling
from bot.matching.sought import Patterns, Reader, Shelf, Sought, left, named_in, seen, starts_of
from bot.matching.spelling import Speller
from bot.matching.thoughts import END, Words, in_thoughts, less_towns, thoughts, typed
from bot.matching.told_rules import (
    AGREES,
    UNSURE,
    YES,
    Answer,
    Beside,
    Guards,
    Manner,
    Rule,
    agreed,
    disagree,
    has_company,
    in_place,
    spelling_for,
)

Options = Mapping[str, Mapping[str, Sequence[str]]]
"""Question name -> code -> patterns that mean it when that question was asked."""

UNKNOWING = "unknowing"
"""What `answers` calls words for those in their care who do not know."""
DENIES = "no"
"""The concept whose words take back what follows them in the same thought."""
AND_MY = frozenset({END, *"and n plus also both my the our a an".split()})
"""Words that may stand between two options of a list."""
FEWEST_TO_MISS = 3
"""Words of the shortest thought that is heard by itself, or missed."""
BRIEF_THOUGHT = 4
"""Words of the longest thought after "only me" that may be of somebody else, and words near it in its own: "sal does
the nights", "only me really well and dave"."""
BRIEF_NO = 5
"""Words of the longest "no" that is an idiom with any word that the question does not know: "no signal sorry"."""
SHORTEST_QUESTION = 3
"""Words of the shortest message whose question mark makes it a question to us."""


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
    beside: Beside
    mights: frozenset[str]
    manner: Manner

    @classmethod
    def of(cls, hears: Hears, options: Options, intents: Intents, speller: Speller | None = None) -> "Told":
        """Compiled from content; PatternError for a pattern that cannot be read. `speller`: for how people text."""
        habits = Habits.of({**intents.spelling, **hears.spelling})
        concepts = Concepts(hears.concepts, habits)
        reader = Reader(concepts)
        answers, by_option = reader.each(hears.answers), {name: reader.each(codes) for name, codes in options.items()}
        denies = concepts.pattern(f"<{DENIES}>").steps[0].choice.words
        real = {*intents.real_words.split(), *hears.real_words.split()}
        return cls(
            denies=denies,
            rules=Shelf.of((rule, rule.says) for rule in [Rule.of(one, reader) for one in hears.sayings]),
            options={name: Shelf.of((one, one[1]) for one in codes.items()) for name, codes in by_option.items()},
            answers=answers,
            about=reader.each(hears.about),
            withdraws=reader.each(hears.withdraws),
            guards=Guards.of(hears, reader),
            beside=Beside.of(hears, habits, answers, by_option),
            mights=frozenset(hears.mights.split()),
            manner=Manner.of(hears, reader),
            spelling=spelling_for(denies.union(reader.words), real, habits, speller),
        )

    @property
    def lenient(self) -> frozenset[Answer]:
        """Question and code of the answers after which less is asked."""
        return self.guards.lenient

    @property
    def strict(self) -> frozenset[Answer]:
        """Of the others, those that nothing asks more than."""
        return self.guards.strict

    def words(self, text: str) -> Words:
        """The words meant by a text."""
        return in_thoughts(self.spelling.read(typed(text)))

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
        told = self.outright(question, text, where)
        if plain == UNSURE and not self._of_theirs(question, told, words):
            return None if self._of_another(question, words) else UNSURE
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

    def _of_theirs(self, question: str, told: str | None, words: Words) -> bool:
        """Whether it is those in their care who do not know, which is a yes that nothing asks more than."""
        return told == YES and (question, YES) in self.strict and self.meant(words, (UNKNOWING,)) is not None

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
        vague = named_in((self.manner.thinks,))
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

    def is_one_thought(self, text: str) -> bool:
        """Whether a text is a single thought, with a bare yes or no before or after it at most."""
        return sum(len(part) > 1 for part in thoughts(self.words(text))) <= 1

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
        unless, against = self.guards.takes.get((question, code), ((), ()))
        named = self._names_another(self.guards.alone.get((question, code), ()), words)
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
        """Whether more goes with a plain yes or no: an answer to something else, or words beside a lenient one.

        A brief no with a word that is not of the question is an idiom: "no comment", "not today".
        """
        usual = self.beside.usual.get(question)
        if usual is None:
            return False
        if (question, code) not in self.lenient:
            return code == "no" and (bool(others) or self._idiom(question, words))
        said = {word for at, word in enumerate(words) if not self._denied(words, at)}
        return not (words.present <= usual and said <= self.beside.own[question, code])

    def _idiom(self, question: str, words: Words) -> bool:
        """Whether a brief no holds a word that is not of the question: one that has words of its own for a no."""
        own = dict(self.options[question].things)["no"]
        brief = sum(word != END for word in words) <= BRIEF_NO
        return bool(own) and brief and not words.present <= self.beside.usual[question]

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
