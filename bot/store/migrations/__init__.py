"""Bringing a database's tables up to this version."""

from pathlib import Path
from typing import TYPE_CHECKING

from bot.store.engine import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0004"
"""The newest migration."""


def migrate(url: str) -> None:
    """Bring a database up to date; a new one gets all its tables. Harmless to repeat, or to run twice at once.

    Raises StoreError, one line.
    """
    from bot.store.engine import address_of, engine_for, in_memory
    from bot.store.writer import connected

    if in_memory(address_of(url)):
        return  # made anew, with all its tables, each time that it is opened
    engine = engine_for(url)
    try:
        with connected(engine) as connection, connection.begin():
            if version_of(connection) != HEAD:
                upgrade(connection)
    finally:
        engine.dispose()


def version_of(connection: "Connection") -> str | None:
    """The migration that a database is at; None for one without our tables.

    Raises StoreError for one that a newer version has made.
    """
    from sqlalchemy import inspect, text

    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    refuse_newer(version)
    return version


def refuse_newer(version: str | None) -> None:
    """Raises StoreError for tables that a newer version has made: this one cannot tell what is in them."""
    if version and version > HEAD:
        raise StoreError(
            f"the database is newer than this program (at {version}, and {HEAD} is the newest here): start the newer "
            "version again, or restore the backup that was made before the upgrade"
        )


def upgrade(connection: "Connection") -> None:
    """Run the migrations that are still to come."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent))
    command.upgrade(config, "head")
