"""flows/setup_checklist.yaml and areas/<area>/checklist.yaml: the steps to set up a business."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from bot.content.intents import Hears
from bot.content.pieces import Piece, Weighed

AnyOf = tuple[Mapping[str, tuple[str, ...]], ...]
"""Sets of answers (question name -> codes) of which any one is enough; empty: everybody."""


ITEM = "item"
"""What `hears` calls the names of steps, as if they were options of a question."""
COURSE = "course"
"""What it calls those of the courses that steps hold."""
ITEM_STATES = ("done", "later", "not_for_me")
ITEM_LABELS = (*ITEM_STATES, "why", "all", "answers")


class ItemCost(Weighed):
    """What a step costs."""

    text: str


class ItemRenewal(Piece):
    """When a step has to be done again. No months: by the date on the certificate.

    `asks`: the date that is asked for once it is done, when its certificate `ends` or was `given`; none where left out.
    """

    text: str
    months: int | None = None
    asks: Literal["ends", "given"] | None = None


class Course(Piece):
    """One of the courses that a step holds. `words` are what people call it."""

    step: str
    title: str
    words: tuple[str, ...]


class ChecklistItem(Weighed):
    """One step to set up a business: what to do, why, whom to ask. `words` are what people call it."""

    title: str
    how: str
    why: str
    who: str
    programme: bool = False
    """Its people are the area's programme: their contact is named too."""
    insures: bool = False
    """It is an insurance: what "my policy" means while it is open."""
    by: str = ""
    """The decision tree that does it: its outcome marks the step."""
    registers: str = ""
    """The decision tree whose regulator it is to register with: it is done once that has registered them."""
    link: str = ""
    cost: ItemCost | None = None
    renewal: ItemRenewal | None = None
    holds: tuple[str, ...] = ()
    """The courses that it takes, of whose certificates the first to run out counts."""
    applies_if: AnyOf = ()
    words: tuple[str, ...]
    was: tuple[str, ...] = ()


class ItemChange(Piece):
    """What an area says otherwise of a step. What it leaves out stays as it is everywhere."""

    title: str | None = None
    how: str | None = None
    why: str | None = None
    who: str | None = None
    link: str | None = None
    cost: ItemCost | None = None
    renewal: ItemRenewal | None = None
    holds: tuple[str, ...] | None = None
    applies_if: AnyOf | None = None
    source: str
    checked_on: date
    sure: Literal["A", "B", "C"]


class AddedItem(ChecklistItem):
    """A step that only one area has, and the step that it comes after."""

    after: str


class AreaChecklist(Piece):
    """areas/<area>/checklist.yaml."""

    items: Mapping[str, ItemChange] = Field(default_factory=dict)
    add: Mapping[str, AddedItem] = Field(default_factory=dict)


class ChecklistOption(Piece):
    """One answer to a question about the business."""

    label: str
    says: tuple[str, ...] = ()


class ChecklistQuestion(Piece):
    """One question about the business, which decides what steps apply. The options of `area` are the areas."""

    topic: str
    ask: str
    help: str
    applies_if: AnyOf = ()
    options: Mapping[str, ChecklistOption]


class Checklist(Piece):
    """The steps, as one area has them or as they are everywhere."""

    version: str
    labels: Mapping[str, str]
    """The choices under a step: ITEM_LABELS."""
    states: Mapping[str, str]
    """How a step is marked in a list: ITEM_STATES."""
    item_help: str
    list_help: str
    elsewhere: str
    """The option of `area` for a place that is none of ours."""
    questions: Mapping[str, ChecklistQuestion]
    items: Mapping[str, ChecklistItem]
    courses: Mapping[str, Course]
    hears: Hears

    @model_validator(mode="after")
    def _worded(self) -> "Checklist":
        missing = [name for name in ITEM_LABELS if name not in self.labels]
        missing += [f"states.{name}" for name in ITEM_STATES if name not in self.states]
        missing += [name for item in self.items.values() for name in item.holds if name not in self.courses]
        if missing:
            raise ValueError(f"no words for {', '.join(missing)}")
        return self

    def changed(self, own: AreaChecklist) -> "Checklist":
        """The checklist as an area has it. KeyError or ValueError for a step that is not there to change or follow."""
        items = dict(self.items)
        for name, change in own.items.items():
            items[name] = items[name].model_copy(update={f: getattr(change, f) for f in change.model_fields_set})
        for name, added in own.add.items():
            place = list(items).index(added.after) + 1
            items = dict([*list(items.items())[:place], (name, added), *list(items.items())[place:]])
        return self.model_copy(update={"items": items})


class Checklists(Piece):
    """The checklist as it is everywhere, and as the areas that have their own have it."""

    general: Checklist
    areas: Mapping[str, Checklist]

    def of(self, area: str | None) -> Checklist:
        """The checklist of an area."""
        return self.areas.get(area or "", self.general)

    @property
    def items(self) -> dict[str, ChecklistItem]:
        """Every step of every area; where several have it, as it is everywhere."""
        own = {name: item for checklist in self.areas.values() for name, item in checklist.items.items()}
        return {**own, **self.general.items}

    @property
    def hears(self) -> Hears:
        """How it hears what people say."""
        return self.general.hears

    @property
    def says(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Question -> code -> patterns, for `matching.told`; `item` holds what people call each step."""
        options = {name: {code: o.says for code, o in q.options.items()} for name, q in self.general.questions.items()}
        courses = {name: course.words for name, course in self.general.courses.items()}
        items = {name: (*item.words, whole(item.title)) for name, item in self.items.items()}
        return {**options, COURSE: courses, ITEM: items}


def whole(title: str) -> str:
    """A title as a pattern."""
    return " ".join(re.findall(r"[a-z0-9]+", title.lower().replace("'", "")))
