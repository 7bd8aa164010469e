"""How long to wait before something is tried again that is not there yet. Pure."""

from collections.abc import Iterator

FIRST_S = 1.0
LONGEST_S = 30.0


def pauses(longest: float = LONGEST_S) -> Iterator[float]:
    """Seconds before each next try: twice as long each time, up to a limit. There is no last one."""
    pause = FIRST_S
    while True:
        yield pause
        pause = min(longest, 2 * pause)
