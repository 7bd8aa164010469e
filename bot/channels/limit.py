"""How often somebody may do something: a bucket that fills again with time. In memory, and of bounded size."""

from collections.abc import Callable
from time import monotonic


class Limit:
    """Lets each key do `burst` things at once and then `per_minute` a minute. Forgets keys that are idle."""

    def __init__(
        self, burst: int, per_minute: float, most_keys: int = 10_000, clock: Callable[[], float] = monotonic
    ) -> None:
        self._burst = burst
        self._per_second = per_minute / 60
        self._most_keys = most_keys
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def allows(self, key: str) -> bool:
        """Whether the key may do it now; if so, it has."""
        now = self._clock()
        left, seen = self._buckets.pop(key, (float(self._burst), now))
        left = min(self._burst, left + (now - seen) * self._per_second)
        allowed = left >= 1
        # Put back last: the first keys are then those idle longest.
        self._buckets[key] = (left - 1 if allowed else left, now)
        if len(self._buckets) > self._most_keys:
            del self._buckets[next(iter(self._buckets))]
        return allowed
