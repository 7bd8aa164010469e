"""Where somebody of the family lives, told by whoever needs help: "my daughter lives in Cheltenham, I want company"."""

import re

from bot.matching.text import Span

LIVES_AT = re.compile(
    r"(?<!for )(?<!for my )(?<!for our )(?<!for me )\b(?:(?:my|our|me|the) )?"
    r"(?:sons?|daughters?|sisters?|brothers?|kids|children|family|friends?|cousin|niece|nephew|grandson|granddaughter)"
    r"(?:'?s)?\b(?:,? (?!for\b|and\b|but\b)[\w']+){0,3}? (?:in|at|near|to)\s*$"
)
"""What stands before the place where a relative lives, or went to live."""
ASKS_OF_OWN = re.compile(
    r"\b(?:i|we) (?:do |really |just |now )?(?:need|want|would like|could do with)\b|\bi'?m (?:after|looking for)\b"
)
FOR_THEM = re.compile(r"\bfor (?:her|him|them)\b|\b(?:she|he|they)(?:'ll)? (?:needs?|wants?)\b")
"""It is the relative who needs help."""


def told_of(words: str, at: Span) -> Span | None:
    """Where `words` only tell that a relative lives at the place named `at`; None where help may be needed there."""
    lives = LIVES_AT.search(words[: at[0]])
    besides = words[at[1] :]
    if lives is None or FOR_THEM.search(words):
        return None
    return (lives.start(), at[1]) if ASKS_OF_OWN.search(besides) or ASKS_OF_OWN.search(words[: lives.start()]) else None
