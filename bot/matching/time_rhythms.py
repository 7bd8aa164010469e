"""Rules that make lengths and rhythms: 2 and a half hours, twice a week, every other Tuesday."""

from bot.matching.time_grammar import COUNT, LENGTH, PER, UNIT, UNIT_KINDS, Found, Made, Moment, meaning, most, rule
from bot.matching.time_kinds import Meaning

REPEATS = {"week": "weekly", "fortnight": "fortnightly", "aday": "daily", "amonth": "monthly"}
DAYS_IN = {"week": 7, "fortnight": 14, "aday": 1, "amonth": 30}
RHYTHMS = {1: "daily", 7: "weekly", 14: "fortnightly", 28: "monthly"}
"""The rhythms that can be kept, by their days; others are said back as a question."""
EVERY_OTHER = 2
SO_OFTEN_A_DAY = "so often a day"
"""What the rule of several visits a day is called."""


def unit_of(found: Found) -> str:
    """The week, fortnight, day or month in the words."""
    return next(unit for unit in UNIT_KINDS.split() if found.has(unit))


def days_long(found: Found) -> int:
    """How many days "a week", "a fortnight" or "2 weeks" lasts."""
    return round(most(found) * DAYS_IN[unit_of(found)])


def _length(found: Found, moment: Moment) -> Made:
    half = 0.5 if found.has("half") else 0
    whole = _fraction(*found.one("numeric")) if found.has("numeric") else most(found)
    return meaning("length", round((half if found.begins("half") else whole + half) * found.one("unit")))


def _hours_too(found: Found, moment: Moment) -> Made:
    """ "2 hours at lunch and 2 at tea": the second number is of hours, too."""
    return meaning("length", found.one("dozen told") * 60)


def _fraction(one: int, two: int, year: int | None) -> float:
    """ "1/2 hour" is half of one; "2/3 hours" is two or three."""
    return one / two if (one, two) == (1, 2) else two


def _gap(found: Found, moment: Moment) -> Made:
    return meaning("gap", days_long(found))


def _per(found: Found, moment: Moment) -> Made:
    """Of "2 hours a week" only the rhythm: it is a length without a start."""
    return meaning("repeat", REPEATS[unit_of(found)])


def _so_often(found: Found, moment: Moment) -> Made:
    often = max(most(found), most(found, "fold"))
    repeats = REPEATS[unit_of(found)]
    return meaning("repeat", "fortnightly" if repeats == "monthly" and often == 2 else repeats)


def _so_often_a_day(found: Found, moment: Moment) -> Made:
    """ "Twice a day": every day. How many visits that is no search can hold, so it has a rule of its own."""
    return meaning("repeat", "daily") if max(most(found), most(found, "fold")) > 1 else None


def _so_many(found: Found, moment: Moment) -> Made:
    """ "2 mornings a week", "5 days a week": the last unit is the rhythm."""
    rhythm = meaning("repeat", REPEATS[unit_of(Found(found.words[-1:]))])
    counted = [meaning(kind, found.one(kind)) for kind in ("part", "day", "days", "weekend") if found.has(kind)]
    return (*counted, rhythm)


def _so_many_nights(found: Found, moment: Moment) -> Made:
    """ "For 3 nights" is three days on, and at night; "for 3 mornings" says less."""
    part = found.one("part")
    start, end = part.hours[0]
    night = meaning("part", part)
    return (meaning("gap", round(most(found))), night) if end and end < start else night


def _every_so_many(found: Found, moment: Moment) -> Made:
    """ "Every 3 weeks" in the nearest rhythm that can be kept."""
    if found.has("aday") and most(found) == EVERY_OTHER:
        return every_other_day()
    days = 28 * most(found) if found.has("amonth") else days_long(found)
    return meaning("repeat", RHYTHMS.get(round(days), "monthly" if days > 14 else "daily"), days not in RHYTHMS)


def _every_other(found: Found, moment: Moment) -> Made:
    if found.has("aday"):
        return every_other_day()
    return meaning("repeat", "monthly", doubtful=True) if found.has("amonth") else meaning("repeat", "fortnightly")


def every_other_day() -> Meaning:
    """The days of a week that come nearest to every other one. They are said back."""
    return meaning("days", (0, 2, 4), doubtful=True)


SO_MANY = f"{COUNT} ([or dash to] {COUNT})?"

RHYTHM_RULES = (
    rule("so long a week", _per, f"({LENGTH}|unit) {PER} {UNIT}"),
    rule("so many a week", _so_many, f"{SO_MANY} [x half]? [part aday day days weekend] {PER} {UNIT}"),
    rule("for so many nights", _so_many_nights, f"for {COUNT} part", f"{COUNT} part (?=from)"),
    rule(SO_OFTEN_A_DAY, _so_often_a_day, f"(fold (or fold)?|{SO_MANY} [times time]) {PER} aday"),
    rule(
        "so often",
        _so_often,
        f"(fold (or fold)?|{SO_MANY} [times time]) {PER} {UNIT}",
        f"{COUNT} [times time] {UNIT}",
        f"fold {UNIT}",
        f"(?<!did)(?<!did x) (fold|{SO_MANY} [times time]) in [the a]? {UNIT}",
    ),
    rule(
        "every so many weeks",
        _every_so_many,
        f"(fold|a)? every {COUNT} {UNIT}",
        f"fold in {COUNT} {UNIT}",
        f"[one told] time in {COUNT} {UNIT}",
    ),
    rule("every week", _per, f"every {UNIT}", "per [week fortnight amonth]"),
    rule("every other week", _every_other, "other [week aday amonth]", "other (?=[day days weekend part])"),
)

BESIDE_HOURS = (
    rule(
        "as many hours at another meal",
        _hours_too,
        *(
            f"(?<=unit {led} [and comma]) [dozen told] (?=[at over] the? [part meal])"
            for led in ("at [part meal]", "at the [part meal]", "[part meal]")
        ),
    ),
)

LENGTH_RULES = (
    rule("a length", _length, LENGTH),
    rule("days and weeks", _gap, f"{SO_MANY} {UNIT}"),
)
"""Last in the table: much else begins with a number."""
