"""Which of several processes ticks for all: the one whose session has an advisory lock of PostgreSQL.

The lock goes when that session ends, however its process ended; whoever asks next has it. It decides who ticks, and
nothing else: whatever a tick does is locked by its rows as well, so a moment with two of them does no harm.
"""

from sqlalchemy import Connection, Engine, text

from bot.store.engine import StoreError
from bot.store.writer import going_away, reached

SILENT_S = 60
"""A process that hangs, or whose machine is gone, and so has not asked for so long, loses its session."""
ASK = text("SELECT pg_try_advisory_lock(hashtext('nearhand lead'))")
"""A session that has the lock gets it again."""


class Lead:
    """The lead, as one process asks for it, from one thread at a time. On SQLite, the only process has it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._session: Connection | None = None

    def ours(self) -> bool:
        """Whether this process has the lead. Takes it when nobody has; False while the database is away."""
        if self._engine.dialect.name != "postgresql":
            return True
        try:
            with going_away():
                self._session = self._session or session_of_its_own(self._engine)
                return bool(self._session.execute(ASK).scalar())
        except StoreError:
            self.leave()
            return False

    def leave(self) -> None:
        """Let somebody else have it."""
        if self._session:
            self._session.close()
        self._session = None


def session_of_its_own(engine: Engine) -> Connection:
    """A connection beside the pool, whose lock must outlive transactions and must not be handed on with it."""
    session = reached(engine).execution_options(isolation_level="AUTOCOMMIT")
    session.detach()
    session.execute(text(f"SET idle_session_timeout = '{SILENT_S}s'"))
    return session
