"""Two searches told together: the one that is looked for now, and the other, which waits until they say NEXT."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.conversation.answers import take_up
from bot.conversation.hearing import heard_as, home
from bot.conversation.moment import Moment, concluded, then
from bot.flows import FLOWS, whom
from bot.flows import find_support as finding
from bot.flows.question import Answers, Session, Turn, heard_answers, step
from bot.matching import manner, times
from bot.matching.apart import JOINT, MARK
from bot.matching.place import OUTSIDE
from bot.matching.understand import Heard
from bot.message import Option, Say

OF_OTHERS = re.compile(
    r"\b(?:my|our|his|her|the) (?:daughter|son|sister|brother|friend|neighbour|carer|cleaner|niece|nephew|grand\w+)\b"
)
"""Who helps already: "my daughter also visits fridays" asks for nothing."""
TAKEN_OFF = re.compile(
    r"^(?!.* and )(?:\w+ )*?(?:remove |(?:take|knock|cross|leave) "
    r"(?:(?:off|away|out) (?:the )?\w|the \w+(?: \w+)? (?:off|away|out)\b))"
)
"""How one of several kinds of help is taken back: "take away the shopping"."""
MOST_PARTED = 4
"""Joints at which a message is parted, at most."""


def another(moment: Moment) -> Turn | None:
    """The search that waits, asked for by NEXT, by its need or by its place; the one looked for now waits then."""
    session, waits = moment.session, moment.session.held(finding.NEXT)
    if not waits or session.flow != finding.NAME or moment.heard.choice or not means_other(moment, waits):
        return None
    left = whom.swapped(session)
    found = heard_answers(moment.flow, left, moment.heard, moment.world)
    return take_up(moment.flow, left, found, moment)


def someone_else(moment: Moment) -> Turn | None:
    """ "Dad needs sitting with, he's in Bewdley", amid a search for mum: his is looked for now, and hers waits."""
    session, heard, now = moment.session, moment.heard, moment.session.held(finding.NAME)
    person = next(iter(moment.people), None)
    known = whom.now_for(session)
    if session.flow != finding.NAME or heard.choice or heard.apart or known is None or "need" not in now:
        return None
    if person in (None, known, whom.next_for(session)) or finding.in_passing(heard, moment.world):
        return None
    needs = heard.sure if manner.asks_outright(heard.text) else finding.added_needs(heard)
    elsewhere = heard.where is not None and heard.where.code != now.get("place")
    same = {finding.NEED.name: now["need"]} if elsewhere and not needs and finding.adds(heard) else {}
    if not same and not (needs and (elsewhere or set(needs) - codes(now, moment))):
        return None
    there = replace(moment, session=whom.begun(session, person, place_for(person, moment)))
    turn = take_up(there.flow, there.session, {**there.answers, **same}, there)
    return then(Say("another_waits", {"echo": finding.echo(now, moment.world)}), turn)


def place_for(person: str, moment: Moment) -> str | None:
    """Where somebody lives: as was told, else in the home of whom they often live with."""
    session, together = moment.session, moment.world.hearing.kin.together
    shared = {person, whom.now_for(session)} <= together
    return whom.home_of(person, session) or (session.held(finding.NAME).get("place") if shared else None)


def whose_first(moment: Moment) -> Turn | None:
    """ "Mum is in Ely, my husband in Littleport": one is looked for at a time, so whose is first?"""
    session, heard, flow = moment.session, moment.heard, FLOWS[finding.NAME]
    if session.flow not in ("menu", finding.NAME) or heard.choice or heard.apart or heard.place is None:
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
    session, heard, flow = moment.session, moment.heard, FLOWS[finding.NAME]
    parts = [part for part in heard.apart if part.place]
    ours = [part for part in parts if part.place and part.place.area != OUTSIDE]
    if session.flow not in ("menu", finding.NAME) or heard.choice or len(parts) != len(ours) + 1 or len(ours) != 1:
        return None
    found = finding.answers_of(ours[0])
    left = whom.unlisted(replace(session, flow=flow.name)).keeping(finding.NAME, {})
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
    return Option(f"{finding.NAME}:place:{code}", f"{person.capitalize()}, {place.name if place else ''}")


def homes_told(moment: Moment) -> dict[str, str]:
    """Where each of several people lives, as a message tells it: after who it is."""
    text, world = moment.heard.text, moment.world
    people = world.hearing.kin.told(text)
    homes: dict[str, str] = {}
    ends = [*(start for _, (start, _) in people[1:]), len(text)]
    for (person, span), end in zip(people, ends, strict=False):
        at = world.hearing.place_in(text[span[1] : end], home(moment.session, world), False)
        homes |= {person: at.place.code} if at and not at.others else {}
    return homes


def their_turn(moment: Moment) -> Turn | None:
    """ "OK now nan", "mum first", "just mum now": one of those who were told of, and nothing else."""
    session, kin, text = moment.session, moment.world.hearing.kin, moment.heard.text
    person, left = kin.turn(text), kin.left(text) if moment.people else None
    if session.flow != finding.NAME or moment.heard.choice or not (person or (left and not moment.heard.sure)):
        return None
    turned = turned_to(person or left or "", session)
    if turned is None:
        return None
    turned = whom.one_left(turned) if left and whom.next_for(session) else turned
    if turned.page:
        return Turn(turned, (Say("kept", {"known": finding.known_words(turned.held(), moment.world)}),))
    return step(moment.flow, turned, {}, moment.world)


def where_they_live(moment: Moment) -> Turn | None:
    """ "Mum needs a wash", where it was told who lives where, and not yet who is first."""
    session, heard = moment.session, moment.heard
    person = moment.people[0] if len(set(moment.people)) == 1 else None
    untold = session.flow == finding.NAME and whom.now_for(session) is None and "place" not in session.held()
    if not untold or heard.choice or heard.place or whom.home_of(person, session) is None:
        return None
    turned = turned_to(person or "", session)
    return moment.react(replace(moment, session=turned)) if turned else None


def turned_to(person: str, session: Session) -> Session | None:
    """The session with the search for somebody; None for whom there is none, and where they live was not told."""
    if person == whom.next_for(session):
        return whom.swapped(session)
    there = whom.home_of(person, session)
    if person == whom.now_for(session):
        return session if session.held(finding.NEXT) or session.page else None
    if there is None:
        return None
    if "need" in session.held(finding.NAME) and whom.now_for(session):
        return whom.begun(session, person, there)
    return whom.looking_for(session.keeping(finding.NAME, {**session.held(finding.NAME), "place": there}), person)


def noted(turn: Turn, moment: Moment) -> Session:
    """The session after a turn, with for whom the search is: as was told, else who lives where help is needed."""
    session, held = turn.session, turn.session.held(finding.NAME)
    if session.flow != finding.NAME:
        return session
    people = dict.fromkeys(moment.people)
    if moment.heard.apart and len(people) > 1:
        return whom.looking_for(session, *list(people)[:2])
    if whom.now_for(session) or session.held(finding.NEXT):
        return session
    person = next(iter(people)) if len(people) == 1 else whom.lives_at(held.get("place"), session)
    return whom.looking_for(session, person) if person else session


def dropped(moment: Moment) -> Turn | None:
    """ "Forget the garden", where that is one of two searches: the other one alone is left."""
    session, waits = moment.session, moment.session.held(finding.NEXT)
    denied, wanted = set(moment.heard.denied), set(moment.heard.sure)
    if not waits or not denied or session.flow != finding.NAME or moment.heard.choice:
        return None
    now = session.held(finding.NAME)
    ours, theirs = codes(now, moment), codes(waits, moment)
    if denied <= theirs - ours and wanted <= ours:
        return Turn(
            session.keeping(finding.NEXT, {}), (Say("kept", {"known": finding.known_words(now, moment.world)}),)
        )
    if denied <= ours - theirs and wanted <= theirs and set(now.get("need", "").split("+")) <= denied:
        left = whom.one_left(whom.swapped(session))
        return step(moment.flow, left, {}, moment.world)
    return None


def taken_off(moment: Moment) -> Turn | None:
    """ "Take away the shopping", where cleaning is looked for too: that alone is left."""
    session, heard, held = moment.session, moment.heard, moment.session.held()
    every, named = held.get("need", "").split("+"), set(moment.heard.sure)
    left = [code for code in every if code not in named]
    if session.flow != finding.NAME or heard.choice or not left or not (named and named < set(every)):
        return None
    if not TAKEN_OFF.search(heard.text):
        return None
    kept = session.keeping(finding.NAME, {**held, "need": "+".join(left)})
    return step(moment.flow, kept, {}, moment.world)


def means_other(moment: Moment, waits: Answers) -> bool:
    """Whether a message means the search that waits, and not the one that is looked for now."""
    heard, now = moment.heard, moment.session.held(finding.NAME)
    if moment.world.hearing.intents.asks_for_other(heard.text):
        return True
    theirs = whom.next_for(moment.session)
    if theirs != whom.now_for(moment.session) and set(moment.people) == {theirs} and (heard.sure or heard.time):
        return True
    needs = set(finding.plain_needs(heard))
    if needs:
        return not heard.apart and needs <= codes(waits, moment) and needs.isdisjoint(codes(now, moment))
    there = heard.where.code if heard.where and not heard.others else None
    return there is not None and there == waits.get("place") != now.get("place")


def codes(answers: Answers, moment: Moment) -> set[str]:
    """The needs of a search, those of its groups too."""
    named = [code for code in answers.get("need", "").split("+") if code]
    return {leaf for code in named for leaf in (code, *moment.world.content.needs.leaves(code))}


def both_times(moment: Moment) -> Turn | None:
    """ "Cleaner fridays, mum on wednesday afternoons": each of the two searches has its own time."""
    session, heard, waits = moment.session, moment.heard, moment.session.held(finding.NEXT)
    if not waits or session.flow != finding.NAME or heard.choice or heard.apart or heard.time is None:
        return None
    for one, other in halves(moment):
        ours, theirs = codes(session.held(), moment), codes(waits, moment)
        if one.time and other.time and belongs(one, ours, other, theirs):
            left = session.keeping(finding.NEXT, {**waits, "when": times.canonical(other.time.when)})
            within = replace(moment, session=left, heard=one)
            return take_up(moment.flow, left, within.answers, within)
    return None


def belongs(one: Heard, ours: set[str], other: Heard, theirs: set[str]) -> bool:
    """Whether one half is of this search and the other of that: the need of one of them at least is named."""
    named, others = set(finding.plain_needs(one)), set(finding.plain_needs(other))
    return bool(named or others) and named <= ours and others <= theirs


def halves(moment: Moment) -> Iterator[tuple[Heard, Heard]]:
    """A message parted in two at a comma or an "and", either half first."""
    words = moment.heard.text
    joints = [*MARK.finditer(words), *JOINT.finditer(words)]
    for joint in joints[:MOST_PARTED]:
        parts = words[: joint.start()], words[joint.end() :]
        one, other = (heard_as(part, moment.session, moment.inbound, moment.world) for part in parts)
        yield one, other
        yield other, one


def one_more(moment: Moment) -> Turn | None:
    """ "She also likes a trip out, but on Sunday", "also company for mum in Upton": another search, which waits."""
    session, heard = moment.session, moment.heard
    if session.flow != finding.NAME or heard.choice or heard.apart or not concluded(moment, finding.NAME):
        return None
    adds = finding.adds(heard) and not OF_OTHERS.search(heard.text)
    needs = finding.added_needs(heard) if adds else ()
    held = session.held()
    known = times.from_canonical(held.get("when", ""))
    elsewhen = heard.when if heard.when and on_other_days(heard.when, known) else None
    place = heard.where.code if heard.where and not heard.others else held["place"]
    here = place == held["place"]
    if not set(needs) - codes(held, moment) or (here and (elsewhen is None or known in (None, times.When(), elsewhen))):
        return None
    said = elsewhen if here else heard.when
    when = {"when": times.canonical(said)} if said else {}
    waits = {"need": "+".join(needs), **when, "place": place}
    return Turn(
        session.keeping(finding.NEXT, waits), (Say("another_next", {"echo": finding.echo(waits, moment.world)}),)
    )


def on_other_days(when: times.When, known: times.When | None) -> bool:
    """Whether it names days, or comes again where the other is for once. Another hour of the same day is of the same
    errand: "and bring her back about half 11"."""
    return bool(when.days or when.date) or (when.repeats not in (None, "once", known and known.repeats))


def one_of_them(moment: Moment) -> Turn | None:
    """ "The cleaner can be any day", where a lift at its hour is looked for too: another search, which waits."""
    session, heard, held = moment.session, moment.heard, moment.session.held()
    if session.flow != finding.NAME or heard.choice or heard.place or heard.when is None:
        return None
    needs, every = finding.plain_needs(heard), held.get("need", "").split("+")
    rest = [code for code in every if code not in needs]
    if not needs or not rest or not set(needs) < set(every) or manner.replaces(heard.text):
        return None
    if "when" not in held or session.held(finding.NEXT):
        return None
    waits = {**held, "need": "+".join(needs), "when": times.canonical(heard.when)}
    left = whom.unlisted(session).keeping(finding.NAME, {**held, "need": "+".join(rest)}).keeping(finding.NEXT, waits)
    turn = step(moment.flow, left, {}, moment.world)
    return then(Say("another_next", {"echo": finding.echo(waits, moment.world)}), turn)


def part_of_it(moment: Moment) -> Turn | None:
    """ "Bath on sundays", where personal care every day is looked for: whoever gives that does this too."""
    session, heard = moment.session, moment.heard
    if session.flow != finding.NAME or not finding.is_part(heard, session.held(), moment.world):
        return None
    return Turn(session, (Say("kept", {"known": finding.known_words(session.held(), moment.world)}),))
