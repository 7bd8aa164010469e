"""A course that we said is nearly over, done again: of a step that holds others, which stays as it is."""

from bot.content.checklist import ITEM
from bot.conversation.moment import Moment
from bot.conversation.ticked import STEPS, state_of
from bot.flows import certificates
from bot.flows.certificates import PAPER
from bot.flows.checklist_steps import NAME, today
from bot.flows.courses import COURSES
from bot.flows.question import Turn, step
from bot.flows.renewals import DONE, DONE_ON, ENDS_ON, dated, days_of

PREFIX = f"{NAME}:{COURSES}:"


def course_renewed(moment: Moment) -> Turn | None:
    """ "Done", of the course that was told to be renewed, or its option: the new date is asked for."""
    name = renewed_now(moment)
    if name is None:
        return None
    held = moment.session.held(NAME)
    days = dated(held.get(DONE_ON), {name: DONE}, {name: today(moment.world)}) or ""
    ends = certificates.written(certificates.without(name, days_of(held.get(ENDS_ON, ""))))
    now = {PAPER: f"{certificates.ASK}.{name}", DONE_ON: days, ENDS_ON: ends}
    return step(STEPS, moment.session, now, moment.world)


def renewed_now(moment: Moment) -> str | None:
    """The step of the course that a message chooses, or says is done as it was the only one told of."""
    chosen, offered = moment.heard.choice, moment.session.offered
    if chosen or len(offered) != 1:
        return chosen.removeprefix(PREFIX) if chosen and chosen.startswith(PREFIX) else None
    told = moment.world.hearing.told[NAME]
    words = told.words(moment.heard.text)
    done = offered[0].startswith(PREFIX) and state_of(told, words) == DONE and not told.named(ITEM, words)
    return offered[0].removeprefix(PREFIX) if done else None
