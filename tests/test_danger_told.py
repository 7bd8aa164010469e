"""Danger told of one who is named or numbered, of oneself, or in few words; near misses stay what they are."""

from pathlib import Path
from typing import Any

import pytest
from ours import hearing

from bot.content.pieces import read_yaml
from bot.matching.intents import IntentRules
from bot.matching.text import clean

CORPUS: dict[str, Any] = read_yaml(Path(__file__).parent / "understanding" / "danger_told.yaml")


@pytest.fixture(scope="module")
def rules() -> IntentRules:
    return hearing().intents


@pytest.mark.parametrize(("kind", "said"), [(kind, said) for kind, lines in CORPUS["heard"].items() for said in lines])
def test_it_is_heard_and_of_its_kind(rules: IntentRules, kind: str, said: str) -> None:
    heard = rules.hear(clean(said))
    assert heard is not None
    assert heard.kind == kind


@pytest.mark.parametrize("said", CORPUS["quiet"])
def test_near_misses_are_none(rules: IntentRules, said: str) -> None:
    heard = rules.hear(clean(said))
    assert heard is None or not heard.danger
