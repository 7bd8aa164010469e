"""Bringing a database's tables up to this version."""

from pathlib import Path

HEAD = "0001"
"""The newest migration."""


def migrate(url: str) -> None:
    """Bring a database up to date; a new one gets all its tables. Harmless to repeat, or to run twice at once."""
    from alembic import command
    from alembic.config import Config

    from bot.store.engine import engine_for

    engine = engine_for(url)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
