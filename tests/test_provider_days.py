"""When a provider works, in plain words."""

import pytest

from bot.matching.times import from_canonical
from bot.matching.week import part_of_week
from bot.wording import said_plainly


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("mon-fri 07:00-17:00", "Mon-Fri 7am-5pm"),
        ("mon-sat 07:00-17:00", "7am-5pm, any day but Sunday"),
        ("mon,wed 09:00-12:00 13:00-15:00", "Mon and Wed 9am-noon, Mon and Wed 1-3pm"),
        ("mon-fri 00:00-07:00 21:00-24:00", "Mon-Fri nights"),
        ("mon-fri 00:00-07:00 13:00-15:00 21:00-24:00", "Mon-Fri 1-3pm, Mon-Fri nights"),
        ("sat-sun 00:00-24:00", "Saturday and Sunday"),
        ("mon-thu 21:00-24:00", "Mon-Thu 9pm-midnight"),
    ],
)
def test_days_are_said_as_people_say_them(part: str, said: str) -> None:
    assert said_plainly(part) == said


@pytest.mark.parametrize(
    ("when", "part"),
    [
        ("any", "any"),
        ("sat 14:00-17:00", "weekend-afternoon"),
        ("mon,tue,wed,thu,fri 09:00-12:00 weekly", "weekday-morning"),
        ("fri 21:00-07:00", "weekday-night"),
        ("2026-11-28 14:00-17:00", "weekend-afternoon"),
        ("mon,sat", "any"),
        ("mon 09:00-17:00", "weekday"),
        ("17:00-", "evening"),
        ("-12:00", "morning"),
        ("sat,sun weekly", "weekend"),
        ("2026-11-24..2026-12-10", "any"),
    ],
)
def test_statistics_keep_the_part_of_the_week(when: str, part: str) -> None:
    wanted = from_canonical(when)
    assert wanted
    assert part_of_week(wanted) == part
