"""Needs: what people say and what they ask for, in words that the phrase bank has and in words that it has not."""

import json
import random
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ours import content, hearing

from bot.channels.sms_text import count
from bot.content import CONTENT
from bot.content.needs import Need, NeedGroup, Needs, Spelling
from bot.content.pieces import read_yaml
from bot.content.sayings import written
from bot.matching import needs as needs_module
from bot.matching.evidence import Evidence
from bot.matching.fitting import bank_mark, main, phrases_by_code
from bot.matching.need_check import LABEL_LENGTH, problems
from bot.matching.needs import MOST, NeedIndex
from bot.matching.paraphrase import KEPT_IN, Meanings, NearPhrases, VectorsError, WordVectors
from bot.matching.text import clean

SAID = Path(__file__).parent / "understanding"
NEEDS = content().needs
SPELLING = Spelling.model_validate(read_yaml(CONTENT / "spelling.yaml"))
INDEX = hearing().needs
BLIND = ("needs_blind.yaml", *(f"needs_blind_{n}.yaml" for n in (2, 3, 4, 5)))
INDIRECT = "needs_indirect.yaml"
SEVERAL = "multi"


def asked(words: object, index: NeedIndex = INDEX) -> set[str]:
    """The needs asked for; "?" when only unsure readings were heard."""
    heard = index.hear(clean(str(words)))
    return {need.id for need in heard if need.sure} or ({"?"} if heard else set())


def wanted(codes: str) -> set[str]:
    """`a+b` as a set; of an empty text the empty set."""
    return set(filter(None, codes.split("+")))


def blind(*files: str) -> Iterator[tuple[str, str]]:
    """The lines of blind sets with the need that each stands under."""
    for file in files:
        for code, lines in read_yaml(SAID / file).items():
            yield from ((line, code) for line in lines if code != SEVERAL)


def shares(lines: Iterable[tuple[str, str]], index: NeedIndex = INDEX) -> tuple[float, float]:
    """The shares of lines whose need is heard first, and among the first three."""
    first, among = [], []
    for line, code in lines:
        ids = [need.id for need in index.hear(clean(line))]
        first.append(ids[:1] == [code])
        among.append(code in ids[:3])
    return sum(first) / len(first), sum(among) / len(among)


def damaged(line: str, draw: random.Random) -> str:
    """`line` with a slip in about a third of its longer words: a letter left out, swapped, wrong or too many."""
    return " ".join(_slip(word, draw) if len(word) > 4 and draw.random() < 0.35 else word for word in line.split())


def _slip(word: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    wrong = draw.choice("abcdefghijklmnopqrstuvwxyz")
    return draw.choice(
        [before + after, before + after[0] + letter + after[1:], before + wrong + after, word[:at] + wrong + word[at:]]
    )


def test_corpus() -> None:
    rows = read_yaml(SAID / "needs.yaml")["asked"]
    wrong = [
        f"{said!r}: expected {codes!r}, heard {got}"
        for said, codes in rows.items()
        if (got := asked(said)) != wanted(codes)
    ]
    assert not wrong, "\n".join(wrong)
    assert len(rows) >= 300


def test_what_is_not_wanted() -> None:
    rows = read_yaml(SAID / "needs.yaml")["denied"]
    wrong = [
        f"{said!r}: expected {codes!r}, heard {got}"
        for said, codes in rows.items()
        if set(got := INDEX.denied(clean(said))) != wanted(codes)
    ]
    assert not wrong, "\n".join(wrong)


def test_known_misses_are_still_missed() -> None:
    rows = read_yaml(SAID / "known_misses.yaml")["needs"]
    right = [said for said, codes in rows.items() if asked(said) == wanted(codes)]
    assert not right, f"heard right now, move to needs.yaml: {right}"


@pytest.mark.parametrize("file", BLIND)
def test_words_the_bank_has_not(file: str) -> None:
    first, among = shares(blind(file))
    assert first >= 0.96, first
    assert among >= 0.98, among


def test_words_that_only_hint() -> None:
    first, among = shares(blind(INDIRECT))
    assert first >= 0.75, first
    assert among >= 0.85, among


def test_misspelt_words() -> None:
    draw = random.Random(5)
    first, among = shares((damaged(line, draw), code) for line, code in blind(*BLIND))
    assert first >= 0.94, first
    assert among >= 0.97, among


def test_several_in_one_message() -> None:
    rows = read_yaml(SAID / "needs_blind_4.yaml")[SEVERAL]
    wrong = [f"{said!r}: heard {got}" for *codes, said in rows if (got := asked(said)) != set(codes)]
    assert not wrong, "\n".join(wrong)


def test_of_many_needs_five_are_heard() -> None:
    found = INDEX.hear("cleaning shopping cooking gardening ironing lifts company and dog walking")
    assert [need.sure for need in found] == [True] * 5


def test_restraint() -> None:
    """Off-topic and chatter: what is heard in them all the same."""
    lines = [line for block in read_yaml(SAID / "needs_restraint.yaml").values() for line in block]
    heard = [line for line in lines if asked(line)]
    assert len(heard) <= 0.03 * len(lines), heard


def test_every_phrase_of_the_bank_wins() -> None:
    lost = [
        f"{phrase!r} of {code}: heard {heard[0].id if heard else 'nothing'}"
        for code, phrases in phrases_by_code(NEEDS).items()
        for phrase in phrases
        if (((heard := INDEX.hear(clean(phrase))) and heard[0].id) or "nothing") != code
    ]
    assert not lost, "\n".join(lost)


CLOSE = {
    "help holding her cup": {"eating-drinking", "companionship"},
    "sweep up leaves": {"cleaning", "gardening"},
    "i cant get to a shop": {"shopping", "transport"},
}


@pytest.mark.parametrize(("words", "codes"), CLOSE.items())
def test_close_readings_are_offered_not_guessed(words: str, codes: set[str]) -> None:
    heard = INDEX.hear(words)
    assert {need.id for need in heard[:2]} == codes
    assert not any(need.sure for need in heard)


def test_because_are_words_that_they_said() -> None:
    heard = INDEX.hear("ironing and walk the dog")
    assert {need.id: need.because for need in heard if need.sure} == {"laundry": "ironing", "pet-care": "walk the dog"}


def test_a_need_that_was_denied_is_no_next_reading() -> None:
    for words in ("not swimming, bathing", "no cleaning, just cooking", "gardening rather than cleaning"):
        assert {need.id for need in INDEX.hear(words)}.isdisjoint(INDEX.denied(words))


def test_without_the_word_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs_module.WordVectors, "find", lambda: None)
    plain = NeedIndex.of(NEEDS)
    assert INDEX.paraphrase
    assert not plain.paraphrase
    first, among = shares(blind(*BLIND), plain)
    assert first >= 0.93, first
    assert among >= 0.96, among


def test_what_phrases_mean_ships_and_is_worked_out_anew_where_it_does_not_fit() -> None:
    vectors = WordVectors.find()
    if vectors is None:
        pytest.skip("the package of word vectors is not installed")
    shipped = Meanings.kept(CONTENT / KEPT_IN, INDEX.meaning_mark(vectors))
    assert shipped is not None, "run python -m bot.matching.fitting"
    anew = INDEX.meanings(vectors)
    assert np.array_equal(anew.marks, shipped.marks)
    differ = np.abs(
        np.abs(anew.known.astype(int)) - np.abs(shipped.known.astype(int))
    )  # a direction may be turned round
    assert differ.max() <= 2
    assert Meanings.kept(CONTENT / KEPT_IN, "another bank") is None


def test_a_word_that_nobody_knows_means_nothing(tmp_path: Path) -> None:
    vectors = WordVectors.find()
    if vectors is None:
        pytest.skip("the package of word vectors is not installed")
    near = NearPhrases(INDEX._bank, INDEX.meanings(vectors))
    assert not near.nearness(["zyxomma"]).any()
    assert near.nearness(["ironing"]).any()
    with pytest.raises(VectorsError):
        INDEX.meanings(WordVectors.of(vectors.path, tmp_path / "nowhere.json"))


@given(
    st.text(max_size=120)
    | st.lists(st.sampled_from("mum not no cleaning bath , and dog & walk help i so".split())).map(" ".join)
)
def test_whatever_they_type(text: str) -> None:
    heard = INDEX.hear(clean(text))
    assert len(heard) <= MOST
    assert len({need.id for need in heard}) == len(heard)
    assert all(0 <= need.score <= 1 and need.id in {*NEEDS.needs, *NEEDS.groups} and need.because for need in heard)
    assert [need.sure for need in heard] == sorted((need.sure for need in heard), reverse=True)
    assert heard == INDEX.hear(clean(text))


def test_the_evidence_is_that_of_the_bank() -> None:
    kept = Evidence.load(CONTENT / "needs.npz")
    assert kept.bank == bank_mark(NEEDS, SPELLING, written(CONTENT)), "run python -m bot.matching.fitting"


def small_bank(root: Path, **phrases: str) -> Needs:
    """A bank of a few needs in `root`, with the project's spelling."""
    for name in ("spelling.yaml", "words.txt"):
        shutil.copy(CONTENT / name, root / name)
    listed = {code: [phrase.strip() for phrase in said.split(",")] for code, said in phrases.items()}
    body = "".join(
        f"  {code}: {{group: all, label: {code}, noun: {code}, phrases: [{', '.join(said)}]}}\n"
        for code, said in listed.items()
    )
    text = f"groups:\n  all: {{label: All, noun: all}}\nneeds:\n{body}nothing: [hello, what time is it]\n"
    (root / "needs.yaml").write_text(text, encoding="utf-8")
    return Needs.model_validate(read_yaml(root / "needs.yaml"))


def test_a_changed_bank_is_learnt_at_once(tmp_path: Path) -> None:
    bank = small_bank(
        tmp_path, beekeeping="look after my bees, hives, honey", kites="fly a kite, kite strings, windy hill"
    )
    index = NeedIndex.of(bank, tmp_path)
    assert asked("someone to see to the hives", index) == {"beekeeping"}
    assert asked("kites", index) == {"kites"}


def test_learning_keeps_what_it_learnt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bank = small_bank(
        tmp_path, beekeeping="look after my bees, hives, honey", kites="fly a kite, kite strings, windy hill"
    )
    (tmp_path / "intents.yaml").write_bytes((CONTENT / "intents.yaml").read_bytes())
    faq = read_yaml(CONTENT / "faq.yaml")
    few = {**faq, "answers": dict(list(faq["answers"].items())[:5])}
    (tmp_path / "faq.yaml").write_text(json.dumps(few, default=str), encoding="utf-8")
    (tmp_path / "questions.yaml").write_text('{"asked": {"what-is-a-cme": ["is a cme a charity or a firm or what"]}}')
    small = {"danger": {"abuse": ["he stings me"]}, "calm": ["bees sting"], "topics": {}, "other": ["hello"]}
    (tmp_path / "sayings.yaml").write_text(json.dumps(small), encoding="utf-8")
    assert main(tmp_path) == 0
    assert (tmp_path / "sayings.npz").exists() and (tmp_path / "questions.npz").exists()
    assert "needs.npz" in capsys.readouterr().out
    first = (tmp_path / "needs.npz").read_bytes()
    kept = Evidence.load(tmp_path / "needs.npz")
    assert kept.bank == bank_mark(bank, SPELLING, written(tmp_path))
    assert set(kept.codes) == {"beekeeping", "kites", "nothing"}
    assert asked("honey", NeedIndex.of(bank, tmp_path)) == {"beekeeping"}
    main(tmp_path)
    assert Evidence.load(tmp_path / "needs.npz").weights.tobytes() == kept.weights.tobytes()
    assert first


def test_evidence_of_another_kind_is_made_anew(tmp_path: Path) -> None:
    bank = small_bank(
        tmp_path, beekeeping="look after my bees, hives, honey", kites="fly a kite, kite strings, windy hill"
    )
    (tmp_path / "needs.npz").write_bytes(b"not an archive")
    assert asked("honey", NeedIndex.of(bank, tmp_path)) == {"beekeeping"}


def need(**changes: object) -> Need:
    """A sound need with some of it changed."""
    return Need.model_validate({"group": "home", "label": "Bees", "noun": "bees", "phrases": ("bees",)} | changes)


HOME = {"home": NeedGroup(label="Home", noun="home")}
BROKEN = [
    ({"bees": need(group="away")}, "no group is called away"),
    ({"bees": need(label="x" * (LABEL_LENGTH + 1))}, "longer than 24 characters"),
    ({"bees": need(noun=" ")}, "needs a label and a noun"),
    ({"bees": need(phrases=(" ",))}, "empty or longer than 100"),
    ({"bees": need(phrases=("x" * 101,))}, "empty or longer than 100"),
    ({"bees": need(), "wasps": need()}, "claimed more than once: bees, wasps"),
    ({"bees": need(phrases=("Bees", "bees"))}, "claimed more than once: bees, bees"),
    ({}, "no need belongs to it"),
]


@pytest.mark.parametrize(("leaves", "what"), BROKEN, ids=[what for _, what in BROKEN])
def test_problems(leaves: dict[str, Need], what: str) -> None:
    assert any(what in str(problem) for problem in problems(Needs(groups=HOME, needs=leaves)))


def test_the_bank_has_no_problems() -> None:
    assert problems(NEEDS) == []


def test_names_fit_a_text_message() -> None:
    for code in (*NEEDS.needs, *NEEDS.groups):
        piece = NEEDS.named(code)
        assert count(piece.label)[0] == count(piece.noun)[0] == "GSM-7"
        assert piece.noun == piece.noun.lower()


def test_the_bank_is_rich() -> None:
    assert min(len(need.phrases) for need in NEEDS.needs.values()) >= 100
