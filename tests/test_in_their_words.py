"""What residents and carers say of a search in their own words: a feeling, a second thought, a place said in full."""

from datetime import UTC, datetime

import pytest
from ours import world
from residents import after

from bot.matching import times

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def when(text: str) -> str:
    heard = times.hear(text, NOW, world()[1].times)
    return times.canonical(heard.when) if heard else ""


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("from 8 december until about christmas", "2026-12-08..2026-12-25"),
        ("8 dec until about christmas", "2026-12-08..2026-12-25"),
        ("dentist at 2.30 so 2 til 4", "14:00-16:00"),
        ("its the dentist at 2.30 so from 2 to 4", "14:00-16:00"),
        ("dentist at 2.30", "14:30-"),
        ("who do i ring if its urgent", ""),
        ("in case its urgent", ""),
        ("its urgent", "urgent"),
        ("2 x a day", "mon-sun daily"),
        ("night and morning", "07:00-12:00 & 20:00-22:00"),
        ("afternoon and evening", "12:00-21:00"),
        ("tu th sat 7am", "tue,thu,sat 07:00-"),
        ("until my daughter is back 20th dec", "..2026-12-20"),
        ("shes ok today", ""),
        ("its ok today", "2026-11-23 urgent"),
        ("mum is poorly today", "2026-11-23 urgent"),
    ],
)
def test_a_time_in_their_words(text: str, means: str) -> None:
    assert when(text) == means


@pytest.mark.parametrize(
    ("lines", "search"),
    [
        (("sitter for my wife witney", "thurs 2.30", "actually its the dentist at 2.30 so 2 til 4"), "thu 14:00-16:00"),
        (("cleaner malvern mon and thurs", "make thurs fri"), "mon,fri"),
        (("cook dads tea pershore mondays", "every night"), "mon-sun 17:00-21:00 daily"),
        (("dads tea pershore", "every night"), "mon-sun 17:00-21:00 daily"),
        (("sitter for dad pershore", "every night"), "mon-sun 21:00-07:00 daily"),
        (("cooking pershore", "overnight"), "21:00-07:00"),
        (("walk my dog witney", "from 1 dec for 6 weeks", "once a day"), "2026-12-01..2027-01-11 mon-sun daily"),
        (("cleaner malvern friday", "what happens at christmas"), "fri"),
        (("cleaner malvern friday", "who do i ring if its urgent"), "fri"),
        (("sitter for mum malvern", "sat night", "7 til 11"), "sat 19:00-23:00"),
        (("sitter for mum malvern", "bedtime", "9ish"), "21:00-22:00"),
        (("night sitter broadway friday", "10 till 7"), "fri 22:00-07:00"),
        (("sitter for mum malvern", "sat night", "7am til 11am"), "sat 07:00-11:00"),
        (("sitter for mum malvern", "sat mornings", "9 til 11"), "sat 09:00-11:00 weekly"),
        (("carer malvern every day 8am", "even christmas day"), "mon-sun 08:00- daily"),
        (("cleaner malvern asap", "no rush actually"), "any"),
        (("sitter malvern tuesdays 10 to 3", "oh and wed"), "tue,wed 10:00-15:00 weekly"),
        (("carer malvern", "mornings for 3 weeks", "from saturday"), "2026-11-28..2026-12-14 07:00-12:00"),
        (("dog walker evesham mon to fri", "12ish"), "mon-fri 12:00-"),
        (("lift to hospital worcester tues 1 dec 10.45", "he needs to be there by quarter to 11"), "2026-12-01 -10:45"),
    ],
)
def test_the_time_of_a_search_put_right(lines: tuple[str, ...], search: str) -> None:
    assert after(*lines).search["when"] == search


@pytest.mark.parametrize(
    ("lines", "need"),
    [
        (("i feel so alone",), "companionship"),
        (("im so lonely",), "companionship"),
        (("there is no one to help me i feel so alone",), "companionship"),
        (("i want someone to talk to",), "companionship"),
        (("i feel so alone looking after him",), ""),
        (("somebody nights for my dad hes end of life",), "carer-respite"),
        (("my carer is on holiday need cover",), "personal-care"),
        (("ive got a direct payment want a PA",), "personal-care"),
        (("direct payment PA needed",), "personal-care"),
        (("put me stockings on of a morning im 88 bewdley",), "dressing"),
        (("to wash her and get her meals and give her tablets",), "personal-care+washing-bathing+cooking"),
        (("i cant do my tablets",), "personal-care"),
        (("cleaner for mum", "falls a lot"), "cleaning"),
        (("lift from martley", "and fetch at 3"), "transport"),
        (("help with his tablet", "ipad i mean not pills"), "life-skills"),
        (("help to eat clacton", "lunch and tea"), "eating-drinking"),
        (("gardener malvern friday", "i feel so alone"), "gardening"),
        (("help to wash malvern tues", "he weighs 18 stone"), "washing-bathing"),
        (("i cant cope with the house work anymore",), "cleaning"),
    ],
)
def test_what_is_needed_in_their_words(lines: tuple[str, ...], need: str) -> None:
    assert after(*lines).search.get("need", "") == need


@pytest.mark.parametrize("text", ["need help", "i want help", "i dont know who to ask", "i could do with some help"])
def test_who_wants_help_and_says_no_more_is_given_kinds_of_it(text: str) -> None:
    assert after(text).keys[-1] == "unsure"


@pytest.mark.parametrize(
    ("area", "lines", "place"),
    [
        ("cambridgeshire", ("sitter st ives", "not the cornwall one"), "st-ives"),
        ("cambridgeshire", ("sitter ramsey", "the one in hunts"), "ramsey"),
        ("cambridgeshire", ("sitter ramsey", "anywhere in hunts"), "huntingdonshire"),
        ("cambridgeshire", ("cleaner for mum", "march", "march the town"), "march"),
        ("essex", ("cleaner walton", "on the naze"), "walton-on-the-naze"),
        ("worcestershire", ("cleaner upton", "upon severn"), "upton-upon-severn"),
        ("worcestershire", ("cleaner upton", "on severn"), "upton-upon-severn"),
    ],
)
def test_a_place_said_again_or_in_full_stays(area: str, lines: tuple[str, ...], place: str) -> None:
    talk = after(*lines, area=area)
    assert talk.search["place"] == place
    assert talk.keys[-1] != "missed_when"


@pytest.mark.parametrize(
    ("text", "key"),
    [("upper welland", "ask_when"), ("upper kempsey", "like_named"), ("great malvern", "ask_when")],
)
def test_a_name_that_no_list_has_is_said(text: str, key: str) -> None:
    assert key in after("sitter for mum", text).keys


@pytest.mark.parametrize(
    "lines",
    [("lift for dad malvern", "wheelchair"), ("carer for dad malvern", "to put him to bed"), ("lift", "to church")],
)
def test_part_of_what_is_looked_for_is_no_choice(lines: tuple[str, ...]) -> None:
    assert "which_need" not in after(*lines).keys


def test_henley_on_thames_is_not_thame() -> None:
    assert after("sitter", "henley", "on thames", area="oxfordshire").search["place"] == "henley-on-thames"


def test_several_visits_a_day_are_theirs_to_tell() -> None:
    assert "visits_a_day" in after("carer malvern", "2 x a day").keys
    assert "visits_a_day" not in after("carer malvern", "once a day").keys


@pytest.mark.parametrize("text", ["i dont like the 2nd", "i dont fancy the second one", "well i dont want number 2"])
def test_one_of_the_list_that_is_not_liked_is_left_out(text: str) -> None:
    talk = after("cleaner ely friday", text, area="cambridgeshire")
    assert talk.keys[0] == "left_out"
    assert talk.search["when"] == "fri"


def test_the_one_left_out_is_put_back() -> None:
    lines = ("cleaner ely friday", "not the second one", "put the second one back")
    assert after(*lines, area="cambridgeshire").keys[0] == "brought_back"


@pytest.mark.parametrize(
    "text", ["the last one never turned up half the time", "the old carer let us down", "my last cleaner didnt come"]
)
def test_what_is_told_of_the_last_one_is_no_number(text: str) -> None:
    assert "details" not in after("gardener worcester", "any day", text).keys


def test_after_a_death_the_search_may_still_be_needed() -> None:
    lines = ("cleaner for mum clacton tues", "mum died last night")
    assert not after(*lines, area="essex").search
    assert after(*lines, "we still need it", area="essex").keys[-1] == "matches"
    assert after(*lines, "thank you", area="essex").keys[-1] != "matches"


@pytest.mark.parametrize("text", ["what does dinner time mean", "what does tea time mean"])
def test_what_a_time_is_taken_for_is_said(text: str) -> None:
    talk = after("cook for mum malvern friday", text)
    assert talk.keys[0] == "time_meant"
    assert talk.search["when"] == "fri"


@pytest.mark.parametrize(
    "text",
    [
        "its got in a right state",
        "while i get over my op",
        "for 45 mins",
        "same time",
        "and home again",
    ],
)
def test_what_is_told_besides_is_noted(text: str) -> None:
    talk = after("cleaner malvern", "friday", text)
    assert talk.keys[0] in ("kept", "told_already", "faq_answer")
    assert talk.search["when"] == "fri"


@pytest.mark.parametrize(
    ("said", "need"),
    [
        ("me", "washing-bathing"),
        ("for my mum", "washing-bathing"),
        ("me not clothes", "washing-bathing"),
        ("clothes", "laundry"),
    ],
)
def test_of_whom_tells_which_washing(said: str, need: str) -> None:
    assert after("washing", said).search["need"] == need


@pytest.mark.parametrize(
    "said",
    [
        "when? when it suits them",
        "dunno whenever the weathers nice",
        "when its not raining",
        "well when can they",
        "what days do they do",
        "whatever",
        "ok whatever",
    ],
)
def test_any_time_is_meant_where_the_day_is_asked_for(said: str) -> None:
    assert after("company maldon", said, area="essex").search["when"] == "any"


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("ok whatever", "thanks"),
        ("did i say wickford", "kept"),
        ("shes 90 doesnt need much just food and company", "kept"),
        ("actually can i ask something first", "ask_away"),
        ("whats detail 1", "details"),
        ("next door does her shopping so not that", "kept"),
        ("that one never answered last time", "list_no_answer"),
        ("actually my cleaner just text shes coming back", "search_ended"),
        ("forget that", "search_ended"),
        ("so forget that search then", "search_ended"),
        ("forget what i told you", "forget_ask"),
        ("have you a number for the council out of hours", "person"),
        ("whats the social services number", "person"),
    ],
)
def test_what_is_said_after_a_list_moves_no_search(said: str, key: str) -> None:
    talk = after("cleaner maldon tuesday", said, area="essex")
    assert talk.keys[0] == key
    assert talk.search.get("when", "tue") == "tue"
    assert talk.search.get("place", "maldon") == "maldon"


def test_the_number_out_of_hours_is_told() -> None:
    assert "0345 606 1212" in after("cleaner maldon tuesday", "who do i ring at night", area="essex").text


def test_a_question_where_the_day_is_asked_for_is_not_passed_over() -> None:
    assert "ask them" in after("company maldon", "can they lift her in the car", area="essex").text


def test_after_harm_nobody_is_rung_and_the_talk_goes_on() -> None:
    told = ("bath for nan harwich mon", "he shouts and he left bruises on her arm", "no dont ring anyone")
    assert after(*told, area="essex").keys == ("safety_private",)
    assert after(*told, "i just want someone else, fridays", area="essex").search["when"] == "fri weekly"


@pytest.mark.parametrize(
    "said",
    [
        "ok back to the cleaner",
        "back to my search please",
        "can we go back to the cleaner",
        "show me the cleaners again",
    ],
)
def test_a_founders_questions_lead_back_to_the_search(said: str) -> None:
    talk = after("cleaner bredon thursdays", "do i need to register with cqc", said)
    assert (talk.session.flow, talk.search["need"], talk.keys[-1]) == ("find_support", "cleaning", "matches")


@pytest.mark.parametrize("said", ["back to the gardener", "back to the last question", "back", "show me that again"])
def test_what_was_not_looked_for_does_not(said: str) -> None:
    assert after("cleaner bredon thursdays", "do i need to register with cqc", said).session.flow != "find_support"


def test_a_number_is_of_what_was_shown_last() -> None:
    asked = ("cleaning ely any time", "wats direct payment", "can i see who takes direct payments", "number 2")
    assert after(*asked, area="cambridgeshire").keys == ("details",)


def test_fine_takes_no_offer_that_is_gone() -> None:
    lines = ("bath for nan harwich mon", "im exhausted looking after her", "who pays for it", "fine")
    assert after(*lines, area="essex").search["need"] == "washing-bathing"
