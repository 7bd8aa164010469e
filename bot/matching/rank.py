"""Query and catalogue -> matches with reasons, and near misses that say what was relaxed. Stable order."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.matching.catalogue import Provider
from bot.matching.places import Place
from bot.matching.times import When


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. `needs` are leaf or group codes (any of these); no `when` or an empty one is any time."""

    needs: tuple[str, ...]
    place: Place | None
    when: When | None = None
    suited_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a provider is named: a wording key (`reason_distance`) with its values."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """A provider for a query. `relaxed` is None for a full match, else `when` or `distance`. `km` None: a whole area."""

    provider: Provider
    km: float | None
    needs: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()
    waiting_list: bool = False
    relaxed: str | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """Full matches best first (waiting lists after all open ones), near misses, and how many matched in all."""

    matches: tuple[Match, ...]
    near_misses: tuple[Match, ...]
    total: int
