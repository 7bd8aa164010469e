"""What is told of whoever is looked after, where nothing else of a message is understood: "its for a wedding"."""

from dataclasses import replace

from bot.conversation.moment import Moment, again, still_held, then
from bot.conversation.plainly import has_list
from bot.flows import FLOWS, people
from bot.flows.question import Turn, step
from bot.flows.search_answers import SEARCH, known_words
from bot.matching import manner
from bot.matching.likeness import FOUNDERS
from bot.message import Event, Say

FEWEST = 3
"""Words of the shortest message after a list that tells of somebody."""
MOST_RUNNING = 2
"""Messages running that are met so: whoever is understood no better then is shown people to turn to."""


def details(moment: Moment) -> Turn | None:
    """A kind word: after a list what is kept, else what help is needed, or the open question."""
    session, world = moment.session, moment.world
    if people.is_founder(session) or session.misses >= MOST_RUNNING or not only_tells(moment):
        return None
    event = Event("not-understood", {"asked": session.asked or ""})
    session = replace(session, misses=session.misses + 1)
    if has_list(moment):
        known = known_words(still_held(moment), world)
        return Turn(session, (Say("kept_told", {"known": known}),), (event,))
    noted = Say("noted")
    if session.asked:
        return replace(again(moment, noted), session=session, events=(event,))
    return then(noted, step(FLOWS[SEARCH], replace(session, flow=SEARCH), {}, world), event)


def asks_for_help(moment: Moment) -> bool:
    """Whether it seems to ask for something that we do not know: "someone to do his books", not "someone patient"."""
    words = moment.heard.text
    asks = bool(moment.heard.what) or (manner.asks_for_somebody(words) and " to " in words)
    return (asks and manner.asks_outright(words)) or words.startswith(moment.world.hearing.faq.seeks)


def only_tells(moment: Moment) -> bool:
    """Whether it tells of somebody and asks nothing. After a list any words do that ask for no help."""
    heard, told = moment.heard, moment.heard.told
    if heard.choice or moment.world.hearing.faq.opens(heard.text):
        return False
    if has_list(moment):
        return len(heard.text.split()) >= FEWEST and not asks_for_help(moment)
    another_matter = told is not None and (told.likeness is None or told.intent in FOUNDERS)
    return moment.world.hearing.intents.tells_of_people(heard.text) and not another_matter
