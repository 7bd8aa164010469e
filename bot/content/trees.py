"""flows/*_triage.yaml: a decision tree with its reasons and sources."""

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from pydantic import Field

from bot.content.intents import Hears
from bot.content.pieces import Fact, Piece

EDITION_DIGITS = 8


class TreeOption(Piece):
    """One answer: its label, how it is read back, and either the next question or the reason for an outcome."""

    label: str
    said: str
    next: str | None = None
    reason: str | None = None
    told: str = ""
    """How it is said back where they told it without being asked; as ever, where it is empty."""
    says: tuple[str, ...] = ()
    """Patterns that mean it when its question was asked."""
    regulated: bool = False
    """Care that may be regulated: whoever gives it already hears at once to speak to the regulator."""
    unlike: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """Question -> codes that speak against it: told later, it is asked again."""


class Nearer(Piece):
    """A question made nearer, for words that say only half: the options that they leave."""

    told: str
    """What `hears.about` calls those words."""
    when: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """Earlier answers of which one of each must be given."""
    ask: str
    options: tuple[str, ...]
    yes: str = ""
    """The option that a plain yes chooses, where none is called so."""
    no: str = ""
    reopens: tuple[str, ...] = ()
    """Earlier answers that those words speak against: they are dropped, and asked again in their turn."""


class Completed(Piece):
    """Words that answer a question only after certain others: "his mum", where they look after children."""

    told: str
    """What `hears.about` calls those words."""
    when: Mapping[str, tuple[str, ...]]
    """Earlier answers of which one of each must be given."""
    means: str


class TreeQuestion(Piece):
    """One question of a tree. `topic` names it in the list of answers to change."""

    ask: str
    help: str
    topic: str
    like_harm: bool = False
    """Its answers sound like harm: somebody who is told what to do."""
    lasting: str = ""
    """The answer that holds for every service of a business, unless it was put nearer: it is not asked again then."""
    still: str = ""
    """How that answer is said back as it holds for another service, and what to say if it does not."""
    options: Mapping[str, TreeOption]
    nearer: tuple[Nearer, ...] = ()
    completed: tuple[Completed, ...] = ()


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
    short: str
    """The verdict in a few words: "you must register"."""
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

    @property
    def by(self) -> str:
        """Who says so: what stands before the first comma of the title."""
        return self.title.split(",")[0]


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
    since: str
    """For somebody whom we let go ahead before, and who must not now: they may have begun."""
    news: str = ""
    """What this version says otherwise than the last: told to those whose outcome it changes."""
    again: str
    """How they go through it again: a sentence."""
    plain: Mapping[str, str] = Field(default_factory=dict)
    """What `hears` calls a question to us -> the plain answer of faq.yaml that meets it."""
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

    @property
    def edition(self) -> str:
        """The version, with a mark of where all answers lead: a change shows even where the version was forgotten."""
        ways = {name: {code: o.next or o.reason for code, o in q.options.items()} for name, q in self.questions.items()}
        ends = {name: reason.outcome for name, reason in self.reasons.items()}
        said = json.dumps([self.start, ways, ends], sort_keys=True)
        return f"{self.version}-{sha256(said.encode()).hexdigest()[:EDITION_DIGITS]}"
