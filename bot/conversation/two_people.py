"""Two people to look after: whose search it is, who lives where, and whose turn it is."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.conversation.another import codes, two_held
from bot.conversation.hearing import heard_as, home
from bot.conversation.moment import Moment, again, then
from bot.conversation.unsettled import take_up
from bot.flows import FLOWS, whom
from bot.flows.question import Answers, Session, Turn, heard_answers, step
from bot.flows.search_answers import NEXT_SEARCH, SEARCH, echo, known_words
from bot.flows.search_heard import added_needs, adds, answers_of
from bot.flows.search_need import NEED, in_passing
from bot.flows.search_time import WHEN
from bot.matching import manner
from bot.matching.place import OUTSIDE
from bot.message import Option, Say

SOMEBODY = re.compile(r"\b(?:her|him|them|s?he|they)\b")
SAME_TIME = re.compile(r"\b(?:at |on )?the same (?:days?|times?|hours?)\b|\bsame (?:days?|times?|hours?)\b")
"""What stands for the time of the search before: "mum needs company same day"."""

SAME_HELP = re.compile(r"\b(?:the )?same(?: (?:help|thing|again|too|please|for|as)\b|\W*$)")
"""What stands for the help of the search before: "my dad in Evesham needs the same"."""


def someone_else(moment: Moment) -> Turn | None:
    """ "Dad needs sitting with, he's in Bewdley", amid a search for mum: his is looked for now, and hers waits."""
    return theirs(moment) if whom.now_for(moment.session) else None


def somebody_elsewhere(moment: Moment) -> Turn | None:
    """ "My friend in Maldon needs help with shopping", where it was not told for whom the search before is."""
    return None if whom.now_for(moment.session) else theirs(moment)


def theirs(moment: Moment) -> Turn | None:
    """The search for whoever is named and was not before, and the one before waits; None where it may be for them."""
    session, now, known = moment.session, moment.session.held(SEARCH), whom.now_for(moment.session)
    person = next(iter(moment.people), None) or just_named(moment)
    if "need" not in now or person in (None, known, whom.next_for(session)):
        return None
    moment, same_time = at_the_same_time(moment)
    heard = moment.heard
    if heard.choice or heard.apart or in_passing(heard, moment.world):
        return None
    elsewhere = heard.where is not None and now.get("place") not in (None, heard.where.code)
    if known is None and not elsewhere:  # it may be theirs
        return None
    needs = heard.sure if elsewhere or manner.asks_outright(heard.text) else added_needs(heard)
    same = same_help(moment, known) if elsewhere and not needs else {}
    if not same and not (needs and (elsewhere or set(needs) - codes(now, moment))):
        return None
    if session.held(NEXT_SEARCH):
        return Turn(session, (two_held(moment),))
    there = replace(moment, session=whom.begun(session, person, place_for(person, moment)))
    turn = take_up(there.flow, there.session, {**same_time, **same, **there.answers}, there)
    return then(Say("another_waits", {"echo": echo(now, moment.world)}), turn)


def same_help(moment: Moment, known: str | None) -> Answers:
    """The help of the first for somebody too, "as well"; at its time, unless it was told for whom that is."""
    words = moment.heard.text
    too = adds(moment.heard) or SAME_HELP.search(words)
    if not (too and (known or manner.asks_outright(words))):
        return {}
    now = moment.session.held(SEARCH)
    return {name: now[name] for name in ((NEED.name,) if known else (NEED.name, WHEN.name)) if name in now}


def just_named(moment: Moment) -> str | None:
    """Who was named beside the first, where "her" or "him" is said: "company for her tho, not a sitter"."""
    return whom.also_for(moment.session) if SOMEBODY.search(moment.heard.text) else None


def same_as_the_first(moment: Moment) -> Turn | None:
    """ "The same day", where the day is asked of the second of two searches: that of the first."""
    session, when = moment.session, moment.session.held(NEXT_SEARCH).get(WHEN.name)
    if session.asked != WHEN.name or not when or moment.heard.time:
        return None
    if moment.heard.choice or not SAME_TIME.search(moment.heard.text):
        return None
    return take_up(moment.flow, session, {WHEN.name: when}, moment)


def at_the_same_time(moment: Moment) -> tuple[Moment, Answers]:
    """The moment without "same day", and the time that this stands for: that of the search before."""
    when, text = moment.session.held(SEARCH).get(WHEN.name), moment.heard.text
    rest = SAME_TIME.sub("", text) if when else text
    if not when or rest == text:
        return moment, {}
    heard = heard_as(rest, moment.session, moment.inbound, moment.world)
    return replace(moment, heard=heard), {WHEN.name: when}


def place_for(person: str, moment: Moment) -> str | None:
    """Where somebody lives: as was told, else in the home of whom they often live with."""
    session, together = moment.session, moment.world.hearing.kin.together
    shared = {person, whom.now_for(session)} <= together
    return whom.home_of(person, session) or (session.held(SEARCH).get("place") if shared else None)


def whose_first(moment: Moment) -> Turn | None:
    """ "Mum is in Ely, my husband in Littleport": one is looked for at a time, so whose is first?"""
    session, heard, flow = moment.session, moment.heard, FLOWS[SEARCH]
    if session.flow not in ("menu", SEARCH) or heard.choice or heard.apart or heard.place is None:
        return None
    if len(moment.people) < 2:
        return None
    homes = homes_told(moment)
    if len(homes) < 2 or len(set(homes.values())) < 2:
        return None
    found = {name: code for name, code in heard_answers(flow, session, heard, moment.world).items() if name != "place"}
    ours = {person: code for person, code in homes.items() if not is_beyond(code, moment)}
    if len(ours) == 1 and len(homes) > 1:
        ((person, code),) = ours.items()
        left = whom.looking_for(replace(session, flow=flow.name), person)
        return not_covered(homes.values(), step(flow, left, {**found, "place": code}, moment.world), moment)
    asked = step(flow, whom.living(replace(session, flow=flow.name), homes), found, moment.world).session
    options = [home_option(person, code, moment) for person, code in homes.items()]
    return Turn(asked, (Say("whose_first", {}, tuple(options)),))


def one_beyond(moment: Moment) -> Turn | None:
    """ "Dad in Peterborough needs company and mum in Ely a cleaner": the one who is in our area is looked for."""
    session, heard, flow = moment.session, moment.heard, FLOWS[SEARCH]
    parts = [part for part in heard.apart if part.place]
    ours = [part for part in parts if part.place and part.place.area != OUTSIDE]
    if session.flow not in ("menu", SEARCH) or heard.choice or len(parts) != len(ours) + 1 or len(ours) != 1:
        return None
    found = answers_of(ours[0])
    left = whom.unlisted(replace(session, flow=flow.name)).keeping(SEARCH, {})
    return not_covered([part.place.code for part in parts if part.place], step(flow, left, found, moment.world), moment)


def not_covered(codes_told: Iterable[str], turn: Turn, moment: Moment) -> Turn:
    """That we know nobody in the one of these places that is in no area of ours, and then what follows."""
    beyond = next(code for code in codes_told if is_beyond(code, moment))
    place = moment.world.hearing.gazetteer.by_code(beyond)
    return then(Say("another_outside", {"place": place.name if place else ""}), turn)


def is_beyond(code: str, moment: Moment) -> bool:
    """Whether a place is in no area of ours."""
    place = moment.world.hearing.gazetteer.by_code(code)
    return place is not None and place.area == OUTSIDE


def home_option(person: str, code: str, moment: Moment) -> Option:
    """Somebody and where they live, as a choice."""
    place = moment.world.hearing.gazetteer.by_code(code)
    return Option(f"{SEARCH}:place:{code}", f"{person.capitalize()}, {place.name if place else ''}")


def homes_told(moment: Moment) -> dict[str, str]:
    """Where each of several people lives, as a message tells it: after who it is. "Dad in March" is in the town."""
    text, world = moment.heard.text, moment.world
    people = world.hearing.kin.told(text)
    homes: dict[str, str] = {}
    ends = [*(start for _, (start, _) in people[1:]), len(text)]
    for (person, (start, _)), end in zip(people, ends, strict=False):
        at = world.hearing.place_in(text[start:end], home(moment.session, world), False)
        homes |= {person: at.place.code} if at and not at.others else {}
    return homes


def their_turn(moment: Moment) -> Turn | None:
    """ "OK now nan", "mum first", "just mum now": one of those who were told of, and nothing else."""
    session, person = moment.session, moment.turn
    left = moment.world.hearing.kin.left(moment.heard.text) if moment.people else None
    if moment.heard.choice or not (person or (left and not moment.heard.sure)):
        return None
    turned = turned_to(person or left or "", session)
    if turned is None:
        return None
    turned = whom.one_left(turned) if left and whom.next_for(session) else turned
    if turned.page:
        return Turn(turned, (Say("kept", {"known": known_words(turned.held(), moment.world)}),))
    return step(moment.flow, turned, {}, moment.world)


def also_for(moment: Moment) -> Turn | None:
    """ "Mum too", amid a search for dad: the same for both. What she needs besides would be told."""
    session, world, person = moment.session, moment.world, moment.turn
    if moment.heard.choice or person is None or not manner.adds(moment.heard.text):
        return None
    known = known_words(session.held(), world)
    told = (whom.now_for(session), whom.next_for(session))
    if NEED.name not in session.held() or person in told or whom.home_of(person, session):
        return None
    both = replace(moment, session=whom.also(session, person))
    return again(both, Say("also_for", {"who": person, "known": known}))


def where_they_live(moment: Moment) -> Turn | None:
    """ "Mum needs a wash", where it was told who lives where, and not yet who is first."""
    session, heard = moment.session, moment.heard
    if heard.choice or heard.place or whom.now_for(session) or "place" in session.held():
        return None
    person = moment.people[0] if len(set(moment.people)) == 1 else None
    if whom.home_of(person, session) is None:
        return None
    turned = turned_to(person or "", session)
    return moment.react(replace(moment, session=turned)) if turned else None


def turned_to(person: str, session: Session) -> Session | None:
    """The session with the search for somebody; None for whom there is none, and where they live was not told."""
    if person == whom.next_for(session):
        return whom.swapped(session)
    there = whom.home_of(person, session)
    if person == whom.now_for(session):
        return session if session.held(NEXT_SEARCH) or session.page else None
    if there is None:
        return None
    if "need" in session.held(SEARCH) and whom.now_for(session):
        return whom.begun(session, person, there)
    return whom.looking_for(session.keeping(SEARCH, {**session.held(SEARCH), "place": there}), person)


def noted(turn: Turn, moment: Moment) -> Session:
    """The session after a turn, with for whom the search is: as was told, else who lives where help is needed."""
    session, held = shared(turn.session, moment), turn.session.held(SEARCH)
    if session.flow != SEARCH:
        return session
    people = dict.fromkeys(moment.people)
    if moment.heard.apart and len(people) > 1:
        return whom.looking_for(session, *list(people)[:2])
    if whom.now_for(session) or session.held(NEXT_SEARCH):
        return session
    person = next(iter(people)) if len(people) == 1 else whom.lives_at(held.get("place"), session)
    return whom.looking_for(session, person) if person else session


def shared(session: Session, moment: Moment) -> Session:
    """The session with the place just told for the search that waits without one too: "they live in Malvern"."""
    waits, there = session.held(NEXT_SEARCH), session.held(SEARCH).get("place")
    told = moment.heard.where is not None and moment.heard.where.code == there
    if waits.get("place") != "" or not (told and manner.of_both(moment.heard.text)):
        return session
    return session.keeping(NEXT_SEARCH, {**waits, "place": there or ""})
