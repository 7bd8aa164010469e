"""When -> a few plain words, for an echo: `Sat 28 Nov 2-5pm`, `Tuesday and Thursday afternoons`, `any time`."""

from datetime import date, time
from functools import lru_cache, reduce

from bot.matching.time_kinds import NOON
from bot.matching.time_spellings import listed
from bot.matching.time_words import TimeWords, time_words
from bot.matching.when import DAYS, When, each, runs

LONG_RUN = 3
"""Days in a row that are said as Mon-Fri; also names in a list that are said short."""
ALL_BUT_ONE = len(DAYS) - 1


@lru_cache(maxsize=4096)
def spoken(when: When) -> str:
    """`when` in British English, short, in the letters that a text message has. A weekday alone stays a weekday.

    Kept, as the same few are said again and again, and of many providers.
    """
    speech = _Speech(time_words())
    joint = speech.words.and_ if when.together else speech.words.or_
    return reduce(joint.format, [speech.window(one) for one in each(when)])


class _Speech:
    """The words of content, put together."""

    def __init__(self, vocabulary: TimeWords) -> None:
        self.words = vocabulary.spoken
        self.short, self.long, self.months = map(listed, (self.words.short, self.words.long, self.words.months))
        self.parts = {vocabulary.parts[name].hours[0]: name for name in listed(self.words.parts)}

    def window(self, when: When) -> str:
        """One window: days and hours, how often, and from when until when."""
        if when == When():
            return self.words.any
        days, hours = self._days(when), self._hours(when)
        said = (hours, days) if len(when.days) == ALL_BUT_ONE else (" ".join(filter(None, (days, hours))),)
        return ", ".join(filter(None, (*said, self._rhythm(when), *self._bounds(when), self._urgency(when))))

    # Days

    def _days(self, when: When) -> str:
        if when.date and when.until:
            return ", ".join(filter(None, (self._weekdays(when), self._dates(when.date, when.until))))
        if when.date and when.repeats == "once":
            return f"{self.short[when.date.weekday()]} {self._date(when.date)}"
        return self._weekdays(when)

    def _weekdays(self, when: When) -> str:
        missing = [day for day in DAYS if day not in when.days]
        if len(missing) == len(DAYS):
            return ""
        if not missing:
            return self.words.each if self._part(when) else self.words.every_day
        if len(missing) == 1:
            return self.words.but.format(self.long[DAYS.index(missing[0])])
        *first, last = self._names(when)
        named = self.words.and_.format(", ".join(first), last) if first else last
        return self.words.fortnightly.format(named) if when.repeats == "fortnightly" else named

    def _names(self, when: When) -> list[str]:
        """Days in a row as one name where they are many, else each by its own: short in a list, or before a clock."""
        pieces = [
            piece for run in runs(when.days) for piece in ([run] if len(run) >= LONG_RUN else [(d,) for d in run])
        ]
        many = len(pieces) >= LONG_RUN
        short = many or when.repeats == "fortnightly" or (self._is_clock(when) and when.repeats != "weekly")
        plural = "s" if when.repeats == "weekly" and not many and not self._part(when) else ""
        return [self._name(piece, short, plural) for piece in pieces]

    def _name(self, days: tuple[str, ...], short: bool, plural: str) -> str:
        first, last = DAYS.index(days[0]), DAYS.index(days[-1])
        if first != last:
            return f"{self.short[first]}-{self.short[last]}"
        return self.short[first] if short else self.long[first] + plural

    # Dates

    def _date(self, day: date) -> str:
        return f"{day.day} {self.months[day.month - 1]}"

    def _dates(self, first: date, last: date) -> str:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}-{self._date(last)}"
        return f"{self._date(first)}-{self._date(last)}"

    def _bounds(self, when: When) -> tuple[str, str]:
        first, last = when.date, when.until
        if first and (last or when.repeats == "once"):
            return "", ""
        return (
            self.words.from_.format(self._date(first)) if first else "",
            self.words.until.format(self._date(last)) if last else "",
        )

    # Hours

    def _part(self, when: When) -> str | None:
        hours = (_minutes(when.start), _minutes(when.end))
        return self.parts.get((hours[0], hours[1])) if hours[0] is not None else None

    def _is_clock(self, when: When) -> bool:
        return bool(when.start or when.end) and not self._part(when)

    def _hours(self, when: When) -> str:
        if part := self._part(when):
            return part + ("" if self._is_one_day(when) else "s")
        if when.start and when.end:
            return self._from_to(when.start, when.end)
        if when.start:
            return self.words.from_.format(self._clock(when.start))
        return self.words.until.format(self._clock(when.end)) if when.end else ""

    def _is_one_day(self, when: When) -> bool:
        """Whether a part of the day is said of one day, and not of several: "every morning" counts as one."""
        one = len(when.days) == 1 and when.repeats != "weekly"
        return one or len(when.days) == len(DAYS)

    def _from_to(self, start: time, end: time) -> str:
        first, last = self._clock(start), self._clock(end)
        if first[-2:] == last[-2:] and first[0].isdigit() and start < end:
            first = first[:-2]
        return f"{first}-{last}"

    def _clock(self, at: time) -> str:
        """`2pm`, `9.30am`, noon, midnight."""
        if (at.hour, at.minute) in ((0, 0), (12, 0)):
            return self.words.noon if at.hour else self.words.midnight
        minutes = f".{at.minute:02}" if at.minute else ""
        return f"{(at.hour - 1) % 12 + 1}{minutes}{'pm' if at.hour >= NOON // 60 else 'am'}"

    # How often

    def _rhythm(self, when: When) -> str:
        if when.repeats == "monthly":
            return self.words.every_month
        if when.days or when.date:
            return ""
        rhythms = {"weekly": self.words.weekly, "fortnightly": self.words.every_fortnight, "once": self.words.once}
        return rhythms.get(when.repeats or "", self.words.every_day if when.repeats == "daily" else "")

    def _urgency(self, when: When) -> str:
        return self.words.urgent if when.urgent and not when.date else ""


def _minutes(at: time | None) -> int | None:
    return at.hour * 60 + at.minute if at else None
