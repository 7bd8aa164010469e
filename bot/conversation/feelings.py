"""A kind word to whoever is worn out, worried, low or alone, and what would help."""

from dataclasses import replace

from bot.conversation.handover import person
from bot.conversation.moment import Moment, again, answers_asked, concluded, then
from bot.conversation.plainly import said_plainly
from bot.conversation.unsettled import of_a_break
from bot.flows import FLOWS, people
from bot.flows.checklist_steps import DONE
from bot.flows.question import Turn, step
from bot.flows.reminders import told_pace
from bot.flows.search_answers import SEARCH
from bot.flows.search_need import NEED, groups_of_needs
from bot.matching.told_rules import UNSURE
from bot.matching.understand import CHECKLIST
from bot.message import Say

STUCK, HARD_TIME = "stuck", "hard_time"
"""What the checklist's `hears` calls words of a founder who is worn down by the steps or the questions, and of what
kept them from these."""
COMPANY = "companionship"
"""The need of whoever feels alone."""


def worn_down(moment: Moment) -> Turn | None:
    """A founder who is stuck, fed up or giving up: no hurry, and the people to turn to."""
    session = moment.session
    if session.flow not in people.FOUNDER_FLOWS or moment.heard.choice:
        return None
    if moment.answers.get(session.asked or "") != UNSURE and answers_asked(moment):
        return None
    told = moment.world.hearing.told[CHECKLIST]
    if not told.meant(told.words(moment.heard.text), (STUCK,)):
        return None
    return then(Say("worn_down", {"steps": bool(session.held(CHECKLIST))}), person(moment))


def hard_time(moment: Moment) -> Turn | None:
    """A founder whom illness, a birth or a hard time kept from their steps: no hurry. It marks nothing."""
    told, text = moment.world.hearing.told[CHECKLIST], moment.heard.text
    if moment.session.flow != CHECKLIST or moment.heard.choice or moment.besides or told.is_question(text):
        return None
    if not told.meant(told.words(text), (HARD_TIME,)):
        return None
    says_more = told_pace(moment.heard, told) is not None or DONE in moment.answers.values()
    return then(Say("take_time"), moment.react(replace(moment, besides=True)) if says_more else again(moment))


def felt_low(moment: Moment) -> Turn | None:
    """Guilt, or a bad week: a kind word, and then what would help."""
    if moment.session.flow in people.FOUNDER_FLOWS or moment.heard.sure:
        return None
    return said_by_the_way(moment, Say("felt_low"))


def of_the_council(moment: Moment) -> Turn | None:
    """Hours that the council cut: whom to ring there."""
    if moment.session.flow in people.FOUNDER_FLOWS or moment.area is None:
        return None
    return said_by_the_way(moment, Say("hours_cut", {"area": moment.area}))


def said_by_the_way(moment: Moment, say: Say) -> Turn:
    """Something said, and the open question once more; the menu would drown it."""
    return Turn(moment.session, (say,)) if moment.session.flow == "menu" else again(moment, say)


def unsure(moment: Moment) -> Turn | None:
    """ "I don't know what I need": kinds of help to choose from; amid a list, how to choose; a founder gets people."""
    if moment.session.flow in people.FOUNDER_FLOWS:
        return person(moment)
    if concluded(moment, SEARCH) and moment.session.page:
        return said_plainly(moment, "how-to-choose")
    if moment.session.asked and NEED.name in moment.session.held(SEARCH):
        return again(moment)
    session = replace(moment.session, flow=SEARCH, asked=NEED.name)
    return Turn(session, (Say("unsure", {}, groups_of_needs(moment.world)),))


def worried(moment: Moment) -> Turn | None:
    """ "I'm worried about mum": what it is, is asked kindly, with kinds of help to choose from where none is known."""
    session = moment.session
    if session.alarmed:
        return None
    if session.flow in people.FOUNDER_FLOWS:
        return person(moment)
    if session.held(SEARCH).get(NEED.name):
        return again(moment, Say("worried"))
    session = replace(session, flow=SEARCH, asked=NEED.name)
    return Turn(session, (Say("worried", {}, groups_of_needs(moment.world)),))


def lonely(moment: Moment) -> Turn | None:
    """ "I feel so alone": a kind word, and company is looked for, unless other help is."""
    session = moment.session
    if session.flow in people.FOUNDER_FLOWS:
        return None
    if session.held(SEARCH).get(NEED.name):
        return again(moment, Say("lonely"))
    known = {**session.held(SEARCH), NEED.name: COMPANY}
    turn = step(FLOWS[SEARCH], replace(session, flow=SEARCH).keeping(SEARCH, known), {}, moment.world)
    return then(Say("lonely"), turn)


def carer_support(moment: Moment) -> Turn | None:
    """A carer worn out: a kind word, the carers' line, the free assessment, and an offer of respite.

    A founder who only sounds like one tells of a client: "i look after him".
    """
    told = moment.heard.told
    if moment.session.flow in people.FOUNDER_FLOWS and told is not None and told.likeness is not None:
        return None
    return Turn(moment.session, (Say("carer_support", {"area": moment.area}, of_a_break(moment)),))
