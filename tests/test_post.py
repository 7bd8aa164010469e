"""Notes reach their reader: listed, mailed at least once, closed; and say nothing where they should not."""

import asyncio
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import bot
from loopback.smtp import Letters, smtp_server
from pydantic import SecretStr
from sqlalchemy import select
from store_fixtures import NUMBER, SECRET, Clock, Paper, message, rows, talk_of
from test_handover import READER, read_in

from bot.content import Content
from bot.flows.question import Session, Turn
from bot.house import post
from bot.message import Event
from bot.post import Office, PostError, mail_due
from bot.settings import Settings
from bot.store import notes
from bot.store.seal import SealError
from bot.store.store import Store
from bot.store.tables import handover
from bot.turn import take

CODES = {"consent": "yes", "area": "worcestershire", "flow": "find_support", "need": "washing-bathing"}


@pytest.fixture
def server() -> Iterator[Letters]:
    """A mail server."""
    with smtp_server() as running:
        yield running


@pytest.fixture
def content() -> Content:
    """Content in which Worcestershire has a reader."""
    return read_in("worcestershire")


def passed_on(store: Store, clock: Clock, **codes: str) -> None:
    """Somebody agrees to a note."""
    event = Event("handed-over", {**CODES, **codes})
    store.receive(message("yes"))
    take(store, talk_of(clock, Paper(), respond=lambda _s, _i, _w: Turn(Session(), (), (event,))))


def test_a_note_is_mailed_once_to_the_areas_reader(
    store: Store, clock: Clock, server: Letters, content: Content
) -> None:
    passed_on(store, clock)
    office = Office.of(server.url)
    assert [mail_due(store, office, content) for _ in range(3)] == [1, 0, 0]
    clock.passes(hours=1)
    assert mail_due(store, office, content) == 0
    [letter] = server.letters
    assert (letter["To"], letter["From"]) == (READER, "nearhand@example.org")
    said = letter.get_content()
    assert NUMBER in said
    assert content.needs.needs["washing-bathing"].noun in said
    assert "--done 1" in said
    [row] = rows(store, handover)
    assert row["mailed_at"] is not None


def test_the_subject_tells_nothing_of_anybody(store: Store, clock: Clock, server: Letters, content: Content) -> None:
    passed_on(store, clock, outcome="GET_ADVICE")
    mail_due(store, Office.of(server.url), content)
    [letter] = server.letters
    assert letter["Subject"] == "Nearhand: note 1 for you to read"


@pytest.mark.parametrize("refusal", ["451 later", "550 never"])
def test_a_note_that_is_refused_is_tried_again(
    store: Store,
    clock: Clock,
    server: Letters,
    content: Content,
    refusal: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    passed_on(store, clock)
    server.refusals.append(refusal)
    office = Office.of(server.url)
    assert mail_due(store, office, content) == 0
    assert mail_due(store, office, content) == 0
    clock.passes(minutes=10)
    assert mail_due(store, office, content) == 1
    [told] = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert told.startswith("note 1 is not mailed yet: SMTP")
    assert NUMBER not in caplog.text


def test_a_server_that_is_away_is_tried_again(store: Store, clock: Clock, content: Content) -> None:
    passed_on(store, clock)
    with smtp_server() as gone:
        url = gone.url
    assert mail_due(store, Office.of(url), content) == 0
    clock.passes(minutes=10)
    with smtp_server() as back:
        assert mail_due(store, Office.of(back.url), content) == 1


def test_a_process_that_ended_after_sending_sends_the_same_letter_again(
    store: Store, clock: Clock, server: Letters, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed_on(store, clock)
    with monkeypatch.context() as patch:
        patch.setattr(notes, "mailed", lambda *_: None)
        mail_due(store, Office.of(server.url), content)
    clock.passes(minutes=10)
    mail_due(store, Office.of(server.url), content)
    first, second = server.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_only_areas_with_a_reader_are_mailed(store: Store, clock: Clock, server: Letters, content: Content) -> None:
    passed_on(store, clock, area="essex")
    assert mail_due(store, Office.of(server.url), content) == 0
    assert len(store.run(lambda tx: notes.open_notes(tx.connection, store.safe.seal))) == 1


def test_a_note_that_is_done_is_neither_listed_nor_mailed(
    store: Store, clock: Clock, server: Letters, content: Content
) -> None:
    passed_on(store, clock)
    assert store.run(lambda tx: notes.done(tx.connection, 1, tx.now))
    assert not store.run(lambda tx: notes.done(tx.connection, 1, tx.now))
    assert not store.run(lambda tx: notes.done(tx.connection, 2, tx.now))
    assert store.run(lambda tx: notes.open_notes(tx.connection, store.safe.seal)) == []
    assert mail_due(store, Office.of(server.url), content) == 0


def test_a_note_keeps_no_address_and_opens_it_only_with_the_key(store: Store, clock: Clock, url: str) -> None:
    passed_on(store, clock)
    [kept] = store.run(lambda tx: [tuple(row) for row in tx.connection.execute(select(handover))])
    assert NUMBER not in str(kept)
    [note] = store.run(lambda tx: notes.open_notes(tx.connection, store.safe.seal))
    assert (note.channel, note.address, note.area) == ("sms", NUMBER, "worcestershire")
    stranger = Store.open(url, [SECRET], clock)
    stranger.safe.seal.__init__(["another secret that is thirty-two characters long"])  # type: ignore[misc]
    with pytest.raises(SealError):
        stranger.run(lambda tx: notes.open_notes(tx.connection, stranger.safe.seal))
    stranger.close()


def test_two_workers_do_not_mail_the_same_note(store: Store, clock: Clock, url: str) -> None:
    passed_on(store, clock)
    other = Store.open(url, [SECRET], clock)
    taken = [
        one.run(lambda tx: notes.to_mail(tx.connection, store.safe.seal, ["worcestershire"], tx.now))
        for one in (store, other)
    ]
    other.close()
    assert list(map(len, taken)) == [1, 0]


@pytest.mark.parametrize(
    ("url", "office"),
    [
        ("smtp://127.0.0.1:25", Office("127.0.0.1", 25, "", "", "nearhand@127.0.0.1", "no")),
        ("smtp://mail.example.org", Office("mail.example.org", 587, "", "", "nearhand@mail.example.org", "starttls")),
        ("smtp://relay:25?tls=no", Office("relay", 25, "", "", "nearhand@relay", "no")),
        ("smtps://a%40b.org:p%2F@c.org", Office("c.org", 465, "a@b.org", "p/", "a@b.org", "smtps")),
        ("smtp://u:p@c.org:2525?from=n@d.org", Office("c.org", 2525, "u", "p", "n@d.org", "starttls")),
    ],
)
def test_where_the_mail_goes(url: str, office: Office) -> None:
    assert Office.of(url) == office


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://host:port", "smtp://[x"]
)
def test_an_address_that_cannot_be_used_is_refused_without_being_told(url: str) -> None:
    with pytest.raises(PostError) as refused:
        Office.of(url.replace("//", "//user:geheim@") if url.count("/") > 2 else url)
    assert "geheim" not in str(refused.value)


def handovers(url: str, *options: str) -> tuple[int, str]:
    """The command: exit code and output."""
    ran = bot("handovers", "--database", url, *options, env={"NEARHAND_SECRET_KEY": SECRET})
    return ran.returncode, ran.stdout


def test_the_command_lists_and_closes(clock: Clock, sqlite_template: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'notes.db'}"
    (tmp_path / "notes.db").write_bytes(sqlite_template.read_bytes())
    store = Store.open(url, [SECRET], clock)
    passed_on(store, clock)
    store.close()
    code, out = handovers(url, "--json")
    [note] = map(json.loads, out.splitlines())
    assert code == 0
    assert (note["id"], note["area"], note["need"], note["channel"], note["address"], note["outcome"]) == (
        *(1, "worcestershire", "washing-bathing", "sms", NUMBER),
        None,
    )
    assert NUMBER in handovers(url)[1]
    assert handovers(url, "--done", "1")[0] == 0
    assert handovers(url, "--done", "1")[0] == 1
    assert handovers(url)[1] == "No open notes.\n"


def test_a_worker_mails_by_itself(store: Store, clock: Clock, server: Letters, content: Content) -> None:
    passed_on(store, clock)
    [tick] = post(Settings(smtp_url=SecretStr(server.url)), store, content)

    async def once() -> None:
        await tick.work()

    asyncio.run(once())
    assert len(server.letters) == 1


def test_without_a_mail_server_the_operator_is_told_that_notes_wait(
    store: Store, content: Content, caplog: pytest.LogCaptureFixture
) -> None:
    assert post(Settings(), store, content) == ()
    assert "SMTP_URL" in caplog.text
