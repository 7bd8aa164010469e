"""A few words that ask on about what was just spoken of: "how long does it take", "who pays for it".

What they are about is the plain answer given last, else the certificate just told of, else the step that is open, else
the one that was just put off ("dbs applied for"), else an outcome just told.
"""

from collections.abc import Iterator

from bot.content.faq import FollowUps, Subject
from bot.conversation.moment import Moment, again
from bot.conversation.plainly import said_plainly
from bot.flows.certificates import PAPER, waits_for
from bot.flows.checklist_steps import LAST_MARKED, LATER
from bot.flows.question import Turn
from bot.flows.setup_checklist import SetupChecklist
from bot.flows.tree_results import RESULT
from bot.matching.understand import CHECKLIST

LONGEST = 9
"""Words of the longest message that asks on."""
STEPS = SetupChecklist()


def asked_on(moment: Moment) -> Turn | None:
    """The answer to what asks on. Of a step for which there is none: what we know of it, with whom to ask."""
    follow_ups = moment.world.content.faq.follow_ups
    kind = kind_of(moment)
    if kind is None:
        return None
    told = next((one.told[kind] for one in subjects(moment, follow_ups) if kind in one.told), None)
    if told:
        return said_plainly(moment, told)
    step = next(iter(spoken_steps(moment)), None)
    if step is None or kind not in follow_ups.of_any_step or moment.session.spoken_of or not is_bought(step, moment):
        return None
    return again(moment, STEPS.reason(step, moment.session.held(CHECKLIST), moment.world))


def kind_of(moment: Moment) -> str | None:
    """What is asked, where a message says that and no more."""
    text = moment.heard.text
    if moment.heard.choice or not text or len(text.split()) > LONGEST:
        return None
    return moment.world.hearing.faq.asks_on(text)


def subjects(moment: Moment, follow_ups: FollowUps) -> Iterator[Subject]:
    """What was just spoken of: the answer given last, else a step, else an outcome."""
    last = moment.session.spoken_of
    if last:
        yield from (one for one in follow_ups.about if last in one.answers)
        return
    for step in spoken_steps(moment):
        yield from (one for one in follow_ups.about if step in one.steps)
    yield from (one for one in follow_ups.about if one.outcome and has_outcome(moment))


def spoken_steps(moment: Moment) -> Iterator[str]:
    """The steps that a few words may be about: that of a certificate just told of, the open one, one just put off."""
    held, step = moment.session.held(CHECKLIST), open_step(moment)
    waits, last = waits_for(held.get(PAPER, "")), held.get(LAST_MARKED, "")
    put_off = held.get(last) == LATER and not (step and is_bought(step, moment))
    told = (waits, step, last if put_off else None) if moment.session.flow == CHECKLIST else ()
    yield from filter(None, told)


def open_step(moment: Moment) -> str | None:
    """The step of the checklist that is open."""
    session = moment.session
    items = STEPS.checklist(session.held(CHECKLIST), moment.world).items
    return session.asked if session.flow == CHECKLIST and session.asked in items else None


def is_bought(step: str, moment: Moment) -> bool:
    """Whether a step may cost something: it has a price, or has to be renewed."""
    item = STEPS.checklist(moment.session.held(CHECKLIST), moment.world).items[step]
    return bool(item.cost or item.renewal)


def has_outcome(moment: Moment) -> bool:
    """Whether an outcome was told, and nothing is asked since."""
    return moment.session.asked is None and RESULT in moment.session.held()
