"""A need that stands: what replaces it, what only seems to, and what is asked for in words beside it."""

import pytest
from ours import world
from residents import after


@pytest.mark.parametrize(
    ("area", "texts", "need"),
    [
        ("essex", ("need a carer for grandad in walton", "on the naze"), "personal-care"),
        ("oxfordshire", ("cleaner banbury", "sarah from bluebell"), "cleaning"),
        (
            "worcestershire",
            ("help with shopping fernhill heath", "not a wednesday as i have my hair done"),
            "shopping",
        ),
        ("essex", ("carer brentwood 10pm till 6am fri", "stay awake all night"), "personal-care"),
        ("essex", ("company for dad clacton tues 2-4 and fri 10-12", "leave off the friday"), "companionship"),
        ("oxfordshire", ("respite bicester thurs", "he can wash himself just needs prompting"), "carer-respite"),
        ("oxfordshire", ("respite bicester thurs", "any of them trained in peg feeding"), "carer-respite"),
        ("oxfordshire", ("respite bicester thurs", "could they come and meet us first"), "carer-respite"),
        ("oxfordshire", ("cleaning faringdon mon", "same day same place"), "cleaning"),
        ("oxfordshire", ("cleaning faringdon mon", "what do others do about that"), "cleaning"),
        ("oxfordshire", ("cleaning faringdon mon", "I can't read it, too small"), "cleaning"),
        ("essex", ("shower and ironing clacton mon", "she can shower herself"), "laundry"),
        ("essex", ("dressing brentwood mon", "she's incontinent of urine"), "dressing+toileting"),
        ("essex", ("cleaner maldon mon", "she gets attendance allowance"), "cleaning"),
        ("essex", ("cleaner maldon mon", "theres a key safe"), "cleaning"),
        ("essex", ("cleaner maldon mon", "anywhere round there"), "cleaning"),
        ("essex", ("transport", "washing and dressing maldon"), "dressing+washing-bathing"),
        ("essex", ("shower maldon mon", "morning lunch tea and bed"), "washing-bathing"),
        ("essex", ("cleaner maldon mon", "forget the cleaner need a gardener"), "gardening"),
        ("essex", ("company maldon mon", "right forget company. what about a day centre"), "groups"),
        (
            "essex",
            ("someone to be with my wife maldon", "she needs a hand in the toilet too, is that ok"),
            "carer-respite+toileting",
        ),
        ("essex", ("wash and dress mum clacton", "every day. she needs washing every day"), "dressing+washing-bathing"),
        ("essex", ("company and trips out for my son maldon", "someone his own age really"), "trips-out+companionship"),
        ("essex", ("company and trips out for my son maldon", "actually company"), "companionship"),
        (
            "essex",
            ("company for dad maldon", "he cant do steps so shopping and maybe laundry"),
            "companionship+laundry+shopping",
        ),
        ("essex", ("company for dad maldon", "ok so gardening"), "gardening"),
        ("essex", ("company for dad maldon", "hes fed up of that so gardening instead"), "gardening"),
        ("essex", ("company for dad maldon", "he does his own shopping so thats fine"), "companionship"),
        ("essex", ("trips out for dad maldon mon", "can we make it clacton hes moving in with us"), "trips-out"),
        ("essex", ("personal care and cleaning maldon mon", "ok what about just the domestic"), "cleaning"),
        ("essex", ("gardening maldon mon", "got one thank you. now need a cleaner too"), "cleaning"),
    ],
)
def test_a_stray_word_takes_the_place_of_no_need(area: str, texts: tuple[str, ...], need: str) -> None:
    assert after(*texts, area=area).search["need"] == need


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("actually its a gardener i need", "gardening"),
        ("its the shopping i meant", "shopping"),
        ("sorry meant ironing", "laundry"),
    ],
)
def test_a_need_in_plain_words_does(text: str, need: str) -> None:
    assert after("cleaner malvern tuesday", text).search["need"] == need


@pytest.mark.parametrize("text", ["no one", "nobody", "on"])
def test_what_asks_for_nothing_begins_no_search(text: str) -> None:
    assert "need" not in after(text).search


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("overnight carer needed for my nan in bicester", "personal-care"),
        ("24 hour care maldon", "personal-care"),
        ("round the clock care witney", "personal-care"),
        ("do u do night sits", "carer-respite"),
        ("PA for a young man with learning disabilities in Redditch, 12 hrs a week", "personal-care"),
        ("mum fell last year so were looking for somebody to pop in", "companionship"),
        ("need someone with her tomorrow", "carer-respite"),
        ("i broke my wrist last month and cant open tins", "cooking"),
        ("my mums fallen out with her carer and needs a new one", "personal-care"),
    ],
)
def test_care_by_night_and_a_helper_in_general_are_needs(text: str, need: str) -> None:
    assert after(text).search["need"] == need


def test_a_choice_that_is_passed_over_is_gone() -> None:
    passed = ("i cant read very good", "washing", "worcester")
    assert after(*passed[:2]).keys[-1] == "which_need"
    talk = after(*passed)
    assert (talk.keys[-1], talk.search["need"], talk.session.offered) == ("ask_when", "paperwork", ())


@pytest.mark.parametrize(
    "goes_on", [("so colchester",), ("sorry fri",), ("2 hrs",), ("from january",), ("do i ring them",)]
)
def test_a_choice_after_a_list_is_put_once(goes_on: tuple[str, ...]) -> None:
    talk = after("carer witham any time", "washing", *goes_on, area="essex")
    assert "which_need" not in talk.keys
    assert talk.search["need"] == "personal-care"
    assert talk.session.offered[:1] == (f"find_support:details:{talk.session.page[0]}",)


@pytest.mark.parametrize(
    "said",
    ["day visits then", "no dont ring anyone", "any that have a wheelchair car", "shes interested in horses"],
)
def test_one_reading_is_no_choice(said: str) -> None:
    talk = after("respite ely tuesday", said, area="cambridgeshire")
    assert "which_need" not in talk.keys
    assert talk.search["need"] == "carer-respite"


def test_ok_and_right_take_not_all_of_a_choice() -> None:
    choice = ("washing", "ely")
    assert "need" not in after(*choice, "right", area="cambridgeshire").search
    assert "+" in after(*choice, "yes", area="cambridgeshire").search["need"]


@pytest.mark.parametrize(
    ("told", "asks"),
    [
        ("my carer hit me", "can you find me another one"),
        ("my carer has been taking money out of my purse", "i need a new one"),
    ],
)
def test_whoever_was_harmed_by_a_carer_may_ask_for_another(told: str, asks: str) -> None:
    talk = after(told, asks)
    assert (talk.keys[-1], talk.search["need"]) == ("ask_place", "personal-care")


def test_another_one_of_nothing_is_asked_about() -> None:
    assert after("i need a new one").keys[-1] == "ask_need"


@pytest.mark.parametrize("text", ["someone to visit my aunt", "company", "it is company we want"])
def test_the_same_need_again_is_understood(text: str) -> None:
    talk = after("company for my aunt", text)
    assert talk.keys == ("told_already", "ask_place")


@pytest.mark.parametrize(
    "text", ["nurse to change the dressing on mums leg droitwich mon wed fri", "dressing changed on her leg"]
)
def test_a_dressing_on_a_wound_is_for_a_nurse(text: str) -> None:
    talk = after(text)
    assert "GP surgery" in talk.text
    assert "need" not in talk.search


@pytest.mark.parametrize("text", ["help dressing his legs are bad", "washing and dressing, she has a bad leg"])
def test_getting_dressed_is_not(text: str) -> None:
    assert "GP surgery" not in after(text).text


def test_a_language_or_a_ceiling_of_price_is_not_passed_over() -> None:
    assert after("polish speaking carer ely").keys[-2:] == ("faq_answer", "ask_when")
    assert "price" in after("i cant pay more than £15 an hour").text


def test_24_hour_care_says_that_nobody_lives_in() -> None:
    assert "nobody who lives in" in after("24 hour care maldon", area="essex").text


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("cooking and shopping please", {"cooking", "shopping"}),
        ("cleaning and shopping please", {"cleaning", "shopping"}),
        ("need help with cooking and shopping", {"cooking", "shopping"}),
        ("dad can shower himself but needs his meals doing", {"cooking"}),
        ("he can wash himself just needs prompting", {"washing-bathing"}),
        ("he can not wash himself", {"washing-bathing"}),
        ("help with bath malvern", {"washing-bathing"}),
        ("cleaner malvern " * 30, {"cleaning"}),
        ("i had my knee done so shopping and hoovering malvern", {"shopping", "cleaning"}),
        ("she needs her lunch doing and a bit of company malvern", {"cooking", "companionship"}),
        ("someone to do his tea and help him to bed malvern", {"cooking", "personal-care"}),
        ("a lift to bingo malvern", {"transport"}),
        ("i just need someone to cook and clean malvern", {"cooking", "cleaning"}),
        ("someone to shop and clean malvern", {"shopping", "cleaning"}),
        ("just need someone to iron and clean malvern", {"laundry", "cleaning"}),
        ("we just want someone to talk to and play cards malvern", {"companionship"}),
    ],
)
def test_all_that_is_asked_for_is_heard(text: str, needs: set[str]) -> None:
    assert set(after(text).search["need"].split("+")) == needs


@pytest.mark.parametrize(
    "text", ["just home from the JR after hip op", "being discharged fri from the horton broken wrist"]
)
def test_whoever_comes_home_from_hospital_is_asked_what_is_needed(text: str) -> None:
    talk = after(text, area="oxfordshire")
    assert talk.keys[-1] == "ask_need"
    assert "place" not in talk.search


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("I need to get to the hospital in Oxford on the 9th", "charlbury"),
        ("lift to the dentist in witney", "charlbury"),
        ("its to witney", "charlbury"),
        ("i've moved to witney", "witney"),
        ("change it to witney", "witney"),
        ("what about witney", "witney"),
    ],
)
def test_an_errand_begins_at_home(text: str, place: str) -> None:
    assert after("transport charlbury 9 dec", text, area="oxfordshire").search["place"] == place


@pytest.mark.parametrize(
    ("lines", "now", "next_one"),
    [
        (("transport and cleaning rayleigh mon 7 dec 9.15am", "cleaner can be any day"), "transport", "cleaning any"),
        (("shower and cleaning basildon mon", "the cleaning can be fri"), "washing-bathing", "cleaning fri"),
        (("transport clacton 9 dec", "and then once a week to the shops at frinton"), "transport", "shopping weekly"),
        (
            ("cleaner clacton tues", "great thanks, also my mum needs company in frinton at 2"),
            "cleaning",
            "companionship 14:00-",
        ),
        (("cleaner clacton tues", "and a gardener weds"), "cleaning", "gardening wed"),
        (
            ("gardener for myself in maldon", "and my sister in clacton needs company friday"),
            "gardening",
            "companionship fri",
        ),
        (
            ("gardener in maldon any time", "and my sister in clacton needs company", "do hers first"),
            "companionship",
            "gardening any",
        ),
        (("washing mum clacton mon 8-9am and her garden done once a month",), "washing-bathing", "gardening monthly"),
        (("cleaner clacton tues", "and a gardener"), "cleaning+gardening", ""),
        (("shower and cleaning basildon mon", "just the cleaning fri"), "cleaning", ""),
        (("shower and cleaning basildon mon", "shower and cleaning fri"), "washing-bathing+cleaning", ""),
    ],
)
def test_one_need_of_several_may_have_a_time_of_its_own(lines: tuple[str, ...], now: str, next_one: str) -> None:
    talk = after(*lines, area="essex")
    waits = talk.session.held("next_search")
    assert talk.search["need"] == now
    assert " ".join(waits[name] for name in ("need", "when") if waits) == next_one


MUM_AND_DAD = ("mum needs washing dad just company", "both in witham", "weekday mornings")
HERS = ("need someone to clean me mums house", "witham", "tuesdays 10 till 12")
TWO_HOMES = ("my mums in witham my dads mum is in colchester both need help",)


@pytest.mark.parametrize(
    ("lines", "now", "waits"),
    [
        (MUM_AND_DAD, "washing-bathing witham mon-fri 07:00-12:00 weekly", "companionship"),
        ((*MUM_AND_DAD, "ok now dad"), "companionship witham", "washing-bathing witham mon-fri 07:00-12:00 weekly"),
        (
            (*MUM_AND_DAD, "dads gone in hospital so just mum now"),
            "washing-bathing witham mon-fri 07:00-12:00 weekly",
            "",
        ),
        ((*MUM_AND_DAD, "dad died yesterday"), "washing-bathing witham mon-fri 07:00-12:00 weekly", ""),
        (("cleaner and gardener witham", "fridays for the cleaner"), "cleaning witham fri weekly", "gardening witham"),
        (
            ("mum needs help with washing", "dad needs company", "they live in witham"),
            "companionship witham",
            "washing-bathing witham",
        ),
        ((*MUM_AND_DAD, "mum died yesterday"), "companionship witham", ""),
        ((*HERS, "dad died yesterday"), "cleaning witham tue 10:00-12:00 weekly", ""),
        ((*HERS, "mum died yesterday"), "", ""),
        ((*HERS, "start again"), "", ""),
        (
            (*HERS, "dad needs sitting with too hes in maldon"),
            "carer-respite maldon",
            "cleaning witham tue 10:00-12:00 weekly",
        ),
        (
            (*HERS, "dad needs sitting with too hes in maldon", "thursdays for him", "back to mum"),
            "cleaning witham tue 10:00-12:00 weekly",
            "carer-respite maldon thu weekly",
        ),
        ((*HERS, "my husband works mondays so friday"), "cleaning witham fri 10:00-12:00 weekly", ""),
        ((*HERS, "dad can let them in"), "cleaning witham tue 10:00-12:00 weekly", ""),
        ((*HERS, "her sister does sundays"), "cleaning witham tue 10:00-12:00 weekly", ""),
        (
            ("gym for my client", "also need cleaning for another client in maldon"),
            "cleaning maldon",
            "fitness",
        ),
        ((*HERS, "dad would like company too"), "companionship witham", "cleaning witham tue 10:00-12:00 weekly"),
        (
            (*HERS, "my brother also needs one in maldon"),
            "cleaning maldon",
            "cleaning witham tue 10:00-12:00 weekly",
        ),
        ((*TWO_HOMES, "1", "company", "sundays"), "companionship witham sun weekly", ""),
        ((*TWO_HOMES, "nan first", "company", "sundays"), "companionship colchester sun weekly", ""),
        (
            (*TWO_HOMES, "mum needs a wash", "any time", "nan wants company"),
            "companionship colchester",
            "washing-bathing witham any",
        ),
        (
            (
                "my mum needs a cleaner and my nan a sitter both in witham",
                "tuesdays for the cleaner",
                "friday for the sitting",
            ),
            "carer-respite witham fri",
            "cleaning witham tue weekly",
        ),
    ],
)
def test_two_people_have_a_search_each(lines: tuple[str, ...], now: str, waits: str) -> None:
    session = after(*lines, area="essex").session
    told = (
        " ".join(filter(None, map(held.get, ("need", "place", "when"))))
        for held in (session.held("find_support"), session.held("next_search"))
    )
    assert tuple(told) == (now, waits)


@pytest.mark.parametrize("asks", ["find me a gardener", "im a social worker looking for someone for a client"])
def test_yes_or_no_to_a_search_that_is_offered_answers_no_founders_question(asks: str) -> None:
    before = ("help me set up", "cleaning", asks)
    assert after(*before, "yes please").session.flow == "find_support"
    stays = after(*before, "no")
    assert (stays.session.asked, "personal_care" in stays.session.held()) == ("personal_care", False)


@pytest.mark.parametrize(
    "said",
    [
        "mum lives in ely, dad lives in soham",
        "i look after mum in ely and dad in soham",
        "mum is in ely and dad lives in soham",
        "mum in ely, dad in soham, both want a cleaner",
    ],
)
def test_of_two_who_live_apart_whose_turn_is_first_is_asked(said: str) -> None:
    talk = after(said, "dad", area="cambridgeshire")
    assert after(said, area="cambridgeshire").keys[-1] == "whose_first"
    assert talk.search["place"] == "soham"


@pytest.mark.parametrize(
    ("lines", "search"),
    [
        (
            ("mum needs a cleaner and dad needs company malvern", "next"),
            {"need": "companionship", "place": "great-malvern"},
        ),
        (
            ("company malvern mornings", "he refuses help", "ok thanks"),
            {"need": "companionship", "place": "great-malvern"},
        ),
        (
            ("night sitter malvern", "the syringe driver has stopped"),
            {"need": "carer-respite", "place": "great-malvern"},
        ),
    ],
)
def test_next_thanks_and_what_is_no_driver_change_no_search(lines: tuple[str, ...], search: dict[str, str]) -> None:
    assert search.items() <= after(*lines).search.items()


@pytest.mark.parametrize("said", ["thats a lot", "thats too much"])
def test_a_price_that_is_too_much_is_no_thanks(said: str) -> None:
    assert after("cleaner malvern any day", said).keys[-1] == "facts"


@pytest.mark.parametrize("said", ["what should i ask them", "what shall i ask when i ring", "can i cancel"])
def test_what_to_ask_a_business_is_answered(said: str) -> None:
    assert after("respite malvern any day", said).keys[-1] == "faq_answer"


@pytest.mark.parametrize("said", ["she asked for £200 up front", "someone says she is from nearhand"])
def test_money_up_front_is_warned_of(said: str) -> None:
    assert "faq_answer" in after(said).keys


@pytest.mark.parametrize(
    ("said", "people"),
    [
        ("my dads mum needs a wash", ["nan"]),
        ("mum and dad need a cleaner", []),
        ("someone to sit with mum while dad has his bath", ["mum"]),
        ("my daughter comes fridays", []),
        ("can my dad come too", []),
        ("her sister in ely needs someone", ["sister"]),
        ("her sister in ely has one", []),
        ("for my daughter", ["daughter"]),
        ("can someone take mum to see dad in hospital", ["mum", "dad"]),
        ("one for another client", ["another client"]),
        ("i look after mum and my husband", []),
        ("mum's cleaner", ["mum"]),
    ],
)
def test_who_is_looked_after(said: str, people: list[str]) -> None:
    assert [person for person, _ in world()[1].kin.told(said)] == people


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("her sister in soham helps", "ely"),
        ("her gp is in littleport", "ely"),
        ("she goes to soham on fridays", "ely"),
        ("she's going to her sisters in soham for xmas", "ely"),
        ("for my sister in soham", "soham"),
        ("mum is in soham", "soham"),
        ("she's moving to soham", "soham"),
        ("one for my sister in soham too", "soham"),
    ],
)
def test_where_somebody_else_is_or_goes_moves_no_search(text: str, place: str) -> None:
    assert after("carer ely mornings", text, area="cambridgeshire").search["place"] == place


@pytest.mark.parametrize("text", ["not malvern", "no its not malvern", "sorry not in great malvern"])
def test_a_place_that_is_denied_is_asked_for_again(text: str) -> None:
    talk = after("cleaner malvern tues", text)
    assert (talk.keys, talk.search) == (("ask_place",), {"need": "cleaning", "when": "tue"})


@pytest.mark.parametrize(
    "text",
    [
        "happy christmas",
        "have a good weekend",
        "i cant use the internet",
        "its a 2 bed bungalow",
        "its not for me",
        "how do i know theyre any good",
        "are these real people",
        "she doesnt come out this far",
        "is 2 insured",
        "put him on the waiting list",
        "can you confirm its booked",
        "cant afford that is there any help",
    ],
)
def test_what_is_said_of_the_list_leaves_the_search_as_it_is(text: str) -> None:
    before, talk = after("cleaner malvern tues"), after("cleaner malvern tues", text)
    assert talk.search == before.search
    assert "missed_list" not in talk.keys


def test_who_has_booked_somebody_looks_no_more() -> None:
    assert not after("cleaner malvern tues", "ive booked her for thursday").search


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("found a cleaner just need the cooking", "cooking"),
        ("ive got a cleaner now", "cooking"),
        ("i dont need a cleaner now", "cooking"),
        ("my daughter is doing the cleaning", "cooking"),
        ("swap cooking for shopping", "cleaning+shopping"),
        ("change cooking to shopping", "cleaning+shopping"),
        ("shopping instead of cooking", "cleaning+shopping"),
        ("shopping too and prescriptions", "cleaning+cooking+shopping"),
        ("the cleaning is the main thing", "cleaning+cooking"),
        ("she misses her garden", "cleaning+cooking"),
        ("who does both", "cleaning+cooking"),
        ("not a carer just a cleaner", "cleaning"),
        ("who will do the gardening", "gardening"),
    ],
)
def test_one_need_of_two_is_given_up_or_changed(text: str, needs: str) -> None:
    talk = after("cleaning and cooking malvern mon", text)
    assert "+".join(sorted(talk.search["need"].split("+"))) == needs


@pytest.mark.parametrize(
    "said",
    [
        "dad in peterborough needs company and mum in ely needs a cleaner",
        "dad lives in peterborough and mum lives in ely both need cleaning",
    ],
)
def test_of_two_people_the_one_beyond_our_areas_is_told_of_and_the_other_looked_for(said: str) -> None:
    talk = after(said, area="cambridgeshire")
    assert talk.keys[-2:] == ("another_outside", "ask_when")
    assert talk.search == {"need": "cleaning", "place": "ely"}


def test_a_helper_named_alone_has_their_turn() -> None:
    talk = after("husband needs washing and son needs taking out", "clacton", "son first", area="essex")
    assert talk.search == {"need": "trips-out", "place": "clacton-on-sea"}
