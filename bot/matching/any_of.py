"""Lists of content as they are looked for in a message: the words between them are the program's, and small."""

import re
from collections.abc import Iterable

from bot.matching.patterns import split_list


def with_lists(pattern: str, lists: Iterable[tuple[str, str]]) -> re.Pattern[str]:
    """A regular expression in which `<name>` is any word or phrase of the list of that name."""
    some = dict(lists)
    return re.compile(re.sub(r"(?<!P)<([a-z_]+)>", lambda name: any_of(some[name[1]]), pattern))


def any_of(said: str) -> str:
    """Any word or phrase of a list: "doesn't" too for "doesnt", "son" for "son(s)"."""
    forms = (re.sub(r"nt\b", "n'?t", phrase.replace("(", "(?:").replace(")", ")?")) for phrase in split_list(said))
    return f"(?:{'|'.join(forms)})"


def not_after(said: str) -> str:
    """What keeps a regular expression from standing right after a word of a list."""
    return "".join(f"(?<!{word})" for word in split_list(said))
