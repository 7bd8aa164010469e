"""What kind of message is this: safety, opt-out, command, the start of something, or an answer.

Everything people say for it is in content/intents.yaml, as lines that `patterns` reads. Each result names its rule.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, get_args

from bot.content.intents import Afterwards, Intents, Rule
from bot.content.pieces import Problem
from bot.content.sayings import Topic
from bot.matching.danger_slips import DangerSlips
from bot.matching.faq import HeardAnswer
from bot.matching.likeness import BREAK, FOUNDERS, FOUNDING, OFF_TOPIC, HeardKind, Likeness, sentences
from bot.matching.misspelt import Misspelt
from bot.matching.patterns import (
    Concepts,
    Excuse,
    Habits,
    Line,
    PatternError,
    Rulebook,
    Spelling,
    covers,
    excuses,
    plea_left_out,
    spoken,
)

LONGEST_AGE = 30
"""Letters of the longest message that is nothing but an age."""
LONGEST_COMMAND = 11
"""Words of the longest whole message taken for a command."""

SAFETY_INTENTS = {"emergency": "emergency", "self-harm": "emergency", "abuse": "safeguarding"}
"""Kind of danger -> intent, the most pressing first."""

DANGERS = tuple(SAFETY_INTENTS)
TOPICS: tuple[str, ...] = (FOUNDING, *(kind for kind in get_args(Topic) if kind not in FOUNDERS))
"""Kinds that are heard by likeness where no rule speaks."""
FEWEST = 4
"""Words of the shortest message heard by likeness: fewer say too little beside the sentences learnt from."""
FEWEST_CALM = 5
"""Words of the shortest message in which the rest can take a rule back."""
ENOUGH = 6
LOUD, OUTRIGHT, BESIDE, CLEAR, ALARM, CALM = 0.4, 0.3, 0.05, 0.3, 0.0, -0.45
"""Likeness to danger, about -1 to 1: from ALARM it is heard without a rule (from CLEAR in one of fewer words than
ENOUGH, from LOUD in one of fewer than FEWEST, from BESIDE where something is plainly asked for, from OUTRIGHT where it
has its place and time as well, or where somebody plainly tells of their work), below CALM a rule has misheard."""
CALM_AT_WORK = -0.2
"""CALM where somebody plainly tells of their work: "my boss bullied me, so I go self-employed"."""
FIRST_PERSON = frozenset("i im ive id ill me my myself we were weve our us".split())
NOT_OF_SELF = 0.5
"""Likeness from which a founder is heard who says neither "I" nor "we": else "washing and breakfast" asks for help."""
WISHING = frozenset("want wanting fancy thinking thought hoping planning looking like love got been left quit".split())
NOT_I = 0.2
"""The same of who begins with what they want or did, and leaves the "I" out: "fancy doing home help"."""
CALM_OF_SELF_HARM = -0.65
"""CALM where the rule is one of self-harm: "a suicide bereavement group"."""
REQUESTING = frozenset(
    (verb, after)
    for verbs, afters in (
        (
            ("need",),
            ("a", "an", "someone", "somebody", "some", "cleaner", "gardener", "sitter", "carer", "better", "new"),
        ),
        (("can", "could"), ("you", "someone", "somebody", "anyone", "anybody", "i", "we")),
        (("want",), ("someone", "somebody", "another")),
        (("looking",), ("for",)),
    )
    for verb in verbs
    for after in afters
)
"""Pairs of words that a request begins with."""
REQUESTING_VERBS = frozenset(verb for verb, _ in REQUESTING)
AGE = "<under_18>"
"""How the lines that hear a child name an age."""
PERHAPS = "safety_perhaps"
"""The message of a danger that may be none, and that says nothing of what it is."""
LIKELY, PLAIN = -0.35, 0.3
"""Likeness to a topic: from LIKELY it is heard where no need is, from PLAIN even so."""
BARS = {
    OFF_TOPIC: (-0.35, 0.2),
    FOUNDING: (-0.5, -0.2),
    "stop": (0.0, PLAIN),
    "start": (0.5, 0.5),
    "thanks": (0.0, PLAIN),
    "greeting": (0.0, PLAIN),
    "person": (0.0, PLAIN),
    "carer-support": (-0.15, PLAIN),
}
"""The same for what has bars of its own. Founders name the needs that they meet, so that these take little away.
Nobody opts out by half a guess, or back in by any."""

BY_RULE = ("faq", "bereaved", "carer-support")
"""Topics of which each rule is a kind of its own."""

_INTENT_OF = {OFF_TOPIC: "unknown"}
_COURTESY = frozenset(
    "please hi hello hey thanks ta ok okay cheers now love luv duck mate m8 dear hun pet bab darling sorry lol x xx xxx"
    " then again".split()
)
_GREETING = frozenset({BREAK, *"hi hello hey hiya please help thanks thank you ta x xx xxx omg".split()})
PLAIN_BOOKS = (
    "of_people",
    "child",
    "child_fears",
    "at_home",
    "numbers",
    "again",
    "over",
    "not_over",
    "calm",
    "harmless",
    "telling",
    "sms_only_stop",
    "yes",
    "no",
    "all",
    "no_matter",
    "not_early",
    "not_late",
    "the_other",
    "ends_all",
)
"""Keys of intents.yaml of which each is nothing but lines."""
SPELT_BOOKS = "safety child over not_over commands sms_only_stop yes no all topics".split()
OF_OTHERS = "of_others"
"""What the remark is called that tells of somebody else's help."""
STOP_SIGNS = "🛑✋⛔ "
"""Signs that alone opt out."""
_CARDINALS = "one two three four five six seven eight nine ten".split()
_ORDINALS = "first second third fourth fifth".split()
_NO_ONE = frozenset({"none", "neither"})
_LAST = frozenset({"last", "bottom", "final"})
_OF_TIMES = frozenset("time week month year night".split())
"""Words before which "last" is of a time: "she was rude last time"."""
_FIGURES = [str(at) for at in range(1, 11)], "1st 2nd 3rd 4th 5th".split()
_BEFORE_ONE = frozenset(
    "number no option choice details detail info information about for of on choose pick try yes".split()
)
_COUNTED = frozenset(
    "hour hours hr hrs minutes mins day days night nights week weeks times visits people carers".split()
)
"""Words after which a number counts something else than those on a list."""
_OF_HOURS = frozenset("hour hours hr hrs".split())
_OWNED = tuple([f"{word}s" for word in words] for words in (_FIGURES[0], ("", *_CARDINALS[1:])))
"""What is theirs: "number 2s number"."""
_NUMBERS = {word: at for words in (_CARDINALS, _ORDINALS, *_FIGURES, *_OWNED) for at, word in enumerate(words, 1)}


@dataclass(frozen=True, slots=True)
class HeardIntent:
    """The kind of a message. `child`: a child seems to be texting."""

    intent: str
    because: str
    kind: str | None = None
    """Narrows safety (emergency, self-harm, abuse), privacy (show, forget, notice), setup (pause), faq (the answer)."""
    child: bool = False
    weak: bool = False
    """Gives way to a need, place or time heard in the same message: "thanks, and a cleaner too"."""
    likeness: float | None = None
    """How like it sounds, where no rule knows it."""
    number: int | None = None
    """The number said with a command: 2 for "details 2", -1 for the last."""
    whole: bool = False
    """Every word of the message belongs to it, so that no need is asked for."""
    mild: bool = False
    """A danger that may not be one now: the numbers are given, and what else the message asks for."""
    message: str | None = None
    """The message that meets this danger, where that of its kind does not do."""
    at_home: bool = False
    """A partner hurts whoever writes, or they are afraid at home."""
    by_somebody: bool = False
    """Somebody does it, so that it may be a partner."""

    @property
    def danger(self) -> bool:
        """Whether somebody may come to harm."""
        return self.intent in SAFETY_INTENTS.values()

    @property
    def ruled_answer(self) -> HeardAnswer | None:
        """The plain answer that a rule says is asked for."""
        ruled = self.intent == "faq" and self.kind is not None and self.because == self.kind
        return HeardAnswer(self.kind, 1.0, self.because) if ruled and self.kind else None

    @property
    def faint(self) -> bool:
        """Danger that no rule knows, and that is not sure: what else the message asks for is answered too."""
        return self.danger and self.likeness is not None and self.likeness < LOUD


@dataclass(frozen=True, slots=True)
class ListTalk:
    """What is said of a list: a name of `on_list`, the number named (-1 is the last), and whether that is all."""

    kind: str
    number: int | None = None
    whole: bool = False
    hours: int | None = None
    """For how many hours something is asked: "what is it for 3 hours"."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What content says of rules besides what they hear, by their names."""

    weak: frozenset[str]
    """Topics that give way to a need."""
    mild: frozenset[str]
    """Of safety: they tell of a danger that may not be one now."""
    plain_danger: frozenset[str]
    """Of safety: their words can mean nothing else, however calm they sound."""
    by_somebody: frozenset[str]
    """Of emergency: they tell what somebody does."""
    plain_elsewhere: frozenset[str]
    """Of what nobody of ours offers: whoever only tells of it is answered too."""
    messages: Mapping[str, str]
    """Of safety: what is met by a message of its own, with that message."""

    @classmethod
    def of(cls, intents: Intents) -> "Marks":
        """From content."""
        safety, topics = _named(intents.safety).items(), _named(intents.topics).items()
        return cls(
            weak=frozenset(name for name, rule in topics if rule.weak),
            mild=frozenset(name for name, rule in safety if rule.mild),
            plain_danger=frozenset(name for name, rule in safety if rule.plain),
            by_somebody=frozenset(name for name, rule in safety if rule.by_somebody),
            plain_elsewhere=frozenset(name for name, rule in intents.elsewhere.items() if rule.plain),
            messages={name: rule.message for name, rule in safety if rule.message},
        )


@dataclass(frozen=True, slots=True)
class Books:
    """The rules of intents.yaml, book by book."""

    safety: Rulebook
    child: Rulebook
    over: Rulebook
    not_over: Rulebook
    commands: Rulebook
    sms_only_stop: Rulebook
    yes: Rulebook
    no: Rulebook
    all: Rulebook
    topics: Rulebook
    on_list: Rulebook
    """What is said of a list."""
    remarks: Rulebook
    """What tells of somebody and asks for nothing."""
    no_matter: Rulebook
    not_early: Rulebook
    not_late: Rulebook
    the_other: Rulebook
    of_people: Rulebook
    ends_all: Rulebook
    """What, after a death, ends the search and is no opt-out."""
    limits: Rulebook
    """What somebody wants of a helper that no search can tell."""
    elsewhere: Rulebook
    """What nobody of ours offers."""
    at_home: Rulebook
    numbers: Rulebook
    again: Rulebook
    calm: Rulebook
    """What sounds like danger to the ear alone, and tells of none."""
    harmless: Rulebook
    """What sounds like danger to a rule too, and tells of none; what denies it."""
    telling: Rulebook
    """What tells of something and asks for nothing."""
    child_fears: Rulebook
    """What a child fears who told their age before."""
    ages: Rulebook
    """A child who tells their age."""
    young: Rulebook
    """A child who cares, and one of whom a parent tells."""

    @classmethod
    def of(cls, intents: Intents, guards: Mapping[str, Excuse], concepts: Concepts) -> "Books":
        """Compile `intents`. PatternError for a line amiss."""
        plain = {name: {name: Rule(says=getattr(intents, name))} for name in PLAIN_BOOKS}
        rules: dict[str, Mapping[str, Rule]] = plain | {
            "safety": _named(intents.safety),
            "topics": _named(intents.topics),
            "commands": {intent: Rule(says=lines) for intent, lines in intents.commands.items()},
            "on_list": intents.on_list,
            "remarks": {OF_OTHERS: intents.of_others, "remark": intents.remarks},
            "elsewhere": intents.elsewhere,
            "limits": intents.limits,
            "ages": {"ages": Rule(says=_ages(intents.child))},
            "young": {"young_carer": intents.young_carer, "young_helper": intents.young_helper},
        }
        books = cls(**{name: Rulebook(of, guards, concepts) for name, of in rules.items()})
        Rulebook.side_by_side(books.harmless, books.safety, books.calm, books.topics)
        return books

    @property
    def vocabulary(self) -> frozenset[str]:
        """The words that spelling aims at. What is said of a list counts only where there is one."""
        return frozenset(word for name in SPELT_BOOKS for word in getattr(self, name).vocabulary)


@dataclass(frozen=True, slots=True)
class IntentRules:
    """The rules of intents.yaml, ready to read messages. All `words` are text passed through `text.clean`."""

    spelling: Spelling
    books: Books
    marks: Marks
    who_alone: frozenset[str]
    """Words that alone tell of no danger."""
    plain: frozenset[str]
    """Words that tell no business from the others on a list."""
    afterwards: Mapping[str, tuple[Afterwards, Rulebook]]
    """What is said after a danger, by the message that answers it."""
    answers: Callable[[str], tuple[HeardAnswer, ...]] | None = None
    """The plain answers that the words of a question fit."""
    likeness: Likeness | None = None
    """The ear behind the rules, for danger and topics that no rule thought of."""
    slips: Misspelt | None = None
    """Commands through bad spelling."""
    list_slips: Misspelt | None = None
    """What is said of a list through bad spelling, where that is all of the message."""
    danger_slips: DangerSlips | None = None
    """Danger through bad spelling."""

    @classmethod
    def of(cls, intents: Intents, answers: Callable[[str], tuple[HeardAnswer, ...]] | None = None) -> "IntentRules":
        """Compile `intents`; questions that `answers` finds are heard as such. PatternError for a line amiss."""
        habits = Habits.of(intents.spelling)
        concepts = Concepts(intents.concepts, habits)
        guards = excuses(intents.guards, concepts)
        books = Books.of(intents, guards, concepts)
        after = {name: (rule, Rulebook({name: rule}, guards, concepts)) for name, rule in intents.afterwards.items()}
        return cls(
            Spelling.of(habits, books.vocabulary, intents.repaired.split(), intents.real_words.split()),
            books,
            Marks.of(intents),
            concepts.pattern("<who_alone>").steps[0].choice.words,
            frozenset(intents.plain_in_names.split()),
            after,
            answers,
        )

    def hear(self, words: str, channel: str | None = None) -> HeardIntent | None:
        """Safety, then whole-message commands, then topics; None when it is none of these."""
        tokens = self.spelling.read(words)
        telling = without(self.books.harmless, tokens)
        return (
            self._safety(telling)
            or self._whole(words, tokens, channel)
            or self._like_danger(telling)
            or self._about(words, tokens)
        )

    def safety(self, words: str) -> HeardIntent | None:
        """Danger to life, self-harm, abuse or neglect told in `words`, however briefly."""
        telling = without(self.books.harmless, self.spelling.read(words))
        return self._safety(telling) or self._like_danger(telling)

    def tells_over(self, words: str) -> bool:
        """Whether `words` say that a danger is over, or that help has come."""
        return self.books.over.first(self.spelling.read(words)) is not None

    def tells_not_over(self, words: str) -> bool:
        """Whether anything in `words` says that a danger goes on."""
        return self.books.not_over.first(self.spelling.read(words)) is not None

    def whole(self, words: str, channel: str | None) -> HeardIntent | None:
        """An opt-out or command that is the whole message; CANCEL, END, QUIT and REVOKE opt out on "sms" only."""
        return self._whole(words, self.spelling.read(words), channel)

    def misspelt(self, words: str) -> HeardIntent | None:
        """A command that is the whole message but for slips. To be asked where nothing else was heard outright."""
        said = spoken(self.spelling.read(words))
        if self.slips is None or not said or len(said) > LONGEST_COMMAND:
            return None
        bare = _bare(said)
        found = self.slips.line(said) or (self.slips.line(bare) if bare and bare != said else None)
        return _command(*found) if found else None

    def topic(self, words: str) -> HeardIntent | None:
        """What `words` is about, when it is not simply a request for support."""
        tokens = self.spelling.read(words)
        return self._about(words, tokens)

    def likeness_to_danger(self, words: str) -> float:
        """How much `words` sound like danger to the ear, about -1 to 1; 0 where nothing in them is known."""
        heard = self.likeness.danger(self.spelling.read(words), DANGERS) if self.likeness else None
        return heard.score if heard else 0.0

    def only_tells(self, words: str) -> bool:
        """Whether `words` tell of something, and ask for nothing by how they are put: "the door is locked"."""
        return self.books.telling.first(self.spelling.read(words)) is not None

    def asks_numbers(self, words: str) -> bool:
        """Whether `words` ask for numbers that were given: "what was the number"."""
        return self.books.numbers.first(self.spelling.read(words)) is not None

    def after_danger(self, words: str, danger: str, alarmed: bool) -> str | None:
        """The message that answers `words`, said after `danger` was met; None for what is no word about it."""
        said = self.spelling.read(words)
        rules = ((name, rule, book) for name, (rule, book) in self.afterwards.items() if danger in rule.after)
        return next((name for name, rule, book in rules if (alarmed or not rule.alarmed) and book.first(said)), None)

    def tells_of_young(self, words: str) -> str | None:
        """The message that meets a child who cares, or one of whom a parent tells."""
        line = self.books.young.first(self.spelling.read(words))
        return line.rule if line else None

    def tells_age(self, words: str) -> bool:
        """Whether a child tells their age: "im 15"."""
        return self.books.ages.first(self.spelling.read(words)) is not None

    def is_age(self, words: str) -> bool:
        """Whether the whole message is the age of a child: "im 14"."""
        if len(words) > LONGEST_AGE or not self.tells_age(words):
            return False
        return self.books.ages.whole(spoken(self.spelling.read(words))) is not None

    def fears_as_child(self, words: str) -> bool:
        """Whether `words` tell what a child fears: "will they take me away"."""
        return self.books.child_fears.first(self.spelling.read(words)) is not None

    def asks_us_back(self, words: str) -> bool:
        """Whether somebody who opted out seems to want us again."""
        return self.books.again.first(self.spelling.read(words)) is not None

    def says_yes(self, words: str) -> bool:
        """Whether the whole message says yes. It never opts anybody in."""
        return self.books.yes.whole(spoken(self.spelling.read(words))) is not None

    def says_no(self, words: str) -> bool:
        """Whether the whole message says no."""
        return self.books.no.whole(spoken(self.spelling.read(words))) is not None

    def says_all(self, words: str) -> bool:
        """Whether the whole message chooses everything."""
        return self.books.all.whole(spoken(self.spelling.read(words))) is not None

    def says_no_matter(self, words: str) -> bool:
        """Whether the whole message leaves it to us: "dunno", "you tell me"."""
        return self.books.no_matter.whole(spoken(self.spelling.read(words))) is not None

    def says_not_early(self, words: str) -> bool:
        """Whether the whole message wants no early hour, and names none."""
        return self.books.not_early.whole(spoken(self.spelling.read(words))) is not None

    def says_not_late(self, words: str) -> bool:
        """Whether the whole message wants no late hour, and names none."""
        return self.books.not_late.whole(spoken(self.spelling.read(words))) is not None

    def asks_for_other(self, words: str) -> bool:
        """Whether the whole message asks for the search that waits: "next", "the other one"."""
        return self.books.the_other.whole(spoken(self.spelling.read(words))) is not None

    def ends_all(self, words: str) -> bool:
        """Whether the whole message wants something to stop and says nothing of messages: "can you stop it all"."""
        return self.books.ends_all.whole(spoken(self.spelling.read(words))) is not None

    def is_remark(self, words: str) -> bool:
        """Whether a message tells of somebody and asks for nothing: "my daughter visits mondays"."""
        return self.books.remarks.first(spoken(self.spelling.read(words))) is not None

    def tells_of_people(self, words: str) -> bool:
        """Whether it tells of whoever is looked after: "she gets confused"."""
        return self.books.of_people.first(spoken(self.spelling.read(words))) is not None

    def tells_of_others(self, words: str) -> bool:
        """Whether it tells of help that others had, or of a place of long ago: "my sister had one in Soham"."""
        line = self.books.remarks.first(spoken(self.spelling.read(words)))
        return line is not None and line.rule == OF_OTHERS

    def limit(self, words: str) -> str | None:
        """The message that says that no search can tell what is wanted of a helper: "a man", "£10 an hour at most"."""
        line = self.books.limits.first(spoken(self.spelling.read(words)))
        return line.rule if line else None

    def besides_limit(self, words: str) -> str:
        """The words meant besides those that say what `limit` hears."""
        return " ".join(without(self.books.limits, spoken(self.spelling.read(words))))

    def elsewhere(self, words: str) -> str | None:
        """The answer of faq.yaml that tells where to ask for what nobody of ours offers; None for anything else."""
        line = self.books.elsewhere.first(spoken(self.spelling.read(words)))
        plain = line is not None and line.rule in self.marks.plain_elsewhere
        return line.rule if line and (plain or not self.is_remark(words)) else None

    def besides_elsewhere(self, words: str) -> str:
        """The words meant besides those that ask for what nobody of ours offers."""
        return " ".join(without(self.books.elsewhere, spoken(self.spelling.read(words))))

    def of_list(self, words: str) -> ListTalk | None:
        """What `words` say of a list that was given."""
        said = spoken(self.spelling.read(words))
        line = self.books.on_list.first(said)
        if line:
            return ListTalk(line.rule, _which(said), covers(line.pattern, said), _hours(said))
        found = self.list_slips.line(said) if self.list_slips and said else None
        return ListTalk(found[0].rule, _which(found[1])) if found else None

    def of_lists(self, word: str) -> bool:
        """Whether a word is one that people use of any list, or just yes or no: it can be nobody's name."""
        return any(word in book.vocabulary for book in (self.books.on_list, self.books.yes, self.books.no))

    def besides_list(self, words: str) -> str:
        """The words meant besides those that say of a list what `of_list` hears."""
        return " ".join(without(self.books.on_list, spoken(self.spelling.read(words))))

    def _safety(self, tokens: list[str]) -> HeardIntent | None:
        """Danger by rule, in the words as they are and, where some are no English, as they may be meant."""
        told = self._ruled_danger(tokens)
        if told or self.danger_slips is None:
            return told
        return next(filter(None, map(self._ruled_danger, self.danger_slips.readings(tokens))), None)

    def _ruled_danger(self, tokens: list[str]) -> HeardIntent | None:
        bare = plea_left_out(tokens)
        line = self._danger_rule(bare) or (self._danger_rule(tokens) if bare != tokens else None)
        if line is None or (line.rule in self.marks.mild and self._tells_worse(line, tokens)):
            return None
        kind, _, rule = line.rule.partition("/")
        told = self._danger_told(kind, rule, tokens, by_somebody=line.rule in self.marks.by_somebody)
        return replace(told, mild=line.rule in self.marks.mild, message=self.marks.messages.get(line.rule))

    def _tells_worse(self, line: Line, tokens: list[str]) -> bool:
        """Whether what stands beside a danger that may be none is one plainly, and its own message does not do."""
        span = line.stands_in(tokens)
        beside = [*tokens[: span[0]], *tokens[span[1] :]] if span else []
        heard = self._danger_like(beside) if len(beside) >= FEWEST else None
        if heard is None or heard.score < LOUD:
            return False
        return not line.rule.startswith(heard.kind) or self.marks.messages.get(line.rule) in (None, PERHAPS)

    def _danger_told(self, kind: str, because: str, tokens: list[str], *, by_somebody: bool = False) -> HeardIntent:
        """Danger of a kind, and who seems to be telling of it."""
        done = by_somebody or kind == "abuse"
        at_home = done and self.books.at_home.first(tokens) is not None
        child = self.books.child.first(tokens) is not None
        return HeardIntent(SAFETY_INTENTS[kind], because, kind=kind, child=child, at_home=at_home, by_somebody=done)

    def _danger_rule(self, tokens: list[str]) -> Line | None:
        """The first rule of safety that stands, in a sentence where it has not misheard."""
        line = self.books.safety.first(tokens)
        if line is None or self.likeness is None or line.rule in self.marks.plain_danger:
            return line
        if line.rule.startswith("self-harm") and not self._sounds_calm(tokens, CALM_OF_SELF_HARM):
            return line
        parts = (before_request(part) if self._sounds_calm(part) else part for part in sentences(tokens))
        found = (self.books.safety.first(part) for part in parts if not self._sounds_calm(part))
        first = min(filter(None, found), key=lambda line: line.rank, default=None)
        plain = (line for line in self.books.safety.standing(tokens) if line.rule in self.marks.plain_danger)
        return first or next(plain, None)

    def _sounds_calm(self, sentence: list[str], below: float = CALM) -> bool:
        """Whether all of it speaks so plainly against danger that a rule has misheard."""
        if self.likeness is None or len(sentence) < FEWEST_CALM:
            return False
        heard = self.likeness.danger(sentence, DANGERS)
        return heard is not None and heard.score < (
            CALM_AT_WORK if below == CALM and self._is_founders(sentence) else below
        )

    def _is_founders(self, tokens: list[str]) -> bool:
        """Whether it is plainly of somebody who gives care or means to: what is heard there is their work."""
        return self.likeness is not None and self.likeness.topic(tokens, (FOUNDING,), BARS[FOUNDING][1]) is not None

    def _like_danger(self, tokens: list[str]) -> HeardIntent | None:
        """Danger in words that no rule knows, by their likeness to sentences of danger."""
        tokens = without(self.books.calm, tokens)
        if all(token in self.who_alone or token.isdigit() for token in tokens):
            return None
        bare = _without_courtesy(tokens)
        heard = self._danger_like(tokens) or (self._danger_like(bare) if len(bare) < len(tokens) else None)
        heard = heard or self._danger_asked_beside(tokens)
        if heard is None:
            return None
        return replace(self._danger_told(heard.kind, heard.because, tokens), likeness=heard.score)

    def _danger_asked_beside(self, tokens: list[str]) -> HeardKind | None:
        """Danger before a request that drowns it: "mum took too many tablets, can someone do her shopping"."""
        if REQUESTING_VERBS.isdisjoint(tokens):
            return None
        told = (before_request(part) for part in sentences(tokens))
        heard = (self._danger_like(part) for part in told if len(part) >= FEWEST)
        return next((one for one in heard if one and one.score >= LOUD), None)

    def _danger_like(self, tokens: list[str]) -> HeardKind | None:
        least = ALARM if len(tokens) >= ENOUGH else LOUD if len(tokens) < FEWEST else CLEAR
        heard = self.likeness.danger(tokens, DANGERS, least) if self.likeness else None
        return None if heard and heard.score < OUTRIGHT and self._is_founders(tokens) else heard

    def _about(self, words: str, tokens: list[str]) -> HeardIntent | None:
        """The topic by rule; by likeness where no rule spoke, or only a weak one and the likeness is plain."""
        ruled = self._topic(words, tokens)
        if ruled and not ruled.weak:
            return ruled
        like = self._like_topic(tokens)
        return like if like and not (ruled and like.weak) else ruled

    def _like_topic(self, tokens: list[str]) -> HeardIntent | None:
        """What a message is about, by its likeness to sentences; none for one too short to tell."""
        if self.likeness is None or len(tokens) < FEWEST:
            return None
        score, kind = self.likeness.likeliest(tokens, TOPICS) or (-math.inf, FOUNDING)
        likely, plain = BARS.get(kind, (LIKELY, PLAIN))
        if kind == FOUNDING and FIRST_PERSON.isdisjoint(tokens):
            likely = NOT_I if tokens[0] in WISHING else NOT_OF_SELF
        heard = self.likeness.topic(tokens, (kind,)) if score >= likely else None
        if heard is None:
            return None
        intent, weak = _INTENT_OF.get(heard.kind, heard.kind), heard.score < plain
        number = _which(tokens) if intent == "details" else None
        return HeardIntent(intent, heard.because, weak=weak, likeness=heard.score, number=number)

    def _whole(self, words: str, tokens: list[str], channel: str | None) -> HeardIntent | None:
        if len(tokens) > LONGEST_COMMAND:
            return None
        if words and not words.strip("? "):
            return HeardIntent("why", "?")
        if words and not words.strip(STOP_SIGNS):
            return HeardIntent("stop", words)
        said = spelt_out(spoken(tokens))
        bare = _bare(said)
        if self.books.sms_only_stop.whole(bare):
            return HeardIntent("stop" if channel == "sms" else "menu", " ".join(said))
        line = self.books.commands.whole(said) or (self.books.commands.whole(bare) if bare != said else None)
        return _command(line, said) if line else None

    def _topic(self, words: str, tokens: list[str]) -> HeardIntent | None:
        line = self.books.topics.first(tokens)
        weak = line is None or line.rule in self.marks.weak
        answers = self.answers(words) if self.answers and weak else ()
        if answers and (line is None or answers[0].sure):
            return HeardIntent("faq", answers[0].because, kind=answers[0].id, weak=not answers[0].sure)
        return _topic_of(line, weak=weak) if line else None


def without(book: Rulebook, said: list[str]) -> list[str]:
    """`said` without what the first rule of `book` that stands in it says, wherever it stands."""
    line = first = book.first(said)
    while line and first and line.rule == first.rule and (span := line.stands_in(said)):
        said = [*said[: span[0]], *said[span[1] :]]
        line = book.first(said)
    return said


def _topic_of(line: Line, *, weak: bool) -> HeardIntent:
    intent, _, rule = line.rule.partition("/")
    return HeardIntent(intent, rule, kind=rule if intent in BY_RULE else None, weak=weak)


def _command(line: Line, said: list[str]) -> HeardIntent:
    intent, _, kind = line.rule.partition("/")
    number = _which(said) if intent == "details" else None
    weak, whole = intent in ("thanks", "greeting"), not line.pattern.has_gaps
    return HeardIntent(intent, " ".join(said), kind=kind or None, weak=weak, number=number, whole=whole)


def before_request(sentence: list[str]) -> list[str]:
    """What stands before a request, which is calm: "she wont wake up, can someone do her shopping". Else nothing."""
    at = (at for at, pair in enumerate(pairwise(sentence)) if pair in REQUESTING)
    return sentence[: next(at, 0)]


def _without_courtesy(tokens: list[str]) -> list[str]:
    """The words between a greeting and thanks, which tell nothing of danger and would water it down."""
    if _GREETING.isdisjoint(tokens):
        return tokens
    at = [place for place, token in enumerate(tokens) if token not in _GREETING]
    return tokens[at[0] : at[-1] + 1] if at else []


def spelt_out(said: Sequence[str]) -> list[str]:
    """The words, joined where they are single letters: "s t o p"."""
    letters = len(said) >= FEWEST and all(len(word) == 1 and word.isalpha() for word in said)
    return ["".join(said)] if letters else list(said)


def _bare(said: Iterable[str]) -> list[str]:
    return [word for word in said if word not in _COURTESY]


def _number(said: Iterable[str]) -> int | None:
    """The number that a command names, in figures or in words."""
    return next((_NUMBERS[word] for word in said if word in _NUMBERS), None)


def _which(said: list[str]) -> int | None:
    """The one of a list that is named; the last is -1. "One" counts only where nothing else does: "the second one".

    Of "I rang three, none had room" it is none.
    """
    if any(word in _LAST and after not in _OF_TIMES for word, after in zip(said, (*said[1:], ""), strict=True)):
        return -1
    if _NO_ONE & set(said):
        return None
    counted = [word for word, after in zip(said, (*said[1:], ""), strict=True) if after not in _COUNTED]
    named = _number([word for word in counted if word != "one"])
    return named or (1 if any(_is_one(said, at) for at in range(len(said))) else None)


def _hours(said: Sequence[str]) -> int | None:
    """How many hours are named; a single one is nothing to reckon with."""
    told = (word for word, after in pairwise(said) if after in _OF_HOURS)
    counted = (int(word) if word.isdigit() else _NUMBERS.get(word) for word in told)
    return next((hours for hours in counted if hours and hours > 1), None)


def _is_one(said: Sequence[str], at: int) -> bool:
    """Whether this word is the number one: "details one", not "the tall one"."""
    return said[at] == "one" and (at == 0 or said[at - 1] in _BEFORE_ONE)


def _ages(child: Sequence[str]) -> tuple[str, ...]:
    """The lines of a child in which an age is told beside something else."""
    return tuple(line for line in child if AGE in line and not line.startswith(AGE))


def _named(sections: Mapping[Any, Mapping[str, Rule]]) -> dict[str, Rule]:
    return {f"{section}/{name}": rule for section, rules in sections.items() for name, rule in rules.items()}


def _ruled(intents: Intents) -> dict[str, Rule]:
    """Every rule with guards, by its path."""
    return {
        **_named(intents.safety),
        **_named(intents.topics),
        **_named({"on_list": intents.on_list}),
        **_named({"elsewhere": intents.elsewhere, "limits": intents.limits}),
        "remarks": intents.remarks,
        OF_OTHERS: intents.of_others,
        "young_carer": intents.young_carer,
        "young_helper": intents.young_helper,
        **_named({"afterwards": intents.afterwards}),
    }


def intent_problems(intents: Intents) -> Iterator[Problem]:
    """Every line of intents.yaml that cannot be read, and every guard that is not there."""
    concepts = Concepts(intents.concepts, Habits.of(intents.spelling))
    for path, line in _every_line(intents):
        try:
            concepts.pattern(line)
        except PatternError as error:
            yield Problem(f"intents.yaml: {path}", str(error))
    for name, rule in _ruled(intents).items():
        for guard in rule.unless:
            if guard.startswith("~") and guard[1:] not in intents.guards:
                yield Problem(f"intents.yaml: {name}", f"no such guard {guard}")


def _every_line(intents: Intents) -> Iterator[tuple[str, str]]:
    """Every pattern with the path of the rule that holds it."""
    for name, rule in _ruled(intents).items():
        yield from ((name, line) for line in (*rule.says, *rule.unless) if not line.startswith("~"))
    for name, guard in intents.guards.items():
        yield from ((f"guards.{name}", line) for line in (*guard.says, *guard.before, *guard.after, *guard.but))
    for name, lines in intents.commands.items():
        yield from ((f"commands.{name}", line) for line in lines)
    for name in PLAIN_BOOKS:
        yield from ((name, line) for line in getattr(intents, name))
