"""What tests of the app share: settings that send the real clients to loopback servers, and somebody who asks."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from loopback.telegram_api import TOKEN, TelegramApi
from loopback.twilio_api import ACCOUNT_SID, AUTH_TOKEN, TwilioApi
from ours import hearing
from sqlalchemy import Table, select

from bot.app import app_of, running
from bot.channels.sms import Signature
from bot.house import House, build
from bot.settings import read_settings
from bot.turn import take

PUBLIC = "https://nearhand.example.org"
SECRET = "telegrams-secret"
KEY = "a secret key for tests and long enough"
PHONE = "+447700900123"
WANT = "someone to sit with mum near Malvern, sat 2-5pm"


def with_twilio(settings: dict[str, str], api: TwilioApi) -> dict[str, str]:
    """Settings with SMS on."""
    keys = {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN, "TWILIO_FROM": "+441632960000"}
    return {**settings, **keys, "TWILIO_API_BASE": api.url, "PUBLIC_URL": PUBLIC}


def with_telegram(settings: dict[str, str], api: TelegramApi, mode: str = "webhook") -> dict[str, str]:
    """Settings with Telegram on."""
    keys = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": SECRET, "TELEGRAM_MODE": mode}
    return {**settings, **keys, "TELEGRAM_API_BASE": api.url, "PUBLIC_URL": PUBLIC}


@dataclass(frozen=True)
class Visitor:
    """One house, and whoever asks it something."""

    house: House
    client: httpx.AsyncClient

    async def sms(
        self, path: str = "/sms", query: str = "", signature: str | None = None, **form: str
    ) -> httpx.Response:
        """A form as Twilio posts it."""
        signed = Signature(AUTH_TOKEN, PUBLIC).of(path + query, list(form.items()))
        headers = {"X-Twilio-Signature": signed if signature is None else signature}
        return await self.client.post(path + query, content=urlencode(form), headers=headers)

    async def text(self, words: str, number: str, sender: str = PHONE) -> httpx.Response:
        """A text message."""
        return await self.sms(MessageSid=number, From=sender, To="+441632960000", Body=words, NumMedia="0")

    async def update(self, update: dict[str, Any], secret: str = SECRET, path: str | None = None) -> httpx.Response:
        """An update as Telegram posts it."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        return await self.client.post(path or f"/telegram/{SECRET}", json=update, headers=headers)

    async def metrics(self) -> str:
        """What Prometheus reads."""
        return (await self.client.get("/metrics")).text

    async def work(self) -> None:
        """Turns and deliveries until nothing is due."""
        while await asyncio.to_thread(take, self.house.store, self.house.talk):
            continue
        await self.house.delivery.deliver_due()

    async def rows(self, table: Table) -> list[dict[str, Any]]:
        """All rows of a table."""
        query = select(table)
        return await self.house.store.running(lambda tx: [dict(row) for row in tx.connection.execute(query).mappings()])


async def until(holds: Callable[[], Any], seconds: float = 60) -> None:
    """Wait until something holds, at most so long."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def living_in(house: House, working: bool) -> Any:
    """A house that runs, and somebody to ask it things."""
    async with running(house, working, web=True):
        transport = httpx.ASGITransport(app=app_of(house, working))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            yield Visitor(house, client)


def visit(given: dict[str, str], act: Callable[[Visitor], Awaitable[None]], working: bool = True) -> None:
    """Start a house, do something with it, end it."""

    async def run() -> None:
        async with living_in(build(read_settings(given), hearing()), working) as visitor:
            await act(visitor)

    asyncio.run(run())
