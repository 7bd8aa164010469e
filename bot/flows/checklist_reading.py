"""What a message says to the checklist: an answer about the business, marks for steps, or what to show."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from bot.content.checklist import ITEM, ChecklistItem
from bot.flows import certificates, courses, reminders
from bot.flows.certificates import Papers
from bot.flows.checklist_steps import (
    AFTER,
    AREA,
    AT,
    CHANGE,
    DONE,
    ELSEWHERE,
    HOW_FAR,
    LATER,
    LIST,
    NAME,
    NEXT,
    NOW,
    NUMBERED,
    PROFILE,
    SEE,
    STATES,
    TOOK,
    WHY,
    today,
)
from bot.flows.question import World
from bot.flows.reminders import REMINDERS
from bot.flows.renewals import dated
from bot.flows.tree_reading import CORRECTS, DOUBT
from bot.matching.paper_dates import year_gone_by
from bot.matching.thoughts import END, Words, thoughts
from bot.matching.told import Told
from bot.matching.understand import Heard

WHATS_NEXT = "whats_next"
"""They ask what comes after the open step."""
ABOUT, COST, POLICY = "about", "cost", "insurance_policy"
"""What `hears` calls a question about the open step, one about its cost, and the paper of an insurance."""
DID, UNDONE, UNDER_WAY, IS_DONE, RECORD = "did", "undone", "under_way", "is_done", "record"
"""What it calls words for a step that is done, is not done after all, or has begun; the question if it is done; and a
record, which somebody has who may have no check."""
RULES, RULED = "rules", "ruled"
"""What it calls rules that one writes, and what these are on: "my policies, on gdpr and complaints"."""
JUMP, PUT_BY, FIRST, OTHER_DONE = "jump", "put_by", "first_step", "other_done"
"""What it calls the wish to go to a step, words that put it off all the same, its first step, and what is no step."""
STEP_NUMBER = re.compile(r"\bstep (?:number |no )?(\d{1,2})\b")
ANDS = frozenset({"and", "n", "plus", "then"})
OF_PAPERS = re.compile(r"[,;]|\.(?=\s)|\bbut\b")
"""What parts those clauses of a message that tell of a paper each."""
BUT = frozenset({END, "but", "not", "just", "except"})
"""Words after a list of steps with which those begin that it leaves out."""
LONGEST_JUMP = 8
"""Words of the longest message that is taken for the name of a step."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message says: an answer to the open question, what it settles besides, marks, and what to show."""

    answer: str | None = None
    settled: Mapping[str, str] = field(default_factory=dict)
    """Answers to questions about the business that it tells outright."""
    corrects: bool = False
    """It takes back what was said before."""
    marks: Mapping[str, str] = field(default_factory=dict)
    undone: str | None = None
    """The step that is not done: its mark goes if it says so."""
    courses: tuple[str, ...] = ()
    """The courses that are done, of steps that are not marked for them."""
    at: str | None = None


def named_step(told: Told, words: Words, open_step: str | None, items: Mapping[str, ChecklistItem]) -> str | None:
    """The step that words name. "My policy" names the insurance that is open, else the first one."""
    insured = [name for name, item in items.items() if item.insures]
    if told.meant(words, (POLICY,)) and insured:
        return open_step if open_step in insured else insured[0]
    return told.named(ITEM, words)


def read(told: Told, asked: str | None, items: Mapping[str, ChecklistItem], text: str) -> Reading:
    """What a text says while `asked` is open: "done", "got my insurance", "why dbs", "see all".

    While a question about the business is open (those with options to read), nothing else is shown; then, on coming in,
    and where it takes back what was said, a message may settle several of them.
    """
    open_step, about_business = asked if asked in items else None, asked in told.options
    words = courses.heard(told, text, items.get(open_step or ""))
    if settling := settled_in(told, asked, words, text):
        return settling
    named, asks = named_step(told, words, open_step, items), told.is_question(text) or text.endswith("?")
    if not about_business and (goes := goes_to(told, words, named, text)):
        return Reading(at=f"{SEE}{goes}")
    if named is None and (told.meant(words, (OTHER_DONE,)) or goes_nowhere(told, words)):
        return Reading()
    if not asks and (marking := marked_in(told, words, named or open_step, named, about_business)):
        return in_part(told, marking, told.words(text), open_step, items)
    return Reading() if about_business else shown_in(told, words, named, open_step, asks, items)


def settled_in(told: Told, asked: str | None, words: Words, text: str) -> Reading | None:
    """What words settle of the business: the open question, and others on coming in or taking something back."""
    corrects = asked in (None, PROFILE) or told.meant(words, (CORRECTS,)) is not None
    if (asked is not None and told.is_question(text)) or not (asked in told.options or corrects):
        return None
    answer = told.answer(asked, text) if asked is not None and asked in told.options else None
    settled = told.settled(text)
    return Reading(answer, settled, corrects) if answer or settled else None


def marked_in(told: Told, words: Words, about: str | None, named: str | None, about_business: bool) -> Reading | None:
    """The steps that words mark, or say are not done: of those they name, else the open one."""
    if not about_business and (sides := both_ways(told, words)):
        marks, undone = sides
        return Reading(marks=marks, undone=undone, at=f"{SEE}{undone}")
    state = state_of(told, words, named)
    return Reading(marks=marks_of(told, words) or {about: state}) if state and about else None


def in_part(
    told: Told, said: Reading, words: Words, open_step: str | None, items: Mapping[str, ChecklistItem]
) -> Reading:
    """What words mark, with the courses that they name in place of the steps that hold some. Such a step stays open."""
    taken = courses.done(told, words, said=DONE not in said.marks.values())
    whole = {name: state for name, state in said.marks.items() if not items[name].holds}
    if not taken or whole == said.marks:
        return said
    stays = f"{SEE}{open_step}" if open_step in said.marks and open_step not in whole else said.at
    return replace(said, marks=whole, courses=taken, at=stays)


def shown_in(
    told: Told, words: Words, named: str | None, open_step: str | None, asks: bool, items: Mapping[str, ChecklistItem]
) -> Reading:
    """What words ask to see: how the step stands that they name, or what it is for; else what needs no name."""
    if named and asks and told.meant(words, (IS_DONE,)):
        return Reading(at=f"{SEE}{HOW_FAR}{named}")
    if named and told.meant(words, (UNDONE,)):
        return Reading(undone=named, at=f"{SEE}{named}")
    if named and len(words) <= LONGEST_JUMP:
        return Reading(at=f"{SEE}{WHY if asks else ''}{named}")
    return shows(told, words, open_step, items)


def goes_to(told: Told, words: Words, named: str | None, text: str) -> str | None:
    """The step that they go to, by its name or its place in the list: "skip to insurance", "step 3"."""
    number = STEP_NUMBER.search(text)
    if told.meant(words, (*STATES[:1], PUT_BY)):
        return None
    if named:
        return named if told.meant(words, (JUMP,)) else None
    if number or told.meant(words, (FIRST,)):
        return f"{NUMBERED}{number[1] if number else 1}"
    return None


def goes_nowhere(told: Told, words: Words) -> bool:
    """Whether words would go to what is no step of ours: "skip to the moon". That puts nothing off."""
    return told.meant(words, (NEXT, PUT_BY, JUMP)) == JUMP


def marks_of(told: Told, words: Words) -> dict[str, str]:
    """The steps that words mark by name: a list of them, or one in each thought: "done my dbs but not insurance"."""
    words = told.without(words, RULED) if told.meant(words, (RULES,)) else words
    several, rest = told.listed(ITEM, words)
    others = rest if rest[:1] and rest[0] in BUT and told.named(ITEM, rest) else Words()
    done = is_done(told, Words(words[: -len(others)]) if others else words)
    if len(several) > 1 and done and (others or not rest or told.meant(rest, (DONE,))):
        return {**dict.fromkeys(several, DONE), **in_thoughts(told, others)}
    return in_thoughts(told, words)


def is_done(told: Told, words: Words) -> bool:
    """Whether words say of all that they name that it is done."""
    return told.meant(words, (LATER, UNDONE, UNDER_WAY, *STATES, DID)) in (DONE, DID)


def in_thoughts(told: Told, words: Words) -> dict[str, str]:
    """The steps that words mark, one in each thought."""
    parts = ((told.named(ITEM, part), part) for thought in thoughts(words) for part in clauses(told, thought))
    states = {named: state_of(told, part, named) for named, part in parts if named}
    return {named: state for named, state in states.items() if state}


def both_ways(told: Told, words: Words) -> tuple[dict[str, str], str] | None:
    """The steps marked in one thought, and the one that is not done in another: "got my dbs but not paid the ico"."""
    marks = marks_of(told, words)
    named = ((told.named(ITEM, thought), thought) for thought in thoughts(words))
    undone = next((name for name, part in named if name and name not in marks and told.meant(part, (UNDONE,))), None)
    return (marks, undone) if marks and undone else None


def clauses(told: Told, words: Words) -> list[Words]:
    """A thought parted at its "and", where either side marks a step of its own: "told hmrc and paid the ico"."""
    for at, word in enumerate(words):
        sides = [Words(words[:at]), Words(words[at + 1 :])] if word in ANDS else []
        named = [told.named(ITEM, side) for side in sides]
        if len({*named} - {None}) > 1 and all(map(partial(state_of, told), sides, named)):
            return [sides[0], *clauses(told, sides[1])]
    return [words]


def state_of(told: Told, words: Words, named: str | None) -> str | None:
    """How words mark a step. What is only under way, of a step that is named, is for later: "my dbs is ordered"."""
    state = told.meant(words, STATES)
    if named is None or state:
        return state
    return {UNDER_WAY: LATER, DID: DONE}.get(told.meant(words, (RECORD, UNDER_WAY, UNDONE, DID)) or "")


def shows(told: Told, words: Words, open_step: str | None, items: Mapping[str, ChecklistItem]) -> Reading:
    """What words ask to see: all steps, the answers, the next step, more about the open one."""
    show = told.meant(words, (LIST, PROFILE, NOW, WHATS_NEXT, NEXT, ABOUT, COST))
    if show in (NOW, WHATS_NEXT):
        return Reading(at=f"{SEE}{AFTER}{open_step}" if show == WHATS_NEXT and open_step else NEXT)
    if show in (ABOUT, COST):
        tells = open_step and (show == ABOUT or items[open_step].cost)
        return Reading(at=f"{SEE}{WHY}{open_step}" if tells else None)
    if show == NEXT:
        return Reading(marks={open_step: LATER} if open_step else {}, at=NEXT)
    return Reading(at=f"{SEE}{show}" if show else None)


def chosen(name: str, heard: Heard) -> str | None:
    """The code of a question's option that the message chose."""
    prefix = f"{NAME}:{name}:"
    return heard.choice.removeprefix(prefix) if heard.choice and heard.choice.startswith(prefix) else None


def chosen_mark(heard: Heard) -> dict[str, str]:
    """The step that the message marked by an option, and how."""
    flow, name, code = (*(heard.choice or "").split(":", 2), "", "")[:3]
    return {name: code} if flow == NAME and code in STATES else {}


@dataclass(frozen=True, slots=True)
class Listening:
    """How messages are read while a question is open. `reading` reads a text once."""

    asked: str | None
    told: Told
    reading: Callable[[str], Reading]

    def heard(self, heard: Heard) -> Reading:
        """What the message says; nothing where it chose an option, which says it all."""
        return Reading() if heard.choice else self.reading(heard.text)

    def answer(self, name: str, heard: Heard, before: str | None, _world: World) -> str | None:
        """The answer to a question about the business: chosen, given when it was asked, or told outright.

        What speaks against an answer given before is a doubt, unless the message takes that answer back. A message that
        answers the open question casts none.
        """
        said = self.heard(heard)
        if name == self.asked:
            return chosen(name, heard) or said.answer
        told = said.settled.get(name)
        if name == "support" and before is not None and said.settled.get("personal_care"):
            told = None  # what they do as well, and not most: that is asked of personal care
        if told is None or before in (None, told) or said.corrects:
            return chosen(name, heard) or told
        return None if said.answer else f"{DOUBT}{told}"

    def area(self, heard: Heard, _before: str | None, world: World) -> str | None:
        """The area chosen, or that of the place told when it was asked, or on coming in: "set up in Huntingdon".

        A place that may be in several areas settles nothing; one outside of all is taken for that only when asked.
        """
        if heard.choice or self.asked not in (None, AREA) or heard.where is None:
            return chosen(AREA, heard)
        found = {place.area for place in (heard.where, *heard.others)}
        if len(found) == 1 and heard.where.area in world.content.areas:
            return f"{TOOK}{heard.where.area}"
        return f"{TOOK}{ELSEWHERE}" if self.asked == AREA and found.isdisjoint(world.content.areas) else None

    def mark(self, name: str, heard: Heard, before: str | None, _world: World) -> str | None:
        """How a step is marked. One that is not done after all is for later."""
        said = self.heard(heard)
        if name == said.undone:
            return LATER if before == DONE else None
        return chosen(name, heard) or said.marks.get(name)

    def done_on(self, heard: Heard, before: str | None, world: World) -> str | None:
        """The day of each step done, with those marked now; without one that is not done after all.

        Of one that was done in a year gone by, it is the last of that year.
        """
        said, now = self.heard(heard), today(world)
        on = self.shared_day(heard, self.papers_of(world), world) or year_gone_by(heard.text, now) or now
        begun = dict.fromkeys(courses.steps_of(world.content.checklists.general, said.courses), DONE)
        told = {**said.marks, **begun, **{name: LATER for name in (said.undone,) if name}}
        marks = chosen_mark(heard) if heard.choice else told
        return dated(before, marks, dict.fromkeys(marks, on))

    def courses(self, heard: Heard, before: str | None, world: World) -> str | None:
        """The courses that are done, with those told now; without those that are not done after all, or ran out."""
        if heard.choice:
            return None
        said, words = self.heard(heard), self.told.words(heard.text)
        what = (self.paper(heard, "", world) or "").split(".")[0]
        dated_now = what in (certificates.ENDS, certificates.GIVEN)
        taken = said.courses or (courses.done(self.told, words, said=False) if dated_now else ())
        open_now = said.undone or LATER in said.marks.values() or what == certificates.OVER
        gone = set(courses.named(self.told, words)).difference(taken) if open_now or taken else ()
        of = partial(courses.codes, world.content.checklists.general)
        return courses.changed(before, of(taken), of(gone))

    def paper(self, heard: Heard, before: str | None, world: World) -> str | None:
        """The date of a certificate that they tell; else the step done now that has one."""
        items = world.content.checklists.items
        papers = Papers.of(self.told, items, today(world), world, before or "")
        open_step = certificates.waits_for(before or "") or (self.asked if self.asked in papers.dated else None)
        said = self.heard(heard)
        words = courses.heard(self.told, heard.text, items.get(self.asked or ""))
        named = named_step(self.told, words, open_step, items) or next(iter(said.marks), None)
        if not heard.choice and (asked := papers.asks_when(heard.text, named or certificates.waits_for(before or ""))):
            return f"{certificates.KNOWN}.{asked}"
        day = heard.when.until or heard.when.date if heard.when else None
        text, named = self.dated_part(heard.text, papers, items) or (heard.text, named)
        shared = self.shared_day(heard, papers, world)
        if not (heard.choice or shared) and (told := papers.read(text, named, open_step, day)):
            return told.code(papers.today)
        marks = chosen_mark(heard) if heard.choice else said.marks
        now = [name for name, code in marks.items() if code == DONE]
        now += courses.steps_of(world.content.checklists.general, said.courses)
        return next((papers.asks(name) for name in now if name in papers.dated), None)

    def dated_part(self, text: str, papers: Papers, items: Mapping[str, ChecklistItem]) -> tuple[str, str] | None:
        """Of a message with two papers, one in each part, the part with the day and its own paper: "insurance done, dbs
        last year"."""
        parts = [(part, named_step(self.told, self.told.words(part), None, items)) for part in OF_PAPERS.split(text)]
        several = len({name for _, name in parts if name in papers.dated}) > 1
        days = ((part, name, papers.day(part, back=True)) for part, name in parts if several and name in papers.dated)
        return next(((part, name) for part, name, on in days if name and on and on.day <= papers.today), None)

    def papers_of(self, world: World) -> Papers:
        """What is needed to read a date on a paper, with none waited for."""
        return Papers.of(self.told, world.content.checklists.items, today(world), world)

    def shared_day(self, heard: Heard, papers: Papers, world: World) -> date | None:
        """The day gone by that is told of several papers at once: "insurance and dbs done last year"."""
        marks = self.heard(heard).marks if not heard.choice else {}
        several = sum(code == DONE and name in papers.dated for name, code in marks.items()) > 1
        if not several or self.dated_part(heard.text, papers, world.content.checklists.items):
            return None
        found = papers.day(heard.text, back=True)
        return found.day if found and found.day <= papers.today else None

    def pace(self, heard: Heard, before: str | None, world: World) -> str | None:
        """How often to remind them, when it was asked. Whoever goes on instead is not asked again; whoever tells the
        date on a certificate is."""
        told = chosen(REMINDERS, heard)
        if told or self.asked != REMINDERS:
            return told
        if not heard.choice and (told := reminders.answered(heard, before, self.told)):
            return None if told == reminders.UNSAID and self.names_day(heard, world) else told
        said = self.heard(heard)
        return reminders.UNSAID if not before and (heard.choice or said.marks or said.at) else None

    def names_day(self, heard: Heard, world: World) -> bool:
        """Whether a message names a day such as that on a certificate, and no step."""
        items, words = world.content.checklists.items, self.told.words(heard.text)
        papers = self.papers_of(world)
        return papers.day(heard.text, back=True) is not None and named_step(self.told, words, None, items) is None

    def at(self, heard: Heard, _before: str | None, _world: World) -> str | None:
        """What to show."""
        return chosen(AT, heard) or self.heard(heard).at

    def change(self, heard: Heard, _before: str | None, _world: World) -> str | None:
        """The answer about the business to give again."""
        return chosen(CHANGE, heard)
