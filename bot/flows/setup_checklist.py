"""The steps to set up a small care business: which apply, what is next, and what was done, put off or left out.

First a few questions about the business; then one step at a time. A step may be jumped to by name, and those put off
come again at the end. Steps and words are content; an area may say them its own way and add its own.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial

from bot.content.areas import Area, origin_in
from bot.content.checklist import ITEM, ITEM_STATES, AnyOf, Checklist, ChecklistItem
from bot.content.trees import TreeOutcome
from bot.flows import certificates, courses, reminders
from bot.flows.certificates import ASK, PAPER, Papers
from bot.flows.courses import COURSES
from bot.flows.question import Answers, Flow, Question, Reads, Session, Turn, World, label
from bot.flows.reminders import REMINDERS
from bot.flows.renewals import DONE_ON, ENDS_ON, dated
from bot.flows.tree import CORRECTS, DOUBT, day
from bot.hours import LONDON
from bot.matching.paper_dates import year_gone_by
from bot.matching.thoughts import END, Words, thoughts
from bot.matching.told import Told
from bot.matching.understand import Heard
from bot.message import Option, Say

NAME = "setup_checklist"
AREA = "area"
OUTCOME = "cqc_outcome"
"""The outcome of CQC's questions, which some steps are for; kept beside the answers and among the marks."""
AT, MARKS, CHANGE = "at", "marks", "change"
"""What is kept beside the answers: the step or list to show, all marks at a glance; and the answer to give again."""
LAST_MARKED = "last_marked"
"""The steps that were marked last, for "undo"."""
LIST, PUT_OFF, PROFILE = "list", "put_off", "profile"
"""Questions that show a list to choose from."""
PLAN = "plan"
"""An option that is no answer: to see all of it as a page."""
BESIDE = (OUTCOME, COURSES)
"""What is among the marks, and is none."""
DATES = (DONE_ON, ENDS_ON, PAPER)
OWN_NAMES = (OUTCOME, AT, MARKS, LAST_MARKED, *DATES, COURSES, CHANGE, LIST, PUT_OFF, PROFILE, REMINDERS, PLAN)
STATES = DONE, LATER, NOT_FOR_ME = ITEM_STATES
NEXT, NOW, ELSEWHERE = "next", "now", "elsewhere"
WHATS_NEXT = "whats_next"
"""They ask what comes after the open step."""
SHOWN_INSTEAD = (*(certificates.ENDS, certificates.GIVEN, certificates.OVER), certificates.WHICH, certificates.KNOWN)
"""After the date of a certificate the next step is shown, or this one if it has run out: not what its name asks for."""
ABOUT, COST, POLICY = "about", "cost", "insurance_policy"
"""What `hears` calls a question about the open step, one about its cost, and the paper of an insurance."""
DID, UNDONE, UNDER_WAY, IS_DONE, RECORD = "did", "undone", "under_way", "is_done", "record"
"""What it calls words for a step that is done, is not done after all, or has begun; the question if it is done; and a
record, which somebody has who may have no check."""
RULES, RULED = "rules", "ruled"
"""What it calls rules that one writes, and what these are on: "my policies, on gdpr and complaints"."""
JUMP, PUT_BY, FIRST, OTHER_DONE = "jump", "put_by", "first_step", "other_done"
"""What it calls the wish to go to a step, words that put it off all the same, its first step, and what is no step."""
TOOK = "took."
"""What the area's code begins with in the turn that takes it from a place."""
SEE, WHY, HOW_FAR = "see.", "why.", "state."
"""`at` is `see.insurance` in the turn that asks for it, then `insurance`, then `next`; `why.insurance` tells why, and
`state.insurance` whether it is done."""
NUMBERED, AFTER = "number.", "after."
"""`at` is `see.number.3` for the third step of the list, and `see.after.idea` for the next one to do after the idea."""
STEP_NUMBER = re.compile(r"\bstep (?:number |no )?(\d{1,2})\b")
ANDS = frozenset({"and", "n", "plus", "then"})
BUT = frozenset({END, "but", "not", "just", "except"})
"""Words after a list of steps with which those begin that it leaves out."""
LONGEST_JUMP = 8
"""Words of the longest message that is taken for the name of a step."""


# What applies, and how far it is


@dataclass(frozen=True, slots=True)
class Step:
    """A step as one person has it. `state` is None while it is open; `taken`: the courses of it that are done."""

    name: str
    item: ChecklistItem
    state: str | None
    taken: tuple[str, ...] = ()


def steps(checklist: Checklist, answers: Answers) -> tuple[Step, ...]:
    """The steps that apply to a business, in order, as these answers mark them."""
    known = {**noted(answers), **answers}
    found = ((name, item) for name, item in checklist.items.items() if applies(item.applies_if, known))
    return tuple(Step(name, item, marked(known, name, item), courses.kept(known, name)) for name, item in found)


def marked(answers: Answers, name: str, item: ChecklistItem) -> str | None:
    """How a step is marked, under its own name or one that it had; done, if each course that it holds is."""
    marks = {**noted(answers), **answers}
    if courses.complete(item, name, marks):
        return DONE
    return next((marks[one] for one in (name, *item.was) if marks.get(one) in STATES), None)


def noted(answers: Answers) -> dict[str, str]:
    """All marks at a glance, and the outcome of CQC's questions."""
    return dict(mark.split("=") for mark in answers.get(MARKS, "").split())


def applies(any_of: AnyOf, answers: Answers) -> bool:
    """Whether one of the sets of answers holds; an empty condition holds for everybody."""
    return not any_of or any(all(answers.get(name) in codes for name, codes in one.items()) for one in any_of)


def progress(all_steps: tuple[Step, ...]) -> dict[str, int]:
    """How many steps are done, of how many that are theirs."""
    theirs = [step for step in all_steps if step.state != NOT_FOR_ME]
    return {"done": sum(step.state == DONE for step in theirs), "total": len(theirs)}


# What a message says


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
        said, on = self.heard(heard), year_gone_by(heard.text, today(world)) or today(world)
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
        if not heard.choice and (told := papers.read(heard.text, named, open_step, day)):
            return told.code(papers.today)
        marks = chosen_mark(heard) if heard.choice else said.marks
        now = [name for name, code in marks.items() if code == DONE]
        now += courses.steps_of(world.content.checklists.general, said.courses)
        return next((papers.asks(name) for name in now if name in papers.dated), None)

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
        papers = Papers.of(self.told, items, today(world), world)
        return papers.day(heard.text, back=True) is not None and named_step(self.told, words, None, items) is None

    def at(self, heard: Heard, _before: str | None, _world: World) -> str | None:
        """What to show."""
        return chosen(AT, heard) or self.heard(heard).at

    def change(self, heard: Heard, _before: str | None, _world: World) -> str | None:
        """The answer about the business to give again."""
        return chosen(CHANGE, heard)


# The conversation


def never(_heard: Heard, _before: str | None, _world: World) -> None:
    """Nothing: a question of the route is read by those that `listens_for` gives."""


class SetupChecklist(Flow):
    """The flow of the checklist."""

    name = NAME
    asides = (AT, MARKS)

    def checklist(self, answers: Answers, world: World) -> Checklist:
        """The checklist of the area they work in."""
        return world.content.checklists.of(world.area or answers.get(AREA))

    def route(self, answers: Answers, world: World) -> Iterator[Question]:
        """The questions about the business; what they asked to see; then every step, and those put off once more."""
        general = world.content.checklists.general
        for name, asks in general.questions.items():
            if applies(asks.applies_if, answers) and not (name == AREA and world.area):
                yield self.about(general, name)
        yield from map(kept_aside, self.asides)
        found = steps(self.checklist(answers, world), answers)
        yield from self.shown(answers[AT], self.checklist(answers, world), found)
        if self.has_marked(answers, world):
            yield reminders.question()
        for step in found:
            if not courses.complete(step.item, step.name, noted(answers)):
                yield self.mark(step.name, step.item, STATES)
        if any(step.state == LATER for step in found):
            yield self.pick(PUT_OFF)

    def has_marked(self, answers: Answers, world: World) -> bool:
        """Whether they dealt with a step that no decision tree does."""
        items = world.content.checklists.items
        return any(not (name in items and items[name].by) for name in noted(answers) if name != OUTCOME)

    def shown(self, at: str, checklist: Checklist, found: tuple[Step, ...]) -> Iterator[Question]:
        """What they asked to see, if it is still there; a step even if it does not apply to them."""
        at = by_place(at, found)
        kind, name = next(((kind, at.removeprefix(kind)) for kind in (WHY, HOW_FAR) if at.startswith(kind)), ("", at))
        ask = {WHY: self.what_for, HOW_FAR: self.how_far}.get(kind, self.how)
        if at in (LIST, PROFILE):
            yield self.pick(at)
        elif name in checklist.items:
            yield replace(self.mark(name, checklist.items[name], ()), ask=partial(ask, name))

    def listens_for(self, asked: str | None, world: World) -> tuple[Question, ...]:
        """The open question, a mark for any step, and what to show."""
        checklists, told = world.content.checklists, world.hearing.told[NAME]
        items = checklists.items
        ear = Listening(asked, told, cache(partial(read, told, asked, items)))
        general = checklists.general
        profile = (self.listening(general, name, ear) for name in general.questions)
        marks = (self.mark(name, item, STATES, partial(ear.mark, name)) for name, item in items.items())
        kept = ((AT, ear.at), (CHANGE, ear.change), (DONE_ON, ear.done_on), (PAPER, ear.paper), (COURSES, ear.courses))
        asides = (kept_aside(name, how) for name, how in kept)
        pace = replace(reminders.question(), read=ear.pace)
        return (*profile, *marks, *asides, pace, *map(self.pick, (LIST, PUT_OFF, PROFILE)))

    def listening(self, general: Checklist, name: str, ear: Listening) -> Question:
        """A question about the business as it is heard at any time."""
        return self.about(general, name, ear.area if name == AREA else partial(ear.answer, name))

    def settle(self, answers: Answers) -> Answers:
        """What was asked to be seen is shown once; an answer in doubt or to give again goes; all marks are gathered."""
        held = {name: code.removeprefix(TOOK) for name, code in answers.items() if not code.startswith(DOUBT)}
        held.pop(held.pop(CHANGE, ""), None)
        at = held.get(AT, NEXT)
        if PAPER in held:
            held[PAPER] = certificates.resolved(held[PAPER], held)
        told = held.get(PAPER, "").split(".")
        if told[0] in SHOWN_INSTEAD:
            at = f"{SEE}{told[1]}" if told[0] == certificates.OVER else NEXT
        held = dict(certificates.kept(held))
        if MARKS in held and (new := newly_marked(held)):
            held[LAST_MARKED] = " ".join(new)
        held[AT] = at.removeprefix(SEE) if at.startswith(SEE) else NEXT
        held[MARKS] = " ".join(f"{name}={code}" for name, code in held.items() if code in STATES or name in BESIDE)
        return held

    def conclude(self, session: Session, world: World) -> Turn:
        """All done: what has to be done again, and when."""
        answers = session.held(NAME)
        checklist = self.checklist(answers, world)
        found = steps(checklist, answers)
        done = [step.item for step in found if step.state == DONE]
        again = [{"title": item.title, "text": item.renewal.text} for item in done if item.renewal]
        options = (Option(f"{NAME}:{AT}:{SEE}{LIST}", checklist.labels["all"]),)
        return Turn(session, (Say("checklist_end", {**progress(found), "again": again}, options),))

    def echo(self, found: Answers, session: Session, world: World) -> tuple[Say, ...]:
        """The steps marked without being asked, said back; a certificate's date; how often they are to be reminded."""
        checklist = self.checklist(session.held(NAME), world)
        answers = {**session.held(NAME), **found}
        paper = certificates.resolved(found.get(PAPER, ""), answers)
        known = () if paper.startswith(f"{ASK}.") else paper.split(".")[1:2]
        unsaid = (*known, *((session.asked,) if found.get(AT) != NEXT else ()))
        told = [name for name in found if name in checklist.items and name not in unsaid]
        said = [{"title": checklist.items[name].title, "state": checklist.states[found[name]]} for name in told]
        marked = (Say("checklist_marked", {"items": said}),) if said else ()
        wanted = reminders.wanted(answers) is not None if REMINDERS in answers else None
        dates = certificates.said_back(paper, self.called(checklist, answers), answers, wanted, today(world))
        about = [f"{topic}: {label}" for name, topic, label in self.told(checklist, found) if name != session.asked]
        said_so = (Say("checklist_said", {"said": about}),) if about else ()
        business = (*said_so, *self.added(checklist, session, answers))
        before = (*self.where(found, world), *business, *self.doubts(checklist, found, session))
        after = (
            *reminders.said_back(found.get(REMINDERS, "")),
            *self.not_theirs(found.get(AT, ""), checklist, answers),
            *not_asked_here(found.get(AT, ""), checklist, world),
        )
        return (*before, *marked, *dates, *self.taken(checklist, found, session), *after)

    def called(self, checklist: Checklist, answers: Answers) -> dict[str, ChecklistItem]:
        """The steps, one that is done in part called by the last of its courses: it is that whose date was told."""
        last = {one.name: one.taken[-1] for one in steps(checklist, answers) if one.taken and one.state != DONE}
        titles = {name: checklist.courses[course].title.capitalize() for name, course in last.items()}
        return {
            name: item.model_copy(update={"title": titles[name]}) if name in titles else item
            for name, item in checklist.items.items()
        }

    def taken(self, checklist: Checklist, found: Answers, session: Session) -> tuple[Say, ...]:
        """The courses done now, and what else their step holds; or that this was the last."""
        answers = {**session.held(NAME), **found}
        before = {one.name: one.taken for one in steps(checklist, session.held(NAME))}
        changed = [one for one in steps(checklist, answers) if set(one.taken) - set(before.get(one.name, ()))]
        return tuple(self.how_much(checklist, one) for one in changed)

    def how_much(self, checklist: Checklist, step: Step) -> Say:
        """How much of a step of several courses is done."""
        rest = courses.titles(checklist, courses.left(step.item, step.taken))
        if step.state == DONE:
            return Say("checklist_marked", {"items": [{"title": step.item.title, "state": checklist.states[DONE]}]})
        taken = courses.titles(checklist, step.taken)
        return Say("checklist_part", {"title": step.item.title, "done": taken, "left": rest})

    def added(self, checklist: Checklist, session: Session, answers: Answers) -> tuple[Say, ...]:
        """The steps that are theirs now as well, by what they tell of the business amid the steps."""
        if session.asked not in checklist.items:
            return ()
        before = {step.name for step in steps(checklist, session.held(NAME))}
        titles = [step.item.title for step in steps(checklist, answers) if step.name not in before]
        return (Say("checklist_added", {"titles": titles}),) if titles else ()

    def not_theirs(self, at: str, checklist: Checklist, answers: Answers) -> tuple[Say, ...]:
        """That a step that they go to is not for a business as theirs, or is none."""
        theirs, name = steps(checklist, answers), at.removeprefix(SEE)
        if name.startswith(NUMBERED) and by_place(name, theirs) == name:
            return (Say("no_such_number", {"most": len(theirs)}),)
        if name not in checklist.items or any(step.name == name for step in theirs):
            return ()
        return (Say("checklist_not_theirs", {"title": checklist.items[name].title}),)

    def where(self, found: Answers, world: World) -> tuple[Say, ...]:
        """The council area that was taken from a place."""
        took = found.get(AREA, "")
        area = world.content.areas.get(bare(took)) if took.startswith(TOOK) else None
        return (Say("checklist_area", {"area": area}),) if took.startswith(TOOK) else ()

    def doubts(self, checklist: Checklist, found: Answers, session: Session) -> tuple[Say, ...]:
        """What speaks against answers given before, with these: the first of them is asked again."""
        now = {name: bare(code) for name, code in found.items() if code.startswith(DOUBT)}
        old = {name: session.held(NAME).get(name, "") for name in now}
        pairs = [[label for _, _, label in self.told(checklist, answers)] for answers in (old, now)]
        return (Say("differs", {"before": pairs[0], "now": pairs[1]}),) if now else ()

    def afresh(self, answers: Answers) -> Answers:
        """What was done stays done; the questions about the business are asked again."""
        stay = (DONE_ON, ENDS_ON, COURSES, REMINDERS, OUTCOME)
        return {name: code for name, code in answers.items() if code in STATES or name in stay}

    def put_away(self, answers: Answers) -> Answers | None:
        """The step or list that was asked for, put away."""
        return {**answers, AT: NEXT} if answers.get(AT, NEXT) != NEXT else None

    # How it is asked

    def about(self, general: Checklist, name: str, read: Reads = never) -> Question:
        """A question about the business. Most that are listened for are never put, and need no words."""
        asks, choices = general.questions[name], partial(self.choices, general, name)
        return Question(
            name,
            read=read,
            ask=lambda _answers, world: Say("checklist_question", {"text": asks.ask}, choices(world)),
            offers=lambda code, world: bare(code) in self.labels(general, name, world),
            choices=lambda _answers, world: choices(world),
            help=lambda _world: Say("checklist_help", {"text": asks.help}),
        )

    def choices(self, general: Checklist, name: str, world: World) -> tuple[Option, ...]:
        """The options of a question."""
        labels = self.labels(general, name, world)
        return tuple(Option(f"{NAME}:{name}:{code}", label) for code, label in labels.items())

    def labels(self, general: Checklist, name: str, world: World) -> dict[str, str]:
        """Code -> label of each answer to a question; of `area`, the areas."""
        if name == AREA:
            return {code: area.name for code, area in world.content.areas.items()} | {ELSEWHERE: general.elsewhere}
        return {code: option.label for code, option in general.questions[name].options.items()}

    def mark(self, name: str, item: ChecklistItem, codes: tuple[str, ...], read: Reads = never) -> Question:
        """A step: how to do it. With no codes it is asked even if it is marked."""
        return Question(
            name,
            read=read,
            ask=partial(self.how, name),
            offers=lambda code, _world: code in codes,
            help=self.how_to_mark,
            why=partial(self.reason, name),
            was=item.was,
        )

    def how(self, name: str, answers: Answers, world: World) -> Say:
        """What to do for a step, and how far they are."""
        checklist = self.checklist(answers, world)
        item = checklist.items[name]
        told = outcome_of(item, answers, world)
        how = f"{told.verdict} {item.how}" if told else item.how
        values = {"title": item.title, "how": how, **progress(steps(checklist, answers))}
        return Say("checklist_item", values, self.ways_on(checklist, name, f"{SEE}{WHY}{name}"))

    def what_for(self, name: str, answers: Answers, world: World) -> Say:
        """Why a step matters, whom to ask, what it costs and where this comes from; with the ways on."""
        return replace(self.reason(name, answers, world), options=self.ways_on(self.checklist(answers, world), name))

    def how_far(self, name: str, answers: Answers, world: World) -> Say:
        """Whether a step is done, with the ways on."""
        checklist = self.checklist(answers, world)
        item = checklist.items[name]
        values = {"title": item.title, "state": checklist.states.get(marked(answers, name, item) or "")}
        return Say("checklist_state", values, self.ways_on(checklist, name, f"{SEE}{WHY}{name}"))

    def reason(self, name: str, answers: Answers, world: World) -> Say:
        """The same by itself, as the area has it."""
        item = self.checklist(answers, world).items[name]
        return Say("checklist_why", reasons(item, world.area or answers.get(AREA), world))

    def how_to_mark(self, world: World) -> Say:
        """What may be said of a step."""
        return Say("checklist_help", {"text": world.content.checklists.general.item_help})

    def ways_on(self, checklist: Checklist, name: str, why: str | None = None) -> tuple[Option, ...]:
        """Done, later, not for me; why; all steps."""
        labels = checklist.labels
        marks = [Option(f"{NAME}:{name}:{code}", checklist.labels[code]) for code in (DONE, LATER, NOT_FOR_ME)]
        tell = [Option(f"{NAME}:{AT}:{why}", labels["why"])] if why else []
        return (*marks, *tell, Option(f"{NAME}:{AT}:{SEE}{LIST}", labels["all"]))

    def pick(self, name: str) -> Question:
        """A list to choose from: all steps, those put off, or the answers about the business."""
        return Question(
            name,
            read=never,
            ask=partial(self.list_of, name),
            repeats=name != LIST,
            offers=lambda _code, _world: False,
            help=lambda world: Say("checklist_help", {"text": world.content.checklists.general.list_help}),
        )

    def list_of(self, name: str, answers: Answers, world: World) -> Say:
        """The list of that name."""
        checklist = self.checklist(answers, world)
        if name == PROFILE:
            return Say("checklist_profile", {}, self.profile(checklist, answers, world))
        found = steps(checklist, answers)
        listed = [step for step in found if name == LIST or step.state == LATER]
        options = tuple(Option(f"{NAME}:{AT}:{SEE}{step.name}", self.titled(checklist, step)) for step in listed)
        more = (*self.page(world), Option(f"{NAME}:{AT}:{SEE}{PROFILE}", checklist.labels["answers"]))
        return Say(f"checklist_{name}", progress(found), (*options, *(more if name == LIST else ())))

    def which_to_change(self, session: Session, world: World) -> Say | None:
        """The answers about the business so far, to choose the one to give again; None before the first."""
        say = self.list_of(PROFILE, session.held(NAME), world)
        return say if say.options else None

    def page(self, world: World) -> tuple[Option, ...]:
        """To see it as a page, where pages are served."""
        return (Option(f"{NAME}:{PLAN}:", label(world, "option_plan")),) if world.plan_link else ()

    def titled(self, checklist: Checklist, step: Step) -> str:
        """A step in a list: "Insurance (done)", "First training (first aid: done)"."""
        return f"{step.item.title} ({self.stands(checklist, step)})" if step.state or step.taken else step.item.title

    def stands(self, checklist: Checklist, step: Step) -> str:
        """How a step stands, in words; of one done in part, which courses are."""
        if not step.taken or step.state == DONE:
            return checklist.states.get(step.state or "", "")
        return f"{', '.join(courses.titles(checklist, step.taken))}: {checklist.states[DONE]}"

    def profile(self, checklist: Checklist, answers: Answers, world: World) -> tuple[Option, ...]:
        """The answers about the business, to choose the one to give again."""
        said = {name: answers[name] for name in checklist.questions if name in answers}
        labels = {name: self.labels(checklist, name, world) for name in said}
        return tuple(
            Option(f"{NAME}:{CHANGE}:{name}", f"{checklist.questions[name].topic}: {labels[name].get(code, code)}")
            for name, code in said.items()
        )

    def told(self, checklist: Checklist, found: Answers) -> Iterator[tuple[str, str, str]]:
        """Name, topic and label of each answer about the business but the area, which is said back by itself."""
        for name, question in checklist.questions.items():
            if name != AREA and (option := question.options.get(found.get(name, ""))):
                yield name, question.topic, option.label


def reasons(item: ChecklistItem, area: str | None, world: World) -> dict[str, object]:
    """What is said of a step besides how to do it; with the area's programme, where its people are those to ask."""
    own = world.content.areas.get(area or "")
    contact = own.programme if own and item.programme else None
    link = link_in(own, item, world)
    said = contact is not None and link == contact.web and not (contact.phone or contact.email)
    shown = {"link": "" if said else link, "sources": origins_in(own, item, world), "checked": day(item.checked_on)}
    return {"item": item, "contact": contact, **shown}


def outcome_of(item: ChecklistItem, answers: Answers, world: World) -> TreeOutcome | None:
    """What the questions of a tree that do a step came to."""
    tree = world.content.trees.get(item.by)
    return tree.outcomes.get({**noted(answers), **answers}.get(OUTCOME, "")) if tree else None


def origins(item: ChecklistItem) -> list[str]:
    """Who says what we tell of a step, and what it costs. The link is where to read on, and may be another's."""
    return list(dict.fromkeys(one.origin for one in (item, item.cost) if one))


def origins_in(own: Area | None, item: ChecklistItem, world: World) -> list[str]:
    """The same for somebody in an area; empty for another council than theirs."""
    return list(dict.fromkeys(origin_in(one, own, world.content.areas) for one in (item, item.cost) if one))


def link_of(item: ChecklistItem) -> str:
    """Where to read on: its link, else its source if that is a page."""
    return item.link or page_of(item.source)


def link_in(own: Area | None, item: ChecklistItem, world: World) -> str:
    """The same for somebody in an area: its programme's site in place of a page of another council."""
    link = link_of(item)
    others = (code for code in world.content.areas if own and code != own.code)
    if own is None or item.link or not any(f"{code}.gov.uk" in link for code in others):
        return link
    return own.programme.web or page_of(own.programme.source)


def page_of(source: str) -> str:
    """A source, if it is a page; empty where it is not."""
    return source if source.startswith("http") else ""


def not_asked_here(at: str, checklist: Checklist, world: World) -> tuple[Say, ...]:
    """That only another council asks for a step that they go to."""
    item = world.content.checklists.items.get(at.removeprefix(SEE).removeprefix(WHY))
    elsewhere = item is not None and at.removeprefix(SEE).removeprefix(WHY) not in checklist.items
    return (Say("checklist_not_here", {"title": item.title}),) if item and elsewhere else ()


def by_place(at: str, found: tuple[Step, ...]) -> str:
    """The name of the step of a place in the list: `number.3`, `after.idea`; anything else as it is."""
    if at.startswith(AFTER):
        names = [one.name for one in found]
        rest = found[names.index(at.removeprefix(AFTER)) + 1 :] if at.removeprefix(AFTER) in names else ()
        return next((one.name for one in rest if one.state is None), NEXT)
    place = int(at.removeprefix(NUMBERED)) if at.startswith(NUMBERED) else 0
    return found[place - 1].name if 0 < place <= len(found) else at


def newly_marked(held: Answers) -> list[str]:
    """The steps that are marked otherwise than they were at a glance before, and the courses done since."""
    before = noted(held)
    marks = [name for name, code in held.items() if code in STATES and before.get(name) != code]
    had = before.get(COURSES, "").split(",")
    return [*marks, *(code for code in held.get(COURSES, "").split(",") if code and code not in had)]


def unmarked(held: Answers, checklist: Checklist) -> tuple[Answers, list[str]] | None:
    """The answers without what was marked last, and the steps of that, the first of them to be shown; None for none."""
    last, taken = held.get(LAST_MARKED, "").split(), held.get(COURSES, "").split(",")
    names = [one.partition(".")[0] for one in last if one in held or one in taken]
    names = [name for name in names if name in checklist.items and not checklist.items[name].by]
    if not names:
        return None
    gone = (*names, LAST_MARKED, PAPER)
    days = dated(held.get(DONE_ON), dict.fromkeys(names, LATER), {})
    kept = {COURSES: ",".join(one for one in taken if one not in last)} if COURSES in held else {}
    left = {name: code for name, code in held.items() if name not in gone}
    return {**left, **kept, DONE_ON: days or "", AT: f"{SEE}{names[0]}"}, names


def today(world: World) -> date:
    """The day, as it is in London."""
    return world.now.astimezone(LONDON).date()


def bare(code: str) -> str:
    """An answer's code without what one turn puts before it."""
    return code.removeprefix(DOUBT).removeprefix(TOOK)


def kept_aside(name: str, read: Reads = never) -> Question:
    """Something kept beside the answers, which `settle` sees to; it is never asked."""
    return Question(name, read=read, ask=lambda _answers, _world: Say("checklist_question", {"text": ""}))
