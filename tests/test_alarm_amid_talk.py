"""What was told before counts when danger is met, and ordinary words set off no alarm."""

from datetime import UTC, datetime

import pytest
from ours import content, hearing, world
from residents import NOW, after

from bot.conversation.safety import council_lines
from bot.matching.intents import IntentRules
from bot.matching.text import LONGEST, clean
from bot.matching.understand import Heard, understand

PROSE = "My mum is ninety one and lives on her own in Malvern. She likes her garden and the wireless. "


@pytest.fixture(scope="module")
def rules() -> IntentRules:
    return hearing().intents


def heard(said: str) -> Heard:
    return understand(said, world()[1], NOW)


@pytest.mark.parametrize(
    "said",
    [
        "I've got a red hot swollen calf as well is that normal",
        "I've got a red hot swollen calf is that normal",
        "red hot swollen calf is that normal",
        "my calf has gone hard and hot since the op",
        "one leg is swollen and red and really hurts",
        "is it normal that my calf is swollen and sore to touch",
    ],
)
def test_a_clot_is_heard_though_it_is_put_as_a_question(rules: IntentRules, said: str) -> None:
    danger = rules.safety(clean(said))
    assert danger is not None
    assert danger.intent == "emergency"


@pytest.mark.parametrize(
    "said",
    [
        "she has swollen legs and needs help with her socks",
        "hot meals for mum please",
        "she had a clot in her calf years ago",
        "calf high boots want cleaning",
        "a hot bath eases my legs",
    ],
)
def test_legs_and_heat_alone_are_none(rules: IntentRules, said: str) -> None:
    assert rules.safety(clean(said)) is None


@pytest.mark.parametrize(
    "said",
    [
        "a man rang and said my computer has a virus and i must buy gift cards",
        "they keep ringing me about my computer and want me to get vouchers",
        "my frend on facebook says he needs my bank card to fix it",
        "my friend off facebook needs my bank card to fix it",
        "a girl off facebook needs my pin",
        "a man keeps ringing saying my computer is broken and wants me to log in to my bank",
        "a man rang from the bank and told me to move my money to a safe account",
    ],
)
def test_a_trick_for_money_is_met_amid_a_search(said: str) -> None:
    talk = after("company evesham fri", said)
    assert talk.keys == ("safety_scam",)
    assert "159" in talk.text
    assert talk.search["need"] == "companionship"


@pytest.mark.parametrize(
    "said",
    [
        "can someone help mum ring the bank about her pin",
        "dad needs a hand to phone the bank and transfer money",
        "need someone to teach mum to use her phone to text and do banking",
        "a lady from facebook wants her money for the shopping",
        "i saw you on facebook and need a cleaner",
        "a friend with a computer needs company",
        "she rang about the list",
    ],
)
def test_friends_and_computers_are_no_trick(rules: IntentRules, said: str) -> None:
    danger = rules.safety(clean(said))
    assert danger is None or danger.message != "safety_scam"


CHILD = "hi im 15 n i look after my mum she got ms"


@pytest.mark.parametrize(
    "said",
    [
        "i havent told any1 bt im rly struggling",
        "will they take me away",
        "will they take me away from my mum",
        "i dont want to go into care",
        "i cant cope any more",
        "i want to die",
        "he hits me",
    ],
)
def test_a_child_who_told_their_age_is_given_the_childrens_line_ever_after(said: str) -> None:
    talk = after(CHILD, "i need cooking help evesham", said)
    assert "Childline" in talk.text
    assert "Carers UK" not in talk.text
    assert talk.session.child


def test_a_grown_up_is_not_taken_for_a_child() -> None:
    assert not after("my mum hits me and i am 52").session.child
    assert "Carers UK" in after("cooking evesham", "im really struggling with it all looking after mum").text


def test_a_child_is_not_handed_to_the_adults_line() -> None:
    talk = after("i am 12 and my dad hits me", "ely", area="")
    assert "safeguarding" not in talk.text


def test_a_child_who_is_scared_at_home_is_heard() -> None:
    assert after("im 9 and scared at home").keys == ("safety_child",)


@pytest.mark.parametrize(
    "said",
    [
        "im in my house",
        "i gave him the number",
        "hes 16 stone and cant stand",
        "hiya im asking for the old boy next door",
        "i cant leave her. need a few hours off",
        "we have 30000 in savings",
        "only when hes confused",
        "He wont let anyone in though",
        "hit me with the list",
        "the heating is dead",
        "abuse of drugs in past, needs support worker",
        "just me then. shes not going to do it",
        "my daughter isnt going to do it after all",
        "him and his mum decide what i do",
        "at my house, they'd stay over",
        "i do decide the times though as i have to fit it round the kids",
        "well i decide the times really cos i have to fit everyone in",
        "i rent her a room in my house",
        "actually the son pays me and he decides when i come",
        "i might hold their arm",
        "mum has 40k in the bank",
        "hes in his 80s",
        "not online i want to go myself",
        "the carer comes 8 til 9",
        "not on the days carers come",
        "and give her her tablets",
        "she had a fall on sunday",
        "she has savings of 30000",
        "she fell twice last week",
        "he fell 3 times last month",
    ],
)
def test_ordinary_words_set_off_no_alarm(rules: IntentRules, said: str) -> None:
    assert rules.safety(clean(said)) is None


@pytest.mark.parametrize(
    "said",
    [
        "theres a man in my house",
        "im in my house and he is hitting me",
        "i gave him the wrong tablets",
        "she had a fit",
        "he keeps having fits",
        "hit me with the belt",
        "the old boy next door is lying on the floor",
        "mum looks dead",
        "he wont let anyone in to see her",
        "shes not going to wake up",
        "she fell twice last week and now she cant move",
        "he has taken all my savings",
        "i just want to go",
        "the carer comes at 8 and hits her",
        "she fell on sunday and cant get up",
        "he has not come back",
    ],
)
def test_their_neighbours_are_danger(rules: IntentRules, said: str) -> None:
    assert rules.safety(clean(said)) is not None


def test_a_denial_is_thanked_for() -> None:
    talk = after("sitter in ely weds n fri", "i shouted at him this morning i feel awful", "no i didnt hurt him")
    assert talk.keys[0] == "safe_now"


def test_nothing_broken_is_thanked_for() -> None:
    talk = after("mum fell yesterday shes ok", "shes been checked by ambulance yes nothing broken")
    assert "safe_now" in talk.keys


@pytest.mark.parametrize(
    ("said", "place"),
    [
        (
            "Hi I'm in Leeds mum's in Malvern WR14 2 she fell again yesterday, shes ok but not eating properly",
            "wr14",
        ),
        ("mum is in malvern she had a fall yesterday but shes ok, need someone for meals", "great-malvern"),
    ],
)
def test_the_place_told_with_a_worry_is_kept(said: str, place: str) -> None:
    assert after(said).search["place"] == place


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("My husband died three weeks ago", "missed_somebody"),
        ("my wife died in september and she did everything", "missed_somebody"),
        ("i want my mum", "missed_somebody"),
        ("I still lay the table for two", "missed_somebody"),
        ("i feel guilty", "felt_low"),
        ("im so angry with the council they keep passing me round", "felt_low"),
        ("i work i cant stay up", "carer_support"),
        ("sorry for being short its been a bad week", "felt_low"),
    ],
)
def test_grief_and_guilt_have_a_kind_word(said: str, key: str) -> None:
    assert key in after(said).keys


@pytest.mark.parametrize(
    ("told", "said", "key"),
    [
        ("mum has fallen and cant get up", "what do i do", "safety_emergency_again"),
        ("mum has fallen and cant get up", "i dont know what to do", "safety_emergency_again"),
        ("mum has fallen and cant get up", "help me", "safety_emergency_again"),
        ("mum has fallen and cant get up", "should i move her", "safety_no_lift"),
        ("cleaner malvern friday", "what do i do", "help"),
        ("my catheter is leaking", "its been leaking since last nite", "safety_worse"),
        ("my wife hits me", "will they take her away", "safety_private"),
        ("house is filthy and she dont eat", "she says she dont want help", "safety_refuses"),
        ("house is filthy and she dont eat", "what can i do", "safety_self_neglect"),
        ("my husband has chest pain", "the door is locked", "safety_perhaps"),
        ("the house is on fire", "the cat is inside", "safety_perhaps"),
        ("i smell gas", "can i put the kettle on", "safety_gas"),
        ("my baby isnt breathing", "he is crying now", "safety_perhaps"),
        ("mum has fallen and cant get up", "have they found her", "safety_cannot_know"),
        ("mum has fallen and cant get up", "can you ring them for me", "safety_cannot_ring"),
        ("mum has fallen and cant get up", "they wont send anyone", "safety_waiting"),
        ("mum has gone out and I cant find her", "found her coat", "safety_worse"),
        ("theres a man trying to get in", "hes back", "safety_perhaps"),
        ("i want to kill myself", "lol jk", "safety_self_harm_again"),
        ("i took too many tablets", "just joking", "safety_overdose_again"),
        ("im 12 and my dad hits me", "it was last week", "safety_child"),
        ("im 11 and my mum wont wake up", "i dont know our address", "safety_child_emergency"),
        ("the carer hit mum", "it was yesterday", "safety_abuse_again"),
        ("my son hits me", "can he see this", "safety_texts"),
        ("mum has fallen and cant get up", "leave me alone", "safety_no"),
        ("i hit my mum", "i want to stop", "safety_i_hurt_after"),
    ],
)
def test_what_is_asked_after_a_danger_is_of_that(told: str, said: str, key: str) -> None:
    assert key in after(told, said).keys


@pytest.mark.parametrize(
    ("said", "is_danger"),
    [
        ("whats the catch", False),
        ("its the agency they never pick up", False),
        ("whats that date", False),
        ("number 2 pls", False),
        ("should i move her", True),
        ("his legs have gone funny looking", True),
        ("she isnt talking properly", True),
    ],
)
def test_talk_of_the_list_after_a_danger_is_none(said: str, is_danger: bool) -> None:
    keys = after("cleaner malvern friday", "had money go missing once before", said).keys
    assert any(key.startswith("safety") for key in keys) == is_danger


def test_help_that_came_is_thanked_for_after_something_else_too() -> None:
    told = "my carer messed up my tablets gave me two lots", "im in worcester", "yes i rang 111 they said im ok"
    assert after(*told).keys == ("safe_now", "ask_need")


def test_care_that_the_council_cut_is_the_councils_to_answer_for() -> None:
    assert after("i cant do this any more", "who do i ring about the cut").keys[-1] == "hours_cut"


@pytest.mark.parametrize("yes", ["yes", "yes please"])
def test_yes_to_the_offer_of_a_break_looks_for_one(yes: str) -> None:
    talk = after("im worn out caring for my husband", yes, "malvern")
    assert (talk.search["need"], talk.search["place"]) == ("carer-respite", "great-malvern")


def test_a_carer_worn_out_all_hours_hears_of_the_assessment() -> None:
    talk = after("i cant cope, looking after mum 24/7")
    assert talk.keys[-1] == "carer_support"
    assert not talk.search


@pytest.mark.parametrize("ends", ["I want to die", "My carer hits me", "she has collapsed and is not breathing"])
@pytest.mark.parametrize("times", [18, 35, 53])
def test_danger_at_the_end_of_a_long_message_is_heard(ends: str, times: int) -> None:
    said = PROSE * times + ends
    assert len(said) > LONGEST
    assert heard(said).intent in ("emergency", "safeguarding")


def test_a_school_in_a_long_story_makes_nobody_a_child() -> None:
    told = heard((PROSE + "She was a teacher at the school. ") * 18 + "I want to die").told
    assert told is not None
    assert not told.child


def test_a_long_message_without_danger_is_none() -> None:
    assert heard(PROSE * 40).intent not in ("emergency", "safeguarding")


@pytest.mark.parametrize("day", [datetime(2026, 12, 25, 12, tzinfo=UTC), datetime(2026, 12, 28, 12, tzinfo=UTC)])
def test_on_a_bank_holiday_both_lines_are_named(day: datetime) -> None:
    area = content().areas["cambridgeshire"]
    assert len(council_lines(area, day)) == 2
    assert len(council_lines(area, datetime(2026, 12, 23, 12, tzinfo=UTC))) == 1


def test_a_town_outside_is_not_asked_for_again() -> None:
    talk = after("my mum in leeds is beaten by her carer", area="")
    assert "Which town" not in talk.text
    assert "council there" in talk.text


def test_kisses_ask_for_nothing() -> None:
    assert heard("cleaner x x x x x x").sure == ("cleaning",)
    assert not after("i want to die x x x").search


@pytest.mark.parametrize("said", ["s t o p", "S T O P", "🛑"])
def test_stop_is_heard_however_it_is_put(said: str) -> None:
    assert heard(said).intent == "stop"


ROOF = "a man came to the door and said my roof needed doing, I gave him £400"


@pytest.mark.parametrize("said", ["he has not come back", "they havent been back since"])
def test_whoever_took_money_and_is_not_back_is_nobody_missing(said: str) -> None:
    assert after("handyman malvern any time", ROOF, said).keys == ("safety_scam",)
    assert after("handyman malvern any time", "my husband hit me", "he has not come back").keys != ("safety_scam",)
    assert after("handyman malvern any time", "he has not come back").keys == ("safety_emergency",)


def test_an_emergency_that_a_child_tells_of_is_for_999() -> None:
    assert "safety_child_emergency" in after("im 11 and my mum wont wake up").keys


@pytest.mark.parametrize(
    "lines",
    [
        ("lol jk", "no i mean it i will"),
        ("lol jk", "i might though"),
        ("just tired", "but i think about it every day"),
        ("leave me alone", "nobody listens"),
    ],
)
def test_whoever_spoke_of_dying_is_named_somebody_to_talk_to_each_time(lines: tuple[str, ...]) -> None:
    talk = after("i want to kill myself", *lines)
    assert "safety_self_harm_again" in talk.keys
    assert not talk.session.opted_out


@pytest.mark.parametrize("said", ["yes cleaner please", "she just needs a cleaner", "can you find me a cleaner"])
def test_what_is_asked_for_after_a_danger_is_looked_for(said: str) -> None:
    assert after("mum has fallen and cant get up", said).search["need"] == "cleaning"
