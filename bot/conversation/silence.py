"""A session after a silence: what went stale is slept off."""

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from bot.flows import people
from bot.flows.question import Session, World
from bot.flows.reminders import NUDGES, SILENCE
from bot.flows.search_answers import SEARCH
from bot.matching import times

A_DAY = timedelta(days=1)
TIMES = 4_096
"""Times of searches that are kept in mind."""


def awake(session: Session, world: World) -> Session:
    """The session after a silence: answers that have gone stale are dropped (30 days; a founder's 12 months)."""
    if session.seen_at is None:
        return session
    silence = world.now - session.seen_at
    session = begun(session if silence <= A_DAY else replace(session, danger=""), world)
    area = world.content.areas.get(session.area or world.area or "")
    limit = timedelta(days=area.silence_days if area else 30)
    kept = {
        flow: answers
        for flow, answers in session.answers.items()
        if silence <= (SILENCE if flow in (*people.FOUNDER_FLOWS, NUDGES) else limit)
    }
    if len(kept) == len(session.answers):
        return session
    if session.flow in kept or not session.held():
        return replace(session, answers=kept)
    return replace(session, answers=kept, flow="menu", asked=None, offered=(), shown=(), page=(), left_out=())


def begun(session: Session, world: World) -> Session:
    """The session without the day that the help was to begin on, where that has gone by."""
    held = session.held(SEARCH)
    before = held.get("when", "")
    now = still_meant(before, world.now.date())
    return session if now == before else session.keeping(SEARCH, {**held, "when": now})


@lru_cache(maxsize=TIMES)
def still_meant(code: str, today: date) -> str:
    """The time of this code without the day that it was to begin on, where that has gone by."""
    when = times.from_canonical(code)
    return times.canonical(times.under_way(when, today)) if when else code
