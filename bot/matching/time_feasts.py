"""Rules that make days with a name: Christmas Eve, over Easter, bank holiday Monday, the Friday before Christmas."""

from datetime import timedelta

from bot.matching import time_dates as calendar
from bot.matching.time_grammar import COUNT, Found, Made, Moment, from_to, meaning, most, one_date, rule

NEW_YEAR = "1-1"
LONGEST_SEASON = 14 * calendar.DAY


def _feast(found: Found, moment: Moment) -> Made:
    return one_date(calendar.feast(found.one("feast"), moment.today, found.one("year")))


def _season(found: Found, moment: Moment) -> Made:
    return one_date(calendar.feast(found.one("season")[0], moment.today, found.one("year")))


def _around_feast(found: Found, moment: Moment) -> Made:
    """The week before Christmas, the day after Boxing Day, the Friday before Easter."""
    season = found.one("season")
    day = calendar.feast(season[0] if season else found.one("feast"), moment.today)
    if day is None:
        return None
    side = 1 if found.has("after") else -1
    if found.has("week"):
        first = calendar.monday(day + calendar.WEEK if side > 0 else day - 6 * calendar.DAY)
        last = first + 6 * calendar.DAY
        return from_to(max(first, moment.today), last if side > 0 else min(last, day - calendar.DAY), doubtful=True)
    if found.has("day"):
        weekday = found.one("day")[0]
        near = calendar.coming(weekday, day if side > 0 else day - 8 * calendar.DAY)
        return one_date(near if near >= moment.today else None)
    number = most(found)
    return one_date(day + side * timedelta(number))


def _in_new_year(found: Found, moment: Moment) -> Made:
    """In the new year, which is from then on; no other season is meant so."""
    day = calendar.feast(NEW_YEAR, moment.today)
    return (meaning("from"), meaning("date", day)) if day and found.one("season")[0] == NEW_YEAR else None


def _over_season(found: Found, moment: Moment) -> Made:
    _, first, last = found.one("season")
    end = calendar.feast(last, moment.today)
    start = calendar.feast(first, end - LONGEST_SEASON) if end else None
    return from_to(max(start, moment.today), end, doubtful=True) if start else None


def _season_week(found: Found, moment: Moment) -> Made:
    day = calendar.feast(found.one("season")[0], moment.today)
    return from_to(max(calendar.monday(day), moment.today), calendar.sunday(day)) if day else None


def _bank_holiday(found: Found, moment: Moment) -> Made:
    weekday: tuple[int, ...] | None = found.one("day")
    return one_date(calendar.bank_holiday(moment.today, weekday[0] if weekday else None, found.one("month")))


def _no_bank_holiday(found: Found, moment: Moment) -> Made:
    day = calendar.bank_holiday(moment.today)
    return (meaning("not"), meaning("date", day)) if day else None


def _bank_holiday_weekend(found: Found, moment: Moment) -> Made:
    day = calendar.bank_holiday(moment.today, 0, found.one("month"))
    return from_to(day - 2 * calendar.DAY, day) if day else None


FEAST_RULES = (
    rule(
        "before or after a named day",
        _around_feast,
        f"the? ({COUNT}? [week aday]|day) [before after] the? [feast season]",
    ),
    rule("a named day", _feast, "day? feast year?"),
    rule("in the new year", _in_new_year, "[in from] the? season"),
    rule("week of a season", _season_week, "(over the?)? season week"),
    rule("over a season", _over_season, "over the? season", "the? season weekend"),
    rule("bank holiday weekend", _bank_holiday_weekend, "[the next this]? month? bank weekend"),
    rule("no bank holiday", _no_bank_holiday, "no bank"),
    rule("bank holiday", _bank_holiday, "[the next this]? (bank day? in month|day bank|month? bank day?)"),
    rule("a season", _season, "season year?"),
)
