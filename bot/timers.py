"""All that may fall due for a person, and what is then said."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot import guides, nudges
from bot.flows.question import Session, Turn, World

REMIND: Mapping[str, Callable[[Session, str, World], Turn | None]] = {
    nudges.KIND: nudges.remind,
    guides.KIND: guides.remind,
}


def timers(session: Session, world: World) -> dict[str, datetime]:
    """When to look at this session again, by kind, if nothing is said till then."""
    return {**nudges.timers(session, world), **guides.timers(session, world)}


def remind(session: Session, kind: str, world: World) -> Turn | None:
    """What follows when a timer is due; None: nothing any more, or a kind that this version does not know."""
    return REMIND[kind](session, kind, world) if kind in REMIND else None
