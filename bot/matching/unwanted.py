"""What somebody does not want, or wants back: a business, a place, one of several kinds of help.

The words for it are in content/intents.yaml (`unwanted`), and `<name>` is any of such a list; what stands between them
is small, and here.
"""

from bot.content.intents import UnwantedWords
from bot.matching.any_of import with_lists

BEFORE = r"\b<before>(?: [\w']+){0,9}\W*$"
"""What stands before the name of somebody who is not wanted."""
REFUSED = r"\b(?<!why )<refused>(?: (?!<not_yet>\b)[\w']+){0,3}\W*$"
"""The same before one on the list: "not rung Bracken yet" refuses nobody."""
AGAIN = r"\b<show> (?:me )?[\w' ]{1,30}(?:again|back)\b"
"""What asks for somebody who was left out."""
ONE_BACK = (
    r"\b<put>(?: (?:the|that|this|number))?(?: (?:first|second|third|last|other|\d\w*))?"
    r"(?: (?:one|lady|man|carer|person))? back(?: (?:on|in|again|please))*\W*$"
)
"""What asks for whoever was left out last: "put the second one back"."""
NOT_THERE = r"(?<!why )\b<not_there>(?: (?:in|at|for|live|want))*$"
"""What stands before a place that does not suit."""
OFF = r"(?:off|away|out)"
TAKEN_OFF = rf"^(?!.* and )(?:\w+ )*?(?:remove |<take> (?:{OFF} (?:the )?\w|the \w+(?: \w+)? {OFF}\b))"
"""How one of several kinds of help is taken back: "take away the shopping"."""


class Unwanted:
    """The words for what is not wanted, ready to be looked for. All `words` are cleaned."""

    def __init__(self, words: UnwantedWords) -> None:
        self._before = with_lists(BEFORE, words)
        self._refused = with_lists(REFUSED, words)
        self._again = with_lists(AGAIN, words)
        self._one_back = with_lists(ONE_BACK, words)
        self._not_there = with_lists(NOT_THERE, words)
        self._taken_off = with_lists(TAKEN_OFF, words)

    def stands_before(self, words: str) -> bool:
        """Whether whoever is named after `words` is not wanted, on a list or not: "fed up with"."""
        return self._before.search(words) is not None

    def refuses(self, words: str) -> bool:
        """Whether whoever is named after `words` is refused, of those on a list: "don't trust"."""
        return self._refused.search(words) is not None

    def wants_again(self, words: str) -> bool:
        """Whether somebody is wanted again who was left out: "show me Bluebell again"."""
        return self._again.search(words) is not None and not self.refuses(words)

    def wants_last_again(self, words: str) -> bool:
        """Whether whoever was left out last is wanted again."""
        return self._one_back.search(words) is not None

    def not_there(self, words: str) -> bool:
        """Whether the place named after `words` does not suit."""
        return self._not_there.search(words) is not None

    def takes_off(self, words: str) -> bool:
        """Whether one of several kinds of help is taken back."""
        return self._taken_off.search(words) is not None
