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


# Said after a danger, or after a list: what it is met with.
AFTERWARDS = (
    ("help he wont wake up", "hes 3", "safety_emergency_worse"),
    ("help he wont wake up", "hes only 3", "safety_emergency_worse"),
    ("help he wont wake up", "3 months old", "safety_emergency_worse"),
    ("help she cant breathe", "shes 81", "safety_emergency_worse"),
    ("help she cant breathe", "and shes only 45", "safety_emergency_worse"),
    ("dad has collapsed", "hes 78 and diabetic", "safety_emergency_worse"),
    ("dad has collapsed", "hes diabetic", "safety_emergency_worse"),
    ("she is choking", "shes a baby", "safety_emergency_worse"),
    ("my son swallowed bleach", "hes 2", "safety_emergency_worse"),
    ("my son swallowed bleach", "2 years old", "safety_emergency_worse"),
    ("mum hasnt come back", "not yet", "safety_emergency_worse"),
    ("mum hasnt come back", "still nothing", "safety_emergency_worse"),
    ("mum hasnt come back", "no not yet", "safety_emergency_worse"),
    ("mum hasnt come back", "still no sign", "safety_emergency_worse"),
    ("dad has wandered off", "not yet", "safety_emergency_worse"),
    ("dad has wandered off", "still not back", "safety_emergency_worse"),
    ("he wont wake up", "not yet", "safety_emergency_worse"),
    ("i want to die", "not yet", "safety_self_harm_again"),
    ("i want to die", "i havent done it yet but im going to tonight", "safety_self_harm_again"),
    ("i want to die", "ive not taken them yet", "safety_self_harm_again"),
    ("i want to die", "i will take them tonight", "safety_self_harm_again"),
    ("i want to die", "not done anything yet but tonight i will", "safety_self_harm_again"),
    ("i want to die", "im ok now", "safe_now_talk"),
    ("i want to die", "i feel better now thanks", "safe_now_talk"),
    ("i want to kill myself", "im fine now", "safe_now_talk"),
    ("im suicidal", "its ok now", "safe_now_talk"),
    ("my husband hits me", "not yet", "safety_abuse_at_home_again"),
    ("the carer hits mum", "not yet", "safety_abuse_again"),
    ("i can smell gas", "not yet", "safety_gas"),
    ("mums been confused since yesterday", "not yet", "safety_perhaps"),
    ("dad fell last night but hes fine", "not yet", "safety_perhaps"),
    ("dad has collapsed", "hes fine now", "safe_now"),
    ("dad has collapsed", "malvern", "ask_need"),
    ("cleaner in malvern tuesday morning", "leave me alone", "cross"),
    ("cleaner in malvern tuesday morning", "just leave us alone", "cross"),
    ("cleaner in malvern tuesday morning", "stop sending me men", "cross"),
    ("cleaner in malvern tuesday morning", "dont send me any more men", "cross"),
    ("cleaner in malvern tuesday morning", "stop sending me people", "cross"),
    ("cleaner in malvern tuesday morning", "stop sending me ones miles away", "cross"),
    ("cleaner in malvern tuesday morning", "stop", "stopped"),
    ("cleaner in malvern tuesday morning", "stop texting me", "stopped"),
    ("cleaner in malvern tuesday morning", "unsubscribe", "stopped"),
    ("cleaner in malvern tuesday morning", "no more messages please", "stopped"),
    ("cleaner in malvern tuesday morning", "stop sending me messages", "stopped"),
    ("cleaner in malvern tuesday morning", "fuck off and leave me alone", "stopped"),
    ("cleaner in malvern tuesday morning", "i said stop", "stopped"),
)
NOT_OF_IT = (
    ("help he wont wake up", "need a sitter tuesday in malvern"),
    ("dad has collapsed", "2"),
    ("dad has collapsed", "option 3"),
    ("help im 12 and mum wont wake up", "im 12"),
    ("cleaner in malvern tuesday morning", "not yet"),
)


@pytest.mark.parametrize(("first", "said", "key"), AFTERWARDS)
def test_what_is_said_next_is_met_as_said_of_it(first: str, said: str, key: str) -> None:
    assert key in after(first, said).keys


@pytest.mark.parametrize(("first", "said"), NOT_OF_IT)
def test_what_is_not_of_the_danger_is_not_met_as_if_it_were(first: str, said: str) -> None:
    assert "safety_emergency_worse" not in after(first, said).keys


def test_only_who_spoke_of_dying_is_told_again_whom_to_talk_to() -> None:
    assert "116 123" in after("i want to die", "im ok now").text
    assert "116 123" not in after("dad has collapsed", "hes ok now").text


@pytest.mark.parametrize("said", ["stop sending me men", "leave me alone", "stop sending me people"])
def test_who_is_fed_up_with_a_list_is_told_how_to_stop_our_messages(said: str) -> None:
    listed = "cleaner in malvern tuesday morning"
    assert not after(listed, said).session.opted_out
    assert "STOP" in after(listed, said).text
    assert after(listed, said, "stop").session.opted_out


def test_who_is_to_come_home_without_care_is_asked_what_is_needed_and_no_lift_is_looked_for() -> None:
    assert after("hospital want to send dad home with no care").search == {"when": "urgent"}


def test_a_carer_who_has_not_come_starts_a_search_at_once() -> None:
    talk = after("carer hasnt turned up", "malvern")
    assert talk.search["when"] == "urgent"
    assert talk.search["place"] == "great-malvern"


def test_who_is_hurt_and_speaks_of_dying_is_told_of_both() -> None:
    both = after("I can't go on. My husband hits me when he's confused and I have no help")
    assert both.keys[:2] == ("safety_self_harm", "safety_perhaps")
    assert after("I can't go on. I have no help").keys[0] == "safety_self_harm"
    assert "safety_perhaps" not in after("I can't go on. I have no help").keys


def test_fear_amid_a_list_is_no_other_day() -> None:
    listed = after("sitter malvern wednesday").search
    said = after("sitter malvern wednesday", "i'm scared tonight")
    assert said.keys == ("safety_perhaps",)
    assert said.search == listed


def test_who_wants_somebody_sent_for_a_carer_who_has_not_come_is_told_whom_to_ring() -> None:
    late = "my mum's carer hasn't come today and she can't get out of bed"
    assert after(late, "can you send someone").keys[-1] == "safety_nobody_sent"
    assert "safety_emergency" in after("can you send someone").keys


def test_a_child_who_wants_no_social_services_hears_who_listens() -> None:
    assert "young_carer" in after("im 15 i look after my mum", "she has ms", "i dont want social services").keys
