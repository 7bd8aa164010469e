"""Words -> need codes, each with its score and the phrase that decided."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeardNeed:
    """A need heard. `sure` when asked for; not sure when it is only the next reading. `score` is 0 to 1."""

    id: str
    score: float
    because: str
    sure: bool = True
