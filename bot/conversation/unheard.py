"""Words at a question of a decision tree that nothing was heard in, and then an option after which less is asked:
before all is read back, the question is put once more."""

from dataclasses import replace

from bot.conversation.moment import Moment, answers_outright
from bot.conversation.supposed import FEWEST_THAT_TELL, asked_again, rests_on
from bot.flows.question import Session, Turn
from bot.flows.tree import CHANGE, CONFIRM, UNHEARD, follow
from bot.matching.told import Told
from bot.message import Say


def heard_out(turn: Turn, moment: Moment) -> Turn:
    """A turn that keeps where words were not understood, and asks there again before all is read back."""
    told = moment.world.hearing.told.get(turn.session.flow)
    if told is None or turn.session.flow not in moment.world.content.trees:
        return turn
    turn = replace(turn, session=noting(turn, moment, told))
    return put_again(turn, moment, told) if is_read_back(turn.session) else turn


def noting(turn: Turn, moment: Moment, told: Told) -> Session:
    """The session with the questions at which words were not understood; one since put again, or answered in other
    words, is none."""
    session, asked = turn.session, moment.session.asked or ""
    before = unheard(session) - (moment.session.held(session.flow).keys() - session.held().keys())
    heard = {asked} if answers_outright(moment) else set[str]()
    now = (before - heard) | ((lost_words(turn, moment, told) & told.options.keys()) - {CONFIRM})
    return with_unheard(session, now) if now != unheard(session) else session


def lost_words(turn: Turn, moment: Moment, told: Told) -> set[str]:
    """The questions that words are about of which nothing was heard. Of words that began the questions, what they are
    about and do not answer; of those that answer another one, what they only hint at, and is stricter."""
    text, session = moment.heard.text, moment.session
    if moment.heard.choice or len(told.words(text)) < FEWEST_THAT_TELL:
        return set()
    about, before = set(told.speaks_of(text)), session.held(turn.session.flow)
    if session.flow != turn.session.flow:
        return about - turn.session.held().keys() - before.keys()
    if session.asked not in told.options or told.is_question(text):
        return set()
    if was_missed(turn, moment):
        return {*rests_on(moment, told), session.asked or "", *about}
    others = about - moment.answers.keys() if moment.answers else set[str]()
    hints = {name: code for name, code in told.hints(text).items() if name in others}
    return {name for name, code in hints.items() if before.get(name) != code and (name, code) not in told.lenient}


def was_missed(turn: Turn, moment: Moment) -> bool:
    """Whether nothing was heard in a message, or only what may be danger."""
    only_danger = any(say.key == "safety_perhaps" for say in turn.says[:1]) and not moment.answers
    return only_danger or any(event.name == "not-understood" for event in turn.events)


def unheard(session: Session) -> set[str]:
    """The questions at which words were not understood."""
    return set(filter(None, session.held().get(UNHEARD, "").split("+")))


def with_unheard(session: Session, names: set[str]) -> Session:
    """The session with these instead."""
    held = {name: code for name, code in session.held().items() if name != UNHEARD}
    return session.keeping(session.flow, {**held, UNHEARD: "+".join(sorted(names))} if names else held)


def is_read_back(session: Session) -> bool:
    """Whether all is read back now, to be confirmed."""
    return session.asked == CONFIRM and session.held().get(CONFIRM) != CHANGE


def put_again(turn: Turn, moment: Moment, told: Told) -> Turn:
    """The first of the questions in doubt asked once more, instead of the reading back."""
    session, tree = turn.session, moment.world.content.trees[turn.session.flow]
    on_way = follow(tree, session.held()).asked
    names = [name for name in on_way if name in unheard(session) and (name, session.held()[name]) in told.lenient]
    if not names:
        return turn
    again = asked_again(names, replace(moment, session=with_unheard(session, set())))
    return replace(again, says=(*turn.says[:-1], Say("unheard"), *again.says), events=turn.events)
