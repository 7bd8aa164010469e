"""The second table of rules: clocks, parts of the day and days -> wishes, each a piece of the time asked for."""

from datetime import date
from typing import NamedTuple

from bot.matching import time_dates as dates
from bot.matching.time_grammar import Found, Grammar, Made, Moment, Rule, meaning, ordinary
from bot.matching.time_rules import TO, weekdays_between
from bot.matching.time_words import DAY, KINDS, NOON, Clock, Part, Word, clock_at

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
WEEKEND = (5, 6)
EACH_DAY = "each day"
"""The rhythm of "every morning": daily, or weekly where weekdays are named."""


class Wish(NamedTuple):
    """A piece of the time asked for. Days are weekdays, Monday 0."""

    days: tuple[int, ...] = ()
    first: date | None = None
    """A date; with `last`, from one to another."""
    last: date | None = None
    opens: date | None = None
    """From this day on."""
    closes: date | None = None
    """Until this day."""
    start: Clock | None = None
    end: Clock | None = None
    at: bool = False
    """`start` was said as the hour itself, and not as the earliest."""
    part: Part | None = None
    length: int = 0
    """Minutes."""
    repeats: str | None = None
    weekly: bool = False
    """Said of every such day: "mondays", "every monday"."""
    minus: tuple[int, ...] = ()
    urgent: bool = False
    any: bool = False
    """Any time, or any day."""
    hours_first: bool = False
    """Of several pieces put together: the hours came before the days."""

    @property
    def has_days(self) -> bool:
        """Whether it says on which days."""
        return bool(self.days or self.first or self.opens or self.minus)

    @property
    def has_hours(self) -> bool:
        """Whether it says at which hours."""
        return bool(self.start or self.end or self.part)


def _wish(doubtful: bool = False, **said: object) -> Made:
    return meaning("wish", Wish(**said), doubtful)  # type: ignore[arg-type]


# Hours

TIME_KINDS = "clock dozen told one teen digits"


def _clock(word: Word) -> Clock:
    """The clock that a word stands for: one already, or a bare hour."""
    value = word.value
    return value if isinstance(value, Clock) else clock_at(value, 0, sure=False)


def _clocks(found: Found) -> list[Clock]:
    return [_clock(word) for word in found.of(TIME_KINDS)]


def _sure(minutes: int | None) -> Clock | None:
    return None if minutes is None else Clock(minutes % DAY, True)


def _window(found: Found) -> tuple[int, int | None]:
    """The first window of the part of the day or meal in the words."""
    part: Part = found.one("part meal")
    return part.hours[0]


def _from_to(found: Found, moment: Moment) -> Made:
    start, end = _clocks(found)
    if start == end and start.minutes < 3 * 60:
        return None
    return _wish(start=start, end=end)


def _one_or_another(found: Found, moment: Moment) -> Made:
    one, other = _clocks(found)
    if other.sure and not one.sure:
        one = Clock(one.minutes + (NOON if other.minutes >= NOON else 0), True)
    return (meaning("wish", Wish(start=one, at=True)), meaning("wish", Wish(start=other, at=True)))


def _from_to_part(found: Found, moment: Moment) -> Made:
    return _wish(start=_clocks(found)[0], end=_sure(_window(found)[0]))


def _from_part_to(found: Found, moment: Moment) -> Made:
    return _wish(start=_sure(_window(found)[0]), end=_clocks(found)[0])


def _part_to_part(found: Found, moment: Moment) -> Made:
    first, last = found.of("part meal")
    ends = last.value.hours[-1]
    return _wish(start=_sure(first.value.hours[0][0]), end=_sure(ends[1 if last in found.of("part") else 0]))


def _at(found: Found, moment: Moment) -> Made:
    return _wish(start=_clocks(found)[0], at=True)


def _from(found: Found, moment: Moment) -> Made:
    return _wish(start=_clocks(found)[0])


def _until(found: Found, moment: Moment) -> Made:
    return _wish(end=_clocks(found)[0])


def _after_part(found: Found, moment: Moment) -> Made:
    return _wish(start=_sure(_window(found)[1]))


def _from_part(found: Found, moment: Moment) -> Made:
    return _wish(start=_sure(_window(found)[0]))


def _until_part(found: Found, moment: Moment) -> Made:
    return _wish(end=_sure(_window(found)[0]))


def _part(found: Found, moment: Moment) -> Made:
    part: Part = found.one("part meal")
    if part.today:
        return _wish(part=part, first=moment.today)
    return _wish(part=part)


def _every_part(found: Found, moment: Moment) -> Made:
    return _wish(part=found.one("part"), repeats=EACH_DAY)


def _this_part(found: Found, moment: Moment) -> Made:
    """This morning, unless it is over: then it is told, not wished for."""
    end = found.one("part").hours[0][1]
    if end and moment.now.hour * 60 + moment.now.minute >= end > found.one("part").hours[0][0]:
        return meaning("x")
    return _wish(part=found.one("part"), first=moment.today)


HALF_DAYS = {
    "am": Part(((7 * 60, 12 * 60),)),
    "mng": Part(((7 * 60, 12 * 60),)),
    "pm": Part(((12 * 60, 17 * 60),)),
    "aft": Part(((12 * 60, 17 * 60),)),
    "eve": Part(((17 * 60, 21 * 60),)),
}


def _half_day(found: Found, moment: Moment) -> Made:
    return _wish(part=next(part for kind, part in HALF_DAYS.items() if found.has(kind)))


def _not_part(found: Found, moment: Moment) -> Made:
    """Not mornings: from noon. Not evenings: until five."""
    start, end = _window(found)
    noon = 12 * 60
    return _wish(start=_sure(end)) if start < noon else _wish(end=_sure(start))


# Days


def _days(found: Found, moment: Moment) -> Made:
    return _wish(days=found.one("day days owned"), weekly=found.has("days") or found.has("owned") or found.has("every"))


def _weekend(found: Found, moment: Moment) -> Made:
    return _wish(days=WEEKEND, weekly=found.has("every"))


def _term_time(found: Found, moment: Moment) -> Made:
    return _wish(doubtful=True, days=(0, 1, 2, 3, 4), weekly=True)


def _day_to_day(found: Found, moment: Moment) -> Made:
    if found.one("dozen") not in (None, 2):
        return None
    first, *_, last = (day for days in found.all("day days") for day in (days[0], days[-1]))
    return _wish(days=weekdays_between(first, last), weekly=found.has("days") or found.has("every"))


def _not_days(found: Found, moment: Moment) -> Made:
    """ "Not Mondays or Tuesdays" is neither; "not Tuesday, Thursday" is Thursday."""
    named = [WEEKEND if days is None else days for days in found.all("day days weekend owned")]
    if len(named) == 2 and found.has("comma") and not (found.has("or") or found.has("and")):
        return (meaning("wish", Wish(minus=named[0])), meaning("wish", Wish(days=named[1])))
    return _wish(minus=tuple(sorted({day for days in named for day in days})))


def _not_day_to_day(found: Found, moment: Moment) -> Made:
    first, last = found.all("day days")
    return _wish(minus=weekdays_between(first[0], last[-1]))


# Dates


def _day(found: Found, moment: Moment) -> Made:
    return _wish(first=found.one("date"))


def _dates(found: Found, moment: Moment) -> Made:
    first, last = found.one("dates")
    return _wish(first=first, last=last)


def _ends(found: Found, moment: Moment) -> list[tuple[date, date]]:
    """The first and last day of every date, dates, weekday or month in the words."""
    ends: list[tuple[date, date]] = []
    for word in found.of("date dates day month"):
        ends.append(_end(word, ends[-1][1] if ends else moment.today, found, moment))
    return ends


def _end(word: Word, after: date, found: Found, moment: Moment) -> tuple[date, date]:
    if isinstance(word.value, date):
        return word.value, word.value
    if word.kind == KINDS["dates"]:
        return word.value  # type: ignore[no-any-return]
    if word.kind == KINDS["day"]:
        return (dates.coming(word.value[0], after),) * 2
    first = dates.on_date(1, word.value, found.one("year"), moment.today) or moment.today
    return first, first


def _date_to_date(found: Found, moment: Moment) -> Made:
    (first, _), (_, last) = _ends(found, moment)
    return _wish(first=first, last=last) if first <= last else None


def _for_so_long(found: Found, moment: Moment) -> Made:
    first, _ = _ends(found, moment)[0]
    last = first + (found.one("gap") - 1) * dates.DAY
    return _wish(first=first, last=last) if last > first else _wish(first=first)


def _opens(found: Found, moment: Moment) -> Made:
    return _wish(opens=_ends(found, moment)[0][0])


def _opens_after(found: Found, moment: Moment) -> Made:
    return _wish(opens=_ends(found, moment)[0][1] + dates.DAY)


def _closes(found: Found, moment: Moment) -> Made:
    first, last = _ends(found, moment)[0]
    return _wish(closes=last if found.has("until") else first)


def _week_commencing(found: Found, moment: Moment) -> Made:
    first = max(dates.monday(_ends(found, moment)[0][0]), moment.today)
    return _wish(first=first, last=dates.sunday(first))


def _weekend_of(found: Found, moment: Moment) -> Made:
    saturday = dates.monday(found.one("date")) + 5 * dates.DAY
    return _wish(first=max(saturday, moment.today), last=saturday + dates.DAY)


# The rest


def _repeats(found: Found, moment: Moment) -> Made:
    return _wish(repeats=found.one("repeat"))


def _round_the_clock(found: Found, moment: Moment) -> Made:
    return _wish(days=EVERY_DAY, repeats="daily")


def _urgent(found: Found, moment: Moment) -> Made:
    return _wish(urgent=True)


def _any(found: Found, moment: Moment) -> Made:
    return _wish(any=True)


def _once(found: Found, moment: Moment) -> Made:
    return _wish(repeats="once")


def _length(found: Found, moment: Moment) -> Made:
    return _wish(length=found.one("length"))


TIME = "([clock dozen told teen digits]|one (?![x of a]))"
BARE = "[dozen told teen digits]"
PART = "[whose the]? [meal part]"
NO_COUNT = "(?![counted ranked unit street years times month])"
DAY_WORD = "[day days weekend owned]"
LED_BY = "[on at in over for the]*"
NOT = f"not {LED_BY}"

WISHES = Grammar(
    # What is not wanted
    Rule("not this one but that", f"{NOT} {DAY_WORD} comma {DAY_WORD} (?! comma? [and or])", _not_days),
    Rule("not from day to day", f"{NOT} [day days] {TO} [day days]", _not_day_to_day),
    Rule("not these days", f"{NOT} {DAY_WORD} (comma? [comma and or slash] {LED_BY} {DAY_WORD})*", _not_days),
    Rule("no such days", f"no (days|weekend) (comma? [comma and or] no? (days|weekend))*", _not_days),
    Rule("not that part of the day", f"[not no] {LED_BY} part", _not_part),
    Rule("not that date", f"{NOT} [date dates]", ordinary),
    # Hours from and to
    Rule(
        "from hour to hour",
        f"(?<!dash) ([from between]? at? {TIME} {TO} at? {TIME}|between at? {TIME} and at? {TIME}) {NO_COUNT} (?! dash)",
        _from_to,
    ),
    Rule(
        "from part to part of the day", f"[from between]? {PART} {TO} {PART}|between {PART} and {PART}", _part_to_part
    ),
    Rule(
        "from an hour to a part of the day",
        f"[from between]? at? {TIME} {TO} {PART}|between {TIME} and {PART}",
        _from_to_part,
    ),
    Rule(
        "from a part of the day to an hour",
        f"[from between]? {PART} {TO} at? {TIME} {NO_COUNT}|between {PART} and {TIME}",
        _from_part_to,
    ),
    Rule("one hour or another", f"at {TIME} or at? {TIME} {NO_COUNT}|{TIME} or clock", _one_or_another),
    Rule("until late", f"[from at]? {TIME} {TO} untillate", _from),
    Rule("onwards", f"[from after at]? {TIME} onwards|{TIME} dash $", _from),
    Rule("part of the day onwards", f"[from after]? {PART} onwards", _from_part),
    Rule("or earlier", f"{TIME} orearlier", _until),
    Rule("from an hour on", f"[after from] at? {TIME} {NO_COUNT}", _from),
    Rule("until an hour", f"[by until] at? {TIME} {NO_COUNT}", _until),
    Rule("after a part of the day", f"after {PART}", _after_part),
    Rule("from a part of the day on", f"from {PART}", _from_part),
    Rule("until a part of the day", f"[by until] {PART}", _until_part),
    Rule("at a meal", "[at over in] [whose the]? meal", _part),
    Rule("at an hour", f"at {TIME} {NO_COUNT}", _at),
    Rule(
        "hour after a day",
        f"(?<=[day days date dates part weekend comma]) {BARE} (?=$|[comma stop please]|for length)",
        _at,
    ),
    Rule("hour before a day", "^ [dozen told] (?=on? [day days date]|for length)|dozen (?=date part)", _at),
    Rule("a clock", "clock|^ digits [stop please]* $", _at),
    # Dates from and to
    Rule(
        "from date to date",
        f"from? the? [date day] {TO} the? date|from? the? date {TO} the? [date day]|between the? date and the? [date day]",
        _date_to_date,
    ),
    Rule("for so long from a date", f"(from the?)? date for? gap|for gap from the? [date day]", _for_so_long),
    Rule("week commencing", "(commencing|week of) the? [date day dates]", _week_commencing),
    Rule("weekend of a date", "the? weekend of? the? date", _weekend_of),
    Rule(
        "from day to day",
        f"[from between every]? [day days] ({TO}|dozen) [day days]|between [day days] and [day days]",
        _day_to_day,
    ),
    Rule("from a date on", "from the? (date|dates|day|month year?) onwards?|[date] onwards", _opens),
    Rule("after a date", "after the? (date|dates|day|month year?)", _opens_after),
    Rule("until a date", "[until by] the? (date|dates|day|month year?)", _closes),
    Rule("a date", "date", _day),
    Rule("dates", "dates", _dates),
    # Days
    Rule("days", "every? [day days]|(?<=[on every or and]) owned|owned (?![x counted ranked whose])", _days),
    Rule("the weekend", "every? the? weekend", _weekend),
    Rule("term time", "termtime", _term_time),
    # Parts of the day
    Rule("every part of the day", "every part", _every_part),
    Rule("this part of the day", "this part", _this_part),
    Rule("part of the day", "part", _part),
    Rule(
        "half of the day",
        "(?<=[day days date dates weekend part the every owned or and comma]) [am pm eve aft mng]",
        _half_day,
    ),
    # The rest
    Rule("how often", "fold? repeat", _repeats),
    Rule("round the clock", "allround", _round_the_clock),
    Rule("not urgent", "noturgent", ordinary),
    Rule("urgent", "urgent|now (?=$|[stop please comma])", _urgent),
    Rule(
        "any time",
        "any|^ [x please]? comma? anyalone [stop please]* $|(?<=[day days date dates weekend]) anyalone",
        _any,
    ),
    Rule("one-off", "oneoff", _once),
    Rule("for so long", "for? length", _length),
)
