"""A certificate's own date, as people tell it: "my insurance runs out 3 March", "dbs done 12/06/2025"."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.content.checklist import ITEM, ChecklistItem
from bot.flows import courses
from bot.flows.question import Answers, World
from bot.flows.renewals import AHEAD, DONE, DONE_ON, ENDS_ON, days_of, months_on, renewal
from bot.flows.tree_results import day as in_words
from bot.matching.paper_dates import PaperDay, month_names, paper_day, so_many_months, vague, valid
from bot.matching.text import blank
from bot.matching.thoughts import END, Words
from bot.matching.told import Told
from bot.message import Say

PAPER = "paper"
"""Kept beside the answers: what this turn told, then `asked.insurance` while its date may be sent alone: two turns.

The day told goes with it: `asked.insurance.2027-06-01` its last, `asked.dbs.2026-06-01.given` that it was given. What
is told of a step of several certificates has the day of the turn at its end: `ends.training.2028-09-04.2026-11-23`.
"""
ASK, ASKED, LAST, OVER = "ask", "asked", "last", "over"
LASTS, WHICH, KNOWN = "lasts", "which", "known"
"""How many months one lasts from the day it was given; its last day is not clear; they ask what we know of it."""
ENDS, ENDED, GIVEN = "ends", "ended", "given"
"""What `hears` calls the words for a certificate that runs out, that ran out, and that was given on a day."""
OLD = "old"
"""What is said of one whose day is so long ago that it has to be done again."""
POINTING, MOST_POINTING = frozenset("it its this that one them mine".split()), 6
"""Words that point to a certificate just asked for, and the words of the longest message that may do so."""
ROUGHLY = ("next year", "next month")
"""Words that name no day on which a certificate runs out."""
STARTS, ON_COURSE = frozenset({"starts", "starting", "begins"}), "on_course"
"""Words before the first day of one, and what `hears` calls a course."""
FILLER, NOT_YET = "filler", ("not_yet", "under_way")
"""Words that say nothing beside a date; words of something still to come, such as a course that is booked."""
AWAY = "away"
"""Words of somebody who is away for a while: that is no date of a certificate."""
PUT_RIGHT = r"(?:(?:no|oh|oops|wait|sorry|actually|i meant?|meant|its|it's|it is|it was|was|dated|for|on|in) )*"
DAY_ALONE = re.compile(rf"{PUT_RIGHT}(?:the )?(\d{{1,2}})(?:st|nd|rd|th)(?: of it)?(?: sorry| i meant?| actually)*")
"""A day of the month just told, as a whole message."""
YEAR_RIGHT = re.compile(rf"{PUT_RIGHT}(20\d\d)(?: not 20\d\d)?(?: it is| its| it was| sorry| i meant?| actually)*")
"""The year of the day just told, as a whole message."""
TO_DAY = re.compile(r" ?(?:to|till|until|til|-|–) ?\d")
"""Between the first and the last day of one."""
DATED, ANEW = frozenset({"dated", "issued"}), frozenset({"renewed", "new", "actually", "sorry", "redone"})
"""Words of the day on which one was given; words of one that takes the place of what was told before."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was told of a step's certificate: when it was given, its last day or how many months it lasts.

    With none of these it is not clear: a year alone.
    """

    name: str
    given: date | None = None
    ends: date | None = None
    months: int | None = None
    beside: bool = False
    """It is one of several of its step, and takes the place of none told before."""

    def code(self, today: date) -> str:
        """As one turn keeps it: `ends.dbs.2027-03-03`; `over` for one that has run out."""
        return f"{self._code(today)}.{today}" if self.beside and (self.given or self.ends) else self._code(today)

    def _code(self, today: date) -> str:
        if self.given:
            return f"{GIVEN}.{self.name}.{self.given}"
        if self.ends is None:
            return f"{LASTS}.{self.name}.{self.months}" if self.months else f"{WHICH}.{self.name}"
        return f"{OVER if self.ends < today else ENDS}.{self.name}.{self.ends}"


@dataclass(frozen=True, slots=True)
class Papers:
    """What is needed to read a date: how words are heard, the months, the day, and the steps that have certificates.

    `asked`: the step of which we just asked for a date; `asks_end`: whether that was its last day; `end` and `given`:
    its last day, or that on which it was given, as it was just told. `several`: the steps of several certificates, and
    `undated` those whose certificate has no last day.
    """

    told: Told
    months: Mapping[str, int]
    today: date
    dated: Collection[str]
    asked: str | None = None
    asks_end: bool = False
    end: date | None = None
    given: date | None = None
    several: Collection[str] = ()
    undated: Collection[str] = ()

    @classmethod
    def of(
        cls, told: Told, items: Mapping[str, ChecklistItem], today: date, world: World, waiting: str = ""
    ) -> "Papers":
        """From content, and what is waited for. A step has a certificate if it has to be done again."""
        renewed = {name: item.renewal for name, item in items.items() if item.renewal}
        asked = waits_for(waiting)
        asks_end = asked in renewed and renewed[asked].asks == ENDS
        months = month_names(world.content.times.months)
        several = [name for name, item in items.items() if item.holds]
        undated = [name for name, renewal in renewed.items() if renewal.asks == GIVEN]
        days = (end_told(waiting), given_told(waiting))
        return cls(told, months, today, renewed.keys(), asked, asks_end, *days, several, undated)

    def read(self, text: str, named: str | None, open_step: str | None, heard: date | None) -> Certificate | None:
        """What a text tells of the step that it names, else of the one last spoken of. `heard`: a day to come in it."""
        found = self.told_of(text, named, open_step, heard)
        if found is None or found.name not in self.several or not ANEW.isdisjoint(self.told.words(text)):
            return found
        return replace(found, beside=named is not None or not (self.end or self.given))

    def asks(self, name: str) -> str:
        """What one turn keeps of a step done now whose date we ask for; of several courses what still runs is kept."""
        return f"{ASK}.{name}..{self.today}" if name in self.several else f"{ASK}.{name}"

    def told_of(self, text: str, named: str | None, open_step: str | None, heard: date | None) -> Certificate | None:
        """The same, whatever else was told of the step."""
        words = self.told.words(text)
        name = named or open_step
        if name is None or self.told.is_question(text):
            return None
        if named is None and self.told.meant(words, (AWAY,)):
            return None
        if right := self.put_right(text, name):
            return right
        if begins := self.begins(text, words, name) or self.from_to(text, name):
            return begins
        if ends := self.told.meant(words, (ENDED, ENDS)):
            return self.to_the_end(text, name, back=ends == ENDED, heard=heard) if name in self.dated else None
        if self.is_to_come(words):
            return None
        if (named and self.told.meant(words, (GIVEN, "done", "did"))) or not DATED.isdisjoint(words):
            found = self.day(text, back=True)
            return Certificate(name, given=found.day) if found and found.day <= self.today else None
        return (self.bare(text, name) or self.pointed(text, name)) if name in self.dated else None

    def is_to_come(self, words: Words) -> bool:
        """Whether words tell of something still to come: a course is, unless it is done."""
        course = self.told.meant(words, (ON_COURSE,)) and not self.told.meant(words, ("done",))
        return bool(course or self.told.meant(words, NOT_YET))

    def begins(self, text: str, words: Words, name: str) -> Certificate | None:
        """The last day of one whose first day and length are told: "starts 1 December for a year"."""
        months, first = so_many_months(text), self.day(text, back=False)
        if STARTS.isdisjoint(words) or months is None or first is None or name not in self.dated:
            return None
        return Certificate(name, ends=months_on(first.day, months) - timedelta(days=1))

    def from_to(self, text: str, name: str) -> Certificate | None:
        """The last day of one whose first and last are told alone: "1.2.2027 to 31.1.2028"."""
        first = self.day(text, back=False)
        after = text[first.span[1] :] if first else ""
        last = self.day(after, back=False) if TO_DAY.match(after) else None
        follows = first and last and first.day < last.day and name in self.dated
        return Certificate(name, ends=last.day) if follows and last else None

    def put_right(self, text: str, name: str) -> Certificate | None:
        """The day just told with the day of the month, or the year, that alone is named now: "14th", "sorry, 2024"."""
        before = (self.end or self.given) if name == self.asked else None
        day, year = DAY_ALONE.fullmatch(text), YEAR_RIGHT.fullmatch(text)
        if before is None or not (day or year):
            return None
        right = valid(int(year[1]) if year else before.year, before.month, int(day[1]) if day else before.day)
        if right is None or self.end:
            return Certificate(name, ends=right) if right else None
        return Certificate(name, given=right if right <= self.today else month_before(right))

    def pointed(self, text: str, name: str) -> Certificate | None:
        """The day on which they got the one just asked for: "i got it in march 2021"."""
        found = self.day(text, back=True)
        if name != self.asked or found is None or found.day > self.today:
            return None
        rest = self.told.words(blank(text, [found.span]))
        return Certificate(name, given=found.day) if rest.present & POINTING and len(rest) <= MOST_POINTING else None

    def to_the_end(self, text: str, name: str, back: bool, heard: date | None) -> Certificate | None:
        """Its last day; else how long it lasts, or a year that leaves the day open."""
        months, given = so_many_months(text), self.day(text, back=True)
        if months and given and given.day <= self.today:
            return Certificate(name, ends=months_on(given.day, months))
        if not back and (found := self.day(text, back)) and text[slice(*found.span)] in ROUGHLY:
            return Certificate(name)
        if last := self.last(text, back) or heard:
            return Certificate(name, ends=last)
        return Certificate(name, months=months) if vague(text, self.today) else None

    def asks_when(self, text: str, named: str | None) -> str | None:
        """The step whose last day they ask us for: "when does my insurance run out?"."""
        asks = self.told.is_question(text) and self.told.meant(self.told.words(text), (ENDS, "until"))
        return named if asks and named in self.dated else None

    def bare(self, text: str, name: str) -> Certificate | None:
        """A date and nothing else: to come, or asked for as such, it is the last day; gone by, the day it was given. A
        year is not enough."""
        found = self.day(text, back=False)
        span = found.span if found else vague(text, self.today)
        if span is None or not self.only(self.told.words(blank(text, [span]))):
            return None
        if found is None:
            return Certificate(name)
        if self.is_given(name) and (past := self.day(text, back=True)) and past.day <= self.today:
            return Certificate(name, given=past.day)
        is_end = found.day > self.today or (self.asks_end and name == self.asked)
        return Certificate(name, ends=found.day) if is_end else Certificate(name, given=found.day)

    def is_given(self, name: str) -> bool:
        """Whether a day without its year is that on which one was given: it has no other, or that was just told."""
        return name in self.undated or (name == self.asked and self.given is not None)

    def only(self, rest: Words) -> bool:
        """Whether nothing is said beside the date and the step's name."""
        return all(self.empty(Words([word])) for word in rest)

    def empty(self, word: Words) -> bool:
        """Whether a word says nothing, or names a step."""
        return word[0] == END or self.told.named(ITEM, word) is not None or bool(self.told.meant(word, (FILLER,)))

    def last(self, text: str, back: bool) -> date | None:
        """The last of the days named: "from 1 June to 31 May"."""
        found = self.day(text, back)
        if found is None:
            return None
        return max(found.day, self.last(blank(text, [found.span]), back) or found.day)

    def day(self, text: str, back: bool) -> PaperDay | None:
        """The day named."""
        return paper_day(text, self.months, self.today, back)


def known(name: str, item: ChecklistItem, answers: Answers) -> Say:
    """What we know of when a step runs out: its last day as told, when it is due again, or nothing."""
    again = renewal(name, item, answers)
    if again is None or not again.dated:
        return Say("certificate_unknown", {"title": item.title})
    return Say("certificate_known", {"title": item.title, "on": in_words(again.on), "told": again.told})


WAITS = {ENDS: ".{}", GIVEN: ".{}.given"}
"""What is told of a day, behind the step whose date may be sent alone."""


def waits_for(paper: str) -> str | None:
    """The step whose date may be sent alone."""
    what, name, *_ = (*paper.split("."), "")
    return name if what == ASKED else None


def end_told(paper: str) -> date | None:
    """The last day just told of the step whose date may be sent alone."""
    what, _, day, kind, *_ = (*paper.split("."), "", "", "")
    return date.fromisoformat(day) if what == ASKED and day not in ("", LAST) and kind != GIVEN else None


def given_told(paper: str) -> date | None:
    """The day just told on which that step was given."""
    what, _, day, kind, *_ = (*paper.split("."), "", "", "")
    return date.fromisoformat(day) if what == ASKED and kind == GIVEN else None


def month_before(day: date) -> date:
    """The same day of the month before, or its last."""
    return months_on(day, -1)


def aged(answers: Answers) -> Answers:
    """The answers after a turn that was about something else: what was asked for is waited for a turn less."""
    what, name, day, *_ = (*answers.get(PAPER, "").split("."), "", "")
    if what != ASKED:
        return answers
    rest = {one: code for one, code in answers.items() if one != PAPER}
    return rest if day == LAST else {**rest, PAPER: f"{ASKED}.{name}.{LAST}"}


def resolved(paper: str, answers: Answers) -> str:
    """What was told, with how long it lasts made the last day, where the day it was given is known; else not clear."""
    what, name, months, *_ = (*paper.split("."), "", "")
    if what != LASTS:
        return paper
    given = days_of(answers.get(DONE_ON, "")).get(name)
    return Certificate(name, ends=months_on(given, int(months)) if given else None).code(given or date.min)


def kept(answers: Answers) -> Answers:
    """The answers with what this turn told of a certificate taken in; what was asked for before has had its turn."""
    held = dict(answers)
    what, name, day, since = (*held.pop(PAPER, "").split("."), "", "", "")[:4]
    if what == ASKED and day != LAST:
        return {**held, PAPER: f"{ASKED}.{name}.{LAST}"}
    if what not in (ASK, ENDS, OVER, GIVEN, WHICH, KNOWN):
        return held
    held[PAPER] = f"{ASKED}.{name}{WAITS.get(what, '').format(day)}"
    if what in (WHICH, KNOWN):
        return held
    ends = days_of(held.get(ENDS_ON, ""))
    ends = ends if since and name in ends and ends[name].isoformat() >= since else without(name, ends)
    if what in (ENDS, OVER):
        ends[name] = min(date.fromisoformat(day), ends.get(name, date.max))
    if what == GIVEN:
        held[DONE_ON] = written({**days_of(held.get(DONE_ON, "")), name: date.fromisoformat(day)})
    if what in (ENDS, GIVEN) and not courses.kept(held, name):
        held[name] = DONE
    return {**held, ENDS_ON: written(ends)} if ends else {k: v for k, v in held.items() if k != ENDS_ON}


def without(name: str, days: Mapping[str, date]) -> dict[str, date]:
    """The days of the other steps."""
    return {one: day for one, day in days.items() if one != name}


def written(days: Mapping[str, date]) -> str:
    """Steps with their days, as they are kept."""
    return " ".join(f"{name}={day.isoformat()}" for name, day in days.items())


def said_back(
    code: str, items: Mapping[str, ChecklistItem], answers: Answers, reminded: bool | None, today: date
) -> tuple[Say, ...]:
    """What a turn told of a certificate said back; the date asked for, of a step that is done now; or what we know.

    `reminded`: whether they want reminders; None where they are to be asked.
    """
    what, name, day, since = (*code.split("."), "", "", "")[:4]
    item = items.get(name)
    if item is None:
        return ()
    if what in (WHICH, KNOWN):
        return (Say("certificate_which", {"title": item.title}) if what == WHICH else known(name, item, answers),)
    if what == ASK:
        asks = item.renewal.asks if item.renewal else None
        return (Say(f"certificate_ask_{asks}", {"title": item.title}),) if asks else ()
    on, again = in_words(date.fromisoformat(day)), item.renewal
    if what == GIVEN and again and again.months and months_on(date.fromisoformat(day), again.months) < today:
        return (Say(f"certificate_{OLD}", {"title": item.title, "on": on, "again": again.text}),)
    first = days_of(answers.get(ENDS_ON, "")).get(name)
    if since and first and since <= first.isoformat() and (what == GIVEN or first.isoformat() < day):
        return (
            Say("certificate_first", {"title": item.title, "on": on, "first": in_words(first), "given": what == GIVEN}),
        )
    soon = date.fromisoformat(day) - AHEAD <= today
    return (Say(f"certificate_{what}", {"title": item.title, "on": on, "reminded": reminded, "soon": soon}),)
