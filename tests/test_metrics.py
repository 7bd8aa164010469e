"""What is counted is what happened, and the example dashboard and alerts name only numbers that exist."""

import asyncio
import json
import re
import socket
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from store_fixtures import Clock, Paper, message, rows, talk_of
from telegram.error import InvalidToken
from twilio.base.exceptions import TwilioRestException

from bot import doors
from bot.caps import Which
from bot.catchup import Reading
from bot.channels import NotSent, sms, telegram
from bot.delivery import Delivery
from bot.flows.question import Session, Turn
from bot.message import Event, Inbound, Say
from bot.metrics import CHANNELS, COUNTERS, GAUGES, GIVEN_UP, HISTOGRAMS, OUTCOMES, Metrics, yes_or_no
from bot.store.outbox import RANK
from bot.store.store import Store
from bot.store.tables import inbox, outbox
from bot.turn import take

OPERATIONS = Path(__file__).parent.parent / "docs" / "operations"
DASHBOARD = json.loads((OPERATIONS / "dashboard.json").read_text(encoding="utf-8"))
ALERTS = yaml.safe_load((OPERATIONS / "alerts.yaml").read_text(encoding="utf-8"))
NAMES = {
    *(f"{name}_total" for name in COUNTERS),
    *GAUGES,
    *(f"{name}_{part}" for name in HISTOGRAMS for part in ("bucket", "count", "sum")),
}
LABELS = {label for _, labels in COUNTERS.values() for label in labels} | {"box", "le", "channel"}


def page(metrics: Metrics) -> str:
    return metrics.page({}).decode()


def answering(session: Session, inbound: Inbound, _world: Any) -> Turn:
    """A conversation that always asks, and notes what it is told to note."""
    if inbound.words == "poison":
        raise ValueError(inbound.words)
    missed = inbound.words == "eh"
    session = replace(session, flow="find_support", asked="place", misses=int(missed))
    names = {"eh": "not-understood", "danger": "safety:emergency", "found": "matched"}
    name = names.get(inbound.words)
    events = (Event(name, {"asked": "place", "need": "a secret"}),) if name else ()
    return Turn(session, (Say("echo", {"words": inbound.words}),), events)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("hello", 'nearhand_turns_total{channel="sms",outcome="handled"} 1.0'),
        ("hello", 'nearhand_asked_total{again="no",flow="find_support",question="place"} 1.0'),
        ("eh", 'nearhand_asked_total{again="yes",flow="find_support",question="place"} 1.0'),
        ("eh", 'nearhand_not_understood_total{asked="place"} 1.0'),
        ("danger", 'nearhand_safety_total{kind="emergency"} 1.0'),
        ("found", 'nearhand_ended_total{event="matched"} 1.0'),
        ("poison", 'nearhand_turns_total{channel="sms",outcome="failed"} 1.0'),
        ("hello", "nearhand_turn_seconds_count 1.0"),
    ],
)
def test_a_turn_is_counted(store: Store, clock: Clock, words: str, line: str) -> None:
    metrics = Metrics()
    store.receive(message(words))
    metrics.turns(take(store, talk_of(clock, Paper(), respond=answering)), 0.01)
    assert line in page(metrics).splitlines()
    assert "secret" not in page(metrics)


def test_a_message_set_aside_is_counted_apart(store: Store, clock: Clock) -> None:
    metrics = Metrics()
    store.receive(message("poison"))
    for _ in range(3):
        metrics.turns(take(store, talk_of(clock, Paper(), respond=answering)), 0.01)
    assert 'nearhand_turns_total{channel="sms",outcome="failed"} 2.0' in page(metrics)
    assert 'nearhand_turns_total{channel="sms",outcome="set_aside"} 1.0' in page(metrics)


def test_sendings_are_counted_by_channel_and_code(store: Store, clock: Clock) -> None:
    metrics, paper = Metrics(), Paper()
    paper.outcomes += [NotSent("30007", again=True), NotSent("21211", again=False)]
    delivery = Delivery(store, {"sms": paper}, lambda: 0.5, metrics.delivery)
    for words in ("one", "two"):
        store.receive(message(words, sender=words))
    take(store, talk_of(clock, paper))
    asyncio.run(delivery.deliver_due())
    clock.now += timedelta(seconds=30)
    asyncio.run(delivery.deliver_due())
    counts = page(metrics)
    assert 'nearhand_not_sent_total{again="yes",channel="sms",code="30007"} 1.0' in counts
    assert 'nearhand_not_sent_total{again="no",channel="sms",code="21211"} 1.0' in counts
    assert 'nearhand_sent_total{channel="sms"} 1.0' in counts
    assert 'nearhand_segments_total{channel="sms"} 1.0' in counts
    assert 'nearhand_delivery_seconds_sum{channel="sms"} 30.0' in counts
    assert len(rows(store, outbox)) == 2


def test_a_worker_lets_its_numbers_be_read() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    metrics = Metrics()
    stop = metrics.listen(port)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            assert b"nearhand_turn_seconds_count 0.0" in answer.read()
    finally:
        stop()


# The examples


def expressions() -> Iterator[str]:
    """Every expression of the dashboard and the alerts."""
    for panel in DASHBOARD["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))
    for group in ALERTS["groups"]:
        yield from (rule["expr"] for rule in group["rules"])


def test_every_number_named_exists() -> None:
    named = {name for one in expressions() for name in re.findall(r"\bnearhand_\w+", one)}
    assert named <= NAMES, named - NAMES


def test_every_label_named_exists() -> None:
    selected = {label for one in expressions() for label in re.findall(r"(\w+)\s*(?:=~|!=|!~|=)\s*\"", one)}
    grouped = {
        label.strip()
        for one in expressions()
        for inside in re.findall(r"by \(([^)]*)\)", one)
        for label in inside.split(",")
    }
    assert selected | grouped <= LABELS | {"job", "instance"}


NO_ACCOUNT = ((401, 20003), (403, 20005), (404, 20404))
"""What Twilio answers where our token, our account's state or its name is wrong."""
BOXES = (inbox.name, outbox.name)
REFUSED_KEYS = [
    *(sms.not_sent(TwilioRestException(status, "")).code for status in sms.WRONG_KEYS),
    *(sms.not_sent(TwilioRestException(status, "", code=code)).code for status, code in NO_ACCOUNT),
    telegram.not_sent(InvalidToken()).code,
]
"""What is counted where a provider refuses our keys."""
SAID = {
    "nearhand_turns_total": {"outcome": OUTCOMES},
    "nearhand_given_up_total": {"reason": GIVEN_UP},
    "nearhand_log_read_total": {"outcome": get_args(Reading)},
    "nearhand_capped_total": {"cap": get_args(Which)},
    "nearhand_receipts_total": {"status": tuple(RANK)},
    "nearhand_refused_total": {"reason": re.findall(r'RefusedError\(\d+, "(.+?)"', Path(doors.__file__).read_text())},
    "nearhand_asked_total": {"again": tuple(map(yes_or_no, (True, False)))},
    "nearhand_segments_total": {"channel": CHANNELS},
    "nearhand_not_sent_total": {"code": REFUSED_KEYS},
    "nearhand_waiting": {"box": BOXES},
    "nearhand_oldest_seconds": {"box": BOXES},
}
"""Number -> label -> the values that the program gives it."""


def test_every_value_named_is_given() -> None:
    for number, chosen in (found for one in expressions() for found in re.findall(r"\b(nearhand_\w+)\{(.*?)\}", one)):
        for label, values in re.findall(r'(\w+)(?:=~|!=|!~|=)"(.*?)"', chosen):
            assert set(values.split("|")) <= set(SAID[number][label]), (number, label, values)


def test_every_refusal_of_our_keys_is_told_of() -> None:
    (rule,) = (rule for group in ALERTS["groups"] for rule in group["rules"] if rule["alert"] == "NearhandKeysRefused")
    told = re.search(r'code=~"(.*?)"', rule["expr"])
    assert told
    assert set(told[1].split("|")) == set(REFUSED_KEYS)


def test_nobody_is_woken_by_one_message() -> None:
    """A share says nothing without how many it is of: one message is tried three times."""
    for group in ALERTS["groups"]:
        for rule in group["rules"]:
            if rule["labels"]["severity"] == "page" and re.search(r"> 0\.\d+ \*", rule["expr"]):
                assert re.search(r"and sum.*increase\(.*> \d+$", rule["expr"]), rule["alert"]


def test_what_is_counted_is_on_the_dashboard() -> None:
    shown = {
        name
        for panel in DASHBOARD["panels"]
        for target in panel.get("targets", ())
        for name in re.findall(r"\bnearhand_\w+", target["expr"])
    }
    told = {name for name in NAMES if not name.endswith(("_sum", "_count"))}
    assert told <= shown, told - shown


def test_panels_do_not_lie_on_each_other() -> None:
    taken = [
        (x, y)
        for panel in DASHBOARD["panels"]
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(taken) == len(set(taken))
    assert max(x for x, _ in taken) < 24
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


def test_every_alert_says_what_to_do_and_where_that_is_written() -> None:
    page_text = (OPERATIONS / "README.md").read_text(encoding="utf-8")
    for group in ALERTS["groups"]:
        for rule in group["rules"]:
            assert rule["for"]
            assert rule["labels"]["severity"] in ("page", "look")
            assert rule["annotations"]["summary"]
            assert f"**{rule['alert']}**" in page_text, rule["alert"]
