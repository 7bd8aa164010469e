"""A message read once, with the option that it chooses, in a session that has slept off what went stale."""

import re
from dataclasses import replace
from datetime import timedelta

from bot.flows import find_support as finding
from bot.flows import people
from bot.flows.question import Session, World
from bot.flows.reminders import NUDGES, wanted
from bot.matching.places import HeardPlace
from bot.matching.text import clean
from bot.matching.understand import FIND, Heard, understand
from bot.message import Inbound

PICK = re.compile(r"(?:option|number|no\.?|choice)?\s*#?(\d{1,2})[.)]?(?: (?:please|pls|plz|thanks|ta))?")
SENTENCE_END = re.compile(r"[.!,;\n-]+\s+")
FEWEST_AFTER = 3
"""Words after thanks from which they may ask something."""
A_YEAR = timedelta(days=365)


def hear(session: Session, inbound: Inbound, world: World) -> Heard:
    """The message read once, with the option that it chooses."""
    asked = session.asked if session.flow == finding.NAME else None
    heard = understand(inbound.words, world.hearing, world.now, home(session, world), asked, inbound.channel)
    if after := after_courtesy(heard, inbound, world):
        heard = understand(after, world.hearing, world.now, home(session, world), asked, inbound.channel)
    if inbound.point:
        heard = replace(heard, place=HeardPlace(world.hearing.gazetteer.at(*inbound.point), (), (), "location", None))
        heard = replace(heard, intent=FIND)
    chosen = choice_of(session, inbound, heard, world)
    return (
        replace(heard, choice=chosen, intent=FIND if chosen == finding.ANY_TIME else heard.intent) if chosen else heard
    )


def home(session: Session, world: World) -> str | None:
    """The area that settles an ambiguous name: of the place told, else the one they named, else the deployment's."""
    place = finding.place_of(session.held(finding.NAME), world)
    told = place.area if place and place.area in world.content.areas else None
    return told or session.area or people.works_in(session) or world.area


def choice_of(session: Session, inbound: Inbound, heard: Heard, world: World) -> str | None:
    """The code chosen: by button, by a number that is the whole message, or by yes, no or all where that is offered.

    To "which day or time?", "dunno" and "whenever they can" choose any time.
    """
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
        if chosen and says(heard.text):
            return chosen
    return finding.ANY_TIME if leaves_when(session, heard) and rules.says_no_matter(heard.text) else None


def after_courtesy(heard: Heard, inbound: Inbound, world: World) -> str:
    """What is asked after thanks: "thank you dear. Will you send somebody round?"; empty where nothing is."""
    first, _, rest = (part.strip() for part in SENTENCE_END.sub("\n", inbound.words, count=1).partition("\n"))
    told = world.hearing.intents.whole(clean(first), inbound.channel) if heard.intent == "thanks" else None
    return rest if told and told.intent == "thanks" and len(rest.split()) >= FEWEST_AFTER else ""


def leaves_when(session: Session, heard: Heard) -> bool:
    """Whether the day or time is asked for, and none was told, nor any danger."""
    asked = session.flow == finding.NAME and session.asked == finding.WHEN.name
    return asked and heard.time is None and not (heard.told and heard.told.danger)


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
