"""A connection to PostgreSQL that does not wait for ever: one that hangs is as good as gone, and is told so."""

from collections.abc import Generator
from typing import Any, TypeVar

from psycopg import Connection, OperationalError
from psycopg.pq import TransactionStatus

T = TypeVar("T")

ANSWER_S = 40.0
"""Longest that one statement may take. A dead host or a frozen server says nothing, and the kernel waits for hours."""
STATEMENT_S = 30
"""When the server itself ends a statement: before we go, so that it does not go on with it behind our back."""
IDLE_S = 60
"""When the server ends a transaction of a process that hangs: others may wait for what it has locked."""
ALIVE = {
    "keepalives": 1,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""How the kernel finds out that the other end is gone; seconds, and milliseconds for what was not confirmed."""


class Impatient(Connection[Any]):
    """A connection that closes itself when the server does not answer."""

    def wait(self, gen: Generator[Any, Any, T], interval: float = 0.1, timeout: float | None = None) -> T:
        """As psycopg does, for so long and no longer. Every statement, commit and rollback passes here."""
        try:
            return super().wait(gen, interval, timeout or ANSWER_S)
        except OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:  # it has not ended: we have left
                self.close()
            raise


def connect(*arguments: Any, **named: Any) -> Impatient:
    """A new connection, whose server knows how long we wait."""
    connection = Impatient.connect(*arguments, **named)
    limits = {"statement_timeout": STATEMENT_S, "idle_in_transaction_session_timeout": IDLE_S}
    with connection.transaction():
        for name, seconds in limits.items():
            connection.execute(f"SET {name} = '{seconds}s'")
    return connection
