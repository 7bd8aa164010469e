"""Variants measured in turn, and what they come to as ratios and goals."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from stand.load import Played
from stand.people import Crowd, Request, Said, by_sms
from stand.running import Running, start

CALLERS = 32
WARM_TURNS = 400
FEWEST = 100
"""Turns of one measurement."""
SEEDS = count(1)


@dataclass(frozen=True)
class Plan:
    """How long to measure, on which core the servers run, and how many old messages there are, where that matters."""

    rounds: int
    seconds: float
    core: int | None
    other: int | None
    old: int
    people: int = 2_000


@dataclass
class Variant:
    """One server under one kind of load."""

    name: str
    server: Running
    callers: int = CALLERS
    request: Callable[[Said], Request] = by_sms
    crowd: Crowd = field(default_factory=lambda: Crowd(seed := next(SEEDS), seed * 100_000))
    plays: list[Played] = field(default_factory=list)
    turns: int = 0
    """Answered so far."""

    def play(self, turns: int) -> Played:
        """Play about so many turns of people who were not there before."""
        conversations = [[self.request(said) for said in one] for one in self.crowd.conversations(turns)]
        before = self.server.processor_s()
        played = self.server.load.play(conversations, self.callers)
        played.processor_s = self.server.processor_s() - before
        self.turns += len(played.answered)
        return played


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
        return f"{self.name:64}{self.figure:9.2f}{self.must:9.2f}{self.aim:9.2f}  {verdict}"


def measure(plan: Plan, variants: Sequence[Variant]) -> None:
    """Rounds of all variants, in another order each time; prints what each did."""
    draw = random.Random(1)
    turns = {}
    for one in variants:
        one.play(FEWEST)
        turns[one.name] = max(FEWEST, int(one.play(WARM_TURNS if one.callers > 1 else FEWEST).rate * plan.seconds))
    for _ in range(plan.rounds):
        for one in draw.sample(variants, len(variants)):
            one.plays.append(one.play(turns[one.name]))
    show(variants)


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
    print(f"{'':30}" + "".join(f"{head:>13}" for head in heads))
    for one in variants:
        rates = sorted(map(rate, one.plays))
        times = [median(map(figure, one.plays)) * 1000 for figure in (middle, slowest, taken, processor)]
        print(
            f"{one.name:30}{median(rates):13.0f}{rates[0]:13.0f}{rates[-1]:13.0f}"
            + "".join(f"{time:13.2f}" for time in times),
            flush=True,
        )


@contextmanager
def serving(name: str, folder: Path, plan: Plan, **more: Any) -> Iterator[Running]:
    """A server that runs meanwhile."""
    server = start(name, folder, plan.core, **more)
    try:
        yield server
    finally:
        server.end()
