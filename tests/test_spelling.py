"""Spelling: texting habits and slips put into plain words, and words that must stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ours import hearing

from bot.matching.spelling import BREAK, bases, sound, stem
from bot.matching.text import clean

SPELLER = hearing().needs.speller

TYPED = {
    "sum1 2 help wiv me mams shoppin": "someone to help with me mum shopping",
    "i cant hoover": "i can not hoover",
    "can't": "can not",
    "won't": "will not",
    "mum's": "mum",
    "he's": "he is",
    "we'd": "we would",
    "befreinding": "befriending",
    "perscription": "prescription",
    "cuboards": "cupboards",
    "gardner": "gardener",
    "comode": "commode",
    "incontinant": "incontinent",
    "cathater": "catheter",
    "flatpack": "flat pack",
    "hovering": "hoovering",
    "cookin n cleanin": "cooking and cleaning",
    "nite sitter cuz im tired": "night sitter because i am tired",
    "cleaning, ironing": "cleaning , ironing",
    "cooking & cleaning": "cooking and cleaning",
}

KEPT = ("harold", "despacito", "conveying", "tuesday", "thursdays", "loaf", "renal", "2pm", "wr14", "xyz")
"""Names, rare words and codes that are no slips of ours."""


@pytest.mark.parametrize(("typed", "plain"), TYPED.items())
def test_plain_words(typed: str, plain: str) -> None:
    assert " ".join(SPELLER.read(clean(typed))) == plain


@pytest.mark.parametrize("word", KEPT)
def test_words_left_alone(word: str) -> None:
    assert SPELLER.read(word) == (word,)


def test_words_of_the_bank_are_never_changed() -> None:
    changed = [
        word for word in SPELLER.own if word.isalpha() and SPELLER.read(word) != (word,) and word not in SPELLER.means
    ]
    assert not changed


@given(st.text(max_size=80))
def test_reading_never_fails(text: str) -> None:
    plain = SPELLER.read(clean(text))
    assert all(word and (word == BREAK or word.replace("'", "").isalnum()) for word in plain)


@pytest.mark.parametrize(("word", "other"), [("walks", "walking"), ("cleaner", "cleaned"), ("tidies", "tidy")])
def test_words_that_share_a_stem(word: str, other: str) -> None:
    assert stem(word) == stem(other)


@pytest.mark.parametrize(
    ("word", "base"), [("cooking", "cook"), ("bathing", "bathe"), ("tidied", "tidy"), ("shopped", "shop")]
)
def test_words_made_from_others(word: str, base: str) -> None:
    assert base in set(bases(word))


@pytest.mark.parametrize(("word", "other"), [("fone", "phone"), ("coffee", "cofee"), ("nife", "knife")])
def test_words_that_sound_alike(word: str, other: str) -> None:
    assert sound(word) == sound(other)


@given(st.text(st.characters(max_codepoint=126), max_size=80))
def test_plain_text_is_cleaned_like_any_other(text: str) -> None:
    assert clean(text) == clean(f"{text} é").removesuffix("é").rstrip()
