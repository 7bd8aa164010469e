"""The webhooks against whoever is not Twilio or Telegram: what a refusal costs, and who has to wait."""

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from bot import doors
from bot.channels.limit import Doubt, Limit, network
from bot.channels.sms import Signature
from bot.doors import MOST_FORM_BYTES, SmsInbound, TelegramDoor
from bot.message import Inbound
from bot.metrics import Metrics

URL = "https://nearhand.example.org"
SIGNATURE = Signature("token", URL)
FORM = (("MessageSid", "SM1"), ("From", "+447700900123"), ("Body", "hello"))
LOOKS_RIGHT = b"A" * 27 + b"="


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Request:
    """One request as a server hands it over. Tells whether its body was read."""

    def __init__(self, body: bytes = b"", signature: bytes | None = None, host: str = "203.0.113.7"):
        named = [] if signature is None else [(b"x-twilio-signature", signature)]
        self.scope = {"path": "/sms", "query_string": b"", "headers": named, "client": (host, 1)}
        self.body, self.reads, self.status, self.more = body, 0, 0, False

    async def receive(self) -> Mapping[str, Any]:
        self.reads += 1
        return {"type": "http.request", "body": self.body, "more_body": self.more}

    async def send(self, message: dict[str, Any]) -> None:
        self.status = message.get("status", self.status)


def signed(form: Any = FORM, **more: Any) -> Request:
    return Request(urlencode(form).encode(), SIGNATURE.of("/sms", form).encode(), **more)


class Doorway:
    """The door of texts, and what came in by it."""

    def __init__(self, doubt: Doubt | None = None) -> None:
        self.taken: list[Inbound] = []
        self.metrics = Metrics()
        doubt = Doubt() if doubt is None else doubt
        self.door = SmsInbound(self.metrics, SIGNATURE, self._take, lambda: datetime.now(UTC), doubt)

    async def _take(self, inbound: Inbound) -> bool:
        self.taken.append(inbound)
        return True

    async def ask(self, request: Request) -> Request:
        await self.door(request.scope, request.receive, request.send)
        return request


def status_of(request: Request) -> int:
    return asyncio.run(Doorway().ask(request)).status


@pytest.mark.parametrize("signature", [None, b"", b"forged", b"A" * 29, "ä".encode()])
def test_what_cannot_be_a_signature_is_refused_before_the_body_is_read(signature: bytes | None) -> None:
    request = Request(urlencode(FORM).encode(), signature)
    assert status_of(request) == 403
    assert request.reads == 0


def test_a_large_form_is_not_read_to_its_end() -> None:
    request = Request(b"x" * 16 * 1024, LOOKS_RIGHT)
    request.more = True
    assert status_of(request) == 413
    assert request.reads == MOST_FORM_BYTES // (16 * 1024) + 1


@pytest.mark.parametrize("body", [b"a&" * 30_000, b"a=1&" * 15_000, b"%C3%A9=%C3%A9&" * 4_000])
def test_a_forged_form_of_many_fields_costs_next_to_nothing(body: bytes) -> None:
    request = Request(body, LOOKS_RIGHT)
    began = time.process_time()
    assert status_of(request) == 413
    assert time.process_time() - began < 0.05


def test_the_longest_text_and_ten_pictures_fit() -> None:
    pictures = [(f"MediaUrl{n}", "https://api.twilio.com/" + "x" * 150) for n in range(10)]
    kinds = [(f"MediaContentType{n}", "image/jpeg") for n in range(10)]
    more = [(f"Something{n}", "new") for n in range(60)]
    form = (("MessageSid", "SM1"), ("From", "+447700900123"), ("Body", "\u20ac" * 1600), *pictures, *kinds, *more)
    assert status_of(signed(form)) == 200


def test_whoever_goes_away_in_the_midst_is_no_forger() -> None:
    doorway, request = Doorway(), signed()

    async def gone() -> Mapping[str, Any]:
        return {"type": "http.disconnect"}

    request.receive = gone  # type: ignore[method-assign]
    asyncio.run(doorway.ask(request))
    assert (request.status, doorway.taken) == (400, [])
    assert b'reason="cut"' in doorway.metrics.page({})


def test_a_database_that_hangs_is_answered_for_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "WITHIN_S", 0.01)
    doorway, request = Doorway(), signed()

    async def hang(_inbound: Inbound) -> bool:
        await asyncio.sleep(60)
        return True

    async def run() -> None:
        doorway.door._take = hang
        assert (await doorway.ask(request)).status == 503
        assert asyncio.current_task().cancelling() == 0  # type: ignore[union-attr]
        ended = asyncio.create_task(doorway.ask(signed()))
        await asyncio.sleep(0)
        ended.cancel()
        with pytest.raises(asyncio.CancelledError):
            await ended
        doorway.door._take = doorway._take
        assert (await doorway.ask(signed())).status == 200
        await asyncio.sleep(0.05)
        assert not doorway.door._deadline._looking

    asyncio.run(run())


# who has to wait


def test_only_who_failed_often_has_to_wait() -> None:
    clock = Clock()
    doubt = Doubt(free=3, clock=clock)
    assert [doubt.failed("a") for _ in range(3)] == [0, 0, 0]
    waits = [doubt.failed("a") or 0.0 for _ in range(3)]
    assert waits == sorted(waits)
    assert 0 < waits[0] < waits[-1] < 1
    assert doubt.failed("b") == 0
    many = [doubt.failed("a") for _ in range(200)]
    assert many[-1] is None
    assert max(wait for wait in many if wait is not None) <= doubt.longest
    clock.now += 24 * 60 * 60
    assert doubt.failed("a") == 0


def test_doubt_remembers_only_so_many() -> None:
    doubt = Doubt(free=0, most_keys=10, clock=Clock())
    for number in range(1000):
        doubt.failed(str(number))
    assert len(doubt._turns) == 10


def test_whatever_is_signed_is_kept_at_once_amid_a_flood_of_forgeries_from_there() -> None:
    async def run() -> list[Request]:
        doorway = Doorway(Doubt(free=2, each=0.01, longest=0.1, clock=Clock()))
        flood = [Request(b"a=1", LOOKS_RIGHT) for _ in range(100)]
        asked = [asyncio.create_task(doorway.ask(one)) for one in flood]
        await asyncio.sleep(0)
        for host in ("203.0.113.8", "203.0.113.7"):
            assert (await doorway.ask(signed(host=host))).status == 200
        assert not all(one.done() for one in asked)
        assert len(doorway.taken) == 2
        await asyncio.gather(*asked)
        return flood

    flood = asyncio.run(run())
    assert {one.status for one in flood} == {403, 429}
    assert sum(one.status == 429 for one in flood) >= 85


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("203.0.113.7", "203.0.113.8", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("somewhere", "somewhere", True),
        ("not:an:address", "not:an:address", True),
    ],
)
def test_whoever_has_a_network_to_choose_addresses_from_is_one(one: str, other: str, same: bool) -> None:
    assert (network(one) == network(other)) is same


def test_a_limit_gives_back_nothing_that_was_not_taken() -> None:
    limit = Limit(burst=1, per_minute=60, clock=Clock())
    assert [limit.allows("a"), limit.allows("a"), limit.allows("b")] == [True, False, True]


def test_an_update_without_the_secret_is_refused_before_it_is_read() -> None:
    from bot.channels.telegram import SECRET_HEADER, Account

    account = Account("token", "secret")
    door = TelegramDoor(Metrics(), account, None)  # type: ignore[arg-type]
    for path, secret, status in ((account.path, b"wrong", 403), ("/telegram/x", b"secret", 404)):
        request = Request(b"{}")
        request.scope |= {"path": path, "headers": [(SECRET_HEADER, secret)]}
        asyncio.run(door(request.scope, request.receive, request.send))
        assert (request.status, request.reads) == (status, 0)
