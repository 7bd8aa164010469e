"""What was lately not understood, where the area lets its editors read it. The words are opened only here."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.store.seal import Seal
from bot.store.tables import inbox, missed

MOST = 200


@dataclass(frozen=True, slots=True)
class Misunderstood:
    """A message, nobody's: when, where, the question that was open (empty for none), and the words."""

    at: datetime
    area: str
    asked: str
    words: str

    def as_json(self) -> dict[str, object]:
        """What the coverage command prints."""
        return {**asdict(self), "at": self.at.isoformat()}


def recent(connection: Connection, seal: Seal, areas: Collection[str]) -> list[Misunderstood]:
    """The last messages of these areas that were not understood, the newest first. Raises SealError."""
    columns = (inbox.c.received_at, inbox.c.said, missed.c.area, missed.c.asked)
    query = select(*columns).join(inbox, inbox.c.id == missed.c.inbox_id)
    query = query.where(inbox.c.said.is_not(None), missed.c.area.in_(list(areas)))
    rows = connection.execute(query.order_by(missed.c.inbox_id.desc()).limit(MOST))
    return [
        Misunderstood(row.received_at, row.area, row.asked, json.loads(seal.open(row.said))["words"]) for row in rows
    ]
