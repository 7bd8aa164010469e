"""times.yaml: what people write for days, dates and hours. Spellings stand after one another with commas."""

from collections.abc import Mapping

from pydantic import Field

from bot.content.pieces import Piece


class TimePart(Piece):
    """A part of the day, `07:00-12:00` (several with commas, `17:00-` without end), and what people say for it."""

    hours: str = Field(pattern=r"^\d\d:\d\d-(\d\d:\d\d)?(, \d\d:\d\d-(\d\d:\d\d)?)*$")
    says: str
    doubtful: bool = False
    """Said back as a question."""
    today: bool = False
    """Can only mean today."""


class HalfDay(Piece):
    """What people say for a part of the day, by its name in `parts`, only after a day: "fri eve"."""

    part: str
    says: str


class TimeOfYear(Piece):
    """A season such as Christmas: the day itself, and the days that "over Christmas" runs between."""

    day: str
    first: str
    last: str
    says: str


class TimeCompany(Piece):
    """Words after or before which a spelling is an ordinary word. `opening`: at the start of a message it may greet."""

    after: str = ""
    before: str = ""
    opening: bool = False
    told_of: str = ""
    """Words before it, in its clause, with which that tells how things are, where none of `asked_by` asks there."""
    asked_by: str = ""


class Spoken(Piece):
    """How a time is said back. `{}` is filled in."""

    any: str
    urgent: str
    short: str
    long: str
    months: str
    parts: str
    """Parts of the day that have a name when said back; others are said as hours."""
    noon: str
    midnight: str
    and_: str = Field(alias="and")
    or_: str = Field(alias="or")
    from_: str = Field(alias="from")
    until: str
    but: str
    every_day: str
    each: str
    """Before a part of the day: "every morning"."""
    fortnightly: str
    weekly: str
    every_fortnight: str
    every_month: str
    once: str


class Times(Piece):
    """times.yaml: what people write for days, dates and hours, and which hours we take each to mean."""

    days: Mapping[str, str]
    plural_days: Mapping[str, str]
    months: Mapping[int, str]
    numbers: Mapping[int, str]
    quantities: Mapping[int, str]
    ordinals: Mapping[int, str]
    folds: Mapping[int, str]
    near_days: Mapping[int, str]
    repeats: Mapping[str, str]
    clocks: Mapping[int, str]
    units: Mapping[int, str]
    parts: Mapping[str, TimePart]
    half_days: Mapping[str, HalfDay]
    meals: Mapping[str, TimePart]
    feasts: Mapping[str, str]
    seasons: Mapping[str, TimeOfYear]
    words: Mapping[str, str]
    """A kind of the grammar -> its spellings."""
    unless: Mapping[str, TimeCompany]
    greeting_goes_on: str
    slips: str
    """Long words that are also heard with one letter wrong."""
    not_slips: str
    spoken: Spoken
