"""Danger told of one who is named or numbered, of oneself, or in few words; near misses stay what they are."""

from pathlib import Path
from typing import Any

import pytest
from ours import hearing, world
from residents import NOW, after

from bot.content.pieces import read_yaml
from bot.matching.intents import IntentRules
from bot.matching.text import clean
from bot.matching.understand import understand

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


@pytest.mark.parametrize("said", CORPUS["care_gone"])
def test_care_that_is_gone_is_met_with_the_council_and_a_search(said: str) -> None:
    talk = after(said, area="essex")
    assert "safety_urgent_care" in talk.keys
    assert "0345 603 7630" in talk.text
    assert talk.session.flow == "find_support"


@pytest.mark.parametrize("said", CORPUS["not_gone"])
def test_what_is_planned_or_past_is_no_care_gone(rules: IntentRules, said: str) -> None:
    heard = rules.hear(clean(said))
    assert heard is None or heard.message != "safety_urgent_care"


def test_a_carer_out_of_action_gets_a_break_at_once_and_the_councils_number_again() -> None:
    gone = "I'm going into hospital now and my husband with dementia will be alone, Rayleigh"
    assert after(gone, area="essex").search == {"need": "carer-respite", "place": "rayleigh", "when": "urgent"}
    asked = after(gone, "tonight", "who can i ring", area="essex")
    assert asked.keys == ("safety_urgent_care",)
    assert asked.search["need"] == "carer-respite"


def test_who_came_home_with_nothing_set_up_is_asked_what_is_needed() -> None:
    talk = after("she's been sent home from hospital with nothing set up", "Ely", area="cambridgeshire")
    assert talk.search == {"place": "ely", "when": "urgent"}


@pytest.mark.parametrize(
    "said",
    [
        "is there someone i can talk to at night",
        "who can i talk to in the night",
        "can i ring anyone at 3am",
        "is there anybody i can speak to at weekends",
        "what number can i ring in the night",
    ],
)
def test_after_despair_whom_to_talk_to_at_night_is_no_search(said: str) -> None:
    before = ("respite for husband ely", "next tues 10-4", "i feel like ending it")
    for talk in (("yes i'm ok now", "what did you find"), ()):
        told = after(*before, *talk, said, area="cambridgeshire")
        assert told.keys == ("safety_self_harm_night",)
        assert "116 123" in told.text
        assert told.search["need"] == "carer-respite"


def test_once_a_list_was_given_the_night_is_a_time_again() -> None:
    before = ("respite for husband ely", "next tues 10-4", "i feel like ending it", "i'm ok now", "what did you find")
    assert after(*before, "what about at night", area="cambridgeshire").search["when"].endswith("21:00-07:00")


@pytest.mark.parametrize("said", ["what about at night", "she lives alone", "who do i ring at weekends"])
def test_after_harm_the_night_is_no_time_of_a_search(said: str) -> None:
    for harm in ("my nan has bruises all over and is scared of her carer", "her carer hits her"):
        assert after(harm, said).session.flow == "menu"


@pytest.mark.parametrize(
    "said", ["a night sitter please", "someone to sit with mum at night", "mum needs a night sitter"]
)
def test_after_harm_a_sitter_is_looked_for(said: str) -> None:
    assert after("her carer hits her", said).search["need"]


@pytest.mark.parametrize("age", ["im 14", "i'm only 12", "im 15 years old", "I'm fifteen"])
def test_an_age_told_before_is_that_of_whoever_writes(age: str) -> None:
    assert after(age, "nobody would care if i was gone").keys[-1] == "safety_child"


@pytest.mark.parametrize("said", ["im 44", "im 14 miles away", "im 16 stone", "she is 14", "my son is 12", "14"])
def test_other_numbers_are_no_childs_age(said: str) -> None:
    assert after(said, "nobody would care if i was gone").keys[-1] == "safety_self_harm"


@pytest.mark.parametrize("said", CORPUS["harmless"])
def test_refusals_standing_illness_and_whoever_cannot_talk_set_off_no_alarm(said: str) -> None:
    told = understand(said, world()[1], NOW).told
    assert told is None or not told.danger


@pytest.mark.parametrize("said", CORPUS["still_heard"])
def test_danger_in_the_same_words_is_heard(rules: IntentRules, said: str) -> None:
    heard = rules.hear(clean(said))
    assert heard is not None
    assert heard.danger


def test_who_eats_little_in_a_dirty_house_is_looked_for_and_the_council_is_named() -> None:
    talk = after("dad doesn't eat and the house is dirty")
    assert talk.keys[0] == "safety_help_at_home"
    assert "01905 768053" in talk.text
    assert "cleaning" in talk.search["need"]


def test_a_business_on_the_list_that_answers_no_more_is_no_alarm() -> None:
    found = ("someone to wash and dress mum in Malvern mornings", "poppy has stopped answering")
    assert not any(key.startswith("safety") for key in after(*found).keys)
