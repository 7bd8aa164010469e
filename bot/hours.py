"""The hours at which we may write to people of our own accord: from eight to eight, as it is in London."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
WAKE, SLEEP = time(8), time(20)
ANSWERS = ("answer", "safety", "notice")
"""Why a message is sent at once, at any hour: somebody wrote. Whatever else there is, or will be, waits for morning."""


def awake_at(moment: datetime) -> datetime:
    """The first moment from this one on at which we may write to somebody of our own accord."""
    here = moment.astimezone(LONDON)
    if WAKE <= here.time() < SLEEP:
        return moment
    day = here.date() + timedelta(days=1 if here.time() >= SLEEP else 0)
    return datetime.combine(day, WAKE, LONDON)


def tomorrow(moment: datetime) -> datetime:
    """When the next day begins for whoever we write to."""
    return datetime.combine(moment.astimezone(LONDON).date() + timedelta(days=1), WAKE, LONDON)
