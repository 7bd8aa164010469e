"""The two tables of rules. The order in a table decides: the first rule that fits takes the words.

ATOMS makes words into clocks, lengths, rhythms and days; WISHES makes those into wishes, each a piece of the time asked
for. To teach it something new, add a row to the tables that these are made of, and a line to the corpus.
"""

from bot.matching import time_dates as calendar
from bot.matching.time_days import DAY_RULES
from bot.matching.time_feasts import FEAST_RULES
from bot.matching.time_grammar import (
    COUNT,
    DAY,
    DAYNUM,
    LED_TO_HOUR,
    NTH,
    PER,
    TO,
    UNIT_KINDS,
    Found,
    Grammar,
    Made,
    Moment,
    meaning,
    ordinary,
    rule,
)
from bot.matching.time_hours import CLOCKS
from bot.matching.time_months import DATE_RULES, MONTHLY_RULES
from bot.matching.time_rhythms import BESIDE_HOURS, LENGTH_RULES, RHYTHM_RULES, SO_MANY
from bot.matching.time_wish import wish
from bot.matching.time_wish_days import DAYS_AND_DATES, FROM_DAY_TO_DAY, NOT, NOT_DAYS, THE_REST
from bot.matching.time_wish_hours import HOURS, NOT_HOURS, PARTS

ANY_TIME_WORD = (
    "[day days weekend near part am pm halfday clock dozen told before after ordinal next this week amonth now]"
)
LED_BY = "[on in at over by from the]*"
WEDNESDAY = 2
SOON_MONTHS = 4
"""An operation within so many months may be still to come: "after her op in January"."""


def _after(found: Found, moment: Moment) -> Made:
    """ "I finish at 4" asks for what comes after."""
    return meaning("after")


def _until(found: Found, moment: Moment) -> Made:
    """ "Until I finish at 4" does not."""
    return meaning("until")


def _from(found: Found, moment: Moment) -> Made:
    """ "I can't do before 10" asks for ten o'clock on."""
    return meaning("from")


def _wednesday(found: Found, moment: Moment) -> Made:
    """ "Mon wed need someone" is no "we would need"."""
    return meaning("day", (WEDNESDAY,))


def _long_gone(found: Found, moment: Moment) -> Made:
    """ "After her fall in October" tells of the October that has been, where the next is far off."""
    ahead = (found.one("month") - moment.today.month) % 12
    return ordinary(found, moment) if ahead > SOON_MONTHS else None


def _at_another_hour(found: Found, moment: Moment) -> Made:
    """ "Change the Monday to 10" is Monday at ten."""
    return (meaning("day", found.one("day")), meaning("at"))


def _gone_day(found: Found, moment: Moment) -> Made:
    """ "Cleaner last Tuesday": the one before today, as a day that does not suit."""
    day = calendar.coming(found.one("day")[0], moment.today - 8 * calendar.DAY)
    return wish(without=((day, day),))


def _yesterday(found: Found, moment: Moment) -> Made:
    """ "Yesterday", as all that is said of a day: it does not suit."""
    day = moment.today - calendar.DAY
    return wish(without=((day, day),))


NO_REQUEST = "(?! [^stop]* [ask so])"
NOT_ASKED_FOR = "(?! comma? so)(?! [^stop comma and]* ask)"
OF_ITS_OWN = f"{LED_BY} the? {ANY_TIME_WORD} ({LED_BY} the? [month {ANY_TIME_WORD[1:-1]}])* {NOT_ASKED_FOR}"
"""A time after what has one of its own, where nothing is asked for then."""

CLOCK = "[dozen told digits clock] [oclock am pm]?"
THEIR_HOURS = f"[from between at]* {CLOCK} ([dash to until and] {CLOCK})?"

LOOK_ALIKES = (
    rule("a price", ordinary, f"money ({PER} [unit {UNIT_KINDS} years])?", "[clock big] [a per slash] unit"),
    rule("an address", ordinary, "[dozen teen high big digits] [x month day]{1,2} street"),
    rule("an age", ordinary, f"{SO_MANY} dash? years", "big in month"),
    rule(
        "a number of things",
        ordinary,
        f"(?<!{DAY}) {COUNT} [or dash to] {COUNT} counted",
        f"(?<!clock {TO})(?<!{DAY} [dozen told] {TO})(?<!{DAY} {LED_TO_HOUR}) {COUNT} counted",
    ),
    rule("somebody's usual day", ordinary, "whose day (?=[x ranked])"),
    rule("a rank", ordinary, "the? [nth ordinal] ranked"),
    rule(
        "how often it has been",
        ordinary,
        "the? [nth ordinal] [time times] ([this in last near]? the? [week amonth day])? (?! [clock digits told dozen])",
    ),
    rule(
        "a day at another hour",
        _at_another_hour,
        "swap [the whose on]{0,2} day [to until for] (?= at? [dozen told clock])",
    ),
    rule("notice", ordinary, f"{COUNT} [unit {UNIT_KINDS}] notice"),
    rule(
        "until when they are full",
        ordinary,
        f"booked until the? ({DAYNUM} of? month|[month day near next dozen dates date])",
    ),
    rule("when not to be texted", ordinary, "nocontact [^stop comma]{0,9}"),
    rule(
        "when to ring", ordinary, f"contact [x whose back]{{0,2}} {LED_BY} {ANY_TIME_WORD} ({LED_BY} {ANY_TIME_WORD})*"
    ),
    rule(
        "wednesday beside other days",
        _wednesday,
        "(?<=[day days]) wewould",
        "(?<=[day days] [and or comma slash]) wewould",
        "(?<=[on this every next]) wewould",
    ),
    rule(
        "what has its own time",
        ordinary,
        f"(?<! [while until before after from])(?<! [while until before after from] x) theirs {OF_ITS_OWN}",
    ),
    rule(
        "when they have something else on",
        ordinary,
        f"(?<=but) [x whose the]{{1,3}} has [x the a whose for]{{0,4}} {OF_ITS_OWN} (?! free)",
        "(?<=but) on? the? [day days weekend part]{1,2} comma? [x whose the]{1,3} has [x the a whose]{1,4} "
        "(?! [^stop comma and]* ask)",
    ),
    rule(
        "hours at work",
        ordinary,
        f"^ [x comma]? [x comma]? atwork {THEIR_HOURS} "
        f"([on from at comma]* [day days part weekend] ({TO} day)?)? (?! [^stop]* ask)",
    ),
    rule("how they feel", ordinary, f"feels [x a the please]{{0,4}} (near|this part) {NO_REQUEST}"),
    rule("when their day ends", _after, "^ [x comma stop]* finishes", "^ [x comma stop whose]* awayat until"),
    rule("until they finish", _until, "finishes"),
    rule(
        "not the first of them",
        ordinary,
        f"{NOT} {NTH} [week weekend fortnight amonth day] (?! [in of])",
        f"{NOT} {NTH} weekend [in of] [the a every]+ amonth",
    ),
    rule("not before then", _from, "not [before until]"),
    rule("not after then", _until, "not after"),
)

SOFT = "[^feels did since ago stop comma not no day days date]"
SO_FAR = "|".join(f"(?<=^ {' '.join([SOFT] * words)})" for words in range(7))
"""The beginning of a message, or a few words after it, that tell nothing of the past."""

WHAT_BEFELL = "[x whose a the of did feels has]{0,3} [befell event] x{0,2}"

THE_PAST = (
    rule("a weekday that is gone", _gone_day, f"({SO_FAR}) last day (?= [stop please]* $)"),
    rule("yesterday", _yesterday, "^ yesterday (?= [stop please]* $)"),
    rule("a day just gone", ordinary, "on? day past (?! [dozen told])", "this past [day weekend week]"),
    rule("ago", ordinary, f"({SO_MANY})? [unit years {UNIT_KINDS}] ago"),
    rule(
        "since", ordinary, f"since last? (day|near|month|feast|season|year|clock|this? part|the? {DAYNUM} (of? month)?)"
    ),
    rule("the past", ordinary, f"last ({COUNT}? [{UNIT_KINDS} years unit]|day|days|part|weekend|month)"),
    rule("before last", ordinary, "the? [day week weekend] before last"),
    rule(
        "last year's",
        ordinary,
        f"[on in at over]? the? (day? feast|season|{DAYNUM} of? month|month {DAYNUM}?|day) last years",
    ),
    rule(
        "what happened",
        ordinary,
        f"did [x whose a the of to ranked counted]{{0,2}} "
        f"([on in last at over]+ the? (day? feast|season|day|month year?|{DAYNUM} of? month|part|near)|near)",
        "did [x whose]{0,3} [before after] (feast|season)",
        "did (day|numeric)",
        f"did [x whose a the of to]{{0,2}} this part {NO_REQUEST}",
        f"did [x whose a the of to on]{{0,4}} (fold|{COUNT} times)? this [week amonth] {NOT_ASKED_FOR}",
        "last [x did feels]{1,3} [on in at]+ the? (day? feast|season|day|month year?)",
        f"since {WHAT_BEFELL} [on in last at over]+ the? (day? feast|season|day|{DAYNUM} of? month|month year?)",
    ),
    rule("what befell them", _long_gone, f"[after from next] {WHAT_BEFELL} [in on last]+ month (?! year)"),
)

ATOMS = Grammar(
    *LOOK_ALIKES,
    *MONTHLY_RULES,
    *THE_PAST,
    *RHYTHM_RULES,
    *BESIDE_HOURS,
    *CLOCKS,
    *DATE_RULES,
    *DAY_RULES,
    *FEAST_RULES,
    *LENGTH_RULES,
)

WISHES = Grammar(
    *NOT_DAYS,
    *NOT_HOURS,
    *FROM_DAY_TO_DAY,
    *HOURS,
    *DAYS_AND_DATES,
    *PARTS,
    *THE_REST,
)
