"""Postcodes: packed tables of where they are, and reading them in whatever shape a person types them."""

import gzip
import json
import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from bot.matching.text import Span

STEP = 1e-4
"""Degrees between two neighbouring positions of a table: 11 metres north, 7 metres east."""

_LETTERS = "abdefghjlnpqrstuwxyz"
"""What the last two letters of a postcode may be: c, i, k, m, o and v are too easily misread."""


@dataclass(frozen=True, slots=True)
class Located:
    """One postcode with WGS84 degrees. `district` is the council district's name, empty outside the areas we serve."""

    outcode: str
    incode: str
    lat: float
    lon: float
    district: str


@dataclass(frozen=True, slots=True)
class PostcodeTable:
    """Sorted columns, seven bytes a postcode: the unit within its outcode, latitude, longitude and district."""

    spans: Mapping[str, Span]
    units: "array[int]"
    lats: "array[int]"
    lons: "array[int]"
    district_numbers: bytes
    districts: tuple[str, ...]
    origin: tuple[float, float]

    def find(self, outcode: str, incode: str) -> Located | None:
        """The postcode, or None when it is not in this table. Lower case, no space."""
        start, end = self.spans.get(outcode, (0, 0))
        unit = unit_number(incode)
        if unit is None or (i := bisect_left(self.units, unit, start, end)) == end or self.units[i] != unit:
            return None
        return Located(outcode, incode, *self.point(i), self.districts[self.district_numbers[i]])

    def point(self, i: int) -> tuple[float, float]:
        """Latitude and longitude of the i-th postcode."""
        return round(self.origin[0] + self.lats[i] * STEP, 4), round(self.origin[1] + self.lons[i] * STEP, 4)

    def __iter__(self) -> Iterator[Located]:
        """Every postcode, in order of outcode and unit."""
        for outcode, (start, end) in self.spans.items():
            for i in range(start, end):
                district = self.districts[self.district_numbers[i]]
                yield Located(outcode, incode_of(self.units[i]), *self.point(i), district)


EMPTY = PostcodeTable({}, array("H"), array("H"), array("H"), b"", (), (0.0, 0.0))


def unit_number(incode: str) -> int | None:
    """`3ay` as a number below 4,000; None for what can't be the second half of a postcode."""
    if len(incode) != 3 or not incode[0].isdigit() or incode[1] not in _LETTERS or incode[2] not in _LETTERS:
        return None
    return int(incode[0]) * 400 + _LETTERS.index(incode[1]) * 20 + _LETTERS.index(incode[2])


def incode_of(unit: int) -> str:
    """The second half of a postcode from its number."""
    return f"{unit // 400}{_LETTERS[unit // 20 % 20]}{_LETTERS[unit % 20]}"


def pack(postcodes: Iterable[Located]) -> bytes:
    """A table as bytes: a line of JSON, then columns of differences, gzipped. The same rows give the same bytes."""
    rows = sorted(postcodes, key=lambda row: (row.outcode, row.incode))
    origin = min((row.lat for row in rows), default=0.0), min((row.lon for row in rows), default=0.0)
    districts = sorted({row.district for row in rows})
    counts = [(outcode, len(list(group))) for outcode, group in groupby(rows, key=lambda row: row.outcode)]
    header = {"outcodes": counts, "districts": districts, "origin": origin}
    columns = (
        [unit_number(row.incode) or 0 for row in rows],
        [round((row.lat - origin[0]) / STEP) for row in rows],
        [round((row.lon - origin[1]) / STEP) for row in rows],
    )
    numbers = bytes(districts.index(row.district) for row in rows)
    body = b"".join(map(_differences, columns)) + numbers
    return gzip.compress(json.dumps(header).encode() + b"\n" + body, compresslevel=9, mtime=0)


def unpack(packed: bytes) -> PostcodeTable:
    """The table that `pack` made."""
    line, body = gzip.decompress(packed).split(b"\n", 1)
    header = json.loads(line)
    ends = list(accumulate(count for _, count in header["outcodes"]))
    spans = {outcode: (end - count, end) for (outcode, count), end in zip(header["outcodes"], ends, strict=True)}
    size = ends[-1] if ends else 0
    units, lats, lons = (_summed(body[2 * size * i : 2 * size * (i + 1)]) for i in range(3))
    return PostcodeTable(
        spans, units, lats, lons, body[6 * size :], tuple(header["districts"]), tuple(header["origin"])
    )


def _differences(column: list[int]) -> bytes:
    """Steps from row to row, modulo 65,536: all low bytes, then all high bytes, which compresses best."""
    steps = [(here - before) & 0xFFFF for before, here in zip([0, *column], column, strict=False)]
    return bytes(step & 0xFF for step in steps) + bytes(step >> 8 for step in steps)


def _summed(planes: bytes) -> "array[int]":
    import numpy as np

    low, high = np.frombuffer(planes, np.uint8).astype(np.uint16).reshape(2, -1)
    return array("H", (low + (high << 8)).cumsum(dtype=np.uint16).tobytes())


# reading


@dataclass(frozen=True, slots=True)
class Written:
    """A postcode as somebody wrote it. `incode` is a whole second half, one digit (a sector) or empty (an outcode).

    `plain`: in a shape that cannot be much else.
    """

    start: int
    end: int
    outcode: str
    incode: str
    plain: bool


_DIGIT = re.compile(r"\d")
_GAP = r"[ .-]?"
_FULL = re.compile(
    rf"(?<![\w'£])([a-z0158]{_GAP}[a-z0158]?{_GAP}[\doil](?:{_GAP}[\da-z])?){_GAP}([\doil])({_GAP})([a-z]){_GAP}([a-z])(?![\w'])"
)
_NEAT = re.compile(r"[a-z0158]{1,2}[\doil][\da-z]?[ .-]?[\doil][a-z]{2}")
_SPELT_OUT = re.compile(r"(?:[a-z] ){1,2}(?:\d ){2,3}[a-z] [a-z]")
"""A whole postcode with every character apart: "w r 1 1 2 e e"."""
_ENGLISH = frozenset("odd off old our own one oft its led leg let lad lay law lap".split())
"""Words that look like the end of a postcode with a letter for its figure: "cb7 odd jobs"."""
_OUTCODE = re.compile(r"(?<![\w'£.-])(0x|c0|[a-z]{1,2})( ?)(\d{1,2}[a-z]?)(?![\w']|[.:]\d)")
_SPELT = re.compile(r"(?=.*[ \d])[a-z0158] ?[a-z0158]? ?[\doil][\doil]?")
_LONGEST_SPELT = 6
"""Characters of the longest of these: "d y 10"."""
_BEFORE_DIGIT = 8
"""Characters of a postcode before its first digit, at most: "o x o o 4 a b"."""
_SECTOR = re.compile(r" (\d)(?=\s*$|\s*[,.;!?)]|\s+(?:area|please|postcode|pls|sector)\b)")
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th|hr|pp|wk|yr)")
_HOUR = re.compile(r"\d{1,2} ?ish")
"""About an hour, which is no postcode: "12ish"."""
_MAIN_ROAD = re.compile(r"[abm]\d+")
"""A main road, which is no postcode with a figure for a letter: "a14" is not "al4"."""
_AS_LETTER = str.maketrans("0158", "olsb")
_AS_DIGIT = str.maketrans("oilb", "0118")
_ONE_TO_NINETEEN = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40}
_NUMBERS = {word: number for number, word in enumerate(_ONE_TO_NINETEEN.split(), 1)} | _TENS
_NUMBER = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_CALLED = r"\bpost ?code (?:is |its |area |starts |begins |with )*"
_IN_WORDS = rf" ((?:(?:{_NUMBER}) )?(?:{_NUMBER}))(?=$|,|\.| please)"
_CALLED_IN_WORDS = re.compile(rf"{_CALLED}([a-z] ?[a-z]?){_IN_WORDS}")
_OPENING_IN_WORDS = re.compile(rf"([a-z] [a-z]|[a-z]{{2}}(?= [a-z]{{6}})){_IN_WORDS}")
"""Letters and a number in words; without "postcode" only where the letters stand apart or the number is a long word."""
_LETTER_NAMES = {letter: letter for letter in "abcdefghijklmnopqrstuvwxyz"} | dict(
    pair.split(":")
    for pair in (
        "ay:a bee:b be:b see:c sea:c cee:c dee:d ee:e eff:f ef:f gee:g aitch:h haitch:h jay:j kay:k ell:l el:l em:m"
        " en:n oh:o pee:p pea:p queue:q cue:q are:r ar:r ess:s es:s tee:t tea:t you:u vee:v ex:x why:y wye:y zed:z"
    ).split()
)
"""What the letters are called, as a telephone that writes down speech puts them."""
_SOUNDED = _LETTER_NAMES.keys() | _NUMBERS.keys()
_LEAD_IN = re.compile(r"(?:(?:its|it's|it is|my|the|our|her|his) )*(?:post ?code )?(?:is |its |area )*")
_ENDS = ".! "
_LONGEST_SOUNDED = 12
"""Words of the longest postcode that is spoken, with what leads to it."""
_SOUNDED_CODE = re.compile(r"([a-z]{2})(\d{1,3})([a-z]{2})?")
_SHAPES = ("a9", "a99", "aa9", "aa99", "a9a", "aa9a")


def find_postcodes(words: str, outcodes: Container[str], exists: Callable[[str, str], bool]) -> Iterator[Written]:
    """Every postcode, sector and outcode in `words` whose outcode exists, from left to right, none overlapping.

    A whole postcode in a shape that may be something else ("me 4 1st") has to pass `exists(outcode, incode)`.
    """
    spelt = _spelt(words, outcodes)
    if spelt:
        yield spelt
        return
    at = 0
    while digit := _DIGIT.search(words, at):
        found = _first(words, max(at, digit.start() - _BEFORE_DIGIT), outcodes, exists)
        if found is None:
            return
        yield found
        at = found.end


def _spelt(words: str, outcodes: Container[str]) -> Written | None:
    """An outcode that is the whole message, spelt out ("w r 1") or with a letter for a digit ("dy io").

    Told as a postcode its number may be in words: "my postcode is c o fifteen".
    """
    told = "code" in words
    if told and (whole := _sounded(words, outcodes)):
        return whole
    called = _CALLED_IN_WORDS.search(words) if told else None
    if in_words := called or _OPENING_IN_WORDS.match(words):
        outcode = outcode_of(in_words[1].replace(" ", "") + _figure(in_words[2]), outcodes)
        return Written(in_words.start(1), in_words.end(), outcode, "", plain=True) if outcode else None
    if words.isdigit() or len(words) > _LONGEST_SPELT or not _SPELT.fullmatch(words):
        return _sounded(words, outcodes)
    outcode = outcode_of(words.replace(" ", ""), outcodes)
    return Written(0, len(words), outcode, "", plain=True) if outcode else None


def _sounded(words: str, outcodes: Container[str]) -> Written | None:
    """A postcode as it sounds, that is the whole message or is called one: "see bee seven four"."""
    lead = _LEAD_IN.match(words)
    start, called = (lead.end(), "code" in lead[0]) if lead else (0, False)
    if not called and (_last_word(words) not in _SOUNDED or words.count(" ") >= _LONGEST_SOUNDED):
        return None
    said = words[start:].rstrip(_ENDS).replace("double you", "w").replace("double u", "w").split()
    if len(said) < 2 or said[1] not in _SOUNDED:
        return None
    end = next((at for at, word in enumerate(said) if at and word not in _SOUNDED), len(said))
    if not (called or end == len(said)):
        return None
    until = len(words) if end == len(said) else start + len(" ".join(said[:end]))
    return _of_sounds(_sounds(said[:end]), (start, until), outcodes)


def _last_word(words: str) -> str:
    return words.rstrip(_ENDS).rpartition(" ")[2]


def _sounds(said: Sequence[str]) -> list[str]:
    """The letters and figures that words stand for: "twenty four" is 24, "one four" 1 and 4."""
    told: list[str] = []
    tens = False
    for word in said:
        number = _NUMBERS.get(word)
        if tens and number is not None and 0 < number < 10:
            told[-1] = told[-1][0] + str(number)
        else:
            told.append(_LETTER_NAMES.get(word, word) if number is None else str(number))
        tens = word in _TENS
    return told


def _of_sounds(told: Sequence[str], at: Span, outcodes: Container[str]) -> Written | None:
    """The postcode, sector or outcode, the longest outcode that exists first. No number is cut: "d y twenty one"."""
    code, ends = _SOUNDED_CODE.fullmatch("".join(told)), set(accumulate(map(len, told)))
    if code is None or not (len(told[0]) == 1 or code[3]):  # "me two" is none
        return None
    for size in (2, 1):
        outcode, rest = code[1] + code[2][:size], code[2][size:]
        whole = len(outcode) in ends
        if whole and outcode in outcodes and len(rest) <= 1 and bool(rest) >= bool(code[3]):
            return Written(*at, outcode, rest + (code[3] or ""), plain=True)
    return None


def _figure(number: str) -> str:
    """ "Fifteen", "twenty one" or "one four" in figures."""
    told = [_NUMBERS[word] for word in number.split()]
    return str(sum(told)) if told[0] in _TENS.values() else "".join(map(str, told))


def _first(words: str, at: int, outcodes: Container[str], exists: Callable[[str, str], bool]) -> Written | None:
    whole = (_full(match, words, outcodes) for match in _FULL.finditer(words, at))
    full = next((found for found in whole if found and (found.plain or exists(found.outcode, found.incode))), None)
    short = next(filter(None, (_short(match, words, outcodes) for match in _OUTCODE.finditer(words, at))), None)
    if full is None or short is None:
        return full or short
    return full if full.start <= short.start or not short.plain else short


def _full(match: re.Match[str], words: str, outcodes: Container[str]) -> Written | None:
    squeezed = re.sub(r"[ .-]", "", match[1])
    incode = match[2].translate(_AS_DIGIT) + match[4] + match[5]
    outcode = outcode_of(squeezed, outcodes)
    if outcode is None or unit_number(incode) is None or not _DIGIT.search(match[0]) or _HOUR.fullmatch(match[0]):
        return None
    if words[match.start(2) : match.end()] in _ENGLISH:
        return None
    neat = bool(_SPELT_OUT.fullmatch(match[0]) or _NEAT.fullmatch(match[0])) and not _ORDINAL.fullmatch(incode)
    alone = match.end() - match.start() > len(words) - 4
    return Written(match.start(), match.end(), outcode, incode, neat or alone)


def outcode_of(squeezed: str, outcodes: Container[str]) -> str | None:
    """The existing outcode that these characters stand for, letters for digits and digits for letters put right."""
    if squeezed in outcodes or _MAIN_ROAD.fullmatch(squeezed):
        return squeezed if squeezed in outcodes else None
    readings = (_as_shape(squeezed, shape) for shape in _SHAPES if len(shape) == len(squeezed))
    return next((reading for reading in readings if reading in outcodes), None)


def _as_shape(squeezed: str, shape: str) -> str:
    return "".join(
        char.translate(_AS_LETTER if want == "a" else _AS_DIGIT) for char, want in zip(squeezed, shape, strict=True)
    )


def _short(match: re.Match[str], words: str, outcodes: Container[str]) -> Written | None:
    outcode = outcode_of(match[1] + match[3], outcodes)
    if outcode is None:
        return None
    sector = _SECTOR.match(words, match.end())
    alone = match.end() - match.start() > len(words) - 3
    end = sector.end() if sector else match.end()
    return Written(match.start(), end, outcode, sector[1] if sector else "", not match[2] or alone)
