"""Times: the corpus of what people say, the text kept in a session, the windows compared, the words said back."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import read_yaml
from bot.matching.text import blank, clean
from bot.matching.times import DAYS, HeardWhen, When, canonical, from_canonical, has_passed, hear, merged, windows

CORPUS = Path(__file__).parent / "understanding" / "times.yaml"
NOW = datetime(2026, 11, 23, 10)  # noqa: DTZ001 - a Monday, local time


def heard_text(heard: HeardWhen | None) -> str:
    """What was heard, as the corpus writes it."""
    if heard is None:
        return "-"
    return canonical(heard.when) + (" ?" if heard.doubtful else "")


@pytest.mark.parametrize("group", read_yaml(CORPUS), ids=lambda group: group["heading"])
def test_corpus(group: dict[str, Any]) -> None:
    now = datetime.fromisoformat(group["now"])
    wrong = [
        f"{said!r}: expected {expected!r}, heard {heard!r}"
        for said, expected in group["rows"].items()
        if (heard := heard_text(hear(clean(said), now))) != expected
    ]
    assert not wrong, "\n".join(wrong)
