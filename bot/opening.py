"""A server whose door stands open at once: whoever comes before the house is built waits for it.

Building takes a second or two: content is checked, the database brought up to date, vocabularies are loaded. A webhook
that comes meanwhile waits, and does not fail. While the database is away, building is tried again and again, and who
comes is told to come again. Much is imported only for building, so nothing of it is imported here.
"""

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from bot.heap import share_a_heap
from bot.logs import quiet_logs
from bot.message import SaidError
from bot.patience import pauses
from bot.settings import Settings

if TYPE_CHECKING:
    from starlette.applications import Starlette

FINISH_S = 20
"""Seconds that open requests have to end when the process is asked to."""
LATER = {"Retry-After": "10"}

log = logging.getLogger(__name__)


class Opening:
    """The app of a house that is being built, and then that house's own."""

    def __init__(self, build: Callable[[], "Starlette"]) -> None:
        """`build` is called in a thread, once the door is open."""
        self.error: Exception | None = None
        """Why there is no house."""
        self._build = build
        self._app: Starlette | None = None
        self._settled, self._closing = asyncio.Event(), asyncio.Event()
        """Settled: there is a house, or it is known that there is none for now."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI. Before there is a house only `/health` is answered: we are alive."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"] == "/health" and not (self._app or self.error):
            await JSONResponse({"status": "starting"})(scope, receive, send)
        else:
            await self._settled.wait()
            await (self._app or JSONResponse({"status": "not yet"}, 503, LATER))(scope, receive, send)

    def shut(self) -> None:
        """The process is to end: let nobody wait for anything any more."""
        if self._app:
            self._app.state.house.shut()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        standing = asyncio.create_task(self._stand())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._closing.set()
        await standing
        await send({"type": "lifespan.shutdown.complete"})

    async def _stand(self) -> None:
        """Build, and stand until the process is asked to end. Without a house it ends by itself."""
        try:
            app = await self._built()
            if app is None:
                return
            async with app.router.lifespan_context(app):
                self._app = app
                self._settled.set()
                await self._closing.wait()
        except Exception as error:
            self.error = error
            signal.raise_signal(signal.SIGTERM)
        finally:
            self._settled.set()

    async def _built(self) -> "Starlette | None":
        """The app, as soon as it can be built. None when the process is asked to end before that."""
        for pause in pauses():
            try:
                return await asyncio.to_thread(self._build)
            except SaidError as error:
                if not error.passes:
                    raise
                log.warning("%s; trying again in %.0f s", error, pause)
            self._settled.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), pause)
            if self._closing.is_set():
                break
        return None


class Server(uvicorn.Server):
    """Ends pages that wait for news before it waits for them to end."""

    def __init__(self, config: uvicorn.Config, shut: Callable[[], None]) -> None:
        super().__init__(config)
        self._shut = shut

    async def shutdown(self, sockets: Any = None) -> None:
        """As uvicorn does, after that."""
        self._shut()
        await super().shutdown(sockets)


def serve(settings: Settings, *, web_only: bool = False) -> None:
    """Migrate, then run the web app, with the worker beside it unless `web_only`. Returns when asked to end.

    Raises what keeps the house from standing, once the door is shut again.
    """
    quiet_logs(settings)

    def build() -> "Starlette":
        from bot.app import built

        return built(settings, web_only=web_only)

    run(build, settings.port, settings.forwarded_allow_ips)


def run(build: Callable[[], "Starlette"], port: int, proxies: str) -> None:
    """Serve a house's app until the process is asked to end."""
    share_a_heap()
    opening = Opening(build)
    # Once it has ended in good order, uvicorn raises the signal again: that is for nobody any more.
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: None)
    Server(config_of(opening, port, proxies), opening.shut).run()
    if opening.error:
        raise opening.error


def config_of(opening: Opening, port: int, proxies: str) -> uvicorn.Config:
    """How the server serves an app. `proxies`: whose word on who asks is taken."""
    return uvicorn.Config(
        opening,
        host="0.0.0.0",  # noqa: S104 - it stands behind whatever the platform puts in front
        port=port,
        forwarded_allow_ips=proxies,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=FINISH_S,
    )
