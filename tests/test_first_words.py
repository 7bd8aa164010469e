"""The first words of people who look for help: whom it is for is said before what it is."""

import pytest
from residents import after


@pytest.mark.parametrize(
    "said",
    [
        "looking for help for mum",
        "im looking for someone to help my mum and dad",
        "my nan and my uncle both need someone",
        "i need someone for dad",
        "i need a hand with mum",
        "its about my mum",
        "she cant manage",
        "mum",
        "my mother",
        "help for me mam please",
        "need sum1 for me nan",
        "after a bit of help for the wife",
        "im trying to get some support for my husband",
        "Good morning, I am enquiring on behalf of my father",
        "cud do wiv a hand wi me dad",
        "can you find somebody for my uncle please",
        "he cant manage any more",
        "can i have the same lady as mrs jones at number 12",
        "my son is 8 and has downs",
        "i need help for my mum and dad",
        "for my brother hes 45 downs syndrom",
        "my wife has early onset alzheimers",
        "i want to buy in someone myself",
        "i want to pay for someone privately",
        "can you find someone for when she is home",
        "he needs someone patient he has cerebral palsy",
        "I need some help with my son he is 22 autistic",
        "hi need help 4 my wife",
        "looking for help for my uncle",
        "my friend needs help",
        "just been told to contact you",
        "I had a letter saying you could find me some help",
        "My neighbour gave me the number. Im 79 and just had a new hip",
        "Im Joan im 84",
        "I'm hard of hearing so texting is best",
        "she's a private person so it needs to be a lady",
        "my nan is a bit wobbly",
        "got your leaflet through the door",
        "social worker said to text you",
    ],
)
def test_whom_it_is_for_opens_the_search(said: str) -> None:
    talk = after(said)
    assert (talk.session.flow, talk.keys[-1]) == ("find_support", "ask_need")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("mum fell", None),
        ("i cant cope", "carer_support"),
        ("my dad died", "so_sorry"),
        ("my mum died on tuesday. can someone help clear her house", "faq_answer"),
        ("Running dad to the day centre & back, Carterton", "ask_when"),
        ("he's moved back from the care home and wants to be as independent as possible", "ask_place"),
        ("i want to set up to help mums", "checklist_question"),
        ("i need someone to clean for dad", "ask_place"),
        ("its about my business", None),
        ("im a carer for my dad and i need a break", "ask_place"),
        ("help", "help"),
        ("someone hurt my mum", None),
        ("i need someone to talk to", None),
        ("my mum has just had a stroke and cant talk", None),
        ("i want to employ someone in my business", None),
        ("he needs someone patient to wash him", "ask_place"),
        ("this is the third time ive text you people", "person"),
        ("no one rang back", "person"),
        ("im so cross with you lot", "person"),
        ("your list is rubbish, I rang three and none of them had space", "person"),
        ("the lady came and she is lovely", "thanks"),
        ("saw your poster, i want to start a care business", "checklist_question"),
        ("he said i could get listed", "list_business"),
        ("asdf qwer", "missed"),
    ],
)
def test_what_is_near_to_that_stays(said: str, expected: str | None) -> None:
    talk = after(said)
    assert talk.keys[-1] != "ask_need"
    assert expected is None or expected in talk.keys


@pytest.mark.parametrize(
    ("said", "needs"),
    [
        ("mum needs someone to sit with her, get her meals and do the laundry", "laundry+carer-respite+cooking"),
        ("someone to make his lunch and do his washing and keep him company", "companionship+cooking+laundry"),
        (
            "so basically what it is is my mum shes 88 and shes had the carers from the council but theyve been cut "
            "down and im there every day and ive got two kids and what i really need is somebody who can just pop in "
            "and see shes had something to eat and do her ironing",
            "eating-drinking+laundry",
        ),
        (
            "my wife passed in august and ive never cooked in my life i just want somebody to come and do me a proper "
            "dinner and iron my shirts",
            "cooking+laundry",
        ),
        (
            "ive got my mother in law here and she has dementia and i work from home and i need a lady who will sit "
            "with her and make her lunch and take her for a little walk",
            "trips-out+carer-respite+cooking",
        ),
        (
            "we are both 84 i cant lift him now so im after someone to help him get washed and dressed",
            "dressing+washing-bathing",
        ),
    ],
)
def test_every_task_of_a_long_message_is_heard(said: str, needs: str) -> None:
    assert set(after(said).search["need"].split("+")) == set(needs.split("+"))


@pytest.mark.parametrize(
    ("said", "need"),
    [
        ("he always did the garden before he passed, its a jungle now, evesham", "gardening"),
        ("mums house, its a tip now, evesham", "cleaning"),
        ("my husband had a heart attack in june he needs someone to sit with him in evesham", "carer-respite"),
    ],
)
def test_how_it_is_now_or_was_then_is_no_time(said: str, need: str) -> None:
    assert after(said).search == {"need": need, "place": "evesham"}


@pytest.mark.parametrize(
    "said",
    [
        "im worried about mum",
        "worried about my neighbour",
        "hello im really concerned about my dad",
        "dont know what to do about mum",
        "mum isnt coping",
        "i think dad needs help",
        "mums getting worse",
        "my neighbour is 90 i worry about her",
        "my mum is dying at home",
        "mum is end of life at home",
    ],
)
def test_a_worry_is_met_with_a_kind_question(said: str) -> None:
    talk = after(said)
    assert (talk.session.flow, talk.session.asked, talk.keys[-1]) == ("find_support", "need", "worried")
    assert after("cleaner malvern", said).keys == ("worried", "ask_when")


def test_a_worry_told_after_danger_is_of_that() -> None:
    assert after("mum has fallen and cant get up", "mums getting worse").keys[-1] == "safety_worse"


@pytest.mark.parametrize(
    "said", ["for dad", "its for my mum", "mum", "my husband", "for me nan", "its about my aunty", "he cant manage"]
)
def test_whom_it_is_for_is_thanked_for_amid_the_questions(said: str) -> None:
    assert after("need help for my dad", said).keys == ("noted", "ask_need")
    assert after("cleaner", said).keys == ("noted", "ask_place")
    assert after("cleaner malvern", said).keys == ("noted", "ask_when")


@pytest.mark.parametrize(
    "text",
    [
        "my neighbour gives me £20 a week to get her shopping and sit with her is that allowed",
        "i clean for a few old dears cash in hand am i doing it wrong",
        "a lady down the road pays me to do her ironing is it legal",
        "my mums neighbour pays me to clean for her do i have to declare it",
        "old chap next door slips me a tenner to take him shopping is that ok",
        "been cooking for an old couple for cash do i need to tell anyone",
    ],
)
def test_who_is_paid_and_asks_if_it_is_right_is_a_founder(text: str) -> None:
    assert after(text).session.flow == "cqc_triage"


@pytest.mark.parametrize(
    "text",
    [
        "can i pay my neighbour £20 a week to get my shopping is that allowed",
        "my son gives me £20 a week for my shopping is that allowed",
        "my husband gives me £20 a week to do the shopping is that allowed",
        "i pay a lady cash in hand to clean am i doing it wrong",
        "my cleaner wants cash in hand is that allowed",
    ],
)
def test_who_pays_or_is_kept_short_is_none(text: str) -> None:
    assert after(text).session.flow != "cqc_triage"


def test_a_hairdresser_is_not_told_that_we_list_none() -> None:
    talk = after("im a mobile hairdresser want to do old folks hair at home is there any rules")
    assert (talk.session.flow, "faq_answer" in talk.keys) == ("cqc_triage", False)


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (("cleaner pershore", "we have a carer wednesdays too"), None),
        (("cleaner pershore", "i have a gardener every friday"), None),
        (("cleaner pershore", "we already have a lady in the mornings, evenings please"), "17:00-21:00"),
        (("cleaner pershore", "we have got a sitter on thursdays, tuesdays are fine"), "tue weekly"),
        (("cleaner pershore", "can we have a cleaner wednesdays"), "wed weekly"),
        (("cleaner pershore", "i want to have a cleaner wednesdays"), "wed weekly"),
    ],
)
def test_when_they_have_help_already_is_no_wish(lines: tuple[str, ...], when: str | None) -> None:
    assert after(*lines).search.get("when") == when


@pytest.mark.parametrize(
    "text", ["he went in the night", "my husband went last night", "mum went in her sleep bless her"]
)
def test_whether_they_died_is_asked_where_it_may_be_something_else(text: str) -> None:
    talk = after("cleaner pershore", text)
    assert talk.keys == ("perhaps_died", "ask_when")
    assert talk.search == {"need": "cleaning", "place": "pershore"}


def test_a_place_that_they_never_said_is_asked_for_again() -> None:
    talk = after("cleaner", "wickford", "i never said wickford", area="essex")
    assert (talk.session.asked, talk.search) == ("place", {"need": "cleaning"})


@pytest.mark.parametrize(
    "text", ["dad is in addenbrookes", "shes in the princess alexandra in harlow", "he is in the jr"]
)
def test_where_somebody_lies_ill_is_not_where_help_is_needed(text: str) -> None:
    talk = after("cleaner", "Ely", text, area="cambridgeshire")
    assert talk.search == {"need": "cleaning", "place": "ely"}


@pytest.mark.parametrize(
    "text",
    [
        "im frightened of getting it wrong",
        "scared ill be breaking the law",
        "they said i could be fined",
        "my friend said you can get fined for this",
        "i dont want to get done for it",
        "i dont want to end up in court",
        "i heard a lady got fined 16 grand",
        "terrified ill get prosecuted",
        "nervous about starting up, dont want to break any rules",
        "is it illegal to look after old people without registering",
    ],
)
def test_who_fears_to_break_the_rules_is_asked_about_registration(text: str) -> None:
    talk = after(text)
    assert (talk.session.flow, talk.keys[-1]) == ("cqc_triage", "tree_question")
    assert not any(key.startswith("safety") for key in talk.keys)


@pytest.mark.parametrize(
    "text",
    [
        "im scared of getting caught by my husband",
        "im scared he will hurt me",
        "i dont want to end up in a home",
        "im worried im doing it wrong with mum",
        "scared of getting it wrong with dads stoma",
    ],
)
def test_another_fear_is_no_founders(text: str) -> None:
    assert after(text).session.flow != "cqc_triage"


@pytest.mark.parametrize(
    "text",
    [
        "hello im maria from portugal, i clean and i care for old lady, she pay me cash, is legal?",
        "i wash my neighbour and she pays me cash is that allowed",
    ],
)
def test_cash_for_care_is_a_matter_of_registration_first(text: str) -> None:
    assert after(text).session.flow == "cqc_triage"


@pytest.mark.parametrize("text", ["can my clients pay me cash", "i wash cars and get paid cash is that ok"])
def test_cash_alone_has_its_plain_answer(text: str) -> None:
    assert "faq_answer" in after(text).keys
