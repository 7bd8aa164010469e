"""Texts that never reached us: read from Twilio's log, at start and every hour.

Twilio keeps what came to our number, but does not reliably call our webhook again after an outage of ours. Each message
is taken once by its id, so reading too much does no harm: every reading begins an hour before the last one that came to
the end of the log. One that did not is as if it had never been begun.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
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
    found = all_since(channel, store.read(lambda connection: since(connection, begun)), going)
    if found is None:
        log.warning("texts: the reading of Twilio's log was cut short; the next begins where it did")
        return None
    new = [store.receive(one) for one in found]
    for one in new:
        received(one)
    store.run(lambda tx: mark(tx.connection, begun))
    if sum(new):
        log.warning("texts: %d that had not reached us are taken from Twilio's log", sum(new))
    return sum(new)


def all_since(channel: Sms, moment: datetime, going: Callable[[], bool]) -> list[Inbound] | None:
    """All that the log says came to us, oldest first, however long it is. None when `going` says to end."""
    found: list[Inbound] = []
    for page in channel.came_since(moment):
        found += page
        if not going():
            return None
    return sorted(found, key=lambda one: one.at)


def since(connection: Connection, now: datetime) -> datetime:
    """From when on to read: before the last reading, and not too far back."""
    last: datetime | None = connection.execute(select(setting.c.at).where(setting.c.name == MARK)).scalar()
    return max(min(last or now, now) - OVERLAP, now - FURTHEST)


def mark(connection: Connection, at: datetime) -> None:
    """Note a reading that went well."""
    connection.execute(delete(setting).where(setting.c.name == MARK))
    connection.execute(insert_new(connection.dialect.name, setting), {"name": MARK, "value": "", "at": at})
