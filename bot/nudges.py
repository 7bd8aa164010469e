"""Reminders of the checklist that we write of our own accord: when the next one is due, and what it says.

Pure. One is due at the pace that the person chose, counted from the last word between us. Two that nobody answered are
the last; what soon has to be done again is still told, once. All goes after a year's silence: whoever would then miss
something is told a month before, and any word from them keeps it. None comes at night, and none at a weekend or on a
bank holiday unless the person chose the day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from bot.flows.checklist_steps import DONE, NAME, progress, steps
from bot.flows.courses import COURSES
from bot.flows.question import Session, Turn, World, standing, step
from bot.flows.reminders import MONTHLY, NUDGES, SILENCE, wanted
from bot.flows.renewals import Renewal, months_on, renewals
from bot.flows.setup_checklist import SetupChecklist
from bot.flows.tree_results import day
from bot.hours import LONDON, WAKE, awake_at
from bot.matching.time_dates import bank_holiday
from bot.matching.times import DAYS, When
from bot.message import Option, Say

KIND = "nudge"
LAST = time(19, 45)
"""The latest hour that a reminder is set for."""
A_DAY = timedelta(days=1)
WEEKS = {"weekly": timedelta(weeks=1), "fortnightly": timedelta(weeks=2)}
MOST_UNANSWERED = 2
APART = timedelta(days=6)
"""At least so long after any reminder comes one of what has to be done again."""
NOTICE = timedelta(days=30)
"""How long before all is wiped we say so."""
TOLD = "_wiped"
"""Beside the steps that were told: the silence, by its last word, in which we said so."""
AT_ONCE = 3
"""Steps to do again that one message names."""
CHECKLIST = SetupChecklist()


def timers(session: Session, world: World) -> dict[str, datetime]:
    """When to look at this session again, if nothing is said till then."""
    due = due_at(session, world)
    return {KIND: due} if due else {}


def remind(session: Session, _kind: str, world: World) -> Turn | None:
    """What follows when a timer is due. A turn without words only sets it anew: the hour or day has become wrong."""
    due = due_at(session, world)
    if due is None:
        return None
    if due > world.now:
        return Turn(session, ())
    again = [one for one in untold(session, world) if at_hour(one.speak_on, session) <= world.now]
    if again:
        return to_renew(session, again[:AT_ONCE], world)
    notice = notice_at(session, world)
    return soon_wiped(session, world) if notice and notice <= world.now else next_step(session, world)


# What was sent


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: reminders since the person last wrote, the last one's time, what was told to be done again."""

    unanswered: int = 0
    at: datetime | None = None
    renewed: Mapping[str, str] = field(default_factory=dict)
    """Step -> the day by which it was told to be done again."""


def sent_in(session: Session) -> Sent:
    """What a session tells of that. Any word from the person answers the reminders before it."""
    kept = session.answers.get(NUDGES)
    if not kept:
        return Sent()
    at = datetime.fromisoformat(kept["at"])
    answered = session.seen_at is not None and session.seen_at > at
    return Sent(0 if answered else int(kept["unanswered"]), at, dict(one.split("=") for one in kept["renewed"].split()))


def sending(session: Session, sent: Sent, says: tuple[Say, ...], now: datetime) -> Turn:
    """A reminder, and what its session keeps of it."""
    renewed = " ".join(f"{name}={day}" for name, day in sent.renewed.items())
    kept = {"unanswered": str(sent.unanswered), "at": now.isoformat(), "renewed": renewed}
    offered = tuple(option.code for option in says[-1].options)
    return Turn(replace(session.keeping(NUDGES, kept), offered=offered, misses=0), says)


# When


def due_at(session: Session, world: World) -> datetime | None:
    """The next moment to write to somebody, from now on; None where there is nothing to write, or they want nothing."""
    when = wanted(session.held(NAME))
    if when is None or session.opted_out or session.seen_at is None:
        return None
    moments = nudge_at(session, when, world), renewal_at(session, world), notice_at(session, world)
    due = list(filter(None, moments))
    return polite(max(min(due), world.now), when) if due else None


def nudge_at(session: Session, when: When, world: World) -> datetime | None:
    """When the next step is due to be told, before nights and weekends are left out."""
    if sent_in(session).unanswered >= MOST_UNANSWERED or nothing_left(session, world):
        return None
    return at_hour(day_after(last_word(session), when), session)


def renewal_at(session: Session, world: World) -> datetime | None:
    """When the next step to do again is due to be told."""
    again = untold(session, world)
    if not again:
        return None
    sent = sent_in(session).at
    moment = at_hour(again[0].speak_on, session)
    return max(moment, sent + APART) if sent else moment


def notice_at(session: Session, world: World) -> datetime | None:
    """When to say that all will be wiped; None where nothing would be missed by that, or it was said."""
    if session.seen_at is None or sent_in(session).renewed.get(TOLD) == session.seen_at.date().isoformat():
        return None
    gone = (session.seen_at + SILENCE).date()
    sent = sent_in(session).at
    moment = at_hour(gone - NOTICE, session)
    missed = any(one.speak_on >= gone for one in untold(session, world))
    return (max(moment, sent + APART) if sent else moment) if missed else None


def last_word(session: Session) -> date:
    """The day of the last word between us, theirs or ours."""
    moments = [moment for moment in (session.seen_at, sent_in(session).at) if moment]
    return max(moments).astimezone(LONDON).date()


def day_after(day: date, when: When) -> date:
    """The day on which a pace comes round; where days of the week were chosen, the last of these before or on it."""
    target = months_on(day, 1) if when.repeats == MONTHLY else day + WEEKS[when.repeats or ""]
    week = (target - back * A_DAY for back in range(len(DAYS)))
    return next((one for one in week if DAYS[one.weekday()] in when.days), target)


def at_hour(day: date, session: Session) -> datetime:
    """That day at the hour chosen, else at the hour at which the person last wrote, as near to it as is no night."""
    when = wanted(session.held(NAME)) or When()
    seen = session.seen_at.astimezone(LONDON).time() if session.seen_at else WAKE
    return datetime.combine(day, min(max(when.start or seen, WAKE), LAST), LONDON)


def polite(moment: datetime, when: When) -> datetime:
    """The first moment from this one on that is neither at night nor on a day to leave people in peace."""
    awake = awake_at(moment)
    day = here = awake.astimezone(LONDON).date()
    while not suits(day, when):
        day += A_DAY
    return awake if day == here else datetime.combine(day, awake.astimezone(LONDON).time(), LONDON)


def suits(day: date, when: When) -> bool:
    """Whether we may write on a day: one of those chosen, else a weekday; never on a bank holiday."""
    chosen = when.days or DAYS[:5]
    return DAYS[day.weekday()] in chosen and bank_holiday(day - A_DAY) != day


# What


def nothing_left(session: Session, world: World) -> bool:
    """Whether every step is dealt with."""
    return standing(CHECKLIST, CHECKLIST.settle(session.held(NAME)), world)[1] is None


def next_step(session: Session, world: World) -> Turn:
    """The next step, in the checklist whatever was spoken of before."""
    turn = step(CHECKLIST, session, {}, world)
    sent = sent_in(session)
    count = sent.unanswered + 1
    asked, last = turn.says[-1], {"last": count >= MOST_UNANSWERED}
    says: tuple[Say, ...] = (Say("nudge", {**asked.values, **last}, asked.options),)
    if asked.key != "checklist_item":
        answers = turn.session.held(NAME)
        says = (Say("nudge_on", {**progress(steps(CHECKLIST.checklist(answers, world), answers)), **last}), asked)
    return sending(turn.session, replace(sent, unanswered=count), says, world.now)


def untold(session: Session, world: World) -> list[Renewal]:
    """The steps to do again that were not told yet, the soonest first."""
    answers = session.held(NAME)
    checklist = CHECKLIST.checklist(answers, world)
    items = CHECKLIST.called(checklist, answers)
    found = steps(checklist, answers)
    done = ((one.name, items[one.name]) for one in found if one.state == DONE or one.taken)
    told = sent_in(session).renewed
    return [one for one in renewals(done, answers) if told.get(one.name) != one.on.isoformat()]


def soon_wiped(session: Session, world: World) -> Turn:
    """That all they told us goes in a month, unless they write."""
    sent, seen = sent_in(session), session.seen_at or world.now
    told = {**sent.renewed, TOLD: seen.date().isoformat()}
    return sending(session, replace(sent, renewed=told), (Say("nudge_wiped"),), world.now)


def to_renew(session: Session, again: list[Renewal], world: World) -> Turn:
    """Steps to do again. One of several courses is called by the one whose day it is, and is not done with it."""
    items = [
        {"title": one.item.title, "text": one.item.renewal.text.rstrip("."), "on": day(one.on) if one.dated else ""}
        for one in again
        if one.item.renewal
    ]
    answers = session.held(NAME)
    found = steps(CHECKLIST.checklist(answers, world), answers)
    whole = {one.name for one in found if one.state == DONE}
    codes = {one.name: f"{one.name}:{DONE}" if one.name in whole else f"{COURSES}:{one.name}" for one in again}
    options = tuple(Option(f"{NAME}:{codes[one.name]}", one.item.title) for one in again)
    sent = sent_in(session)
    told = {**sent.renewed, **{one.name: one.on.isoformat() for one in again}}
    asked = again[0].name if len(again) == 1 else None
    session = replace(session, flow=NAME, asked=asked)
    return sending(session, replace(sent, renewed=told), (Say("nudge_renew", {"items": items}, options),), world.now)
