"""What we said is nearly over, done again: a course of a step that holds others, or a certificate that is not named."""

from dataclasses import replace

from bot.content.checklist import ITEM
from bot.conversation.moment import Moment
from bot.conversation.ticked import STEPS, state_of
from bot.flows import certificates
from bot.flows.certificates import PAPER
from bot.flows.checklist_steps import NAME, today
from bot.flows.courses import COURSES
from bot.flows.question import Turn, step
from bot.flows.renewals import AHEAD, DONE, DONE_ON, ENDS_ON, dated, days_of

PREFIX = f"{NAME}:{COURSES}:"
RENEWED = "renewed"
"""What the checklist's `hears` calls word that something was done once more."""


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


def paper_renewed(moment: Moment) -> Turn | None:
    """ "Renewed it, runs out 1 June", with another step open: of the certificate just told of, or soonest over."""
    session, told = moment.session, moment.world.hearing.told[NAME]
    if session.flow != NAME or moment.heard.choice or session.asked in told.options or runs_out(session.asked, moment):
        return None
    words = told.words(moment.heard.text)
    if told.meant(words, (RENEWED,)) is None or told.named(ITEM, words) or told.is_question(moment.heard.text):
        return None
    name = certificates.waits_for(session.held(NAME).get(PAPER, "")) or over_soonest(moment)
    if name is None or not runs_out(name, moment):
        return None
    called = next(word for word in moment.world.content.checklists.items[name].words if word.replace(" ", "").isalpha())
    return moment.react(replace(moment, heard=replace(moment.heard, text=f"{called} {moment.heard.text}")))


def runs_out(name: str | None, moment: Moment) -> bool:
    """Whether a step has a certificate that runs out."""
    item = moment.world.content.checklists.items.get(name or "")
    return item is not None and item.renewal is not None


def over_soonest(moment: Moment) -> str | None:
    """The step whose certificate is over soonest, of those that we speak of by now."""
    ends = days_of(moment.session.held(NAME).get(ENDS_ON, ""))
    near = {name: day for name, day in ends.items() if day - AHEAD <= today(moment.world)}
    return min(near, key=near.__getitem__, default=None)
