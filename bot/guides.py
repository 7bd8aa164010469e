"""A guide that has changed: whoever it now tells something else hears of it, once, in the day and on a weekday.

Pure. Every outcome is kept with the answers that it came from and the edition of the tree that gave it; these answers
are walked again with the tree as it is now. Nobody asked to be told, so it is one message, with no choices that would
stand in the way of what was being spoken of. It comes whatever was said of reminders: only STOP keeps it away, for what
somebody must not do without being registered is not a reminder.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from bot.content.trees import TreeContent, TreeOutcome
from bot.flows.question import Answers, Session, Turn, World
from bot.flows.tree_results import ALREADY, Kept, changed, day, rekept, retold
from bot.flows.tree_routes import most_serious
from bot.hours import LONDON
from bot.matching.times import When
from bot.message import Event, Say
from bot.nudges import polite

KIND = "guide"
Again = tuple[Kept, Kept]
"""A result as it was told, and as the tree gives it now."""


def timers(session: Session, world: World) -> dict[str, datetime]:
    """When somebody is to be told that a guide has changed, if it has."""
    return {KIND: polite(world.now, When())} if any(True for _ in untold(session, world)) else {}


def remind(session: Session, _kind: str, world: World) -> Turn | None:
    """What follows when that is due. A turn without words only sets it anew: the hour or day has become wrong."""
    found = next(untold(session, world), None)
    if found is None:
        return None
    if polite(world.now, When()) > world.now:
        return Turn(session, ())
    return told(session, *found, world)


def untold(session: Session, world: World) -> Iterator[tuple[str, tuple[Kept, ...]]]:
    """The trees that tell somebody otherwise than they did, each with the results that hold no more."""
    for name, tree in world.content.trees.items():
        if (held := session.held(name)) and (found := changed(tree, held)):
            yield name, found


def told(session: Session, name: str, old: tuple[Kept, ...], world: World) -> Turn:
    """The one message, and the results as they are kept from now on. What is open stays open."""
    tree, answers = world.content.trees[name], session.held(name)
    on = f"{world.now.astimezone(LONDON):%Y-%m-%d}"
    again = [(before, retold(tree, before, on)) for before in old]
    settled = [one for one in again if one[0].outcome != one[1].outcome]
    say = say_settled(tree, settled, answers, len(old)) if settled else say_open(tree, old[-1])
    outcome = worst_of(tree, settled) if settled else ""
    kept = rekept(answers, lambda one: next((after for before, after in again if before == one), one))
    event = Event("guide-changed", {"tree": name, "outcome": outcome})
    return Turn(session.keeping(name, kept), (say,), (event,))


def worst_of(tree: TreeContent, settled: Sequence[Again]) -> str:
    """The most serious outcome that somebody now has."""
    return most_serious(tree, (after.outcome for _, after in settled))


def say_settled(tree: TreeContent, settled: Sequence[Again], answers: Answers, changes: int) -> Say:
    """The old verdict and the new; of several services, of the one that it is most serious for."""
    worst = worst_of(tree, settled)
    before = next(before for before, after in settled if after.outcome == worst)
    more = {
        "now": tree.outcomes[worst].short,
        "start": what_to_do(tree, tree.outcomes[worst], already=ALREADY in answers),
        "more": changes > 1,
        "unsigned": "" if tree.signed_off else tree.unsigned,
    }
    return Say("guide_changed", {**common(tree, before), **more})


def say_open(tree: TreeContent, before: Kept) -> Say:
    """It has to be gone through again: it asks more, or all has to be read back before it lets somebody go ahead."""
    outcome = tree.outcomes.get(before.outcome)
    return Say("guide_asks_again", {**common(tree, before), "eased": outcome is None or outcome.confirm})


def common(tree: TreeContent, before: Kept) -> dict[str, object]:
    """What both messages hold."""
    outcome = tree.outcomes.get(before.outcome)
    return {
        "news": tree.news,
        "on": day(date.fromisoformat(before.on)),
        "was": outcome.short if outcome else "",
        "guide": tree.guide,
        "contact": tree.contact,
        "again": tree.again,
    }


def what_to_do(tree: TreeContent, end: TreeOutcome, already: bool) -> str:
    """What an outcome asks of somebody, who may give this care already."""
    return tree.already if already and end.already else end.start
