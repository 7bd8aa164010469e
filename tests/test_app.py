"""The app from end to end: webhooks in, the real clients out to loopback servers, the web chat, a process that ends."""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from app_visits import (
    KEY,
    PHONE,
    PUBLIC,
    SECRET,
    WANT,
    Visitor,
    until,
    visit,
    with_telegram,
    with_twilio,
)
from loopback.server import Answer, Fault
from loopback.telegram_api import TelegramApi
from loopback.telegram_api import refusal as telegram_refusal
from loopback.twilio_api import TwilioApi, refusal
from ours import hearing

from bot import app as bot_app
from bot import delivery, pages
from bot.channels.sms import EMPTY_ANSWER
from bot.channels.telegram import Account
from bot.content import CONTENT
from bot.content.pieces import BrokenContentError
from bot.house import StartError, build
from bot.opening import serve
from bot.settings import read_settings
from bot.store.catalogue import activate, add
from bot.store.engine import AwayError
from bot.store.tables import inbox, outbox, person, receipt
from bot.store.transaction import Transaction

CHAT = {"id": 77, "type": "private", "first_name": "Test"}
PERSON = {"id": 77, "is_bot": False, "first_name": "Test"}


def message(number: int, **holds: Any) -> dict[str, Any]:
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1795428000, "chat": CHAT, "from": PERSON, **holds},
    }


@pytest.fixture
def settings(tmp_path: Path, sqlite_template: Path) -> dict[str, str]:
    """Settings of a house with the web chat only, on a migrated database."""
    path = tmp_path / "house.db"
    path.write_bytes(sqlite_template.read_bytes())
    return {"DATABASE_URL": f"sqlite:///{path}", "NEARHAND_SECRET_KEY": KEY, "NEARHAND_SAMPLE": "yes"}


@pytest.fixture
def twilio_api() -> Iterator[TwilioApi]:
    """Twilio on loopback."""
    with TwilioApi() as api:
        yield api


@pytest.fixture
def telegram_api() -> Iterator[TelegramApi]:
    """Telegram on loopback."""
    with TelegramApi() as api:
        yield api


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries follow each other at once."""
    monkeypatch.setattr(delivery, "FIRST_PAUSE_S", 0.0)


# SMS


def test_a_text_comes_in_and_the_answer_goes_out(settings: dict[str, str], twilio_api: TwilioApi) -> None:
    async def act(visitor: Visitor) -> None:
        answer = await visitor.text(WANT, "SM1")
        assert (answer.status_code, answer.content) == (200, EMPTY_ANSWER)
        assert answer.headers["content-type"].startswith("text/xml")
        await until(lambda: len(twilio_api.sent) >= 2)
        assert (await visitor.text(WANT, "SM1")).status_code == 200
        assert 'nearhand_received_total{channel="sms",outcome="again"} 1.0' in await visitor.metrics()
        assert len(await visitor.rows(inbox)) == 1

    visit(with_twilio(settings, twilio_api), act)
    assert twilio_api.problems == []
    bodies = [sent["Body"] for sent in twilio_api.sent]
    assert len(bodies) == len(set(bodies))
    assert {sent["To"] for sent in twilio_api.sent} == {PHONE}
    assert {sent["StatusCallback"] for sent in twilio_api.sent} == {f"{PUBLIC}/sms/receipt"}
    assert any("Malvern" in body and re.search(r"^1 ", body, re.M) for body in bodies)


def test_forged_and_unsigned_requests_are_refused_and_counted(settings: dict[str, str], twilio_api: TwilioApi) -> None:
    async def act(visitor: Visitor) -> None:
        form = {"MessageSid": "SM1", "From": PHONE, "Body": WANT}
        codes = [(await visitor.sms(signature=forged, **form)).status_code for forged in ("", "forged", "AAAA=")]
        codes.append((await visitor.client.post("/sms", content=b"")).status_code)
        codes.append((await visitor.sms(path="/sms/receipt", signature="x", MessageSid="SM1")).status_code)
        assert codes == [403] * 5
        assert (await visitor.client.get("/sms")).status_code == 405
        assert await visitor.rows(inbox) == []
        counts = await visitor.metrics()
        assert 'nearhand_refused_total{door="sms",reason="signature"} 4.0' in counts
        assert 'nearhand_refused_total{door="receipt",reason="signature"} 1.0' in counts

    visit(with_twilio(settings, twilio_api), act)
    assert twilio_api.sent == []


def test_a_signed_form_is_taken_with_its_query_or_refused_when_it_says_nothing(
    settings: dict[str, str], twilio_api: TwilioApi
) -> None:
    async def act(visitor: Visitor) -> None:
        taken = await visitor.sms(query="?a=b&c=%20", MessageSid="SM1", From=PHONE, Body="", Extra="")
        assert taken.status_code == 200
        assert (await visitor.sms(Body="hello")).status_code == 400
        assert (await visitor.sms(MessageSid="SM2", From=PHONE, Body="x" * 300_000)).status_code == 413
        assert len(await visitor.rows(inbox)) == 1

    visit(with_twilio(settings, twilio_api), act)


SMS_FAULTS: list[Fault] = [Answer(429, {"code": 20429}), refusal(500, 20500), Answer(503, b"busy"), "cut"]


@pytest.mark.parametrize("fault", SMS_FAULTS)
def test_an_answer_outlives_twilios_faults(settings: dict[str, str], twilio_api: TwilioApi, fault: Fault) -> None:
    async def act(visitor: Visitor) -> None:
        twilio_api.faults += [fault, fault]
        await visitor.text("hello", "SM1")
        await visitor.work()

    visit(with_twilio(settings, twilio_api), act, working=False)
    bodies = [sent["Body"] for sent in twilio_api.sent]
    assert bodies
    assert len(bodies) == len(set(bodies))


def test_a_carriers_stop_is_kept(settings: dict[str, str], twilio_api: TwilioApi) -> None:
    async def act(visitor: Visitor) -> None:
        twilio_api.faults.append(refusal(400, 21610))
        await visitor.text("hello", "SM1")
        await visitor.work()
        await visitor.text("hello again", "SM2")
        await visitor.work()

    visit(with_twilio(settings, twilio_api), act, working=False)
    assert twilio_api.sent == []


def test_receipts_are_kept_once_and_never_step_back(settings: dict[str, str], twilio_api: TwilioApi) -> None:
    async def act(visitor: Visitor) -> None:
        await visitor.text("hello", "SM1")
        await visitor.work()
        sid = (await visitor.rows(outbox))[0]["provider_id"]
        for status in ("delivered", "sent", "delivered"):
            answer = await visitor.sms(path="/sms/receipt", MessageSid=sid, MessageStatus=status)
            assert (answer.status_code, answer.content) == (200, EMPTY_ANSWER)
        assert (await visitor.sms(path="/sms/receipt", MessageSid=sid)).status_code == 400
        assert (await visitor.rows(outbox))[0]["status"] == "delivered"
        assert len(await visitor.rows(receipt)) == 2
        assert 'nearhand_receipts_total{code="none",status="delivered"} 1.0' in await visitor.metrics()

    visit(with_twilio(settings, twilio_api), act, working=False)


# Telegram


def test_what_the_carrier_did_not_deliver_is_given_up_with_its_code(
    settings: dict[str, str], twilio_api: TwilioApi
) -> None:
    async def act(visitor: Visitor) -> None:
        await visitor.text("hello", "SM1")
        await visitor.work()
        told = {"MessageStatus": "undelivered", "ErrorCode": "30005"}
        [row, *_] = await visitor.rows(outbox)
        assert (await visitor.sms(path="/sms/receipt", MessageSid=row["provider_id"], **told)).status_code == 200
        [row, *_] = await visitor.rows(outbox)
        assert (row["state"], row["status"], row["error"]) == ("given_up", "undelivered", "30005")
        assert (await visitor.rows(person))[0]["unreachable_at"] is not None
        assert 'nearhand_receipts_total{code="30005",status="undelivered"} 1.0' in await visitor.metrics()

    visit(with_twilio(settings, twilio_api), act, working=False)


def test_an_update_comes_in_and_the_answer_goes_out(settings: dict[str, str], telegram_api: TelegramApi) -> None:
    async def act(visitor: Visitor) -> None:
        await until(lambda: telegram_api.calls("setWebhook"))
        url = telegram_api.calls("setWebhook")[0]["url"]
        assert (await visitor.update(message(1, text=WANT), path=url.removeprefix(PUBLIC))).status_code == 200
        await until(lambda: len(telegram_api.sent) >= 2)
        before = len(telegram_api.sent)
        assert (await visitor.update(message(1, text=WANT))).status_code == 200
        await visitor.work()
        assert len(telegram_api.sent) == before
        assert len(await visitor.rows(inbox)) == 1

    visit(with_telegram(settings, telegram_api), act)
    assert any("Malvern" in sent["text"] for sent in telegram_api.sent)
    assert {sent["chat_id"] for sent in telegram_api.sent} == {"77"}


def test_updates_without_the_secret_are_refused_and_counted(
    settings: dict[str, str], telegram_api: TelegramApi
) -> None:
    async def act(visitor: Visitor) -> None:
        update = message(1, text=WANT)
        assert (await visitor.update(update, secret="")).status_code == 403
        assert (await visitor.update(update, secret="wrong")).status_code == 403
        assert (await visitor.update(update, path="/telegram/elsewhere")).status_code == 404
        assert (await visitor.client.post(f"/telegram/{SECRET}", json=update)).status_code == 403
        assert await visitor.rows(inbox) == []
        assert 'nearhand_refused_total{door="telegram",reason="secret"} 3.0' in await visitor.metrics()

    visit(with_telegram(settings, telegram_api), act)


def test_updates_that_make_no_sense_do_not_come_for_ever(settings: dict[str, str], telegram_api: TelegramApi) -> None:
    async def act(visitor: Visitor) -> None:
        for odd in ({"update_id": 1, "message": {"text": "hello"}}, {"update_id": 2, "message": 5}, [], {}):
            assert (await visitor.update(odd)).status_code == 200  # type: ignore[arg-type]
        secret = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        broken = await visitor.client.post(f"/telegram/{SECRET}", content=b"{", headers=secret)
        assert broken.status_code == 400
        assert await visitor.rows(inbox) == []

    visit(with_telegram(settings, telegram_api), act)


TELEGRAM_FAULTS: list[Fault] = [
    telegram_refusal(429, "Too Many Requests: retry after 0"),
    Answer(502, b"<html>Bad Gateway</html>"),
    "cut",
]


@pytest.mark.parametrize("fault", TELEGRAM_FAULTS)
def test_an_answer_outlives_telegrams_faults(settings: dict[str, str], telegram_api: TelegramApi, fault: Fault) -> None:
    async def act(visitor: Visitor) -> None:
        telegram_api.faults += [fault, fault]
        await visitor.update(message(1, text="hello"))
        await visitor.work()

    visit(with_telegram(settings, telegram_api), act, working=False)
    texts = [sent["text"] for sent in telegram_api.sent]
    assert texts
    assert len(texts) == len(set(texts))


def test_a_press_is_acknowledged_and_answered(settings: dict[str, str], telegram_api: TelegramApi) -> None:
    async def act(visitor: Visitor) -> None:
        await visitor.update(message(1, text="menu"))
        await visitor.work()
        rows = telegram_api.sent[-1]["reply_markup"]["inline_keyboard"]
        press = {"id": "q1", "from": PERSON, "chat_instance": "1", "data": rows[0][0]["callback_data"]}
        bot = message(2, text="menu")["message"]
        before = len(telegram_api.sent)
        await visitor.update({"update_id": 2, "callback_query": press | {"message": bot}})
        await visitor.work()
        assert len(telegram_api.sent) > before
        await until(lambda: telegram_api.calls("answerCallbackQuery"))

    visit(with_telegram(settings, telegram_api), act, working=False)
    assert telegram_api.calls("answerCallbackQuery")[0]["callback_query_id"] == "q1"


def test_somebody_who_blocked_us_is_left_alone_until_they_write(
    settings: dict[str, str], telegram_api: TelegramApi
) -> None:
    async def act(visitor: Visitor) -> None:
        await visitor.update(message(1, text="hello"))
        await visitor.work()
        kicked = {"chat": CHAT, "from": PERSON, "date": 1, "new_chat_member": {"status": "kicked", "user": PERSON}}
        await visitor.update({"update_id": 2, "my_chat_member": kicked})
        assert (await visitor.rows(person))[0]["unreachable_at"]
        await visitor.update(message(3, text="hello"))
        await visitor.work()
        assert not (await visitor.rows(person))[0]["unreachable_at"]

    visit(with_telegram(settings, telegram_api), act, working=False)


def test_polling_takes_each_update_once(settings: dict[str, str], telegram_api: TelegramApi) -> None:
    telegram_api.updates = [message(7, text=WANT), message(8, text="hello")]

    async def act(visitor: Visitor) -> None:
        await until(lambda: [call for call in telegram_api.calls("getUpdates") if call.get("offset") == "9"])
        assert [row["provider_id"] for row in await visitor.rows(inbox)] == ["7", "8"]
        await until(lambda: len(telegram_api.sent) >= 2)
        assert (await visitor.update(message(9, text="hello"))).status_code == 404

    visit(with_telegram(settings, telegram_api, mode="polling"), act)
    assert telegram_api.calls("setWebhook") == []


# the web chat


def hidden(page: httpx.Response, **more: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text)) | more


def test_a_conversation_on_the_web(settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ANSWER_WITHIN", 60.0)

    async def act(visitor: Visitor) -> None:
        page = await visitor.client.get("/")
        answer = await visitor.client.post("/chat", data=hidden(page, words=WANT))
        assert answer.status_code == 303
        page = await visitor.client.get("/")
        assert WANT in page.text
        assert page.text.count('class="ours"') >= 2
        assert re.search(r'<a href="tel:0\d+"', page.text)
        again = await visitor.client.post("/chat", data=hidden(page, words="forget me"))
        page = await visitor.client.get("/")
        choice = re.search(r'value="([^"]+:yes)"', page.text)
        assert again.status_code == 303
        assert choice
        form = hidden(page, pressed=choice[1])
        last = await visitor.client.post("/chat", data=form, headers={"accept": "application/json"})
        assert 'class="ours"' in last.json()["html"]
        assert WANT not in (await visitor.client.get("/")).text

    visit(settings, act)


@pytest.mark.parametrize("script", [True, False])
def test_whoever_is_forgotten_hears_it_where_another_process_works(settings: dict[str, str], script: bool) -> None:
    headers = {"accept": "application/json"} if script else {}

    async def said(visitor: Visitor, page: httpx.Response, **form: str) -> httpx.Response:
        """A message, whose turn and sending another process sees to."""
        asked = asyncio.create_task(visitor.client.post("/chat", data=hidden(page, **form), headers=headers))
        worker = Visitor(build(read_settings(settings), hearing()), visitor.client)
        while not asked.done():
            await worker.work()
            await asyncio.sleep(0.05)
        await asyncio.to_thread(worker.house.store.close)
        return await asked

    async def act(visitor: Visitor) -> None:
        await said(visitor, await visitor.client.get("/"), words="forget me")
        page = await visitor.client.get("/")
        choice = re.search(r'value="([^"]+:yes)"', page.text)
        assert choice
        last = await said(visitor, page, pressed=choice[1])
        assert "wiped" in (last.json()["html"] if script else last.text)
        assert await visitor.rows(person) == await visitor.rows(outbox) == []

    visit(settings, act, working=False)


# signs, problems, and how a house starts


def test_signs_of_life(settings: dict[str, str]) -> None:
    async def act(visitor: Visitor) -> None:
        assert (await visitor.client.get("/health")).json() == {"status": "ok"}
        ready = await visitor.client.get("/ready")
        assert ready.status_code == 200
        assert ready.json()["database"] is True
        assert ready.json()["worker"] is False
        await visitor.house.store.running(lambda tx: tx.beat())
        assert (await visitor.client.get("/ready")).json()["worker"] is True
        assert re.search(r"^nearhand_heartbeat_seconds 0\.\d+", await visitor.metrics(), re.MULTILINE)
        assert "worcestershire" in ready.json()["content"]
        assert ready.json()["waiting"] == {"inbox": 0, "outbox": 0}
        assert 'nearhand_waiting{box="inbox"} 0.0' in await visitor.metrics()
        missing = await visitor.client.get("/nothing-here")
        assert missing.status_code == 404
        for path in ("/chat/", "/%2f%2fevil.example/", "/privacy/"):
            nowhere = await visitor.client.get(path, headers={"host": "evil.example"})
            assert (nowhere.status_code, nowhere.headers.get("location")) == (404, None)
        assert "default-src 'none'" in missing.headers["content-security-policy"]
        assert visitor.house.content.pages.problems.not_found.title in missing.text
        assert (await visitor.client.post("/sms", content=b"")).status_code == 404

    visit(settings, act)


@pytest.mark.parametrize("away", [True, False])
def test_a_database_that_is_away_or_hangs_is_told_of_soon(
    settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, away: bool
) -> None:
    def silent(_query: Any) -> Any:
        if away:
            raise AwayError("the database went away")
        time.sleep(0.5)

    async def act(visitor: Visitor) -> None:
        assert 'nearhand_waiting{box="inbox"}' in await visitor.metrics()
        monkeypatch.setattr(bot_app, "LOOK_S", 0.05)
        monkeypatch.setattr(visitor.house.store, "read", silent)
        ready = await visitor.client.get("/ready")
        assert (ready.status_code, ready.json()) == (503, {"database": False})
        numbers = await visitor.client.get("/metrics")
        assert numbers.status_code == 200
        assert "nearhand_safety_total" in numbers.text
        assert "nearhand_waiting{" not in numbers.text
        assert (await visitor.client.get("/health")).status_code == 200

    visit(settings, act, working=False)


def test_a_web_process_without_a_worker_takes_up_a_new_catalogue(
    settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot_app, "CATALOGUE_S", 0.01)

    async def act(visitor: Visitor) -> None:
        def imported(transaction: Transaction) -> None:
            activate(transaction.connection, add(transaction.connection, (), "new.csv", transaction.now))

        await visitor.house.store.running(imported)
        await until(lambda: visitor.house.current.catalogue.generation == 1)
        assert (await visitor.client.get("/ready")).json()["catalogue"] == 1

    visit(settings, act, working=False)


def test_channels_without_settings_are_off_and_say_so(
    settings: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    house = build(read_settings({**settings, "TWILIO_ACCOUNT_SID": "AC1"}), hearing())
    house.store.close()
    assert set(house.channels) == {"web"}
    assert "sms: off, needs TWILIO_AUTH_TOKEN, PUBLIC_URL, TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID" in caplog.text
    assert "telegram: off, needs TELEGRAM_BOT_TOKEN" in caplog.text


def test_the_sample_goes_live_only_when_told(settings: dict[str, str], twilio_api: TwilioApi) -> None:
    given = with_twilio(settings, twilio_api) | {"NEARHAND_SAMPLE": "no"}
    with pytest.raises(StartError, match="NEARHAND_SAMPLE=yes"):
        build(read_settings(given), hearing())


def test_an_area_that_is_not_there_is_refused(settings: dict[str, str]) -> None:
    with pytest.raises(StartError, match="worcestershire"):
        build(read_settings({**settings, "NEARHAND_AREA": "atlantis"}), hearing())


def test_broken_content_is_refused_with_every_problem(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    wording = yaml.safe_load((content / "wording.yaml").read_text())
    wording["menu"]["text"] = "{{ nothing }}"
    del wording["thanks"]
    (content / "wording.yaml").write_text(yaml.safe_dump(wording))
    sample = content / "areas" / "essex" / "providers.csv"
    sample.write_text(sample.read_text().replace("daily", "someday", 1))
    given = {"NEARHAND_CONTENT": str(content), "DATABASE_URL": f"sqlite:///{tmp_path}/no.db"}
    with pytest.raises(BrokenContentError) as broken:
        serve(read_settings({**given, "PORT": str(free_port())}))
    problems = str(broken.value)
    assert all(path in problems for path in ("wording.yaml: thanks", "wording.yaml: menu", "essex/providers.csv: "))
    assert not (tmp_path / "no.db").exists()


def test_nothing_private_is_logged(
    settings: dict[str, str], twilio_api: TwilioApi, telegram_api: TelegramApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    given = with_telegram(with_twilio(settings, twilio_api), telegram_api)

    async def act(visitor: Visitor) -> None:
        twilio_api.faults.append(refusal(500, 20500))
        await visitor.text("my private matter", "SM1")
        await visitor.update(message(1, text="my private matter"))
        await visitor.update({"update_id": 3, "message": {"text": "my private matter"}})
        await visitor.client.post("/chat", data=hidden(await visitor.client.get("/"), words="my private matter"))
        await visitor.work()

    visit(given, act)
    assert "private" not in caplog.text
    assert PHONE[1:] not in caplog.text
    assert SECRET not in caplog.text
    for key in ("TWILIO_AUTH_TOKEN", "TELEGRAM_BOT_TOKEN", "NEARHAND_SECRET_KEY"):
        assert given[key] not in caplog.text


def test_the_path_that_telegram_is_told_does_not_hold_the_secret() -> None:
    account = Account("1:x", SECRET)
    assert account.at(account.path)
    assert account.at(f"/telegram/{SECRET}")
    assert not account.at("/telegram/")


# a real process


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def answered(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait for a server to answer, at most a minute."""
    until_then = time.monotonic() + 60
    while time.monotonic() < until_then and process.poll() is None:
        try:
            httpx.get(url + "/health", timeout=1)
        except httpx.TransportError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"no answer; the process ended with {process.poll()}")


def started(environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """The server in a process of its own."""
    script = "from bot.opening import serve; from bot.settings import read_settings; serve(read_settings())"
    return subprocess.Popen([sys.executable, "-c", script], env={**os.environ, **environment}, stderr=subprocess.PIPE)


def test_a_process_that_is_asked_to_end_does_so_with_pages_open(tmp_path: Path) -> None:
    port = free_port()
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/new.db", "PORT": str(port), "NEARHAND_SECRET_KEY": "k" * 40}
    with started(environment) as process, httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        try:
            answered(str(client.base_url), process)
            page = client.get("/")
            assert client.post("/chat", data=hidden(page, words="hello")).status_code == 303
            with client.stream("GET", "/chat/events") as events:
                assert next(events.iter_lines()).startswith("data: ")
                process.send_signal(signal.SIGTERM)
                assert process.wait(60) == 0
        finally:
            process.kill()
        log = process.stderr.read().decode() if process.stderr else ""
    assert "web: on" in log
    assert "telegram: off" in log
    assert "Traceback" not in log
