"""Ten thousand strangers write at once: what each costs, and what people notice who are in a conversation.

    python benchmarks/crowd.py [--people 10000] [--a-second 20] [--seed 7]

The app runs as it is deployed on SQLite; the carrier takes so many parts of texts a second. Everybody has a number and
words of their own. Five people whom we know go on talking meanwhile, and now and then a stranger is in danger. Printed
for each tenth of the crowd: processor time a message, and memory. Then what people waited for an answer, and the
audit of the rows. Exits 1 when a row is missing or open, when somebody whom we know or who is in danger got no answer,
and when the last fifth cost more than the second.
"""

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, sleep, time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from soak import Beside, migrated, posted
from sqlalchemy import Connection, Table, create_engine, func, select
from stand.carrier import Carrier
from stand.people import ACCOUNT_SID, AUTH_TOKEN, OURS, PUBLIC, Crowd, Said, by_sms, phone
from stand.running import Running, begun, free_port

from bot.store.tables import inbox, outbox

SECRET = "a secret for a crowd that is long enough"
KNOWN = 5
HELLOS = ("hello", "someone to sit with mum near malvern, sat 2-5pm", "details 1", "more")
GO_ON = ("details 2", "more", "what about sundays", "1", "someone cheaper")
DANGER = "i want to kill myself"
CALLERS = 32
TENTHS = 10
PATIENCE_S = 900.0
DEARER = 1.25
"""How much more the last fifth may cost than the second: on a shared machine the same work differs by that."""
A_HEAD_KB = 1.0
"""The most that memory may grow with a stranger."""


@dataclass
class Town:
    """The app, its carrier, and what was said."""

    server: Running
    carrier: Carrier
    crowd: Crowd
    said: int = 0
    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Who -> seconds to the first part of each answer."""
    wrong: list[str] = field(default_factory=list)

    def ask(self, said: Said, who: str) -> None:
        """Say something and wait for an answer."""
        begun = time()
        while not posted(self.server.port, by_sms(said).wire):
            sleep(0.05)
        self.said += 1
        until = monotonic() + PATIENCE_S
        while not any(one.to == phone(said.sender) and one.at >= begun for one in self.carrier.accepted):
            if monotonic() > until:
                self.wrong.append(f"no answer to {who}")
                return
            sleep(0.02)
        self.waits[who].append(time() - begun)


class Others(Beside):
    """People whom we know, and people in danger, one after the other, while the crowd writes and its answers wait."""

    def __init__(self, town: Town, known: Sequence[Iterator[Said]], danger: Iterator[Said]) -> None:
        self._town, self._known, self._danger = town, known, danger
        super().__init__()

    def _run(self) -> None:
        while not self._stop.is_set():
            for one in self._known:
                self._town.ask(next(one), "known, meanwhile")
                self._stop.wait(0.5)
            self._town.ask(next(self._danger), "in danger")


def saying(crowd: Crowd, words: Sequence[str]) -> Iterator[Said]:
    """One person, who says these things over and over."""
    first = crowd.conversation()[0]
    for number in range(10_000):
        yield Said(f"{first.id[:-6]}{number:06x}", first.number, first.sender, words[number % len(words)])


def in_danger(crowd: Crowd) -> Iterator[Said]:
    """Each time somebody else."""
    while True:
        first = crowd.conversation()[0]
        yield Said(first.id, first.number, first.sender, DANGER)


def tenth(town: Town, people: int) -> tuple[float, float]:
    """A tenth of the crowd writes. Returns milliseconds of processor time a message, and megabytes afterwards."""
    requests = [[by_sms(town.crowd.conversation()[0])] for _ in range(people)]
    before, said = town.server.processor_s(), town.said
    town.server.load.play(requests, CALLERS)
    town.said += people
    spent = town.server.processor_s() - before
    return spent * 1000 / (town.said - said), town.server.memory_mb()


def played(town: Town, people: int) -> list[tuple[float, float]]:
    """The whole crowd, while others go on talking. Returns what each tenth cost."""
    known = [saying(town.crowd, (*HELLOS, *GO_ON * 50)) for _ in range(KNOWN)]
    for one in known:
        for _ in HELLOS:
            town.ask(next(one), "known, before")
    costs: list[tuple[float, float]] = []
    with Others(town, known, in_danger(town.crowd)):
        for _ in range(TENTHS):
            costs.append(tenth(town, people // TENTHS))
            print(
                f"{len(costs) * people // TENTHS:8} people: {costs[-1][0]:.2f} ms each, {costs[-1][1]:.0f} MB",
                flush=True,
            )
        sleep(10)
    return costs


def settled(connection: Connection) -> bool:
    """Whether everything has ended."""
    query = select(func.count()).select_from(outbox).where(outbox.c.ended_at.is_(None))
    return connection.execute(query).scalar_one() == 0


def counted(connection: Connection, table: Table) -> dict[str, int]:
    """How many rows are in each state."""
    counts = connection.execute(select(table.c.state, func.count()).group_by(table.c.state))
    return dict(counts.tuples().all())


def audit(town: Town, path: Path) -> Iterator[str]:
    """What is wrong in the rows, once nothing waits any more."""
    engine, until = create_engine(f"sqlite:///{path}"), monotonic() + PATIENCE_S
    while monotonic() < until:
        with engine.connect() as connection:
            if settled(connection):
                break
        sleep(1)
    with engine.connect() as connection:
        states, ends = counted(connection, inbox), counted(connection, outbox)
        answered = connection.execute(select(func.count(outbox.c.inbox_id.distinct()))).scalar_one()
    print(f"{town.said} messages: {states}; answers: {ends}")
    if states != {"handled": town.said}:
        yield f"{town.said} were said"
    if answered != town.said:
        yield f"{answered} have an answer or a recorded reason"
    if set(ends) - {"sent", "given_up"}:
        yield "some answers have no end"


def compared(costs: Sequence[tuple[float, float]], people: int) -> Iterator[str]:
    """Whether the last cost what the first did. The first fifth fills what is bounded, and is left out."""
    early, late = sum(ms for ms, _ in costs[2:4]), sum(ms for ms, _ in costs[-2:])
    grown = (costs[-1][1] - costs[1][1]) * 1024 / (people * (TENTHS - 2) / TENTHS)
    print(f"the last fifth cost {late / early:.2f} times the second; memory grew by {grown:.2f} kB a stranger")
    if late > DEARER * early:
        yield "the last cost more than the first"
    if grown > A_HEAD_KB:
        yield "memory grows with strangers"


def environment(carrier: Carrier, path: Path, port: int, a_second: float) -> dict[str, str]:
    """The settings, with this machine's own."""
    twilio = {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN, "TWILIO_FROM": OURS}
    also = {"TWILIO_API_BASE": carrier.url, "PUBLIC_URL": PUBLIC, "NEARHAND_SAMPLE": "yes", "LOG_LEVEL": "CRITICAL"}
    caps = {"TWILIO_PER_SECOND": str(a_second), "SMS_CAP_AREA": "1000", "SMS_CAP_PERSON": "0"}
    ours = {"DATABASE_URL": f"sqlite:///{path}", "NEARHAND_SECRET_KEY": SECRET, "PORT": str(port)}
    return {**os.environ, **twilio, **also, **caps, **ours, "NEARHAND_ANSWERS_AN_HOUR": "0"}


def run(people: int, a_second: float, seed: int, folder: Path) -> list[str]:
    """The crowd comes. Returns what is wrong."""
    path, port = folder / "crowd.db", free_port()
    migrated(f"sqlite:///{path}")
    with Carrier(seed) as carrier:
        carrier.faulty = False
        command = [sys.executable, "-m", "bot", "serve"]
        server = begun(command, port, None, True, environment(carrier, path, port, a_second))
        town = Town(server, carrier, Crowd(seed))
        try:
            costs = played(town, people)
            for who, waits in sorted(town.waits.items()):
                print(f"{who}: {len(waits)} answers, after {median(waits):.2f} s, at most {max(waits):.2f} s")
            return [*town.wrong, *compared(costs, people), *audit(town, path)]
        finally:
            server.end()


def main() -> None:
    """Let the crowd come; exit 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--a-second", type=float, default=20.0, help="parts of texts that the carrier takes")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with TemporaryDirectory(prefix="nearhand-") as folder:
        wrong = run(options.people, options.a_second, options.seed, Path(folder))
    print("\n".join([f"{len(wrong)} wrong", *wrong]))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
