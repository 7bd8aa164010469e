"""The time of a search put right in words that are about it alone: "not 6, 5", "a.m.", "the week after"."""

import re

from bot.conversation.moment import Moment
from bot.conversation.unsettled import take_up
from bot.flows.question import Turn, kept
from bot.flows.search_time import WHEN
from bot.matching import times
from bot.matching.time_put_right import MAKE_IT, put_right

FIGURES = re.compile(r"\d+")


def time_put_right(moment: Moment) -> Turn | None:
    """The search at the time that is meant, said back."""
    session, heard = moment.session, moment.heard
    if heard.choice or heard.place:
        return None
    when = times.from_canonical(kept(WHEN, session.held(), moment.world) or "")
    if when is None or may_be_of_list(moment):
        return None
    right = put_right(heard.text, when, moment.world.now)
    return take_up(moment.flow, session, {WHEN.name: times.canonical(right)}, moment) if right else None


def may_be_of_list(moment: Moment) -> bool:
    """Whether its figures may be numbers of the list: "not 2, 1", of two or more, is said of those on it.

    "Make it 1" is an hour, where one was told before.
    """
    if MAKE_IT.fullmatch(moment.heard.text):
        return False
    figures = [int(one) for one in FIGURES.findall(moment.heard.text)]
    return bool(figures) and moment.of_list is not None and max(figures) <= len(moment.session.page)
