"""What residents say amid a search and of a list, and what they ask of us."""

import pytest
from residents import after

SEARCH = ("cleaner malvern tuesday",)


@pytest.mark.parametrize("text", ["what did i ask for", "what was i looking for", "what days did i say"])
def test_what_they_asked_for_is_said_back(text: str) -> None:
    assert "cleaning, Great Malvern, Tuesday" in after(*SEARCH, text).text
    assert after("sitter for my wife", text).keys == ("told_so_far", "ask_place")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("who are you again", "This is Nearhand"),
        ("why are you texting me", "This is Nearhand"),
        ("will the council pay", "At any age, you pay yourself"),
        ("is it free for over 75s", "At any age, you pay yourself"),
        ("is it private or council", "its own business"),
        ("do you sell stairlifts", "hire out nothing"),
        ("what about a care home", "We do not list care homes"),
        ("whats the difference between respite and personal care", "Respite care is somebody to sit"),
        ("why should i trust you", "never ask for money"),
        ("can they be trusted with money", "Never give your card or PIN"),
        ("dont tell the council", "only if you say yes"),
        ("can i try them out first", "short trial"),
        ("how much for 40 hours", "from £640 for 40 hours"),
        ("how much per night", "an hour"),
        ("do they have insurance", "public liability insurance until"),
        ("number 2 - are they insured", "public liability insurance until"),
        ("ive got no money tho only carers allowance", "The council does a care needs assessment"),
        ("how many hours do you think", "They look at what you find hard"),
        ("hi its sarah again i rang the first one no answer", "may be out with somebody"),
        ("my son is 9", "Some may help a disabled child"),
        ("its me her daughter askin", "We still have: cleaning"),
        ("so now what", "You ring, text or email them yourself"),
        ("and would the same person come each day", "the same person tends to come"),
        ("will it be the same carer on tuesdays and thursdays", "the same person tends to come"),
        ("it says free mon does that mean it costs nothing", "free means that they have time"),
        ("why only two", "up to three at a time"),
        ("can they do tuesday", "8.30am-4.30pm"),
        ("which is closest to malvern", "miles away"),
        ("my grandson says I should ask if they are insured", "public liability insurance until"),
        ("and who would i complain to if its no good", "use the complaint steps"),
        ("how do i know this one wont do the same", "asks for its own checks"),
        ("is there anything free", "At any age, you pay yourself"),
        ("are they allowed to see my bank stuff", "We do not know that"),
        ("do they work bank holidays", "We do not know that"),
        ("she doesnt eat pork", "We still have: cleaning"),
        ("its a steep drive", "We still have: cleaning"),
        ("she pays with direct payments", "We still have: cleaning"),
        ("or both?", "We still have: cleaning"),
        ("is 9am too early for them", "We do not know that"),
        ("is number 2 further away", "miles away"),
        ("will they sign something about keeping things private", "We do not know that"),
        ("ill think about it", "All right"),
        ("no one rang back", "Leave a message"),
        ("your list is rubbish, I rang three and none of them had space", "Ask if they know somebody else"),
        ("what do you need to know", "Tell us what help is needed"),
        ("the last girl you sent was rude", "complaint steps"),
        ("thanks for nothing", "We are sorry this has not helped"),
        ("its my first without him", "We are so sorry"),
        ("ok ill ring 1", "You are welcome"),
    ],
)
def test_plain_answers(text: str, part: str) -> None:
    assert part in after(*SEARCH, text).text
    assert after(*SEARCH, text).search["need"] == "cleaning"


@pytest.mark.parametrize(
    "text", ["dad has dementia", "for me", "its for hers", "both ways", "oh were just over border"]
)
def test_what_is_told_at_a_question_is_noted(text: str) -> None:
    assert after("sitter for my wife", text).keys == ("noted", "ask_place")


def test_is_that_all_asks_for_more() -> None:
    assert after(*SEARCH, "is that all").keys in (("no_more",), ("matches",))


def test_a_number_that_is_not_on_the_list_is_no_one() -> None:
    assert after(*SEARCH, "the fifth one, what days does she work").keys == ("no_such_number",)


@pytest.mark.parametrize("text", ["07700 900222", "my number is 07700 900222", "+44 7700 900222"])
def test_a_telephone_number_is_not_rung(text: str) -> None:
    assert "we cannot ring you" in after(*SEARCH, text).text


def test_whoever_is_left_after_a_death_is_still_looked_for() -> None:
    talk = after("company for nan leigh sinton", "she died sorry my grandad died in august so its just her")
    assert (talk.keys, talk.search["need"]) == (("so_sorry", "ask_when"), "companionship")
    assert "stopped" not in talk.text


@pytest.mark.parametrize(
    ("texts", "need"),
    [
        (("respite for mum evesham mornings", "mum has just died"), ""),
        (("personal care for mum malvern any day", "mum died on sunday we had been looking for a carer"), ""),
        (("mum died on sunday we had been looking for a carer",), ""),
        (
            ("carer for dad evesham mornings", "someone to sit with mum afternoons", "mum has just died"),
            "personal-care",
        ),
        (("carer for dad evesham mornings", "he has just died", "no we still need it"), "personal-care"),
        (("carer for dad evesham mornings", "he has just died", "can you stop it all", "carry on"), "personal-care"),
        (
            ("carer for dad evesham", "someone to sit with mum", "mum died today", "stop looking for her"),
            "personal-care",
        ),
        (
            ("cleaner for mum evesham", "dad died today", "please stop everything", "no mum still needs her cleaner"),
            "cleaning",
        ),
        (("cleaner malvern any day", "i want to stop the search", "actually carry on"), "cleaning"),
        (("cleaner malvern any day", "i want to stop the search", "no i changed my mind"), "cleaning"),
        (("cleaner malvern any day", "i want to stop the search", "ok thanks"), ""),
        (("cleaning and shopping malvern any day", "take away the shopping"), "cleaning"),
        (("cleaning and shopping malvern any day", "can you take the cleaning off"), "shopping"),
        (("cleaning and shopping malvern any day", "remove shopping please"), "cleaning"),
        (("respite malvern", "i might just walk out"), "carer-respite"),
        (("cooking malvern saturday", "cleaning instead", "no wait both"), "cooking+cleaning"),
        (("cleaner malvern", "gardener", "both please"), "cleaning+gardening"),
        (("cleaner malvern", "gardener", "malvern link", "both"), "gardening"),
    ],
)
def test_what_is_ended_taken_back_or_gone_on_with(texts: tuple[str, ...], need: str) -> None:
    assert after(*texts).search.get("need", "") == need


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("can you stop it all", "ended_in_sorrow"),
        ("please cancel everything", "ended_in_sorrow"),
        ("STOP", "stopped"),
        ("stop please", "stopped"),
        ("stop texting me", "stopped"),
        ("stop all messages", "stopped"),
    ],
)
def test_right_after_a_death_the_search_may_be_stopped_and_stop_opts_out_as_ever(said: str, key: str) -> None:
    assert after("cleaner for mum evesham mornings", "mum died yesterday", said).keys == (key,)


@pytest.mark.parametrize(
    ("said", "alone"),
    [
        ("im lonely tbh. wife passed in june", True),
        ("lost my husband last month n the house is a mess", False),
        ("my wife died yesterday i need a cleaner, witham", False),
        ("my husband died last night can someone help me with the forms, ely", False),
        ("i need a carer for mum, dad died last year, maldon mornings", False),
    ],
)
def test_who_tells_of_a_death_and_needs_help_hears_a_word_of_sorrow_and_then_that(said: str, alone: bool) -> None:
    talk = after(said, area="essex")
    assert talk.keys[0] == "so_sorry"
    assert talk.search["need"]
    assert ("Cruse" in talk.text) == alone


def test_a_misspelt_place_of_ours_is_asked_about() -> None:
    talk = after("cleaner", "harwick", area="essex")
    assert talk.keys == ("which_place",)


def test_a_town_is_not_told_apart_by_its_own_name() -> None:
    assert "Braintree, Braintree" not in after("cleaner in braintree or witham", area="essex").text


@pytest.mark.parametrize(
    "text",
    [
        "its for a wedding",
        "she gets confused n might wander",
        "not from the same agency",
        "someone who likes dogs",
        "mum is deaf so they need to speak up",
    ],
)
def test_what_is_told_after_a_list_is_met_with_a_kind_word(text: str) -> None:
    talk = after(*SEARCH, text)
    assert talk.keys == ("kept_told",)
    assert talk.search == after(*SEARCH).search
    assert after("cleaner malvern", "she gets confused").keys == ("noted", "ask_when")


@pytest.mark.parametrize("text", ["i need somebody to do his books", "is there anybody for that", "blah blah"])
def test_what_asks_for_something_is_not_taken_for_that(text: str) -> None:
    assert after(*SEARCH, text).keys == ("missed_list",)


def test_who_is_not_understood_three_times_is_shown_people() -> None:
    told = ("she gets confused", "she gets muddled", "she gets in a pickle")
    assert after("cleaner malvern", *told).keys == ("missed_twice",)


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (("cleaner malvern mondays and tuesdays", "And would she come in the morning"), "mon,tue 07:00-12:00 weekly"),
        (("cleaner malvern tomorrow urgent", "4 times a day"), "2026-11-24 urgent"),
        (("cleaner malvern tuesday mornings", "every other day would do"), "mon,wed,fri 07:00-12:00 weekly"),
    ],
)
def test_a_time_that_is_told_after_another_narrows_it(lines: tuple[str, ...], when: str) -> None:
    assert after(*lines).search["when"] == when


@pytest.mark.parametrize("text", ["would the same person do the garden", "who does the garden", "which do gardening"])
def test_who_asks_if_those_on_a_list_do_more_keeps_what_was_asked_for(text: str) -> None:
    assert set(after(*SEARCH, text).search["need"].split("+")) == {"cleaning", "gardening"}


@pytest.mark.parametrize("text", ["which ones do the cleaning", "who does both", "one person for all of it?"])
def test_who_does_what_of_several_is_told_as_the_rows_have_it(text: str) -> None:
    talk = after("cleaning and paperwork evesham tuesday", text)
    assert talk.keys == ("facts",)
    assert "help with paperwork" in talk.text
