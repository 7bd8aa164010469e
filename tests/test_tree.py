"""Any tree: how it runs, what a review finds wrong with it, and how a deploy carries people over."""

from typing import Any

import ours
import pytest
from founders import INTENTS, Founder, world
from hypothesis import given
from hypothesis import strategies as st

from bot.content.trees import TreeContent
from bot.flows.tree import Tree
from bot.flows.tree_results import RESULT
from bot.flows.tree_review import ONWARD, document, mermaid, paths, problems
from bot.flows.tree_routes import UnknownFactError, run

SOURCE = {"title": "Rule book", "url": "https://example.org/rules", "checked_on": "2026-11-01"}
OUTCOME = {"verdict": "Stop.", "short": "stop", "change": "Ask again.", "stands": "It stands."}


def option(label: str, **more: Any) -> dict[str, Any]:
    return {"label": label, "said": label.lower(), **more}


def small(**changes: Any) -> dict[str, Any]:
    """A tree about bicycles, as its file has it."""
    question = {
        "wheels": {
            "topic": "Wheels",
            "ask": "Does it have wheels?",
            "help": "Round things.",
            "options": {"yes": option("Yes", next="bell"), "no": option("No", reason="NO_WHEELS")},
        },
        "bell": {
            "topic": "Bell",
            "ask": "Does it have a bell?",
            "help": "It rings.",
            "options": {
                "yes": option("Yes", reason="FIT", says=["ding"]),
                "no": option("No", reason="NO_BELL"),
                "unsure": option("Not sure", reason="NO_BELL"),
            },
        },
    }
    written: dict[str, Any] = {
        "title": "May I ride it?",
        "version": "1",
        "reviewed": "2026-11-01",
        "signed_off_by": "A rider",
        "signed_off_on": "2026-11-02",
        "start": "wheels",
        "contact": {"name": "The shop", "phone": "01632 960000", "source": "sign", "checked_on": "2026-11-01"},
        **dict.fromkeys(("guide", "unsigned", "already", "already_said", "since"), "Words."),
        **dict.fromkeys(("another", "again", "confirm_help"), "Words."),
        "confirm_yes": "Yes",
        "confirm_change": "Change",
        "outcomes": {"STOP": OUTCOME, "RIDE": {**OUTCOME, "confirm": True}},
        "questions": question,
        "reasons": {
            "NO_WHEELS": {"outcome": "STOP", "text": "No wheels.", "because": ["wheels"], "sources": ["rules"]},
            "NO_BELL": {"outcome": "STOP", "text": "No bell.", "because": ["bell"], "sources": ["rules"]},
            "FIT": {"outcome": "RIDE", "text": "All there.", "because": ["wheels", "bell"], "sources": ["rules"]},
        },
        "sources": {"rules": SOURCE},
        "hears": {
            "concepts": {"no": "no, not, dont"},
            "answers": {
                "agrees": ["^ yes|yep"],
                "yes": ["^ yes|yep"],
                "no": ["^ no|nope"],
                "unsure": ["not sure"],
                "change": ["change"],
            },
            "sayings": [{"settles": {"bell": "yes"}, "says": ["with a bell"]}],
        },
    }
    return {**written, **changes}


def tree(**changes: Any) -> TreeContent:
    return TreeContent.model_validate(small(**changes))


def found(changed: TreeContent) -> list[str]:
    return [str(problem) for problem in problems(changed, "ride", INTENTS)]


def with_option(name: str, code: str, **more: Any) -> TreeContent:
    """The tree with one option written otherwise."""
    written = small()
    written["questions"][name]["options"][code] = option("Yes", **more)
    return TreeContent.model_validate(written)


def test_it_runs_to_an_outcome_or_the_next_question() -> None:
    assert run(tree(), {}).as_json() == {"outcome": None, "next": "wheels", "asked": []}
    assert run(tree(), {"wheels": "yes"}).as_json() == {"outcome": None, "next": "bell", "asked": ["wheels"]}
    assert run(tree(), {"wheels": "no", "bell": "yes"}).as_json() == {
        "outcome": "STOP",
        "reason": "NO_WHEELS",
        "asked": ["wheels"],
        "sources": ["Rule book https://example.org/rules"],
        "reviewed": "2026-11-01",
    }


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"colour": "red"}, "colour: there is no such question"),
        ({"wheels": "maybe"}, "wheels: 'maybe' is not one of yes, no"),
        ({"wheels": "no", "bell": "loud"}, "bell: 'loud' is not one of yes, no, unsure"),
    ],
)
def test_unknown_facts_are_named(facts: dict[str, str], said: str) -> None:
    with pytest.raises(UnknownFactError, match=said.replace("?", r"\?")):
        run(tree(), facts)


def test_every_way_is_listed_and_drawn() -> None:
    assert [str(path) for path in paths(tree())] == [
        "wheels=yes bell=yes -> RIDE FIT",
        "wheels=yes bell=no -> STOP NO_BELL",
        "wheels=yes bell=unsure -> STOP NO_BELL",
        "wheels=no -> STOP NO_WHEELS",
    ]
    drawn = mermaid(tree()).splitlines()
    assert '  wheels -->|"Yes"| bell' in drawn
    assert '  bell -->|"Not sure"| NO_BELL' in drawn
    assert "Signed off by: A rider, 2026-11-02." in document(tree())
    assert "| STOP | 3 | Stop. |" in document(tree())


def test_a_sound_tree_has_no_problem() -> None:
    assert found(tree()) == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        (tree(start="saddle"), "flows/ride.yaml: start: there is no question saddle"),
        (with_option("bell", "yes", next="saddle"), "options.yes: there is no question saddle"),
        (with_option("bell", "yes", reason="SHINY"), "options.yes: there is no reason SHINY"),
        (with_option("bell", "yes"), "options.yes: needs either a next question or a reason"),
        (with_option("bell", "yes", next="wheels", reason="FIT"), "needs either a next question or a reason"),
        (with_option("bell", "yes", next="wheels"), "questions.wheels: leads back to itself"),
        (with_option("wheels", "yes", reason="FIT"), "questions.bell: is never reached"),
        (with_option("bell", "yes", reason="NO_BELL"), "reasons.FIT: is never reached"),
        (tree(sources={"rules": SOURCE, "spare": SOURCE}), "sources.spare: is never used"),
        (tree(sources={"other": SOURCE}), "there is no source rules"),
        (tree(outcomes={"STOP": OUTCOME}), "reasons.FIT: there is no outcome RIDE"),
        (tree(signed_off_by=""), "signed_off_by: nobody has signed this tree off"),
        (tree(guide="Words. " * 80), "what follows the outcome takes"),
    ],
)
def test_what_is_wrong_is_found(changed: TreeContent, problem: str) -> None:
    assert any(problem in one for one in found(changed)), found(changed)


@pytest.mark.parametrize(
    ("where", "value", "problem"),
    [
        (("questions", "bell", "ask"), "Ring? " * 60, "questions.bell.ask: with its options it takes"),
        (("questions", "bell", "help"), "Ring! " * 60, "questions.bell.help: takes"),
        (("questions", "bell", "options", "unsure", "label"), "Cancel", "'Cancel' is a word that carriers"),
        (("reasons", "FIT", "because"), ["saddle"], "reasons.FIT: there is no question saddle"),
        (("reasons", "FIT", "sources"), [], "reasons.FIT: has no source"),
        (("hears", "sayings"), [{"settles": {"bell": "loud"}, "says": ["loud"]}], "bell=loud is no answer of the tree"),
        (("hears", "guards"), {"bell": {"loud": {"unless": ["quiet"]}}}, "bell=loud is no answer of the tree"),
        (
            ("questions", "bell", "completed"),
            [{"told": "a_ring", "when": {"wheels": ["yes"]}, "means": "yes"}],
            "questions.bell: hears.about has no a_ring",
        ),
        (
            ("questions", "bell", "nearer"),
            [{"told": "a_ring", "ask": "Which?", "options": ["yes", "loud"]}],
            "questions.bell: loud is no answer of it",
        ),
        (("hears", "doubts"), ["<nothing>"], "hears: no concept <nothing>"),
    ],
)
def test_what_is_wrong_inside_is_found(where: tuple[str, ...], value: Any, problem: str) -> None:
    written = small()
    inner = written
    for name in where[:-1]:
        inner = inner[name]
    inner[where[-1]] = value
    changed = TreeContent.model_validate(written)
    assert any(problem in one for one in found(changed)), found(changed)


def test_a_taken_name_and_a_long_code_are_found() -> None:
    bell = small()["questions"]["bell"]
    wheels = {
        **small()["questions"]["wheels"],
        "options": {"yes": option("Yes", next="confirm"), "no": bell["options"]["no"]},
    }
    assert any("this name is taken" in one for one in found(tree(questions={"wheels": wheels, "confirm": bell})))
    name = "b" * 60
    wheels = {**wheels, "options": {"yes": option("Yes", next=name), "no": option("No", reason="NO_WHEELS")}}
    reasons = {key: {**reason, "because": []} for key, reason in small()["reasons"].items()}
    plain = {**small()["hears"], "sayings": []}
    long = tree(questions={"wheels": wheels, name: bell}, reasons=reasons, hears=plain)
    assert any("button code is longer than 64 bytes" in one for one in found(long))


def test_yes_and_no_need_their_quotes() -> None:
    written = small()
    written["questions"]["bell"]["options"] = {True: option("Yes", reason="FIT")}
    with pytest.raises(ValueError, match="valid string"):
        TreeContent.model_validate(written)


# In conversation


def rider(content: TreeContent) -> Founder:
    """Somebody in the small tree, under the name that the world has a tree for."""
    return Founder(Tree("cqc_triage"), world(content))


def test_words_and_numbers_answer() -> None:
    there = rider(tree()).says("hello", "cqc").says("1").says("ding")
    assert (there.asked, there.value("tree_confirm", "said")) == ("confirm", ["yes", "yes"])
    assert there.says("yep").events == ["triaged:RIDE"]
    assert there.answers[RESULT].startswith(f"RIDE FIT {tree().edition} 2026-11-23 wheels=yes,bell=yes")


def test_what_is_told_ahead_is_kept_and_said_back() -> None:
    there = rider(tree()).says("may i ride mine, with a bell", "cqc")
    assert (there.answers, there.asked) == ({"bell": "yes"}, "wheels")
    assert there.value("tree_said", "said") == ["yes"]
    assert there.says("no with a bell").events == ["triaged:STOP"]


def test_a_denied_word_settles_nothing() -> None:
    assert rider(tree()).says("its not with a bell", "cqc").answers == {}


def changed_questions(**questions: Any) -> TreeContent:
    return tree(questions={**small()["questions"], **questions})


def test_a_deploy_carries_over_whoever_is_in_the_middle() -> None:
    there = rider(tree()).says("hello", "cqc").says("1")
    old = small()["questions"]
    seat = {**old["bell"], "options": {"yes": option("Yes", next="bell"), "no": option("No", reason="NO_BELL")}}
    wheels = {**old["wheels"], "options": {"yes": option("Yes", next="seat"), "no": old["wheels"]["options"]["no"]}}
    inserted = Founder(there.flow, world(changed_questions(wheels=wheels, seat=seat)), there.session)
    assert inserted.says("ding").asked == "seat"
    assert inserted.says("yes").asked == "confirm"
    withdrawn = Founder(there.flow, world(tree()), there.session)
    assert withdrawn.says("cqc_triage:wheels:perhaps").said == ()
    fewer = {**old["wheels"], "options": {"no": old["wheels"]["options"]["no"], "two": option("Two", next="bell")}}
    asks_again = Founder(there.flow, world(changed_questions(wheels=fewer)), there.session)
    assert asks_again.says("ding").asked == "wheels"
    assert asks_again.says("2").asked == "confirm"


@given(st.dictionaries(st.sampled_from(["wheels", "bell"]), st.sampled_from(["yes", "no"])))
def test_a_result_depends_only_on_its_route(facts: dict[str, str]) -> None:
    result = run(tree(), facts)
    assert run(tree(), {name: facts[name] for name in result.asked}) == result


def test_news_that_would_not_fit_beside_an_outcome_is_a_problem() -> None:
    assert found(tree(news="So it is. " * 40))[0].startswith("flows/ride.yaml: news: told with an outcome")


def test_the_edition_shows_where_answers_lead_and_not_how_it_is_worded() -> None:
    reworded = tree(guide="Other words.")
    led_elsewhere = tree(
        reasons={**small()["reasons"], "NO_BELL": {**small()["reasons"]["NO_BELL"], "outcome": "RIDE"}}
    )
    assert tree().edition == reworded.edition != led_elsewhere.edition != tree(version="2").edition


def test_the_option_that_leads_on_fits_behind_an_outcome() -> None:
    labels = [ours.content().wording[key].text for key in ("option_my_steps", "option_set_it_up")]
    assert max(len(f"1 \n2 {label}") for label in labels) <= ONWARD
