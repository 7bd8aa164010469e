"""The web app of a house, and what runs it: `serve` for web and worker, or the web alone; `work` for the worker."""

import asyncio
import ctypes
import faulthandler
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from time import sleep
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot import plan
from bot.channels import sms
from bot.channels.limit import Doubt
from bot.channels.sms import Sms
from bot.channels.telegram import Telegram
from bot.channels.web import Web
from bot.check import problems_in
from bot.content import CONTENT, load_content
from bot.content.pages import ShortPage
from bot.content.pieces import BrokenContentError
from bot.doors import Door, SmsInbound, SmsReceipt, TelegramDoor, Updates
from bot.heap import share_a_heap
from bot.house import House, StartError, build, clock, telegram_account, twilio_account
from bot.jobs import CATALOGUE_S, safely
from bot.logs import quiet_logs
from bot.matching.samples import SAMPLE
from bot.matching.understand import Hearing, understand
from bot.metrics import CONTENT_TYPE
from bot.pages import Browser, Site
from bot.patience import pauses
from bot.settings import Settings
from bot.store import reach
from bot.store.engine import AwayError, StoreError

ORDINARY = "someone to sit with mum in malvern every thursday from 2 to 4"
"""A message that wants all there is to hear with."""
LOOK_S = 3.0
"""Longest that whoever asks whether we are well waits for the database. One that hangs may answer much later."""
HANGS_S = 300.0
"""A process whose event loop stands still for so long is ended, so that the platform starts another."""
BEAT_S = 5.0
STDERR = 2
TRY_AGAIN_S = 60.0
"""Longest pause between tries to tell Telegram where we are."""

log = logging.getLogger(__name__)


def app_of(house: House, working: bool) -> Starlette:
    """The web app of a house."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with running(house, working, web=True):
            yield

    browser = Browser(site_of(house))
    missing = partial(no_such_page, browser, house.content.pages.problems.not_found)
    app = Starlette(
        routes=[*doors(house), *Signs(house).routes(), *browser.routes(), *plan.routes(house)],
        exception_handlers={404: missing, 405: missing},
        lifespan=lifespan,
    )
    # A slash too many is no page: sent on, it would lead to whatever host was asked for.
    app.router.redirect_slashes = False
    app.state.house = house
    return app


async def no_such_page(browser: Browser, problem: ShortPage, request: Request, error: Exception) -> Response:
    """A page that says that there is none."""
    return browser.problem(request, getattr(error, "status_code", 404), problem)


def site_of(house: House) -> Site:
    """What the pages stand on."""
    web = house.channels[Web.name]
    assert isinstance(web, Web)
    days = max(area.retention_days for area in house.content.areas.values())
    return Site(
        words=house.content.pages,
        keys=house.keys,
        web=web,
        take=house.take,
        history=house.history,
        part=house.part,
        clock=clock,
        closing=house.closing,
        public_url=house.settings.public_url,
        days=days,
        sample=lambda: house.current.catalogue.generation == SAMPLE,
    )


def doors(house: House) -> list[BaseRoute]:
    """The webhooks of the channels that are on."""
    found: list[BaseRoute] = []
    if Sms.name in house.channels:
        account = twilio_account(house.settings)
        signature = sms.Signature(account.auth_token, house.settings.public_url)
        doubt = Doubt()
        found.append(door("/sms", SmsInbound(house.metrics, signature, house.take, clock, doubt)))
        found.append(door(sms.RECEIPTS, SmsReceipt(house.metrics, signature, house.receipt, doubt)))
    if Telegram.name in house.channels and house.settings.telegram_by == "webhook":
        telegram_door = TelegramDoor(house.metrics, telegram_account(house.settings), updates(house))
        found.append(door("/telegram/{path}", telegram_door))
    return found


def door(path: str, webhook: Door) -> Route:
    """A webhook's route: what is not a function is called as plain ASGI."""
    return Route(path, webhook, methods=["POST"])


def updates(house: House) -> Updates:
    """Where Telegram's updates go."""
    channel = house.channels[Telegram.name]
    assert isinstance(channel, Telegram)
    return Updates(house.metrics, channel, house.take, house.lose, clock)


@dataclass(frozen=True)
class Signs:
    """What machines ask: are we alive, are we ready, and the numbers."""

    house: House

    def routes(self) -> list[BaseRoute]:
        """Where they ask it."""
        return [Route("/health", self.health), Route("/ready", self.ready), Route("/metrics", self.metrics)]

    async def health(self, _request: Request) -> Response:
        """Whether we are alive."""
        return JSONResponse({"status": "ok"})

    async def ready(self, _request: Request) -> Response:
        """Whether the database answers, with what is known of content, catalogue and what waits."""
        seen = await self._look()
        if seen is None:
            return JSONResponse({"database": False}, 503)
        generation = self.house.current.catalogue.generation
        counts = {box: number for box, (number, _) in seen.boxes.items()}
        known = {"content": list(self.house.content.areas), "catalogue": generation, "waiting": counts}
        return JSONResponse({"database": True, "worker": seen.beat_s <= reach.ALIVE_S, **known})

    async def metrics(self, _request: Request) -> Response:
        """The numbers, as far as they are known."""
        seen = await self._look()
        page = self.house.metrics.page(seen.boxes, seen.beat_s) if seen else self.house.metrics.page(None)
        return Response(page, media_type=CONTENT_TYPE)

    async def _look(self) -> reach.Signs | None:
        try:
            async with asyncio.timeout(LOOK_S):
                read = partial(reach.signs, now=clock(), channels=self.house.channels)
                return await asyncio.to_thread(self.house.store.read, read)
        except (StoreError, TimeoutError):
            return None


# Running


@asynccontextmanager
async def running(house: House, working: bool, web: bool) -> AsyncIterator[None]:
    """Everything that goes on beside the requests. At the end, what is in hand is finished first."""
    stop = asyncio.Event()
    beside = [asyncio.create_task(work) for work in telegram_work(house, working, web)]
    beside.append(asyncio.create_task(warmed(house) if working else kept_fresh(house)))
    beside.append(asyncio.create_task(watched()))
    worker = asyncio.create_task(house.worker.run(stop)) if working else None
    if worker:
        worker.add_done_callback(end_without_worker)
    try:
        yield
    finally:
        house.shut()
        stop.set()
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        if worker:
            await asyncio.gather(worker, return_exceptions=True)
        await close(house)


async def watched() -> None:
    """See that a process that hangs does not go on so. The watch needs no turn of Python's, which it may be that hangs.

    It prints where each thread was: files and lines, nothing that anybody said.
    """
    try:
        while True:
            faulthandler.dump_traceback_later(HANGS_S, exit=True, file=STDERR)
            await asyncio.sleep(BEAT_S)
    finally:
        faulthandler.cancel_dump_traceback_later()


def end_without_worker(worker: asyncio.Task[None]) -> None:
    """End the process when its worker breaks: one that takes messages and answers none must be started again."""
    if not worker.cancelled() and (error := worker.exception()):
        log.critical("the worker broke: %s", type(error).__name__)
        signal.raise_signal(signal.SIGTERM)


async def kept_fresh(house: House) -> None:
    """Take up new catalogues where no worker does: pages say whether it is the sample, and `/ready` which one."""
    settle_memory()
    while not house.closing.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(house.closing.wait(), CATALOGUE_S)
        await safely("catalogue", lambda: asyncio.to_thread(house.current.refresh))


async def warmed(house: House) -> None:
    """Load what the first message would otherwise wait for: vocabularies, places and postcodes; they stay."""
    world = house.talk.world()
    await asyncio.to_thread(understand, ORDINARY, world.hearing, world.now)
    settle_memory()


def telegram_work(house: House, working: bool, web: bool) -> list[Coroutine[Any, Any, None]]:
    """How Telegram's messages come to this process: it polls where the work is done, or is told of its webhook."""
    channel = house.channels.get(Telegram.name)
    if not isinstance(channel, Telegram):
        return []
    if house.settings.telegram_by == "polling":
        return [channel.poll(updates(house).take, house.closing)] if working else []
    return [registered(channel, house)] if web else []


async def registered(channel: Telegram, house: House) -> None:
    """Tell Telegram where we are, until it has heard."""
    for pause in pauses(TRY_AGAIN_S):
        try:
            await channel.register(house.settings.public_url)
            return
        except Exception as error:
            log.warning("telegram: webhook not registered (%s); trying again in %.0f s", type(error).__name__, pause)
        with suppress(TimeoutError):
            await asyncio.wait_for(house.closing.wait(), pause)
        if house.closing.is_set():
            return


async def close(house: House) -> None:
    """Let go of connections and the database."""
    for channel in house.channels.values():
        if isinstance(channel, Telegram | Sms):
            await channel.close()
    await asyncio.to_thread(house.store.close)


def built(settings: Settings, *, web_only: bool = False) -> Starlette:
    """The web app of a new house, with the worker beside it unless `web_only`; migrates first.

    Raises StartError, BrokenContentError, StoreError or SealError.
    """
    from bot.store.migrations import migrate

    url = settings.database_url.get_secret_value()
    if web_only and url.startswith("sqlite"):
        raise StartError("on SQLite, web and work are one process: run python -m bot serve")
    hearing = sound(settings)
    migrate(url)
    app = app_of(build(settings, hearing), working=not web_only)
    log.info("web: on, port %d", settings.port)
    return app


def sound(settings: Settings) -> Hearing:
    """Content that may be used. Raises BrokenContentError with every problem, of the sample too, but for warnings.

    How old its facts are is a matter of `bot check`, at each release: a server that stood on the last day of a year
    starts again on the next.
    """
    hearing = Hearing(load_content(settings.nearhand_content or CONTENT))
    problems = tuple(problem for problem in problems_in(hearing) if not problem.warning)
    if problems:
        raise BrokenContentError(problems)
    return hearing


def work(settings: Settings) -> None:
    """Run the worker alone, for PostgreSQL. Returns when asked to end."""
    quiet_logs(settings)
    if settings.database_url.get_secret_value().startswith("sqlite"):
        raise StartError("on SQLite, web and work are one process: run python -m bot serve")
    house = as_soon_as_it_can(partial(build, settings, sound(settings)))
    if settings.metrics_port:
        house.metrics.listen(settings.metrics_port)
    asyncio.run(work_until_asked(house))


def as_soon_as_it_can(build: Callable[[], House]) -> House:
    """A house, once its database is there. Meanwhile there is nothing in hand: a signal ends the process at once."""
    waits = pauses()
    while True:
        try:
            return build()
        except AwayError as error:
            log.warning("%s; trying again in %.0f s", error, pause := next(waits))
            sleep(pause)


async def work_until_asked(house: House) -> None:
    """Work until a signal says to end."""
    share_a_heap()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, house.closing.set)
    async with running(house, working=True, web=False):
        await house.closing.wait()


def settle_memory() -> None:
    """What is there by now stays: leaving it out of collections takes two thirds off the slowest answers."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):  # GNU's alone keeps what loading let go
        trim(0)
