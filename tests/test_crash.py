"""Killed at any step of a turn, nothing is lost, order is kept, and nothing goes out twice but in the one window.

Each case forks a real process, which kills itself with SIGKILL at its step, or is killed from outside at no step in
particular. Then another process takes over, the provider delivers again what it was not told we have, and the books
are audited.
"""

import asyncio
import os
import random
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from store_fixtures import SECRET, Clock, Paper, echo, heard_by, left_behind, message, rows, talk_of

from bot.channels import NotSent, Sent
from bot.delivery import Delivery
from bot.message import Outbound
from bot.store import writer
from bot.store.outbox import STALE
from bot.store.store import Store
from bot.store.tables import inbox, outbox, person
from bot.store.writer import Writer
from bot.turn import BATCH, take, take_alone, take_together

WORDS = ["one\ntwo", "three"]
COMMITS = ["receiving", "receiving 2", "turns", "no turn left", "claim", "mark", "claim 2", "mark 2"]
"""The commits of the run below, in their order."""
STEPS = [
    *(f"{when} the commit of {name}" for name in COMMITS for when in ("before", "after")),
    *("in the turn", "before sending", "after sending"),
]
TWICE = {"after sending", "before the commit of mark", "before the commit of mark 2"}
"""Steps within the window: sent, and not yet marked."""


def die() -> None:
    """End at once, as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


class Ledger(Paper):
    """A channel whose provider keeps a ledger that outlives us."""

    def __init__(self, path: Path, step: str = "") -> None:
        super().__init__()
        self._path, self._step = path, step

    async def send(self, address: str, outbound: Outbound) -> Sent | NotSent:
        """Write it in the ledger; die at the step."""
        if self._step == "before sending":
            die()
        with self._path.open("a") as ledger:
            ledger.write(f"{address} {outbound.text}\n")
        if self._step == "after sending":
            die()
        return Sent(os.urandom(8).hex())


def dying(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Arrange to die before or after the commit of this number."""
    names = [*COMMITS, *["later"] * 9]
    begun: list[str] = []

    commit = writer.commit

    def counted(connection: Connection) -> None:
        begun.append(names.pop(0))
        if step == f"before the commit of {begun[-1]}":
            die()
        commit(connection)

    monkeypatch.setattr(writer, "commit", counted)
    together = Writer._together

    def survived(self: Writer, jobs: Any) -> Any:
        results = together(self, jobs)
        if step == f"after the commit of {begun[-1]}":
            die()
        return results

    monkeypatch.setattr(Writer, "_together", survived)


def fatal(step: str) -> Any:
    """The conversation, dying in its midst if that is the step."""

    def respond(*given: Any) -> Any:
        if step == "in the turn":
            die()
        return echo(*given)

    return respond


def work(store: Store, clock: Clock, channel: Paper, **more: Any) -> None:
    """Turns and deliveries until nothing is left to do."""
    talk = talk_of(clock, channel, **more)
    while take(store, talk):
        pass
    asyncio.run(Delivery(store, {"sms": channel}).deliver_due())


def killed(work: Callable[[], None]) -> int:
    """Run something in a process of its own. Returns the signal that ended it; 0 if it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) * -1


def recovered(url: str, clock: Clock, ledger: Path, redelivered: list[Any]) -> Store:
    """Another process takes over: it starts as a worker does, is delivered again what is, and waits out the claims."""
    store, channel = Store.open(url, [SECRET], clock), Ledger(ledger)
    while take_alone(store, talk_of(clock, channel)):
        pass
    for one in redelivered:
        store.receive(one)
    work(store, clock, channel)
    clock.now += 2 * STALE
    left_behind(store)
    work(store, clock, channel)
    return store


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_each_step(
    url: str, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    ledger = tmp_path / "ledger"
    messages = [message(words, f"SM{number}") for number, words in enumerate(WORDS)]

    def turn() -> None:
        store = Store.open(url, [SECRET], clock)
        dying(step, monkeypatch)
        for one in messages:
            store.receive(one)
        work(store, clock, Ledger(ledger, step), respond=fatal(step))

    assert killed(turn) == signal.SIGKILL
    store = recovered(url, clock, ledger, messages)
    assert heard_by(store, person) == ["one two three"]
    assert [(row["state"], row["attempts"]) for row in rows(store, inbox)] == [("handled", 0)] * 2
    assert [row["state"] for row in rows(store, outbox)] == ["sent"] * 3
    sent = [line.split()[1] for line in ledger.read_text().splitlines()]
    assert list(dict.fromkeys(sent)) == ["one", "two", "three"]
    assert len(sent) == (4 if step in TWICE else 3)
    store.close()


@pytest.mark.parametrize("step", ["in the turn", *STEPS[:4]])
def test_killed_where_a_message_and_its_turn_share_a_commit(
    url: str, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    messages = [message(words, f"SM{number}") for number, words in enumerate(WORDS)]

    def turns() -> None:
        store = Store.open(url, [SECRET], clock)
        talk = talk_of(clock, Paper(), respond=fatal(step))
        dying(step, monkeypatch)
        for one in messages:
            store.receive_with(one, lambda transaction: take_together(transaction, talk, BATCH))

    assert killed(turns) == signal.SIGKILL
    store = recovered(url, clock, tmp_path / "ledger", messages)
    assert heard_by(store, person) == ["one two three"]
    assert [(row["state"], row["attempts"]) for row in rows(store, inbox)] == [("handled", 0)] * 2
    assert [line.split()[1] for line in (tmp_path / "ledger").read_text().splitlines()] == ["one", "two", "three"]
    store.close()


def test_a_message_that_kills_the_process_is_set_aside_in_the_end(url: str, clock: Clock, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"

    def poisoned(session: Any, inbound: Any, world: Any) -> Any:
        if inbound.words == "poison":
            die()
        return echo(session, inbound, world)

    def worker() -> None:
        store, channel = Store.open(url, [SECRET], clock), Ledger(ledger)
        talk = talk_of(clock, channel, respond=poisoned)
        while take_alone(store, talk):
            pass
        work(store, clock, channel, respond=poisoned)

    store = Store.open(url, [SECRET], clock)
    for words in ("poison", "fine"):
        store.receive(message(words))
    store.receive(message("other", sender="s2"))
    store.close()
    assert [killed(worker) for _ in range(4)] == [signal.SIGKILL] * 3 + [0]
    store = Store.open(url, [SECRET], clock)
    assert [row["state"] for row in rows(store, inbox)] == ["set_aside", "handled", "handled"]
    assert sorted(ledger.read_text().split()[1::2]) == ["fine", "other", "turn_failed"]
    store.close()


def test_killed_from_outside_at_any_moment(url: str, clock: Clock, tmp_path: Path) -> None:
    chance, people, rounds = random.Random(7), 5, 4
    ledger, taken = tmp_path / "ledger", tmp_path / "taken"

    def worker(first: int, write: int) -> None:
        store, channel = Store.open(url, [SECRET], clock), Ledger(ledger)
        for number in range(first, first + 10_000):
            store.receive(message(f"w{number}", sender=f"s{number % people}"))
            with taken.open("a") as told:
                told.write(f"s{number % people} w{number}\n")
            os.write(write, b".")
            work(store, clock, channel)

    for number in range(rounds):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                worker(number * 100_000, write)
            finally:
                os._exit(0)
        os.close(write)
        for _ in range(chance.randint(5, 15)):
            assert os.read(read, 1), "the worker ended by itself"
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(read)
        clock.now += 2 * STALE
    store = recovered(url, clock, ledger, [])
    assert {row["state"] for row in rows(store, inbox)} == {"handled"}
    assert {row["state"] for row in rows(store, outbox)} == {"sent"}
    sent, known = ledger.read_text().splitlines(), taken.read_text().splitlines()
    assert set(known) <= set(sent)
    assert len(sent) - len(set(sent)) <= rounds
    for number in range(people):
        heard = [line for line in dict.fromkeys(sent) if line.startswith(f"s{number} ")]
        assert heard == sorted(heard, key=lambda line: int(line.split("w")[1]))
    assert len(rows(store, inbox)) == len(rows(store, outbox)) == sum(row["version"] for row in rows(store, person))
    store.close()
