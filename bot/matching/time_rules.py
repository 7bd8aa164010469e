"""The first table of rules: words of time -> clocks, lengths, rhythms and days. What only looks like a time is set aside."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from bot.matching import time_dates as dates
from bot.matching.time_grammar import Found, Grammar, Made, Moment, Rule, meaning, ordinary
from bot.matching.time_words import DAY, NOON, Clock, Part, clock_at

# Names for stretches of pattern that many rules share

COUNT = "[dozen teen high big told one few a]"
HOUR = "[dozen told one]"
DAYNUM = "[ordinal dozen teen high told nth]"
TO = "[dash to until]"
PER = "[a per every slash]"
UNIT = "[week fortnight aday amonth]"
NTH = "[nth ordinal last]"
EDGE = "[early mid late untillate]"
LENGTH = f"(half a?|numeric|{COUNT} (and a half)?|{COUNT} [or dash to] {COUNT}) unit (and a half|or {COUNT})?"
OF_DAY = "([am pm]|[in at of] the? part)"
NUMBERS = "dozen teen high big told one few a ordinal nth"


# Clocks

WIDER = 120
"""Minutes by which a part of the day reaches back when it tells morning from evening: "6 in the morning"."""


def hour_in(clock: Clock, part: Part | None) -> int:
    """The minutes of a clock, its half of the day told by a part of it where that helps, else by habit."""
    if clock.sure:
        return clock.minutes
    for minutes in (clock.minutes + NOON, clock.minutes):
        if part and within_part(minutes, part):
            return minutes
    return clock.minutes if clock.minutes >= 7 * 60 else clock.minutes + NOON


def within_part(minutes: int, part: Part) -> bool:
    """Whether a time of day lies in a part of the day, or shortly before or after it."""
    start, end = part.hours[0]
    length = ((end or DAY) - start - 1) % DAY + 1
    return (minutes - start + WIDER) % DAY < length + WIDER + WIDER // 2


def _told(clock: Clock, found: Found) -> Clock:
    """The clock, made sure by the a.m., p.m. or part of the day that follows it."""
    part = found.one("part")
    if found.has("am") or found.has("pm"):
        return Clock(clock.minutes % NOON + (NOON if found.has("pm") else 0), True)
    return Clock(hour_in(clock, part), True) if part else clock


def _half_past(found: Found, moment: Moment) -> Made:
    return meaning("clock", _told(clock_at(found.one("dozen told one"), 30, sure=False), found))


def _past(minutes: int, hour: int, found: Found) -> Made:
    clock = Clock((hour % 12 * 60 + minutes) % NOON, False)
    return meaning("clock", _told(clock, found))


def _quarter(found: Found, moment: Moment) -> Made:
    return _past(-15 if found.has("to") else 15, found.one("dozen told one"), found)


def _minutes_past(found: Found, moment: Moment) -> Made:
    minutes, hour, *_ = found.all("dozen teen high big told one")
    return _past(int(minutes), hour, found) if minutes < 60 and found.one("unit") in (None, 1) else None


def _minutes_to(found: Found, moment: Moment) -> Made:
    minutes, hour, *_ = found.all("dozen teen high told one")
    return _past(-minutes, hour, found) if minutes in (5, 10, 20, 25) and found.one("unit") in (None, 1) else None


def _hour(found: Found, moment: Moment) -> Made:
    clock = found.one("clock") or clock_at(found.one("dozen told one"), 0, sure=False)
    return meaning("clock", _told(clock, found))


def _digits(found: Found, moment: Moment) -> Made:
    return meaning("clock", found.one("digits")) if found.one("unit") == 60 else None


# Lengths and rhythms

REPEATS = {"week": "weekly", "fortnight": "fortnightly", "aday": "daily", "amonth": "monthly"}
DAYS_IN = {"week": 7, "fortnight": 14, "aday": 1}
RHYTHMS = {1: "daily", 7: "weekly", 14: "fortnightly", 28: "monthly"}


def _length(found: Found, moment: Moment) -> Made:
    fraction = found.one("numeric")
    numbers = [1 if number is None else number for number in found.all(NUMBERS)]
    most = (0.5 if fraction[:2] == (1, 2) else fraction[1]) if fraction else max(numbers, default=0)
    if found.begins("half"):
        most = 0
    return meaning("length", round((most + (0.5 if found.has("half") else 0)) * found.one("unit")))


def _unit(found: Found) -> str:
    return next(unit for unit in REPEATS if found.has(unit))


def _per(found: Found, moment: Moment) -> Made:
    return meaning("repeat", REPEATS[_unit(found)])


def _per_unit(found: Found, moment: Moment) -> Made:
    """Of "2 hours a week" only the rhythm: the hours are a length without a start."""
    return _per(found, moment)


def _so_often(found: Found, moment: Moment) -> Made:
    often = max([number or 1 for number in found.all(f"{NUMBERS} fold")], default=1)
    repeats = REPEATS[_unit(found)]
    return meaning("repeat", "fortnightly" if repeats == "monthly" and often == 2 else repeats)


def _so_many(found: Found, moment: Moment) -> Made:
    part = found.one("part")
    rhythm = meaning("repeat", REPEATS[next(u for u in ("week", "fortnight", "amonth", "aday") if found.has(u))])
    return (meaning("part", part), rhythm) if part else rhythm


def _every_so_many(found: Found, moment: Moment) -> Made:
    number = max([number or 1 for number in found.all(NUMBERS)], default=1)
    days = 28 * number if found.has("amonth") else DAYS_IN[_unit(found)] * number
    return meaning("repeat", RHYTHMS.get(days, "monthly" if days > 14 else "daily"), days not in RHYTHMS)


def _every_other(found: Found, moment: Moment) -> Made:
    if found.has("amonth") or found.has("aday"):
        return meaning("repeat", "monthly" if found.has("amonth") else "daily", doubtful=True)
    return meaning("repeat", "fortnightly")


def _gap(found: Found, moment: Moment) -> Made:
    most = max([number or 1 for number in found.all(NUMBERS)], default=1)
    return meaning("gap", _days_of(found, most))


def _so_many_nights(found: Found, moment: Moment) -> Made:
    """ "For 3 nights" is three days on, and at night; "for 3 mornings" says less."""
    part, number = found.one("part"), max([number or 1 for number in found.all(NUMBERS)], default=1)
    start, end = part.hours[0]
    return (meaning("gap", number), meaning("part", part)) if end and end < start else meaning("part", part)


def _days_of(found: Found, number: float) -> int:
    return round(number * (30 if found.has("amonth") else DAYS_IN[_unit(found)]))


# Days in figures, months


def _date(day: date | None, doubtful: bool = False) -> Made:
    return meaning("date", day, doubtful) if day else None


def _dates(first: date | None, last: date | None, doubtful: bool = False) -> Made:
    return meaning("dates", (first, last), doubtful) if first and last and first <= last else None


def _day_numbers(found: Found) -> list[int]:
    return found.all("ordinal dozen teen high told nth")


def _agrees(found: Found, day: date | None) -> Made:
    """The day, doubtful when another weekday was said with it."""
    weekday = found.one("day")
    return _date(day, bool(day and weekday and day.weekday() not in weekday))


def _day_of_month(found: Found, moment: Moment) -> Made:
    return _agrees(found, dates.on_date(_day_numbers(found)[0], found.one("month"), found.one("year"), moment.today))


def _numeric(found: Found, moment: Moment) -> Made:
    day, month, year = found.one("numeric")
    return _agrees(found, dates.on_date(day, month, year or found.one("year"), moment.today))


def _span_in_month(found: Found, moment: Moment) -> Made:
    first, last = _day_numbers(found)
    month, year = found.one("month"), found.one("year")
    end = dates.on_date(last, month, year, moment.today)
    start = dates.safe_date(end.year, month, first) if end else None
    return _dates(max(start, moment.today), end) if start else None


def _span_of_ordinals(found: Found, moment: Moment) -> Made:
    first, last = found.all("ordinal")
    start = dates.on_day_of_month(first, moment.today)
    return _dates(start, dates.on_day_of_month(last, start)) if start else None


def _several_in_month(found: Found, moment: Moment) -> Made:
    month, year = found.one("month"), found.one("year")
    return _several(dates.on_date(number, month, year, moment.today) for number in _day_numbers(found))


def _several_ordinals(found: Found, moment: Moment) -> Made:
    return _several(dates.on_day_of_month(number, moment.today) for number in found.all("ordinal"))


def _several(days: Iterable[date | None]) -> Made:
    return tuple(meaning("date", day) for day in days if day) or None


def _ordinal(found: Found, moment: Moment) -> Made:
    return _agrees(found, dates.on_day_of_month(found.one("ordinal"), moment.today))


def _weekday_and_number(found: Found, moment: Moment) -> Made:
    day = dates.on_day_of_month(found.one("teen high"), moment.today)
    return _date(day) if day and day.weekday() in found.one("day") else None


def _month_span(found: Found, moment: Moment) -> tuple[date, date]:
    """The first and last day of the month meant: named, or this or the next one."""
    month, year = found.one("month"), found.one("year")
    if month is None:
        first = dates.months_on(moment.today.replace(day=1), 1 if found.has("next") else 0)
    else:
        first = date(year or moment.today.year + (month < moment.today.month), month, 1)
    return first, first.replace(day=dates.month_length(first.year, first.month))


def _month(found: Found, moment: Moment) -> Made:
    first, last = _month_span(found, moment)
    return _dates(max(first, moment.today), last)


def _in_month(found: Found, moment: Moment) -> Made:
    """ "In march" may be in the town; a month that could be a place needs more than "in"."""
    return None if found.one("month") == MARCH and not found.has("year") else _month(found, moment)


MARCH = 3
EDGES = {"early": (1, 10), "mid": (11, 20), "late": (21, 31), "untillate": (21, 31)}


def _edge(found: Found) -> str:
    return next(edge for edge in EDGES if found.has(edge))


def _part_of_month(found: Found, moment: Moment) -> Made:
    first, last = _month_span(found, moment)
    start, end = EDGES[_edge(found)]
    return _dates(max(first.replace(day=start), moment.today), last.replace(day=min(end, last.day)), doubtful=True)


def _nth(found: Found) -> int:
    number: int | None = found.one("nth ordinal")
    return -1 if number is None else number


def _week_of_month(found: Found, moment: Moment) -> Made:
    """The first week of a month is its first seven days; the last week its last seven."""
    first, last = _month_span(found, moment)
    if found.has("weekend"):
        saturday = dates.nth_weekday(_nth(found), 5, first.year, first.month)
        return _dates(saturday, saturday + dates.DAY) if saturday else None
    start = last - 6 * dates.DAY if _nth(found) < 0 else first + (_nth(found) - 1) * dates.WEEK
    return _dates(max(start, moment.today), min(start + 6 * dates.DAY, last), doubtful=True)


def _nth_weekday(found: Found, moment: Moment) -> Made:
    weekday, month, year = found.one("day")[0], found.one("month"), found.one("year")
    years = (year,) if year else (moment.today.year, moment.today.year + 1)
    days = (dates.nth_weekday(_nth(found), weekday, one, month) for one in years)
    return _date(next((day for day in days if day and day >= moment.today), None))


def _nth_weekday_monthly(found: Found, moment: Moment) -> Made:
    twice = len(found.all("nth ordinal last")) > 1
    return (
        meaning("day", found.one("day days")),
        meaning("repeat", "fortnightly" if twice else "monthly", doubtful=twice),
    )


def _day_monthly(found: Found, moment: Moment) -> Made:
    day = dates.on_day_of_month(found.one("ordinal"), moment.today)
    return (meaning("date", day), meaning("repeat", "monthly")) if day else None


def _ordinal_next_month(found: Found, moment: Moment) -> Made:
    return _date(dates.in_month(moment.today, 1, found.one("ordinal")))


# Days from today


def _near_day(found: Found, moment: Moment) -> date:
    near: int | None = found.one("near")
    return moment.today + timedelta(near or 0)


def _near(found: Found, moment: Moment) -> Made:
    return _date(_near_day(found, moment))


def _day_after(found: Found, moment: Moment) -> Made:
    return _date(_near_day(found, moment) + dates.DAY)


def _later(found: Found) -> timedelta:
    """How long a "week", "fortnight" or "2 weeks" of the words lasts."""
    number = max([number or 1 for number in found.all(NUMBERS)], default=1)
    return timedelta(_days_of(found, number))


def _weeks_from_near_day(found: Found, moment: Moment) -> Made:
    return _date(_near_day(found, moment) + _later(found))


def _weeks_from_weekday(found: Found, moment: Moment) -> Made:
    return _date(dates.coming(found.one("day")[0], moment.today) + _later(found))


def _weekday_after_next(found: Found, moment: Moment) -> Made:
    return _date(_in_week(moment, 2, found.one("day")[0]), doubtful=True)


def _in_week(moment: Moment, weeks: int, weekday: int) -> date:
    return dates.monday(moment.today) + weeks * dates.WEEK + timedelta(weekday)


def _next_weekday(found: Found, moment: Moment) -> Made:
    """Next Thursday is that of next week; not everybody means so."""
    return _date(_in_week(moment, 1, found.one("day")[0]), doubtful=True)


def _next_weekdays(found: Found, moment: Moment) -> Made:
    week = (_in_week(moment, 1, 0), _in_week(moment, 1, 6))
    return (meaning("dates", week, doubtful=True), meaning("day", _weekdays(found)))


def _this_weekday(found: Found, moment: Moment) -> Made:
    return _date(dates.coming(found.one("day")[0], moment.today))


def _these_weekdays(found: Found, moment: Moment) -> Made:
    week = (moment.today + dates.DAY, moment.today + dates.WEEK)
    return (meaning("dates", week), meaning("day", _weekdays(found)))


def _weekdays(found: Found) -> tuple[int, ...]:
    """The weekdays of a list, or from the first to the last where a dash or "to" stands between."""
    named = [day for days in found.all("day days") for day in days]
    if found.has("dash to until"):
        return weekdays_between(named[0], named[-1])
    return tuple(sorted(set(named)))


def weekdays_between(first: int, last: int) -> tuple[int, ...]:
    """Weekdays from one to another, over the weekend if need be: Friday to Monday."""
    return tuple(sorted((first + later) % 7 for later in range((last - first) % 7 + 1)))


def _week(found: Found, moment: Moment) -> Made:
    weeks = 2 if found.has("afternext") else 0 if found.has("this") else 1
    first = _in_week(moment, weeks, 0)
    return _dates(max(first, moment.today), first + 6 * dates.DAY)


WEEK_EDGES = {"early": (0, 2), "mid": (1, 3), "late": (3, 6), "untillate": (3, 6)}


def _part_of_week(found: Found, moment: Moment) -> Made:
    first, last = WEEK_EDGES[_edge(found)]
    weeks = 1 if found.has("next") else 0
    return _dates(max(_in_week(moment, weeks, first), moment.today), _in_week(moment, weeks, last), doubtful=True)


def _weekend(found: Found, moment: Moment) -> Made:
    weeks = 2 if found.has("afternext") else 1 if found.has("next") else 0
    saturday = _in_week(moment, weeks, 5)
    return _dates(max(saturday, moment.today), saturday + dates.DAY, doubtful=weeks > 0)


def _in_so_long(found: Found, moment: Moment) -> Made:
    few = (found.one("few") or 0) > 2
    if found.has("amonth"):
        number = max([number or 1 for number in found.all(NUMBERS)], default=1)
        return _date(dates.months_on(moment.today, int(number)), few)
    return _date(_near_day(found, moment) + _later(found), few)


def _within(found: Found, moment: Moment) -> Made:
    return _dates(moment.today, moment.today + _later(found), found.has("few"))


def _within_hours(found: Found, moment: Moment) -> Made:
    return meaning("urgent")


# Days with a name


def _feast(found: Found, moment: Moment) -> Made:
    return _date(dates.feast(found.one("feast"), moment.today, found.one("year")))


def _season(found: Found, moment: Moment) -> Made:
    return _date(dates.feast(found.one("season")[0], moment.today, found.one("year")))


def _over_season(found: Found, moment: Moment) -> Made:
    _, first, last = found.one("season")
    end = dates.feast(last, moment.today)
    start = dates.feast(first, end - 14 * dates.DAY) if end else None
    return _dates(max(start, moment.today), end, doubtful=True) if start else None


def _season_week(found: Found, moment: Moment) -> Made:
    day = dates.feast(found.one("season")[0], moment.today)
    return _dates(max(dates.monday(day), moment.today), dates.sunday(day)) if day else None


def _bank_holiday(found: Found, moment: Moment) -> Made:
    weekday: tuple[int, ...] | None = found.one("day")
    return _date(dates.bank_holiday(moment.today, weekday[0] if weekday else None, found.one("month")))


def _bank_holiday_weekend(found: Found, moment: Moment) -> Made:
    day = dates.bank_holiday(moment.today, 0, found.one("month"))
    return _dates(day - 2 * dates.DAY, day) if day else None


def _weekdays_of_week(found: Found, moment: Moment) -> Made:
    return meaning("day", (0, 1, 2, 3, 4))


ATOMS = Grammar(
    # What only looks like a time
    Rule("a price", f"money ({PER} [unit {UNIT[1:-1]} years])?|[clock big] [a per slash] unit", ordinary),
    Rule("an address", "[dozen teen high big digits] x{1,2} street", ordinary),
    Rule("an age", f"{COUNT} ([or dash to] {COUNT})? dash? years", ordinary),
    Rule("a number of things", f"{COUNT} ([or dash to] {COUNT})? counted", ordinary),
    Rule("a rank", "the? [nth ordinal] ranked", ordinary),
    Rule("notice", f"{COUNT} [unit {UNIT[1:-1]}] notice", ordinary),
    Rule("ago", f"({COUNT} ([or dash to] {COUNT})?)? [unit years {UNIT[1:-1]}] ago", ordinary),
    Rule("since", f"since last? (day|near|month|feast|season|year|clock|the? {DAYNUM} (of? month)?|month)", ordinary),
    # Rhythms
    Rule(
        "nth weekday of the month",
        f"every? the? {NTH} ([and or comma] the? {NTH})? [day days] [in of]? [the a every this] amonth|every {NTH} [day days]|other [day days] [of in] [the every a] amonth",
        _nth_weekday_monthly,
    ),
    Rule("nth weekday in a month", f"the? {NTH} day [in of] month year?", _nth_weekday),
    Rule(
        "week of a month",
        f"the? {NTH} [week weekend] [in of] (month year?|[the this next] next? amonth)",
        _week_of_month,
    ),
    Rule("day of every month", "the? ordinal [of in] every amonth", _day_monthly),
    Rule("day of next month", "the? ordinal of? next amonth", _ordinal_next_month),
    Rule("the past", f"last ({COUNT}? [{UNIT[1:-1]} years unit]|day|days|part|weekend|month)", ordinary),
    Rule("so long a week", f"{LENGTH} {PER} {UNIT}", _per_unit),
    Rule("so many a week", f"{COUNT} ([or dash to] {COUNT})? [part aday] {PER} {UNIT}", _so_many),
    Rule("for so many nights", f"for {COUNT} part", _so_many_nights),
    Rule(
        "so often",
        f"(fold (or fold)?|{COUNT} ([or dash to] {COUNT})? [times time]) {PER} {UNIT}|{COUNT} times {UNIT}",
        _so_often,
    ),
    Rule("every so many weeks", f"(fold|a)? every {COUNT} {UNIT}", _every_so_many),
    Rule("every week", f"every {UNIT}|per [week fortnight amonth]", _per),
    Rule("every other week", "other [week aday amonth]|other (?=[day days weekend part])", _every_other),
    # Clocks
    Rule("half past", f"half {HOUR} oclock? {OF_DAY}?", _half_past),
    Rule("quarter past", f"quarter [past to] {HOUR} {OF_DAY}?", _quarter),
    Rule("minutes past", f"[dozen told teen high big] unit? past {HOUR} {OF_DAY}?", _minutes_past),
    Rule(
        "minutes to",
        f"(?<![from between day days part weekend comma]) [told teen high] unit? to {HOUR} {OF_DAY}?|dozen unit to {HOUR}",
        _minutes_to,
    ),
    Rule("o'clock", f"{HOUR} oclock {OF_DAY}?", _hour),
    Rule("hour of a part of the day", f"[dozen told one clock] ish? {OF_DAY}", _hour),
    Rule("or so", "[dozen told one clock] ish", _hour),
    Rule("24 hour digits", "digits unit", _digits),
    # Days
    Rule(
        "days of a month",
        f"(from? day? the? {DAYNUM} {TO} day? the? {DAYNUM}|between day? the? {DAYNUM} and day? the? {DAYNUM}) of? month year?|month the? {DAYNUM} {TO} the? {DAYNUM} year? (?!unit)",
        _span_in_month,
    ),
    Rule(
        "from the nth to the nth",
        f"from? day? the? ordinal {TO} day? the? ordinal|between day? the? ordinal and day? the? ordinal",
        _span_of_ordinals,
    ),
    Rule(
        "several days of a month",
        f"the? {DAYNUM} (comma? [comma and or] day? the? {DAYNUM})+ of? month year?",
        _several_in_month,
    ),
    Rule(
        "day of a month",
        f"day? comma? the? {DAYNUM} of? month comma? year?|day? comma? month the? (ordinal|[dozen teen high told nth] (?![unit times am pm {TO[1:-1]}])) (comma? year)?",
        _day_of_month,
    ),
    Rule("date in figures", "day? comma? numeric (?!unit)", _numeric),
    Rule("part of a month", f"{EDGE} (month year?|[the this next] next? amonth)", _part_of_month),
    Rule("in a month", "[in for over] [next this]? month year?|next month", _in_month),
    Rule("a month", "^ month year? [stop please]* $", _in_month),
    Rule("next month", "[next this] amonth", _month),
    Rule(
        "several nths",
        "(day? the? ordinal) (comma? [comma and or] day? the? ordinal)+ (?![counted ranked street])",
        _several_ordinals,
    ),
    Rule(
        "the nth",
        "day comma? the? ordinal|(?<=[on for from until by after]) the? ordinal (?! of? month|[counted ranked street])|the? ordinal (?! of? month|[counted ranked street x whose])",
        _ordinal,
    ),
    Rule("weekday and number", "day [teen high] (?! [unit to dash until counted])", _weekday_and_number),
    Rule("day after tomorrow", "the? aday after near", _day_after),
    Rule(
        "weeks from a day",
        f"{COUNT}? [week fortnight] [from on after]? near|near [week fortnight]|{COUNT} {UNIT} from [now near]",
        _weeks_from_near_day,
    ),
    Rule(
        "weeks from a weekday",
        f"(?<!for) {COUNT} [week fortnight] [from on after]? day|(?<![{NUMBERS} for every per next this last slash the of]) [week fortnight] on? day|day [week fortnight] (?!afternext)",
        _weeks_from_weekday,
    ),
    Rule("day", "near", _near),
    Rule("weekday after next", "the? day afternext", _weekday_after_next),
    Rule("next weekdays", f"next day (comma? ([and or comma slash]|{TO}) day)+", _next_weekdays),
    Rule("these weekdays", f"[this coming] day (comma? ([and or comma slash]|{TO}) day)+", _these_weekdays),
    Rule("next weekday", "next day|day next (?![week amonth fortnight])", _next_weekday),
    Rule("this weekday", "the? [this coming] coming? day|day coming", _this_weekday),
    Rule("part of a week", f"{EDGE} (in? the|this|next|the next) week", _part_of_week),
    Rule("a week", "the? week afternext|the? [next this coming] week", _week),
    Rule("a weekend", "the? weekend afternext|the? [next this coming] weekend", _weekend),
    Rule(
        "within",
        f"within (the? next)? {COUNT}? {UNIT}|[in over]? the? next {COUNT} {UNIT}|[in over]? the? next fortnight",
        _within,
    ),
    Rule("within hours", f"[within in] {LENGTH}|in? the? next {LENGTH}", _within_hours),
    Rule("in so long", f"in {COUNT} {UNIT} time?|{COUNT} {UNIT} time", _in_so_long),
    Rule("in the week", "[in over] the week", _weekdays_of_week),
    # Days with a name
    Rule("a named day", "day? feast year?", _feast),
    Rule("over a season", "over the? season|the? season weekend", _over_season),
    Rule("week of a season", "season week", _season_week),
    Rule("bank holiday weekend", "[the next this]? month? bank weekend", _bank_holiday_weekend),
    Rule("bank holiday", "[the next this]? (day bank|month? bank day?)", _bank_holiday),
    Rule("a season", "season year?", _season),
    # Lengths, last: most of the above begin with a number
    Rule("a length", f"{LENGTH}", _length),
    Rule("days and weeks", f"{COUNT} ([or dash to] {COUNT})? {UNIT}", _gap),
)
