"""What every command uses: options, errors, lines in and out, and the database that is meant."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.hours import LONDON
from bot.message import SaidError

if TYPE_CHECKING:
    from bot.store.store import Store

Now = Annotated[str | None, typer.Option("--now", help="Fix the clock: an ISO time, Europe/London.")]
AreaCode = Annotated[str | None, typer.Option("--area", help="The deployment's own council.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Database = Annotated[str | None, typer.Option("--database", help="A database URL.")]
ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
YEARS = range(1970, 2100)
"""The years that a clock may be set to."""


class BadUsageError(Exception):
    """A command used wrongly: one line, exit 2."""


class BadDataError(SaidError):
    """Data that cannot be used: its lines, exit 1."""


def clock(now: str | None, option: str = "--now") -> datetime:
    """The fixed time, or now, in London."""
    if now is None:
        return datetime.now(LONDON)
    try:
        when = datetime.fromisoformat(now)
    except ValueError:
        raise BadUsageError(f"{option} {now}: not an ISO time such as 2026-11-23T10:00") from None
    if when.year not in YEARS:
        raise BadUsageError(f"{option} {now}: not a year from {YEARS[0]} to {YEARS[-1]}")
    return when.astimezone(LONDON) if when.tzinfo else when.replace(tzinfo=LONDON)


def folder() -> Path:
    """Where content is: what NEARHAND_CONTENT says, or ours."""
    from bot.content import CONTENT

    given = os.environ.get("NEARHAND_CONTENT")
    if given and not Path(given).is_dir():
        raise BadUsageError("NEARHAND_CONTENT: no such folder")
    return Path(given) if given else CONTENT


def dump(value: object) -> str:
    """One line of JSON, readable letters kept; what some programs take for the end of a line is written out."""
    return json.dumps(value, ensure_ascii=False).translate(ENDS)


def print_lines(answer: Callable[[str], object]) -> None:
    """One line out for each line in. A bad line gives an error object, and exit 1 at the end."""
    failed = False
    for number, line in enumerate(lines_of(sys.stdin), 1):
        try:
            out = answer(line)
        except BadDataError as problem:
            failed, out = True, {"error": f"line {number}: {problem}"}
        print(dump(out), flush=True)
    if failed:
        raise typer.Exit(1)


def lines_of(text: Iterable[str] | None) -> Iterator[str]:
    """The lines of a text or of standard input, without their ends; none where standard input is closed."""
    return (line.rstrip("\r\n") for line in text or ())


def object_of(line: str) -> dict[str, Any]:
    """A JSON object from a line."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise BadDataError("not JSON") from None
    if not isinstance(value, dict):
        raise BadDataError("not a JSON object")
    return value


def text_of(path: Path, option: str = "", hint: str = "") -> str:
    """The text of a file that was named, by an option or not; `hint` says how to make it UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadDataError(f"{path}: not UTF-8{hint}") from None
    except FileNotFoundError:
        raise BadUsageError(f"{option}{path}: no such file") from None
    except OSError as error:
        raise BadUsageError(f"{option}{path}: cannot be read: {error.strerror}") from None


def checked_area(area: str | None, areas: Iterable[str]) -> None:
    """Refuse an area that no folder has."""
    if area is not None and area not in areas:
        raise BadUsageError(f"--area {area}: not one of {', '.join(areas)}")


def where_kept(database: str | None) -> tuple[str, str | None]:
    """The database of --database or of the settings, and the secret that is set."""
    from bot.settings import read_settings
    from bot.store.engine import StoreError, address_of

    try:
        address_of(database or "sqlite://")
    except StoreError as error:
        raise BadUsageError(str(error).replace("DATABASE_URL", "--database")) from None
    settings = read_settings({"DATABASE_URL": database} if database else None)
    key = settings.nearhand_secret_key.get_secret_value() if settings.nearhand_secret_key else None
    return settings.database_url.get_secret_value(), key


@contextmanager
def opened(database: str | None) -> Iterator["Store"]:
    """The database of --database or of the settings, brought up to date."""
    from bot.store.migrations import migrate
    from bot.store.seal import secrets_for
    from bot.store.store import Store

    url, key = where_kept(database)
    migrate(url)
    store = Store.open(url, secrets_for(url, key)[0], lambda: clock(None))
    try:
        yield store
    finally:
        store.close()
