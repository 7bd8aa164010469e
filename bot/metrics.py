"""What Prometheus may read: counts, times and ages, never a person. Each house has a registry of its own.

Labels are codes of ours or of a provider: a channel, a question's name, an error's number. Never a word that was sent.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import product
from math import nan
from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.caps import Which
from bot.catchup import Reading
from bot.channels import NotSent, Sent
from bot.conversation.safety import SAFETY_EVENTS
from bot.message import Event
from bot.store.outbox import End
from bot.store.parts import Stop
from bot.turn import TRIES, Reply, Taken

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

COUNTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "nearhand_received": ("Messages kept, and redeliveries.", ("channel", "outcome")),
    "nearhand_refused": ("Requests refused, by door and reason.", ("door", "reason")),
    "nearhand_receipts": ("Delivery receipts, by the carrier's code.", ("status", "code")),
    "nearhand_turns": ("Turns: handled, failed (tried again) or set aside.", ("channel", "outcome")),
    "nearhand_asked": ("Questions that people were left with.", ("flow", "question", "again")),
    "nearhand_not_understood": ("Messages not understood, by the question that was open.", ("asked",)),
    "nearhand_safety": ("Messages that told of danger.", ("kind",)),
    "nearhand_ended": ("What came of conversations.", ("event",)),
    "nearhand_sent": ("Messages that a channel took.", ("channel",)),
    "nearhand_not_sent": ("Tries that a channel did not take.", ("channel", "code", "again")),
    "nearhand_given_up": (
        "Messages given up: refused for good, or too late for another try.",
        ("channel", "reason"),
    ),
    "nearhand_log_read": ("Readings of Twilio's log: whole, cut short or failed.", ("outcome",)),
    "nearhand_capped": ("Texts kept back by a day's cap.", ("cap",)),
    "nearhand_segments": ("Parts of text messages sent: what is paid for.", ("channel",)),
}
"""Name (Prometheus adds `_total`) -> what it counts, and its labels."""

GAUGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "nearhand_waiting": ("Messages waiting for their turn or to be sent, tried already or not.", ("box",)),
    "nearhand_oldest_seconds": ("Age of the oldest of those.", ("box",)),
    "nearhand_heartbeat_seconds": ("Since the worker that ticks for all was last heard of.", ()),
}
"""Name -> what it tells, and its labels."""

HISTOGRAMS: Mapping[str, tuple[str, tuple[str, ...], tuple[float, ...]]] = {
    "nearhand_turn_seconds": (
        "From taking a message up to its answer being kept.",
        (),
        (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
    ),
    "nearhand_delivery_seconds": (
        "From an answer being kept to its channel having taken it.",
        ("channel",),
        (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 600.0, 7200.0),
    ),
}
"""Name -> what it measures, its labels, and where its buckets end, in seconds."""

CHANNELS = ("sms", "telegram", "web")
OUTCOMES = ("handled", "failed", "set_aside")
GIVEN_UP = ("late", "refused")
SAFETY = "safety:"
MISSED = "not-understood"
OF_BOXES = ("nearhand_waiting", "nearhand_oldest_seconds")
"""Gauges that have a value for each box."""


class Metrics:
    """The numbers of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._counters = {
            name: Counter(name, what, labels, registry=self._registry) for name, (what, labels) in COUNTERS.items()
        }
        self._gauges = {
            name: Gauge(name, what, labels, registry=self._registry) for name, (what, labels) in GAUGES.items()
        }
        self._times = {
            name: Histogram(name, what, labels, buckets=ends, registry=self._registry)
            for name, (what, labels, ends) in HISTOGRAMS.items()
        }
        self._begin_at_nought()
        self.received = self._counters["nearhand_received"]
        self.refused = self._counters["nearhand_refused"]
        self.receipts = self._counters["nearhand_receipts"]

    def page(self, backlog: Mapping[str, tuple[int, float]] | None, beat_s: float = nan) -> bytes:
        """The numbers as Prometheus reads them. `backlog`: box -> how many wait, and the oldest's age in seconds.

        `beat_s`: seconds since a worker was last heard of. None while the database is away: what was last known of it
        is told no more.
        """
        self._gauges["nearhand_heartbeat_seconds"].set(beat_s)
        for name in OF_BOXES if backlog is None else ():
            self._gauges[name].clear()
        for box, (number, age) in (backlog or {}).items():
            for name, value in zip(OF_BOXES, (number, age), strict=True):
                self._gauges[name].labels(box).set(value)
        return generate_latest(self._registry)

    def listen(self, port: int) -> Callable[[], None]:
        """Let Prometheus read the numbers at a port, from a process that serves no web. Returns what ends it."""
        from prometheus_client import start_http_server

        server, thread = start_http_server(port, registry=self._registry)

        def end() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return end

    def turns(self, taken: Sequence[Taken], seconds: float) -> None:
        """Turns that shared a commit, and how long all of it took."""
        for one in taken:
            self._count("nearhand_turns", one.message.channel, outcome_of(one))
            self._times["nearhand_turn_seconds"].observe(seconds)
            if one.reply:
                self._turn(one.reply)

    def delivery(self, end: End, outcome: Sent | NotSent, now: datetime) -> None:
        """One try to send a message, and what became of it."""
        letter = end.letter
        if isinstance(outcome, NotSent):
            self._count("nearhand_not_sent", letter.channel, outcome.code, yes_or_no(outcome.again))
            if end.given_up:
                self._count("nearhand_given_up", letter.channel, "late" if outcome.again else "refused")
            return
        self._count("nearhand_sent", letter.channel)
        self._count("nearhand_segments", letter.channel, by=letter.outbound.segments or 0)
        took = (now - letter.queued_at).total_seconds()
        self._times["nearhand_delivery_seconds"].labels(letter.channel).observe(max(0.0, took))

    def log_read(self, outcome: Reading) -> None:
        """One reading of Twilio's log."""
        self._count("nearhand_log_read", outcome)

    def stopped(self, stop: Stop) -> None:
        """A text that a cap kept back."""
        self._count("nearhand_capped", stop.which)

    def _begin_at_nought(self) -> None:
        """What must be noticed the first time is there from the start: an alert sees no rise in what first appears."""
        for channel, outcome in product(CHANNELS, OUTCOMES):
            self._count("nearhand_turns", channel, outcome, by=0)
        for name in SAFETY_EVENTS.values():
            self._count("nearhand_safety", name.removeprefix(SAFETY), by=0)
        for channel, reason in product(CHANNELS, GIVEN_UP):
            self._count("nearhand_given_up", channel, reason, by=0)
        for outcome in get_args(Reading):
            self._count("nearhand_log_read", outcome, by=0)
        for cap in get_args(Which):
            self._count("nearhand_capped", cap, by=0)

    def _turn(self, reply: Reply) -> None:
        """What a turn came to."""
        session = reply.turn.session
        if session.asked:
            self._count("nearhand_asked", session.flow, session.asked, yes_or_no(session.misses > 0))
        for event in reply.turn.events:
            self._event(event)

    def _event(self, event: Event) -> None:
        """What happened in a turn, by name; of its values nothing but the question that was open."""
        if event.name.startswith(SAFETY):
            self._count("nearhand_safety", event.name.removeprefix(SAFETY))
        elif event.name == MISSED:
            self._count("nearhand_not_understood", event.values.get("asked") or "nothing")
        else:
            self._count("nearhand_ended", event.name)

    def _count(self, name: str, *labels: str, by: float = 1) -> None:
        self._counters[name].labels(*labels).inc(by)


def outcome_of(taken: Taken) -> str:
    """What became of a message's turn."""
    if taken.reply:
        return "handled"
    return "failed" if taken.message.attempts + 1 < TRIES else "set_aside"


def yes_or_no(value: bool) -> str:
    """As a label."""
    return "yes" if value else "no"
