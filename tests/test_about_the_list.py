"""What is asked about those on a list, as people put it."""

import pytest
from residents import after

CLEANERS = ("cleaner malvern", "any time")
FIRST, SECOND = "Willow Stile Cleaning", "Poppy Teapot Helpers"


@pytest.mark.parametrize(
    "said",
    [
        "whats the number again",
        "whats the number",
        "can you give me the number again please",
        "wots the fone numbers agen",
        "gie us the number again hen",
        "Could I have the telephone number again, please?",
        "what was the number",
        "whats their number",
        "number again",
        "numbers",
        "phone number?",
        "number agen pls",
    ],
)
def test_who_asks_for_the_number_after_a_list_is_given_those_on_it(said: str) -> None:
    talk = after(*CLEANERS, said)
    assert talk.keys == ("facts",)
    assert "1 Willow Stile Cleaning: 01632 960006" in talk.text


@pytest.mark.parametrize(
    "said",
    [
        "whats number 2s phone number",
        "whats number 2's number",
        "number for the second one please",
        "second ones number",
        "give us poppys number",
        "what is the number of the 2nd lady",
        "fone no for number 2",
        "can i av number twos number pls",
    ],
)
def test_the_number_of_one_is_that_of_one(said: str) -> None:
    talk = after(*CLEANERS, said)
    assert SECOND in talk.text
    assert FIRST not in talk.text


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        (("whats the number again",), "person_where"),
        ((*CLEANERS, "a person"), "person"),
        ((*CLEANERS, "can i speak to a human"), "person"),
        ((*CLEANERS, "show me the list again"), "matches"),
        ((*CLEANERS, "number 2"), "details"),
        ((*CLEANERS, "say that again please"), "matches"),
        ((*CLEANERS, "put me through to a real person"), "person"),
    ],
)
def test_people_and_lists_are_still_asked_for(lines: tuple[str, ...], key: str) -> None:
    assert after(*lines, area="worcestershire").keys[-1].startswith(key.removesuffix("_where"))


@pytest.mark.parametrize(
    "said",
    [
        "do they all have dbs",
        "are they dbs checked",
        "are any of them dbs checked",
        "have they got dbs",
        "av they all got a crb",
        "who has a dbs",
        "are these ladies police checked",
        "Do all of these people hold a DBS certificate?",
    ],
)
def test_a_dbs_check_is_told_as_the_rows_have_it(said: str) -> None:
    talk = after(*CLEANERS, said)
    assert talk.keys == ("facts",)
    assert "1 Willow Stile Cleaning: enhanced DBS check of 2 Nov 2026" in talk.text
    assert "2 Poppy Teapot Helpers: " in talk.text
    assert talk.text.endswith("Ask to see it before you choose.")


@pytest.mark.parametrize(
    "said",
    [
        "is the first one dbs checked",
        "is number 1 dbs",
        "is willow stile dbs checked",
        "has number 1 got a dbs",
        "wot about a dbs for the first lady",
        "does the 1st one hav her dbs",
    ],
)
def test_a_dbs_check_of_one_is_told_of_that_one(said: str) -> None:
    talk = after(*CLEANERS, said)
    assert talk.keys == ("facts",)
    assert (FIRST in talk.text, SECOND in talk.text) == (True, False)


@pytest.mark.parametrize(
    "said", ["is she dbs checked", "has she got a dbs", "has she a crb", "dbs?", "is he police checked"]
)
def test_a_dbs_check_of_the_one_looked_at_is_told_of_that_one(said: str) -> None:
    talk = after(*CLEANERS, "2", said)
    assert talk.keys == ("facts",)
    assert (FIRST in talk.text, SECOND in talk.text) == (False, True)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("what is a dbs", "official check"),
        ("can i ask to see her dbs", "Ask to see their DBS certificate"),
        ("how do i check a dbs", "Ask to see their DBS certificate"),
        ("do you check them", "Each council asks for its own checks"),
        ("is she cqc registered", "CQC"),
        ("how much is a dbs", ""),
        ("are they insured", ""),
    ],
)
def test_other_questions_of_checks_are_answered_as_ever(said: str, expected: str) -> None:
    talk = after(*CLEANERS, said)
    assert expected in talk.text
    assert "DBS check of" not in talk.text


@pytest.mark.parametrize("said", ["are they dbs checked", "do they have dbs"])
def test_before_a_list_a_dbs_check_is_told_of_in_general(said: str) -> None:
    assert "Each council asks for its own checks" in after(said).text


@pytest.mark.parametrize(
    "said",
    [
        "2nd one any good",
        "2nd one sounds nice whats the no",
        "2nd one?",
        "what about the 2nd one",
        "ill av the 2nd un please",
        "Is the 2nd lady any good, do you know?",
        "does the 2nd one drive",
        "the 2nd on the list please",
        "thx. 2",
    ],
)
def test_the_second_one_is_no_date(said: str) -> None:
    talk = after(*CLEANERS, said)
    assert talk.search["when"] == "any"
    assert SECOND in talk.text


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("wednesday the 2nd please", "2026-12-02"),
        ("make it the 3rd", "2026-12-03"),
        ("on the 4th one till three", "2026-12-04 13:00-15:00"),
        ("3rd of december", "2026-12-03"),
        ("can anyone do the 2nd", "2026-12-02"),
        ("2nd dec", "2026-12-02"),
        ("the 2nd, one visit", "2026-12-02"),
    ],
)
def test_the_second_by_itself_is_a_date(said: str, when: str) -> None:
    assert after(*CLEANERS, said).search["when"] == when


@pytest.mark.parametrize(
    "said",
    [
        "but not the first week of december",
        "not the first week in december",
        "not the last week of the month",
        "any week but not the first",
        "not the second half of december",
        "except the last weekend of november",
    ],
)
def test_a_week_left_out_leaves_out_nobody(said: str) -> None:
    talk = after(*CLEANERS, said)
    assert not talk.session.left_out
    assert "We leave out" not in talk.text


@pytest.mark.parametrize(
    "said",
    [
        "not the second one we had her before",
        "not the 2nd one we know her",
        "not number 2 we fell out",
        "we dont want the second one she came before",
        "I would never have the second lady",
        "the second one came before and was no good",
        "the second one is my cousin so not her",
        "we had the second one before and didnt get on",
    ],
)
def test_who_is_known_or_refused_is_left_out(said: str) -> None:
    talk = after(*CLEANERS, said)
    assert talk.session.left_out == ("w-008",)
    assert talk.keys[0] == "left_out"


@pytest.mark.parametrize(
    "said",
    [
        "the second one please",
        "we had the second one before and she was lovely",
        "the second one sounds like my cousin would like her",
        "is the second one near",
        "the second one looks good to my sister",
        "not sure about the second one",
        "why not the second one",
        "my neighbour has the second one",
    ],
)
def test_who_is_only_spoken_of_stays_on_the_list(said: str) -> None:
    assert not after(*CLEANERS, said).session.left_out


@pytest.mark.parametrize(
    "said",
    [
        "the second one is my cousin",
        "number 2 is my ex husbands new wife",
        "the 2nd one lives in my road",
        "the third one lives in my road",
        "number two is my next door neighbour",
        "I know the second lady from church",
        "my friend had number 2",
        "we had the second one before and she was lovely",
    ],
)
def test_who_knows_one_hears_how_to_leave_them_out(said: str) -> None:
    talk = after(*CLEANERS, said)
    assert (talk.keys, talk.session.left_out) == (("list_known",), ())


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("is that a company", "what-is-a-cme"),
        ("cash ok", "ways-to-pay"),
        ("how do i pay them through dp", "pay-cme-with-dp"),
        ("how long each time", "short-visits"),
        ("is there help paying", "needs-assessment"),
        ("cant pay that", "needs-assessment"),
    ],
)
def test_a_question_of_a_few_words_is_answered_and_the_search_stays(said: str, answer: str) -> None:
    talk = after(*CLEANERS, said)
    assert (talk.keys, talk.session.spoken_of) == (("faq_answer",), answer)
    assert talk.search["need"] == "cleaning"
