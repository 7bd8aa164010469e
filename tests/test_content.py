"""Content that an editor breaks: every problem is found, with its path, in one go."""

import ast
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import BadUsageError, app
from bot.check import SOURCE, check, not_learnt, said_keys
from bot.content import CONTENT, load_content
from bot.content.pieces import BrokenContentError

TODAY = date(2026, 11, 23)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the content to break."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def changed(name: str, old: str, new: str) -> Callable[[Path], None]:
    """An edit of one file."""

    def edit(root: Path) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r}"
        (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


BREAKS: list[tuple[str, Callable[[Path], None], str]] = [
    ("a missing file", lambda root: (root / "lines.yaml").unlink(), "lines.yaml: this file is missing"),
    ("not YAML", changed("lines.yaml", "samaritans:", "samaritans: ]["), "lines.yaml: "),
    ("an unknown key", changed("lines.yaml", "name: Samaritans", "name: Samaritans\n  mood: kind"), "samaritans.mood"),
    ("a key left out", changed("lines.yaml", "  name: Samaritans\n", ""), "samaritans.name: field required"),
    ("a wording gone", changed("wording.yaml", "\nask_place:", "\nask_plaice:"), "wording.yaml: ask_place is missing"),
    (
        "a word unfilled",
        changed("wording.yaml", "Where is it needed?", "{{ town }}?"),
        "ask_place: cannot be filled in",
    ),
    ("not GSM-7", changed("wording.yaml", "You are welcome.", "You are welcome ❤"), "thanks: has a character"),
    ("too long", changed("wording.yaml", "Nothing was wiped.", "Nothing. " * 60), "not_forgotten: takes"),
    (
        "a carrier's word",
        changed("wording.yaml", 'option_more: {text: "More"}', 'option_more: {text: "Stop"}'),
        "option_more",
    ),
    (
        "a double phrase",
        changed("needs.yaml", "phrases:", "phrases:\n      - twice told\n      - twice told"),
        "twice told",
    ),
    ("a wrong area", changed("areas/essex/area.yaml", "code: essex", "code: sussex"), "areas/essex/area.yaml: code"),
    ("a bad provider", changed("areas/essex/providers.csv", "cleaning", "cleening"), "areas/essex/providers.csv: line"),
    ("a lost question", changed("flows/cqc_triage.yaml", "next: role", "next: rolle"), "flows/cqc_triage.yaml"),
]


@pytest.mark.parametrize(("what", "edit", "expected"), BREAKS, ids=[row[0] for row in BREAKS])
def test_a_break_is_found_with_its_path(copied: Path, what: str, edit: Callable[[Path], None], expected: str) -> None:
    edit(copied)
    problems = [str(problem) for problem in check(copied, TODAY) if not problem.warning]
    assert any(expected in problem for problem in problems), problems


def test_all_breaks_of_files_are_told_in_one_go(copied: Path) -> None:
    for _, edit, _ in BREAKS[:1] + BREAKS[10:11]:
        edit(copied)
    with pytest.raises(BrokenContentError) as broken:
        load_content(copied)
    assert len(broken.value.problems) >= 2


def test_our_content_is_in_order() -> None:
    assert [str(problem) for problem in check(CONTENT, TODAY) if not problem.warning] == []


LEARNT = ("needs.npz", "sayings.npz", "questions.npz")
UNLEARNT: list[tuple[str, Callable[[Path], object], tuple[str, ...]]] = [
    ("nothing changed", lambda _root: None, ()),
    ("a phrase", changed("needs.yaml", "noun: help with washing", "noun: help with a wash"), LEARNT),
    ("a sentence", changed("sayings.yaml", "\n", "\n\n"), LEARNT),
    ("a question", changed("questions.yaml", "\n", "\n\n"), LEARNT[1:]),
    ("a lost file", lambda root: (root / "needs.npz").unlink(), LEARNT[:1]),
    ("half a file", lambda root: (root / "needs.npz").write_bytes(b"PK\x03\x04 half"), LEARNT[:1]),
    ("an empty file", lambda root: (root / "needs.npz").write_bytes(b""), LEARNT[:1]),
]


@pytest.mark.parametrize(("what", "edit", "stale"), UNLEARNT, ids=[row[0] for row in UNLEARNT])
def test_what_was_learnt_from_other_words_is_warned_of(
    copied: Path, what: str, edit: Callable[[Path], object], stale: tuple[str, ...]
) -> None:
    edit(copied)
    found = list(not_learnt(copied, load_content(copied)))
    assert tuple(problem.path for problem in found) == stale
    assert all(problem.warning and "run python -m bot.matching.fitting" in problem.what for problem in found)


def test_our_content_is_learnt() -> None:
    assert list(not_learnt(CONTENT, load_content())) == []


def test_commands_use_the_content_that_is_set(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed("areas/essex/area.yaml", "code: essex", "code: sussex")(copied)
    monkeypatch.setenv("NEARHAND_CONTENT", str(copied))
    told = CliRunner().invoke(app, ["check"])
    assert (told.exit_code, "is sussex" in told.output) == (1, True)
    monkeypatch.setenv("NEARHAND_CONTENT", str(copied / "nowhere"))
    assert isinstance(CliRunner().invoke(app, ["check"]).exception, BadUsageError)


def test_old_facts_are_warned_of() -> None:
    warned = [problem for problem in check(CONTENT, date(2028, 1, 1)) if problem.warning]
    assert any("was last checked on 2026" in problem.what for problem in warned)


def test_keys_are_found_in_our_source() -> None:
    assert {"ask_need", "reason_distance", "option_more", "first_contact"} <= said_keys()
    nodes = (node for path in SOURCE.rglob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    assert set(filter(None, map(key_of, nodes))) <= said_keys()


def key_of(node: ast.AST) -> str | None:
    """The key that a call says, where it is written out, read as Python."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return None
    said = node.args[{"Say": 0, "Reason": 0, "worded": 0, "label": 1}.get(node.func.id, len(node.args)) :][:1]
    return next((one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str)), None)


def test_999_stands_in_every_safety_message() -> None:
    wording = load_content().wording
    safety = [entry.text for key, entry in wording.items() if key.startswith("safety_")]
    assert len(safety) >= 5
    assert all("999" in text for text in safety)
