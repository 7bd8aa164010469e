"""What is left out where a message lacks the letters for it would have found nothing there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ours import hearing

from bot.matching import manner, relatives, text, understand
from bot.matching.text import clean, once_each

PIECES = (
    *"x xx xxx box please pls plz plse thanks thank you thx ta tea , . ! ? … 👍 ' - _ (".split(),
    *"swap swop change switch exchange cooking for shopping to with what how about the his her my".split(),
    *"can cant not do they i we live lives works mum sister lived moved in near at by to over up a gardener".split(),
)
said = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(("", " ", " ", "  "))), max_size=9).map(
    lambda some: clean("".join(piece + gap for piece, gap in some))
)


@given(words=said)
def test_courtesy_is_found_wherever_it_is(words: str) -> None:
    assert understand.without_kisses(words) == understand.KISSES.sub(" ", words)


@given(words=said)
def test_one_kind_of_help_for_another_is_found_wherever_it_is(words: str) -> None:
    plain = manner.PUT.sub("", manner.reworded(words))
    assert manner.in_place_of(words) == manner.SWAPS.sub(r"not \1, ", plain)


@given(words=said)
def test_that_somebody_lives_there_is_found_wherever_it_is(words: str) -> None:
    if understand.LIVES.search(words):
        assert words.rstrip().endswith(understand.THERE)
    if hearing().relatives._lives_at.search(words):
        assert words.rstrip().endswith(relatives.LED_THERE)


@given(words=said)
def test_a_word_that_tells_what_is_asked_is_found_wherever_it_is(words: str) -> None:
    faq = hearing().faq
    assert faq.tells(words) == any(map(faq._telling, faq.tokens(words)))


def test_a_word_is_read_once_and_few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "REMEMBERED", 3)
    met: list[str] = []

    def read(word: str) -> int:
        met.append(word)
        return len(word)

    length = once_each(read)
    assert [*map(length, ("a", "bb", "a", "ccc", "bb"))] == [1, 2, 1, 3, 2]
    assert met == ["a", "bb", "ccc"]
    assert (length("dddd"), length("a")) == (4, 1)
    assert met == ["a", "bb", "ccc", "dddd", "a"]
