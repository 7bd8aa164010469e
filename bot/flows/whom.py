"""For whom each of two searches is, so that one for somebody else puts away the one before and loses none of it."""

from dataclasses import replace

from bot.flows.question import Answers, Session
from bot.flows.search_answers import NEXT_SEARCH, SEARCH, SEARCH_BEFORE

WHOM = "for_whom"
"""Where a session keeps for whom the searches are, and where each of them lives, if that was told."""
NOW, NEXT, ALSO = "now", "next", "also"
HOME = "home of "


def now_for(session: Session) -> str | None:
    """For whom the search is that is looked for now."""
    return session.held(WHOM).get(NOW)


def next_for(session: Session) -> str | None:
    """For whom the one is that waits."""
    return session.held(WHOM).get(NEXT) if session.held(NEXT_SEARCH) else None


def also_for(session: Session) -> str | None:
    """For whom the search is as well: "mum too"."""
    return session.held(WHOM).get(ALSO)


def also(session: Session, person: str) -> Session:
    """The session with somebody else for whom the search is too."""
    return session.keeping(WHOM, {**session.held(WHOM), ALSO: person})


def home_of(person: str | None, session: Session) -> str | None:
    """The code of the place where somebody lives, if it was told before they were asked about."""
    return homes(session).get(person or "")


def homes(session: Session) -> dict[str, str]:
    """Where each person lives of whom that was told: who -> code of the place."""
    held = session.held(WHOM).items()
    return {name.removeprefix(HOME): code for name, code in held if name.startswith(HOME)}


def living(session: Session, homes: Answers) -> Session:
    """The session with where each person lives."""
    return session.keeping(WHOM, {**session.held(WHOM), **{f"{HOME}{one}": code for one, code in homes.items()}})


def lives_at(code: str | None, session: Session) -> str | None:
    """Who lives at a place."""
    return next((person for person, at in homes(session).items() if at == code), None)


def looking_for(session: Session, person: str | None, waits: str | None = None) -> Session:
    """The session with for whom the searches are."""
    named = {name: one for name, one in ((NOW, person), (NEXT, waits)) if one}
    rest = {name: one for name, one in session.held(WHOM).items() if name not in (NOW, NEXT)}
    return session.keeping(WHOM, {**rest, **named})


def unlisted(session: Session) -> Session:
    """The session without its list: that was of the search before."""
    return replace(session, shown=(), page=(), offered=(), opened=None)


def swapped(session: Session) -> Session:
    """The search that waited is looked for, and the one before waits. An untold place is their home, or the same."""
    waits, now = session.held(NEXT_SEARCH), session.held(SEARCH)
    there = home_of(next_for(session), session) or now.get("place", "")
    taken = {name: code for name, code in {"place": there, **waits}.items() if code}
    left = unlisted(session).keeping(SEARCH, taken).keeping(NEXT_SEARCH, now)
    return looking_for(left, next_for(session), now_for(session))


def one_left(session: Session) -> Session:
    """The session without the search that waits."""
    return looking_for(session.keeping(NEXT_SEARCH, {}), now_for(session))


def begun(session: Session, person: str, place: str | None) -> Session:
    """A search for somebody else, at a place if that is known; the one before waits, at its own place or none."""
    there = {"place": place} if place else {}
    left = unlisted(session).keeping(NEXT_SEARCH, {"place": "", **session.held(SEARCH)})
    return looking_for(left.keeping(SEARCH, there), person, now_for(session))


def forgotten(session: Session) -> Session:
    """The session without any search."""
    kept = {name: held for name, held in session.answers.items() if name not in (NEXT_SEARCH, SEARCH_BEFORE)}
    return replace(session, answers=kept).keeping(SEARCH, {}).keeping(WHOM, {})
