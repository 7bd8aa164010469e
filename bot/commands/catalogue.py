"""`import` and `export`: the catalogue, in and out as CSV."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.console import BadDataError, Database, clock, folder, opened, text_of

if TYPE_CHECKING:
    from bot.content import Content
    from bot.matching.catalogue import Catalogue
    from bot.matching.understand import Hearing
    from bot.store.transaction import Transaction


def import_command(
    catalogue: Annotated[Path, typer.Argument(help="The catalogue CSV.")], database: Database = None
) -> None:
    """Import providers as a new catalogue, and put it to use in one step."""
    from bot.content import load_content
    from bot.matching.understand import Hearing
    from bot.store.catalogue import activate, add

    content = load_content(folder())
    snapshot = read_catalogue(catalogue, content, Hearing(content), clock(None))
    if not snapshot.providers:
        raise BadDataError(f"{catalogue}: no business in it; the catalogue in use stays (is a filter on in the sheet?)")
    with opened(database) as store:

        def replace_catalogue(transaction: "Transaction") -> int:
            number = add(transaction.connection, snapshot.providers, catalogue.name, transaction.now)
            activate(transaction.connection, number)
            return number

        number = store.run(replace_catalogue)
    print(f"Catalogue {number}: {len(snapshot.providers)} providers, in use now.")


def export_command(database: Database = None) -> None:
    """The catalogue in use as CSV; the sample where none was imported."""
    from bot.content import load_content
    from bot.matching.catalogue import write_csv
    from bot.matching.samples import read_samples
    from bot.matching.understand import Hearing
    from bot.store.catalogue import active, csv_of

    with opened(database) as store:
        number = store.read(active)
        text = store.read(lambda connection: csv_of(connection, number)) if number else None
    if text is None:
        content = load_content(folder())
        text = write_csv(read_samples(content, Hearing(content).gazetteer)[0])
    print(text, end="")


def read_catalogue(path: Path, content: "Content", hearing: "Hearing", now: datetime, option: str = "") -> "Catalogue":
    """A catalogue from a CSV file; its problems are bad data, its warnings go to standard error."""
    from bot.matching.catalogue import Catalogue, read_csv

    text = text_of(path, option, "; save the sheet as CSV UTF-8")
    providers, problems = read_csv(text, hearing.gazetteer, content.needs, content.areas, now.date())
    for warning in (problem for problem in problems if problem.warning):
        print(f"{path}: {warning}", file=sys.stderr)
    if bad := [f"{path}: {problem}" for problem in problems if not problem.warning]:
        raise BadDataError("\n".join(bad))
    return Catalogue.of(providers, content.areas, 1, content.needs)
