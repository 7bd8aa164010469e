"""How the time of a search in hand is changed: what is named changes, the rest stays, a question changes nothing."""

import pytest
from residents import after


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (("paperwork help manningtree fridays at 10 and mondays at 2", "drop the monday"), "fri 10:00- weekly"),
        (("cleaner clacton tomorrow", "not tomorrow, the day after"), "2026-11-25"),
        (("cleaner clacton friday", "not friday, the day before"), "thu"),
        (("cleaner clacton tomorrow", "not tomorrow, the week after"), "2026-12-01"),
        (("cleaner clacton tuesday", "not wednesday, the day after"), "tue"),
        (("cleaner clacton monday 8-9", "no 9 and 10"), "mon 09:00-10:00"),
        (("cleaner clacton monday 2-4", "sorry 3 til 5"), "mon 15:00-17:00"),
        (("sitter clacton 5 dec", "same time next week"), "2026-12-12"),
        (("sitter clacton sat 5 dec 2-5", "same day and time the week after"), "2026-12-12 14:00-17:00"),
        (("sitter clacton 5 dec", "sunday instead"), "2026-12-06"),
        (("sitter clacton 5 dec", "not saturday, sunday"), "2026-12-06"),
        (("sitter clacton 5 dec", "no thursday"), "2026-12-03"),
        (("sitter clacton today", "sunday instead"), "2026-11-29"),
        (("sitter clacton 5 dec", "sundays"), "sun weekly"),
        (("sitter clacton 5 dec", "no sundays"), "2026-12-05"),
        (("cleaner clacton tuesdays", "wednesday instead"), "wed weekly"),
        (("sitter clacton 5 dec", "any night"), "21:00-07:00"),
        (("sitter clacton saturday", "any evening please"), "17:00-21:00"),
        (("company for dad clacton tues 2-4 and fri 10-12", "leave off the friday"), "tue 14:00-16:00"),
        (
            ("company for dad clacton tues 2-4 and fri 10-12", "leave off the friday", "sorry put fri back"),
            "tue 14:00-16:00 & fri",
        ),
        (("cleaner clacton 9 jan", "wait no 2nd"), "2027-01-02"),
        (("cleaner clacton from 2 dec", "daily for two weeks"), "2026-12-02..2026-12-15"),
        (("cleaner clacton 9 jan", "make it the 12th"), "2027-01-12"),
        (("cleaner clacton 9 jan", "sorry 14th not 9th"), "2027-01-14"),
        (("washing help clacton tues 9am fri 4pm", "change fri to sat"), "tue 09:00- | sat 16:00-"),
        (("washing help clacton tues 9am fri 4pm", "change the friday to 5"), "tue 09:00- | fri 17:00-"),
        (("sitter clacton nights", "tonight if possible"), "2026-11-23 21:00-07:00 urgent"),
        (("carer for dad clacton weekdays, we do weekends ourselves",), "mon-fri weekly"),
        (("help with shower clacton tues and fri, my sister does the rest",), "tue,fri"),
        (("need help dressing mon-fri 8am clacton weekends sorted",), "mon-fri 08:00-"),
        (("carer clacton mornings, i do evenings",), "07:00-12:00"),
        (("cleaner clacton", "weekdays, we do weekends"), "mon-fri weekly"),
        (("sitter clacton fri evenings", "she can only do mon-thurs"), "fri 17:00-21:00 weekly"),
        (("sitter clacton any time", "she can only do mon-thurs"), "mon-thu"),
        (("sitter clacton fri", "i can only do mondays"), "mon weekly"),
        (("sitter clacton sat 2-5", "any day"), "14:00-17:00"),
        (("sitter clacton sat 2-5", "any day next week"), "2026-11-30..2026-12-06 14:00-17:00"),
        (("sitter clacton sat 2-5", "any time"), "any"),
        (("sitter clacton sat 2-5", "any time sat"), "sat"),
        (("sitter clacton sat 2-5", "all day sunday"), "sun"),
        (("sitter clacton sat 2-5", "half an hour earlier"), "sat 13:30-16:30"),
        (("sitter clacton sat 2-5", "an hour later please"), "sat 15:00-18:00"),
        (("sitter clacton 3rd to 10th jan", "twice a day"), "2027-01-03..2027-01-10"),
        (("sitter clacton 3rd to 10th jan", "every morning"), "2027-01-03..2027-01-10 07:00-12:00"),
        (("sitter clacton from tomorrow", "7am", "til xmas"), "2026-11-24..2026-12-25 07:00- urgent"),
        (("sitter clacton tues 2-4", "all day"), "tue"),
        (("sitter clacton", "1 day a week", "all day"), "weekly"),
        (("sitter clacton every morning until fri", "from monday"), "2026-11-30.. mon-sun 07:00-12:00 daily"),
        (
            ("sitter clacton nights", "this fri sat sun", "10 til 7"),
            "2026-11-27 22:00-07:00 | sat,sun 22:00-07:00",
        ),
        (("sitter clacton day and night", "or just nights"), "mon-sun 21:00-07:00 daily"),
        (("gardener clacton every fortnight", "apr to oct"), "2027-04-01..2027-10-31 fortnightly"),
        (("sitter clacton from 14 dec", "for 2 wks"), "2026-12-14..2026-12-27"),
        (("sitter clacton mondays", "for six weeks please"), "..2027-01-04 mon weekly"),
        (("sitter clacton tomorrow", "just for a week"), "2026-11-24..2026-11-30 urgent"),
        (("sitter clacton mon", "for 3 hours"), "mon"),
        (("sitter clacton next week", "and weds or thurs afternoon"), "2026-12-02..2026-12-03 wed,thu 12:00-17:00"),
        (("sitter clacton next week", "also weds"), "2026-12-02"),
        (("cleaner clacton thurs 2pm", "make it 1"), "thu 13:00-"),
        (("sitter clacton mon", "she crys all nite"), "mon"),
        (("sitter clacton mon", "he wakes up at 3 every night"), "mon"),
        (("sitter clacton mon", "she wanders at night so nights please"), "mon 21:00-07:00"),
        (("cleaner clacton thurs 2-6pm", "leave out bank hols"), "thu 14:00-18:00"),
        (("cleaner clacton mon wed fri 7.30am", "how much is that for 3 mornings a week"), "mon,wed,fri 07:30-"),
        (
            ("carer clacton every day 8-9am and 5-6pm", "not weekends", "just the mornings then"),
            "mon-fri 08:00-09:00 daily",
        ),
    ],
)
def test_what_is_named_changes_and_the_rest_stays(lines: tuple[str, ...], when: str) -> None:
    first, last = after(lines[0], area="essex"), after(*lines, area="essex")
    assert last.search["when"] == when
    assert last.search["need"] == first.search["need"]


@pytest.mark.parametrize(
    ("search", "question", "key"),
    [
        ("cleaner in malvern friday", "is that this week", "time_held"),
        ("cleaner in malvern friday", "so is that every week?", "time_held"),
        ("cleaner in malvern friday at 10", "is that am or pm", "time_held"),
        ("sitter malvern 28 dec", "is that a bank holiday", "bank_holidays"),
        ("sitter malvern 14 dec to 2 jan", "is bank holiday extra", "faq_answer"),
        ("cleaner in malvern friday", "are weekends more", "faq_answer"),
        ("cleaner in malvern friday", "is it double on christmas day", "faq_answer"),
        ("cleaner in malvern friday", "do they charge more at night", "faq_answer"),
        ("cleaner in malvern friday", "what day is the 28th", "date_told"),
        ("cleaner in malvern friday", "what does short notice mean", "faq_answer"),
        ("cleaner in malvern friday", "whats fortnightly", "time_meant"),
        ("cleaner in malvern friday", "wot is respite", "faq_answer"),
        ("cleaner in malvern", "what does short notice mean", "faq_answer"),
    ],
)
def test_a_question_about_a_time_changes_nothing(search: str, question: str, key: str) -> None:
    before, talk = after(search), after(search, question)
    assert talk.search == before.search
    assert key in talk.keys


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("is saturday possible", "sat"),
        ("is there anyone on saturday", "sat"),
        ("do you have anyone cheaper on saturday", "sat"),
        ("what is available saturday", "sat"),
        ("do they work christmas day", "2026-12-25"),
    ],
)
def test_a_question_that_puts_a_day_forward_still_moves_the_search(said: str, when: str) -> None:
    assert after("cleaner in malvern friday", said).search["when"] == when


def test_the_bank_holidays_of_a_search_are_named() -> None:
    assert "Mon 28 Dec is a bank holiday" in after("sitter malvern 28 dec", "is that a bank holiday").text
    assert "No bank holiday falls on Tue 29 Dec" in after("sitter malvern 29 dec", "is that a bank holiday").text
    assert "The next one is Fri 27 Nov" in after("cleaner in malvern friday", "is that this week").text


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (("cleaner bampton thursdays at 6", "not 6 5"), "thu 17:00- weekly"),
        (("sitter long hanborough sat 28 nov", "december i mean"), "2026-12-28"),
        (("sitter bampton tomoz", "nah the day after"), "2026-11-25"),
        (("sitter bampton next week", "make it the week after"), "2026-12-07..2026-12-13"),
        (("cleaner bampton mondays", "not this week next"), "2026-11-30.. mon weekly"),
        (("cleaner bampton mondays", "not next week the week after"), "2026-12-07.. mon weekly"),
        (("cleaner bampton 14th dec", "no 15th", "a.m."), "2026-12-15 07:00-12:00"),
        (("cleaner on fridays", "no i mean the day after", "bampton"), "sat weekly"),
        (("cooking bampton", "abt 5"), "17:00-"),
        (("cooking bampton", "about 2"), "14:00-"),
        (("cleaner bampton thursdays", "about 5"), "thu 17:00- weekly"),
    ],
)
def test_a_time_is_put_right_in_few_words(lines: tuple[str, ...], when: str) -> None:
    talk = after(*lines, area="oxfordshire")
    assert talk.search["when"] == when
    assert "matches" in talk.keys
    assert not talk.session.left_out


def test_what_may_be_a_number_of_the_list_is_one() -> None:
    talk = after("cleaner bampton thursdays at 2", "not 2 1", area="oxfordshire")
    assert talk.search["when"] == "thu 14:00- weekly"
    assert len(talk.session.left_out) == 1
    assert "details" in after("cleaner bampton thursdays", "about 2", area="oxfordshire").keys


@pytest.mark.parametrize("said", ["either", "either day", "oh either is fine", "dont mind either", "whichever suits"])
def test_either_keeps_the_two_days_that_were_told(said: str) -> None:
    talk = after("cleaner soham next tuesday or wednesday", said, area="cambridgeshire")
    assert talk.search["when"] == "2026-12-01..2026-12-02 tue,wed"


def test_either_of_two_places_is_between_them() -> None:
    talk = after("ironing in braintree or witham", "either", area="essex")
    assert talk.search == {"need": "laundry", "place": "braintree+witham"}
    assert "between Braintree and Witham" in talk.text


def test_either_of_places_far_apart_is_asked_again() -> None:
    talk = after("ironing in harwich or epping", "either", area="essex")
    assert talk.search == {"need": "laundry"}
