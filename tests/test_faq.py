"""Plain answers: found by their words, silent about everything else, short enough for two texts."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.content import CONTENT
from bot.content.faq import AreaAnswer, Faq
from bot.content.pieces import read_yaml
from bot.matching.faq import FITS, FaqIndex, faq_problems
from bot.matching.text import clean

CORPUS: dict[str, Any] = read_yaml(Path(__file__).parent / "understanding" / "faq.yaml")
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
LONGEST_ANSWER = 300
LONGEST_SENTENCE = 20


@pytest.fixture(scope="module")
def faq() -> Faq:
    return Faq.model_validate(read_yaml(CONTENT / "faq.yaml"))


@pytest.fixture(scope="module")
def index(faq: Faq) -> FaqIndex:
    return FaqIndex.of(faq)


def test_there_are_enough_questions_and_phrasings(faq: Faq) -> None:
    assert len(faq.answers) >= 60
    assert [id_ for id_, answer in faq.answers.items() if len(answer.phrasings) < 6] == []


def test_every_phrasing_finds_its_own_answer(faq: Faq) -> None:
    assert list(faq_problems(faq, ())) == []


def test_problems_name_the_answer(faq: Faq) -> None:
    answer = faq.answers["price"]
    elsewhere = {"atlantis": AreaAnswer(answer="x", source="y", checked_on=answer.checked_on)}
    stray = answer.model_copy(update={"phrasings": ("what is a cme",), "areas": elsewhere})
    said = [
        str(problem)
        for problem in faq_problems(faq.model_copy(update={"answers": faq.answers | {"price": stray}}), ("essex",))
    ]
    assert any("answers.price" in one and "atlantis" in one for one in said)


def test_questions_in_other_words(index: FaqIndex) -> None:
    asked = [(id_, said) for id_, sayings in CORPUS["answers"].items() for said in sayings]
    lost = [(id_, said) for id_, said in asked if id_ not in {heard.id for heard in index.find(clean(said))}]
    assert lost == []


@pytest.mark.parametrize("said", CORPUS["none"])
def test_what_is_no_question_gets_no_answer(index: FaqIndex, said: str) -> None:
    assert index.find(clean(said)) == ()


@pytest.mark.parametrize("said", CORPUS["both"])
def test_two_answers_that_fit_alike_are_both_offered(index: FaqIndex, said: str) -> None:
    assert len(index.find(clean(said))) == 2


def test_answers_say_how_well_they_fit(index: FaqIndex) -> None:
    (heard,) = index.find("how much does it cost")
    assert heard.id == "price"
    assert FITS <= heard.score <= 1
    assert heard.sure
    assert heard.because == "how much does it cost"


def test_spelling_slips_are_forgiven(index: FaqIndex) -> None:
    assert [heard.id for heard in index.find("what is a carers asessment")] == ["carers-assessment"]
    assert [heard.id for heard in index.find("are they insurred")] == ["are-they-insured"]


def test_answers_fit_in_two_texts(faq: Faq) -> None:
    said = {id_: [answer.answer, *(one.answer for one in answer.areas.values())] for id_, answer in faq.answers.items()}
    assert [id_ for id_, answers in said.items() if max(map(len, answers)) > LONGEST_ANSWER] == []
    assert [id_ for id_, answers in said.items() if not GSM_7.issuperset("".join(answers))] == []


def test_answers_are_in_short_sentences(faq: Faq) -> None:
    sentences = [
        (id_, sentence)
        for id_, answer in faq.answers.items()
        for sentence in re.split(r"(?<=[.?!:])\s+", answer.answer)
    ]
    assert [(id_, said) for id_, said in sentences if len(said.split()) > LONGEST_SENTENCE] == []
