"""What a message may mean that is not settled yet: readings to choose from, a place outside our areas."""

from dataclasses import replace

from bot.conversation.moment import Moment, again
from bot.conversation.plainly import asks_of_somebody
from bot.flows import FLOWS
from bot.flows.question import Answers, Flow, Question, Session, Turn, World, label, step
from bot.flows.search_answers import NEXT_SEARCH, SEARCH, need_words
from bot.flows.search_doubts import doubts, leaves_in
from bot.flows.search_heard import adds, chosen, is_elsewhere, may_be_need, says_when, second_of
from bot.flows.search_need import (
    ALONE,
    NEED,
    OF_NEED,
    close_needs,
    in_passing,
    need_of,
    need_option,
    needs_still_to_choose,
    none_of_them,
    which_need,
    with_leaves,
)
from bot.flows.search_place import PLACE, close_places
from bot.matching import manner
from bot.matching.understand import RESPITE
from bot.message import Option, Say

A_BREAK = f"{OF_NEED}{RESPITE}"
"""The code of the option of a break."""


def take_up(flow: Flow, session: Session, found: Answers, moment: Moment) -> Turn:
    """A step, with what is not sure about it said: the date we took, or readings to choose from."""
    if flow.name != SEARCH:
        return step(flow, session, found, moment.world)
    if other := second_of(moment.heard):
        session = session.keeping(NEXT_SEARCH, other)
    if NEED.name in found and is_elsewhere(moment.heard):
        session = without_place(session)
    turn = closer(step(flow, session, found, moment.world), moment)
    left = leaves_in(turn.session.held(SEARCH), moment.heard)
    return replace(turn, says=(*doubts(found, moment.heard, moment.world), *left, *turn.says))


def without_place(session: Session) -> Session:
    """A session that keeps no place of the search."""
    held = {name: code for name, code in session.held(SEARCH).items() if name != PLACE.name}
    return session.keeping(SEARCH, held)


def closest(moment: Moment) -> Turn | None:
    """Close readings for a question that already has an answer: a correction that is not clear yet."""
    if is_of_held(moment) and not is_elsewhere(moment.heard):
        known = need_words(moment.session.held(SEARCH), moment.world)
        return again(moment, Say("told_already", {"known": known}))
    for question in moment.listens:
        if question.name == "need" and not may_change_need(moment):
            continue
        options = question.close(moment.heard, moment.world)
        if len(options) > 1:
            options = (*options, none_of_them(moment.world))
            return Turn(moment.session, (which(question, options, Session(), moment.world),))
    return outside(moment)


def perhaps_wanted(moment: Moment) -> Turn | None:
    """A need heard after a list, in words that nothing else was made of: is it wanted instead, or besides?"""
    heard, held, world = moment.heard, moment.session.held(SEARCH), moment.world
    if moment.session.asked or heard.choice or not held.get(NEED.name):
        return None
    asks = manner.asks_outright(heard.text) or adds(heard) or world.hearing.faq.opens(heard.text)
    likely = [need.id for need in heard.what if need.sure and need.score >= ALONE][:1] if asks else []
    if not likely or in_passing(heard, world):
        return None
    if not with_leaves(held[NEED.name].split("+"), world).isdisjoint(with_leaves(likely, world)):
        return None
    both = {NEED.name: "+".join((held[NEED.name], *likely))}
    besides = Option(f"{OF_NEED}{both[NEED.name]}", capitalised(need_words(both, world)))
    options = (need_option(likely[0], world), besides, none_of_them(world))
    return Turn(moment.session, (which(NEED, options, Session(), world),))


def capitalised(words: str) -> str:
    """Words with a capital first."""
    return words[:1].upper() + words[1:]


def is_of_held(moment: Moment) -> bool:
    """Whether a need that a message is likest to is held, or part of what is: "wheelchair", of a lift."""
    held = filter(None, moment.session.held(SEARCH).get(NEED.name, "").split("+"))
    close = (need_of(option.code) for option in NEED.close(moment.heard, moment.world))
    likest = {*close, *(need.id for need in moment.heard.what[:1])}
    return not likest.isdisjoint(with_leaves(held, moment.world)) and may_change_need(moment)


def closer(turn: Turn, moment: Moment) -> Turn:
    """The turn with its open question made nearer: choices where readings are close, a signpost where it is outside."""
    question = next((q for q in moment_questions(turn, moment) if q.name == turn.session.asked), None)
    if question is None:
        return turn
    if question.name == NEED.name and (taken := break_offered(moment) or only_reading(moment)):
        return closer(step(FLOWS[SEARCH], turn.session, taken, moment.world), moment)
    beyond = outside(moment) if PLACE.name not in turn.session.held(SEARCH) else None
    first = beyond.says if beyond and question.name == NEED.name else turn.says[:-1]
    if options := question.close(moment.heard, moment.world) or offered_before(question, moment):
        return replace(turn, says=(*first, which(question, options, turn.session, moment.world)))
    if question.name == NEED.name and (places := close_places(moment.heard, moment.world)):
        return replace(turn, says=(*turn.says[:-1], which(PLACE, places, turn.session, moment.world)))
    return replace(turn, says=beyond.says) if beyond else turn


def break_offered(moment: Moment) -> Answers:
    """The break that a worn-out carer was offered, where they go on to say where or when: they want it."""
    goes_on = moment.heard.place is not None or says_when(moment.heard)
    wanted = offers_break(moment.session) and goes_on and not moment.heard.what
    return {NEED.name: RESPITE} if wanted else {}


def only_reading(moment: Moment) -> Answers:
    """The need that a message may ask for, where it can be read in one way only: that is no choice."""
    options = close_needs(moment.heard, moment.world)
    return {NEED.name: need_of(options[0].code)} if len(options) == 1 else {}


def offers_break(session: Session) -> bool:
    """Whether a break, and no other help, was offered just now."""
    return [one for one in session.offered if one.startswith(OF_NEED)] == [A_BREAK]


def of_a_break(moment: Moment) -> tuple[Option, ...]:
    """The offer of a break to a worn-out carer, and of people to talk to."""
    respite = Option(A_BREAK, label(moment.world, "option_respite"))
    return respite, Option("menu:go:person", label(moment.world, "option_person"))


def moment_questions(turn: Turn, moment: Moment) -> tuple[Question, ...]:
    """The questions that the flow of a turn listens for."""
    return FLOWS[turn.session.flow].listens_for(turn.session.asked, moment.world)


def may_change_need(moment: Moment) -> bool:
    """Whether a need is likely enough to ask about, where another was told; none is that a remark brings up."""
    remark = in_passing(moment.heard, moment.world)
    return may_be_need(moment.heard) and not (remark or asks_of_somebody(moment))


def offered_before(question: Question, moment: Moment) -> tuple[Option, ...]:
    """The needs that the last message offered, where this one answers another question: they are still to choose."""
    return needs_still_to_choose(moment.session.offered, moment.world) if question.name == "need" else ()


def which(question: Question, options: tuple[Option, ...], session: Session, world: World) -> Say:
    """Readings to choose from; of a need, with the place and time that `session` knows."""
    if question.name == "need":
        return which_need(options, session, world)
    return Say("which_place" if question.name == "place" else "which_one", {}, options)


def outside(moment: Moment) -> Turn | None:
    """A place that none of our councils serves."""
    code = chosen(moment.heard, PLACE.name)
    where = moment.world.hearing.gazetteer.by_code(code) if code else moment.heard.where
    if where is None or where.area != "outside":
        return None
    names = [area.name for area in moment.world.content.areas.values()]
    return Turn(moment.session, (Say("outside_area", {"place": where.name, "areas": names}),))
