"""A message heard again without some of its clauses: what it asks for beside what those tell."""

from collections.abc import Callable
from dataclasses import replace

from bot.conversation.hearing import heard_as
from bot.conversation.moment import Moment
from bot.matching.clauses import bare, without


def heard_without(moment: Moment, leaves_out: Callable[[str], bool]) -> Moment | None:
    """The moment as it were, had the message not had those clauses; None where it has none of them."""
    words = without(moment.heard.text, leaves_out)
    if words == bare(moment.heard.text):
        return None
    return replace(moment, heard=heard_as(words, moment.session, moment.inbound, moment.world))
