"""What Prometheus may read: counts and ages, never a person. Each app has a registry of its own."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The numbers of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.received = Counter(
            "nearhand_received", "Messages kept, and redeliveries.", ("channel", "outcome"), registry=self._registry
        )
        self.refused = Counter(
            "nearhand_refused", "Requests refused, by door and reason.", ("door", "reason"), registry=self._registry
        )
        self.receipts = Counter("nearhand_receipts", "Delivery receipts.", ("status",), registry=self._registry)
        self._waiting = Gauge(
            "nearhand_waiting", "Messages waiting for their turn or to be sent.", ("box",), registry=self._registry
        )
        self._oldest = Gauge(
            "nearhand_oldest_seconds", "Age of the oldest of those.", ("box",), registry=self._registry
        )

    def page(self, backlog: Mapping[str, tuple[int, float]]) -> bytes:
        """The numbers as Prometheus reads them. `backlog`: box -> how many wait, and the oldest's age in seconds."""
        for box, (number, age) in backlog.items():
            self._waiting.labels(box).set(number)
            self._oldest.labels(box).set(age)
        return generate_latest(self._registry)
