"""One turn: a message that waits, the session of who sent it, and what the conversation makes of the two.

Everything that follows from a message is kept in one transaction, or none of it is: the session, what happened, what
to send, and that the message has had its turn. A turn is a pure function, so many share one commit, and one that fails
has left nothing behind.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import conversation, wording
from bot.channels import Channel
from bot.content import Content
from bot.conversation import hearing
from bot.flows.question import Session, Turn, World
from bot.logs import where_in
from bot.message import Event, Inbound, Outbound, Say
from bot.restraint import FREE, Restrained
from bot.store.engine import AgainError, FullError
from bot.store.store import Store
from bot.store.transaction import APOLOGY, Someone, Timer, Transaction, Waiting

BATCH = 64
"""Turns that share a commit."""
NO_WAIT = timedelta()
HEAD_START = timedelta(hours=1)
"""Where answers queue up, those to people who have had `BEGINNINGS` go before those to strangers that have waited for
less than this: a crowd that writes for the first time is in nobody's way, and is answered all the same."""
BEGINNINGS = 3
TRIES = 3
"""Failed turns of one message before it is set aside."""

HEARD_STOPPED = ("opted-in", "told-how-to-start", "forgotten", "told-what-we-hold")
"""What somebody who opted out hears of, besides danger."""

PASSING = (AgainError, FullError)
"""What is wrong with the database, not with a message."""

log = logging.getLogger(__name__)


Timers = Mapping[str, datetime]
"""What is to be done for a person later: kind -> when."""


def no_timers(_session: Session, _world: World) -> Timers:
    """Nothing later."""
    return {}


def no_reminder(_session: Session, _kind: str, _world: World) -> Turn | None:
    """Nothing to say."""
    return None


def no_restraint(_before: Session, _inbound: Inbound, turn: Turn, _now: datetime) -> Restrained:
    """Answer everything, at once."""
    return Restrained(turn)


@dataclass(frozen=True, slots=True)
class Talk:
    """What a turn needs besides the message: the world as it is at that moment, and the ways in and out."""

    world: Callable[[], World]
    channels: Mapping[str, Channel]
    respond: Callable[[Session, Inbound, World], Turn] = conversation.respond
    text_of: Callable[[Say, Content, str | None], str] = wording.text_of
    home: Callable[[Session, World], str | None] = hearing.home
    """The area whose words are used."""
    timers: Callable[[Session, World], Timers] = no_timers
    """What a session as it now stands asks to be done later."""
    remind: Callable[[Session, str, World], Turn | None] = no_reminder
    """What follows when a timer of this kind is due; None: nothing any more."""
    restrain: Callable[[Session, Inbound, Turn, datetime], Restrained] = no_restraint
    """What is left of a turn for somebody who writes a great deal."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A turn with its words laid out."""

    turn: Turn
    area: str | None
    outbounds: tuple[Outbound, ...]
    wait: timedelta = NO_WAIT
    """How much later it is sent."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that had its turn, or whose turn failed (`reply` is None)."""

    message: Waiting
    reply: Reply | None


def take(store: Store, talk: Talk, most: int = BATCH) -> list[Taken]:
    """Give waiting messages their turns, oldest first, in one transaction. Call again until it returns nothing.

    Raises AgainError when the database cannot be reached or is in use, FullError when it has no room: then nothing has
    changed, and no try is counted.
    """
    try:
        return store.run(lambda transaction: take_together(transaction, talk, most))
    except PASSING:
        raise
    except Exception as error:
        log.warning("a batch of turns was rolled back (%s); taking each alone", where_in(error))
        return take_alone(store, talk, most)


def take_together(transaction: Transaction, talk: Talk, most: int) -> list[Taken]:
    """Many turns in one transaction. A person's next message waits behind one whose turn failed."""
    world = talk.world()
    held_up: set[int] = set()
    taken: list[Taken] = []
    for message in transaction.waiting(talk.channels, most):
        if message.person_id not in held_up:
            taken.append(one := give_turn(transaction, talk, world, message))
            held_up |= {message.person_id} if one.reply is None else set()
    return taken


def take_alone(store: Store, talk: Talk, most: int = BATCH) -> list[Taken]:
    """Give the first waiting messages their turns, each in a transaction of its own: at start, and after a failure."""
    ids = store.run(lambda transaction: [message.id for message in transaction.waiting(talk.channels, most)])
    return [one for number in ids for one in take_counted(store, talk, number)]


def take_counted(store: Store, talk: Talk, number: int) -> list[Taken]:
    """Give one message its turn. The try is counted first: a message that ends the process is set aside as well."""
    store.run(lambda transaction: transaction.begun(number))
    try:
        return store.run(lambda transaction: take_one(transaction, talk, number))
    except PASSING:
        raise
    except Exception as error:
        what = where_in(error)
        return store.run(lambda transaction: fail_one(transaction, talk, number, what))


def take_one(transaction: Transaction, talk: Talk, number: int) -> list[Taken]:
    """One message, if it is its person's turn. Its try has been counted."""
    world = talk.world()
    found = [uncounted(message) for message in transaction.waiting(talk.channels, 1, only=number)]
    over = [message for message in found if message.attempts >= TRIES]
    if over:
        return [fail(transaction, talk, world, over[0], "the process ended during the turn")]
    return [give_turn(transaction, talk, world, message) for message in found]


def fail_one(transaction: Transaction, talk: Talk, number: int, what: str) -> list[Taken]:
    """The turn of one message could not be kept. Its try has been counted."""
    found = transaction.waiting(talk.channels, 1, only=number)
    return [fail(transaction, talk, talk.world(), uncounted(message), what) for message in found]


def uncounted(message: Waiting) -> Waiting:
    """A message with the try that is under way not counted yet."""
    return replace(message, attempts=message.attempts - 1)


def give_turn(transaction: Transaction, talk: Talk, world: World, message: Waiting) -> Taken:
    """One turn, written down when it comes out well."""
    try:
        inbound = transaction.opened(message)
        reply = reply_to(transaction.session_for(message.person_id), inbound, talk, world)
        timers = talk.timers(reply.turn.session, world)
    except Exception as error:
        return fail(transaction, talk, world, message, where_in(error))
    transaction.handled(message)
    keep(transaction, message.person_id, reply, timers)
    keep_missed(transaction, message, reply, world)
    due_at = when(transaction, message.person_id, reply.wait)
    transaction.queue(message.person_id, message.id, reply.outbounds, reason_of(reply.turn), due_at=due_at)
    return Taken(message, reply)


def when(transaction: Transaction, person_id: int, wait: timedelta) -> datetime:
    """When an answer is due: for whoever is no stranger, with a head start."""
    known = transaction.someone(person_id)
    begins = known is None or known.version <= BEGINNINGS
    return transaction.now + wait if wait or begins else transaction.now - HEAD_START


def reply_to(session: Session, inbound: Inbound, talk: Talk, world: World) -> Reply:
    """What follows from a message, in words. Pure."""
    left = talk.restrain(session, inbound, talk.respond(session, inbound, world), world.now)
    heard = left.turn if may_hear(session, left.turn) else replace(left.turn, says=())
    return laid_out(heard, inbound.channel, talk, world, left.wait)


def laid_out(turn: Turn, channel: str, talk: Talk, world: World, wait: timedelta = NO_WAIT) -> Reply:
    """A turn's words, as its channel sends them, `wait` later."""
    area = talk.home(turn.session, world)
    lay_out = talk.channels[channel].lay_out
    texts = [(talk.text_of(say, world.content, area), say.options) for say in turn.says]
    return Reply(turn, area, tuple(outbound for text, options in texts for outbound in lay_out(text, options)), wait)


def may_hear(before: Session, turn: Turn) -> bool:
    """Whether somebody is told what a turn says: one who opted out hears of danger, of opting in and of their data."""
    return not before.opted_out or reason_of(turn) == "safety" or any(happened(turn, name) for name in HEARD_STOPPED)


def happened(turn: Turn, name: str) -> bool:
    """Whether an event of this name is among a turn's."""
    return any(event.name == name for event in turn.events)


def reason_of(turn: Turn) -> str:
    """Why what a turn says is sent: words about somebody's safety go out even to one who opted out.

    `notice`: what we owe people whatever it costs, when they say STOP, START, HELP or forget me.
    """
    if any(event.name.startswith("safety:") for event in turn.events):
        return "safety"
    owed = any(happened(turn, name) for name in FREE) or any(say.key in ("help", "still_stopped") for say in turn.says)
    return "notice" if owed else "answer"


def keep(transaction: Transaction, person_id: int, reply: Reply, timers: Timers) -> None:
    """Write down what a turn leaves: the session, the events, and what these bring about."""
    transaction.keep(person_id, reply.turn.session, reply.area)
    transaction.set_timers(person_id, timers)
    transaction.record(reply.turn.events, reply.area)
    for event in reply.turn.events:
        if event.name in EFFECTS:
            EFFECTS[event.name](transaction, person_id, event, reply.area)


def keep_missed(transaction: Transaction, message: Waiting, reply: Reply, world: World) -> None:
    """Mark a message that was not understood, where the area lets its editors read such."""
    event = next((event for event in reply.turn.events if event.name == "not-understood"), None)
    area = world.content.areas.get(reply.area) if event and reply.area else None
    if event and area and area.keep_misunderstood:
        transaction.missed(message, area.code, event.values.get("asked", ""))


def hand_over(transaction: Transaction, person_id: int, event: Event, area: str | None) -> None:
    """A note for people to read, where the person agreed to it."""
    if event.values.get("consent") == "yes":
        transaction.hand_over(person_id, event.values, event.values.get("area") or area)


Effect = Callable[[Transaction, int, Event, str | None], None]
EFFECTS: Mapping[str, Effect] = {
    "opted-out": lambda transaction, person_id, _event, _area: transaction.opt_out(person_id),
    "opted-in": lambda transaction, person_id, _event, _area: transaction.opt_in(person_id),
    "forgotten": lambda transaction, person_id, _event, _area: transaction.forget(person_id),
    "handed-over": hand_over,
    "matched": lambda transaction, person_id, event, _area: transaction.looked_for(person_id, event.values, False),
    "unmet": lambda transaction, person_id, event, _area: transaction.looked_for(person_id, event.values, True),
}
"""What an event brings about, beyond being recorded."""


def fail(transaction: Transaction, talk: Talk, world: World, message: Waiting, what: str) -> Taken:
    """A turn that failed: another try, or set aside with an apology and a line for the operator."""
    if message.attempts + 1 < TRIES:
        transaction.failed(message, what)
        return Taken(message, None)
    log.error("message %d set aside after %d tries: %s", message.id, message.attempts + 1, what)
    transaction.set_aside(message, what)
    session = transaction.session_for(message.person_id)
    if not session.opted_out:
        words = apology(session, message.channel, talk, world)
        transaction.queue(message.person_id, message.id, words, first=APOLOGY)
    return Taken(message, None)


def apology(session: Session, channel: str, talk: Talk, world: World) -> Sequence[Outbound]:
    """What somebody is told whose message we could not deal with; nothing when even that fails."""
    try:
        return laid_out(Turn(session, (Say("turn_failed"),)), channel, talk, world).outbounds
    except Exception as error:
        log.error("no apology could be made: %s", where_in(error))
        return ()


def remind(transaction: Transaction, talk: Talk, most: int = BATCH) -> int:
    """Do what is due for people whose conversation has not moved on since. Returns how many timers were due."""
    world = talk.world()
    timers = transaction.due_timers(most)
    for timer in timers:
        someone = transaction.someone(timer.person_id)
        if someone and stands(someone, timer) and someone.channel in talk.channels:
            say_reminder(transaction, talk, world, someone, timer.kind)
    return len(timers)


def stands(someone: Someone, timer: Timer) -> bool:
    """Whether a timer still means something: nothing was said since it was set, and we may write to the person."""
    return someone.version == timer.answers_version and not someone.opted_out and not someone.unreachable


def say_reminder(transaction: Transaction, talk: Talk, world: World, someone: Someone, kind: str) -> None:
    """One reminder. One that fails is left out: it must not stop those of others."""
    try:
        turn = talk.remind(someone.session, kind, world)
        if turn is None:
            return
        reply = laid_out(turn, someone.channel, talk, world)
        timers = talk.timers(turn.session, world)
    except Exception as error:
        log.error("a %s reminder failed: %s", kind, where_in(error))
        return
    keep(transaction, someone.id, reply, timers)
    transaction.queue(someone.id, None, reply.outbounds, "nudge")
