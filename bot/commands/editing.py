"""`check`, `coverage` and `places build`: for those who write content."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.console import AsJson, BadDataError, Database, clock, dump, folder, opened
from bot.hours import LONDON

if TYPE_CHECKING:
    from bot.matching.coverage import Loser
    from bot.store.misunderstood import Misunderstood


def check_command() -> None:
    """Every problem of content, flows, wording and the sample catalogue, as `path: what`."""
    from bot.check import check

    problems = check(folder(), clock(None).date(), places=True)
    for problem in problems:
        print(f"warning: {problem}" if problem.warning else problem, file=sys.stderr)
    bad = sum(not problem.warning for problem in problems)
    if bad:
        raise BadDataError(f"{bad} problem{'s' * (bad > 1)} to put right")
    print("Content is in order.")


def coverage_command(as_json: AsJson = False, database: Database = None) -> None:
    """What was lately not understood, where the area lets it be read, and phrases that do not say what they should."""
    from bot.content import load_content
    from bot.matching.coverage import never_win
    from bot.matching.understand import Hearing
    from bot.store.misunderstood import recent

    content = load_content(folder())
    areas = [code for code, area in content.areas.items() if area.keep_misunderstood]
    with opened(database) as store:
        missed = store.run(lambda tx: recent(tx.connection, store.safe.seal, areas))
    losers = list(never_win(content.needs, Hearing(content).needs))
    if as_json:
        found = [{"need": one.need, "phrase": one.phrase, "heard": one.heard} for one in losers]
        print(dump({"missed": [one.as_json() for one in missed], "never_win": found}))
    else:
        print("\n".join((*missed_in_words(missed, areas), *losers_in_words(losers))))


def missed_in_words(missed: Iterable["Misunderstood"], areas: Iterable[str]) -> Iterator[str]:
    """Messages not understood, a line each."""
    if not areas:
        yield "Messages not understood: no area keeps them (keep_misunderstood in its area.yaml)."
        return
    yield f"Messages not understood, in {', '.join(areas)}, the newest first:"
    for one in missed:
        asked = f" (asked: {one.asked})" if one.asked else ""
        yield f"  {one.at.astimezone(LONDON):%Y-%m-%d %H:%M}  {one.area}{asked}  {dump(one.words)}"


def losers_in_words(losers: Iterable["Loser"]) -> Iterator[str]:
    """Phrases that never win, a line each."""
    found = list(losers)
    yield f"Phrases of needs.yaml whose own need is not the first reading: {'' if found else 'none'}".rstrip()
    for one in found:
        yield f"  {one.need}: {one.phrase}  (heard as {one.heard or 'nothing'})"


def places_build_command(
    sources: Annotated[list[Path], typer.Argument(exists=True, help="Files, folders or archives of open place data.")],
) -> None:
    """Build the place data of content/ from published files."""
    from bot.open_data import build

    print(build(sources, folder()))
