"""What people say amid a search that is neither an answer nor a need."""

from pathlib import Path

import pytest
from ours import world

from bot.content.pieces import read_yaml
from bot.matching.intents import IntentRules
from bot.matching.text import clean

CORPUS: dict[str, list[str]] = read_yaml(Path(__file__).parent / "understanding" / "search_talk.yaml")


def told(rules: IntentRules, said: str) -> str:
    """What `said` is heard as: the name of a group of the corpus."""
    words = clean(said)
    if answer := rules.elsewhere(words):
        return f"elsewhere/{answer}"
    return "no_matter" if rules.says_no_matter(words) else "remark" if rules.is_remark(words) else "none"


@pytest.mark.parametrize("kind", CORPUS)
def test_search_talk(kind: str) -> None:
    rules = world()[1].intents
    assert {said: heard for said in CORPUS[kind] if (heard := told(rules, said)) != kind} == {}


def test_what_is_not_ours_has_an_answer_and_a_test() -> None:
    content = world()[0]
    assert set(content.intents.elsewhere) <= set(content.faq.answers)
    assert {f"elsewhere/{name}" for name in content.intents.elsewhere} <= set(CORPUS)
