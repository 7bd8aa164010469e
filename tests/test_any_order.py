"""What, where and when are the same in whatever order they come."""

from datetime import datetime
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st
from ours import hearing

from bot.matching.times import canonical
from bot.matching.understand import understand

NOW = datetime(2026, 11, 23, 10)  # noqa: DTZ001 - a local time of the place, as the readers take it
NEEDS = (
    *(
        "cleaner",
        "clener",
        "gardening",
        "grass cutting",
        "sitter",
        "a sitter for dad",
        "company for mum",
        "befriending",
    ),
    *(
        "shopping",
        "get my shopping",
        "driver",
        "lift to the docs",
        "shower help",
        "help with a bath",
        "respite",
        "carer",
    ),
    *(
        "getting dressed",
        "put me to bed",
        "walk the dog",
        "help with feeding",
        "meals cooked",
        "washing done",
        "ironing",
    ),
    *(
        "handyman",
        "fix a tap",
        "help with forms",
        "computer help",
        "painting class",
        "keep fit",
        "trips out",
        "hair wash",
    ),
)
TIMES = {
    "sat 2-5": "sat 14:00-17:00",
    "mon 9 to 11": "mon 09:00-11:00",
    "tues and thurs": "tue,thu",
    "weekdays after 4": "mon-fri 16:00- weekly",
    "friday 1.30-3": "fri 13:30-15:00",
    "fortnightly on fridays": "fri fortnightly",
    "3rd december": "2026-12-03",
    "tomorow morning": "2026-11-24 07:00-12:00 urgent",
    "mon wed fri 12-2": "mon,wed,fri 12:00-14:00",
    "starting 4th jan 9am mon-fri": "2027-01-04.. mon-fri 09:00-",
    "half nine thursdays": "thu 09:30- weekly",
    "any weekday but friday": "mon-thu",
    "7th-11th dec": "2026-12-07..2026-12-11",
    "every other saturday 1-3": "sat 13:00-15:00 fortnightly",
    "any time after 6pm": "18:00-",
    "twice a week": "weekly",
}
PLACES = {
    "malvern": "great-malvern",
    "ely": "ely",
    "soham": "soham",
    "kiddy": "kidderminster",
    "wr14 3ay": "wr14-3ay",
    "saffron walden": "saffron-walden",
    "upton upon severn": "upton-upon-severn",
    "bicester": "bicester",
    "clacton": "clacton-on-sea",
    "bromsgrove way": "bromsgrove",
    "tenbury": "tenbury-wells",
}


@given(st.sampled_from(NEEDS), st.sampled_from(sorted(PLACES)), st.sampled_from(sorted(TIMES)), st.sampled_from(" ,"))
@settings(max_examples=60, deadline=None)
def test_what_where_and_when_in_any_order(need: str, place: str, time: str, between: str) -> None:
    (wanted,) = understand(need, hearing(), NOW).sure
    for order in permutations((need, place, time)):
        said = f"{between.strip()} ".join(order)
        heard = understand(said, hearing(), NOW)
        assert heard.when, said
        read = (heard.sure, heard.where and heard.where.code, canonical(heard.when), heard.intent)
        assert read == ((wanted,), PLACES[place], TIMES[time], "find-support"), said
