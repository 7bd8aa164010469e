"""Steps marked by their numbers in the list that is shown: "7, 8 and 9 done", "done the first 5"."""

import re
from collections.abc import Iterator

from bot.content.checklist import ITEM
from bot.conversation.moment import Moment, again
from bot.flows.certificates import PAPER, Papers
from bot.flows.checklist_reading import DID, UNDONE
from bot.flows.checklist_steps import AT, DONE, LATER, LIST, NAME, PUT_OFF, SEE, STATES, steps, today
from bot.flows.question import Answers, Turn, step
from bot.flows.renewals import DONE_ON, dated
from bot.flows.setup_checklist import SetupChecklist
from bot.matching.text import clean
from bot.matching.thoughts import Words
from bot.matching.told import Told
from bot.message import Say

RUN = re.compile(r"\b(\d{1,2}) ?(?:-|to|till|until|through) ?(\d{1,2})\b")
FIRST = re.compile(r"\bfirst (\d{1,2}|two|three|four|five|six)\b")
OF_WORD = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
SEVERAL = re.compile(r"\b\d{1,2} ?(?:,|&|\+|and|n) ?\d{1,2}\b(?! ?(?:am|pm|st|nd|rd|th))")
LONE = re.compile(r"\d{1,2}(?: is)? \w+|\w+ \d{1,2}")
ONE = re.compile(r"(?<![\w./:])(\d{1,2})(?=\b(?!(?:st|nd|rd|th|am|pm)))")
STEPS = SetupChecklist()
STEP = frozenset({"step", "steps"})
LONGEST = 12
"""Words of the longest message that marks steps by number."""


def marked_by_number(moment: Moment) -> Turn | None:
    """The steps of the list that is shown which a message marks by their numbers."""
    if moment.session.flow != NAME or moment.inbound.pressed:
        return None
    text = clean(moment.inbound.words)
    numbers = sorted(set(numbers_in(text)))
    if not numbers:
        return None
    told = moment.world.hearing.told[NAME]
    words = told.words(text)
    state, listed = state_of(told, words), names_listed(moment, told, words)
    if not listed or len(words) > LONGEST or state is None or told.named(ITEM, words):
        return None
    if numbers[0] < 1 or numbers[-1] > len(listed):
        return again(moment, Say("no_such_number", {"most": len(listed)}))
    return marked([listed[number - 1] for number in numbers], state, moment)


def state_of(told: Told, words: Words) -> str | None:
    """How words mark what they number; UNDONE for what is not done after all."""
    state = told.meant(words, (UNDONE, *STATES, DID))
    return DONE if state == DID else state


def numbers_in(text: str) -> Iterator[int]:
    """Every number that a text counts steps by; "2 to 5" and "the first 3" are runs of them."""
    for found in FIRST.finditer(text):
        yield from range(1, int(OF_WORD.get(found[1], found[1])) + 1)
    text = FIRST.sub(" ", text)
    for found in RUN.finditer(text):
        yield from range(int(found[1]), int(found[2]) + 1)
    yield from (int(found[1]) for found in ONE.finditer(RUN.sub(" ", text)))


def names_listed(moment: Moment, told: Told, words: Words) -> list[str]:
    """The steps in the order of their numbers: those shown, else all where it is plain that steps are meant."""
    session, prefix = moment.session, f"{NAME}:{AT}:{SEE}"
    checklist = STEPS.checklist(session.held(NAME), moment.world)
    if session.asked in told.options:
        return []
    if session.asked in (LIST, PUT_OFF):
        shown = (code.removeprefix(prefix) for code in session.offered if code.startswith(prefix))
        return [name for name in shown if name in checklist.items]
    plain = not STEP.isdisjoint(words) or told.meant(words, (UNDONE,)) is not None or lists_steps(moment)
    return [one.name for one in steps(checklist, session.held(NAME))] if plain else []


def lists_steps(moment: Moment) -> bool:
    """Whether it counts several things, or one beyond the options of the open step: "7, 8 and 9 done", "12 done"."""
    text = clean(moment.inbound.words)
    alone = ONE.search(text) if LONE.fullmatch(text) else None
    return SEVERAL.search(text) is not None or (alone is not None and int(alone[1]) > len(moment.session.offered))


def marked(names: list[str], state: str, moment: Moment) -> Turn:
    """The turn that marks steps. One that is not done after all is shown; of a single certificate we ask the date."""
    held = moment.session.held(NAME)
    if state == UNDONE:
        undone = {name: LATER for name in names if held.get(name) == DONE}
        return step(STEPS, moment.session, {**with_days(undone, held, moment), AT: f"{SEE}{names[0]}"}, moment.world)
    marks = dict.fromkeys(names, state)
    papers = certified(moment)
    asks = {PAPER: papers.asks(names[0])} if state == DONE and len(names) == 1 and names[0] in papers.dated else {}
    return step(STEPS, moment.session, {**with_days(marks, held, moment), **asks}, moment.world)


def with_days(marks: dict[str, str], held: Answers, moment: Moment) -> Answers:
    """Marks, with the day of those that are done."""
    days = dated(held.get(DONE_ON), marks, dict.fromkeys(marks, today(moment.world)))
    return {**marks, DONE_ON: days} if days is not None else marks


def certified(moment: Moment) -> Papers:
    """What is known of the steps that have a certificate with a date."""
    items, world = moment.world.content.checklists.items, moment.world
    return Papers.of(world.hearing.told[NAME], items, today(world), world)
