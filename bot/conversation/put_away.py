"""A search that is put away: somebody died, or nothing is needed any more. It can be taken up again."""

import re
from dataclasses import replace

from bot.conversation.moment import Moment, again, still_held, then
from bot.conversation.safety import safety
from bot.flows import FLOWS, people, whom
from bot.flows.question import Answers, Session, Turn, step
from bot.flows.search_answers import SEARCH, known_words
from bot.flows.search_heard import needs_from, says_when
from bot.message import Event, Say

LEFT = re.compile(r"\b(?:just|only) (?:her|him|me|my \w+)\b")
"""Who is left after a death, where it is no name that we know: "so it's just her now"."""
BESIDE_GRIEF = 0.9
"""Score of a need that is asked for beside grief, which is near some in meaning."""
DIED = "safety_died"
"""The message that meets a death a moment ago."""
SORROW = "so_sorry"
SORROWS = (SORROW, DIED)
"""The messages that meet a death; the first is also what was spoken of right after either."""
NO_TEXTS, ENDS = "texts to be stopped", "to be stopped"
"""What the topics call a death after which no more messages are wanted, or no search."""
STOPPED = "stopped_search"
"""Where a session keeps the search that was put away: somebody may be left whom it is for, or think again."""


def told_so_far(moment: Moment) -> Answers:
    """All that was told of a search in whatever order, a place before the need too."""
    answers, search = moment.session.held(SEARCH), FLOWS[SEARCH]
    return search.in_mind(answers, still_held(moment), moment.world)


def said_back(moment: Moment) -> Turn | None:
    """ "What did I ask for": all that was told of the search, and the open question once more."""
    known = known_words(told_so_far(moment), moment.world)
    if moment.session.flow in people.FOUNDER_FLOWS or not known:
        return None
    waits = moment.session.flow == SEARCH and moment.session.asked is not None
    if waits:
        return again(moment, Say("told_so_far", {"known": known}))
    return Turn(moment.session, (Say("kept", {"known": known}),))


def bereaved(moment: Moment) -> Turn:
    """A death: sorrow, and nothing more is looked for, unless somebody is left whom the search is for."""
    values = {"stopped": is_searching(moment.session), "alone": True}
    if (kept := kept_at_death(moment)) is not None:
        return then(Say(SORROW, {**values, "stopped": False}), kept)
    left = moment.world.hearing.kin.left(moment.heard.text) or LEFT.search(moment.heard.text)
    if is_searching(moment.session) and left:
        return again(moment, Say(SORROW, {**values, "stopped": False}))
    return Turn(unsought(moment.session), (Say(SORROW, values),))


def friend_died(moment: Moment) -> Turn:
    """The death of somebody near whoever is looked after: sorrow, and the search goes on, unless it is for them."""
    if next(iter(moment.people), "") == whom.now_for(moment.session):
        return bereaved(moment)
    return again(moment, Say(SORROW, {"stopped": False, "alone": True}))


def no_more_texts(moment: Moment) -> Turn | None:
    """Who tells of a death and wants no more messages, or "stop" amid no search: sorrow, and an opt-out."""
    heard = moment.heard
    if heard.intent != "bereaved" or heard.told is None:
        return None
    stops = heard.told.kind == ENDS and ends_in_stop(heard.text) and not is_searching(moment.session)
    if heard.told.kind != NO_TEXTS and not stops:
        return None
    stopped = replace(unsought(moment.session), opted_out=True, alarmed=False)
    return Turn(stopped, (Say(SORROW, {"stopped": False, "alone": True}), Say("stopped")), (Event("opted-out"),))


def ends_in_stop(text: str) -> bool:
    """Whether "stop" is the last they say."""
    return text.rstrip(".! ").endswith(" stop")


def just_died(moment: Moment) -> Turn | None:
    """A death a moment ago: whom to ring, and what was looked for whoever died is put away."""
    told = moment.heard.told
    turn = safety(moment) if told is not None and told.message == DIED else None
    if turn is None or not is_searching(turn.session):
        return turn
    left = bereaved(replace(moment, session=turn.session)).session
    return replace(turn, session=left)


def kept_at_death(moment: Moment) -> Turn | None:
    """The search for somebody else than whoever died: it goes on, and the other one is dropped. None for none."""
    session, flow = moment.session, FLOWS[SEARCH]
    gone = next(iter(moment.people), None)
    ours, theirs = whom.now_for(session), whom.next_for(session)
    if gone is None or ours is None or not is_searching(session) or gone == ours == (theirs or ours):
        return None
    if gone == ours:
        return step(flow, whom.one_left(whom.swapped(session)), {}, moment.world)
    moment = replace(moment, session=whom.one_left(session) if gone == theirs else session)
    known = Say("still_looking", {"known": known_words(told_so_far(moment), moment.world)})
    return again(moment) if moment.session.asked else Turn(moment.session, (known,))


def still_needed(moment: Moment) -> Turn | None:
    """ "We still need it", "carry on": the search that was put away; amid a search, what is known of it."""
    session, stopped = moment.session, moment.session.held(STOPPED)
    if session.flow in people.FOUNDER_FLOWS:
        return None
    if not stopped or is_searching(session):
        return said_back(moment) or leave(moment)
    back = replace(session, flow=SEARCH).keeping(STOPPED, {}).keeping(SEARCH, {})
    return step(FLOWS[SEARCH], back, stopped, moment.world)


def missed_somebody(moment: Moment) -> Turn | None:
    """They miss somebody: kind words and who will listen. Who says where or when asks for something besides."""
    heard = moment.heard
    if moment.session.flow in people.FOUNDER_FLOWS:
        return None
    if heard.place or says_when(heard) or needs_from(heard, BESIDE_GRIEF):
        return moment.as_request()
    return Turn(moment.session, (Say("missed_somebody"),))


def search_ended(moment: Moment) -> Turn:
    """Nothing is needed any more: what was looked for is put away; of several kinds of help only the one named."""
    held = moment.session.held(SEARCH)
    every = held.get("need", "").split("+")
    what, denied = moment.world.hearing.needs.heard(moment.heard.text)
    named = {*denied, *(need.id for need in what if need.sure)}
    left = [code for code in every if code not in named]
    if len(every) > 1 and left and is_searching(moment.session) and set(every) & named:
        kept = moment.session.keeping(SEARCH, {**held, "need": "+".join(left)})
        return step(FLOWS[SEARCH], replace(kept, flow=SEARCH), {}, moment.world)
    return Turn(unsought(moment.session), (Say("search_ended", {"stopped": is_searching(moment.session)}),))


def ended_in_sorrow(moment: Moment) -> Turn | None:
    """ "Can you stop it all", right after a death: the search, and no opt-out. "Stop looking for him": that is done."""
    session, said = moment.session, moment.world.hearing.intents.spelling.read(moment.heard.text)
    if session.spoken_of != SORROW or not moment.world.hearing.intents.ends_all(moment.heard.text):
        return None
    if is_searching(session) and ({*said} & {"him", "her"} or moment.people):
        return said_back(moment)
    return Turn(unsought(session), (Say("ended_in_sorrow"),))


def is_searching(session: Session) -> bool:
    """Whether somebody is looked for, and nobody sets up a business now."""
    return bool(session.held(SEARCH)) and session.flow not in people.FOUNDER_FLOWS


def unsought(session: Session) -> Session:
    """The session without its search, which is put away."""
    if not is_searching(session):
        return session
    left = whom.forgotten(session).keeping(STOPPED, session.held(SEARCH))
    return replace(left, flow="menu", asked=None, shown=(), page=(), awaiting=None)


def leave(moment: Moment) -> Turn:
    """They want no more just now: all is kept."""
    return Turn(moment.session, (Say("all_right"),))
