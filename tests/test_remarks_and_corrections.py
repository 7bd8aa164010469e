"""What residents tell in passing, put right or ask of a list: what it changes, and what stays as it was."""

import pytest
from residents import after

SEARCH = "someone to wash and dress mum in Malvern mornings"
SOUGHT = {"need": "dressing+washing-bathing", "place": "great-malvern", "when": "07:00-12:00"}
CHORES = "cleaning and gardening malvern mondays"
RESPITE = "respite for my wife ely 7th to 14th december"


@pytest.mark.parametrize(
    "text",
    [
        "im in hospital tuesday",
        "im away till friday",
        "I'm not here on Wednesday",
        "we'll be on holiday from 5 dec",
        "she starts monday",
        "no more than 2 hours",
        "not that late",
    ],
)
def test_where_somebody_is_then_moves_no_search(text: str) -> None:
    assert after(SEARCH, text).search == SOUGHT


@pytest.mark.parametrize(
    ("search", "text", "when"),
    [
        (SEARCH, "when i'm away tuesday", "tue 07:00-12:00"),
        (SEARCH, "im away tuesday can someone come then", "tue 07:00-12:00"),
        (SEARCH, "could she start monday", "2026-11-30.. 07:00-12:00"),
        (SEARCH, "mum's coming home monday", "2026-11-30.. 07:00-12:00"),
        (SEARCH, "most days", "07:00-12:00"),
        ("respite for my husband in Malvern mornings", "im away till friday", "..2026-11-27 07:00-12:00"),
        ("cleaner in malvern evenings", "not too late", "17:00-19:00"),
        ("cleaner in malvern", "not too late please", "-19:00"),
        ("cleaner in malvern", "most days", "any"),
        (RESPITE, "nights too", "2026-12-07..2026-12-14 07:00-21:00 & 2026-12-07..2026-12-14 21:00-07:00"),
        (RESPITE, "nights", "2026-12-07..2026-12-14 21:00-07:00"),
    ],
)
def test_what_asks_for_a_time_changes_it(search: str, text: str, when: str) -> None:
    assert after(search, text).search["when"] == when


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("washing mornings and company in the afternoons for gran in Bicester", "washing-bathing", "companionship"),
        ("washing and dressing mornings, company afternoons in bicester", "dressing+washing-bathing", "companionship"),
        ("night sitter plus cleaning fridays, bicester", "carer-respite", "cleaning"),
    ],
)
def test_two_kinds_of_help_at_two_times_are_two_searches(text: str, first: str, second: str) -> None:
    talk = after(text, area="oxfordshire")
    assert talk.search["need"] == first
    assert after(text, "next", area="oxfordshire").search["need"] == second


@pytest.mark.parametrize("text", ["cleaning and washing malvern fridays", "washing and cleaning malvern fridays"])
def test_washing_beside_cleaning_is_laundry(text: str) -> None:
    assert after(text).search["need"] == "cleaning+laundry"


@pytest.mark.parametrize(
    ("search", "text", "now", "then"),
    [
        ("someone to wash dad and walk the dog in Malvern mornings", "change the wash to evenings", "pet-care", "17:"),
        (SEARCH, "change the wash to evenings", "dressing", "17:00-21:00"),
        (CHORES, "move the garden to fridays", "cleaning", "fri weekly"),
    ],
)
def test_one_of_several_is_moved_and_the_others_stay(search: str, text: str, now: str, then: str) -> None:
    assert after(search, text).search["need"] == now
    assert then in after(search, text, "next").search["when"]


@pytest.mark.parametrize(
    ("text", "when"), [("change the day to fridays", "fri weekly"), ("change the time to mornings", "mon 07:00-12:00")]
)
def test_the_time_of_all_is_changed_as_ever(text: str, when: str) -> None:
    talk = after(CHORES, text)
    assert (talk.search["need"], talk.search["when"][: len(when)]) == ("gardening+cleaning", when)


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("can u add sum1 to do her shopping", "cleaning+shopping"),
        ("oh and can you add shopping please", "cleaning+shopping"),
        ("add up the cost", "cleaning"),
    ],
)
def test_what_is_added_takes_nothing_away(text: str, need: str) -> None:
    assert after("cleaner in Malvern mondays", text).search["need"] == need


@pytest.mark.parametrize(
    ("text", "waits"), [("actually can you add shopping on a friday", "fri"), ("add ironing weds", "wed")]
)
def test_what_is_added_on_another_day_waits(text: str, waits: str) -> None:
    talk = after("cleaner in Malvern mondays", text, "next")
    assert talk.search["when"].startswith(waits)


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("bedtime rutine help for mum malvern", "personal-care"),
        ("morning routine for dad, malvern", "personal-care"),
        ("shake up her routine mondays", "life-skills"),
    ],
)
def test_a_routine_is_of_its_time(text: str, need: str) -> None:
    assert after(text).search["need"] == need


@pytest.mark.parametrize("text", ["my husban bets me", "he bets me"])
def test_bets_me_is_beats_me(text: str) -> None:
    assert after(text).session.alarmed
    assert not after("he bets me a fiver").session.alarmed


def test_my_dad_needs_the_same_is_another_search() -> None:
    talk = after(SEARCH, "my dad in Evesham needs the same")
    assert (talk.search["need"], talk.search["place"]) == (SOUGHT["need"], "evesham")
    assert talk.keys[0] == "another_waits"


def test_a_wrong_button_said_again_is_no_further_step_back() -> None:
    once, twice = after(SEARCH, "wrong button"), after(SEARCH, "wrong button", "wrong button")
    assert once.search == twice.search == {name: SOUGHT[name] for name in ("need", "place")}
    assert after(SEARCH, "back", "back").search == {"need": SOUGHT["need"]}


@pytest.mark.parametrize("text", ["cleaner Malvern mondays", "cleaner in Malvern on mondays 9 to 11"])
def test_what_where_and_when_amid_the_steps_is_a_search(text: str) -> None:
    assert after("set up", text).keys == ("offer_search",)
    assert after("set up", text, "yes").search["need"] == "cleaning"


@pytest.mark.parametrize("text", ["cleaner", "cleaning in malvern", "cleaning mondays"])
def test_what_a_founder_does_is_none(text: str) -> None:
    assert "offer_search" not in after("set up", text).keys


@pytest.mark.parametrize("text", ["all three", "all 3 please", "details of all three", "all of them"])
def test_all_of_a_list_are_told_how_to_reach(text: str) -> None:
    assert after(SEARCH, text).text.count("\n") >= 2
    assert after(SEARCH, "number 3").keys == ("details",)


@pytest.mark.parametrize(
    ("search", "text", "key"),
    [
        (SEARCH, "any free help", "faq_answer"),
        (SEARCH, "text it to my sister", "faq_answer"),
        (SEARCH, "what about for carers", "faq_answer"),
        (SEARCH, "moar", "matches"),
        (SEARCH, "dtls 1", "details"),
        (SEARCH, "no english good", "limit_language"),
        ("lift to hospital from Malvern tuesday 10am", "do they wait", "facts"),
        ("lift to hospital from Malvern tuesday 10am", "cost for the day", "facts"),
        ("cleaner malvern tues", "less than £15", "list_cheapest_over"),
        ("cleaner malvern tues", "under 20", "list_cheapest_already"),
        ("cleaner malvern", "24 december", "matches"),
        (SEARCH, "ok first one", "details"),
        (SEARCH, "wats the list", "matches"),
        (SEARCH, "free ones", "faq_answer"),
        ("cleaner malvern tues", "under 15 quid", "list_cheapest_over"),
    ],
)
def test_what_is_asked_of_a_list(search: str, text: str, key: str) -> None:
    assert key in after(search, text).keys


@pytest.mark.parametrize(
    ("offer", "asks"), [("list my business", "setup_checklist"), ("care home for mum", "find_support")]
)
@pytest.mark.parametrize("text", ["yes", "yes please", "ok"])
def test_yes_takes_the_one_way_on(offer: str, asks: str, text: str) -> None:
    assert after(offer, text).session.flow == asks


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("could somebody put my stockings on for me in the morning, Malvern", "dressing"),
        ("can you put my bins out for me", "cleaning"),
        ("can I join a lunch club in Malvern", "groups"),
        ("I'd like to be on the list for a befriender in Malvern", "companionship"),
        ("register me for meals", "cooking"),
        ("he had a fall last winter and now needs company going out", "companionship"),
        ("he's a knockout, my grandad, he just needs mates", "companionship"),
        ("the gas man is coming thursday and mum needs someone with her", "carer-respite"),
        ("my husband hits golf balls all day and I need company", "companionship"),
    ],
)
def test_a_wish_is_heard_however_it_is_put(text: str, need: str) -> None:
    assert need in after(text).search["need"].split("+")


@pytest.mark.parametrize(
    "text",
    ["put my business on your list", "can you put me on your list", "advertise my cleaning business", "sign me up"],
)
def test_who_wants_to_be_listed_is_told_how(text: str) -> None:
    assert "list_business" in after(text).keys


@pytest.mark.parametrize(
    "text",
    [
        "I need a cleaner in Malvern, my phone number is 01905 960123, ring me after 6",
        "i need a cleaner in malvern can you ring me",
    ],
)
def test_a_search_goes_on_after_what_we_cannot_do(text: str) -> None:
    talk = after(text)
    assert talk.keys[-1] == "ask_when"
    assert talk.search == {"need": "cleaning", "place": "great-malvern"}
