"""Rules that make days of a month: 3/12, the 5th, 10th to 14th December, the last week of January."""

from datetime import date

from bot.matching import time_dates as calendar
from bot.matching.time_grammar import (
    DAYNUM,
    EDGE,
    NTH,
    TO,
    WEEKEND,
    Found,
    Made,
    Moment,
    edge_of,
    from_to,
    meaning,
    most,
    one_date,
    rule,
    several_dates,
)
from bot.matching.time_wish import wish

MARCH = 3
SATURDAY = 5
MONTHS = 12
LEAP_YEAR = 2024
NO_SUCH_DAY = "no such day"
"""The rule that hears of a day that no month has."""
EDGES = {"early": (1, 10), "mid": (11, 20), "late": (21, 31), "untillate": (21, 31)}
"""Days of the month that its beginning, middle and end are taken to be."""

LAST_DAYS = 6 * calendar.DAY
"""How long before its last day a part of a month begins that is on already: "the end of the month" on its 23rd."""

# Days


def _day_numbers(found: Found) -> list[int]:
    return found.all("ordinal dozen teen high told nth")


def _agrees(found: Found, day: date | None) -> Made:
    """The day, doubtful when another weekday was said with it."""
    weekday = found.one("day")
    return one_date(day, bool(day and weekday and day.weekday() not in weekday))


def _day_of_month(found: Found, moment: Moment) -> Made:
    return _agrees(found, calendar.on_date(_day_numbers(found)[0], found.one("month"), found.one("year"), moment.today))


def _numeric(found: Found, moment: Moment) -> Made:
    day, month, year = found.one("numeric")
    return _agrees(found, calendar.on_date(day, month, year or found.one("year"), moment.today))


def _gone(found: Found, moment: Moment) -> Made:
    """A day of this year or the last that is over, as one that does not suit: older ones are of birth."""
    day = _as_told(found)
    gone = day and moment.today.year - 1 <= day.year and day < moment.today
    return wish(without=((day, day),)) if gone else None


def _no_such_day(found: Found, moment: Moment) -> Made:
    """ "31 Feb", which stays an ordinary word that this rule has taken."""
    day, month, _ = _figures(found)
    longest = calendar.month_length(LEAP_YEAR, month) if 1 <= month <= MONTHS else 0
    return meaning("x") if day > longest else None


def _as_told(found: Found) -> date | None:
    """The date in the words, if its year is told as well."""
    day, month, year = _figures(found)
    return calendar.safe_date(year, month, day) if year else None


def _figures(found: Found) -> tuple[int, int, int | None]:
    """The day and month in the words, and the year if it is told."""
    if found.has("numeric"):
        day, month, year = found.one("numeric")
        return day, month, year or found.one("year")
    return _day_numbers(found)[0], found.one("month"), found.one("year")


def _seven_of_seven(found: Found, moment: Moment) -> Made:
    """ "7/7" is seven days of seven in the shorthand of care."""
    return meaning("repeat", "daily") if found.one("numeric") == (7, 7, None) else None


def _span_in_month(found: Found, moment: Moment) -> Made:
    first, last = _day_numbers(found)
    month, year = found.one("month"), found.one("year")
    end = calendar.on_date(last, month, year, moment.today)
    start = calendar.safe_date(end.year, month, first) if end else None
    return from_to(max(start, moment.today), end) if start else None


def _span_of_ordinals(found: Found, moment: Moment) -> Made:
    first, last = found.all("ordinal")
    start = calendar.on_day_of_month(first, moment.today)
    return from_to(start, calendar.on_day_of_month(last, start)) if start else None


def _several_in_month(found: Found, moment: Moment) -> Made:
    month, year = found.one("month"), found.one("year")
    return several_dates(calendar.on_date(number, month, year, moment.today) for number in _day_numbers(found))


def _several_ordinals(found: Found, moment: Moment) -> Made:
    return several_dates(calendar.on_day_of_month(number, moment.today) for number in found.all("ordinal"))


def _ordinal(found: Found, moment: Moment) -> Made:
    return _agrees(found, calendar.on_day_of_month(found.one("ordinal"), moment.today))


def _late_nth(found: Found, moment: Moment) -> Made:
    """ "The third" may be anything; "the thirtieth" is a day."""
    nth = found.one("nth")
    return one_date(calendar.on_day_of_month(nth, moment.today)) if nth > MONTHS else None


def _weekday_and_number(found: Found, moment: Moment) -> Made:
    day = calendar.on_day_of_month(found.one("teen high"), moment.today)
    return one_date(day) if day and day.weekday() in found.one("day") else None


# Months


def _month_span(found: Found, moment: Moment) -> tuple[date, date]:
    """The first and last day of the month meant: named, or this or the next one."""
    month, year = found.one("month"), found.one("year")
    if month is None:
        first = calendar.months_on(moment.today.replace(day=1), 1 if found.has("next") else 0)
    else:
        first = date(year or moment.today.year + (month < moment.today.month), month, 1)
    return first, first.replace(day=calendar.month_length(first.year, first.month))


def _month(found: Found, moment: Moment) -> Made:
    first, last = _month_span(found, moment)
    return from_to(max(first, moment.today), last)


def _in_month(found: Found, moment: Moment) -> Made:
    """ "In march" may be in the town; a month that could be a place needs more than "in"."""
    return None if found.one("month") == MARCH and not found.has("year") else _month(found, moment)


def _part_of_month(found: Found, moment: Moment) -> Made:
    first, last = _month_span(found, moment)
    start, end = EDGES[edge_of(found)]
    first, last = first.replace(day=start), last.replace(day=min(end, last.day))
    if first <= moment.today:
        first = max(last - LAST_DAYS, moment.today)
    return from_to(first, last, doubtful=True)


def _nth(found: Found) -> int:
    number: int | None = found.one("nth ordinal")
    return -1 if number is None else number


def _weekend_of_month(found: Found, moment: Moment) -> Made:
    """The next time that it comes: of a month that is named a year on, once it is over."""
    first, _ = _month_span(found, moment)
    months = [first, calendar.months_on(first, MONTHS if found.has("month") else 1)]
    days = [calendar.nth_weekday(_nth(found), SATURDAY, one.year, one.month) for one in months]
    saturday = next((day for day in days if day and day + calendar.DAY >= moment.today), None)
    return from_to(max(saturday, moment.today), saturday + calendar.DAY) if saturday else None


def _week_of_month(found: Found, moment: Moment) -> Made:
    """The first week of a month is its first seven days; the last week its last seven."""
    first, last = _month_span(found, moment)
    weeks = round(most(found, "told dozen few"))
    start = (
        last - weeks * calendar.WEEK + calendar.DAY if _nth(found) < 0 else first + (_nth(found) - 1) * calendar.WEEK
    )
    end = min(start + weeks * calendar.WEEK - calendar.DAY, last)
    return from_to(max(start, moment.today), end, doubtful=True)


def _nth_weekday(found: Found, moment: Moment) -> Made:
    weekday, month, year = found.one("day")[0], found.one("month"), found.one("year")
    years = (year,) if year else (moment.today.year, moment.today.year + 1)
    days = (calendar.nth_weekday(_nth(found), weekday, one, month) for one in years)
    return one_date(next((day for day in days if day and day >= moment.today), None))


def _nth_weekday_monthly(found: Found, moment: Moment) -> Made:
    twice = len(found.all("nth ordinal last")) > 1
    return (
        meaning("day", found.one("day days") or WEEKEND),
        meaning("repeat", "fortnightly" if twice else "monthly", doubtful=twice),
    )


def _nth_weekday_or_date(found: Found, moment: Moment) -> Made:
    """ "The 2nd Tuesday" is that of the month, where the 2nd is no Tuesday."""
    day = calendar.on_day_of_month(found.one("ordinal"), moment.today)
    return None if day and day.weekday() in found.one("day") else _coming_nth_weekday(found, moment)


def _coming_nth_weekday(found: Found, moment: Moment) -> Made:
    """The next of a day that comes once a month: "not the first Friday of the month"."""
    (weekday,) = found.one("day days")
    months = (calendar.months_on(moment.today.replace(day=1), later) for later in (0, 1))
    days = (calendar.nth_weekday(_nth(found), weekday, first.year, first.month) for first in months)
    return one_date(next((day for day in days if day and day >= moment.today), None))


def _day_monthly(found: Found, moment: Moment) -> Made:
    day = calendar.on_day_of_month(found.one("ordinal"), moment.today)
    return (meaning("date", day), meaning("repeat", "monthly")) if day else None


def _ordinal_of_month(found: Found, moment: Moment) -> Made:
    day = found.one("ordinal nth")
    if found.has("next"):
        return one_date(calendar.in_month(moment.today, 1, day))
    return one_date(calendar.on_day_of_month(day, moment.today))


HOURS_FOLLOW = f"[unit times am pm]|{TO} [dozen told teen clock]"
"""In "dec 2-5pm" the two is an hour."""
IN_MONTH = "of? month year?"
DAY_TO_DAY = f"day? the? {DAYNUM} {TO} day? the? {DAYNUM}"
NTH_TO_NTH = f"day? the? ordinal {TO} day? the? ordinal"
THAT_MONTH = "(month year?|[the this next] next? amonth)"
NOT_DENIED = "(?<!not)(?<!not on)(?<!not for)(?<!not the)(?<!not on the)(?<!not for the)"
NO_COUNT = "(?![counted ranked street])"
NO_DATE = "of? month|[counted ranked street]|one (?![oclock to until dash unit ish half])"
"""What may not follow "the 5th" by itself: "the 2nd one" counts those on a list, "the 4th one till three" is a day."""

MONTHLY_RULES = (
    rule(
        "not that weekday of the month",
        _coming_nth_weekday,
        f"(?<=not) [on the]* {NTH} [day days] [in of]? [the a every this] amonth",
    ),
    rule(
        "nth weekday of the month",
        _nth_weekday_monthly,
        f"every? the? {NTH} ([and or comma] the? {NTH})? [day days] [in of]? [the a every this] amonth",
        f"every? the? {NTH} weekend [in of]? [the a every] amonth",
        f"every {NTH} [day days weekend]",
        f"the? {NTH} [and or comma] the? {NTH} [day days]",
        "other [day days] [of in] [the every a] amonth",
        f"(repeat|fold [a per every] amonth) comma? on? the? {NTH} [day days]",
    ),
    rule("nth weekday in a month", _nth_weekday, f"the? {NTH} day [in of] month year?"),
    rule("nth weekday", _nth_weekday_or_date, "the? ordinal day (?! [in of]? [month ordinal])"),
    rule("weekend of a month", _weekend_of_month, f"the? {NTH} weekend [in of] {THAT_MONTH}"),
    rule("week of a month", _week_of_month, f"the? {NTH} [told dozen few]? week [in of] {THAT_MONTH}"),
    rule("day of every month", _day_monthly, "the? ordinal [of in] every amonth"),
    rule(
        "day of this or next month",
        _ordinal_of_month,
        "the? ordinal of? [next this the] amonth",
        "the? nth of [next this the] amonth",
    ),
)


DATE_RULES = (
    rule(
        "days of a month",
        _span_in_month,
        f"from? {DAY_TO_DAY} {IN_MONTH}",
        f"between day? the? {DAYNUM} and day? the? {DAYNUM} {IN_MONTH}",
        f"month the? {DAYNUM} {TO} the? {DAYNUM} year? (?!unit)",
        f"from? day? the? {DAYNUM} of? month {TO} the? ordinal (?![month of])",
    ),
    rule(
        "from the nth to the nth",
        _span_of_ordinals,
        f"from? {NTH_TO_NTH}",
        "between day? the? ordinal and day? the? ordinal",
    ),
    rule(
        "several days of a month",
        _several_in_month,
        f"the? {DAYNUM} (comma? [comma and or] day? the? {DAYNUM})+ {IN_MONTH}",
    ),
    rule(
        "day of a month",
        _day_of_month,
        f"day? comma? the? {DAYNUM} of? month comma? year?",
        "day? comma? the? ordinal in month comma? year?",
        "in? day? comma? month stop? on? the? ordinal (comma? year)?",
        f"day? comma? month the? [dozen teen high told nth] (?!{HOURS_FOLLOW}) (comma? year)?",
    ),
    rule(
        "seven days of seven",
        _seven_of_seven,
        "(?<![on from to by until before after since day the for]) comma? numeric (?! year)",
    ),
    rule("date in figures", _numeric, "day? comma? numeric (?!unit)"),
    rule(
        "a date that is gone",
        _gone,
        f"day? comma? the? {DAYNUM} of? month comma? year",
        "day? comma? month the? [ordinal teen high told nth] comma? year",
        "day? comma? numeric year?",
    ),
    rule(
        NO_SUCH_DAY,
        _no_such_day,
        f"the? {DAYNUM} of? month",
        "month the? [ordinal teen high told nth] (?! unit)",
        "numeric",
    ),
    rule("part of a month", _part_of_month, f"{EDGE} dash? {THAT_MONTH}"),
    rule(
        "in a month",
        _in_month,
        "[in for over] [next this]? month year?",
        "next month",
        "^ month year? [stop please]* $",
    ),
    rule("this or next month", _month, "[next this] amonth"),
    rule(
        "several nths",
        _several_ordinals,
        f"(day? the? ordinal) (comma day? the? ordinal)* (comma? [and or] day? the? ordinal)+ {NO_COUNT}",
        # "Not the 5th, the 6th" is the 6th.
        f"{NOT_DENIED} (day? the? ordinal) (comma day? the? ordinal)+ {NO_COUNT}",
    ),
    rule(
        "the nth",
        _ordinal,
        "day comma? the? ordinal",
        f"(?<=[on for from until by before after not]) the? ordinal (?! {NO_DATE})",
        f"the? ordinal (?! {NO_DATE}|[x ask did whose befell])",
    ),
    rule("the twenty-first", _late_nth, f"the nth (?! {NO_DATE}|[x ask did whose befell])"),
    rule("weekday and number", _weekday_and_number, "day [teen high] (?! [unit to dash until counted])"),
)
