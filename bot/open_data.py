"""`python -m bot places build`: from open data to the small tables under content/ that a conversation uses.

Postcodes, outcodes and sectors are written afresh, from sources that are whole. Names are only added: a row that an
editor has put right stays. What was outside and now lies in an area of ours becomes a place of that area.
"""

import csv
import io
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import isnan
from pathlib import Path
from typing import TypeVar
from zipfile import BadZipFile

from bot.content.pieces import read_yaml
from bot.grid import to_wgs84
from bot.matching.homes import Centre, Homes
from bot.matching.place import OUTSIDE, distance_km
from bot.matching.place_check import COLUMNS
from bot.matching.place_rules import PlaceWords
from bot.matching.postcodes import Located, pack, unit_number
from bot.message import SaidError
from bot.open_layouts import File, Layout, Locality, RawPostcode, files_of, layout_of

RING_KM = 6.0
"""How far beyond our areas we keep where other councils' homes are, so that a shared point falls on the right side."""
_RING_CELL = 0.01
"""Degrees: one point a cell is kept of them, about a kilometre apart."""
_SMALLEST_OUTSIDE = 10_000
"""People in the smallest town elsewhere that is worth knowing by name."""
_SMALLEST_NEARBY = 1_500
"""The same, within NEARBY_KM of an outcode of ours."""
NEARBY_KM = 20.0
_SAME_KM = 3.0
"""Two places of one name nearer than this are one place."""
_MOST_GONE = 0.01
"""The share of outcodes that may go from one build to the next. Sources that lack more of them are but a part."""
_NORTHERN_IRELAND = "bt"
"""How its postcodes begin. They are on the Irish grid, and it is not ours to serve."""


Row = TypeVar("Row")
UNREADABLE = (OSError, EOFError, ValueError, LookupError, csv.Error, zlib.error, BadZipFile)


class SourceError(SaidError):
    """Sources that nothing can be built from. Its text is `path: what`."""


@dataclass
class Report:
    """What a build read and wrote: counts by words, in order."""

    read: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        lines = [f"read {count:>9,} {what}" for what, count in self.read.items()]
        return "\n".join([*lines, *(f"wrote {count:>8,} {what}" for what, count in self.written.items())])


@dataclass(frozen=True, slots=True)
class Districts:
    """Which council area a district code belongs to, and what the district is called."""

    area: Mapping[str, str]
    name: Mapping[str, str]

    @classmethod
    def of(cls, root: Path) -> "Districts":
        """From every `areas/<area>/area.yaml`."""
        area, name = {}, {}
        for path in sorted(root.glob("areas/*/area.yaml")):
            for code, district in read_yaml(path)["districts"].items():
                area[code], name[code] = path.parent.name, district
        return cls(area, name)


def build(sources: Sequence[Path], root: Path) -> Report:
    """Read `sources` (files, folders or archives) and write the place data under the content folder `root`.

    Raises SourceError, and has written nothing, for a source with no known layout in it, and for postcodes that are
    but a part of those we have.
    """
    report, districts = Report(), Districts.of(root)
    found = [pair for source in sources for pair in _recognised(source)]
    postcodes = _postcodes(found, report)
    localities = [
        locality for file, layout in found if layout.localities for locality in _counted(layout, file, report)
    ]
    if postcodes:
        _refuse_part(postcodes, districts, root)
        _write_postcodes(postcodes, districts, root, report)
    _write_names(localities, root, report)
    return report


@contextmanager
def _source(name: str) -> Iterator[None]:
    """What cannot be read of a source is told of it by name. Raises SourceError."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise SourceError(f"{name}: needs {error.name}: pip install 'nearhand[places]'") from error
    except UNREADABLE as error:
        raise SourceError(f"{name}: is damaged, or not what it looks like: {error}") from error


def _read(file: File, rows: Callable[[File], Iterable[Row]] | None) -> Iterator[Row]:
    """The rows of a file; none where its layout has no such rows."""
    with _source(file.name):
        yield from rows(file) if rows else ()


def _recognised(source: Path) -> list[tuple[File, Layout]]:
    with _source(str(source)):
        found = [(file, layout) for file in files_of(source) if (layout := layout_of(file))]
    if not found:
        raise SourceError(f"{source}: no known layout in it")
    return _finest_cities(found)


def _finest_cities(found: list[tuple[File, Layout]]) -> list[tuple[File, Layout]]:
    """A GeoNames package holds the same towns four times over; the largest file has them all."""
    cities = [pair for pair in found if pair[1].name == "GeoNames cities"]
    keep = max(cities, key=lambda pair: len(pair[0].read()), default=None)
    return [pair for pair in found if pair not in cities or pair is keep]


def _counted(layout: Layout, file: File, report: Report) -> Iterator[Locality]:
    for locality in _read(file, layout.localities):
        report.read[f"names of {layout.name}"] += 1
        yield locality


# Postcodes


def _postcodes(found: Iterable[tuple[File, Layout]], report: Report) -> dict[str, RawPostcode]:
    """Every live postcode by code. A layout with districts gives the rows.

    A layout of live ones says which count, in the postcode areas (WR, CB) that it speaks of.
    """
    live: set[str] = set()
    rows: dict[str, RawPostcode] = {}
    for file, layout in found:
        for row in _read(file, layout.postcodes):
            report.read[f"postcodes of {layout.name}"] += 1
            if layout.live_only:
                live.add(row.code)
            if not isnan(row.easting) and (row.district or row.code not in rows):
                rows[row.code] = row
    told = {_letters(code) for code in live} | {_NORTHERN_IRELAND}
    return {code: row for code, row in rows.items() if code in live or _letters(code) not in told}


def _letters(code: str) -> str:
    """The postcode area: `wr` of `wr143ay`."""
    return code[:2] if code[1:2].isalpha() else code[:1]


def _refuse_part(postcodes: Mapping[str, RawPostcode], districts: Districts, root: Path) -> None:
    """Raises SourceError where sources lack what the tables are made of: it would be wiped out."""
    path = root / "places" / "outcodes.csv"
    there = {row["code"] for row in read_rows(path)}
    gone = there - {code[:-3] for code in postcodes}
    if len(gone) > _MOST_GONE * len(there):
        raise SourceError(
            f"{path}: the sources lack {len(gone):,} of its {len(there):,} outcodes; name whole ones, of all Great "
            "Britain, or take this file away to begin anew"
        )
    found = {row.district for row in postcodes.values()}
    if lacking := sorted(set(districts.area.values()) - {districts.area.get(code) for code in found}):
        raise SourceError(f"areas/{lacking[0]}/area.yaml: no postcode of the sources is in its districts")


def _write_postcodes(postcodes: Mapping[str, RawPostcode], districts: Districts, root: Path, report: Report) -> None:
    outcodes = _grouped(postcodes.values(), 3)
    areas = {outcode: _areas(rows, districts) for outcode, rows in outcodes.items()}
    ours = {outcode for outcode in outcodes if set(areas[outcode]) - {OUTSIDE}}
    _write_centres(root / "places" / "outcodes.csv", outcodes, areas, report)
    sectors = _grouped((row for outcode in sorted(ours) for row in outcodes[outcode]), 2)
    by_sector = {sector: _areas(rows, districts) for sector, rows in sectors.items()}
    _write_centres(root / "places" / "sectors.csv", sectors, by_sector, report)
    tables = _tables((row for outcode in sorted(ours) for row in outcodes[outcode]), districts)
    for area, rows in sorted(tables.items()):
        _write_bytes(_table_path(root, area), pack(rows))
        report.written[f"postcodes of {area}"] = len(rows)
    _write_ring(root, tables, (row for outcode in sorted(outcodes.keys() - ours) for row in outcodes[outcode]), report)


def _grouped(rows: Iterable[RawPostcode], tail: int) -> dict[str, list[RawPostcode]]:
    """By code without its last `tail` characters, in order."""
    groups: defaultdict[str, list[RawPostcode]] = defaultdict(list)
    for row in rows:
        groups[row.code[:-tail]].append(row)
    return dict(sorted(groups.items()))


def _areas(rows: Iterable[RawPostcode], districts: Districts) -> list[str]:
    """The areas of these postcodes, most postcodes first."""
    return [area for area, _ in Counter(districts.area.get(row.district, OUTSIDE) for row in rows).most_common()]


def _centre(rows: Sequence[RawPostcode]) -> tuple[float, float]:
    east = sum(row.easting for row in rows) / len(rows)
    return to_wgs84(east, sum(row.northing for row in rows) / len(rows))


def _write_centres(
    path: Path, groups: Mapping[str, Sequence[RawPostcode]], areas: Mapping[str, Sequence[str]], report: Report
) -> None:
    table = [("code", "lat", "lon", "areas")]
    for code, rows in groups.items():
        lat, lon = _centre(rows)
        table.append((code, f"{lat:.4f}", f"{lon:.4f}", ";".join(areas[code])))
    _write_rows(path, table)
    report.written[path.name] = len(groups)


def _tables(rows: Iterable[RawPostcode], districts: Districts) -> dict[str, list[Located]]:
    """Postcodes by area, with those of other councils in the same outcodes under OUTSIDE."""
    tables: defaultdict[str, list[Located]] = defaultdict(list)
    for row in rows:
        if unit_number(row.code[-3:]) is not None:
            lat, lon = to_wgs84(row.easting, row.northing)
            name = districts.name.get(row.district, "")
            located = Located(row.code[:-3], row.code[-3:], lat, lon, name)
            tables[districts.area.get(row.district, OUTSIDE)].append(located)
    return dict(tables)


def _table_path(root: Path, area: str) -> Path:
    return root / "places" / "border.gz" if area == OUTSIDE else root / "areas" / area / "postcodes.gz"


def _write_ring(
    root: Path, tables: Mapping[str, Sequence[Located]], others: Iterable[RawPostcode], report: Report
) -> None:
    """Where homes are just beyond our areas, in outcodes that do not touch them."""
    near = {
        (north + i, east + j)
        for area, rows in tables.items()
        if area != OUTSIDE
        for north, east in {_coarse(row.lat, row.lon) for row in rows}
        for i in (-1, 0, 1)
        for j in (-1, 0, 1)
    }
    cells: dict[tuple[int, int], tuple[float, float]] = {}
    for row in others:
        lat, lon = to_wgs84(row.easting, row.northing)
        if _coarse(lat, lon) in near:
            cells.setdefault((int(lat / _RING_CELL), int(lon / _RING_CELL)), (lat, lon))
    table = [("lat", "lon"), *((f"{lat:.4f}", f"{lon:.4f}") for _, (lat, lon) in sorted(cells.items()))]
    _write_rows(root / "places" / "ring.csv", table)
    report.written["ring.csv"] = len(cells)


def _coarse(lat: float, lon: float) -> tuple[int, int]:
    """A cell about RING_KM wide."""
    return int(lat * 111.2 / RING_KM), int(lon * 69.0 / RING_KM)


# Names


def _write_names(localities: Sequence[Locality], root: Path, report: Report) -> None:
    """Add what the place lists lack: inside our areas every locality, elsewhere the larger towns."""
    codes = [path.parent.name for path in sorted(root.glob("areas/*/area.yaml"))]
    lists = {area: read_rows(_names_path(root, area)) for area in [*codes, OUTSIDE]}
    homes, left_out = Homes.load(root, codes), _left_out(root)
    _bring_home(lists, homes, report)
    taken = {row["id"] for rows in lists.values() for row in rows}
    for area, district, locality in _placed(localities, homes):
        if slug(locality.name) not in left_out and not _known(locality, lists[area]):
            lists[area].append(_row(locality, district, homes, taken))
            taken.add(lists[area][-1]["id"])
            report.written[f"new names of {area}"] += 1
    for area, rows in lists.items():
        write_places(_names_path(root, area), rows)


def _bring_home(lists: Mapping[str, list[dict[str, str]]], homes: Homes, report: Report) -> None:
    """Give an area what was outside until its council joined, but for what its own list has."""
    for row in list(lists[OUTSIDE]):
        area, district = homes.nearest(float(row["lat"]), float(row["lon"]))
        if area != OUTSIDE:
            lists[OUTSIDE].remove(row)
            if not _has(lists[area], row):
                lists[area].append({**row, "district": district})
            report.written[f"names of {area} that were outside"] += 1


def _has(rows: Iterable[Mapping[str, str]], wanted: Mapping[str, str]) -> bool:
    place = Locality(wanted["name"].split(",")[0], "", "", float(wanted["lat"]), float(wanted["lon"]), 0, "")
    return any(row["id"] == wanted["id"] for row in rows) or _known(place, rows)


def _left_out(root: Path) -> frozenset[str]:
    """Names that an editor took out for good: `left_out` of words.yaml."""
    path = root / "places" / "words.yaml"
    return PlaceWords.load(path).left_out if path.exists() else frozenset()


def _placed(localities: Iterable[Locality], homes: Homes) -> list[tuple[str, str, Locality]]:
    """The localities worth having with their area and district: ours first, the most populous of a name first."""
    near = [centre for outcode, centre in homes.outcodes.items() if homes.is_ours(outcode)]
    placed = [(*homes.nearest(one.lat, one.lon), one) for one in localities if one.kind != "hamlet"]
    wanted = [place for place in placed if place[0] != OUTSIDE or _worth_knowing(place[2], near)]
    return sorted(wanted, key=lambda place: (place[0] == OUTSIDE, -place[2].population, place[2].name, place[2].lat))


def _worth_knowing(locality: Locality, near: Iterable[Centre]) -> bool:
    if locality.population >= _SMALLEST_OUTSIDE or locality.kind in ("city", "town"):
        return True
    return locality.population >= _SMALLEST_NEARBY and any(
        distance_km(locality.lat, locality.lon, centre.lat, centre.lon) < NEARBY_KM for centre in near
    )


def _names_path(root: Path, area: str) -> Path:
    return root / "places" / "outside.csv" if area == OUTSIDE else root / "areas" / area / "places.csv"


def _known(locality: Locality, rows: Iterable[Mapping[str, str]]) -> bool:
    wanted = slug(locality.name)
    return any(
        wanted in {slug(name) for name in (row["name"], *row["aliases"].split(";"))}
        and distance_km(locality.lat, locality.lon, float(row["lat"]), float(row["lon"])) < _SAME_KM
        for row in rows
    )


def _row(locality: Locality, district: str, homes: Homes, taken: set[str]) -> dict[str, str]:
    """A row of places.csv. A name that is taken is told apart by its qualifier, else its outcode."""
    name, aliases = locality.name, ""
    if slug(name) in taken:
        name, aliases = f"{name}, {locality.qualifier or _nearest_outcode(locality, homes).upper()}", name
    code = slug(name)
    while code in taken:
        code += "-2"
    values = (code, name, locality.kind, f"{locality.lat:.4f}", f"{locality.lon:.4f}", district)
    return dict(zip(COLUMNS, (*values, str(locality.population), aliases, locality.source), strict=True))


def _nearest_outcode(locality: Locality, homes: Homes) -> str:
    def km(outcode: str) -> float:
        centre = homes.outcodes[outcode]
        return distance_km(locality.lat, locality.lon, centre.lat, centre.lon)

    return min(homes.outcodes, key=km)


def slug(name: str) -> str:
    """`St John's, Worcester` -> `st-johns-worcester`."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold().replace("'", "").replace("’", "")).strip("-")


# Files


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a place list; none when there is no file yet."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def write_places(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """A place list, in order of id."""
    ordered = sorted(rows, key=lambda row: row["id"])
    _write_rows(path, [COLUMNS, *(tuple(row[column] for column in COLUMNS) for row in ordered)])


def _write_rows(path: Path, rows: Iterable[Sequence[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    _write_bytes(path, text.getvalue().encode())


def _write_bytes(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
