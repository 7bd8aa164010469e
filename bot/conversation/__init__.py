"""The pure step: a session, a message and a world in; a turn out.

`RULES` is the order that every message meets: safety, opt-out, commands, the question that was asked, what was
volunteered, and last "we did not understand". The first rule that has something to say decides.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.conversation.another_council import named_there, works_there
from bot.conversation.answers import answer, denial, left_to_us, remark, seeks, starts, unsettled
from bot.conversation.between import back_to_steps, to_the_steps, told_anew
from bot.conversation.choices import choice, no_such_number
from bot.conversation.clauses import heard_without
from bot.conversation.commands import command, done, setting_up
from bot.conversation.hearing import awake, hear
from bot.conversation.moment import (
    Moment,
    Rule,
    again,
    answers_asked,
    answers_now,
    answers_outright,
    concluded,
    privacy_page,
    still_held,
)
from bot.conversation.on_list import not_on_list, on_list
from bot.conversation.plainly import (
    asks_demand,
    asks_plainly,
    missed,
    plain_answer,
    repeated,
    said_plainly,
    unreadable,
)
from bot.conversation.safety import SAFETY_EVENTS, after_alarm, danger_of, opt_out, safety, safety_values, silence
from bot.conversation.underway import council_named, helped, underway
from bot.flows import FLOWS, local_demand, people
from bot.flows import find_support as finding
from bot.flows.question import Session, Turn, World, step
from bot.matching.understand import FAQ, FEWEST_LEFT, FIND, UNKNOWN, Heard
from bot.message import Event, Inbound, Say

A_DAY = timedelta(days=1)
ASKING = (FIND, UNKNOWN, FAQ, "greeting")
"""Intents of a message that may ask for what nobody of ours offers."""
NO_ANSWER, NOT_RESPONDING = "no-answer", "not-responding"
"""What `on_list` calls a business that does not answer; of the second, it may be somebody at home."""
TOLD_OF, AT_THE_END = "told of", "a carer at breaking point"
"""What the topics call a death that was told, and a carer who can do no more."""


def respond(session: Session, inbound: Inbound, world: World) -> Turn:
    """What follows from one message. Pure: the same values give the same turn."""
    session = awake(session, world)
    moment = Moment(session, inbound, hear(session, inbound, world), world)
    return finished(to_the_steps(first_of(RULES, moment), moment), moment)


def first_of(rules: Iterable[Rule], moment: Moment) -> Turn:
    """What the first rule says that has something to say."""
    return next(turn for rule in rules if (turn := rule(moment)) is not None)


def then(first: Say, turn: Turn, *events: Event) -> Turn:
    """A turn with something said, and recorded, before all else."""
    return replace(turn, says=(first, *turn.says), events=(*turn.events, *events))


def as_request(moment: Moment) -> Turn:
    """What follows from a message taken for nothing but what it asks for."""
    return first_of(RULES, replace(moment, heard=replace(moment.heard, told=None, intent=FIND)))


def calmed(moment: Moment) -> Turn | None:
    """Danger that was told before is over: a kind word, then on with what they came for."""
    session, rules = moment.session, moment.world.hearing.intents
    told, kind = moment.heard.told, danger_of(moment.heard)
    plainly = kind is not None and (kind == "self-harm" or (told is not None and not told.faint))
    if not session.alarmed or plainly or moment.heard.choice or rules.tells_not_over(moment.heard.text):
        return None
    later = heard_without(moment, lambda clause: tells_over(clause, moment))
    if later is None or danger_of(later.heard):
        return None
    return then(Say("safe_now"), onward(replace(later, session=replace(session, alarmed=False))))


def tells_over(clause: str, moment: Moment) -> bool:
    """Whether a clause says that a danger is over, and does not plainly tell of one: "the fire is out"."""
    rules = moment.world.hearing.intents
    danger = rules.safety(clause)
    return rules.tells_over(clause) and (danger is None or danger.faint)


def onward(moment: Moment) -> Turn:
    """What they came for: what the rest of the message asks, else the search that waits, else where they were."""
    heard, session = moment.heard, moment.session
    if heard.time and heard.time.when.urgent and not finding.says_when(heard):
        moment = replace(moment, heard=replace(heard, time=None))  # "can you look for that carer now"
    if heard.text and (heard.told or answers_now(moment)):
        return first_of(RULES, moment)
    if session.held(finding.NAME) and not session.page and session.flow not in people.FOUNDER_FLOWS:
        return step(FLOWS[finding.NAME], session, {}, moment.world)
    return again(moment)


def silent(moment: Moment) -> Turn | None:
    """ "The first one isn't answering", of a list that was given: no danger, but a business that is out."""
    rules, kind = moment.world.hearing.intents, danger_of(moment.heard)
    said = rules.of_list(moment.heard.text)
    if not moment.session.page or said is None or said.kind not in (NO_ANSWER, NOT_RESPONDING):
        return None
    rest = rules.besides_list(moment.heard.text)
    if still_danger(rest, moment) or not (kind or misheard(rest, moment)):
        return None
    much = len(rest.split()) >= FEWEST_LEFT
    if kind == "self-harm" and " " in rest:
        return None
    if moves(moment):
        return as_request(moment)
    bare = replace(moment.heard, told=None, intent=UNKNOWN, what=(), place=None, time=None)
    turn = on_list(replace(moment, heard=bare))
    return with_numbers(turn, moment) if turn and kind and (much or said.kind == NOT_RESPONDING) else turn


def still_danger(rest: str, moment: Moment) -> bool:
    """Whether the rest of a message tells of danger, by a rule or in more than a word or two."""
    danger = moment.world.hearing.intents.safety(rest)
    return danger is not None and (danger.likeness is None or len(rest.split()) >= FEWEST_LEFT)


def misheard(rest: str, moment: Moment) -> bool:
    """Whether something else was only guessed of a message: a topic, or a need that the rest does not ask for."""
    told = moment.heard.told
    needs = finding.plain_needs(moment.heard)
    guessed = told.likeness is not None if told else bool(needs)
    return guessed and not moves(moment) and not any(need.sure for need in moment.world.hearing.needs.hear(rest))


def moves(moment: Moment) -> bool:
    """Whether a message names a place, or a day that is not today: "she isn't answering, what about Thursday"."""
    when = moment.heard.when
    today = when is not None and when.date == moment.world.now.date()
    return moment.heard.place is not None or (finding.says_when(moment.heard) and not today)


def with_numbers(turn: Turn, moment: Moment) -> Turn:
    """A turn after the numbers to ring, if it is danger."""
    say = Say("safety_perhaps", safety_values(moment.area, moment.world.now))
    return then(say, turn, Event(SAFETY_EVENTS[danger_of(moment.heard) or "emergency"]))


def mild(moment: Moment) -> Turn | None:
    """A danger that may not be one now: the numbers, and what the message asks for besides."""
    told = moment.heard.told
    founder = moment.session.flow in people.FOUNDER_FLOWS  # there it may be an answer: `perhaps`
    numbers = safety(moment) if told and told.mild and not told.child and not founder else None
    if numbers is None:
        return None
    rules = moment.world.hearing.intents
    rest = heard_without(moment, lambda clause: rules.safety(clause) is not None) or moment
    if not rest.heard.sure and not (rest is not moment and answers_asked(rest)):
        return numbers
    return then(numbers.says[0], as_request(rest), *numbers.events)


def still_alarmed(moment: Moment) -> Turn | None:
    """Something not understood after danger was told: the numbers once more, before anything else is asked."""
    if not moment.session.alarmed:
        return None
    say = Say("safety_perhaps", safety_values(moment.area, moment.world.now))
    return Turn(replace(moment.session, alarmed=False), (say,))


def grieving(moment: Moment) -> Turn | None:
    """Who tells of a death and asks for help all the same: a word of sorrow, then that."""
    told = moment.heard.told
    if moment.heard.intent != "bereaved" or told is None or told.kind != TOLD_OF or not moment.heard.sure:
        return None
    if moment.session.flow in people.FOUNDER_FLOWS or not seeks(moment):
        return None
    return then(Say("so_sorry", {"stopped": False}), as_request(moment))


def worn_out(moment: Moment) -> Turn | None:
    """A carer who can do no more and asks for help: whom to talk to, then that."""
    told, heard = moment.heard.told, moment.heard
    if told is None or told.kind != AT_THE_END or heard.intent != FIND or not heard.sure:
        return None
    return then(Say("carer_line", {"area": moment.area}), as_request(moment))


def perhaps(moment: Moment) -> Turn | None:
    """Danger that no rule knows and that is not sure, where something is asked for too: the numbers, and then that.

    The same where it may be an answer to the open question: "she tells me what to do".
    """
    heard, kind = moment.heard, danger_of(moment.heard)
    if heard.told is None or kind is None or heard.told.child:
        return None
    unsure = heard.told.faint and kind != "self-harm" and heard.sure
    if not unsure and not sounds_like_harm(moment):
        return None
    if is_answer(moment):
        return as_request(moment)
    return with_numbers(as_request(moment), moment)


def is_answer(moment: Moment) -> bool:
    """Whether it is plainly an answer: in own words, to a question that is not about harm, and faintly like danger."""
    told, asked = moment.heard.told, moment.asked
    likely = told is not None and told.faint and asked is not None and not asked.like_harm
    return likely and danger_of(moment.heard) != "self-harm" and answers_outright(moment)


def tells_of_work(moment: Moment) -> bool:
    """Whether a founder tells of what they do or may do, in the triage: "I might be bathing him"."""
    told = moment.world.hearing.told.get(moment.session.flow)
    return told is not None and bool(told.would_settle(moment.heard.text))


def sounds_like_harm(moment: Moment) -> bool:
    """Whether it is an answer that sounds like harm: to such a question, or in own words where no rule knows it."""
    told = moment.heard.told
    if told and told.likeness is not None and (answers_outright(moment) or (told.faint and tells_of_work(moment))):
        return True
    likely = moment.asked is not None and moment.asked.like_harm and may_be_answer(moment.heard)
    return likely and answers_asked(moment)


def may_be_answer(heard: Heard) -> bool:
    """Whether danger may be misheard: it is not for a life, or no rule knows it."""
    return danger_of(heard) == "abuse" or (heard.told is not None and heard.told.faint)


def finished(turn: Turn, moment: Moment) -> Turn:
    """A turn with what every turn has: first-contact line, welcome back, the options offered, the time."""
    safe = any(event.name in SAFETY_EVENTS.values() for event in turn.events)
    sorrow = any(say.key == "so_sorry" for say in turn.says[:1])
    says = turn.says if safe or sorrow or not turn.says else (*before(turn, moment), *turn.says)
    session = replace(
        turn.session,
        met=turn.session.met or (bool(turn.says) and not safe and not sorrow),
        offered=offered(turn, moment.session),
        alarmed=turn.session.alarmed and (safe or turn.session.answers == moment.session.answers),
        misses=turn.session.misses if has(turn, "not-understood") or safe else 0,
        area=council_told(turn.session, moment),
        seen_at=moment.world.now,
    )
    return Turn(session, says, turn.events)


def council_told(session: Session, moment: Moment) -> str | None:
    """The council that they named: in the triage, that of any place of ours that they speak of."""
    council = council_named(moment) if session.flow in people.FOUNDER_FLOWS else None
    return council.code if council and people.works_in(session) is None else session.area


def offered(turn: Turn, before: Session) -> tuple[str, ...]:
    """The options that a number may now choose: the new ones, else those offered before if the place is the same."""
    new = next((say.options for say in reversed(turn.says) if say.options), ())
    if new:
        return tuple(option.code for option in new)
    stays = (turn.session.flow, turn.session.asked, turn.session.page) == (before.flow, before.asked, before.page)
    return before.offered if stays else ()


def has(turn: Turn, name: str) -> bool:
    """Whether a turn records an event of this name."""
    return any(event.name == name for event in turn.events)


def before(turn: Turn, moment: Moment) -> tuple[Say, ...]:
    """What comes first: who we are, the first time; what we still know, after a day."""
    if has(turn, "opted-out") or has(turn, "forgotten"):
        return ()
    if not moment.session.met:
        return (Say("first_contact", {"privacy": privacy_page(moment.world)}),)
    seen = moment.session.seen_at
    if not seen or moment.world.now - seen <= A_DAY or moment.session.flow != finding.NAME:
        return ()
    known = finding.known_words(still_held(moment), moment.world)
    found = (
        bool(moment.session.page)
        and concluded(moment, finding.NAME)
        and not any(say.key == "matches" for say in turn.says)
    )
    return (Say("welcome_back", {"known": known, "found": found}),) if known else ()


def awaited(moment: Moment) -> Turn | None:
    """The town that a safety message, a hand-over or a question about demand was waiting for."""
    waiting, area = moment.session.awaiting, moment.area
    if waiting is None or area is None or moment.heard.where is None or moment.heard.sure:
        return None
    session = replace(moment.session, awaiting=None, area=area.code)
    if waiting == "person":
        return Turn(session, (people.reach(area, people.is_founder(session), moment.inbound.channel, moment.world),))
    if waiting == local_demand.AWAITED:
        return Turn(session, (local_demand.told(moment.heard.where, area, (), moment.world),))
    local = Say("safety_local", safety_values(area, moment.world.now))
    # The town may be what the open question waited for as well: nobody is asked twice.
    turn = (answer(replace(moment, session=session)) if session.asked else None) or Turn(session, ())
    return replace(turn, says=(local, *turn.says))


def elsewhere(moment: Moment) -> Turn | None:
    """What nobody of ours offers: where to ask for it, and then what else is asked for."""
    heard, session = moment.heard, moment.session
    asks = heard.intent in ASKING and not heard.choice and session.flow not in people.FOUNDER_FLOWS
    name = moment.world.hearing.intents.elsewhere(heard.text) if asks else None
    if name is None:
        return None
    said = said_plainly(moment, name)
    if not heard.sure:
        return said
    turn = first_of(RULES[RULES.index(elsewhere) + 1 :], replace(moment, heard=replace(heard, told=None, intent=FIND)))
    return replace(turn, says=(said.says[0], *turn.says))


RULES: tuple[Rule, ...] = (
    calmed,
    silent,
    mild,
    perhaps,
    safety,
    silence,
    opt_out,
    grieving,
    worn_out,
    unreadable,
    after_alarm,
    awaited,
    back_to_steps,
    told_anew,
    elsewhere,
    setting_up,
    underway,
    helped,
    not_on_list,
    command,
    choice,
    no_such_number,
    left_to_us,
    on_list,
    done,
    asks_demand,
    works_there,
    starts,
    asks_plainly,
    denial,
    repeated,
    answer,
    unsettled,
    named_there,
    plain_answer,
    remark,
    still_alarmed,
    missed,
)
