"""`handovers` and `outbox`: people to be put in touch, and messages that were given up."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bot.commands.console import AsJson, BadDataError, BadUsageError, Database, clock, dump, opened
from bot.hours import LONDON

if TYPE_CHECKING:
    from bot.store.notes import Note


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


def note_in_words(note: "Note") -> str:
    """A note in a line: number, when, area, what about, how to reach the person."""
    about = " ".join(note.codes[name] for name in ("need", "flow", "outcome") if name in note.codes)
    when = note.at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")
    return f"{note.id}  {when}  {note.area}  {about}  {note.channel} {note.address}{'  mailed' * note.mailed}"


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
