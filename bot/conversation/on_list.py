"""What people say of the list that they were given: "show me again", "they are full", "too far", "ring them for me"."""

from collections.abc import Callable
from dataclasses import replace

from bot.conversation.commands import more, numbered, show_list
from bot.conversation.moment import Moment, concluded, contact_of
from bot.conversation.plainly import said_plainly
from bot.flows import find_support as finding
from bot.flows import people
from bot.flows.question import Turn
from bot.message import Say


def on_list(moment: Moment) -> Turn | None:
    """What is said of the last list. A message that tells another day or place is an answer, whatever else it says."""
    session, heard = moment.session, moment.heard
    if heard.choice or session.flow in people.FOUNDER_FLOWS or not session.page or not concluded(moment, finding.NAME):
        return None
    told = moment.world.hearing.intents.of_list(heard.text)
    if told is None or heard.place or finding.says_when(heard) or finding.plain_needs(heard):
        return None
    kind, number = told
    moment = replace(moment, session=replace(session, flow=finding.NAME, asked=None))
    if kind == "one":
        return numbered(moment, number or 1)
    return ACTS[kind](moment) if kind in ACTS else said_plainly(moment, kind)


def more_after(first: Say) -> Callable[[Moment], Turn]:
    """A kind word, then the next businesses."""

    def act(moment: Moment) -> Turn:
        turn = more(moment)
        return replace(turn, says=(first, *turn.says))

    return act


def sorted_by(order: str, first: Say) -> Callable[[Moment], Turn]:
    """The list anew, the nearest or the cheapest first."""

    def act(moment: Moment) -> Turn:
        turn = finding.FindSupport().sorted_by(order, moment.session, moment.world)
        return replace(turn, says=(first, *turn.says))

    return act


def cannot_ring(moment: Moment) -> Turn:
    """We only answer here: how they may get in touch themselves, or who may help."""
    return Turn(moment.session, (Say("cannot_ring", {"contact": contact_of(moment)}),))


def ways(moment: Moment) -> Turn:
    """Where every way to reach a business is."""
    return Turn(moment.session, (Say("list_ways"),))


ACTS: dict[str, Callable[[Moment], Turn]] = {
    "again": show_list,
    "not-responding": more_after(Say("list_no_answer")),
    "no-answer": more_after(Say("list_no_answer")),
    "full": more_after(Say("list_full")),
    "nearer": sorted_by("nearest", Say("list_nearest")),
    "cheaper": sorted_by("cheapest", Say("list_cheapest")),
    "ring-for-us": cannot_ring,
    "ways": ways,
    "more": more,
}
