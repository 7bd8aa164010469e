"""What a whole turn costs over HTTP, beside a floor, the textbook way and other engines, in one run.

    python benchmarks/turns.py [--quick] [--only NAME] [--profile]

A turn: a signed webhook is taken and kept, understood, matched, worded, and all that follows from it is kept, durably.
Each server runs on the first core, the load and PostgreSQL on the second. The servers take turns in each round, so that
a slow moment of the machine falls on all; a figure is the median of the rounds' ratios. Rows are counted afterwards.

The floor is the same framework, the same signature and the same three rows (message, session, answer) in a raw group
commit. A caller of ours waits for the 200 and for the answer to be kept; a caller of the others for the 200, as all is
kept by then.
"""

import argparse
import pstats
import random
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from stand.load import Played
from stand.people import Crowd, Request, Said, by_sms
from stand.running import Running, cores, pin, start

from bot.store.migrations import migrate

HERE = Path(__file__).resolve().parent.parent
CALLERS = 32
WARM_TURNS = 400
FEWEST = 100
"""Turns of one measurement, and of warming up."""


@dataclass(frozen=True)
class Plan:
    """How long to measure."""

    rounds: int
    seconds: float
    core: int | None
    old: int


@dataclass
class Variant:
    """One server under one kind of load."""

    name: str
    server: Running
    callers: int = CALLERS
    request: Callable[[Said], Request] = by_sms
    crowd: Crowd = field(default_factory=lambda: Crowd(next(SEEDS), next(SEEDS) * 100_000))
    plays: list[Played] = field(default_factory=list)

    def play(self, turns: int) -> Played:
        """Play about so many turns of people who were not there before."""
        conversations = [[self.request(said) for said in one] for one in self.crowd.conversations(turns)]
        before = self.server.processor_s()
        played = self.server.load.play(conversations, self.callers)
        played.processor_s = self.server.processor_s() - before
        return played


SEEDS = count(1)


@dataclass(frozen=True)
class Goal:
    """A figure beside what it must be. `least`: it must be as much, not as little."""

    name: str
    figure: float
    must: float
    aim: float
    least: bool = True

    def __str__(self) -> str:
        sign = 1 if self.least else -1
        verdict = "MISSED" if self.figure * sign < self.must * sign else "met"
        verdict = "aim met" if self.figure * sign >= self.aim * sign else verdict
        return f"{self.name:62}{self.figure:9.2f}{self.must:9.2f}{self.aim:9.2f}  {verdict}"


def measure(plan: Plan, variants: Sequence[Variant]) -> None:
    """Rounds of all variants, in another order each time."""
    draw = random.Random(1)
    turns = {}
    for one in variants:
        one.play(FEWEST)
        turns[one.name] = max(FEWEST, int(one.play(WARM_TURNS if one.callers > 1 else FEWEST).rate * plan.seconds))
    for _ in range(plan.rounds):
        for one in draw.sample(variants, len(variants)):
            one.plays.append(one.play(turns[one.name]))


def ratio(over: Variant, under: Variant, figure: Callable[[Played], float]) -> float:
    """The median of the rounds' ratios."""
    return median(figure(a) / figure(b) for a, b in zip(over.plays, under.plays, strict=True))


def rate(played: Played) -> float:
    """Turns a second."""
    return played.rate


def middle(played: Played) -> float:
    """The median time to an answer."""
    return median(played.answered)


def taken(played: Played) -> float:
    """The median time to the 200."""
    return median(played.taken)


def slowest(played: Played) -> float:
    """The time to an answer that one in a hundred takes longer than."""
    return sorted(played.answered)[int(len(played.answered) * 0.99)]


def tail(played: Played) -> float:
    """The slowest of a hundred, as a multiple of the median."""
    return slowest(played) / middle(played)


def processor(played: Played) -> float:
    """Processor time of the server for a turn."""
    return played.processor_s / len(played.answered)


def show(variants: Sequence[Variant]) -> None:
    """What each did, in its middle round."""
    heads = ("turns/s", "least", "most", "median ms", "p99 ms", "to 200 ms", "processor ms")
    print(f"{'':26}" + "".join(f"{head:>13}" for head in heads))
    for one in variants:
        rates = sorted(map(rate, one.plays))
        times = [median(map(figure, one.plays)) * 1000 for figure in (middle, slowest, taken, processor)]
        print(
            f"{one.name:26}{median(rates):13.0f}{rates[0]:13.0f}{rates[-1]:13.0f}", *(f"{time:12.2f}" for time in times)
        )


# SMS over HTTP


def http(plan: Plan, folder: Path) -> list[Goal]:
    """Ours, the floor and the textbook; one caller and 32."""
    with ExitStack() as running:
        floor, ours, textbook = (running.enter_context(one) for one in http_servers(plan, folder))
        variants = {
            **{f"floor, {n}": Variant(f"floor, {n} callers", floor, n) for n in (CALLERS, 1)},
            **{f"ours, {n}": Variant(f"ours, {n} callers", ours, n) for n in (CALLERS, 1)},
            "textbook": Variant("textbook, 32 callers", textbook),
        }
        measure(plan, list(variants.values()))
        show(list(variants.values()))
        memory = ours.memory_mb()
    many, one = (variants["ours, 32"], variants["floor, 32"]), (variants["ours, 1"], variants["floor, 1"])
    return [
        Goal("turns a second at 32 callers, against the floor", ratio(*many, rate), 0.5, 0.65),
        Goal("  against the textbook without any logic", ratio(many[0], variants["textbook"], rate), 7, 10),
        Goal("one caller, median to the answer, against the floor", ratio(*one, middle), 1.6, 1.25, False),
        Goal("p99 / median at 32 callers", median(map(tail, many[0].plays)), 3, 2.2, False),
        Goal("memory of web and worker in one, MB", memory, 200, 120, False),
    ]


def http_servers(plan: Plan, folder: Path) -> Iterator[object]:
    """The three servers, each on a database of its own."""
    migrate(f"sqlite:///{folder / 'floor.db'}")
    yield serving("floor", folder, plan, database=str(folder / "floor.db"))
    yield serving("ours", folder, plan, tells=True, database=f"sqlite:///{folder / 'ours.db'}")
    yield serving("textbook", folder, plan, database=str(folder / "textbook.db"))


@contextmanager
def serving(name: str, folder: Path, plan: Plan, **more: object) -> Iterator[Running]:
    """A server that runs meanwhile."""
    server = start(name, folder, plan.core, **more)
    try:
        yield server
    finally:
        server.end()


def profile(plan: Plan, folder: Path) -> None:
    """What costs most in the server while 32 callers talk: own processor time, in all threads."""
    path = folder / "profile"
    more = {"database": f"sqlite:///{folder / 'ours.db'}", "profile": str(path)}
    with serving("ours", folder, plan, tells=True, **more) as ours:
        talk = Variant("ours", ours)
        talk.play(WARM_TURNS)
        ours.process.send_signal(signal.SIGUSR1)
        turns = len(talk.play(max(FEWEST, int(300 * plan.seconds))).answered)
    costs = pstats.Stats(str(path)).stats  # type: ignore[attr-defined]
    print(f"{turns} turns of {CALLERS} callers; microseconds of processor time a turn, as the profiler sees it")
    show_costs(
        "function", turns, ((f"{short(file)}:{line} {name}", cost) for (file, line, name), cost in costs.items())
    )
    show_costs("file", turns, ((short(file), cost) for (file, _, _), cost in costs.items()))


def show_costs(what: str, turns: int, costs: Iterable[tuple[str, Sequence[Any]]]) -> None:
    """The thirty dearest by own time, with their calls a turn."""
    own: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for name, (_, calls, seconds, *_rest) in costs:
        own[name] = [own[name][0] + seconds * 1e6 / turns, own[name][1] + calls / turns]
    print(f"\n{'own us':>8}{'calls':>9}  {what} ({sum(one for one, _ in own.values()):.0f} us in all)")
    for name, (cost, calls) in sorted(own.items(), key=lambda one: -one[1][0])[:30]:
        print(f"{cost:8.1f}{calls:9.1f}  {name}")


def short(file: str) -> str:
    """A file's place, from the last root that it is under."""
    for root in ("site-packages/", "lib/python3.11/", f"{HERE}/"):
        file = file.rpartition(root)[2]
    return file


EXPERIMENTS: dict[str, Callable[[Plan, Path], list[Goal]]] = {"http": http}


def main() -> None:
    """Run what is asked for and print the goals."""
    options = asked()
    server, load = cores()
    if server is None:
        print("One core only: servers and load share it, and the figures are of both.")
    pin(load)
    plan = Plan(*((1, 0.5) if options.quick else (options.rounds, options.seconds)), server, options.old)
    if options.profile:
        with TemporaryDirectory() as folder:
            return profile(plan, Path(folder))
    goals: list[Goal] = []
    for name in options.only or EXPERIMENTS:
        print(f"\n{name}", flush=True)
        with TemporaryDirectory() as folder:
            goals += EXPERIMENTS[name](plan, Path(folder))
    print(f"\n{'':62}{'here':>9}{'must':>9}{'aim':>9}")
    print(*goals, sep="\n")
    return None


def asked() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="one short round of each: does it run, roughly how fast")
    parser.add_argument("--only", action="append", choices=EXPERIMENTS, help="one part; may be given more than once")
    parser.add_argument("--profile", action="store_true", help="what costs most in our server, and nothing else")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0, help="of one variant in one round")
    parser.add_argument("--old", type=int, default=3_000_000, help="old messages, where these are what is measured")
    return parser.parse_args()


if __name__ == "__main__":
    main()
