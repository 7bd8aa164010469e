"""Help that is looked for amid a founder's questions: a search is offered, and waits for a yes."""

from dataclasses import replace

from bot.conversation.moment import Moment, again
from bot.conversation.unsettled import is_of_held, take_up
from bot.flows import FLOWS, people
from bot.flows.question import Turn, heard_answers, label, step
from bot.flows.search_answers import SEARCH, need_words
from bot.flows.search_heard import says_when
from bot.flows.search_need import NEED
from bot.flows.tree_results import RESULT
from bot.matching.text import blank
from bot.matching.understand import CHECKLIST, TRIAGE
from bot.message import Option, Say

TO_SEARCH, NO_FOUNDER = "to_search", "no_founder"
"""What the checklist's `hears` calls words for a search, and those of somebody who sets nothing up."""
NOT_A_CARER = "not_a_carer"
"""What it calls who says that they are none, which answers a question where no search was begun."""
RETURNS = "returns"
"""What it calls going back to what is named: "back to the cleaner"."""
DECLINES = "declines"
"""What it calls a no, with whatever follows: to a search that was offered it answers nothing else."""
LONGEST_SEARCH = 4
"""Words of the longest message that asks for somebody by a need and a place alone: "cleaner malvern"."""
OF_CLIENT = "of_client"
"""What a tree's `hears` calls words that tell of a client, or of cover that they find themselves."""
OF_HELPERS = "of_helpers"
"""What it calls words for those whom a founder wants for the work."""
BY_PROFESSIONAL = "somebody is looked for by a professional"
"""What the rules call the search of a social worker for a client."""
OFFERED = "offered_search"
"""Where a session keeps what a search that was offered would be for, until they say yes or no."""


def seeks(moment: Moment) -> bool:
    """Whether somebody is looked for: in a founder's flow "gardening" is what they do themselves."""
    return moment.world.hearing.told[CHECKLIST].seeks(moment.heard.text)


def looks_for(moment: Moment) -> bool:
    """Whether help is looked for: "she needs a bath now", said by a founder, tells of a client."""
    if moment.session.flow not in people.FOUNDER_FLOWS:
        return seeks(moment)
    told = moment.world.hearing.told[TRIAGE]
    return told.meant(told.words(moment.heard.text), (OF_CLIENT, OF_HELPERS)) is None and seeks(moment)


def names_both(moment: Moment, words: str | None = None) -> bool:
    """Whether nothing but a need and a place of ours is named: "cleaner malvern". `words`: the message or a part."""
    where, said = moment.heard.where, moment.heard.text if words is None else words
    ours = where is not None and where.area in moment.world.content.areas
    return ours and len(said.split()) <= LONGEST_SEARCH


def names_all(moment: Moment) -> bool:
    """Whether it says what, where and when in a few words, as a search does: "cleaner malvern mondays"."""
    words, time = moment.heard.text, moment.heard.time
    return says_when(moment.heard) and names_both(moment, blank(words, time.spans) if time else words)


def search_amid(moment: Moment) -> Turn | None:
    """Somebody is looked for amid the questions about a business: "find me a gardener" is no answer to them."""
    told = moment.heard.told
    if moment.session.flow != CHECKLIST or moment.heard.choice:
        return None
    sought = bool(moment.answers) and moment.heard.sure and (looks_for(moment) or names_all(moment))
    return offer_search(moment) if sought or (told and told.because == BY_PROFESSIONAL) else None


def search_after_all(moment: Moment) -> Turn | None:
    """They set nothing up, or go on with a search that was offered to them: back to it, with what they say."""
    session, told = moment.session, moment.world.hearing.told[CHECKLIST]
    if session.flow not in people.FOUNDER_FLOWS or moment.heard.choice:
        return None
    there = replace(session, flow=SEARCH, asked=None)
    found = heard_answers(FLOWS[SEARCH], there, moment.heard, moment.world)
    meant = told.meant(told.words(moment.heard.text), (NO_FOUNDER, TO_SEARCH, DECLINES, RETURNS))
    if (meant == RETURNS and is_of_held(moment)) or (meant in (None, DECLINES) and is_no_carer(moment)):
        meant = TO_SEARCH
    if meant == DECLINES:
        return stay(moment) if session.held(OFFERED) else None
    goes = bool(found) or moment.heard.intent == "more"
    taken = bool(session.held(OFFERED)) and not moment.answers and goes
    if not (taken or meant in (NO_FOUNDER, TO_SEARCH)):
        return None
    there = there.keeping(SEARCH, {**session.held(SEARCH), **session.held(OFFERED)}).keeping(OFFERED, {})
    if meant == NO_FOUNDER and RESULT not in session.held():
        there = there.keeping(session.flow, {})
    if meant == TO_SEARCH:
        return step(FLOWS[SEARCH], there, {}, moment.world)
    return take_up(FLOWS[SEARCH], there, found, moment)


def is_no_carer(moment: Moment) -> bool:
    """Whether they say that they are no carer, in the steps, having begun a search before."""
    told, session = moment.world.hearing.told[CHECKLIST], moment.session
    began = session.flow == CHECKLIST and NEED.name in session.held(SEARCH)
    return began and told.meant(told.words(moment.heard.text), (NOT_A_CARER,)) is not None


def stay(moment: Moment) -> Turn:
    """They go on where they are: a search that was offered is let be."""
    return again(replace(moment, session=moment.session.keeping(OFFERED, {})))


def offer_search(moment: Moment) -> Turn:
    """A need told in the middle of another flow: ask whether to look for it; what was told waits for the yes."""
    found = heard_answers(FLOWS[SEARCH], moment.session, moment.heard, moment.world)
    session = moment.session.keeping(OFFERED, found)
    options = (
        Option("menu:offer:yes", label(moment.world, "option_search_now")),
        Option("menu:offer:no", label(moment.world, "option_carry_on")),
    )
    return Turn(session, (Say("offer_search", {"need": need_words(found, moment.world)}, options),))
