"""A founder who works in one council and speaks of another: its people, and for which of the two the steps shall be."""

from dataclasses import replace

from bot.content.areas import Area
from bot.conversation.between import TRIAGE
from bot.conversation.entering import beyond_ours
from bot.conversation.moment import Moment, again, answers_now
from bot.conversation.offered_search import seeks
from bot.conversation.plainly import missed
from bot.conversation.underway import council_named, works_elsewhere
from bot.flows import people
from bot.flows.checklist_steps import AREA, NAME
from bot.flows.question import Turn
from bot.matching.understand import CHECKLIST
from bot.message import Option, Say

NATIONS = "nations"
"""What CQC's questions call the names of the other nations."""


def works_there(moment: Moment) -> Turn | None:
    """They say that they work there, or come to set up there: "can I also work in Essex?"."""
    if turn := works_elsewhere(moment):
        return turn
    if works_in(moment) is None:
        return None
    about_work = moment.heard.intent == "setup" or people.of_own_work(moment.heard.text, moment.world)
    return told(moment) if about_work else None


def named_there(moment: Moment) -> Turn | None:
    """In the middle of setting up, with nothing else heard: "what about Colchester?"."""
    if moment.session.flow not in people.FOUNDER_FLOWS:
        return None
    return works_elsewhere(moment, asked=True) or told(moment) or outside_ours(moment)


def outside_ours(moment: Moment) -> Turn | None:
    """Amid the steps they name a place that is none of ours, and nothing else: "im in Norwich"."""
    says = () if moment.heard.choice or moment.session.flow != CHECKLIST or seeks(moment) else beyond_ours(moment)
    return again(moment, says[0]) if says else None


def beyond_england(moment: Moment) -> Turn | None:
    """Another nation told of, with nothing heard in it: "I live in Wales". CQC and the steps are England's."""
    told, founder = moment.world.hearing.told[TRIAGE], moment.session.flow in people.FOUNDER_FLOWS
    if not founder or moment.heard.choice or not told.meant(told.words(moment.heard.text), (NATIONS,)):
        return None
    turn = missed(moment)
    says = turn.says[1:] if moment.asked else again(moment, Say("other_nation")).says[1:]
    return replace(turn, says=(Say("other_nation"), *says))


def told(moment: Moment) -> Turn | None:
    """The other council's people, and the choice between both where there is one; None where no other one is named."""
    here = moment.world.content.areas.get(moment.world.area or "") if moment.session.held(CHECKLIST) else None
    own, other = works_in(moment) or here, council_named(moment)
    if own is None or other is None or moment.heard.choice or answers_now(moment) or seeks(moment):
        return None
    if own == other:
        alone = moment.session.flow == CHECKLIST and not moment.heard.sure
        return again(moment, Say("own_council", {"area": own.name})) if alone else None
    if here:
        return again(moment, Say("another_council", {"area": other, "own": own.name, "choose": False}))
    options = (Option("menu:stay:", own.name), Option(f"{NAME}:{AREA}:{other.code}", other.name))
    return Turn(moment.session, (Say("another_council", {"area": other, "own": own.name, "choose": True}, options),))


def works_in(moment: Moment) -> Area | None:
    """The council area of their steps, where it is their own choice."""
    areas = {} if moment.world.area else moment.world.content.areas
    return areas.get(moment.session.held(CHECKLIST).get(AREA, ""))
