"""Notes for people, by e-mail to the area's reader.

Each note is mailed at least once: it is marked after the mail server has taken it, and tried again until then. A second
mail of the same note has the same Message-ID. What it says is in wording.yaml; nothing of health stands in the subject.
"""

import logging
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

from bot.content import Content
from bot.hours import LONDON, awake_at
from bot.logs import where_in
from bot.message import SaidError
from bot.store import notes
from bot.store.notes import Note
from bot.store.store import Store
from bot.wording import worded

PORTS = {"smtp": 587, "smtps": 465}
HERE = ("localhost", "127.0.0.1", "::1")
TIMEOUT_S = 20.0

log = logging.getLogger(__name__)


class PostError(SaidError):
    """SMTP_URL cannot be used. One line, without the address itself, which may hold a password."""


@dataclass(frozen=True, slots=True)
class Office:
    """A mail server. `tls`: from the first byte (`smtps`), by STARTTLS, or not at all."""

    host: str
    port: int
    user: str
    password: str
    sender: str
    tls: str

    @classmethod
    def of(cls, url: str) -> "Office":
        """From `smtp://user:password@host:port?from=address`, or `smtps://`. Raises PostError.

        On `smtp` the line is always made safe first, but to this machine itself or where `tls=no` says otherwise.
        """
        try:
            parts, port = urlsplit(url), urlsplit(url).port
        except ValueError:
            raise PostError("SMTP_URL: not an address") from None
        if parts.scheme not in PORTS or not parts.hostname:
            raise PostError("SMTP_URL: must be smtp://host or smtps://host")
        asked = parse_qs(parts.query)
        user, host = unquote(parts.username or ""), parts.hostname
        plain = host in HERE or asked.get("tls") == ["no"]
        return cls(
            host=host,
            port=port or PORTS[parts.scheme],
            user=user,
            password=unquote(parts.password or ""),
            sender=asked.get("from", [user if "@" in user else f"nearhand@{host}"])[0],
            tls="smtps" if parts.scheme == "smtps" else "no" if plain else "starttls",
        )

    @contextmanager
    def open(self) -> Iterator[smtplib.SMTP]:
        """A line to the server. Raises OSError (which every error of smtplib is)."""
        safe = ssl.create_default_context()
        if self.tls == "smtps":
            line: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=safe)
        else:
            line = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
        with line:
            if self.tls == "starttls":
                line.starttls(context=safe)
            if self.user:
                line.login(self.user, self.password)
            yield line


def mail_due(store: Store, office: Office, content: Content) -> int:
    """Mail the notes that wait, each to its area's reader, in waking hours. Returns how many went; the others wait."""
    if awake_at(now := store.clock()) > now:
        return 0
    readers = {code: area.handover_email for code, area in content.areas.items() if area.handover_email}
    waiting = store.run(lambda tx: notes.to_mail(tx.connection, store.safe.seal, readers, tx.now)) if readers else []
    return sum(sent(store, office, letter_of(note, readers, office, content), note) for note in waiting)


def sent(store: Store, office: Office, letter: EmailMessage, note: Note) -> bool:
    """Send one letter, with no transaction open, and mark its note."""
    try:
        with office.open() as line:
            line.send_message(letter)
    except OSError as error:
        log.warning("note %d is not mailed yet: %s", note.id, where_in(error))
        return False
    store.run(lambda tx: notes.mailed(tx.connection, note.id, tx.now))
    return True


def letter_of(note: Note, readers: Mapping[str, str], office: Office, content: Content) -> EmailMessage:
    """A note as a letter."""
    values = {"note": note, "at": spoken(note), "need": need_of(note, content)}
    letter = EmailMessage()
    letter["Subject"] = worded("mail_subject", {"id": note.id}, content, note.area)
    letter["From"], letter["To"] = office.sender, readers[note.area]
    letter["Message-ID"] = f"<note-{note.id}-{note.at:%Y%m%d%H%M%S}@{office.sender.rpartition('@')[2]}>"
    letter.set_content(worded("mail_note", values, content, note.area))
    return letter


def spoken(note: Note) -> str:
    """When a note was made, as people here say it."""
    return f"{note.at.astimezone(LONDON):%A %-d %B %Y, %H:%M}"


def need_of(note: Note, content: Content) -> str:
    """What was asked for, in words; empty for nothing, or for a need that is gone since."""
    needs = content.needs
    codes = [code for code in note.codes.get("need", "").split("+") if code in needs.needs or code in needs.groups]
    return ", ".join(needs.named(code).noun for code in codes)
