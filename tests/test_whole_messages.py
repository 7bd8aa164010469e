"""Messages read by all readers together: what one takes, the others must not take for theirs."""

from datetime import datetime
from typing import Any

import pytest
from ours import content, hearing
from residents import after

from bot.content import CONTENT
from bot.content.pieces import read_yaml
from bot.matching.times import canonical
from bot.matching.understand import Heard, understand

CORPUS: list[dict[str, Any]] = read_yaml(CONTENT.parent / "tests" / "understanding" / "whole_messages.yaml")
NOW = datetime(2026, 11, 23, 10)  # noqa: DTZ001 - a local time of the place, as the readers take it


def told(heard: Heard) -> dict[str, str]:
    """What is compared with a row."""
    return {
        "intent": heard.intent,
        "needs": "+".join(sorted(heard.sure)) or "-",
        "place": heard.where.code if heard.where else "-",
        "time": canonical(heard.when) if heard.when else "-",
    }


@pytest.mark.parametrize("section", CORPUS, ids=lambda section: section["about"])
def test_whole_messages(section: dict[str, Any]) -> None:
    wrong = []
    for said, wanted in section["rows"].items():
        got = told(understand(str(said), hearing(), NOW, section.get("home"), section.get("asked")))
        if any(got[key] != str(value) for key, value in wanted.items()):
            wrong.append(f"{said!r}: expected {wanted}, heard {got}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("need", "place", "kept"),
    [
        ("cleaner", "bath road worcester", "cleaning"),
        ("gardener", "near lidl ely", "gardening"),
        ("cleaner", "hospital road witney", "cleaning"),
        ("gardener", "opposite the post office in soham", "gardening"),
        ("sitter for mum", "garden cottage, ely", "carer-respite"),
        ("cleaner", "above the launderette, banbury", "cleaning"),
        ("gardener", "cleaning in ely", "cleaning"),
    ],
)
def test_an_answer_to_where_keeps_what_was_asked_for(need: str, place: str, kept: str) -> None:
    search = after(need, place).search
    assert search["need"] == kept
    assert search["place"]


def test_rows_know_their_columns() -> None:
    needs = content().needs
    known = {*needs.needs, *needs.groups}
    rows = [row for section in CORPUS for row in section["rows"].values()]
    assert all(set(row) <= {"intent", "needs", "place", "time"} for row in rows)
    assert all(set(row["needs"].split("+")) <= known for row in rows if row.get("needs", "-") != "-")
