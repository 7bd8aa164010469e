"""Businesses that somebody does not want again: named with a "not" or a complaint, they are on none of their lists."""

import re
from dataclasses import replace
from functools import lru_cache

from bot.conversation.moment import Moment, concluded
from bot.flows import people
from bot.flows.find_support import FindSupport
from bot.flows.question import Session, Turn, World
from bot.flows.search_answers import SEARCH
from bot.flows.search_heard import says_when
from bot.matching.by_name import WORD
from bot.matching.text import clean
from bot.message import Say

NUMBERED = re.compile(r"\bnumber \d")
NOT_THE = re.compile(r"\bnot the (?P<kind>[a-z]{4,}) (?:one|lady|man|people|person|business|lot)\b")
"""Who is refused by a word of their name: "not the night one"."""
NAMES = 1_024
"""Names of businesses whose first word is kept in mind."""
SOMEBODY = re.compile(r"\b(?:her|him|them)\b")


def unwanted(words: str, world: World) -> tuple[str, ...]:
    """Ids of the businesses that a message names as not wanted."""
    text = clean(words)
    return tuple(one for one, at in world.catalogue.called(text) if world.hearing.unwanted.stands_before(text[:at]))


def named_unwanted(moment: Moment) -> tuple[str, ...]:
    """Ids of those on the list whom a message calls by a name after a refusal: "nah not bracken shes a thief"."""
    text, world = moment.heard.text, moment.world
    at = NUMBERED.search(text)
    if moment.heard.named:
        refused = at is not None and world.hearing.unwanted.refuses(text[: at.start()])
        return moment.heard.named if refused else ()
    if by_kind := of_that_kind(moment):
        return by_kind
    first = first_words(moment.session.page, world)
    return tuple(one for one, word in first.items() if refuses(word, text, world) and world.hearing.tells(word))


def of_that_kind(moment: Moment) -> tuple[str, ...]:
    """The one on the list, if it is but one, that has the word in its name by which it is refused."""
    found = NOT_THE.search(moment.heard.text)
    if found is None:
        return ()
    providers = filter(None, map(moment.world.catalogue.by_id, moment.session.page))
    kinds = {found["kind"], found["kind"].removesuffix("s")}
    named = [one.id for one in providers if not kinds.isdisjoint(WORD.findall(one.name.lower()))]
    return tuple(named) if len(named) == 1 else ()


@lru_cache(maxsize=NAMES)
def first_word(name: str) -> str:
    """The first word of a business's name in our letters; empty where it has none."""
    return next(iter(WORD.findall(name.lower())), "")


def first_words(ids: tuple[str, ...], world: World) -> dict[str, str]:
    """Those businesses that have a word in their names, with the first."""
    found = ((one, world.catalogue.by_id(one)) for one in ids)
    return {one: word for one, provider in found if provider and (word := first_word(provider.name))}


def refuses(word: str, text: str, world: World) -> bool:
    """Whether a word stands in a text after a refusal."""
    refused = world.hearing.unwanted.refuses
    return word in text and any(refused(text[: found.start()]) for found in WORD.finditer(text) if found[0] == word)


def brought_back(moment: Moment) -> Turn | None:
    """ "Show Bluebell again", "have her back": whoever was left out is on the list once more."""
    session, text = moment.session, moment.heard.text
    if not session.left_out or session.flow in people.FOUNDER_FLOWS or not concluded(moment, SEARCH):
        return None
    words = moment.world.hearing.unwanted
    if not words.wants_again(text):
        return None
    timed = moment.heard.time is not None and says_when(moment.heard)
    last = SOMEBODY.search(text) or (words.wants_last_again(text) and not timed)
    ids = named_of(session.left_out, text, moment.world) or (session.left_out[-1:] if last else ())
    if not ids:
        return None
    kept = tuple(one for one in session.left_out if one not in ids)
    turn = FindSupport().conclude(replace(session, left_out=kept, flow=SEARCH, asked=None), moment.world)
    return replace(turn, says=(Say("brought_back", {"names": names_by_id(ids, moment.world)}), *turn.says))


def named_of(ids: tuple[str, ...], text: str, world: World) -> tuple[str, ...]:
    """Those whose first word of a name stands in a text."""
    said = set(WORD.findall(text))
    return tuple(one for one, word in first_words(ids, world).items() if word in said)


def names_by_id(ids: tuple[str, ...], world: World) -> list[str]:
    """What they are called."""
    return [provider.name for provider in map(world.catalogue.by_id, ids) if provider]


def unwanted_still(moment: Moment) -> tuple[str, ...]:
    """Ids of those left out before whom a message names again, by the first word of a name: "not bluebell"."""
    text, world = moment.heard.text, moment.world
    before = world.hearing.unwanted.stands_before
    first = first_words(moment.session.left_out, world)
    return tuple(one for one, word in first.items() if word in text and before(text[: text.index(word)]))


def leaving_out(session: Session, words: str, world: World) -> Session:
    """The session with those left out whom a message names as not wanted."""
    ids = unwanted(words, world)
    return replace(session, left_out=tuple(dict.fromkeys((*session.left_out, *ids)))) if ids else session


def refused(moment: Moment) -> tuple[str, ...]:
    """Ids of those whom a message says they do not want, by any name."""
    return unwanted(moment.inbound.words, moment.world) or named_unwanted(moment) or unwanted_still(moment)


def left_out(moment: Moment) -> Turn | None:
    """ "Not Elder Mitten", where there is a list: the list without."""
    if moment.session.flow in people.FOUNDER_FLOWS or not concluded(moment, SEARCH):
        return None
    if moment.heard.choice or moment.heard.place or (says_when(moment.heard) and not of_that_kind(moment)):
        return None
    ids = refused(moment)
    return without(ids, moment) if ids else None


def without(ids: tuple[str, ...], moment: Moment) -> Turn:
    """The last list without these; whoever comes next takes their places."""
    session = replace(moment.session, left_out=tuple(dict.fromkeys((*moment.session.left_out, *ids))))
    turn = FindSupport().once_more(replace(session, flow=SEARCH, asked=None), moment.world)
    first = Say("left_out", {"names": names_by_id(ids, moment.world)})
    return replace(turn, says=(first, *turn.says))
