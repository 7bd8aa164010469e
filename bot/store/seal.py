"""Sealing what could name a person, and finding an address again without keeping it in the clear."""

import hashlib
import hmac
import json
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from time import time

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from bot.message import SaidError

SHORTEST, SHORT = 8, 32
"""Characters of the secret that seals: one that can be guessed opens a copy of the database. Below SHORTEST it is
refused, below SHORT warned of."""

BLOCK, VERSION = 16, b"\x80"
"""Bytes of a block and of each half of a key, and what a token begins with."""


class SealError(SaidError):
    """The secret key is missing, or it is not the one that the database was sealed with."""


def key_of(secret: str) -> bytes:
    """Any secret text as a key of the right length. Its strength is the secret's own."""
    return hashlib.sha256(secret.encode()).digest()


@lru_cache(maxsize=8)
def signer(key: bytes) -> Callable[[bytes], bytes]:
    """HMAC-SHA256 of texts by this key, which is made ready once: that takes longer than most texts do."""
    ready = hmac.new(key, digestmod="sha256")

    def sign(text: bytes) -> bytes:
        signed = ready.copy()
        signed.update(text)
        return signed.digest()

    return sign


class Press:
    """Writes what Fernet reads, with one secret. Fernet makes its keys ready anew for every text, here they stay so.

    https://github.com/fernet/spec/blob/master/Spec.md
    """

    def __init__(self, secret: str) -> None:
        key = key_of(secret)
        self._sign = signer(key[:BLOCK])
        self._encryptor = Cipher(AES(key[BLOCK:]), CBC(os.urandom(BLOCK))).encryptor()
        self._lock = Lock()

    def shut(self, clear: bytes) -> bytes:
        """A token."""
        left = BLOCK - len(clear) % BLOCK
        with self._lock:
            # A block of chance goes first. What becomes of it nobody can foretell: it is the next block's IV.
            blocks = self._encryptor.update(os.urandom(BLOCK) + clear + bytes((left,)) * left)
        token = VERSION + int(time()).to_bytes(8, "big") + blocks
        return urlsafe_b64encode(token + self._sign(token))


class Seal:
    """Seals with the first secret and opens with any of them, so a new secret goes in front of the old."""

    def __init__(self, given: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(urlsafe_b64encode(key_of(secret))) for secret in given])
        self._press = Press(given[0])

    def shut(self, text: str) -> str:
        """A text, sealed."""
        return self._press.shut(text.encode()).decode("ascii")

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
    return signer(hash_key.encode())(f"{channel}\n{address}".encode()).hex()


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
