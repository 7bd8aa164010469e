"""A message read once, with the option that it chooses."""

import re
from dataclasses import replace

from bot.conversation.amid_search import READINGS
from bot.conversation.chosen import PICK, choice_of, of_places
from bot.flows import people
from bot.flows.question import Session, World
from bot.flows.search_answers import SEARCH, place_of
from bot.flows.search_heard import plain_needs
from bot.flows.search_time import ANY_TIME
from bot.matching import manner
from bot.matching.by_name import Named, named_in
from bot.matching.intents import IntentRules
from bot.matching.places import HeardPlace
from bot.matching.text import Span, blank, clean
from bot.matching.understand import FIND, UNKNOWN, Heard, understand
from bot.message import Inbound

SENTENCE_END = re.compile(r"[.!,;\n-]+\s+")
FEWEST_AFTER = 3
"""Words after thanks from which they may ask something."""


def hear(session: Session, inbound: Inbound, world: World) -> Heard:
    """The message read once, with the option that it chooses."""
    heard = calling(session, asked_first(session, inbound, world), inbound, world)
    for reading in READINGS:
        heard = reading(heard, session, world)
    if inbound.point:
        place = HeardPlace(world.hearing.gazetteer.at(*inbound.point), (), (), "location", None)
        heard = replace(heard, place=place, intent=FIND)
    chosen = choice_of(session, inbound, heard, world)
    if of_places(session) and manner.takes_either(heard.text):
        heard = replace(heard, time=None)
    if chosen == ANY_TIME:
        heard = replace(heard, intent=FIND)
    return replace(heard, choice=chosen) if chosen else heard


def asked_first(session: Session, inbound: Inbound, world: World) -> Heard:
    """The reading of what is asked, after thanks or after a place that is said to be none of ours."""
    heard = heard_as(inbound.words, session, inbound, world)
    after_place = heard.place and not outright(heard) and world.hearing.other_places.after_none_of_ours(heard.text)
    if after_place:
        heard = heard_as(after_place, session, inbound, world)
    after = after_courtesy(heard, inbound, world)
    if not after:
        return heard
    besides = heard_as(after, session, inbound, world)
    return heard if is_chatter(besides, world) and not PICK.fullmatch(after) else besides


def calling(session: Session, heard: Heard, inbound: Inbound, world: World) -> Heard:
    """The reading of a message that calls businesses of the last list by name: their numbers stand for their names.

    Danger and commands ("forget me") are heard as ever, and so are another need or a place told besides.
    """
    called = named_on(session, heard, world)
    if called is None or outright(heard) or not calls(called, world.hearing.intents):
        return heard
    besides = heard_as(called.rest, session, inbound, world)
    ours = besides.where is not None and besides.where.area in world.content.areas
    # "Email for rowan?" is said of the list; "to cut back my willow" asks for a gardener.
    if ours or (plain_needs(besides) and not world.hearing.intents.of_list(called.by_number)):
        return heard
    ids = listed(session)
    return replace(heard_as(called.by_number, session, inbound, world), named=tuple(ids[at] for at in called.at))


def outright(heard: Heard) -> bool:
    """Whether a message is plainly something else than talk of a list: danger, or a command as a whole."""
    told = heard.told
    return told is not None and (told.danger or told.whole or told.intent == "stop")


def calls(called: Named, rules: IntentRules) -> bool:
    """Whether a name is meant: one word that people use of much else counts only where they choose by it.

    "The spoon one" is; "I dont mind" is not, where there is a Peace of Mind.
    """
    if len(called.said) > 1 or not rules.spelling.knows(called.said[0]):
        return True
    talk = rules.of_list(called.by_number)
    return talk is not None and talk.whole


def named_on(session: Session, heard: Heard, world: World) -> Named | None:
    """The businesses of the last list that a message names; those named before for the same search count too."""
    if not session.page or session.flow in people.FOUNDER_FLOWS:
        return None
    found = (world.catalogue.by_id(one) for one in listed(session))
    names = [provider.name if provider else "" for provider in found]
    return named_in(heard.text, names, world.hearing.tells, world.hearing.needs.knows)


def listed(session: Session) -> tuple[str, ...]:
    """Ids of those on the last list, then of those named before for the same search."""
    return tuple(dict.fromkeys((*session.page, *session.shown)))


def heard_as(words: str, session: Session, inbound: Inbound, world: World) -> Heard:
    """What these words of a message say, by themselves."""
    asked = session.asked if session.flow == SEARCH else None
    bare = nameless(clean(words), session, world)
    heard = understand(bare or words, world.hearing, world.now, home(session, world), asked, inbound.channel)
    return replace(heard, text=clean(words)) if bare else heard


def nameless(words: str, session: Session, world: World) -> str:
    """Cleaned words but for the names of businesses that are on no list of theirs; empty where they have none.

    "I was with Bluebell Basket Care" asks for no outing.
    """
    found = [(one, at) for one, at in world.catalogue.called(words) if one not in listed(session)]
    spans = [span for one, at in found if (span := name_at(one, at, words, world))]
    rest = blank(words, spans)
    return rest if spans and len(rest.split()) >= FEWEST_AFTER else ""


def name_at(provider_id: str, at: int, words: str, world: World) -> Span | None:
    """Where the whole name of a business stands, that begins at a place in cleaned words; its first two words else."""
    provider = world.catalogue.by_id(provider_id)
    if provider is None:
        return None
    name = provider.name.lower()
    return (at, at + len(name if words.startswith(name, at) else " ".join(name.split()[:2])))


def home(session: Session, world: World) -> str | None:
    """The area that settles an ambiguous name: of the place told, else the one they named, else the deployment's."""
    place = place_of(session.held(SEARCH), world)
    told = place.area if place and place.area in world.content.areas else None
    return told or session.area or people.works_in(session) or world.area


def after_courtesy(heard: Heard, inbound: Inbound, world: World) -> str:
    """What is asked after thanks: "thank you dear. Will you send somebody round?"; empty where nothing is."""
    if heard.intent != "thanks":
        return ""
    first, _, rest = (part.strip() for part in SENTENCE_END.sub("\n", inbound.words, count=1).partition("\n"))
    told = world.hearing.intents.whole(clean(first), inbound.channel)
    says_more = len(rest.split()) >= FEWEST_AFTER or PICK.fullmatch(rest)
    return rest if told and told.intent == "thanks" and says_more else ""


def is_chatter(heard: Heard, world: World) -> bool:
    """Whether words after thanks ask for nothing that we know: "sorry for going on"."""
    return heard.intent == UNKNOWN and not world.hearing.faq.opens(heard.text)
