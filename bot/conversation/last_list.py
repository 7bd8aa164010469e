"""The list that was given last: more of it, all of it again, and all that is known of one on it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.conversation.moment import Moment, again, concluded
from bot.flows import people
from bot.flows.find_support import FindSupport
from bot.flows.question import Turn
from bot.flows.search_answers import SEARCH
from bot.flows.search_results import detail_code, in_order
from bot.message import Option, Say


def more_wanted(moment: Moment) -> Turn | None:
    """More of the list; whoever sets up was given none: "no other reason really" is for their questions to hear."""
    given = moment.session.flow not in people.FOUNDER_FLOWS or moment.session.page
    return more(moment) if given else None


def more(moment: Moment) -> Turn:
    """The next providers of the last search."""
    session = replace(moment.session, flow=SEARCH, asked=None)
    if not concluded(moment, SEARCH):
        return again(moment, Say("nothing_more"))
    return FindSupport().more(session, moment.world)


def show_list(moment: Moment) -> Turn:
    """What was said last: the open question, with the names found before it, else the last list."""
    page = moment.session.page
    if moment.session.asked:
        found = names_of(moment, page) if moment.session.flow == SEARCH else ()
        return again(moment, Say("which_before", {}, found) if found else None)
    if not concluded(moment, SEARCH):
        return again(moment, Say("nothing_more"))
    return FindSupport().once_more(replace(moment.session, flow=SEARCH, asked=None), moment.world)


def details(moment: Moment) -> Turn:
    """All that is known of one provider of the last list: of the first for a bare "details"."""
    told = moment.heard.told
    if told is None or told.number or told.likeness is None:
        return numbered(moment, told.number if told and told.number else 1)
    return which_one(moment)


def numbered(moment: Moment, number: int) -> Turn:
    """All that is known of the provider named, else of the one of this number in the last list; -1 is the last."""
    page, named = in_order(moment.session), moment.heard.named
    if named:
        return detail(moment, named[0]) if len(named) == 1 else which_one(moment, named)
    at = len(page) if number < 0 else number
    if not 0 < at <= len(page):
        return again(moment, Say("no_such_number", {"most": len(page)}) if page else Say("nothing_more"))
    return detail(moment, page[at - 1])


def which_one(moment: Moment, ids: Sequence[str] = (), key: str = "which_listed") -> Turn:
    """Which of these they mean, else which of those last shown. There is no question where one alone is there."""
    ids = ids or in_order(moment.session)
    if len(ids) == 1 and key == "which_listed":
        return detail(moment, ids[0])
    options = names_of(moment, ids)
    return Turn(moment.session, (Say(key, {}, options),)) if options else again(moment, Say("nothing_more"))


def names_of(moment: Moment, ids: Sequence[str], coded: Callable[[str], str] = detail_code) -> tuple[Option, ...]:
    """Providers to choose from, by name."""
    found = (moment.world.catalogue.by_id(one) for one in ids)
    return tuple(Option(coded(one.id), one.name) for one in found if one)


def detail(moment: Moment, provider_id: str) -> Turn:
    """All that is known of a provider; the conversation stays where it was."""
    provider = moment.world.catalogue.by_id(provider_id)
    if provider is None:
        return again(moment, Say("provider_gone"))
    return Turn(replace(moment.session, opened=provider_id), (Say("details", {"provider": provider}),))
