"""Commands, run as an operator runs them: in a process of their own, with its own input, output and exit code.

The process is forked from this one, which has loaded the program already: starting Python anew each time would be most
of the time that the commands' tests take. For the same reason our own content is handed on to it. `anew` starts it with
nothing.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory
from typing import NoReturn

import ours

from bot import content
from bot.__main__ import main
from bot.content import CONTENT, Content
from bot.matching import understand
from bot.matching.understand import Hearing

STREAMS = ("stdin", "stdout", "stderr")


def bot(*words: str, said: str = "", env: Mapping[str, str] | None = None) -> "CompletedProcess[str]":
    """A command, run with nothing in its environment but `env`."""
    with TemporaryDirectory(prefix="nearhand-command-") as folder:
        files = [Path(folder, name) for name in STREAMS]
        for file, text in zip(files, (said, "", ""), strict=True):
            file.write_text(text, encoding="utf-8")
        ours.all_made()
        child = os.fork()
        if child == 0:
            run(words, {"PATH": "", **(env or {})}, files)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        out, err = (file.read_text(encoding="utf-8") for file in files[1:])
    return CompletedProcess(words, code, out, err)


def run(words: tuple[str, ...], env: Mapping[str, str], files: list[Path]) -> NoReturn:
    """Be a process that runs a command, and end."""
    code: object = 1
    try:
        for number, file in enumerate(files):
            os.dup2(os.open(file, os.O_RDWR | os.O_APPEND), number)
        sys.stdin, sys.stdout, sys.stderr = (
            open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - they end with the process
            for number, mode in enumerate("rww")
        )
        os.environ.clear()
        os.environ.update(env)
        hand_on(content.load_content, understand.Hearing)
        sys.argv = ["nearhand", *words]
        main()
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def hand_on(load: Callable[[Path], Content], hearing: Callable[[Content], Hearing]) -> None:
    """Our content and its hearing need not be read and made again in this process."""
    content.load_content = lambda root: ours.content() if root == CONTENT else load(root)
    understand.Hearing = lambda one: ours.hearing() if one is ours.content() else hearing(one)


def anew(*words: str, said: str = "", env: Mapping[str, str] | None = None) -> "CompletedProcess[str]":
    """As `bot`, with Python started anew."""
    command = [sys.executable, "-m", "bot", *words]
    given = {"PATH": "", **(env or {})}
    return subprocess.run(command, input=said, capture_output=True, encoding="utf-8", check=False, env=given)
