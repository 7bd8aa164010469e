"""What somebody who is setting up may say at any time: how often to remind them; "send me my plan"."""

import re
from dataclasses import replace
from datetime import timedelta

from bot.content.checklist import ITEM
from bot.flows import reminders
from bot.flows.checklist_steps import AT, LIST, NAME, SEE
from bot.flows.question import Session, Turn, World, step
from bot.flows.reminders import CHOOSE, REMINDERS, UNSAID
from bot.flows.setup_checklist import PLAN, SetupChecklist
from bot.matching.understand import Heard
from bot.message import Inbound, Option, Say

PACE = "pace"
"""What `hears` calls a message that is a pace and nothing else: "weekly". In a search it is when help is needed."""
BUT = re.compile(r"[ ,]*\bbut\b")
"""Where a thought ends, which a pace does not: "weekly but not mondays"."""
PLAN_LASTS = timedelta(days=30)
"""How long a link to a plan works."""
CHECKLIST = SetupChecklist()


def any_time(session: Session, heard: Heard, inbound: Inbound, world: World) -> Turn | None:
    """What follows from a message about reminders or the plan; None for any other."""
    if heard.choice:
        return None
    if not session.held(NAME):
        return Turn(session, (Say("reminders_none"),)) if reminders.pauses(heard) else None
    told = world.hearing.told[NAME]
    words = told.words(heard.text)
    bare = told.meant(told.words(BUT.sub(" ", heard.text)), (PACE,)) is not None
    asked = session.flow == NAME and (session.asked == REMINDERS or bare)
    kept = session.held(NAME).get(REMINDERS, "")
    pace = reminders.told_pace(heard, told, kept)
    pace = pace or (reminders.on_other_days(heard, kept, told) if session.flow == NAME else None)
    pace = pace or (reminders.answered(heard, None, told) if asked else None)
    if pace and pace != UNSAID:
        turn = reminded(session, pace, world)
        once = pace == CHOOSE and reminders.is_once(words, told)
        return replace(turn, says=(Say("reminders_once"), *turn.says)) if once else turn
    asks = told.meant(words, (PLAN,)) and not told.named(ITEM, words)
    return plan(session, inbound, world) if asks else None


def reminded(session: Session, pace: str, world: World) -> Turn:
    """The pace kept and said back; where it was the open question, the checklist goes on."""
    if pace == CHOOSE:
        return Turn(replace(session, flow=NAME, asked=REMINDERS), (reminders.asked(world),))
    found = {REMINDERS: pace}
    if (session.flow, session.asked) == (NAME, REMINDERS):
        return step(CHECKLIST, session, found, world)
    return Turn(session.keeping(NAME, {**session.held(NAME), **found}), reminders.said_back(pace))


def plan(session: Session, inbound: Inbound, world: World) -> Turn:
    """Where they see all their steps as a page; in the chat, where no pages are served."""
    if world.plan_link is None:
        every = Option(f"{NAME}:{AT}:{SEE}{LIST}", world.content.checklists.general.labels["all"])
        return Turn(session, (Say("plan_here", {}, (every,)),))
    link = world.plan_link(inbound.channel, inbound.sender, world.now)
    return Turn(session, (Say("plan_link", {"link": link, "days": PLAN_LASTS.days}),))
