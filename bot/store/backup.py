"""Keeping a copy of a SQLite database, and going on from one. PostgreSQL has tools of its own for both."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.store.engine import StoreError
from bot.store.seal import Seal, key_path, secrets_for, sqlite_path
from bot.store.store import HASH_KEY

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file. Left behind by another database, it would spoil the one put there."""


def backup(url: str, target: Path) -> None:
    """Copy a SQLite database into one file, whole and as of one moment, while others may go on writing to it.

    Raises StoreError, one line: not a SQLite file, nothing to copy, something in the way, or no room.
    """
    source = sqlite_file(url, "pg_dump")
    if not source.is_file():
        raise StoreError(f"{source}: no such database")
    copied(source, target)


def restore(url: str, kept: Path, given: str | None) -> None:
    """Put a backup where there is no database yet, once it is sure that it is whole and that our key opens it.

    `given`: the secret setting. Raises StoreError or SealError, one line. Bring it up to date afterwards.
    """
    target = sqlite_file(url, "pg_restore")
    if not kept.is_file():
        raise StoreError(f"{kept}: no such file")
    if not given and not key_path(target).is_file():
        raise StoreError(f"set NEARHAND_SECRET_KEY to that of the backup, or put its key at {key_path(target)}")
    check(kept, Seal(secrets_for(url, given)[0]))
    copied(kept, target)


def sqlite_file(url: str, instead: str) -> Path:
    """The file of a SQLite database. Raises StoreError for any other, naming the tool to use instead."""
    path = sqlite_path(url)
    if path is None:
        other = "a database in memory is not kept" if url.startswith("sqlite") else f"use {instead} with PostgreSQL"
        raise StoreError(other)
    return path


def copied(source: Path, target: Path) -> None:
    """Copy a database into a file that only its owner may read. It appears whole or not at all."""
    in_the_way = [path for path in (target, *(beside(target, end) for end in BESIDE)) if path.exists()]
    if in_the_way:
        raise StoreError(f"{in_the_way[0]} is in the way: move it first")
    passing = beside(target, ".part")
    with told(source), owned(passing):
        copy(source, passing)
        passing.replace(target)
        settled(target.parent)


def copy(source: Path, target: Path) -> None:
    """Copy in one step, and leave one file with nothing beside it."""
    with closing(opened(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")
    settled(target)


def check(kept: Path, seal: Seal) -> None:
    """Raises StoreError unless a file is a whole database of ours, SealError unless the seal opens it."""
    with told(kept), closing(opened(kept)) as database:
        whole = database.execute("PRAGMA quick_check").fetchone()
        row = database.execute("SELECT value FROM setting WHERE name = ?", [HASH_KEY]).fetchone()
    if whole != ("ok",) or row is None:
        raise StoreError(f"{kept}: not a whole backup")
    seal.open(row[0])


def opened(path: Path) -> sqlite3.Connection:
    """A database, to read only."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raises StoreError in place of what SQLite or the disk says."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{path} could not be copied: {error}") from error


@contextmanager
def owned(passing: Path) -> Iterator[None]:
    """A new file that only its owner may read, gone again when something goes wrong."""
    os.close(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        yield
    finally:
        for end in ("", *BESIDE):
            beside(passing, end).unlink(missing_ok=True)


def beside(path: Path, end: str) -> Path:
    """A file of the same name with something after it."""
    return path.with_name(path.name + end)


def settled(path: Path) -> None:
    """See that a file, or a folder's list of files, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
