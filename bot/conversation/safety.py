"""Danger and opt-out: what comes before everything else."""

from dataclasses import replace
from datetime import datetime

from bot.content.areas import Area, Line
from bot.conversation.moment import Moment, again, answers_asked, answers_outright, contact_of
from bot.flows import people
from bot.flows.menu import menu_options
from bot.flows.question import Turn
from bot.matching.understand import Heard
from bot.message import Event, Say

SAFETY_EVENTS = {"emergency": "safety:emergency", "self-harm": "safety:self-harm", "abuse": "safety:abuse"}

KINDS = {"emergency": "emergency", "safeguarding": "abuse"}
"""Intent -> kind of danger, where the message does not narrow it."""


def safety(moment: Moment) -> Turn | None:
    """Danger beats everything: the right numbers in one message, and the conversation stays where it was."""
    told = moment.heard.told
    kind = danger_of(moment.heard)
    if told is None or kind is None:
        return None
    area = moment.area
    key = "safety_child" if told.child else f"safety_{kind.replace('-', '_')}"
    session = replace(moment.session, awaiting="safety" if area is None and kind == "abuse" else None)
    return Turn(session, (Say(key, safety_values(area, moment.world.now)),), (Event(SAFETY_EVENTS[kind]),))


def after_alarm(moment: Moment) -> Turn | None:
    """ "No she's fine", just after a safety message: that may be what it is about, so the open question comes again."""
    if not moment.session.alarmed or moment.heard.choice or not answers_asked(moment) or answers_outright(moment):
        return None
    founder = moment.session.flow in people.FOUNDER_FLOWS
    return again(moment, Say("after_alarm")) if founder else None


def danger_of(heard: Heard) -> str | None:
    """The kind of danger heard, if any."""
    told = heard.told
    return told.kind or KINDS[told.intent] if told and told.intent in KINDS else None


def safety_values(area: Area | None, now: datetime) -> dict[str, object]:
    """What a safety message may name: the council's lines for this hour."""
    return {"area": area, "lines": council_lines(area, now) if area else ()}


def council_lines(area: Area, now: datetime) -> tuple[Line, ...]:
    """The council's lines to ring at this hour: both, where a source gives no hours; the day line, where it is all."""
    day, night = area.safeguarding.day, area.safeguarding.night
    if night is None:
        return (day,)
    if day.opens is None or day.closes is None:
        return day, night
    return (day,) if now.weekday() in day.days and day.opens <= f"{now:%H:%M}" < day.closes else (night,)


def silence(moment: Moment) -> Turn | None:
    """Somebody who opted out hears nothing, but for START and danger."""
    if not moment.session.opted_out or moment.heard.intent == "start":
        return None
    return Turn(moment.session, ())


def opt_out(moment: Moment) -> Turn | None:
    """STOP, START and HELP."""
    if moment.heard.intent == "stop":
        stopped = replace(moment.session, opted_out=True)
        return Turn(stopped, (Say("stopped"),), (Event("opted-out"),))
    if moment.heard.intent == "start" and moment.session.opted_out:
        started = replace(moment.session, opted_out=False)
        return Turn(started, (Say("started", {}, menu_options(moment.world)),), (Event("opted-in"),))
    if moment.heard.intent == "help" and moment.session.flow not in people.FOUNDER_FLOWS:
        return Turn(moment.session, (Say("help", {"contact": contact_of(moment)}),))
    return None
