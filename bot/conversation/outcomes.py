"""An outcome that a founder was told, spoken of again: what it was, if they may begin, and what CQC itself said."""

from datetime import date

from bot.conversation.moment import Moment, again
from bot.flows import people
from bot.flows.question import Session, Turn, World
from bot.flows.tree import ALREADY, Kept, Tree, day, results
from bot.message import Say

ASKS, TOLD_BY_THEM = "asks_result", "told_by_them"
"""What a tree's `hears` calls a question about its outcome, and word that the regulator itself gave an answer."""


def outcome_again(moment: Moment) -> Turn | None:
    """ "Can I start yet?", "what did you say about CQC?": the outcome that stands, with what follows from it."""
    session = moment.session
    amid = isinstance(moment.flow, Tree) and session.asked is not None
    if moment.heard.choice or amid or not people.is_founder(session):
        return None
    for name in moment.world.content.trees:
        if kept := standing_of(name, session, moment.world):
            told = moment.world.hearing.told[name]
            said = told.meant(told.words(moment.heard.text), (TOLD_BY_THEM, ASKS))
            if said == TOLD_BY_THEM and not told.is_question(moment.heard.text):
                return again(moment, Say("told_by_them", {"name": moment.world.content.trees[name].contact.name}))
            return again(moment, recalled(name, kept, session, moment.world)) if said == ASKS else None
    return None


def standing_of(name: str, session: Session, world: World) -> Kept | None:
    """The result of a tree that stands: the last of the most serious ones."""
    outcome = people.outcome(session, world)
    return next((kept for kept in reversed(results(session.held(name))) if kept.outcome == outcome), None)


def recalled(name: str, kept: Kept, session: Session, world: World) -> Say:
    """A result as it is told again, with its day."""
    tree = world.content.trees[name]
    end = tree.outcomes[kept.outcome]
    already = tree.already if ALREADY in session.held(name) else tree.since
    values = {
        "day": day_of(kept),
        "short": end.short,
        "start": already if end.already else end.start,
        "change": end.change,
        "contact": tree.contact,
    }
    return Say("tree_recall", values)


def gone_through_again(name: str, session: Session, world: World) -> tuple[Say, ...]:
    """Before the questions come once more: what they led to the last time."""
    kept = standing_of(name, session, world) if name in world.content.trees else None
    if kept is None:
        return ()
    short = world.content.trees[name].outcomes[kept.outcome].short
    return (Say("tree_again", {"day": day_of(kept), "short": short}),)


def day_of(kept: Kept) -> str:
    """The day on which a result was told, in words."""
    return day(date.fromisoformat(kept.on))
