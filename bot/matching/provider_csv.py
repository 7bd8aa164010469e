"""The catalogue as CSV: a coordinator's spreadsheet in, providers and every problem out, and back again.

Reading is kind about form (BOM, `;` or tab between cells, case, spacing, British dates) and strict about meaning:
a row with an error gives no provider, and each problem names its line and column.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any, Protocol

from bot.content.areas import Area
from bot.content.needs import Needs
from bot.content.pieces import Problem
from bot.matching import cells
from bot.matching.places import Place
from bot.matching.provider import Check, Provider
from bot.matching.text import clean
from bot.matching.week import read_days, write_days

COLUMNS = (
    *("id", "name", "summary", "needs", "postcode", "travel_km", "places", "days", "capacity", "capacity_until"),
    *("short_notice", "phone", "email", "web", "prefers", "price_from", "price_to", "price_unit", "payment"),
    *("legal_form", "workers", "cqc", "cqc_id", "checks", "languages", "suited_to", "terms_agreed_on"),
    *("verified_on", "visible", "area"),
)
NEEDED = ("id", "name", "needs")
"""Columns without which a file is no catalogue."""

LONGEST_ID = 40
"""A button that names a provider carries its id."""
LONGEST_NAME = 60
"""A list of three has to fit three texts."""
LONGEST_SUMMARY = 160
"""With the rest of what a provider may tell, that is about what three texts hold."""
FORMULA = ("=", "+", "-", "@")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Control characters: nobody means them, and not every database keeps them."""

READERS: Mapping[str, Callable[[str], object]] = {
    "id": cells.one_line,
    "name": cells.one_line,
    "summary": cells.one_line,
    "travel_km": cells.kilometres,
    "capacity": cells.one_of(cells.CAPACITIES),
    "capacity_until": cells.day,
    "short_notice": cells.yes,
    "phone": cells.phone,
    "email": cells.email,
    "web": cells.web,
    "prefers": cells.one_of(cells.CONTACTS),
    "price_from": cells.pounds,
    "price_to": cells.pounds,
    "price_unit": cells.unit,
    "payment": cells.several_of(cells.PAYMENTS),
    "legal_form": cells.one_of(cells.LEGAL_FORMS),
    "workers": cells.heads,
    "cqc": cells.one_of(cells.STANDINGS),
    "cqc_id": cells.cqc_id,
    "checks": cells.checks,
    "languages": cells.languages,
    "suited_to": cells.slugs,
    "terms_agreed_on": cells.day,
    "verified_on": cells.day,
    "visible": cells.yes,
}
"""Columns read by themselves into the provider's field of the same name."""


class Heard(Protocol):
    """A place heard in words, and other places of that name."""

    @property
    def place(self) -> Place:
        """The likeliest."""

    @property
    def others(self) -> tuple[Place, ...]:
        """The rest; () when there is no doubt."""

    @property
    def warning(self) -> str | None:
        """That it is only placed nearby: a postcode that no table has."""


class Places(Protocol):
    """What reading needs to know of places: `bot.matching.places.Gazetteer` knows it."""

    def by_code(self, code: str) -> Place | None:
        """The place with this code."""

    def hear(self, words: str, home: str | None) -> Heard | None:
        """The place named in clean words; `home` is the area that settles a name of several."""


@dataclass(frozen=True, slots=True)
class Known:
    """What cells refer to."""

    places: Places
    needs: Needs
    areas: Mapping[str, Area]
    today: date | None = None


@dataclass(slots=True)
class Row:
    """One row being read: its cells by column, and the problems found so far."""

    line: int
    cells: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def read(self, column: str, reader: Callable[[str], object]) -> Any:
        """The value of a cell; None when it is blank or wrong."""
        cell = self.cells.get(column, "")
        try:
            return reader(cell) if cell else None
        except ValueError as error:
            self.wrong(column, str(error))
            return None

    def wrong(self, column: str, what: str, warning: bool = False) -> None:
        """Keep a problem."""
        self.problems.append(Problem(f"line {self.line}, {column}", what, warning))

    @property
    def sound(self) -> bool:
        """No errors so far."""
        return all(problem.warning for problem in self.problems)


# Reading


def read_csv(
    text: str, places: Places, needs: Needs, areas: Mapping[str, Area], today: date | None = None
) -> tuple[tuple[Provider, ...], list[Problem]]:
    """The providers of a CSV file's sound rows, in its order, and every problem as `line 7, needs: what`.

    With `today` a day that is yet to come is warned of, where it should have passed.
    """
    known = Known(places, needs, areas, today)
    problems: list[Problem] = []
    providers: dict[str, tuple[int, Provider]] = {}
    for row in _rows(text, problems):
        provider = _provider(row, known)
        first = providers.get(row.cells.get("id", ""))
        if first:
            row.wrong("id", f"'{row.cells['id']}' is already on line {first[0]}")
        elif provider and row.sound:
            providers[provider.id] = (row.line, provider)
        problems += row.problems
    return tuple(provider for _, provider in providers.values()), problems


def _rows(text: str, problems: list[Problem]) -> Iterator[Row]:
    """The rows below the header that are not blank."""
    lines = _lines(text, problems)
    heading = next(lines, None)
    if heading is None:
        problems.append(Problem("line 1", "the file is empty"))
        return
    columns = [re.sub(r"[\s\-]+", "_", cell.casefold()) for cell in heading[1]]
    problems += _heading_problems(heading[0], columns)
    for line, row in lines:
        if any(row[len(columns) :]):
            problems.append(Problem(f"line {line}", "more cells than columns; is a comma or quote out of place?"))
        yield Row(line, {column: cell for column, cell in zip(columns, row, strict=False) if column})


def _lines(text: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Tidy cells of each line that is not blank, with the number of the line on which it starts.

    A spreadsheet may say its separator before the heading; further down a cell that looks so is a cell.
    """
    body = UNSEEN.sub("", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    reader = csv.reader(io.StringIO(body), delimiter=_delimiter(body))
    line, begun = 1, False
    try:
        for row in reader:
            tidy = [_unguarded(re.sub(r"[^\S\n]+", " ", cell).strip()) for cell in row]
            if any(tidy) and (begun or not tidy[0].casefold().startswith("sep=")):
                begun = True
                yield line, tidy
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(f"line {line}", f"cannot be read as CSV: {error}"))


def _delimiter(body: str) -> str:
    """What stands between cells: the mark that gives the most known columns in the heading."""
    told = (line for line in body.split("\n") if line.strip(" ,;\t") and not line.casefold().startswith("sep="))
    heading = next(told, "")
    names = {mark: re.split(mark, heading.replace('"', "").casefold()) for mark in ",;\t"}
    return max(names, key=lambda mark: sum(name.strip().replace(" ", "_") in COLUMNS for name in names[mark]))


def _heading_problems(line: int, columns: list[str]) -> Iterator[Problem]:
    for column in dict.fromkeys(columns):
        if column and column not in COLUMNS:
            close = get_close_matches(column, COLUMNS, 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            yield Problem(f"line {line}, {column}", f"unknown column{hint}")
        if column and columns.count(column) > 1:
            yield Problem(f"line {line}, {column}", "this column is there twice")
    for column in NEEDED:
        if column not in columns:
            yield Problem(f"line {line}, {column}", "this column is missing")


def _provider(row: Row, known: Known) -> Provider | None:
    """The provider of a row, if nothing in it is wrong."""
    found = {column: row.read(column, reader) for column, reader in READERS.items()}
    found["needs"] = row.read("needs", lambda cell: _needs(cell, known.needs))
    found["slots"] = row.read("days", read_days)
    found["area"] = row.read("area", lambda cell: _area(cell, known.areas))
    found |= _whereabouts(row, known, found["area"])
    _agree(row, found)
    _doubtful(row, found, known.today)
    return Provider(**{name: value for name, value in found.items() if value is not None}) if row.sound else None


def _needs(cell: str, needs: Needs) -> tuple[str, ...]:
    """Leaf codes, groups opened; labels are taken too."""
    labels = {cells.slug(group.label): code for code, group in needs.groups.items()}
    labels |= {cells.slug(need.label): code for code, need in needs.needs.items()}
    leaves: dict[str, None] = {}
    for part in cells.listed(cell):
        code = cells.slug(part)
        opened = needs.leaves(code) or needs.leaves(labels.get(code, ""))
        if not opened:
            close = get_close_matches(code, (*needs.needs, *needs.groups), 1)
            raise ValueError(f"unknown need '{part}'" + (f"; did you mean {close[0]}?" if close else ""))
        leaves |= dict.fromkeys(opened)
    return tuple(leaf for leaf in needs.needs if leaf in leaves)


def _area(cell: str, areas: Mapping[str, Area]) -> str:
    """An area's code, from its code, name or council."""
    names = {slug: code for code, area in areas.items() for slug in map(cells.slug, (code, area.name, area.council))}
    code = names.get(cells.slug(cell))
    if code is None:
        raise ValueError(f"unknown area '{cell}'; it is one of {', '.join(areas)}")
    return code


def _whereabouts(row: Row, known: Known, area: str | None) -> dict[str, Any]:
    """Where they start from, where they go, and whose rules apply."""
    postcode = row.read("postcode", cells.postcode)
    base = _base(row, postcode, known) if postcode else None
    home = area or (base.area if base and base.area in known.areas else None)
    served = [place for name in _names(row) if (place := _served(row, name, home, known))]
    councils = {place.area for place in served if place.area in known.areas}
    home = home or (councils.pop() if len(councils) == 1 else None)
    if home is None and (base or served):
        row.wrong("area", "say which council's rules apply; until then they cannot be offered", warning=True)
    return {
        "postcode": postcode,
        "lat": base.lat if base else None,
        "lon": base.lon if base else None,
        "places": tuple(place.code for place in served),
        "served": tuple((place.lat, place.lon) for place in served),
        "area": home,
        "district": base.district if base else None,
    }


def _base(row: Row, postcode: str, known: Known) -> Place | None:
    """Where the postcode is: itself, else its sector, else its outcode."""
    heard = known.places.hear(clean(postcode), None)
    if heard is None:
        row.wrong("postcode", f"'{postcode}' is not known and cannot be placed", warning=True)
    elif heard.warning:
        row.wrong("postcode", f"'{postcode}' is not known; placed near by", warning=True)
    return heard.place if heard else None


def _names(row: Row) -> list[str]:
    return cells.listed(row.cells.get("places", ""), ";\n|")


def _served(row: Row, name: str, home: str | None, known: Known) -> Place | None:
    """The place of this name, or of this code as an export writes it."""
    place = known.places.by_code(name)
    heard = None if place else known.places.hear(clean(name), home)
    if place is None and (heard is None or heard.others):
        what = "may be several places; add the county or a postcode" if heard else "is not known"
        row.wrong("places", f"'{name}' {what}", warning=True)
    return place or (heard.place if heard and not heard.others else None)


def _agree(row: Row, found: Mapping[str, Any]) -> None:
    """Problems between cells: what is missing, and what does not go together."""
    for column in ("id", "name"):
        if not found[column]:
            row.wrong(column, "is missing")
    if len(found["id"] or "") > LONGEST_ID:
        row.wrong("id", f"is longer than {LONGEST_ID} characters")
    if not any(row.cells.get(column) for column in cells.CONTACTS):
        row.wrong("phone", "no contact: give a phone, an email or a web address")
    elif found["prefers"] and not row.cells.get(found["prefers"]):
        row.wrong("prefers", f"prefers {found['prefers']}, but there is none")
    if found["price_from"] is not None and found["price_to"] is not None and found["price_to"] < found["price_from"]:
        row.wrong("price_to", "is less than price_from")
    if found["cqc"] == "registered" and not row.cells.get("cqc_id"):
        row.wrong("cqc_id", "registered, but no CQC number; no personal care can be offered", warning=True)


def _doubtful(row: Row, found: Mapping[str, Any], today: date | None) -> None:
    """What takes nothing from a row but that it is of no use, or of less."""
    if not row.cells.get("needs"):
        row.wrong("needs", "none given; they cannot be offered", warning=True)
    if not row.cells.get("postcode") and not row.cells.get("places"):
        row.wrong("postcode", "no postcode and no places: nobody can find them", warning=True)
    elif found["travel_km"] is None and not found["places"]:
        row.wrong("travel_km", "say how far they go or which places they serve; now only at the door", warning=True)
    if undated := [one.name for one in found["checks"] or () if not (one.issued or one.expires)]:
        row.wrong("checks", f"no date, so not held: {', '.join(undated)}", warning=True)
    if strange := [one for one in found["languages"] or () if not re.fullmatch("[a-z]{2,3}", one)]:
        row.wrong("languages", f"not known: {', '.join(strange)}; write the code, such as pl", warning=True)
    if today and found["verified_on"] and found["verified_on"] > today:
        row.wrong("verified_on", f"{found['verified_on']} is yet to come", warning=True)
    _ill_written(row, found)


def _ill_written(row: Row, found: Mapping[str, Any]) -> None:
    """Names and summaries that lists cut short, or that a spreadsheet takes for a formula."""
    if len(found["name"] or "") > LONGEST_NAME:
        row.wrong("name", f"is longer than {LONGEST_NAME} characters, and lists cut it short", warning=True)
    for column in ("name", "summary"):
        if (found[column] or "").startswith(FORMULA):
            row.wrong(column, "begins as a formula does: a spreadsheet would work it out", warning=True)
    if len(found["summary"] or "") > LONGEST_SUMMARY:
        what = f"is longer than {LONGEST_SUMMARY} characters, and DETAILS takes more texts"
        row.wrong("summary", what, warning=True)


# Writing


def write_csv(providers: tuple[Provider, ...]) -> str:
    """Providers as CSV that `read_csv` reads back to the same providers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for provider in providers:
        writer.writerow([_guarded(_cell(column, provider)) for column in COLUMNS])
    return out.getvalue()


def _cell(column: str, provider: Provider) -> str:
    if column == "days":
        return write_days(provider.slots)
    if column == "checks":
        return "; ".join(map(_check, provider.checks))
    value = getattr(provider, column)
    if column in ("price_from", "price_to"):
        return "" if value is None else f"{value:.2f}"
    return _plain(value)


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ";".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _check(check: Check) -> str:
    days = f"{check.issued or ''}{'..' if check.expires else ''}{check.expires or ''}"
    return f"{check.name} {days}".strip()


# A cell that begins like a formula is run by spreadsheets; an apostrophe before it keeps it text.


def _guarded(cell: str) -> str:
    return f"'{cell}" if re.match(r"'*[=+\-@]", cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if re.match(r"'+[=+\-@]", cell) else cell
