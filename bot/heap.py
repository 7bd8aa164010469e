"""Where threads take their memory from."""

import ctypes

MOST_HEAPS = -8
"""What GNU's C library calls M_ARENA_MAX."""


def share_a_heap() -> None:
    """Have all threads take their memory from one heap: each would keep in its own what loading let go."""
    if choose := getattr(ctypes.CDLL(None), "mallopt", None):  # GNU's alone has more than one
        choose(MOST_HEAPS, 1)
