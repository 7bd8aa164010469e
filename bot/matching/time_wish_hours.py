"""Rules that make wishes about hours: from 9 til 5, after school, before lunch, every morning."""

from datetime import date

from bot.matching.time_grammar import DAY, LED_TO_HOUR, TO, Found, Made, Moment, meaning, ordinary, rule
from bot.matching.time_kinds import MIDNIGHT, NOON, Clock, Part, Word, clock_at
from bot.matching.time_wish import EACH_DAY, wish

TIME_KINDS = "clock dozen told one teen digits"
LONGEST_EVENT = 2 * 60
"""Minutes of a part of the day that is rather an event: tea time."""
EARLIEST = 6 * 60 - 1
"""Minute after which the first of several visits is."""
LONGEST_LIST = 5
"""The highest number that may be one of a list."""
UNLIKELY = 3 * 60
"""A bare hour twice, before this minute, is a ratio: one to one."""


def clock_of(word: Word) -> Clock:
    """The clock that a word stands for: one already, or a bare hour."""
    value = word.value
    return value if isinstance(value, Clock) else clock_at(value, 0, sure=False)


def clocks(found: Found) -> list[Clock]:
    return [clock_of(word) for word in found.of(TIME_KINDS)]


def _sure(minutes: int | None) -> Clock | None:
    return None if minutes is None else Clock(minutes % MIDNIGHT, True)


def _window(found: Found) -> tuple[int, int | None]:
    """The first window of the part of the day or meal in the words."""
    part: Part = found.one("part meal")
    return part.hours[0]


def _from_to(found: Found, moment: Moment) -> Made:
    start, end = clocks(found)
    if start == end and start.minutes < UNLIKELY:
        return None
    return wish(start=start, end=end)


def _one_or_another(found: Found, moment: Moment) -> Made:
    one, other = clocks(found)
    if other.sure and not one.sure:
        one = one.in_half(other.minutes >= NOON)
    return (wish(start=one, at=True), wish(start=other, at=True))


def _visits(found: Found, moment: Moment) -> Made:
    """ "8, 2 and 8" are visits one after the other; "1, 2 and 4" are rather numbers of a list."""
    told = clocks(found)
    bare = [clock.minutes // 60 or 12 for clock in told if not clock.sure]
    if len(bare) == len(told) and _may_count(bare, LONGEST_LIST * (not found.has("at"))):
        return None
    times: list[int] = []
    for clock in told:
        after = times[-1] if times else EARLIEST
        later = [at for at in _halves(clock) if at > after]
        if not later:
            return None
        times.append(later[0])
    visits = [wish(start=_sure(at), at=True) for at in times]
    return tuple(one for visit in visits for one in (visit, meaning("and")))[:-1]


def _may_count(numbers: list[int], longest: int) -> bool:
    """Whether numbers may be those of a list: all of them low, or one after the other."""
    return max(numbers) <= longest or numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _halves(clock: Clock) -> tuple[int, ...]:
    return (clock.minutes,) if clock.sure else (clock.minutes, clock.minutes + NOON)


def _from_to_part(found: Found, moment: Moment) -> Made:
    return wish(start=clocks(found)[0], end=_sure(_window(found)[0]))


def _from_part_to(found: Found, moment: Moment) -> Made:
    return wish(start=_sure(_window(found)[0]), end=clocks(found)[0], first=_today(found, moment))


def _part_to_part(found: Found, moment: Moment) -> Made:
    """Until the end of a long part of the day, and until the beginning of a short one: "teatime till bedtime"."""
    first, last = found.all("part meal")
    start, end = last.hours[-1]
    long = end is not None and (end - start) % MIDNIGHT > LONGEST_EVENT
    return wish(start=_sure(first.hours[0][0]), end=_sure(end if long else start))


def _at(found: Found, moment: Moment) -> Made:
    return wish(start=clocks(found)[0], at=True)


def _at_last(found: Found, moment: Moment) -> Made:
    """ "At 2, no, 3"."""
    return wish(start=clocks(found)[-1], at=True)


def _from(found: Found, moment: Moment) -> Made:
    return wish(start=clocks(found)[0])


def _until(found: Found, moment: Moment) -> Made:
    return wish(end=clocks(found)[0])


def _after_part(found: Found, moment: Moment) -> Made:
    return wish(start=_sure(_window(found)[1]))


def _from_part(found: Found, moment: Moment) -> Made:
    return wish(start=_sure(_window(found)[0]))


def _what_time_it_is(found: Found, moment: Moment) -> Made:
    """ "Its 2am and she is up again": they tell the time, and ask for none."""
    now = moment.now.hour * 60 + moment.now.minute
    told = clocks(found)[0]
    apart = (told.minutes - now) % NOON
    at_night = told.sure and told.minutes < SMALL_HOURS
    return meaning("x") if at_night or min(apart, NOON - apart) < NEARLY_NOW else None


def _until_part(found: Found, moment: Moment) -> Made:
    return wish(end=_sure(_window(found)[0]))


def _part(found: Found, moment: Moment) -> Made:
    return wish(part=found.one("part"), first=_today(found, moment))


def meet(one: tuple[int, int | None], other: tuple[int, int | None]) -> bool:
    """Whether two short parts of the day, as meals are, share hours."""
    spans = [(start, end) for start, end in (one, other) if end is not None and 0 < end - start <= LONGEST_EVENT]
    return len(spans) == 2 and max(spans)[0] < min(end for _, end in spans)


def _today(found: Found, moment: Moment) -> date | None:
    """Today, for a part of the day that cannot be of another: tonight."""
    return moment.today if found.one("part meal").today else None


def _meals(found: Found, moment: Moment) -> Made:
    return tuple(wish(part=part) for part in found.all("meal"))


def _every_part(found: Found, moment: Moment) -> Made:
    return wish(part=found.one("part"), repeats=EACH_DAY)


def _every_night_for_meal(found: Found, moment: Moment) -> Made:
    """ "Every night for her tea" is at tea time."""
    night, meal = found.one("part").hours[0], found.one("meal").hours[0]
    late = night[1] and night[1] < night[0]
    return wish(part=found.one("meal"), repeats=EACH_DAY) if late and meal[0] > NOON else None


def _this_part(found: Found, moment: Moment) -> Made:
    """This morning, unless it is over: then it is told, not wished for."""
    end = found.one("part").hours[0][1]
    if end and moment.now.hour * 60 + moment.now.minute >= end > found.one("part").hours[0][0]:
        return meaning("x")
    return wish(part=found.one("part"), first=moment.today)


def _half_day(found: Found, moment: Moment) -> Made:
    return wish(part=found.one("am pm halfday"))


def _this_half_day(found: Found, moment: Moment) -> Made:
    return wish(part=found.one("am pm halfday"), first=moment.today)


def _not_part(found: Found, moment: Moment) -> Made:
    """Not mornings: from noon. Not evenings: until five."""
    start, end = _window(found)
    return wish(start=_sure(end)) if start < NOON else wish(end=_sure(start))


def _not_from_to(found: Found, moment: Moment) -> Made:
    """ "Not between 9 and 5": before nine, or from five."""
    first, last = clocks(found)
    return (wish(end=first), meaning("or"), wish(start=last))


def _calls(found: Found, moment: Moment) -> Made:
    """ "Morning lunch tea and bed" and "night and morning" are calls of each day; the last is at bedtime, no night."""
    words = found.of("part meal")
    if len(words) == 2 and _is_bedtime(words[0]) and words[1].value.hours[0][0] < NOON:
        words.reverse()
    hours = [one for word in words for one in word.value.hours]
    if (hours[0][0] >= NOON and hours[-1] != BEDTIME) or len(hours) == 1 or not _is_bedtime(words[-1]):
        return None
    repeats = EACH_DAY if found.has("every") else None
    calls = [wish(part=Part((one,)), repeats=repeats) for one in (*hours[:-1], BEDTIME)]
    return tuple(one for call in calls for one in (call, meaning("and")))[:-1]


def _is_bedtime(word: Word) -> bool:
    """Whether a part of the day ends in bed, or is a plain "night": no "overnight", and no "tonight"."""
    start, end = word.value.hours[-1]
    plain = end is not None and end < start and word.end - word.start <= len("nights")
    return (plain and len(word.value.hours) == 1) or (start, end) == BEDTIME


BEDTIME = (20 * 60, 22 * 60)
"""When the last call of a day is."""
SMALL_HOURS = 5 * 60
"""Until here it is the time that keeps somebody up: "its 3am again"."""
NEARLY_NOW = 60
"""Minutes from now to a clock that is told for the time that it is."""
TIME = "([clock dozen told teen digits]|one (?![x of a while so free busy away]))"
BARE = "[dozen told teen digits]"
PART = "[whose the]? [meal part]"
NO_LENGTH = "(?![unit years times month])"
NO_COUNT = f"((?<=clock)|(?<={DAY} {LED_TO_HOUR} [dozen told])|(?![counted street])){NO_LENGTH}"
LED_BY = "[on at in over for the]*"

NOT_HOURS = (
    rule(
        "not that part of the day",
        _not_part,
        f"([not no]|any but) {LED_BY} part",
        "(?<![day days weekend owned date dates]) part nogood",
    ),
    rule(
        "not from hour to hour",
        _not_from_to,
        f"not while? [x atwork]{{0,3}} [from between]? at? {TIME} {TO} at? {TIME} {NO_COUNT}",
        f"not while? [x atwork]{{0,3}} between at? {TIME} and at? {TIME} {NO_COUNT}",
    ),
)

VISITS = f"{TIME} (comma? at? {TIME}){{1,3}} comma? and at? {TIME} {NO_COUNT}"

HOURS = (
    rule(
        "several visits",
        _visits,
        f"^ [please at]* {VISITS} (?= [stop please]* $)",
        f"(?<=[day days repeat]) [comma at]* {VISITS}",
        f"at {VISITS}",
        f"at {TIME} and at? {TIME} {NO_COUNT}",
        f"clock and at? {BARE} (?= [stop please]* $)",
    ),
    rule("what the time is", _what_time_it_is, "itis at? [clock dozen told digits]"),
    rule("until they are back", _until, f"back [at by for]? {TIME} {NO_COUNT}"),
    rule(
        "an event, and so another hour",
        ordinary,
        f"(?<=event) [for at] {TIME} comma? so (?= [from at]{{0,2}} {TIME} {TO})",
    ),
    rule("at an event", _at, f"(?<=event) [for at] {TIME} {NO_COUNT}"),
    rule(
        "from hour to hour",
        _from_to,
        f"(?<!dash) [from between]? at? {TIME} {TO} at? {TIME} {NO_COUNT} (?! dash)",
        f"((?<={DAY}) {TIME}|clock) {TO} {TIME} {NO_LENGTH} (?! dash)",
        f"between at? {TIME} and at? {TIME} {NO_COUNT}",
        f"from at? {TIME} [and or]+ after at? {TIME} {NO_COUNT}",
    ),
    rule(
        "from part to part of the day",
        _part_to_part,
        f"[from between]? {PART} {TO} at? {PART}",
        f"between {PART} and {PART}",
    ),
    rule(
        "from an hour to a part of the day",
        _from_to_part,
        f"[from between]? at? {TIME} {TO} at? {PART}",
        f"between {TIME} and {PART}",
    ),
    rule(
        "from a part of the day to an hour",
        _from_part_to,
        f"[from between]? {PART} {TO} at? {TIME} {NO_COUNT}",
        f"between {PART} and {TIME}",
    ),
    rule("one hour or another", _one_or_another, f"at {TIME} or at? {TIME} {NO_COUNT}", f"{TIME} or clock"),
    rule(
        "an hour put right", _at_last, f"(at {TIME}|clock) comma? [no rather] [no rather comma at]* {TIME} {NO_COUNT}"
    ),
    rule("until late", _from, f"[from at]? {TIME} {TO} untillate"),
    rule("onwards", _from, f"[from after at]? {TIME} onwards", f"{TIME} dash $"),
    rule("part of the day onwards", _from_part, f"[from after]? {PART} onwards"),
    rule("or earlier", _until, f"{TIME} (orearlier|latest)"),
    rule("from an hour on", _from, f"[after from] at? {TIME} {NO_COUNT}"),
    rule("until an hour", _until, f"[by before until latest] at? {TIME} {NO_COUNT}"),
    rule("after a part of the day", _after_part, f"after {PART}"),
    rule("from a part of the day on", _from_part, f"from {PART}"),
    rule("until a part of the day", _until_part, f"[by before until] {PART}"),
    rule("at a meal", _meals, "[at over in] [whose the]? meal ([comma and or]+ at? meal)*"),
    rule("at an hour", _at, f"at {TIME} {NO_COUNT}"),
    rule(
        "hour after a day",
        _at,
        f"(?<=[day days date dates part weekend]) {BARE} (?=$|[comma stop please]|for length)",
    ),
    rule("hour before a day", _at, "^ [dozen told] (?=on? [day days date]|for length)", "dozen (?=date part)"),
    rule("a clock", _at, "clock", "^ digits [stop please]* $"),
)

PARTS = (
    rule(
        "calls of a day",
        _calls,
        "every? ([meal part] [comma and slash every]*){0,3} part",
    ),
    rule(
        "every night for a meal",
        _every_night_for_meal,
        "every part [for at over]? whose? meal",
        "meal every part",
    ),
    rule("every part of the day", _every_part, "every part"),
    rule("this part of the day", _this_part, "this part"),
    rule("this half of the day", _this_half_day, "this [am pm halfday]"),
    rule("part of the day", _part, "part"),
    rule(
        "half of the day",
        _half_day,
        "(?<=[day days date dates weekend part the every owned or and comma slash]) [am pm halfday]",
        "[am pm halfday] (?=[and or slash comma]+ [am pm halfday meal part])",
    ),
    rule(
        "meal after half of the day",
        _meals,
        "(?<=[am pm halfday part] [and or slash comma]) meal ([comma and or slash]+ meal)*",
    ),
)
