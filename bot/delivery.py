"""Delivery: what waits in the outbox goes out, in order for each person, until it is sent or given up.

No transaction is open while a channel sends. A message goes out at least once; the one window in which a crash makes
it go out twice is told in `bot.store.outbox`.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.channels import Channel, NotSent, Receipt, Sent
from bot.pace import Pace
from bot.store import outbox
from bot.store.claims import MOST_CREDIT, NO_TILL, Claimed, Paces, claim
from bot.store.engine import StoreError
from bot.store.outbox import End, Letter
from bot.store.parts import Stop, Till
from bot.store.store import Store

AT_ONCE = 32
"""Messages on their way at the same time, each to somebody else."""
TIMEOUT_S = 60.0
"""Longest that one send may take. Shorter than the time after which a claim counts as left behind."""
FIRST_PAUSE_S = 2.0
LONGEST_PAUSE_S = 900.0
GIVE_UP_AFTER = timedelta(hours=24)
"""A message older than this is not tried again."""
MARK_AGAIN_S: Sequence[float] = (1.0, 5.0, 15.0, 30.0)
"""Pauses between tries to mark what became of a message."""
OUTAGE = 5
"""So many people in a row whom a channel does not reach: then it is the channel."""
MOST_FAILED = 4 * OUTAGE
"""People remembered of an outage: with so many a rest is as long as it gets, and the thousands that may follow add
nothing."""
LONGEST_REST_S = 60.0
LONGEST = timedelta(seconds=LONGEST_REST_S) + MOST_CREDIT
A_MOMENT_S = 0.01
"""So much later than a pace allows more is looked again, so that it certainly does."""
PACES: Paces = {"telegram": Pace(30, 30, to_one=(3, 3.0))}
"""What Telegram takes: 30 messages a second, and in one chat one a second, of which a few may come together."""
SMS_BURST = 30.0
"""Parts of texts that may go together: nobody's answer waits for the pace, and Twilio keeps a queue of its own."""

log = logging.getLogger(__name__)


def pause_s(failures: int, chance: float) -> float:
    """Seconds before the next try: twice as long each time up to a limit, spread by chance (0..1) by half each way."""
    return float(min(FIRST_PAUSE_S * 2 ** min(failures - 1, 20), LONGEST_PAUSE_S)) * (0.5 + chance)


def end_of(letter: Letter, outcome: Sent | NotSent, now: datetime, chance: float) -> End:
    """What becomes of a message after one attempt."""
    if isinstance(outcome, Sent):
        return End(letter, provider_id=outcome.provider_id)
    same = End(letter, error=outcome.code, opted_out=outcome.opted_out, unreachable=outcome.unreachable)
    wait = timedelta(seconds=max(pause_s(letter.attempts, chance), outcome.retry_after or 0.0))
    lost = outcome.opted_out or outcome.unreachable or now + wait > letter.queued_at + GIVE_UP_AFTER
    return same if lost or not outcome.again else replace(same, again_at=now + wait)


@dataclass(frozen=True, slots=True)
class Health:
    """How a channel has been doing: whom it failed to reach since it last sent, and until when it is left alone."""

    failed: frozenset[int] = frozenset()
    until: datetime | None = None

    def after(self, letter: Letter, outcome: Sent | NotSent, now: datetime, chance: float) -> "Health":
        """Its health after one more outcome. Refusing a message for good says nothing about the channel."""
        if isinstance(outcome, Sent):
            return Health()
        if not outcome.again:
            return self
        failed = self.failed if len(self.failed) == MOST_FAILED else self.failed | {letter.person_id}
        over = len(failed) - OUTAGE
        rest = min(pause_s(over + 1, chance), LONGEST_REST_S)
        return Health(failed, self.until if over < 0 else now + timedelta(seconds=rest))


def ahead(until: datetime, now: datetime) -> bool:
    """Whether a rest still lasts. One that seems longer than any rest is over: the clock was put back."""
    return now < until <= now + LONGEST


Seen = Callable[[End, Sent | NotSent, datetime], None]


def unseen(_end: End, _outcome: Sent | NotSent, _now: datetime) -> None:
    """Nobody counts."""


class Delivery:
    """Sends what is due. One to a process; any number of processes, as each claims what it sends."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        chance: Callable[[], float] = random.random,
        seen: Seen = unseen,
        paces: Paces | None = None,
        till: Till = NO_TILL,
        stopped: Callable[[Stop], None] = lambda _stop: None,
    ) -> None:
        """`seen` is told of each try, for whoever counts, and `stopped` of each message that a cap keeps back.

        `paces`: how fast channels may send, else as fast as can be. `till`: what texts may cost in a day.
        """
        self._store = store
        self._channels = channels
        self._chance = chance
        self._seen = seen
        self._sending: set[asyncio.Task[None]] = set()
        self._health: dict[str, Health] = {}
        self._paces = paces or {}
        self._till = till
        self._stopped = stopped
        self._resting: Mapping[str, datetime] = {}
        self._alarm: asyncio.TimerHandle | None = None

    async def deliver_due(self) -> int:
        """Send what is due until nothing more is, and nothing is on its way. Returns how many attempts were begun."""
        begun = await self.start_due()
        while self._sending:
            await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)
            begun += await self.start_due()
        return begun

    async def start_due(self, ended: Callable[[], None] = lambda: None) -> int:
        """Begin to send what is due, as far as there is room; `ended` is called at the end of each, for the next."""
        room, channels = AT_ONCE - len(self._sending), self._well()
        if not room or not channels:
            return 0
        claimed = await self._claimed(channels, room)
        while claimed.stops and not claimed.letters:
            claimed = await self._claimed(channels, room)
        for letter in claimed.letters:
            task = asyncio.create_task(self._deliver(letter))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
            task.add_done_callback(lambda _task: ended())
        self._wake_for_more(claimed, ended)
        return len(claimed.letters)

    async def _claimed(self, channels: list[str], room: int) -> Claimed:
        """What may go now. A channel that keeps to its pace is remembered, so that the others need not wait for it."""
        now, paces, seal, till = self._store.clock(), self._paces, self._store.safe.seal, self._till
        resting = {name: until for name, until in self._resting.items() if ahead(until, now)}
        claimed = await self._store.running(
            lambda tx: claim(tx.connection, seal, tx.now, channels, room, paces, resting, till)
        )
        self._resting = {**resting, **claimed.resting}
        for stop in claimed.stops:
            self._note(stop)
        return claimed

    def _note(self, stop: Stop) -> None:
        """Say that a cap is reached, the first time in a day."""
        self._stopped(stop)
        if stop.first and stop.which == "area":
            log.error(
                "texts: the day's cap of the area %s is reached: nothing but safety goes out", stop.area or "(none)"
            )
        elif stop.first:
            log.warning("texts: a person has reached the day's cap")

    def _wake_for_more(self, claimed: Claimed, wake: Callable[[], None]) -> None:
        """Come back when a channel that keeps to its pace may send more, which is sooner than the next tick."""
        waits = [(until - self._store.clock()).total_seconds() for until in self._resting.values()]
        to_one = (self._paces[one.channel].to_one for one in claimed.letters if one.channel in self._paces)
        waits += [seconds / most for most, seconds in filter(None, to_one)]
        if waits:
            self._set_alarm(max(0.0, min(waits)) + A_MOMENT_S, wake)

    def _set_alarm(self, wait: float, wake: Callable[[], None]) -> None:
        """Wake after so many seconds, unless that happens sooner."""
        loop = asyncio.get_running_loop()
        if self._alarm and loop.time() < self._alarm.when():
            if self._alarm.when() <= loop.time() + wait:
                return
            self._alarm.cancel()
        self._alarm = loop.call_later(wait, wake)

    async def finish(self, within_s: float) -> None:
        """Wait for what is on its way."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=within_s)

    def _well(self) -> list[str]:
        """Channels that are not being left alone."""
        now, health = self._store.clock(), self._health
        resting = {name for name, state in health.items() if state.until and ahead(state.until, now)}
        return [name for name in self._channels if name not in resting]

    async def _deliver(self, letter: Letter) -> None:
        """Send one message and mark what became of it."""
        outcome = await self._send(letter)
        now, chance = self._store.clock(), self._chance()
        self._health[letter.channel] = self._health.get(letter.channel, Health()).after(letter, outcome, now, chance)
        await self._mark(end := end_of(letter, outcome, now, chance))
        self._seen(end, outcome, now)

    async def _mark(self, end: End) -> None:
        """Mark what became of a message. It takes patience: a message sent and not marked is sent again."""
        for pause in (*MARK_AGAIN_S, None):
            try:
                await self._store.running(
                    lambda transaction: outbox.end(transaction.connection, self._store.safe, transaction.now, [end])
                )
                return
            except StoreError as error:
                log.error("message %d could not be marked: %s", end.letter.id, error)
            if pause:
                await asyncio.sleep(pause)

    async def _send(self, letter: Letter) -> Sent | NotSent:
        """What the channel says. One that breaks its promise never to raise is taken as worth another try."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                return await self._channels[letter.channel].send(letter.address, letter.outbound)
        except Exception as error:
            return NotSent(type(error).__name__, again=True)


def receipt(store: Store, told: Receipt) -> bool:
    """Keep a delivery receipt, in whatever order they come. False for one that we had before."""
    kept = outbox.Told(told.provider_id, told.status, told.code, told.opted_out, told.unreachable)
    return store.run(lambda transaction: outbox.take_receipt(transaction.connection, kept, transaction.now))
