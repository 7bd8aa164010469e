"""What comes before all else in a turn: who we are, the first time; what we still know, after a day."""

from datetime import timedelta

from bot.conversation.choices import TOLD
from bot.conversation.moment import Moment, concluded, privacy_page, still_held
from bot.conversation.safety import tells_danger
from bot.conversation.underway import told_so_far
from bot.flows.question import Turn
from bot.flows.search_answers import SEARCH, known_words
from bot.message import Say

A_DAY = timedelta(days=1)
NOTICES = ("opted-out", "told-how-to-start", "forgotten", TOLD)
"""Events of turns that are notices: nothing comes before them."""
QUESTIONS = ("tree_question", "checklist_question")
"""How a founder is asked on. All else that a founder hears after a day says by itself what we know."""


def with_first(turn: Turn, moment: Moment) -> tuple[Say, ...]:
    """All that a turn says. Danger and sorrow come before who we are."""
    sorrow = any(say.key == "so_sorry" for say in turn.says[:1])
    notice = any(event.name in NOTICES for event in turn.events)
    if not turn.says or tells_danger(turn) or sorrow or notice:
        return turn.says
    if not moment.session.met:
        return (Say("first_contact", {"privacy": privacy_page(moment.world)}), *turn.says)
    seen = moment.session.seen_at
    away = seen is not None and moment.world.now - seen > A_DAY
    return (*(welcome(turn, moment) if away else ()), *turn.says)


def says_who(says: tuple[Say, ...]) -> bool:
    """Whether they say who we are."""
    return any(say.key == "first_contact" for say in says)


def welcome(turn: Turn, moment: Moment) -> tuple[Say, ...]:
    """What we still know, after a day; () where that is nothing, or what follows says it."""
    session, says, found = moment.session, [say.key for say in turn.says], False
    if session.flow == SEARCH:
        known = known_words(still_held(moment), moment.world)
        found = bool(session.page) and concluded(moment, session.flow) and "matches" not in says
    elif session.asked and turn.session.flow == session.flow and asks_on(says):
        known = "; ".join(told_so_far(moment))
    else:
        return ()
    return (Say("welcome_back", {"known": known, "found": found}),) if known else ()


def asks_on(says: list[str]) -> bool:
    """Whether a founder is asked on, and not told at the same time how far they are."""
    return says[-1] in QUESTIONS and "so_far" not in says
