"""Every problem of content, flows, wording and the sample catalogue, as `path: what`, all in one go."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from pydantic import BaseModel

from bot.channels.sms_text import count, sanitise
from bot.content import Content, area_folders, read_content
from bot.content.areas import Line
from bot.content.needs import SPELLING, Spelling
from bot.content.pieces import BrokenContentError, Fact, Problem, piece, whole
from bot.content.questions import QUESTIONS, Questions
from bot.content.sayings import SAYINGS, Sayings, written
from bot.flows.checklist_review import problems as checklist_problems
from bot.flows.tree_review import problems as tree_problems
from bot.matching import fitting, likeness, questions
from bot.matching.evidence import Evidence
from bot.matching.faq import faq_problems
from bot.matching.gate import requirement_problems
from bot.matching.intents import intent_problems
from bot.matching.need_check import problems as problems_of_needs
from bot.matching.place_check import file_problems, place_problems
from bot.matching.provider import Provider, Reason
from bot.matching.provider_csv import LONGEST_NAME
from bot.matching.samples import SAMPLES, read_samples
from bot.matching.understand import Hearing
from bot.wording import worded

RESERVED = frozenset("stop stopall unsubscribe end quit cancel revoke optout start unstop help info yes".split())
"""Words that carriers keep for themselves: never an option of ours, but for a plain "Yes"."""
STALE = timedelta(days=365)
LONGEST = "longest"
LONG_ADDRESS = "charlotte.featherstonehaugh@home-help.example.org"
SOURCE = Path(__file__).parent
SAID = re.compile(r'\b(?:(?:Say|Reason|worded)\(|label\([^"()]*,)\s*"(\w+)"')
"""What says a key. To read our source as Python would take a quarter of a second at each start."""
COMPUTED = (
    "safety_",
    "checklist_",
    "certificate_",
    "which_",
    "missed_",
    "option_",
    "gate_",
    "relaxed_",
    "reason_",
    "fact_",
)
"""How keys begin that code puts together."""


def check(root: Path, today: date, places: bool = False) -> tuple[Problem, ...]:
    """Every problem under a content folder. Warnings are marked as such.

    `places` looks at every name and postcode too, which takes a second: for editors, not at each start.
    """
    content, problems = read_content(root)
    more = list(problems)
    piece(root, SAYINGS, Sayings, more)
    asked = piece(root, QUESTIONS, Questions, more)
    piece(root, SPELLING, Spelling, more)
    if places:
        more += place_problems(root, area_folders(root))
    if content is None:
        return tuple(more)
    more += (*unanswered(content, asked), *no_samples(content))
    try:
        more += (*problems_in(Hearing(content), today), *not_learnt(root, content))
    except BrokenContentError as error:
        known = {problem.path for problem in more}
        more += [problem for problem in error.problems if problem.path not in known]
    return tuple(dict.fromkeys(more))


def unanswered(content: Content, questions: Questions | None) -> Iterator[Problem]:
    """Questions for an answer that is not there."""
    for id_ in (questions.asked.keys() if questions else set()) - content.faq.answers.keys():
        yield Problem(f"{QUESTIONS}: asked.{id_}", "no answer of that name in faq.yaml")


def no_samples(content: Content) -> Iterator[Problem]:
    """Areas without a sample catalogue, where nobody is found until one is imported."""
    for name in (f"areas/{code}/{SAMPLES}" for code in content.areas):
        if not (content.root / name).exists():
            yield Problem(name, "this file is missing: the sample has nobody there", warning=True)


def not_learnt(root: Path, content: Content) -> Iterator[Problem]:
    """What was learnt from other words than those of now: it is learnt again at every start, which takes a minute."""
    spelling = whole(root, SPELLING, Spelling)
    said = written(root)
    marks = {
        "needs.npz": fitting.bank_mark(content.needs, spelling, said),
        "sayings.npz": likeness.bank_mark(root, content.needs, content.intents, content.faq),
        questions.KEPT: questions.bank_mark(root, content.faq, content.needs),
    }
    for name, mark in marks.items():
        if Evidence.kept(root / name, mark) is None:
            what = "does not fit the words of now, and every start is slow: run python -m bot.matching.fitting"
            yield Problem(name, what, warning=True)


def problems_in(hearing: Hearing, today: date | None = None) -> tuple[Problem, ...]:
    """Every problem of content that could be read.

    Without `today` nothing is said of its age: no start is refused because a day has passed. Raises BrokenContentError
    for place data that cannot be read.
    """
    content = hearing.content
    samples, sample_problems = read_samples(content, hearing.gazetteer)
    found = (
        problems_of_needs(content.needs),
        requirement_problems(content.areas, content.needs),
        intent_problems(content.intents),
        faq_problems(content.faq, content.areas),
        unsourced(content),
        out_of_date(content, today) if today else (),
        missing_wording(content),
        over_budget(content, samples),
        reserved_options(content),
        sample_problems,
        file_problems(content.root, tuple(content.areas)),
        *(tree_problems(tree, name, content.intents, today) for name, tree in content.trees.items()),
        checklist_problems(content.checklists, content.intents, today),
    )
    return tuple(problem for some in found for problem in some)


def unsourced(content: Content) -> Iterator[Problem]:
    """Facts without a source."""
    return (Problem(path, "has no source") for path, fact in facts_of(content) if not fact.source.strip())


def out_of_date(content: Content, today: date) -> Iterator[Problem]:
    """Facts that were checked more than a year ago, or on a day that is yet to come.

    A number that is rung in danger must not be old; of anything else an editor is warned.
    """
    for path, fact in facts_of(content):
        if fact.checked_on > today:
            yield Problem(path, f"was checked on {fact.checked_on}, which is yet to come")
        if today - fact.checked_on > STALE:
            old = f"was last checked on {fact.checked_on}; check it again"
            yield Problem(path, old, warning=not isinstance(fact, Line))


def facts_of(content: Content) -> Iterator[tuple[str, Fact]]:
    """Every fact of content with its path."""
    for code, area in content.areas.items():
        yield from facts_in(f"areas/{code}/area.yaml", area)
    for name, line in content.lines.items():
        yield f"lines.yaml: {name}", line
    for name, answer in content.faq.answers.items():
        yield f"faq.yaml: {name}", answer
    for name, tree in content.trees.items():
        yield f"flows/{name}.yaml: contact", tree.contact


def facts_in(path: str, value: object) -> Iterator[tuple[str, Fact]]:
    """The facts inside a piece of content."""
    if isinstance(value, Fact):
        yield path, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from facts_in(f"{path}: {name}" if path.endswith("yaml") else f"{path}.{name}", getattr(value, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from facts_in(f"{path}[{index}]", item)


def missing_wording(content: Content) -> Iterator[Problem]:
    """Keys that the code says but wording.yaml lacks; keys that nothing says; overrides of unknown keys."""
    said = said_keys() | set(content.intents.afterwards) | set(content.intents.limits)
    for key in sorted(said - set(content.wording)):
        yield Problem("wording.yaml", f"{key} is missing")
    for key in sorted(set(content.wording) - said):
        if not key.startswith(COMPUTED):
            yield Problem(f"wording.yaml: {key}", "is never said", warning=True)
    for code, area in content.areas.items():
        for key in sorted(set(area.wording) - set(content.wording)):
            yield Problem(f"areas/{code}/wording.yaml: {key}", "is not a key of wording.yaml")


@cache
def said_keys() -> frozenset[str]:
    """The wording keys in our own source, where they are written out."""
    return frozenset(key for path in SOURCE.rglob("*.py") for key in SAID.findall(path.read_text(encoding="utf-8")))


def over_budget(content: Content, samples: Sequence[Provider]) -> Iterator[Problem]:
    """Wording that does not render, leaves GSM-7, or is longer on SMS than its budget allows."""
    for key, wording in content.wording.items():
        for area, path in ((None, f"wording.yaml: {key}"), *overrides(content, key)):
            yield from (
                problem
                for values in longest_values(wording.example, content, samples)
                for problem in budget_problems(path, key, values, wording.budget, content, area)
            )


def overrides(content: Content, key: str) -> Iterator[tuple[str, str]]:
    """The areas that word a key their own way."""
    for code, area in content.areas.items():
        if key in area.wording:
            yield code, f"areas/{code}/wording.yaml: {key}"


def budget_problems(
    path: str, key: str, values: Mapping[str, object], budget: int, content: Content, area: str | None
) -> Iterator[Problem]:
    """What is wrong with one key rendered with one set of values."""
    try:
        text = worded(key, values, content, area)
    except TemplateError as error:
        yield Problem(path, f"cannot be filled in: {error}")
        return
    encoding, segments = count(text)
    if sanitise(text) != text or encoding != "GSM-7":
        yield Problem(path, "has a character that SMS cannot carry")
    if segments > budget:
        yield Problem(path, f"takes {segments} SMS parts, {budget} allowed: {text!r}")


def longest_values(
    example: Mapping[str, Any], content: Content, samples: Sequence[Provider]
) -> Iterator[dict[str, object]]:
    """The example with every `longest` replaced by each value that it may have."""
    open_names = [name for name, value in example.items() if value == LONGEST]
    for chosen in product(*(candidates(name, content, samples) for name in open_names)):
        yield {**example, **dict(zip(open_names, chosen, strict=True))}


def candidates(name: str, content: Content, samples: Sequence[Provider]) -> list[Any]:
    """What a value may be, where it comes from content."""
    areas = list(content.areas.values())
    if name == "area":
        return areas
    if name == "lines":
        return [tuple(filter(None, (a.safeguarding.day, a.safeguarding.night))) for a in areas]
    if name == "ring":
        return [area.adult_social_care for area in areas]
    if name == "contact":
        return [contact for area in areas for contact in (area.programme, area.adult_social_care)]
    if name == "answer":
        answers = content.faq.answers.values()
        return [said.answer for answer in answers for said in (answer, *answer.areas.values())]
    providers = sorted(samples, key=lambda p: len(p.name) + len(p.summary), reverse=True)[:5]
    if name == "provider":
        return providers
    if name == "told":
        return [[longest_told(at, provider) for at, provider in enumerate(providers[:3], 1)]]
    return [[longest_match(provider) for provider in (providers[:1] if name == "matches" else providers[1:3])]]


def longest_match(provider: Provider) -> dict[str, object]:
    """A provider as a list shows it: with a name and a contact as long as real ones, and reasons that fill the line."""
    name = f"{provider.name} of {provider.summary}"[:LONGEST_NAME]
    provider = replace(provider, name=name, email=LONG_ADDRESS, prefers="email")
    reasons = (Reason("reason_distance", {"km": 0.4}), Reason("reason_free", {"when": "Mon-Fri mornings"}))
    return {"provider": provider, "reasons": reasons, "km": 0.4, "waiting": False}


def longest_told(at: int, provider: Provider) -> dict[str, object]:
    """A provider of a list as a question about it is answered."""
    return {"number": at, "provider": provider, "km": 0.4, "hours": 3}


def reserved_options(content: Content) -> Iterator[Problem]:
    """Option labels that a carrier would take for its own."""
    for key, wording in content.wording.items():
        if key.startswith("option_") and key != "option_yes" and wording.text.casefold() in RESERVED:
            yield Problem(f"wording.yaml: {key}", f"{wording.text} is a word that carriers keep for themselves")
