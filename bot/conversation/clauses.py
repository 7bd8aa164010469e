"""A message heard again without some of its clauses: what it asks for beside what those tell."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.conversation.hearing import heard_as
from bot.conversation.moment import Moment

JOINTS = r"(?:and|but|so|also|because|cos)\b"
PARTS = re.compile(rf"([.,;:!?\n]+(?=\s|$)|\s-+\s|\b{JOINTS})")
LOOSE = re.compile(rf"^(?:\W|{JOINTS})+|(?:\W|\b{JOINTS})+$")
"""What parts clauses, left standing where one of them is gone."""


def without(text: str, leaves_out: Callable[[str], bool]) -> str:
    """`text` without the clauses of which `leaves_out` is true."""
    parts = PARTS.split(text)
    kept = (" " if place % 2 == 0 and part.strip() and leaves_out(part) else part for place, part in enumerate(parts))
    return LOOSE.sub("", "".join(kept))


def heard_without(moment: Moment, leaves_out: Callable[[str], bool]) -> Moment | None:
    """The moment as it were, had the message not had those clauses; None where it has none of them."""
    words = without(moment.heard.text, leaves_out)
    if words == LOOSE.sub("", moment.heard.text):
        return None
    return replace(moment, heard=heard_as(words, moment.session, moment.inbound, moment.world))
