"""The pure step: a session, a message and a world in; a turn out. Safety, opt-out and commands come before the flow."""

from bot.flows.question import Session, Turn, World
from bot.message import Inbound


def respond(session: Session, inbound: Inbound, world: World) -> Turn:
    """What follows from one message. Pure: the same values give the same turn."""
    return Turn(session, ())
