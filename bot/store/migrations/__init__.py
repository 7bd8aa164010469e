"""Bringing a database's tables up to this version."""

from pathlib import Path

HEAD = "0002"
"""The newest migration."""


def migrate(url: str) -> None:
    """Bring a database up to date; a new one gets all its tables. Harmless to repeat, or to run twice at once.

    Raises StoreError, one line.
    """
    from bot.store.engine import address_of, engine_for, in_memory
    from bot.store.writer import connected

    if in_memory(address_of(url)):
        return  # made anew, with all its tables, each time that it is opened
    from alembic import command
    from alembic.config import Config

    engine = engine_for(url)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    try:
        with connected(engine) as connection, connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()
