"""Rules that make days from today: day after tomorrow, friday week, next week, in a fortnight. Never one gone by."""

from datetime import date, timedelta

from bot.matching import time_dates as calendar
from bot.matching.time_grammar import (
    COUNT,
    EDGE,
    LENGTH,
    NUMBER_KINDS,
    TO,
    UNIT,
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
from bot.matching.time_rhythms import days_long

WORKING_DAYS = (0, 1, 2, 3, 4)
WEEK_EDGES = {"early": (0, 2), "mid": (1, 3), "late": (3, 6), "untillate": (3, 6)}
"""Days of the week, Monday 0, that its beginning, middle and end are taken to be."""
FEW = 3


def _near_day(found: Found, moment: Moment) -> date:
    near: int | None = found.one("near")
    return moment.today + timedelta(near or 0)


def _near(found: Found, moment: Moment) -> Made:
    return one_date(_near_day(found, moment))


def _day_after(found: Found, moment: Moment) -> Made:
    return one_date(_near_day(found, moment) + calendar.DAY)


def _near_or_day_after(found: Found, moment: Moment) -> Made:
    return several_dates((_near_day(found, moment), _near_day(found, moment) + calendar.DAY))


def _later(found: Found) -> timedelta:
    """How long a "week", "fortnight" or "2 weeks" lasts."""
    return timedelta(days_long(found))


def _weeks_from_near_day(found: Found, moment: Moment) -> Made:
    return one_date(_near_day(found, moment) + _later(found))


def _weeks_from_weekday(found: Found, moment: Moment) -> Made:
    return one_date(calendar.coming(found.one("day")[0], moment.today) + _later(found))


def _weeks_from_next_weekday(found: Found, moment: Moment) -> Made:
    return one_date(_in_week(moment, 1, found.one("day")[0]) + _later(found), doubtful=True)


def _weekday_in_weeks(found: Found, moment: Moment) -> Made:
    return one_date(_in_week(moment, _later(found).days // 7, found.one("day")[0]))


def _weekday_after_next(found: Found, moment: Moment) -> Made:
    return one_date(_in_week(moment, 2, found.one("day")[0]), doubtful=True)


def _in_week(moment: Moment, weeks: int, weekday: int) -> date:
    return calendar.monday(moment.today) + weeks * calendar.WEEK + timedelta(weekday)


def _next_weekday(found: Found, moment: Moment) -> Made:
    """Next Thursday is that of next week; not everybody means so."""
    return one_date(_in_week(moment, 1, found.one("day")[0]), doubtful=True)


def _next_weekdays(found: Found, moment: Moment) -> Made:
    week = (_in_week(moment, 1, 0), _in_week(moment, 1, 6))
    return (meaning("dates", week, doubtful=True), meaning("day", _weekdays(found)))


def _this_weekday(found: Found, moment: Moment) -> Made:
    return one_date(calendar.coming(found.one("day")[0], moment.today))


def _these_weekdays(found: Found, moment: Moment) -> Made:
    week = (moment.today + calendar.DAY, moment.today + calendar.WEEK)
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
    return from_to(max(first, moment.today), first + 6 * calendar.DAY)


def _part_of_week(found: Found, moment: Moment) -> Made:
    first, last = WEEK_EDGES[edge_of(found)]
    weeks = 1 if found.has("next") else 0
    return from_to(max(_in_week(moment, weeks, first), moment.today), _in_week(moment, weeks, last), doubtful=True)


def _weekend(found: Found, moment: Moment) -> Made:
    weeks = 2 if found.has("afternext") else 1 if found.has("next") else 0
    saturday = _in_week(moment, weeks, 5)
    return from_to(max(saturday, moment.today), saturday + calendar.DAY, doubtful=weeks > 0)


def _in_so_long(found: Found, moment: Moment) -> Made:
    few = (found.one("few") or 0) >= FEW
    if found.has("amonth"):
        return one_date(calendar.months_on(_near_day(found, moment), round(most(found))), few)
    return one_date(_near_day(found, moment) + _later(found), few)


def _within(found: Found, moment: Moment) -> Made:
    return from_to(moment.today, moment.today + _later(found), (found.one("few") or 0) >= FEW)


def _within_hours(found: Found, moment: Moment) -> Made:
    return meaning("urgent")


def _weekdays_of_week(found: Found, moment: Moment) -> Made:
    return meaning("day", WORKING_DAYS)


AND_DAYS = f"(comma? ([and or comma slash]|{TO}) day)+"

DAY_RULES = (
    rule("weekday in so many weeks", _weekday_in_weeks, f"day in {COUNT} week time?"),
    rule("day after tomorrow", _day_after, "the? aday after near"),
    rule(
        "weeks from a day",
        _weeks_from_near_day,
        f"{COUNT}? [week fortnight] [from on after]? near",
        "near [week fortnight]",
    ),
    rule("so long from now", _in_so_long, f"{COUNT} {UNIT} from [now near]"),
    rule("a week next tuesday", _weeks_from_next_weekday, f"{COUNT} week next day"),
    rule(
        "weeks from a weekday",
        _weeks_from_weekday,
        f"(?<!for) {COUNT} [week fortnight] [from on after]? day",
        f"(?<![{NUMBER_KINDS} for every per next this last slash the of]) [week fortnight] on? day",
        "day [week fortnight] (?!afternext)",
    ),
    rule("tomorrow or the day after", _near_or_day_after, "near or the? aday after (?!near)"),
    rule("today or tomorrow", _near, "near"),
    rule("weekday after next", _weekday_after_next, "the? day afternext"),
    rule("next weekdays", _next_weekdays, f"next day {AND_DAYS}"),
    rule("these weekdays", _these_weekdays, f"[this coming] day {AND_DAYS}"),
    rule("next weekday", _next_weekday, "next day", "day next (?![week amonth fortnight])"),
    rule("this weekday", _this_weekday, "the? [this coming] coming? day", "day coming"),
    rule("part of a week", _part_of_week, f"{EDGE} (in? the|this|next|the next) week"),
    rule("a week", _week, "the? week afternext", "the? [next this coming] week"),
    rule("a weekend", _weekend, "the? weekend afternext", "the? [next this coming] weekend"),
    rule(
        "within",
        _within,
        f"within the? next? {COUNT}? {UNIT}",
        f"[in over]? the? next ({COUNT} {UNIT}|fortnight)",
    ),
    rule("within hours", _within_hours, f"[within in] at? {LENGTH}", f"in? the? next {LENGTH}"),
    rule("in so long", _in_so_long, f"in at? {COUNT} {UNIT} time?", f"{COUNT} {UNIT} time"),
    rule("in the week", _weekdays_of_week, "[in over] the week"),
)
