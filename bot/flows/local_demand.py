"""What people round here lately looked for, for those who think of offering it."""

from collections.abc import Sequence

from bot.content.areas import Area
from bot.flows import people
from bot.flows.question import World
from bot.matching.demand import Figure, where
from bot.matching.places import Place
from bot.message import Say

ANSWER = "local-demand"
"""The plain answer in whose place this is told."""
AWAITED = "demand"
AT_ONCE = 3
"""Figures in one message."""


def told(place: Place | None, area: Area | None, needs: Sequence[str], world: World) -> Say:
    """The figures of the place's district, else of its area, those for `needs` first; else that we cannot tell."""
    if area is None:
        return Say("demand_unknown", {"place": place.name if place else "", "contact": None})
    district = place.district if place and place.area == area.code else None
    for name, key in ((district, where(area.code, district)), (area.name, area.code)):
        if figures := world.demand.get(key, ()) if name else ():
            return Say("demand", {"place": name, "figures": spoken(figures, needs, world)})
    contact = people.contact_for(area, founder=True)
    return Say("demand_unknown", {"place": district or area.name, "contact": contact})


def spoken(figures: Sequence[Figure], needs: Sequence[str], world: World) -> list[dict[str, object]]:
    """The first figures as wording takes them; a need that is gone since is left out."""
    known = [one for one in figures if one.need in world.content.needs.needs or one.need in world.content.needs.groups]
    first = sorted(known, key=lambda one: one.need not in needs)[:AT_ONCE]
    rounded = [(world.content.needs.named(one.need).noun, *one.told) for one in first]
    return [{"need": noun, "people": number, "unmet": unmet} for noun, number, unmet in rounded]
