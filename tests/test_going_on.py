"""What a person goes on with: a break that was offered, a choice that was offered, a question about what is theirs."""

import pytest
from residents import after


@pytest.mark.parametrize(
    ("tired", "goes_on"),
    [
        ("its mainly the nights im on my knees", "histon"),
        ("ive had enough", "ely"),
        ("im so tired looking after mum", "we are in soham"),
        ("i cant cope any more with dad", "any night"),
        ("I am worn out caring for my husband", "ely please, thursdays"),
        ("am shattered lookin after me nan", "cb7 4ee"),
    ],
)
def test_a_break_that_was_offered_is_taken_by_going_on(tired: str, goes_on: str) -> None:
    talk = after(tired, goes_on, area="cambridgeshire")
    assert talk.search.get("need") == "carer-respite"


@pytest.mark.parametrize(
    ("goes_on", "need"),
    [
        ("cleaner ely", "cleaning"),
        ("i need a gardener", "gardening"),
        ("1", "carer-respite"),
        ("2", None),
        ("no", None),
    ],
)
def test_a_worn_out_carer_may_ask_for_something_else(goes_on: str, need: str | None) -> None:
    assert after("im so tired looking after mum", goes_on, area="cambridgeshire").search.get("need") == need


@pytest.mark.parametrize(
    "said", ["shes diabetic", "hes 91", "she likes trains", "hes in a bungalow", "she was a nurse"]
)
def test_a_choice_stays_open_while_they_tell_more(said: str) -> None:
    talk = after("washing, droitwich", said)
    assert talk.keys == ("noted", "which_need")


@pytest.mark.parametrize(
    "said",
    [
        "hello it's Margaret. I would like to know if the girl can come Thursday instead of Wednesday?",
        "can my cleaner come friday instead of tuesday",
        "cud our carer come on monday instead",
        "hiya tell the girl to come wednesday instead",
        "Please ask my gardener to come another day",
        "i want to change the carer to thursday",
    ],
)
def test_a_visit_of_theirs_is_not_ours_to_change(said: str) -> None:
    text = after(said).text
    assert "ring them to ask" in text or "please tell them yourself" in text


@pytest.mark.parametrize(
    "said",
    [
        "i need a cleaner thursday instead of wednesday",
        "cleaner in malvern monday not tuesday",
        "my carer comes mondays i need a cleaner tuesdays",
        "cleaner thursday instead please",
    ],
)
def test_another_day_of_a_search_is_no_visit_of_theirs(said: str) -> None:
    assert after(said).search.get("need") == "cleaning"


@pytest.mark.parametrize(
    "said",
    [
        "im a carer for my mum do i get paid",
        "i look after my husband can i get any money for it",
        "do i get owt paid for looking after me nan",
        "I care for my wife full time. Am I entitled to an allowance?",
        "could i be paid for caring for my dad",
        "can i be paid to look after my own mum",
        "looking after my mum is there a wage",
    ],
)
def test_pay_of_a_carer_in_the_family_is_no_business(said: str) -> None:
    talk = after(said)
    assert "cannot advise on benefits" in talk.text
    assert talk.session.flow == "menu"


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("im a paid carer do i need cqc", "tree_question"),
        ("i want to set up as a self employed carer", "checklist_question"),
        ("i look after my mum and need a break", "ask_place"),
        ("i care for my husband and i am so tired", "carer_support"),
        ("i want to start a care business and get paid", "checklist_question"),
    ],
)
def test_a_founder_or_a_request_stays_what_it_is(said: str, key: str) -> None:
    talk = after(said)
    assert "cannot advise on benefits" not in talk.text
    assert not key or any(one.startswith(key) for one in talk.keys)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("i dont need anything im just asking what this is", "We name people near you"),
        ("im only wondering what this is", "We name people near you"),
        ("dont want owt just curious what it is", "We name people near you"),
        ("if anything happens to me who will look after her", "Carers UK"),
        ("Should anything happen to me, who would look after my brother?", "Carers UK"),
        ("what if something happened to me who would care for mum", "Carers UK"),
    ],
)
def test_plain_questions_are_not_misread(said: str, expected: str) -> None:
    assert expected in after(said).text


@pytest.mark.parametrize(
    "said", ["where is he based", "where are they based", "wheres she from", "where is she based then"]
)
def test_where_they_are_is_how_far_away(said: str) -> None:
    assert "miles away" in after("cleaner malvern", "any time", said).text


@pytest.mark.parametrize(
    "said",
    [
        "can they do tuesdays",
        "can she do thursday",
        "could they do mornings",
        "do you do fridays",
        "can sumone do mondays",
    ],
)
def test_a_day_asked_about_first_begins_a_search(said: str) -> None:
    assert after(said).keys[-1] == "ask_need"


@pytest.mark.parametrize("said", ["its my mum shes got dementia", "hes my husband", "shes 91 and cant see"])
def test_the_offer_of_a_break_stands_while_they_tell_of_whom_they_care_for(said: str) -> None:
    talk = after("im at the end of my tether", said, area="worcestershire")
    assert talk.keys == ("noted_break",)
    assert after("im at the end of my tether", said, "1", area="worcestershire").search["need"] == "carer-respite"


@pytest.mark.parametrize("said", ["no i do want it", "no wait i do want it", "hang on we still need it"])
def test_a_search_that_was_ended_is_wanted_after_all(said: str) -> None:
    talk = after("sitter bromsgrove thursday", "forget it ill manage", said, area="worcestershire")
    assert talk.keys == ("kept",)


def test_no_answer_in_bad_spelling() -> None:
    talk = after("sitter bromsgrove thursday", "i rang an no anser", area="worcestershire")
    assert talk.keys == ("list_no_answer", "matches")


CHANGING = "change", "change it", "i want to change something", "edit", "can i make a change"


@pytest.mark.parametrize("said", CHANGING)
def test_what_to_change_is_asked(said: str) -> None:
    talk = after("cleaner malvern any time", said)
    assert (talk.keys, talk.search["need"]) == (("what_to_change",), "cleaning")
    assert after(said).keys == ("first_contact", "menu")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        *(
            ("1", "need"),
            ("2", "place"),
            ("3", "when"),
            ("place", "place"),
            ("the day", "when"),
            ("the town please", "place"),
        )
    ],
)
def test_then_it_may_be_named_or_chosen(said: str, asked: str) -> None:
    talk = after("cleaner malvern any time", "change", said)
    assert talk.session.asked == asked
    assert asked not in talk.search


def test_more_where_there_is_nobody_says_something_else() -> None:
    assert after("fitness malvern tuesday").keys[-1] == "nobody"
    assert after("fitness malvern tuesday", "more").keys == ("nobody_still",)
    assert "ANY TIME" not in after("fitness malvern any time", "more").text
