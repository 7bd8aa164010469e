"""The steps that apply to a business, how each is marked, and how far that is."""

from dataclasses import dataclass
from datetime import date

from bot.content.checklist import ITEM_STATES, AnyOf, Checklist, ChecklistItem
from bot.flows import courses
from bot.flows.certificates import PAPER
from bot.flows.courses import COURSES
from bot.flows.question import Answers, World
from bot.flows.renewals import DONE_ON, dated
from bot.flows.tree_reading import DOUBT
from bot.hours import LONDON

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
BESIDE = (OUTCOME, COURSES)
"""What is among the marks, and is none."""
STATES = DONE, LATER, NOT_FOR_ME = ITEM_STATES
NEXT, NOW, ELSEWHERE = "next", "now", "elsewhere"
TOOK = "took."
"""What the area's code begins with in the turn that takes it from a place."""
SEE, WHY, HOW_FAR = "see.", "why.", "state."
"""`at` is `see.insurance` in the turn that asks for it, then `insurance`, then `next`; `why.insurance` tells why, and
`state.insurance` whether it is done."""
NUMBERED, AFTER = "number.", "after."
"""`at` is `see.number.3` for the third step of the list, and `see.after.idea` for the next one to do after the idea."""


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
