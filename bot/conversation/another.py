"""Two searches told together: the one that is looked for now, and the other, which waits until they say NEXT."""

from collections.abc import Iterator
from dataclasses import replace

from bot.conversation.entering import PERSONAL_CARE
from bot.conversation.hearing import heard_as
from bot.conversation.moment import Moment, again, still_held, then
from bot.conversation.unsettled import take_up
from bot.flows import whom
from bot.flows.question import Answers, Session, Turn, heard_answers, step
from bot.flows.search_answers import NEXT_SEARCH, SEARCH, SEARCH_BEFORE, echo, known_words, need_words
from bot.flows.search_heard import added_needs, adds, plain_needs
from bot.flows.search_need import NEED, is_part, with_leaves
from bot.flows.search_place import PLACE
from bot.matching import manner, times
from bot.matching.apart import JOINT, MARK
from bot.matching.understand import Heard
from bot.message import Say

SWAPPED = "swapped_need"
"""Where a session keeps, for one message, the need that another took the place of."""
OF_LISTS, EMPTY = ("one", "again", "number"), frozenset("help with and for a".split())
"""What is said of somebody on a list, and words of a need's name that tell none from another."""
MOST_PARTED = 4
"""Joints at which a message is parted, at most."""


def another(moment: Moment) -> Turn | None:
    """The search that waits, asked for by NEXT, by its need or by its place; the one looked for now waits then."""
    session, waits = moment.session, moment.session.held(NEXT_SEARCH)
    if not waits or moment.heard.choice or not means_other(moment, waits):
        return None
    left = whom.swapped(session)
    if asks_of_its_list(moment, waits):
        return step(moment.flow, left, {}, moment.world)
    found = heard_answers(moment.flow, left, moment.heard, moment.world)
    return take_up(moment.flow, left, found, moment)


def dropped(moment: Moment) -> Turn | None:
    """ "Forget the garden", where that is one of two searches: the other one alone is left."""
    session, waits = moment.session, moment.session.held(NEXT_SEARCH)
    denied, wanted = set(moment.heard.denied), set(moment.heard.sure)
    if not waits or not denied or moment.heard.choice:
        return None
    now = session.held(SEARCH)
    ours, theirs = codes(now, moment), codes(waits, moment)
    if denied <= theirs - ours and wanted <= ours:
        return Turn(session.keeping(NEXT_SEARCH, {}), (Say("kept", {"known": known_words(now, moment.world)}),))
    if denied <= ours - theirs and wanted <= theirs and set(now.get("need", "").split("+")) <= denied:
        left = whom.one_left(whom.swapped(session))
        return step(moment.flow, left, {}, moment.world)
    return None


def taken_off(moment: Moment) -> Turn | None:
    """ "Take away the shopping", where cleaning is looked for too: that alone is left."""
    session, heard, held = moment.session, moment.heard, moment.session.held()
    every, named = held.get("need", "").split("+"), set(moment.heard.sure)
    left = [code for code in every if code not in named]
    if heard.choice or not left or not (named and named < set(every)):
        return None
    if not moment.world.hearing.unwanted.takes_off(heard.text):
        return None
    kept = session.keeping(SEARCH, {**held, "need": "+".join(left)})
    return step(moment.flow, kept, {}, moment.world)


def means_other(moment: Moment, waits: Answers) -> bool:
    """Whether a message means the search that waits, and not the one that is looked for now."""
    heard, now = moment.heard, moment.session.held(SEARCH)
    if moment.world.hearing.intents.asks_for_other(heard.text):
        return True
    theirs = whom.next_for(moment.session)
    if theirs != whom.now_for(moment.session) and set(moment.people) == {theirs} and (heard.sure or heard.time):
        return True
    if asks_of_its_list(moment, waits):
        return True
    needs = set(plain_needs(heard))
    if needs and is_anothers(moment, waits):
        return False
    if needs:
        return not heard.apart and needs <= codes(waits, moment) and needs.isdisjoint(codes(now, moment))
    there = heard.where.code if heard.where and not heard.others else None
    return there is not None and there == waits.get("place") != now.get("place")


def asks_of_its_list(moment: Moment, waits: Answers) -> bool:
    """Whether somebody is asked for who was on the list of the search that waits: "what was the first lady called, for
    the washing", where "washing" is our word for that alone."""
    talk, words = moment.list_talk, set(moment.heard.text.split())
    ours, theirs = (set(need_words(one, moment.world).split()) for one in (moment.session.held(SEARCH), waits))
    return talk is not None and talk.kind in OF_LISTS and not words.isdisjoint(theirs - ours - EMPTY)


def is_anothers(moment: Moment, waits: Answers) -> bool:
    """Whether somebody is named who was not told of before, at a place of their own: "my sister needs one in March"."""
    known = (whom.now_for(moment.session), whom.next_for(moment.session))
    there = moment.heard.where.code if moment.heard.where and not moment.heard.others else None
    return bool(set(moment.people).difference(known)) and there not in (None, waits.get("place"))


def codes(answers: Answers, moment: Moment) -> set[str]:
    """The needs of a search, those of its groups too."""
    return with_leaves(filter(None, answers.get("need", "").split("+")), moment.world)


def both_times(moment: Moment) -> Turn | None:
    """ "Cleaner fridays, mum on wednesday afternoons": each of the two searches has its own time."""
    session, heard, waits = moment.session, moment.heard, moment.session.held(NEXT_SEARCH)
    if not waits or heard.choice or heard.apart or heard.time is None:
        return None
    for one, other in halves(moment):
        ours, theirs = codes(session.held(), moment), codes(waits, moment)
        if not (one.time and other.time):
            continue
        if belongs(one, ours, other, theirs) or for_each(one, other, moment):
            left = session.keeping(NEXT_SEARCH, {**waits, "when": times.canonical(other.time.when)})
            within = replace(moment, session=left, heard=one)
            return take_up(moment.flow, left, within.answers, within)
    return None


def belongs(one: Heard, ours: set[str], other: Heard, theirs: set[str]) -> bool:
    """Whether one half is of this search and the other of that: the need of one of them at least is named."""
    named, others = set(plain_needs(one)), set(plain_needs(other))
    return bool(named or others) and named <= ours and others <= theirs


def for_each(one: Heard, other: Heard, moment: Moment) -> bool:
    """Whether each half names for whom its search is: "Tuesdays for mum, Fridays for dad"."""
    ours, theirs = whom.now_for(moment.session), whom.next_for(moment.session)
    return (
        ours is not None
        and theirs is not None
        and named_in(one, moment) == {ours}
        and named_in(other, moment) == {theirs}
    )


def named_in(heard: Heard, moment: Moment) -> set[str]:
    """Those who may be looked after whom a reading names."""
    return {person for person, _ in moment.world.hearing.kin.told(heard.text)}


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
    if heard.choice or heard.apart or not adds(heard):
        return None
    needs, held = added_needs(heard), still_held(moment)
    if "place" not in held or not needs or moment.world.hearing.relatives.help_already(heard.text):
        return None
    known = times.from_canonical(held.get("when", ""))
    elsewhen = heard.when if heard.when and on_other_days(heard.when, known) else None
    place = heard.where.code if heard.where and not heard.others else held["place"]
    here = place == held["place"]
    if not set(needs) - codes(held, moment) or (here and (elsewhen is None or known in (None, times.When(), elsewhen))):
        return None
    said = elsewhen if here else heard.when
    when = {"when": times.canonical(said)} if said else {}
    waits = {"need": "+".join(needs), **when, "place": place}
    if is_third(waits, session.held(NEXT_SEARCH)):
        return again(moment, two_held(moment))
    later = replace(moment, session=session.keeping(NEXT_SEARCH, waits))
    return again(later, Say("another_next", {"echo": echo(waits, moment.world)}))


def is_third(told: Answers, waits: Answers) -> bool:
    """Whether one more search is told of than the two that we keep, and not the one that waits in other words."""
    return bool(waits) and any(told.get(name) != waits.get(name) for name in (NEED.name, PLACE.name))


def two_held(moment: Moment) -> Say:
    """That we look for one, and keep one more, and no third."""
    held = (moment.session.held(SEARCH), moment.session.held(NEXT_SEARCH))
    now, waits = (known_words(one, moment.world) for one in held)
    return Say("two_held", {"now": now, "waits": waits})


def on_other_days(when: times.When, known: times.When | None) -> bool:
    """Whether it names days, or comes again where the other is for once. Another hour of the same day is of the same
    errand: "and bring her back about half 11"."""
    return bool(when.days or when.date) or (when.repeats not in (None, "once", known and known.repeats))


def one_of_them(moment: Moment) -> Turn | None:
    """ "The cleaner can be any day", where a lift at its hour is looked for too: another search, which waits. Where no
    time is told yet the one that has one is looked for, and the other waits."""
    session, heard, held = moment.session, moment.heard, moment.session.held()
    if heard.choice or heard.place or heard.when is None:
        return None
    every = held.get("need", "").split("+")
    moved = part_moved(moment, every)
    needs = moved or plain_needs(heard)
    rest = [code for code in every if code not in needs]
    if not needs or not rest or not set(needs) < set(every) or replaced(heard.text):
        return None
    if (is_care(every, moment) and not moved) or session.held(NEXT_SEARCH):
        return None
    timed = {**held, "need": "+".join(needs), "when": times.canonical(heard.when)}
    other = {**held, "need": "+".join(rest)}
    now, waits = (other, timed) if "when" in held else (timed, other)
    left = whom.unlisted(session).keeping(SEARCH, now).keeping(NEXT_SEARCH, waits)
    turn = step(moment.flow, left, {}, moment.world)
    return then(Say("another_next", {"echo": echo(waits, moment.world)}), turn)


def replaced(words: str) -> bool:
    """Whether what it names is wanted instead of all else, and is not only given a time of its own."""
    return manner.replaces(words) and not manner.part_moved(words)


def part_moved(moment: Moment, every: list[str]) -> tuple[str, ...]:
    """The one of several needs that is given a time of its own: "change the wash to evenings". () for none."""
    words = manner.part_moved(moment.heard.text)
    named = moment.world.hearing.needs.hear(words) if words else ()
    return tuple(need.id for need in named if need.id in every)[:1]


def is_care(needs: list[str], moment: Moment) -> bool:
    """Whether all of some needs are personal care, which one carer does."""
    return {PERSONAL_CARE, *moment.world.content.needs.leaves(PERSONAL_CARE)}.issuperset(needs)


def both_after_all(moment: Moment) -> Turn | None:
    """ "No wait, both": the need whose place another has just taken is looked for too."""
    session, gone = moment.session, moment.session.held(SWAPPED).get(NEED.name)
    if moment.heard.choice or gone is None:
        return None
    if not moment.world.hearing.intents.says_all(moment.heard.text):
        return None
    both = f"{gone}+{session.held()[NEED.name]}"
    return take_up(moment.flow, session, {NEED.name: both}, moment)


def back_to_it(moment: Moment) -> Turn | None:
    """ "Go back to the shopping", where another search took its place: where and when it was looked for."""
    session, heard, gone = moment.session, moment.heard, moment.session.held(SEARCH_BEFORE)
    if not gone or heard.choice or heard.place or heard.time:
        return None
    if not heard.sure or not set(heard.sure) <= codes(gone, moment) or not manner.goes_back(heard.text):
        return None
    left = whom.unlisted(session).keeping(SEARCH_BEFORE, session.held(SEARCH)).keeping(SEARCH, gone)
    return step(moment.flow, left, {}, moment.world)


def swap_noted(session: Session, moment: Moment) -> Session:
    """The session after a turn, with the need whose place another has just taken, for one message, and its search."""
    before, now = (one.held(SEARCH) for one in (moment.session, session))
    swapped = "need" in before and "need" in now and set(before["need"].split("+")).isdisjoint(now["need"].split("+"))
    if swapped and "place" in before:
        session = session.keeping(SEARCH_BEFORE, before)
    gone = {NEED.name: before["need"]} if swapped and not session.held(NEXT_SEARCH) else {}
    return session.keeping(SWAPPED, gone) if gone or session.held(SWAPPED) else session


def part_of_it(moment: Moment) -> Turn | None:
    """ "Bath on sundays", where personal care every day is looked for: whoever gives that does this too."""
    session, heard = moment.session, moment.heard
    if not is_part(heard, session.held(), moment.world):
        return None
    return Turn(session, (Say("kept", {"known": known_words(session.held(), moment.world)}),))
