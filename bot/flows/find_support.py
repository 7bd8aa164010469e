"""Finding support: what, where and when, then up to three providers. Each may be told, or corrected, at any moment."""

from collections.abc import Iterator
from dataclasses import replace

from bot.flows.question import Answers, Flow, Question, Session, Turn, World, kept
from bot.flows.search_answers import SEARCH, found_for
from bot.flows.search_need import NEED
from bot.flows.search_place import PLACE
from bot.flows.search_results import NEAREST, ORDERS, TOLD, key_of, results
from bot.flows.search_time import WHEN
from bot.message import Say


class FindSupport(Flow):
    """The flow: need, place and when, in that order, each volunteered or corrected at any turn."""

    name = SEARCH

    def route(self, answers: Answers, world: World) -> Iterator[Question]:
        """What to ask, in order."""
        yield NEED
        yield PLACE
        yield WHEN

    def listens_for(self, asked: str | None, world: World) -> tuple[Question, ...]:
        """All three, at any turn."""
        return NEED, PLACE, WHEN

    def in_mind(self, answers: Answers, held: Answers, world: World) -> Answers:
        """All that was told, in whatever order."""
        known = {question.name: kept(question, answers, world) for question in (NEED, PLACE, WHEN)}
        return {name: code for name, code in known.items() if code is not None}

    def conclude(self, session: Session, world: World) -> Turn:
        """The best providers for what is now known: a fresh list, as something has changed."""
        anew = replace(session, shown=(), page=()) if session.shown or session.page else session
        return results(found_for(session, world), anew, world)

    def once_more(self, session: Session, world: World) -> Turn:
        """The last list again, in the order in which it was told. It is no new search: nothing is recorded."""
        before = replace(session, shown=tuple(one for one in session.shown if one not in session.page))
        turn = self.more(before, world)
        if turn.session.page != session.page:
            ranked = found_for(session, world)
            every = sorted((*ranked.matches, *ranked.near_misses), key=key_of(TOLD, session))
            turn = results(replace(ranked, matches=tuple(every), near_misses=()), before, world, TOLD)
        return replace(turn, events=())

    def sorted_by(self, order: str, session: Session, world: World) -> Turn:
        """The list anew in this order; the nearest are all who are free then, however far they usually go.

        "More" after it goes on as ever, with those that were not named.
        """
        ranked = found_for(session, world)
        beyond = tuple(one for one in ranked.near_misses if one.relaxed == "distance" and order == NEAREST)
        others = (one for one in ranked.near_misses if one not in beyond)
        matches, near = (tuple(sorted(some, key=ORDERS[order])) for some in ((*ranked.matches, *beyond), others))
        ranked = replace(ranked, matches=matches, near_misses=near)
        return replace(results(ranked, replace(session, shown=(), page=()), world, order), events=())

    def more(self, session: Session, world: World) -> Turn:
        """The next providers of the same search. That there is nobody was said when it was searched for."""
        turn = results(found_for(session, world), session, world)
        if turn.session.page:
            return turn
        says = tuple(Say("nobody_still", say.values) if say.key == "nobody" else say for say in turn.says)
        return replace(turn, says=says, events=())
