"""Log lines: for people to read, or a JSON object each. An error is told by its kind and place.

The text of an error may hold what a person said, and so may a traceback: neither is ever printed, whoever logs it.
"""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb

from bot.settings import Settings

NOISY = ("apscheduler", "httpx", "httpcore", "telegram", "twilio", "urllib3", "uvicorn.access", "asyncio", "alembic")
"""Loggers that would tell of every request, with addresses or keys in it, or of every tick."""
OURS = ("bot", "__main__")


class Lines(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        error = f" ({error_of(record)})" if record.exc_info else ""
        stamp = f"{self.formatTime(record)} {record.levelname} {record.name}"
        return f"{stamp}: {said(record)}{error}"


class JsonLines(logging.Formatter):
    """A JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname, "from": record.name, "message": said(record)}
        return json.dumps(line | ({"error": error_of(record)} if record.exc_info else {}), ensure_ascii=False)


FORMS: dict[str, type[logging.Formatter]] = {"text": Lines, "json": JsonLines}


def said(record: logging.LogRecord) -> str:
    """What a record says. Of other people's programs the first line only: below it, asyncio tells an error's text."""
    text = record.getMessage()
    return text if record.name.partition(".")[0] in OURS else next(iter(text.splitlines()), "")


def error_of(record: logging.LogRecord) -> str:
    """The kind and place of a record's error."""
    error = record.exc_info[1] if record.exc_info else None
    return where_in(error) if error else ""


def where_in(error: BaseException) -> str:
    """An error's kind and place. Never its text, which may hold what a person said."""
    frames = extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def quiet_logs(settings: Settings) -> None:
    """Our own lines, at the level set; of others only what is wrong."""
    handler = logging.StreamHandler()
    handler.setFormatter(FORMS[settings.log_format]())
    logging.basicConfig(level=settings.log_level, handlers=[handler])
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)
