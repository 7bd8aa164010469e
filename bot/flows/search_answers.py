"""What the answers of a search stand for: in words, as values for wording, and as a query."""

from bot.flows.question import Answers, Session, World
from bot.matching import times
from bot.matching.places import Place
from bot.matching.rank import Query, Ranked

SEARCH = "find_support"
AT_ONCE = 3
"""Providers named in one message."""
HELP_WITH = "help with "
"""How the names of many needs begin, where it is left out for short."""
NEXT_SEARCH = "next_search"
"""Where a session keeps the second of two searches, until they ask for it."""
SEARCH_BEFORE = "search_before"
"""Where it keeps the one whose place another took."""


def need_words(answers: Answers, world: World) -> str:
    """The needs asked for as a person reads them: "cleaning and laundry"."""
    named = [world.content.needs.named(code).noun for code in answers.get("need", "").split("+") if code]
    return " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))


def place_of(answers: Answers, world: World) -> Place | None:
    """The place asked for, if one is known."""
    code = answers.get("place")
    return world.hearing.gazetteer.by_code(code) if code else None


def place_words(answers: Answers, world: World) -> dict[str, str] | None:
    """The place as wording takes it: its name, and if it is a whole area ("in"), a spot ("near") or between two."""
    place = place_of(answers, world)
    return {"name": place.name, "kind": "between" if "+" in place.code else place.kind} if place else None


def when_words(answers: Answers) -> str:
    """The time asked for in a few words."""
    when = times.from_canonical(answers.get("when", ""))
    return times.spoken(when) if when else ""


def known_words(answers: Answers, world: World) -> str:
    """All that is known of a search in a few words; empty where nothing is."""
    place = place_of(answers, world)
    need, when = need_words(answers, world), when_words(answers)
    return ", ".join(filter(None, (need, place.name if place else "", when)))


def echo(answers: Answers, world: World) -> dict[str, object]:
    """What was understood, for saying back."""
    return {
        "need": need_words(answers, world),
        "place": place_words(answers, world),
        "when": when_words(answers),
    }


def query_of(answers: Answers, world: World) -> Query:
    """The search that the answers stand for."""
    return Query(tuple(answers["need"].split("+")), place_of(answers, world), times.from_canonical(answers["when"]))


def found_for(session: Session, world: World) -> Ranked:
    """What there is for the answers that a session holds."""
    return world.catalogue.ranked(query_of(session.held(SEARCH), world), world.now.date())
