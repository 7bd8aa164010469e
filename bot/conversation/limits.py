"""What somebody wants of a helper that no search can tell, such as the price: it is said, and never left out."""

from bot.conversation.moment import Moment, again, then
from bot.flows import people
from bot.flows.question import Turn
from bot.flows.search_answers import SEARCH
from bot.flows.search_heard import plain_needs, says_when
from bot.flows.search_need import NEED
from bot.matching import manner
from bot.message import Say

NO_ENGLISH = "limit_language"
"""What is told whoever writes in another language, whatever they want."""
OF_SEARCH = frozenset(("matches", "nobody", "ask_place", "ask_when", "kept", "noted"))
"""What a search says that goes on with what a message asks for, or keeps what it had."""


def with_limit(turn: Turn, moment: Moment) -> Turn:
    """A search's turn after what it cannot tell of that which the message wants: "a man, Braintree mornings"."""
    told = {say.key for say in turn.says}
    goes_on = turn.session.flow == SEARCH and not told.isdisjoint(OF_SEARCH) and not moment.heard.choice
    by_price = any(key.startswith("list_cheapest") for key in told)
    limit = limit_told(moment) if goes_on and "faq_answer" not in told and not by_price else None
    return then(Say(limit), turn) if limit and limit not in told else turn


def asked_within(moment: Moment) -> Turn | None:
    """A request that names such a limit, which only sounds like a question: "can I have a man to wash me"."""
    heard = moment.heard
    if heard.intent != "faq" or moment.besides or heard.choice or moment.session.flow not in ("menu", SEARCH):
        return None
    more = plain_needs(heard) or heard.place or says_when(heard)
    return moment.as_request() if more and limit_told(moment) else None


def only_asked(moment: Moment) -> Turn | None:
    """A question about nothing but such a limit, amid a search: "is it ok about the catheter". It stays."""
    heard, world = moment.heard, moment.world
    if NEED.name not in moment.session.held() or heard.choice:
        return None
    if heard.place or heard.time or manner.asks_of_them(heard.text) or not world.hearing.faq.opens(heard.text):
        return None
    limit = limit_told(moment)
    besides = world.hearing.needs.hear(world.hearing.intents.besides_limit(heard.text)) if limit else ()
    asks_more = not limit or any(need.sure for need in besides)
    return None if asks_more or not heard.sure else again(moment, Say(limit or ""))


def told_alone(moment: Moment) -> Turn | None:
    """Such a limit told, and nothing that changes a search: "15 pounds an hour at most", "no english"."""
    if moment.session.flow in people.FOUNDER_FLOWS or moment.heard.choice:
        return None
    limit = limit_told(moment)
    meant = limit and (moment.session.flow == SEARCH or limit == NO_ENGLISH)
    return again(moment, Say(limit)) if limit and meant else None


def limit_told(moment: Moment) -> str | None:
    """The message that meets the limit told, if one is."""
    return moment.world.hearing.intents.limit(moment.heard.text) if moment.heard.text else None
