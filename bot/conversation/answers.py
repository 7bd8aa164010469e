"""Answers to the open question, a change of flow, and readings that are not settled yet."""

import re
from dataclasses import replace

from bot.conversation.amid_search import only_its_county, says_it_again
from bot.conversation.hearing import home
from bot.conversation.moment import (
    Moment,
    again,
    answers_now,
    answers_outright,
    concluded,
    still_held,
)
from bot.conversation.outcomes import gone_through_again
from bot.conversation.plainly import asked_at_end, asks_of_somebody, said_plainly, worded
from bot.flows import FLOWS, people
from bot.flows import find_support as finding
from bot.flows.question import Answers, Flow, Question, Session, Turn, World, heard_answers, label, standing, step
from bot.flows.renewals import DONE_ON, dated
from bot.flows.setup_checklist import AREA, DONE, OUTCOME, TOOK, today
from bot.flows.tree import RESULT, Tree, results
from bot.matching.intents import FIRST_PERSON
from bot.matching.likeness import FOUNDERS
from bot.matching.nations import ELSEWHERE, nation_heard
from bot.matching.understand import CHECKLIST, FIND, RESPITE
from bot.message import Option, Say

STARTS = {"cqc": "cqc_triage", "setup": "setup_checklist"}
CARES = {"role": "give_support", "hands_on": "yes"}
"""What CQC's questions make of a business that gives personal care."""
PERSONAL_CARE = "personal-care"
BUSINESS = {
    ("hands_on", "yes"): {"support": "personal-care"},
    ("who_delivers", "only_me"): {"workers": "just_me"},
    ("who_delivers", "helpers"): {"workers": "helpers"},
}
"""What the questions about the business make of an answer to CQC's."""
TO_STEPS, TO_SEARCH, NO_FOUNDER, BACKGROUND = "to_steps", "to_search", "no_founder", "background"
"""What the checklist's `hears` calls words for the steps, for a search, and those of somebody who sets nothing up."""
RETURNS = "returns"
"""What it calls going back to what is named: "back to the cleaner"."""
DECLINES = "declines"
"""What it calls a no, with whatever follows: to a search that was offered it answers nothing else."""
LONGEST_SEARCH = 4
"""Words of the longest message that asks for somebody by a need and a place alone: "cleaner malvern"."""
A_BREAK = f"{finding.OF_NEED}{RESPITE}"
"""The code of the option of a break."""
DENIES = re.compile(r"^(?:no|nope|nah)\b|\bone in\b|\bi mean|\b(?:the|that) [a-z]+ one$")
"""Another place is meant than the one of that name that we took."""
NOT_THERE = re.compile(r"(?:(?:no|oh|sorry|wait|it'?s|that'?s)[ ,]+)*not (?:in |at |near )?([a-z' -]+?)\W*")
"""What denies the place that follows, and says no more."""
TWO_MEANINGS = "two_meanings"
"""What a tree's `hears` calls words that mean two things."""
OF_CLIENT = "of_client"
"""What a tree's `hears` calls words that tell of a client, or of cover that they find themselves."""
ANOTHER = "another one is looked for"
"""What the rules call the wish for somebody else than the one they have."""
BY_PROFESSIONAL = "somebody is looked for by a professional"
"""What the rules call the search of a social worker for a client."""
BY_CARER = ("safety_abuse", "safety_mild_abuse")
"""Messages that meet harm by others than a partner: whoever then wants another one has a carer now."""
OFFERED = "offered_search"
"""Where a session keeps what a search that was offered would be for, until they say yes or no."""


def enter(moment: Moment, name: str) -> Turn:
    """Go into a flow with what this message already answers; one that had ended begins afresh."""
    flow, session = FLOWS[name], replace(moment.session, flow=name, asked=None)
    before: tuple[Say, ...] = ()
    if name != finding.NAME and concluded(moment, name) and not untold(flow, session):
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
    asks = name == finding.NAME and told is not None and told.because == ANOTHER and not moment.heard.sure
    held = finding.NEED.name in session.held(finding.NAME)
    return {finding.NEED.name: PERSONAL_CARE} if asks and not held and session.danger in BY_CARER else {}


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
    begins = name == STARTS["cqc"] and RESULT not in session.held(name)
    return {**care_known(session), **session.held(name)} if begins else {}


def care_known(session: Session) -> Answers:
    """What the steps tell CQC's questions: they are for somebody who gives hands-on care."""
    business = session.held(CHECKLIST)
    cares = business.get("support") == "personal-care" or business.get("personal_care") == "yes"
    return CARES if cares else {}


def business_known(session: Session) -> Answers:
    """What CQC's questions tell the steps, of every service gone through; helpers in one of them are helpers."""
    held = session.held(STARTS["cqc"])
    facts = [item for told in (*(kept.facts for kept in results(held)), held) for item in told.items()]
    known = {name: code for fact, told in BUSINESS.items() if fact in facts for name, code in told.items()}
    return {name: code for name, code in known.items() if name not in session.held(CHECKLIST)}


def answer(moment: Moment) -> Turn | None:
    """What this message answers in the flow they are in. A search that was offered before is let be."""
    session = moment.session
    if not moment.answers:
        return None
    return take_up(
        moment.flow, session.keeping(OFFERED, {}) if session.held(OFFERED) else session, moment.answers, moment
    )


def denial(moment: Moment) -> Turn | None:
    """ "No, not bathing", "not Malvern", and nothing in its place: what is it then?"""
    held = moment.session.held(finding.NAME)
    if moment.session.flow != finding.NAME or moment.heard.sure:
        return None
    if not_there(moment):
        gone = finding.PLACE.name
    elif set(held.get("need", "").split("+")) <= set(moment.heard.denied):
        gone = finding.NEED.name
    else:
        return None
    kept = {name: code for name, code in held.items() if name != gone}
    return step(moment.flow, moment.session.keeping(finding.NAME, kept), {}, moment.world)


def not_there(moment: Moment) -> bool:
    """Whether it only says that the place is not the one that is held."""
    place = finding.place_of(moment.session.held(finding.NAME), moment.world)
    denied = NOT_THERE.fullmatch(moment.heard.text)
    return bool(place and denied and set(denied[1].split()) <= set(place.name.casefold().replace("-", " ").split()))


def take_up(flow: Flow, session: Session, found: Answers, moment: Moment) -> Turn:
    """A step, with what is not sure about it said: the date we took, or readings to choose from."""
    if flow.name != finding.NAME:
        return step(flow, session, found, moment.world)
    if other := finding.second_of(moment.heard):
        session = session.keeping(finding.NEXT, other)
    if finding.NEED.name in found and finding.is_elsewhere(moment.heard):
        session = without_place(session)
    turn = closer(step(flow, session, found, moment.world), moment)
    left = finding.leaves_in(turn.session.held(finding.NAME), moment.heard)
    return replace(turn, says=(*finding.doubts(found, moment.heard, moment.world), *left, *turn.says))


def starts(moment: Moment) -> Turn | None:
    """A message that begins another flow: "do I need CQC?", "help me set up", or a need from the menu."""
    name = STARTS.get(moment.heard.intent)
    if name and (answers_outright(moment) or tells_change(moment) or is_guess_amid(moment)):
        return None  # "no, I work for myself" answers who manages them
    if name and moment.session.flow == finding.NAME and not of_themselves(moment):
        return of_providers(moment)
    if moment.session.flow == "menu" and moment.heard.intent == FIND:
        name = finding.NAME
    return enter(moment, name) if name and (name != moment.session.flow or asks_anew(moment)) else None


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


def unsettled(moment: Moment) -> Turn | None:
    """Something heard that is not an answer yet: close readings, or a place that is none of ours."""
    if finding.chosen(moment.heard, finding.PLACE.name) or denies_place(moment):
        return place_refused(moment)
    if moment.heard.intent != FIND:
        return None
    if moment.session.flow != finding.NAME:
        looks = moment.heard.sure and (looks_for(moment) or names_both(moment)) and not begins_plainly(moment)
        return offer_search(moment) if looks else None
    turn = step(moment.flow, moment.session, {}, moment.world)
    nearer = closer(turn, moment)
    return nearer if nearer != turn else closest(moment)


def begins_plainly(moment: Moment) -> bool:
    """Whether a message begins with a yes or no to the open question of a tree: "no thank goodness"."""
    told, asked = moment.world.hearing.told.get(moment.session.flow), moment.session.asked
    if told is None or asked is None or moment.session.flow not in moment.world.content.trees:
        return False
    return told.plain(told.words(moment.heard.text), told.codes(asked)) is not None


def denies_place(moment: Moment) -> bool:
    """Whether the place that is kept is denied for one outside: "no, the one in Cornwall"."""
    kept = moment.session.flow == finding.NAME and finding.PLACE.name in moment.session.held()
    named = moment.heard.place is not None and moment.heard.intent == FIND
    return kept and named and DENIES.search(moment.heard.text) is not None


def place_refused(moment: Moment) -> Turn | None:
    """Of several places that which none of ours is: it is said to be outside, and no place is kept."""
    beyond = outside(moment)
    if beyond is None:
        return None
    return replace(beyond, session=replace(without_place(beyond.session), asked=finding.PLACE.name))


def without_place(session: Session) -> Session:
    """A session that keeps no place of the search."""
    held = {name: code for name, code in session.held(finding.NAME).items() if name != finding.PLACE.name}
    return session.keeping(finding.NAME, held)


def seeks(moment: Moment) -> bool:
    """Whether somebody is looked for: in a founder's flow "gardening" is what they do themselves."""
    return moment.world.hearing.told[CHECKLIST].seeks(moment.heard.text)


def looks_for(moment: Moment) -> bool:
    """Whether help is looked for: "she needs a bath now", said by a founder, tells of a client."""
    if moment.session.flow not in people.FOUNDER_FLOWS:
        return seeks(moment)
    told = moment.world.hearing.told[STARTS["cqc"]]
    return told.meant(told.words(moment.heard.text), (OF_CLIENT,)) is None and seeks(moment)


def names_both(moment: Moment) -> bool:
    """Whether nothing but a need and a place of ours is named: "cleaner malvern"."""
    where = moment.heard.where
    ours = where is not None and where.area in moment.world.content.areas
    return ours and len(moment.heard.text.split()) <= LONGEST_SEARCH


def search_amid(moment: Moment) -> Turn | None:
    """Somebody is looked for amid the questions about a business: "find me a gardener" is no answer to them."""
    told = moment.heard.told
    if moment.session.flow != CHECKLIST or moment.heard.choice:
        return None
    sought = bool(moment.answers) and moment.heard.sure and looks_for(moment)
    return offer_search(moment) if sought or (told and told.because == BY_PROFESSIONAL) else None


def search_after_all(moment: Moment) -> Turn | None:
    """They set nothing up, or go on with a search that was offered to them: back to it, with what they say."""
    session, told = moment.session, moment.world.hearing.told[CHECKLIST]
    if session.flow not in people.FOUNDER_FLOWS or moment.heard.choice:
        return None
    there = replace(session, flow=finding.NAME, asked=None)
    found = heard_answers(FLOWS[finding.NAME], there, moment.heard, moment.world)
    meant = told.meant(told.words(moment.heard.text), (NO_FOUNDER, TO_SEARCH, DECLINES, RETURNS))
    if meant == RETURNS and is_of_held(moment):
        meant = TO_SEARCH
    if meant == DECLINES:
        return stay(moment) if session.held(OFFERED) else None
    goes = bool(found) or moment.heard.intent == "more"
    taken = bool(session.held(OFFERED)) and not moment.answers and goes
    if not (taken or meant in (NO_FOUNDER, TO_SEARCH)):
        return None
    kept = {**session.held(finding.NAME), **session.held(OFFERED)}
    left: dict[str, Answers] = (
        {session.flow: {}} if meant == NO_FOUNDER and RESULT not in session.held(session.flow) else {}
    )
    there = replace(there, answers={**session.answers, finding.NAME: kept, OFFERED: {}, **left})
    if meant == TO_SEARCH:
        return step(FLOWS[finding.NAME], there, {}, moment.world)
    return take_up(FLOWS[finding.NAME], there, found, moment)


def stay(moment: Moment) -> Turn:
    """They go on where they are: a search that was offered is let be."""
    return again(replace(moment, session=moment.session.keeping(OFFERED, {})))


def offer_search(moment: Moment) -> Turn:
    """A need told in the middle of another flow: ask whether to look for it; what was told waits for the yes."""
    found = heard_answers(FLOWS[finding.NAME], moment.session, moment.heard, moment.world)
    session = moment.session.keeping(OFFERED, found)
    options = (
        Option("menu:offer:yes", label(moment.world, "option_search_now")),
        Option("menu:offer:no", label(moment.world, "option_carry_on")),
    )
    return Turn(session, (Say("offer_search", {"need": finding.need_words(found, moment.world)}, options),))


def closest(moment: Moment) -> Turn | None:
    """Close readings for a question that already has an answer: a correction that is not clear yet."""
    if is_of_held(moment) and not finding.is_elsewhere(moment.heard):
        known = finding.need_words(moment.session.held(finding.NAME), moment.world)
        return again(moment, Say("told_already", {"known": known}))
    for question in moment.listens:
        if question.name == "need" and not may_change_need(moment):
            continue
        options = question.close(moment.heard, moment.world)
        if len(options) > 1:
            options = (*options, finding.none_of_them(moment.world))
            return Turn(moment.session, (which(question, options, Session(), moment.world),))
    return outside(moment)


def is_of_held(moment: Moment) -> bool:
    """Whether the need that a message is likest to is held, or part of what is: "wheelchair", of a lift."""
    held = moment.session.held(finding.NAME).get(finding.NEED.name, "").split("+")
    leaves = {leaf for code in held if code for leaf in (code, *moment.world.content.needs.leaves(code))}
    return bool(moment.heard.what) and moment.heard.what[0].id in leaves and may_change_need(moment)


def closer(turn: Turn, moment: Moment) -> Turn:
    """The turn with its open question made nearer: choices where readings are close, a signpost where it is outside."""
    question = next((q for q in moment_questions(turn, moment) if q.name == turn.session.asked), None)
    if question is None:
        return turn
    if question.name == finding.NEED.name and (taken := break_offered(moment) or only_reading(moment)):
        return closer(step(FLOWS[finding.NAME], turn.session, taken, moment.world), moment)
    beyond = outside(moment) if finding.PLACE.name not in turn.session.held(finding.NAME) else None
    first = beyond.says if beyond and question.name == finding.NEED.name else turn.says[:-1]
    if options := question.close(moment.heard, moment.world) or offered_before(question, moment):
        return replace(turn, says=(*first, which(question, options, turn.session, moment.world)))
    if question.name == finding.NEED.name and (places := finding.close_places(moment.heard, moment.world)):
        return replace(turn, says=(*turn.says[:-1], which(finding.PLACE, places, turn.session, moment.world)))
    return replace(turn, says=beyond.says) if beyond else turn


def break_offered(moment: Moment) -> Answers:
    """The break that a worn-out carer was offered, where they go on to say where or when: they want it."""
    goes_on = moment.heard.place is not None or finding.says_when(moment.heard)
    wanted = offers_break(moment.session) and goes_on and not moment.heard.what
    return {finding.NEED.name: RESPITE} if wanted else {}


def only_reading(moment: Moment) -> Answers:
    """The need that a message may ask for, where it can be read in one way only: that is no choice."""
    options = finding.close_needs(moment.heard, moment.world)
    return {finding.NEED.name: finding.need_of(options[0].code)} if len(options) == 1 else {}


def offers_break(session: Session) -> bool:
    """Whether a break, and no other help, was offered just now."""
    return [one for one in session.offered if one.startswith(finding.OF_NEED)] == [A_BREAK]


def of_a_break(moment: Moment) -> tuple[Option, ...]:
    """The offer of a break to a worn-out carer, and of people to talk to."""
    respite = Option(A_BREAK, label(moment.world, "option_respite"))
    return respite, Option("menu:go:person", label(moment.world, "option_person"))


def moment_questions(turn: Turn, moment: Moment) -> tuple[Question, ...]:
    """The questions that the flow of a turn listens for."""
    return FLOWS[turn.session.flow].listens_for(turn.session.asked, moment.world)


def may_change_need(moment: Moment) -> bool:
    """Whether a need is likely enough to ask about, where another was told; none is that a remark brings up."""
    remark = finding.in_passing(moment.heard, moment.world)
    return finding.may_be_need(moment.heard) and not (remark or asks_of_somebody(moment))


def offered_before(question: Question, moment: Moment) -> tuple[Option, ...]:
    """The needs that the last message offered, where this one answers another question: they are still to choose."""
    return finding.still_to_choose(moment.session.offered, moment.world) if question.name == "need" else ()


def which(question: Question, options: tuple[Option, ...], session: Session, world: World) -> Say:
    """Readings to choose from; of a need, with the place and time that `session` knows."""
    if question.name == "need":
        return finding.which_need(options, session, world)
    return Say("which_place" if question.name == "place" else "which_one", {}, options)


def left_to_us(moment: Moment) -> Turn | None:
    """ "Dunno", "all sorts really", where we ask for the need: every kind of help to choose from."""
    session, world = moment.session, moment.world
    if moment.heard.choice or session.flow != finding.NAME or session.asked != finding.NEED.name:
        return None
    if not world.hearing.intents.says_no_matter(moment.heard.text):
        return None
    return Turn(session, (which(finding.NEED, finding.groups_of_needs(world), session, world),))


def remark(moment: Moment) -> Turn | None:
    """Something told of somebody, amid a search: a kind word, and the open question again; else what is kept.

    Amid the steps, what a founder tells of their own trade.
    """
    session, world = moment.session, moment.world
    if session.flow == CHECKLIST and not moment.heard.choice and session.asked and tells_of_trade(moment):
        return again(moment, Say("experience"))
    tells = finding.in_passing(moment.heard, world) or world.hearing.relatives.habit(moment.heard.text) is not None
    tells = tells or tells_for_whom(moment) or says_where_again(moment)
    if tells and session.flow == "menu" and offers_break(session):
        return Turn(session, (Say("noted_break", {}, of_a_break(moment)),))
    if session.flow != finding.NAME or session.alarmed or not tells:
        return None
    if session.asked:
        return closer(again(moment, Say("noted")), moment)
    known = finding.known_words(still_held(moment), world)
    return Turn(session, (Say("kept", {"known": known}),)) if known else None


def tells_of_trade(moment: Moment) -> bool:
    """Whether a founder tells what they were or are by trade, and asks nothing: "im a retired nurse"."""
    told, text = moment.world.hearing.told[CHECKLIST], moment.heard.text
    return not told.is_question(text) and told.meant(told.words(text), (BACKGROUND,)) is not None


def says_where_again(moment: Moment) -> bool:
    """Whether it only says again where the place is that is held: "on the naze", "the one in Hunts"."""
    heard, session, world = moment.heard, moment.session, moment.world
    if says_it_again(heard.text, session, world):
        return True
    named = world.hearing.place_in(heard.text, home(session, world), True) if not (heard.what or heard.place) else None
    return named is not None and only_its_county(replace(heard, place=named), session, world)


def tells_for_whom(moment: Moment) -> bool:
    """Whether it says that help is looked for, or for whom, and not which: "for dad"."""
    told = moment.heard.told
    return moment.heard.intent == FIND and told is not None and told.intent == FIND


def outside(moment: Moment) -> Turn | None:
    """A place that none of our councils serves."""
    code = finding.chosen(moment.heard, finding.PLACE.name)
    where = moment.world.hearing.gazetteer.by_code(code) if code else moment.heard.where
    if where is None or where.area != "outside":
        return None
    names = [area.name for area in moment.world.content.areas.values()]
    return Turn(moment.session, (Say("outside_area", {"place": where.name, "areas": names}),))
