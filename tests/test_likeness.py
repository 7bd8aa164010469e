"""The ear behind the rules: kinds of message by likeness to sentences of sayings.yaml."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ours import world

from bot.content import CONTENT, Content
from bot.content.needs import Needs
from bot.content.pieces import BrokenContentError, read_yaml
from bot.content.sayings import SAYINGS, read_sayings
from bot.matching.evidence import Evidence
from bot.matching.intents import DANGERS, TOPICS, IntentRules
from bot.matching.likeness import TELLING, Likeness, bank_mark, fit
from bot.matching.text import clean

CORPUS: dict[str, Any] = read_yaml(Path(__file__).parent / "understanding" / "safety.yaml")


@pytest.fixture(scope="module")
def content() -> Content:
    return world()[0]


@pytest.fixture(scope="module")
def rules() -> IntentRules:
    return world()[1].intents


@pytest.fixture(scope="module")
def ear(rules: IntentRules) -> Likeness:
    assert rules.likeness is not None
    return rules.likeness


def score(rules: IntentRules, ear: Likeness, said: str) -> float:
    heard = ear.danger(rules.spelling.read(clean(said)), DANGERS)
    return heard.score if heard else -1.0


def test_what_ships_is_learnt_from_the_sentences(content: Content) -> None:
    mark = bank_mark(CONTENT, content.needs, content.intents, content.faq)
    assert Evidence.kept(CONTENT / "sayings.npz", mark) is not None, "run python -m bot.matching.fitting"


def test_sentences_never_learnt_from_are_told_apart(rules: IntentRules, ear: Likeness) -> None:
    """By the ear alone, without a rule: measured 92 in 100 of danger, and 7 in 100 of the calm that sounds like it."""
    dangers = [said for lines in CORPUS["danger"].values() for said in lines]
    heard = sum(score(rules, ear, said) > 0 for said in dangers)
    false = sum(score(rules, ear, said) > 0 for said in CORPUS["calm"])
    assert heard >= 0.87 * len(dangers), heard / len(dangers)
    assert false <= 0.1 * len(CORPUS["calm"]), false / len(CORPUS["calm"])


def test_no_sentence_is_both_learnt_and_tested(content: Content) -> None:
    sayings = read_sayings(CONTENT)
    learnt = {said for lines in sayings.danger.values() for said in lines} | set(sayings.calm)
    tested = {said for lines in CORPUS["danger"].values() for said in lines} | set(CORPUS["calm"])
    assert learnt & tested == set()


def test_danger_in_the_middle_of_a_long_story_is_heard(rules: IntentRules) -> None:
    said = (
        "hello my dear i hope you are keeping well and that the weather is kind where you are because here it has "
        "been so wet that the garden is a bog and my husband batters me and i look after his mam as well and the "
        "hedge wants cutting and the windows want a clean and the cat wants feeding at the weekend"
    )
    heard = rules.safety(clean(said))
    assert heard is not None
    assert heard.intent == "safeguarding"


def test_a_rule_that_mishears_is_taken_back(rules: IntentRules) -> None:
    """A rule hears a stroke; all else says that it is long over and company is asked for."""
    said = rules.spelling.read(clean("mum had a stroke last year and needs a bit of company now"))
    assert replace(rules, likeness=None)._safety(said) is not None
    assert rules._safety(said) is None


def test_because_shows_the_words_that_said_most(rules: IntentRules, ear: Likeness) -> None:
    heard = ear.danger(rules.spelling.read("he throttled me and bent my fingers back"), DANGERS)
    assert heard is not None
    assert heard.kind == "abuse"
    assert "throttled" in heard.because.split()
    assert len(heard.because.split()) <= TELLING


def test_words_never_met_say_nothing(ear: Likeness) -> None:
    assert ear.danger([], DANGERS) is None
    assert ear.topic(["."], TOPICS) is None


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("me and my husband would run it as a partnership, is that one for the cqc", "cqc"),
        ("who gets to look at what i type to you", "privacy"),
        ("my parcel says delivered and there is no sign of it", "unknown"),
        ("no one asks how i am, they only ask after my wife", "carer-support"),
    ],
)
def test_topics_that_no_rule_thought_of(rules: IntentRules, said: str, intent: str) -> None:
    heard = rules.hear(clean(said))
    assert heard is not None
    assert heard.intent == intent


def test_other_sentences_are_learnt_anew(tmp_path: Path, content: Content) -> None:
    """A folder without what was learnt, or with what was learnt from other sentences, is learnt from at the start."""
    needs = Needs(groups={}, needs={}, nothing=("hello there", "hello again"))
    dangers = ["he is flubbing", "she is flubbing", "they are flubbing"]
    written = {"danger": {"emergency": dangers}, "calm": ["he is well", "she is well"], "topics": {}, "other": []}
    (tmp_path / SAYINGS).write_text(json.dumps(written))
    read = IntentRules.of(content.intents).spelling.read
    fresh = Likeness.of(needs, content.intents, content.faq, read, tmp_path)
    heard = fresh.danger(["mum", "is", "flubbing"], ("emergency",))
    assert heard is not None
    assert heard.score > 0
    mark = bank_mark(tmp_path, needs, content.intents, content.faq)
    fit(tmp_path, needs, content.faq, mark, read).save(tmp_path / "sayings.npz")
    assert Evidence.kept(tmp_path / "sayings.npz", mark) is not None
    (tmp_path / SAYINGS).write_text("danger: none")
    with pytest.raises(BrokenContentError, match=r"sayings\.yaml"):
        Likeness.of(needs, content.intents, content.faq, read, tmp_path)
