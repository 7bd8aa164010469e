"""All of `content/` as frozen values, and every problem in it as `path: what`.

Editors change YAML; nothing here knows wording. Load once with `load_content` and pass the result down.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError, field_validator, model_validator

from bot.message import SaidError

CONTENT = Path(__file__).resolve().parent.parent / "content"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an editor has to put right: where, and what. A warning does not stop a start."""

    path: str
    what: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


class BrokenContentError(SaidError):
    """Content that cannot be used. Its text lists every problem, a line each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Piece(BaseModel):
    """A frozen piece of content that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(Piece):
    """Something true on a day: with its source and the day it was checked."""

    source: str
    checked_on: date


# needs.yaml


class Need(Piece):
    """One leaf need: how it is named in a list, in an echo ("{noun} near Malvern"), and what people say for it."""

    group: str
    label: str
    noun: str
    phrases: tuple[str, ...] = ()


class NeedGroup(Piece):
    """A group of needs, asked for as "any of these"."""

    label: str
    noun: str
    phrases: tuple[str, ...] = ()


class Frames(Piece):
    """What people put round the words that matter, "i need someone to": it says nothing about the need."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class Spelling(Piece):
    """spelling.yaml: how people text and what they mean by it; and the words for the person who needs support."""

    means: Mapping[str, str]
    people: tuple[str, ...]


class Needs(Piece):
    """needs.yaml."""

    groups: Mapping[str, NeedGroup]
    needs: Mapping[str, Need]
    nothing: tuple[str, ...] = ()
    """What people say that asks for none of these."""
    frames: Frames = Frames()

    def leaves(self, code: str) -> tuple[str, ...]:
        """The leaf codes of a leaf or group code; () for an unknown one."""
        if code in self.needs:
            return (code,)
        return tuple(leaf for leaf, need in self.needs.items() if need.group == code)

    def named(self, code: str) -> Need | NeedGroup:
        """The need or group of a code."""
        return self.needs.get(code) or self.groups[code]


# areas/<area>/area.yaml, lines.yaml


Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""A time of day as text, `09:00`. Quote it in YAML."""


class Weighed(Fact):
    """A fact with how sure it is: A seen in an official source, B official words seen elsewhere, C secondary only."""

    sure: Literal["A", "B", "C"]


class Line(Weighed):
    """A telephone line: who answers, the number, and when (hours only where a source gives them)."""

    name: str
    number: str
    hours: str | None = None
    days: tuple[int, ...] = ()
    """Weekdays it answers, Monday 0. Empty with no opens: not known."""
    opens: Clock | None = None
    closes: Clock | None = None


class Safeguarding(Piece):
    """Whom to ring about an adult at risk, by day and by night. No sound night number: none."""

    day: Line
    night: Line | None = None

    @field_validator("day", "night")
    @classmethod
    def _sound(cls, line: Line | None) -> Line | None:
        if line is not None and line.sure == "C":
            raise ValueError("a safeguarding number needs an official source (A or B)")
        return line


class Requirement(Piece):
    """What a listed provider must hold. `any_of`: one of these checks, in date. `max_age_years`: counted from issue."""

    any_of: tuple[str, ...]
    needs: tuple[str, ...] = ()
    """Only for these leaf needs; empty: for all."""
    exempt_only: bool = False
    """Only where the provider gives personal care under the exemption."""
    max_age_years: int | None = None


class Gate(Weighed):
    """An area's rules for who may be offered."""

    requirements: tuple[Requirement, ...] = ()
    terms_agreed: bool = False
    size_limit: int
    """Most workers, inclusive."""


class Directory(Weighed):
    """Somewhere else to look."""

    name: str
    web: str


class Contact(Weighed):
    """People one can turn to: by telephone, mail or web, whichever are known."""

    name: str
    phone: str | None = None
    email: str | None = None
    web: str | None = None


class Area(Piece):
    """One council: its contacts, rules and places to send people on to."""

    code: str
    name: str
    council: str
    districts: Mapping[str, str]
    """District code (GSS) -> name. Data, as codes change when councils are reorganised."""
    safeguarding: Safeguarding
    adult_social_care: Contact
    programme: Contact
    carers: Contact | None = None
    directories: tuple[Directory, ...]
    gate: Gate
    handover_email: str | None = None
    keep_misunderstood: bool = False
    retention_days: int = 30
    silence_days: int = 30
    wording: Mapping[str, str] = Field(default_factory=dict)
    """Overrides of wording.yaml, from areas/<area>/wording.yaml."""


# intents.yaml


class Guard(Piece):
    """What takes a rule back, as patterns: near it, just before or after; with `but` the rule stands after all."""

    says: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


class Rule(Piece):
    """Patterns of which any one decides; `unless`: `~guard` names and patterns. A weak rule gives way to a need."""

    says: tuple[str, ...]
    unless: tuple[str, ...] = ()
    weak: bool = False


class Intents(Piece):
    """intents.yaml: what people say for each kind of message, in the language of `matching/patterns.py`."""

    spelling: Mapping[str, str]
    repaired: str
    """Words of fewer than seven letters whose one-letter slips are put right too."""
    real_words: str
    """Words one letter away from ours that are words themselves."""
    concepts: Mapping[str, str]
    guards: Mapping[str, Guard]
    safety: Mapping[Literal["emergency", "self-harm", "abuse"], Mapping[str, Rule]]
    child: tuple[str, ...]
    """What only a child says of itself."""
    commands: Mapping[str, tuple[str, ...]]
    """`intent` or `intent/kind` -> patterns of the whole message. The first that holds wins."""
    sms_only_stop: tuple[str, ...]
    """Words that opt out on SMS and open the menu elsewhere."""
    yes: tuple[str, ...]
    no: tuple[str, ...]
    topics: Mapping[str, Mapping[str, Rule]]


# faq.yaml


class AreaAnswer(Fact):
    """What is said in one area in place of the general answer."""

    answer: str


class Answer(AreaAnswer):
    """A plain question with its answer. `phrasings` are other ways to ask it; `areas` holds overrides by area code."""

    question: str
    phrasings: tuple[str, ...]
    areas: Mapping[str, AreaAnswer] = Field(default_factory=dict)


class Faq(Piece):
    """faq.yaml: answers by id, and words that tell nothing about a question."""

    answers: Mapping[str, Answer]
    same: Mapping[str, str]
    """A word -> other words for it, comma separated."""
    empty: str
    """Words that do not help to tell one question from another."""
    requests: str
    """Ways to ask for help, comma separated: no question for an answer here."""


# flows/*.yaml


class Saying(Piece):
    """Words that settle answers when said outright, as patterns (`matching/patterns.py`)."""

    settles: Mapping[str, str]
    """Question name -> code."""
    says: tuple[str, ...]
    unless: tuple[str, ...] = ()
    """Patterns that take it back, said anywhere in the message."""
    beside: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """It counts only in a message that settles one of these questions too, with one of these codes ([]: any)."""
    here: bool = False
    """It counts only in a message that names a place in one of our areas."""


class Hears(Piece):
    """How a flow hears what people say in their own words."""

    concepts: Mapping[str, str] = Field(default_factory=dict)
    """`no` holds the words that take back whatever follows them."""
    spelling: Mapping[str, str] = Field(default_factory=dict)
    """Besides those of intents.yaml."""
    real_words: str = ""
    answers: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """Code -> patterns that mean it, whichever question was asked."""
    hedges: tuple[str, ...] = ()
    """What makes any answer to the open question too unsure to keep: "mostly me"."""
    doubts: tuple[str, ...] = ()
    """What does so too, unless the answer was told outright: "yes, but ..."."""
    maybe: tuple[str, ...] = ()
    """What makes a plain yes or no too unsure to keep: "probably yes"."""
    asks: tuple[str, ...] = ()
    """Signs of a question to us, which answers nothing."""
    sayings: tuple[Saying, ...] = ()


class TreeOption(Piece):
    """One answer: its label, how it is read back, and either the next question or the reason for an outcome."""

    label: str
    said: str
    next: str | None = None
    reason: str | None = None
    says: tuple[str, ...] = ()
    """Patterns that mean it when its question was asked."""


class TreeQuestion(Piece):
    """One question of a tree. `topic` names it in the list of answers to change."""

    ask: str
    help: str
    topic: str
    options: Mapping[str, TreeOption]


class TreeReason(Piece):
    """Why an outcome was reached. `because`: the questions whose answers decide; `change`: what would change it."""

    outcome: str
    text: str
    because: tuple[str, ...]
    change: str = ""
    sources: tuple[str, ...]


class TreeOutcome(Piece):
    """An end of the tree."""

    verdict: str
    change: str
    start: str = ""
    """What not to do yet."""
    stands: str
    """Said of another service of the same business, which this outcome still holds for."""
    confirm: bool = False
    """All answers are read back before it."""
    already: bool = False
    """Somebody who gives this care already is told to speak to the regulator now."""
    people: str = ""
    """The choice that leads to the area's people, where it is offered with this outcome."""


class TreeSource(Piece):
    """Where a reason comes from."""

    title: str
    url: str
    checked_on: date


class TreeContact(Fact):
    """The regulator."""

    name: str
    phone: str


class TreeContent(Piece):
    """A decision tree: questions, reasons with their sources, outcomes (most serious first), and how it hears."""

    title: str
    version: str
    reviewed: date
    signed_off_by: str = ""
    signed_off_on: date | None = None
    start: str
    contact: TreeContact
    guide: str
    unsigned: str
    already: str
    already_said: str
    another: str
    """The option that goes through the questions for one more service."""
    confirm_yes: str
    confirm_change: str
    confirm_help: str
    outcomes: Mapping[str, TreeOutcome]
    questions: Mapping[str, TreeQuestion]
    reasons: Mapping[str, TreeReason]
    sources: Mapping[str, TreeSource]
    hears: Hears

    @property
    def says(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Question -> code -> patterns, for `matching.told`; `confirm` is the reading back."""
        options = {name: {code: o.says for code, o in q.options.items()} for name, q in self.questions.items()}
        return {**options, "confirm": {"yes": (), "no": (), "change": ()}}

    @property
    def signed_off(self) -> bool:
        """Whether somebody who knows the law has put their name to it."""
        return bool(self.signed_off_by) and self.signed_off_on is not None


# times.yaml: spellings stand after one another with commas


class TimePart(Piece):
    """A part of the day, `07:00-12:00` (several with commas, `17:00-` without end), and what people say for it."""

    hours: str = Field(pattern=r"^\d\d:\d\d-(\d\d:\d\d)?(, \d\d:\d\d-(\d\d:\d\d)?)*$")
    says: str
    doubtful: bool = False
    """Said back as a question."""
    today: bool = False
    """Can only mean today."""


class HalfDay(Piece):
    """What people say for a part of the day, by its name in `parts`, only after a day: "fri eve"."""

    part: str
    says: str


class TimeOfYear(Piece):
    """A season such as Christmas: the day itself, and the days that "over Christmas" runs between."""

    day: str
    first: str
    last: str
    says: str


class TimeCompany(Piece):
    """Words after or before which a spelling is an ordinary word. `opening`: at the start of a message it may greet."""

    after: str = ""
    before: str = ""
    opening: bool = False


class Spoken(Piece):
    """How a time is said back. `{}` is filled in."""

    any: str
    urgent: str
    short: str
    long: str
    months: str
    parts: str
    """Parts of the day that have a name when said back; others are said as hours."""
    noon: str
    midnight: str
    and_: str = Field(alias="and")
    or_: str = Field(alias="or")
    from_: str = Field(alias="from")
    until: str
    but: str
    every_day: str
    each: str
    """Before a part of the day: "every morning"."""
    fortnightly: str
    weekly: str
    every_fortnight: str
    every_month: str
    once: str


class Times(Piece):
    """times.yaml: what people write for days, dates and hours, and which hours we take each to mean."""

    days: Mapping[str, str]
    plural_days: Mapping[str, str]
    months: Mapping[int, str]
    numbers: Mapping[int, str]
    quantities: Mapping[int, str]
    ordinals: Mapping[int, str]
    folds: Mapping[int, str]
    near_days: Mapping[int, str]
    repeats: Mapping[str, str]
    clocks: Mapping[int, str]
    units: Mapping[int, str]
    parts: Mapping[str, TimePart]
    half_days: Mapping[str, HalfDay]
    meals: Mapping[str, TimePart]
    feasts: Mapping[str, str]
    seasons: Mapping[str, TimeOfYear]
    words: Mapping[str, str]
    """A kind of the grammar -> its spellings."""
    unless: Mapping[str, TimeCompany]
    greeting_goes_on: str
    slips: str
    """Long words that are also heard with one letter wrong."""
    not_slips: str
    spoken: Spoken


# flows/setup_checklist.yaml, areas/<area>/checklist.yaml


AnyOf = tuple[Mapping[str, tuple[str, ...]], ...]
"""Sets of answers (question name -> codes) of which any one is enough; empty: everybody."""


ITEM_STATES = ("done", "later", "not_for_me")
ITEM_LABELS = (*ITEM_STATES, "why", "all", "answers")


class ItemCost(Weighed):
    """What a step costs."""

    text: str


class ItemRenewal(Piece):
    """When a step has to be done again. No months: by the date on the certificate."""

    text: str
    months: int | None = None


class ChecklistItem(Weighed):
    """One step to set up a business: what to do, why, whom to ask. `words` are what people call it."""

    title: str
    how: str
    why: str
    who: str
    programme: bool = False
    """Its people are the area's programme: their contact is named too."""
    link: str = ""
    cost: ItemCost | None = None
    renewal: ItemRenewal | None = None
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
    elsewhere: str
    """The option of `area` for a place that is none of ours."""
    questions: Mapping[str, ChecklistQuestion]
    items: Mapping[str, ChecklistItem]
    hears: Hears

    @model_validator(mode="after")
    def _worded(self) -> "Checklist":
        missing = [name for name in ITEM_LABELS if name not in self.labels]
        missing += [f"states.{name}" for name in ITEM_STATES if name not in self.states]
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
        return {**options, "item": {name: item.words for name, item in self.items.items()}}


# wording.yaml


class Wording(Piece):
    """wording.yaml: what is said, by key. `budget` is the most SMS segments; `example` the longest values."""

    text: str
    budget: int = 2
    example: Mapping[str, Any] = Field(default_factory=dict)


class Wordings(RootModel[Mapping[str, Wording]]):
    """wording.yaml as a whole: key -> wording."""


class Lines(RootModel[Mapping[str, Line]]):
    """lines.yaml: national lines by key."""


class AreaWording(RootModel[Mapping[str, str]]):
    """areas/<area>/wording.yaml: an area's own words by key."""


# pages.yaml


class ChatPage(Piece):
    """The web chat: what stands around the conversation, and what a screen reader hears."""

    title: str
    intro: str
    conversation: str
    hello: str
    also: str
    label: str
    hint: str
    send: str
    you: str
    us: str
    waiting: str
    sending: str
    failed: str
    new_answer: str
    chosen: str


class ShortPage(Piece):
    """A page that says one thing."""

    title: str
    text: str


class ProblemPages(Piece):
    """What a page says when something cannot be done."""

    old_page: ShortPage
    too_many: ShortPage
    too_long: ShortPage
    not_found: ShortPage
    broken: ShortPage
    back: str


class PageSection(Piece):
    """A heading with its paragraphs. `{days}` becomes the number of days that words are kept."""

    heading: str
    paragraphs: tuple[str, ...]

    @field_validator("paragraphs")
    @classmethod
    def _fills(cls, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
        try:
            "".join(paragraphs).format(days=0)
        except (KeyError, IndexError, ValueError):
            raise ValueError("only {days} may stand in braces") from None
        return paragraphs


class PrivacyPage(Piece):
    """The privacy notice."""

    title: str
    sections: tuple[PageSection, ...]


class PlanPage(Piece):
    """Somebody's setup plan as a page and a PDF. `{}` takes what the words speak of: a name, a day or two numbers."""

    title: str
    area: str
    progress: str
    today: str
    pdf: str
    until: str
    guide: str
    to_do: str
    done_on: str
    again_by: str
    how: str
    why: str
    who: str
    cost: str
    renewal: str
    link: str
    checked: str
    page: str
    expired: ShortPage

    @field_validator("area", "today", "until", "done_on", "again_by")
    @classmethod
    def _takes_one(cls, text: str) -> str:
        return takes(1, text)

    @field_validator("progress", "page")
    @classmethod
    def _takes_two(cls, text: str) -> str:
        return takes(2, text)


def takes(places: int, text: str) -> str:
    """The text, which must have so many places to fill in."""
    if text.count("{}") != places or set("{}") & set(text.replace("{}", "")):
        raise ValueError(f"must have {{}} {places} time{'s' if places > 1 else ''}, and no other braces")
    return text


class PageFooter(Piece):
    """What stands at the foot of every page: links, and the sources that licences ask us to name."""

    privacy: str
    chat: str
    sources_heading: str
    sources: tuple[str, ...]
    choose: str


class Pages(Piece):
    """pages.yaml."""

    name: str
    skip: str
    danger: str
    sample: str
    """Said on every page while the catalogue is the sample."""
    chat: ChatPage
    problems: ProblemPages
    privacy: PrivacyPage
    plan: PlanPage
    footer: PageFooter


@dataclass(frozen=True, slots=True)
class Content:
    """Everything an editor wrote."""

    root: Path
    needs: Needs
    times: Times
    intents: Intents
    faq: Faq
    areas: Mapping[str, Area]
    lines: Mapping[str, Line]
    wording: Mapping[str, Wording]
    pages: Pages
    trees: Mapping[str, TreeContent]
    """Decision trees by flow name: every `flows/*_triage.yaml`."""
    checklists: Checklists


Model = TypeVar("Model", bound=BaseModel)


def read_yaml(path: Path) -> Any:
    """The value of a YAML file, by libyaml where there is one (ten times faster)."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both loaders are the safe ones


def problems_of(path: str, error: ValidationError) -> Iterator[Problem]:
    """Pydantic's errors as problems: `needs.yaml: needs.cleaning.label: field required`."""
    for one in error.errors():
        where = ".".join(str(part) for part in one["loc"])
        yield Problem(f"{path}: {where}" if where else path, one["msg"].lower())


def piece(root: Path, name: str, model: type[Model], problems: list[Problem]) -> Model | None:
    """A file of content as its model; None, with the problems added, where it cannot be read."""
    try:
        return model.model_validate(read_yaml(root / name))
    except FileNotFoundError:
        problems.append(Problem(name, "this file is missing"))
    except yaml.YAMLError as error:
        problems.append(Problem(name, " ".join(str(error).split())))
    except ValidationError as error:
        problems.extend(problems_of(name, error))
    return None


def read_areas(root: Path, problems: list[Problem]) -> dict[str, Area]:
    """Every council's folder, by code, with its own wording in it."""
    areas: dict[str, Area] = {}
    for folder in sorted(path.parent.name for path in root.glob("areas/*/area.yaml")):
        area = piece(root, f"areas/{folder}/area.yaml", Area, problems)
        own = f"areas/{folder}/wording.yaml"
        wording = piece(root, own, AreaWording, problems) if (root / own).exists() else None
        if area is not None and area.code != folder:
            problems.append(Problem(f"areas/{folder}/area.yaml: code", f"is {area.code}, but the folder is {folder}"))
        if area is not None:
            areas[folder] = area.model_copy(update={"wording": wording.root}) if wording else area
    if not areas:
        problems.append(Problem("areas", "there is no area with an area.yaml"))
    return areas


def read_checklists(root: Path, areas: Iterable[str], problems: list[Problem]) -> Checklists | None:
    """The checklist, and what the areas make of it."""
    general = piece(root, "flows/setup_checklist.yaml", Checklist, problems)
    own: dict[str, Checklist] = {}
    for name in (f"areas/{area}/checklist.yaml" for area in areas if general):
        change = piece(root, name, AreaChecklist, problems) if (root / name).exists() else None
        try:
            if general and change:
                own[Path(name).parent.name] = general.changed(change)
        except (KeyError, ValueError) as error:
            problems.append(Problem(name, f"there is no step {error}"))
    return Checklists(general=general, areas=own) if general else None


def read_trees(root: Path, problems: list[Problem]) -> dict[str, TreeContent]:
    """Every decision tree, by the name of its file."""
    names = sorted(path.stem for path in root.glob("flows/*_triage.yaml"))
    read = {name: piece(root, f"flows/{name}.yaml", TreeContent, problems) for name in names}
    return {name: tree for name, tree in read.items() if tree is not None}


def read_content(root: Path = CONTENT) -> tuple[Content | None, tuple[Problem, ...]]:
    """All of `content/`, and every problem of its files. None where a file cannot be used at all."""
    problems: list[Problem] = []
    areas = read_areas(root, problems)
    parts: dict[str, Any] = {
        "needs": piece(root, "needs.yaml", Needs, problems),
        "times": piece(root, "times.yaml", Times, problems),
        "intents": piece(root, "intents.yaml", Intents, problems),
        "faq": piece(root, "faq.yaml", Faq, problems),
        "lines": piece(root, "lines.yaml", Lines, problems),
        "wording": piece(root, "wording.yaml", Wordings, problems),
        "pages": piece(root, "pages.yaml", Pages, problems),
        "areas": areas,
        "trees": read_trees(root, problems),
        "checklists": read_checklists(root, areas, problems),
    }
    if problems:
        return None, tuple(problems)
    return Content(root=root, **{name: getattr(part, "root", part) for name, part in parts.items()}), ()


def load_content(root: Path = CONTENT) -> Content:
    """All of `content/`, or BrokenContentError with every problem."""
    content, problems = read_content(root)
    if content is None:
        raise BrokenContentError(problems)
    return content
