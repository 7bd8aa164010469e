"""A backup is made while others write, is put back only where it belongs, and the conversation goes on from it."""

import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from app_visits import WANT
from store_fixtures import SECRET, START, Clock, Paper, message, rows, talk_of
from typer.testing import CliRunner

from bot import conversation, wording
from bot.__main__ import app
from bot.content import load_content
from bot.conversation.hearing import home
from bot.flows.question import World
from bot.matching.samples import sample_catalogue
from bot.matching.understand import Hearing
from bot.store import backup as backup_module
from bot.store.backup import backup, restore
from bot.store.engine import StoreError
from bot.store.outbox import opened_text
from bot.store.seal import SealError, key_path
from bot.store.store import Store
from bot.store.tables import inbox, outbox, person
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
    content = load_content()
    hearing = Hearing(content)
    world = World(START, content, hearing, sample_catalogue(content, hearing.gazetteer))
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


@pytest.mark.parametrize(("url", "told"), [("postgresql://db/nearhand", "pg_dump"), ("sqlite://", "memory")])
def test_other_databases_are_refused_kindly(url: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=told):
        backup(url, tmp_path / "kept.db")


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
