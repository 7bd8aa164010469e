"""Places: the corpus of what people say, the data behind it, and what must hold of any message."""

import csv
import re
import shutil
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ours import hearing

from bot.content import CONTENT
from bot.matching.place import OUTSIDE
from bot.matching.place_check import place_problems
from bot.matching.places import UNKNOWN_POSTCODE, Gazetteer, HeardPlace, distance_km
from bot.matching.text import clean

AREAS = ("cambridgeshire", "essex", "oxfordshire", "worcestershire")
CORPUS = yaml.safe_load((Path(__file__).parent / "understanding" / "places.yaml").read_text(encoding="utf-8"))


def loaded() -> Gazetteer:
    """Hypothesis must not get it as an argument, or it prints it whole."""
    return hearing().gazetteer


@pytest.fixture
def gazetteer() -> Gazetteer:
    return loaded()


def codes(heard: HeardPlace | None) -> str | None:
    """As the corpus writes it: the code, then other readings after a bar."""
    if heard is None:
        return None
    others = " ".join(place.code for place in heard.others)
    return f"{heard.place.code} | {others}" if others else heard.place.code


# Words


@pytest.mark.parametrize("section", CORPUS, ids=lambda section: section["about"])
def test_what_people_say(gazetteer: Gazetteer, section: dict) -> None:
    wrong = []
    for said, wanted in section["rows"].items():
        heard = gazetteer.hear(clean(str(said)), section.get("home"), asked=section.get("asked", False))
        if codes(heard) != wanted:
            wrong.append(f"{said!r}: heard {codes(heard)}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def test_the_corpus_is_large() -> None:
    assert sum(len(section["rows"]) for section in CORPUS) >= 250


def test_spans_cover_every_word_that_named_a_place(gazetteer: Gazetteer) -> None:
    words = clean("I'm in Leeds, mum is near Malvern, march to may")
    heard = gazetteer.hear(words)
    assert heard is not None
    assert [words[start:end] for start, end in heard.spans] == ["leeds", "near malvern"]
    assert heard.because == "malvern"


def test_a_month_is_left_for_the_times(gazetteer: Gazetteer) -> None:
    words = clean("cleaner in Ely from 3rd march")
    heard = gazetteer.hear(words)
    assert heard is not None
    assert [words[start:end] for start, end in heard.spans] == ["ely"]


# Postcodes


@cache
def live() -> list[tuple[str, str, str]]:
    """Every live postcode of our areas: outcode, incode, area."""
    homes = loaded().homes
    return [(row.outcode, row.incode, area) for area in AREAS for row in homes._table(area)]


def test_every_live_postcode_is_there() -> None:
    assert len(live()) > 96_000
    assert {area for *_, area in live()} == set(AREAS)


@settings(max_examples=300)
@given(st.data())
def test_any_live_postcode_is_found_in_any_spacing_and_case(data: st.DataObject) -> None:
    outcode, incode, area = live()[data.draw(st.integers(0, len(live()) - 1))]
    gap = data.draw(st.sampled_from(["", " ", "  ", "-", "."]))
    inside = data.draw(st.sampled_from(["", " "]))
    written = inside.join(outcode) + (gap or inside) + inside.join(incode)
    cased = data.draw(st.sampled_from([written, written.upper(), written.title()]))
    before, after = data.draw(
        st.sampled_from([("", ""), ("cleaner ", " please"), ("we are at ", ", tuesdays"), ("", ".")])
    )
    heard = loaded().hear(clean(before + cased + after))
    assert heard is not None
    assert (heard.place.code, heard.place.area, heard.warning) == (f"{outcode}-{incode}", area, None)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("0X4 1AB", "ox4-1ab"),
        ("CBl 2AB", "cb1-2ab"),
        ("WRI4 3AY", "wr14-3ay"),
        ("wr14 ЗAY", None),
        ("CM1 IAA", "cm1-1aa"),
    ],
)
def test_letters_for_digits(gazetteer: Gazetteer, said: str, code: str | None) -> None:
    heard = gazetteer.hear(clean(said))
    assert (heard.place.code if heard and heard.place.kind == "postcode" else None) == code


def test_a_postcode_that_no_table_has_is_placed_at_its_sector(gazetteer: Gazetteer) -> None:
    heard = gazetteer.hear("wr14 3zz")
    sector = gazetteer.by_code("wr14-3")
    assert heard is not None and sector is not None
    assert heard.warning == UNKNOWN_POSTCODE
    assert (heard.place.kind, heard.place.name) == ("postcode", "WR14 3ZZ")
    assert (heard.place.lat, heard.place.lon) == (sector.lat, sector.lon)


def test_a_postcode_whose_sector_is_not_known_is_placed_at_its_outcode(gazetteer: Gazetteer) -> None:
    heard = gazetteer.hear("wr14 7zz")
    outcode = gazetteer.by_code("wr14")
    assert heard is not None and outcode is not None
    assert (heard.place.lat, heard.warning) == (outcode.lat, UNKNOWN_POSTCODE)


def test_an_outcode_that_does_not_exist_is_not_heard(gazetteer: Gazetteer) -> None:
    assert gazetteer.hear("wr77 1aa") is None
    assert gazetteer.hear("qq1") is None


def test_a_postcode_elsewhere_is_outside(gazetteer: Gazetteer) -> None:
    heard = gazetteer.hear("ls1 4ap")
    assert heard is not None
    assert (heard.place.area, heard.warning) == (OUTSIDE, None)
    assert distance_km(heard.place.lat, heard.place.lon, 53.797, -1.55) < 3


def test_a_postcode_of_another_council_in_a_shared_outcode_is_outside(gazetteer: Gazetteer) -> None:
    border = next(iter(gazetteer.homes._table(OUTSIDE)))
    heard = gazetteer.hear(f"{border.outcode} {border.incode}")
    assert heard is not None
    assert (heard.place.area, heard.warning) == (OUTSIDE, None)


def test_an_outcode_that_straddles_a_border_decides_no_council(gazetteer: Gazetteer) -> None:
    place = gazetteer.by_code("gl20")
    assert place is not None
    assert place.area is None
    assert set(place.areas) == {"worcestershire", OUTSIDE}


def test_no_postcode_table_is_read_for_a_name(gazetteer: Gazetteer) -> None:
    fresh = Gazetteer.load(CONTENT, AREAS)
    assert fresh.hear("cleaner near malvern, ox4 or cb1") is not None
    assert not fresh.homes._tables


# Names


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.mark.parametrize("area", AREAS)
def test_every_name_lies_in_its_area(gazetteer: Gazetteer, area: str) -> None:
    wrong = []
    for row in rows(CONTENT / "areas" / area / "places.csv"):
        here = gazetteer.homes.nearest(float(row["lat"]), float(row["lon"]))
        if row["kind"] != "area" and here != (area, row["district"]):
            wrong.append(f"{row['id']}: in {here}, not {(area, row['district'])}")
    assert not wrong, "\n".join(wrong)


def test_there_are_enough_names() -> None:
    kinds = [row["kind"] for area in AREAS for row in rows(CONTENT / "areas" / area / "places.csv")]
    assert sum(kind in ("town", "village", "suburb") for kind in kinds) >= 800
    assert set(kinds) <= {"town", "village", "suburb", "area"}


def test_ids_are_unique_and_look_like_no_postcode(gazetteer: Gazetteer) -> None:
    lists = [CONTENT / "areas" / area / "places.csv" for area in AREAS] + [CONTENT / "places" / "outside.csv"]
    ids = [row["id"] for path in lists for row in rows(path)]
    assert len(ids) == len(set(ids))
    assert not [code for code in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)]
    assert not [code for code in ids if code.partition("-")[0] in gazetteer.homes.outcodes]


def test_every_name_is_heard_as_itself(gazetteer: Gazetteer) -> None:
    """In its own area, after a word for a place, every name leads to its place or offers it."""
    deaf = []
    for area in AREAS:
        for row in rows(CONTENT / "areas" / area / "places.csv"):
            heard = gazetteer.hear(clean(f"someone who lives near {row['name']}"), area)
            if heard is None or row["id"] not in (heard.place.code, *(place.code for place in heard.others)):
                deaf.append(f"{row['name']}: {codes(heard)}")
    assert not deaf, "\n".join(deaf)


def test_words_that_need_a_sign_are_names(gazetteer: Gazetteer) -> None:
    known = gazetteer.known
    listed = known.everyday | known.everyday_after_in | known.given_names
    assert not sorted(name for name in listed if name not in gazetteer.names.readings)
    assert not sorted(known.not_outcodes - set(gazetteer.homes.outcodes))


def test_a_council_that_is_not_served_is_outside() -> None:
    alone = Gazetteer.load(CONTENT, ["worcestershire"])
    heard = alone.hear("chelmsford")
    postcode = alone.by_code("cm1-1aa")
    assert heard is not None and postcode is not None
    assert heard.place.area == postcode.area == OUTSIDE


# What editors are told


def test_the_place_data_has_no_problem() -> None:
    assert [str(problem) for problem in place_problems(CONTENT, AREAS)] == []


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the place data of one council, for breaking."""
    for part in (Path("places"), Path("areas/worcestershire")):
        shutil.copytree(CONTENT / part, tmp_path / part)
    return tmp_path


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("Malvern,Malvern,town,52.11,-2.32,,0,,x", "id must be lower case"),
        ("wr14-x,Somewhere,town,52.11,-2.32,,0,,x", "looks like a postcode"),
        ("pershore,Pershore,town,52.11,-2.32,,0,,x", "id already used"),
        ("somewhere, ,town,52.11,-2.32,,0,,x", "name is empty"),
        ("somewhere,Somewhere,borough,52.11,-2.32,,0,,x", "kind must be one of"),
        ("somewhere,Somewhere,town,north,-2.32,,0,,x", "must be numbers"),
        ("somewhere,Somewhere,town,-2.32,52.11,,0,,x", "the wrong way round"),
        ("somewhere,Somewhere,town,51.75,-1.26,,0,,x", "lies in outside, not in worcestershire"),
        ("somewhere,Somewhere,town,52.11,-2.32,,many,,x", "population must be"),
    ],
)
def test_a_broken_row_is_a_problem(broken: Path, row: str, what: str) -> None:
    with (broken / "areas" / "worcestershire" / "places.csv").open("a", encoding="utf-8") as places:
        places.write(row + "\n")
    (problem,) = (problem for problem in place_problems(broken, ["worcestershire"]) if not problem.warning)
    assert problem.path.startswith("areas/worcestershire/places.csv: ")
    assert what in problem.what


def test_a_missing_file_and_wrong_columns_are_problems(broken: Path) -> None:
    places = broken / "areas" / "worcestershire" / "places.csv"
    places.write_text("name,where\n", encoding="utf-8")
    assert any("columns must be" in str(problem) for problem in place_problems(broken, ["worcestershire"]))
    places.unlink()
    (problem,) = place_problems(broken, ["worcestershire"])
    assert str(problem).startswith("areas/worcestershire/places.csv: this file is missing")


def test_an_unknown_list_or_name_is_a_problem(broken: Path) -> None:
    words = broken / "places" / "words.yaml"
    text = words.read_text(encoding="utf-8").replace("everyday:\n", "everyday:\n  - nowhere at all\n")
    words.write_text(text + "\nnicknames: [brum]\n", encoding="utf-8")
    problems = {str(problem) for problem in place_problems(broken, ["worcestershire"])}
    assert "places/words.yaml: list nicknames is unknown" in problems
    assert "places/words.yaml: everyday: nowhere at all: no place of this name" in problems


# Codes and points


@pytest.mark.parametrize(
    "code", ["great-malvern", "wr14-3ay", "wr14", "wr14-3", "malvern-hills", "great-malvern+pershore"]
)
def test_a_session_code_leads_back_to_its_place(gazetteer: Gazetteer, code: str) -> None:
    place = gazetteer.by_code(code)
    assert place is not None
    assert place.code == code


@pytest.mark.parametrize("code", ["", "nowhere-at-all", "zz99", "zz99-1aa", "a+b", "point-x,y", "wr14-99", "wr14-3a!"])
def test_a_code_that_means_nothing_is_no_place(gazetteer: Gazetteer, code: str) -> None:
    assert gazetteer.by_code(code) is None


@pytest.mark.parametrize(
    ("lat", "lon", "area", "district", "name"),
    [
        (52.1116, -2.3252, "worcestershire", "Malvern Hills", "Great Malvern"),
        (51.7520, -1.2577, "oxfordshire", "Oxford", "Oxford"),
        (52.2053, 0.1218, "cambridgeshire", "Cambridge", "Cambridge"),
        (51.7356, 0.4685, "essex", "Chelmsford", "Chelmsford"),
        (51.5378, 0.7143, OUTSIDE, None, "Southend-on-Sea"),
        (52.5736, -0.2478, OUTSIDE, None, "Peterborough"),
        (53.7965, -1.5478, OUTSIDE, None, "Leeds"),
        (51.4543, -0.9781, OUTSIDE, None, "Reading"),
        (0.0, 0.0, OUTSIDE, None, None),
    ],
)
def test_a_shared_point(
    gazetteer: Gazetteer, lat: float, lon: float, area: str, district: str | None, name: str | None
) -> None:
    here = gazetteer.at(lat, lon)
    assert (here.kind, here.area, here.district) == ("point", area, district)
    assert name in (None, here.name)
    assert gazetteer.by_code(here.code) == here


def test_a_postcode_is_said_back_with_the_nearest_name(gazetteer: Gazetteer) -> None:
    place = gazetteer.by_code("wr14-3ay")
    assert place is not None
    assert gazetteer.nearest_name(place) in ("Great Malvern", "Barnards Green", "Poolbrook")


def test_distance() -> None:
    assert distance_km(51.5007, -0.1246, 48.8584, 2.2945) == pytest.approx(340.6, abs=1)
    assert distance_km(52, -2, 52, -2) == 0


# Any message


@settings(max_examples=300)
@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from("in near norton malvern wr14 3ay or and between st ives the . , 12".split()), max_size=14
    ).map(" ".join)
)
def test_any_message_gives_a_place_or_none(said: str) -> None:
    words = clean(said)
    heard = loaded().hear(words, "worcestershire")
    if heard is None:
        return
    assert all(0 <= start < end <= len(words) for start, end in heard.spans)
    assert heard.because in words
    assert loaded().by_code(heard.place.code) is not None
    assert heard.place not in heard.others
