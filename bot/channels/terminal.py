"""The terminal: texts as they are, choices numbered below. `bot chat` prints them; nothing is sent."""

from collections.abc import Sequence
from uuid import uuid4

from bot.channels import NotSent, Sent
from bot.channels.parts import numbered
from bot.message import Option, Outbound


class Terminal:
    """A conversation in the terminal."""

    name = "terminal"

    def lay_out(self, text: str, options: Sequence[Option]) -> list[Outbound]:
        """One message, its choices as `1 Label` lines."""
        return [Outbound(numbered(text, options), tuple(options))]

    async def send(self, _address: str, _outbound: Outbound) -> Sent | NotSent:
        """Always sent: whoever runs the conversation prints what was laid out."""
        return Sent(uuid4().hex)
