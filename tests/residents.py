"""A conversation of somebody who looks for help, for the tests that follow what comes of single words of it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from ours import world

from bot.conversation import respond
from bot.flows.question import Session, World
from bot.message import Inbound
from bot.wording import text_of

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Talk:
    """Where a conversation stands: the session, and the keys and the text of what was said last."""

    session: Session
    keys: tuple[str, ...]
    text: str

    @property
    def search(self) -> dict[str, str]:
        """What is looked for: need, place and when."""
        return dict(self.session.held("find_support"))


def after(*lines: str, area: str = "worcestershire") -> Talk:
    """The conversation after these messages."""
    content, hearing, catalogue = world()
    here, session = World(NOW, content, hearing, catalogue, area), Session()
    for line in lines:
        turn = respond(session, Inbound("sms", "1", "+447700900001", line, NOW), here)
        session = turn.session
    texts = [text_of(say, content, area) for say in turn.says]
    return Talk(session, tuple(say.key for say in turn.says), "\n".join(texts))
