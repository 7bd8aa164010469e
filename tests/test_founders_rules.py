"""Founders' questions that rules know, by the content alone: of visas, unpaid help, clients' money, pay and jobs."""

import pytest
from founders import INTENTS, NAMES
from ours import content

from bot.matching.patterns import Concepts, Habits, Rulebook, excuses
from bot.reading_age import reading_age

FAQ = content().faq.answers
CONCEPTS = Concepts(INTENTS.concepts, Habits.of(INTENTS.spelling))
RULES = Rulebook(
    {f"{topic}/{name}": rule for topic, rules in INTENTS.topics.items() for name, rule in rules.items()},
    excuses(INTENTS.guards, CONCEPTS),
    CONCEPTS,
)


def rule(said: str) -> str | None:
    """The topic's rule that a message meets first."""
    line = RULES.first(said.split())
    return line.rule if line else None


@pytest.mark.parametrize(
    ("said", "id_"),
    [
        ("can my husband help me out unpaid", "helper-unpaid"),
        ("im from nigeria on a skilled worker visa can i be a self employed carer", "visa-work"),
        ("can i be a carer on a skilled worker visa", "visa-work"),
        ("can i choose to register with cqc anyway", "cqc-voluntary"),
        ("can i hold her bank card to do shopping", "client-money"),
        ("can i look after her money for her", "client-money"),
        ("client wants to employ me", "pay-rights"),
        ("is sleeping in overnight minimum wage", "pay-rights"),
        ("thinking of opening a care home", "care-home-run"),
        ("shared lives", "care-home-run"),
        ("i need a job in care", "care-jobs"),
        ("any carer jobs going", "care-jobs"),
        ("i want to volunteer", "care-jobs"),
    ],
)
def test_a_rule_knows_the_question(said: str, id_: str) -> None:
    assert rule(said) == f"faq/{id_}"
    assert id_ in FAQ


@pytest.mark.parametrize(
    "said",
    [
        "i need a carer for mum",
        "any cleaners going",
        "i want to register with cqc",
        "can someone handle mums money",
        "i need a job doing at home",
        "can i use my card to pay",
    ],
)
def test_what_is_near_to_them_is_left_alone(said: str) -> None:
    assert not (rule(said) or "").startswith("faq/")


def test_the_answers_are_plain() -> None:
    ours = ("helper-unpaid", "visa-work", "cqc-voluntary", "client-money", "pay-rights", "care-home-run", "care-jobs")
    assert {id_: age for id_ in ours if (age := reading_age([FAQ[id_].answer], NAMES)) > 10} == {}


@pytest.mark.parametrize(
    "said", ["client wants to put me in her will", "one of my ladies wants to leave me money in her will"]
)
def test_a_place_in_a_clients_will_is_a_gift(said: str) -> None:
    assert rule(said) == "faq/client-gifts"
