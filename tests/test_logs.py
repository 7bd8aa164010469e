"""A log line is one line, in the form that was asked for, and tells an error without its text."""

import json
import logging
import sys

import pytest

from bot.logs import FORMS, JsonLines, Lines


def record(name: str = "bot.turn", words: str = "message %d set aside", error: bool = False) -> logging.LogRecord:
    """A log record, with an error that holds private words if so told."""
    try:
        raise ValueError("private words")
    except ValueError:
        told = sys.exc_info() if error else None
        return logging.LogRecord(name, logging.ERROR, __file__, 1, words, (7,) if "%d" in words else None, told)


def test_a_line_for_people() -> None:
    assert Lines().format(record()).endswith(" ERROR bot.turn: message 7 set aside")


def test_a_line_for_machines() -> None:
    line = json.loads(JsonLines().format(record(error=True)))
    assert list(line) == ["at", "level", "from", "message", "error"]
    assert line["level"] == "ERROR"
    assert line["from"] == "bot.turn"
    assert line["message"] == "message 7 set aside"
    assert line["error"].startswith("ValueError at test_logs.py:")
    assert line["at"].endswith("+00:00")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["bot.turn", "uvicorn.error"])
def test_an_error_is_told_without_its_text(form: str, name: str) -> None:
    line = FORMS[form]().format(record(name, "it failed", error=True))
    assert "ValueError at test_logs.py" in line
    assert "private" not in line
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize("form", FORMS)
def test_what_asyncio_tells_below_its_first_line_is_left_out(form: str) -> None:
    words = "Task exception was never retrieved\nfuture: <Task exception=ValueError('private words')>"
    line = FORMS[form]().format(record("asyncio", words))
    assert "never retrieved" in line
    assert "private" not in line
