"""Twilio's "send a message" and "list messages", held to the published description of their fields."""

import base64
import json
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from jsonschema import Draft202012Validator

from loopback.server import Answer, Asked, Loopback

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "a test token"


def _with_nulls(schema: Any) -> Any:
    """The description's own `nullable` as JSON Schema says it."""
    if isinstance(schema, list):
        return [_with_nulls(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _with_nulls(value) for key, value in schema.items() if key != "nullable"}
    if schema.get("nullable") and "type" in plain:
        plain["type"] = [plain["type"], "null"]
    return plain


DESCRIPTION = _with_nulls(json.loads(Path(__file__).with_name("twilio_messages.json").read_text()))
REQUEST = DESCRIPTION["request"] | {"additionalProperties": False}
RESPONSE = DESCRIPTION["response"] | {"additionalProperties": False}
LISTED = DESCRIPTION["list"]["response"] | {"additionalProperties": False}
ASKED = {one["name"] for one in DESCRIPTION["list"]["parameters"] if one["in"] == "query"}

OURS = "+441632960000"
"""Our number."""


def sid(short: str) -> str:
    """An id as long as Twilio's: SM1 -> SM000...1."""
    return short[:2] + short[2:].rjust(32, "0")


def iso_day(moment: str) -> str:
    """The day of a moment as Twilio writes it."""
    return parsedate_to_datetime(moment).date().isoformat()


def typed(form: dict[str, str]) -> dict[str, Any]:
    """A form's texts as the types that the description gives them."""
    types = {name: field.get("type") for name, field in REQUEST["properties"].items()}
    return {name: int(text) if types.get(name) == "integer" else text for name, text in form.items()}


def refusal(status: int, code: int) -> Answer:
    """An error as Twilio sends it."""
    return Answer(status, {"code": code, "message": "refused", "more_info": "", "status": status})


class TwilioApi(Loopback):
    """Takes messages, and shows those of its `log`. `problems` lists what the description does not allow."""

    def __init__(self, faulty: str = "POST") -> None:
        """Faults meet requests of the method `faulty` only."""
        super().__init__()
        self.faulty = faulty
        self.problems: list[str] = []
        self.log: list[dict[str, Any]] = []
        self._numbers = count(1)

    @property
    def sent(self) -> list[dict[str, str]]:
        """The forms of the messages taken."""
        return [asked.form for asked in self.asked if asked.method == "POST"]

    def counts(self, asked: Asked) -> bool:
        """Only one method misbehaves."""
        return asked.method == self.faulty

    def came(self, short: str, sender: str, words: str, at: datetime, **more: str) -> None:
        """A message that Twilio took for us, as its log shows it."""
        known = {
            "sid": sid(short),
            "account_sid": ACCOUNT_SID,
            "body": words,
            "from": sender,
            "to": OURS,
            "num_media": "0",
        }
        when = dict.fromkeys(("date_sent", "date_created", "date_updated"), format_datetime(at.astimezone(UTC)))
        other = {"direction": "inbound", "status": "received", "num_segments": "1", "subresource_uris": {}}
        self.log.append(dict.fromkeys(RESPONSE["properties"]) | known | when | other | more)

    def answer(self, asked: Asked) -> Answer:
        """A message taken, if the request is as described and its keys are right."""
        if asked.headers.get("Authorization") != self._keys():
            return refusal(401, 20003)
        path = urlsplit(asked.path)
        if path.path != DESCRIPTION["path"].format(AccountSid=ACCOUNT_SID):
            return refusal(404, 20404)
        if asked.method == "GET":
            return self._page(dict(parse_qsl(path.query, keep_blank_values=True)), path.path)
        form = typed(asked.form)
        self.problems += [error.message for error in Draft202012Validator(REQUEST).iter_errors(form)]
        if not form.get("To") or not form.get("Body") or not (form.get("From") or form.get("MessagingServiceSid")):
            return refusal(400, 21602)
        message = self._message(form)
        self.problems += [error.message for error in Draft202012Validator(RESPONSE).iter_errors(message)]
        return Answer(201, message)

    def _page(self, query: dict[str, str], path: str) -> Answer:
        """A page of the log, newest first, by the dates alone: that is all that the description promises."""
        self.problems += [f"no such field: {name}" for name in set(query) - ASKED]
        size, number = int(query.get("PageSize", "50")), int(query.get("Page", "0"))
        day = query.get("DateSent>", "")[:10]
        found = [one for one in self.log if query.get("To") in (None, one["to"]) and day <= iso_day(one["date_sent"])]
        found.sort(key=lambda one: parsedate_to_datetime(one["date_sent"]), reverse=True)
        first = number * size
        here = {**query, "Page": str(number)}
        following = {**query, "Page": str(number + 1), "PageToken": f"PASM{number}"}
        listed = {
            "end": min(first + size, len(found)) - 1,
            "first_page_uri": f"{path}?{urlencode({**query, 'Page': '0'})}",
            "next_page_uri": f"{path}?{urlencode(following)}" if first + size < len(found) else None,
            "page": number,
            "page_size": size,
            "previous_page_uri": None,
            "start": first,
            "uri": f"{path}?{urlencode(here)}",
            "messages": found[first : first + size],
        }
        self.problems += [error.message for error in Draft202012Validator(LISTED).iter_errors(listed)]
        return Answer(200, listed)

    @staticmethod
    def _keys() -> str:
        return "Basic " + base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()

    def _message(self, form: dict[str, Any]) -> dict[str, Any]:
        number = f"SM{next(self._numbers):032x}"
        blank = dict.fromkeys(RESPONSE["properties"])
        known = {
            "sid": number,
            "account_sid": ACCOUNT_SID,
            "body": form["Body"],
            "to": form["To"],
            "status": "queued",
        }
        return blank | known | {"direction": "outbound-api", "num_segments": "1", "subresource_uris": {}}
