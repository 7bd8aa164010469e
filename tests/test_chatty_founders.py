"""Founders who answer CQC's questions in words of their own: what is plain is heard, what is not lets nobody go ahead,
and few questions are put to them twice."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from founders import TREE
from test_against_itself import MOST, PLAIN, before, number
from test_second_thoughts import asked, ended
from test_underway import TRIAGE, keys, says

from bot.content import CONTENT
from bot.content.pieces import read_yaml
from bot.conversation.unheard import MORE, unheard
from bot.flows.question import Session

FOUNDERS: Any = read_yaml(CONTENT.parent / "tests" / "understanding" / "chatty_founders.yaml")
MOST_ON_AVERAGE = 0.65
CHILD = {"age": "children", "arranger": "parent"}
PAPERS = {"arranger": "attorney_deputy"}
NO_HANDS = {"hands_on": "no"}
REMINDS = {"hands_on": "no", "prompting": "yes", "prompt_need": "no"}


def at(name: str, way: dict[str, str] | None = None) -> Session:
    """The triage with a question just asked, after the plain answers but for these."""
    offered = tuple(f"{TRIAGE}:{name}:{code}" for code in TREE.questions[name].options) if name != "confirm" else ()
    return replace(asked(name, before(name, {**PLAIN, **(way or {})})), offered=offered)


def talked(founder: Any) -> tuple[list[str], Counter[str]]:
    """The outcome of a founder's conversation, and how often each question was put."""
    way, left, put = {**PLAIN, **founder.get("way", {})}, {**founder["says"]}, Counter[str]()
    turn = says(Session(), founder["first"])
    while turn.session.flow == TRIAGE and turn.session.asked and put.total() < MOST:
        put[turn.session.asked] += 1
        turn = says(turn.session, left.pop(turn.session.asked, None) or number(turn.session, way))
    return ended(turn), put


def put_twice(put: Counter[str]) -> int:
    return sum(times - 1 for times in put.values())


@pytest.mark.parametrize("founder", FOUNDERS, ids=lambda founder: founder["name"])
def test_a_chatty_founder_comes_to_the_outcome(founder: Any) -> None:
    outcome, put = talked(founder)
    assert outcome == [founder.get("ends", "triaged:GET_ADVICE")]
    assert put_twice(put) <= founder["extra"]


def test_they_are_asked_little_twice() -> None:
    assert sum(put_twice(talked(founder)[1]) for founder in FOUNDERS) / len(FOUNDERS) <= MOST_ON_AVERAGE


HEARD = [
    ("control", {}, "ok yes", "yes"),
    ("control", {}, "sure", "yes"),
    ("hands_on", {}, "give them a shave", "yes"),
    ("hands_on", {}, "i give him a bath", "yes"),
    ("hands_on", {}, "i wash their hair", "yes"),
    ("hands_on", {}, "im only a companion who helps her dress", "yes"),
    ("hands_on", {}, "plaiting hair", "hair_beauty_only"),
    ("hands_on", {}, "perming", "hair_beauty_only"),
    ("hands_on", {}, "no I leave it on the doorstep", "no"),
    ("hands_on", {}, "no I'm only a companion", "no"),
    ("prompting", NO_HANDS, "no just cleaning", "no"),
    ("prompting", NO_HANDS, "no just the garden", "no"),
    ("role", {}, "sessions in the community centre", "give_support"),
    ("role", {}, "art classes in our village hall", "give_support"),
    ("who_delivers", {}, "only me", "only_me"),
    ("agency", {}, "no agency just me", "no"),
    ("agency", {}, "no its just me", "no"),
    ("role", {}, "i go in and keep them company, do the hoovering, get paid by the hour", "give_support"),
    ("role", {}, "i do foot care, visiting", "give_support"),
    ("role", {}, "no just driving them", "give_support"),
    ("role", {}, "i fix taps and put rails up", "give_support"),
    ("age", {}, "hes 9", "children"),
    ("age", {}, "shes 14", "children"),
    ("age", {}, "a disabled boy", "children"),
    ("age", {}, "a little girl with downs", "children"),
    ("age", {}, "theyre both in their 80s", "adults"),
    ("age", {}, "both over 18", "adults"),
    ("age", {}, "a boy of 25", "adults"),
    ("age", {}, "both ages", "both"),
    ("age", {}, "oaps", "adults"),
    ("health_treatment", {}, "no, mum does his tube", "no"),
    ("health_treatment", {}, "no, mum and dad do his pump before they go to bed", "no"),
    ("health_treatment", {}, "2 the district nurse comes in for that", "no"),
    ("health_treatment", {}, "no the nurse comes round for that", "no"),
    ("health_treatment", {}, "no just nails", "no"),
    ("health_treatment", {}, "no i wouldnt know how", "no"),
    ("hands_on", {}, "no we just serve up and wash up", "no"),
    ("hands_on", {}, "no just bags in and put it away", "no"),
    ("hands_on", {}, "no, i make a brew thats about it", "no"),
    ("prompting", NO_HANDS, "no, we clean and go", "no"),
    ("place", {}, "their homes and out to the shops", "both"),
    ("legal_form", {}, "1 on my own", "sole_trader"),
    ("who_delivers", {}, "me on my tod", "only_me"),
    ("agency", {}, "no its private", "no"),
    ("agency", {}, "no its direct payments", "no"),
    ("agency", {}, "private clients only", "no"),
    ("agency", {}, "no i advertise on facebook", "no"),
    ("agency", {}, "no his wife asked me herself", "no"),
    ("agency", {}, "2 found me on there website", "introduced_or_listed_only"),
    ("agency", {}, "my agency gets me the clients and pays me", "yes"),
    ("agency", {}, "the agency finds me clients and pays me", "yes"),
    ("agency", {}, "2 and they take the money and pay me", "yes"),
    ("agency", {}, "the app sets my rates", "yes"),
    ("arranger", {}, "person", "person"),
    ("arranger", {}, "the ladies themselves", "person"),
    ("arranger", {}, "whoevers feet they are", "person"),
    ("arranger", {}, "5 her daughter", "family_no_papers"),
    ("arranger", {}, "her daughter but she has no power of attorney", "family_no_papers"),
    ("arranger", {}, "her nephew but nothing official", "family_no_papers"),
    ("arranger", {}, "his wife, she doesnt have lpa", "family_no_papers"),
    ("arranger", {}, "daughter, no poa", "family_no_papers"),
    ("arranger", CHILD, "his mum", "parent"),
    ("arranger", CHILD, "her mum and dad", "parent"),
    ("arranger", CHILD, "her dad does", "parent"),
    ("arranger", CHILD, "parents", "parent"),
    ("control", {}, "her house her rules", "yes"),
    ("control", {}, "1 of course its their house", "yes"),
    ("control", {}, "they are, they ring when they want me", "yes"),
    ("control", CHILD, "yeah mum decides everything", "yes"),
    ("control", CHILD, "his mum tells me what to do", "yes"),
    ("control", PAPERS, "the daughter does yes", "yes"),
    ("control", PAPERS, "her son is", "yes"),
]


@pytest.mark.parametrize(("name", "way", "text", "code"), HEARD)
def test_a_plain_answer_is_heard(name: str, way: dict[str, str], text: str, code: str) -> None:
    session = says(at(name, way), text).session
    assert session.held(TRIAGE).get(name) == code
    assert name not in unheard(session)


NOT_HEARD = [
    # Alone is no word of an agency.
    *(("agency", {}, said) for said in ("just me", "only me", "its just me", "myself only", "no just me and the app")),
    ("hands_on", {}, "no i leave it on the doorstep and help her eat"),
    ("hands_on", {}, "no i leave it to the nurse"),
    ("prompting", NO_HANDS, "no just watching"),
    ("prompting", NO_HANDS, "just cooking while she eats"),
    ("control", {}, "well yes she can change it"),
    ("control", {}, "sure not"),
    ("control", {}, "ok yes her daughter does"),
    ("person_agrees", {"arranger": "family_no_papers"}, "sure her son does"),
    ("person_agrees", {"arranger": "family_no_papers"}, "ok yes her son does"),
    ("control", {}, "they are but I make the rota"),
    ("control", {}, "yes but i decide how"),
    ("arranger", {}, "she picks me"),
    ("role", {}, "we match people with carers and do the hoovering"),
    ("age", {}, "hes 19 and she is 9"),
    ("age", {}, "shes 9 stone wet through, 82"),
    ("age", {}, "young lady with downs"),
    ("health_treatment", {}, "no, i do his tube"),
    ("health_treatment", {}, "no i do the bag"),
    ("health_treatment", {}, "no i see to his pump"),
    ("health_treatment", {}, "no i do mums tube"),
    ("health_treatment", {}, "no the daughter and i handle that"),
    ("health_treatment", {}, "mum does the peg and i do it when shes out"),
    ("health_treatment", {}, "the nurse comes and i do it in between"),
    ("hands_on", {}, "no i just do her tea and hold the cup"),
    ("hands_on", {}, "no, i make her a brew and help her drink it"),
    ("prompting", NO_HANDS, "no we clean and wait till shes had her wash"),
    ("place", {}, "out to the shops and my house"),
    ("place", {}, "only out, i pick her up and do her coat and shoes"),
    ("legal_form", {}, "on my own"),
    ("who_delivers", {}, "only me then someone else each visit"),
    ("agency", {}, "no but an agency pays me"),
    ("agency", {}, "my agency finds the clients but they pay me direct"),
    ("agency", {}, "no the company found me"),
    ("agency", {}, "private agency"),
    ("arranger", {}, "a person"),
    ("arranger", {}, "talk to a person"),
    ("arranger", {}, "her mum and dad"),
    ("arranger", {}, "parents"),
    ("arranger", {}, "the person individually, or their family"),
    ("arranger", {}, "each lady or her daughter"),
    ("arranger", {}, "one daughter has poa and the other has no papers"),
    ("arranger", CHILD, "his nan"),
    ("arranger", CHILD, "mum and her boyfriend"),
    ("arranger", {"age": "both"}, "his mum"),
    ("control", {}, "the daughter does yes"),
    ("control", {"arranger": "family_no_papers"}, "the daughter does"),
    ("control", {}, "its their home and i do as i like"),
    ("control", {}, "its her house but the agency says what"),
    ("control", CHILD, "mum mostly"),
    ("control", CHILD, "mum and me together"),
    ("control", PAPERS, "her son does, and the agency"),
]


@pytest.mark.parametrize(("name", "way", "text"), NOT_HEARD)
def test_what_is_near_to_it_is_not_taken_for_it(name: str, way: dict[str, str], text: str) -> None:
    session = says(at(name, way), text).session
    code = session.held(TRIAGE).get(name)
    assert code is None or name in unheard(session) or (name, code) == ("control", "no")


NEARER = [
    ("hands_on", {}, "i just remind a lady with dementia to have a wash", "yes"),
    ("hands_on", {}, "prompting only she has dementia", "yes"),
    ("place", {}, "3 mostly", "both"),
    ("age", {}, "1 mostly", "adults"),
    ("arranger", {}, "the daughter", "family_no_papers"),
    ("arranger", {}, "parents", "family_no_papers"),
]


@pytest.mark.parametrize(("name", "way", "text", "code"), NEARER)
def test_half_an_answer_has_the_rest_asked_for(name: str, way: dict[str, str], text: str, code: str) -> None:
    turn = says(at(name, way), text)
    assert keys(turn) == ["tree_question"]
    assert f"{TRIAGE}:{name}:{code}" in turn.session.offered
    assert turn.says[-1].values["text"] != TREE.questions[name].ask


@pytest.mark.parametrize("text", ["no she hasnt", "no", "she hasnt got any", "5", "no papers"])
def test_no_papers_after_the_family(text: str) -> None:
    near = says(at("arranger"), "the daughter").session
    text = str(near.offered.index(f"{TRIAGE}:arranger:family_no_papers") + 1) if text == "5" else text
    assert says(near, text).session.asked == "person_agrees"


def test_lost_words_that_speak_against_no_answer_are_only_told_of_as_all_is_read_back() -> None:
    missed = says(at("control"), "thats the long and short of me duck")
    assert [event.name for event in missed.events] == ["not-understood"]
    assert set(unheard(missed.session)) == {MORE}
    turn = says(missed.session, "1")
    assert (keys(turn), turn.says[-1].values["more"]) == (["tree_confirm"], True)


def test_those_that_speak_for_one_answer_are_put_again_before_another() -> None:
    missed = says(at("control"), "her son is")
    assert "yes" not in unheard(missed.session)["control"]
    after = says(missed.session, "1").session
    assert after.asked == "arranger"  # of which they speak too


@pytest.mark.parametrize(
    ("name", "way", "text", "asks"),
    [
        ("confirm", NO_HANDS, "some need help in the shower", "hands_on"),
        ("confirm", NO_HANDS, "yes, one needs feeding", "hands_on"),
        ("confirm", {}, "yes but one needs two carers", "who_delivers"),
        ("confirm", {}, "yes though i change her dressing", "health_treatment"),
        ("confirm", {}, "yeah though i do her eye drops and her dressing", "health_treatment"),
        ("confirm", {"role": "family_unpaid"}, "right, although she does pay my rent", "role"),
        ("role", {}, "one needs looking after and pays", "role"),
    ],
)
def test_what_clients_need_is_told_of_them_and_looked_for_by_nobody(
    name: str, way: dict[str, str], text: str, asks: str
) -> None:
    turn = says(at(name, way), text)
    assert turn.session.asked == asks
    assert "offer_search" not in keys(turn)


def test_a_clients_need_after_an_outcome_opens_it_again() -> None:
    outcome = says(at("confirm", NO_HANDS), "yes").session
    assert says(outcome, "some need help in the shower").session.asked == "hands_on"


@pytest.mark.parametrize("text", ["can you find me a gardener in pershore", "i need a cleaner for my mum"])
def test_who_looks_for_help_there_is_offered_a_search_still(text: str) -> None:
    assert "offer_search" in keys(says(at("need"), text))


def test_yes_takes_the_search_that_was_offered() -> None:
    there = Session(met=True, flow="setup_checklist", asked="support", area="essex")
    offered = says(there, "i want my mums toenails cut").session
    assert says(offered, "yes").session.flow == "find_support"


@pytest.mark.parametrize("text", ["only me, i find someone when im on holiday", "me, mate covers if im ill"])
def test_cover_that_they_find_is_no_search(text: str) -> None:
    assert ended(says(at("who_delivers"), text)) == ["triaged:MUST_REGISTER"]


@pytest.mark.parametrize("text", ["just me, sole trader", "only myself as a sole trader", "sole trader on my own"])
def test_a_form_for_one_leaves_open_who_gives_the_care(text: str) -> None:
    assert says(at("legal_form"), text).session.asked == "who_delivers"


@pytest.mark.parametrize("text", ["give care myself", "i care for people on my own", "just me giving care"])
def test_a_plan_for_one_leaves_open_who_gives_the_care(text: str) -> None:
    assert "who_delivers" not in says(at("role"), text).session.held(TRIAGE)


@pytest.mark.parametrize("text", ["well yes she can change it", "they can change the times", "she might change that"])
def test_what_the_person_changes_is_no_answer_to_change(text: str) -> None:
    assert "tree_change" not in keys(says(at("control"), text))


@pytest.mark.parametrize("text", ["change it", "change that answer", "i want to change my answer"])
def test_an_answer_to_change_still_is_one(text: str) -> None:
    assert "tree_change" in keys(says(at("control"), text))


def test_whose_way_they_decide_is_kept_for_the_last_question() -> None:
    text = "she tells me what but I decide how because of manual handling"
    assert says(at("arranger"), text).session.held(TRIAGE)["control"] == "no"


def test_a_son_who_agrees_for_her_is_no_agreement_of_hers() -> None:
    turn = says(at("person_agrees", {"arranger": "family_no_papers"}), "she cant really decide but her son agrees")
    assert ended(turn) == ["triaged:GET_ADVICE"]


def test_helpers_who_are_not_paid_count_still() -> None:
    must = says(at("who_delivers"), "2").session
    assert says(must, "but she isnt paid").session.asked == "who_delivers"


def test_the_steps_do_not_ask_for_care_that_was_ruled_out() -> None:
    outcome = replace(says(at("confirm", NO_HANDS), "yes").session, area="essex")
    steps = says(outcome, "set it up").session
    assert says(steps, "4").session.asked == "workers"
    doubted = says(steps, "4", "change", "personal care", "not sure")  # which answers CQC's question
    assert ended(doubted) == ["triaged:GET_ADVICE"]


TOPICS = [
    ("hands on", "hands_on"),
    ("nursing", "health_treatment"),
    ("the nursing one", "health_treatment"),
    ("how it is set up", "legal_form"),
    ("who gives the care", "who_delivers"),
]


@pytest.mark.parametrize(("text", "asks"), TOPICS)
def test_an_answer_to_change_is_named_by_a_part_of_its_topic(text: str, asks: str) -> None:
    assert says(at("agency"), "change", text).session.asked == asks


def test_change_lists_what_was_told_before_the_first_answer() -> None:
    turn = says(Session(met=True), "do i need cqc im doing personal care on my own as a limited company", "change")
    assert keys(turn) == ["tree_change"]
    assert [option.code.rpartition(":")[2] for option in turn.says[-1].options] == ["hands_on", "legal_form"]


def test_words_of_two_meanings_are_told_before_the_questions() -> None:
    text = "my umbrella body says im doing regulated activity so do i have to register with cqc"
    turn = says(Session(met=True), text)
    assert keys(turn) == ["faq_answer", "tree_question"]
    assert "two things" in str(turn.says[0].values["answer"])
    assert keys(says(at("need"), "regulated activity")) == ["faq_answer", "tree_question"]
    assert keys(says(Session(met=True), "do i need to register with cqc")) == ["tree_question"]


@pytest.mark.parametrize("text", ["my result", "my result again", "whats my outcome"])
def test_the_result_is_told_again(text: str) -> None:
    assert keys(says(says(at("confirm"), "yes").session, text)) == ["tree_recall"]


@pytest.mark.parametrize(
    ("name", "way", "text"),
    [
        ("prompt_need", REMINDS, "no hed do it eventually if i went on at him"),
        ("prompt_need", REMINDS, "he wouldnt bother without me"),
        ("agency", {}, "no, the platform sets the rate and takes payment"),
        ("agency", {}, "they take the money and pay me"),
        ("arranger", {}, "power of attorney, she says, not seen it"),
        ("arranger", {}, "one daughter has poa and the other has no papers"),
    ],
)
def test_an_answer_is_no_danger(name: str, way: dict[str, str], text: str) -> None:
    assert not [event for event in says(at(name, way), text).events if event.name.startswith("safety")]


@pytest.mark.parametrize("text", ["he takes all her money and pays me nothing", "they took my passport and papers"])
def test_danger_near_to_it_still_is(text: str) -> None:
    assert [event for event in says(Session(met=True), text).events if event.name.startswith("safety")]
