"""Sessions as they are kept: JSON, sealed, as what somebody needs is about their health."""

from bot.flows.question import Session, from_json, to_json
from bot.flows.tree_results import EARLIER, RESULT
from bot.store.seal import Seal

BLANK = "{}"
"""That of somebody who has not had a turn: there is nothing to seal."""
MOST = 500
"""Sessions kept in mind: about a megabyte."""


def sealed_session(session: Session, seal: Seal) -> str:
    """A session, sealed."""
    return seal.shut(to_json(session))


def opened_session(kept: str, seal: Seal) -> Session:
    """A session from its kept form. Raises SealError, or what `from_json` raises for one that cannot be read."""
    return from_json(seal.open_json(kept))


class Lately:
    """The sessions last kept, by their sealed form, so that whoever goes on talking need not have theirs opened again.

    One that is read is taken out: of somebody who was forgotten, nothing is left here either.
    """

    def __init__(self) -> None:
        self._kept: dict[str, Session] = {}

    @property
    def number(self) -> int:
        """How many are in mind."""
        return len(self._kept)

    def keep(self, sealed: str, session: Session) -> None:
        """Keep one in mind, in place of the oldest when there are many."""
        self._kept[sealed] = session
        if len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]

    def take(self, sealed: str) -> Session | None:
        """The session of this sealed form; None when it is not in mind."""
        return self._kept.pop(sealed, None)


def has_result(session: Session) -> bool:
    """Whether an outcome of a guide is kept in a session: to find these, not all are opened."""
    return any(name in held for held in session.answers.values() for name in (RESULT, EARLIER))
