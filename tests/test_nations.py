"""In which nation a place lies: only where no border is near."""

import pytest
from ours import world

from bot.matching.nations import nation_heard

GAZETTEER = world()[1].gazetteer


@pytest.mark.parametrize(
    ("place", "nation"),
    [
        ("barnsley", "england"),
        ("penzance", "england"),
        ("carlisle", "england"),
        ("liverpool", "england"),
        ("witney", "england"),
        ("wr10 1aa", "england"),
        ("swansea", "elsewhere"),
        ("glasgow", "elsewhere"),
        ("inverness", "elsewhere"),
        ("wrexham", None),
        ("monmouth", None),
        ("berwick-upon-tweed", None),
    ],
)
def test_a_nation_is_told_away_from_the_borders_alone(place: str, nation: str | None) -> None:
    assert nation_heard(GAZETTEER.hear(place, None, asked=True)) == nation


def test_a_name_with_readings_in_two_nations_tells_none() -> None:
    heard = GAZETTEER.hear("newport", None, asked=True)
    assert heard is not None
    assert heard.others
    assert nation_heard(heard) is None
    assert nation_heard(None) is None
