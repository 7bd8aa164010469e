"""What is told of somebody else by whoever needs help: where they live, and the help that they have.

The words for it are in content/intents.yaml (`relatives`); what stands between them is small, and here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.content.intents import RelativesWords
from bot.matching.patterns import split_list
from bot.matching.text import Span, blank

SOMEBODY = r"(?:s?he|they|mum|dad|nan|gran|grandad|grandma)"
FOR_THEM = re.compile(r"\bfor (?:her|him|them)\b|\b(?:she|he|they)(?:'ll)? (?:needs?|wants?)\b")
"""It is the relative who needs help."""
OURS = r"i|we|me and (?:my )?\w+|(?:my|our|her|his) \w+"
"""Whoever writes, and theirs."""
A_TIME = (
    r"(?:week ?ends?|week ?days?|(?:mon|tues?|wed(?:nes)?s?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?|mornings?"
    r"|afternoons?|evenings?|eves|nights?|nites?|rest|others?)"
)
TIMES = rf"{A_TIME}(?: (?:and|or|n|&) {A_TIME})*"
ASKED_IF = "".join(rf"(?<!{asks} )" for asks in ("can", "could", "shall", "should", "would", "if"))
"""What makes it a question whether the family sees to it."""
DAY_FIRST = re.compile(r"(?:(?:and|but|on|in|the|every)\b ?)*[\w'-]+ \Z")
"""A time before that: "Tuesdays he goes to the day centre"."""


@dataclass(frozen=True, slots=True)
class Relatives:
    """The words for what others do, ready to be looked for."""

    lives_at: re.Pattern[str]
    """What stands before the place where a relative lives, or went to live."""
    asks_of_own: re.Pattern[str]
    """It is whoever writes who needs help."""
    have_help: re.Pattern[str]
    """The help that others have, as far as it is told in one breath: "my sister in Pershore has one on Tuesdays"."""
    still_need: re.Pattern[str]
    """They are told of because they need more."""
    habits: re.Pattern[str]
    """What somebody does at a time, and asks for nothing then: "she cries all night", "he left the hob on"."""
    routine: re.Pattern[str]
    """Who else is there at a time, or where somebody is then: "my daughter is here weekends"."""
    asks: re.Pattern[str]
    covered: re.Pattern[str]
    """What is left, without the days, of words that say who sees to them: "weekends are covered", "I do Sundays"."""
    of_times: re.Pattern[str]
    """What is seen to already: "we do weekends ourselves", "my sister does the rest"."""

    @classmethod
    def of(cls, words: RelativesWords) -> "Relatives":
        """From content."""
        any_of = {name: _any_of(said) for name, said in words}
        return cls(
            _lives_at(**any_of),
            re.compile(rf"\b(?:i|we) (?:do |really |just |now )?{any_of['own']}\b|\bi'?m (?:after|looking for)\b"),
            _have_help(**any_of),
            re.compile(rf"\b{any_of['more']}\b"),
            _habits(**any_of),
            _routine(**any_of),
            re.compile(rf"\b{any_of['asks']}\b"),
            _covered(**any_of),
            _of_times(**any_of),
        )

    def told_of(self, words: str, at: Span) -> Span | None:
        """Where `words` only tell that a relative lives at the place named `at`; None where help may be needed."""
        lives = self.lives_at.search(words[: at[0]])
        if lives is None or FOR_THEM.search(words):
            return None
        own = self.asks_of_own.search(words[at[1] :]) or self.asks_of_own.search(words[: lives.start()])
        return (lives.start(), at[1]) if own else None

    def helped(self, words: str) -> tuple[Span, ...]:
        """Where `words` tell who else has help, and where and when; () where they need more. What it is stays."""
        told = self.have_help.search(words)
        if told is None or self.still_need.search(words):
            return ()
        return (told.start(), told.start("help")), (told.end("help"), told.end())

    def habit(self, words: str) -> Span | None:
        """Where `words` tell what somebody does, and when; None where they ask for something."""
        told = self.habits.search(words) or self.routine.search(words)
        if told is None or self.asks.search(words):
            return None
        return (0 if DAY_FIRST.fullmatch(words[: told.start()]) else told.start()), told.end()

    def are_covered(self, words: str, times: Iterable[Span]) -> bool:
        """Whether `words` only say that the times told are seen to already."""
        return self.covered.fullmatch(" ".join(blank(words, times).replace(",", " ").strip(".! ").split())) is not None

    def seen_to(self, words: str) -> tuple[Span, ...]:
        """Where `words` say which times are seen to by the family."""
        return tuple(found.span() for found in self.of_times.finditer(words))


def _any_of(said: str) -> str:
    """Words and phrases of a list, as one of them stands in a message: "doesn't" for "doesnt", "son" for "son(s)"."""
    forms = (re.sub(r"nt\b", "n'?t", phrase.replace("(", "(?:").replace(")", ")?")) for phrase in split_list(said))
    return f"(?:{'|'.join(forms)})"


def _lives_at(relations: str, **_: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!for )(?<!for my )(?<!for our )(?<!for me )\b(?:(?:my|our|me|the) )?{relations}"
        r"(?:'?s)?\b(?:,? (?!for\b|and\b|but\b)[\w']+){0,3}? (?:in|at|near|to)\s*$"
    )


def _have_help(relations: str, neighbours: str, have: str, called: str, hands: str, **_: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:my|our|her|his|mums?|dads?|the) (?:{relations}|{neighbours})"
        rf"(?: (?!for\b|and\b|but\b|needs?\b|wants?\b)[\w']+){{0,4}}? {have} (?P<help>{called}|a (?:\w+ )?{hands})\b"
        r"(?: (?!i\b|i'|we\b|but\b|so\b|can\b|could\b|need|want|for\b|she\b|he\b|please\b|mums?\b|dads?\b)[\w']+){0,8}"
    )


def _habits(habits: str, **_: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{SOMEBODY}|(?:my|our) \w+)"
        r"(?:'?s|'?m| is| am| are| was| has| have| just| always| often| still| sometimes| keeps| been){0,3} "
        rf"{habits}\b(?: (?!so\b|please\b|can\b|could\b|need|want|would\b)[\w']+){{0,7}}"
    )


def _routine(helpers: str, here: str, visit: str, attend: str, outings: str, events: str, **_: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:(?:my|our|her|his|the|mum'?s|dad'?s) )?{helpers}"
        rf"(?:(?:'?s| is| are) {here}| {visit}\b)(?: [\w'-]+){{0,7}}"
        rf"|\b{SOMEBODY}(?:'?s)? {attend}(?: got| to| a| an| the| her| his| their)* {outings}\b(?: [\w'-]+){{0,7}}"
        rf"|\b{events}(?:'?s)?(?: (?:is|are|was|visit|coming|comes|due|on|at|the))*(?: [\w'-]+){{1,4}}"
    )


def _covered(cover: str, cover_alone: str, take: str, covered: str, **_: str) -> re.Pattern[str]:
    return re.compile(
        r"(?:(?:and|but|so|oh|ok|no|the|on|at|every) )*"
        rf"(?:(?:{OURS}|mum|dad|family|the family)(?:'?ve)?(?: all| both| usually)* "
        rf"(?:{cover}|{cover_alone}|{take} (?:her|him|them|mum|dad|it))"
        rf"|(?:are |is |r |all |both )*{covered})"
        r"(?: (?:the|on|at|every|myself|ourselves|anyway|already|though|now|sorted|covered|in hand))*"
    )


def _of_times(cover: str, take: str, covered: str, **_: str) -> re.Pattern[str]:
    return re.compile(
        rf"{ASKED_IF}\b(?:(?:{OURS}|family)(?: all| both| usually)* (?:{cover}|{take} (?:her|him|them|mum|dad))"
        rf"(?: the| on| at| every)* {TIMES}(?: (?:myself|ourselves|anyway|already|sorted|covered))*"
        rf"|{TIMES} (?:are |is |r |all )*{covered})\b"
    )
