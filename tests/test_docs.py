"""The README tells the truth: its commands exist, its settings are all there, and its conversation is a real one."""

import re
from pathlib import Path

import typer

from bot.__main__ import app
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def commands() -> set[str]:
    """Every command of the command line; a group's commands as `group name`."""
    group = typer.main.get_command(app)
    names: set[str] = set()
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", {})
        names |= {f"{name} {one}" for one in below} or {name}
    return names


def test_commands_of_the_readme_exist() -> None:
    said = set(re.findall(r"python -m bot ((?:places )?[a-z]+)", README))
    assert said <= commands(), said - commands()


def test_every_command_is_in_the_readme() -> None:
    missing = {name for name in commands() if f"python -m bot {name}" not in README}
    assert not missing


def test_make_targets_of_the_readme_exist() -> None:
    said = set(re.findall(r"`make ([a-z]+)`", README))
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, flags=re.MULTILINE))
    assert {"chat", "test", "serve"} <= said <= targets


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    table = set(re.findall(r"^\| `([A-Z_]+)`", README, flags=re.MULTILINE))
    assert table == {name.upper() for name in Settings.model_fields}


def test_the_readme_shows_a_real_conversation() -> None:
    shown = re.search(r"```chat\n(.*?)```", README, flags=re.DOTALL)
    assert shown
    golden = (ROOT / "tests/transcripts/find_support/all_in_one_message.chat").read_text(encoding="utf-8")
    talk = "\n".join(line for line in golden.splitlines() if line[:2] in ("> ", "< ", "| "))
    assert shown[1].strip() == talk


def test_the_procfile_runs_commands_that_exist() -> None:
    procfile = (ROOT / "Procfile").read_text(encoding="utf-8")
    assert set(re.findall(r"python -m bot ([a-z]+)", procfile)) <= commands()


def test_nothing_depends_on_where_it_is_checked_out() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "--hash=sha256:" in lock
