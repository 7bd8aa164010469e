"""What somebody wants of a helper that no search can tell, such as the price: it is said, and never left out."""

from bot.conversation.moment import Moment, then
from bot.flows.question import Turn
from bot.flows.search_answers import SEARCH
from bot.flows.search_heard import plain_needs, says_when
from bot.message import Say

OF_SEARCH = frozenset(("matches", "nobody", "ask_place", "ask_when"))
"""What a search says that goes on with what a message asks for."""


def with_limit(turn: Turn, moment: Moment) -> Turn:
    """A search's turn after what it cannot tell of that which the message wants: "a man, Braintree mornings"."""
    told = {say.key for say in turn.says}
    goes_on = turn.session.flow == SEARCH and not told.isdisjoint(OF_SEARCH) and not moment.heard.choice
    limit = limit_told(moment) if goes_on and "faq_answer" not in told else None
    return then(Say(limit), turn) if limit else turn


def asked_within(moment: Moment) -> Turn | None:
    """A request that names such a limit, which only sounds like a question: "can I have a man to wash me"."""
    heard = moment.heard
    if heard.intent != "faq" or moment.besides or heard.choice or moment.session.flow not in ("menu", SEARCH):
        return None
    more = plain_needs(heard) or heard.place or says_when(heard)
    return moment.as_request() if more and limit_told(moment) else None


def limit_told(moment: Moment) -> str | None:
    """The message that meets the limit told, if one is."""
    return moment.world.hearing.intents.limit(moment.heard.text) if moment.heard.text else None
