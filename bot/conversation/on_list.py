"""What people say of the list that they were given: "show me again", "they are full", "too far", "ring them for me"."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.conversation.facts import FACTS, HOURS, INSURANCE, PRICE, THEM, meant, singled_out, tells, told_of
from bot.conversation.handover import cross
from bot.conversation.hearing import named_on
from bot.conversation.last_list import detail, more, names_of, numbered, show_list, which_one
from bot.conversation.left_out import SOMEBODY, names_by_id, without
from bot.conversation.left_out import unwanted as named_unwanted
from bot.conversation.moment import Moment, again, concluded, contact_of
from bot.conversation.plainly import said_plainly
from bot.conversation.unsettled import take_up
from bot.flows import people
from bot.flows.find_support import FindSupport
from bot.flows.question import Turn
from bot.flows.search_answers import SEARCH
from bot.flows.search_heard import plain_needs, says_when
from bot.flows.search_need import NEED, with_leaves
from bot.flows.search_results import NEAREST, in_order, leaving_code
from bot.matching import manner, times
from bot.matching.by_name import WORD
from bot.matching.intents import ListTalk
from bot.message import Say

CALLED = re.compile(r"\bthe ([a-z]{4,})(?: [a-z]{4,})? one(?: please| then| thanks| pls)?$")
"""How one of a list is called: where we have no such word, it is a name that is not on it."""

UNTOLD = {INSURANCE: "are-they-insured"}
"""The plain answer to what the rows do not say."""
TOGETHER = re.compile(r"\b(?:and|or|n)\b")
"""What joins those who are named together: "not 2, 1" names but one."""
NUMBER_OF = {"first": "1", "second": "2", "third": "3"}
WORD_OR_FIGURE = re.compile(r"[a-z]+|\d+")
"""How those on a list are numbered in words, and what may number them."""
AGAIN = "again"
"""What `on_list` calls the wish to see the list, or somebody, again."""
COMPLAINT = "complain"
"""What it calls a word against somebody on the list: whatever it is of, it is no need."""
OF_HER = re.compile(r"\b(?:do|does|can|will|would|is) s?he\b")
"""Who asks it of one business that was given: "does she do nights"."""
FULL = "full"
"""What `on_list` calls a business that cannot come."""
AMOUNT = re.compile(
    r"(?:£ ?|\b(?:under|below|than|max|maximum|over|up to|most|only pay|afford) £?)(\d{1,3})\b"
    r"|\b(\d{1,3}) (?:pounds?|quid|an hour|max|tops)\b"
)
"""What they would pay at most."""
OTHER = re.compile(r"\bthe other (?:one|lady|man|woman|person)\b")
"""What is said of the one of two that is left."""
OF_ONE = re.compile(r"\b(?:s?hes?|number|one)\b")
"""Who says of one business that it cannot come: of the one looked at last."""


def on_list(moment: Moment) -> Turn | None:
    """What is said of the last list. A message that tells another day or place is an answer, whatever else it says."""
    talk = moment.of_list
    if talk is None:
        return None
    if moves_on(moment, talk):
        return no_such_one(moment, talk) if names_nobody(moment, talk) else None
    moment = replace(moment, session=replace(moment.session, flow=SEARCH, asked=None))
    if talk.kind == AGAIN and moment.heard.sure and other_needs(moment):
        return take_up(moment.flow, moment.session, {NEED.name: "+".join(moment.heard.sure)}, moment)
    if talk.kind in FACTS:
        untold = None if tells(moment, talk) else said_plainly(moment, UNTOLD[talk.kind])
        return no_such_one(moment, talk) or untold or told_of(moment, talk)
    return ACTS[talk.kind](moment, talk) if talk.kind in ACTS else said_plainly(moment, talk.kind)


def no_such_one(moment: Moment, talk: ListTalk) -> Turn | None:
    """A question about "the second one", where there is but one: how many there are."""
    most = len(in_order(moment.session))
    beyond = talk.number is not None and not moment.heard.named and not -1 <= talk.number <= most
    return again(moment, Say("no_such_number", {"most": most})) if beyond else None


def names_nobody(moment: Moment, talk: ListTalk) -> bool:
    """Whether it is only a number that the list has not: "the second lady", where there is one."""
    heard = moment.heard
    return talk.whole and talk.kind == "one" and not (heard.place or heard.time or heard.what)


def moves_on(moment: Moment, talk: ListTalk) -> bool:
    """Whether it tells of another search: a place, a need, or a day, unless it asks for the days of one business.

    A rule that says which plain answer is asked for goes before it too.
    """
    heard = moment.heard
    if heard.told and heard.told.ruled_answer:
        return True
    if talk.kind == THEM or (talk.kind == HOURS and OF_HER.search(heard.text)):
        return False
    here = talk.number is None or -1 <= talk.number <= len(in_order(moment.session))
    if talk.whole and (talk.kind == "one" or (talk.kind == "not-one" and here)):
        return not here
    if not talk.whole and talk.kind not in FACTS and plain_needs(heard) and talk.kind != COMPLAINT:
        return True
    if talk.kind == PRICE and heard.when and not (heard.place or heard.when.days or heard.when.date):
        return False  # "how much per night" wants no other hours
    of_one = (talk.kind == HOURS and singled_out(moment, talk)) or (talk.kind == FULL and comes_then(moment))
    return bool(heard.place) or (says_when(heard) and not of_one)


def other_needs(moment: Moment) -> bool:
    """Whether somebody is asked for again who does none of what is looked for now: "show me the sitter again"."""
    held = filter(None, moment.session.held(SEARCH).get("need", "").split("+"))
    return with_leaves(held, moment.world).isdisjoint(moment.heard.sure)


def comes_then(moment: Moment) -> bool:
    """Whether the days told are those of a business, and none that is looked for: "she can only do Mondays"."""
    known, said = times.from_canonical(moment.session.held(SEARCH).get("when", "")), moment.heard.when
    if not (manner.wants_only(moment.heard.text) and known and said and known.days and said.days):
        return False
    return set(known.days).isdisjoint(said.days)


def not_on_list(moment: Moment) -> Turn | None:
    """A name that nobody on the list has: say so, and ask which."""
    heard, session = moment.heard, moment.session
    if not session.page or session.flow in people.FOUNDER_FLOWS:
        return None
    if heard.choice or heard.place or says_when(heard) or not concluded(moment, SEARCH):
        return None
    if not calls_somebody(moment) or named_on(session, heard, moment.world):
        return None
    return which_one(moment, key="which_no_such_name")


def calls_somebody(moment: Moment) -> bool:
    """Whether it is hardly more than a name: of another business of ours, or as one calls one of a list."""
    hearing, names = moment.world.hearing, moment.world.catalogue.words_of_names
    called = CALLED.search(moment.heard.text)
    if called and hearing.tells(called[1]):
        return True
    said = [word for word in WORD.findall(moment.heard.text) if not hearing.intents.of_lists(word)]
    odd = (word for word in said if not hearing.intents.spelling.knows(word))
    return bool(said) and names.issuperset(said) and any(map(hearing.tells, odd))


Act = Callable[[Moment, ListTalk], Turn]


def first_list(moment: Moment, _talk: ListTalk) -> Turn:
    """The list from its beginning. It is no new search: nothing is recorded."""
    return replace(FindSupport().conclude(moment.session, moment.world), events=())


def several(moment: Moment) -> tuple[str, ...]:
    """Ids of the two or more that a message names by their numbers alone: "1 and 3"."""
    if not TOGETHER.search(moment.heard.text):
        return ()
    page, said = (
        in_order(moment.session),
        [NUMBER_OF.get(one, one) for one in WORD_OR_FIGURE.findall(moment.heard.text)],
    )
    at = [int(one) for one in said if one.isdigit()]
    return tuple(page[one - 1] for one in at) if len(set(at)) > 1 and 0 < min(at) <= max(at) <= len(page) else ()


def one(moment: Moment, talk: ListTalk) -> Turn:
    """All that is known of one; where none is singled out, of the one looked at last, or else which it is."""
    if named := several(moment):
        told = [detail(moment, name) for name in named]
        return replace(told[-1], says=tuple(say for turn in told for say in turn.says))
    if talk.number or moment.heard.named:
        return numbered(moment, talk.number or 1)
    meant = singled_out(moment, talk)
    return which_one(moment, meant)


def not_one(moment: Moment, talk: ListTalk) -> Turn:
    """The list without the one that they do not want; which is meant, where "not her" may be any."""
    opened, somebody = moment.session.opened, SOMEBODY.search(moment.heard.text)
    unwanted = singled_out(moment, talk) or ((opened,) if opened and somebody else ())
    named = named_unwanted(moment.inbound.words, moment.world) or several(moment)
    if beyond := None if named else no_such_one(moment, talk):
        return beyond
    if not (unwanted or named) and somebody:
        return which_to_leave_out(moment)
    return without(named or unwanted or (() if moment.session.left_out else moment.session.page[:1]), moment)


def which_to_leave_out(moment: Moment) -> Turn:
    """Whom "not her" means: the answer leaves them out."""
    options = names_of(moment, in_order(moment.session), leaving_code)
    if len(options) < 2:
        return without(moment.session.page[:1], moment)
    return Turn(moment.session, (Say("which_listed", {}, options),))


def more_after(first: Say) -> Act:
    """A kind word, then the next businesses."""

    def act(moment: Moment, _talk: ListTalk) -> Turn:
        turn = more(moment)
        return replace(turn, says=(first, *turn.says))

    return act


def no_answer(moment: Moment, talk: ListTalk) -> Turn:
    """A kind word, and then the others of the list and the next ones, where it is told who does not answer."""
    session, tried = moment.session, singled_out(moment, talk)
    if not tried or not set(session.page) - set(tried):
        return more_after(Say("list_no_answer"))(moment, talk)
    known = tuple(one for one in session.shown if one in tried or one not in session.page)
    turn = FindSupport().more(replace(session, shown=known, page=()), moment.world)
    first = Say("list_one_silent", {"names": names_by_id(tried, moment.world)})
    return replace(turn, says=(first, *turn.says))


def full(moment: Moment, talk: ListTalk) -> Turn:
    """The next businesses; where there are no more, the others of the list, if it is told who cannot come."""
    turn = more_after(Say("list_full"))(moment, talk)
    opened = moment.session.opened if OF_ONE.search(moment.heard.text) else None
    who = singled_out(moment, talk) or ((opened,) if opened else ())
    none_left = any(say.key == "no_more" for say in turn.says)
    return without(who, moment) if none_left and who and set(moment.session.page) - set(who) else turn


def sorted_by(order: str, first: Say) -> Act:
    """The list anew, the nearest or the cheapest first; the price of one alone, where that is named."""

    def act(moment: Moment, talk: ListTalk) -> Turn:
        if order == "cheapest" and moment.heard.named:
            return told_of(moment, replace(talk, kind="asks-price"))
        turn = FindSupport().sorted_by(order, moment.session, moment.world)
        over = all_over(moment, turn) if order == "cheapest" else None
        if turn.session.page == moment.session.page:
            return in_order_already(moment, talk, order, over)
        return replace(turn, says=(over or first, *turn.says))

    return act


def all_over(moment: Moment, turn: Turn) -> Say | None:
    """That nobody on a list charges as little as is said; None where somebody does, or may, or no price is said."""
    said = AMOUNT.search(moment.heard.text)
    listed = [one for one in map(moment.world.catalogue.by_id, turn.session.page) if one]
    prices = [one.price_from for one in listed if one.price_from and one.price_unit in (None, "hour")]
    most = said and (said[1] or said[2])
    if not (most and prices) or len(prices) < len(listed) or min(prices) <= int(most):
        return None
    return Say("list_cheapest_over", {"most": most})


ALREADY = {
    "cheapest": ("asks-price", Say("list_cheapest_already")),
    NEAREST: ("asks-nearest", Say("list_nearest_already")),
}
"""What is told of each one where the list is in that order already, and what is said first."""


def in_order_already(moment: Moment, talk: ListTalk, order: str, over: Say | None) -> Turn:
    """The list is in that order: what each one's price is, or how far away it is."""
    kind, first = ALREADY[order]
    turn = told_of(replace(moment, session=replace(moment.session, opened=None)), ListTalk(kind, hours=talk.hours))
    return replace(turn, says=(over or first, *turn.says))


def cannot_ring(moment: Moment, talk: ListTalk) -> Turn:
    """We only answer here: how they may get in touch themselves, or who may help."""
    return Turn(moment.session, (Say("cannot_ring", {"told": meant(moment, talk), "contact": contact_of(moment)}),))


def number_of(moment: Moment, talk: ListTalk) -> Turn:
    """How to reach the one that is meant, or each of the list where none is."""
    return told_of(moment, replace(talk, kind="asks-number"))


def ways(moment: Moment, talk: ListTalk) -> Turn:
    """Every way to reach those that are meant."""
    return told_of(moment, replace(talk, kind="asks-ways"))


def other_or_more(moment: Moment, _talk: ListTalk) -> Turn:
    """ "OK the other one", where one alone is left of the list: that one; else the next businesses."""
    session = moment.session
    gone = (session.opened, *session.left_out)
    left = [one for one in session.page if one not in gone]
    named = OTHER.search(moment.heard.text) and len(left) == 1 and (session.left_out or len(session.page) > 1)
    return detail(moment, left[0]) if named else more(moment)


ACTS: Mapping[str, Act] = {
    "one": one,
    "not-one": not_one,
    "fed-up": lambda moment, _talk: cross(moment),
    "known": lambda moment, _talk: Turn(moment.session, (Say("list_known"),)),
    "number": number_of,
    AGAIN: lambda moment, _talk: show_list(moment),
    "first-list": first_list,
    "not-responding": no_answer,
    "no-answer": no_answer,
    FULL: full,
    "nearer": sorted_by("nearest", Say("list_nearest")),
    "cheaper": sorted_by("cheapest", Say("list_cheapest")),
    "ring-for-us": cannot_ring,
    "ways": ways,
    "more": other_or_more,
}
