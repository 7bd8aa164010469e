"""Text messages as arithmetic: make a text plain, count its segments, split it. Pure; no wording lives here.

The alphabet is that of 3GPP TS 23.038; segments are counted as Twilio's own calculator counts them: what a reader
sees as one character (a pair of surrogates, a letter with its accents) is never cut in two.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from math import ceil
from typing import Literal

from bot.channels.parts import parted, pieces

Encoding = Literal["GSM-7", "UCS-2"]

LATEST = 64
"""Texts whose count is kept in mind: each is asked about more than once."""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
"""Characters of the second table: each is sent as two."""

_GSM7 = BASIC | EXTENSION
_KEPT = _GSM7 - {"\r", "\f"}

_ROOM: dict[Encoding, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}
"""Units in a single message, and in each segment of a longer one."""

_PLAIN = {
    "'": "‘’‚‛′‵´`ʹʻʼʽˈˊˋ❛❜",
    '"': "“”„‟″‶«»ʺˮ❝❞〝〞",
    "-": "‐‑‒–—―−⁃•‣·●▪◦∙",
    " ": "\t\v\f\u1680",
    "\n": "\r\u0085\u2028\u2029",
    "/": "⁄∕÷",
    "x": "×✕✖",
    "->": "→⇒➔➜",
    "<-": "←",
    "<": "‹",
    ">": "›",
    "(c)": "©",
    "(R)": "®",
    " deg": "°",
    "l": "łı",
    "L": "Ł",
    "d": "đð",
    "D": "ĐÐ",
    "h": "ħ",
    "H": "Ħ",
    "t": "ŧ",
    "T": "Ŧ",
    "n": "ŋ",
    "N": "Ŋ",
    "k": "ĸ",
    "u": "µ",
    "th": "þ",
    "Th": "Þ",
    "oe": "œ",
    "OE": "Œ",
    "SS": "ẞ",
}
_SPACES, _GAPS = re.compile(" {2,}"), re.compile(r"\n{3,}")
_SWAPS = {odd: plain for plain, many in _PLAIN.items() for odd in many}


@lru_cache(maxsize=LATEST)
def count(text: str) -> tuple[Encoding, int]:
    """How a text is sent and in how many segments (an empty text is one)."""
    encoding = _encoding(text)
    single, part = _ROOM[encoding]
    if BASIC.issuperset(text):
        return encoding, 1 if len(text) <= single else ceil(len(text) / part)
    sizes = list(_sizes(text, encoding))
    return encoding, 1 if sum(sizes) <= single else _filled(sizes, part)


def _encoding(text: str) -> Encoding:
    return "GSM-7" if _GSM7.issuperset(text) else "UCS-2"


def _sizes(text: str, encoding: Encoding) -> Iterator[int]:
    """The units that each piece takes; a piece stays in one segment."""
    if encoding == "GSM-7":
        return (2 if char in EXTENSION else 1 for char in text)
    return (len(piece.encode("utf-16-le", "surrogatepass")) // 2 for piece in pieces(text))


def _filled(sizes: list[int], room: int) -> int:
    segments, free = 0, 0
    for size in sizes:
        if size > free:
            segments, free = segments + 1, room
        free -= size
    return segments


def split(text: str, most_segments: int) -> list[str]:
    """A text as parts of at most so many segments each, cut at a line, else a sentence, else a word."""
    return parted(text, lambda part: count(part)[1] <= most_segments)


@lru_cache(maxsize=LATEST)
def sanitise(text: str) -> str:
    """A text as GSM-7 where that loses nothing: curly punctuation straightened, foreign accents and emoji dropped.

    Letters of other scripts stay: a name that can be read is worth a dearer message.
    """
    plain = text if _KEPT.issuperset(text) else _plainer(text)
    tidy = "\n".join(_SPACES.sub(" ", line).strip() for line in plain.split("\n"))
    return _GAPS.sub("\n\n", tidy).strip("\n")


def _plainer(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    # "2½" must not become "21/2".
    return "".join(map(_plain, re.sub(r"(?<=\d)(?=[¼½¾])", " ", text)))


def _plain(char: str) -> str:
    if char in _SWAPS:
        return _SWAPS[char]
    if char in _KEPT:
        return char
    simple = _without_marks(char)
    if simple and _encoding(simple) == "GSM-7":
        return simple
    return char if _is_letter(char) else ""


def _without_marks(char: str) -> str:
    """A compatibility character or an accented letter in simpler ones; "" where there is none simpler."""
    parts = unicodedata.normalize("NFKD", char)
    if parts == char:
        return ""
    return "".join(_plain(part) for part in parts if not unicodedata.combining(part))


def _is_letter(char: str) -> bool:
    """Part of a word in some script. Marks that belong to no script (loose accents, emoji variants) are not."""
    if unicodedata.category(char)[0] == "M":
        return not unicodedata.name(char, "").startswith(("COMBINING", "VARIATION"))
    return unicodedata.category(char)[0] in "LN"
