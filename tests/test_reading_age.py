"""How hard a text is to read."""

import pytest

from bot.reading_age import long_sentences, reading_age, sentences, syllables_of

SYLLABLES = {
    1: "the care trained lives used washed risk home whole checked barred rules likes does tried hours their friend",
    2: "people carer changes started council table person question social quiet client being create likely patient",
    3: "register company agency services insurance idea employee various volunteer premium policies introduce easier",
    4: "certificate usually situation equality experience information",
    5: "liability disability",
}


@pytest.mark.parametrize(("count", "words"), SYLLABLES.items())
def test_syllables(count: int, words: str) -> None:
    assert {word: syllables_of(word) for word in words.split()} == dict.fromkeys(words.split(), count)


def test_abbreviations_and_numbers_count_as_one() -> None:
    assert [syllables_of(word) for word in ("CQC", "21", "£49.50", "self-employed")] == [1, 1, 1, 3]


def test_the_formula() -> None:
    # 6 words, 1 sentence, 7 syllables: 0.39 * 6 + 11.8 * 7 / 6 - 15.59 + 5.
    assert reading_age(["The cat sat on the table."]) == pytest.approx(0.39 * 6 + 11.8 * 7 / 6 - 10.59)
    with pytest.raises(ValueError, match="nothing to read"):
        reading_age(["", "https://example.org/only-a-link"])


def test_hard_words_and_long_sentences_make_it_harder() -> None:
    easy = reading_age(["We help you. Ring us."])
    assert easy < reading_age(["We facilitate accommodation. Communicate immediately."])
    assert easy < reading_age(
        ["We help you and then you ring us and then we ring you and then we talk it all through."]
    )


def test_names_count_as_one_easy_word() -> None:
    names = ("Care Quality Commission", "Care Quality")
    assert list(sentences(["Ask the Care Quality Commission now."], names)) == [["Ask", "the", "Name", "now"]]
    long = "Ask " + "the " * 17 + "Care Quality Commission."
    assert long_sentences([long], names=names) == []
    assert len(long_sentences([long])) == 1


def test_sentences_end_where_they_should() -> None:
    text = 'Is it? "Yes." (No.) See https://example.org/a.b for more\nNew line'
    assert [len(words) for words in sentences([text])] == [2, 1, 1, 3, 2]
