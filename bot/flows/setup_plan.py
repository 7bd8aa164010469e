"""The checklist of one person as a whole, in words: every step that applies, how it stands, and all we know of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.content.areas import Area, Contact
from bot.content.checklist import Checklist
from bot.content.pages import PlanPage
from bot.flows import reminders
from bot.flows.checklist_steps import AREA, DONE, Step, progress, steps
from bot.flows.question import Answers, World
from bot.flows.renewals import ENDS_ON, days_done, days_of, renewal
from bot.flows.setup_checklist import SetupChecklist
from bot.flows.step_reasons import link_in, origins_in, outcome_of
from bot.flows.tree_results import day
from bot.matching.times import spoken

CHECKLIST = SetupChecklist()


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A step. `state` is `open` or the code of its mark; `facts`: label and text, what is not known left out."""

    title: str
    state: str
    state_words: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SetupPlan:
    """All of somebody's steps. `area`: for which council, empty where it is none of ours."""

    area: str
    progress: str
    today: str
    steps: tuple[PlanStep, ...]


def plan_of(answers: Answers, world: World, today: date) -> SetupPlan:
    """The plan that the answers make."""
    words, checklist = world.content.pages.plan, CHECKLIST.checklist(answers, world)
    found = steps(checklist, answers)
    count = progress(found)
    area = world.content.areas.get(world.area or answers.get(AREA, ""))
    return SetupPlan(
        area=words.area.format(area.name) if area else "",
        progress=words.progress.format(count["done"], count["total"]),
        today=words.today.format(day(today)),
        steps=tuple(
            PlanStep(
                title=step.item.title,
                state=step.state or "open",
                state_words=state_words(step, answers, checklist, words),
                facts=tuple((label, text) for label, text in facts(step, answers, area, world) if text),
            )
            for step in found
        ),
    )


def known(answers: Answers, world: World) -> dict[str, object] | None:
    """What we hold of somebody's business, as wording takes it; None where nothing."""
    if not answers:
        return None
    checklist, when = CHECKLIST.checklist(answers, world), reminders.wanted(answers)
    return {
        **progress(steps(checklist, answers)),
        "said": [option.label for option in CHECKLIST.profile(checklist, answers, world)],
        "dates": len(days_done(answers).keys() | days_of(answers.get(ENDS_ON, "")).keys()),
        "reminders": spoken(when) if when else "",
    }


def state_words(step: Step, answers: Answers, checklist: Checklist, words: PlanPage) -> str:
    """How a step stands; a step that is done, since when, and one that is done in part, which courses are."""
    on = done_on(step, answers)
    if on:
        return words.done_on.format(day(on))
    part = f" ({CHECKLIST.stands(checklist, step)})" if step.taken and step.state != DONE else ""
    return (checklist.labels[step.state] if step.state else words.to_do) + part


def done_on(step: Step, answers: Answers) -> date | None:
    """When a step was done, where that is known."""
    days = days_done(answers) if step.state == DONE else {}
    return next((days[name] for name in (step.name, *step.item.was) if name in days), None)


def facts(step: Step, answers: Answers, area: Area | None, world: World) -> Iterator[tuple[str, str]]:
    """What is known of a step, each with its label."""
    item, words = step.item, world.content.pages.plan
    if told := outcome_of(item, answers, world):
        yield words.result, f"{told.verdict} {told.start or told.change}"
    yield words.how, item.how
    yield words.why, item.why
    yield words.who, reached(area.programme) if item.programme and area else item.who
    yield words.cost, item.cost.text if item.cost else ""
    yield words.renewal, again(step, answers, words)
    yield words.link, link_in(area, item, world)
    said_by = (origin or words.another_council for origin in origins_in(area, item, world))
    yield words.checked, f"{', '.join(said_by)}, {day(item.checked_on)}"


def again(step: Step, answers: Answers, words: PlanPage) -> str:
    """When a step is to be done again: how often, and by which day, where that is known."""
    if step.item.renewal is None:
        return ""
    due = renewal(step.name, step.item, answers) if step.state == DONE else None
    by = words.again_by.format(day(due.on)) if due and due.dated else ""
    return f"{step.item.renewal.text} {by}".strip()


def reached(contact: Contact) -> str:
    """Every way to reach people."""
    return ", ".join(filter(None, (contact.name, contact.phone, contact.email, contact.web)))
