"""The app as it is, in a hurry: ticks come twice a second, and the clock is set from a file.

    python benchmarks/stand/hurried.py serve|web|worker

Settings are in the environment, as ever. CLOCK_FILE holds the seconds by which the clock is off; LEFT_S stands in for
the app's own.
"""

import gc
import os
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot import house, jobs

FASTEST_TICK_S = 0.5
PROBATION_S = 2.0


def hurry() -> None:
    """Set the clock by the file, and let what happens every so often happen often."""
    file = Path(os.environ["CLOCK_FILE"])
    house.clock = lambda: datetime.now(house.LONDON) + timedelta(seconds=float(file.read_text()))
    jobs.LEFT_S, jobs.PROBATION_S = float(os.environ["LEFT_S"]), PROBATION_S
    ticks = jobs.Worker.ticks
    jobs.Worker.ticks = lambda worker: tuple(  # type: ignore[method-assign]
        replace(tick, every_s=min(tick.every_s, FASTEST_TICK_S)) if tick.name in OFTEN else tick
        for tick in ticks(worker)
    )


OFTEN = ("inbox", "outbox", "claims", "reminders")


def main() -> None:
    """Run until asked to end."""
    hurry()
    from bot.app import work
    from bot.opening import serve
    from bot.settings import read_settings

    gc.set_threshold(50_000, 20, 100)

    if sys.argv[1] == "worker":
        work(read_settings())
    else:
        serve(read_settings(), web_only=sys.argv[1] == "web")


if __name__ == "__main__":
    main()
