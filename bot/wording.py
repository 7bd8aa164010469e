"""Wording key and values -> text. An area's own wording overrides the general."""

from bot.content import Content
from bot.message import Say


def text_of(say: Say, content: Content, area: str | None) -> str:
    """The text of something to say, as an area words it."""
    return say.key
