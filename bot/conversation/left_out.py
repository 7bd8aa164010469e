"""Businesses that somebody does not want again: named with a "not" or a complaint, they are on none of their lists."""

import re
from dataclasses import replace

from bot.conversation.moment import Moment, concluded
from bot.flows import find_support as finding
from bot.flows import people
from bot.flows.question import Session, Turn, World
from bot.matching.by_name import WORD
from bot.matching.text import clean
from bot.message import Say

UNWANTED = re.compile(
    r"\b(?:not|never|different (?:from|to|than)|other than|except|instead of|any(?:one|body) but|don'?t want"
    r"|fed up with|complain\w*|complaint about|leave out|avoid)(?: [\w']+){0,9}\W*$"
)
"""What stands before the name of somebody who is not wanted."""
REFUSED = re.compile(
    r"\b(?<!why )(?:not|never|don'?t (?:want|like|fancy|trust)|do not (?:want|like|trust)|without|leave out|avoid)"
    r"(?: (?!(?:sure|yet|rung|called|heard|tried|spoken|seen|only|know|got|reached|i|we|just|but)\b)[\w']+){0,3}\W*$"
)
"""The same before one on the list: "not rung Bracken yet" refuses nobody."""
NUMBERED = re.compile(r"\bnumber \d")
SOMEBODY = re.compile(r"\b(?:her|him|them)\b")
BACK = re.compile(r"\b(?:(?:show|list|see|bring|put|have|include|add|take) (?:me )?[\w' ]{1,30}(?:again|back))\b")
"""What asks for somebody who was left out."""
ONE_BACK = re.compile(
    r"\b(?:put|bring|add|have|want|take|get)(?: (?:the|that|this|number))?(?: (?:first|second|third|last|other|\d\w*))?"
    r"(?: (?:one|lady|man|carer|person))? back(?: (?:on|in|again|please))*\W*$"
)
"""What asks for whoever was left out last: "put the second one back"."""


def unwanted(words: str, world: World) -> tuple[str, ...]:
    """Ids of the businesses that a message names as not wanted."""
    text = clean(words)
    return tuple(one for one, at in world.catalogue.called(text) if UNWANTED.search(text[:at]))


def named_unwanted(moment: Moment) -> tuple[str, ...]:
    """Ids of those on the list whom a message calls by a name after a refusal: "nah not bracken shes a thief"."""
    text = moment.heard.text
    at = NUMBERED.search(text)
    if moment.heard.named:
        return moment.heard.named if at and REFUSED.search(text[: at.start()]) else ()
    found = ((one, moment.world.catalogue.by_id(one)) for one in moment.session.page)
    first = {one: first_word(provider.name) for one, provider in found if provider}
    return tuple(
        one for one, word in first.items() if word and refuses(word, text) and moment.world.hearing.tells(word)
    )


def first_word(name: str) -> str:
    """The first word of a business's name in our letters; empty where it has none."""
    return next(iter(WORD.findall(name.lower())), "")


def refuses(word: str, text: str) -> bool:
    """Whether a word stands in a text after a refusal."""
    return any(REFUSED.search(text[: found.start()]) for found in WORD.finditer(text) if found[0] == word)


def brought_back(moment: Moment) -> Turn | None:
    """ "Show Bluebell again", "have her back": whoever was left out is on the list once more."""
    session, text = moment.session, moment.heard.text
    if not session.left_out or session.flow in people.FOUNDER_FLOWS or not concluded(moment, finding.NAME):
        return None
    if not BACK.search(text) or REFUSED.search(text):
        return None
    last = SOMEBODY.search(text) or (
        ONE_BACK.search(text) and not (moment.heard.time and finding.says_when(moment.heard))
    )
    ids = named_of(session.left_out, text, moment.world) or (session.left_out[-1:] if last else ())
    if not ids:
        return None
    kept = tuple(one for one in session.left_out if one not in ids)
    turn = finding.FindSupport().conclude(replace(session, left_out=kept, flow=finding.NAME, asked=None), moment.world)
    return replace(turn, says=(Say("brought_back", {"names": names_of(ids, moment.world)}), *turn.says))


def named_of(ids: tuple[str, ...], text: str, world: World) -> tuple[str, ...]:
    """Those whose first word of a name stands in a text."""
    found = ((one, world.catalogue.by_id(one)) for one in ids)
    said = set(WORD.findall(text))
    return tuple(one for one, provider in found if provider and first_word(provider.name) in said)


def names_of(ids: tuple[str, ...], world: World) -> list[str]:
    """What they are called."""
    return [provider.name for provider in map(world.catalogue.by_id, ids) if provider]


def unwanted_still(moment: Moment) -> tuple[str, ...]:
    """Ids of those left out before whom a message names again, by the first word of a name: "not bluebell"."""
    text, world = moment.heard.text, moment.world
    found = ((one, world.catalogue.by_id(one)) for one in moment.session.left_out)
    first = {one: first_word(provider.name) for one, provider in found if provider}
    return tuple(
        one for one, word in first.items() if word and word in text and UNWANTED.search(text[: text.index(word)])
    )


def leaving_out(session: Session, words: str, world: World) -> Session:
    """The session with those left out whom a message names as not wanted."""
    ids = unwanted(words, world)
    return replace(session, left_out=tuple(dict.fromkeys((*session.left_out, *ids)))) if ids else session


def refused(moment: Moment) -> tuple[str, ...]:
    """Ids of those whom a message says they do not want, by any name."""
    return unwanted(moment.inbound.words, moment.world) or named_unwanted(moment) or unwanted_still(moment)


def left_out(moment: Moment) -> Turn | None:
    """ "Not Elder Mitten", where there is a list: the list without."""
    session, ids = moment.session, refused(moment)
    searching = session.flow not in people.FOUNDER_FLOWS and concluded(moment, finding.NAME)
    if not ids or not searching or moment.heard.choice or moment.heard.place or finding.says_when(moment.heard):
        return None
    return without(ids, moment)


def without(ids: tuple[str, ...], moment: Moment) -> Turn:
    """The last list without these; whoever comes next takes their places."""
    session = replace(moment.session, left_out=tuple(dict.fromkeys((*moment.session.left_out, *ids))))
    turn = finding.FindSupport().once_more(replace(session, flow=finding.NAME, asked=None), moment.world)
    first = Say("left_out", {"names": names_of(ids, moment.world)})
    return replace(turn, says=(first, *turn.says))
