"""Content that an editor breaks: every problem is found, with its path, in one go."""

import ast
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from ours import content
from typer.testing import CliRunner

from bot.__main__ import app
from bot.app import sound
from bot.check import SOURCE, check, no_samples, not_learnt, out_of_date, problems_in, said_keys
from bot.commands.console import BadUsageError
from bot.content import CONTENT, load_content
from bot.content.pieces import BrokenContentError
from bot.matching.understand import Hearing
from bot.settings import Settings

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


def written(name: str, held: bytes) -> Callable[[Path], None]:
    """Something else in place of a file."""

    def edit(root: Path) -> None:
        (root / name).write_bytes(held)

    return edit


def spoilt(name: str) -> Callable[[Path], None]:
    """A byte in the third line of a file that is no UTF-8."""

    def edit(root: Path) -> None:
        lines = (root / name).read_bytes().split(b"\n")
        (root / name).write_bytes(b"\n".join([*lines[:2], lines[2] + b"\xff", *lines[3:]]))

    return edit


def halved(name: str) -> Callable[[Path], None]:
    """Half a file."""

    def edit(root: Path) -> None:
        held = (root / name).read_bytes()
        (root / name).write_bytes(held[: len(held) // 2])

    return edit


def lost(name: str) -> Callable[[Path], None]:
    """A file that is gone."""
    return lambda root: (root / name).unlink()


def folder_of(name: str) -> Callable[[Path], None]:
    """A folder in place of a file."""

    def edit(root: Path) -> None:
        (root / name).unlink()
        (root / name).mkdir()

    return edit


def dated(name: str, key: str, day: str) -> Callable[[Path], None]:
    """Every day under a key is this one."""

    def edit(root: Path) -> None:
        text = (root / name).read_text(encoding="utf-8")
        new, times = re.subn(rf"\b{key}: [\d-]+", f"{key}: {day}", text)
        assert times, f"{name} has no {key}"
        (root / name).write_text(new, encoding="utf-8")

    return edit


def checked(name: str, day: str) -> Callable[[Path], None]:
    """All was checked on this day."""
    return dated(name, "checked_on", day)


NOT_AS = "is not as it should be: "
TO_COME = "which is yet to come"
DAMAGED: dict[str, list[tuple[Callable[[Path], None], str]]] = {
    "what is written": [
        (changed("wording.yaml", "\nask_place:", "\nask_plaice:"), "wording.yaml: ask_place is missing"),
        (changed("wording.yaml", "Which day or time?", "{{ town }}?"), "ask_when: cannot be filled in"),
        (changed("wording.yaml", "You are welcome.", "You are welcome ❤"), "thanks: has a character"),
        (changed("wording.yaml", "Nothing was wiped.", "Nothing. " * 60), "not_forgotten: takes"),
        (changed("wording.yaml", 'option_more: {text: "More"}', 'option_more: {text: "Stop"}'), "option_more"),
        (changed("needs.yaml", "phrases:", "phrases:\n      - twice told\n      - twice told"), "twice told"),
        (changed("areas/essex/providers.csv", "cleaning", "cleening"), "areas/essex/providers.csv: line"),
        (changed("flows/cqc_triage.yaml", "next: role", "next: rolle"), "flows/cqc_triage.yaml"),
        (changed("needs.yaml", "by_day: [cooking", "by_day: [cookery"), "by_day: no need is called cookery"),
    ],
    "keys": [
        (changed("pages.yaml", ":", ": ]["), "pages.yaml: "),
        (changed("lines.yaml", "name: Samaritans", "name: Samaritans\n  mood: kind"), "samaritans.mood"),
        (changed("lines.yaml", "  name: Childline\n", ""), "childline.name: field required"),
        (changed("areas/essex/area.yaml", "code: essex", "code: sussex"), "areas/essex/area.yaml: code"),
    ],
    "no UTF-8": [
        (spoilt(name), f"{name}: line 3: is not UTF-8: save the file as UTF-8")
        for name in (
            *("faq.yaml", "spelling.yaml", "sayings.yaml", "questions.yaml", "words.txt", "places/words.yaml"),
            *("places/ordinary.txt", "places/outcodes.csv", "areas/essex/area.yaml", "areas/essex/places.csv"),
        )
    ],
    "other files in their place": [
        (written("areas/essex/postcodes.gz", b"not gzip"), f"areas/essex/postcodes.gz: {NOT_AS}Not a gzipped"),
        (halved("areas/oxfordshire/postcodes.gz"), f"areas/oxfordshire/postcodes.gz: {NOT_AS}Compressed file ended"),
        (halved("places/border.gz"), f"places/border.gz: {NOT_AS}Compressed file ended"),
        (written("areas/essex/places.csv", b"a,b\n1,2\n"), f"areas/essex/places.csv: {NOT_AS}columns must be id,"),
        (changed("areas/oxfordshire/places.csv", "\n", "\nx,y\n"), f"areas/oxfordshire/places.csv: {NOT_AS}line 2"),
        (written("places/outcodes.csv", b"a,b\n1,2\n"), f"places/outcodes.csv: {NOT_AS}"),
        (written("places/sectors.csv", b"a,b\n1,2\n"), f"places/sectors.csv: {NOT_AS}"),
        (written("places/ring.csv", b"a,b\nx,y\n"), f"places/ring.csv: {NOT_AS}"),
        (folder_of("faq.yaml"), "faq.yaml: cannot be read: Is a directory"),
    ],
    "gone": [
        (lost(name), f"{name}: this file is missing")
        for name in (
            *("words.txt", "spelling.yaml", "lines.yaml", "places/sectors.csv", "places/words.yaml"),
            *("areas/essex/area.yaml", "areas/essex/postcodes.gz", "areas/essex/places.csv"),
        )
    ],
    "twice, and no such day": [
        (changed("lines.yaml", "name: Samaritans", "name: A\n  name: B"), ": name is there twice"),
        (changed("lines.yaml", "name: Childline", "name: A\n  name: B\n  name: C"), ": name is there twice"),
        (changed("needs.yaml", "    label: ", "    label: Scrubbing\n    label: "), ": label is there twice"),
        (checked("areas/essex/area.yaml", "2026-13-45"), "area.yaml: safeguarding.day.checked_on: input should be"),
    ],
    "days and labels": [
        (checked("lines.yaml", "2023-11-21"), "lines.yaml: samaritans: was last checked on 2023-11-21; check it again"),
        (
            checked("areas/essex/area.yaml", "2023-11-21"),
            "areas/essex/area.yaml: safeguarding.day: was last checked on 2023-11-21; check it again",
        ),
        (
            checked("areas/oxfordshire/area.yaml", "2027-11-21"),
            f"safeguarding.day: was checked on 2027-11-21, {TO_COME}",
        ),
        (checked("faq.yaml", "2027-11-21"), f"was checked on 2027-11-21, {TO_COME}"),
        (checked("flows/setup_checklist.yaml", "2027-11-21"), f"was checked on 2027-11-21, {TO_COME}"),
        (checked("flows/cqc_triage.yaml", "2027-11-21"), "flows/cqc_triage.yaml: sources."),
        (dated("flows/cqc_triage.yaml", "reviewed", "2027-01-01"), f"reviewed: is dated 2027-01-01, {TO_COME}"),
        (
            changed("flows/cqc_triage.yaml", 'label: "No"', 'label: "Yes"'),
            "options.no: 'Yes' is what yes is called too",
        ),
    ],
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_every_damaged_file_is_told_in_one_go(copied: Path, kind: str) -> None:
    for edit, _ in DAMAGED[kind]:
        edit(copied)
    problems = [str(problem) for problem in check(copied, TODAY, places=True) if not problem.warning]
    assert [what for _, what in DAMAGED[kind] if not any(what in problem for problem in problems)] == []


def test_a_start_is_not_refused_because_a_day_has_passed(copied: Path) -> None:
    checked("lines.yaml", "2023-11-21")(copied)
    assert [str(problem) for problem in problems_in(Hearing(load_content(copied))) if not problem.warning] == []


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (spoilt("areas/essex/providers.csv"), "areas/essex/providers.csv: line 3: is not UTF-8"),
        (written("areas/essex/places.csv", b"a,b\n1,2\n"), "areas/essex/places.csv: is not as it should be: it has no"),
        (halved("areas/essex/postcodes.gz"), "areas/essex/postcodes.gz: is not as it should be: Compressed file ended"),
        (lost("words.txt"), "words.txt: this file is missing"),
        (spoilt("places/lookalikes.txt"), "places/lookalikes.txt: line 3: is not UTF-8"),
    ],
)
def test_a_server_does_not_start_on_damaged_files(copied: Path, edit: Callable[[Path], None], expected: str) -> None:
    edit(copied)
    with pytest.raises(BrokenContentError) as broken:
        sound(Settings(nearhand_content=copied))
    assert any(str(problem).startswith(expected) for problem in broken.value.problems), broken.value.problems


def test_an_area_without_samples_is_warned_of(copied: Path) -> None:
    lost("areas/essex/providers.csv")(copied)
    (warned,) = no_samples(load_content(copied))
    assert (warned.warning, str(warned).startswith("areas/essex/providers.csv: this file is missing")) == (True, True)


def test_all_breaks_of_files_are_told_in_one_go(copied: Path) -> None:
    for edit, _ in DAMAGED["keys"]:
        edit(copied)
    with pytest.raises(BrokenContentError) as broken:
        load_content(copied)
    assert len(broken.value.problems) >= len(DAMAGED["keys"])


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
    assert list(not_learnt(CONTENT, content())) == []


def test_commands_use_the_content_that_is_set(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed("areas/essex/area.yaml", "code: essex", "code: sussex")(copied)
    monkeypatch.setenv("NEARHAND_CONTENT", str(copied))
    told = CliRunner().invoke(app, ["check"])
    assert (told.exit_code, "is sussex" in told.output) == (1, True)
    monkeypatch.setenv("NEARHAND_CONTENT", str(copied / "nowhere"))
    assert isinstance(CliRunner().invoke(app, ["check"]).exception, BadUsageError)


def test_old_facts_are_warned_of() -> None:
    warned = [problem for problem in out_of_date(content(), date(2028, 1, 1)) if problem.warning]
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
    wording = content().wording
    safety = [entry.text for key, entry in wording.items() if key.startswith("safety_")]
    assert len(safety) >= 5
    assert all("999" in text for text in safety)
