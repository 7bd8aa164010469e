"""Choosing what to do. It asks nothing: it offers the other flows, and waits."""

from collections.abc import Iterator
from dataclasses import replace

from bot.flows.question import Answers, Flow, Question, Session, Turn, World, label
from bot.message import Option, Say

NAME = "menu"
CHOICES = ("find_support", "cqc_triage", "setup_checklist", "person")


def menu_options(world: World) -> tuple[Option, ...]:
    """The ways on, in order."""
    return tuple(Option(f"{NAME}:go:{choice}", label(world, f"option_{choice}")) for choice in CHOICES)


class Menu(Flow):
    """The flow that everybody starts in."""

    name = NAME

    def route(self, answers: Answers, world: World) -> Iterator[Question]:
        """Nothing to ask."""
        return iter(())

    def listens_for(self, asked: str | None, world: World) -> tuple[Question, ...]:
        """Nothing to answer."""
        return ()

    def conclude(self, session: Session, world: World) -> Turn:
        """Offer the ways on."""
        return Turn(replace(session, asked=None), (Say("menu", {}, menu_options(world)),))
