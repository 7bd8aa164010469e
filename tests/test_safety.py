"""Danger is always heard, whatever else a message says; ordinary talk of care is not danger."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ours import hearing
from residents import after

from bot.content import CONTENT
from bot.content.intents import Guard, Rule
from bot.content.pieces import read_yaml
from bot.content.sayings import Sayings
from bot.matching.intents import SAFETY_INTENTS, IntentRules
from bot.matching.patterns import Concepts, Habits, PatternError, Rulebook, excuses
from bot.matching.text import clean

CORPUS: dict[str, Any] = read_yaml(Path(__file__).parent / "understanding" / "safety.yaml")


@pytest.fixture(scope="module")
def rules() -> IntentRules:
    return hearing().intents


def told() -> Iterator[tuple[str, str]]:
    return ((kind, said) for kind, sayings in CORPUS["danger"].items() for said in sayings)


def test_the_corpus_is_large_enough() -> None:
    assert len(list(told())) >= 200
    assert len(CORPUS["calm"]) >= 200
    assert set(CORPUS["danger"]) == set(SAFETY_INTENTS)


def test_every_danger_is_heard(rules: IntentRules) -> None:
    assert [said for _, said in told() if rules.safety(clean(said)) is None] == []


def test_what_is_learnt_from_is_heard(rules: IntentRules) -> None:
    """Danger that an editor wrote down is heard, but for a few of two or three words; little of what is calm."""
    bank = Sayings.model_validate(read_yaml(CONTENT / "sayings.yaml"))
    lines = [said for sayings in bank.danger.values() for said in sayings]
    missed = [said for said in lines if rules.safety(clean(said)) is None]
    assert len(missed) <= len(lines) / 200, missed
    calm = (*bank.calm, *bank.other)[::3]
    false = [said for said in calm if rules.safety(clean(said))]
    assert len(false) <= len(calm) / 22, false


def test_kinds_are_told_apart(rules: IntentRules) -> None:
    """A few sentences are two kinds at once: 999 stands in all of them, so one in twenty may go to another kind."""
    other = [(kind, said) for kind, said in told() if (heard := rules.safety(clean(said))) and heard.kind != kind]
    assert len(other) <= len(list(told())) / 20, other


def test_ordinary_talk_is_not_danger(rules: IntentRules) -> None:
    """All of it was written to sound like danger; where it is not clear, they are in danger."""
    heard = [(said, rules.safety(clean(said))) for said in CORPUS["calm"]]
    false = [(said, found.because) for said, found in heard if found]
    assert len(false) <= len(CORPUS["calm"]) / 14, false


def test_intents_name_their_rule(rules: IntentRules) -> None:
    heard = rules.safety("chest pain cant breathe")
    assert heard is not None
    assert (heard.intent, heard.kind, heard.because) == ("emergency", "emergency", "cannot breathe")


@pytest.mark.parametrize("said", CORPUS["child"])
def test_a_child_is_noticed(rules: IntentRules, said: str) -> None:
    heard = rules.safety(clean(said))
    assert heard is not None
    assert heard.child


@pytest.mark.parametrize("said", CORPUS["at_home"])
def test_whoever_is_hurt_at_home_is_noticed(rules: IntentRules, said: str) -> None:
    heard = rules.safety(clean(said))
    assert heard is not None
    assert heard.at_home


@pytest.mark.parametrize("said", CORPUS["not_at_home"])
def test_harm_by_others_is_not_taken_for_harm_at_home(rules: IntentRules, said: str) -> None:
    heard = rules.safety(clean(said))
    assert heard is not None
    assert not heard.at_home


@pytest.mark.parametrize(("said", "message"), [(said, key) for key, each in CORPUS["own"].items() for said in each])
def test_some_dangers_are_met_with_a_message_of_their_own(rules: IntentRules, said: str, message: str) -> None:
    heard = rules.safety(clean(said))
    assert heard is not None
    assert heard.message == message


@pytest.mark.parametrize(("said", "message"), [(said, key) for key, each in CORPUS["not_own"].items() for said in each])
def test_others_are_not_met_with_it(rules: IntentRules, said: str, message: str) -> None:
    heard = rules.safety(clean(said))
    assert heard is None or heard.message != message


@pytest.mark.parametrize(("said", "message"), [(said, key) for key, each in CORPUS["young"].items() for said in each])
def test_a_child_who_cares_is_noticed(rules: IntentRules, said: str, message: str) -> None:
    assert rules.tells_of_young(clean(said)) == message


@pytest.mark.parametrize("said", CORPUS["not_young"])
def test_others_who_care_are_not_taken_for_children(rules: IntentRules, said: str) -> None:
    assert rules.tells_of_young(clean(said)) is None


@pytest.mark.parametrize("said", CORPUS["quiet"])
def test_what_only_sounds_like_danger_is_none(rules: IntentRules, said: str) -> None:
    assert rules.safety(clean(said)) is None


@pytest.mark.parametrize(
    ("kind", "said"), [(kind, said) for kind, lines in CORPUS["by_rule"].items() for said in lines]
)
def test_what_the_ear_misses_a_rule_hears(rules: IntentRules, kind: str, said: str) -> None:
    heard = rules.safety(clean(said))
    assert heard is not None
    assert heard.kind == kind


@pytest.mark.parametrize("said", CORPUS["not_quiet"])
def test_danger_beside_what_only_sounds_like_it_is_heard(rules: IntentRules, said: str) -> None:
    assert rules.safety(clean(said)) is not None


@pytest.mark.parametrize(
    ("said", "need"),
    [
        ("im 12 and i look after mum need a cleaner in harlow mondays", "cleaning"),
        ("im 16 i look after my brother hes autistic need someone to take him out saturdays in harlow", "trips-out"),
        ("im 15 i do everything for mum she needs someone to wash her in evesham", "washing-bathing"),
        ("im 13 need a cleaner for mum in harlow mondays", "cleaning"),
    ],
)
def test_a_child_who_asks_for_help_has_it_looked_for(said: str, need: str) -> None:
    talk = after(said, area="essex")
    assert "young_carer" in talk.keys
    assert talk.search["need"] == need


def test_numbers_and_our_messages_are_asked_for_again(rules: IntentRules) -> None:
    assert [said for said in CORPUS["numbers"] if not rules.asks_numbers(clean(said))] == []
    assert [said for said in CORPUS["not_numbers"] if rules.asks_numbers(clean(said))] == []
    assert [said for said in CORPUS["again"] if not rules.asks_us_back(clean(said))] == []
    assert [said for said in CORPUS["not_again"] if rules.asks_us_back(clean(said))] == []


def test_a_rule_of_self_harm_gives_way_to_plain_calm_alone(rules: IntentRules) -> None:
    assert rules.safety("thinking of running a suicide bereavement support group do i need to register") is None
    assert rules.safety("my husband died by suicide last year and i want to join him") is not None


@pytest.mark.parametrize("said", CORPUS["not_child"])
def test_an_adult_is_not_taken_for_a_child(rules: IntentRules, said: str) -> None:
    heard = rules.safety(clean(said))
    assert heard is not None
    assert not heard.child


@pytest.mark.parametrize("said", CORPUS["over"])
def test_danger_is_over(rules: IntentRules, said: str) -> None:
    assert rules.tells_over(clean(said))
    assert not rules.tells_not_over(clean(said))


@pytest.mark.parametrize("said", CORPUS["not_over"])
def test_danger_is_not_over(rules: IntentRules, said: str) -> None:
    assert rules.tells_not_over(clean(said)) or not rules.tells_over(clean(said))


def test_what_is_told_after_a_danger_has_its_own_answer(rules: IntentRules) -> None:
    for danger, answers in CORPUS["told_after"].items():
        for key, sayings in answers.items():
            assert [said for said in sayings if rules.after_danger(clean(said), danger, alarmed=False) != key] == []
    for danger, answers in CORPUS["told_while_alarmed"].items():
        for key, sayings in answers.items():
            assert [said for said in sayings if rules.after_danger(clean(said), danger, alarmed=True) != key] == []
    for danger, sayings in CORPUS["not_told_after"].items():
        assert [said for said in sayings if rules.after_danger(clean(said), danger, alarmed=False)] == []


@pytest.mark.parametrize(
    ("said", "worse"), [(said, key == "worse") for key in ("worse", "not_worse") for said in CORPUS[key]]
)
@pytest.mark.parametrize("danger", ["safety_emergency", "safety_overdose", "safety_fallen"])
def test_what_gets_worse_after_a_danger_is_heard(rules: IntentRules, said: str, danger: str, worse: bool) -> None:
    assert (rules.after_danger(clean(said), danger, alarmed=False) == "safety_worse") == worse


@pytest.mark.parametrize("said", CORPUS["mild"])
def test_what_may_be_no_danger_now_is_told_apart(rules: IntentRules, said: str) -> None:
    heard = rules.safety(clean(said))
    assert heard is not None
    assert heard.mild


PASSING = ("need a cleaner on tuesdays. {}", "{}. also can you find a gardener in ely", "hi, {}, thanks")
HURRIED = ("{}!!!", "OMG {}", "{} pls help", "please help {}")


@pytest.mark.parametrize("frame", PASSING + HURRIED)
def test_danger_told_in_passing_is_heard(rules: IntentRules, frame: str) -> None:
    missed = [said for _, said in told() if rules.safety(clean(frame.format(said))) is None]
    assert missed == []


@pytest.mark.parametrize(
    "said", [str.upper, str.title, lambda said: said.replace("'", "’"), lambda said: f"  {said}\n"]
)
def test_case_quotes_and_space_do_not_matter(rules: IntentRules, said: Any) -> None:
    assert [one for _, one in told() if rules.safety(clean(said(one))) is None] == []


@given(st.text(max_size=200))
def test_any_text_is_read(rules: IntentRules, text: str) -> None:
    for channel in (None, "sms"):
        rules.hear(clean(text), channel)


def test_long_messages_are_read_quickly(rules: IntentRules) -> None:
    assert rules.safety("he hit me and " * 110) is not None
    assert rules.safety("we went to the coast and had a lovely time " * 60) is None


# The language of patterns


def book(says: str, unless: tuple[str, ...] = (), **concepts: str) -> Rulebook:
    guard = Guard(says=("last year",), before=("not",), but=("again",))
    rule = {"rule": Rule(says=(says,), unless=unless)}
    read = Concepts(concepts, Habits.of({"cant": "can not, carnt"}))
    return Rulebook(rule, excuses({"past": guard}, read), read)


@pytest.mark.parametrize(
    ("says", "words", "stands"),
    [
        ("cant breathe", "he cant breathe", True),
        ("cant .. breathe", "cant even really breathe", True),
        ("cant .. breathe", "cant even really ever so breathe", False),
        ("cant .. breathe", "cant . breathe", False),
        ("cant the? breathe", "cant breathe", True),
        ("bruise(s) on|over_the arm", "bruises over the arm", True),
        ("<who> hits", "my old man hits", True),
        ("hit !the|by", "hit the", False),
        ("hit !the|by", "hit", True),
        ("^ stop $", "please stop", False),
        ("^ stop $", "well . stop . now", True),
        ("knife & hurt|kill", "he will hurt me with a knife", True),
        ("knife & hurt|kill", "he will hurt me . with a knife", False),
        ("hits me|$", "he hits", True),
        ("carnt breathe", "cant breathe", True),
    ],
)
def test_pattern_language(says: str, words: str, stands: bool) -> None:
    assert (book(says, who="he, old man").first(words.split()) is not None) == stands


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        ("a stroke", True),
        ("a stroke last year", False),
        ("a stroke last year and again", True),
        ("not a stroke", True),
        ("not stroke", False),
        ("last year we met . a stroke", True),
        ("stroke of luck", False),
    ],
)
def test_excuses(words: str, stands: bool) -> None:
    assert (book("stroke", ("~past", "of luck")).first(words.split()) is not None) == stands


@pytest.mark.parametrize("says", ["", "..", "$", "a? b?", "!a", "<nobody>", "a ..", "<who>", "c#"])
def test_a_line_amiss_is_refused(says: str) -> None:
    with pytest.raises(PatternError):
        book(says, who="<who>")


def test_an_unknown_guard_is_refused() -> None:
    with pytest.raises(PatternError):
        book("stroke", ("~future",))


@pytest.mark.parametrize("place", ["stoke prior", "stoke heath", "shes in stoke prior", "hemingford grey"])
def test_a_place_that_is_called_like_a_danger_is_a_place(place: str) -> None:
    area = "cambridgeshire" if "grey" in place else "worcestershire"
    talk = after("cleaner for mum", place, area=area)
    assert talk.search["place"]
    assert not talk.session.danger


def test_a_danger_told_with_such_a_place_is_one() -> None:
    assert after("cleaner for mum", "she has had a stroke in stoke prior").session.danger


SITTER = "sitter in malvern friday 2 till 4"


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("oh i fell over this mornin but im alrite now", "safety_fallen"),
        ("shes been a bit confused since sunday", "safety_unwell"),
        ("and hot to touch", "safety_unwell"),
        ("she hasnt been out of that chair since thursday", "safety_perhaps"),
        ("my ex follows me round all day", "safety_perhaps"),
        ("mums had four falls this week", "safety_mild_emergency"),
    ],
)
def test_what_may_be_danger_amid_a_search_gets_the_short_line_and_moves_nothing(said: str, key: str) -> None:
    before, talk = after(SITTER), after(SITTER, said)
    assert key in talk.keys
    assert talk.search == before.search


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (
            "mum fell in the night and the lifeline people got her up, is there somebody could sit with her",
            "safety_fallen",
        ),
        ("mum has had 4 falls this week need someone to sit with her", "safety_mild_emergency"),
    ],
)
def test_what_may_be_danger_beside_a_request_is_met_and_the_search_asks_on(said: str, key: str) -> None:
    talk = after(said)
    assert talk.keys[0] == key
    assert len(talk.keys) > 1
    assert talk.search["need"] == "carer-respite"


def test_dad_collapsed_comes_before_the_dog() -> None:
    talk = after("dad has collapsed want someone to walk the dog")
    assert talk.keys == ("safety_emergency",)


@pytest.mark.parametrize("said", ["hes ok", "he isnt hurt", "i didnt mean it", "it was an accident", "im so ashamed"])
def test_it_is_no_all_clear_from_whoever_did_it(said: str) -> None:
    talk = after("hes getting on my nerves that much i shoved him and he fell", said, area="essex")
    assert talk.keys == ("safety_i_hurt_after",)
    assert "Carers UK" in talk.text


def test_whoever_fears_to_do_harm_is_told_of_the_council_and_of_carers() -> None:
    talk = after("im scared ill do something to her", area="essex")
    assert talk.keys == ("safety_might_hurt",)
    assert "Carers UK" in talk.text
    assert "Essex adult safeguarding" in talk.text


@pytest.mark.parametrize(
    "said",
    [
        "she cries when i leave her",
        "she said she isnt taking anyone on",
        "i want to complain about my carer",
        "she gives me my tablets n gets me up",
        "hes had his leg off",
        "she wont let anyone touch her hair",
    ],
)
def test_ordinary_talk_amid_a_search_sets_off_no_alarm(said: str) -> None:
    talk = after(SITTER, said)
    assert not any(key.startswith("safety") for key in talk.keys)
    assert talk.search["need"] == "carer-respite"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("cleaner please i havent been out of bed for weeks and i just want to be dead", "self-harm"),
        ("hes not moved from his chair since sunday and his son hits him with a stick", "abuse"),
        ("my nephew took my bank card and ive got no money for food", "abuse"),
        ("no heating and dad is 88 hes stopped shivering and gone all drowsy", "emergency"),
    ],
)
def test_danger_beside_one_that_may_be_none_is_met_in_full(rules: IntentRules, said: str, kind: str) -> None:
    heard = rules.safety(clean(said))
    assert heard is not None
    assert (heard.kind, heard.mild) == (kind, False)


@pytest.mark.parametrize(
    "said",
    [
        "they brought her home in an ambulance yesterday",
        "he went off in an ambulance at xmas, back home now",
        "nan had to have an ambulance twice last month",
        "he went in the night",
        "she went in the night bless her",
        "mum went in her sleep",
        "my husband went last night",
        "tablets. she forgets whether she took them",
        "my daughter says dont let anyone in",
        "he's out in the yard all hours and I need eyes on him while I'm milking, 5 till 7. inkberrow",
        "hes out in the yard all hours",
        "my mum neads the toylet in the nite and carnt get up",
        "dad was brought back in an ambulance yesterday and cant manage the stairs",
        "my son told us not to answer the door to strangers",
        "no thank you, that is all. goodbye",
        "its 3am again and hes up",
        "dad went in the night and i'm on my own now",
    ],
)
def test_what_sounds_like_danger_to_the_ear_alone_and_is_none(rules: IntentRules, said: str) -> None:
    told = rules.hear(clean(said), None)
    assert told is None or not told.danger
