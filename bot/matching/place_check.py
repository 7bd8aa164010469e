"""What is wrong with the place data, as `path: what`, for editors who add names or councils."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path

from bot.content import WORDS
from bot.content.pieces import BrokenContentError, Problem, content_file, read_yaml
from bot.matching.homes import Homes, centres, ring, table
from bot.matching.place import OUTSIDE
from bot.matching.place_names import name_tokens
from bot.matching.place_rules import PlaceWords
from bot.matching.spelling import common_words

COLUMNS = ("id", "name", "kind", "lat", "lon", "district", "population", "aliases", "source")
KINDS = ("city", "town", "village", "suburb", "hamlet", "area")


def place_problems(root: Path, area_codes: Sequence[str]) -> Iterator[Problem]:
    """Everything wrong with words.yaml and the place lists under the content folder `root`."""
    broken = list(file_problems(root, area_codes))
    yield from broken
    if broken:
        return
    homes = Homes.load(root, area_codes)
    seen: dict[str, str] = {}
    names: set[str] = set()
    for path, area in _lists(root, area_codes):
        yield from _of_list(path, area, root, homes, seen, names)
    yield from _of_words(root, names, homes)


def file_problems(root: Path, area_codes: Sequence[str]) -> Iterator[Problem]:
    """Files of places, and of words that may be none, that are missing or cannot be read at all."""
    yield from _missing(root, area_codes)
    yield from _damaged(root, area_codes)


def _lists(root: Path, area_codes: Sequence[str]) -> Iterator[tuple[Path, str]]:
    for area in area_codes:
        yield root / "areas" / area / "places.csv", area
    yield root / "places" / "outside.csv", OUTSIDE


def _missing(root: Path, area_codes: Sequence[str]) -> Iterator[Problem]:
    shared = ["outcodes.csv", "sectors.csv", "ring.csv", "border.gz", "words.yaml", "ordinary.txt", "lookalikes.txt"]
    paths = [path for path, _ in _lists(root, area_codes)] + [root / "places" / name for name in shared]
    paths += [root / "areas" / area / "postcodes.gz" for area in area_codes]
    for path in paths:
        if not path.exists():
            yield Problem(str(path.relative_to(root)), "this file is missing: run `python -m bot places build`")


def _damaged(root: Path, area_codes: Sequence[str]) -> Iterator[Problem]:
    for path, read in _readers(root, area_codes):
        try:
            with content_file(path, root):
                if path.exists():
                    read()
        except BrokenContentError as error:
            yield from error.problems


def _readers(root: Path, area_codes: Sequence[str]) -> Iterator[tuple[Path, Callable[[], object]]]:
    """Every file of places, and of words that may be none, with what reads all of it."""
    places = root / "places"
    yield from ((path, partial(_list_read, path)) for path, _ in _lists(root, area_codes))
    yield from ((places / name, partial(centres, root, name)) for name in ("outcodes.csv", "sectors.csv"))
    yield places / "ring.csv", partial(ring, root)
    yield places / "border.gz", partial(table, root, OUTSIDE)
    yield from ((root / "areas" / area / "postcodes.gz", partial(table, root, area)) for area in area_codes)
    yield from ((path, partial(common_words, path)) for path in (*places.glob("*.txt"), root / WORDS))
    yield places / "words.yaml", partial(read_yaml, places / "words.yaml")


def _list_read(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as opened:
        rows = csv.DictReader(opened)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise ValueError(f"columns must be {', '.join(COLUMNS)}")
        if any(None in row.values() or None in row for row in rows):
            raise ValueError(f"line {rows.line_num} has not as many cells as there are columns")


def _of_list(
    path: Path, area: str, root: Path, homes: Homes, seen: dict[str, str], names: set[str]
) -> Iterator[Problem]:
    where = str(path.relative_to(root))
    with path.open(encoding="utf-8", newline="") as opened:
        rows = csv.DictReader(opened)
        for row in rows:
            at = f"{where}: {row['id'] or f'line {rows.line_num}'}"
            yield from (Problem(at, what) for what in _of_row(row, area, homes))
            if row["id"] in seen:
                yield Problem(at, f"id already used in {seen[row['id']]}")
            seen[row["id"]] = where
            names.update(
                " ".join(name_tokens(name)) for name in (row["name"].split(",")[0], *row["aliases"].split(";"))
            )


def _of_row(row: Mapping[str, str], area: str, homes: Homes) -> Iterator[str]:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["id"]):
        yield "id must be lower case letters, digits and hyphens"
    if row["id"].partition("-")[0] in homes.outcodes:
        yield "id looks like a postcode"
    if not row["name"].strip():
        yield "name is empty"
    if row["kind"] not in KINDS:
        yield f"kind must be one of {', '.join(KINDS)}"
    if not row["population"].isdigit():
        yield "population must be a whole number, 0 when it is not known"
    yield from _of_position(row, area, homes)


def _of_position(row: Mapping[str, str], area: str, homes: Homes) -> Iterator[str]:
    try:
        lat, lon = float(row["lat"]), float(row["lon"])
    except ValueError:
        yield "lat and lon must be numbers"
        return
    if not (49 < lat < 61 and -9 < lon < 3):
        yield "lies outside Great Britain: are lat and lon the wrong way round?"
    elif area != OUTSIDE and row["kind"] != "area" and (nearest := homes.nearest(lat, lon))[0] != area:
        yield f"lies in {nearest[0]}, not in {area}"


def _of_words(root: Path, names: set[str], homes: Homes) -> Iterator[Problem]:
    where, lists = "places/words.yaml", read_yaml(root / "places" / "words.yaml")
    wanted = {field.name for field in fields(PlaceWords)}
    for name in sorted(wanted ^ set(lists)):
        yield Problem(where, f"list {name} is {'missing' if name in wanted else 'unknown'}")
    for name in ("everyday", "everyday_after_in", "given_names"):
        yield from _unknown(f"{where}: {name}", lists.get(name, ()), names, "no place of this name")
    yield from _unknown(f"{where}: not_outcodes", lists.get("not_outcodes", ()), homes.outcodes, "no such outcode")


def _unknown(where: str, words: Iterable[object], known: Iterable[str], what: str) -> Iterator[Problem]:
    there = set(known)
    for word in words:
        if str(word) not in there and f"the {word}" not in there:
            yield Problem(where, f"{word}: {what}", warning=True)
