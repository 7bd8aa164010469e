"""A founder who talks to the triage or the checklist, and the world for it. Only what these flows need is there."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from bot.content import CONTENT, read_areas, read_checklists
from bot.content.checklist import Checklists
from bot.content.intents import Intents
from bot.content.needs import Needs, Spelling
from bot.content.pieces import piece, read_yaml
from bot.content.times import Times
from bot.content.trees import TreeContent
from bot.flows.question import Flow, Session, Turn, World, from_json, heard_answers, step, to_json
from bot.matching.fitting import speller_of
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


def _all() -> tuple[TreeContent, Checklists, Intents, dict[str, Any], Times]:
    problems: list[Any] = []
    areas = read_areas(CONTENT, problems)
    tree = piece(CONTENT, "flows/cqc_triage.yaml", TreeContent, problems)
    checklists = read_checklists(CONTENT, areas, problems)
    intents = piece(CONTENT, "intents.yaml", Intents, problems)
    times = piece(CONTENT, "times.yaml", Times, problems)
    assert tree and checklists and intents and times, problems
    return tree, checklists, intents, areas, times


TREE, CHECKLISTS, INTENTS, AREAS, TIMES = _all()
SPELLER = speller_of(
    CONTENT,
    Needs.model_validate(read_yaml(CONTENT / "needs.yaml")),
    Spelling.model_validate(read_yaml(CONTENT / "spelling.yaml")),
)


def world(tree: TreeContent = TREE, area: str | None = None) -> World:
    """A world with the tree under the triage's name, the checklist and the four areas."""
    content: Any = SimpleNamespace(trees={"cqc_triage": tree}, checklists=CHECKLISTS, areas=AREAS, times=TIMES)
    ours = TRIAGE_TOLD if tree is TREE else Told.of(tree.hears, tree.says, INTENTS, SPELLER)
    told = {"cqc_triage": ours, "setup_checklist": CHECKLIST_TOLD}
    hearing: Any = SimpleNamespace(told=told)
    nothing: Any = None
    return World(NOW, content, hearing, nothing, area)


TRIAGE_TOLD = Told.of(TREE.hears, TREE.says, INTENTS, SPELLER)
CHECKLIST_TOLD = Told.of(CHECKLISTS.hears, CHECKLISTS.says, INTENTS, SPELLER)
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
