"""When a provider works, in plain words."""

import pytest

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
