"""How often somebody may do something: a bucket that fills again with time. In memory, and of bounded size."""

from collections.abc import Callable
from ipaddress import IPv6Address
from time import monotonic

FORGIVEN_S = 10 * 60.0
"""Seconds without a try after which a doubt is over."""


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


class Doubt:
    """Keys that failed to show who they are, again and again: each further failure of such a key waits for its turn.

    Nobody else is kept waiting. In memory, of bounded size.
    """

    def __init__(
        self,
        free: int = 20,
        each: float = 0.1,
        longest: float = 5.0,
        most_keys: int = 10_000,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`free`: failures in a minute that say nothing. `each`: seconds between two tries, `longest`: to wait."""
        self.longest = longest
        self._each = each
        self._most_keys = most_keys
        self._clock = clock
        self._failures = Limit(free, free, most_keys, clock)
        self._turns: dict[str, float] = {}

    def failed(self, key: str) -> float | None:
        """A key has failed. Returns the seconds until it is to hear so; None when too many of its failures wait."""
        now = self._clock()
        last = self._turns.pop(key, None)
        if last is None or now - last > FORGIVEN_S:
            if self._failures.allows(key):
                return 0.0
            last = now
        turn = max(now, last + self._each)
        late = turn - now > self.longest
        self._turns[key] = last if late else turn
        if len(self._turns) > self._most_keys:
            del self._turns[next(iter(self._turns))]
        return None if late else turn - now


def network(host: str) -> str:
    """Whom an address stands for: with IPv6 one customer has a whole network (/64) to choose from."""
    if ":" not in host:
        return host
    try:
        address = IPv6Address(host)
    except ValueError:
        return host
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
