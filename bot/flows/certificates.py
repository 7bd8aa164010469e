"""A certificate's own date, as people tell it: "my insurance runs out 3 March", "dbs done 12/06/2025"."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from bot.content.checklist import ITEM, ChecklistItem
from bot.flows.question import Answers, World
from bot.flows.renewals import AHEAD, DONE, DONE_ON, ENDS_ON, days_of, months_on, renewal
from bot.flows.tree import day as in_words
from bot.matching.paper_dates import PaperDay, month_names, paper_day, so_many_months, vague, valid
from bot.matching.text import blank
from bot.matching.told import END, Told, Words
from bot.message import Say

PAPER = "paper"
"""Kept beside the answers: what this turn told, then `asked.insurance` while its date may be sent alone: two turns.

Where its last day was told, that goes with it: `asked.insurance.2027-06-01`.
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
FILLER, NOT_YET = "filler", "not_yet"
"""Words that say nothing beside a date; words of something still to come, such as a course that is booked."""
AWAY = "away"
"""Words of somebody who is away for a while: that is no date of a certificate."""
DAY_ALONE = re.compile(
    r"(?:no |sorry |actually )*(?:(?:on|its|it's|it is) )?(?:the )?(\d{1,2})(?:st|nd|rd|th)(?: of it)?"
)
"""A day of the month just told, as a whole message."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was told of a step's certificate: when it was given, its last day or how many months it lasts.

    With none of these it is not clear: a year alone.
    """

    name: str
    given: date | None = None
    ends: date | None = None
    months: int | None = None

    def code(self, today: date) -> str:
        """As one turn keeps it: `ends.dbs.2027-03-03`; `over` for one that has run out."""
        if self.given:
            return f"{GIVEN}.{self.name}.{self.given}"
        if self.ends is None:
            return f"{LASTS}.{self.name}.{self.months}" if self.months else f"{WHICH}.{self.name}"
        return f"{OVER if self.ends < today else ENDS}.{self.name}.{self.ends}"


@dataclass(frozen=True, slots=True)
class Papers:
    """What is needed to read a date: how words are heard, the months, the day, and the steps that have certificates.

    `asked`: the step of which we just asked for a date; `asks_end`: whether that was its last day; `end`: its last day
    as it was just told.
    """

    told: Told
    months: Mapping[str, int]
    today: date
    dated: Collection[str]
    asked: str | None = None
    asks_end: bool = False
    end: date | None = None

    @classmethod
    def of(
        cls, told: Told, items: Mapping[str, ChecklistItem], today: date, world: World, waiting: str = ""
    ) -> "Papers":
        """From content, and what is waited for. A step has a certificate if it has to be done again."""
        renewed = {name: item.renewal for name, item in items.items() if item.renewal}
        asked = waits_for(waiting)
        asks_end = asked in renewed and renewed[asked].asks == ENDS
        months = month_names(world.content.times.months)
        return cls(told, months, today, renewed.keys(), asked, asks_end, end_told(waiting))

    def read(self, text: str, named: str | None, open_step: str | None, heard: date | None) -> Certificate | None:
        """What a text tells of the step that it names, else of the one last spoken of. `heard`: a day to come in it."""
        words = self.told.words(text)
        name = named or open_step
        if name is None or self.told.is_question(text):
            return None
        if named is None and self.told.meant(words, (AWAY,)):
            return None
        if day := self.of_the_month(text, name):
            return Certificate(name, ends=day)
        if ends := self.told.meant(words, (ENDED, ENDS)):
            return self.to_the_end(text, name, back=ends == ENDED, heard=heard) if name in self.dated else None
        if self.told.meant(words, (NOT_YET,)):
            return None
        if named and self.told.meant(words, (GIVEN, "done", "did")):
            found = self.day(text, back=True)
            return Certificate(name, given=found.day) if found and found.day <= self.today else None
        return (self.bare(text, name) or self.pointed(text, name)) if name in self.dated else None

    def of_the_month(self, text: str, name: str) -> date | None:
        """The day named of the month in which the one just told runs out: "14th", after "in June"."""
        alone = DAY_ALONE.fullmatch(text)
        if alone is None or self.end is None or name != self.asked:
            return None
        return valid(self.end.year, self.end.month, int(alone[1]))

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
        is_end = found.day > self.today or (self.asks_end and name == self.asked)
        return Certificate(name, ends=found.day) if is_end else Certificate(name, given=found.day)

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


def waits_for(paper: str) -> str | None:
    """The step whose date may be sent alone."""
    what, name, *_ = (*paper.split("."), "")
    return name if what == ASKED else None


def end_told(paper: str) -> date | None:
    """The last day just told of the step whose date may be sent alone."""
    what, _, day, *_ = (*paper.split("."), "", "")
    return date.fromisoformat(day) if what == ASKED and day not in ("", LAST) else None


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
    what, name, day = (*held.pop(PAPER, "").split("."), "", "")[:3]
    if what == ASKED and day != LAST:
        return {**held, PAPER: f"{ASKED}.{name}.{LAST}"}
    if what not in (ASK, ENDS, OVER, GIVEN, WHICH, KNOWN):
        return held
    held[PAPER] = f"{ASKED}.{name}.{day}" if what == ENDS else f"{ASKED}.{name}"
    if what in (WHICH, KNOWN):
        return held
    ends = {one: on for one, on in days_of(held.get(ENDS_ON, "")).items() if one != name}
    if what in (ENDS, OVER):
        ends[name] = date.fromisoformat(day)
    if what == GIVEN:
        held[DONE_ON] = written({**days_of(held.get(DONE_ON, "")), name: date.fromisoformat(day)})
    if what in (ENDS, GIVEN):
        held[name] = DONE
    return {**held, ENDS_ON: written(ends)} if ends else {k: v for k, v in held.items() if k != ENDS_ON}


def written(days: Mapping[str, date]) -> str:
    """Steps with their days, as they are kept."""
    return " ".join(f"{name}={day.isoformat()}" for name, day in days.items())


def said_back(
    code: str, items: Mapping[str, ChecklistItem], answers: Answers, reminded: bool | None, today: date
) -> tuple[Say, ...]:
    """What a turn told of a certificate said back; the date asked for, of a step that is done now; or what we know.

    `reminded`: whether they want reminders; None where they are to be asked.
    """
    what, name, day = (*code.split("."), "", "")[:3]
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
    soon = date.fromisoformat(day) - AHEAD <= today
    return (Say(f"certificate_{what}", {"title": item.title, "on": on, "reminded": reminded, "soon": soon}),)
