"""The whole engine: answers kept by question name, the position worked out afresh each turn.

A flow's `route` yields the questions that this person meets, in order; the engine walks it and stops at the first
gap. So correcting an answer is setting one key, going back is dropping one, and a deploy that adds, drops,
reorders or renames a question (`was`) carries over everybody who is in the middle of it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import orjson

from bot.content import Content
from bot.matching.catalogue import Catalogue
from bot.matching.demand import Demand
from bot.matching.understand import Heard, Hearing
from bot.message import Event, Option, Say

Answers = Mapping[str, str]
"""Question name -> code. Names are unique within a flow only."""


@dataclass(frozen=True, slots=True)
class World:
    """Everything a turn may know besides the session and the message. `area`: the deployment's own, if it has one."""

    now: datetime
    content: Content
    hearing: Hearing
    catalogue: Catalogue
    area: str | None = None
    public_url: str = ""
    """Where our pages are; empty where none are served."""
    plan_link: Callable[[str, str, datetime], str] | None = None
    """Channel, address and time -> where that person sees their plan as a page; None where none are served."""
    demand: Demand = field(default_factory=dict)
    """What people lately looked for."""


@dataclass(frozen=True, slots=True)
class Session:
    """Where one person's conversation stands. Kept as JSON: never a state number, never a step index."""

    flow: str = "menu"
    asked: str | None = None
    answers: Mapping[str, Answers] = field(default_factory=dict)
    """Answers of each flow met."""
    offered: tuple[str, ...] = ()
    """Codes of the options last offered, in the order shown: what "2" means."""
    shown: tuple[str, ...] = ()
    """Ids of the providers named so far for this search: "more" names others."""
    page: tuple[str, ...] = ()
    """Ids of the providers in the last list, in its order: what "details 2" means."""
    left_out: tuple[str, ...] = ()
    """Ids of the providers that they do not want."""
    spoken_of: str = ""
    """The plain answer that was given last, or the death that was met: what "it" is, right after that."""
    opened: str | None = None
    """Id of the one of them that was looked at last: whom "they" are after that."""
    area: str | None = None
    """The council that they named, where no place tells it."""
    awaiting: str | None = None
    """What a place is needed for besides a search: `safety`, `person` or `demand`."""
    met: bool = False
    """They have had the first-contact line."""
    opted_out: bool = False
    alarmed: bool = False
    """They told of danger, and not yet that it is over."""
    danger: str = ""
    """The message with numbers that a danger they told of was met with last; empty after a day, or a list."""
    child: bool = False
    """Whoever writes told that they are a child: every danger is then met with the children's line."""
    misses: int = 0
    """Messages in a row that were not understood."""
    pressure: float = 0.0
    """How much they wrote lately; it eases with time."""
    heeded: float = 0.0
    """How often we lately answered what we answer whatever they wrote: danger, STOP, START; it eases with time."""
    hushed: bool = False
    """They wrote so much that they are not answered for a while."""
    last: str = ""
    """A mark of their last message, too short to tell what it said."""
    seen_at: datetime | None = None

    def held(self, flow: str | None = None) -> Answers:
        """The answers kept for a flow (the one they are in, unless named)."""
        return self.answers.get(flow or self.flow, {})

    def keeping(self, flow: str, answers: Answers) -> "Session":
        """This session with a flow's answers replaced."""
        return replace(self, answers={**self.answers, flow: dict(answers)})


def _nothing_close(_heard: Heard, _world: World) -> tuple[Option, ...]:
    return ()


def _no_choices(_answers: Answers, _world: World) -> tuple[Option, ...]:
    return ()


def _always(_code: str, _world: World) -> bool:
    return True


Reads = Callable[[Heard, str | None, World], str | None]
"""What a message answers, if anything, given the answer so far (for repairs)."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to find out. `read` picks its slot from what was heard."""

    name: str
    read: Reads
    ask: Callable[[Answers, World], Say]
    """How it is asked, with its numbered choices if it has any."""
    offers: Callable[[str, World], bool] = _always
    """Whether a kept answer still holds; one that does not is asked again."""
    choices: Callable[[Answers, World], tuple[Option, ...]] = _no_choices
    """Closed options, in order; () for a free question."""
    close: Callable[[Heard, World], tuple[Option, ...]] = _nothing_close
    """Readings too close to guess between, offered as choices."""
    help: Callable[[World], Say] | None = None
    """What is said to a message that is not understood, and to "why"."""
    why: Callable[[Answers, World], Say] | None = None
    """What "why" answers, where that is something else."""
    like_harm: bool = False
    """Its answers sound like harm: with such an answer the numbers are given, and it is taken."""
    was: tuple[str, ...] = ()
    """Names that it had before."""
    repeats: bool = True
    """Whether it is asked again after a word by the way. A long list is not."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn's outcome: the session as it is left, what to say, and what to record. Effects happen elsewhere."""

    session: Session
    says: tuple[Say, ...]
    events: tuple[Event, ...] = ()


def to_json(session: Session) -> str:
    """A session as JSON text."""
    return orjson.dumps(session, default=dict).decode()


def from_json(text: str) -> Session:
    """A session from JSON text. Fields that this version does not know are left out."""
    known = {name: value for name, value in orjson.loads(text).items() if name in Session.__dataclass_fields__}
    seen = known.get("seen_at")
    lists = {name: tuple(known[name]) for name in ("offered", "shown", "page", "left_out") if name in known}
    return Session(**{**known, **lists, "seen_at": datetime.fromisoformat(seen) if seen else None})


class Flow(ABC):
    """A conversation with an end. Routing only: wording is content's, effects are the shell's."""

    name: str
    asides: tuple[str, ...] = ()
    """Names that are kept beside the answers: "back" passes over them."""

    @abstractmethod
    def route(self, answers: Answers, world: World) -> Iterator[Question]:
        """The questions that this person meets, in order. `answers` grows while it is walked."""

    @abstractmethod
    def listens_for(self, asked: str | None, world: World) -> tuple[Question, ...]:
        """The questions that this message may answer: the asked one and those that may be volunteered."""

    @abstractmethod
    def conclude(self, session: Session, world: World) -> Turn:
        """What follows when nothing is left to ask."""

    def settle(self, answers: Answers) -> Answers:
        """Answers after one was given: where an answer means dropping others, they are dropped here."""
        return answers

    def echo(self, found: Answers, session: Session, world: World) -> tuple[Say, ...]:
        """What was told without being asked, said back, where the question that follows does not do so."""
        return ()

    def in_mind(self, answers: Answers, held: Answers, world: World) -> Answers:
        """What a question may say back: the answers along the way to it, and in some flows those told ahead of it."""
        return held

    def put_away(self, answers: Answers) -> Answers | None:
        """The answers without what is only being looked at, for "back"; None where nothing is."""
        return None

    def why(self, session: Session, world: World) -> Say | None:
        """What the flow has to say for itself when no question is open."""
        return None

    def afresh(self, answers: Answers) -> Answers:
        """What is kept when it begins again."""
        return {}


def label(world: World, key: str) -> str:
    """The words of an option: a key of wording."""
    return world.content.wording[key].text


def kept(question: Question, answers: Answers, world: World) -> str | None:
    """The answer to a question that still holds, under its own name or one it had before."""
    code = next((answers[name] for name in (question.name, *question.was) if name in answers), None)
    return code if code is not None and question.offers(code, world) else None


def standing(flow: Flow, answers: Answers, world: World) -> tuple[dict[str, str], Question | None]:
    """The answers that hold along this person's route, and the first question without one."""
    held: dict[str, str] = {}
    for question in flow.route(held, world):
        code = kept(question, answers, world)
        if code is None:
            return held, question
        held[question.name] = code
    return held, None


def heard_answers(flow: Flow, session: Session, heard: Heard, world: World) -> dict[str, str]:
    """What a message answers, by question name."""
    return answers_to(flow.listens_for(session.asked, world), session.held(flow.name), heard, world)


def answers_to(questions: Iterable[Question], held: Answers, heard: Heard, world: World) -> dict[str, str]:
    """What a message answers of these questions. An answer that a question does not offer is not heard."""
    found: dict[str, str] = {}
    for question in questions:
        code = question.read(heard, kept(question, held, world), world)
        if code is not None and question.offers(code, world):
            found[question.name] = code
    return found


def step(flow: Flow, session: Session, found: Answers, world: World) -> Turn:
    """Keep what was found, then ask the first question that is open, or conclude."""
    answers = flow.settle({**session.held(flow.name), **found})
    held, question = standing(flow, answers, world)
    left = {name: code for name, code in answers.items() if name not in held}
    echo = flow.echo(found, session, world)
    all_kept = {**session.answers, flow.name: {**left, **held}}
    session = replace(session, answers=all_kept, flow=flow.name, asked=question.name if question else None)
    if question is None:
        turn = flow.conclude(session, world)
        return replace(turn, says=(*echo, *turn.says)) if echo else turn
    return Turn(session, (*echo, question.ask(flow.in_mind(answers, held, world), world)))
