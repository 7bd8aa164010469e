"""Sessions as they are kept: JSON, sealed, as what somebody needs is about their health."""

from bot.flows.question import Session, from_json, to_json
from bot.flows.tree import EARLIER, RESULT
from bot.store.seal import Seal

BLANK = "{}"
"""That of somebody who has not had a turn: there is nothing to seal."""


def sealed_session(session: Session, seal: Seal) -> str:
    """A session, sealed."""
    return seal.shut(to_json(session))


def opened_session(kept: str, seal: Seal) -> Session:
    """A session from its kept form. Raises SealError, or what `from_json` raises for one that cannot be read."""
    return from_json(seal.open_json(kept))


def has_result(session: Session) -> bool:
    """Whether an outcome of a guide is kept in a session: to find these, not all are opened."""
    return any(name in held for held in session.answers.values() for name in (RESULT, EARLIER))
