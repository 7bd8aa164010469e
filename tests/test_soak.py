"""A small soak of each engine, and that its audit finds what is wrong."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from soak import Books, Soak, audit  # noqa: E402
from stand.carrier import Accepted  # noqa: E402
from stand.people import Said  # noqa: E402

from bot.store.transaction import APOLOGY  # noqa: E402

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ADDRESS = "+447700900123"


MET = ("killed", "clock back an hour", "clock forward a day")


@pytest.mark.parametrize(
    ("engine", "troubles", "met"),
    [("sqlite", 4, (*MET, "disk full")), ("postgresql", 5, (*MET, "database restarted"))],
)
def test_a_small_soak(engine: str, troubles: int, met: Sequence[str]) -> None:
    """Every trouble once."""
    size = ["--people", "12", "--troubles", str(troubles), "--hangs", "0", "--workers", "1", "--seed", "5"]
    command = [sys.executable, str(ROOT / "benchmarks" / "soak.py"), *size, "--engine", engine]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert " 0 wrong" in ended.stdout
    assert all(what in ended.stdout for what in met), ended.stdout


class Day:
    """Two messages of one person, answered in order."""

    def __init__(self) -> None:
        self.soak = Soak(1, 1, 0, taken={number: Said(number, 1, 1, "hello") for number in ("a", "b")})
        message = {"person_id": 1, "state": "handled", "error": None}
        answer = {"person_id": 1, "reason": "answer", "state": "sent", "error": None, "attempts": 1, "ended_at": NOW}
        answer["position"] = 0
        said: list[Any] = [SimpleNamespace(id=one, provider_id="ab"[one - 1], **message) for one in (1, 2)]
        sent: list[Any] = [SimpleNamespace(id=one, inbox_id=one, **answer) for one in (1, 2)]
        self.books = Books(said, sent, {1: "one", 2: "two"}, {1: ADDRESS}, set())
        self.accepted = [Accepted(ADDRESS, words, words, 1000.0, True) for words in ("one", "two")]

    def wrong(self) -> list[str]:
        """What the audit says."""
        return audit(self.soak, self.books, self.accepted)


def cut_off(day: Day) -> None:
    """The carrier cut us off, and we sent it again: that is the window."""
    day.accepted[0:1] = [replace(day.accepted[0], told=False), day.accepted[0]]


def killed(day: Day) -> None:
    """We were killed before we could mark it."""
    day.accepted.insert(0, day.accepted[0])
    day.soak.kills.append((1001.0, 2.0))


def same_words(day: Day) -> None:
    """Both answers say the same, the first was cut off, and the second given up and never taken."""
    day.books.words[2] = "one"
    vars(day.books.sent[1]).update(state="given_up", error="30001")
    day.accepted[:] = [replace(day.accepted[0], told=False), day.accepted[0]]


def stopped(day: Day) -> None:
    """They had said STOP, so there is no second answer."""
    del day.books.sent[1], day.accepted[1]
    day.books.opted_out.add(1)


def poisoned(day: Day) -> None:
    """The second message broke its turn, and they were told."""
    vars(day.books.said[1]).update(provider_id="2-pois", state="set_aside", error="LookupError at hurried.py:1")
    day.soak.taken = {"a": day.soak.taken["a"], "2-pois": day.soak.taken["b"]}
    vars(day.books.sent[1]).update(position=APOLOGY)


@pytest.mark.parametrize("happens", [lambda _day: None, cut_off, killed, same_words, stopped, poisoned])
def test_the_audit_lets_pass_what_is_documented(happens: Callable[[Day], None]) -> None:
    happens(day := Day())
    assert day.wrong() == []


FAULTS: dict[str, Callable[[Day], object]] = {
    "message b is there 0 times": lambda day: day.books.said.pop(),
    "message b is there 2 times": lambda day: day.books.said.append(day.books.said[1]),
    "message 1 is waiting and has no answer": lambda day: vars(day.books.said[0]).update(state="waiting"),
    "message 2 is handled and has no answer": lambda day: (day.books.sent.pop(), day.accepted.pop()),
    "message 1 is set_aside: LookupError": lambda day: vars(day.books.said[0]).update(
        state="set_aside", error="LookupError"
    ),
    "message 2 is set_aside: None": lambda day: (poisoned(day), vars(day.books.said[1]).update(error=None)),
    "message 2 is handled: None": lambda day: vars(day.books.said[1]).update(provider_id="2-pois"),
    "message 2 was set aside, and nobody told": lambda day: (
        poisoned(day),
        vars(day.books.sent[1]).update(position=0),
    ),
    "answer 2 is sending after 1 tries": lambda day: vars(day.books.sent[1]).update(state="sending", ended_at=None),
    "answer 2 is given_up after 1 tries": lambda day: (
        vars(day.books.sent[1]).update(state="given_up"),
        day.accepted.pop(),
    ),
    "answers [2] count as sent and never were": lambda day: day.accepted.pop(),
    "out of turn": lambda day: day.accepted.reverse(),
    "sent twice, outside the window: 1 of 3": lambda day: day.accepted.insert(0, day.accepted[0]),
    "1 of 3": lambda day: (day.accepted.append(day.accepted[1]), day.soak.kills.append((1010.0, 2.0))),
}


@pytest.mark.parametrize("found", FAULTS)
def test_the_audit_finds_what_is_wrong(found: str) -> None:
    FAULTS[found](day := Day())
    assert any(found in line for line in day.wrong()), day.wrong()
