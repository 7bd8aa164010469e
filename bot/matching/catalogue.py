"""Providers as an immutable snapshot that knows, per provider and need, between which days it may be offered."""

from dataclasses import dataclass
from datetime import date

Slot = tuple[int, int, int]
"""Weekday (Monday 0), first minute, last minute of the day (up to 1440; a night is split at midnight)."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check a provider holds, for example a DBS certificate. Unknown dates are None."""

    name: str
    issued: date | None = None
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """One care micro-enterprise. None and () mean unknown, which never helps."""

    id: str
    name: str
    summary: str = ""
    needs: tuple[str, ...] = ()
    """Leaf codes, groups already opened into their leaves."""
    postcode: str | None = None
    lat: float | None = None
    lon: float | None = None
    travel_km: float | None = None
    places: tuple[str, ...] = ()
    """Place codes served."""
    slots: tuple[Slot, ...] = ()
    """Empty is by arrangement."""
    capacity: str = "open"
    capacity_until: date | None = None
    short_notice: bool = False
    phone: str | None = None
    email: str | None = None
    web: str | None = None
    prefers: str | None = None
    price_from: float | None = None
    price_to: float | None = None
    price_unit: str | None = None
    payment: tuple[str, ...] = ()
    legal_form: str | None = None
    workers: int | None = None
    cqc: str | None = None
    cqc_id: str | None = None
    checks: tuple[Check, ...] = ()
    languages: tuple[str, ...] = ()
    suited_to: tuple[str, ...] = ()
    terms_agreed_on: date | None = None
    verified_on: date | None = None
    visible: bool = False
    area: str | None = None
