"""`chat`: a conversation in the terminal, by hand or from a script."""

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.commands.catalogue import read_catalogue
from bot.commands.console import (
    AreaCode,
    AsJson,
    BadUsageError,
    Now,
    checked_area,
    clock,
    dump,
    folder,
    lines_of,
    text_of,
    where_kept,
)

if TYPE_CHECKING:
    from bot.chat import Chat
    from bot.transcript import Exchange


def chat_command(
    channel: Annotated[
        Literal["sms", "telegram", "web", "terminal"], typer.Option("--channel", help="What carries it.")
    ] = "terminal",
    area: AreaCode = None,
    now: Now = None,
    database: Annotated[
        str | None, typer.Option("--database", help="The database to keep it in: never one that is in service.")
    ] = None,
    catalogue: Annotated[Path | None, typer.Option("--catalogue", help="A catalogue CSV.")] = None,
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
) -> "Chat":
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


def played(talk: "Chat", said: Iterable[str], as_json: bool, by_hand: bool) -> tuple[list["Exchange"], bool]:
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


def shown(exchange: "Exchange", by_hand: bool) -> str:
    """An exchange for reading; what was typed by hand is not said twice."""
    texts = [outbound.text for outbound in exchange.out] or ["(no answer)"]
    return "\n\n".join(texts if by_hand else [f"> {exchange.said}", *texts])
