"""How often we answer one person: slower and slower, then not at all, so that two robots cannot talk for ever. Pure.

Every message is kept, whatever its sender did before; only our answers are held back. Each message adds to a pressure
that eases with time; one that says the same as the last adds much more, as robots do that and people seldom do. Beyond
half the limit answers come later. At the limit the person is told, once, and then hears nothing until the pressure has
eased to half. Words about danger, STOP, START and being forgotten are heeded all the same, and answered; but that has a
measure of its own, as a robot may say them for ever. Beyond half of it danger is answered in brief, beyond all of it
every five minutes. Whoever was just told the numbers for danger has them then.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2s

from bot.flows.question import Session, Turn
from bot.message import Event, Inbound, Say

SAME = 8
"""So many messages that say the same, and no others, reach the limit."""
LETTERS = 12
"""A shorter message may well be the same as the last: yes, more, done."""
LATER = timedelta(seconds=20)
"""How much later answers come beyond half the limit."""
AGAIN = timedelta(minutes=5)
"""Within so long, the same words about danger are not answered again to somebody who is not answered otherwise."""
FREE = ("opted-out", "opted-in", "forgotten")
"""Events whose turns stand all the same, besides those of danger."""
HEEDED = 24
"""So many answers to such turns may come close together."""
HEEDED_AN_HOUR = 12
"""So many an hour after that."""
IN_BRIEF = "safety_brief"
"""What danger is met with that was met often already: all the numbers, in one text."""
NO_LETTERS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Restrained:
    """A turn as it may be answered, and how much later."""

    turn: Turn
    wait: timedelta = timedelta()


def restrained(before: Session, inbound: Inbound, turn: Turn, now: datetime, limit: int) -> Restrained:
    """What is left of a turn for somebody who may get about `limit` answers an hour. 0: no limit."""
    if not limit:
        return Restrained(turn)
    print_ = fingerprint(inbound.words)
    same = bool(print_) and print_ == before.last
    pressure = min(eased(before.pressure, before, now, limit) + (limit / SAME if same else 1), 2.0 * limit)
    hushed = pressure >= limit or (before.hushed and pressure > limit / 2)
    often = eased(before.heeded, before, now, HEEDED_AN_HOUR)

    def marked(session: Session) -> Session:
        return replace(session, pressure=round(pressure, 2), heeded=round(often, 2), hushed=hushed, last=print_)

    told_just_now = before.hushed and same and before.seen_at is not None and now - before.seen_at < AGAIN
    if answered_anyway(turn) and not told_just_now:
        return Restrained(heeded(replace(turn, session=marked(turn.session))))
    if hushed:
        silent = replace(marked(before), seen_at=now)
        return Restrained(Turn(silent, ()) if before.hushed else Turn(silent, (Say("hushed"),), (Event("hushed"),)))
    return Restrained(replace(turn, session=marked(turn.session)), LATER if pressure > limit / 2 else timedelta())


def heeded(turn: Turn) -> Turn:
    """A turn that stands all the same, with what is said of it after so many others lately."""
    often = turn.session.heeded
    if often > HEEDED - 1:
        return replace(turn, says=())
    brief = often >= HEEDED / 2 and any(event.name.startswith("safety:") for event in turn.events)
    session = replace(turn.session, heeded=often + 1)
    return replace(turn, session=session, says=(Say(IN_BRIEF),) if brief else turn.says)


def eased(level: float, before: Session, now: datetime, an_hour: float) -> float:
    """What is left of a level since somebody last wrote, as so much of it goes in an hour."""
    hours = (now - before.seen_at).total_seconds() / 3600 if before.seen_at else 0.0
    return max(0.0, level - max(0.0, hours) * an_hour)


def fingerprint(words: str) -> str:
    """A mark of what a message says, apart from its numbers; too short to tell what it was. Empty for a short one."""
    letters = NO_LETTERS.sub("", words.casefold())
    return blake2s(letters.encode(), digest_size=2).hexdigest() if len(letters) >= LETTERS else ""


def answered_anyway(turn: Turn) -> bool:
    """Whether a turn is about danger, about hearing from us at all, or about being forgotten."""
    return any(event.name.startswith("safety:") or event.name in FREE for event in turn.events)
