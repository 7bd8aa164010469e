"""A backup is made while others write, is put back only where it belongs, and the conversation goes on from it."""

import re
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import ours
import psycopg
import pytest
from app_visits import WANT
from store_fixtures import SECRET, START, Clock, Databases, Paper, heard_by, message, rows, talk_of
from typer.testing import CliRunner

from bot import conversation, wording
from bot.__main__ import app
from bot.conversation.hearing import home
from bot.flows.question import World
from bot.store import backup as backup_module
from bot.store import dump
from bot.store.backup import backup, restore
from bot.store.engine import StoreError
from bot.store.migrations import migrate
from bot.store.outbox import opened_text
from bot.store.seal import SealError, key_path
from bot.store.store import Store
from bot.store.tables import inbox, metadata, outbox, person
from bot.turn import Talk, take


@pytest.fixture
def house(sqlite_template: Path, tmp_path: Path) -> Path:
    """A database in a folder of its own."""
    path = tmp_path / "here" / "nearhand.db"
    path.parent.mkdir()
    shutil.copy(sqlite_template, path)
    return path


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Where there is no database yet."""
    path = tmp_path / "there" / "nearhand.db"
    path.parent.mkdir()
    return path


def opened(path: Path) -> Store:
    return Store.open(at(path), [SECRET], Clock())


def at(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def talk() -> Talk:
    """The real conversation, with the sample catalogue."""
    world = World(START, *ours.world())
    real = talk_of(Clock(), Paper("sms"), respond=conversation.respond, text_of=wording.text_of, home=home)
    return replace(real, world=lambda: world)


def said(store: Store, talk: Talk, words: str) -> list[str]:
    """What the answer to some words says."""
    before = len(rows(store, outbox))
    store.receive(message(words))
    take(store, talk)
    return [opened_text(row["said"], store.safe.seal).text for row in rows(store, outbox)[before:]]


def test_a_conversation_goes_on_from_a_backup(house: Path, elsewhere: Path, tmp_path: Path, talk: Talk) -> None:
    with closing(opened(house)) as store:
        first = said(store, talk, WANT)
        backup(at(house), tmp_path / "kept.db")
        there = said(store, talk, "details 1")
    restore(at(elsewhere), tmp_path / "kept.db", SECRET)
    with closing(opened(elsewhere)) as store:
        here = said(store, talk, "details 1")
        assert len(rows(store, person)) == 1
        assert len(rows(store, inbox)) == 2
    assert any("Malvern" in text for text in first)
    assert here == there


def test_a_backup_is_one_private_file(house: Path, tmp_path: Path) -> None:
    (kept := tmp_path / "kept").mkdir()
    with closing(opened(house)) as store:
        store.receive(message())
        backup(at(house), kept / "nearhand.db")
        store.receive(message())
    assert [path.name for path in kept.iterdir()] == ["nearhand.db"]
    assert stat.S_IMODE((kept / "nearhand.db").stat().st_mode) == 0o600
    with closing(sqlite3.connect(kept / "nearhand.db")) as copy:
        assert copy.execute("SELECT count(*) FROM inbox").fetchone() == (1,)


@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
def test_nothing_is_written_over(house: Path, elsewhere: Path, tmp_path: Path, end: str) -> None:
    with closing(opened(house)):
        backup(at(house), tmp_path / "kept.db")
    in_the_way = elsewhere.with_name(elsewhere.name + end)
    in_the_way.write_bytes(b"dear to somebody")
    with pytest.raises(StoreError, match="in the way"):
        backup(at(house), elsewhere)
    with pytest.raises(StoreError, match="in the way"):
        restore(at(elsewhere), tmp_path / "kept.db", SECRET)
    assert in_the_way.read_bytes() == b"dear to somebody"


def test_a_backup_needs_its_key(house: Path, elsewhere: Path, tmp_path: Path) -> None:
    with closing(opened(house)):
        backup(at(house), tmp_path / "kept.db")
    with pytest.raises(StoreError, match="NEARHAND_SECRET_KEY"):
        restore(at(elsewhere), tmp_path / "kept.db", None)
    with pytest.raises(SealError):
        restore(at(elsewhere), tmp_path / "kept.db", "another secret, as long as it has to be")
    assert list(elsewhere.parent.iterdir()) == []
    key_path(elsewhere).write_text(SECRET)
    restore(at(elsewhere), tmp_path / "kept.db", None)
    assert elsewhere.is_file()


@pytest.mark.parametrize("bytes_kept", [0, 100, 9_000])
def test_half_a_backup_is_refused(house: Path, elsewhere: Path, tmp_path: Path, bytes_kept: int) -> None:
    with closing(opened(house)):
        backup(at(house), tmp_path / "kept.db")
    half = tmp_path / "half.db"
    half.write_bytes((tmp_path / "kept.db").read_bytes()[:bytes_kept])
    with pytest.raises(StoreError, match=r"half\.db"):
        restore(at(elsewhere), half, SECRET)
    assert list(elsewhere.parent.iterdir()) == []


def test_a_full_disk_leaves_nothing_behind(house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path) -> Iterator[None]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup_module, "settled", full)
    (kept := tmp_path / "kept").mkdir()
    with pytest.raises(StoreError, match="could not be copied"):
        backup(at(house), kept / "nearhand.db")
    assert list(kept.iterdir()) == []


def test_a_place_that_is_not_there_is_named(house: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as told:
        backup(at(house), tmp_path / "nowhere" / "kept.db")
    assert str(told.value) == f"{house} could not be copied to {tmp_path}/nowhere/kept.db: No such file or directory"


def test_a_database_in_memory_is_refused_kindly(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="memory"):
        backup("sqlite://", tmp_path / "kept.db")


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such database"):
        backup(at(tmp_path / "none.db"), tmp_path / "kept.db")
    with pytest.raises(StoreError, match="no such file"):
        restore(at(tmp_path / "none.db"), tmp_path / "kept.db", SECRET)
    assert list(tmp_path.iterdir()) == []


def test_by_one_command_each(house: Path, elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEARHAND_SECRET_KEY", SECRET)
    with closing(opened(house)) as store:
        store.receive(message())
    kept = str(tmp_path / "kept.db")
    made = CliRunner().invoke(app, ["backup", kept, "--database", at(house)])
    assert (made.exit_code, "NEARHAND_SECRET_KEY" in made.output) == (0, True)
    put = CliRunner().invoke(app, ["restore", kept, "--database", at(elsewhere)])
    assert (put.exit_code, "forgotten" in put.output) == (0, True)
    monkeypatch.setenv("NEARHAND_SECRET_KEY", f"a new secret that is only for tests,{SECRET}")
    sealed = CliRunner().invoke(app, ["rotate", "--database", at(elsewhere)])
    assert (sealed.exit_code, sealed.output) == (0, "2 texts are sealed with the newest key.\n")
    monkeypatch.setenv("NEARHAND_SECRET_KEY", "a new secret that is only for tests")
    assert CliRunner().invoke(app, ["rotate", "--database", at(elsewhere)]).exit_code == 0
    with closing(sqlite3.connect(elsewhere)) as database, database:
        database.execute("UPDATE inbox SET said = 'damaged'")
    sealed = CliRunner().invoke(app, ["rotate", "--database", at(elsewhere)])
    assert (sealed.exit_code, sealed.output.splitlines()[-1]) == (0, "inbox 1: said")
    assert "No key opens 1 of them" in sealed.output


@pytest.mark.parametrize(
    ("beside", "told"), [(True, "the .key file"), (False, "NEARHAND_SECRET_KEY that it is sealed with")]
)
def test_a_backup_tells_which_key_it_needs(
    beside: bool, told: str, house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEARHAND_SECRET_KEY", raising=False)
    if beside:
        key_path(house).write_text(SECRET)
    made = CliRunner().invoke(app, ["backup", str(tmp_path / "kept.db"), "--database", at(house)])
    assert (made.exit_code, told in made.output) == (0, True), made.output


NEWER = "UPDATE alembic_version SET version_num = '9999'"
"""What a newer version leaves."""


def test_a_database_newer_than_the_program_is_told_so(house: Path, elsewhere: Path, tmp_path: Path) -> None:
    with closing(opened(house)):
        backup(at(house), kept := tmp_path / "kept.db")
    for path in (house, kept):
        with closing(sqlite3.connect(path)) as database, database:
            database.execute(NEWER)
    with pytest.raises(StoreError, match=r"newer than this program \(at 9999, and \d{4} is") as told:
        migrate(at(house))
    assert "\n" not in str(told.value)
    with pytest.raises(StoreError, match="newer than this program"):
        opened(house)
    with pytest.raises(StoreError, match="newer than this program"):
        restore(at(elsewhere), kept, SECRET)
    assert list(elsewhere.parent.iterdir()) == []


# PostgreSQL


@pytest.fixture
def tools(postgres_server: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own programs, those of the server of these tests."""
    monkeypatch.setenv("PATH", str(postgres_server.programs), prepend=":")


@pytest.fixture
def full(postgres: Callable[[], str]) -> str:
    """A database in which somebody has had a turn, and somebody else waits for one."""
    url = postgres()
    with closing(Store.open(url, [SECRET], Clock())) as store:
        store.receive(message("hello", "SM1"))
        take(store, talk_of(Clock(), Paper()))
        store.receive(message("and now?", "SM2", sender="s2"))
    return url


def bare(url: str) -> bool:
    """Whether a database has no tables."""
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_postgresql_by_one_command_each(
    full: str, empty_postgres: Callable[[], str], tools: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEARHAND_SECRET_KEY", SECRET)
    kept, there = tmp_path / "kept.dump", empty_postgres()
    made = CliRunner().invoke(app, ["backup", str(kept), "--database", full])
    assert (made.exit_code, "NEARHAND_SECRET_KEY" in made.output) == (0, True)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    put = CliRunner().invoke(app, ["restore", str(kept), "--database", there])
    assert (put.exit_code, "forgotten" in put.output) == (0, True), put.exception
    with closing(Store.open(full, [SECRET], Clock())) as old, closing(Store.open(there, [SECRET], Clock())) as new:
        for table in metadata.sorted_tables:
            assert rows(old, table) == rows(new, table), table.name
        assert len(take(new, talk_of(Clock(), Paper()))) == 1
        new.receive(message("hello again", "SM3"))
        assert take(new, talk_of(Clock(), Paper()))
        assert heard_by(new, person) == ["hello hello again", "and now?"]


def test_postgresql_writes_over_nothing(full: str, tools: None, tmp_path: Path) -> None:
    (kept := tmp_path / "kept.dump").write_bytes(b"dear to somebody")
    with pytest.raises(StoreError, match="in the way"):
        backup(full, kept)
    assert kept.read_bytes() == b"dear to somebody"
    backup(full, tmp_path / "other.dump")
    with pytest.raises(StoreError, match="an empty one"):
        restore(full, tmp_path / "other.dump", SECRET)


def test_what_postgresql_cannot_put_back_whole_leaves_nothing(
    full: str, empty_postgres: Callable[[], str], tools: None, tmp_path: Path
) -> None:
    backup(full, kept := tmp_path / "kept.dump")
    there, whole = empty_postgres(), kept.read_bytes()
    with pytest.raises(SealError):
        restore(there, kept, "another secret, as long as it has to be")
    with pytest.raises(SealError, match="NEARHAND_SECRET_KEY"):
        restore(there, kept, None)
    for size in (0, 100, len(whole) // 2, len(whole) * 3 // 4, len(whole) - 40):
        (half := tmp_path / "half.dump").write_bytes(whole[:size])
        with pytest.raises(StoreError):
            restore(there, half, SECRET)
        assert bare(there), size
    with psycopg.connect(full) as connection:
        connection.execute(NEWER)
    backup(full, newer := tmp_path / "newer.dump")
    with pytest.raises(StoreError, match="newer than this program"):
        restore(there, newer, SECRET)
    assert bare(there)


def test_without_postgresqls_programs_it_says_which(full: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match="pg_dump is not here: install"):
        backup(full, tmp_path / "kept.dump")
    assert list(tmp_path.iterdir()) == []


def test_a_password_is_not_shown_to_whoever_is_on_the_machine(tools: None, tmp_path: Path) -> None:
    url = f"postgresql+psycopg://anna:geheim%20x@{tmp_path.name}.invalid:5433/nearhand?application_name=us"
    assert dump.reach(url) == [
        f"--dbname=host={tmp_path.name}.invalid dbname=nearhand user=anna port=5433 application_name=us"
    ]
    assert dump.password_of(url) == {"PGPASSWORD": "geheim x"}
    with pytest.raises(StoreError, match="cannot be reached: no such host") as refused:
        backup(url, tmp_path / "kept.dump")
    assert not {"anna", "geheim", "invalid"} & set(re.findall(r"\w+", str(refused.value)))
    assert list(tmp_path.iterdir()) == []


def test_older_programs_are_told_apart_from_other_faults() -> None:
    older = "pg_dump: error: aborting because of server version mismatch\npg_dump: detail: server version: 16.14"
    assert dump.why("pg_dump", older) == "pg_dump is older than the database: install that of the server's version"
    assert dump.why("pg_restore", "pg_restore: error: input file is too short\nmore") == (
        "pg_restore: error: input file is too short"
    )
    assert dump.why("pg_dump", "") == "pg_dump failed"
