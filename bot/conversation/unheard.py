"""Words amid a decision tree that nothing was heard in. The question was put again at once: it is put once more before
all is read back, if they may speak against the answer that followed. Else, and beside an answer, we say there that
there was more."""

from collections.abc import Mapping
from dataclasses import replace

from bot.conversation.answers import begins_plainly
from bot.conversation.moment import Moment, answers_outright
from bot.conversation.safety import tells_danger
from bot.conversation.supposed import FEWEST_THAT_TELL, asked_again, rests_on
from bot.flows.question import Session, Turn
from bot.flows.tree import UNHEARD
from bot.flows.tree_reading import CHANGE, CONFIRM
from bot.flows.tree_routes import follow
from bot.matching.nations import nation_heard
from bot.matching.told import Told
from bot.message import Say

MORE = "more"
"""What is noted, beside names of questions, where a thought beside an answer was missed."""
READS_BACK = "tree_confirm"
"""What is said where all is read back."""
Fits = tuple[str, ...]
"""The answers to a question that words which were lost do not speak against."""


def heard_out(turn: Turn, moment: Moment) -> Turn:
    """A turn that keeps where words were not understood, and asks there again before all is read back."""
    told = moment.world.hearing.told.get(turn.session.flow)
    if told is None or turn.session.flow not in moment.world.content.trees:
        return turn
    noted = replace(turn, session=noting(turn, moment, told))
    danger_alone = tells_danger(turn) and noted.session == turn.session
    return put_again(noted, moment, told) if is_read_back(noted.session) and not danger_alone else noted


def said_more(turn: Turn) -> Turn:
    """A turn that reads all back, and tells that there was more than we could use."""
    if MORE not in unheard(turn.session) or not turn.says or turn.says[-1].key != READS_BACK:
        return turn
    last = turn.says[-1]
    return replace(turn, says=(*turn.says[:-1], replace(last, values={**last.values, "more": True})))


def noting(turn: Turn, moment: Moment, told: Told) -> Session:
    """The session with the questions at which words were not understood. One whose answer these words do not speak
    against is none; of them it is told as all is read back that there was more."""
    session = turn.session
    lost = (lost_words(turn, moment, told) & told.options.keys()) - {CONFIRM}
    now = {**still_unheard(session, moment), **{name: fitting(name, moment, told) for name in lost}}
    held = session.held()
    settled = {name for name, fits in now.items() if held.get(name) in fits or is_all(name, fits, told)}
    more: dict[str, Fits] = {MORE: ()} if settled or misses(turn, moment, told) else {}
    now = {name: fits for name, fits in now.items() if name not in settled} | more
    return with_unheard(session, now) if now != unheard(session) else session


def still_unheard(session: Session, moment: Moment) -> dict[str, Fits]:
    """Those of before, but for what was put again since, or is answered now in other words."""
    asked = moment.session.asked or ""
    gone = moment.session.held(session.flow).keys() - session.held().keys()
    completed = asked in session.held() and not (moment.heard.choice or moment.answers)
    heard = {asked} if completed or answers_outright(moment) else set[str]()
    return {name: fits for name, fits in unheard(session).items() if name not in gone | heard}


def fitting(name: str, moment: Moment, told: Told) -> Fits:
    """The answers to the open question that lost words do not speak against; of any other question none is sure."""
    return told.fitting(name, moment.heard.text) if name == moment.session.asked and not moment.answers else ()


def is_all(name: str, fits: Fits, told: Told) -> bool:
    """Whether lost words speak against no answer at all."""
    return name in told.options and set(fits) == set(told.codes(name))


def lost_words(turn: Turn, moment: Moment, told: Told) -> set[str]:
    """The questions that words are about of which nothing was heard. Of words that began the questions, what they are
    about and do not answer; of those that answer one, what a thought of them only hints at, and is stricter."""
    text, session = moment.heard.text, moment.session
    if len(told.words(text)) < FEWEST_THAT_TELL:
        return set()
    excepted = {session.asked or ""} if told.makes_exception(session.asked or "", moment.answers, text) else set[str]()
    if moment.heard.choice:
        return excepted
    about = set(told.speaks_of(text))
    if session.flow != turn.session.flow:
        return about - turn.session.held().keys() - session.held(turn.session.flow).keys()
    if session.asked not in told.options or told.is_question(text):
        return set()
    if was_missed(turn, moment):
        tells = bool(about or moment.answers) or not taken_otherwise(turn)
        here = (session.asked or "",) if tells and not begins_plainly(moment) else ()
        return {*about, *here, *(() if tells_danger(turn) else rests_on(moment, told))}
    if not moment.answers:
        return set()
    return excepted | stricter_hints(about, moment, told) | (told_besides(moment, told) - moment.answers.keys())


def stricter_hints(about: set[str], moment: Moment, told: Told) -> set[str]:
    """The questions, of those that an answer is about, of which a thought of it hints at something stricter."""
    asked, now = moment.session.asked, {**moment.session.held(), **moment.answers}
    of_these = (about - moment.answers.keys()) | {asked}
    hints = ((name, code) for name, code in told.hints_apart(moment.heard.text, asked) if name in of_these)
    return {name for name, code in hints if now.get(name) != code and (name, code) not in told.lenient}


def told_besides(moment: Moment, told: Told) -> set[str]:
    """The questions that words beside an answer are about, and do not settle."""
    text, asked = moment.heard.text, moment.session.asked
    return told.missed_about(text, asked, nation_heard(moment.heard.place)) | told.disputed(text, asked)


def misses(turn: Turn, moment: Moment, told: Told) -> bool:
    """Whether a thought is missed in a message that begins the questions, or answers one of them if only by the yes or
    no that it begins with."""
    text, session = moment.heard.text, moment.session
    begins = session.flow != turn.session.flow
    answers = session.asked in told.options and (
        moment.answers or (session.asked != CONFIRM and was_missed(turn, moment) and begins_plainly(moment))
    )
    if moment.heard.choice or told.is_question(text) or not (begins or answers):
        return False
    return told.misses(text, None if begins else session.asked, nation_heard(moment.heard.place))


def was_missed(turn: Turn, moment: Moment) -> bool:
    """Whether nothing of a message was kept: it was not understood, met as danger alone, or taken for a search."""
    aside = taken_otherwise(turn) and turn.session.held() == moment.session.held()
    return aside or any(event.name == "not-understood" for event in turn.events)


def taken_otherwise(turn: Turn) -> bool:
    """Whether a message was taken for danger, or for a search."""
    return tells_danger(turn) or any(say.key == "offer_search" for say in turn.says)


def unheard(session: Session) -> Mapping[str, Fits]:
    """The questions at which words were not understood, with the answers that these do not speak against."""
    kept = filter(None, session.held().get(UNHEARD, "").split("+"))
    return {name: tuple(fits) for name, *fits in (one.split(":") for one in kept)}


def with_unheard(session: Session, names: Mapping[str, Fits]) -> Session:
    """The session with these instead."""
    held = {name: code for name, code in session.held().items() if name != UNHEARD}
    kept = "+".join(sorted(":".join((name, *fits)) for name, fits in names.items()))
    return session.keeping(session.flow, {**held, UNHEARD: kept} if kept else held)


def is_read_back(session: Session) -> bool:
    """Whether all is read back now, to be confirmed."""
    return session.asked == CONFIRM and session.held().get(CONFIRM) != CHANGE


def put_again(turn: Turn, moment: Moment, told: Told) -> Turn:
    """The first of the questions in doubt asked once more, instead of the reading back; after what meets a danger."""
    session, tree = turn.session, moment.world.content.trees[turn.session.flow]
    on_way = follow(tree, session.held()).asked
    names = [name for name in on_way if name in unheard(session) and (name, session.held()[name]) not in told.strict]
    if not names:
        return said_more(turn)
    again = asked_again(names, replace(moment, session=with_unheard(session, {})))
    first = (say for say in turn.says if say.key != READS_BACK)
    return replace(again, says=(*first, Say("unheard"), *again.says), events=turn.events)
