"""Days of the calendar as people name them, always from `today` on: weekdays, feasts, bank holidays, ends of months."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from bot.matching.when import DAYS

DAY = timedelta(1)
WEEK = timedelta(7)


def safe_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where there is no such day."""
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= month_length(year, month) else None


def month_length(year: int, month: int) -> int:
    """How many days the month has."""
    return monthrange(year, month)[1]


def on_date(day: int, month: int, year: int | None, today: date) -> date | None:
    """The day of a month: in `year`, or else the next time it comes. None when there is none, or it is gone."""
    years = (year,) if year else range(today.year, today.year + 5)
    found = (safe_date(one, month, day) for one in years)
    return next((one for one in found if one and one >= today), None)


def on_day_of_month(day: int, today: date) -> date | None:
    """The next `day`-th of a month."""
    return next((one for one in _months_from(today, day) if one >= today), None)


def _months_from(today: date, day: int) -> Iterator[date]:
    for later in range(12):
        if found := in_month(today, later, day):
            yield found


def in_month(today: date, later: int, day: int) -> date | None:
    """The `day`-th of the month that comes `later` months after that of `today`."""
    years, month = divmod(today.month - 1 + later, 12)
    return safe_date(today.year + years, month + 1, day)


def months_on(today: date, later: int) -> date:
    """The same day `later` months on, or the last day of that month."""
    years, month = divmod(today.month - 1 + later, 12)
    year = today.year + years
    return date(year, month + 1, min(today.day, month_length(year, month + 1)))


def coming(weekday: int, today: date) -> date:
    """The next such weekday after today (Monday 0)."""
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


def monday(day: date) -> date:
    """The Monday of that week."""
    return day - timedelta(day.weekday())


def sunday(day: date) -> date:
    """The Sunday of that week."""
    return monday(day) + 6 * DAY


def nth_weekday(nth: int, weekday: int, year: int, month: int) -> date | None:
    """The `nth` such weekday of a month; -1 is the last."""
    if nth < 0:
        last = date(year, month, month_length(year, month))
        return last - timedelta((last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return safe_date(year, month, 1 + (weekday - first.weekday()) % 7 + 7 * (nth - 1))


def easter(year: int) -> date:
    """Easter Sunday of a year, by the anonymous Gregorian computation."""
    century, in_century = divmod(year, 100)
    leaps = century // 4
    moon = (19 * (year % 19) + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - moon - in_century % 4) % 7
    shift = (year % 19 + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def feast(named: str, today: date, year: int | None = None) -> date | None:
    """The next day of a feast as content writes it: `25-12`, `easter-2`, `sun 3 6`, `sun -4 25-12`."""
    years = (year,) if year else range(today.year, today.year + 5)
    found = (_feast_in(named, one) for one in years)
    return next((one for one in found if one and one >= today), None)


def _feast_in(named: str, year: int) -> date | None:
    if named.startswith("easter"):
        return easter(year) + timedelta(int(named[6:]))
    if " " in named:
        weekday, nth, of = named.split()
        if "-" in of:
            return _weekday_before(int(nth), DAYS.index(weekday), _feast_in(of, year))
        return nth_weekday(int(nth), DAYS.index(weekday), year, int(of))
    day, month = named.split("-")
    return safe_date(year, int(month), int(day))


def _weekday_before(nth: int, weekday: int, day: date | None) -> date | None:
    """The `nth` such weekday before a day; the one right before it is -1."""
    return day and day - timedelta((day.weekday() - weekday - 1) % 7 + 1 + 7 * (-nth - 1))


def bank_holiday(today: date, weekday: int | None = None, month: int | None = None) -> date | None:
    """The next bank holiday in England after today; of a weekday, or in a month, when asked."""
    days = (day for year in (today.year, today.year + 1) for day in _bank_holidays(year))
    return next((d for d in days if d > today and weekday in (None, d.weekday()) and month in (None, d.month)), None)


def is_bank_holiday(day: date) -> bool:
    """Whether a day is a bank holiday in England."""
    return day in _bank_holidays(day.year)


@cache
def _bank_holidays(year: int) -> tuple[date, ...]:
    from holidays import country_holidays

    return tuple(sorted(country_holidays("GB", subdiv="ENG", years=year)))
