"""Going into a flow, with what is known already of what it asks."""

import re
from dataclasses import replace

from bot.conversation.moment import Moment, answers_now, answers_outright, concluded
from bot.conversation.offered_search import NO_FOUNDER
from bot.conversation.outcomes import gone_through_again
from bot.conversation.plainly import asked_at_end, said_plainly, worded
from bot.conversation.unsettled import take_up
from bot.flows import FLOWS, people
from bot.flows.checklist_steps import AREA, DONE, OUTCOME, TOOK, today
from bot.flows.question import Answers, Flow, Session, Turn, World, heard_answers, standing
from bot.flows.renewals import DONE_ON, dated
from bot.flows.search_answers import SEARCH
from bot.flows.search_need import NEED
from bot.flows.tree import KIND, Tree
from bot.flows.tree_reading import BESIDES
from bot.flows.tree_results import RESULT, results
from bot.matching.intents import FIRST_PERSON
from bot.matching.likeness import FOUNDERS
from bot.matching.nations import ELSEWHERE, nation_heard
from bot.matching.understand import CHECKLIST, FIND, TRIAGE
from bot.message import Say

STARTS = {"cqc": TRIAGE, "setup": CHECKLIST}
SETS_UP = re.compile(r"(?:ok |yes |please )?set ?up(?: please| then)?\W*")
"""The word that we tell founders to say, wherever they are."""
TO_STEPS = "to_steps"
"""What the checklist's `hears` calls words for the steps."""
CARES = {"role": "give_support", "hands_on": "yes"}
"""What CQC's questions make of a business that gives personal care."""
PERSONAL_CARE = "personal-care"
BUSINESS = {
    ("hands_on", "yes"): {"support": "personal-care"},
    ("who_delivers", "only_me"): {"workers": "just_me"},
    ("who_delivers", "helpers"): {"workers": "helpers"},
}
"""What the questions about the business make of an answer to CQC's."""
NO_CARE = {("hands_on", "no"), ("prompting", "no")}
"""What CQC's questions were answered where a business gives no personal care, in any service of it."""
MAY_CARE = {("hands_on", "yes"), ("hands_on", "unsure"), ("hands_on", "nails_only"), ("hands_on", "hair_beauty_only")}
"""What speaks against that in another service."""
TWO_MEANINGS = "two_meanings"
"""What a tree's `hears` calls words that mean two things."""
ANOTHER = "another one is looked for"
"""What the rules call the wish for somebody else than the one they have."""
OWN_WORK = "tells of own care work"
"""What they call words of their own work."""
BY_CARER = ("safety_abuse", "safety_mild_abuse")
"""Messages that meet harm by others than a partner: whoever then wants another one has a carer now."""


def enter(moment: Moment, name: str) -> Turn:
    """Go into a flow with what this message already answers; one that had ended begins afresh."""
    flow, session = FLOWS[name], replace(moment.session, flow=name, asked=None)
    before: tuple[Say, ...] = ()
    if name != SEARCH and concluded(moment, name) and not untold(flow, session):
        before = gone_through_again(name, session, moment.world)
        session = session.keeping(name, flow.afresh(session.held(name)))
    known = {
        **carer_again(name, moment),
        **council_known(name, session),
        **outcome_first(name, session, moment.world),
        **told_there(name, session),
    }
    found = {**known, **heard_answers(flow, session, moment.heard, moment.world)}
    turn = take_up(flow, session, found, moment)
    comes = moment.session.flow not in people.FOUNDER_FLOWS
    before = (*before, *explained(name, moment))
    before = (*before, *beyond_ours(moment), *(asked_at_end(moment) if comes else ())) if name == CHECKLIST else before
    return replace(turn, says=(*before, *turn.says)) if before else turn


def explained(name: str, moment: Moment) -> tuple[Say, ...]:
    """What words of theirs mean that mean two things, before a tree's questions begin: "regulated activity"."""
    content, told = moment.world.content, moment.world.hearing.told.get(name)
    named = content.trees[name].plain.get(TWO_MEANINGS, "") if name in content.trees else ""
    answer = content.faq.answers.get(named)
    if answer is None or told is None or TWO_MEANINGS not in told.speaks_of(moment.heard.text):
        return ()
    return (worded(named, answer, moment),)


def carer_again(name: str, moment: Moment) -> Answers:
    """The need of whoever told of harm by their carer, and now wants another one. It is said back."""
    told, session = moment.heard.told, moment.session
    asks = name == SEARCH and told is not None and told.because == ANOTHER and not moment.heard.sure
    held = NEED.name in session.held(SEARCH)
    return {NEED.name: PERSONAL_CARE} if asks and not held and session.danger in BY_CARER else {}


def beyond_ours(moment: Moment) -> tuple[Say, ...]:
    """What a founder is told who works in another nation, or in a council that is none of ours."""
    if abroad(moment):
        return (Say("other_nation"),)
    where = moment.heard.where
    return (Say("other_council", {"place": where.name}),) if where and where.area == "outside" else ()


def abroad(moment: Moment) -> bool:
    """Whether they say that they are in Wales, Scotland or Northern Ireland."""
    told, heard = moment.world.hearing.told[CHECKLIST], moment.heard
    if heard.choice or heard.place:
        return nation_heard(heard.place) == ELSEWHERE
    return told.meant(told.words(heard.text), ("abroad",)) is not None


def council_known(name: str, session: Session) -> Answers:
    """The council that a founder named before they came to the checklist. It is said back."""
    known = session.area and name == CHECKLIST and AREA not in session.held(CHECKLIST)
    return {AREA: f"{TOOK}{session.area}"} if known else {}


def outcome_first(name: str, session: Session, world: World) -> Answers:
    """The outcome of CQC's questions that they had before they came to the checklist."""
    return outcome_known(session, world) if name == CHECKLIST and OUTCOME not in session.held(CHECKLIST) else {}


def outcome_known(session: Session, world: World) -> Answers:
    """The outcome that stands of CQC's questions, as the checklist keeps it, with their step done.

    {} for none; while they are gone through again, their step is not done.
    """
    found = people.outcome(session, world)
    if found is None:
        return {}
    if any(is_amid(name, session, world) for name in world.content.trees):
        return {OUTCOME: found}
    done = {name: DONE for name, item in world.content.checklists.items.items() if item.by}
    days = dated(session.held(CHECKLIST).get(DONE_ON), done, dict.fromkeys(done, today(world)))
    return {OUTCOME: found, DONE_ON: days or "", **done}


def is_amid(name: str, session: Session, world: World) -> bool:
    """Whether the questions of a tree were begun and are not all answered."""
    held = session.held(name)
    begun = any(question in held for question in world.content.trees[name].questions)
    return begun and standing(FLOWS[name], held, world)[1] is not None


def untold(flow: Flow, session: Session) -> bool:
    """Whether the questions of a tree have an outcome that was not told yet: all was said before they were asked."""
    return isinstance(flow, Tree) and RESULT not in session.held(flow.name)


def told_there(name: str, session: Session) -> Answers:
    """What a founder's flow need not ask, as it was told to the other one or while that was open. It is said back."""
    if name == CHECKLIST:
        return business_known(session)
    begins = name == TRIAGE and RESULT not in session.held(name)
    return {**care_known(session), **session.held(name)} if begins else {}


def care_known(session: Session) -> Answers:
    """What the steps tell CQC's questions: they are for somebody who gives hands-on care."""
    business = session.held(CHECKLIST)
    cares = business.get("support") == "personal-care" or business.get("personal_care") == "yes"
    return CARES if cares else {}


def business_known(session: Session) -> Answers:
    """What CQC's questions tell the steps, of every service gone through; helpers in one of them are helpers."""
    held = session.held(TRIAGE)
    facts = [item for told in (*(kept.facts for kept in results(held)), held) for item in told.items()]
    known = {name: code for fact, told in BUSINESS.items() if fact in facts for name, code in told.items()}
    if set(facts) >= NO_CARE and not MAY_CARE & set(facts):
        known |= {"personal_care": "no"}
    if held.get(KIND):
        known = {"support": held[KIND], **known}
    return {name: code for name, code in known.items() if name not in session.held(CHECKLIST)}


def starts(moment: Moment) -> Turn | None:
    """A message that begins another flow: "do I need CQC?", "help me set up", or a need from the menu."""
    name = STARTS.get(moment.heard.intent)
    if name and (answers_outright(moment) or tells_change(moment) or is_guess_amid(moment) or is_care_besides(moment)):
        return None  # "no, I work for myself" answers who manages them
    if name == TRIAGE and tells_for_steps(moment):
        return None
    if name and moment.session.flow == SEARCH and not of_themselves(moment):
        return of_providers(moment)
    if moment.session.flow == "menu" and moment.heard.intent == FIND:
        name = SEARCH
    return enter(moment, name) if name and (name != moment.session.flow or asks_anew(moment)) else None


def tells_for_steps(moment: Moment) -> bool:
    """Whether what tells of their work, and asks nothing, answers the steps that they are amid: "no staff, just me"."""
    told = moment.heard.told
    return moment.session.flow == CHECKLIST and answers_now(moment) and told is not None and told.because == OWN_WORK


def is_care_besides(moment: Moment) -> bool:
    """Whether it tells of care of another service: "we also run a lunch club and help people eat there"."""
    return bool(moment.world.hearing.told[TRIAGE].settled(moment.heard.text)) and is_besides(moment)


def is_besides(moment: Moment) -> bool:
    """Whether what is told after a tree's outcome is of something else that they do as well."""
    told = moment.world.hearing.told.get(moment.session.flow)
    if not isinstance(moment.flow, Tree) or told is None or moment.session.asked is not None:
        return False
    return told.meant(told.words(moment.heard.text), (BESIDES,)) is not None


def is_guess_amid(moment: Moment) -> bool:
    """Whether another flow is only guessed at amid a founder's questions, or told of and not asked for after a tree's
    outcome: what they tell belongs here."""
    rule, told = moment.heard.told, moment.world.hearing.told.get(moment.session.flow)
    if told is None or rule is None or rule.intent not in FOUNDERS:
        return False
    if rule.likeness is None:
        return isinstance(moment.flow, Tree) and moment.session.asked is not None and not asks_for_steps(moment)
    return moment.session.asked is not None or not told.is_question(moment.heard.text)


def asks_for_steps(moment: Moment) -> bool:
    """Whether amid CQC's questions they ask to go on to the steps, or to list a business: "I run an agency" answers."""
    told = moment.world.hearing.told[CHECKLIST]
    return moment.heard.intent == "cqc" or told.meant(told.words(moment.heard.text), (TO_STEPS,)) is not None


def of_providers(moment: Moment) -> Turn | None:
    """ "Do they have to be registered?", asked by somebody who looks for help: of those who are listed."""
    rule = moment.heard.told
    plainly = moment.heard.intent == "cqc" and rule is not None and rule.likeness is None
    return said_plainly(moment, "are-they-cqc") if plainly else None


def of_themselves(moment: Moment) -> bool:
    """Whether somebody who looks for help plainly speaks of work of their own, too."""
    rule, told = moment.heard.told, moment.world.hearing.told[CHECKLIST]
    words = told.words(moment.heard.text)
    if SETS_UP.fullmatch(moment.heard.text):
        return True
    return (
        rule is not None
        and rule.likeness is None
        and not FIRST_PERSON.isdisjoint(words)
        and not told.meant(words, (NO_FOUNDER,))
    )


def tells_change(moment: Moment) -> bool:
    """Whether it tells something new of what an outcome of a tree rests on: "my sister is going to start helping"."""
    if not isinstance(moment.flow, Tree) or not concluded(moment, moment.session.flow):
        return False
    held = moment.session.held()
    return any(name in held and held[name] != code for name, code in moment.answers.items())


def told_since(moment: Moment) -> Turn | None:
    """The same, said in the menu: weeks after an outcome people begin with "hello"."""
    if moment.session.flow != "menu" or moment.heard.choice or moment.heard.sure:
        return None
    for name in moment.world.content.trees:
        there = replace(moment, session=replace(moment.session, flow=name, asked=None))
        if tells_change(there):
            return take_up(there.flow, there.session, there.answers, there)
    return None


def asks_anew(moment: Moment) -> bool:
    """Whether a message asks for the questions once more: there is an outcome, and it adds nothing."""
    rule, told = moment.heard.told, moment.world.hearing.told.get(moment.session.flow)
    asks = rule is None or rule.likeness is None or (told is not None and told.is_question(moment.heard.text))
    return moment.heard.intent == "cqc" and asks and not moment.session.asked and not answers_now(moment)
