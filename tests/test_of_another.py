"""What founders tell CQC's questions of somebody else, ask of them, or say when they are not sure: none of it is an
answer of theirs."""

from dataclasses import replace

import pytest
from test_not_all_of_it import asked_of
from test_numbered import at
from test_second_thoughts import READ_BACK, asked, ended, exempt
from test_underway import TRIAGE, keys, says

from bot.flows.question import Session


def test_what_another_does_is_told_and_answers_nothing_else() -> None:
    turn = says(at("health_treatment"), "i forgot, my husband will do some of it")
    assert turn.session.held(TRIAGE).get("who_delivers") == "helpers"
    assert (turn.session.asked, "health_treatment" in turn.session.held(TRIAGE)) == ("health_treatment", False)


@pytest.mark.parametrize("text", ["i do the care, my lad does the gardens", "the brokerage team at the council"])
@pytest.mark.parametrize("name", ["who_delivers", "arranger"])
def test_a_bystander_gives_no_care(name: str, text: str) -> None:
    turn = says(at(name), text)
    assert turn.session.held(TRIAGE).get("who_delivers") != "helpers"
    assert turn.session.asked != "who_delivers" or name == "who_delivers"


KIN = (
    *("i will tell my husband", "ill let my wife know", "ok. im telling my mum tonight", "going to show my dad this"),
    *("my husband is pleased", "my mum will be so proud", "my daughter said its great", "my husband thinks its risky"),
    *("my son lives in london", "my mum moved in with me", "my husband will drive me", "my daughter does my books"),
)


@pytest.mark.parametrize("text", KIN)
def test_their_own_people_who_do_none_of_it_change_nothing(text: str) -> None:
    turn = says(exempt(), text)
    assert (keys(turn)[0], turn.session.asked, turn.events) == ("noted", None, ())


@pytest.mark.parametrize(
    "text",
    [
        "my husband said he will help",
        "my sister wants to join me",
        "my friend would like to work with me",
        "my mum is helping",
        "my helper is pleased",
        "my son is in the business",
        "my husband is worried so he comes with me",
        "my husband drives me and holds her while i wash",
        "my daughter does my ladies",
        "my daughter says she will cover",
    ],
)
def test_of_their_own_people_who_may_do_some_it_is_asked(text: str) -> None:
    turn = says(exempt(), text)
    assert turn.session.asked or [event.name for event in turn.events] == ["triaged:MUST_REGISTER"]


def test_a_goodbye_to_their_own_people_is_met_as_one() -> None:
    assert keys(says(exempt(), "i will tell my husband goodbye"))[0].startswith("safety")


def test_a_mate_whom_they_only_speak_of_is_no_helper() -> None:
    turn = says(Session(met=True), "my mate does care and she doesnt have cqc why should i")
    assert "who_delivers" not in turn.session.held(TRIAGE)


@pytest.mark.parametrize("text", ["me and a team", "its a small team", "my team", "we are a team of carers"])
def test_a_team_is_one(text: str) -> None:
    assert says(at("who_delivers"), text).session.held(TRIAGE).get("who_delivers") == "helpers"


def test_a_son_who_helps_is_no_partner() -> None:
    held = says(at("legal_form"), "yes, oh and my son helps with the lifting").session.held(TRIAGE)
    assert (held.get("legal_form"), held["who_delivers"]) == (None, "helpers")


def test_no_helpers_answers_who_gives_the_care() -> None:
    assert says(at("who_delivers"), "no helpers").session.held(TRIAGE)["who_delivers"] == "only_me"


@pytest.mark.parametrize(
    "text",
    [
        "i get my clients through an introductory agency, they just put us in touch",
        "an introductory agency found her for me, thats all",
        "agency put us in touch then thats it",
        "just introductions",
        "the council list",
    ],
)
def test_an_agency_that_only_put_them_in_touch_manages_nothing(text: str) -> None:
    turn = says(at("agency"), text)
    assert (turn.session.held(TRIAGE).get("agency"), turn.session.asked) == ("introduced_or_listed_only", "arranger")


@pytest.mark.parametrize(
    "text", ["an introductory agency, they pay me", "they put us in touch and give me a rota", "the agency sends me"]
)
def test_one_that_pays_or_plans_does(text: str) -> None:
    assert says(at("agency"), text).session.held(TRIAGE).get("agency") not in ("introduced_or_listed_only", "no")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("health_treatment", "is insulin nursing"),
        ("hands_on", "is brushing hair personal care"),
        ("hands_on", "does making a sandwich count"),
        ("hands_on", "does cutting up food count"),
        ("hands_on", "what about putting her shoes on"),
    ],
)
def test_a_question_what_counts_is_met_with_what_does(name: str, text: str) -> None:
    turn = says(at(name), text)
    assert (keys(turn), turn.session.asked, turn.events) == (["tree_help", "tree_question"], name, ())
    assert name not in turn.session.held(TRIAGE)


def test_the_parent_of_a_child_can_be_chosen() -> None:
    facts = {**at("arranger").held(TRIAGE), "age": "both", "child_place": "own_home"}
    turn = says(asked("arranger", facts), "mum")
    assert "arranger" not in turn.session.held(TRIAGE)
    assert f"{TRIAGE}:arranger:parent" in turn.session.offered
    assert says(turn.session, "1").session.held(TRIAGE)["arranger"] == "parent"


def test_the_parent_of_an_adult_cannot() -> None:
    assert f"{TRIAGE}:arranger:parent" not in says(at("arranger"), "mum").session.offered


@pytest.mark.parametrize("text", ["yes i think so", "i think so", "yes probably", "yes i suppose"])
def test_a_yes_to_the_reading_back_that_is_not_sure_is_asked_once_more(text: str) -> None:
    turn = says(READ_BACK, text)
    assert (keys(turn), turn.session.asked) == (["yes_unsure", "tree_confirm"], "confirm")
    assert not ended(turn)


@pytest.mark.parametrize("text", ["sometimes", "yes disabled", "mum"])
def test_after_an_outcome_what_is_not_understood_comes_with_the_ways_on(text: str) -> None:
    there = exempt()
    turn = says(there, text)
    assert keys(turn) == ["missed"]
    assert [option.code for option in turn.says[0].options] == list(there.offered)


def test_amid_the_list_of_answers_a_remark_is_no_further_change() -> None:
    turn = says(replace(exempt(), alarmed=False), "but thats daft so it is", "ive already given up my job")
    assert keys(turn) == ["none_changed", "tree_change"]
    assert keys(says(turn.session, "im in tears here dont know what to do"))[0] == "worn_down"


def test_what_they_cannot_bear_is_no_answer() -> None:
    turn = says(asked_of("role"), "im in tears here dont know what to do")
    assert (keys(turn)[0], turn.session.asked) == ("worn_down", "role")


@pytest.mark.parametrize(
    "text",
    ["NOT ENGLAND", "no these live in wales", "not in england no", "these arent in england", "its over the border"],
)
def test_england_holds_for_another_service_until_they_say_not(text: str) -> None:
    turn = says(exempt(), "check another service")
    assert keys(turn) == ["tree_help", "tree_question"]
    assert (turn.session.asked, turn.says[0].values["text"].startswith("As before")) == ("role", True)
    assert says(turn.session, text).session.asked == "country"


@pytest.mark.parametrize("text", ["england only", "just england", "yes in england", "care for people in their homes"])
def test_and_holds_where_they_say_so(text: str) -> None:
    turn = says(exempt(), "check another service", text)
    assert turn.session.held(TRIAGE)["country"] == "yes"
