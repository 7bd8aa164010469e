"""A provider as one row of the catalogue, and a reason as a wording key with its values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Slot = tuple[int, int, int]
"""Weekday (Monday 0), first minute, last minute of the day (up to 1440; a night is split at midnight)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a provider is named, or is not: a wording key (`reason_distance`) with its values."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.key, *self.values.values()))


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
    """How far they go from their postcode. Unknown counts as not at all."""
    places: tuple[str, ...] = ()
    """Place codes served."""
    served: tuple[tuple[float, float], ...] = ()
    """Latitude and longitude of each of `places`, in their order."""
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
    """The council whose rules apply: as named, else that of the postcode, else that of the places served."""
    district: str | None = None
    """The name of the district that the postcode is in."""

    def __hash__(self) -> int:
        return hash(self.id)


def price(provider: Provider, hours: int | None = None) -> Reason | None:
    """The price as a reason, where it is known: for so many hours, if that was asked."""
    if provider.price_from is None:
        return None
    unit = provider.price_unit
    if unit not in (None, "hour"):
        return Reason("reason_price", {"price": in_pounds(provider.price_from), "unit": unit})
    if hours:
        return Reason("reason_hours", {"price": in_pounds(provider.price_from * hours), "hours": hours})
    return Reason("reason_hourly", {"price": in_pounds(provider.price_from)})


def in_pounds(amount: float) -> str:
    """Pounds, with pence where there are any."""
    return f"{amount:.2f}".removesuffix(".00")
