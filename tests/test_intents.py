"""Opt-out, commands and topics: what kind of message is this."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from ours import world
from pydantic import TypeAdapter, ValidationError

from bot.content import CONTENT
from bot.content.intents import Intents, Rule, Words
from bot.content.pieces import read_yaml
from bot.matching.any_of import with_lists
from bot.matching.intents import IntentRules, intent_problems
from bot.matching.patterns import Rulebook
from bot.matching.text import clean
from bot.matching.understand import FAQ, FIND, UNKNOWN, Hearing, understand

CORPUS: dict[str, list[str]] = read_yaml(Path(__file__).parent / "understanding" / "intents.yaml")
SAFETY: dict[str, dict[str, list[str]]] = read_yaml(Path(__file__).parent / "understanding" / "safety.yaml")
CHANNELS = {"sms", "telegram"}


NONE = "none"
NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture(scope="module")
def hearing() -> Hearing:
    return world()[1]


@pytest.fixture(scope="module")
def rules(hearing: Hearing) -> IntentRules:
    return hearing.intents


def test_what_is_no_command_is_taken_for_none(hearing: Hearing) -> None:
    """A guess may be heard in it, and gives way to what it asks for."""
    heard = {said: understand(str(said), hearing, NOW).intent for said in CORPUS[NONE]}
    assert {said: intent for said, intent in heard.items() if intent not in (FIND, FAQ, UNKNOWN)} == {}


@pytest.mark.parametrize("named", [named for named in CORPUS if named != NONE])
def test_corpus(rules: IntentRules, named: str) -> None:
    """`intent/kind`, or `intent/channel` where the channel decides."""
    intent, _, kind = named.partition("/")
    channel = kind if kind in CHANNELS else None
    heard = {said: rules.hear(clean(said), channel) for said in CORPUS[named]}
    told = {said: one.intent if one else NONE for said, one in heard.items()}
    wrong = {said: one for said, one in told.items() if one != intent}
    assert wrong == {}
    if kind and not channel:
        assert {one.kind for one in heard.values() if one} == {kind}


@pytest.mark.parametrize("name", ["safety", "calm", "topics", "commands", "on_list"])
def test_no_rule_is_passed_over_that_stands(rules: IntentRules, name: str) -> None:
    """Rules are looked for by a few words that they need: none may be lost by that, nor change its place."""
    book: Rulebook = getattr(rules.books, name)
    heard = SAFETY["danger"].values()
    said = [line for lines in (*heard, *CORPUS.values()) for line in lines[::9]]
    for tokens in map(rules.spelling.read, map(clean, map(str, said))):
        assert [*book.standing(tokens)] == [line for line in book.lines if line.stands_in(tokens)]


def test_stop_is_the_whole_message(rules: IntentRules) -> None:
    assert rules.whole("stop", "sms") is not None
    for said in (
        "stop by on monday",
        "help my mum stop falling",
        "the bus stop is far",
        "non stop talking",
        "end of life",
    ):
        heard = rules.whole(said, "sms")
        assert heard is None or heard.intent != "stop", said


@pytest.mark.parametrize("word", ["cancel", "end", "quit", "revoke"])
def test_carrier_words_opt_out_on_sms_only(rules: IntentRules, word: str) -> None:
    by_channel = {channel: rules.whole(word, channel) for channel in ("sms", "telegram", "web", "terminal", None)}
    intents = {channel: heard.intent for channel, heard in by_channel.items() if heard}
    assert intents == {"sms": "stop", "telegram": "menu", "web": "menu", "terminal": "menu", None: "menu"}


@pytest.mark.parametrize("word", ["yes", "yes please", "ok", "y", "start over"])
def test_only_start_opts_in(rules: IntentRules, word: str) -> None:
    heard = rules.whole(word, "sms")
    assert heard is None or heard.intent != "start"


@pytest.mark.parametrize(
    ("said", "number"),
    [("details 2", 2), ("tell me about number 3", 3), ("more on two", 2), ("the second one", 2), ("details", None)],
)
def test_details_carry_their_number(rules: IntentRules, said: str, number: int | None) -> None:
    heard = rules.whole(said, "sms")
    assert heard is not None
    assert (heard.intent, heard.number) == ("details", number)


@pytest.mark.parametrize(
    "said", ["yes", "Yes please", "yeah", "yep", "ok", "that's right", "correct", "y", "go ahead", "👍"]
)
def test_yes(rules: IntentRules, said: str) -> None:
    assert rules.says_yes(clean(said))
    assert not rules.says_no(clean(said))


@pytest.mark.parametrize(
    "said", ["no", "No thanks", "nope", "not really", "nah", "that's wrong", "n", "no it isn't", "👎"]
)
def test_no(rules: IntentRules, said: str) -> None:
    assert rules.says_no(clean(said))
    assert not rules.says_yes(clean(said))


@pytest.mark.parametrize("said", ["yes and a cleaner on tuesday", "no mondays", "yesterday", "november", "", "..."])
def test_more_than_yes_or_no_is_neither(rules: IntentRules, said: str) -> None:
    assert not rules.says_yes(clean(said))
    assert not rules.says_no(clean(said))


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("stop he is hurting me", "safeguarding"),
        ("help i cant breathe", "emergency"),
        ("thanks. also mum has fallen and cant get up", "emergency"),
        ("do i need cqc, and my client has bruises she cant explain", "safeguarding"),
    ],
)
def test_danger_comes_before_everything(rules: IntentRules, said: str, intent: str) -> None:
    heard = rules.hear(clean(said), "sms")
    assert heard is not None
    assert heard.intent == intent


@pytest.mark.parametrize(
    "said", ["thanks, and a cleaner too", "hi im looking for a gardener", "im exhausted looking after mum"]
)
def test_weak_tellings_give_way(rules: IntentRules, said: str) -> None:
    heard = rules.hear(clean(said))
    assert heard is None or heard.weak


def test_content_has_no_problems() -> None:
    assert list(intent_problems(Intents.model_validate(read_yaml(CONTENT / "intents.yaml")))) == []


def test_problems_name_the_line() -> None:
    broken = Intents.model_validate(read_yaml(CONTENT / "intents.yaml"))
    rule = Rule(says=("<nobody> hits",), unless=("~never", "a .."))
    broken = broken.model_copy(update={"safety": {"abuse": {"hit": rule}}, "yes": ("?",)})
    said = [str(problem) for problem in intent_problems(broken)]
    assert len(said) == 4
    assert all(path in " ".join(said) for path in ("abuse/hit", "nobody", "~never", "yes"))


@pytest.mark.parametrize("said", ["", "son(", "a|b", "sons, (daughters)", "shop.*"])
def test_lists_hold_words_and_phrases_and_nothing_else(said: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Words).validate_python(said)


def test_lists_are_looked_for_in_all_their_forms() -> None:
    found = with_lists(r"\b<who> <does>\b", {"who": "son(s), next door", "does": "dont, helps"}.items())
    assert [said for said in ("my sons don't", "next door helps", "sonny helps") if found.search(said)] == [
        "my sons don't",
        "next door helps",
    ]
