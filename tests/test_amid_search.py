"""What residents say amid a search that is no request: dangers, remarks, others' places and times, exclusions."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from ours import world

from bot.conversation import respond
from bot.flows.question import Session, Turn, World
from bot.flows.search_answers import SEARCH
from bot.message import Inbound

NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/London"))
CONTENT, HEARING, CATALOGUE = world()
IN_ELY = "company in ely, wednesday afternoon"


def says(area: str, *texts: str) -> Turn:
    """The last turn of several messages."""
    turn = Turn(Session(met=True), ())
    for number, text in enumerate(texts):
        inbound = Inbound("sms", "1", f"s{number}", text, NOW)
        turn = respond(turn.session, inbound, World(NOW, CONTENT, HEARING, CATALOGUE, area))
    return turn


def held(turn: Turn) -> str:
    """What is looked for after a turn: need, place and time."""
    answers = turn.session.held(SEARCH)
    return " ".join(answers.get(name, "-") for name in ("need", "place", "when"))


def keys(turn: Turn) -> list[str]:
    return [say.key for say in turn.says]


# Danger


@pytest.mark.parametrize(
    "text",
    [
        "i think ill just go and be with bert",
        "i want to end it all on saturday in soham",
        "i cant wash or dress and i want to die",
        "dad has fallen and hes not breathing, saturday",
        "shes fallen down the stairs in soham and cant get up",
        "gas smell in kitchen, cooking",
        "no point eating or cooking, i dont want to be here",
    ],
)
def test_a_danger_changes_nothing_of_what_is_looked_for(text: str) -> None:
    turn = says("cambridgeshire", IN_ELY, text)
    assert turn.events[0].name.startswith("safety:")
    assert held(turn) == "companionship ely wed 12:00-17:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i want to die, but i also need a cleaner in soham", "companionship+cleaning soham wed 12:00-17:00"),
        ("chest pain. can you find someone to walk the dog", "pet-care ely wed 12:00-17:00"),
        ("my son hits me. i need help with shopping on fridays", "shopping ely fri 12:00-17:00 weekly"),
        ("i want to kill myself. i want help with cooking", "cooking ely wed 12:00-17:00"),
    ],
)
def test_what_is_plainly_asked_for_beside_a_danger_is_kept(text: str, expected: str) -> None:
    assert held(says("cambridgeshire", IN_ELY, text)) == expected


def test_a_danger_tells_the_place_that_was_open() -> None:
    turn = says("cambridgeshire", "i need a cleaner", "shes fallen down the stairs in soham and cant get up")
    assert held(turn) == "cleaning soham -"


# Outside our area


@pytest.mark.parametrize(
    "texts",
    [
        ("shes in kings lynn",),
        ("mum is in norwich and not coping",),
        ("helo im from peterborough",),
        ("do you cover norwich",),
        ("kings lynn tuesday",),
        ("i need a hand at home", "shes in kings lynn"),
        ("cleaning for mum", "shes in kings lynn"),
        (IN_ELY, "shes in kings lynn"),
    ],
)
def test_a_place_outside_is_said_whatever_is_still_open(texts: tuple[str, ...]) -> None:
    assert "outside_area" in keys(says("cambridgeshire", *texts))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("shes in kings lynn", "ely"), "- ely -"),
        (("i live in london, mum is in ely",), "- ely -"),
        (("company for mum in ely", "im in london"), "companionship ely -"),
    ],
)
def test_a_place_of_ours_goes_before_one_outside(texts: tuple[str, ...], expected: str) -> None:
    turn = says("cambridgeshire", *texts)
    assert held(turn) == expected
    assert "outside_area" not in keys(turn)


# Dates that do not suit

MORNINGS = "company in ely, mornings"


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("but not the first week of december", ["1-7 Dec"]),
        ("not over christmas", ["24-26 Dec"]),
        ("except the 24th and 25th dec", ["Thu 24 Dec", "Fri 25 Dec"]),
        ("not this thurs", ["Thu 26 Nov"]),
        ("we are busy on the 5th", ["Sat 5 Dec"]),
        ("cant do the 2nd", ["Wed 2 Dec"]),
        ("but not the last week of the month", ["24-30 Nov"]),
        ("we dont want nobody on the 5th", ["Sat 5 Dec"]),
        ("not the 1st of january", ["Fri 1 Jan"]),
        ("not the 2nd mums away", ["Wed 2 Dec"]),
        ("not the 2nd she's at the hospital", ["Wed 2 Dec"]),
        ("but not the 3rd we have visitors", ["Thu 3 Dec"]),
        ("not the 1st its her birthday", ["Tue 1 Dec"]),
        ("nobody on the 8th", ["Tue 8 Dec"]),
        ("no one on the 8th please", ["Tue 8 Dec"]),
        ("but not the first friday of the month", ["Fri 4 Dec"]),
        ("not the last monday of the month", ["Mon 30 Nov"]),
    ],
)
def test_dates_left_out_are_for_them_to_tell_and_leave_nobody_out(text: str, dates: list[str]) -> None:
    turn = says("cambridgeshire", MORNINGS, text)
    assert keys(turn) == ["not_then"]
    assert turn.says[0].values["dates"] == dates
    assert held(turn) == "companionship ely 07:00-12:00"
    assert not turn.session.left_out


@pytest.mark.parametrize(
    "text",
    [
        "company ely tues or thurs afternoons but not this thurs",
        "company in ely thursdays, not this thursday",
        "company in ely next week but not the 2nd",
        "company in ely weekdays but not christmas day",
    ],
)
def test_dates_left_out_of_a_whole_request_are_said_back(text: str) -> None:
    assert keys(says("cambridgeshire", text)) == ["not_then", "matches"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("company ely saturday the 5th december", "not the 5th"), ["ask_when"]),
        (("company ely tomorrow", "not tomorrow"), ["ask_when"]),
        (("company ely mondays", "not tomorrow"), ["kept"]),
        (("company in ely", "we dont want nobody on the 5th"), ["not_then", "ask_when"]),
        (("company in ely", "nobody on the 8th please"), ["not_then", "ask_when"]),
        (("company ely tuesdays", "not the 2nd mums away"), ["kept"]),
        ((MORNINGS, "not this week, next week"), ["matches"]),
        ((MORNINGS, "not today"), ["list_no"]),
        (("company in ely", "last tuesday"), ["day_gone", "ask_when"]),
        (("company in ely", "31 feb"), ["no_such_day", "ask_when"]),
        (("company in ely", "the 3rd of november"), ["far_away", "matches"]),
        (("company in ely last tuesday",), ["day_gone", "ask_when"]),
        (("company in ely", "yesterday"), ["day_gone", "ask_when"]),
        (("company in ely", "not cambridge though"), ["ask_when"]),
        (("company in ely any day", "not in cambridge"), ["kept"]),
        (("company in ely", "not in ely"), ["ask_place"]),
        (("company in ely any day", "the nurses cant come until monday"), ["kept"]),
    ],
)
def test_dates_left_out_are_told_of_only_where_they_matter(texts: tuple[str, ...], expected: list[str]) -> None:
    assert keys(says("cambridgeshire", *texts)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "but not the first week",
        "not the first fortnight",
        "not the first half of december",
        "not the first couple of weeks",
        "not the first weekend",
        "not the first monday of the month",
    ],
)
def test_the_first_of_some_days_is_no_business(text: str) -> None:
    turn = says("cambridgeshire", MORNINGS, text)
    assert not turn.session.left_out
    assert held(turn) == "companionship ely 07:00-12:00"


@pytest.mark.parametrize(
    "text",
    [
        "not the first",
        "not the 2nd",
        "not the first one",
        "not number one",
        "except the second one",
        "not cobalt",
        "not the 2nd one shes rude",
        "not the 2nd she lives away from us",
    ],
)
def test_a_business_that_is_not_wanted_is_still_left_out(text: str) -> None:
    assert says("cambridgeshire", MORNINGS, text).session.left_out


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("any day but sunday", "mon-sat 07:00-12:00 weekly"),
        ("any day bar sunday", "mon-sat 07:00-12:00 weekly"),
        ("any other day but not sunday", "mon-sat 07:00-12:00 weekly"),
        ("actually any day apart from weekends", "mon-fri 07:00-12:00 weekly"),
        ("any day except fridays is fine", "mon-thu,sat,sun 07:00-12:00 weekly"),
    ],
)
def test_all_days_but_some_open_the_search(text: str, when: str) -> None:
    assert says("cambridgeshire", "company ely tuesday mornings", text).session.held(SEARCH)["when"] == when


# What somebody has on at times of its own


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("help washing mum in ely", "morning about 8 but she has district nurse on wednesdays"), "08:00-"),
        (("help washing mum in ely", "mornings but her daughter comes mondays"), "07:00-12:00"),
        (("cleaner in ely", "anytime except when im at work", "im at work 9 to 5"), "any"),
        (("cleaner in ely mornings", "i work 9 to 5"), "07:00-12:00"),
        (("cleaner in ely", "anytime except when im at work 9 to 5"), "-09:00 | 17:00-"),
        (("cleaner in ely", "i work 9-5 so evenings"), "17:00-21:00"),
        (("someone for mum in ely", "i work 9 to 5 and need someone for mum then"), "09:00-17:00"),
        (("meals for mum in ely lunchtimes", "my daughter is here weekends"), "12:00-14:00"),
        (("meals for mum in ely lunchtimes", "she goes to day centre weds"), "12:00-14:00"),
        (("meals for mum in ely lunchtimes", "tuesdays he goes to the day centre"), "12:00-14:00"),
        (("meals for mum in ely lunchtimes", "she has carers in the morning already"), "12:00-14:00"),
        (("meals for mum in ely lunchtimes", "the carer comes 8 til 9"), "12:00-14:00"),
        (("meals for mum in ely lunchtimes", "she's going into hospital on the 3rd"), "12:00-14:00"),
        (("meals for mum in ely lunchtimes", "weekdays only my son does weekends"), "mon-fri 12:00-14:00 weekly"),
        (("meals for mum in ely lunchtimes", "my daughter is here weekends so not then"), "mon-fri 12:00-14:00"),
        (("meals for mum in ely lunchtimes", "my son comes mondays so tuesday please"), "tue 12:00-14:00"),
        (("meals for mum in ely lunchtimes", "even at xmas"), "12:00-14:00"),
        (("meals for mum in ely lunchtimes", "weekends are covered"), "mon-fri 12:00-14:00"),
        (("meals for mum in ely lunchtimes", "i do weekends myself"), "mon-fri 12:00-14:00"),
        (("meals for mum in ely lunchtimes", "weekends we manage"), "mon-fri 12:00-14:00"),
        (("meals for mum in ely lunchtimes", "my sister does tues and thurs"), "mon,wed,fri-sun 12:00-14:00"),
        (("meals for mum in ely lunchtimes", "tues and thurs my sister does"), "mon,wed,fri-sun 12:00-14:00"),
        (
            ("meals for mum in ely lunchtimes", "my daughter does mondays, tuesdays are better"),
            "tue 12:00-14:00 weekly",
        ),
        (("meals for mum in ely lunchtimes", "not mon my son comes mon"), "tue-sun 12:00-14:00"),
        (("meals for mum in ely lunchtimes", "tea time too she goes to bed at 8"), "12:00-14:00 & 16:00-18:00"),
        (("meals for mum in ely lunchtimes", "i visit sundays"), "mon-sat 12:00-14:00"),
        (("meals for mum in ely lunchtimes", "i do the evenings"), "12:00-14:00"),
        (("meals for mum in ely lunchtimes", "dad does nights"), "12:00-14:00"),
        (("meals for mum in ely lunchtimes", "i can do weekends"), "sat,sun 12:00-14:00 weekly"),
        (("meals for mum in ely lunchtimes", "her op is 14 dec"), "12:00-14:00"),
        (("meals for mum in ely lunchtimes", "the social worker is coming thursday"), "12:00-14:00"),
        (("meals for mum in ely lunchtimes", "its her birthday tuesday"), "12:00-14:00"),
        (("meals for mum in ely lunchtimes", "current carer leaves 18 dec"), "2026-12-18.. 12:00-14:00"),
        (("meals for mum in ely lunchtimes", "she goes to soham on fridays"), "12:00-14:00"),
        (("meals for mum in ely lunchtimes", "tuesday is bin day so not then"), "mon,wed-sun 12:00-14:00"),
        (("meals for mum in ely tues am", "tuesdays no good now"), "mon,wed-sun 07:00-12:00"),
        (("meals for mum in ely tues am", "any other day"), "mon,wed-sun 07:00-12:00"),
        (("meals for mum in ely tues am", "afternoon would be better"), "tue 12:00-17:00"),
        (("meals for mum in ely tues am", "later in the day"), "tue 12:00-21:00"),
        (("meals for mum in ely tues 2-4", "a bit earlier please"), "tue 07:00-14:00"),
        (("lift from ely 3 dec 9am", "any time"), "any"),
    ],
)
def test_what_somebody_has_on_is_not_what_is_asked_for(texts: tuple[str, ...], expected: str) -> None:
    assert says("cambridgeshire", *texts).session.held(SEARCH)["when"] == expected


def test_hours_at_work_leave_the_time_to_be_asked() -> None:
    assert keys(says("cambridgeshire", "cleaner in ely", "im at work 9 to 5")) == ["noted", "ask_when"]


@pytest.mark.parametrize(
    ("text", "when"),
    [("evenings no good", "mon -17:00 weekly"), ("mornings are no good", "mon 12:00- weekly")],
)
def test_parts_of_the_day_that_are_no_good_are_left_out(text: str, when: str) -> None:
    assert says("cambridgeshire", "company in ely mondays", text).session.held(SEARCH)["when"] == when


@pytest.mark.parametrize("text", ["no 12 oclock", "no i mean midday", "dinner is midday", "no dinner is at 12"])
def test_dinner_time_is_put_right(text: str) -> None:
    turn = says("worcestershire", "sitter for mum malvern tuesdays at dinnertime", text)
    assert held(turn) == "carer-respite great-malvern tue 12:00-14:00 weekly"


# Places and times told of others


@pytest.mark.parametrize(
    "text",
    [
        "cleaner in malvern mondays my sister in pershore has one on tuesdays",
        "need a cleaner in malvern mondays, my friend has one in ledbury every friday",
        "my sister in pershore has a cleaner on tuesdays i want one in malvern on mondays",
        "my neighbour has one thursdays in upton, can i have a cleaner mondays in malvern",
        "my daughter in worcester uses someone wednesday mornings we want a cleaner malvern mondays",
    ],
)
def test_the_help_that_others_have_is_no_part_of_a_request(text: str) -> None:
    assert held(says("worcestershire", text)) == "cleaning great-malvern mon weekly"


@pytest.mark.parametrize(
    "text",
    [
        "my sister in pershore has one on tuesdays",
        "my friend in pershore uses someone friday mornings she is lovely",
        "my neighbour has somebody on thursdays",
    ],
)
def test_when_others_have_help_changes_no_search(text: str) -> None:
    turn = says("worcestershire", "cleaner malvern mondays", text)
    assert held(turn) == "cleaning great-malvern mon weekly"
    assert keys(turn) == ["kept"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my neighbour has one thursdays so can we do thursdays too", "cleaning great-malvern mon,thu weekly"),
        ("my sister in pershore needs one on tuesdays", "cleaning pershore tue weekly"),
        ("i work in cambridge so evenings no good", "cleaning great-malvern mon -17:00 weekly"),
        ("i work in worcester so evenings only", "cleaning great-malvern mon 17:00-21:00 weekly"),
        ("my son works in evesham", "cleaning great-malvern mon weekly"),
    ],
)
def test_what_is_asked_beside_it_is_heard(text: str, expected: str) -> None:
    assert held(says("worcestershire", "cleaner malvern mondays", text)) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("shopping for mum shes in ely i live in peterborough",), "shopping ely -"),
        (("shopping for mum in ely i live in london",), "shopping ely -"),
        (("mum needs shopping shes in soham im in leeds",), "shopping soham -"),
        (("shopping", "i do my shopping in cambridge but live in ely"), "shopping ely -"),
        (("dad lives in ely he needs a gardener",), "gardening ely -"),
    ],
)
def test_the_place_is_where_the_person_is(texts: tuple[str, ...], expected: str) -> None:
    assert held(says("cambridgeshire", *texts)) == expected


@pytest.mark.parametrize(
    "texts",
    [
        ("need a cleaner", "i live in bromsgrove but mum lives in wales"),
        ("i live in bromsgrove but mum lives in wales she needs a cleaner",),
        ("cleaner for dad hes in scotland",),
        ("cleaner for my aunt in northern ireland",),
    ],
)
def test_another_nation_is_outside(texts: tuple[str, ...]) -> None:
    turn = says("worcestershire", *texts)
    assert "outside_area" in keys(turn)
    assert "place" not in turn.session.held(SEARCH)


@pytest.mark.parametrize(
    "text",
    [
        "my sister had them in soham",
        "my sister in soham had one of these",
        "my mates lad in march does that",
        "my neighbour in soham swears by them",
        "we had one when we lived in soham",
        "i used to live in soham",
        "her cousin in soham said they were lovely",
        "mum grew up in soham",
        "i heard about you at the library in soham",
        "my daughter in soham had a cleaner",
    ],
)
def test_where_others_had_help_is_not_where_it_is_needed(text: str) -> None:
    turn = says("cambridgeshire", "company in ely mondays", text)
    assert held(turn) == "companionship ely mon weekly"
    assert keys(turn) == ["kept"]


@pytest.mark.parametrize(
    "text",
    [
        "my sister in ely needs it as well",
        "its for my sister in ely",
        "no, ely",
        "my sister in ely wants one too",
        "my sister in ely has dementia",
        "what about ely",
        "same for my friend in ely",
        "actually shes at my sisters in ely",
        "is there one in ely",
    ],
)
def test_where_it_is_needed_now_takes_the_place(text: str) -> None:
    assert held(says("cambridgeshire", "company in soham mondays", text)) == "companionship ely mon weekly"


@pytest.mark.parametrize(
    "text",
    [
        "not when the racing's on",
        "not when the rugbys on",
        "not while the cricket's on",
        "the parking's hard",
        "her hearing's bad",
        "the heating's broke",
    ],
)
def test_common_words_with_an_s_are_no_misspelt_place(text: str) -> None:
    turn = says("worcestershire", "trips out for dad in pershore saturday afternoons", text)
    assert held(turn) == "trips-out pershore sat 12:00-17:00 weekly"


@pytest.mark.parametrize(("text", "place"), [("its malverns", "great-malvern"), ("evshams", "evesham")])
def test_a_place_with_an_s_is_still_heard(text: str, place: str) -> None:
    assert says("worcestershire", "gardener in pershore mondays", text).session.held(SEARCH)["place"] == place


# Other help at a time of its own

PETS = "someone to feed the cat in ely tomorrow"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("she comes home tuesday can someone be there", "carer-respite ely 2026-11-24.. urgent"),
        ("mum comes out of hospital friday can somebody be with her", "carer-respite ely 2026-11-27.."),
        ("dads home thursday need someone to stay with him", "carer-respite ely thu"),
        ("she comes out of hospital wednesday, could someone sit with her", "carer-respite ely 2026-11-25.."),
        ("can someone come tuesday instead", "pet-care ely tue"),
        ("i need someone on fridays", "pet-care ely fri weekly"),
        ("can somebody else do tuesday", "pet-care ely tue"),
        ("someone at 3 on tuesday", "pet-care ely tue 15:00-"),
        ("somebody nice for wednesdays", "pet-care ely wed weekly"),
        ("is anyone free on tuesday", "pet-care ely tue"),
    ],
)
def test_somebody_asked_for_at_a_time_of_its_own(text: str, expected: str) -> None:
    assert held(says("cambridgeshire", PETS, text)) == expected


# What hardly sounds like a wish to begin again


@pytest.mark.parametrize(
    ("text", "clears"), [("shes got the start of dementia", False), ("can we begin all over", True)]
)
def test_only_a_plain_wish_to_begin_again_clears_the_search(text: str, clears: bool) -> None:
    assert (held(says("cambridgeshire", "gardener in ely mondays", text)) == "- - -") is clears


@pytest.mark.parametrize("text", ["ok no 1", "ill try no 1", "yes no 1 please"])
def test_no_one_is_number_one(text: str) -> None:
    assert not says("cambridgeshire", "cleaner in ely friday", text).session.left_out


@pytest.mark.parametrize("text", ["dont like the 2nd", "dont want the 2nd one"])
def test_a_number_of_the_list_that_is_refused_is_no_date(text: str) -> None:
    assert held(says("cambridgeshire", "cleaner in ely friday", text)) == "cleaning ely fri"
