"""Texts that never reached us: read from Twilio's log, at start and every hour.

Twilio keeps what came to our number, but does not reliably call our webhook again after an outage of ours. Each message
is taken once by its id, so reading too much does no harm: every reading begins an hour before the last one that came to
the end of the log. One that did not is as if it had never been begun.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Literal

from sqlalchemy import Connection, delete, select

from bot.channels.sms import Sms
from bot.message import Inbound
from bot.store.statements import insert_new
from bot.store.store import Store
from bot.store.tables import setting

EVERY_S = 3600.0
OVERLAP = timedelta(hours=1)
FURTHEST = timedelta(days=3)
"""An answer to something older would only puzzle people."""
MARK = "texts read up to"
Reading = Literal["whole", "cut", "failed"]
"""How a reading ended: at the end of the log, as the process is to end, or by what Twilio or the database did."""

log = logging.getLogger(__name__)


def catch_up(
    store: Store,
    channel: Sms,
    received: Callable[[bool], None] = lambda _new: None,
    going: Callable[[], bool] = lambda: True,
) -> int | None:
    """Take in the texts that we do not have. Returns how many there were; `received` is told of each, new or not.

    None where `going` said to end before the end of the log. Raises what Twilio's client raises, and StoreError. After
    either, the next reading begins where this one did.
    """
    begun = store.clock()
    new = 0
    for one in all_since(channel, store.run(lambda tx: since(tx.connection, begun)), going):
        received(kept := store.receive(one))
        new += kept
    if not going():
        log.warning("texts: the reading of Twilio's log was cut short; the next begins where it did")
        return None
    store.run(lambda tx: mark(tx.connection, begun))
    if new:
        log.warning("texts: %d that had not reached us are taken from Twilio's log", new)
    return new


def all_since(channel: Sms, moment: datetime, going: Callable[[], bool]) -> Iterator[Inbound]:
    """All that the log says came to us, oldest first, however long it is: no text before all are read.

    Ends early when `going` says so.
    """
    found: list[Inbound] = []
    for page in takewhile(lambda _page: going(), channel.came_since(moment)):
        found += page
    if going():
        yield from takewhile(lambda _one: going(), sorted(found, key=lambda one: one.at))


def since(connection: Connection, now: datetime) -> datetime:
    """From when on to read: before the last whole reading, else before the first that was begun; not too far back."""
    connection.execute(insert_new(connection.dialect.name, setting), {"name": MARK, "value": "", "at": now})
    last: datetime = connection.execute(select(setting.c.at).where(setting.c.name == MARK)).scalar_one()
    return max(min(last, now) - OVERLAP, now - FURTHEST)


def mark(connection: Connection, at: datetime) -> None:
    """Note a reading that went well."""
    connection.execute(delete(setting).where(setting.c.name == MARK))
    connection.execute(insert_new(connection.dialect.name, setting), {"name": MARK, "value": "", "at": at})
