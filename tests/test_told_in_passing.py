"""What residents tell after a list that asks for nothing: the search stays as it was."""

import pytest
from residents import Talk, after

SEARCH = "someone to wash and dress mum in Malvern mornings"
SOUGHT = {"need": "dressing+washing-bathing", "place": "great-malvern", "when": "07:00-12:00"}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("her friend died last week so shes low", "very sorry for your loss. If you want"),
        ("her sister passed away", "very sorry for your loss. If you want"),
        ("a friend of hers has died", "very sorry for your loss. If you want"),
        ("just one visit", "We still have"),
        ("the first one smelt of drink", "complaint steps"),
        ("number 2 was rude", "complaint steps"),
        ("the one with the dog", "Which one do you mean"),
        ("he gets up at 3 and makes toast", "We still have"),
        ("chemo starts tuesday", "We still have"),
        ("does she do nights", "Ask them to be sure"),
        ("see you tomorrow", "You are welcome"),
        ("i rang and she's coming monday", "You are welcome"),
        ("ive booked number 1 and she starts tomorrow", "You are welcome"),
        ("that's not what I asked for", "We still have"),
        ("i didn't ask for that", "We still have"),
    ],
)
def test_a_remark_leaves_the_search(text: str, part: str) -> None:
    talk = after(SEARCH, text)
    assert talk.search == SOUGHT
    assert part in talk.text


@pytest.mark.parametrize(
    "text", ["mum died last night", "she has died", "her friend has died, can someone do cleaning"]
)
def test_a_death_of_theirs_or_a_request_beside_one_changes_it(text: str) -> None:
    assert after(SEARCH, text).search != SOUGHT


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("someone to walk the dog", "need", "pet-care"),
        ("she needs a lift to chemo tuesday", "need", "transport"),
        ("one visit to clean the oven", "need", "cleaning"),
        ("she needs help to drink", "need", "eating-drinking"),
        ("can he do saturdays", "when", "sat 07:00-12:00 weekly"),
        ("tomorrow", "when", "2026-11-24 07:00-12:00 urgent"),
        ("this isnt what i asked for, i need a cleaner", "need", "cleaning"),
    ],
)
def test_what_asks_for_something_changes_it(text: str, name: str, code: str) -> None:
    assert after(SEARCH, text).search[name] == code


def test_a_wrong_button_is_a_step_back() -> None:
    talks: list[Talk] = [after(SEARCH, text) for text in ("wrong one", "i pressed the wrong button")]
    assert talks[0] == talks[1]
