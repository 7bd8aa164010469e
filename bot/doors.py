"""The webhooks: each reads the raw body once, checks that the sender is who they say, keeps the message, and answers.

Plain ASGI: a message that is kept costs one signature, one parse and one shared commit. Nothing is logged but kinds of
error; requests that are refused are counted.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, NoReturn

import orjson

from bot.channels import Receipt, sms, telegram
from bot.channels.limit import Doubt, network
from bot.channels.telegram import Update
from bot.message import Inbound
from bot.metrics import Metrics

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Clock = Callable[[], datetime]
Take = Callable[[Inbound], Awaitable[bool]]
"""Keeps a message and sees to its turn. False for one that was taken before."""
Kept = Callable[[Receipt], Awaitable[bool]]
"""Keeps a delivery receipt. False for one that was kept before."""
Lost = Callable[[str], Awaitable[None]]
"""Notes that the person at an address blocked us."""

MOST_BYTES = 256 * 1024
"""Of an update, which is read only when it carries the secret."""
MOST_FORM_BYTES = 64 * 1024
"""Of a form, which has to be read before it is known whose it is: twice the longest text with ten pictures."""
WITHIN_S = 12.0
"""Seconds to keep a message in. Twilio waits for 15; who is told that it failed comes again, or has it in a log."""
XML = b"text/xml; charset=utf-8"
PLAIN = b"text/plain; charset=utf-8"

log = logging.getLogger(__name__)


class RefusedError(Exception):
    """A request that is not let in: the status to answer, and why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Deadline:
    """Ends requests that take longer than `WITHIN_S`. One timer looks at all: one for each would be felt."""

    def __init__(self) -> None:
        self._begun: dict[asyncio.Task[Any], float] = {}
        self._looking = False

    async def keep(self, work: Awaitable[None]) -> None:
        """Do some work. Raises TimeoutError when it takes too long."""
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None, "a request is a task of its own"
        self._begun[task] = loop.time()
        if not self._looking:
            self._look(loop)
        try:
            await work
        except asyncio.CancelledError:
            if task in self._begun:
                raise
            task.uncancel()
            raise TimeoutError from None
        finally:
            self._begun.pop(task, None)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """End what is late, and look again while there is anything."""
        before = loop.time() - WITHIN_S
        for task in [task for task, begun in self._begun.items() if begun < before]:
            del self._begun[task]
            task.cancel()
        self._looking = bool(self._begun)
        if self._looking:
            loop.call_later(WITHIN_S / 10, self._look, loop)


class Door(ABC):
    """One webhook as an ASGI app. Subclasses let in what is genuine."""

    name: str

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._deadline = Deadline()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            await self._deadline.keep(self.let_in(scope, receive))
        except RefusedError as refused:
            self._metrics.refused.labels(self.name, refused.reason).inc()
            await answer(send, refused.status, refused.reason.encode(), PLAIN)
        except Exception as error:
            # The provider is told to come again: the message is not kept.
            log.error("%s: a message could not be kept: %s", self.name, type(error).__name__)
            await answer(send, 503, b"try again later", PLAIN)
        else:
            await answer(send, 200, self.thanks, self.kind)

    thanks: bytes = b""
    kind: bytes = PLAIN

    @abstractmethod
    async def let_in(self, scope: Scope, receive: Receive) -> None:
        """Deal with a request, whose body is read no sooner than it has to be. Raises RefusedError."""


class TwilioDoor(Door):
    """A webhook that Twilio signs.

    What cannot be signed is refused unread. The rest has to be read to be told apart, which is cheap. What is genuine
    is kept, whatever else comes from there; an address that sends many forgeries waits to hear that they are refused.
    """

    thanks = sms.EMPTY_ANSWER
    kind = XML

    def __init__(self, metrics: Metrics, signature: sms.Signature, doubt: Doubt) -> None:
        super().__init__(metrics)
        self._signature = signature
        self._doubt = doubt

    async def let_in(self, scope: Scope, receive: Receive) -> None:
        """Deal with a form that Twilio signed."""
        signature = header(scope, b"x-twilio-signature")
        if len(signature) != sms.SIGNATURE_LENGTH:
            raise RefusedError(403, "signature")
        form = form_of(await body_of(receive, MOST_FORM_BYTES))
        if not self._signature.fits(target(scope), form, signature):
            await self._refuse(network(host_of(scope)))
        await self.deal(form)

    async def _refuse(self, where: str) -> NoReturn:
        """Refuse a forgery: that of an address which sends many in its turn, or at once where too many wait already."""
        wait = self._doubt.failed(where)
        if wait is None:
            raise RefusedError(429, "too many")
        await asyncio.sleep(wait)
        raise RefusedError(403, "signature")

    @abstractmethod
    async def deal(self, form: sms.Form) -> None:
        """Deal with a genuine form."""


class SmsInbound(TwilioDoor):
    """`POST /sms`: a text message."""

    name = "sms"

    def __init__(self, metrics: Metrics, signature: sms.Signature, take: Take, clock: Clock, doubt: Doubt) -> None:
        super().__init__(metrics, signature, doubt)
        self._take = take
        self._clock = clock

    async def deal(self, form: sms.Form) -> None:
        """Keep a text message."""
        try:
            inbound = sms.read(form, self._clock())
        except KeyError:
            raise RefusedError(400, "fields") from None
        await self._take(inbound)


class SmsReceipt(TwilioDoor):
    """`POST /sms/receipt`: how far a message of ours has come."""

    name = "receipt"

    def __init__(self, metrics: Metrics, signature: sms.Signature, keep: Kept, doubt: Doubt) -> None:
        super().__init__(metrics, signature, doubt)
        self._keep = keep

    async def deal(self, form: sms.Form) -> None:
        """Keep a receipt."""
        try:
            receipt = sms.receipt(form)
        except KeyError:
            raise RefusedError(400, "fields") from None
        if await self._keep(receipt):
            self._metrics.receipts.labels(receipt.status, receipt.code or "none").inc()


class TelegramDoor(Door):
    """`POST /telegram/<secret path>`: an update."""

    name = "telegram"

    def __init__(self, metrics: Metrics, account: telegram.Account, updates: "Updates") -> None:
        super().__init__(metrics)
        self._account = account
        self._updates = updates

    async def let_in(self, scope: Scope, receive: Receive) -> None:
        """Take an update that carries the secret."""
        if not self._account.at(scope["path"]):
            raise RefusedError(404, "path")
        if not self._account.fits(header(scope, telegram.SECRET_HEADER)):
            raise RefusedError(403, "secret")
        try:
            update = orjson.loads(await body_of(receive, MOST_BYTES))
        except orjson.JSONDecodeError:
            raise RefusedError(400, "json") from None
        await self._updates.take(update)


class Updates:
    """Telegram's updates, from the webhook or from polling."""

    def __init__(self, metrics: Metrics, channel: telegram.Telegram, take: Take, lost: Lost, clock: Clock) -> None:
        self._metrics = metrics
        self._channel = channel
        self._take = take
        self._lost = lost
        self._clock = clock
        self._acknowledging: set[asyncio.Task[None]] = set()

    async def take(self, update: Update) -> None:
        """Keep what an update says. One that makes no sense is counted and passed over, or it would come for ever."""
        try:
            inbound = telegram.read(update, self._clock())
            gone, press = telegram.blocked_by(update), telegram.press_id(update)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self._metrics.refused.labels("telegram", "fields").inc()
            log.warning("telegram: an update was passed over: %s", type(error).__name__)
            return
        if inbound:
            await self._take(inbound)
        if gone:
            await self._lost(gone)
        if press:
            self._acknowledge(press)

    def _acknowledge(self, press: str) -> None:
        """In the background: the message is safe, and its answer need not wait for this."""
        task = asyncio.create_task(self._channel.acknowledge(press))
        self._acknowledging.add(task)
        task.add_done_callback(self._acknowledging.discard)


async def body_of(receive: Receive, most: int) -> bytes:
    """A request's body. Raises RefusedError before reading much more than `most` bytes."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RefusedError(400, "cut")
        body, more = body + message.get("body", b""), message.get("more_body", False)
        if len(body) > most:
            raise RefusedError(413, "too large")
    return body


def form_of(body: bytes) -> sms.Form:
    """A body's fields. Raises RefusedError for more of them than Twilio sends."""
    try:
        return sms.fields(body)
    except ValueError:
        raise RefusedError(413, "too large") from None


def host_of(scope: Scope) -> str:
    """Where a request comes from, as the server tells it."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def target(scope: Scope) -> str:
    """What was asked for, as it stood on the wire: path and query."""
    path = scope.get("raw_path") or scope["path"].encode()
    query = scope["query_string"]
    return str((path + b"?" + query if query else path).decode("latin-1"))


def header(scope: Scope, name: bytes) -> bytes:
    """A request's header, empty when it is not there."""
    for given, value in scope["headers"]:
        if given == name:
            return bytes(value)
    return b""


async def answer(send: Send, status: int, body: bytes, kind: bytes) -> None:
    """A whole response."""
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
