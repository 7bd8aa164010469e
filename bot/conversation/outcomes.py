"""An outcome that a founder was told, spoken of again: what it was, if they may begin, and what CQC itself said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.content.trees import TreeContent
from bot.conversation.handover import person
from bot.conversation.moment import Moment, again, answers_outright
from bot.conversation.plainly import said_plainly
from bot.flows import FLOWS, people
from bot.flows.question import Answers, Session, Turn, World, standing, step
from bot.flows.tree_reading import DOUBT
from bot.flows.tree_results import ALREADY, Kept, day, is_given, results
from bot.matching.nations import nation_heard
from bot.matching.told_rules import UNSURE
from bot.matching.understand import CHECKLIST
from bot.message import Say

UNDECIDED = "not_decided"
"""What a tree calls a "not sure" of how a business is set up."""
LONGEST_TERM = 2
"""Words of the longest message that only names what they ask about: "regulated activity"."""
FOR_REGULATOR, NO_REPLY = "for_regulator", "no_reply"
"""What the checklist's `hears` calls what only the regulator can see to, and word that nobody answered them."""
ASKS, TOLD_BY_THEM, OFFICIAL, COUNTS = "asks_result", "told_by_them", "asks_official", "asks_counts"
MEANING = "asks_meaning"
"""What a tree's `hears` calls a question about its outcome, word that the regulator itself gave an answer, the
question how far to trust us, the question what is counted, and not knowing what we mean."""


def outcome_again(moment: Moment) -> Turn | None:
    """ "Can I start yet?", "what did you say about CQC?": the outcome that stands, with what follows from it.

    While questions are open, or were never asked of somebody who gives care, that it is not settled yet.
    """
    ruled = moment.heard.told is not None and moment.heard.told.ruled_answer is not None
    if moment.heard.choice or ruled or not people.is_founder(moment.session):
        return None
    for name, tree in moment.world.content.trees.items():
        told = moment.world.hearing.told[name]
        said = told.meant(told.words(moment.heard.text), (TOLD_BY_THEM, ASKS))
        kept = standing_of(name, moment.session, moment.world)
        if said == TOLD_BY_THEM and kept and not told.is_question(moment.heard.text):
            return again(moment, Say("told_by_them", {"name": tree.contact.name}))
        if said == ASKS and is_open(name, moment):
            return again(moment, pending(tree, moment.session.held(name)))
        if said == ASKS and kept:
            return again(moment, recalled(name, kept, moment.session, moment.world))
    return None


def now_sure(moment: Moment) -> Turn | None:
    """After an outcome that rests on a "not sure": the answer to that question after all, in words of its own.

    One after which less is asked is asked again.
    """
    told = moment.world.hearing.told.get(moment.session.flow)
    last = results(moment.session.held())[-1:] if moment.session.asked is None and told else ()
    name, code = [("", ""), *(last[0].facts.items() if last else ())][-1]
    if told is None or code not in (UNSURE, UNDECIDED) or moment.heard.choice or told.is_question(moment.heard.text):
        return None
    sure = told.outright(name, moment.heard.text, nation_heard(moment.heard.place))
    if not sure or sure == code:
        return None
    taken = f"{DOUBT}{sure}" if (name, sure) in told.lenient else sure
    return step(moment.flow, moment.session, {name: taken}, moment.world)


def not_clear(moment: Moment) -> Turn | None:
    """ "Dont know what that means", of the open question: what it means. That is no "not sure"."""
    tree, told = moment.world.content.trees.get(moment.session.flow), moment.world.hearing.told.get(moment.session.flow)
    asked = tree.questions.get(moment.session.asked or "") if tree else None
    if asked is None or told is None or moment.heard.choice:
        return None
    unclear = told.meant(told.words(moment.heard.text), (MEANING,)) is not None
    return again(moment, Say("tree_help", {"text": asked.help})) if unclear else None


def asks_of_tree(moment: Moment) -> Turn | None:
    """ "How do I register then?", "is that official?", "does that count?", amid questions or after an outcome."""
    tree, told = moment.world.content.trees.get(moment.session.flow), moment.world.hearing.told.get(moment.session.flow)
    if tree is None or told is None or moment.heard.choice or answers_outright(moment):
        return None
    text = moment.heard.text
    asks = told.is_question(text) or (moment.session.asked is not None and len(told.words(text)) <= LONGEST_TERM)
    about = told.speaks_of(text) if asks else ()
    if OFFICIAL in about:
        return again(moment, Say("tree_official", official(tree, moment)))
    if COUNTS in about and moment.session.asked in tree.questions:
        return again(moment, Say("tree_help", {"text": tree.questions[counted(about, tree, moment)].help}))
    asked = next((tree.plain[one] for one in about if one in tree.plain), None)
    return and_keeps(said_plainly(moment, asked), moment) if asked else None


def and_keeps(turn: Turn, moment: Moment) -> Turn:
    """An answer, and that they give care now, told beside their question: "what about tax, she pays me already"."""
    already = {name: code for name, code in moment.answers.items() if name == ALREADY}
    if moment.session.asked is None or not already:
        return turn
    onward = step(moment.flow, moment.session, already, moment.world)
    return replace(onward, says=(*turn.says[:1], *onward.says))


def counted(about: Sequence[str], tree: TreeContent, moment: Moment) -> str:
    """The question whose help says what is counted: the open one, or of a later one that is named the first."""
    asked = moment.session.asked or ""
    return asked if asked in about else next((name for name in about if name in tree.questions), asked)


def official(tree: TreeContent, moment: Moment) -> dict[str, object]:
    """How far our guide is to be trusted, as wording takes it."""
    unsigned = "" if tree.signed_off else tree.unsigned
    ended = moment.session.asked is None and bool(results(moment.session.held()))
    values: dict[str, object] = {"guide": tree.guide, "unsigned": unsigned, "ended": ended}
    return {**values, "contact": tree.contact, "reviewed": day(tree.reviewed)}


def pending(tree: TreeContent, answers: Answers) -> Say:
    """That it is not settled yet; whoever gives such care now is sent to the regulator."""
    if is_given(tree, answers):
        return Say("given_already", {"text": tree.already, "contact": tree.contact})
    return Say("tree_pending", {"contact": tree.contact})


def for_regulator(moment: Moment) -> Turn | None:
    """ "I got a letter from CQC", "can I work while I wait for CQC?": only the regulator can see to that."""
    told = moment.world.hearing.told[CHECKLIST]
    if moment.heard.choice:
        return None
    if not told.meant(told.words(moment.heard.text), (FOR_REGULATOR,)):
        return None
    trees = moment.world.content.trees.values()
    return next((again(moment, Say("for_regulator", {"contact": tree.contact})) for tree in trees), None)


def no_reply(moment: Moment) -> Turn | None:
    """ "The council never rang back", amid the steps or after an outcome: whom to turn to. It changes no answer."""
    told, session = moment.world.hearing.told[CHECKLIST], moment.session
    here = session.flow == CHECKLIST or (session.flow in people.FOUNDER_FLOWS and session.asked is None)
    if moment.heard.choice or not here:
        return None
    if not told.meant(told.words(moment.heard.text), (NO_REPLY,)):
        return None
    turn = person(moment)
    return turn if moment.area is None else replace(turn, says=(*turn.says, *again(moment).says))


def is_open(name: str, moment: Moment) -> bool:
    """Whether a tree's questions are being asked, or still have to be: care is told of, and no outcome."""
    session = moment.session
    if session.flow == name:
        return session.asked is not None
    amid = bool(session.held(name)) and standing(FLOWS[name], session.held(name), moment.world)[1] is not None
    cares = session.held(CHECKLIST).get("support") == "personal-care"
    return amid or (cares and not results(session.held(name)))


def standing_of(name: str, session: Session, world: World) -> Kept | None:
    """The result of a tree that stands: the last of the most serious ones."""
    outcome = people.outcome(session, world)
    return next((kept for kept in reversed(results(session.held(name))) if kept.outcome == outcome), None)


def recalled(name: str, kept: Kept, session: Session, world: World) -> Say:
    """A result as it is told again, with its day."""
    tree = world.content.trees[name]
    end = tree.outcomes[kept.outcome]
    already = tree.already if ALREADY in session.held(name) else tree.since
    values = {
        "day": day_of(kept),
        "short": end.short,
        "start": already if end.already else end.start,
        "change": end.change,
        "contact": tree.contact,
    }
    return Say("tree_recall", values)


def gone_through_again(name: str, session: Session, world: World) -> tuple[Say, ...]:
    """Before the questions come once more: what they led to the last time."""
    kept = standing_of(name, session, world) if name in world.content.trees else None
    if kept is None:
        return ()
    short = world.content.trees[name].outcomes[kept.outcome].short
    return (Say("tree_again", {"day": day_of(kept), "short": short}),)


def day_of(kept: Kept) -> str:
    """The day on which a result was told, in words."""
    return day(date.fromisoformat(kept.on))
