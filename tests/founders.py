"""A founder who talks to the triage or the checklist, and the world for it. Only what these flows need is there."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from ours import content, hearing

from bot.content.trees import TreeContent
from bot.flows.question import Flow, Session, Turn, World, from_json, heard_answers, step, to_json
from bot.matching.places import Place
from bot.matching.text import clean
from bot.matching.told import Told
from bot.matching.understand import Heard
from bot.message import Say

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/London"))

NAMES = (
    "A PERSON",
    "Cambridgeshire",
    "Care Certificate",
    "Care Quality Commission",
    "Code of Conduct",
    "Essex",
    "GOV.UK",
    "Health and Care Professions Council",
    "Health and Safety Executive",
    "Information Commissioner's Office",
    "Northern Ireland",
    "Scotland",
    "Self Assessment",
    "Skills for Care",
    "The Pensions Regulator",
    "Trading Standards",
    "Update Service",
    "Wales",
    "Worcestershire",
)
"""Names of laws, bodies and places, which do not count as hard words."""


ALL = content()
TREE, CHECKLISTS, INTENTS, AREAS = ALL.trees["cqc_triage"], ALL.checklists, ALL.intents, ALL.areas
TRIAGE_TOLD, CHECKLIST_TOLD = hearing().told["cqc_triage"], hearing().told["setup_checklist"]


def world(tree: TreeContent = TREE, area: str | None = None) -> World:
    """A world with the tree under the triage's name, the checklist and the four areas."""
    known: Any = SimpleNamespace(trees={"cqc_triage": tree}, checklists=CHECKLISTS, areas=AREAS, times=ALL.times)
    ours = TRIAGE_TOLD if tree is TREE else Told.of(tree.hears, tree.says, INTENTS, hearing().needs.speller)
    ears: Any = SimpleNamespace(told={"cqc_triage": ours, "setup_checklist": CHECKLIST_TOLD})
    nothing: Any = None
    return World(NOW, known, ears, nothing, area)


WORLD = world()


def place(area: str | None) -> Any:
    """A place heard, in an area."""
    return SimpleNamespace(place=Place("place", "x", "X", 52.0, -2.0, area), others=())


@dataclass
class Founder:
    """Somebody in a flow. Their session goes through JSON between every two turns."""

    flow: Flow
    world: World = field(default_factory=lambda: WORLD)
    session: Session = field(default_factory=Session)
    said: tuple[Say, ...] = ()
    events: list[str] = field(default_factory=list)

    def says(self, text: str, intent: str = "unknown", area: str | None = None) -> "Founder":
        """One message: a number chooses, anything else is read. What is not heard changes nothing."""
        found = heard_answers(self.flow, self.session, self._heard(text, intent, area), self.world)
        if not found and self.session.held(self.flow.name):
            self.said = ()
            return self
        self._left(step(self.flow, self.session, found, self.world))
        return self

    def back(self) -> "Founder":
        """Drop the last answer that holds, as the conversation does."""
        from bot.flows.question import standing

        held, _ = standing(self.flow, self.session.held(self.flow.name), self.world)
        held.pop(list(held)[-1])
        self._left(step(self.flow, self.session.keeping(self.flow.name, held), {}, self.world))
        return self

    def all(self, *texts: str) -> "Founder":
        """Several messages."""
        for text in texts:
            self.says(text)
        return self

    @property
    def answers(self) -> dict[str, str]:
        """The answers kept."""
        return dict(self.session.held(self.flow.name))

    @property
    def asked(self) -> str | None:
        """The open question."""
        return self.session.asked

    def value(self, key: str, name: str) -> Any:
        """A value of what was said last, by wording key."""
        return next(say.values[name] for say in self.said if say.key == key)

    def keys(self) -> list[str]:
        """The wording keys of what was said last."""
        return [say.key for say in self.said]

    def labels(self) -> list[str]:
        """The labels of the choices offered last."""
        return next(([option.label for option in say.options] for say in reversed(self.said) if say.options), [])

    def _heard(self, text: str, intent: str, area: str | None) -> Heard:
        offered = self.session.offered
        chosen = offered[int(text) - 1] if text.isdigit() and int(text) <= len(offered) else None
        choice = text if ":" in text else chosen
        where = place(area) if area else None
        return Heard(text=clean(text), intent=intent, place=where, choice=choice)

    def _left(self, turn: Turn) -> None:
        offered = next(([o.code for o in say.options] for say in reversed(turn.says) if say.options), [])
        session = replace(turn.session, flow=self.flow.name, offered=tuple(offered))
        self.session = from_json(to_json(session))
        self.said = turn.says
        self.events += [event.name for event in turn.events]
