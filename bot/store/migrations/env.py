"""How Alembic runs our migrations: on the connection it is given, in that one's transaction."""

from alembic import context
from sqlalchemy import text

from bot.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, compare_type=True)
if connection.dialect.name == "postgresql":
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('nearhand migrations'))"))
context.run_migrations()
