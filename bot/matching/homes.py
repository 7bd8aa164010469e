"""Where people's homes are: postcodes, their sectors and outcodes, and the council of any point."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.content.pieces import content_file
from bot.matching.place import OUTSIDE, Place
from bot.matching.postcodes import EMPTY, STEP, PostcodeTable, unpack

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FAR_KM = 6.0
"""A point further than this from every home we know of is outside."""
_KM_PER_DEGREE = 111.2
_EAST_PER_NORTH = 0.62
"""Kilometres of a degree of longitude to one of latitude, in the middle of England."""


@dataclass(frozen=True, slots=True)
class Centre:
    """The middle of an outcode or sector, and the areas that its postcodes are in, most postcodes first."""

    lat: float
    lon: float
    areas: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Homes:
    """The tables that `places build` wrote. Those of postcodes are read when the first postcode of an area is met."""

    root: Path
    served: frozenset[str]
    outcodes: Mapping[str, Centre]
    _tables: dict[str, PostcodeTable] = field(default_factory=dict, compare=False)

    @classmethod
    def load(cls, root: Path, area_codes: Iterable[str]) -> "Homes":
        """From the content folder `root`. Every council but these is outside. Raises BrokenContentError."""
        return cls(root, frozenset(area_codes), centres(root, "outcodes.csv"))

    def outcode(self, outcode: str) -> Place:
        """An outcode that exists, such as `wr14`."""
        return self._at_centre("outcode", outcode, outcode.upper(), self.outcodes[outcode])

    def sector(self, outcode: str, digit: str) -> Place | None:
        """A sector such as WR14 3; None for one that is not in an outcode of ours."""
        centre = self._sectors.get(outcode + digit)
        name = f"{outcode} {digit}".upper()
        return self._at_centre("sector", f"{outcode}-{digit}", name, centre) if centre else None

    def postcode(self, outcode: str, incode: str) -> Place:
        """A postcode where it is, else where its sector or outcode is."""
        code, name = f"{outcode}-{incode}", f"{outcode} {incode}".upper()
        found = self._find(outcode, incode)
        about = found or self.sector(outcode, incode[0]) or self.outcode(outcode)
        return replace(about, kind="postcode", code=code, name=name)

    def exists(self, outcode: str, incode: str) -> bool:
        """Whether this postcode is in a table: only those of outcodes that touch an area of ours are."""
        return self._find(outcode, incode) is not None

    def is_ours(self, outcode: str) -> bool:
        """Whether any postcode of it is in an area served."""
        return not self.served.isdisjoint(self.outcodes[outcode].areas)

    def nearest(self, lat: float, lon: float) -> tuple[str, str]:
        """Area and district of the nearest home; outside, with no district, when that is far."""
        points = self._points
        squares = (points.lats - lat) ** 2 + ((points.lons - lon) * _EAST_PER_NORTH) ** 2
        at = int(squares.argmin())
        near = float(squares[at]) ** 0.5 * _KM_PER_DEGREE <= _FAR_KM
        return points.labels[int(points.numbers[at])] if near else (OUTSIDE, "")

    def _find(self, outcode: str, incode: str) -> Place | None:
        for area in self.outcodes[outcode].areas:
            if located := self._table(area).find(outcode, incode):
                served = area if area in self.served else OUTSIDE
                return Place("postcode", "", "", located.lat, located.lon, served, (), located.district or None)
        return None

    def _table(self, area: str) -> PostcodeTable:
        if area not in self._tables:
            self._tables[area] = table(self.root, area)
        return self._tables[area]

    def _at_centre(self, kind: str, code: str, name: str, centre: Centre) -> Place:
        """A place at the middle of many postcodes. Where they are of several councils, none is decided."""
        areas = tuple(dict.fromkeys(area if area in self.served else OUTSIDE for area in centre.areas))
        area = areas[0] if len(areas) == 1 else None
        return Place(kind, code, name, centre.lat, centre.lon, area, areas if area is None else ())

    @cached_property
    def _sectors(self) -> Mapping[str, Centre]:
        return centres(self.root, "sectors.csv")

    @cached_property
    def _points(self) -> "_Points":
        import numpy as np

        beyond = np.array(ring(self.root)).reshape(-1, 2)
        labels, columns = [(OUTSIDE, "")], [(beyond[:, 0], beyond[:, 1], np.zeros(len(beyond), dtype=np.int64))]
        for area in sorted({area for centre in self.outcodes.values() for area in centre.areas}):
            table = self._table(area)
            lats, lons = (np.array(column, dtype=np.float64) * STEP for column in (table.lats, table.lons))
            numbers = np.frombuffer(table.district_numbers, dtype=np.uint8).astype(np.int64) + len(labels)
            columns.append((lats + table.origin[0], lons + table.origin[1], numbers))
            labels += [(area if area in self.served else OUTSIDE, district) for district in table.districts]
        every_lat, every_lon, every_number = (np.concatenate(parts) for parts in zip(*columns, strict=True))
        return _Points(every_lat, every_lon, every_number, labels)


@dataclass(frozen=True, slots=True)
class _Points:
    """Every home: latitude, longitude and the number of its label, an area with a district."""

    lats: "NDArray[np.float64]"
    lons: "NDArray[np.float64]"
    numbers: "NDArray[np.int64]"
    labels: list[tuple[str, str]]


# Each of these raises BrokenContentError for a file that is not as it should be.


def centres(root: Path, name: str) -> dict[str, Centre]:
    """The middle of each outcode or sector of places/outcodes.csv or places/sectors.csv."""
    rows = _rows(root / "places" / name, root)
    with content_file(root / "places" / name, root):
        return {code: Centre(float(lat), float(lon), tuple(areas.split(";"))) for code, lat, lon, areas in rows}


def ring(root: Path) -> list[tuple[float, float]]:
    """Points around our areas where others' homes are."""
    path = root / "places" / "ring.csv"
    rows = _rows(path, root)
    with content_file(path, root):
        return [(float(lat), float(lon)) for lat, lon in rows]


def table(root: Path, area: str) -> PostcodeTable:
    """The postcodes of an area, or those beyond the border; empty where there is no such file."""
    path = root / "places" / "border.gz" if area == OUTSIDE else root / "areas" / area / "postcodes.gz"
    with content_file(path, root):
        return unpack(path.read_bytes()) if path.exists() else EMPTY


def _rows(path: Path, root: Path) -> list[list[str]]:
    with content_file(path, root), path.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))[1:]
