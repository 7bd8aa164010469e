"""One message met by the conversation, and what every rule may ask of it or say."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from bot.content.areas import Area, Contact
from bot.flows import FLOWS, people
from bot.flows.menu import menu_options
from bot.flows.question import Answers, Flow, Question, Session, Turn, World, answers_to, standing
from bot.flows.search_answers import SEARCH, place_of
from bot.flows.search_need import NEED, needs_still_to_choose, which_need
from bot.matching.intents import ListTalk
from bot.matching.likeness import FOUNDERS
from bot.matching.nations import nation_heard
from bot.matching.places import Place
from bot.matching.understand import FIND, Heard
from bot.message import Event, Inbound, Say


@dataclass(frozen=True)
class Moment:
    """One message met by the conversation: what every rule may look at."""

    session: Session
    inbound: Inbound
    heard: Heard
    world: World
    react: "Callable[[Moment], Turn]" = field(compare=False)
    """What follows from a moment by all rules, for those that say something first."""
    besides: bool = False
    """Something was said first: only what is asked for besides is still to be answered."""

    def as_request(self) -> Turn:
        """What follows from the message taken for nothing but what it asks for: what a founder asks, or a search."""
        topic = self.world.hearing.intents.topic(self.heard.text)
        searched = topic is not None and topic.weak and self.heard.intent == FIND
        told = topic if topic and topic.intent in FOUNDERS and not searched else None
        heard = replace(self.heard, told=told, intent=told.intent if told else FIND)
        return self.react(replace(self, heard=heard, besides=True))

    @property
    def flow(self) -> Flow:
        """The flow that the person is in; a flow that a deploy took away is the menu."""
        return FLOWS.get(self.session.flow, FLOWS["menu"])

    @cached_property
    def listens(self) -> tuple[Question, ...]:
        """The questions that the message may answer."""
        return self.flow.listens_for(self.session.asked, self.world)

    @property
    def asked(self) -> Question | None:
        """The question that is open."""
        return next((question for question in self.listens if question.name == self.session.asked), None)

    @cached_property
    def answers(self) -> Answers:
        """What the message answers, by question name. Several rules ask."""
        return answers_to(self.listens, self.session.held(self.flow.name), self.heard, self.world)

    @cached_property
    def list_talk(self) -> ListTalk | None:
        """What the message says of the last list, if one was given."""
        return self.world.hearing.intents.of_list(self.heard.text) if self.session.page else None

    @cached_property
    def of_list(self) -> ListTalk | None:
        """The same, where that list is what they speak of now."""
        if self.heard.choice or self.session.flow in people.FOUNDER_FLOWS or not self.list_talk:
            return None
        return self.list_talk if concluded(self, SEARCH) else None

    @cached_property
    def search(self) -> tuple[Answers, Question | None]:
        """The answers of a search that still hold, and the first of its questions that is open."""
        return standing(FLOWS[SEARCH], self.session.held(SEARCH), self.world)

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Those who may be looked after, in the order in which the message names them."""
        return tuple(person for person, _ in self.world.hearing.kin.told(self.heard.text))

    @cached_property
    def turn(self) -> str | None:
        """The one of them whose turn the message says it is, and nothing else."""
        return self.world.hearing.kin.turn(self.heard.text)

    @property
    def area(self) -> Area | None:
        """The council concerned: of the place needed, else the one they named or work in, else the deployment's."""
        place = place_of(self.session.held(SEARCH), self.world)
        code = (self.heard.where or place or NOWHERE).area
        areas = self.world.content.areas
        named = people.works_in(self.session) or self.session.area
        return areas.get(code or "") or areas.get(named or "") or areas.get(self.world.area or "")


NOWHERE = Place("area", "", "", 0.0, 0.0, None)


Rule = Callable[[Moment], Turn | None]


def answers_now(moment: Moment) -> bool:
    """Whether the pressed option answers something that is still open to an answer."""
    return bool(moment.answers)


def answers_asked(moment: Moment) -> bool:
    """Whether the message answers the open question."""
    return moment.session.asked in moment.answers


def answers_outright(moment: Moment) -> bool:
    """Whether the message answers the open question of a founder's flow in words of its own, not by a yes or no."""
    heard, asked = moment.heard, moment.session.asked
    told = moment.world.hearing.told.get(moment.session.flow)
    if told is None or asked is None or heard.choice or not answers_asked(moment):
        return False
    return bool(told.outright(asked, heard.text, nation_heard(heard.place)))


def concluded(moment: Moment, name: str) -> bool:
    """Whether a flow has nothing left to ask."""
    held = moment.session.held(name)
    if not held:
        return False
    return (moment.search if name == SEARCH else standing(FLOWS[name], held, moment.world))[1] is None


def still_held(moment: Moment) -> Answers:
    """The answers of a search that still hold: a date that has gone by does not."""
    return moment.search[0]


def privacy_page(world: World) -> str:
    """The address of the privacy notice; empty where nothing is served."""
    return f"{world.public_url}/privacy" if world.public_url else ""


def contact_of(moment: Moment) -> Contact | None:
    """The people to turn to; None where the area is not known."""
    return people.contact_for(moment.area, people.is_founder(moment.session)) if moment.area else None


def again(moment: Moment, first: Say | None = None) -> Turn:
    """Something said by the way, then the open question once more (or the ways on, in the menu)."""
    asks = moment.asked
    answers, world = moment.session.held(moment.flow.name), moment.world
    following: tuple[Say, ...] = ()
    if asks and (asks.repeats or first is None):
        held = standing(moment.flow, answers, world)[0]
        following = (still_to_choose(moment) or asks.ask(moment.flow.in_mind(answers, held, world), world),)
    elif moment.session.flow == "menu":
        following = (Say("menu", {}, menu_options(moment.world)),)
    return Turn(moment.session, (*((first,) if first else ()), *following))


def still_to_choose(moment: Moment) -> Say | None:
    """The needs that are offered to choose from, once more, while the need is asked for; None where there are none."""
    session, world = moment.session, moment.world
    waits = session.flow == SEARCH and moment.asked is NEED
    options = needs_still_to_choose(session.offered, world) if waits else ()
    return which_need(options, session, world) if options else None


def then(first: Say, turn: Turn, *events: Event) -> Turn:
    """A turn with something said, and recorded, before all else."""
    return replace(turn, says=(first, *turn.says), events=(*turn.events, *events))
