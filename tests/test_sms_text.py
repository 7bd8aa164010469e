"""Text messages: plain, counted as Twilio counts, split at good places."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.parts import pieces
from bot.channels.sms_text import BASIC, EXTENSION, count, sanitise, split

CASES = yaml.safe_load(Path(__file__).with_name("sms_segments.yaml").read_text(encoding="utf-8"))
GSM7 = st.text(st.sampled_from(sorted(BASIC | EXTENSION)))
LATIN = st.text(st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=("C",)))
WORDY = st.lists(
    st.sampled_from(["a", "care", "Ring 999.", "What day?", "\n", "x" * 170, "ŵy", "👩‍👩‍👧‍👦", "[€]"])
).map(" ".join)


def test_segments_are_those_of_twilios_calculator() -> None:
    wrong = []
    for case in CASES:
        text = "".join(piece * times for piece, times in case["runs"])
        if count(text) != (case["encoding"], case["segments"]):
            wrong.append((case, count(text)))
    assert not wrong
    assert len(CASES) > 70


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("“Anna’s” – it’s £17.50…", "\"Anna's\" - it's £17.50..."),
        ("• washing\u00a0up\n• 2½ hours", "- washing up\n- 2 1/2 hours"),
        ("Siân, Zoë, Łukasz, François, Dvořák", "Sian, Zoe, Lukasz, Francois, Dvorak"),
        ("café, señor, Åsa, Ünal, à la", "café, señor, Åsa, Ünal, à la"),
        ("👍🏽 ok 🇬🇧 1️⃣ ❤️", "ok 1"),
        ("a\u200bb\x00c\ufeffd\x1be", "abcde"),
        ("tab\there\r\nline\rend \n", "tab here\nline\nend"),
        ("a\n\n\n\n\nb   c", "a\n\nb c"),
        ("ﬁne ² ｆｕｌｌ № ™", "fine 2 full No TM"),
        ("שלום नमस्ते", "שלום नमस्ते"),
        ("e\u0301 x\u0302", "é x"),
        ("`quoted´", "'quoted'"),
        ("{a} [b] ~ ^ | \\ €", "{a} [b] ~ ^ | \\ €"),
        ("🙂🙂", ""),
        ("", ""),
    ],
)
def test_sanitise(text: str, plain: str) -> None:
    assert sanitise(text) == plain


@given(st.text())
def test_a_plain_text_stays_as_it_is(text: str) -> None:
    plain = sanitise(text)
    assert sanitise(plain) == plain
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", plain)


@given(GSM7)
def test_nothing_that_gsm_7_has_is_lost(text: str) -> None:
    assert re.sub(r"\s", "", sanitise(text)) == re.sub(r"\s", "", text)


@given(LATIN)
def test_western_writing_never_costs_a_dearer_message(text: str) -> None:
    kept = re.sub("[ƀ-ɏ]", "", text)
    assert count(sanitise(kept))[0] == "GSM-7"


@given(WORDY, st.integers(1, 3))
def test_split_parts_fit_and_lose_nothing(text: str, most: int) -> None:
    parts = split(text, most)
    assert all(count(part)[1] <= most and part == part.strip() for part in parts)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)


@given(st.text())
def test_pieces_lose_nothing(text: str) -> None:
    assert "".join(pieces(text)) == text


def test_split_prefers_lines_then_sentences_then_words() -> None:
    line = "word " * 20
    assert split(f"{line}\n{line}", 1) == [line.strip()] * 2
    assert split("A short sentence here. " * 12, 1)[0].endswith(".")
    assert split("word " * 60, 1)[0].endswith("word")
    assert split("x" * 200, 1) == ["x" * 160, "x" * 40]
    assert split("a" * 69 + "👍🏽", 1) == ["a" * 69, "👍🏽"]


def test_split_of_nothing_is_nothing() -> None:
    assert split("  \n ", 3) == []
