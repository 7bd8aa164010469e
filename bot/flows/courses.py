"""The courses that a step holds: each is done by itself, and the step with the last of them, or when they say so."""

from collections.abc import Collection, Iterable

from bot.content.checklist import COURSE, Checklist, ChecklistItem
from bot.flows.question import Answers
from bot.matching.thoughts import Words, thoughts
from bot.matching.told import Told

COURSES = "courses"
"""Kept beside the answers and among the marks: the courses that are done: `training.first_aid,training.equality`."""
WHOLE, OF_COURSES, TAUGHT = "whole", "of_courses", "taught"
"""What `hears` calls all courses of a step, words of courses, and what they may be on: alone, that is another step."""
OPEN = ("later", "undone", "under_way", "not_yet")
"""What it calls words for a course that is not done."""
DID = ("done", "did")
"""And for one that is."""
ANDS = frozenset({"and", "n", "plus", "then"})


def heard(told: Told, text: str, item: ChecklistItem | None) -> Words:
    """The words of a text: beside a course, or where the open step holds some, "data protection" is what one is on."""
    words = told.words(text)
    amid = (item is not None and item.holds) or told.meant(words, (OF_COURSES,))
    return told.without(words, TAUGHT) if amid else words


def steps_of(checklist: Checklist, names: Iterable[str]) -> list[str]:
    """The step of each course."""
    return [checklist.courses[name].step for name in names]


def codes(checklist: Checklist, names: Iterable[str]) -> tuple[str, ...]:
    """Courses as they are kept."""
    return tuple(f"{checklist.courses[name].step}.{name}" for name in names)


def changed(before: str | None, taken: Collection[str], gone: Collection[str]) -> str | None:
    """What is kept, with the courses done now last, and without those that are not; None where nothing changes."""
    held = [code for code in (before or "").split(",") if code]
    now = [*(code for code in held if code not in (*taken, *gone)), *taken]
    return ",".join(now) if now != held else None


def named(told: Told, words: Words) -> tuple[str, ...]:
    """The courses that words name, done or not."""
    return told.all_named(COURSE, words, denied=True)


def done(told: Told, words: Words, said: bool) -> tuple[str, ...]:
    """Those that words do not call open, nor all of a step: "first aid done, safeguarding booked".

    `said`: that they are done has to be said of them.
    """
    if told.meant(words, (WHOLE,)):
        return ()
    mine = (part for part in parts(told, words) if not told.meant(part, OPEN) and (not said or told.meant(part, DID)))
    return tuple(name for part in mine for name in told.all_named(COURSE, part))


def parts(told: Told, words: Words) -> list[Words]:
    """The thoughts of a message; one in which something is open is parted at its "and" too."""
    found = list[Words]()
    for thought in thoughts(words):
        ends = [at for at, word in enumerate(thought) if word in ANDS] if told.meant(thought, OPEN) else []
        bounds = zip([0, *(at + 1 for at in ends)], [*ends, len(thought)], strict=True)
        found += [Words(thought[start:end]) for start, end in bounds]
    return found


def kept(answers: Answers, name: str) -> tuple[str, ...]:
    """The courses of a step that are done, in the order in which they were told."""
    split = (code.partition(".") for code in answers.get(COURSES, "").split(","))
    return tuple(course for step, _, course in split if step == name)


def complete(item: ChecklistItem, name: str, answers: Answers) -> bool:
    """Whether each course that a step holds is done."""
    return bool(item.holds) and set(item.holds) <= set(kept(answers, name))


def titles(checklist: Checklist, names: Iterable[str]) -> list[str]:
    """What courses are called."""
    return [checklist.courses[name].title for name in names]


def left(item: ChecklistItem, names: Collection[str]) -> list[str]:
    """The courses of a step beside these."""
    return [name for name in item.holds if name not in names]
