"""Answers to the open question, and what is told beside them."""

import re
from dataclasses import replace

from bot.conversation.amid_search import only_its_county, says_it_again, told_in_passing
from bot.conversation.hearing import home
from bot.conversation.moment import Moment, again, still_held
from bot.conversation.offered_search import OFFERED, looks_for, names_both, offer_search
from bot.conversation.unsettled import closer, closest, of_a_break, offers_break, outside, take_up, which, without_place
from bot.flows.question import Turn, step
from bot.flows.search_answers import SEARCH, known_words, place_of
from bot.flows.search_heard import chosen
from bot.flows.search_need import NEED, groups_of_needs, in_passing
from bot.flows.search_place import PLACE
from bot.matching.understand import CHECKLIST, FIND
from bot.message import Say

BACKGROUND = "background"
"""What the checklist's `hears` calls words of a trade that they have or had."""
DENIES = re.compile(r"^(?:no|nope|nah)\b|\bone in\b|\bi mean|\b(?:the|that) [a-z]+ one$")
"""Another place is meant than the one of that name that we took."""
NOT_THERE = re.compile(
    r"(?:(?:no|oh|sorry|wait|it'?s|that'?s)[ ,]+)*(?:not|remove|delete|forget|scrap|drop) (?:in |at |near )?"
    r"([a-z' -]+?)\W*"
)
"""What denies the place that follows, and says no more."""


def answer(moment: Moment) -> Turn | None:
    """What this message answers in the flow they are in. A search that was offered before is let be."""
    if not moment.answers:
        return None
    session = moment.session.keeping(OFFERED, {}) if moment.session.held(OFFERED) else moment.session
    return take_up(moment.flow, session, moment.answers, moment)


def denial(moment: Moment) -> Turn | None:
    """ "No, not bathing", "not Malvern", and nothing in its place: what is it then?"""
    held = moment.session.held(SEARCH)
    if moment.heard.sure:
        return None
    if not_there(moment):
        gone = PLACE.name
    elif set(held.get("need", "").split("+")) <= set(moment.heard.denied):
        gone = NEED.name
    else:
        return None
    kept = {name: code for name, code in held.items() if name != gone}
    return step(moment.flow, moment.session.keeping(SEARCH, kept), {}, moment.world)


def not_there(moment: Moment) -> bool:
    """Whether it only says that the place is not the one that is held."""
    place = place_of(moment.session.held(SEARCH), moment.world)
    denied = NOT_THERE.fullmatch(moment.heard.text)
    return bool(place and denied and set(denied[1].split()) <= set(place.name.casefold().replace("-", " ").split()))


def unsettled(moment: Moment) -> Turn | None:
    """Something heard that is not an answer yet: close readings, or a place that is none of ours."""
    if chosen(moment.heard, PLACE.name) or denies_place(moment):
        return place_refused(moment)
    if moment.heard.intent != FIND or (tells_for_whom(moment) and not moment.heard.what):
        return None
    if moment.session.flow != SEARCH:
        looks = moment.heard.sure and (looks_for(moment) or names_both(moment)) and not begins_plainly(moment)
        return offer_search(moment) if looks else None
    turn = step(moment.flow, moment.session, {}, moment.world)
    nearer = closer(turn, moment)
    return nearer if nearer != turn else closest(moment)


def begins_plainly(moment: Moment) -> bool:
    """Whether a message begins with a yes or no to the open question of a tree: "no thank goodness"."""
    told, asked = moment.world.hearing.told.get(moment.session.flow), moment.session.asked
    if told is None or asked is None or moment.session.flow not in moment.world.content.trees:
        return False
    return told.plain(told.words(moment.heard.text), told.codes(asked)) is not None


def denies_place(moment: Moment) -> bool:
    """Whether the place that is kept is denied for one outside: "no, the one in Cornwall"."""
    kept = moment.session.flow == SEARCH and PLACE.name in moment.session.held()
    named = moment.heard.place is not None and moment.heard.intent == FIND
    return kept and named and DENIES.search(moment.heard.text) is not None


def place_refused(moment: Moment) -> Turn | None:
    """Of several places that which none of ours is: it is said to be outside, and no place is kept."""
    beyond = outside(moment)
    if beyond is None:
        return None
    return replace(beyond, session=replace(without_place(beyond.session), asked=PLACE.name))


def left_to_us(moment: Moment) -> Turn | None:
    """ "Dunno", "all sorts really", where we ask for the need: every kind of help to choose from."""
    session, world = moment.session, moment.world
    if moment.heard.choice or session.asked != NEED.name:
        return None
    if not world.hearing.intents.says_no_matter(moment.heard.text):
        return None
    return Turn(session, (which(NEED, groups_of_needs(world), session, world),))


def remark(moment: Moment) -> Turn | None:
    """Something told of somebody, amid a search: a kind word, and the open question again; else what is kept.

    Amid the steps, what a founder tells of their own trade.
    """
    session, world = moment.session, moment.world
    if session.flow == CHECKLIST and not moment.heard.choice and session.asked and tells_of_trade(moment):
        return again(moment, Say("experience"))
    tells = in_passing(moment.heard, world) or told_in_passing(moment.heard.text, session, world) is not None
    tells = tells or tells_for_whom(moment) or says_where_again(moment)
    if tells and session.flow == "menu" and offers_break(session):
        return Turn(session, (Say("noted_break", {}, of_a_break(moment)),))
    if session.flow != SEARCH or session.alarmed or not tells:
        return None
    if session.asked:
        return closer(again(moment, Say("noted")), moment)
    known = known_words(still_held(moment), world)
    return Turn(session, (Say("kept", {"known": known}),)) if known else None


def tells_of_trade(moment: Moment) -> bool:
    """Whether a founder tells what they were or are by trade, and asks nothing: "im a retired nurse"."""
    told, text = moment.world.hearing.told[CHECKLIST], moment.heard.text
    return not told.is_question(text) and told.meant(told.words(text), (BACKGROUND,)) is not None


def says_where_again(moment: Moment) -> bool:
    """Whether it only says again where the place is that is held: "on the naze", "the one in Hunts"."""
    heard, session, world = moment.heard, moment.session, moment.world
    if says_it_again(heard.text, session, world):
        return True
    named = world.hearing.place_in(heard.text, home(session, world), True) if not (heard.what or heard.place) else None
    return named is not None and only_its_county(replace(heard, place=named), session, world)


def tells_for_whom(moment: Moment) -> bool:
    """Whether it says that help is looked for, or for whom, and not which: "for dad"."""
    told = moment.heard.told
    return moment.heard.intent == FIND and told is not None and told.intent == FIND
