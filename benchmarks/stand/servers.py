"""The servers that are measured, each in a process of its own.

    python benchmarks/stand/servers.py NAME '{"port": 8123, "database": "...", ...}'

"ours" is the app as `bot serve` runs it, but that nothing is sent: the answer is complete when it waits in the outbox.
The others do what their docstrings say, and no more.
"""

import asyncio
import json
import logging
import os
import signal
import socket
import sqlite3
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from cProfile import Profile
from dataclasses import dataclass
from pathlib import Path
from pstats import Stats
from queue import Empty, SimpleQueue
from time import thread_time
from typing import Any
from urllib.parse import parse_qsl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from stand.people import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    BOT_TOKEN,
    OURS,
    PUBLIC,
    SIGNATURE,
    TELEGRAM_PATH,
    WEBHOOK_SECRET,
    Said,
    phone,
)

SECRET = "a secret for a benchmark that is long enough"
STAMP = "2026-11-20 10:00:00.000000"
TWIML = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


@dataclass(frozen=True)
class Given:
    """What a server is told. `database`: an address for ours, a file for the others."""

    port: int
    database: str = ""
    core: int | None = None
    notices: str = ""
    profile: str = ""
    people: int = 0


def serve(app: Any, given: Given) -> None:
    """As ours is served: the same server, the same settings of memory."""
    import uvicorn

    from bot.app import settle_memory

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            settle_memory()

    Server(uvicorn.Config(app, port=given.port, log_config=None, access_log=False, server_header=False)).run()


# Ours


def settings(given: Given) -> Any:
    """Both channels on."""
    from bot.settings import read_settings

    twilio = {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN, "TWILIO_FROM": OURS}
    telegram = {"TELEGRAM_BOT_TOKEN": BOT_TOKEN, "TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET}
    also = {"DATABASE_URL": given.database, "NEARHAND_SECRET_KEY": SECRET, "NEARHAND_SAMPLE": "yes"}
    nowhere = {"TWILIO_API_BASE": "http://127.0.0.1:9", "TELEGRAM_API_BASE": "http://127.0.0.1:9"}
    return read_settings({**twilio, **telegram, **also, **nowhere, "PUBLIC_URL": PUBLIC, "PORT": str(given.port)})


def our_house(given: Given) -> Any:
    """A house that sends nothing, tells of its turns, and has been up for a while."""
    from bot import jobs
    from bot.house import build
    from bot.store.migrations import migrate

    jobs.PROBATION_S = 0.0
    migrate(given.database)
    house = build(settings(given))

    async def nothing(*_: object) -> int:
        return 0

    for taken_out_of, name in ((house.delivery, "start_due"), (house.channels["telegram"], "register")):
        setattr(taken_out_of, name, nothing)
    if given.notices:
        tell_of_turns(house.worker, given.notices)
    return house


def tell_of_turns(worker: Any, path: str) -> None:
    """Tell the load which messages have had their turns, once these are kept."""
    wire, seen = socket.socket(socket.AF_UNIX), worker._seen
    wire.connect(path)

    def told(taken: Sequence[Any], seconds: float) -> None:
        seen(taken, seconds)
        if ids := [one.message.provider_id for one in taken if one.reply]:
            wire.sendall("".join(f"{number}\n" for number in ids).encode())

    worker._seen = told


def ours(given: Given) -> None:
    """The app."""
    from bot.app import app_of
    from bot.opening import run

    with profiled(given.profile):
        app = app_of(our_house(given), working=True)
        run(lambda: app, given.port, "127.0.0.1")


def worker(given: Given) -> None:
    """The worker alone. SIGUSR2: there are messages."""
    from bot.app import work_until_asked

    house = our_house(given)
    signal.signal(signal.SIGUSR2, lambda *_: house.worker.kick())
    asyncio.run(work_until_asked(house))


@contextmanager
def profiled(path: str) -> Iterator[None]:
    """Count what each function costs in processor time, in every thread begun meanwhile, and keep it in a file.

    SIGUSR1 begins the count anew.
    """
    if not path:
        yield
        return
    profiles = [Profile(thread_time)]
    run = threading.Thread.run

    def counted(thread: threading.Thread) -> None:
        profiles.append(profile := Profile(thread_time))
        profile.runcall(run, thread)

    def begun_anew(*_: object) -> None:
        for profile in profiles:
            profile.clear()

    threading.Thread.run = counted  # type: ignore[assignment,method-assign]
    signal.signal(signal.SIGUSR1, begun_anew)
    with profiles[0]:
        yield
    stats = Stats(profiles[0])
    for one in profiles[1:]:
        stats.add(one)
    stats.dump_stats(path)


def waiting_messages(url: str, conversations: Sequence[Sequence[Said]]) -> int:
    """Put messages into the inbox of a database, in one commit, in an order that they could have come in."""
    from datetime import UTC, datetime
    from itertools import zip_longest

    from bot.message import Inbound
    from bot.store.inbox import receive
    from bot.store.store import Store

    at = datetime.now(UTC)
    said = [one for together in zip_longest(*conversations) for one in together if one]
    inbounds = [Inbound("sms", one.id, phone(one.sender), one.words, at) for one in said]
    store = Store.open(url, [SECRET], lambda: at)
    store.run(lambda tx: receive(tx.connection, store.safe, tx.now, inbounds))
    store.close()
    return len(inbounds)


# The floor


class Floor:
    """The three rows, raw, in one commit with whatever else came during the last."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._jobs: SimpleQueue[tuple[dict[str, str], asyncio.Future[None]]] = SimpleQueue()

    async def keep(self, form: dict[str, str]) -> None:
        """Return when it is committed."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._jobs.put((form, done))
        await done

    def run(self, loop: asyncio.AbstractEventLoop) -> None:
        """Write for ever."""
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        while True:
            jobs = [self._jobs.get()]
            try:
                while len(jobs) < 256:
                    jobs.append(self._jobs.get_nowait())
            except Empty:
                pass
            connection.execute("BEGIN IMMEDIATE")
            for form, _ in jobs:
                three_rows(connection, form)
            connection.execute("COMMIT")
            loop.call_soon_threadsafe(answer_all, [done for _, done in jobs])


def answer_all(futures: Sequence["asyncio.Future[None]"]) -> None:
    """Let those go on who waited."""
    for one in futures:
        one.set_result(None)


ADDRESS, SESSION, SAID_IN, SAID_OUT = "a" * 120, "s" * 600, "i" * 280, "o" * 500
"""As long as the real ones."""
FIND = "SELECT id, session, version FROM person WHERE address_key = ?"
MEET = (
    "INSERT INTO person (channel, address, address_key, session, version, seen_at) VALUES ('sms', ?, ?, ?, 0, ?)"
    " RETURNING id"
)
TAKE = (
    "INSERT INTO inbox (channel, provider_id, person_id, said, received_at, state, attempts, ended_at)"
    " VALUES ('sms', ?, ?, ?, ?, 'handled', 0, ?)"
)
KEEP = "UPDATE person SET session = ?, version = version + 1, seen_at = ? WHERE id = ?"
QUEUE = (
    "INSERT INTO outbox (person_id, inbox_id, position, reason, said, segments, state, attempts, queued_at, due_at)"
    " VALUES (?, ?, 0, 'answer', ?, 1, 'waiting', 0, ?, ?)"
)


def three_rows(connection: sqlite3.Connection, form: dict[str, str]) -> None:
    """One read, and a message, a session and an answer written; a stranger is added."""
    run, key = connection.execute, form["From"]
    known = run(FIND, (key,)).fetchone() or run(MEET, (ADDRESS, key, "{}", STAMP)).fetchone()
    taken = run(TAKE, (form["MessageSid"], known[0], SAID_IN, STAMP, STAMP)).lastrowid
    run(KEEP, (SESSION, STAMP, known[0]))
    run(QUEUE, (known[0], taken, SAID_OUT, STAMP, STAMP))


def floor(given: Given) -> None:
    """Starlette, the signature, the three rows in a raw group commit. No conversation."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    kept = Floor(given.database)

    async def sms(request: Request) -> Response:
        form = parse_qsl((await request.body()).decode(), keep_blank_values=True)
        if not SIGNATURE.fits("/sms", form, request.headers["x-twilio-signature"].encode()):
            return Response(status_code=403)
        await kept.keep(dict(form))
        return Response(TWIML, media_type="text/xml")

    async def begin() -> None:
        threading.Thread(target=kept.run, args=[asyncio.get_running_loop()], daemon=True).start()

    routes = [Route("/sms", sms, methods=["POST"]), health()]
    serve(Starlette(routes=routes, lifespan=beginning(begin)), given)


def health() -> Any:
    """Is it there?"""
    from starlette.responses import Response
    from starlette.routing import Route

    async def well(_request: Any) -> Response:
        return Response("ok")

    return Route("/ready", well)


def beginning(begin: Callable[[], Awaitable[None]]) -> Any:
    """A lifespan that begins like this."""
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def lifespan(_app: Any) -> Any:
        await begin()
        yield

    return lifespan


# The textbook


def textbook(given: Given) -> None:
    """FastAPI's form, Twilio's validator, a SQLModel session with the three rows in a thread. No conversation."""
    from fastapi import FastAPI
    from fastapi.concurrency import run_in_threadpool
    from sqlmodel import SQLModel, create_engine
    from starlette.requests import Request
    from starlette.responses import Response
    from twilio.request_validator import RequestValidator

    engine = create_engine(f"sqlite:///{given.database}", connect_args={"timeout": 60}, pool_size=40)
    full_sync(engine)
    turn = textbook_turn(engine)
    SQLModel.metadata.create_all(engine)
    app, validator, form_of = FastAPI(), RequestValidator(AUTH_TOKEN), form_reader()

    @app.post("/sms")
    async def sms(request: Request) -> Response:
        form = await form_of(request)
        if not validator.validate(PUBLIC + "/sms", form, request.headers["x-twilio-signature"]):
            return Response(status_code=403)
        await run_in_threadpool(turn, form)
        return Response(TWIML, media_type="text/xml")

    app.router.routes.append(health())
    serve(app, given)


def form_reader() -> Callable[[Any], Awaitable[dict[str, str]]]:
    """Starlette's form, or its faster stand-in where the parser that it needs is not installed."""

    async def by_starlette(request: Any) -> dict[str, str]:
        return {name: str(value) for name, value in (await request.form()).items()}

    async def by_urllib(request: Any) -> dict[str, str]:
        return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))

    try:
        import python_multipart  # noqa: F401
    except ImportError:
        print("python-multipart is not installed: the textbook stack reads forms by urllib, which is faster")
        return by_urllib
    return by_starlette


def full_sync(engine: Any) -> None:
    """Durable, as ours is."""
    from sqlalchemy import event

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")


def textbook_turn(engine: Any) -> Callable[[dict[str, str]], None]:
    """The three rows by SQLModel."""
    from datetime import UTC, datetime

    from sqlmodel import Field, Session, SQLModel, select

    class Chat(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        address: str = Field(unique=True)
        session: str = "{}"
        version: int = 0

    class Message(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        sid: str = Field(unique=True)
        chat_id: int = Field(foreign_key="chat.id", index=True)
        body: str
        at: datetime

    class Reply(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        message_id: int = Field(foreign_key="message.id", index=True)
        body: str
        state: str = "waiting"

    def turn(form: dict[str, str]) -> None:
        with Session(engine) as session:
            chat = session.exec(select(Chat).where(Chat.address == form["From"])).first()
            chat = chat or Chat(address=form["From"])
            session.add(chat)
            session.flush()
            message = Message(sid=form["MessageSid"], chat_id=chat.id or 0, body=form["Body"], at=datetime.now(UTC))
            session.add(message)
            session.flush()
            chat.session, chat.version = SESSION, chat.version + 1
            session.add(Reply(message_id=message.id or 0, body=SAID_OUT))
            session.commit()

    return turn


# python-telegram-bot


def in_memory(given: Given) -> None:
    """ConversationHandler of python-telegram-bot with five questions, nothing kept. Replies go nowhere."""
    telegram_bot(given, None)


def pickled(given: Given) -> None:
    """The same with PicklePersistence, written after each update, so that a crash loses nothing but the sync."""
    from telegram.ext import PicklePersistence

    telegram_bot(given, PicklePersistence(given.database))


def telegram_bot(given: Given, persistence: Any) -> None:
    """A conversation over HTTP."""
    import orjson
    from starlette.applications import Starlette
    from starlette.responses import Response
    from starlette.routing import Route
    from telegram import Update

    bot = conversation_bot(persistence)

    async def update(request: Any) -> Response:
        if request.headers["x-telegram-bot-api-secret-token"] != WEBHOOK_SECRET:
            return Response(status_code=403)
        await bot.process_update(Update.de_json(orjson.loads(await request.body()), bot.bot))
        if persistence:
            await bot.update_persistence()
        return Response()

    async def begin() -> None:
        await bot.initialize()
        if persistence:
            seed_bot(bot, given.people)

    routes = [Route(TELEGRAM_PATH, update, methods=["POST"]), health()]
    serve(Starlette(routes=routes, lifespan=beginning(begin)), given)


def conversation_bot(persistence: Any) -> Any:
    """What its manual shows: a state for each question, the answers in `user_data`, an answer to each message."""
    from telegram.ext import ApplicationBuilder, ConversationHandler, MessageHandler, filters

    names = ("need", "place", "time", "more", "name")

    def step(number: int) -> Any:
        async def take(update: Any, context: Any) -> int:
            context.user_data[names[number]] = update.message.text
            await update.message.reply_text(f"Thank you. Question {number + 1}: what is your {names[number]}?")
            return (number + 1) % len(names)

        return take

    steps: Any = {number: [MessageHandler(filters.TEXT, step(number))] for number in range(len(names))}
    talk = ConversationHandler(steps[0], steps, [], name="find", persistent=persistence is not None)
    builder = ApplicationBuilder().token(BOT_TOKEN).request(nowhere()).get_updates_request(nowhere()).updater(None)
    app = (builder.persistence(persistence) if persistence else builder).build()
    app.add_handler(talk)
    return app


def nowhere() -> Any:
    """Telegram that takes everything at once."""
    from telegram.request import BaseRequest

    me = {"id": 123456, "is_bot": True, "first_name": "A", "username": "a_bot"}
    sent = {"message_id": 1, "date": 1795428000, "chat": {"id": 1, "type": "private", "first_name": "A"}, "text": "x"}

    class Nowhere(BaseRequest):
        read_timeout = None

        async def initialize(self) -> None: ...

        async def shutdown(self) -> None: ...

        async def do_request(self, url: str, *_: Any, **__: Any) -> tuple[int, bytes]:
            return 200, json.dumps({"ok": True, "result": me if url.endswith("getMe") else sent}).encode()

    return Nowhere()


def seed_bot(bot: Any, people: int) -> None:
    """So many people in the midst of a conversation, each with a few answers kept."""
    (talk,) = bot.handlers[0]
    for number in range(people):
        key = 5_000_000 + number
        bot.user_data[key].update({"need": f"a cleaner {number}", "place": "near malvern", "time": "sat 2-5pm"})
        talk._update_state(3, (key, key))


# From start


def everything(given: Given) -> None:
    """An app that imports at start all that ours may ever need."""
    import alembic
    import apscheduler
    import fastapi
    import holidays
    import numpy
    import phonenumbers
    import sqlmodel
    import telegram.ext
    import twilio.rest

    del alembic, apscheduler, holidays, numpy, phonenumbers, sqlmodel, telegram, twilio
    for name in ("fpdf", "wordllama", "psycopg"):
        try:
            __import__(name)
        except ImportError:
            print(f"{name} is not installed: the app that imports everything does without")
    app = fastapi.FastAPI()
    app.router.routes.append(health())
    serve(app, given)


SERVERS: dict[str, Callable[[Given], None]] = {
    "ours": ours,
    "worker": worker,
    "floor": floor,
    "textbook": textbook,
    "in memory": in_memory,
    "pickled": pickled,
    "everything": everything,
}


def main() -> None:
    """Serve until asked to end."""
    logging.disable(logging.INFO)
    name, given = sys.argv[1], Given(**json.loads(sys.argv[2]))
    if given.core is not None:
        os.sched_setaffinity(0, {given.core})
    SERVERS[name](given)


if __name__ == "__main__":
    main()
