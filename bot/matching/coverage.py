"""Which phrases of the bank do not say what they were written for: for editors, to mend or to take out."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.needs import Needs
from bot.matching.fitting import NOTHING, phrases_by_code
from bot.matching.needs import NeedIndex
from bot.matching.text import clean


@dataclass(frozen=True, slots=True)
class Loser:
    """A phrase whose own need is not the first reading when it is said alone. `heard`: what is; None for nothing."""

    need: str
    phrase: str
    heard: str | None


def never_win(needs: Needs, index: NeedIndex) -> Iterator[Loser]:
    """Every such phrase, in the order of the bank."""
    for code, phrases in phrases_by_code(needs).items():
        for phrase in phrases if code != NOTHING else ():
            heard = index.hear(clean(phrase))
            first = heard[0].id if heard else None
            if first != code:
                yield Loser(code, phrase, first)
