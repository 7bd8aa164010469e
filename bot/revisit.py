"""The look through all outcomes that were told: whoever a guide now tells something else gets a timer to hear of it.

It is made when a guide has changed since the last look, and once a day besides, as a process that still has the old
guide may have told somebody after it. It goes in small steps, one process at a time, and goes on where it stood.
"""

import logging
from datetime import datetime, timedelta

from bot.content import Content
from bot.guides import KIND
from bot.logs import where_in
from bot.store.results import Look, keep_look, last_look, people_with_results
from bot.store.store import Store
from bot.store.transaction import Transaction
from bot.turn import Talk

STEP = 200
"""People of one step."""
A_DAY = timedelta(days=1)

log = logging.getLogger(__name__)


def revisit_due(store: Store, talk: Talk) -> int:
    """Look through all kept outcomes, if it is time to. Returns how many people are to be told."""
    found, more = 0, True
    while more:
        some, more = store.run(lambda transaction: revisit_some(transaction, talk))
        found += some
    if found:
        log.info("a guide has changed: %d people are to be told", found)
    return found


def revisit_some(transaction: Transaction, talk: Talk) -> tuple[int, bool]:
    """One step. How many people are to be told, and whether there is more to look at."""
    editions = editions_of(talk.world().content)
    look = begun(last_look(transaction.connection), editions, transaction.now)
    if look.after is None or not transaction.alone(KIND):
        return 0, False
    people = list(people_with_results(transaction.connection, transaction.safe.seal, look.after, STEP))
    found = [number for number, session in people if session and KIND in talk.timers(session, talk.world())]
    told = sum(timed(transaction, talk, number) for number in found)
    after = people[-1][0] if len(people) == STEP else None
    keep_look(transaction.connection, Look(editions, after, transaction.now))
    return told, after is not None


def begun(last: Look | None, editions: str, now: datetime) -> Look:
    """The look to go on with: the one under way, a new one, or the last, if it still holds."""
    if last and last.editions == editions and (last.after is not None or now - last.at < A_DAY):
        return last
    return Look(editions, 0, now)


def timed(transaction: Transaction, talk: Talk, number: int) -> bool:
    """Set the timers of somebody we may write to. One that fails must not stop those of others."""
    someone = transaction.someone(number)
    if someone is None or someone.opted_out or someone.unreachable:
        return False
    try:
        timers = talk.timers(someone.session, talk.world())
    except Exception as error:
        log.error("timers could not be set: %s", where_in(error))
        return False
    transaction.set_timers(number, timers)
    return KIND in timers


def editions_of(content: Content) -> str:
    """Every guide with its edition."""
    return ",".join(f"{name}:{tree.edition}" for name, tree in sorted(content.trees.items()))
