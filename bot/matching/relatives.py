"""What is told of somebody else by whoever needs help: where they live, and the help that they have."""

import re
from collections.abc import Iterable

from bot.matching.text import Span, blank

THEIRS = (
    r"(?:sons?|daughters?|sisters?|brothers?|kids|children|family|friends?|cousin|niece|nephew|grandson|granddaughter)"
)
LIVES_AT = re.compile(
    rf"(?<!for )(?<!for my )(?<!for our )(?<!for me )\b(?:(?:my|our|me|the) )?{THEIRS}"
    r"(?:'?s)?\b(?:,? (?!for\b|and\b|but\b)[\w']+){0,3}? (?:in|at|near|to)\s*$"
)
"""What stands before the place where a relative lives, or went to live."""
ASKS_OF_OWN = re.compile(
    r"\b(?:i|we) (?:do |really |just |now )?(?:need|want|would like|could do with)\b|\bi'?m (?:after|looking for)\b"
    r"|\bwho(?:'?s| is| will| can)? (?:going to |gonna )?(?:do|get|take|help|clean|cook)(?: with)? (?:my|me|our)\b"
)
FOR_THEM = re.compile(r"\bfor (?:her|him|them)\b|\b(?:she|he|they)(?:'ll)? (?:needs?|wants?)\b")
"""It is the relative who needs help."""
HAVE_HELP = re.compile(
    rf"\b(?:my|our|her|his|mums?|dads?|the) (?:{THEIRS}|mates?|neighbours?|aunt\w*|uncle|lady next door|next door)"
    r"(?: (?!for\b|and\b|but\b|needs?\b|wants?\b)[\w']+){0,4}? (?:has|have|had|got|gets|uses|used|swears by|loves)"
    r" (?P<help>one|ones|somebody|someone|them|hers|theirs|the same"
    r"|a (?:\w+ )?(?:lady|cleaner|carer|gardener|sitter|chap))\b"
    r"(?: (?!i\b|i'|we\b|but\b|so\b|can\b|could\b|need|want|for\b|she\b|he\b|please\b|mums?\b|dads?\b)[\w']+){0,8}"
)
"""The help that others have, as far as it is told in one breath: "my sister in Pershore has one on Tuesdays"."""
HABITS = re.compile(
    r"\b(?:s?he|they|(?:my|our) \w+|mum|dad|nan|gran|grandad|grandma)"
    r"(?:'?s|'?m| is| am| are| was| has| have| just| always| often| still| sometimes| keeps| been){0,3} "
    r"(?:cr(?:y|ie)s?|crys|crying|wander(?:s|ing)?|w[ao]ke(?:s|n)?|waking|(?:gets? |getting |got )?up|awake"
    r"|shouts?|shouting|call(?:s|ing) out|left|leaves|wets?|fell|having (?:an|his|her|a) \w+"
    r"|(?:going|goes|go) in(?:to)? (?:the )?(?:hospital|respite|care)|goes? to"
    r"|going to (?:her|his|my|our|their|stay|see)"
    r"|(?:doesn'?t|dont|wont|not|never|hardly|cant) sle\w+)\b"
    r"(?: (?!so\b|please\b|can\b|could\b|need|want|would\b)[\w']+){0,7}"
)
"""What somebody does at a time, and asks for nothing then: "she cries all night", "he left the hob on this week"."""
HELPERS = (
    r"(?:daughters?|sons?|sisters?|brothers?|husband|wife|partner|friends?|neighbours?|niece|nephew|grand\w+|carers?"
    r"|cleaner|nurses?|family|kids|lady)"
)
ROUTINE = re.compile(
    rf"\b(?:(?:my|our|her|his|the|mum'?s|dad'?s) )?{HELPERS}(?:(?:'?s| is| are) (?:here|there|round|over|off)"
    r"| (?:comes?|visits?|pops?|calls?|does|do|cooks?|helps?|stays?|takes?)\b)(?: [\w'-]+){0,7}"
    r"|\b(?:s?he|they|mum|dad|nan|gran|grandad)(?:'?s)? (?:goes?|attends?|has|have|gets?|got|already has)"
    r"(?: got| to| a| an| the| her| his| their)* (?:day cent\w+|cent\w+|club|lunch club|church|meals on wheels"
    r"|carers?|nurses?|physio|school|college|bingo|hair\w*|chiropod\w+|respite)\b(?: [\w'-]+){0,7}"
    r"|\b(?:op|operation|assessment|birthday|funeral|scan|review|results|social worker|ot|gp|doctor|dentist|physio)"
    r"(?:'?s)?(?: (?:is|are|was|visit|coming|comes|due|on|at|the))*(?: [\w'-]+){1,4}"
)
"""Who else is there at a time, or where somebody is then: "my daughter is here weekends"."""
COVERS = (
    r"(?:i|we|me and (?:my )?\w+|(?:my|our|her|his) \w+|mum|dad|family|the family)(?:'?ve)?(?: all| both| usually)*"
    r" (?:do|does|covers?|manages?|visits?|sees? to|(?:have|has|got|takes?) (?:her|him|them|mum|dad|it)|have|has)"
)
COVERED = re.compile(
    r"(?:(?:and|but|so|oh|ok|no|the|on|at|every) )*"
    rf"(?:{COVERS}|(?:are |is |r |all |both )*(?:covered|sorted|taken care of))"
    r"(?: (?:the|on|at|every|myself|ourselves|anyway|already|though|now|sorted|covered|in hand))*"
)
"""What is left, without the days, of words that say who sees to them: "weekends are covered", "I do Sundays myself"."""
A_TIME = (
    r"(?:week ?ends?|week ?days?|(?:mon|tues?|wed(?:nes)?s?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?|mornings?"
    r"|afternoons?|evenings?|eves|nights?|nites?|rest|others?)"
)
TIMES = rf"{A_TIME}(?: (?:and|or|n|&) {A_TIME})*"
SEEN_TO = re.compile(
    r"(?<!can )(?<!could )(?<!shall )(?<!should )(?<!would )(?<!if )\b"
    r"(?:(?:i|we|me and (?:my )?\w+|(?:my|our|her|his) \w+|family)(?: all| both| usually)*"
    r" (?:do|does|covers?|manages?|(?:have|has|got|takes?) (?:her|him|them|mum|dad))"
    rf"(?: the| on| at| every)* {TIMES}(?: (?:myself|ourselves|anyway|already|sorted|covered))*"
    rf"|{TIMES} (?:are |is |r |all )*(?:covered|sorted|taken care of))\b"
)
"""What is seen to already: "we do weekends ourselves", "my sister does the rest"."""
DAY_FIRST = re.compile(r"(?:(?:and|but|on|in|the|every)\b ?)*[\w'-]+ \Z")
"""A time before that: "Tuesdays he goes to the day centre"."""
ASKS = re.compile(
    r"\b(?:can|could|would|need\w*|want\w*|help\w*|please|pls|someone|somebody|make it|so|instead|then|better|best"
    r"|suits?|prefer\w*|ideal\w*|rather|only|except)\b"
)
STILL_NEED = re.compile(r"\b(?:needs|wants|another|extra|as well|for (?:her|him|them))\b")
"""They are told of because they need more."""


def told_of(words: str, at: Span) -> Span | None:
    """Where `words` only tell that a relative lives at the place named `at`; None where help may be needed there."""
    lives = LIVES_AT.search(words[: at[0]])
    besides = words[at[1] :]
    if lives is None or FOR_THEM.search(words):
        return None
    return (lives.start(), at[1]) if ASKS_OF_OWN.search(besides) or ASKS_OF_OWN.search(words[: lives.start()]) else None


def helped(words: str) -> tuple[Span, ...]:
    """Where `words` tell who else has help, and where and when; () where they need more. What help it is stays."""
    told = HAVE_HELP.search(words)
    if told is None or STILL_NEED.search(words):
        return ()
    return (told.start(), told.start("help")), (told.end("help"), told.end())


def habit(words: str) -> Span | None:
    """Where `words` tell what somebody does, and when; None where they ask for something."""
    told = HABITS.search(words) or ROUTINE.search(words)
    if told is None or ASKS.search(words):
        return None
    return (0 if DAY_FIRST.fullmatch(words[: told.start()]) else told.start()), told.end()


def are_covered(words: str, times: Iterable[Span]) -> bool:
    """Whether `words` only say that the times told are seen to already."""
    return COVERED.fullmatch(" ".join(blank(words, times).replace(",", " ").strip(".! ").split())) is not None


def seen_to(words: str) -> tuple[Span, ...]:
    """Where `words` say which times are seen to by the family."""
    return tuple(found.span() for found in SEEN_TO.finditer(words))
