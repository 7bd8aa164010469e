"""Danger and opt-out: what comes before everything else."""

from dataclasses import replace
from datetime import datetime

from bot.content.areas import Area, Line
from bot.conversation.clauses import heard_without
from bot.conversation.handover import cross
from bot.conversation.moment import Moment, again, answers_asked, answers_outright, contact_of
from bot.conversation.offered_search import seeks
from bot.flows import FLOWS, people
from bot.flows.menu import menu_options
from bot.flows.question import Answers, Session, Turn, heard_answers, standing
from bot.flows.search_answers import SEARCH
from bot.flows.search_heard import says_when
from bot.matching.clauses import clauses
from bot.matching.intents import HeardIntent
from bot.matching.manner import asks_to_have
from bot.matching.place import OUTSIDE
from bot.matching.times import is_bank_holiday
from bot.matching.understand import Heard
from bot.message import Event, Say

SAFETY_EVENTS = {"emergency": "safety:emergency", "self-harm": "safety:self-harm", "abuse": "safety:abuse"}

AT_HOME = "_at_home"
"""How the names of messages end that meet harm by a partner, or at home."""

AGAIN = "_again"
"""How the names of messages end that say one over in short."""

OF_COUNCIL = "of the council"
"""What the topics call care that the council cut: the number asked for is the council's."""

ASK_TOWN = ("safety_i_hurt", "safety_might_hurt", "safety_urgent_care")
"""Messages that ask for the town where no council is known, beside those that meet abuse."""

CHILD, CHILD_EMERGENCY = "safety_child", "safety_child_emergency"
"""The messages that meet whatever danger a child tells of, and danger to life."""

URGENT_CARE = "safety_urgent_care"
"""The message that meets care that is gone from one hour to the next: its number may be asked for after a list."""

SELF_HARM, SELF_HARM_BEFORE = "safety_self_harm", "safety_self_harm_again"
"""The message that meets despair, and its short one, which also marks that it was told before a list."""

WORSE = "safety_emergency_worse"
"""What an age or an illness, told just after an emergency, is met with: loud or not, it is told of that."""

SCAM = "safety_scam"
"""The message that meets a trick for money: whoever "keeps ringing" is no business of ours."""

MISSING, CALLED = "missing person", "calls for emergency help"
"""What the rules call somebody who has gone and is not back, and a call to 999: it may be one that was made."""

EMERGENCY, WORSE = "safety_emergency", "safety_emergency_worse"
"""The message that meets danger to life, and the one that meets what a rule hears of it after that: no 111 any more."""

CANNOT_RING, PERHAPS = "safety_cannot_ring", "safety_perhaps"
"""What is said to who cannot ring, and where it is not sure that there is danger."""

FED_UP = "fed-up"
"""What `on_list` calls a cry that is an opt-out anywhere else."""

KINDS = {"emergency": "emergency", "safeguarding": "abuse"}
"""Intent -> kind of danger, where the message does not narrow it."""


def safety(moment: Moment) -> Turn | None:
    """Danger beats everything: the right numbers in one message, and the conversation stays where it was.

    What the message asks for besides is kept until it is safe.
    """
    told = moment.heard.told
    kind = danger_of(moment.heard)
    if told is None or kind is None:
        return None
    area = moment.area
    key = message_for(replace(told, child=told.child or moment.session.child), kind, moment.session.danger)
    child = key in (CHILD, CHILD_EMERGENCY)
    asks_town = area is None and not is_told_outside(moment) and not child and (kind == "abuse" or key in ASK_TOWN)
    session = replace(kept(moment), awaiting="safety" if asks_town else None)
    met = moment.session.alarmed and moment.session.danger == key
    session = replace(session, alarmed=True, danger=moment.session.danger if tells_more(moment) else key)
    session = replace(session, child=session.child or moment.world.hearing.intents.tells_age(moment.heard.text))
    worse = met and key == EMERGENCY and told.likeness is None
    numbers = Say(WORSE, values_of(moment)) if worse else numbers_of(key, moment, again=met)
    beside = (*for_who_is_hurt_too(moment), *for_who_cannot_ring(moment))
    return Turn(session, (numbers, *beside), (Event(SAFETY_EVENTS[kind]),))


def for_who_is_hurt_too(moment: Moment) -> tuple[Say, ...]:
    """The council's numbers for those who speak of dying and of harm done to them: "I can't go on. He hits me"."""
    if danger_of(moment.heard) != "self-harm":
        return ()
    rules = moment.world.hearing.intents
    parts = (moment.heard.text[slice(*span)] for span in clauses(moment.heard.text))
    told = (rules.safety(part) for part in parts)
    hurt = any(one and one.kind == "abuse" and one.likeness is None and not one.mild for one in told)
    return (Say(PERHAPS, values_of(moment)),) if hurt else ()


def for_who_cannot_ring(moment: Moment) -> tuple[Say, ...]:
    """What those may do instead who say in the same message that they cannot ring: "I'm deaf and he has collapsed"."""
    cannot = moment.world.hearing.intents.after_danger(moment.heard.text, EMERGENCY, False) == CANNOT_RING
    return (Say(CANNOT_RING, values_of(moment)),) if cannot else ()


def message_for(told: HeardIntent, kind: str, before: str) -> str:
    """The message that a danger is met with: its rule's own, else that of its kind. `before` is the one before it."""
    if told.mild and kind == "abuse" and is_at_home(before) and not told.child:
        return before
    if told.child:
        return CHILD_EMERGENCY if kind == "emergency" and not told.mild else CHILD
    if told.message:
        return told.message
    likely = told.by_somebody or (told.likeness is not None and kind == "emergency")
    by_partner = told.at_home or (likely and is_at_home(before))
    at_home = AT_HOME if by_partner and not told.mild else ""
    return f"safety_{'mild_' if told.mild else ''}{kind.replace('-', '_')}{at_home}"


def is_at_home(danger: str) -> bool:
    """Whether a danger was met as harm by a partner, or at home: somebody may read what we write."""
    return danger.endswith(AT_HOME)


def tells_more(moment: Moment) -> bool:
    """Whether what only the ear hears as danger tells of the one before, of which more may be told."""
    told, session, rules = moment.heard.told, moment.session, moment.world.hearing.intents
    alike = told is not None and told.likeness is not None
    return alike and rules.after_danger(moment.heard.text, session.danger, session.alarmed) is not None


def afterwards(moment: Moment) -> Turn | None:
    """What is said after a danger and is about it: "he's home", "can he see these", "I feel sick". No search is named.

    A danger that a rule knows is met as such; one that is plain to the ear too, but for what names no illness. Whoever
    took money and does not come back is nobody missing.
    """
    told, session, rules = moment.heard.told, moment.session, moment.world.hearing.intents
    loud = told is not None and told.danger and not told.faint
    ruled = loud and told is not None and told.likeness is None and told.because not in (MISSING, CALLED)
    if ruled or not session.danger or moment.heard.choice or session.flow in people.FOUNDER_FLOWS:
        return None
    key = rules.after_danger(moment.heard.text, session.danger, session.alarmed and not loud)
    if loud and rules.after_danger(moment.heard.text, session.danger, session.alarmed) == WORSE:
        key = WORSE
    if key is None or (told is not None and told.because == MISSING and key != SCAM):
        return None
    kind = "abuse" if is_at_home(session.danger) else "emergency"
    session = kept(moment) if moment.heard.sure and seeks(moment) else session
    return Turn(session, (Say(key, values_of(moment)),), (Event(SAFETY_EVENTS[kind]),))


def tells_danger(turn: Turn) -> bool:
    """Whether a turn meets danger."""
    return any(event.name in SAFETY_EVENTS.values() for event in turn.events)


def numbers_of(key: str, moment: Moment, *, again: bool) -> Say:
    """A message with numbers; what was said just before comes in short, where content has that."""
    short = f"{key}{AGAIN}"
    said = short if again and short in moment.world.content.wording else key
    return Say(said, values_of(moment))


def numbers_again(moment: Moment) -> Turn | None:
    """ "What was the number?", "I can't do this", after danger was told: the same numbers. HELP alone is a command."""
    session, text = moment.session, moment.heard.text
    at_a_loss = session.alarmed and moment.heard.intent == "help" and " " in text
    if not session.danger or moment.heard.sure or not (at_a_loss or moment.world.hearing.intents.asks_numbers(text)):
        return None
    if (moment.heard.told and moment.heard.told.kind == OF_COUNCIL) or asks_of_business(moment):
        return None
    over = session.danger == EMERGENCY and not session.alarmed
    numbers = numbers_of(PERHAPS if over else session.danger, moment, again=True)
    return Turn(session, (numbers,)) if session.flow == "menu" else again(moment, numbers)


def asks_of_business(moment: Moment) -> bool:
    """Whether the number asked for is that of a business on the list: of one by its number, else once it is over, which
    care that is gone is not."""
    talk, session = moment.of_list, moment.session
    over = not session.alarmed and session.danger != URGENT_CARE
    return talk is not None and (talk.number is not None or over)


def kept(moment: Moment) -> Session:
    """The session with what a message that tells of danger asks for besides: need, place and time."""
    session, world = moment.session, moment.world
    found = asked_besides(moment) if session.flow not in people.FOUNDER_FLOWS else {}
    if not found:
        return session
    session = replace(session.keeping(SEARCH, {**session.held(SEARCH), **found}), shown=(), page=())
    if "need" not in session.held(SEARCH):
        return session
    question = standing(FLOWS[SEARCH], session.held(SEARCH), world)[1]
    return replace(session, flow=SEARCH, asked=question.name if question else None)


def asked_besides(moment: Moment) -> Answers:
    """Need, place and time in the clauses that tell of no danger; where all do, the place, and a need outright."""
    flow, session, world = FLOWS[SEARCH], moment.session, moment.world
    calm = heard_without(moment, lambda clause: world.hearing.intents.safety(clause) is not None)
    told = heard_answers(flow, session, moment.heard, world)
    there = {"place": told["place"]} if "place" in told else {}
    if "need" in session.held(SEARCH):
        return asked_amid(calm, there, moment)
    wanted = asked_in(moment)
    found = {name: told[name] for name in wanted if name in told} if calm is None or not calm.heard.sure else {}
    if calm is not None and not danger_of(calm.heard) and asks(calm):
        found |= heard_answers(flow, session, calm.heard, world)
    return {**there, **found}


def asks(calm: Moment) -> bool:
    """Whether it asks for something: "and can't get up", of somebody who fell, does not."""
    heard = calm.heard
    return seeks(calm) or asks_to_have(heard.text) or heard.place is not None or says_when(heard)


def asked_amid(calm: Moment | None, there: Answers, moment: Moment) -> Answers:
    """The same amid a search: only a clause that plainly asks changes it, as "I'll go and be with Bert" does not."""
    session = moment.session
    if calm is not None and not danger_of(calm.heard) and seeks(calm):
        return heard_answers(FLOWS[SEARCH], session, calm.heard, moment.world)
    return {} if "place" in session.held(SEARCH) else there


def asked_in(moment: Moment) -> tuple[str, ...]:
    """What is kept of a message that cannot be parted: all, where it asks for somebody; "now" is no time."""
    cheat = moment.heard.told is not None and moment.heard.told.message == SCAM
    if cheat or not (seeks(moment) or asks_to_have(moment.heard.text)):
        return ("place",)
    return ("need", "place", "when") if says_when(moment.heard) else ("need", "place")


def after_alarm(moment: Moment) -> Turn | None:
    """ "No she's fine", just after a safety message: that may be what it is about, so the open question comes again."""
    if not moment.session.alarmed or moment.heard.choice or not answers_asked(moment) or answers_outright(moment):
        return None
    if moment.session.flow not in people.FOUNDER_FLOWS:
        return None
    return again(replace(moment, session=replace(moment.session, alarmed=False)), Say("after_alarm"))


def danger_of(heard: Heard) -> str | None:
    """The kind of danger heard, if any."""
    told = heard.told
    return told.kind or KINDS[told.intent] if told and told.intent in KINDS else None


def values_of(moment: Moment) -> dict[str, object]:
    """What a safety message may name, for whoever told where they are or did not."""
    outside = moment.area is None and is_told_outside(moment)
    return {**safety_values(moment.area, moment.world.now), "outside": outside}


def is_told_outside(moment: Moment) -> bool:
    """Whether the message names a place of another council than ours: that one has a team too."""
    return moment.heard.where is not None and moment.heard.where.area == OUTSIDE


def safety_values(area: Area | None, now: datetime) -> dict[str, object]:
    """What a safety message may name: the council's lines for this hour."""
    return {"area": area, "lines": council_lines(area, now) if area else (), "outside": False}


def council_lines(area: Area, now: datetime) -> tuple[Line, ...]:
    """The council's lines to ring at this hour: both, where a source gives no hours, and on a bank holiday, of which it
    says nothing; the day line, where it is all."""
    day, night = area.safeguarding.day, area.safeguarding.night
    if night is None:
        return (day,)
    if day.opens is None or day.closes is None or is_bank_holiday(now.date()):
        return day, night
    return (day,) if now.weekday() in day.days and day.opens <= f"{now:%H:%M}" < day.closes else (night,)


def silence(moment: Moment) -> Turn | None:
    """Somebody who opted out hears nothing, but for START, HELP and danger, and how to have us back if they ask."""
    session, heard = moment.session, moment.heard
    if not session.opted_out or heard.intent == "start":
        return None
    if session.alarmed and session.danger and heard.intent != "stop":
        session = replace(session, alarmed=heard.intent == "help")
        return Turn(session, (numbers_of(session.danger, moment, again=True),), (Event(SAFETY_EVENTS["emergency"]),))
    if heard.intent == "help" or moment.world.hearing.intents.asks_us_back(heard.text):
        return Turn(session, (Say("still_stopped"),), (Event("told-how-to-start"),))
    return Turn(session, ())


def fed_up(moment: Moment) -> Turn | None:
    """What only sounds like an opt-out may be said of the list it follows: "stop sending me men", "leave me alone".

    They are told how to stop our messages, which STOP and all that plainly asks for it does.
    """
    told, talk = moment.heard.told, moment.list_talk
    guessed = told is not None and told.likeness is not None
    if moment.session.flow != SEARCH or not moment.session.page or not (guessed or (talk and talk.kind == FED_UP)):
        return None
    return cross(moment)


def opt_out(moment: Moment) -> Turn | None:
    """STOP, START and HELP."""
    if moment.heard.intent == "stop" and (enough := fed_up(moment)):
        return enough
    if moment.heard.intent == "stop":
        stopped = replace(moment.session, opted_out=True, alarmed=False)
        return Turn(stopped, (Say("stopped"),), (Event("opted-out"),))
    if moment.heard.intent == "start" and moment.session.opted_out:
        started = replace(moment.session, opted_out=False)
        return Turn(started, (Say("started", {}, menu_options(moment.world)),), (Event("opted-in"),))
    if moment.heard.intent == "help" and moment.session.flow not in people.FOUNDER_FLOWS:
        return Turn(moment.session, (Say("help", {"contact": contact_of(moment)}),))
    return None
