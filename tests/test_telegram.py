"""Telegram: updates read, messages laid out, the real client against a loopback server."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback.server import Answer, Fault
from loopback.telegram_api import TOKEN, TelegramApi, refusal

from bot.channels import NotSent, Sent, telegram
from bot.channels.telegram import Account, Telegram, Update, blocked_by, carried, press_id, read
from bot.message import Inbound, Option, Outbound

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CHAT = {"id": 77, "type": "private", "first_name": "Test"}
PERSON = {"id": 77, "is_bot": False, "first_name": "Test"}
DATE = 1795428000


def message(**holds: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": DATE, "chat": CHAT, "from": PERSON, **holds}


def update(**holds: Any) -> dict[str, Any]:
    return {"update_id": 9, **holds}


def pressed(data: str, **also: Any) -> dict[str, Any]:
    bot = {"id": 123456, "is_bot": True, "first_name": "Nearhand"}
    query = {"id": "q1", "from": PERSON, "chat_instance": "1", "data": data, "message": message() | {"from": bot}}
    return update(callback_query=query | also)


FILE = {"file_id": "f", "file_unique_id": "u"}
PHOTO = [FILE | {"width": 1, "height": 1}]
PLACE = {"latitude": 52.11, "longitude": -2.33}

READ: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (update(message=message(text="sitter for mum")), {"words": "sitter for mum"}),
    (update(message=message(text="/start")), {"words": "start"}),
    (update(message=message(text="/start from-the-leaflet")), {"words": "start"}),
    (update(message=message(text="/start_again@nearhand_bot")), {"words": "start again"}),
    (update(message=message(text="/details 2")), {"words": "details 2"}),
    (update(message=message(text="24/7 care")), {"words": "24/7 care"}),
    (update(message=message(text="/ or /slash-dash")), {"words": "/ or /slash-dash"}),
    (update(edited_message=message(text="cleaner", edit_date=DATE)), {"words": "cleaner", "kind": "edited"}),
    (update(message=message(location=PLACE)), {"kind": "location", "point": (52.11, -2.33)}),
    (
        update(message=message(location=PLACE, venue={"location": PLACE, "title": "Hall", "address": "Road"})),
        {"kind": "location", "point": (52.11, -2.33)},
    ),
    (update(message=message(photo=PHOTO, caption="look")), {"kind": "photo", "words": "look"}),
    (update(message=message(voice=FILE | {"duration": 3})), {"kind": "voice"}),
    (
        update(
            message=message(
                sticker=FILE | {"width": 1, "height": 1, "is_animated": False, "is_video": False, "type": "regular"}
            )
        ),
        {"kind": "other"},
    ),
    (update(message=message(document=FILE, caption="my form")), {"kind": "other", "words": "my form"}),
    (update(message=message(contact={"phone_number": "07700900123", "first_name": "T"})), {"kind": "other"}),
    (pressed("find_support:when:tue-am"), {"kind": "button", "pressed": "find_support:when:tue-am"}),
    (pressed("2"), {"kind": "button", "words": "2"}),
]


@pytest.mark.parametrize(("raw", "values"), READ)
def test_updates_are_read(raw: Update, values: dict[str, Any]) -> None:
    expected = {"channel": "telegram", "provider_id": "9", "sender": "77", "words": "", "at": NOW} | values
    assert read(raw, NOW) == Inbound(**expected)


GROUP = {"id": -5, "type": "group", "title": "Family"}
CHANNEL = {"id": -6, "type": "channel", "title": "News"}
NOTHING: list[dict[str, Any]] = [
    update(message=message(text="hello all") | {"chat": GROUP}),
    update(message=message(text="hello all") | {"chat": GROUP | {"type": "supergroup"}}),
    update(channel_post=message(text="news") | {"chat": CHANNEL}),
    update(message=message(text="beep") | {"from": PERSON | {"is_bot": True}}),
    update(message=message(pinned_message=message(text="old"))),
    update(edited_message=message(location=PLACE, edit_date=DATE)),
    pressed("a:b:c", message=message() | {"chat": GROUP}),
    pressed("a:b:c", message=None),
    update(poll={"id": "1"}),
    update(),
]


@pytest.mark.parametrize("raw", NOTHING)
def test_what_is_not_for_us_is_passed_over(raw: Update) -> None:
    assert read(raw, NOW) is None


def test_the_published_client_gives_the_same_reading() -> None:
    from telegram import Update as TheirUpdate

    for raw in [raw for raw, _ in READ] + [raw for raw in NOTHING if raw.get("callback_query", raw).get("message")]:
        theirs = TheirUpdate.de_json(dict(raw), None).to_dict()
        assert read(theirs, NOW) == read(raw, NOW)


def test_a_press_is_acknowledged_and_a_block_is_noticed() -> None:
    assert press_id(pressed("a:b:c")) == "q1"
    assert press_id(update(message=message(text="hi"))) is None
    change = {"chat": CHAT, "from": PERSON, "date": DATE}
    status = {"new_chat_member": {"status": "kicked", "user": PERSON}}
    assert blocked_by(update(my_chat_member=change | status)) == "77"
    assert blocked_by(update(my_chat_member=change | {"new_chat_member": {"status": "member"}})) is None
    assert blocked_by(update(my_chat_member=change | status | {"chat": GROUP})) is None
    assert blocked_by(update(message=message(text="hi"))) is None


# laying out


def test_choices_become_buttons_under_the_last_part() -> None:
    options = (Option("find_support:when:any", "Any time"), Option("find_support:when:sat", "Sat"))
    (outbound,) = Telegram().lay_out("Which day?", options)
    assert outbound == Outbound("Which day?", options)
    parts = Telegram().lay_out("A line of words.\n" * 400, options)
    assert [part.options for part in parts] == [(), options]


@given(st.lists(st.sampled_from(["word ", "\n", "🙂", "<", ". ", "x" * 3000, "🙂" * 2100]), max_size=8))
def test_no_part_is_longer_than_telegram_takes(pieces: list[str]) -> None:
    text = "".join(pieces)
    parts = Telegram().lay_out(text, ())
    assert all(len(part.text.encode("utf-16-le")) // 2 <= 4096 for part in parts)
    assert "".join("".join(part.text.split()) for part in parts) == "".join(text.split())


def test_a_code_too_long_for_a_button_is_carried_as_its_number() -> None:
    assert carried("f" * 64, 2) == "f" * 64
    assert carried("é" * 33, 2) == "2"


# the secret


def test_the_secret_is_not_told_by_the_path() -> None:
    account = Account(TOKEN, "s3cret")
    assert account.path.startswith("/telegram/")
    assert "s3cret" not in account.path
    assert account.path != Account(TOKEN, "other").path
    assert account.fits(b"s3cret")
    assert not any(account.fits(header) for header in (b"", b"s3cre", b"s3cret ", b"\xff"))


# the real client


def talk(api: TelegramApi, act: Callable[[Telegram], Awaitable[Any]], **changes: Any) -> Any:
    """Run something with a channel on the loopback server."""

    async def run() -> Any:
        channel = Telegram(Account(**{"token": TOKEN, "secret": "s3cret", "api_base": api.url, **changes}))
        try:
            return await act(channel)
        finally:
            await channel.close()

    return asyncio.run(run())


def send(text: str = "hello", options: tuple[Option, ...] = ()) -> Callable[[Telegram], Awaitable[Sent | NotSent]]:
    return lambda channel: channel.send("77", Outbound(text, options))


def test_a_message_goes_out_escaped_with_a_button_a_row() -> None:
    options = (Option("find_support:when:any", "Any time"), Option("x" * 70, "Long & odd"))
    with TelegramApi() as api:
        assert talk(api, send("5 < 6 & 'so' > \"on\"", options)) == Sent("1")
    (sent,) = api.sent
    assert (sent["chat_id"], sent["text"]) == ("77", "5 &lt; 6 &amp; 'so' &gt; \"on\"")
    assert sent["parse_mode"] == "HTML"
    assert sent["link_preview_options"] == {"is_disabled": True}
    assert sent["reply_markup"]["inline_keyboard"] == [
        [{"text": "Any time", "callback_data": "find_support:when:any"}],
        [{"text": "Long & odd", "callback_data": "2"}],
    ]


FAULTS: list[tuple[Fault, NotSent]] = [
    (refusal(429, "Too Many Requests: retry after 7", retry_after=7), NotSent("RetryAfter", True, retry_after=7)),
    (refusal(429, "Too Many Requests"), NotSent("NetworkError", True)),
    (refusal(500, "Internal Server Error"), NotSent("NetworkError", True)),
    (Answer(502, b"<html>Bad Gateway</html>"), NotSent("NetworkError", True)),
    (refusal(401, "Unauthorized"), NotSent("InvalidToken", True, retry_after=300)),
    (refusal(403, "Forbidden: bot was blocked by the user"), NotSent("Forbidden", False, unreachable=True)),
    (refusal(400, "Bad Request: chat not found"), NotSent("BadRequest", False, unreachable=True)),
    (refusal(400, "Bad Request: can't parse entities"), NotSent("BadRequest", False)),
    (refusal(400, "Bad Request: moved", migrate_to_chat_id=8), NotSent("ChatMigrated", False, unreachable=True)),
    ("cut", NotSent("NetworkError", True)),
    ("cut after", NotSent("NetworkError", True)),
    ("hang", NotSent("TimedOut", True)),
]


@pytest.mark.parametrize(("fault", "outcome"), FAULTS)
def test_what_telegram_answers_decides_what_follows(
    fault: Fault, outcome: NotSent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram, "TIMEOUT", 0.2 if fault == "hang" else 30)
    with TelegramApi() as api:
        api.faults.append(fault)
        assert talk(api, send()) == outcome
        assert isinstance(talk(api, send()), Sent)


def test_an_address_that_is_no_chat_is_given_up() -> None:
    with TelegramApi() as api:
        outcome = talk(api, lambda channel: channel.send("not a chat", Outbound("hello")))
    assert outcome == NotSent("ValueError", again=False)


def test_a_press_that_cannot_be_acknowledged_is_let_go() -> None:
    with TelegramApi(faulty="answerCallbackQuery") as api:
        api.faults.append(refusal(400, "Bad Request: query is too old"))
        talk(api, lambda channel: channel.acknowledge("q1"))
        talk(api, lambda channel: channel.acknowledge("q2"))
    assert [call["callback_query_id"] for call in api.calls("answerCallbackQuery")] == ["q2"]


def test_the_webhook_is_registered_with_its_secret() -> None:
    with TelegramApi() as api:
        talk(api, lambda channel: channel.register("https://nearhand.example.org/"))
    (call,) = api.calls("setWebhook")
    assert call["url"] == "https://nearhand.example.org" + Account(TOKEN, "s3cret").path
    assert call["secret_token"] == "s3cret"
    assert set(call["allowed_updates"]) == {"message", "edited_message", "callback_query", "my_chat_member"}


# long polling


class Taker:
    """Takes updates, failing where it is told to, and closes the poll after so many."""

    def __init__(self, enough: int, failing: int = 0) -> None:
        self.taken: list[int] = []
        self.enough = enough
        self.failing = failing
        self.closing = asyncio.Event()

    async def take(self, update: Update) -> None:
        if self.failing:
            self.failing -= 1
            raise OSError("the database is away")
        self.taken.append(update["update_id"])
        if len(self.taken) == self.enough:
            self.closing.set()


def polled(api: TelegramApi, taker: Taker) -> None:
    async def run(channel: Telegram) -> None:
        await asyncio.wait_for(channel.poll(taker.take, taker.closing), 60)

    talk(api, run)


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram, "LONGEST_PAUSE", 0.001)


def three_updates() -> list[dict[str, Any]]:
    return [{"update_id": number, "message": message(text=f"message {number}")} for number in (7, 8, 9)]


@pytest.mark.usefixtures("no_pause")
def test_an_update_is_confirmed_only_once_it_is_kept() -> None:
    with TelegramApi() as api:
        api.updates = three_updates()
        taker = Taker(enough=3, failing=2)
        polled(api, taker)
    assert taker.taken == [7, 8, 9]
    offsets = [call.get("offset") for call in api.calls("getUpdates")]
    assert offsets == [None, None, None]
    assert len(api.calls("deleteWebhook")) == 3


@pytest.mark.usefixtures("no_pause")
@pytest.mark.parametrize("fault", [refusal(429, "Too Many Requests", retry_after=1), Answer(502, ""), "cut"])
def test_polling_goes_on_after_a_fault(fault: Fault) -> None:
    with TelegramApi(faulty="getUpdates") as api:
        api.updates = three_updates()
        api.faults.append(fault)
        taker = Taker(enough=3)
        polled(api, taker)
    assert taker.taken == [7, 8, 9]


def test_the_next_poll_confirms_what_was_kept() -> None:
    with TelegramApi() as api:
        api.updates = three_updates()[:1]
        taker = Taker(enough=2)

        def another() -> None:
            if len(api.calls("getUpdates")) == 1:
                api.updates.append(three_updates()[1])

        api.on_poll = another
        polled(api, taker)
    assert taker.taken == [7, 8]
    assert api.calls("getUpdates")[-1]["offset"] == "8"


def test_nothing_is_logged_of_words_or_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with TelegramApi() as api:
        api.faults += [Answer(200, "a private matter"), refusal(400, "a private matter")]
        for _ in range(3):
            talk(api, send("a private matter"))
    assert "private" not in caplog.text
    assert TOKEN not in caplog.text
