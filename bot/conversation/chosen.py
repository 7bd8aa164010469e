"""The option that a message chooses: by button, by its number, or in words."""

import re
from collections.abc import Collection

from bot.conversation.amid_search import NEAR_KM, lies
from bot.flows import people
from bot.flows.question import Session, World
from bot.flows.search_answers import NEXT_SEARCH, SEARCH
from bot.flows.search_heard import LIKELY
from bot.flows.search_need import OF_NEED, need_of
from bot.flows.search_results import leaving_code
from bot.flows.search_time import ANY_TIME, WHEN
from bot.matching import manner
from bot.matching.place import km_between
from bot.matching.understand import Heard
from bot.message import Inbound

OF_SEVERAL = re.compile(r"\b(?:\d+|one|two|three|four|five|six) of\b")
OF_LIST = re.compile(r"\b(details?|more|info|first aid)\b")
PICK = re.compile(r"(?:option|number|no\.?|choice)?\s*#?(\d{1,2})[.)]?(?: (?:please|pls|plz|thanks|ta))?")
YES_FIRST = re.compile(r"y(?:es|eah|eh|ep|up)\b")
"""What "yes thanks" begins with, and "right" and "ok thanks" do not: these choose nothing."""
PLACE = f"{SEARCH}:place:"
FEWEST_NEEDS = 2
"""Needs of the shortest choice between them."""
PERSONAL = "personal-care"
"""The group of needs that are done to somebody."""
PRONOUNS = frozenset("me myself her herself him himself them themselves us ourselves".split())
BESIDE_A_PERSON = frozenset("my our the for of its thats it is a person people not clothes just please".split())
"""What is said beside a person: "for my mum", "me not clothes"."""


def choice_of(session: Session, inbound: Inbound, heard: Heard, world: World) -> str | None:
    """The code chosen: by button, by a number that is the whole message, or in words, the plainest first.

    To "which day or time?", "dunno" and "whenever they can" choose any time.
    """
    if not inbound.pressed and (leaving := leaving_told(session, heard, world)):
        return leaving
    if inbound.pressed or heard.named:
        return inbound.pressed
    if picked := PICK.fullmatch(heard.text):
        index = int(picked[1]) - 1
        return session.offered[index] if 0 <= index < len(session.offered) else None
    ways = (nth_told, every_one, yes_or_no, only_one, any_time, place_told, either_place, need_told)
    return next(filter(None, (way(session, heard, world) for way in ways)), None)


def every_one(session: Session, heard: Heard, world: World) -> str | None:
    """The option of all that were offered, where a message agrees or says "all"."""
    rules = world.hearing.intents
    every = next((code for code in session.offered if "+" in code), None)
    if every is None:
        return None
    agrees = rules.says_yes(heard.text) and YES_FIRST.match(heard.text) is not None
    return every if agrees or rules.says_all(heard.text) else None


def any_time(session: Session, heard: Heard, world: World) -> str | None:
    """Any time, where the day or time is asked for and left to us."""
    rules = world.hearing.intents
    if session.held(NEXT_SEARCH) and rules.asks_for_other(heard.text):
        return None
    return ANY_TIME if leaves_when(session, heard) and rules.says_no_matter(heard.text) else None


def yes_or_no(session: Session, heard: Heard, world: World) -> str | None:
    """The yes or no of those offered that the message is."""
    rules = world.hearing.intents
    for says, ending in ((rules.says_yes, ":yes"), (rules.says_no, ":no")):
        chosen = next((code for code in session.offered if code.endswith(ending)), None)
        if chosen and says(heard.text) and not in_own_words(chosen, world):
            return chosen
    return None


def only_one(session: Session, heard: Heard, world: World) -> str | None:
    """The way on that was offered alone, where the message says yes. Of a list of one "yes" takes nobody."""
    code = session.offered[0] if len(session.offered) == 1 else ""
    ours = code.startswith(("menu:", OF_NEED))
    return code if ours and world.hearing.intents.says_yes(heard.text) else None


def need_told(session: Session, heard: Heard, world: World) -> str | None:
    """The need chosen of those offered in words that are much more like it than like the others: "the ipad"."""
    codes = {need_of(code): code for code in session.offered if code.startswith(OF_NEED)}
    if of_body := for_somebody(heard, codes, world):
        return codes[of_body]
    if heard.sure or len(codes) < FEWEST_NEEDS or not heard.what:
        return None
    meant, _, unmeant = heard.text.partition(" not ")
    every = world.hearing.needs.hear(meant) if unmeant else heard.what
    likely = [need for need in every if need.id in codes]
    if not likely or likely[0] is not every[0] or likely[0].score < LIKELY:
        return None
    nearest = max((need.score for need in likely[1:]), default=0.0)
    return codes[likely[0].id] if nearest <= likely[0].score / 2 else None


def for_somebody(heard: Heard, offered: Collection[str], world: World) -> str | None:
    """The one of the needs offered that is done to somebody, where just a person is named: "me", of washing."""
    people, groups = world.hearing.needs.speller.people, world.content.needs.needs
    bodily = [code for code in offered if code in groups and groups[code].group == PERSONAL]
    if len(bodily) != 1:
        return None
    words = frozenset(heard.text.split()) - BESIDE_A_PERSON
    return bodily[0] if words and words <= people | PRONOUNS else None


def of_places(session: Session) -> list[str]:
    """The codes of the places that were offered to choose from."""
    return [code for code in session.offered if code.startswith(PLACE)]


def either_place(session: Session, heard: Heard, world: World) -> str | None:
    """Between two places that were offered, where "either" will do and they lie near each other."""
    codes = of_places(session)
    if len(codes) != 2 or not manner.takes_either(heard.text):
        return None
    found = [world.hearing.gazetteer.by_code(code.removeprefix(PLACE)) for code in codes]
    near = found[0] and found[1] and km_between(found[0], found[1]) < NEAR_KM
    return "+".join((codes[0], codes[1].removeprefix(PLACE))) if near else None


def leaving_told(session: Session, heard: Heard, world: World) -> str | None:
    """Whom to leave out, told by name or place on the list: "the second", after "not her" and "which one?"."""
    codes = [code for code in session.offered if code.startswith(leaving_code(""))]
    if not codes:
        return None
    if len(heard.named) == 1:
        return next((code for code in codes if code == leaving_code(heard.named[0])), None)
    talk = world.hearing.intents.of_list(heard.text)
    number = talk.number if talk and talk.whole and talk.kind == "one" else None
    return codes[number - 1 if number > 0 else number] if number and number <= len(codes) else None


def nth_told(session: Session, heard: Heard, world: World) -> str | None:
    """The option chosen by "the first one" in a founder's flow, where there is no list of businesses to speak of.

    "2 of them do" counts people, and "details 2" is a command, whatever is open.
    """
    rule = heard.told
    if OF_SEVERAL.search(heard.text) or OF_LIST.search(heard.text):
        return None
    if session.flow not in people.FOUNDER_FLOWS or rule is None or rule.intent != "details" or not rule.number:
        return None
    return session.offered[rule.number - 1] if 0 < rule.number <= len(session.offered) else None


def place_told(session: Session, heard: Heard, world: World) -> str | None:
    """The place chosen of those offered by telling where it lies: "the worcestershire one", "the one near didcot"."""
    offered = of_places(session)
    if heard.where is None or not offered:
        return None
    found = {code: world.hearing.gazetteer.by_code(code.removeprefix(PLACE)) for code in offered}
    fits = [code for code, place in found.items() if place and lies(place, heard.where, heard.text)]
    return fits[0] if len(fits) == 1 else None


def leaves_when(session: Session, heard: Heard) -> bool:
    """Whether the day or time is asked for, and none was told, nor any danger."""
    asked = session.flow == SEARCH and session.asked == WHEN.name
    return asked and heard.time is None and not (heard.told and heard.told.danger)


def in_own_words(code: str, world: World) -> bool:
    """Whether an option is an answer of a tree, which reads a yes or no itself: "not yet" may be neither."""
    return code.partition(":")[0] in world.content.trees
