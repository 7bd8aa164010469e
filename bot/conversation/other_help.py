"""Other help than was looked for, asked for amid a search at a time or place of its own: a new wish."""

from collections.abc import Sequence
from dataclasses import replace

from bot.flows.question import Answers, Session, World
from bot.flows.search_answers import SEARCH
from bot.flows.search_heard import adds, says_when
from bot.flows.search_need import NEED, changed_needs, in_passing, only_moves, with_leaves
from bot.flows.search_place import PLACE
from bot.matching.clauses import clauses
from bot.matching.text import blank
from bot.matching.understand import Heard

LEADS_THERE = frozenset("in at near nr im i'm i am were we're we are its it's this is".split())
"""Words that only lead to a place."""


def beside_the_search(heard: Heard, session: Session, world: World) -> Heard:
    """The reading, beside what is looked for: whether it asks for other help, at a time or place of its own."""
    held = session.held(SEARCH)
    if heard.choice or not held.get(NEED.name) or not heard.sure or adds(heard):
        return heard
    if is_there(heard, held.get(PLACE.name)):
        return with_place_of(heard, held, world)
    needs = changed_needs(heard, world)
    if not needs or not says_when(heard) or in_passing(heard, world):
        return heard
    return replace(heard, anew=is_other(needs, held, world))


def is_there(heard: Heard, before: str | None) -> bool:
    """Whether another place is named than the one told before, if one was."""
    return heard.where is not None and heard.where.code != before and not only_moves(heard)


def is_other(needs: Sequence[str], held: Answers, world: World) -> bool:
    """Whether none of these needs is among those looked for, nor part of one."""
    return with_leaves(held["need"].split("+"), world).isdisjoint(with_leaves(needs, world))


def with_place_of(heard: Heard, held: Answers, world: World) -> Heard:
    """The reading where other help and another place are named: both are wanted, or both are only spoken of."""
    if heard.place is None or not is_other(heard.sure, held, world):
        return heard
    if not in_passing(heard, world):
        return replace(heard, anew=True)
    words, spans = blank(heard.text, heard.place.spans), list(clauses(heard.text))
    there = next((span for span in spans if span[0] <= heard.place.spans[0][0] < span[1]), spans[0])
    named = [span for span in spans if names_help(words[slice(*span)], world)]
    wanted = any(not is_spoken_of(words[slice(*span)], world) for span in named)
    if wanted or is_only_where(words[slice(*there)]):
        return replace(heard, anew=True)
    return replace(heard, place=None) if there in named and PLACE.name in held else heard


def names_help(words: str, world: World) -> bool:
    """Whether words name some kind of help, besides what leads to the place that was taken out."""
    plain = " ".join(word for word in words.split() if word not in LEADS_THERE)
    return any(need.sure and need.told for need in world.hearing.needs.hear(plain))


def is_only_where(words: str) -> bool:
    """Whether a clause, the place taken out, says nothing but where."""
    return LEADS_THERE.issuperset(words.replace(",", " ").split())


def is_spoken_of(words: str, world: World) -> bool:
    """Whether some words of a message only tell of somebody and what they do."""
    return world.hearing.intents.is_remark(words) or world.hearing.relatives.habit(words) is not None
