"""A link to somebody's setup plan: a token that finds their session again, signed and good for some days.

It holds no number and no answer: the start of the key that the person is found by, the last day, and a mark that only
the key of this database makes. It stops working when the person is forgotten.
"""

import hmac
from base64 import b32decode, b32encode
from binascii import Error
from datetime import date, datetime

from sqlalchemy import Connection, select

from bot.flows.any_time import PLAN_LASTS
from bot.flows.question import Session
from bot.hours import LONDON
from bot.store.engine import StoreError
from bot.store.inbox import Safe
from bot.store.seal import Seal
from bot.store.sessions import opened_session
from bot.store.tables import person

FIRST_DAY = date(2026, 1, 1)
WHOSE, DAY, MARK = 16, 4, 20
"""Hex digits of each part: 20 bytes in all, which are 32 letters and digits."""
PURPOSE = "plan"
"""Stands where a channel stands in the keys of addresses, so that no mark is ever one of these."""


class NoPlanError(StoreError):
    """Not a token of ours, or nobody's any more."""


class OldPlanError(StoreError):
    """A token of ours whose last day has gone by."""


def link(safe: Safe, public_url: str, channel: str, address: str, now: datetime) -> str:
    """Where somebody sees their plan from now on."""
    until = (now.astimezone(LONDON) + PLAN_LASTS).date()
    return f"{public_url}/plan/{token(safe, channel, address, until)}"


def token(safe: Safe, channel: str, address: str, until: date) -> str:
    """A token for somebody's plan, good until the end of a day. The same person and day give the same token."""
    said = f"{safe.key(channel, address)[:WHOSE]}{(until - FIRST_DAY).days:0{DAY}x}"
    return b32encode(bytes.fromhex(said + mark(safe, said))).decode("ascii").lower()


def mark(safe: Safe, said: str) -> str:
    """What proves that we said it."""
    return safe.key(PURPOSE, said)[:MARK]


def opened(safe: Safe, token: str, now: datetime) -> tuple[str, date]:
    """The start of the key of whose plan it is, and the token's last day. Raises NoPlanError or OldPlanError."""
    try:
        read = b32decode(token.upper()).hex()
    except (Error, ValueError):
        raise NoPlanError("not a token") from None
    said, theirs = read[:-MARK], read[-MARK:]
    if len(said) != WHOSE + DAY or not hmac.compare_digest(mark(safe, said), theirs):
        raise NoPlanError("not a token of ours")
    until = date.fromordinal(FIRST_DAY.toordinal() + int(said[WHOSE:], 16))
    if now.astimezone(LONDON).date() > until:
        raise OldPlanError("the token is too old")
    return said[:WHOSE], until


def whose(connection: Connection, seal: Seal, start: str) -> Session:
    """The session of the one person whose key starts so. Raises NoPlanError when there is none, or no telling."""
    # Keys are hexadecimal digits: whatever begins with `start` lies between it and it with a "g" after it.
    theirs = select(person.c.session).where(person.c.address_key >= start, person.c.address_key < f"{start}g")
    found = list(connection.execute(theirs.limit(2)).scalars())
    if len(found) != 1:
        raise NoPlanError("nobody's plan")
    return opened_session(found[0], seal)
