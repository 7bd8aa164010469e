"""Keeping a copy of a database, and going on from one: a SQLite file here, PostgreSQL in `bot.store.dump`."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.store.dump import dump, restore_dump
from bot.store.engine import StoreError, address_of
from bot.store.kept_file import appearing, settled
from bot.store.migrations import refuse_newer
from bot.store.seal import Seal, key_path, secrets_for, sqlite_path
from bot.store.store import HASH_KEY


def backup(url: str, target: Path) -> None:
    """Copy a database into one file, whole and as of one moment, while others may go on writing to it.

    Raises StoreError, one line: nothing to copy, something in the way, no room, or no tool for it.
    """
    if is_postgresql(url):
        with told(f"{target} could not be written"):
            dump(url, target)
        return
    source = sqlite_file(url)
    if not source.is_file():
        raise StoreError(f"{source}: no such database")
    copied(source, target)


def restore(url: str, kept: Path, given: str | None) -> None:
    """Put a backup where there is no database yet, once it is sure that it is whole and that our key opens it.

    `given`: the secret setting. Raises StoreError or SealError, one line. Bring it up to date afterwards.
    """
    if not kept.is_file():
        raise StoreError(f"{kept}: no such file")
    if is_postgresql(url):
        restore_dump(url, kept, given)
        return
    target = sqlite_file(url)
    if not given and not key_path(target).is_file():
        raise StoreError(f"set NEARHAND_SECRET_KEY to that of the backup, or put its key at {key_path(target)}")
    check(kept, Seal(secrets_for(url, given)[0]))
    copied(kept, target)


def is_postgresql(url: str) -> bool:
    """Whether an address is that of a PostgreSQL. Raises StoreError for what we do not support."""
    return address_of(url).get_backend_name() == "postgresql"


def sqlite_file(url: str) -> Path:
    """The file of a SQLite database. Raises StoreError for one in memory."""
    path = sqlite_path(url)
    if path is None:
        raise StoreError("a database in memory is not kept")
    return path


def copied(source: Path, target: Path) -> None:
    """Copy a database into a file that only its owner may read. It appears whole or not at all."""
    with told(f"{source} could not be copied to {target}"), appearing(target) as passing:
        copy(source, passing)


def copy(source: Path, target: Path) -> None:
    """Copy in one step, and leave one file with nothing beside it."""
    with closing(opened(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")
    settled(target)


def check(kept: Path, seal: Seal) -> None:
    """Raises StoreError unless a file is a whole database that we can use, SealError unless the seal opens it."""
    with told(f"{kept} could not be read"), closing(opened(kept)) as database:
        whole = database.execute("PRAGMA quick_check").fetchone()
        row = database.execute("SELECT value FROM setting WHERE name = ?", [HASH_KEY]).fetchone()
        version = database.execute("SELECT version_num FROM alembic_version").fetchone()
    if whole != ("ok",) or row is None:
        raise StoreError(f"{kept}: not a whole backup")
    refuse_newer(version and version[0])
    seal.open(row[0])


def opened(path: Path) -> sqlite3.Connection:
    """A database, to read only."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


@contextmanager
def told(what: str) -> Iterator[None]:
    """Raises StoreError in place of what SQLite or the disk says. The disk's own words name a passing file."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{what}: {error.strerror or type(error).__name__}") from error
    except sqlite3.Error as error:
        raise StoreError(f"{what}: {error}") from error
