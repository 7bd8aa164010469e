"""`migrate`, `backup`, `restore`, `rotate`, `serve` and `worker`: running it."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.console import Database, opened, where_kept


def migrate_command(database: Database = None) -> None:
    """Bring the database up to date."""
    from bot.store.migrations import migrate

    migrate(where_kept(database)[0])


def backup_command(file: Annotated[Path, typer.Argument(help="The file to write.")], database: Database = None) -> None:
    """Copy a database into one file, while everything goes on."""
    from bot.store.backup import backup
    from bot.store.seal import key_path, sqlite_path

    url, key = where_kept(database)
    backup(url, file)
    path = sqlite_path(url)
    beside = not key and path and key_path(path).is_file()
    needed = "the .key file beside the database" if beside else "the NEARHAND_SECRET_KEY that it is sealed with"
    print(f"{file}: done. It is of no use without {needed}: keep that too, in another place.")


def restore_command(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A backup.")], database: Database = None
) -> None:
    """Put a backup where there is no database yet, and bring it up to date."""
    from bot.store.backup import restore
    from bot.store.migrations import migrate

    url, key = where_kept(database)
    restore(url, file, key)
    migrate(url)
    print("Done. Whoever asked to be forgotten since the backup was made is in it again.")


def rotate_command(database: Database = None) -> None:
    """Seal everything with the newest secret key, so that the old one can go."""
    from bot.store.rotate import rotate

    with opened(database) as store:
        done = rotate(store)
    print(f"{done.renewed} texts are sealed with the newest key.")
    if done.left:
        print(f"No key opens {len(done.left)} of them, which are damaged or of a lost key. They are as they were:")
        print("\n".join(done.left))


def serve_command(
    web: Annotated[bool, typer.Option("--web", help="The web alone, beside separate workers (PostgreSQL).")] = False,
) -> None:
    """Bring the database up to date, then run the web app and the worker together."""
    from bot.opening import serve
    from bot.settings import read_settings

    serve(read_settings(), web_only=web)


def worker_command() -> None:
    """Run a worker alone, beside `serve --web` (PostgreSQL)."""
    from bot.app import work
    from bot.settings import read_settings

    work(read_settings())
