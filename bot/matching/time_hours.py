"""Rules that make clocks: half two, ten to four, 8 at night. And which half of the day an hour means."""

from bot.matching.time_grammar import HOUR, Found, Made, Moment, meaning, rule
from bot.matching.time_kinds import MIDNIGHT, NOON, Clock, Part, clock_at

WIDER = 120
"""Minutes by which a part of the day reaches back when it tells morning from evening: "6 in the morning"."""
WIDER_BY_NIGHT = 180
LATER = 180
"""How far a part of the day that begins at noon or later goes on: "11 in the evening"."""
SHORTEST_NIGHT = 8 * 60
MORNING = 7 * 60
"""From here to noon a bare hour is one of the morning."""
TELLING_MINUTES = (10, 15, 20, 25, 30, 40, 45, 50)
"""Minutes that follow an hour in words: two thirty."""
MINUTES_TO = (5, 10, 20, 25)
LATE_FOR_A_LENGTH = 7
"""From here "11 hour" is no length of a visit."""


def hour_in(clock: Clock, part: Part | None) -> int:
    """The minutes of a clock, its half of the day told by a part of it where that helps, else by habit."""
    if clock.sure:
        return clock.minutes
    for minutes in (clock.minutes + NOON, clock.minutes):
        if part and within_part(minutes, part):
            return minutes
    return clock.minutes if clock.minutes >= MORNING else clock.minutes + NOON


def within_part(minutes: int, part: Part) -> bool:
    """Whether a time of day lies in a part of the day, or shortly before or after it."""
    start, end = part.hours[0]
    length = ((end or MIDNIGHT) - start - 1) % MIDNIGHT + 1
    before = WIDER if length < SHORTEST_NIGHT else WIDER_BY_NIGHT
    after = LATER if start >= NOON else WIDER // 2
    return (minutes - start + before) % MIDNIGHT < length + before + after


def _told(clock: Clock, found: Found) -> Clock:
    """The clock, made sure by the a.m., p.m. or part of the day that follows it."""
    if found.has("am pm"):
        return clock.in_half(found.has("pm"))
    part: Part | None = found.one("part")
    if part is None or not (clock.sure or any(within_part(at, part) for at in (clock.minutes, clock.minutes + NOON))):
        return clock  # of "1 in the morning" the other end decides: "9 till 1", "6pm till 1"
    return Clock(hour_in(clock, part), True)


def _half_past(found: Found, moment: Moment) -> Made:
    return meaning("clock", _told(clock_at(found.one("dozen told one"), 30, sure=False), found))


def _past(minutes: float, hour: int, found: Found) -> Made:
    clock = Clock((hour * 60 + int(minutes)) % NOON, False)
    return meaning("clock", _told(clock, found))


def _quarter(found: Found, moment: Moment) -> Made:
    return _past(-15 if found.has("to") else 15, found.one("dozen told one"), found)


def _minutes_past(found: Found, moment: Moment) -> Made:
    minutes, hour, *_ = found.all("dozen teen high big told one")
    return _past(minutes, hour, found) if minutes < 60 and found.one("unit") in (None, 1) else None


def _minutes_to(found: Found, moment: Moment) -> Made:
    minutes, hour, *_ = found.all("dozen teen high told one")
    return _past(-minutes, hour, found) if minutes in MINUTES_TO and found.one("unit") in (None, 1) else None


def _hour_and_minutes(found: Found, moment: Moment) -> Made:
    """ "Two thirty"."""
    hour, minutes, *_ = found.all("told one dozen teen high big")
    return _past(minutes, hour, found) if minutes in TELLING_MINUTES else None


def _hour(found: Found, moment: Moment) -> Made:
    clock = found.one("clock") or clock_at(found.one("dozen told one"), 0, sure=False)
    return meaning("clock", _told(clock, found))


def _digits(found: Found, moment: Moment) -> Made:
    return meaning("clock", found.one("digits clock")) if found.one("unit") == 60 else None


def _at_so_many_hours(found: Found, moment: Moment) -> Made:
    """ "On Sunday 11 hour" is eleven o'clock, which is no length."""
    number, last = found.one("dozen"), found.words[-1]
    singular = found.one("unit") == 60 and last.end - last.start == len("hour")
    return meaning("clock", clock_at(number, 0, sure=False)) if singular and number >= LATE_FOR_A_LENGTH else None


OF_DAY = "([am pm]|[in at of] the? part)?"

CLOCKS = (
    rule("half past", _half_past, f"half {HOUR} oclock? {OF_DAY}"),
    rule("quarter past", _quarter, f"quarter [past to] {HOUR} {OF_DAY}"),
    rule("minutes past", _minutes_past, f"[dozen told teen high big] unit? past {HOUR} {OF_DAY}"),
    rule(
        "minutes to",
        _minutes_to,
        # "From ten to four" and "mondays ten to twelve" are hours from and to
        f"(?<![from between day days part weekend comma]) [told teen high] unit? to {HOUR} {OF_DAY}",
        f"dozen unit to {HOUR}",
    ),
    rule(
        "hour and minutes",
        _hour_and_minutes,
        f"[told one] [teen high big] {OF_DAY} (?![counted unit years times])",
        f"(?<=at) dozen [teen high big] {OF_DAY} (?![counted unit years times dozen teen high big])",
        "(?<![dozen teen high big digits]) dozen [teen high big] (?=[to until])",
    ),
    rule("o'clock", _hour, f"{HOUR} oclock {OF_DAY}"),
    rule("or so", _hour, f"[dozen told one clock] dash? ish {OF_DAY}"),
    rule("hour of a part of the day", _hour, "[dozen told one clock] ([am pm]|[in at of] the? part)"),
    rule("a day at so many hours", _at_so_many_hours, "(?<=[day days]) dozen unit (?=$|[stop comma please])"),
    rule("24 hour digits", _digits, "[digits clock] unit (?!and)"),
)
