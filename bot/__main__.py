"""The commands by name. Exit 0 on success, 1 on bad data (`path: what`), 2 on bad usage."""

import gc
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import NoReturn

import typer

from bot.commands import catalogue, editing, letters, reading, requests, running, talk, trees
from bot.commands.console import BadUsageError
from bot.message import SaidError

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Nearhand finds local care micro-enterprises by text message.",
)
COMMANDS: dict[str, Callable[..., None]] = {
    "understand": reading.understand_command,
    "match": requests.match_command,
    "chat": talk.chat_command,
    "check": editing.check_command,
    "triage": trees.triage_command,
    "paths": trees.paths_command,
    "import": catalogue.import_command,
    "export": catalogue.export_command,
    "coverage": editing.coverage_command,
    "handovers": letters.handovers_command,
    "outbox": letters.outbox_command,
    "migrate": running.migrate_command,
    "backup": running.backup_command,
    "restore": running.restore_command,
    "rotate": running.rotate_command,
    "serve": running.serve_command,
    "worker": running.worker_command,
}
for name, command in COMMANDS.items():
    app.command(name)(command)
places_app = typer.Typer(help="Place data.", rich_markup_mode=None)
places_app.command("build")(editing.places_build_command)
app.add_typer(places_app, name="places")


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
