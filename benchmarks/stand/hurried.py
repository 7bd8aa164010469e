"""The app as it is, in a hurry: ticks come twice a second, and the clock is set from a file.

    python benchmarks/stand/hurried.py serve|web|worker

Settings are in the environment, as ever. CLOCK_FILE holds the seconds by which the clock is off; LEFT_S stands in for
the app's own. While there is a file of that name with .full, a SQLite database cannot grow; POISON breaks its turn.
"""

import gc
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot import conversation, delivery, house, jobs
from bot.flows.question import Session, Turn, World
from bot.hours import LONDON
from bot.message import Inbound
from bot.store import engine
from bot.turn import Talk
from stand.people import POISON

FASTEST_TICK_S = 0.5
PROBATION_S = 2.0
MARK_AGAIN_S = (0.2, 0.5, 1.0, 2.0, 5.0, 15.0)
NO_LIMIT = 2**31 - 2
"""Pages of a SQLite file: the most that it takes."""


def hurry() -> None:
    """Set the clock by the file, and let what happens every so often happen often."""
    file = Path(os.environ["CLOCK_FILE"])
    house.clock = lambda: datetime.now(LONDON) + timedelta(seconds=float(file.read_text()))
    jobs.LEFT_S, jobs.PROBATION_S = float(os.environ["LEFT_S"]), PROBATION_S
    delivery.MARK_AGAIN_S = MARK_AGAIN_S
    engine._begin = partial(beginning, engine._begin, file.with_suffix(".full"))
    setattr(house, "Talk", partial(Talk, respond=poisoned))  # noqa: B010 - not for others to import from there
    ticks = jobs.Worker.ticks
    jobs.Worker.ticks = lambda worker: tuple(  # type: ignore[assignment,method-assign]
        replace(tick, every_s=min(tick.every_s, FASTEST_TICK_S)) if tick.name in OFTEN else tick
        for tick in ticks(worker)
    )


def beginning(begin: Callable[[Any], None], full: Path, connection: Any) -> None:
    """Begin a transaction on a disk that may be full."""
    driver = connection.connection.driver_connection
    driver.execute(f"PRAGMA max_page_count={1 if full.exists() else NO_LIMIT}").fetchone()
    begin(connection)


def poisoned(session: Session, inbound: Inbound, world: World) -> Turn:
    """The conversation, which breaks at a message of poison."""
    if inbound.words == POISON:
        raise LookupError(POISON)
    return conversation.respond(session, inbound, world)


OFTEN = ("inbox", "outbox", "lead", "claims", "reminders")


def main() -> None:
    """Run until asked to end."""
    hurry()
    from bot import app
    from bot.opening import serve
    from bot.settings import read_settings

    setattr(app, "problems_in", lambda _hearing: ())  # noqa: B010 - it was checked before, and is half of a start
    gc.set_threshold(50_000, 20, 100)

    if sys.argv[1] == "worker":
        app.work(read_settings())
    else:
        serve(read_settings(), web_only=sys.argv[1] == "web")


if __name__ == "__main__":
    main()
