"""What is left out where a message lacks the letters for it would have found nothing there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ours import hearing

from bot.matching import manner, relatives, text, understand
from bot.matching.patterns import Line, Rulebook, found_in, match_at, starts
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


@st.composite
def in_its_words(draw: st.DrawFn) -> tuple[Rulebook, Line, list[str]]:
    """A rule with words of its own, in its order, something else between them, and words that may take it back."""
    books = hearing().intents.books
    book = draw(st.sampled_from((books.safety, books.topics, books.calm, books.harmless)))
    line = draw(st.sampled_from(book.lines))
    tokens: list[str] = []
    steps = [*line.pattern.all_steps()]
    steps += [step for excuse in line.unless[:6] for pattern in excuse.says[:2] for step in pattern.steps]
    for step in steps[: draw(st.integers(1, len(steps)))]:
        ways = [(word,) for word in sorted(step.choice.words)] + sorted(step.choice.all_phrases())
        if ways and step.edge != "!" and not (step.optional and draw(st.booleans())):
            tokens += draw(st.sampled_from(ways))
        tokens += draw(st.sampled_from(((), (), (), ("the",), (".",), ("mum", "is"))))
    return book, line, tokens


@settings(max_examples=200)
@given(said=in_its_words())
def test_a_rule_is_found_and_taken_back_wherever_it_is(said: tuple[Rulebook, Line, list[str]]) -> None:
    book, line, tokens = said
    for steps in (line.pattern.steps, *line.pattern.also):
        places = [at for at in range(len(tokens)) if match_at(steps, tokens, at) is not None]
        assert set(places) <= set(starts(steps, tokens))
    if line.stands_in(tokens):
        assert line in book.standing(tokens)
    for excuse in line.unless:
        if any(found_in(pattern, tokens) for pattern in (*excuse.says, *excuse.before, *excuse.after)):
            assert not excuse.words.isdisjoint(tokens)


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
