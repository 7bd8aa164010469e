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


def unwanted(words: str, world: World) -> tuple[str, ...]:
    """Ids of the businesses that a message names as not wanted."""
    text = clean(words)
    return tuple(one for one, at in world.catalogue.called(text) if UNWANTED.search(text[:at]))


def unwanted_still(moment: Moment) -> tuple[str, ...]:
    """Ids of those left out before whom a message names again, by the first word of a name: "not bluebell"."""
    text, world = moment.heard.text, moment.world
    found = ((one, world.catalogue.by_id(one)) for one in moment.session.left_out)
    first = {one: WORD.findall(provider.name.lower())[0] for one, provider in found if provider}
    return tuple(one for one, word in first.items() if word in text and UNWANTED.search(text[: text.index(word)]))


def leaving_out(session: Session, words: str, world: World) -> Session:
    """The session with those left out whom a message names as not wanted."""
    ids = unwanted(words, world)
    return replace(session, left_out=tuple(dict.fromkeys((*session.left_out, *ids)))) if ids else session


def left_out(moment: Moment) -> Turn | None:
    """ "Not Elder Mitten", where there is a list: the list without."""
    session, ids = moment.session, unwanted(moment.inbound.words, moment.world) or unwanted_still(moment)
    searching = session.flow not in people.FOUNDER_FLOWS and concluded(moment, finding.NAME)
    if not ids or not searching or moment.heard.choice or moment.heard.place or finding.says_when(moment.heard):
        return None
    return without(ids, moment)


def without(ids: tuple[str, ...], moment: Moment) -> Turn:
    """The last list without these; whoever comes next takes their places."""
    session = replace(moment.session, left_out=tuple(dict.fromkeys((*moment.session.left_out, *ids))))
    turn = finding.FindSupport().once_more(replace(session, flow=finding.NAME, asked=None), moment.world)
    found = (moment.world.catalogue.by_id(one) for one in ids)
    names = [provider.name for provider in found if provider]
    return replace(turn, says=(Say("left_out", {"names": names}), *turn.says))
