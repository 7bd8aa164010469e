"""The commands as an operator or an outside check runs them: lines in, lines out, exit codes."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from subprocess import CompletedProcess

import ours
import pytest
from commands import anew, bot
from sqlalchemy import update
from store_fixtures import NUMBER, SECRET, START, Clock

from bot.__main__ import fault
from bot.commands.reading import PRINTED, heard_as_json
from bot.matching.understand import understand
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


PRINTED_INTENTS = set(
    "find-support cqc setup faq list-business greeting thanks help stop start restart menu back more details person"
    " privacy safeguarding emergency carer-support unknown".split()
)


def test_no_intent_is_printed_that_the_contract_lacks() -> None:
    intents = ours.content().intents
    names = {name.partition("/")[0] for book in (intents.commands, intents.topics) for name in book}
    assert {PRINTED.get(name, name) for name in names} <= PRINTED_INTENTS


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("mums lonely since dad died, evesham, tuesdays", "find-support"),
        ("my husband died last spring", "unknown"),
        ("we need some support", "find-support"),
        ("what did i ask for", "find-support"),
    ],
)
def test_an_intent_is_printed_by_the_contracts_name(said: str, intent: str) -> None:
    assert heard_as_json(said, understand(said, ours.hearing(), START.replace(tzinfo=None)))["intent"] == intent


def test_understand_explains_itself() -> None:
    ran = bot("understand", "--now", NOW, "sitter for mum malvern sat 2-5pm")
    assert "carer-respite" in ran.stdout
    assert "Great Malvern" in ran.stdout
    assert "Sat 2-5pm" in ran.stdout
    assert "Nothing left over" in ran.stdout


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
        (("chat", "--channel", "pigeon"), "nearhand: Invalid value for '--channel': 'pigeon'"),
        (("outbox", "--channel", "fax"), "nearhand: Invalid value for '--channel': 'fax'"),
        (("handovers", "--done", "x"), "nearhand: Invalid value for '--done'"),
        (("understand", "--now", "9999-12-31", "x"), "nearhand: --now 9999-12-31: not a year"),
        (("outbox", "--since", "0001-01-01"), "nearhand: --since 0001-01-01: not a year"),
        (("match",), "nearhand: Missing option '--catalogue'; see "),
        (("import",), "nearhand: Missing argument 'catalogue'; see "),
        (("backup",), "nearhand: Missing argument 'file'; see "),
        (("restore",), "nearhand: Missing argument 'file'; see "),
        (("places", "build"), "nearhand: Missing argument 'sources'; see "),
        (("places", "build", "nowhere"), "nearhand: Invalid value for 'sources': path 'nowhere' does not exist; see "),
        ((), "nearhand: Missing command; see "),
        (("places",), "nearhand: Missing command; see "),
        (("restore", "nowhere.db"), "nearhand: Invalid value for 'file': file 'nowhere.db' does not exist; see "),
        (("chat", "--database", "foo"), "nearhand: --database is not a database address"),
        (("chat", "--database", "mysql://somewhere/x"), "nearhand: --database: mysql is not supported; use sqlite or"),
        (("import", "nowhere.csv"), "nearhand: nowhere.csv: no such file"),
        (("import", "content"), "nearhand: content: cannot be read: Is a directory"),
        (("match", "--catalogue", "content"), "nearhand: --catalogue content: cannot be read: Is a directory"),
        (("chat", "--script", "nowhere.txt"), "nearhand: --script nowhere.txt: no such file"),
        (("chat", "--catalogue", "nowhere.csv"), "nearhand: --catalogue nowhere.csv: no such file"),
        (("chat", "--save", "nowhere/x.chat"), "nearhand: --save nowhere/x.chat: no such folder"),
        (("chat", "--save", "content"), "nearhand: Invalid value for '--save': "),
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


def test_a_talk_that_cannot_be_saved_is_told_in_one_line(tmp_path: Path) -> None:
    ran = bot("chat", "--save", str(tmp_path / ("x" * 300)), said="hello\n")
    assert (ran.returncode, "cannot be written" in ran.stderr) == (2, True)
    assert "Traceback" not in ran.stderr


LATIN = "caf\xe9\n".encode("latin-1")
BAD_FILES = [
    (("chat", "--script"), LATIN, ": not UTF-8"),
    (("import",), LATIN, ": not UTF-8; save the sheet as CSV UTF-8"),
    (("places", "build"), b"PK\x00\xff\r\x00\n,\x01", ": no known layout in it"),
]


@pytest.mark.parametrize(("words", "held", "said"), BAD_FILES, ids=[" ".join(row[0]) for row in BAD_FILES])
def test_a_file_of_another_kind_is_bad_data(words: tuple[str, ...], held: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(held)
    ran = bot(*words, str(file))
    assert (ran.returncode, ran.stderr) == (1, f"{file}{said}\n")


READERS = [
    ("understand", "--json"),
    ("match", "--catalogue", "content/areas/essex/providers.csv"),
    ("triage",),
    ("chat", "--json"),
]


@pytest.mark.parametrize("words", READERS, ids=[row[0] for row in READERS])
def test_a_closed_input_has_no_lines(words: tuple[str, ...]) -> None:
    command = f"exec {sys.executable} -m bot {' '.join(words)} <&-"
    ran = subprocess.run(["/bin/sh", "-c", command], capture_output=True, encoding="utf-8", check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


REFUSED = [
    ("match", '{"text": 5}', "text: must be words, in quotes"),
    ("match", '{"text": "cleaner", "where": "WR14 3AY"}', "text goes alone; or give what, where and when"),
    ("match", '{"what": ["cleaning"], "where": 14}', "where: must be words, in quotes"),
    ("match", '{"what": ["cleaning"], "when": ["sat"]}', "when: must be words, in quotes"),
    ("triage", "[" * 100_000, "not JSON"),
    ("triage", '{"facts": {"country": "\\ud83d"}}', "country: '\\ud83d' is not one of yes, no, unsure"),
]


@pytest.mark.parametrize(("command", "line", "what"), REFUSED, ids=[row[1][:40] for row in REFUSED])
def test_a_line_that_cannot_be_used_is_told_why(command: str, line: str, what: str) -> None:
    more = ("--catalogue", "content/areas/essex/providers.csv") if command == "match" else ()
    ran = bot(command, *more, said=f"{line}\n")
    assert (ran.returncode, lines(ran)) == (1, [{"error": f"line 1: {what}"}])


def test_input_that_is_no_utf8_is_read_all_the_same() -> None:
    command = [sys.executable, "-m", "bot", "understand", "--json"]
    env = {"PATH": "", "PYTHONIOENCODING": "ascii:strict"}
    ran = subprocess.run(command, input=b"\xef\xbb\xbfcleaner \xff\n", capture_output=True, check=False, env=env)
    assert [json.loads(line)["text"] for line in ran.stdout.decode("utf-8").splitlines()] == ["cleaner \ufffd"]


def test_a_script_is_split_only_where_lines_end(tmp_path: Path) -> None:
    script = tmp_path / "said.txt"
    script.write_bytes("\ufeffcleaner\x0cplease\u2028malvern\r\nfriday\n".encode())
    ran = bot("chat", "--json", "--now", NOW, "--script", str(script))
    assert [row["in"] for row in lines(ran)] == ["cleaner\x0cplease\u2028malvern", "friday"]


@pytest.mark.parametrize("wait", ["~ 99999999999 weeks", "~ 9999 weeks", f"~ {'9' * 5000} days"])
def test_a_wait_beyond_all_clocks_is_told_and_the_talk_goes_on(wait: str) -> None:
    said = f"cleaner malvern\n{wait}\nfriday\n"
    ran = bot("chat", "--json", "--now", NOW, said=said)
    first, refused, found = lines(ran)
    assert (ran.returncode, first["asked"]) == (1, "when")
    assert refused == {"error": "line 2: lets more than 3660 days pass, which is the most"}
    assert found["matches"]


def test_a_talk_kept_in_a_database_goes_on_in_the_next_run(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    env = {"NEARHAND_SECRET_KEY": SECRET}
    assert bot("migrate", "--database", url, env=env).returncode == 0
    words = ("chat", "--json", "--channel", "sms", "--now", NOW, "--database", url)
    (asked,) = lines(bot(*words, said="cleaner malvern\n", env=env))
    found, back = lines(bot(*words, said="any time\nback\n", env=env))
    assert (asked["asked"], back["asked"]) == ("when", "when")
    assert found["matches"]
    assert bot("handovers", "--database", url, env=env).stdout == "No open notes.\n"
    assert not (tmp_path / "a.db.key").exists()


UNOPENED = [
    ("sqlite:////nonexistent/folder/x.db", "x.db.key cannot be made beside the database: see to its folder"),
    ("postgresql://nobody@127.0.0.1:1/x", "NEARHAND_SECRET_KEY is needed with this database"),
]


@pytest.mark.parametrize(("url", "said"), UNOPENED, ids=[row[0] for row in UNOPENED])
def test_a_database_that_cannot_be_talked_in_is_one_line(url: str, said: str) -> None:
    ran = bot("chat", "--database", url, said="hello\n")
    assert (ran.returncode, ran.stderr) == (1, f"{said}\n")


def test_a_talk_in_postgresql_uses_the_secret_that_is_set() -> None:
    url = "postgresql://nobody@127.0.0.1:1/x"
    ran = bot("chat", "--database", url, said="hello\n", env={"NEARHAND_SECRET_KEY": SECRET})
    assert (ran.returncode, ran.stderr) == (1, "the database cannot be reached: nothing listens there\n")


def test_a_fault_of_our_own_is_one_line() -> None:
    assert fault(KeyError("words that somebody said")).startswith("nearhand: a fault of our own, KeyError")
    assert "words" not in fault(KeyError("words that somebody said"))


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
    nobody = tmp_path / "nobody.csv"
    nobody.write_text(given.partition("\n")[0], encoding="utf-8")
    refused = bot("import", str(nobody), env=env)
    assert (refused.returncode, "no business in it" in refused.stderr) == (1, True)
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
