"""From start to first answer: `bot chat` in a fresh process, beside a bare Python and one that loads everything.

Goal: the first answer within 1.5 s (aim 0.9 s). Printed as ratios of medians of interleaved runs, as machines drift.
"""

import random
import subprocess
import sys
import time
from statistics import median

ROUNDS = 7
EVERYTHING = (
    "import fastapi, uvicorn, sqlmodel, alembic, telegram.ext, twilio.rest, apscheduler, holidays, numpy, wordllama"
)
ASKED = "someone to sit with mum, malvern, sat 2-5pm\n"
RUNS = {
    "bare python": [sys.executable, "-c", "pass"],
    "everything imported": [sys.executable, "-c", EVERYTHING],
    "bot understand": [sys.executable, "-m", "bot", "understand", "--json"],
    "bot chat": [sys.executable, "-m", "bot", "chat", "--channel", "sms"],
}


def seconds(command: list[str]) -> float:
    """How long a command takes, from start to end."""
    begun = time.perf_counter()
    subprocess.run(command, input=ASKED, capture_output=True, text=True, check=True)
    return time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    taken: dict[str, list[float]] = {name: [] for name in RUNS}
    for _ in range(ROUNDS):
        for name in random.sample(list(RUNS), len(RUNS)):
            taken[name].append(seconds(RUNS[name]))
    middle = {name: median(times) for name, times in taken.items()}
    print(f"{'run':22}{'seconds':>9}{'x bare':>9}{'x everything':>14}")
    for name, second in middle.items():
        bare, everything = second / middle["bare python"], second / middle["everything imported"]
        print(f"{name:22}{second:9.2f}{bare:9.1f}{everything:14.2f}")


if __name__ == "__main__":
    main()
