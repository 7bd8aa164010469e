"""What long talks lost: a need that nobody gives, somebody else's search, a limit, the number after an alarm."""

import pytest
from residents import after

FALLEN = ("cleaner chelmsford mondays", "mum has fallen and cant get up")


@pytest.mark.parametrize("over", ["shes ok now", "ambulance is here", "false alarm", "got her up myself", "found her"])
@pytest.mark.parametrize("asks", ["can i have the number of the first one", "whats the first ones phone number"])
def test_after_an_all_clear_a_number_is_that_of_the_list(over: str, asks: str) -> None:
    keys = after(*FALLEN, over, asks, area="essex").keys
    assert keys in (("facts",), ("provider_details",)) or not any(key.startswith("safety") for key in keys)


@pytest.mark.parametrize("said", ["what was the number", "whats the number for 111", "what do i do"])
def test_amid_an_alarm_a_number_is_that_of_the_alarm(said: str) -> None:
    assert after(*FALLEN, said, area="essex").keys == ("safety_emergency_again",)


@pytest.mark.parametrize(
    "worse", ["shes stopped breathing", "shes gone blue", "he is unconscious", "shes having a fit"]
)
def test_worse_news_has_the_strongest_answer(worse: str) -> None:
    assert after(*FALLEN, worse, area="essex").keys == ("safety_emergency_worse",)


@pytest.mark.parametrize(
    "lines",
    [
        (*FALLEN, "shes up now", "shes down again"),
        ("im having chest pains", "false alarm", "no its back and its in my arm now"),
        (*FALLEN, "shes ok now", "hes collapsed again"),
        ("im having chest pains", "its passed now but my arm is numb"),
    ],
)
def test_what_comes_back_after_an_all_clear_is_met_again(lines: tuple[str, ...]) -> None:
    (key,) = after(*lines, area="essex").keys
    assert key.startswith("safety_") and key != "safety_passed"


def test_a_denial_beside_the_means_is_no_all_clear() -> None:
    talk = after("i want to kill myself", "no i wouldnt do anything silly but iv got the pills here", area="essex")
    assert talk.keys[0].startswith("safety_") and "safety_no" not in talk.keys


@pytest.mark.parametrize("asks", ["what about the handyman", "is there nobody for the handyman jobs"])
def test_a_need_that_nobody_gives_is_told(asks: str) -> None:
    lines = ("handyman and cleaner in witney any day", asks)
    assert after(lines[0], area="oxfordshire").keys[-2:] == ("nobody_for", "matches")
    assert after(*lines, area="oxfordshire").keys == ("nobody_for",)


@pytest.mark.parametrize(
    ("said", "now"),
    [
        ("my friend in march needs help with shopping", "shopping"),
        ("my sister in march wants a gardener", "gardening"),
        ("i need a gardener as well, for my sister in march", "gardening"),
    ],
)
def test_somebody_elsewhere_has_a_search_of_their_own(said: str, now: str) -> None:
    talk = after("cleaner ely fridays", said, area="cambridgeshire")
    assert (talk.search["need"], talk.search["place"]) == (now, "march")
    assert talk.session.held("next_search")["place"] == "ely"


@pytest.mark.parametrize(
    "said", ["my daughter lives in march", "actually can you try march", "its for my sister in march"]
)
def test_another_place_alone_is_no_search_of_its_own(said: str) -> None:
    talk = after("cleaner ely fridays", said, area="cambridgeshire")
    assert (talk.search["need"], talk.session.held("next_search")) == ("cleaning", {})


def test_no_third_search_takes_the_place_of_one_that_waits() -> None:
    lines = ("sitter ely tuesdays", "also a cleaner on fridays", "and my sister needs a cleaner in wisbech")
    talk = after(*lines, area="cambridgeshire")
    assert "two_held" in talk.keys
    assert talk.session.held("next_search")["place"] == "ely"


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("can i have a man to wash me, braintree mornings", "limit_who"),
        ("female carer please, braintree mornings", "limit_who"),
        ("cleaner braintree mondays, 10 pounds an hour max", "limit_price"),
        ("cleaner braintree mondays, cant afford much", "limit_price"),
        ("transport braintree mondays, wheelchair", "limit_wheelchair"),
    ],
)
def test_a_limit_that_no_search_can_tell_is_said(said: str, key: str) -> None:
    assert after(said, area="essex").keys[-2:] == (key, "matches") or key in after(said, area="essex").keys


@pytest.mark.parametrize(
    "said", ["company for an old man in braintree mondays", "cleaner for a lady in braintree mondays"]
)
def test_whoever_is_looked_after_is_no_limit(said: str) -> None:
    assert not any(key.startswith("limit") for key in after(said, area="essex").keys)


@pytest.mark.parametrize(
    "said", ["stop texting me about cleaners", "please stop sending me messages about this", "no more texts about it"]
)
def test_no_more_messages_of_one_kind_are_no_more_messages(said: str) -> None:
    assert after("cleaner chelmsford mondays", said, area="essex").keys == ("stopped",)


@pytest.mark.parametrize("said", ["set up", "SET UP", "setup please"])
def test_set_up_is_understood_amid_a_search(said: str) -> None:
    assert after("cleaner chelmsford", said, area="essex").session.flow == "setup_checklist"


def test_whoever_was_refused_is_left_out() -> None:
    lines = ("cleaner worcester tues or thurs pm", "not the second one, she was rude to me last time")
    talk = after(*lines, area="worcestershire")
    assert len(talk.session.left_out) == 1
    assert len(after(*lines, "ok the other one", area="worcestershire").keys) == 1


def test_where_a_lift_begins_is_its_place_whatever_hospital_it_goes_to() -> None:
    talk = after("cleaner Ely mondays", "lift to addenbrookes from cambourne next wed at 10", area="cambridgeshire")
    assert talk.search["place"] == "cambourne"
