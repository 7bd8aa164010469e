"""People who write: whole conversations, each another's, and the requests that carry them."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from bot.channels.sms import Signature
from bot.channels.telegram import Account

PUBLIC = "https://nearhand.example.org"
AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
ACCOUNT_SID = "AC" + "0" * 32
BOT_TOKEN = "123456:a-token-for-benchmarks"
WEBHOOK_SECRET = "a-secret-for-benchmarks"
OURS = "+441632960000"

POISON = "poison"
"""What breaks a turn, where the app is told so."""

NEEDS = (
    *("someone to sit with mum", "a cleaner", "gardener for my dad", "help with shopping", "company for my nan"),
    *("cooking for two", "someone to walk the dog", "a lift to the hospital", "help getting dressed in the morning"),
    *("odd jobs", "ironing", "somebody to check on my uncle", "respite so i can have a break", "help with the bath"),
    *("a carer for my husband who has dementia", "someone to do his tea", "window cleaning", "help with letters"),
)
PLACES = (
    *("malvern", "near evesham", "in redditch", "wr14 3ay", "droitwich", "worcester", "pershore", "ox4 1aa", "witney"),
    *("banbury", "near bicester", "chelmsford", "colchester", "cm1 1qh", "harlow", "cambridge", "ely", "cb7 4ez"),
    *("huntingdon", "st ives", "bromsgrove", "upton upon severn", "abingdon", "maldon", "wisbech", "tenbury wells"),
)
TIMES = (
    *("sat 2-5pm", "tuesday mornings", "mon and wed after 4", "every weekday at lunch", "tomorrow", "fridays"),
    *(
        "thurs 10am",
        "weekends",
        "any time",
        "twice a week, evenings",
        "next monday",
        "sunday afternoon",
        "9 to 12 tues",
    ),
)
AFTER = (
    *("more", "details 1", "details 2", "2", "1", "not tues, thursday", "mornings would be better", "how do i pay"),
    *("what about further away", "someone cheaper", "is she insured", "more", "wr14 3ay", "saturday instead"),
)
ENDS = ("thanks", "thank you, thats great", "ta", "ok will ring them", "no thats all thanks")
HELLOS = ("hello", "hi there", "hiya can you help", "good morning")


@dataclass(frozen=True)
class Said:
    """One message: its provider's id, its number among all, and who says what."""

    id: str
    number: int
    sender: int
    words: str


@dataclass(frozen=True)
class Request:
    """One message on the wire. `id`: what its answer will be known by."""

    id: str
    wire: bytes


class Crowd:
    """Without end, people who were not there before. The same seed gives the same people."""

    def __init__(self, seed: int, first: int = 0) -> None:
        self._draw = random.Random(seed)
        self._people = count(first)
        self._messages = count(first * 100 + 1)

    def conversations(self, turns: int) -> list[list[Said]]:
        """Conversations of at least so many messages in all."""
        made: list[list[Said]] = []
        while turns > 0:
            made.append(self.conversation())
            turns -= len(made[-1])
        return made

    def conversation(self) -> list[Said]:
        """One person's messages."""
        person, draw = next(self._people), self._draw
        return [Said(f"SM{draw.getrandbits(128):032x}", next(self._messages), person, words) for words in self._words()]

    def _words(self) -> Iterator[str]:
        """The first wish in one message or in three, then three or so about what was found, then a thank-you."""
        draw = self._draw
        wish = [draw.choice(NEEDS), draw.choice(PLACES), draw.choice(TIMES)]
        if draw.random() < 0.3:
            yield draw.choice(HELLOS)
        yield from [", ".join(wish)] if draw.random() < 0.6 else map(self._typed, wish)
        for _ in range(draw.randint(1, 4)):
            yield draw.choice(AFTER)
        yield draw.choice(ENDS)

    def _typed(self, words: str) -> str:
        """With a slip now and then, so that nothing is answered from memory."""
        at = self._draw.randrange(len(words))
        return words[:at] + words[at + 1 :] if self._draw.random() < 0.2 and len(words) > 6 else words


def phone(person: int) -> str:
    """A number that nobody has: the country has no numbers of this length."""
    return f"+447700900{person:07}"


SIGNATURE = Signature(AUTH_TOKEN, PUBLIC)
COUNTRY = {"ToCountry": "GB", "ToState": "", "ToCity": "", "ToZip": "", "FromCountry": "GB", "FromState": ""}
REST = {"FromCity": "", "FromZip": "", "NumSegments": "1", "NumMedia": "0", "ApiVersion": "2010-04-01"}


def by_sms(said: Said, path: str = "/sms") -> Request:
    """As Twilio posts it, signed."""
    ids = {"MessageSid": said.id, "SmsSid": said.id, "SmsMessageSid": said.id, "AccountSid": ACCOUNT_SID}
    form = {**COUNTRY, **REST, **ids, "SmsStatus": "received", "To": OURS, "From": phone(said.sender)}
    form["Body"] = said.words
    signed = SIGNATURE.of(path, list(form.items()))
    headers = ("Content-Type: application/x-www-form-urlencoded; charset=utf-8", f"X-Twilio-Signature: {signed}")
    return Request(said.id, post(path, headers, urlencode(form).encode()))


TELEGRAM_PATH = Account(BOT_TOKEN, WEBHOOK_SECRET).path


def by_telegram(said: Said) -> Request:
    """As Telegram posts it, with the secret."""
    number, chat = said.number, 10_000_000 + said.sender
    who = {"id": chat, "first_name": "A", "is_bot": False, "language_code": "en"}
    message = {"message_id": number, "from": who, "chat": {"id": chat, "first_name": "A", "type": "private"}}
    update = {"update_id": number, "message": {**message, "date": 1795428000, "text": said.words}}
    headers = ("Content-Type: application/json", f"X-Telegram-Bot-Api-Secret-Token: {WEBHOOK_SECRET}")
    return Request(str(number), post(TELEGRAM_PATH, headers, json.dumps(update).encode()))


def post(path: str, headers: Sequence[str], body: bytes) -> bytes:
    """A POST, whole."""
    head = (f"POST {path} HTTP/1.1", "Host: nearhand.example.org", *headers, f"Content-Length: {len(body)}", "", "")
    return "\r\n".join(head).encode() + body
