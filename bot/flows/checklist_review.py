"""What is wrong with the checklist as it stands in its files, and every text of it that people read."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain

from bot.content.checklist import ITEM, AnyOf, Checklist, ChecklistItem, Checklists
from bot.content.intents import Intents
from bot.content.pieces import Problem
from bot.flows.checklist_steps import NAME, OUTCOME
from bot.flows.setup_checklist import OWN_NAMES
from bot.flows.step_reasons import link_of
from bot.flows.tree_review import A_YEAR_OF_DAYS, CODE_BYTES, THREE_PARTS, TWO_PARTS, alike
from bot.matching.patterns import PatternError
from bot.matching.told import Told

CONTACT = 80
"""Characters of the longest way to reach an area's programme."""

Found = Iterator[tuple[str, str]]


def problems(checklists: Checklists, intents: Intents | None = None, today: date | None = None) -> list[Problem]:
    """Every problem of the checklist, as it is everywhere and as each area has it."""
    found = list(_of_one(f"flows/{NAME}.yaml", checklists.general, today))
    for area, own in checklists.areas.items():
        changed = {name: item for name, item in own.items.items() if item != checklists.general.items.get(name)}
        one = own.model_copy(update={"items": changed})
        found += _of_one(f"areas/{area}/checklist.yaml", one, today)
        found += [Problem(f"areas/{area}/checklist.yaml: {where}", what) for where, what in _shared_words(own)]
    return [
        *found,
        *(Problem(f"flows/{NAME}.yaml: {where}", what) for where, what in _bad_hearing(checklists, intents)),
    ]


def _of_one(path: str, checklist: Checklist, today: date | None) -> Iterator[Problem]:
    found = (_names, _conditions, _too_long, _shared_words, _alike)
    for where, what in chain.from_iterable(look(checklist) for look in found):
        yield Problem(f"{path}: {where}", what)
    for name, item in checklist.items.items():
        if today and item.checked_on > today:
            yield Problem(f"{path}: items.{name}", f"was checked on {item.checked_on}, which is yet to come")
        if today and (today - item.checked_on).days > A_YEAR_OF_DAYS:
            yield Problem(f"{path}: items.{name}", f"was last checked on {item.checked_on}", warning=True)


def _names(checklist: Checklist) -> Found:
    taken = {*OWN_NAMES, ITEM, *checklist.questions}
    yield from ((f"items.{name}", "this name is taken") for name in checklist.items if name in taken)
    for name in checklist.items:
        if len(f"{NAME}:at:see.why.{name}") > CODE_BYTES:
            yield f"items.{name}", f"its button code is longer than {CODE_BYTES} bytes"


def _conditions(checklist: Checklist) -> Found:
    for name, question in checklist.questions.items():
        yield from _condition(checklist, f"questions.{name}", question.applies_if)
    for name, item in checklist.items.items():
        yield from _condition(checklist, f"items.{name}", item.applies_if)


def _condition(checklist: Checklist, where: str, any_of: AnyOf) -> Found:
    for name, codes in ((name, codes) for one in any_of for name, codes in one.items()):
        known: Mapping[str, object] = checklist.questions[name].options if name in checklist.questions else {}
        yield from ((where, f"{name}={code} is no answer") for code in codes if code not in known and name != OUTCOME)


def _too_long(checklist: Checklist) -> Found:
    for name, question in checklist.questions.items():
        options = "".join(f"\n1 {option.label}" for option in question.options.values())
        yield from _over(f"questions.{name}.ask", len(question.ask + options), TWO_PARTS)
        yield from _over(f"questions.{name}.help", len(question.help), TWO_PARTS)
    ways_on = "".join(f"\n1 {label}" for label in list(checklist.labels.values())[:5])
    for name, item in checklist.items.items():
        yield from _over(f"items.{name}.how", len(f"28 of 28 done. {item.title}: {item.how}{ways_on}"), TWO_PARTS)
        yield from _over(f"items.{name}.why", len(_told(item) + ways_on), THREE_PARTS)


def _told(item: ChecklistItem) -> str:
    """What is told of a step when somebody asks why, as wording.yaml puts it together."""
    cost = f"Cost: {item.cost.text}" if item.cost else ""
    again = f"Again: {item.renewal.text}" if item.renewal else ""
    asked = "x" * CONTACT if item.programme else item.who
    return f"{item.title}. {item.why} Ask: {asked} {cost} {again} {link_of(item)} Checked 28 September 2026."


def _over(where: str, length: int, most: int) -> Found:
    if length > most:
        yield where, f"with what goes round it takes {length} characters, of {most} at most"


def _shared_words(checklist: Checklist) -> Found:
    claims = Counter(word for item in checklist.items.values() for word in item.words)
    yield from ((f"items: {word!r}", "is claimed by two steps") for word, times in claims.items() if times > 1)


def _alike(checklist: Checklist) -> Found:
    yield from alike("items", {name: item.title for name, item in checklist.items.items()})
    for name, question in checklist.questions.items():
        yield from alike(f"questions.{name}.options", {code: one.label for code, one in question.options.items()})


def _bad_hearing(checklists: Checklists, intents: Intents | None) -> Found:
    if intents is None:
        return
    try:
        Told.of(checklists.hears, checklists.says, intents)
    except PatternError as error:
        yield "hears", str(error)


def texts(checklists: Checklists) -> dict[str, list[str]]:
    """Every text that people read as sentences, by file, for the check of plain words."""
    general = checklists.general
    asked = [text for question in general.questions.values() for text in (question.ask, question.help)]
    found = {f"flows/{NAME}.yaml": [general.item_help, general.list_help, *asked, *_of_items(general.items)]}
    for area, own in checklists.areas.items():
        changed = {name: item for name, item in own.items.items() if item != general.items.get(name)}
        found[f"areas/{area}/checklist.yaml"] = list(_of_items(changed))
    return found


def _of_items(items: Mapping[str, ChecklistItem]) -> Iterator[str]:
    for item in items.values():
        yield from (item.how, item.why, item.who)
        yield from (one.text for one in (item.cost, item.renewal) if one)
