"""Where help is wanted: the place heard, or those to choose from where it may be several."""

from bot.flows.question import Answers, Question, World
from bot.flows.search_answers import SEARCH, need_words, when_words
from bot.flows.search_heard import chosen, in_two_places, is_elsewhere
from bot.matching.place import OUTSIDE
from bot.matching.places import Place
from bot.matching.understand import Heard
from bot.message import Option, Say


def read_place(heard: Heard, before: str | None, world: World) -> str | None:
    """The code of the place heard, unless it may be several or is none of ours."""
    if choice := chosen(heard, "place"):
        place = world.hearing.gazetteer.by_code(choice)
        return None if place and place.area == OUTSIDE else choice
    if in_two_places(heard):
        return heard.apart[0].place.code if heard.apart[0].place else None
    return None if heard.where is None or is_elsewhere(heard) else heard.where.code


def offers_place(code: str, world: World) -> bool:
    """Whether the place is still known."""
    return world.hearing.gazetteer.by_code(code) is not None


def close_places(heard: Heard, world: World) -> tuple[Option, ...]:
    """The readings of an ambiguous name: "Norton, Worcestershire"."""
    if heard.where is None or not heard.others:
        return ()
    return tuple(place_option(place, world) for place in (heard.where, *heard.others)[:4])


def place_option(place: Place, world: World) -> Option:
    """A place as a choice, told apart by its district or county."""
    area = world.content.areas.get(place.area or "")
    told_by = place.district if place.district != place.name else None
    told_by = told_by or (area.name if area else None)
    return Option(f"{SEARCH}:place:{place.code}", f"{place.name}, {told_by}" if told_by else place.name)


def ask_place(answers: Answers, world: World) -> Say:
    """Where: a town, village or postcode."""
    return Say("ask_place", {"need": need_words(answers, world), "when": when_words(answers)})


PLACE = Question(
    "place", read_place, ask_place, offers_place, close=close_places, why=lambda _answers, _world: Say("why_place")
)
