"""Residents who say all of it in a breath: no need, day or place that they told is lost, and none is turned round."""

import pytest
from residents import after

from bot.conversation.left_out import first_word

EVESHAM = "evesham any time"


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("need help with cleaning and cooking", {"cleaning", "cooking"}),
        ("mum needs help with shopping and cooking", {"shopping", "cooking"}),
        ("mum needs help with cleaning and laundry", {"cleaning", "laundry"}),
        ("i need help wiv cleanin n cookin", {"cleaning", "cooking"}),
        ("help with cleaning and shopping", {"cleaning", "shopping"}),
        ("help with shopping, cleaning and laundry", {"shopping", "cleaning", "laundry"}),
        ("he needs help with eating and drinking", {"eating-drinking"}),
        ("i need help with forms and letters", {"paperwork"}),
        ("help with dressing and undressing", {"dressing"}),
        ("help with my cat and dog", {"pet-care"}),
    ],
)
def test_help_with_several_things_is_help_with_each(text: str, needs: set[str]) -> None:
    assert set(after(f"{text} {EVESHAM}").search["need"].split("+")) == needs


LUNCH = "someone to pop in every lunchtime malvern"


@pytest.mark.parametrize(
    ("search", "text", "when"),
    [
        (LUNCH, "leave sunday", "mon-sat 12:00-14:00 daily"),
        (LUNCH, "leave sunday I come down", "mon-sat 12:00-14:00 daily"),
        (LUNCH, "no leave sat", "mon-fri,sun 12:00-14:00 daily"),
        (LUNCH, "ok leave the weekend", "mon-fri 12:00-14:00 daily"),
        (LUNCH, "but not sun i can do sun", "mon-sat 12:00-14:00 daily"),
        ("cleaner malvern thurs am", "no leave thurs its my bin day. weds", "wed 07:00-12:00"),
        ("help dressing malvern mon tue wed", "take wed out", "mon,tue"),
    ],
)
def test_a_day_that_is_left_is_left_out(search: str, text: str, when: str) -> None:
    assert after(search, text).search["when"] == when


@pytest.mark.parametrize(
    ("search", "text", "need"),
    [
        ("cleaner and a gardener evesham any time", "leave the gardener", "cleaning"),
        ("cleaner and a gardener evesham any time", "no leave the garden for now", "cleaning"),
        ("transport and cleaning evesham mon", "ok leave the cleaner", "transport"),
        ("shower and cleaning evesham any time", "no to the shower i have someone for that", "cleaning"),
        ("shower and cleaning evesham any time", "leave out the shower", "cleaning"),
    ],
)
def test_help_that_is_left_is_left_out(search: str, text: str, need: str) -> None:
    assert after(search, text).search["need"] == need


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("i want to go to the shops on my own but i get scared on the bus", "trips-out"),
        ("i want to go swimming on my own", "fitness"),
        ("i want to go on the bus by myself", "life-skills"),
        ("i want to get dressed on my own", "dressing"),
    ],
)
def test_going_somewhere_on_ones_own_is_no_business(text: str, need: str) -> None:
    assert after("harlow", text, area="essex").search["need"] == need


@pytest.mark.parametrize(
    "text", ["i want to go it alone", "i want to go on my own as a carer", "i want to work on my own"]
)
def test_working_on_ones_own_is_one(text: str) -> None:
    assert after(text).session.flow == "setup_checklist"


@pytest.mark.parametrize(
    "text", ["ive rung the council they said ring back monday", "I rang, full until february", "ok ringing now"]
)
def test_when_others_are_to_ring_or_free_is_no_time_of_ours(text: str) -> None:
    assert after("cleaner malvern tues", text).search["when"] == "tue"


def test_the_list_is_seen_again() -> None:
    assert after("cleaner malvern fri", "can i see the list again").keys == ("matches",)


@pytest.mark.parametrize("text", ["yes more pls", "ok next please", "yes more"])
def test_yes_and_more_is_more(text: str) -> None:
    assert after("cleaner malvern any time", text).keys == ("no_more",)


@pytest.mark.parametrize("text", ["she cant do it. anyone else", "the 1st one said shes off on hol till jan"])
def test_whoever_cannot_come_leaves_the_others(text: str) -> None:
    talk = after("cleaner malvern any time", "details 1", text)
    assert talk.keys == ("left_out", "matches")
    assert "Willow Stile" not in talk.text.partition("Sample list")[2]


def test_a_bare_figure_is_no_postcode() -> None:
    assert after("cleaner", "12").keys == ("missed_place",)


def test_an_empty_message_has_nothing_to_tell_them() -> None:
    assert "tell them" not in after("cleaner malvern any time", " ").text


@pytest.mark.parametrize(("name", "first"), [("Rowan Care", "rowan"), ("4U", "4u"), ("عربي", ""), ("!!!", "")])
def test_a_business_may_have_a_name_without_our_letters(name: str, first: str) -> None:
    assert first_word(name) == first


@pytest.mark.parametrize(
    ("search", "text", "when"),
    [
        ("cleaner malvern mon tues after 3", "add thurs", "mon,tue,thu 15:00-"),
        ("cleaner malvern mon tues after 3", "can you add thursday please", "mon,tue,thu 15:00-"),
        ("help dad shower malvern every day from 7.30am", "and only mon weds fri", "mon,wed,fri 07:30- daily"),
    ],
)
def test_a_day_that_is_added_or_alone(search: str, text: str, when: str) -> None:
    assert after(search, text).search["when"] == when


def test_help_that_is_added() -> None:
    assert after("cleaner malvern mon", "add laundry").search["need"] == "cleaning+laundry"


@pytest.mark.parametrize("text", ["not too early", "but not too early please", "nothing too early for her"])
@pytest.mark.parametrize("when", ["mon", "mon,thu"])
def test_not_too_early_is_from_ten(text: str, when: str) -> None:
    assert after(f"cleaner malvern {when.replace(',', ' ')}", text).search["when"] == f"{when} 10:00-"


@pytest.mark.parametrize(
    "text", ["ok just daytimes then", "just the daytime", "what about days then", "days not nights"]
)
def test_days_take_the_place_of_nights(text: str) -> None:
    assert after("respite malvern thurs nights", text).search["when"] == "thu 07:00-17:00 weekly"


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("just the lift and the cleaner", "transport+cleaning"),
        ("just the cooking and cleaning please", "cooking+cleaning"),
        ("only the cleaning", "cleaning"),
    ],
)
def test_of_three_kinds_of_help_just_those(text: str, need: str) -> None:
    assert after("transport, cleaning and cooking malvern mon 7 dec", text).search["need"] == need


def test_company_that_they_could_do_with_is_no_company_of_founders() -> None:
    assert after("shopping", "but she could do with some company").search["need"] == "companionship"


@pytest.mark.parametrize(
    "text",
    [
        "ludlow is not yours, how about malvern",
        "ok ludlow isnt yours. what about malvern",
        "Ludlow isn't covered, try Malvern",
    ],
)
def test_another_place_than_one_that_is_not_ours(text: str) -> None:
    assert after("help dad shower evesham mornings", text).search["place"] == "great-malvern"


@pytest.mark.parametrize("text", ["ok ringing now", "ringing them now"])
def test_whoever_rings_now_is_let_go(text: str) -> None:
    assert after("shopping malvern fri", text).keys == ("all_right",)


def test_what_is_seen_of_them_is_of_privacy_and_no_business() -> None:
    assert after("paperwork redditch any time", "what will they see about me").keys[0] != "list_business"


def test_marks_of_a_page_ask_for_nothing() -> None:
    assert after("cleaner", "malvern", "<script>alert(1)</script>").search["need"] == "cleaning"


def test_a_search_that_was_let_be_comes_back_and_is_added_to() -> None:
    talk = after(
        "sitter redditch wed",
        "shes gon into hospital now",
        "dont bother then",
        "no i do want it for wen she cums home",
        "do they do her dinner aswell",
    )
    assert (talk.keys, talk.search["need"]) == (("matches",), "carer-respite+cooking")
