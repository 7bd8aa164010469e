"""What is told of somebody else by whoever needs help: where they live, and the help that they have.

The words for it are in content/intents.yaml (`relatives`), and `<name>` is any of such a list; what stands between them
is small, and here.
"""

import re
from collections.abc import Iterable

from bot.content.intents import RelativesWords
from bot.matching.any_of import with_lists
from bot.matching.text import Span, blank

FOR_THEM = re.compile(r"\bfor (?:her|him|them)\b|\b(?:she|he|they)(?:'ll)? (?:needs?|wants?)\b")
"""It is the relative who needs help."""
DAY_FIRST = re.compile(r"(?:(?:and|but|on|in|the|every)\b ?)*[\w'-]+ \Z")
"""A time before that: "Tuesdays he goes to the day centre"."""
LIVES_AT = (
    r"(?<!for )(?<!for my )(?<!for our )(?<!for me )\b(?:(?:my|our|me|the) )?<relations>"
    r"(?:'?s)?\b(?:,? (?!for\b|and\b|but\b)[\w']+){0,3}? (?:in|at|near|to)\s*$"
)
"""What stands before the place where a relative lives, or went to live."""
LED_THERE = (" in", " at", " near", " to")
"""How that ends."""
ASKS_OF_OWN = (
    r"\b(?:i|we) (?:do |really |just |now )?<own>\b|\bi'?m (?:after|looking for)\b"
    r"|\bwho(?:'?s| is| will| can)? (?:going to |gonna )?(?:do|get|take|help|clean|cook)(?: with)? (?:my|me|our)\b"
)
"""It is whoever writes who needs help."""
HAVE_HELP = (
    r"(?<!can )(?<!could )\b(?:my|our|her|his|mums?|dads?|the) (?:<relations>|<neighbours>)"
    r"(?: (?!for\b|and\b|but\b|needs?\b|wants?\b)[\w']+){0,4}? <have> (?P<help><called>|a (?:\w+ )?<hands>)\b"
    r"(?: (?!i\b|i'|we\b|but\b|so\b|can\b|could\b|need|want|for\b|she\b|he\b|please\b|mums?\b|dads?\b)[\w']+){0,8}"
)
"""The help that others have, as far as it is told in one breath: "my sister in Pershore has one on Tuesdays"."""
SOMEBODY = r"(?:s?he|they|mum|dad|nan|gran|grandad|grandma)"
HABITS = (
    rf"\b(?:{SOMEBODY}|(?:my|our) \w+)"
    r"(?:'?s|'?m| is| am| are| was| has| have| just| always| often| still| sometimes| keeps| been){0,3} "
    r"<habits>\b(?: (?!so\b|please\b|can\b|could\b|need|want|would\b)[\w']+){0,7}"
)
"""What somebody does at a time, and asks for nothing then: "she cries all night", "he left the hob on this week"."""
OWN_AWAY = (
    r"(?<!when )(?<!while )(?<!whilst )(?<!if )(?<!as )"
    r"\b(?:i'?m|i am|i'?ll be|i will be|we'?re|we are|we'?ll be|we will be)"
    r"(?: just| only| also| actually| now){0,2} <away>\b"
    r"(?: (?!so\b|please\b|can\b|could\b|need|want|would\b)[\w']+){0,7}"
)
"""Where whoever writes is at a time, which asks for nothing then: "im in hospital tuesday"."""
ROUTINE = (
    r"\b(?:(?:my|our|her|his|the|mum'?s|dad'?s) )?<helpers>(?:(?:'?s| is| are) <here>| <visit>\b)(?: [\w'-]+){0,7}"
    rf"|\b{SOMEBODY}(?:'?s)? <attend>(?: got| to| a| an| the| her| his| their)* <outings>\b(?: [\w'-]+){{0,7}}"
    r"|\b<events>(?:'?s)?(?: (?:is|are|was|visit|coming|comes|starts?|begins|due|on|at|the))*(?: [\w'-]+){1,4}"
)
"""Who else is there at a time, or where somebody is then: "my daughter is here weekends"."""
OURS = r"i|we|me and (?:my )?\w+|(?:my|our|her|his) \w+"
"""Whoever writes, and theirs."""
COVERED = (
    r"(?:(?:and|but|so|oh|ok|no|the|on|at|every) )*"
    rf"(?:(?:{OURS}|mum|dad|family|the family)(?:'?ve)?(?: all| both| usually)* "
    r"(?:<cover>|<cover_alone>|<take> (?:her|him|them|mum|dad|it))|(?:are |is |r |all |both )*<covered>)"
    r"(?: (?:the|on|at|every|myself|ourselves|anyway|already|though|now|sorted|covered|in hand))*"
)
"""What is left, without the days, of words that say who sees to them: "weekends are covered", "I do Sundays myself"."""
A_TIME = (
    r"(?:week ?ends?|week ?days?|(?:mon|tues?|wed(?:nes)?s?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?|mornings?"
    r"|afternoons?|evenings?|eves|nights?|nites?|rest|others?)"
)
EVENT_BEFORE = (
    r"\b<there_is>(?: (?:a|an|the|my|our|her|his|\w+'s))* <outings>(?: (?:day|night|class|done|on|every|each|the))* ?$"
)
WHY_NOT = r"\b(?:my|our|her|his|the) <helpers>(?:'?s| is)? <busy>(?: (?:on|every|all|each))* ?$"
"""What stands before a day that is told only to say why another is asked for: "my daughter works fridays"."""
EVENT_AFTER = r" ?(?:'?s|is|are|<attend>)(?: (?:a|an|the|my|our|her|his))* <outings>\b"
"""What stands before a day and after it that is taken up already: "its bingo wednesdays", "wednesday is bingo"."""
TIMES = rf"{A_TIME}(?:(?: (?:and|or|n|&))? {A_TIME})*"
ASKED_IF = "".join(rf"(?<!{asks} )" for asks in ("can", "could", "shall", "should", "would", "if"))
"""What makes it a question whether the family sees to it."""
SEEN_TO = (
    rf"\b{ASKED_IF}(?:(?:{OURS}|family)(?: all| both| usually)* (?:<cover>|<take> (?:her|him|them|mum|dad))"
    rf"(?: the| on| at| every)* {TIMES}(?: (?:myself|ourselves|anyway|already|sorted|covered))*"
    rf"|{TIMES} (?:are |is |r |all )*<covered>)\b"
)
"""What is seen to already: "we do weekends ourselves", "my sister does the rest"."""

OWN_HELP = (
    rf"\b{ASKED_IF}(?:(?:i|we)(?:'?ve)?|(?:{SOMEBODY})(?:'?s)?)"
    r"(?: already| also| do| only){0,2} (?:have|has|got)(?: already| only| also| got){0,2}"
    r" (?:(?:a|an|our|my|her|his|the|one|some) )?(?:\w+ )?<hands>s?"
    r"(?: (?:who|that|comes?|coming|calls|in|on|at|the|every|each|for|just|of|a|from|council|agency)){0,7}"
    rf" {TIMES}(?: (?:too|already|as well|anyway|though|at the (?:moment|minute)|now)){{0,2}}\b"
)
"""Help that they have already, and when: "we have a carer wednesdays too"."""


class Relatives:
    """The words for what others do, ready to be looked for. All `words` are cleaned."""

    def __init__(self, words: RelativesWords) -> None:
        self._lives_at = with_lists(LIVES_AT, words)
        self._asks_of_own = with_lists(ASKS_OF_OWN, words)
        self._have_help = with_lists(HAVE_HELP, words)
        self._still_need = with_lists(r"\b<more>\b", words)
        self._habits = with_lists(HABITS, words)
        self._routine = with_lists(ROUTINE, words)
        self._own_away = with_lists(OWN_AWAY, words)
        self._help_already = with_lists(r"\b(?:my|our|his|her|the) <help_already>\b(?!.*\b<more>\b)", words)
        self._asks = with_lists(r"\b<asks>\b", words)
        self._covered = with_lists(COVERED, words)
        self._seen_to = with_lists(SEEN_TO, words)
        self._own_help = with_lists(OWN_HELP, words)
        self._event_before = with_lists(EVENT_BEFORE, words)
        self._why_not = with_lists(WHY_NOT, words)
        self._event_after = with_lists(EVENT_AFTER, words)

    def told_of(self, words: str, at: Span) -> Span | None:
        """Where `words` only tell that a relative lives at the place named `at`; None where help may be needed."""
        before = words[: at[0]]
        lives = self._lives_at.search(before) if before.rstrip().endswith(LED_THERE) else None
        if lives is None or FOR_THEM.search(words):
            return None
        own = self._asks_of_own.search(words[at[1] :]) or self._asks_of_own.search(words[: lives.start()])
        return (lives.start(), at[1]) if own else None

    def helped(self, words: str) -> tuple[Span, ...]:
        """Where `words` tell who else has help, and where and when; () where they need more. What it is stays."""
        told = self._have_help.search(words)
        if told is None or self._still_need.search(words):
            return ()
        return (told.start(), told.start("help")), (told.end("help"), told.end())

    def own_help(self, words: str) -> tuple[Span, ...]:
        """Where `words` say what help they have by now, and when."""
        return (
            tuple(found.span() for found in self._own_help.finditer(words)) if " ha" in words or "got" in words else ()
        )

    def asks(self, words: str) -> bool:
        """Whether `words` ask for something."""
        return self._asks.search(words) is not None

    def help_already(self, words: str) -> bool:
        """Whether `words` name somebody who needs nothing, and may help already: "my daughter also visits fridays"."""
        return self._help_already.search(words) is not None

    def habit(self, words: str) -> Span | None:
        """Where `words` tell what somebody does, and when; None where they ask for something."""
        told = self._habits.search(words) or self._routine.search(words)
        if told is None or self._asks.search(words):
            return None
        return (0 if DAY_FIRST.fullmatch(words[: told.start()]) else told.start()), told.end()

    def own_absence(self, words: str) -> Span | None:
        """Where `words` tell that whoever writes is not there, and when; None where they ask for something."""
        told = self._own_away.search(words)
        return told.span() if told and not self._asks.search(words) else None

    def are_covered(self, words: str, times: Iterable[Span]) -> bool:
        """Whether `words` only say that the times told are seen to already."""
        return self._covered.fullmatch(" ".join(blank(words, times).replace(",", " ").strip(".! ").split())) is not None

    def seen_to(self, words: str) -> tuple[Span, ...]:
        """Where `words` say which times are seen to by the family."""
        return tuple(found.span() for found in self._seen_to.finditer(words))

    def is_taken(self, words: str, at: Span) -> bool:
        """Whether the day named `at` is taken up by something else."""
        return bool(self._event_before.search(words[: at[0]]) or self._event_after.match(words[at[1] :]))

    def is_why_not(self, words: str, at: Span) -> bool:
        """Whether the day named `at` is one on which somebody who helps is busy: another, told beside it, is meant."""
        return self._why_not.search(words[: at[0]]) is not None
