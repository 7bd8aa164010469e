"""The catalogue as numpy columns: per leaf need one block of rows sorted by latitude, so that ranking reads few.

A row is a provider at a point it goes out from: its base with its travel range, or a place that it serves.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bot.matching.cells import slug
from bot.matching.gate import Spans
from bot.matching.provider import Provider
from bot.matching.week import WEEK_BITS, bits_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

EARTH_KM = 6371.0
SERVED_KM = 4.0
"""How far around the middle of a place that it serves a provider goes: a town with its suburbs."""
EXTRA_KM = (10.0, 15.0)
"""How far out of range a near miss may be: as far again as the range, but at least and at most so much."""
WORDS = -(-WEEK_BITS // 64)
NEVER_FULL, ALWAYS_FULL = 0, date.max.toordinal() + 1


def relaxed(reach: float) -> float:
    """How far away a near miss may be."""
    least, most = EXTRA_KM
    return reach + min(max(reach, least), most)


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that offer one leaf need, by latitude. Angles are in radians, days are ordinals."""

    who: Ints
    """Index of the provider."""
    lat: Floats
    lon: Floats
    cosine: Floats
    reach: Floats
    """Range, and below the range of a near miss, as angles squared."""
    far: Floats
    since: Ints
    until: Ints
    widest: float
    """The furthest that a near miss of any row may be, as an angle."""
    serving: Mapping[str, Ints]
    """Place code -> rows that serve it by name."""
    homes: Mapping[str, Ints]
    """Code of an area or district -> rows of its providers."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Blocks by leaf need, and what ranking asks of a provider by its index."""

    blocks: Mapping[str, Block]
    lat: Floats
    """Base; NaN where it is not known."""
    lon: Floats
    cosine: Floats
    week: NDArray[np.uint64]
    """WORDS x providers: the steps of the week in which they are free."""
    arranged: Flags
    """Days by arrangement."""
    waiting: Flags
    full_until: Ints
    notice: Flags
    suited: Mapping[str, Flags]
    """By whom they suit (`dementia`)."""
    order: Ints
    """Rank by when they were last verified, latest first, then by id."""


@dataclass(frozen=True, slots=True)
class _Point:
    lat: float
    lon: float
    reach: float


def columns_of(providers: tuple[Provider, ...], offers: Mapping[str, Iterable[tuple[int, Spans]]]) -> Columns:
    """Columns of the providers; `offers` gives per leaf need who may be offered (by index) and on which days."""
    points = [tuple(_points(provider)) for provider in providers]
    lat, lon = _bases(providers)
    return Columns(
        blocks={need: _block(providers, points, tuple(rows)) for need, rows in offers.items()},
        lat=lat,
        lon=lon,
        cosine=np.cos(lat),
        week=_week(providers),
        arranged=np.array([not provider.slots for provider in providers], dtype=bool),
        waiting=np.array([provider.capacity == "waiting-list" for provider in providers], dtype=bool),
        full_until=np.array([_full_until(provider) for provider in providers], dtype=np.int64),
        notice=np.array([provider.short_notice for provider in providers], dtype=bool),
        suited=_suited(providers),
        order=_order(providers),
    )


def _bases(providers: tuple[Provider, ...]) -> tuple[Floats, Floats]:
    known = [(math.nan, math.nan) if p.lat is None or p.lon is None else (p.lat, p.lon) for p in providers]
    lat, lon = np.radians(np.array(known, dtype=np.float64).reshape(-1, 2)).T
    return lat, lon


def _points(provider: Provider) -> Iterable[_Point]:
    if provider.lat is not None and provider.lon is not None:
        yield _Point(provider.lat, provider.lon, provider.travel_km or 0.0)
    for lat, lon in provider.served:
        yield _Point(lat, lon, SERVED_KM)


def _block(
    providers: tuple[Provider, ...], points: list[tuple[_Point, ...]], offers: tuple[tuple[int, Spans], ...]
) -> Block:
    table = np.array(sorted(_rows(points, offers)), dtype=np.float64).reshape(-1, 7).T
    lat, lon = np.radians(table[:2])
    reach, far = table[2:4] / EARTH_KM
    since, until, who = table[4:].astype(np.int64)
    return Block(
        who=who,
        lat=lat,
        lon=lon,
        cosine=np.cos(lat),
        reach=reach * reach,
        far=far * far,
        since=since,
        until=until,
        widest=float(far.max(initial=0.0)),
        serving=_rows_by(who, {index: providers[index].places for index in set(who.tolist())}),
        homes=_rows_by(who, {index: _homes(providers[index]) for index in set(who.tolist())}),
    )


def _rows(points: list[tuple[_Point, ...]], offers: tuple[tuple[int, Spans], ...]) -> Iterator[tuple[float, ...]]:
    """A row for each point that a provider works from, and each stretch of days on which it may be offered."""
    for who, spans in offers:
        for first, last in spans:
            for at in points[who]:
                yield at.lat, at.lon, at.reach, relaxed(at.reach), first.toordinal(), last.toordinal(), who


def _homes(provider: Provider) -> tuple[str, ...]:
    return tuple(slug(home) for home in (provider.area, provider.district) if home)


def _rows_by(who: Ints, codes: Mapping[int, tuple[str, ...]]) -> Mapping[str, Ints]:
    rows: dict[str, list[int]] = {}
    for row, index in enumerate(who.tolist()):
        for code in codes[index]:
            rows.setdefault(code, []).append(row)
    return {code: np.array(found, dtype=np.int64) for code, found in rows.items()}


def _week(providers: tuple[Provider, ...]) -> NDArray[np.uint64]:
    raw = b"".join(bits_of(provider.slots).to_bytes(8 * WORDS, "little") for provider in providers)
    return np.ascontiguousarray(np.frombuffer(raw, dtype="<u8").reshape(-1, WORDS).T).astype(np.uint64)


def _full_until(provider: Provider) -> int:
    """The last day on which they are full, as an ordinal."""
    if provider.capacity != "full":
        return NEVER_FULL
    return provider.capacity_until.toordinal() if provider.capacity_until else ALWAYS_FULL


def _suited(providers: tuple[Provider, ...]) -> Mapping[str, Flags]:
    codes = {code for provider in providers for code in provider.suited_to}
    return {code: np.array([code in provider.suited_to for provider in providers], dtype=bool) for code in codes}


def _order(providers: tuple[Provider, ...]) -> Ints:
    def latest_first(index: int) -> tuple[int, str]:
        verified = providers[index].verified_on
        return (-verified.toordinal() if verified else 0, providers[index].id)

    order = np.empty(len(providers), dtype=np.int64)
    order[sorted(range(len(providers)), key=latest_first)] = np.arange(len(providers))
    return order
