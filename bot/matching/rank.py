"""Query and catalogue -> matches with reasons, and near misses that say what was relaxed. Stable order.

Hard filters: the need, may be offered, visible, not full, within the provider's own range (or at a place that it
serves), and free for at least half of a window asked for. A near miss fails only the time or only the distance.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from bot.matching.catalogue import Catalogue
from bot.matching.places import Place
from bot.matching.provider import Provider, Reason, Slot
from bot.matching.times import spoken
from bot.matching.week import DAY, DAY_BITS, STEP, Window, nights_whole, stretch, turned, wishes
from bot.matching.when import DAYS, When, each, windows_as

if TYPE_CHECKING:
    from bot.matching.search import Asked, Pick

__all__ = ["MATCHES", "NEAR_MISSES", "Match", "Query", "Ranked", "Reason", "rank"]

MATCHES = 10
NEAR_MISSES = 5
MOST_HOURS = 2
"""Different hours in a reason, where they are said in MOST_LETTERS."""
MOST_LETTERS = 40
NIGHT = (12 * 60, 36 * 60)
"""Minutes of a day that have the whole of its night in them."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. `needs` are leaf or group codes (any of these); no `when` or an empty one is any time."""

    needs: tuple[str, ...]
    place: Place | None
    when: When | None = None
    suited_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """A provider for a query. `relaxed`: None in full, else `when` or `distance`."""

    provider: Provider
    pick: "Pick" = field(repr=False, compare=False)
    asked: "Asked" = field(repr=False, compare=False)
    relaxed: str | None = None

    @property
    def km(self) -> float | None:
        """How far away; None for a whole area."""
        return self.pick.km

    @property
    def waiting_list(self) -> bool:
        """Whether only its waiting list is open."""
        return self.pick.waiting

    @property
    def needs(self) -> tuple[str, ...]:
        """The leaf needs asked for that it covers."""
        return tuple(leaf for bit, leaf in enumerate(self.asked.leaves) if self.pick.leaves >> bit & 1)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it is named. Worked out when looked at: of all that match, few are named."""
        return tuple(_reasons(self.pick, self.provider, self.asked, self.relaxed))


@dataclass(frozen=True, slots=True)
class Ranked:
    """Full matches best first (waiting lists after all open ones), near misses, and how many matched in all."""

    matches: tuple[Match, ...]
    near_misses: tuple[Match, ...]
    total: int


def rank(query: Query, catalogue: Catalogue, today: date) -> Ranked:
    """The best providers for a query: at most MATCHES that pass every filter, and NEAR_MISSES that fail one."""
    from bot.matching.search import search

    asked = _asked(query, catalogue, today)
    if not asked.leaves:
        return Ranked((), (), 0)
    found = search(asked, catalogue.columns, MATCHES, NEAR_MISSES)

    def matches(picks: Iterable["Pick"], relaxed: str | None = None) -> tuple[Match, ...]:
        return tuple(Match(catalogue.providers[pick.who], pick, asked, relaxed) for pick in picks)

    near_misses = matches(found.other_time, "when") + matches(found.further, "distance")
    return Ranked(matches(found.full), near_misses, found.total)


def _asked(query: Query, catalogue: Catalogue, today: date) -> "Asked":
    from bot.matching.search import Asked

    when = query.when or When()
    needs = tuple(leaves for code in query.needs if (leaves := catalogue.needs.leaves(code)))
    wished = wishes(query.when)
    windows = tuple(window for wish in wished for window in wish.windows)
    return Asked(
        needs=needs,
        place=query.place,
        wishes=wished,
        visits=_are_visits(when),
        today=today,
        wanted_on=max(today, when.date or today),
        urgent=when.urgent,
        suited_to=query.suited_to,
        leaves=tuple(dict.fromkeys(leaf for leaves in needs for leaf in leaves)),
        windows=windows,
        elsewhen=_other_days(windows[0]) if windows else (),
    )


def _are_visits(when: When) -> bool:
    """Whether several visits of every day are asked for, as of a carer: who comes to one of them alone does not fit."""
    same = {(one.days, one.repeats) for one in each(when)}
    return when.together and same == {(when.days, "daily")}


@lru_cache(maxsize=1024)
def _other_days(window: Window) -> tuple[Window, ...]:
    return tuple(window.later(days) for days in range(1, 7))


# Why each is named


def _reasons(pick: "Pick", provider: Provider, asked: "Asked", relaxed: str | None) -> Iterator[Reason]:
    """The reasons in the order in which they matter. Values: km (a number); place, when, free and to in words."""
    if pick.waiting:
        yield Reason("reason_waiting_list")
    if asked.place and pick.km is not None:
        yield _where(pick.km, provider, asked.place, relaxed)
    if asked.windows:
        yield _time(pick.week, provider, asked, relaxed)
    if asked.urgent and provider.short_notice:
        yield Reason("reason_short_notice")
    for suited in asked.suited_to:
        if suited in provider.suited_to:
            yield Reason("reason_suited", {"to": suited})
    if "direct-payment" in provider.payment:
        yield Reason("reason_direct_payment")


def _where(km: float, provider: Provider, place: Place, relaxed: str | None) -> Reason:
    """How far away, or that they serve the place though their base is unknown or out of their range of it."""
    if relaxed == "distance":
        return Reason("relaxed_distance", {"km": km})
    if provider.lat is None or km > (provider.travel_km or 0.0):
        return Reason("reason_serves", {"place": place.name})
    return Reason("reason_distance", {"km": km})


def _time(week: int, provider: Provider, asked: "Asked", relaxed: str | None) -> Reason:
    if not provider.slots:
        return Reason("reason_by_arrangement")
    if relaxed == "when" and asked.visits and (some := _enough(week, asked.windows)):
        return Reason("relaxed_when", {"free": spoken(_free(week, some))})
    if relaxed == "when":
        return Reason("relaxed_when", {"free": spoken(_nearest(week, provider, asked))})
    return Reason("reason_free", {"when": spoken(_free(week, _enough(week, asked.windows)))})


def _enough(week: int, windows: Iterable[Window]) -> list[Window]:
    return [window for window in windows if (week & window.bits).bit_count() >= window.enough]


def _free(week: int, windows: list[Window]) -> When:
    """When they are free in these windows: their days, with hours where these were asked for or are of the night."""
    if windows[0].hours:
        return _at_hours((window.day, *_longest(week, window)) for window in windows)
    by_day = [window for window in windows if (week & window.likely).bit_count() >= window.whole]
    if not by_day:
        return _at_hours((window.day, *_longest(week, _night_of(window))) for window in windows)
    if len(by_day) == len(DAYS):
        return _every_day(week, by_day)
    return When(days=_in_order(window.day for window in by_day))


def _night_of(window: Window) -> Window:
    """From the noon of its day to the next."""
    return replace(window, bits=stretch(window.day, *NIGHT), start=NIGHT[0], end=NIGHT[1])


def _every_day(week: int, windows: list[Window]) -> When:
    """Every day, with the hours that are free on each of them: not all who come daily come at night."""
    whole = all(week & window.bits == window.bits for window in windows)
    stretches = [_longest(week, window) for window in windows]
    start, end = max(one[0] for one in stretches), min(one[1] for one in stretches)
    return When(days=DAYS) if whole or start >= end else _when(range(7), start, end)


def _at_hours(slots: Iterable[Slot]) -> When:
    """Days with their hours: the first hours, and others where there are no more than a line has room for."""
    by_hours: dict[tuple[int, int], list[int]] = {}
    for day, start, end in slots:
        by_hours.setdefault((start, end), []).append(day)
    found = [_when(days, *hours) for hours, days in by_hours.items()]
    both = windows_as(found, together=True)
    return both if len(found) == MOST_HOURS and len(spoken(both)) <= MOST_LETTERS else found[0]


def _longest(week: int, window: Window) -> tuple[int, int]:
    """The longest stretch of the window in which they are free, in minutes of its day; all of it, to the minute."""
    free = week & window.bits
    if free == window.bits:
        return window.start, window.end
    steps = f"{turned(free, -window.day * DAY_BITS):b}"[::-1]
    run = max(steps.split("0"), key=len)
    start = steps.index(run) * STEP
    return start, start + len(run) * STEP


def _nearest(week: int, provider: Provider, asked: "Asked") -> When:
    """When else they are free: other days at the same hours, else their own hours from the day asked for on."""
    if same := _enough(week, asked.elsewhen):
        return _free(week, same)
    first = asked.windows[0].day
    return _at_hours(sorted(nights_whole(provider.slots), key=lambda slot: (slot[0] - first) % 7))


def _when(days: Iterable[int], start: int, end: int) -> When:
    return When(days=_in_order(days), start=_clock(start), end=_clock(end))


def _clock(minute: int) -> time:
    return time(minute % DAY // 60, minute % 60)


def _in_order(days: Iterable[int]) -> tuple[str, ...]:
    return tuple(DAYS[day] for day in sorted(set(days)))
