"""How hard a text is to read: its age by the Flesch-Kincaid formula (school grade and five years), and long sentences.

Kincaid, Fishburne, Rogers and Chissom, 1975: grade = 0.39 words a sentence + 11.8 syllables a word - 15.59.
"""

import re
from collections.abc import Iterable, Iterator

AGE_AT_GRADE_0 = 5
NAME = "Name"
"""What a name of a law or a body counts as: one easy word."""

_LINK = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")
_SENTENCE = re.compile(r"(?<=[.!?])[\"')]*\s+|\n+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*|£?\d[\d,.]*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"(?<![aeiouy])(?<![^aeiouy]l)e$|(?<![aeiouytd])ed$|(?<![aeiouysxzcg])(?<![sc]h)(?<![^aeiouy]l)es$"
    r"|(?<=[aeiouy][^aeiouy])ely$"
)
_TWO_VOWELS = re.compile(
    r"(?<![tsc])ia|(?<![gq])ua|[aeiou]ing|io(?!u|n)|(?<!p)eo|iet|uou|(?<![aeiou])ier|uel|[re]ea$|dea|[lr]ien(?!d)"
    r"|yee|[rv]iou|crea(?!m)|oyer|iu"
)
_COMPOUND = re.compile(r"^(some|there|where|home|safe|care)(?=[a-z]{3})(?!d)")
_EXCEPTIONS = {"business": 2, "every": 2, "everyone": 3, "everything": 3, "areas": 3, "ideas": 3, "being": 2}


def reading_age(texts: Iterable[str], names: Iterable[str] = ()) -> float:
    """The age in years at which the texts can be read. `names` (of laws, of bodies) do not count as hard words.

    ValueError where there is no sentence.
    """
    found = list(sentences(texts, names))
    words = [word for sentence in found for word in sentence]
    if not words:
        raise ValueError("there is nothing to read")
    syllables = sum(map(syllables_of, words))
    return 0.39 * len(words) / len(found) + 11.8 * syllables / len(words) - 15.59 + AGE_AT_GRADE_0


def long_sentences(texts: Iterable[str], most: int = 20, names: Iterable[str] = ()) -> list[str]:
    """Every sentence of more than `most` words; a name counts as one."""
    return [" ".join(words) for words in sentences(texts, names) if len(words) > most]


def sentences(texts: Iterable[str], names: Iterable[str] = ()) -> Iterator[list[str]]:
    """The words of each sentence. Links are left out."""
    longest_first = sorted(names, key=len, reverse=True)
    known = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in longest_first)) if longest_first else None
    for text in texts:
        plain = _LINK.sub("", text)
        for sentence in _SENTENCE.split(known.sub(NAME, plain) if known else plain):
            if words := _WORD.findall(sentence):
                yield words


def syllables_of(word: str) -> int:
    """The syllables of a word, by its groups of vowels; a number or an abbreviation counts as one."""
    if not word[0].isalpha() or (word.isupper() and len(word) > 1):
        return 1
    return max(1, sum(_syllables(part) for part in re.split(r"[-'’]", word.lower()) if part))


def _syllables(part: str) -> int:
    if part in _EXCEPTIONS:
        return _EXCEPTIONS[part]
    if first := _COMPOUND.match(part):
        return 1 + _syllables(part[first.end() :])
    groups = len(_VOWELS.findall(part))
    silent = 1 if len(part) > 2 and _SILENT.search(part) else 0
    return max(1, groups - silent + len(_TWO_VOWELS.findall(part)))
