"""The data map is whole: every column of every table, no other, and what it calls sealed is sealed."""

import re
from pathlib import Path

from store_fixtures import Clock

from bot.content.areas import Area
from bot.message import Event
from bot.store.forget import tables_of_people
from bot.store.retention import BRAKES, EVENTS, MONTH, PARTS, RECEIPTS, ROWS, SILENCE, WORDS
from bot.store.rotate import SEALED
from bot.store.store import Store
from bot.store.tables import brake, event, metadata, opt_out, person, person_parts, setting

DOCS = Path(__file__).parent.parent / "docs"
PRIVACY = (DOCS / "privacy.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+\.\w+)` \| (.+) \| (.+) \| (.+) \| (\w+) \|$", re.MULTILINE)


def data_map() -> dict[str, tuple[str, ...]]:
    """Column -> what, why, how long, form."""
    return {column: tuple(cells) for column, *cells in ROW.findall(PRIVACY)}


def in_form(form: str) -> set[str]:
    return {column for column, cells in data_map().items() if cells[3] == form}


def test_every_column_is_in_the_data_map_and_no_other() -> None:
    columns = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.c}
    assert set(data_map()) == columns
    assert len(ROW.findall(PRIVACY)) == len(columns)


def test_what_the_map_calls_sealed_is_what_a_new_key_seals_again() -> None:
    sealed = {f"{table.name}.{name}" for table, name in SEALED} | {f"{setting.name}.value"}
    assert in_form("sealed") == sealed
    assert in_form("hashed") == {f"{table.name}.address_key" for table in (person, opt_out, person_parts, brake)}
    assert in_form("plain") == set(data_map()) - in_form("sealed") - in_form("hashed")


def test_what_forgetting_deletes_says_so() -> None:
    tables = {table.name for table in tables_of_people()} | {"receipt"}
    silent = [
        column
        for column, (_, _, kept, _) in data_map().items()
        if column.partition(".")[0] in tables - {"inbox"} and "forget me" not in kept
    ]
    assert not silent


def test_times_in_the_map_are_those_of_the_program() -> None:
    kept = {column: cells[2] for column, cells in data_map().items()}
    assert kept["inbox.said"].startswith(f"{WORDS.days} days")
    assert kept["receipt.at"].startswith(f"{RECEIPTS.days} days")
    assert BRAKES.days == PARTS.days == 1
    assert kept["brake.at"].startswith("a day")
    assert kept["person_parts.day"].startswith("the day and the next")
    assert ROWS.days == SILENCE.days == 365
    assert kept["outbox.id"].startswith("12 months")
    assert "12 months of silence" in kept["person.address"]
    assert Area.model_fields["statistics_months"].default * MONTH == EVENTS
    assert kept["event.at"].startswith(f"{Area.model_fields['statistics_months'].default} months")


def test_the_template_for_councils_leaves_no_heading_empty() -> None:
    text = (DOCS / "dpia-template.md").read_text(encoding="utf-8")
    parts = re.split(r"^## .+$", text, flags=re.MULTILINE)
    assert len(parts) >= 8
    assert all(part.strip() for part in parts)


def test_an_event_tells_the_hour_and_not_the_moment(store: Store, clock: Clock) -> None:
    clock.passes(minutes=42, seconds=7)
    store.run(lambda transaction: transaction.record([Event("matched")], "essex"))
    query = event.select()
    kept = store.run(lambda transaction: transaction.connection.execute(query).mappings().one())
    assert kept["at"] == clock.now.replace(minute=0, second=0)
