"""Plain questions about businesses on the list, answered from their rows of the catalogue."""

import re
from collections.abc import Mapping

from bot.conversation.hearing import listed
from bot.conversation.moment import Moment, again
from bot.flows.question import Turn
from bot.flows.search_results import covers, distances, in_order
from bot.matching.intents import ListTalk
from bot.message import Say

HOURS, PRICE, INSURANCE, NEAREST = "asks-days", "asks-price", "asks-insurance", "asks-nearest"
DOES, THEM = "asks-does", "asks-them"
FACTS: Mapping[str, str] = {
    PRICE: "fact_price",
    HOURS: "fact_days",
    "asks-payments": "fact_payments",
    "asks-number": "fact_contact",
    "asks-ways": "fact_ways",
    "asks-far": "fact_far",
    NEAREST: "fact_far",
    "asks-room": "fact_room",
    "asks-suited": "fact_suited",
    "asks-languages": "fact_languages",
    "asks-cqc": "fact_cqc",
    "asks-dbs": "fact_dbs",
    INSURANCE: "fact_insured",
    "asks-hygiene": "fact_hygiene",
    DOES: "fact_does",
    THEM: "fact_unknown",
    "asks-who": "fact_unknown",
}
"""What is asked of a business (a name of `on_list`) -> how its row tells it: empty where it does not say."""
LIABILITY = "public-liability"
"""The check of a row that tells of insurance."""
OF_ALL = (NEAREST, DOES)
"""It compares all of them: "is number 1 the nearest"."""
ALL = re.compile(
    r"\b(?:any|anyone|anybody|all|each|every|everyone|everybody|both|which|who|ones|these|those|others?)\b"
)
"""It is asked of everybody on the list."""

EVERY_ONE = re.compile(r"\ball (?:of )?(?:the )?(?:two|three|[23])\b")
"""It says how many they are, and no number of one."""


def singled_out(moment: Moment, talk: ListTalk) -> tuple[str, ...]:
    """Ids of those that a message is about: named, by number, or the one looked at last; () for all of the list."""
    page, heard = in_order(moment.session), moment.heard
    if heard.named:
        return heard.named
    if talk.number is not None and not EVERY_ONE.search(heard.text) and -1 <= talk.number <= len(page):
        return (page[talk.number - (talk.number > 0)],)
    opened = moment.session.opened
    return (opened,) if opened in listed(moment.session) and opened and not ALL.search(heard.text) else ()


def tells(moment: Moment, talk: ListTalk) -> bool:
    """Whether the rows say anything of it. Of insurance most say nothing."""
    checks = (moment.world.catalogue.by_id(one) for one in singled_out(moment, talk) or moment.session.page)
    return talk.kind != INSURANCE or any(check.name == LIABILITY for one in checks if one for check in one.checks)


def told_of(moment: Moment, talk: ListTalk) -> Turn:
    """What the rows say, one line for each that the question is about, and whom to ask where they do not."""
    told = meant(moment, talk)
    if not told:
        return again(moment, Say("provider_gone"))
    return Turn(moment.session, (Say("facts", {"told": told, "fact": FACTS[talk.kind]}),))


def meant(moment: Moment, talk: ListTalk) -> list[dict[str, object]]:
    """Those that a message is about, as wording takes them: with their numbers, and how far away they are."""
    page = in_order(moment.session)
    ids = (() if talk.kind in OF_ALL else singled_out(moment, talk)) or page
    found = ((one, moment.world.catalogue.by_id(one)) for one in ids)
    far = distances(moment.session, moment.world)
    does = covers(moment.session, moment.world) if talk.kind == DOES else {}
    return [
        {
            "number": page.index(one) + 1 if one in page else None,
            "provider": provider,
            "km": far.get(one),
            "hours": talk.hours,
            "does": does.get(one, ""),
        }
        for one, provider in found
        if provider
    ]
