"""Sealing what could name a person, and finding an address again without keeping it in the clear."""

import hashlib
import hmac
import json
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.message import SaidError

SHORTEST, SHORT = 8, 32
"""Characters of the secret that seals: one that can be guessed opens a copy of the database. Below SHORTEST it is
refused, below SHORT warned of."""


class SealError(SaidError):
    """The secret key is missing, or it is not the one that the database was sealed with."""


def fernet_of(secret: str) -> Fernet:
    """Any secret text as a key of the right length. Its strength is the secret's own."""
    return Fernet(urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))


class Seal:
    """Seals with the first secret and opens with any of them, so a new secret goes in front of the old."""

    def __init__(self, given: Sequence[str]) -> None:
        self._fernet = MultiFernet([fernet_of(secret) for secret in given])

    def shut(self, text: str) -> str:
        """A text, sealed."""
        return self._fernet.encrypt(text.encode()).decode("ascii")

    def shut_json(self, told: Mapping[str, object]) -> str:
        """Something told, as JSON, sealed."""
        try:
            return self.shut(orjson.dumps(told).decode())
        except TypeError:  # half an emoji, which only the slower way can write
            return self.shut(json.dumps(told))

    def open(self, sealed: str) -> str:
        """A sealed text in the clear. Raises SealError when none of the secrets fits."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise SealError("NEARHAND_SECRET_KEY does not open this database") from error

    def open_json(self, kept: str) -> str:
        """JSON text in the clear, also where it was kept so, as some once was. Raises SealError."""
        return kept if is_plain(kept) else self.open(kept)

    def renew(self, kept: str) -> str:
        """The same text, sealed with the first secret. Raises SealError when none of them opens it."""
        try:
            return self.shut(kept) if is_plain(kept) else self._fernet.rotate(kept).decode("ascii")
        except (InvalidToken, ValueError) as error:  # a letter that no sealed text has is a ValueError
            raise SealError("NEARHAND_SECRET_KEY does not open this text") from error


def is_plain(kept: str) -> bool:
    """Whether a text is JSON that was never sealed: no sealed text begins so."""
    return kept.startswith("{")


def address_key(hash_key: str, channel: str, address: str) -> str:
    """What an address is found by: HMAC-SHA256, in hex. The same number on two channels gives two keys."""
    return hmac.digest(hash_key.encode(), f"{channel}\n{address}".encode(), "sha256").hex()


def secrets_for(url: str, given: str | None) -> tuple[tuple[str, ...], str | None]:
    """The secrets to use (commas part them, the newest first), and what to say about them at start, if anything.

    Without a secret a SQLite file gets one of its own, kept beside it; a database in memory gets a passing one.
    Raises SealError for any other database, and for a new secret that could be guessed.
    """
    if given and (parts := tuple(part.strip() for part in given.split(",") if part.strip())):
        if len(parts[0]) < SHORTEST:
            raise SealError(f"NEARHAND_SECRET_KEY is too short: put one of {SHORT} characters in front (new,old)")
        return parts, None if len(
            parts[0]
        ) >= SHORT else f"NEARHAND_SECRET_KEY is short: use {SHORT} characters or more"
    path = sqlite_path(url)
    if path is not None:
        return (kept_secret(key_path(path)),), f"no NEARHAND_SECRET_KEY: using {path.name}.key"
    if url.startswith("sqlite"):
        return (secrets.token_urlsafe(32),), None
    raise SealError("NEARHAND_SECRET_KEY is needed with this database")


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite address; None for one in memory or another engine."""
    scheme, _, rest = url.partition(":///")
    name = rest.partition("?")[0]
    return Path(name) if scheme.startswith("sqlite") and name not in ("", ":memory:") else None


def key_path(path: Path) -> Path:
    """Where the secret of a SQLite file is, when no other is given."""
    return path.with_name(path.name + ".key")


def kept_secret(path: Path) -> str:
    """The secret kept in a file that only its owner may read; made when there is none.

    Raises SealError when that cannot be done.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read_secret(path)
    except OSError as error:
        raise SealError(f"{path.name} cannot be made beside the database: see to its folder") from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret := secrets.token_urlsafe(32))
        file.flush()
        os.fsync(file.fileno())
    return secret


def read_secret(path: Path) -> str:
    """The secret that a file keeps. Raises SealError when it cannot be read."""
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SealError(f"{path.name} cannot be read: it should hold the secret of the database") from error
