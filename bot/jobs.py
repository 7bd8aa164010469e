"""What happens by itself: turns and deliveries as messages come in, and ticks for all that is due.

A tick is only an alarm clock. What it finds to do, and when, is in the database, so nothing is lost when a process ends
and nothing would happen twice if several ticked. Of several processes one ticks for all: the one that has the lead.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from time import monotonic, perf_counter
from typing import Any

from bot.content.areas import Area
from bot.delivery import TIMEOUT_S, Delivery
from bot.hours import LONDON, awake_at
from bot.logs import where_in
from bot.message import Inbound
from bot.store import outbox, retention
from bot.store.store import Store
from bot.store.transaction import Transaction
from bot.turn import BATCH, Taken, Talk, remind, take, take_alone, take_together

LEFT_S = 1.5 * TIMEOUT_S
"""How long a claim must have looked left behind."""
FINISH_S = 15.0
"""How long a process that is asked to end waits for the messages on their way, and for ticks in hand."""

CATALOGUE_S = 10.0
"""How often a process looks for a new catalogue."""
BELL_S = 20.0
"""How often a process sees to it that it still hears of messages that others keep."""
LEAD_S = 5.0
"""How often a process asks for the lead: so long may nobody tick when the one that did has died."""
PROBATION_S = 60.0
"""How long after its start a process keeps each message before its turn: one that ends processes is found then, though
it comes again and again, and set aside. After that the message and its turn share a commit."""

log = logging.getLogger(__name__)


def remind_due(store: Store, talk: Talk) -> int:
    """Do what is due for people, in waking hours. Returns how many timers there were."""
    done = 0
    while awake_at(now := store.clock()) == now:
        done += (some := store.run(lambda transaction: remind(transaction, talk)))
        if some < BATCH:
            break
    return done


def purge_due(store: Store, areas: Mapping[str, Area], going: Callable[[], bool] = lambda: True) -> None:
    """Drop what has been kept long enough. One process does it at a time. `going`: whether to do the next step."""

    def purge(transaction: Transaction) -> bool:
        alone = transaction.alone("purge")
        return alone and retention.purge(transaction.connection, transaction.now, areas)

    while store.run(purge) and going():
        log.info("more to drop")


class Claims:
    """Frees what processes claimed and died over.

    A clock that is put forward makes every claim look old. So one counts as left behind when it has looked so for
    longer than any send may take, by a clock that nobody sets.
    """

    def __init__(self, store: Store, since_start: Callable[[], float] = monotonic) -> None:
        self._store = store
        self._since_start = since_start
        self._seen: dict[outbox.Claim, float] = {}

    def sweep(self) -> int:
        """Free claims left behind. Returns how many."""
        now = self._since_start()
        found = self._store.run(lambda transaction: outbox.stale(transaction.connection, transaction.now))
        self._seen = {claim: self._seen.get(claim, now) for claim in found}
        left = [claim for claim, first in self._seen.items() if now - first > LEFT_S]
        freed = self._store.run(lambda transaction: outbox.free(transaction.connection, left)) if left else 0
        if freed:
            log.warning("%d messages were claimed and never marked: sending them again", freed)
        return freed


@dataclass(frozen=True, slots=True)
class Tick:
    """Something done every so many seconds."""

    name: str
    every_s: float
    work: Callable[[], Awaitable[None]]
    at_start: bool = False
    """Done at once, too."""
    for_all: bool = False
    """Done by the process that has the lead alone, and begun anew by whoever has it next."""


@dataclass
class Round:
    """Turns that were taken together, in the commit that took in the messages."""

    taken: Sequence[Taken]
    told: bool = False

    @cached_property
    def answered(self) -> frozenset[str]:
        """The ids of the messages that had their turns. Each of those who sent them asks."""
        return frozenset(one.message.provider_id for one in self.taken if one.reply)


Seen = Callable[[Sequence[Taken], float], None]


def unseen(_taken: Sequence[Taken], _seconds: float) -> None:
    """Nobody counts."""


class Worker:
    """Turns, deliveries and ticks of one process. Any number of processes on PostgreSQL; one on SQLite."""

    def __init__(
        self,
        store: Store,
        talk: Talk,
        delivery: Delivery,
        refresh: Callable[[], object] = lambda: None,
        seen: Seen = unseen,
        more: Sequence[Tick] = (),
    ) -> None:
        """`refresh` takes up a new catalogue when there is one; `seen` is told of turns; `more` ticks are done too."""
        self._store = store
        self._talk = talk
        self._delivery = delivery
        self._refresh = refresh
        self._seen = seen
        self._more = more
        self._claims = Claims(store)
        self._for_all: Any = None
        """The scheduler of what is done for all, while this process has the lead."""
        self._inbox, self._outbox = asyncio.Event(), asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._trusted_at = 0.0
        self._in_hand: set[asyncio.Task[None]] = set()

    async def receive(self, inbound: Inbound) -> bool:
        """Keep a message, and see that it gets its turn. False for one that was taken before.

        In a process that works the turn is kept with the message, in one commit: half the waiting for the disk.
        """
        if self._loop is None or self._loop.time() < self._trusted_at:
            new, together = await self._store.received(inbound), None
        else:
            began = perf_counter()
            new, together = await self._store.received_with(inbound, self._together)
            self._tell(together, perf_counter() - began)
        if new and not (together and inbound.provider_id in together.answered):
            self.kick()
        return new

    def _together(self, transaction: Transaction) -> Round:
        return Round(take_together(transaction, self._talk, BATCH))

    def _tell(self, together: Round | None, seconds: float) -> None:
        """What turns bring about once they are kept; several messages may have come with the same ones."""
        if together and not together.told:
            together.told = True
            self._seen(together.taken, seconds)
            self._outbox.set()

    def kick(self) -> None:
        """A message has been received: it gets its turn now, not at the next tick. From any thread."""
        if self._loop:
            self._loop.call_soon_threadsafe(self._inbox.set)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop, then finish what is in hand."""
        self._loop = asyncio.get_running_loop()
        self._trusted_at = self._loop.time() + PROBATION_S
        scheduler = self._started(for_all=False)
        await safely("the start", self._start)
        loops = [
            asyncio.create_task(whenever(self._inbox, "turns", self._turns, stop)),
            asyncio.create_task(whenever(self._outbox, "delivery", self._letters, stop)),
        ]
        try:
            await stop.wait()
        finally:
            self._loop = None
            scheduler.pause()
            self._stop_for_all()
            stop.set()
            await self._finish(loops)
            scheduler.shutdown(wait=False)

    async def _finish(self, loops: Sequence[asyncio.Task[None]]) -> None:
        """Finish what is in hand. Nothing is cancelled: what was claimed to be sent would wait for its claim to grow
        stale."""
        self._inbox.set()
        self._outbox.set()
        await asyncio.gather(*loops)
        await asyncio.gather(self._delivery.finish(FINISH_S), self._finish_ticks(FINISH_S))
        self._store.bell.leave()

    def _started(self, for_all: bool) -> Any:
        """A running scheduler of the ticks that are done for all, or of the others."""
        ticks = [tick for tick in self.ticks() if tick.for_all is for_all]
        return started(tuple(replace(tick, work=partial(self._held, tick.work)) for tick in ticks))

    async def _lead(self) -> None:
        """Begin, or end, what is done for all, as the lead comes or goes."""
        ours = await asyncio.to_thread(self._store.lead.ours)
        if not ours:
            self._stop_for_all()
        elif self._for_all is None and self._works():
            log.info("this process ticks for all")
            self._for_all = self._started(for_all=True)

    def _stop_for_all(self) -> None:
        """Let what is in hand end, and begin no more of it."""
        if self._for_all:
            log.info("this process ticks for itself alone")
            self._for_all.shutdown(wait=False)
            self._for_all = None

    async def _held(self, work: Callable[[], Awaitable[None]]) -> None:
        """A tick's work, kept sight of. The end of the process cuts it off without telling of it as an error."""
        task = asyncio.ensure_future(work())
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)
        with suppress(asyncio.CancelledError):
            await task

    async def _finish_ticks(self, within_s: float) -> None:
        """Wait for the ticks in hand."""
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=within_s)

    def ticks(self) -> tuple[Tick, ...]:
        """Everything that happens by the clock."""
        areas = self._talk.world().content.areas
        return (
            waking("inbox", 5, self._inbox),
            waking("outbox", 5, self._outbox),
            threaded("catalogue", CATALOGUE_S, self._refresh),
            Tick("bell", BELL_S, partial(safely, "bell", self._attend), at_start=True),
            Tick("lead", LEAD_S, partial(safely, "lead", self._lead), at_start=True),
            for_all("heartbeat", 30, lambda: self._store.run(lambda transaction: transaction.beat()), at_start=True),
            for_all("reminders", 60, lambda: remind_due(self._store, self._talk)),
            for_all("claims", 60, self._claims.sweep),
            for_all("retention", 3600, lambda: purge_due(self._store, areas, self._works)),
            *self._more,
        )

    async def _attend(self) -> None:
        """Hear of messages that other processes keep, sooner than by the next look."""
        await self._store.bell.attend(self._inbox.set)

    def _works(self) -> bool:
        """Whether nobody has asked us to end."""
        return self._loop is not None

    async def _start(self) -> None:
        """What an earlier process left: its messages one by one, as one of them may have ended it."""
        while await self._some(take_alone):
            pass
        self._inbox.set()
        self._outbox.set()

    async def _turns(self) -> None:
        """Turns until nothing waits, or the process is to end."""
        while await self._some(take):
            self._outbox.set()
            if self._loop is None:
                break

    async def _some(self, taking: Callable[[Store, Talk, int], list[Taken]]) -> bool:
        """Some turns, in a thread. False when nothing waited."""
        began = perf_counter()
        taken = await asyncio.to_thread(taking, self._store, self._talk, BATCH)
        self._seen(taken, perf_counter() - began)
        return bool(taken)

    async def _letters(self) -> None:
        """As many sendings as there is room for; the end of each makes room for the next."""
        await self._delivery.start_due(self._outbox.set)


async def whenever(event: asyncio.Event, name: str, work: Callable[[], Awaitable[object]], stop: asyncio.Event) -> None:
    """Do some work each time that an event is set, until told to stop."""
    while not stop.is_set():
        await event.wait()
        event.clear()
        if not stop.is_set():
            await safely(name, work)


async def safely(name: str, work: Callable[[], Awaitable[object]]) -> None:
    """Do some work; what fails is told without its words, and done again at the next tick."""
    try:
        await work()
    except Exception as error:
        log.error("%s failed: %s", name, where_in(error))


def threaded(name: str, every_s: float, work: Callable[[], object], at_start: bool = False) -> Tick:
    """A tick whose work would hold up the event loop."""

    # A coroutine function, not a lambda that gives a coroutine: that the scheduler would call, and never run.
    async def do() -> None:
        await safely(name, lambda: asyncio.to_thread(work))

    return Tick(name, every_s, do, at_start)


def for_all(name: str, every_s: float, work: Callable[[], object], at_start: bool = False) -> Tick:
    """As `threaded`, in one process only."""
    return replace(threaded(name, every_s, work, at_start), for_all=True)


def waking(name: str, every_s: float, event: asyncio.Event) -> Tick:
    """A tick that sets an event."""

    async def wake() -> None:
        event.set()

    return Tick(name, every_s, wake)


def started(ticks: tuple[Tick, ...]) -> Any:
    """A running scheduler of ticks. One that is late is made up for once; one never overtakes itself."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    scheduler = AsyncIOScheduler(timezone=LONDON, executors={"default": uncut()})
    for tick in ticks:
        late = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        first = {"next_run_time": datetime.now(LONDON)} if tick.at_start else {}
        scheduler.add_job(tick.work, "interval", id=tick.name, seconds=tick.every_s, **late, **first)
    scheduler.start()
    return scheduler


def uncut() -> Any:
    """An executor whose end cuts nothing off: a tick that was due and had not begun would be told of as an error."""
    from apscheduler.executors.asyncio import AsyncIOExecutor

    class Uncut(AsyncIOExecutor):  # type: ignore[misc]
        def shutdown(self, wait: bool = True) -> None:
            """What is in hand ends by itself."""

    return Uncut()
