"""Dates and places that do not suit. A search cannot leave a date out, so we say so: whoever is rung can be told."""

from bot.conversation.left_out import NUMBERED
from bot.conversation.moment import Moment, again
from bot.flows.question import Turn, step
from bot.flows.search_answers import SEARCH, known_words
from bot.flows.search_doubts import leaves_in
from bot.flows.search_need import in_passing
from bot.flows.search_place import PLACE
from bot.flows.search_time import WHEN
from bot.matching import times
from bot.matching.understand import FIND, UNKNOWN
from bot.message import Say

OF_ONE = ("one", "not-one", "nearer", "cheaper", "no-answer", "not-responding")
"""What is said of one business of a list."""
DETAILS = "details"
"""The command that a date sounds like."""


def not_then(moment: Moment) -> Turn | None:
    """ "Not this thursday", "but not the first week of december", and nothing else that we know."""
    session, heard = moment.session, moment.heard
    searches = bool(session.held()) and not (heard.choice or moment.answers)
    if not searches or not only_dates(moment) or waits_today(moment) or of_business(moment):
        return None
    when = times.from_canonical(session.held().get("when", ""))
    if when and heard.not_then.covers(when):
        kept = {name: code for name, code in session.held().items() if name != WHEN.name}
        return step(moment.flow, session.keeping(SEARCH, kept), {}, moment.world)
    said = next(leaves_in(session.held(), heard), None)
    if session.asked:
        return again(moment, said)
    return Turn(session, (said or Say("kept", {"known": known_words(session.held(), moment.world)}),))


def not_there(moment: Moment) -> Turn | None:
    """ "Not Cambridge though", and nothing else: where help is needed stays as it was, unless that was the place."""
    session, heard, place = moment.session, moment.heard, moment.heard.place
    held = session.held()
    if heard.choice or place is None or heard.others or heard.sure or heard.time:
        return None
    before = heard.text[: place.spans[0][0]].rstrip()
    if not held or len(place.spans) > 1 or not moment.world.hearing.unwanted.not_there(before):
        return None
    if held.get(PLACE.name) == place.place.code:
        kept = {name: code for name, code in held.items() if name != PLACE.name}
        return step(moment.flow, session.keeping(SEARCH, kept), {}, moment.world)
    known = Say("kept", {"known": known_words(held, moment.world)})
    return again(moment) if session.asked else Turn(session, (known,))


def only_dates(moment: Moment) -> bool:
    """Whether nothing else is heard, or only guessed or told in passing: "can't do the 2nd" is like "details 2"."""
    rule, intent = moment.heard.told, moment.heard.intent
    guessed = rule is not None and rule.likeness is not None and not NUMBERED.search(moment.heard.text)
    bare = intent == FIND and not (moment.heard.place or moment.heard.time)
    aside = bare and (not moment.heard.sure or in_passing(moment.heard, moment.world))
    return intent == UNKNOWN or aside or (intent == DETAILS and guessed)


def waits_today(moment: Moment) -> bool:
    """Whether no date is told, or only today: "not today" turns us down for now."""
    today, told = moment.world.now.date(), moment.heard.not_then
    return not (told.gone or told.unknown) and all(days == (today, today) for days in told.dates)


def of_business(moment: Moment) -> bool:
    """Whether "not the 2nd", of a list, is the second business and no date."""
    talk, dates = moment.of_list, moment.heard.not_then.dates
    counted = all(first == last and first.day <= len(moment.session.page) for first, last in dates)
    return talk is not None and talk.kind in OF_ONE and counted
