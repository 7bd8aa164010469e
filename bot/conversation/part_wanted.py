"""One of several kinds of help that are looked for together, asked about by itself."""

from bot.conversation.facts import DOES, told_of
from bot.conversation.moment import Moment, concluded, then
from bot.conversation.plainly import asks_of_somebody
from bot.flows import whom
from bot.flows.question import Turn, step
from bot.flows.search_answers import NEXT_SEARCH, SEARCH, echo, need_words
from bot.flows.search_need import NEED
from bot.flows.search_results import done_on_page, lacking, nobody_for
from bot.matching import manner
from bot.matching.intents import ListTalk
from bot.message import Say


def who_does_it(moment: Moment) -> Turn | None:
    """ "What about the handyman", of a list with several kinds of help: that we know of nobody, or who else does it."""
    wanted = part_named(moment)
    if not wanted:
        return None
    session, held = moment.session, moment.session.held(SEARCH)
    if set(wanted) <= set(lacking(held, moment.world)):
        return Turn(session, (nobody_for(wanted, held, moment.world),))
    if done_on_page(session, moment.world).isdisjoint(wanted):
        return alone(wanted, moment)
    return told_of(moment, ListTalk(DOES)) if asks_of_somebody(moment) else None


def part_named(moment: Moment) -> tuple[str, ...]:
    """Those of the kinds of help looked for that a message names, and nothing else that is new; () for none."""
    session, heard = moment.session, moment.heard
    held = session.held(SEARCH)
    several = "+" in held.get(NEED.name, "") and session.flow == SEARCH and bool(session.page)
    if not several or heard.choice or heard.denied or not heard.what or not concluded(moment, SEARCH):
        return ()
    if heard.place or heard.time or manner.wants_only(heard.text) or manner.replaces(heard.text):
        return ()
    named = {need.id for need in heard.what if need.sure} or {heard.what[0].id}
    every = held[NEED.name].split("+")
    return tuple(code for code in every if code in named) if named < set(every) else ()


def alone(wanted: tuple[str, ...], moment: Moment) -> Turn:
    """Who does this part, where nobody named does; the rest waits, if nothing waits yet."""
    session, held = moment.session, moment.session.held(SEARCH)
    rest = [code for code in held[NEED.name].split("+") if code not in wanted]
    waits = {**held, NEED.name: "+".join(rest)}
    if session.held(NEXT_SEARCH):
        return Turn(session, (Say("others_for", {"need": need_words({"need": "+".join(wanted)}, moment.world)}),))
    left = whom.unlisted(session).keeping(SEARCH, {**held, NEED.name: "+".join(wanted)})
    turn = step(moment.flow, left.keeping(NEXT_SEARCH, waits), {}, moment.world)
    return then(Say("another_next", {"echo": echo(waits, moment.world)}), turn)
