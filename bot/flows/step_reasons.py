"""What is said of a step besides how to do it: why, whom to ask, where to read on and who says so."""

from bot.content.areas import Area, origin_in
from bot.content.checklist import ChecklistItem
from bot.content.trees import TreeOutcome
from bot.flows.checklist_steps import OUTCOME, noted
from bot.flows.question import Answers, World
from bot.flows.tree_results import day


def reasons(item: ChecklistItem, area: str | None, world: World) -> dict[str, object]:
    """What is said of a step besides how to do it; with the area's programme, where its people are those to ask."""
    own = world.content.areas.get(area or "")
    contact = own.programme if own and item.programme else None
    link = link_in(own, item, world)
    said = contact is not None and link == contact.web and not (contact.phone or contact.email)
    shown = {"link": "" if said else link, "sources": origins_in(own, item, world), "checked": day(item.checked_on)}
    return {"item": item, "contact": contact, **shown}


def outcome_of(item: ChecklistItem, answers: Answers, world: World) -> TreeOutcome | None:
    """What the questions of a tree that do a step came to."""
    tree = world.content.trees.get(item.by)
    return tree.outcomes.get({**noted(answers), **answers}.get(OUTCOME, "")) if tree else None


def origins_in(own: Area | None, item: ChecklistItem, world: World) -> list[str]:
    """Who says what we tell of a step and what it costs, to somebody in an area: empty for another council.

    The link is where to read on, and may be another's.
    """
    return list(dict.fromkeys(origin_in(one, own, world.content.areas) for one in (item, item.cost) if one))


def link_of(item: ChecklistItem) -> str:
    """Where to read on: its link, else its source if that is a page."""
    return item.link or page_of(item.source)


def link_in(own: Area | None, item: ChecklistItem, world: World) -> str:
    """The same for somebody in an area: its programme's site in place of a page of another council."""
    link = link_of(item)
    others = (code for code in world.content.areas if own and code != own.code)
    if own is None or item.link or not any(f"{code}.gov.uk" in link for code in others):
        return link
    return own.programme.web or page_of(own.programme.source)


def page_of(source: str) -> str:
    """A source, if it is a page; empty where it is not."""
    return source if source.startswith("http") else ""
