"""A message read once, with the option that it chooses, in a session that has slept off what went stale."""

import re
from dataclasses import replace
from datetime import timedelta

from bot.flows import find_support as finding
from bot.flows import people
from bot.flows.question import Session, World
from bot.flows.reminders import NUDGES, wanted
from bot.matching.places import HeardPlace
from bot.matching.understand import FIND, Heard, understand
from bot.message import Inbound

PICK = re.compile(r"(?:option|number|no\.?|choice)?\s*#?(\d{1,2})[.)]?(?: (?:please|pls|plz|thanks|ta))?")
A_YEAR = timedelta(days=365)


def hear(session: Session, inbound: Inbound, world: World) -> Heard:
    """The message read once, with the option that it chooses."""
    asked = session.asked if session.flow == finding.NAME else None
    heard = understand(inbound.words, world.hearing, world.now, home(session, world), asked, inbound.channel)
    if inbound.point:
        heard = replace(heard, place=HeardPlace(world.hearing.gazetteer.at(*inbound.point), (), (), "location", None))
        heard = replace(heard, intent=FIND)
    chosen = choice_of(session, inbound, heard, world)
    return replace(heard, choice=chosen) if chosen else heard


def home(session: Session, world: World) -> str | None:
    """The area that settles an ambiguous name: of the place told, else the one they named, else the deployment's."""
    place = finding.place_of(session.held(finding.NAME), world)
    told = place.area if place and place.area in world.content.areas else None
    return told or session.area or people.works_in(session) or world.area


def choice_of(session: Session, inbound: Inbound, heard: Heard, world: World) -> str | None:
    """The code chosen: by button, by a number that is the whole message, or by yes, no or all where that is offered."""
    if inbound.pressed:
        return inbound.pressed
    if picked := PICK.fullmatch(heard.text):
        index = int(picked[1]) - 1
        return session.offered[index] if 0 <= index < len(session.offered) else None
    rules = world.hearing.intents
    every = next((code for code in session.offered if "+" in code), None)
    if every and rules.says_all(heard.text):
        return every
    for says, ending in ((rules.says_yes, ":yes"), (rules.says_no, ":no")):
        chosen = next((code for code in session.offered if code.endswith(ending)), None)
        if chosen and says(heard.text) and not in_own_words(chosen, world):
            return chosen
    return None


def in_own_words(code: str, world: World) -> bool:
    """Whether an option is an answer of a tree, which reads a yes or no itself: "not yet" may be neither."""
    return code.partition(":")[0] in world.content.trees


def awake(session: Session, world: World) -> Session:
    """The session after a silence: answers that have gone stale are dropped (30 days; a founder's 12 months)."""
    if session.seen_at is None:
        return session
    silence = world.now - session.seen_at
    area = world.content.areas.get(session.area or world.area or "")
    limit = timedelta(days=area.silence_days if area else 30)
    # Whoever asked for reminders is still to hear of what runs out after more than a year.
    founders = timedelta.max if wanted(session.held("setup_checklist")) else A_YEAR
    kept = {
        flow: answers
        for flow, answers in session.answers.items()
        if silence <= (founders if flow in (*people.FOUNDER_FLOWS, NUDGES) else limit)
    }
    if len(kept) == len(session.answers):
        return session
    if session.flow in kept or not session.held():
        return replace(session, answers=kept)
    return replace(session, answers=kept, flow="menu", asked=None, offered=(), shown=(), page=())
