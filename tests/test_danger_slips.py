"""Danger through bad spelling, and words that only look like it."""

from collections.abc import Iterator

import pytest
from ours import hearing

from bot.matching.danger_slips import DangerSlips
from bot.matching.intents import IntentRules
from bot.matching.text import clean

TELLING = {
    "chest pain": ("chest", "pain"),
    "heart attack": ("heart",),
    "i keep cutting myself": ("cutting", "myself"),
    "my throat is closing up": ("throat",),
    "cut my wrists": ("wrists",),
    "she is unconscious": ("unconscious",),
    "nan having a seizure": ("seizure",),
    "call an ambulance": ("ambulance",),
    "carer neglects my mother": ("neglects",),
    "he strangled me": ("strangled",),
}
"""Danger, and the words of it that are mistyped."""

MEANT = {
    "haert": "heart",
    "hheart": "heart",
    "mhself": "myself",
    "esizure": "seizure",
    "breev": "breathe",
    "heartattack": "heart attack",
    "endmylife": "end my life",
    "cantgetup": "cant get up",
    "meee": "me",
}
KEPT = ("bethany", "chesterton", "worcester", "barth", "cannula", "polish", "chess", "stroud", "hose", "garding")


@pytest.fixture(scope="module")
def rules() -> IntentRules:
    return hearing().intents


@pytest.fixture(scope="module")
def slips(rules: IntentRules) -> DangerSlips:
    assert rules.danger_slips is not None
    return rules.danger_slips


def slips_of(word: str) -> Iterator[str]:
    """A word with two letters swapped, one left out, and one twice, in each place after the first letter."""
    for at in range(1, len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at] + word[at:]


def mistyped() -> list[str]:
    return [said.replace(word, slip) for said, words in TELLING.items() for word in words for slip in slips_of(word)]


def test_mistyped_danger_is_heard(rules: IntentRules) -> None:
    """But for a few slips that are words themselves: "chest pin"."""
    missed = [said for said in mistyped() if rules.safety(clean(said)) is None]
    assert len(missed) <= len(mistyped()) / 40, missed


@pytest.mark.parametrize(("typed", "meant"), MEANT.items())
def test_what_a_word_may_stand_for(slips: DangerSlips, typed: str, meant: str) -> None:
    assert [*meant.split(), "help"] in list(slips.readings([typed, "help"]))


@pytest.mark.parametrize("word", KEPT)
def test_words_that_are_no_danger(rules: IntentRules, word: str) -> None:
    assert rules.safety(word) is None
    assert rules.safety(f"my mum in {word} needs a cleaner") is None


def test_names_of_places_are_no_slips(rules: IntentRules, slips: DangerSlips) -> None:
    """None of them makes an alarm of a plain request."""
    names = sorted(hearing().gazetteer.names.readings)[::40]
    told = [name for name in names if rules.safety(f"im in {name} need a cleaner mondays")]
    assert not told
    assert not [name for name in names for word in name.split() if [*slips.readings([word, "help"])]]
