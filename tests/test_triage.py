"""The CQC triage as it stands in content: every way through, own cases, what free text fills, and the conversation."""

from dataclasses import replace
from datetime import date
from itertools import takewhile
from pathlib import Path

import pytest
from founders import INTENTS, NAMES, TREE, TRIAGE_TOLD, WORLD, Founder, world
from hypothesis import given
from hypothesis import strategies as st
from ours import world as full_world

from bot.content import CONTENT
from bot.content.pieces import read_yaml
from bot.conversation import respond
from bot.flows.question import Session, World
from bot.flows.tree import Tree
from bot.flows.tree_reading import CONFIRM, read
from bot.flows.tree_results import EARLIER, RESULT, changed, results
from bot.flows.tree_review import document, paths, problems, texts
from bot.flows.tree_routes import follow, run
from bot.matching.text import clean
from bot.message import Inbound
from bot.reading_age import long_sentences, reading_age

HERE = Path(__file__).parent
CASES = read_yaml(HERE / "triage_cases.yaml")
CORPUS = read_yaml(HERE / "understanding" / "triage_facts.yaml")
SECOND = ("second_carer", "no_second_carer")
CAUTIONS = read_yaml(HERE / "understanding" / "triage_cautions.yaml")
TOLD = WORLD.hearing.told["cqc_triage"]
FLOW = Tree("cqc_triage")
GO_AHEAD = ("EXEMPT_SOLE_TRADER", "NOT_REGULATED")

PLAN = "country=yes role=give_support"
ADULTS = f"{PLAN} age=adults health_treatment=no"
HANDS = f"{ADULTS} hands_on=yes need=yes"
HOME = f"{HANDS} place=home"
SOLE = f"{HOME} legal_form=sole_trader"
ALONE = f"{SOLE} who_delivers=only_me"
FREE = f"{ALONE} agency=no"


def facts_of(text: str) -> dict[str, str]:
    """`a=b c=d` as answers."""
    return dict(fact.split("=") for fact in text.split())


def until(question: str) -> dict[str, str]:
    """Answers along some way to a question."""
    way = next(path.answers for path in paths(TREE) if question in path.answers)
    return dict(takewhile(lambda answer: answer[0] != question, way.items()))


def chosen(facts: dict[str, str]) -> list[str]:
    """The codes of the options that give these answers."""
    return [f"cqc_triage:{name}:{code}" for name, code in facts.items()]


# The tree


@pytest.mark.parametrize("case", CASES, ids=[case["who"] for case in CASES])
def test_cases(case: dict[str, str]) -> None:
    result = run(TREE, facts_of(case["facts"]))
    assert f"{result.outcome} {result.reason}" == case["leads_to"]


def test_the_cases_meet_every_question_option_and_reason() -> None:
    used = {fact for case in CASES for fact in facts_of(case["facts"]).items()}
    options = {(name, code) for name, question in TREE.questions.items() for code in question.options}
    assert (len(TREE.questions), len(TREE.outcomes), options - used) == (18, 5, set())
    assert {case["leads_to"] for case in CASES} == {f"{r.outcome} {name}" for name, r in TREE.reasons.items()}
    assert len(CASES) >= 60


def golden(name: Path, text: str, update: bool) -> None:
    """Compare with a golden file, or write it."""
    if update:
        name.write_text(text, encoding="utf-8")
    assert name.read_text(encoding="utf-8") == text


def test_every_way_through(update: bool) -> None:
    golden(HERE / "triage_paths.txt", "".join(f"{path}\n" for path in paths(TREE)), update)


def test_the_drawing(update: bool) -> None:
    golden(CONTENT.parent / "docs" / "cqc_triage.md", document(TREE), update)


def test_nothing_is_wrong_but_the_signature() -> None:
    found = problems(TREE, "cqc_triage", INTENTS, TREE.reviewed)
    assert [(problem.what, problem.warning) for problem in found] == [("nobody has signed this tree off", True)]
    aged = problems(TREE, "cqc_triage", INTENTS, date(TREE.reviewed.year + 2, 1, 1))
    assert [problem for problem in aged if "last reviewed" in problem.what]


def test_it_can_be_read_at_ten() -> None:
    assert reading_age(texts(TREE), NAMES) <= 10
    assert long_sentences(texts(TREE), names=NAMES) == []


@given(st.fixed_dictionaries({}, optional={n: st.sampled_from(sorted(q.options)) for n, q in TREE.questions.items()}))
def test_any_facts_lead_to_an_outcome_or_a_question(facts: dict[str, str]) -> None:
    result = run(TREE, facts)
    on_route = {name: facts[name] for name in result.asked}
    assert (result.outcome is None) == (result.next is not None)
    assert result.next is None or (result.next in TREE.questions and result.next not in facts)
    assert replace(run(TREE, on_route)) == result
    if result.outcome:
        assert f"{result.outcome} {result.reason}" == WAYS[tuple(on_route.items())]
        assert result.sources and result.reviewed == TREE.reviewed


WAYS = {tuple(path.answers.items()): f"{path.outcome} {path.reason}" for path in paths(TREE)}


# What free text fills


def test_free_text_settles_what_it_says_and_nothing_else() -> None:
    wrong = []
    for row in CORPUS["settled"]:
        got = TOLD.settled(clean(row["say"]), row.get("here"))
        if got != row["settles"]:
            wrong.append(f"{row['say']!r}: {got}, not {row['settles']}")
    assert not wrong, "\n".join(wrong)


def test_answers_in_peoples_own_words() -> None:
    wrong = []
    for row in CORPUS["answered"]:
        got = TOLD.answer(row["asked"], clean(row["say"]), row.get("here"))
        if got != row["is"]:
            wrong.append(f"{row['asked']}: {row['say']!r}: {got}, not {row['is']}")
    assert not wrong, "\n".join(wrong)


def test_nothing_said_with_strings_attached_is_taken_for_less_than_it_says() -> None:
    taken = []
    for asked, row in CAUTIONS.items():
        for say in row["says"]:
            got = read(TOLD, asked, clean(say), None, about=False)
            codes = {got.answer, got.settled.get(asked)}
            taken += [f"{asked}: {say!r}: {code}" for code in codes.intersection(row["never"])]
    assert not taken, "\n".join(taken)


NO_ANSWERS = ("never mind", "oh never mind", "nevermind that", "no worries", "no problem", "no rush at all")


@pytest.mark.parametrize("said", NO_ANSWERS)
@pytest.mark.parametrize("flow", ["cqc_triage", "setup_checklist"])
def test_politeness_with_a_no_in_it_is_no_answer(flow: str, said: str) -> None:
    told = WORLD.hearing.told[flow]
    assert {asked: told.answer(asked, said) for asked in told.options if told.answer(asked, said)} == {}


@pytest.mark.parametrize("said", ["never say never", "no way of knowing"])
def test_nor_is_what_nobody_can_know(said: str) -> None:
    assert {asked: TOLD.answer(asked, said) for asked in TOLD.options if TOLD.answer(asked, said)} == {}


def test_a_second_person_who_gives_care_is_heard_wherever_they_are_named() -> None:
    heard = {say: TOLD.settled(clean(say)).get("who_delivers") for key in SECOND for say in CORPUS[key]}
    assert [say for say in CORPUS["second_carer"] if heard[say] not in ("helpers", "substitute")] == []
    assert [say for say in CORPUS["no_second_carer"] if heard[say] in ("helpers", "substitute")] == []


def test_giving_such_care_already_is_heard_and_a_plan_is_not() -> None:
    heard = {say for key in ("already", "not_already") for say in CORPUS[key] if "already" in TOLD.settled(clean(say))}
    assert heard == set(CORPUS["already"])


@pytest.mark.parametrize(
    ("asked", "say", "settles"),
    [
        ("hands_on", "no agency", {"agency": "no"}),
        ("control", "yes, and my sister helps me", {"who_delivers": "helpers"}),
        ("arranger", "no wait my daughter does it when im on holiday", {"who_delivers": "substitute"}),
        ("agency", "no, its just me and my mate who helps me", {"who_delivers": "helpers"}),
    ],
)
def test_words_of_another_question_answer_only_that_one(asked: str, say: str, settles: dict[str, str]) -> None:
    got = read(TOLD, asked, clean(say), None, about=False)
    assert (got.answer, dict(got.settled)) == (None, settles)


def test_the_corpus_names_only_answers_of_the_tree() -> None:
    told = [item for row in CORPUS["settled"] for item in row["settles"].items() if item[0] != "already"]
    told += [(row["asked"], row["is"]) for row in CORPUS["answered"] if row["is"]]
    assert [item for item in told if item[1] not in TREE.questions[item[0]].options] == []
    assert {name for name, _ in told} == set(TREE.questions)


@pytest.mark.parametrize("name", TREE.questions)
def test_unsure_is_always_heard(name: str) -> None:
    unsure = "not_decided" if name == "legal_form" else "unsure"
    for text in ("not sure", "dont know", "dunno", "i'm not sure tbh"):
        assert TOLD.answer(name, clean(text)) == unsure, text


@given(st.text(max_size=200))
def test_any_text_is_read_without_harm(text: str) -> None:
    settled = TOLD.settled(clean(text), "england")
    assert all(name == "already" or code in TREE.questions[name].options for name, code in settled.items())


# The conversation


def test_the_message_that_starts_it_fills_what_it_settles() -> None:
    founder = Founder(FLOW).says(
        "do i need cqc if its just me, ltd company, I'd be bathing people at home in worcester", "cqc", "worcestershire"
    )
    assert founder.answers == {
        "country": "yes",
        "legal_form": "limited_company",
        "hands_on": "yes",
        "place": "home",
    }
    assert (founder.asked, founder.keys()) == ("role", ["tree_said", "tree_question"])
    assert "a limited company" in founder.value("tree_said", "said")


def test_just_me_never_says_how_it_is_set_up() -> None:
    founder = Founder(FLOW).all(*chosen(facts_of(HOME)))
    assert founder.asked == "legal_form"
    founder.says("just me")
    assert (founder.asked, founder.answers.get("legal_form")) == ("legal_form", None)
    assert "who_delivers" not in founder.answers  # nothing was said of helpers or cover
    assert founder.says("sole trader").asked == "who_delivers"


def test_every_way_through_in_conversation_ends_as_the_tree_says() -> None:
    for path in list(paths(TREE))[::7]:
        founder = Founder(FLOW).says("do i need cqc", "cqc").all(*chosen(dict(path.answers)))
        if path.outcome in GO_AHEAD:
            assert (founder.asked, founder.events) == (CONFIRM, []), path
            assert len(founder.value("tree_confirm", "said")) == len(path.answers)
            founder.says("cqc_triage:confirm:yes")
        assert founder.events == [f"triaged:{path.outcome}"], path
        assert founder.asked is None


SENTENCES = [row["say"] for row in CORPUS["settled"] + CORPUS["answered"]]


@given(st.lists(st.one_of(st.sampled_from(SENTENCES), st.sampled_from("1234"), st.just("yes")), max_size=40))
def test_nobody_is_told_to_go_ahead_but_by_the_tree_on_answers_read_back(messages: list[str]) -> None:
    founder, read_back = Founder(FLOW).says("do i need cqc", "cqc"), {}
    for text in messages:
        before = len(founder.events)
        founder.says(text)
        if founder.keys()[-1:] == ["tree_confirm"]:
            read_back = follow(TREE, founder.answers)
        if len(founder.events) > before:
            told = results(founder.answers)[-1]
            assert run(TREE, told.facts).outcome == told.outcome
            assert told.outcome not in GO_AHEAD or read_back == follow(TREE, told.facts)


def test_a_yes_holds_only_for_what_was_read_back() -> None:
    founder = Founder(FLOW).all(*chosen(facts_of(f"{FREE} arranger=person control=yes")), "yes")
    assert founder.events == ["triaged:EXEMPT_SOLE_TRADER"]
    assert founder.says("actually my niece will do some of the visits").events[-1] == "triaged:MUST_REGISTER"
    founder.says("staff none just me")
    assert (founder.asked, len(founder.events)) == ("who_delivers", 2)
    founder.says("only me")
    assert (founder.asked, len(founder.events)) == (CONFIRM, 2)
    assert founder.says("1").events[-1] == "triaged:EXEMPT_SOLE_TRADER"


def test_change_names_the_answers_and_asks_one_again() -> None:
    founder = Founder(FLOW).all(*chosen(facts_of(f"{ADULTS} hands_on=no prompting=no")))
    assert founder.labels() == ["Yes", "Change"]
    founder.says("2")
    assert (founder.asked, founder.keys()) == (CONFIRM, ["tree_change"])
    founder.says(str(founder.labels().index("Hands-on help") + 1))
    assert (founder.asked, "hands_on" in founder.answers) == ("hands_on", False)
    assert founder.says("washing and dressing").asked == "need"


def test_no_to_the_reading_back_means_change() -> None:
    founder = Founder(FLOW).all(*chosen(facts_of("country=yes role=family_unpaid")), "no thats wrong")
    assert founder.keys() == ["tree_change"]


def test_back_asks_the_last_question_again() -> None:
    founder = Founder(FLOW).all(*chosen(facts_of(f"{PLAN} age=adults"))).back()
    assert (founder.asked, founder.answers) == ("age", facts_of(PLAN))


def test_a_question_of_theirs_answers_nothing() -> None:
    founder = Founder(FLOW).all(*chosen(facts_of(ADULTS)))
    for text in (
        "does cutting toenails count?",
        "what do you mean",
        "is feeding someone personal care",
        "do helpers need a dbs",
        "who decides if they can",
        "why",
    ):
        assert (founder.says(text).asked, founder.said) == ("hands_on", ()), text
    assert founder.says("im ltd, do i need cqc then", "cqc").answers["legal_form"] == "limited_company"


def test_an_answer_does_not_disturb_earlier_ones() -> None:
    founder = Founder(FLOW).all(
        *chosen(facts_of(f"{PLAN} age=both child_place=own_home health_treatment=no hands_on=yes"))
    )
    founder.says("yes the adults are elderly")
    assert (founder.answers["age"], founder.answers["need"], founder.asked) == ("both", "yes", "place")
    assert founder.says("actually only adults").answers["age"] == "adults"


@pytest.mark.parametrize(
    ("text", "again", "open_answer"),
    [
        ("me and a helper", "who_delivers", None),
        ("no, me and a helper", "who_delivers", None),
        ("me and my husband", "legal_form", None),
        ("its a ltd company", "legal_form", None),
        ("my sister covers when im ill", "who_delivers", None),
    ],
)
def test_what_speaks_against_an_earlier_answer_is_said_back_and_asked_again(
    text: str, again: str, open_answer: str | None
) -> None:
    founder = Founder(FLOW).all(*chosen(facts_of(ALONE))).says(text)
    assert (founder.asked, founder.keys()[-2:]) == (again, ["differs", "tree_question"])
    assert TREE.questions[again].options[facts_of(ALONE)[again]].said in founder.value("differs", "before")
    assert (founder.answers.get("agency"), founder.events) == (open_answer, [])


def test_nothing_is_changed_but_by_their_answer() -> None:
    founder = Founder(FLOW).all(*chosen(facts_of(FREE)), "me and a helper")
    assert founder.says("cqc_triage:who_delivers:only_me").asked == "arranger"
    assert founder.says("me and a helper").says("2").events == ["triaged:MUST_REGISTER"]
    plain = Founder(FLOW).all(*chosen(facts_of(FREE)), "her daughter, she has power of attorney")
    assert (plain.asked, plain.answers["who_delivers"]) == ("control", "only_me")
    told = Founder(FLOW).all(*chosen(facts_of(FREE)), "sorry, me and a helper")
    assert told.events == ["triaged:MUST_REGISTER"]


def test_a_yes_to_the_reading_back_with_a_doubt_in_it_is_no_yes() -> None:
    founder = Founder(FLOW).all(*chosen(facts_of(f"{FREE} arranger=person control=yes")), "yes but me and a helper")
    assert (founder.asked, founder.events) == ("who_delivers", [])


@pytest.mark.parametrize("text", ["she controls everything i do", "my lady controls everything i do"])
def test_an_answer_that_sounds_like_harm_is_taken_with_the_numbers(text: str) -> None:
    content, hearing, catalogue = full_world()
    facts = facts_of(f"{FREE} arranger=person")
    session = Session(met=True, flow="cqc_triage", asked="control", answers={"cqc_triage": facts})
    here = World(WORLD.now, content, hearing, catalogue)
    turn = respond(session, Inbound("sms", "1", "+447700900001", text, WORLD.now), here)
    assert [say.key for say in turn.says] == ["safety_perhaps", "tree_confirm"]
    assert turn.session.held("cqc_triage")["control"] == "yes"
    danger = replace(session, asked="agency")
    elsewhere = respond(danger, Inbound("sms", "1", "+447700900001", text, WORLD.now), here)
    assert elsewhere.says[0].key.startswith("safety_")
    assert "control" not in elsewhere.session.held("cqc_triage") or elsewhere.session.asked == "agency"


def test_an_outcome_says_why_and_how_far_to_trust_it() -> None:
    founder = Founder(FLOW).all(*chosen(facts_of(f"{HOME} legal_form=partnership")))
    because = ["you give hands-on help", "you help where they live", "a partnership"]
    assert founder.value("tree_outcome", "because") == because
    assert "do not start" in founder.value("tree_next", "start")
    assert founder.value("tree_next", "contact").phone == "03000 616161"
    assert founder.value("tree_next", "reviewed") == "21 November 2026"
    assert founder.value("tree_next", "unsigned")
    assert founder.labels() == [TREE.another]
    why = FLOW.why(founder.session, WORLD)
    assert why and [source.url for source in why.values["sources"]]  # type: ignore[attr-defined]


def test_a_signed_tree_no_longer_says_that_it_is_unchecked() -> None:
    signed = TREE.model_copy(update={"signed_off_by": "A reviewer", "signed_off_on": date(2026, 12, 1)})
    founder = Founder(FLOW, world(signed)).says("cqc_triage:country:no")
    assert founder.value("tree_next", "unsigned") == ""


@pytest.mark.parametrize(
    "text", ["im already doing it", "ive been bathing her for a year", "i currently have 3 clients"]
)
def test_somebody_who_gives_such_care_now_is_sent_to_cqc_now(text: str) -> None:
    founder = Founder(FLOW).all(*chosen(facts_of(HOME)), text, "cqc_triage:legal_form:partnership")
    assert founder.value("tree_next", "start") == TREE.already
    assert "CQC now" in TREE.already


def test_whoever_gives_such_care_now_hears_it_at_once_and_only_once() -> None:
    founder = Founder(FLOW).says("ive been washing two old ladies for a year now")
    assert [say.key for say in founder.said] == ["tree_said", "given_already", "tree_question"]
    assert founder.value("given_already", "text") == TREE.already
    assert [say.key for say in founder.says("yes").said] == ["tree_question"]


@pytest.mark.parametrize("care", ["yes", "nails_only"])
def test_it_is_said_once_the_care_is_known_to_count(care: str) -> None:
    founder = Founder(FLOW).all(*chosen(until("hands_on")), "im already doing it")
    assert "given_already" not in {say.key for say in founder.said}
    said = {say.key for say in founder.says(f"cqc_triage:hands_on:{care}").said}
    assert ("given_already" in said) == (care == "yes")


@pytest.mark.parametrize("asked", sorted(TREE.questions))
@pytest.mark.parametrize("text", ["i dont know", "dont know", "i dont no", "not sure"])
def test_every_question_can_be_left_open_in_words(asked: str, text: str) -> None:
    session = Session(met=True, flow=FLOW.name, asked=asked, answers={FLOW.name: until(asked)})
    turn = respond(session, Inbound("sms", "1", "+447700900001", text, WORLD.now), World(WORLD.now, *ALONG))
    assert turn.session.held(FLOW.name)[asked] in ("unsure", "not_decided")


def test_a_question_may_tell_that_they_give_the_care_already() -> None:
    founder = Founder(FLOW).all(*chosen(facts_of(HOME)), "im already doing it, what now")
    assert (founder.asked, founder.answers["already"]) == ("legal_form", "yes")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("i now have a helper", "MUST_REGISTER"),
        ("ive taken my sister on", "MUST_REGISTER"),
        ("does it change anything if i get someone to help", "MUST_REGISTER"),
        ("im going to make it a limited company", "MUST_REGISTER"),
        ("the council wants to give me a contract", "MUST_REGISTER"),
        ("when im ill my friend steps in for me", "MUST_REGISTER"),
        ("her son died so now its me who decides what to do", "MUST_REGISTER"),
        ("an agency is going to send me clients", "GET_ADVICE"),
    ],
)
def test_a_change_told_after_the_outcome_is_looked_at_again(text: str, outcome: str) -> None:
    founder = Founder(FLOW).all(*chosen(facts_of(f"{FREE} arranger=person control=yes")), "yes", text)
    assert founder.events == ["triaged:EXEMPT_SOLE_TRADER", f"triaged:{outcome}"]
    assert founder.value("tree_next", "start") == TREE.since


def test_who_agrees_it_is_asked_again_once_the_person_cannot_decide() -> None:
    founder = Founder(FLOW).all(*chosen(facts_of(f"{FREE} arranger=person control=yes")), "yes")
    founder.says("the lady has lost capacity now")
    assert (founder.asked, founder.keys()) == ("arranger", ["differs", "tree_help", "tree_question"])


ALONG = full_world()


def talk(asked: str, facts: str, *texts: str) -> tuple[list[str], Session]:
    """What is said to the last of these messages, by wording key, in the middle of the triage."""
    here = World(WORLD.now, *ALONG)
    session = Session(met=True, flow="cqc_triage", asked=asked or None, answers={"cqc_triage": facts_of(facts)})
    for text in texts:
        turn = respond(session, Inbound("sms", "1", "+447700900001", text, WORLD.now), here)
        session = turn.session
    return [say.key for say in turn.says], session


@pytest.mark.parametrize("text", ["no shes fine", "no", "no nothing like that", "yes"])
def test_a_yes_or_no_after_a_safety_message_answers_no_question(text: str) -> None:
    keys, session = talk("hands_on", ADULTS, "my client has stopped breathing", text)
    assert keys[0] in ("after_alarm", "safe_now")
    assert (session.asked, "hands_on" in session.held()) == ("hands_on", False)
    assert talk("hands_on", ADULTS, "my client has stopped breathing", text, "no")[1].asked == "prompting"


@pytest.mark.parametrize(
    "text",
    [
        "my sister is going to start helping me",
        "hi its karen, ive taken on my sister to help me, does it change anything",
        "im going to make it a limited company",
    ],
)
def test_a_change_told_after_an_outcome_begins_nothing_else(text: str) -> None:
    for before in ((), ("hello",)):
        keys, session = talk("control", f"{FREE} arranger=person", "yes", "yes", *before, text)
        assert (session.flow, keys[:2]) == ("cqc_triage", ["tree_said", "tree_outcome"])


def test_things_have_changed_names_the_answers() -> None:
    assert talk("control", f"{FREE} arranger=person", "yes", "yes", "things have changed")[0] == ["tree_change"]


def test_of_several_services_the_most_serious_outcome_stands() -> None:
    founder = Founder(FLOW).all(*chosen(facts_of(f"{HOME} legal_form=partnership")))
    founder.says("another service")
    assert (founder.asked, set(founder.answers)) == ("role", {EARLIER, "country"})
    founder.all(*chosen(facts_of(f"{ADULTS} hands_on=no prompting=no"))[1:], "yes")
    assert founder.events == ["triaged:MUST_REGISTER", "triaged:MUST_REGISTER"]
    assert founder.value("tree_outcome", "verdict") == TREE.outcomes["NOT_REGULATED"].verdict
    assert founder.value("tree_next", "stands") == TREE.outcomes["MUST_REGISTER"].stands
    assert [kept.outcome for kept in results(founder.answers)] == ["MUST_REGISTER", "NOT_REGULATED"]
    assert len(results(FLOW.afresh(founder.answers))) == 2


@pytest.mark.parametrize(
    "text",
    [
        "we do day trips too, only out",
        "ive also got a lady i only clean for",
        "we also run a lunch club and help people eat there",
    ],
)
def test_a_service_told_of_besides_begins_anew_and_takes_nothing_back(text: str) -> None:
    session = Founder(FLOW).all(*chosen(facts_of(f"{HOME} legal_form=partnership"))).session
    turn = respond(session, Inbound("sms", "1", "+447700900001", text, WORLD.now), World(WORLD.now, *ALONG))
    assert (turn.session.flow, turn.session.asked, set(turn.session.held(FLOW.name)) - {"kind"}) == (
        FLOW.name,
        "role",
        {EARLIER, "country"},
    )


def test_a_kept_result_shows_when_the_tree_no_longer_gives_it() -> None:
    founder = Founder(FLOW).all(*chosen(facts_of("country=yes role=family_unpaid")), "yes")
    kept = results(founder.answers)[0]
    assert (kept.edition, kept.on, str(kept)) == (TREE.edition, "2026-11-23", founder.answers[RESULT])
    assert changed(TREE, founder.answers) == ()
    reasons = {**TREE.reasons, "FAMILY": TREE.reasons["FAMILY"].model_copy(update={"outcome": "GET_ADVICE"})}
    later = TREE.model_copy(update={"reasons": reasons, "version": "2027-01-01"})
    assert changed(later, founder.answers) == (kept,)


def test_a_withdrawn_option_is_asked_again_and_the_rest_is_kept() -> None:
    founder = Founder(FLOW).all(*chosen(facts_of(f"{PLAN} age=adults")))
    age = TREE.questions["age"]
    fewer = age.model_copy(update={"options": {code: o for code, o in age.options.items() if code != "adults"}})
    later = TREE.model_copy(update={"questions": {**TREE.questions, "age": fewer}})
    moved = Founder(FLOW, world(later), founder.session).says("cqc_triage:age:adults")
    assert (moved.said, moved.answers) == ((), founder.answers)
    assert moved.says("cqc_triage:country:yes").asked == "age"
    assert moved.answers["role"] == "give_support"


@pytest.mark.parametrize("text", ["in pershore", "in their own homes in pershore", "people round evesham"])
def test_a_place_of_ours_answers_where_they_live_when_that_is_asked(text: str) -> None:
    content, hearing, catalogue = full_world()
    here = World(WORLD.now, content, hearing, catalogue)
    asked = Session(met=True, flow="cqc_triage", asked="country", answers={"cqc_triage": {}})
    turn = respond(asked, Inbound("sms", "1", "+447700900001", text, WORLD.now), here)
    assert turn.session.held("cqc_triage")["country"] == "yes"
    alone = respond(asked, Inbound("sms", "1", "+447700900001", f"i live {text}", WORLD.now), here)
    assert "country" not in alone.session.held("cqc_triage")


@pytest.mark.parametrize(
    "text",
    [
        "no she'd not eat at all without me",
        "no, they wouldnt drink without me there",
        "no he wont wash unless i remind him",
        "no nothing gets done without me there",
        "no they doesnt eat if im not there",
        "no ta",
        "no thanks",
    ],
)
@pytest.mark.parametrize("name", ["hands_on", "prompting"])
def test_a_no_that_says_that_they_depend_on_it_or_only_thanks_is_asked_again(name: str, text: str) -> None:
    assert TRIAGE_TOLD.answer(name, text) is None


@pytest.mark.parametrize("text", ["no", "nope", "no never", "no they do it themselves", "no they do that without me"])
@pytest.mark.parametrize("name", ["hands_on", "prompting"])
def test_a_no_near_to_that_is_one(name: str, text: str) -> None:
    assert TRIAGE_TOLD.answer(name, text) == "no"
