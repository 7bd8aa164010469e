"""A file that somebody keeps: it appears whole or not at all, for its owner alone, and nothing is written over."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.store.engine import StoreError

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file. Left behind by another database, it would spoil the one put there."""


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """A file to write; once that has gone well, it is there under its own name. Raises StoreError, OSError."""
    in_the_way = [path for path in (target, *(beside(target, end) for end in BESIDE)) if path.exists()]
    if in_the_way:
        raise StoreError(f"{in_the_way[0]} is in the way: move it first")
    with owned(beside(target, ".part")) as passing:
        yield passing
        passing.replace(target)
        settled(target.parent)


@contextmanager
def owned(passing: Path) -> Iterator[Path]:
    """A new file that only its owner may read, gone again when something goes wrong."""
    os.close(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        yield passing
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
