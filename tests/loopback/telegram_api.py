"""The methods of Telegram's Bot API that we use, with the limits that its documentation gives."""

import json
import re
from collections.abc import Callable
from itertools import count
from typing import Any

from loopback.server import Answer, Asked, Loopback

TOKEN = "123456:a-test-token"

FIELDS = {
    "sendMessage": {"chat_id", "text"},
    "answerCallbackQuery": {"callback_query_id"},
    "setWebhook": {"url"},
    "deleteWebhook": set(),
    "getUpdates": set(),
}
"""Methods and the fields that they must have."""


def refusal(status: int, words: str, **parameters: int) -> Answer:
    """An error as Telegram sends it."""
    value = {"ok": False, "error_code": status, "description": words}
    return Answer(status, value | ({"parameters": parameters} if parameters else {}))


class TelegramApi(Loopback):
    """Takes messages and gives out `updates` to long polling until they are confirmed. Faults meet `faulty` only."""

    def __init__(self, faulty: str = "sendMessage") -> None:
        super().__init__()
        self.faulty = faulty
        self.updates: list[dict[str, Any]] = []
        self.on_poll: Callable[[], None] = lambda: None
        self._numbers = count(1)

    def calls(self, method: str) -> list[dict[str, Any]]:
        """The fields of the calls taken of a method."""
        return [fields_of(asked) for asked in self.asked if asked.path.endswith("/" + method)]

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The messages taken."""
        return self.calls("sendMessage")

    def counts(self, asked: Asked) -> bool:
        """Only one method misbehaves."""
        return asked.path.endswith("/" + self.faulty)

    def answer(self, asked: Asked) -> Answer:
        """What Telegram would say."""
        root, _, method = asked.path.rpartition("/")
        fields = fields_of(asked)
        if root != f"/bot{TOKEN}":
            return refusal(401, "Unauthorized")
        if method not in FIELDS:
            return refusal(404, "Not Found")
        if missing := FIELDS[method] - set(fields):
            return refusal(400, f"Bad Request: {sorted(missing)[0]} is missing")
        return getattr(self, f"_{re.sub('([A-Z])', lambda m: '_' + m[1].lower(), method)}")(fields)

    def _send_message(self, fields: dict[str, Any]) -> Answer:
        if problem := problem_of(fields):
            return refusal(400, f"Bad Request: {problem}")
        chat = {"id": int(fields["chat_id"]), "type": "private"}
        return ok({"message_id": next(self._numbers), "date": 1795428000, "chat": chat, "text": fields["text"]})

    def _answer_callback_query(self, _fields: dict[str, Any]) -> Answer:
        return ok(True)

    def _set_webhook(self, _fields: dict[str, Any]) -> Answer:
        return ok(True)

    def _delete_webhook(self, _fields: dict[str, Any]) -> Answer:
        return ok(True)

    def _get_updates(self, fields: dict[str, Any]) -> Answer:
        offset = int(fields.get("offset") or 0)
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        self.on_poll()
        return ok(self.updates)


def ok(result: object) -> Answer:
    """A success as Telegram sends it."""
    return Answer(200, {"ok": True, "result": result})


def fields_of(asked: Asked) -> dict[str, Any]:
    """A call's fields; those that are objects come as JSON text."""
    return {name: json.loads(text) if text[:1] in "[{" else text for name, text in asked.form.items()}


def problem_of(fields: dict[str, Any]) -> str | None:
    """What Telegram would not take about a message."""
    text = re.sub("&(?:lt|gt|amp|quot);", "x", fields["text"])
    if len(text.encode("utf-16-le")) // 2 > 4096:
        return "message is too long"
    if fields.get("parse_mode") == "HTML" and re.search("[<>]|&(?!(?:lt|gt|amp|quot);)", fields["text"]):
        return "can't parse entities"
    rows = fields.get("reply_markup", {}).get("inline_keyboard", [])
    if any(not 1 <= len(button["callback_data"].encode()) <= 64 for row in rows for button in row):
        return "BUTTON_DATA_INVALID"
    return None
