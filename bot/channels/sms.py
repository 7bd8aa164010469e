"""SMS by Twilio: the signature on what comes in, messages numbered and counted, replies by Twilio's REST client.

The client is imported when the first message goes out. Codes: https://www.twilio.com/docs/api/errors.
"""

import asyncio
import base64
import hmac
import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from bot.channels import NotSent, Receipt, Sent
from bot.channels.parts import numbered
from bot.channels.sms_text import count, sanitise, split
from bot.message import Inbound, Kind, Option, Outbound

if TYPE_CHECKING:
    from requests import Response
    from twilio.rest import Client
    from twilio.rest.api.v2010.account.message import MessageInstance

Form = Sequence[tuple[str, str]]
"""A form's fields in the order sent, repeated and empty ones too."""

EMPTY_ANSWER = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
"""TwiML that says nothing: replies go out by the REST client."""

SIGNATURE_LENGTH = 28
"""Of a SHA-1 in base64."""
MOST_FIELDS = 300
"""Of a form; Twilio sends some thirty, and two for each picture."""
RECEIPTS = "/sms/receipt"
MOST_SEGMENTS = 3
VALID_FOR = 4 * 60 * 60
"""Seconds after which a reply that a network still holds is of no use."""
TIMEOUT = 10.0
"""Seconds to wait for Twilio."""
PAGE = 500
"""Messages read of Twilio's log at a time. It gives 1,000 at most."""
AT_ONCE = 8
"""Messages on their way at the same time. Threads of their own: a Twilio that hangs then holds up nothing else."""

OPTED_OUT = 21610
UNREACHABLE = frozenset({21211, 21214, 21217, 21219, 21265, 21401, 21407, 21421, 21601, 21614, 30005, 30006})
"""Twilio's codes for a number that no message will ever reach: not a number, a landline, not in service."""
BUSY = frozenset({20429, 14107, 21611, 30001, 30022, 63018})
"""Twilio's codes for "too much at once"."""
WRONG_KEYS = frozenset({401, 403, 404})
"""Twilio refuses our account, not the message: worth trying again once an operator has put it right."""
OPERATOR_NEEDS = 300.0
"""Seconds to wait before trying again what only an operator can put right."""


@dataclass(frozen=True, slots=True)
class Account:
    """How to reach Twilio. `sender`: a number, or a messaging service's id (MG...). `public_url`: for receipts."""

    account_sid: str
    auth_token: str
    sender: str
    public_url: str | None = None
    api_base: str | None = None

    @property
    def sent_from(self) -> dict[str, str]:
        """The sender as Twilio's client wants it."""
        return {"messaging_service_sid" if self.is_service else "from_": self.sender}

    @property
    def is_service(self) -> bool:
        """Whether the sender is a messaging service."""
        return self.sender.startswith("MG")

    def received(self, message: "MessageInstance") -> bool:
        """Whether a message of the account's log came to our sender."""
        return self.sender in (message.to, message.messaging_service_sid)


def fields(body: bytes) -> Form:
    """The fields of a form as it was posted. ValueError when there are more than `MOST_FIELDS`."""
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)


class Signature:
    """Twilio's signature (HMAC-SHA1) over the address as the public sees it and every field."""

    def __init__(self, auth_token: str, public_url: str) -> None:
        self._key = auth_token.encode()
        self._bases = _with_and_without_port(public_url.rstrip("/"))

    def of(self, path: str, form: Form) -> str:
        """The signature that Twilio would send. `path` starts with a slash and holds the query as it came."""
        return self._sign(self._bases[0] + path, form).decode()

    def fits(self, path: str, form: Form, signature: bytes) -> bool:
        """Whether the request is Twilio's. Compared in constant time; with and without port, as Twilio may do both."""
        return any(hmac.compare_digest(self._sign(base + path, form), signature) for base in self._bases)

    def _sign(self, url: str, form: Form) -> bytes:
        signed = url + "".join(name + value for name, value in sorted(set(form)))
        return base64.b64encode(hmac.digest(self._key, signed.encode(), "sha1"))


def _with_and_without_port(base: str) -> tuple[str, str]:
    url = urlsplit(base)
    host = url.netloc.removesuffix(f":{url.port}")
    port = url.port or (443 if url.scheme == "https" else 80)
    bare, full = (url._replace(netloc=netloc).geturl() for netloc in (host, f"{host}:{port}"))
    return (full, bare) if url.port else (bare, full)


def read(form: Form, at: datetime) -> Inbound:
    """A signed form as a message. KeyError without the message's id or its sender. Opt-out is read from the words."""
    values = dict(reversed(form))
    return Inbound(
        channel=Sms.name,
        provider_id=values.get("MessageSid") or values["SmsSid"],
        sender=values["From"],
        words=values.get("Body", ""),
        at=at,
        kind=_kind(values),
    )


def receipt(form: Form) -> Receipt:
    """A signed form as a delivery receipt. KeyError without the message's id or its status."""
    values = {name: value for name, value in form if value}
    code = values.get("ErrorCode")
    return Receipt(
        provider_id=values.get("MessageSid") or values["SmsSid"],
        status=values["MessageStatus"],
        code=code,
        opted_out=code == str(OPTED_OUT),
        unreachable=code is not None and code.isdecimal() and int(code) in UNREACHABLE,
    )


def _logged(message: "MessageInstance", since: datetime) -> Inbound:
    """A message of Twilio's log. It came when Twilio says; one without a time may have come at any since `since`."""
    form = (("MessageSid", message.sid), ("From", message.from_), ("Body", message.body or ""))
    at = message.date_sent or message.date_created or since
    return read((*form, ("NumMedia", message.num_media or "0")), at)


def _kind(values: Mapping[str, str]) -> Kind:
    if values.get("NumMedia", "0") in ("", "0"):
        return "text"
    media = values.get("MediaContentType0", "image/").partition("/")[0]
    kinds: dict[str, Kind] = {"image": "photo", "audio": "voice"}
    return kinds.get(media, "other")


class Sms:
    """Text messages."""

    name = "sms"

    def __init__(self, account: Account | None = None) -> None:
        """Without an account it can lay out, not send."""
        self._account = account
        self._threads = ThreadPoolExecutor(AT_ONCE, "twilio")

    def lay_out(self, text: str, options: Sequence[Option]) -> list[Outbound]:
        """Plain text with its choices as `1 Label` lines; one message unless it takes more than three segments."""
        parts = split(sanitise(numbered(text, options)), MOST_SEGMENTS)
        choices = [()] * (len(parts) - 1) + [tuple(options)]
        return [Outbound(part, offered, *count(part)) for part, offered in zip(parts, choices, strict=False)]

    async def send(self, address: str, outbound: Outbound) -> Sent | NotSent:
        """Send one message by Twilio's REST client, in a thread as it waits."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._send, address, outbound.text)

    def came_since(self, since: datetime) -> Iterator[list[Inbound]]:
        """What Twilio's log says came to us since a moment, a page of the log at a time, in no order.

        A page may hold nothing of ours: of a messaging service, the log has all that the account sent and got. Twilio
        does not reliably send a webhook again, but it keeps what came. Waits for Twilio, and raises what its client
        raises.
        """
        assert self._account is not None, "SMS has no account to read"
        account = self._account
        to = {} if account.is_service else {"to": account.sender}
        # In UTC, as the client drops the zone. By the description the day counts, so the hour is looked at here.
        page = self._client.messages.page(date_sent_after=since.astimezone(UTC), page_size=PAGE, **to)
        while page:
            ours = (_logged(one, since) for one in page if one.direction == "inbound" and account.received(one))
            yield [one for one in ours if one.at >= since]
            page = page.next_page()

    async def close(self) -> None:
        """Begin nothing more; what is on its way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _send(self, address: str, text: str) -> Sent | NotSent:
        try:
            message = self._client.messages.create(to=address, body=text, validity_period=VALID_FOR, **self._also)
        except Exception as error:
            return not_sent(error)
        return Sent(str(message.sid))

    @cached_property
    def _also(self) -> dict[str, str]:
        assert self._account is not None, "SMS has no account to send from"
        receipts = self._account.public_url and self._account.public_url.rstrip("/") + RECEIPTS
        return self._account.sent_from | ({"status_callback": receipts} if receipts else {})

    @cached_property
    def _client(self) -> "Client":
        assert self._account is not None, "SMS has no account to send from"
        return client(self._account)


class BusyError(Exception):
    """Twilio says "not now" (429). `retry_after`: seconds, where it names them."""

    def __init__(self, retry_after: float | None) -> None:
        super().__init__("Twilio is busy")
        self.retry_after = retry_after


def client(account: Account) -> "Client":
    """Twilio's REST client, quiet (its log holds words and numbers), at another host if the account names one."""
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    wire = TwilioHttpClient(timeout=TIMEOUT, logger=_silent(), request_hooks={"response": _raise_if_busy})
    made = Client(account.account_sid, account.auth_token, http_client=wire)
    if account.api_base:
        made.api.base_url = account.api_base
    return made


def _raise_if_busy(response: "Response", *_rest: Any, **_named: Any) -> None:
    # Twilio's own error keeps the code but not the header that says how long to wait.
    if response.status_code == 429:
        raise BusyError(_seconds(response.headers.get("Retry-After")))


def _silent() -> logging.Logger:
    log = logging.Logger("twilio", level=logging.CRITICAL + 1)
    log.addHandler(logging.NullHandler())
    return log


def _seconds(header: str | None) -> float | None:
    return float(header) if header and header.strip().isdecimal() else None


def not_sent(error: Exception) -> NotSent:
    """What an error of the client means. A wire that failed is worth another try: Twilio may or may not have sent."""
    status, code = getattr(error, "status", None), getattr(error, "code", None)
    if isinstance(error, BusyError):
        return NotSent("429", again=True, retry_after=error.retry_after)
    if status is None:
        return NotSent(type(error).__name__, again=True)
    if status in WRONG_KEYS and code not in UNREACHABLE | {OPTED_OUT}:
        return NotSent(str(code or status), again=True, retry_after=OPERATOR_NEEDS)
    return NotSent(
        str(code or status),
        again=status >= 500 or code in BUSY,
        opted_out=code == OPTED_OUT,
        unreachable=code in UNREACHABLE,
    )
