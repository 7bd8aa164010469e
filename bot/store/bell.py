"""A bell that rings with the commit of a message, so that a worker in another process need not wait for its next look.

On PostgreSQL, by LISTEN and NOTIFY. It only wakes: whoever does not hear it finds the message at the next look.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from bot.store.engine import StoreError
from bot.store.lead import session_of_its_own
from bot.store.statements import BELL
from bot.store.writer import going_away

LISTEN = text(f"LISTEN {BELL}")
"""Said again, it changes nothing, and tells whether the session still stands."""


class Bell:
    """The bell, as one process hears it, from its event loop. On SQLite there is nobody else to ring it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._session: Connection | None = None
        self._ear: tuple[asyncio.AbstractEventLoop, int] | None = None

    async def attend(self, rung: Callable[[], object]) -> None:
        """Hear it from now on; called again, see to it that we still do. `rung` is called now, too."""
        if self._engine.dialect.name != "postgresql":
            return
        self._shut_ear()
        try:
            driver = await asyncio.to_thread(self._listen)
            wire = driver.fileno()
        except (StoreError, self._engine.dialect.loaded_dbapi.Error):  # the latter where it was left meanwhile
            self.leave()
            return
        self._ear = asyncio.get_running_loop(), wire
        self._ear[0].add_reader(self._ear[1], self._hear, driver, rung)
        rung()

    def leave(self) -> None:
        """Hear it no more."""
        self._shut_ear()
        if self._session:
            with suppress(DBAPIError):  # it is gone already
                self._session.close()
        self._session = None

    def _listen(self) -> Any:
        """The driver's own connection, which listens."""
        with going_away():
            self._session = self._session or session_of_its_own(self._engine)
            self._session.execute(LISTEN)
            return self._session.connection.dbapi_connection

    def _hear(self, driver: Any, rung: Callable[[], object]) -> None:
        """Something came over the wire: the bell, or the end of it."""
        try:
            driver.pgconn.consume_input()
        except self._engine.dialect.loaded_dbapi.Error:
            self.leave()
            return
        heard = False
        while driver.pgconn.notifies():
            heard = True
        if heard:
            rung()

    def _shut_ear(self) -> None:
        if self._ear and not self._ear[0].is_closed():
            self._ear[0].remove_reader(self._ear[1])
        self._ear = None
