"""The commands. Each reads UTF-8, prints a stable form, and says what is wrong in one line.

Exit 0 on success, 1 on bad data (`path: what`), 2 on bad usage.
"""

import gc
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer

from bot.hours import LONDON
from bot.message import SaidError

app = typer.Typer(
    add_completion=False,
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
ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
YEARS = range(1970, 2100)
"""The years that a clock may be set to."""


class BadUsageError(Exception):
    """A command used wrongly: one line, exit 2."""


class BadDataError(SaidError):
    """Data that cannot be used: its lines, exit 1."""


def clock(now: str | None, option: str = "--now") -> datetime:
    """The fixed time, or now, in London."""
    if now is None:
        return datetime.now(LONDON)
    try:
        when = datetime.fromisoformat(now)
    except ValueError:
        raise BadUsageError(f"{option} {now}: not an ISO time such as 2026-11-23T10:00") from None
    if when.year not in YEARS:
        raise BadUsageError(f"{option} {now}: not a year from {YEARS[0]} to {YEARS[-1]}")
    return when.astimezone(LONDON) if when.tzinfo else when.replace(tzinfo=LONDON)


def folder() -> Path:
    """Where content is: what NEARHAND_CONTENT says, or ours."""
    from bot.content import CONTENT

    given = os.environ.get("NEARHAND_CONTENT")
    if given and not Path(given).is_dir():
        raise BadUsageError("NEARHAND_CONTENT: no such folder")
    return Path(given) if given else CONTENT


def dump(value: object) -> str:
    """One line of JSON, readable letters kept; what some programs take for the end of a line is written out."""
    return json.dumps(value, ensure_ascii=False).translate(ENDS)


def print_lines(answer: Callable[[str], object]) -> None:
    """One line out for each line in. A bad line gives an error object, and exit 1 at the end."""
    failed = False
    for number, line in enumerate(lines_of(sys.stdin), 1):
        try:
            out = answer(line)
        except BadDataError as problem:
            failed, out = True, {"error": f"line {number}: {problem}"}
        print(dump(out), flush=True)
    if failed:
        raise typer.Exit(1)


def lines_of(text: Iterable[str] | None) -> Iterator[str]:
    """The lines of a text or of standard input, without their ends; none where standard input is closed."""
    return (line.rstrip("\r\n") for line in text or ())


def object_of(line: str) -> dict[str, Any]:
    """A JSON object from a line."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise BadDataError("not JSON") from None
    if not isinstance(value, dict):
        raise BadDataError("not a JSON object")
    return value


# understand


PRINTED = {
    **dict.fromkeys(("care-home", "unsure", "search-told"), "find-support"),
    **dict.fromkeys(("bereaved", "search-ended", "change"), "unknown"),
    "why": "help",
}
"""Intents of ours that the contract knows by another name."""


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

    content = load_content(folder())
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
        raise BadUsageError(f"--area {area}: not one of {', '.join(areas)}")


def heard_as_json(text: str, heard: Any) -> dict[str, object]:
    """A reading as the contract prints it."""
    return {
        "text": text,
        "intent": printed_intent(heard),
        "what": [
            {"id": need.id, "score": round(need.score, 2), "because": need.because, "sure": need.sure}
            for need in heard.what
        ],
        "where": place_as_json(heard.where, heard.others) if heard.where else None,
        "when": when_as_json(heard.when) if heard.when else None,
    }


def printed_intent(heard: Any) -> str:
    """An intent by the contract's name. Whoever lost somebody, and says what is needed, looks for that."""
    if heard.intent == "bereaved" and (heard.sure or heard.where or heard.when):
        return "find-support"
    return str(PRINTED.get(heard.intent, heard.intent))


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
        near = "; not known, and placed near by" if heard.place.warning else ""
        council = heard.where.area or "more than one council"
        yield f"Where: {heard.where.name} ({heard.where.kind}, {council}{near}){others},"
        yield f'  because of "{heard.place.because}"'
    if heard.time:
        yield f"When: {spoken(heard.when)}, by {', '.join(heard.time.rules)}"
    left = left_over(heard)
    yield f'Left over: "{left}"' if left else "Nothing left over"


def left_over(heard: Any) -> str:
    """What no reader took, and no need that was asked for is because of."""
    left: str = heard.left_over
    for need in heard.what:
        left = left.replace(need.because, " ") if need.sure else left
    return " ".join(left.split()).strip(" ,.;")


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

    content, moment = load_content(folder()), clock(now)
    checked_area(area, content.areas)
    hearing = Hearing(content)
    snapshot = read_catalogue(catalogue, content, hearing, moment, "--catalogue ")

    def answer(line: str) -> object:
        query = query_of(object_of(line), content, hearing, moment, area)
        if query is None:
            return {"matches": [], "near_misses": [], "total": 0}
        return ranked_as_json(rank(query, snapshot, moment.date()), content, area)

    print_lines(answer)


def text_of(path: Path, option: str = "", hint: str = "") -> str:
    """The text of a file that was named, by an option or not; `hint` says how to make it UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadDataError(f"{path}: not UTF-8{hint}") from None
    except FileNotFoundError:
        raise BadUsageError(f"{option}{path}: no such file") from None
    except OSError as error:
        raise BadUsageError(f"{option}{path}: cannot be read: {error.strerror}") from None


def read_catalogue(path: Path, content: Any, hearing: Any, now: datetime, option: str = "") -> Any:
    """A catalogue from a CSV file; its problems are bad data, its warnings go to standard error."""
    from bot.matching.catalogue import Catalogue, read_csv

    text = text_of(path, option, "; save the sheet as CSV UTF-8")
    providers, problems = read_csv(text, hearing.gazetteer, content.needs, content.areas, now.date())
    for warning in (problem for problem in problems if problem.warning):
        print(f"{path}: {warning}", file=sys.stderr)
    if bad := [f"{path}: {problem}" for problem in problems if not problem.warning]:
        raise BadDataError("\n".join(bad))
    return Catalogue.of(providers, content.areas, 1, content.needs)


def query_of(request: dict[str, Any], content: Any, hearing: Any, now: datetime, area: str | None) -> Any:
    """A query from a request: free text, or what, where and when apart. None where no need was heard."""
    from bot.matching.rank import Query
    from bot.matching.understand import understand

    unknown = set(request) - {"text", "what", "where", "when"}
    if unknown or not request:
        raise BadDataError(f"unknown key {sorted(unknown)[0]}" if unknown else "needs text, or what, where and when")
    if "text" in request:
        if len(request) > 1:
            raise BadDataError("text goes alone; or give what, where and when")
        heard = understand(words_of(request, "text"), hearing, now, area)
        needs = heard.sure or tuple(need.id for need in heard.what[:1])
        return Query(needs, heard.where, heard.when) if needs else None
    return Query(
        needs_of(request.get("what"), content.needs), where_of(request, hearing, area), when_of(request, hearing, now)
    )


def needs_of(codes: object, needs: Any) -> tuple[str, ...]:
    """Need codes that are known."""
    named = [codes] if isinstance(codes, str) else codes
    if not isinstance(named, list) or not named:
        raise BadDataError("what: needs a list of need codes")
    for code in named:
        if not needs.leaves(str(code)):
            raise BadDataError(f"what: unknown need {code}")
    return tuple(map(str, named))


def words_of(request: dict[str, Any], name: str) -> str:
    """The words of a request under this name; "" where there are none."""
    words = request.get(name)
    if not isinstance(words, str | None):
        raise BadDataError(f"{name}: must be words, in quotes")
    return words or ""


def where_of(request: dict[str, Any], hearing: Any, area: str | None) -> Any:
    """The place of a request, or None."""
    from bot.matching.text import clean

    words = words_of(request, "where")
    if not words:
        return None
    heard = hearing.gazetteer.hear(clean(words), area)
    if heard is None:
        raise BadDataError(f"where: no place heard in {words}")
    return heard.place


def when_of(request: dict[str, Any], hearing: Any, now: datetime) -> Any:
    """The time of a request, or None."""
    from bot.matching import times
    from bot.matching.text import clean

    words = words_of(request, "when")
    if not words:
        return None
    heard = times.hear(clean(words), now)
    if heard is None:
        raise BadDataError(f"when: no time heard in {words}")
    return heard.when


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


# chat


@app.command("chat")
def chat_command(
    channel: Annotated[
        Literal["sms", "telegram", "web", "terminal"], typer.Option("--channel", help="What carries it.")
    ] = "terminal",
    area: AreaCode = None,
    now: Now = None,
    database: Annotated[
        str | None, typer.Option("--database", help="The database to keep it in: never one that is in service.")
    ] = None,
    catalogue: Catalogue = None,
    script: Annotated[Path | None, typer.Option("--script", help="Messages to play, one per line.")] = None,
    as_json: AsJson = False,
    save: Annotated[
        Path | None, typer.Option("--save", dir_okay=False, help="Save the conversation as a transcript.")
    ] = None,
) -> None:
    """Talk to Nearhand here. `~ 9 days` lets time pass; `> ` before words delivers the last message once more."""
    from bot.transcript import SHOWN_TIME, written

    if save and not save.parent.is_dir():
        raise BadUsageError(f"--save {save}: no such folder")
    by_hand = script is None and sys.stdin is not None and sys.stdin.isatty()
    said = said_by_hand() if by_hand else lines_of(StringIO(text_of(script, "--script ")) if script else sys.stdin)
    began = clock(now)
    talk = begun(channel, area, began, database, catalogue, standing=now is not None)
    if by_hand:
        print("Nearhand, with sample providers. Say what help is needed, where and when. Ctrl-D ends.")
    exchanges, failed = played(talk, said, as_json, by_hand)
    talk.close()
    if save:
        header = {**({"area": area} if area else {}), "channel": channel, "now": began.strftime(SHOWN_TIME)}
        keep(save, written(save.stem.replace("_", " "), header, exchanges))
    if failed:
        raise typer.Exit(1)


def begun(
    channel: str, area: str | None, began: datetime, database: str | None, catalogue: Path | None, *, standing: bool
) -> Any:
    """A chat, with sample providers where no catalogue is given; `standing`: its time stays as it began."""
    from bot.chat import IN_MEMORY, Chat
    from bot.content import load_content
    from bot.matching.samples import sample_catalogue
    from bot.matching.understand import Hearing

    content = load_content(folder())
    checked_area(area, content.areas)
    hearing = Hearing(content)
    given = read_catalogue(catalogue, content, hearing, began, "--catalogue ") if catalogue else None
    snapshot = given or sample_catalogue(content, hearing.gazetteer)
    kept, key = where_kept(database) if database else (IN_MEMORY, None)
    return Chat(content, hearing, snapshot, channel, area, began if standing else None, kept, key)


def said_by_hand() -> Iterator[str]:
    """What is typed, until the end of it."""
    while True:
        try:
            yield input("\n> ")
        except EOFError:
            return


def played(talk: Any, said: Iterable[str], as_json: bool, by_hand: bool) -> tuple[list[Any], bool]:
    """Play lines and print what follows from each. Whether one could not be played: that is told in its place."""
    from bot.chat import as_json as exchange_as_json
    from bot.transcript import TooLongError

    exchanges, failed = [], False
    for number, line in enumerate(said, 1):
        try:
            exchanges.append(exchange := talk.play(line))
        except TooLongError as problem:
            failed, what = True, f"line {number}: {problem}"
            print(dump({"error": what}) if as_json else what, flush=True)
            continue
        print(dump(exchange_as_json(exchange)) if as_json else shown(exchange, by_hand), flush=True)
    return exchanges, failed and not by_hand


def keep(path: Path, text: str) -> None:
    """Write a transcript."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadUsageError(f"--save {path}: cannot be written: {error.strerror}") from None


def shown(exchange: Any, by_hand: bool) -> str:
    """An exchange for reading; what was typed by hand is not said twice."""
    texts = [outbound.text for outbound in exchange.out] or ["(no answer)"]
    return "\n\n".join(texts if by_hand else [f"> {exchange.said}", *texts])


# check


@app.command("check")
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


# triage and paths


@app.command("triage")
def triage_command(as_json: AsJson = False) -> None:
    """The CQC triage on facts: a line of JSON in, a line of JSON out."""
    from bot.content import load_content
    from bot.flows.tree import UnknownFactError, run

    tree = load_content(folder()).trees["cqc_triage"]

    def answer(line: str) -> object:
        facts = object_of(line).get("facts")
        if not isinstance(facts, dict):
            raise BadDataError('needs {"facts": {"question": "value"}}')
        try:
            return run(tree, {str(name): str(value) for name, value in facts.items()}).as_json()
        except UnknownFactError as problem:
            raise BadDataError(str(problem)) from None

    print_lines(answer)


@app.command("paths")
def paths_command(tree: Annotated[str, typer.Argument(help="A tree under content/flows.")] = "cqc_triage") -> None:
    """Every way through a decision tree, with its outcome."""
    from bot.content import load_content
    from bot.flows.tree_review import paths

    trees = load_content(folder()).trees
    if tree not in trees:
        raise BadUsageError(f"{tree}: not one of {', '.join(trees)}")
    for path in paths(trees[tree]):
        print(path)


# The catalogue


@app.command("import")
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

        def replace_catalogue(transaction: Any) -> int:
            number = add(transaction.connection, snapshot.providers, catalogue.name, transaction.now)
            activate(transaction.connection, number)
            return number

        number = store.run(replace_catalogue)
    print(f"Catalogue {number}: {len(snapshot.providers)} providers, in use now.")


@app.command("export")
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


# For editors


@app.command("coverage")
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


def missed_in_words(missed: Iterable[Any], areas: Iterable[str]) -> Iterator[str]:
    """Messages not understood, a line each."""
    if not areas:
        yield "Messages not understood: no area keeps them (keep_misunderstood in its area.yaml)."
        return
    yield f"Messages not understood, in {', '.join(areas)}, the newest first:"
    for one in missed:
        asked = f" (asked: {one.asked})" if one.asked else ""
        yield f"  {one.at.astimezone(LONDON):%Y-%m-%d %H:%M}  {one.area}{asked}  {dump(one.words)}"


def losers_in_words(losers: Iterable[Any]) -> Iterator[str]:
    """Phrases that never win, a line each."""
    found = list(losers)
    yield f"Phrases of needs.yaml whose own need is not the first reading: {'' if found else 'none'}".rstrip()
    for one in found:
        yield f"  {one.need}: {one.phrase}  (heard as {one.heard or 'nothing'})"


# People to be put in touch


@app.command("handovers")
def handovers_command(
    done: Annotated[int | None, typer.Option("--done", help="Close the note of this number.")] = None,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Notes about people who agreed to be put in touch: how to reach them, and what they asked for."""
    from bot.store import notes

    with opened(database) as store:
        if done is not None:
            if not store.run(lambda tx: notes.done(tx.connection, done, tx.now)):
                raise BadDataError(f"{done}: there is no open note of this number")
            print(f"Note {done} is done.")
            return
        found = store.run(lambda tx: notes.open_notes(tx.connection, store.safe.seal))
    for note in found:
        print(dump(note.as_json()) if as_json else note_in_words(note))
    if not found and not as_json:
        print("No open notes.")


def note_in_words(note: Any) -> str:
    """A note in a line: number, when, area, what about, how to reach the person."""
    about = " ".join(note.codes[name] for name in ("need", "flow", "outcome") if name in note.codes)
    when = note.at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")
    return f"{note.id}  {when}  {note.area}  {about}  {note.channel} {note.address}{'  mailed' * note.mailed}"


@app.command("outbox")
def outbox_command(
    replay: Annotated[str | None, typer.Option("--replay", help="Send the message of this number, or all.")] = None,
    channel: Annotated[
        Literal["sms", "telegram", "web"] | None, typer.Option("--channel", help="Only those of this channel.")
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", help="Only those with this error, as the list shows it.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", help="Only those given up since this time.")] = None,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Messages that could not be sent and were given up: when, where, why. Never their words.

    What is listed without --replay is what --replay all sends.
    """
    from bot.store import given_up

    chosen = given_up.Chosen(number_of(replay), channel, code, clock(since, "--since") if since else None)
    with opened(database) as store:
        if replay is not None:
            print(replayed(store.run(lambda tx: given_up.replay(tx.connection, chosen, tx.now)), chosen.number))
            return
        found, number = store.run(lambda tx: given_up.listed(tx.connection, chosen))
    for letter in found:
        print(dump({**letter, "ended_at": letter["ended_at"].isoformat()}) if as_json else letter_in_words(letter))
    if not as_json:
        print(in_all(len(found), number))


def number_of(replay: str | None) -> int | None:
    """The number that --replay names; None for all."""
    if replay is None or replay == "all":
        return None
    if not replay.isdecimal():
        raise BadUsageError(f"--replay {replay}: must be the number of a message, or all")
    return int(replay)


def replayed(sent: int, number: int | None) -> str:
    """What is said of messages sent again. Raises BadDataError where the only one that was meant cannot be."""
    if number is None:
        return f"{sent} message{'s' * (sent != 1)} {'wait' if sent != 1 else 'waits'} to be sent again."
    if not sent:
        raise BadDataError(
            f"{number}: no message of this number was given up, or its words are wiped, or its person said STOP"
        )
    return f"Message {number} waits to be sent again."


def in_all(shown: int, number: int) -> str:
    """How many there are."""
    if not number:
        return "Nothing was given up."
    return f"{number} in all." if shown == number else f"{number} in all; the newest {shown} are shown."


def letter_in_words(letter: Mapping[str, Any]) -> str:
    """A message given up, in a line."""
    when = letter["ended_at"].astimezone(LONDON).strftime("%Y-%m-%d %H:%M")
    return (
        f"{letter['id']}  {when}  {letter['channel']}  {letter['reason']}  {letter['error']} after {letter['attempts']}"
    )


@contextmanager
def opened(database: str | None) -> Iterator[Any]:
    """The database of --database or of the settings, brought up to date."""
    from bot.store.migrations import migrate
    from bot.store.seal import secrets_for
    from bot.store.store import Store

    url, key = where_kept(database)
    migrate(url)
    store = Store.open(url, secrets_for(url, key)[0], lambda: clock(None))
    try:
        yield store
    finally:
        store.close()


@places_app.command("build")
def places_build_command(
    sources: Annotated[list[Path], typer.Argument(exists=True, help="Files, folders or archives of open place data.")],
) -> None:
    """Build the place data of content/ from published files."""
    from bot.open_data import build

    print(build(sources, folder()))


# Running it


@app.command("migrate")
def migrate_command(database: Database = None) -> None:
    """Bring the database up to date."""
    from bot.store.migrations import migrate

    migrate(where_kept(database)[0])


@app.command("backup")
def backup_command(file: Annotated[Path, typer.Argument(help="The file to write.")], database: Database = None) -> None:
    """Copy a database into one file, while everything goes on."""
    from bot.store.backup import backup
    from bot.store.seal import key_path, sqlite_path

    url, key = where_kept(database)
    backup(url, file)
    path = sqlite_path(url)
    beside = not key and path and key_path(path).is_file()
    needed = "the .key file beside the database" if beside else "the NEARHAND_SECRET_KEY that it is sealed with"
    print(f"{file}: done. It is of no use without {needed}: keep that too, in another place.")


@app.command("restore")
def restore_command(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A backup.")], database: Database = None
) -> None:
    """Put a backup where there is no database yet, and bring it up to date."""
    from bot.store.backup import restore
    from bot.store.migrations import migrate

    url, key = where_kept(database)
    restore(url, file, key)
    migrate(url)
    print("Done. Whoever asked to be forgotten since the backup was made is in it again.")


@app.command("rotate")
def rotate_command(database: Database = None) -> None:
    """Seal everything with the newest secret key, so that the old one can go."""
    from bot.store.rotate import rotate

    with opened(database) as store:
        done = rotate(store)
    print(f"{done.renewed} texts are sealed with the newest key.")
    if done.left:
        print(f"No key opens {len(done.left)} of them, which are damaged or of a lost key. They are as they were:")
        print("\n".join(done.left))


def where_kept(database: str | None) -> tuple[str, str | None]:
    """The database of --database or of the settings, and the secret that is set."""
    from bot.settings import read_settings
    from bot.store.engine import StoreError, address_of

    try:
        address_of(database or "sqlite://")
    except StoreError as error:
        raise BadUsageError(str(error).replace("DATABASE_URL", "--database")) from None
    settings = read_settings({"DATABASE_URL": database} if database else None)
    key = settings.nearhand_secret_key.get_secret_value() if settings.nearhand_secret_key else None
    return settings.database_url.get_secret_value(), key


@app.command("serve")
def serve_command(
    web: Annotated[bool, typer.Option("--web", help="The web alone, beside separate workers (PostgreSQL).")] = False,
) -> None:
    """Bring the database up to date, then run the web app and the worker together."""
    from bot.opening import serve
    from bot.settings import read_settings

    serve(read_settings(), web_only=web)


@app.command("worker")
def worker_command() -> None:
    """Run a worker alone, beside `serve --web` (PostgreSQL)."""
    from bot.app import work
    from bot.settings import read_settings

    work(read_settings())


def main() -> None:
    """Run a command; bad usage is one clear line on standard error."""
    gc.set_threshold(500_000, 20, 100)  # what is loaded stays: looking for rubbish in it is a fifth of a start
    speak_utf8()
    try:
        code = app(standalone_mode=False)
    except BadUsageError as problem:
        ended(problem, 2)
    except SaidError as problem:
        ended(problem, 1)
    except typer.TyperException as problem:
        ended(usage_of(problem), 2)
    except (typer.Abort, KeyboardInterrupt):
        raise SystemExit(130) from None
    except Exception as error:
        ended(fault(error), 1)
    finally:
        gc.freeze()  # it all goes with the process: looking through it once more is a fifth of a short command
    raise SystemExit(code or 0)


def speak_utf8() -> None:
    """Read and write UTF-8 whatever the terminal is set to; what is none of it never stops a command."""
    for stream, encoding, errors in (
        (sys.stdin, "utf-8-sig", "replace"),
        (sys.stdout, "utf-8", "backslashreplace"),
        (sys.stderr, "utf-8", "backslashreplace"),
    ):
        if isinstance(stream, TextIOWrapper):  # a closed one is None
            stream.reconfigure(encoding=encoding, errors=errors)


def usage_of(problem: typer.TyperException) -> str:
    """What was wrong with the words of a command, and which command tells more, in one line."""
    message = " ".join(problem.format_message().replace("Value error, ", "").split()).removesuffix(".")
    context = getattr(problem, "ctx", None)
    return f"{message}; see {context.command_path} --help" if context else message


def fault(error: Exception) -> str:
    """What is said of an error that nobody foresaw. Python's development mode (`python -X dev`) shows all of it."""
    from bot.logs import where_in

    if sys.flags.dev_mode:
        raise error
    return f"nearhand: a fault of our own, {where_in(error)}: please report it, as SECURITY.md says"


def ended(problem: object, code: int) -> NoReturn:
    """Say what is wrong and end."""
    print(f"nearhand: {problem}" if code == 2 else problem, file=sys.stderr)
    raise SystemExit(code) from None


if __name__ == "__main__":
    main()
