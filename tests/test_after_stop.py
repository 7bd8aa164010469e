"""After STOP there is silence; what is held of somebody can be heard and wiped all the same."""

import pytest
from residents import after

SEARCH = "cleaner malvern friday"


@pytest.mark.parametrize(
    "words",
    [
        *("forget me", "Forget me please", "delete my data", "erase all my details", "FORGET ME"),
        *("please delete everything about me", "i want to be forgotten", "right to be forgotten", "remove my number"),
        *("delete my account", "forget everything i told you", "i want my data deleted"),
    ],
)
def test_whoever_said_stop_is_forgotten_at_once(words: str) -> None:
    talk = after(SEARCH, "stop", words)
    assert talk.keys == ("forgotten",)
    assert "no messages from us" in talk.text
    assert talk.session.opted_out
    assert talk.search == {}


@pytest.mark.parametrize(
    "words",
    [
        *("what do you know about me", "privacy", "what data do you hold on me", "subject access request"),
        *("show me my data", "what have you got on me", "who can see what i write"),
    ],
)
def test_whoever_said_stop_hears_what_is_held_of_them(words: str) -> None:
    talk = after(SEARCH, "stop", words)
    assert talk.keys[-1] == "privacy"
    assert "welcome_back" not in talk.keys
    assert "Great Malvern" in talk.text
    assert talk.session.opted_out


@pytest.mark.parametrize(
    "words",
    [
        *(
            "forget it",
            "hello",
            "yes",
            "1",
            "i forget what you said",
            "she forgets everything",
            "delete",
            "menu",
            "more",
        ),
        *(
            "cleaner malvern",
            "stop",
            "dont forget mum",
            "did you forget me",
            "help with washing",
            "who are you",
            "thanks",
        ),
        *("he forgot me", "clear the garden", "remove the bins", "forget about tuesday", "the carer forgot me today"),
    ],
)
def test_nothing_else_is_answered_after_stop_nor_wipes_anything(words: str) -> None:
    talk = after(SEARCH, "stop", words)
    assert "forgotten" not in talk.keys
    assert talk.search["need"] == "cleaning"
    assert not any(key.startswith(("privacy", "forget")) for key in talk.keys)


def test_the_question_that_was_open_at_stop_can_still_be_answered() -> None:
    assert after(SEARCH, "forget me", "stop", "yes").keys == ("forgotten",)
    assert after(SEARCH, "forget me", "stop", "no").keys == ()


def test_danger_goes_before_being_forgotten() -> None:
    lines = (SEARCH, "stop", "i have taken too many tablets", "forget me")
    assert after(*lines).keys != ("forgotten",)
    assert after(*lines, "forget me").keys == ("forgotten",)


def test_whoever_did_not_say_stop_is_asked_once() -> None:
    assert after(SEARCH, "forget me").keys == ("forget_ask",)
    done = after(SEARCH, "forget me", "yes")
    assert done.keys == ("forgotten",)
    assert "start afresh" in done.text


def test_whoever_began_with_stop_hears_who_we_are_on_coming_back() -> None:
    assert after("stop").keys == ("stopped",)
    assert after("stop", "help").keys == ("still_stopped",)
    assert after("stop", "start").keys == ("first_contact", "started")
    assert after("stop", "start", "cleaner").keys == ("ask_place",)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "mum has died please stop texting",
            "my wife has died, no more messages",
            "dad passed away, take me off your list",
        ),
        *("nan has died dont text again please", "sadly dad died on sunday so please stop"),
    ],
)
def test_whoever_tells_of_a_death_and_wants_no_more_texts_gets_none(words: str) -> None:
    talk = after("hello", words)
    assert talk.keys == ("so_sorry", "stopped")
    assert talk.session.opted_out


@pytest.mark.parametrize("words", ["my husband died please stop", "mum has died, cancel it", "mum has died"])
def test_a_death_amid_a_search_ends_that_alone(words: str) -> None:
    talk = after(SEARCH, words)
    assert talk.keys == ("so_sorry",)
    assert not talk.session.opted_out
