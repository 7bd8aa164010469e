"""The words of a text as its thoughts: parted where a new one begins, with every "no" before what it denies."""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import chain, groupby, zip_longest

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
LONGEST_DENIED = 7
"""Words before a "no" that stands for itself, at most, that it denies."""
BEFORE_NO = frozenset(
    "dont not and or but mostly mainly probably usually maybe think say says said is be a yes yeah yep".split()
)
"""Words after which a "no" denies nothing before it: "mostly no", "yes and no", "I dont no"."""
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
LEADS_TO_PLACE = frozenset("in near nr round around at from upon by".split())


class Words(list[str]):
    """The words meant, in order, with "." between thoughts; `present` holds each once."""

    @cached_property
    def present(self) -> frozenset[str]:
        """Each word once."""
        return frozenset(self)


def typed(text: str) -> str:
    """A text as it is to be read: without what only typing adds, parted where they answer themselves."""
    plain = INITIALS.sub(lambda found: found[0].replace(".", ""), text)
    return PAUSES.sub(". ", parted(AN_FOR_AND.sub("and", AND_SIGN.sub(" and ", plain))))


def in_thoughts(read: Sequence[str]) -> Words:
    """Words that were read, with a stop wherever a new thought begins."""
    words = Words()
    for word, after in zip_longest(read, read[1:], fillvalue=""):
        if words and begins_thought(word, words[-1]) and not tells_whom(words[-1], word, after):
            words.append(END)
        words.append(word)
    while words and words[-1] == END:
        words.pop()
    return with_noes_first(words) if not NOES.isdisjoint(words) else words


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
