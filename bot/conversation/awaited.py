"""The town that something said before was waiting for."""

from dataclasses import replace

from bot.conversation.answers import answer
from bot.conversation.moment import Moment
from bot.conversation.safety import safety_values
from bot.flows import local_demand, people
from bot.flows.question import Turn
from bot.message import Say


def town_told(moment: Moment) -> Turn | None:
    """The town that a safety message, a hand-over or a question about demand was waiting for."""
    waiting, area = moment.session.awaiting, moment.area
    if waiting is None or area is None or moment.heard.where is None or moment.heard.sure:
        return None
    session = replace(moment.session, awaiting=None, area=area.code)
    if waiting == "person":
        return Turn(session, (people.reach(area, people.is_founder(session), moment.inbound.channel, moment.world),))
    if waiting == local_demand.AWAITED:
        return Turn(session, (local_demand.told(moment.heard.where, area, (), moment.world),))
    local = Say("safety_local", safety_values(area, moment.world.now))
    # The town may be what the open question waited for as well: nobody is asked twice.
    turn = (answer(replace(moment, session=session)) if session.asked else None) or Turn(session, ())
    return replace(turn, says=(local, *turn.says))
