"""Threads of a server share one heap, so that none keeps for itself what loading let go."""

import subprocess
import sys

import pytest

WHOLE_HEAP = 60 << 20
"""Bytes that GNU's C library lays aside for a thread's own heap, nearly."""
THREADS = f"""
from threading import Barrier, Thread
from bot.heap import share_a_heap
share_a_heap()
met = Barrier(5)

def take():
    taken = [bytearray(50_000) for _ in range(9)]
    met.wait()
    met.wait()

for _ in range(4):
    Thread(target=take).start()
met.wait()
aside = [line.split()[0].split("-") for line in open("/proc/self/maps") if line.split()[1] == "---p"]
print(sum(int(last, 16) - int(first, 16) > {WHOLE_HEAP} for first, last in aside))
met.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it is of GNU's C library")
def test_threads_have_no_heaps_of_their_own() -> None:
    told = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "0"
