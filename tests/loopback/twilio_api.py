"""Twilio's "send a message", held to the published description of its fields."""

import base64
import json
from itertools import count
from pathlib import Path
from typing import Any

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


def typed(form: dict[str, str]) -> dict[str, Any]:
    """A form's texts as the types that the description gives them."""
    types = {name: field.get("type") for name, field in REQUEST["properties"].items()}
    return {name: int(text) if types.get(name) == "integer" else text for name, text in form.items()}


def refusal(status: int, code: int) -> Answer:
    """An error as Twilio sends it."""
    return Answer(status, {"code": code, "message": "refused", "more_info": "", "status": status})


class TwilioApi(Loopback):
    """Takes messages. `problems` lists what the description does not allow."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []
        self._numbers = count(1)

    @property
    def sent(self) -> list[dict[str, str]]:
        """The forms of the messages taken."""
        return [asked.form for asked in self.asked]

    def answer(self, asked: Asked) -> Answer:
        """A message taken, if the request is as described and its keys are right."""
        if asked.headers.get("Authorization") != self._keys():
            return refusal(401, 20003)
        if asked.path != DESCRIPTION["path"].format(AccountSid=ACCOUNT_SID):
            return refusal(404, 20404)
        form = typed(asked.form)
        self.problems += [error.message for error in Draft202012Validator(REQUEST).iter_errors(form)]
        if not form.get("To") or not form.get("Body") or not (form.get("From") or form.get("MessagingServiceSid")):
            return refusal(400, 21602)
        message = self._message(form)
        self.problems += [error.message for error in Draft202012Validator(RESPONSE).iter_errors(message)]
        return Answer(201, message)

    @staticmethod
    def _keys() -> str:
        return "Basic " + base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()

    def _message(self, form: dict[str, Any]) -> dict[str, Any]:
        sid = f"SM{next(self._numbers):032x}"
        blank = dict.fromkeys(RESPONSE["properties"])
        known = {"sid": sid, "account_sid": ACCOUNT_SID, "body": form["Body"], "to": form["To"], "status": "queued"}
        return blank | known | {"direction": "outbound-api", "num_segments": "1", "subresource_uris": {}}
