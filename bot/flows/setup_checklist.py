"""The steps to set up a small care business: which apply, what is next, and what was done, put off or left out.

First a few questions about the business; then one step at a time. A step may be jumped to by name, and those put off
come again at the end. Steps and words are content; an area may say them its own way and add its own.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial

from bot.content.checklist import Checklist, ChecklistItem
from bot.flows import certificates, courses, reminders
from bot.flows.certificates import ASK, PAPER
from bot.flows.checklist_reading import Listening, read
from bot.flows.checklist_steps import (
    AREA,
    AT,
    BESIDE,
    CHANGE,
    DONE,
    ELSEWHERE,
    HOW_FAR,
    LAST_MARKED,
    LATER,
    LIST,
    MARKS,
    NAME,
    NEXT,
    NOT_FOR_ME,
    NUMBERED,
    OUTCOME,
    PROFILE,
    PUT_OFF,
    SEE,
    STATES,
    TOOK,
    WHY,
    Step,
    applies,
    bare,
    by_place,
    marked,
    newly_marked,
    noted,
    progress,
    steps,
    today,
)
from bot.flows.courses import COURSES
from bot.flows.question import Answers, Flow, Question, Reads, Session, Turn, World, label
from bot.flows.reminders import REMINDERS
from bot.flows.renewals import DONE_ON, ENDS_ON
from bot.flows.step_reasons import outcome_of, reasons
from bot.flows.tree_reading import DOUBT
from bot.matching.understand import Heard
from bot.message import Option, Say

PLAN = "plan"
"""An option that is no answer: to see all of it as a page."""
DATES = (DONE_ON, ENDS_ON, PAPER)
OWN_NAMES = (OUTCOME, AT, MARKS, LAST_MARKED, *DATES, COURSES, CHANGE, LIST, PUT_OFF, PROFILE, REMINDERS, PLAN)
SHOWN_INSTEAD = (*(certificates.ENDS, certificates.GIVEN, certificates.OVER), certificates.WHICH, certificates.KNOWN)
"""After the date of a certificate the next step is shown, or this one if it has run out: not what its name asks for."""


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


def not_asked_here(at: str, checklist: Checklist, world: World) -> tuple[Say, ...]:
    """That only another council asks for a step that they go to."""
    item = world.content.checklists.items.get(at.removeprefix(SEE).removeprefix(WHY))
    elsewhere = item is not None and at.removeprefix(SEE).removeprefix(WHY) not in checklist.items
    return (Say("checklist_not_here", {"title": item.title}),) if item and elsewhere else ()


def kept_aside(name: str, read: Reads = never) -> Question:
    """Something kept beside the answers, which `settle` sees to; it is never asked."""
    return Question(name, read=read, ask=lambda _answers, _world: Say("checklist_question", {"text": ""}))
