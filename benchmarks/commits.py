"""What a whole turn costs, beside the bare durable commit of the three rows that it writes.

    python benchmarks/commits.py [old messages]

A turn: receive a message and commit it; understand it, match, word the answer; commit session, outbox and events. All
on SQLite with full sync, the sample catalogue, words and addresses sealed. The floor writes the same three rows (inbox,
person, outbox) into the same tables by the bare driver, in one commit a turn. Both take turns in the same run, so that
a slow moment of the disk falls on both; memory is settled as a server settles it when it has begun. "Talk only" is the
conversation by itself, with nothing kept.
With `old messages`, the databases hold that many from before.
"""

import asyncio
import random
import shutil
import sqlite3
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.app import settle_memory
from bot.channels.sms import Sms
from bot.content import load_content
from bot.flows.question import Session, World
from bot.matching.samples import sample_catalogue
from bot.matching.understand import Hearing
from bot.message import Inbound
from bot.store.inbox import sealed_words
from bot.store.migrations import migrate
from bot.store.outbox import sealed_text
from bot.store.seal import Seal
from bot.store.store import Store
from bot.store.transaction import Transaction
from bot.turn import Taken, Talk, reply_to, take, take_together

SECRET = "a secret for a benchmark that is long enough"
ROUNDS, TURNS, CALLERS, PEOPLE = 31, 64, 32, 400
GOAL = 5.0
SAID = (
    *("hello", "someone to sit with {who}", "near {town}", "{day} {hour}-5pm", "more", "thanks"),
    *("cleaner for {who} in {town} {day} mornings", "details 2", "not {day}, thursday", "{town}"),
)
"""What people say, each in this order, of people, towns, days and hours of their own: hardly two messages are alike."""
WHO = (
    "mum",
    "dad",
    "nan",
    "grandad",
    "gran",
    "my wife",
    "my husband",
    "my aunt",
    "my uncle",
    "my brother",
    "my sister",
)
TOWNS = (
    *("malvern", "evesham", "pershore", "redditch", "bromsgrove", "kidderminster", "droitwich", "bewdley", "stourport"),
    *("upton upon severn", "tenbury wells", "broadway", "ely", "march", "wisbech", "soham", "st ives", "huntingdon"),
    *("chelmsford", "braintree", "harlow", "maldon", "clacton", "witham", "bicester", "banbury", "witney", "abingdon"),
    *("didcot", "thame", "wallingford", "wr14 3ay", "ox4 1aa", "cb7 4ee", "cm1 1ab"),
)
DAYS = ("mon", "tues", "wed", "thurs", "friday", "sat", "sunday", "weekdays", "weekends", "tomorrow", "every day")
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
STAMP = "2026-11-20 10:00:00.000000"


def words_of(number: int) -> str:
    """What is said in the turn of this number."""
    who, town = WHO[number % PEOPLE % len(WHO)], TOWNS[number % len(TOWNS)]
    own = {"who": who, "town": town, "day": DAYS[number // 3 % len(DAYS)]}
    return SAID[number // PEOPLE % len(SAID)].format(**own, hour=number // 7 % 4 + 1)


@dataclass
class Ours:
    """A store, the conversation over it, and messages without end."""

    store: Store
    talk: Talk
    numbers: Iterator[int] = field(default_factory=count)
    sessions: dict[str, Session] = field(default_factory=dict)
    answered: int = 0

    def message(self) -> Inbound:
        """The next message of the next person."""
        number = next(self.numbers)
        words = words_of(number)
        return Inbound("sms", f"SM{number:032x}", f"+44770090{number % PEOPLE:04}", words, AT)

    def talk_only(self) -> None:
        """The conversation of one turn, and nothing kept but in memory."""
        message = self.message()
        before = self.sessions.get(message.sender, Session())
        self.sessions[message.sender] = reply_to(before, message, self.talk, self.talk.world()).turn.session

    def one(self) -> None:
        """One turn, kept with its message."""
        _, taken = self.store.receive_with(self.message(), self.turns)
        self.answered += len(taken or ())

    def apart(self) -> None:
        """One turn, its message kept before it: two commits, as in a process that has just begun."""
        self.store.receive(self.message())
        self.answered += len(take(self.store, self.talk))

    def turns(self, transaction: Transaction) -> list[Taken]:
        """The turns of what waits."""
        return take_together(transaction, self.talk, 64)

    async def many(self, turns: int, callers: int) -> None:
        """Turns for so many callers at once, each with one message under way."""
        left = iter(range(turns))

        async def call() -> None:
            for _ in left:
                message = self.message()
                _, taken = await self.store.received_with(message, self.turns)
                # Those who came together are all given the same turns; each counts its own.
                self.answered += sum(one.message.provider_id == message.provider_id for one in taken or ())

        await asyncio.gather(*(call() for _ in range(callers)))


class Floor:
    """The three rows, by the bare driver."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._numbers = count()
        seal, channel = Seal([SECRET]), Sms()
        self._words = sealed_words(Inbound("sms", "x" * 34, "+447700900123", words_of(PEOPLE), AT), seal)
        self._text = sealed_text(channel.lay_out("x" * 150, ())[0], seal)
        person = (
            "INSERT INTO person (channel, address, address_key, session, version, seen_at) VALUES (?, ?, ?, ?, 0, ?)"
        )
        address = seal.shut("+447700900123")
        rows = (("sms", address, f"{number:064}", "s" * 600, STAMP) for number in range(PEOPLE))
        self._connection.executemany(person, rows)
        self._first = self._connection.execute("SELECT max(id) FROM person").fetchone()[0] - PEOPLE + 1

    def one(self) -> None:
        """One commit of three rows, and one read."""
        number, run = next(self._numbers), self._connection.execute
        person = self._first + number % PEOPLE
        run("BEGIN IMMEDIATE")
        taken = run(INBOX, (f"FL{number:032x}", person, self._words, STAMP, STAMP)).lastrowid
        run("SELECT session, version FROM person WHERE id = ?", (person,)).fetchone()
        run(
            "UPDATE person SET session = ?, version = version + 1, seen_at = ? WHERE id = ?", ("s" * 600, STAMP, person)
        )
        run(OUTBOX, (person, taken, self._text, STAMP, STAMP))
        run("COMMIT")


INBOX = (
    "INSERT INTO inbox (channel, provider_id, person_id, said, received_at, state, attempts, ended_at)"
    " VALUES ('sms', ?, ?, ?, ?, 'handled', 0, ?)"
)
OUTBOX = (
    "INSERT INTO outbox (person_id, inbox_id, position, reason, said, segments, state, attempts, queued_at, due_at)"
    " VALUES (?, ?, 0, 'answer', ?, 1, 'waiting', 0, ?, ?)"
)


OLD_PERSON = (
    "INSERT INTO person (id, channel, address, address_key, session, version, seen_at)"
    " VALUES (?, 'sms', ?, ?, ?, 30, ?)"
)
OLD_INBOX = (
    "INSERT INTO inbox (id, channel, provider_id, person_id, received_at, state, attempts, ended_at)"
    " VALUES (?, 'sms', ?, ?, ?, 'handled', 0, ?)"
)
OLD_OUTBOX = (
    "INSERT INTO outbox (inbox_id, provider_id, person_id, queued_at, due_at, ended_at, position, reason, state,"
    " attempts) VALUES (?, ?, ?, ?, ?, ?, 0, 'answer', 'sent', 1)"
)


def seed(path: Path, old: int) -> None:
    """Old messages of old conversations, answered long ago, their words gone; ids as random as real ones."""
    people, dice = old // 30 + 1, random.Random(1)
    with sqlite3.connect(path) as connection:
        persons = ((number, "a" * 120, f"old{number:061}", "s" * 600, STAMP) for number in range(1, people + 1))
        connection.executemany(OLD_PERSON, persons)
        rows = [(number, f"{dice.getrandbits(128):032x}", number % people + 1) for number in range(1, old + 1)]
        connection.executemany(OLD_INBOX, ((*row, STAMP, STAMP) for row in rows))
        connection.executemany(OLD_OUTBOX, ((*row, STAMP, STAMP, STAMP) for row in rows))


def timed(work: Callable[[], object], turns: int) -> float:
    """Microseconds a turn."""
    begun = perf_counter()
    work()
    return (perf_counter() - begun) / turns * 1e6


def repeated(work: Callable[[], object]) -> Callable[[], None]:
    """A round of one after the other."""

    def rounds() -> None:
        for _ in range(TURNS):
            work()

    return rounds


@contextmanager
def opened(folder: Path, old: int) -> Iterator[tuple[Ours, Floor]]:
    """Ours and the floor, on databases alike."""
    paths = [folder / "ours.db", folder / "floor.db"]
    migrate(f"sqlite:///{paths[0]}")
    if old:
        seed(paths[0], old)
    shutil.copy(paths[0], paths[1])
    content = load_content()
    hearing = Hearing(content)
    world = World(AT, content, hearing, sample_catalogue(content, hearing.gazetteer))
    now = (AT + timedelta(seconds=number) for number in count())
    store = Store.open(f"sqlite:///{paths[0]}", [SECRET], lambda: next(now))
    yield Ours(store, Talk(lambda: world, {"sms": Sms()})), Floor(paths[1])
    store.close()


def main() -> None:
    """Print what a turn costs, alone and for 32 callers, as multiples of the floor."""
    old = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    with TemporaryDirectory() as folder, opened(Path(folder), old) as (ours, floor):
        variants: dict[str, Callable[[], None]] = {
            "floor": repeated(floor.one),
            "one caller": repeated(ours.one),
            "one, apart": repeated(ours.apart),
            "talk only": repeated(ours.talk_only),
            f"{CALLERS} callers": lambda: asyncio.run(ours.many(TURNS, CALLERS)),
        }
        for work in variants.values():
            work()
        settle_memory()
        rounds = [{name: timed(work, TURNS) for name, work in variants.items()} for _ in range(ROUNDS)]
        audit(ours)
    print(f"one turn, {old:,} old messages, median of {ROUNDS} interleaved rounds of {TURNS}")
    for name in variants:
        took = statistics.median(one[name] for one in rounds)
        times = statistics.median(one[name] / one["floor"] for one in rounds)
        verdict = f"   goal {GOAL:.0f}: {'met' if times <= GOAL else 'MISSED'}" if "caller" in name else ""
        print(f"{name:>12}  {took:7.0f} us  {times:5.2f} x the floor{verdict}")


def audit(ours: Ours) -> None:
    """Every message was answered once, and every turn kept."""
    query = (
        "SELECT count(*), sum(state = 'handled'), (SELECT sum(version) FROM person WHERE address_key NOT LIKE 'old%')"
    )
    sent = f"{query} FROM inbox WHERE provider_id LIKE 'SM%'"
    counts = ours.store.read(lambda connection: tuple(connection.exec_driver_sql(sent).one()))
    assert counts == (ours.answered,) * 3, counts


if __name__ == "__main__":
    main()
