"""Texts that never reached us are taken from Twilio's log: once each, from where the last reading began, no crash."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from app_visits import KEY, visit, with_twilio
from loopback.server import Answer, Fault
from loopback.twilio_api import ACCOUNT_SID, AUTH_TOKEN, OURS, TwilioApi, refusal, sid
from store_fixtures import NUMBER, START, Clock, Paper, heard_by, message, rows, talk_of

from bot import catchup
from bot.app import clock as real_clock
from bot.catchup import FURTHEST, OVERLAP, catch_up
from bot.channels import sms
from bot.channels.sms import Account, Sms
from bot.house import missed_texts
from bot.jobs import Tick, started, threaded
from bot.metrics import Metrics
from bot.store.store import Store
from bot.store.tables import inbox, person
from bot.turn import take


@pytest.fixture
def api() -> Iterator[TwilioApi]:
    """Twilio."""
    with TwilioApi(faulty="GET") as api:
        yield api
    assert api.problems == []


@pytest.fixture
def channel(api: TwilioApi) -> Iterator[Sms]:
    """Texts by it."""
    channel = Sms(Account(ACCOUNT_SID, AUTH_TOKEN, OURS, api_base=api.url))
    yield channel
    asyncio.run(channel.close())


def ids(store: Store) -> list[str]:
    """The ids of the messages taken, as they came: SM000...1 as SM1."""
    return [row["provider_id"][:2] + row["provider_id"][2:].lstrip("0") for row in rows(store, inbox)]


def test_what_never_reached_us_is_taken_in_its_order_and_answered(
    store: Store, clock: Clock, api: TwilioApi, channel: Sms
) -> None:
    store.receive(message("one", sid("SM1")))
    for number, words, minutes in (("SM3", "three", 10), ("SM1", "one", 30), ("SM2", "two", 20)):
        api.came(number, NUMBER, words, START - timedelta(minutes=minutes))
    assert catch_up(store, channel) == 2
    assert ids(store) == ["SM1", "SM2", "SM3"]
    while take(store, talk_of(clock, Paper())):
        pass
    assert heard_by(store, person) == ["one two three"]


def test_each_is_taken_once_however_often_we_read_and_twilio_calls(
    store: Store, clock: Clock, api: TwilioApi, channel: Sms
) -> None:
    api.came("SM1", NUMBER, "one", START - timedelta(minutes=5))
    assert catch_up(store, channel) == 1
    assert catch_up(store, channel) == 0
    assert not store.receive(message("one", sid("SM1")))
    assert ids(store) == ["SM1"]


def test_a_first_reading_goes_an_hour_back(store: Store, api: TwilioApi, channel: Sms) -> None:
    api.came("SM1", NUMBER, "old", START - OVERLAP - timedelta(seconds=1))
    api.came("SM2", NUMBER, "new", START - OVERLAP)
    catch_up(store, channel)
    assert ids(store) == ["SM2"]


def test_a_reading_begins_before_the_last_that_went_well(
    store: Store, clock: Clock, api: TwilioApi, channel: Sms
) -> None:
    catch_up(store, channel)
    clock.passes(hours=20)
    api.faults.append(refusal(503, 20503))
    with pytest.raises(Exception, match="503"):
        catch_up(store, channel)
    api.came("SM1", NUMBER, "while we were away", START + timedelta(minutes=1))
    api.came("SM2", NUMBER, "in the overlap", START - OVERLAP)
    clock.passes(hours=1)
    assert catch_up(store, channel) == 2


def test_a_first_reading_that_fails_is_made_up_for(store: Store, clock: Clock, api: TwilioApi, channel: Sms) -> None:
    api.came("SM1", NUMBER, "before the first", START - timedelta(minutes=5))
    for _ in range(3):
        api.faults.append(refusal(503, 20503))
        with pytest.raises(Exception, match="503"):
            catch_up(store, channel)
        clock.passes(hours=1)
    assert catch_up(store, channel) == 1


def test_nothing_older_than_some_days_is_read(store: Store, clock: Clock, api: TwilioApi, channel: Sms) -> None:
    catch_up(store, channel)
    clock.passes(days=9)
    api.came("SM1", NUMBER, "too old", clock.now - FURTHEST - timedelta(seconds=1))
    api.came("SM2", NUMBER, "not too old", clock.now - FURTHEST)
    assert catch_up(store, channel) == 1


def test_a_clock_that_is_put_back_reads_on(store: Store, clock: Clock, api: TwilioApi, channel: Sms) -> None:
    catch_up(store, channel)
    clock.passes(hours=-5)
    api.came("SM1", NUMBER, "hello", clock.now - timedelta(minutes=1))
    assert catch_up(store, channel) == 1


def test_the_log_is_read_to_its_end_however_many_pages_it_has(
    store: Store, api: TwilioApi, channel: Sms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms, "PAGE", 3)
    for number in range(14):
        api.came(f"SM{number + 10}", NUMBER, "hello", START - timedelta(minutes=30 - number))
    assert catch_up(store, channel) == 14
    assert ids(store) == [f"SM{number + 10}" for number in range(14)]
    assert len(api.asked) == 5


def test_what_others_sent_meanwhile_hides_nothing_of_ours(store: Store, api: TwilioApi) -> None:
    service = "MG" + "0" * 32
    channel = Sms(Account(ACCOUNT_SID, AUTH_TOKEN, service, api_base=api.url))
    ours = {"messaging_service_sid": service}
    for number in range(30):
        api.came(f"SM{number + 10}", NUMBER, "to us", START - timedelta(minutes=50 - number / 10), **ours)
    for number in range(1200):
        soon = START - timedelta(minutes=5, seconds=number / 10)
        api.came(f"SM{number + 100}", OURS, "from us", soon, direction="outbound-api", to=NUMBER, **ours)
    assert catch_up(store, channel) == 30
    assert ids(store) == [f"SM{number + 10}" for number in range(30)]
    asyncio.run(channel.close())


def test_a_reading_that_does_not_come_to_the_end_is_as_if_it_had_never_been(
    store: Store, clock: Clock, api: TwilioApi, channel: Sms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms, "PAGE", 3)
    for number in range(9):
        api.came(f"SM{number + 10}", NUMBER, "hello", START - timedelta(minutes=55 - number))
    assert catch_up(store, channel, going=lambda: len(api.asked) < 2) is None
    assert (len(api.asked), ids(store)) == (2, [])
    api.faults.extend([None, refusal(503, 20503)])
    clock.passes(minutes=1)
    with pytest.raises(Exception, match="page"):
        catch_up(store, channel)
    assert ids(store) == []
    clock.passes(minutes=3)
    assert catch_up(store, channel) == 9


@pytest.mark.parametrize(
    ("closing", "fault", "outcome"),
    [(False, None, "whole"), (True, None, "cut"), (False, refusal(503, 20503), "failed")],
)
def test_each_reading_is_counted(
    store: Store, api: TwilioApi, channel: Sms, closing: bool, fault: Fault | None, outcome: str
) -> None:
    metrics = Metrics()
    api.faults.extend([fault] if fault else [])

    async def run() -> None:
        ends = asyncio.Event()
        if closing:
            ends.set()
        [tick] = missed_texts(store, {"sms": channel}, metrics, ends)
        await tick.work()

    asyncio.run(run())
    counts = metrics.page({}).decode().splitlines()
    told = [line for line in counts if line.startswith("nearhand_log_read_total") and line.endswith(" 1.0")]
    assert told == [f'nearhand_log_read_total{{outcome="{outcome}"}} 1.0']


def test_only_what_came_to_our_number_is_taken(store: Store, api: TwilioApi, channel: Sms) -> None:
    soon = START - timedelta(minutes=5)
    api.came("SM1", NUMBER, "to another number", soon, to="+441632960999")
    api.came("SM2", OURS, "from us", soon, direction="outbound-api", to=NUMBER)
    api.came("SM3", NUMBER, "to us", soon)
    catch_up(store, channel)
    assert ids(store) == ["SM3"]


def test_of_a_messaging_service_its_own_messages_are_taken(store: Store, api: TwilioApi) -> None:
    service = "MG" + "0" * 32
    channel = Sms(Account(ACCOUNT_SID, AUTH_TOKEN, service, api_base=api.url))
    soon = START - timedelta(minutes=5)
    api.came("SM1", NUMBER, "to another", soon)
    api.came("SM2", NUMBER, "to the service", soon, messaging_service_sid=service)
    api.came("SM3", OURS, "from it", soon, messaging_service_sid=service, direction="outbound-api", to=NUMBER)
    assert catch_up(store, channel) == 1
    assert ids(store) == ["SM2"]
    asyncio.run(channel.close())


def test_a_picture_is_still_a_picture(store: Store, clock: Clock, api: TwilioApi, channel: Sms) -> None:
    api.came("MM1", NUMBER, "", START - timedelta(minutes=5), num_media="1")
    [[inbound]] = channel.came_since(START - timedelta(hours=1))
    assert (inbound.kind, inbound.words, inbound.at) == ("photo", "", START - timedelta(minutes=5))


@pytest.mark.parametrize("fault", [refusal(401, 20003), refusal(500, 20500), Answer(200, b"no json"), "cut"])
def test_a_reading_that_fails_is_one_line_without_words_and_ends_nothing(
    store: Store, api: TwilioApi, channel: Sms, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    api.came("SM1", NUMBER, "words of nobody's business", START - timedelta(minutes=5))
    api.faults.extend([fault] * 9 if fault == "cut" else [fault])
    tick = threaded("texts missed", 3600, lambda: catch_up(store, channel))
    asyncio.run(tick.work())
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(told) == 1
    assert told[0].startswith("texts missed failed: ")
    assert "words" not in told[0]
    assert NUMBER not in told[0]
    api.faults.clear()
    asyncio.run(tick.work())
    assert ids(store) == ["SM1"]


def test_what_is_caught_up_is_told_by_number_alone(
    store: Store, api: TwilioApi, channel: Sms, caplog: pytest.LogCaptureFixture
) -> None:
    api.came("SM1", NUMBER, "words", START - timedelta(minutes=5))
    catch_up(store, channel)
    catch_up(store, channel)
    assert [record.getMessage() for record in caplog.records] == [
        "texts: 1 that had not reached us are taken from Twilio's log"
    ]


def test_a_tick_of_the_start_is_done_at_once() -> None:
    done: list[str] = []

    async def run() -> None:
        async def work() -> None:
            done.append("now")

        scheduler = started((Tick("now", 3600, work, at_start=True), Tick("later", 3600, work)))
        async with asyncio.timeout(60):
            while not done:
                await asyncio.sleep(0.005)
        scheduler.shutdown(wait=False)

    asyncio.run(run())
    assert done == ["now"]


def test_a_house_that_starts_takes_in_what_it_missed(tmp_path: Path, api: TwilioApi) -> None:
    api.came("SM77", NUMBER, "hello", real_clock() - timedelta(minutes=5))
    given = {"DATABASE_URL": "sqlite://", "NEARHAND_SECRET_KEY": KEY, "NEARHAND_SAMPLE": "yes"}

    async def act(visitor: object) -> None:
        async with asyncio.timeout(60):
            while not (found := await visitor.rows(inbox)):  # type: ignore[attr-defined]
                await asyncio.sleep(0.02)
            visitor.house.worker.kick()  # type: ignore[attr-defined]
            while not api.sent:
                await asyncio.sleep(0.02)
        assert [row["provider_id"] for row in found] == [sid("SM77")]
        assert 'outcome="caught_up"' in await visitor.metrics()  # type: ignore[attr-defined]

    visit(with_twilio(given, api), act)
    assert api.sent[0]["To"] == NUMBER


def test_readings_overlap_by_more_than_a_webhook_may_be_late() -> None:
    assert timedelta(seconds=catchup.EVERY_S) <= OVERLAP < FURTHEST
