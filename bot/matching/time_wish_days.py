"""Rules that make wishes about days: Mondays, not at weekends, from 3 to 10 December, until Christmas; and the rest."""

from datetime import date

from bot.matching import time_dates as calendar
from bot.matching.time_days import WORKING_DAYS, weekdays_between
from bot.matching.time_grammar import TO, WEEKEND, Found, Made, Moment, ordinary, rule
from bot.matching.time_hours import hour_in
from bot.matching.time_kinds import KINDS, NOON, Clock, Part, Word
from bot.matching.time_wish import EACH_DAY, wish
from bot.matching.time_wish_hours import LED_BY, TIME, TIME_KINDS, clocks

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
EVENING = 17 * 60
"""Minute from which on a part of the day goes on into a night."""


# Weekdays


def _days(found: Found, moment: Moment) -> Made:
    return wish(days=found.one("day days owned"), weekly=found.has("days owned every"))


def _weekend(found: Found, moment: Moment) -> Made:
    return wish(days=WEEKEND, weekly=found.has("every"))


def _term_time(found: Found, moment: Moment) -> Made:
    return wish(doubtful=True, days=WORKING_DAYS, weekly=True)


def _weekly(found: Found, moment: Moment) -> Made:
    return wish(repeats="weekly")


def _day_to_day(found: Found, moment: Moment) -> Made:
    if found.one("dozen") not in (None, 2):
        return None
    named = [day for days in found.all("day days") for day in days]
    return wish(days=weekdays_between(named[0], named[-1]), weekly=found.has("days every"))


def _not_days(found: Found, moment: Moment) -> Made:
    """ "Not Mondays or Tuesdays" is neither; "not Tuesday, Thursday" and "not Tuesday Thursday" are Thursday."""
    named = [WEEKEND if days is None else days for days in found.all("day days weekend owned")]
    if len(named) == 2 and (found.has("comma") or _says_just_not(found)) and not found.has("or and slash"):
        return (wish(minus=named[0]), wish(days=named[1]))
    return wish(minus=_named(found))


def _says_just_not(found: Found) -> bool:
    """Whether it begins with "not", and no longer word such as "can't do", after which both days are out."""
    first = found.words[0]
    return first.kind == KINDS["not"] and first.end - first.start == len("not")


def _every_day_but(found: Found, moment: Moment) -> Made:
    return wish(minus=_named(found), repeats="daily")


def _all_days_but(found: Found, moment: Moment) -> Made:
    """ "Any weekday but Friday"."""
    some, *others = found.all("day days")
    out = {day for days in others for day in days}
    return wish(days=some, minus=tuple(sorted(out)), weekly=found.has("days every")) if out < set(some) else None


def _any_part_but(found: Found, moment: Moment) -> Made:
    """ "Any afternoon but Wednesday"."""
    return wish(part=found.one("part"), minus=_named(found), repeats=EACH_DAY if found.has("every") else None)


def _named(found: Found) -> tuple[int, ...]:
    """The weekdays in the words, in week order."""
    named = [WEEKEND if days is None else days for days in found.all("day days weekend owned")]
    return tuple(sorted({day for days in named for day in days}))


def _minus(found: Found, moment: Moment) -> Made:
    return wish(minus=_named(found))


def _at_work(found: Found, moment: Moment) -> Made:
    """Somebody may as well be wanted while they are out, so it is said back."""
    return wish(doubtful=True, minus=_named_or_between(found))


def _another(found: Found, moment: Moment) -> Made:
    return wish(minus=_named_or_between(found))


def _named_or_between(found: Found) -> tuple[int, ...]:
    named = [day for days in found.all("day days") for day in days]
    return weekdays_between(named[0], named[-1]) if found.has("dash to until") else _named(found)


def _not_day_to_day(found: Found, moment: Moment) -> Made:
    first, last = found.all("day days")
    return wish(minus=weekdays_between(first[0], last[-1]))


# Dates


def _not_dates(found: Found, moment: Moment) -> Made:
    """ "Not the 3rd or the 10th", "not this week"."""
    return wish(without=tuple(_ends(found, moment)))


def _not_weekend_of(found: Found, moment: Moment) -> Made:
    return wish(without=(_weekend_with(found.one("date")),))


def _not_week_of(found: Found, moment: Moment) -> Made:
    first = calendar.monday(_ends(found, moment)[0][0])
    return wish(without=((first, calendar.sunday(first)),))


def _weekend_with(day: date) -> tuple[date, date]:
    """The Saturday and Sunday of the week that a day is in."""
    saturday = calendar.monday(day) + 5 * calendar.DAY
    return saturday, saturday + calendar.DAY


def _day(found: Found, moment: Moment) -> Made:
    return wish(first=found.one("date"))


def _dates(found: Found, moment: Moment) -> Made:
    first, last = found.one("dates")
    return wish(first=first, last=last)


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
        return (calendar.coming(word.value[0], after),) * 2
    first = calendar.on_date(1, word.value, found.one("year"), moment.today) or moment.today
    return first, first


def _date_to_date(found: Found, moment: Moment) -> Made:
    (first, _), (_, last) = _ends(found, moment)
    return wish(first=first, last=last) if first <= last else None


def _hour_to_hour(found: Found, moment: Moment) -> Made:
    """From an evening to the next morning is a night; what lasts longer is days, and no hours of the day."""
    (first, _), (last, _) = _ends(found, moment)
    weekdays: tuple[int, ...] | None = found.one("day")
    start, end = clocks(found)
    evening = hour_in(start, found.one("part"))
    if last - first == calendar.DAY and evening >= NOON > end.minutes:
        dates = {"days": weekdays} if weekdays else {"first": first}
        return wish(start=Clock(evening, True), end=Clock(end.minutes, True), **dates)
    if weekdays:
        return wish(days=weekdays_between(first.weekday(), last.weekday()))
    return wish(first=first, last=last) if last > first else None


def _night(found: Found, moment: Moment) -> Made:
    """ "Friday night till Saturday morning", "overnight Friday to Saturday": one night, and no two."""
    parts: list[Part] = found.all("part am")
    start, end = parts[0].hours[0]
    wraps = end is not None and end < start
    ends = [(moment.today, moment.today)] * parts[0].today + _ends(found, moment)
    if len(ends) != 2 or ends[1][0] - ends[0][0] != calendar.DAY or start < EVENING or parts[0].plural:
        return None
    if not (wraps or len(parts) > 1 or found.of(TIME_KINDS)):
        return None
    weekdays = found.one("day")
    days = {"days": weekdays} if weekdays and not parts[0].today else {"first": ends[0][0]}
    return wish(start=Clock(start, True), end=_morning(found, parts, end or NOON), **days)


def _morning(found: Found, parts: list[Part], end: int) -> Clock:
    """When a night ends: at the hour told, where the next part of the day begins, or when nights do."""
    if told := clocks(found):
        return Clock(told[0].minutes, True)
    return Clock(parts[1].hours[0][0] if len(parts) > 1 else end, True)


def _for_so_long(found: Found, moment: Moment) -> Made:
    first, _ = _ends(found, moment)[0]
    last = first + (found.one("gap") - 1) * calendar.DAY
    if found.begins("from") and last > first:
        return wish(opens=first, closes=last)
    return wish(first=first, last=last if last > first else None, part=found.one("part"))


def _so_long_from_now(found: Found, moment: Moment) -> Made:
    """ "Every Monday for six weeks" ends so long from today."""
    return wish(closes=moment.today + found.one("gap") * calendar.DAY)


def _opens(found: Found, moment: Moment) -> Made:
    return wish(opens=_ends(found, moment)[0][0])


def _opens_after(found: Found, moment: Moment) -> Made:
    return wish(opens=_ends(found, moment)[0][1] + calendar.DAY)


def _closes(found: Found, moment: Moment) -> Made:
    first, last = _ends(found, moment)[0]
    return wish(closes=max(first - calendar.DAY, moment.today) if found.has("before") else last)


def _month_to_month(found: Found, moment: Moment) -> Made:
    """ "April to October": from the first day of the one to the last of the other."""
    first, last = found.all("month")
    begins = calendar.on_date(1, first, None, moment.today)
    if begins is None:
        return None
    year = begins.year + (last < first)
    return wish(opens=begins, closes=date(year, last, calendar.month_length(year, last)))


def _week_commencing(found: Found, moment: Moment) -> Made:
    first = max(calendar.monday(_ends(found, moment)[0][0]), moment.today)
    return wish(first=first, last=calendar.sunday(first))


def _weekend_of(found: Found, moment: Moment) -> Made:
    saturday, sunday = _weekend_with(found.one("date"))
    return wish(first=max(saturday, moment.today), last=sunday)


# The rest


def _repeats(found: Found, moment: Moment) -> Made:
    return wish(repeats=found.one("repeat"))


def _round_the_clock(found: Found, moment: Moment) -> Made:
    return wish(days=EVERY_DAY, repeats="daily")


def _urgent(found: Found, moment: Moment) -> Made:
    return wish(urgent=True)


def _any(found: Found, moment: Moment) -> Made:
    return wish(any=True)


def _once(found: Found, moment: Moment) -> Made:
    return wish(repeats="once")


def _length(found: Found, moment: Moment) -> Made:
    return wish(length=found.one("length"))


DAY_WORD = "[day days weekend owned]"
ANY_PART = "[part am pm halfday]"
LED_TO_DAY = "[on at in over for the a]*"
NOT = f"(not|any but) {LED_TO_DAY}"
BOUND = "(date|dates|day|month year?)"
LAST_DAY = "(?=please* ($|stop)|[comma but and or slash part nogood busy away not day days weekend owned])"
NEXT_DAY = (
    f"([comma and or slash]+ {LED_TO_DAY} {DAY_WORD}|{DAY_WORD} {LAST_DAY}|(?<={DAY_WORD} {DAY_WORD}) {DAY_WORD})"
    f"(?! {TO} [day days])"
)
"""Another day of a list: with nothing between, "mon wed fri", where it is no wish of its own ("wednesday is fine")."""
DAYS_IN_A_ROW = f"{DAY_WORD} ({NEXT_DAY})*"
SOME_DAYS = f"{DAYS_IN_A_ROW} part?"
SOME_DATES = "[date dates]+"
DAY_TO_DAY = f"[from between]? [day days] {TO} [day days]"
BUSY, AWAY = f"(?<! while) busy {LED_TO_DAY}", f"(?<! while) away {LED_TO_DAY}"
OTHER_WORDS = "[^stop day days weekend owned date dates any anyalone]*"
FOR_THEMSELVES = f"(?! [comma and or slash on]* {DAY_WORD})(?! {OTHER_WORDS} ask {OTHER_WORDS} ($|stop))"
"""Who is away and needs somebody, and names no other day, needs them then: for whoever stays at home."""
AT_WORK = f"^ [x comma]? [x comma]? atwork {LED_TO_DAY}"
KEPT = f"(?<! free)(?<! free on)(?<! or) ({DAY_TO_DAY}|{DAY_WORD} ([comma and or slash on the]* {DAY_WORD})* part?)"
ANOTHER_DAY = f"(any|anyalone|near|the? date|{DAY_WORD}|part)"
SO_ANOTHER = f"[comma stop]? so [please on at the comma]* x{{0,2}} (?= [at on the a]* {ANOTHER_DAY})"

NOT_DAYS = (
    rule(
        "when they are out from day to day",
        _not_day_to_day,
        f"{BUSY} {DAY_TO_DAY}",
        f"{AWAY} {DAY_TO_DAY} {FOR_THEMSELVES}",
    ),
    rule(
        "when they are out",
        _minus,
        f"{BUSY} {SOME_DAYS}",
        f"{AWAY} {SOME_DAYS} {FOR_THEMSELVES}",
        f"{SOME_DAYS} comma? [busy away] (?! {LED_TO_DAY} {DAY_WORD}){FOR_THEMSELVES}",
    ),
    rule("when they are at work", _at_work, f"{AT_WORK} ({DAY_TO_DAY}|{SOME_DAYS}) (?! [^stop]* ask|comma? so|{TO})"),
    rule(
        "when something keeps them",
        _minus,
        f"not [while please] [^comma stop day days weekend owned]{{0,9}} {SOME_DAYS}",
    ),
    rule(
        "something else that day, so another",
        _another,
        f"{KEPT} {SO_ANOTHER}",
        f"{KEPT} [comma stop]? so not [x aday the this]{{1,3}} ([stop please]* $|(?=[comma stop]))",
        f"{KEPT} [x whose a aday]{{2,6}} [comma stop]? so not [x aday the this]{{1,3}} [stop please]* $",
        f"{KEPT} [comma stop]? x? otherwise comma? x{{0,2}} (?=any|anyalone|free)",
        f"{KEPT} [comma stop so x]{{0,2}} (anyother|anyalone x [aday time])",
    ),
    rule("not the weekend of a date", _not_weekend_of, f"{NOT} weekend of the? date date?"),
    rule("not the week of a date", _not_week_of, f"{NOT} (commencing|week of) the? {SOME_DATES}"),
    rule(
        "not those dates",
        _not_dates,
        f"{NOT} {SOME_DATES} ([and or] {LED_TO_DAY} {SOME_DATES})*",
        f"{SOME_DATES} nogood",
        f"{SOME_DATES} [comma stop]? so not [x aday the this please]{{1,3}} ([stop please]* $|(?=[comma stop]))",
        f"(drops|spares) [the whose on]{{0,2}} {SOME_DATES} ([and or comma]{{1,2}} {LED_TO_DAY} {SOME_DATES})*",
        f"^ [comma please but and]* nobody {SOME_DATES} ([and or] {LED_TO_DAY} {SOME_DATES})* (?=$|stop|please|comma)",
        f"{BUSY} {SOME_DATES} {FOR_THEMSELVES}",
        f"{SOME_DATES} comma? busy (?! {LED_TO_DAY} {DAY_WORD}){FOR_THEMSELVES}",
    ),
    rule("not this one but that", _not_days, f"{NOT} {DAY_WORD} comma {DAY_WORD} (?! comma? [and or]|{DAY_WORD})"),
    rule("not from day to day", _not_day_to_day, f"{NOT} [day days] {TO} [day days]"),
    rule("not those parts of days", _not_days, f"{NOT} {DAY_WORD} part", f"{DAY_WORD} part nogood"),
    rule("not the day that they see to", _minus, f"{NOT} {DAY_WORD} [comma and so x but]{{0,2}} ownday {DAY_WORD}"),
    rule("not these days", _not_days, f"{NOT} {DAYS_IN_A_ROW}"),
    rule("any part of the day but these", _any_part_but, f"[anyalone every] part but {LED_TO_DAY} {SOME_DAYS}"),
    rule(
        "any of some days but these",
        _all_days_but,
        f"[any anyalone every] [day days] but {LED_BY} {DAYS_IN_A_ROW}",
        f"days but {LED_BY} {DAYS_IN_A_ROW} (?! [at from after before clock part])",
    ),
    rule("every day but these", _every_day_but, f"dailybut {LED_BY} {DAYS_IN_A_ROW}"),
    rule(
        "days that are no good",
        _minus,
        f"{DAYS_IN_A_ROW} nogood",
        f"{DAY_WORD} ([comma and or]+ {DAY_WORD})* x? not (?=$|stop|please|comma)",
    ),
    rule("no such days", _not_days, "no (days|weekend) (comma? [comma and or] no? (days|weekend))*"),
    rule("a date when something else is on", ordinary, f"[date dates] {SO_ANOTHER}"),
    rule(
        "a day given for another",
        _minus,
        f"swap [the whose from on]{{0,2}} {DAY_WORD} (?=[for to until] {DAY_WORD})",
        f"makes the? {DAY_WORD} (?={DAY_WORD} [stop please comma]* $)",
    ),
    rule(
        "a day that is dropped",
        _minus,
        f"drops [the whose]{{0,2}} {SOME_DAYS}",
        "(?<! x) spares [the whose]{0,2} [day days weekend] ([comma and or]+ [day days weekend])*",
        "[takes spares] [the whose]{0,2} [day weekend] ([comma and or]+ [day weekend])* [aside free]",
    ),
)

FROM_DAY_TO_DAY = (
    rule(
        "one night",
        _night,
        f"from? [date day] part {TO} [date day] [part am]?",
        f"from? [date day] part {TO} at? {TIME} on? [date day] [part am]?",
        f"part [on from]* [date day] {TO} [date day] (?! [part am pm])",
        "from? [date day] [to until] [date day] part",
        f"part {TO} the? date [part am]?",
    ),
    rule(
        "from an hour of one day to an hour of another",
        _hour_to_hour,
        f"from? [date day] part? at? {TIME} {TO} [date day] part? at? {TIME}",
        f"from? at? {TIME} on? [date day] {TO} at? {TIME} on? [date day]",
    ),
)

DAYS_AND_DATES = (
    rule(
        "from date to date",
        _date_to_date,
        f"from? the? [date day] {TO} at? the? date",
        f"from? the? date {TO} the? [date day]",
        "between the? date and the? [date day]",
    ),
    rule(
        "for so long from a date",
        _for_so_long,
        "(from the?)? date for? at? gap",
        "from the? day for? at? gap",
        "for? at? gap part? from the? [date day]",
    ),
    rule("days for so long", _so_long_from_now, "(?<=[day days owned repeat part]) for at? gap (?! after)"),
    rule("week commencing", _week_commencing, "(commencing|week of) the? [date day dates]"),
    rule("weekend of a date", _weekend_of, "the? weekend of? the? date date?"),
    rule("from part of one day to part of another", _day_to_day, f"from? day {ANY_PART} {TO} day {ANY_PART}"),
    rule(
        "from day to day",
        _day_to_day,
        f"[from between every]? [day days] ({TO}|dozen) [day days]",
        "between [day days] and [day days]",
    ),
    rule("from month to month", _month_to_month, f"from? month {TO} month (?! year)", "between month and month"),
    rule(
        "from a date on",
        _opens,
        f"from the? {BOUND} onwards?",
        "(date|month year?) onwards",
        "(?<![and or comma dash slash to]) day onwards",
    ),
    rule("after a date", _opens_after, f"after the? {BOUND}"),
    rule(
        "until a date",
        _closes,
        f"[until by before] at? the? {BOUND}",
        "until [x whose]{1,6} on? the? date",
        f"{BOUND} orearlier",
    ),
    rule("from when they leave hospital", _opens, "leaves [x from of the]{0,3} [on the at]* [date day] (?! leaves)"),
    rule("a date", _day, "date"),
    rule("dates", _dates, "dates"),
    rule("days", _days, "every? [day days]", "(?<=[on every or and]) owned", "owned (?![x counted ranked whose])"),
    rule("the weekend", _weekend, "every? the? weekend"),
    rule(
        "term time of the days said",
        _weekly,
        "(?<=[day days]) [comma in]? termtime",
        f"(?<=[day days] [clock dozen digits] {TO} [clock dozen digits]) comma? termtime",
        "termtime [^stop comma day days]? comma? (?=[day days])",
    ),
    rule("term time", _term_time, "termtime"),
)

THE_REST = (
    rule("how often", _repeats, "fold? repeat"),
    rule("round the clock", _round_the_clock, "allround"),
    rule("not urgent", ordinary, "noturgent"),
    rule("urgent", _urgent, "urgent", "(?<!nogood)(?<!not day)(?<!not days) now (?=$|[stop please comma])"),
    rule(
        "any time",
        _any,
        "any",
        "anyalone x [aday time times]",
        "^ [x please]{0,2} comma? anyalone [stop please]* $",
        "(?<=[day days date dates weekend]) anyalone",
    ),
    rule("one-off", _once, "oneoff"),
    rule("for so long", _length, "for? length"),
)
