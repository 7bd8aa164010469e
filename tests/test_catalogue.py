"""The catalogue: reading and writing CSV, and who may be offered between which days."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from catalogue_parts import (
    AREAS,
    LEAVES,
    MALVERN,
    NEEDS,
    POSTCODE,
    SECTOR,
    TODAY,
    UPTON,
    Places,
    sound,
    with_check,
    without,
)
from hypothesis import given
from hypothesis import strategies as st

from bot.matching import cells
from bot.matching.catalogue import Catalogue, Check, Provider, read_csv, write_csv
from bot.matching.gate import holds, joined, requirement_problems, years_after
from bot.matching.provider_csv import COLUMNS
from bot.matching.week import DAY, read_days, write_days

# Cells


CELLS: list[tuple[Callable[[str], Any], str, Any]] = [
    (cells.day, "2026-12-31", date(2026, 12, 31)),
    (cells.day, "31/12/2026", date(2026, 12, 31)),
    (cells.day, "1/2/2026", date(2026, 2, 1)),
    (cells.day, "01.02.2026", date(2026, 2, 1)),
    (cells.day, "2026-12-31 00:00:00", date(2026, 12, 31)),
    (cells.yes, "Yes", True),
    (cells.yes, "Y", True),
    (cells.yes, "TRUE", True),
    (cells.yes, "1", True),
    (cells.yes, "No", False),
    (cells.yes, "0", False),
    (cells.phone, "07700 900123", "07700 900123"),
    (cells.phone, "+44 7700 900123", "07700 900123"),
    (cells.phone, "+44 (0)7700-900123", "07700 900123"),
    (cells.phone, "0044 7700900123", "07700 900123"),
    (cells.phone, "7700900123", "07700 900123"),
    (cells.phone, "(01632) 960 123", "01632 960123"),
    (cells.phone, "02079460000", "020 7946 0000"),
    (cells.phone, "0300 3031555", "0300 303 1555"),
    (cells.phone, "0121 496 0000", "0121 496 0000"),
    (cells.kilometres, "12", 12.0),
    (cells.kilometres, "12.5 km", 12.5),
    (cells.kilometres, "12,5", 12.5),
    (cells.kilometres, "8 miles", 12.9),
    (cells.pounds, "£17.50", 17.5),
    (cells.pounds, "22", 22.0),
    (cells.unit, "per hour", "hour"),
    (cells.unit, "/hr", "hour"),
    (cells.unit, "Session", "session"),
    (cells.heads, "2", 2),
    (cells.heads, "2.0", 2),
    (cells.postcode, "wr143ay", "WR14 3AY"),
    (cells.postcode, "WR14", "WR14"),
    (cells.web, "nearhand.example.org", "https://nearhand.example.org"),
    (cells.web, "http://a.example.org/x?y=1", "http://a.example.org/x?y=1"),
    (cells.email, "a.b+c@example.org", "a.b+c@example.org"),
    (cells.cqc_id, "1-123456789", "1-123456789"),
    (cells.languages, "English; pl, BSL", ("en", "pl", "bfi")),
    (cells.slugs, "Older people;dementia;dementia", ("older-people", "dementia")),
    (cells.one_of(cells.LEGAL_FORMS), "Sole Trader", "sole-trader"),
    (cells.one_of(cells.LEGAL_FORMS), "Ltd", "limited-company"),
    (cells.one_of(cells.CAPACITIES), "Waiting List", "waiting-list"),
    (cells.several_of(cells.PAYMENTS), "Direct payments; self-funder", ("direct-payment", "self-funded")),
    (
        cells.checks,
        "dbs-enhanced 2025-06-01; public liability 01/01/2026..31/12/2026; first-aid 2024-05-02 to 2027-05-01",
        (
            Check("dbs-enhanced", date(2025, 6, 1)),
            Check("public-liability", date(2026, 1, 1), date(2026, 12, 31)),
            Check("first-aid", date(2024, 5, 2), date(2027, 5, 1)),
        ),
    ),
    (cells.checks, "identity", (Check("identity"),)),
    (cells.checks, "first-aid ..2027-05-01", (Check("first-aid", None, date(2027, 5, 1)),)),
]


def test_cells_are_read_kindly() -> None:
    wrong = [(cell, read(cell), value) for read, cell, value in CELLS if read(cell) != value]
    assert not wrong


BAD_CELLS: list[tuple[Callable[[str], Any], str]] = [
    *((cells.day, cell) for cell in ("31/02/2026", "12/31/2026", "soon", "31/12/26", "2026", "0026-01-01")),
    *((cells.yes, cell) for cell in ("maybe", "2", "yes please")),
    *((cells.phone, cell) for cell in ("12345", "07700 90012", "7.7009E+09", "07700 900123 x2", "+33 1 23 45 67 89")),
    *((cells.kilometres, cell) for cell in ("far", "-3", "301", "nan", "inf", "12 12")),
    *((cells.pounds, cell) for cell in ("-1", "ask", "17.50-22")),
    *((cells.heads, cell) for cell in ("0", "1.5", "-1", "some")),
    *((cells.postcode, cell) for cell in ("Malvern", "WR14 3A", "14 3AY", "WR14 3AYY")),
    *((cells.web, cell) for cell in ("javascript:alert(1)", "example", "https://", "ftp://a.example.org", "a b.org")),
    *((cells.email, cell) for cell in ("someone", "a@b", "a b@example.org", "a@example.org;b@example.org")),
    *((cells.cqc_id, cell) for cell in ("pending", "123456789", "1-12", "yes")),
    *((cells.one_of(cells.LEGAL_FORMS), cell) for cell in ("llp", "gang", "sole")),
    *((cells.checks, cell) for cell in ("crb 2026-01-01", "first-aid soon", "first-aid 2027-01-01..2026-01-01")),
    *((cells.checks, cell) for cell in ("first-aid 2026-01-01..2026-02-30", "2026-01-01")),
]


def test_bad_cells_say_so() -> None:
    taken = []
    for read, cell in BAD_CELLS:
        try:
            taken.append((cell, read(cell)))
        except ValueError as error:
            assert str(error)
    assert not taken


# Days


DAYS_SAID = {
    "mon-fri morning afternoon; sat morning": "mon-fri 07:00-17:00; sat 07:00-12:00",
    "mon 09:00-13:00": "mon 09:00-13:00",
    "daily evening": "mon-sun 17:00-21:00",
    "sun night": "mon 00:00-07:00; sun 21:00-24:00",
    "Weekends: mornings": "sat-sun 07:00-12:00",
    "Mon, Wed & Fri 9am-1pm 2pm-4.30pm": "mon 09:00-13:00 14:00-16:30; wed 09:00-13:00 14:00-16:30; "
    "fri 09:00-13:00 14:00-16:30",
    "every day nights": "mon-sun 00:00-07:00 21:00-24:00",
    "fri-mon 22:00-24:00": "mon 22:00-24:00; fri-sun 22:00-24:00",
    "mon morning tue afternoon": "mon 07:00-12:00; tue 12:00-17:00",
    "Thursday 9:00 to 12:00": "thu 09:00-12:00",
    "sat 22:00-06:00": "sat 22:00-24:00; sun 00:00-06:00",
    "mon 00:00-24:00": "mon 00:00-24:00",
    "mon 09:00-11:00 10:00-12:00 12:00-13:00": "mon 09:00-13:00",
    "weekdays 12am-6am": "mon-fri 00:00-06:00",
    "Mon-Fri: mornings (and evenings)": "mon-fri 07:00-12:00 17:00-21:00",
    "By arrangement": "",
    "": "",
}
BAD_DAYS = (
    *("mon", "morning", "funday morning", "mon mornin", "mon 25:00-26:00", "mon 9-5", "mon 9:00", "mon 9:00-9:00"),
    *(
        "mon-fri-sat morning",
        "mon 24:00-25:00",
        "mon 13pm-2pm",
        "mon 09:60-10:00",
        "morning mon",
        "mon 9:00-10:00-11:00",
    ),
)


def test_days_are_read_and_written() -> None:
    read = {said: write_days(read_days(said)) for said in DAYS_SAID}
    assert read == DAYS_SAID
    again = {said: read_days(write_days(read_days(said))) == read_days(said) for said in DAYS_SAID}
    assert all(again.values()), again


def test_bad_days_say_so() -> None:
    for said in BAD_DAYS:
        with pytest.raises(ValueError, match=r"\w"):
            read_days(said)


# Files


ROW = {
    "id": "w-014",
    "name": "Sample Hands",
    "summary": "Friendly help at home",
    "needs": "cleaning;companionship",
    "postcode": "WR14 3AY",
    "travel_km": "12",
    "phone": "07700 900123",
    "visible": "yes",
}


def csv_of(*rows: dict[str, str], columns: tuple[str, ...] | None = None, mark: str = ",") -> str:
    """Rows as CSV text."""
    heading = columns or tuple(dict.fromkeys(column for row in rows for column in row))

    def cell(text: str) -> str:
        quoted = text.replace('"', '""')
        return f'"{quoted}"' if any(c in text for c in f'{mark}"\n') else text

    lines = [heading, *([row.get(column, "") for column in heading] for row in rows)]
    return "".join(mark.join(map(cell, line)) + "\n" for line in lines)


def read(text: str) -> tuple[tuple[Provider, ...], list[str], list[str]]:
    """Providers, errors and warnings of CSV text."""
    providers, problems = read_csv(text, Places(), NEEDS, AREAS, TODAY)
    errors = [str(problem) for problem in problems if not problem.warning]
    return providers, errors, [str(problem) for problem in problems if problem.warning]


def one(**cells: str) -> Provider:
    """The provider of one sound row."""
    (provider,), errors, _ = read(csv_of({**ROW, **cells}))
    assert not errors
    return provider


def test_a_row_becomes_a_provider() -> None:
    provider = one(
        places="Great Malvern;Upton upon Severn",
        days="mon-fri morning",
        price_from="17.50",
        price_to="22",
        price_unit="hour",
        checks="dbs-enhanced 2025-06-01",
        area="Worcestershire",
    )
    assert provider == Provider(
        id="w-014",
        name="Sample Hands",
        summary="Friendly help at home",
        needs=("cleaning", "companionship"),
        postcode="WR14 3AY",
        lat=POSTCODE.lat,
        lon=POSTCODE.lon,
        travel_km=12,
        places=("great-malvern", "upton-upon-severn"),
        served=((MALVERN.lat, MALVERN.lon), (UPTON.lat, UPTON.lon)),
        slots=tuple((day, 420, 720) for day in range(5)),
        phone="07700 900123",
        price_from=17.5,
        price_to=22,
        price_unit="hour",
        checks=(Check("dbs-enhanced", date(2025, 6, 1)),),
        visible=True,
        area="worcestershire",
        district="Malvern Hills",
    )


SAME_FILE = {
    "byte order mark": "\ufeff" + csv_of(ROW),
    "Windows line ends": csv_of(ROW).replace("\n", "\r\n"),
    "old line ends": csv_of(ROW).replace("\n", "\r"),
    "semicolons": csv_of(ROW, mark=";"),
    "tabs": csv_of(ROW, mark="\t"),
    "separator line": "sep=;\n" + csv_of(ROW, mark=";"),
    "odd case and spacing in the heading": csv_of(ROW).replace("travel_km", " Travel KM ").replace("id,", "ID,"),
    "blank rows": "\n,,,\n" + csv_of(ROW) + ",,,,,,,\n\n  \n",
    "blank columns": "".join(f"{line},,\n" for line in csv_of(ROW).splitlines()),
    "everything quoted": "".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) + "\n" for line in csv_of(ROW).splitlines()
    ),
    "spaces round cells": csv_of({column: f"  {cell}\u00a0" for column, cell in ROW.items()}, columns=tuple(ROW)),
    "columns in another order": csv_of(ROW, columns=tuple(reversed(ROW))),
}


@pytest.mark.parametrize("name", SAME_FILE)
def test_spreadsheets_may_write_it_their_way(name: str) -> None:
    providers, errors, warnings = read(SAME_FILE[name])
    assert (providers, errors, warnings) == ((one(),), [], [])


def test_only_the_first_line_tells_the_separator() -> None:
    providers, errors, _ = read("SEP=;\n" + csv_of({**ROW, "id": "SEP=1"}, mark=";"))
    assert ([provider.id for provider in providers], errors) == (["SEP=1"], [])


WRONG_ROWS: list[tuple[dict[str, str], str]] = [
    ({"id": ""}, "line 2, id: is missing"),
    ({"id": "x" * 41}, "line 2, id: is longer than 40 characters"),
    ({"name": ""}, "line 2, name: is missing"),
    ({"needs": "gardning"}, "line 2, needs: unknown need 'gardning'; did you mean gardening?"),
    ({"postcode": "Malvern"}, "line 2, postcode: 'Malvern' is not a postcode"),
    ({"travel_km": "far"}, "line 2, travel_km: 'far' is no number"),
    ({"days": "mon-fri mornin"}, "line 2, days: cannot read 'mornin'"),
    ({"capacity": "busy"}, "line 2, capacity: 'busy' is none of open, waiting-list, full"),
    ({"capacity_until": "spring"}, "line 2, capacity_until: 'spring' is no date"),
    ({"short_notice": "often"}, "line 2, short_notice: 'often' is neither yes nor no"),
    ({"phone": "12"}, "line 2, phone: not a British telephone number"),
    ({"phone": ""}, "line 2, phone: no contact"),
    ({"email": "me"}, "line 2, email: not a mail address"),
    ({"web": "javascript:x"}, "line 2, web: not a web address"),
    ({"prefers": "email"}, "line 2, prefers: prefers email, but there is none"),
    ({"prefers": "pigeon"}, "line 2, prefers: 'pigeon' is none of"),
    ({"price_from": "22", "price_to": "17.50"}, "line 2, price_to: is less than price_from"),
    ({"payment": "cheque"}, "line 2, payment: 'cheque' is none of"),
    ({"legal_form": "gang"}, "line 2, legal_form: 'gang' is none of"),
    ({"workers": "0"}, "line 2, workers: '0' is no number of people"),
    ({"cqc": "soon"}, "line 2, cqc: 'soon' is none of"),
    ({"cqc": "registered", "cqc_id": "pending"}, "line 2, cqc_id: 'pending' is no CQC number"),
    ({"checks": "crb 2026-01-01"}, "line 2, checks: unknown check 'crb'"),
    ({"checks": "first-aid 2026-13-01"}, "line 2, checks: '2026-13-01' is no date"),
    ({"terms_agreed_on": "x"}, "line 2, terms_agreed_on: 'x' is no date"),
    ({"verified_on": "30/02/2026"}, "line 2, verified_on: '30/02/2026' is no date"),
    ({"visible": "perhaps"}, "line 2, visible: 'perhaps' is neither"),
    ({"area": "wessex"}, "line 2, area: unknown area 'wessex'"),
]


@pytest.mark.parametrize(("cells", "problem"), WRONG_ROWS)
def test_a_wrong_cell_is_a_problem_with_line_and_column(cells: dict[str, str], problem: str) -> None:
    providers, errors, _ = read(csv_of({**ROW, **cells}))
    assert providers == ()
    assert len(errors) == 1
    assert errors[0].startswith(problem)


def test_every_problem_of_a_file_is_found_at_once() -> None:
    rows = [ROW, {**ROW, "id": "b", "name": "", "phone": "1"}, {**ROW, "name": "Two\nlines"}, {**ROW, "id": "d"}]
    providers, errors, _ = read(csv_of(*rows))
    assert [provider.id for provider in providers] == ["w-014", "d"]
    assert errors == [
        "line 3, phone: not a British telephone number",
        "line 3, name: is missing",
        "line 4, id: 'w-014' is already on line 2",
    ]


def test_lines_are_counted_as_the_file_has_them() -> None:
    rows = [{**ROW, "summary": "Help\nover\nthree lines"}, {**ROW, "id": "b", "visible": "?"}]
    _, errors, _ = read("\n" + csv_of(*rows))
    assert [error.split(":")[0] for error in errors] == ["line 6, visible"]


HEADINGS = [
    ("id,name,needs,phone,colour\n", "line 1, colour: unknown column"),
    ("id,name,needs,phone,postcodes\n", "line 1, postcodes: unknown column; did you mean postcode?"),
    ("id,name,phone\n", "line 1, needs: this column is missing"),
    ("id,name,needs,phone,name\n", "line 1, name: this column is there twice"),
    ("", "line 1: the file is empty"),
    ("\n\n", "line 1: the file is empty"),
]


@pytest.mark.parametrize(("text", "problem"), HEADINGS)
def test_a_wrong_heading_is_a_problem(text: str, problem: str) -> None:
    _, errors, _ = read(text)
    assert errors == [problem]


def test_a_cell_too_many_is_a_problem() -> None:
    _, errors, _ = read("id,name,needs,phone\na,b,cleaning,07700 900123,c\n")
    assert errors == ["line 2: more cells than columns; is a comma or quote out of place?"]


def test_a_broken_quote_stops_nothing_else() -> None:
    _, errors, _ = read("id,name,needs,phone\n" + "x" * 200_000)
    assert errors[0].startswith("line 2: cannot be read as CSV")


WARNED: list[tuple[dict[str, str], str]] = [
    ({"postcode": "WR14 3ZZ"}, "line 2, postcode: 'WR14 3ZZ' is not known; placed near by"),
    ({"postcode": "ZZ99 9ZZ"}, "line 2, postcode: 'ZZ99 9ZZ' is not known and cannot be placed"),
    ({"places": "Atlantis"}, "line 2, places: 'Atlantis' is not known"),
    ({"places": "Norton"}, "line 2, places: 'Norton' may be several places"),
    ({"postcode": "HR8 1AA"}, "line 2, area: say which council's rules apply"),
    ({"cqc": "registered"}, "line 2, cqc_id: registered, but no CQC number"),
    ({"needs": ""}, "line 2, needs: none given"),
    ({"travel_km": ""}, "line 2, travel_km: say how far they go"),
    ({"postcode": ""}, "line 2, postcode: no postcode and no places: nobody can find them"),
    ({"postcode": "", "travel_km": "", "area": "essex"}, "line 2, postcode: no postcode and no places"),
    (
        {"checks": "first-aid; identity 2026-01-01; equality"},
        "line 2, checks: no date, so not held: first-aid, equality",
    ),
    ({"languages": "en;klingon;pl"}, "line 2, languages: not known: klingon; write the code, such as pl"),
    ({"summary": "x" * 161}, "line 2, summary: is longer than 160 characters, and DETAILS takes more texts"),
    ({"name": "x" * 61}, "line 2, name: is longer than 60 characters, and lists cut it short"),
    ({"name": "=cmd()"}, "line 2, name: begins as a formula does: a spreadsheet would work it out"),
    ({"verified_on": "2099-01-01"}, "line 2, verified_on: 2099-01-01 is yet to come"),
]
FINE = [
    {"checks": "first-aid ..2027-05-01"},
    {"languages": "English; BSL; cym"},
    {"summary": "x" * 160},
    {"verified_on": "2026-11-23"},
    {"postcode": "", "places": "Great Malvern"},
]


@pytest.mark.parametrize("cells", FINE, ids=str)
def test_what_is_as_it_should_be_is_not_warned_of(cells: dict[str, str]) -> None:
    assert read(csv_of({**ROW, **cells}))[1:] == ([], [])


def test_characters_that_nobody_sees_are_left_out() -> None:
    assert one(summary="Friendly\x00 help\x07", suited_to="dem\x00entia").summary == "Friendly help"
    assert one(suited_to="dem\x00entia").suited_to == ("dementia",)


@pytest.mark.parametrize(("cells", "warning"), WARNED)
def test_what_may_be_right_is_only_a_warning(cells: dict[str, str], warning: str) -> None:
    providers, errors, warnings = read(csv_of({**ROW, **cells}))
    assert (len(providers), errors) == (1, [])
    assert len(warnings) == 1
    assert warnings[0].startswith(warning)


def test_a_place_that_may_be_several_is_not_guessed() -> None:
    assert one(places="Norton;Upton upon Severn").places == (UPTON.code,)


def test_an_unknown_postcode_is_placed_at_its_sector() -> None:
    provider = one(postcode="WR14 3ZZ")
    assert (provider.lat, provider.lon, provider.area) == (SECTOR.lat, SECTOR.lon, "worcestershire")


AREA_OF = [
    ({"area": "essex"}, "essex"),
    ({"area": "Essex County Council"}, "essex"),
    ({}, "worcestershire"),
    ({"postcode": "", "travel_km": "", "places": "Great Malvern"}, "worcestershire"),
    ({"postcode": "", "travel_km": "", "places": "Great Malvern;Cambridge"}, None),
    ({"postcode": "HR8 1AA"}, None),
    ({"postcode": "HR8 1AA", "area": "worcestershire"}, "worcestershire"),
    ({"postcode": "WR14"}, None),
]


@pytest.mark.parametrize(("cells", "area"), AREA_OF)
def test_the_council_is_the_one_named_else_that_of_the_postcode_else_of_the_places(
    cells: dict[str, str], area: str | None
) -> None:
    assert one(**cells).area == area


def test_groups_open_into_their_leaves_and_labels_are_taken() -> None:
    assert one(needs="personal-care").needs == LEAVES[:6]
    assert one(needs="Washing and bathing".replace(" and", "") + "; Respite").needs == (
        "washing-bathing",
        "carer-respite",
    )
    assert one(needs="Home_Help, cleaning").needs == LEAVES[6:14]


def test_blank_visible_is_no() -> None:
    assert one(visible="").visible is False


# There and back


texts = st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=12)
days = st.dates(date(2000, 1, 1), date(2050, 1, 1))
checks = st.builds(
    lambda name, issued, length: Check(name, issued, issued + timedelta(length) if issued and length else None),
    st.sampled_from(cells.CHECKS),
    st.none() | days,
    st.none() | st.integers(0, 2000),
)
slots = st.builds(
    lambda day, start, length: (day, start, min(start + length, DAY)),
    st.integers(0, 6),
    st.integers(0, DAY - 1),
    st.integers(1, DAY),
)
providers = st.builds(
    Provider,
    id=texts,
    name=texts,
    summary=texts | st.just(""),
    needs=st.sets(st.sampled_from(LEAVES)).map(lambda some: tuple(leaf for leaf in LEAVES if leaf in some)),
    travel_km=st.none() | st.integers(0, 3000).map(lambda tenths: tenths / 10),
    slots=st.lists(slots, max_size=5).map(lambda some: read_days(write_days(read_days(_said(some))))),
    capacity=st.sampled_from(cells.CAPACITIES),
    capacity_until=st.none() | days,
    short_notice=st.booleans(),
    phone=st.sampled_from(("07700 900123", "01632 960001", "020 7946 0000", "0300 303 1555")),
    email=st.none() | st.just("a@example.org"),
    web=st.none() | st.just("https://a.example.org/x"),
    prefers=st.none() | st.just("phone"),
    price_from=st.none() | st.integers(0, 9999).map(lambda pence: pence / 100),
    price_unit=st.none() | st.sampled_from(("hour", "night")),
    payment=st.sets(st.sampled_from(cells.PAYMENTS)).map(lambda some: tuple(sorted(some))),
    legal_form=st.none() | st.sampled_from(cells.LEGAL_FORMS),
    workers=st.none() | st.integers(1, 20),
    cqc=st.none() | st.sampled_from(cells.STANDINGS),
    cqc_id=st.none() | st.just("1-123456789"),
    checks=st.lists(checks, max_size=4).map(tuple),
    languages=st.sets(st.sampled_from(("en", "pl", "bfi"))).map(lambda some: tuple(sorted(some))),
    suited_to=st.sets(st.sampled_from(("dementia", "older-people"))).map(lambda some: tuple(sorted(some))),
    terms_agreed_on=st.none() | days,
    verified_on=st.none() | days,
    visible=st.booleans(),
    area=st.none() | st.sampled_from(sorted(AREAS)),
)
based = st.sampled_from(
    (
        {},
        {
            "postcode": "WR14 3AY",
            "lat": POSTCODE.lat,
            "lon": POSTCODE.lon,
            "area": "worcestershire",
            "district": POSTCODE.district,
        },
        {"places": (UPTON.code,), "served": ((UPTON.lat, UPTON.lon),), "area": "essex"},
    )
)


def _said(some: list[tuple[int, int, int]]) -> str:
    clock = "{:02}:{:02}".format
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return "; ".join(f"{names[d]} {clock(*divmod(a, 60))}-{clock(*divmod(b, 60))}" for d, a, b in some)


@given(st.lists(st.tuples(providers, based), max_size=4, unique_by=lambda pair: pair[0].id))
def test_what_is_written_is_read_back(pairs: list[tuple[Provider, dict[str, Any]]]) -> None:
    some = tuple(replace(provider, **where) for provider, where in pairs)
    again, errors, _ = read(write_csv(some))
    assert errors == []
    assert again == some


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    read(text)
    read(f"id,name,needs,phone,days,checks,places\n{text}")


def test_a_cell_like_a_formula_is_written_as_text() -> None:
    written = write_csv((sound(id="=1+1", name="@SUM(A1)", postcode=None, lat=None, lon=None),))
    assert written.splitlines()[1].startswith("'=1+1,'@SUM(A1),")


def test_the_heading_is_the_contract() -> None:
    assert write_csv(()).strip().split(",") == list(COLUMNS)


# Who may be offered


def why(provider: Provider, need: str = "cleaning", today: date = TODAY) -> list[str]:
    """The reasons, as keys, for not offering a provider; checked against the spans that ranking uses."""
    catalogue = Catalogue.of((provider,), AREAS, 1, NEEDS)
    reasons = [reason.key for reason in catalogue.why_not(provider, need, today)]
    offered = holds(catalogue.spans(provider, need), today, today)
    assert offered == (not [key for key in reasons if key != "gate_full"])
    return reasons


PERSONAL = "washing-bathing"
AREA_CODES = ("worcestershire", "cambridgeshire", "essex", "oxfordshire")


@pytest.mark.parametrize("area", AREA_CODES)
def test_the_sound_provider_is_offered_everywhere_for_everything(area: str) -> None:
    assert {need: why(sound(area=area), need) for need in LEAVES} == {need: [] for need in LEAVES}


LAW: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"cqc": "registered", "cqc_id": "1-123456789", "legal_form": "limited-company", "workers": 5}, PERSONAL, []),
    ({"cqc": "registered", "cqc_id": None}, PERSONAL, ["gate_cqc_id_missing"]),
    ({"cqc": "exempt"}, PERSONAL, []),
    ({"cqc": "exempt", "workers": 2}, PERSONAL, ["gate_exempt_alone"]),
    ({"cqc": "exempt", "legal_form": "partnership"}, PERSONAL, ["gate_exempt_alone"]),
    ({"cqc": "exempt", "legal_form": "limited-company"}, PERSONAL, ["gate_exempt_alone"]),
    ({"cqc": "exempt", "legal_form": None}, PERSONAL, ["gate_exempt_alone"]),
    ({"cqc": "exempt", "workers": None}, PERSONAL, ["gate_exempt_alone", "gate_workers_unknown"]),
    ({"cqc": "not-needed"}, PERSONAL, ["gate_cqc_missing"]),
    ({"cqc": None}, PERSONAL, ["gate_cqc_missing"]),
    ({"cqc": None}, "cleaning", []),
    ({"cqc": "exempt", "legal_form": "partnership", "workers": 3}, "cleaning", []),
]


@pytest.mark.parametrize("area", AREA_CODES)
@pytest.mark.parametrize(("changes", "need", "reasons"), LAW)
def test_the_law_holds_everywhere(area: str, changes: dict[str, Any], need: str, reasons: list[str]) -> None:
    assert why(sound(area=area, **changes), need) == reasons


def test_every_leaf_of_personal_care_is_under_the_law() -> None:
    provider = sound(cqc="not-needed")
    assert [need for need in LEAVES if why(provider, need)] == list(LEAVES[:6])


OLD = date(2026, 11, 22)
RULES: list[tuple[str, dict[str, Any], str, list[str]]] = [
    ("worcestershire", {"workers": 8, "cqc": None}, "cleaning", []),
    ("worcestershire", {"workers": 9, "cqc": None}, "cleaning", ["gate_too_big"]),
    ("cambridgeshire", {"workers": 9, "cqc": None}, "cleaning", ["gate_too_big"]),
    ("essex", {"workers": 7, "cqc": None}, "cleaning", []),
    ("essex", {"workers": 8, "cqc": None}, "cleaning", ["gate_too_big"]),
    ("oxfordshire", {"workers": 8, "cqc": None}, "cleaning", []),
    ("oxfordshire", {"workers": None, "cqc": None}, "cleaning", ["gate_workers_unknown"]),
    ("essex", {"checks": ()}, "cleaning", []),
    ("essex", {"checks": ()}, PERSONAL, []),
    ("oxfordshire", {"checks": ()}, "cooking", []),
    ("worcestershire", {"checks": ()}, "cleaning", ["gate_check_missing"] * 7),
    ("worcestershire", {"checks": ()}, "cooking", ["gate_check_missing"] * 8),
    ("worcestershire", {"checks": without("food-hygiene")}, "cooking", ["gate_check_missing"]),
    ("worcestershire", {"checks": without("food-hygiene")}, "cleaning", []),
    ("worcestershire", {"checks": (*without("dbs-enhanced"), Check("dbs-basic", OLD))}, "cleaning", []),
    ("worcestershire", {"checks": without("dbs-enhanced")}, "cleaning", ["gate_check_missing"]),
    ("worcestershire", {"checks": with_check("dbs-enhanced", date(2001, 1, 1))}, "cleaning", []),
    ("worcestershire", {"checks": with_check("public-liability", expires=OLD)}, "cleaning", ["gate_check_over"]),
    ("worcestershire", {"checks": with_check("public-liability", expires=TODAY)}, "cleaning", []),
    ("worcestershire", {"checks": with_check("first-aid", date(2026, 12, 1))}, "cleaning", ["gate_check_not_begun"]),
    ("worcestershire", {"checks": with_check("safeguarding")}, "cleaning", ["gate_check_undated"]),
    ("worcestershire", {"checks": with_check("safeguarding", expires=TODAY)}, "cleaning", []),
    ("worcestershire", {"checks": without("lone-working", "identity", "care-certificate")}, PERSONAL, []),
    ("cambridgeshire", {"checks": without("identity")}, "cleaning", ["gate_check_missing"]),
    ("cambridgeshire", {"checks": without("right-to-work", "lone-working")}, "cleaning", ["gate_check_missing"] * 2),
    ("cambridgeshire", {"checks": without("equality", "food-hygiene")}, "cooking", []),
    (
        "cambridgeshire",
        {"checks": (*without("dbs-enhanced"), Check("dbs-basic", OLD))},
        "cleaning",
        ["gate_check_missing"],
    ),
    ("cambridgeshire", {"checks": with_check("dbs-enhanced", date(2024, 11, 23))}, "cleaning", []),
    ("cambridgeshire", {"checks": with_check("dbs-enhanced", date(2024, 11, 22))}, "cleaning", ["gate_check_over"]),
    ("cambridgeshire", {"checks": with_check("dbs-enhanced")}, "cleaning", ["gate_check_undated"]),
    ("cambridgeshire", {"checks": without("care-certificate")}, "cleaning", []),
    ("cambridgeshire", {"checks": without("care-certificate")}, PERSONAL, ["gate_check_missing"]),
    ("cambridgeshire", {"checks": without("code-of-conduct")}, PERSONAL, ["gate_check_missing"]),
    (
        "cambridgeshire",
        {"checks": without("code-of-conduct", "care-certificate"), "cqc": "registered", "cqc_id": "1-123456789"},
        PERSONAL,
        [],
    ),
    ("cambridgeshire", {"terms_agreed_on": None}, "cleaning", ["gate_terms_missing"]),
    ("worcestershire", {"terms_agreed_on": None}, "cleaning", []),
    ("worcestershire", {"visible": False}, "cleaning", ["gate_hidden"]),
    ("worcestershire", {"needs": ("cooking",)}, "cleaning", ["gate_need_not_listed"]),
    ("worcestershire", {"capacity": "full"}, "cleaning", ["gate_full"]),
    ("worcestershire", {"capacity": "full", "capacity_until": OLD}, "cleaning", []),
    ("worcestershire", {"capacity": "full", "capacity_until": TODAY}, "cleaning", ["gate_full"]),
    ("worcestershire", {"capacity": "waiting-list"}, "cleaning", []),
    ("nowhere", {}, "cleaning", ["gate_area_unknown"]),
]


@pytest.mark.parametrize(("area", "changes", "need", "reasons"), RULES)
def test_each_council_has_its_own_rules(area: str, changes: dict[str, Any], need: str, reasons: list[str]) -> None:
    assert why(sound(area=area, **changes), need) == reasons


def test_without_a_council_nobody_is_offered() -> None:
    assert why(sound(area=None)) == ["gate_area_unknown"]


def test_the_stretch_of_days_is_that_in_which_all_checks_hold() -> None:
    provider = sound(
        checks=(
            *without("public-liability", "first-aid"),
            Check("public-liability", date(2026, 3, 1), date(2027, 2, 28)),
            Check("public-liability", date(2027, 3, 1), date(2028, 2, 28)),
            Check("first-aid", date(2025, 6, 1), date(2026, 5, 31)),
            Check("first-aid", date(2026, 9, 1), date(2029, 8, 31)),
        )
    )
    spans = Catalogue.of((provider,), AREAS, 1, NEEDS).spans(provider, "cleaning")
    assert spans == ((date(2026, 3, 1), date(2026, 5, 31)), (date(2026, 9, 1), date(2027, 12, 31)))


def test_a_reason_names_the_check_and_the_day() -> None:
    provider = sound(checks=with_check("first-aid", date(2023, 1, 1), OLD))
    (reason,) = Catalogue.of((provider,), AREAS, 1, NEEDS).why_not(provider, "cleaning", TODAY)
    assert reason.values == {"checks": ("first-aid",), "on": OLD}


@given(st.lists(st.tuples(days, st.integers(0, 400)), max_size=6))
def test_joined_stretches_hold_the_same_days(some: list[tuple[date, int]]) -> None:
    spans = [(first, first + timedelta(length)) for first, length in some]
    made = joined(spans)
    assert all(made[i][1] < made[i + 1][0] - timedelta(1) for i in range(len(made) - 1))
    for first, last in spans:
        assert holds(made, first, last)
    total = {first + timedelta(step) for first, last in spans for step in range((last - first).days + 1)}
    assert sum((last - first).days + 1 for first, last in made) == len(total)


def test_a_stretch_must_hold_both_days() -> None:
    spans = ((date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 8, 1), date(2026, 12, 31)))
    assert holds(spans, date(2026, 1, 1), date(2026, 6, 30))
    assert not holds(spans, date(2026, 6, 30), date(2026, 7, 1))
    assert not holds(spans, date(2026, 6, 30), date(2026, 8, 1))


def test_two_years_after_a_leap_day() -> None:
    assert years_after(date(2024, 2, 29), 2) == date(2026, 3, 1)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_two_providers_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        Catalogue.of((sound(), sound()), AREAS, 1, NEEDS)


def test_a_provider_is_found_by_id() -> None:
    catalogue = Catalogue.of((sound(),), AREAS, 1, NEEDS)
    assert catalogue.by_id("p") == sound()
    assert catalogue.by_id("q") is None


# The areas


def test_the_rules_of_the_areas_name_known_checks_and_needs() -> None:
    assert list(requirement_problems(AREAS, NEEDS)) == []
    assert set(AREAS) == set(AREA_CODES)


def test_a_rule_that_names_something_unknown_is_a_problem() -> None:
    area = AREAS["essex"]
    asked = [{"any_of": ["dbs"], "needs": ["cookery"]}]
    gate = type(area.gate).model_validate({**area.gate.model_dump(), "requirements": asked})
    found = map(str, requirement_problems({"essex": area.model_copy(update={"gate": gate})}, NEEDS))
    assert list(found) == [
        "areas/essex/area.yaml: gate.requirements.0: unknown check dbs",
        "areas/essex/area.yaml: gate.requirements.0: unknown need cookery",
    ]


def test_no_district_is_in_two_areas() -> None:
    districts = Counter(code for area in AREAS.values() for code in area.districts)
    assert set(districts.values()) == {1}
    assert len(districts) == 6 + 5 + 12 + 5
