"""Options chosen by button or number: one table of what they do."""

from collections.abc import Callable
from dataclasses import replace

from bot.conversation.chosen import PICK
from bot.conversation.commands import ask_again, privacy
from bot.conversation.entering import enter
from bot.conversation.handover import person
from bot.conversation.last_list import detail, more
from bot.conversation.left_out import without
from bot.conversation.moment import Moment, again, answers_now, concluded, still_held
from bot.conversation.offered_search import OFFERED, stay
from bot.conversation.plainly import said_plainly
from bot.flows import FLOWS, people
from bot.flows.any_time import plan
from bot.flows.question import Session, Turn
from bot.flows.search_answers import SEARCH, known_words
from bot.flows.search_results import LEAVING
from bot.flows.setup_checklist import PLAN
from bot.message import Event, Say

TOLD = "told-what-we-hold"


def choice(moment: Moment) -> Turn | None:
    """An option by button or number. Options of the open flow are answers; the others act or change the flow."""
    code = moment.heard.choice
    if code is None:
        return None
    if moment.inbound.pressed and code not in moment.session.offered and not answers_now(moment):
        return again(moment, Say("stale_button"))
    flow, name, value = (*code.split(":", 2), "", "")[:3]
    act = ACTS.get((flow, name))
    if act:
        return act(moment, value)
    if flow in FLOWS and flow != moment.session.flow:
        return enter(moment, flow)
    return None


def go(moment: Moment, where: str) -> Turn:
    """An item of the menu; a search that was offered begins with what was told, one that ended is still there."""
    if where == "person":
        return person(moment)
    session = moment.session
    if where == SEARCH and not session.held(OFFERED) and concluded(moment, where):
        return keep(replace(moment, session=replace(session, flow=where, asked=None)))
    found = {**session.held(where), **session.held(OFFERED)} if where == SEARCH else session.held(where)
    return enter(replace(moment, session=session.keeping(where, found).keeping(OFFERED, {})), where)


def forget(moment: Moment, said: str) -> Turn:
    """The yes or no to being forgotten."""
    if said != "yes":
        return again(moment, Say("not_forgotten"))
    stopped = moment.session.opted_out
    return Turn(Session(opted_out=stopped), (Say("forgotten", {"stopped": stopped}),), (Event("forgotten"),))


def rights(moment: Moment) -> Turn | None:
    """What whoever opted out has all the same: to hear what is held of them, and to have it wiped.

    They are not asked whether they are sure: after STOP a carrier may let no question of ours through.
    """
    session, told = moment.session, moment.heard.told
    if not session.opted_out or (session.alarmed and session.danger):
        return None
    if moment.heard.choice == "menu:forget:yes":
        return forget(moment, "yes")
    if told is None or told.intent != "privacy" or told.likeness is not None:
        return None
    return forget(moment, "yes") if told.kind == "forget" else replace(privacy(moment), events=(Event(TOLD),))


def pass_on(moment: Moment, value: str) -> Turn:
    """The yes or no to a note for an area's people: one yes, one note."""
    code, _, said = value.partition(":")
    area, channel = moment.world.content.areas.get(code), moment.inbound.channel
    if area is None or said != people.YES:
        return again(moment, Say("not_handed_over"))
    contact = people.contact_for(area, people.is_founder(moment.session))
    if not people.read_notes(area, channel):
        return again(moment, Say("person", {"contact": contact}))
    turn = again(moment, Say("handed_over", {"contact": contact}))
    return replace(turn, events=(people.note(moment.session, area, moment.world),))


def keep(moment: Moment) -> Turn:
    """None of the readings was meant: the search stays as it was, and its list is told if it waited for this."""
    moment = replace(moment, session=replace(moment.session, offered=()))
    if not moment.session.page and concluded(moment, SEARCH):
        return enter(moment, SEARCH)
    known = known_words(still_held(moment), moment.world)
    return again(moment) if moment.session.asked else Turn(moment.session, (Say("kept", {"known": known}),))


ACTS: dict[tuple[str, str], Callable[[Moment, str], Turn]] = {
    ("setup_checklist", PLAN): lambda moment, _value: plan(moment.session, moment.inbound, moment.world),
    ("menu", "go"): go,
    ("menu", "forget"): forget,
    ("menu", people.ACT): pass_on,
    ("menu", "answer"): lambda moment, name: said_plainly(moment, name),
    ("menu", "stay"): lambda moment, _value: stay(moment),
    ("menu", "offer"): lambda moment, said: go(moment, SEARCH) if said == "yes" else stay(moment),
    ("menu", "change"): lambda moment, slot: ask_again(slot)(moment) or again(moment),
    (SEARCH, "more"): lambda moment, _value: more(moment),
    (SEARCH, "details"): detail,
    (SEARCH, LEAVING): lambda moment, one: without((one,), moment),
    (SEARCH, "keep"): lambda moment, _value: keep(moment),
}


def no_such_number(moment: Moment) -> Turn | None:
    """A number that is none of those offered."""
    picked = PICK.fullmatch(moment.heard.text)
    if picked is None or moment.heard.choice or not moment.session.offered or answers_now(moment):
        return None
    return again(moment, Say("no_such_number", {"most": len(moment.session.offered)}))
