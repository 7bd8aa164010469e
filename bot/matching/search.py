"""The numbers of ranking: which providers pass, which nearly do, and in what order. Arrays in, a few picks out."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from bot.matching.cells import slug
from bot.matching.columns import EARTH_KM, Block, Columns, Flags, Floats, Ints
from bot.matching.places import Place
from bot.matching.week import Window, Wish

WHOLE, ENOUGH, ARRANGED, NOT_FREE = range(4)
"""How well somebody's week fits what was asked: all of it, enough, by arrangement, or not."""

AREA = "area"
"""The kind of a place that is a whole county or district: it has an inside, and no distance."""
NO_ROWS: Ints = np.zeros(0, np.int64)

WIDTHS = {"fit": 2, "notice": 1, "km": 15, "needs": 4, "suited": 4, "order": 24}
"""Bits of each part of a sort key, the weightier first; a waiting list outweighs them all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, worked out: leaf needs by code asked for, windows, days and whom the support is for."""

    needs: tuple[tuple[str, ...], ...]
    """The leaves of each code asked for."""
    place: Place | None
    wishes: tuple[Wish, ...]
    visits: bool
    """Whether the wishes are several visits of the same days, none of which will do without the others."""
    today: date
    wanted_on: date
    """The first day that it is wanted on."""
    urgent: bool
    suited_to: tuple[str, ...]
    leaves: tuple[str, ...]
    """Every leaf asked for, once."""
    windows: tuple[Window, ...]
    """Every window of the wishes."""
    elsewhen: tuple[Window, ...]
    """The first window's hours on the six other days, the next day first."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A provider found: its index, how far, which of the leaves asked for (bits), and its week (see week.py)."""

    who: int
    km: float | None
    leaves: int
    waiting: bool
    fit: int
    week: int


@dataclass(frozen=True, slots=True)
class Found:
    """The best full matches and near misses, best first, and how many matched in all."""

    full: tuple[Pick, ...]
    other_time: tuple[Pick, ...]
    further: tuple[Pick, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Rows:
    """Candidates: provider, whether it is in range, the angle squared to the nearest point it serves, its leaves."""

    who: Ints
    near: Flags
    angle2: Floats
    leaves: Ints


def search(asked: Asked, columns: Columns, most: int, nearly: int) -> Found:
    """At most `most` full matches and `nearly` near misses, those at another time before those further away."""
    rows = _open(_merged(_candidates(asked, columns), len(columns.order)), columns, asked.wanted_on)
    fit = _fit(rows.who, asked.wishes, asked.visits, columns)
    km = _km(rows, asked.place, columns)
    keys = _keys(rows, fit, km, asked, columns)
    free = fit != NOT_FREE
    full = rows.near & free

    def picks(which: Flags, at_most: int) -> tuple[Pick, ...]:
        return tuple(_picks(_first(which, keys, at_most), rows, fit, km, columns))

    other_time = picks(rows.near & ~free, nearly)
    return Found(
        full=picks(full, most),
        other_time=other_time,
        further=picks(free & ~rows.near, nearly - len(other_time)),
        total=int(np.count_nonzero(full)),
    )


# Who may come


def _candidates(asked: Asked, columns: Columns) -> _Rows:
    """Rows that may be offered one of the leaves and are near, or nearly."""
    parts = [
        _near(columns.blocks[leaf], asked, 1 << bit) for bit, leaf in enumerate(asked.leaves) if leaf in columns.blocks
    ]
    if len(parts) == 1:
        return parts[0]
    return _Rows(
        who=np.concatenate([part.who for part in parts]),
        near=np.concatenate([part.near for part in parts]),
        angle2=np.concatenate([part.angle2 for part in parts]),
        leaves=np.concatenate([part.leaves for part in parts]),
    )


def _near(block: Block, asked: Asked, leaf: int) -> _Rows:
    rows, near, angle2 = _within(block, asked.place)
    offered = (block.since[rows] <= asked.today.toordinal()) & (block.until[rows] >= asked.wanted_on.toordinal())
    rows = rows[offered]
    return _Rows(block.who[rows], near[offered], angle2[offered], np.full(len(rows), leaf))


def _within(block: Block, place: Place | None) -> tuple[Ints, Flags, Floats]:
    """Rows in reach of the place or nearly, whether they are, and how far as an angle squared."""
    if place is None:
        return _all_near(np.arange(len(block.who)))
    served = _named(block.serving, codes_of(place))
    rows, angle2 = _around(block, place)
    near = angle2 <= block.reach[rows]
    if place.kind == AREA:
        inside = _named(block.homes, (place.code,))
        return _all_near(np.concatenate([inside, served, rows[near] if place.district else inside[:0]]))
    if not len(served):
        return rows, near, angle2
    return (
        np.concatenate([rows, served]),
        np.concatenate([near, np.ones(len(served), bool)]),
        np.concatenate([angle2, _angle2(block, served, place)]),
    )


def _all_near(rows: Ints) -> tuple[Ints, Flags, Floats]:
    return rows, np.ones(len(rows), bool), np.zeros(len(rows))


def _named(rows: Mapping[str, Ints], codes: Iterable[str]) -> Ints:
    found = [rows[code] for code in codes if code in rows]
    return np.concatenate(found) if found else NO_ROWS


def codes_of(place: Place) -> tuple[str, ...]:
    """The codes by which a provider may say that it serves this place: its own, its outcode's, district's or area's."""
    outcode = place.code.split("-")[0] if place.kind in ("postcode", "sector") else place.code
    district = slug(place.district) if place.district else None
    return tuple(dict.fromkeys(code for code in (place.code, outcode, district, place.area) if code))


def _around(block: Block, place: Place) -> tuple[Ints, Floats]:
    """Rows near enough for a near miss, out of those whose latitude is."""
    lat, lon = math.radians(place.lat), math.radians(place.lon)
    first, last = block.lat.searchsorted((lat - block.widest, lat + block.widest)).tolist()
    angle2 = _squared(lat, lon, block.lat[first:last], block.lon[first:last], block.cosine[first:last])
    rows = (angle2 <= block.far[first:last]).nonzero()[0]
    return rows + first, angle2[rows]


def _angle2(block: Block, rows: Ints, place: Place) -> Floats:
    lat, lon = math.radians(place.lat), math.radians(place.lon)
    return _squared(lat, lon, block.lat[rows], block.lon[rows], block.cosine[rows])


def _squared(lat: float, lon: float, lats: Floats, lons: Floats, cosines: Floats) -> Floats:
    """The angle squared between a point and others: haversine, its sines left out (a millimetre in a kilometre)."""
    up, along = lats - lat, lons - lon
    squared: Floats = up * up + cosines * (math.cos(lat) * along * along)
    return squared


def _merged(rows: _Rows, providers: int) -> _Rows:
    """One row per provider: in range if any was, the nearest, all its leaves."""
    number = np.arange(len(rows.who))
    seat = np.empty(providers, np.int64)
    seat[rows.who] = number
    kept = seat[rows.who]
    again = np.flatnonzero(kept != number)
    if not len(again):
        return rows
    near, angle2, leaves = rows.near.copy(), rows.angle2.copy(), rows.leaves.copy()
    np.logical_or.at(near, kept[again], rows.near[again])
    np.minimum.at(angle2, kept[again], rows.angle2[again])
    np.bitwise_or.at(leaves, kept[again], rows.leaves[again])
    first = np.flatnonzero(kept == number)
    return _Rows(rows.who[first], near[first], angle2[first], leaves[first])


def _open(rows: _Rows, columns: Columns, on: date) -> _Rows:
    """Those that are not full on that day."""
    room = columns.full_until[rows.who] < on.toordinal()
    if room.all():
        return rows
    return _Rows(rows.who[room], rows.near[room], rows.angle2[room], rows.leaves[room])


# When they are free


def _fit(who: Ints, wishes: tuple[Wish, ...], visits: bool, columns: Columns) -> Ints:
    """How well each one's week fits: WHOLE, ENOUGH, ARRANGED or NOT_FREE. Of `visits` some of each is enough."""
    if not wishes:
        return np.full(len(who), WHOLE)
    enough, whole = np.full(len(who), visits), np.ones(len(who), bool)
    for wish in wishes:
        all_of_it, some = np.full(len(who), wish.every), np.zeros(len(who), bool)
        for window in wish.windows:
            free = _free(who, window.bits, columns)
            some |= free >= window.enough
            likely = free if window.likely == window.bits else _free(who, window.likely, columns)
            covered = likely >= window.whole
            all_of_it = all_of_it & covered if wish.every else all_of_it | covered
        whole &= all_of_it
        enough = enough & some if visits else enough | some
    fit = np.where(enough, np.where(whole, WHOLE, ENOUGH), NOT_FREE)
    return np.where(columns.arranged[who], ARRANGED, fit)


def _free(who: Ints, steps: int, columns: Columns) -> Ints:
    """How many of these steps of the week each is free in."""
    free = np.zeros(len(who), np.int64)
    for word in range(len(columns.week)):
        mask = (steps >> 64 * word) & (2**64 - 1)
        if mask:
            free += np.bitwise_count(columns.week[word][who] & np.uint64(mask))
    return free


# In what order


def _km(rows: _Rows, place: Place | None, columns: Columns) -> Floats | None:
    """How far each one's base is, or where that is not known the nearest place it serves; to 100 m."""
    if place is None or place.kind == AREA:
        return None
    lats, lons = columns.lat[rows.who], columns.lon[rows.who]
    home = _squared(math.radians(place.lat), math.radians(place.lon), lats, lons, columns.cosine[rows.who])
    nearest = np.where(np.isnan(home), rows.angle2, home)
    return np.round(np.sqrt(nearest) * EARTH_KM, 1)


def _keys(rows: _Rows, fit: Ints, km: Floats | None, asked: Asked, columns: Columns) -> Ints:
    """One number per row, the smaller the better: the parts of the order packed from the weightiest down."""
    parts: dict[str, Ints | None] = {
        "fit": fit,
        "notice": 1 - columns.notice[rows.who].astype(np.int64) if asked.urgent else None,
        "km": None if km is None else np.rint(km * 10).astype(np.int64),
        "needs": _missing_needs(rows.leaves, asked) if len(asked.needs) > 1 else None,
        "suited": _missing_suits(rows.who, asked.suited_to, columns.suited) if asked.suited_to else None,
        "order": columns.order[rows.who],
    }
    keys, empty = columns.waiting[rows.who].astype(np.int64), 0
    for name, width in WIDTHS.items():
        part, empty = parts[name], empty + width
        if part is not None:
            keys, empty = (keys << empty) + np.minimum(part, (1 << width) - 1), 0
    return keys


def _missing_needs(leaves: Ints, asked: Asked) -> Ints:
    """How many of the codes asked for each does not cover."""
    missing = np.zeros(len(leaves), np.int64)
    bit = {leaf: 1 << number for number, leaf in enumerate(asked.leaves)}
    for own in asked.needs:
        missing += leaves & sum(bit[leaf] for leaf in own) == 0
    return missing


def _missing_suits(who: Ints, suited_to: tuple[str, ...], suited: Mapping[str, Flags]) -> Ints:
    """How many of those it is for each does not say that it suits."""
    missing = np.zeros(len(who), np.int64)
    for code in suited_to:
        missing += ~suited[code][who] if code in suited else True
    return missing


def _first(which: Flags, keys: Ints, most: int) -> Ints:
    """The rows with the smallest keys out of these, smallest first."""
    rows = which.nonzero()[0] if most else NO_ROWS
    if len(rows) > most:
        rows = rows[keys[rows].argpartition(most)[:most]]
    return rows[keys[rows].argsort()]


def _picks(chosen: Ints, rows: _Rows, fit: Ints, km: Floats | None, columns: Columns) -> Iterable[Pick]:
    if not len(chosen):
        return ()
    who = rows.who[chosen]
    weeks = columns.week[:, who].T
    return map(
        Pick,
        who.tolist(),
        [None] * len(who) if km is None else km[chosen].tolist(),
        rows.leaves[chosen].tolist(),
        columns.waiting[who].tolist(),
        fit[chosen].tolist(),
        (int.from_bytes(week.tobytes(), "little") for week in weeks),
    )
