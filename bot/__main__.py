"""The commands. Each reads UTF-8, prints a stable form, and says what is wrong in one line.

Exit 0 on success, 1 on bad data (`path: what`), 2 on bad usage.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import click
import typer

LONDON = ZoneInfo("Europe/London")

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Nearhand finds local care micro-enterprises by text message.",
)
places_app = typer.Typer(help="Place data.", rich_markup_mode=None)
app.add_typer(places_app, name="places")

Now = Annotated[str | None, typer.Option("--now", help="Fix the clock: an ISO time, Europe/London.")]
AreaCode = Annotated[str | None, typer.Option("--area", help="The deployment's own council.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Database = Annotated[str | None, typer.Option("--database", help="A database URL.")]
Catalogue = Annotated[Path | None, typer.Option("--catalogue", help="A catalogue CSV.")]


class BadData(click.ClickException):
    """Data that cannot be used: printed as it is, exit 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the message alone."""
        print(self.message, file=file or sys.stderr)


def clock(now: str | None) -> datetime:
    """The fixed time, or now, in London."""
    if now is None:
        return datetime.now(LONDON)
    try:
        when = datetime.fromisoformat(now)
    except ValueError:
        raise click.UsageError(f"--now {now}: not an ISO time such as 2026-11-23T10:00") from None
    return when.astimezone(LONDON) if when.tzinfo else when.replace(tzinfo=LONDON)


def dump(value: object) -> str:
    """One line of JSON, readable letters kept."""
    return json.dumps(value, ensure_ascii=False)


def print_lines(answer: Callable[[str], object]) -> None:
    """One line out for each line in. A bad line gives an error object, and exit 1 at the end."""
    failed = False
    for number, line in enumerate(sys.stdin, 1):
        try:
            out = answer(line.rstrip("\r\n"))
        except BadData as problem:
            failed, out = True, {"error": f"line {number}: {problem.message}"}
        print(dump(out), flush=True)
    if failed:
        raise typer.Exit(1)


def object_of(line: str) -> dict[str, Any]:
    """A JSON object from a line."""
    try:
        value = json.loads(line)
    except ValueError:
        raise BadData("not JSON") from None
    if not isinstance(value, dict):
        raise BadData("not a JSON object")
    return value


# understand


@app.command("understand")
def understand_command(
    text: Annotated[str | None, typer.Argument(help="A message; without it, one message per line of input.")] = None,
    now: Now = None,
    area: AreaCode = None,
    as_json: AsJson = False,
) -> None:
    """What is heard in a message: what, where, when, and what kind of message it is."""
    from bot.content import load_content
    from bot.matching.understand import Heard, Hearing, understand

    content = load_content()
    checked_area(area, content.areas)
    hearing, moment = Hearing(content), clock(now)

    def heard(words: str) -> Heard:
        return understand(words, hearing, moment, area)

    if text is None:
        print_lines(lambda line: heard_as_json(line, heard(line)))
    elif as_json:
        print(dump(heard_as_json(text, heard(text))))
    else:
        print("\n".join(explained(heard(text))))


def checked_area(area: str | None, areas: Iterable[str]) -> None:
    """Refuse an area that no folder has."""
    if area is not None and area not in areas:
        raise click.UsageError(f"--area {area}: not one of {', '.join(areas)}")


def heard_as_json(text: str, heard: Any) -> dict[str, object]:
    """A reading as the contract prints it."""
    return {
        "text": text,
        "intent": heard.intent,
        "what": [
            {"id": need.id, "score": round(need.score, 2), "because": need.because, "sure": need.sure}
            for need in heard.what
        ],
        "where": place_as_json(heard.where, heard.others) if heard.where else None,
        "when": when_as_json(heard.when) if heard.when else None,
    }


def place_as_json(place: Any, others: Iterable[Any] = ()) -> dict[str, object]:
    """A place as the contract prints it."""
    return {
        "kind": place.kind,
        "name": place.name,
        "lat": round(place.lat, 5),
        "lon": round(place.lon, 5),
        "area": place.area,
        "others": [place_as_json(other) for other in others],
    }


def when_as_json(when: Any) -> dict[str, object]:
    """A time as the contract prints it."""
    shape: dict[str, object] = {
        "date": when.date.isoformat() if when.date else None,
        "until": when.until.isoformat() if when.until else None,
        "days": list(when.days),
        "from": f"{when.start:%H:%M}" if when.start else None,
        "to": f"{when.end:%H:%M}" if when.end else None,
        "repeats": when.repeats,
        "urgent": when.urgent,
    }
    return {**shape, "others": [when_as_json(other) for other in when.others]} if when.others else shape


def explained(heard: Any) -> Iterator[str]:
    """A reading in words: which rule or phrase gave what, and what was left over."""
    from bot.matching.times import spoken

    by = f' (rule "{heard.told.because}")' if heard.told else ""
    yield f"Kind of message: {heard.intent}{by}"
    for need in heard.what:
        heard_as = "asked for" if need.sure else "perhaps"
        yield f'What: {need.id}, {heard_as} ({need.score:.2f}), because of "{need.because}"'
    if heard.place:
        others = "".join(f"; or {place.name}, {place.district}" for place in heard.others)
        yield f"Where: {heard.where.name} ({heard.where.kind}, {heard.where.area or 'more than one council'}){others},"
        yield f'  because of "{heard.place.because}"'
    if heard.time:
        yield f"When: {spoken(heard.when)}, by {', '.join(heard.time.rules)}"
    yield f'Left over: "{heard.left_over}"' if heard.left_over else "Nothing left over"


# match


@app.command("match")
def match_command(
    catalogue: Annotated[Path, typer.Option("--catalogue", help="The catalogue CSV.")],
    now: Now = None,
    area: AreaCode = None,
    as_json: AsJson = False,
) -> None:
    """Providers for each request: a line of JSON in, a line of JSON out."""
    from bot.content import load_content
    from bot.matching.rank import rank
    from bot.matching.understand import Hearing

    content, moment = load_content(), clock(now)
    checked_area(area, content.areas)
    hearing = Hearing(content)
    snapshot = read_catalogue(catalogue, content, hearing)

    def answer(line: str) -> object:
        query = query_of(object_of(line), content, hearing, moment, area)
        if query is None:
            return {"matches": [], "near_misses": [], "total": 0}
        return ranked_as_json(rank(query, snapshot, moment), content, area)

    print_lines(answer)


def read_catalogue(path: Path, content: Any, hearing: Any) -> Any:
    """A catalogue from a CSV file; its problems are bad data, its warnings go to standard error."""
    from bot.matching.catalogue import Catalogue, read_csv

    if not path.is_file():
        raise click.UsageError(f"--catalogue {path}: no such file")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadData(f"{path}: not UTF-8; save the sheet as CSV UTF-8") from None
    providers, problems = read_csv(text, hearing.gazetteer, content.needs, content.areas)
    for warning in (problem for problem in problems if problem.warning):
        print(f"{path}: {warning}", file=sys.stderr)
    if bad := [f"{path}: {problem}" for problem in problems if not problem.warning]:
        raise BadData("\n".join(bad))
    return Catalogue.of(providers, content.areas, "", content.needs)


def query_of(request: dict[str, Any], content: Any, hearing: Any, now: datetime, area: str | None) -> Any:
    """A query from a request: free text, or what, where and when apart. None where no need was heard."""
    from bot.matching.rank import Query
    from bot.matching.understand import understand

    unknown = set(request) - {"text", "what", "where", "when"}
    if unknown or not request:
        raise BadData(f"unknown key {sorted(unknown)[0]}" if unknown else "needs text, or what, where and when")
    if "text" in request:
        heard = understand(str(request["text"]), hearing, now, area)
        return Query(heard.sure, heard.where, heard.when) if heard.sure else None
    return Query(
        needs_of(request.get("what"), content.needs), where_of(request, hearing, area), when_of(request, hearing, now)
    )


def needs_of(codes: object, needs: Any) -> tuple[str, ...]:
    """Need codes that are known."""
    named = [codes] if isinstance(codes, str) else codes
    if not isinstance(named, list) or not named:
        raise BadData("what: needs a list of need codes")
    for code in named:
        if not needs.leaves(str(code)):
            raise BadData(f"what: unknown need {code}")
    return tuple(map(str, named))


def where_of(request: dict[str, Any], hearing: Any, area: str | None) -> Any:
    """The place of a request, or None."""
    if not request.get("where"):
        return None
    heard = hearing.gazetteer.hear(_clean(request["where"]), area)
    if heard is None:
        raise BadData(f"where: no place heard in {request['where']}")
    return heard.place


def when_of(request: dict[str, Any], hearing: Any, now: datetime) -> Any:
    """The time of a request, or None."""
    from bot.matching import times

    if not request.get("when"):
        return None
    heard = times.hear(_clean(request["when"]), now)
    if heard is None:
        raise BadData(f"when: no time heard in {request['when']}")
    return heard.when


def _clean(words: object) -> str:
    from bot.matching.text import clean

    return clean(str(words))


def ranked_as_json(ranked: Any, content: Any, area: str | None) -> dict[str, object]:
    """A ranking as the contract prints it."""
    from bot.wording import worded

    def match_as_json(match: Any) -> dict[str, object]:
        provider = match.provider
        return {
            "id": provider.id,
            "name": provider.name,
            "km": None if match.km is None else round(match.km, 1),
            "needs": list(match.needs),
            "reasons": [worded(reason.key, reason.values, content, area) for reason in match.reasons],
            "phone": provider.phone,
            "email": provider.email,
            "web": provider.web,
        }

    near = [{"id": m.provider.id, "name": m.provider.name, "relaxed": m.relaxed} for m in ranked.near_misses]
    return {"matches": [match_as_json(m) for m in ranked.matches], "near_misses": near, "total": ranked.total}


def main() -> None:
    """Run a command; bad usage is one clear line on standard error."""
    try:
        code = app(standalone_mode=False)
    except click.UsageError as problem:
        print(f"nearhand: {problem.format_message()}", file=sys.stderr)
        raise SystemExit(2) from None
    except click.ClickException as problem:
        problem.show()
        raise SystemExit(problem.exit_code) from None
    except click.Abort:
        raise SystemExit(130) from None
    raise SystemExit(code or 0)


if __name__ == "__main__":
    main()
