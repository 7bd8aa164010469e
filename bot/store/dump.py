"""Keeping a copy of a PostgreSQL database, and going on from one, by the tools that come with PostgreSQL."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import inspect

from bot.store.engine import REASONS, StoreError, address_of, engine_for
from bot.store.kept_file import appearing, settled
from bot.store.migrations import refuse_newer
from bot.store.seal import Seal, secrets_for
from bot.store.store import HASH_KEY
from bot.store.tables import metadata, setting
from bot.store.writer import connected

NOBODYS = ("--no-owner", "--no-privileges")
"""Whoever restores it owns it."""


def dump(url: str, target: Path) -> None:
    """Copy a database into one file, as of one moment, while others may go on writing to it.

    Raises StoreError, one line, or OSError.
    """
    engine_for(url)
    with appearing(target) as passing:
        run("pg_dump", [*reach(url), "--format=custom", *NOBODYS, f"--file={passing}"], password_of(url))
        settled(passing)


def restore_dump(url: str, kept: Path, given: str | None) -> None:
    """Put a copy into an empty database, all of it or nothing, once it is sure that our key opens it.

    Raises StoreError or SealError, one line each.
    """
    check_dump(kept, Seal(secrets_for(url, given)[0]))
    check_empty(url)
    all_or_nothing = ("--single-transaction", "--exit-on-error")
    run("pg_restore", [*reach(url), *NOBODYS, *all_or_nothing, str(kept)], password_of(url))


def check_dump(kept: Path, seal: Seal) -> None:
    """Raises StoreError unless a file is a copy of a database that we can use, SealError unless the seal opens it."""
    tables = (f"--table={setting.name}", "--table=alembic_version")
    rows = run("pg_restore", ["--data-only", *tables, "--file=-", str(kept)]).splitlines()
    sealed = [row.split("\t")[1] for row in rows if row.startswith(f"{HASH_KEY}\t")]
    if not sealed:
        raise StoreError(f"{kept}: not a whole backup")
    refuse_newer(next(filter(str.isdigit, rows), None))
    seal.open(sealed[0])


def check_empty(url: str) -> None:
    """Raises StoreError when a database has tables of ours, or cannot be reached."""
    engine = engine_for(url)
    with connected(engine) as connection:
        there = metadata.tables.keys() & inspect(connection).get_table_names()
    engine.dispose()
    if there:
        raise StoreError("there is something in that database: make an empty one, and name it in DATABASE_URL")


def reach(url: str) -> list[str]:
    """The options that say where a database is; without its password, which everybody on the machine could read."""
    from psycopg.conninfo import make_conninfo

    return [f"--dbname={make_conninfo(**{name: value for name, value in parts(url).items() if name != 'password'})}"]


def password_of(url: str) -> dict[str, str]:
    """The same password for the environment, where there is one."""
    password = parts(url).get("password")
    return {"PGPASSWORD": password} if password else {}


def parts(url: str) -> dict[str, str]:
    """What a database address says, by libpq's names."""
    address = address_of(url)
    asked = {name: value if isinstance(value, str) else ",".join(value) for name, value in address.query.items()}
    named = address.translate_connect_args(username="user", database="dbname")
    return {**{name: str(value) for name, value in named.items()}, **asked}


def run(program: str, options: list[str], more: Mapping[str, str] | None = None) -> str:
    """What a program of PostgreSQL prints. Raises StoreError when it is not installed, or did not do it."""
    try:
        told = subprocess.run(
            [program, "--no-password", *options],
            env={**os.environ, **(more or {}), "LC_MESSAGES": "C"},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except FileNotFoundError:
        raise StoreError(
            f"{program} is not here: install PostgreSQL's client programs of the server's version"
        ) from None
    if told.returncode:
        raise StoreError(why(program, told.stderr))
    return told.stdout


def why(program: str, said: str) -> str:
    """What it means that a program failed. Of its own words the first line, and none about an address."""
    if "version mismatch" in said:
        return f"{program} is older than the database: install that of the server's version"
    if "connection to server" in said or "translate host" in said:
        reason = next((f": {told}" for words, told in REASONS.items() if words in said), "")
        return f"the database cannot be reached{reason}"
    return (said.strip().splitlines() or [f"{program} failed"])[0]
