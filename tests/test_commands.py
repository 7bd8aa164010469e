"""The commands as an operator or an outside check runs them: lines in, lines out, exit codes."""

import json
from datetime import timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from commands import anew, bot
from sqlalchemy import update
from store_fixtures import NUMBER, SECRET, START, Clock

from bot.message import Inbound, Outbound
from bot.store.migrations import migrate
from bot.store.store import Store
from bot.store.tables import outbox

NOW = "2026-11-23T10:00"


def lines(ran: "CompletedProcess[str]") -> list[dict[str, object]]:
    """The JSON lines printed."""
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_understand_gives_a_line_for_every_line_blank_ones_too() -> None:
    ran = anew("understand", "--json", "--now", NOW, said="cleaner malvern fri\n\nstop\n")
    out = lines(ran)
    assert (ran.returncode, len(out)) == (0, 3)
    assert [row["intent"] for row in out] == ["find-support", "unknown", "stop"]
    assert out[1]["what"] == []
    assert set(out[0]) == {"text", "intent", "what", "where", "when"}


def test_understand_explains_itself() -> None:
    ran = bot("understand", "--now", NOW, "sitter for mum malvern sat 2-5pm")
    assert "carer-respite" in ran.stdout
    assert "Great Malvern" in ran.stdout
    assert "Sat 2-5pm" in ran.stdout


def test_match_ranks_and_names_bad_lines() -> None:
    asked = '{"what": ["cleaning"], "where": "WR14 3AY", "when": "fri"}\nnonsense\n{"what": ["juggling"]}\n'
    ran = bot("match", "--catalogue", "content/areas/worcestershire/providers.csv", "--now", NOW, said=asked)
    good, broken, unknown = lines(ran)
    assert ran.returncode == 1
    assert good["matches"]
    assert broken == {"error": "line 2: not JSON"}
    assert unknown == {"error": "line 3: what: unknown need juggling"}


def test_triage_ends_or_says_what_is_next() -> None:
    ran = bot("triage", said='{"facts": {"country": "no"}}\n{"facts": {}}\n{"facts": {"country": "mars"}}\n')
    ended, opened, wrong = lines(ran)
    assert (ended["outcome"], ended["reason"]) == ("OTHER_REGULATOR", "NATION")
    assert opened == {"outcome": None, "next": "country", "asked": []}
    assert str(wrong["error"]).startswith("line 3: country")


def test_chat_prints_a_line_for_every_line() -> None:
    ran = anew("chat", "--json", "--channel", "sms", "--now", NOW, said="cleaner malvern\n~ 9 days\nfriday\n\n")
    first, waited, found, empty = lines(ran)
    assert (first["flow"], first["asked"]) == ("find_support", "when")
    assert first["answers"] == {"need": "cleaning", "place": "great-malvern"}
    assert waited["out"] == []
    assert found["matches"]
    assert "matched" in found["events"]  # type: ignore[operator]
    assert empty["events"] == ["not-understood"]


def test_chat_saves_what_it_can_play_again(tmp_path: Path) -> None:
    saved = tmp_path / "a_talk.chat"
    bot("chat", "--channel", "sms", "--now", NOW, "--save", str(saved), said="cleaner malvern\nfriday\n")
    text = saved.read_text(encoding="utf-8")
    assert text.startswith("# a talk\n")
    assert "\n> friday\n" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("understand", "--now", "soon", "x"), "nearhand: --now soon"),
        (("understand", "--area", "mars", "x"), "nearhand: --area mars"),
        (("chat", "--channel", "pigeon"), "nearhand: --channel pigeon"),
        (("paths", "nowhere"), "nearhand: nowhere"),
        (("match", "--catalogue", "nowhere.csv"), "nearhand: --catalogue nowhere.csv"),
        (("chat", "--loud"), "nearhand: "),
    ],
)
def test_bad_usage_is_one_line_and_exit_2(words: tuple[str, ...], said: str) -> None:
    ran = bot(*words)
    assert ran.returncode == 2
    assert ran.stderr.startswith(said)
    assert len(ran.stderr.strip().splitlines()) == 1


def test_a_broken_catalogue_is_refused_with_its_lines(tmp_path: Path) -> None:
    broken = tmp_path / "list.csv"
    broken.write_text("id,name,colour\na,Anna,red\n", encoding="utf-8")
    ran = anew("match", "--catalogue", str(broken))
    assert ran.returncode == 1
    assert "colour" in ran.stderr


def test_import_and_export_keep_the_catalogue(tmp_path: Path) -> None:
    env = {"DATABASE_URL": f"sqlite:///{tmp_path}/a.db", "NEARHAND_SECRET_KEY": SECRET}
    taken = bot("import", "content/areas/essex/providers.csv", env=env)
    assert taken.returncode == 0, taken.stderr
    given = bot("export", env=env).stdout
    again = tmp_path / "again.csv"
    again.write_text(given, encoding="utf-8")
    assert bot("import", str(again), env=env).returncode == 0
    assert bot("export", env=env).stdout == given


def test_a_message_given_up_is_listed_and_sent_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    env = {"DATABASE_URL": url, "NEARHAND_SECRET_KEY": SECRET}
    migrate(url)
    store = Store.open(url, [SECRET], Clock(START))
    store.receive(Inbound("sms", "1", NUMBER, "hello", START))

    def given_up(tx: object) -> None:
        (message,) = tx.waiting(["sms"], 1)  # type: ignore[attr-defined]
        tx.queue(message.person_id, message.id, [Outbound("words that nobody sees")])  # type: ignore[attr-defined]
        tx.flush()  # type: ignore[attr-defined]
        ended = {"state": "given_up", "error": "503", "attempts": 9, "ended_at": START + timedelta(hours=1)}
        tx.connection.execute(update(outbox).values(ended))  # type: ignore[attr-defined]

    store.run(given_up)
    store.close()
    listed = bot("outbox", env=env)
    assert "503 after 9" in listed.stdout
    assert listed.stdout.endswith("\n1 in all.\n")
    assert "words" not in listed.stdout
    assert bot("outbox", "--replay", "1", env=env).returncode == 0
    assert bot("outbox", env=env).stdout == "Nothing was given up.\n"
    assert bot("outbox", "--replay", "1", env=env).returncode == 1


def test_many_given_up_are_listed_and_sent_again_as_chosen(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    env = {"DATABASE_URL": url, "NEARHAND_SECRET_KEY": SECRET}
    migrate(url)
    store = Store.open(url, [SECRET], Clock(START))

    def given_up(tx: object) -> None:
        for number in range(1, 6):
            (message,) = tx.waiting(["sms"], 1, only=number)  # type: ignore[attr-defined]
            tx.queue(message.person_id, message.id, [Outbound("words")])  # type: ignore[attr-defined]
        tx.flush()  # type: ignore[attr-defined]
        ended = {"state": "given_up", "error": "503", "attempts": 9, "ended_at": START}
        tx.connection.execute(update(outbox).values(ended))  # type: ignore[attr-defined]
        later = update(outbox).where(outbox.c.id > 3).values(error="30001", ended_at=START + timedelta(days=1))
        tx.connection.execute(later)  # type: ignore[attr-defined]

    for number in range(1, 6):
        store.receive(Inbound("sms", str(number), f"+4477009001{number:02}", "hello", START))
    store.run(given_up)
    store.close()
    late = bot("outbox", "--since", "2026-11-24", "--channel", "sms", "--json", env=env)
    assert [row["id"] for row in lines(late)] == [5, 4]
    assert bot("outbox", "--channel", "telegram", env=env).stdout == "Nothing was given up.\n"
    assert bot("outbox", "--replay", "all", "--code", "503", env=env).stdout == "3 messages wait to be sent again.\n"
    assert bot("outbox", env=env).stdout.endswith("\n2 in all.\n")
    assert bot("outbox", "--replay", "all", env=env).stdout == "2 messages wait to be sent again.\n"
    assert bot("outbox", "--replay", "all", env=env).stdout == "0 messages wait to be sent again.\n"
    assert bot("outbox", "--replay", "some", env=env).returncode == 2
    assert bot("outbox", "--since", "yesterday", env=env).stderr.startswith("nearhand: --since yesterday")
