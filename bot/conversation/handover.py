"""People to turn to: those who help in our stead, and those who answer for us."""

from dataclasses import replace

from bot.conversation.moment import Moment, contact_of
from bot.flows import people
from bot.flows.question import Turn, label
from bot.flows.search_answers import SEARCH
from bot.flows.search_need import OF_NEED
from bot.message import Event, Option, Say


def person(moment: Moment) -> Turn:
    """The people to turn to; the town is asked for where it is not known."""
    event = Event("handed-over", {"area": moment.area.code if moment.area else ""})
    if moment.area is None:
        session = replace(moment.session, awaiting="person")
        return Turn(session, (Say("person_where"),), (event,))
    founder = people.is_founder(moment.session) or people.of_own_work(moment.heard.text, moment.world)
    say = people.reach(moment.area, founder, moment.inbound.channel, moment.world)
    return Turn(moment.session, (say,), (event,))


def cross(moment: Moment) -> Turn:
    """Abuse: whom to speak to, and how to hear no more from us."""
    return Turn(moment.session, (Say("cross", {"contact": contact_of(moment)}),))


def care_home(moment: Moment) -> Turn:
    """None are listed: who helps with that, and what we can look for. The place is kept."""
    found = {"place": moment.heard.where.code} if moment.heard.where and not moment.heard.others else {}
    session = moment.session
    if found and session.flow not in people.FOUNDER_FLOWS:
        session = session.keeping(SEARCH, {**session.held(SEARCH), **found})
    options = (Option(f"{OF_NEED}personal-care", label(moment.world, "option_at_home")),)
    return Turn(session, (Say("care_home", {"area": moment.area}, options),))
