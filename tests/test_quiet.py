"""After a full run with every log line on, neither the logs nor the numbers hold a word, a number or a name."""

import logging
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from app_visits import KEY, SECRET, Visitor, until, visit, with_telegram, with_twilio
from loopback.server import Answer
from loopback.telegram_api import TOKEN, TelegramApi
from loopback.telegram_api import refusal as telegram_refusal
from loopback.twilio_api import AUTH_TOKEN, TwilioApi, refusal
from sqlalchemy import Table, func, select

from bot import conversation, delivery
from bot import house as house_module
from bot.flows.question import Session, Turn, World
from bot.logs import NOISY, Lines, quiet_logs
from bot.message import Inbound
from bot.metrics import Metrics
from bot.settings import read_settings
from bot.store.store import Store
from bot.store.tables import inbox, outbox
from bot.turn import Talk

SAID = {
    "+447700900111": [
        "someone to sit with my mother Philippa near Malvern, saturday 2 til 5pm, she has dementia",
        "details 1",
        "actually tuesdays, WR14 3AY, our landline is 01684 555777",
        "more",
        "my husband has just collapsed and cannot breathe",
        "i dont want to live any more",
        "my brother Gwendolen hits her and takes her pension",
        "xyzzy plugh frobnicate",
        "speak to somebody please",
    ],
    "+447700900222": ["hoovering for grandad Bartholomew in Evesham", "STOP", "are you still there", "START"],
    "+447700900333": ["lunch for auntie Ermintrude in Pershore on fridays", "privacy", "forget me", "yes", "menu"],
    "+447700900444": ["do i need cqc registration", "washing and dressing people", "yes", "unsure", "back", "why"],
    "+447700900555": ["a quagmire of chilblains", "another quagmire", "hello again old friend"],
}
"""Number -> what it sends by text. A quagmire is too much for us."""
UPDATES = ["gardening near Droitwich for my neighbour Marmaduke", "mornings would suit", "he has parkinsons"]
POSTED = ["shopping for my sister Hyacinth in Bewdley", "thursdays", "forget me"]
CHAT_ID = 770077123
CODES = {"place", "when", "forget", "more"}
"""Words that are also ours: names of questions and events in labels, and one of a log line."""


@dataclass(frozen=True)
class Run:
    """What was written down by a full run, and what must not be in it."""

    logs: str
    counts: str
    names: frozenset[str]


def fragile(session: Session, inbound: Inbound, world: World) -> Turn:
    """The real conversation, but for one thing it cannot bear."""
    if "quagmire" in inbound.words:
        raise ValueError(f"{inbound.words} from {inbound.sender}")
    return conversation.respond(session, inbound, world)


@contextmanager
def written_down() -> Iterator[list[str]]:
    """Every log line from here on, with what is told of errors, as it would be printed."""
    lines: list[str] = []
    handler, root, level = logging.Handler(), logging.getLogger(), logging.getLogger().level
    formatter = Lines()
    handler.emit = lambda record: lines.append(formatter.format(record))  # type: ignore[method-assign]
    before = {name: logging.getLogger(name).level for name in NOISY}
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        for name, was in before.items():
            logging.getLogger(name).setLevel(was)


async def all_done(visitor: Visitor) -> None:
    """Wait until every message has had its turn and every answer its end."""

    def nothing_waits() -> bool:
        visitor.house.worker.kick()
        return not any(still_open(visitor.house.store, table) for table in (inbox, outbox))

    await until(nothing_waits, seconds=60)


def still_open(store: Store, table: Table) -> int:
    """How many messages wait in a box."""
    query = select(func.count()).select_from(table).where(table.c.ended_at.is_(None))
    return store.run(lambda transaction: int(transaction.connection.execute(query).scalar_one()))


async def converse(visitor: Visitor, twilio_api: TwilioApi, telegram_api: TelegramApi) -> str:
    """Everything that is said, with providers that fail now and then. Returns the numbers afterwards."""
    for sender, lines in SAID.items():
        for number, words in enumerate(lines):
            await visitor.text(words, f"SM{sender[1:]}{number}", sender)
            await all_done(visitor)
    twilio_api.faults += [refusal(500, 20500), "cut", refusal(400, 21211)]
    await visitor.text("menu", "SMlast", "+447700900666")
    await visitor.sms(signature="forged", MessageSid="SM0", From="+447700900777", Body=SAID["+447700900111"][0])
    telegram_api.faults += [telegram_refusal(400, f"Bad Request: {CHAT_ID} {UPDATES[0]}"), Answer(502, b"<html>")]
    for number, words in enumerate(UPDATES, 1):
        person = {"id": CHAT_ID, "is_bot": False, "first_name": "Cuthbert", "username": "cuthbert_the_third"}
        chat = {"id": CHAT_ID, "type": "private"}
        message = {"message_id": number, "date": 1795428000, "chat": chat, "from": person, "text": words}
        await visitor.update({"update_id": number, "message": message})
    await visitor.update({"update_id": 99, "message": {"text": UPDATES[0], "from": "Cuthbert"}})
    for words in POSTED:
        page = await visitor.client.get("/")
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
        await visitor.client.post("/chat", data=hidden | {"words": words})
        await all_done(visitor)
    await all_done(visitor)
    return await visitor.metrics()


@pytest.fixture(scope="module")
def run(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A full run with every channel, as a process in service does it, with all log lines on."""
    path = tmp_path_factory.mktemp("quiet") / "house.db"
    path.write_bytes(sqlite_template.read_bytes())
    given = {
        "DATABASE_URL": f"sqlite:///{path}",
        "NEARHAND_SECRET_KEY": KEY,
        "NEARHAND_SAMPLE": "yes",
        "LOG_LEVEL": "DEBUG",
    }
    counts: list[str] = []
    names: set[str] = set()
    with ExitStack() as stack:
        twilio_api, telegram_api = stack.enter_context(TwilioApi()), stack.enter_context(TelegramApi())
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        lines = stack.enter_context(written_down())
        patch.setattr(delivery, "FIRST_PAUSE_S", 0.0)
        patch.setattr(house_module, "paces", lambda _settings: {})
        patch.setattr(house_module, "Talk", partial(Talk, respond=fragile))
        given = with_telegram(with_twilio(given, twilio_api), telegram_api)
        quiet_logs(read_settings(given))

        async def act(visitor: Visitor) -> None:
            counts.append(await converse(visitor, twilio_api, telegram_api))
            names.update(provider.name for provider in visitor.house.current.catalogue.providers)

        visit(given, act)
        sent = [one["Body"] for one in twilio_api.sent] + [one["text"] for one in telegram_api.sent]
    named = {name for name in names if any(name in text for text in sent)}
    assert len(named) >= 3
    return Run("\n".join(lines), counts[0], frozenset(named))


def words_of(*texts: str) -> set[str]:
    """Words of four letters or more, and runs of three figures or more."""
    return set(re.findall(r"[a-z]{4,}|\d{3,}", " ".join(texts).lower()))


def all_said() -> list[str]:
    return [*(words for lines in SAID.values() for words in lines), *UPDATES, *POSTED]


def test_the_run_said_what_it_was_to_say(run: Run) -> None:
    assert 'nearhand_turns_total{channel="sms",outcome="set_aside"} 2.0' in run.counts
    assert 'nearhand_safety_total{kind="emergency"} 1.0' in run.counts
    assert 'nearhand_safety_total{kind="self-harm"} 1.0' in run.counts
    assert 'nearhand_ended_total{event="opted-out"} 1.0' in run.counts
    assert 'nearhand_ended_total{event="forgotten"} 1.0' in run.counts
    assert 'nearhand_not_sent_total{again="no",channel="sms",code="21211"} 1.0' in run.counts
    assert 'nearhand_refused_total{door="sms",reason="signature"} 1.0' in run.counts
    assert "set aside after 3 tries: ValueError at test_quiet.py" in run.logs


@pytest.mark.parametrize("where", ["logs", "counts"])
def test_no_word_that_was_said_is_written_down(run: Run, where: str) -> None:
    found = words_of(*all_said()) & words_of(getattr(run, where)) - CODES - words_of(Metrics().page({}).decode())
    assert not found


@pytest.mark.parametrize("where", ["logs", "counts"])
def test_no_number_name_or_secret_is_written_down(run: Run, where: str) -> None:
    text = re.sub(r"[\s-]", "", getattr(run, where)).lower()
    numbers = [number[3:] for number in (*SAID, "+447700900666", "+447700900777")]
    secrets = [KEY, SECRET, TOKEN, AUTH_TOKEN]
    hidden: list[Any] = [*numbers, CHAT_ID, "cuthbert", "01632960", *run.names, *secrets]
    found = [one for one in hidden if re.sub(r"[\s-]", "", str(one)).lower() in text]
    assert not found
