"""What a founder's two flows tell each other: an outcome goes to the steps, and what is told there to CQC's questions.

Care, other people or cover may be spoken of months after the outcome. What speaks against what was settled is asked
again, and nobody is told to go on before that.
"""

from dataclasses import replace

from bot.content.checklist import ITEM
from bot.conversation.entering import PERSONAL_CARE, STARTS, asks_for_steps, care_known, enter, outcome_known
from bot.conversation.moment import Moment, again, answers_asked, concluded, then
from bot.conversation.offered_search import OF_CLIENT
from bot.conversation.supposed import reopened
from bot.conversation.underway import LONGEST_NAME, PROGRESS, STEPS, in_questions
from bot.flows import FLOWS
from bot.flows.checklist_reading import ABOUT, COST, FIRST, JUMP, LONGEST_JUMP, WHATS_NEXT
from bot.flows.checklist_steps import AT, LIST, NEXT, NOW, OUTCOME, PROFILE, SEE, STATES
from bot.flows.question import Answers, Session, Turn, heard_answers, label, step
from bot.flows.tree import KIND
from bot.flows.tree_reading import ANOTHER, DOUBT, YES, facts_in
from bot.flows.tree_results import ALREADY, RESULT, is_given
from bot.flows.tree_routes import follow
from bot.matching.intents import FIRST_PERSON
from bot.matching.nations import nation_heard
from bot.matching.thoughts import Words
from bot.matching.told_rules import UNSURE
from bot.matching.understand import CHECKLIST
from bot.message import Option, Say

TRIAGE = STARTS["cqc"]
HANDS_ON, PROMPTING, WHO, OF_BUSINESS = "hands_on", "prompting", "who_delivers", ("legal_form", "arranger")
"""What CQC's questions call hands-on help, reminding and watching, who gives it, and how the business is set up and
with whom it agrees."""
COUNTRY = "country"
"""What they call whether the people live in England."""
SUPPORT = "support"
"""What the steps call the kind of business."""
OF_CHANGE, OF_PAPERS = "of_change", "of_papers"
"""What they call words for something that was not so before, and for what a council sends or asks for."""
SETS_UP = "sets_up"
"""What they call the wish to set it up, once there is an outcome."""
HELPERS, ALONE = {"workers": "helpers"}, "just_me"
CARED, DOUBTED = {"personal_care": YES}, {"personal_care": f"{DOUBT}{YES}"}
SELF = FIRST_PERSON - {"my", "our"}
"""Words for themselves, of which one must be said: "my policy came from the council" tells of a paper."""
SHOWN = (JUMP, FIRST, ABOUT, COST, LIST, PROFILE, NOW, WHATS_NEXT, NEXT)
"""What the steps call words that ask to be shown something."""
SHOWS = (f"{SEE}{LIST}", f"{SEE}{PROFILE}", NEXT)
"""What of the steps may be asked for by its name alone, in CQC's questions too."""


def to_the_steps(turn: Turn, moment: Moment) -> Turn:
    """An outcome marks its step, changes the others, and opens the way to them."""
    world, held = moment.world, turn.session.held(CHECKLIST)
    known = outcome_known(turn.session, world) if held else {}
    if not any(event.name.startswith("triaged:") for event in turn.events):
        known = {OUTCOME: known[OUTCOME]} if OUTCOME in held and OUTCOME in known else {}
    else:
        key = "option_my_steps" if held else "option_set_it_up"
        turn = with_option(turn, Option(f"menu:go:{CHECKLIST}", label(world, key)))
    if not known.items() - held.items():
        return turn
    return replace(turn, session=turn.session.keeping(CHECKLIST, STEPS.settle({**held, **known})))


def told_for_cqc(turn: Turn, moment: Moment) -> Turn:
    """What is told of the care amid the steps is kept for CQC's questions, which say it back; care given now is not
    let wait for them."""
    session, facts = turn.session, facts_for_cqc(moment) if turn.session.flow == CHECKLIST else {}
    before = session.held(TRIAGE)
    if facts.items() - before.items():
        turn = replace(turn, session=session.keeping(TRIAGE, {**before, **facts}))
    if session.flow != CHECKLIST or not gives_now(turn.session, moment):
        return turn
    tree = moment.world.content.trees[TRIAGE]
    return then(Say("given_already", {"text": tree.already, "contact": tree.contact}), turn)


def told_for_steps(turn: Turn, moment: Moment) -> Turn:
    """What kind of business it is, told amid CQC's questions, is kept for the steps; none where it is several."""
    session = turn.session
    asks = moment.session.flow == TRIAGE and moment.world.hearing.told[TRIAGE].is_question(moment.heard.text)
    if session.flow != TRIAGE or moment.heard.choice or asks or was_search(turn):
        return turn
    held, told = session.held(), moment.world.hearing.told[CHECKLIST].settled(moment.heard.text).get(SUPPORT)
    if told is None or told in (PERSONAL_CARE, held.get(KIND)):
        return turn
    return replace(turn, session=session.keeping(TRIAGE, {**held, KIND: "" if KIND in held else told}))


def was_search(turn: Turn) -> bool:
    """Whether a message was taken for a search, which is offered."""
    return any(say.key == "offer_search" for say in turn.says)


def gives_now(session: Session, moment: Moment) -> bool:
    """Whether with this message they give care now that may be regulated, as the steps and CQC's questions have it.

    "Already" told before, of cleaning perhaps, is not of the personal care that they may ever give.
    """
    tree, was = moment.world.content.trees[TRIAGE], moment.session
    if was.asked == "personal_care" and ALREADY in was.held(TRIAGE):
        return False
    now, before = ({**care_known(one), **one.held(TRIAGE)} for one in (session, moment.session))
    return RESULT not in now and is_given(tree, now) and not is_given(tree, before)


def steps_differ(turn: Turn, moment: Moment) -> Turn:
    """An answer about the business against what an outcome rests on: that is asked again before they go on."""
    session, facts = turn.session, turn.session.held(TRIAGE)
    if session.flow != CHECKLIST or RESULT not in facts or not concluded(replace(moment, session=session), TRIAGE):
        return turn
    cares, helpers = bool(care_known(session)), session.held(CHECKLIST).get("workers") == "helpers"
    now = YES if cares else session.held(CHECKLIST).get("personal_care")
    news = {HANDS_ON: now} if now in (YES, UNSURE) and facts.get(HANDS_ON) == "no" else {}
    news |= {WHO: "helpers"} if helpers and facts.get(WHO) == "only_me" else {}
    return asked_once_more(session, news, moment) if news else turn


def asked_once_more(session: Session, news: Answers, moment: Moment) -> Turn:
    """CQC's questions that the news speak against; their step is to be done again."""
    session = replace(unchecked(session, session.held(CHECKLIST), moment), flow=TRIAGE, asked=None)
    doubts = {name: f"{DOUBT}{code}" for name, code in news.items()}
    return warned(step(FLOWS[TRIAGE], session, doubts, moment.world), moment)


def unchecked(session: Session, steps: Answers, moment: Moment) -> Session:
    """The session with these steps; those that a tree does are to be done again."""
    items = moment.world.content.checklists.items
    left = {name: code for name, code in steps.items() if not (name in items and items[name].by)}
    return session.keeping(CHECKLIST, STEPS.settle(left))


def warned(turn: Turn, moment: Moment) -> Turn:
    """A turn that first says that their answer from CQC's questions may change."""
    return then(Say("cqc_may_change", {"contact": moment.world.content.trees[TRIAGE].contact}), turn)


def changed_since(moment: Moment) -> Turn | None:
    """Amid the steps and the questions before them, something told that was not so at the outcome, in words that no
    rule knows: CQC's question."""
    if moment.session.flow != CHECKLIST or is_of_steps(moment) or asks_of_steps(moment):
        return None
    if RESULT not in moment.session.held(TRIAGE):
        return None if in_questions(moment) else care_after_all(moment)
    if not concluded(moment, TRIAGE) or not tells_of_change(moment):
        return None
    there = replace(moment, session=replace(moment.session, flow=TRIAGE, asked=None))
    turn = reopened(there)
    return warned(turn, moment) if turn else None


def is_of_steps(moment: Moment) -> bool:
    """Whether a message answers something of the steps. Who tells of themselves goes to none by its name alone:
    "someone covers for me"."""
    told = moment.world.hearing.told[CHECKLIST]
    words = told.words(moment.heard.text)
    only_named = moment.answers.keys() == {AT} and not in_questions(moment) and told.meant(words, SHOWN) is None
    return bool(moment.answers) and not (only_named and tells_of_self(words))


def tells_of_change(moment: Moment) -> bool:
    """Whether it tells of themselves, or of something that was not so before."""
    text, hearing = moment.heard.text, moment.world.hearing
    heard = (hearing.told[TRIAGE], hearing.told[CHECKLIST])
    if heard[0].meant(heard[0].words(text), (OF_PAPERS,)):
        return False
    return tells_of_self(heard[0].words(text)) or any(one.meant(one.words(text), (OF_CHANGE,)) for one in heard)


def tells_of_self(words: Words) -> bool:
    """Whether words tell of themselves, at some length."""
    return len(words) > LONGEST_NAME and not SELF.isdisjoint(words)


def care_after_all(moment: Moment) -> Turn | None:
    """ "One of them needs the toilet sometimes", of a business that gives no personal care: that is asked again."""
    told, text = moment.world.hearing.told[TRIAGE], moment.heard.text
    none = moment.session.held(CHECKLIST).get("personal_care") == "no"
    if not (none and HANDS_ON in told.speaks_of(text) and told.meant(told.words(text), (OF_CLIENT,))):
        return None
    return step(STEPS, moment.session, DOUBTED, moment.world)


def cares_told(moment: Moment) -> Turn | None:
    """ "He needs his pads doing", where we ask if a business gives personal care: it does. After a no that is asked
    again: "well I might take them to the loo".
    """
    told, text = moment.world.hearing.told[TRIAGE], moment.heard.text
    asked, held = moment.session.asked == "personal_care", moment.session.held(CHECKLIST).get("personal_care")
    if not (asked or (held == "no" and in_questions(moment))) or moment.session.flow != CHECKLIST:
        return None
    if moment.heard.choice or "personal_care" in moment.answers or told.is_question(text):
        return None
    if HANDS_ON not in told.speaks_of(text):
        return None
    cares = told.would_settle(text).get(HANDS_ON) == YES or told.meant(told.words(text), (OF_CLIENT,)) is not None
    return step(STEPS, moment.session, CARED if asked else DOUBTED, moment.world) if cares else None


def facts_for_cqc(moment: Moment) -> Answers:
    """What a message settles of CQC's questions before they have an outcome.

    Amid the steps a question settles nothing, and what answers another one ("no, just cooking") only that care is given
    now.
    """
    told, text = moment.world.hearing.told[TRIAGE], moment.heard.text
    amid = moment.session.flow == CHECKLIST
    if moment.heard.choice or RESULT in moment.session.held(TRIAGE) or (amid and told.is_question(text)):
        return {}
    facts = told.settled(text, nation_heard(moment.heard.place))
    answers = amid and answers_asked(moment)
    return {name: code for name, code in facts.items() if name == ALREADY} if answers else facts


def only_for_cqc(moment: Moment) -> Turn | None:
    """Amid the questions about the business something that only CQC's ask for: a kind word, and the question again.

    Amid the steps care given now: why to check with CQC.
    """
    if moment.session.flow != CHECKLIST or moment.answers:
        return None
    if in_questions(moment):
        facts = facts_for_cqc(moment)
        return again(moment, Say("other_nation" if facts.get(COUNTRY, YES) != YES else "noted")) if facts else None
    told = moment.world.hearing.told[TRIAGE]
    helps = ALREADY in told.settled(moment.heard.text) and RESULT not in moment.session.held(TRIAGE)
    checks = next((name for name, item in moment.world.content.checklists.items.items() if item.by == TRIAGE), None)
    if moment.heard.choice or moment.heard.answers or not helps or checks is None:
        return None
    return again(moment, STEPS.reason(checks, moment.session.held(CHECKLIST), moment.world))


def with_option(turn: Turn, option: Option) -> Turn:
    """A turn with one more option at its end."""
    *first, last = turn.says
    return replace(turn, says=(*first, replace(last, options=(*last.options, option))))


def back_to_steps(moment: Moment) -> Turn | None:
    """Amid CQC's questions they ask for their steps; after the outcome they go on with them, or mark one."""
    session = moment.session
    if session.flow != TRIAGE or not session.held(CHECKLIST) or moment.heard.choice or set(moment.answers) - {ANOTHER}:
        return None
    there = replace(session, flow=CHECKLIST, asked=None)
    found = heard_answers(STEPS, there, moment.heard, moment.world)
    shows = found.get(AT) in (SHOWS[:1] if session.asked else SHOWS) and not asks_how_far(moment)
    marks = not session.asked and any(code in STATES for code in found.values())
    return enter(moment, CHECKLIST) if shows or marks else None


def sets_it_up(moment: Moment) -> Turn | None:
    """ "Ok, set it up then", after an outcome of CQC's questions: the way on that was offered, in other words."""
    session, told = moment.session, moment.world.hearing.told[TRIAGE]
    if session.flow != TRIAGE or session.asked or moment.heard.choice or not concluded(moment, TRIAGE):
        return None
    return enter(moment, CHECKLIST) if told.meant(told.words(moment.heard.text), (SETS_UP,)) is not None else None


def asks_how_far(moment: Moment) -> bool:
    """Whether amid CQC's questions they ask how far they are with these, and name no steps: "how far am I"."""
    told, text = in_questions(moment), moment.heard.text
    return told is not None and told.meant(told.words(text), (PROGRESS,)) is not None and not asks_for_steps(moment)


def told_anew(moment: Moment) -> Turn | None:
    """Care, other people or cover told amid the steps, against what was settled: CQC's question about it again."""
    if moment.session.flow != CHECKLIST or moment.heard.choice or asks_of_steps(moment):
        return None
    facts, known, decided = care_told(moment), settled(moment.session), on_way(moment)
    news = {name: code for name, code in facts.items() if name in known and known[name] != code}
    if turn := of_another(moment):
        return turn
    if decided & news.keys():
        return checked_again(moment, facts, {name: code for name, code in news.items() if name in decided})
    if in_questions(moment):
        return None
    if {HANDS_ON, PROMPTING} & news.keys() or (news and known.get(HANDS_ON) == "yes"):
        return checked_again(moment, facts, news)
    joined = known.get(WHO) == "only_me" and facts.get(WHO) == "helpers"
    return step(STEPS, moment.session, HELPERS, moment.world) if joined else None


def of_another(moment: Moment) -> Turn | None:
    """Another service that they do besides, of which less is asked: it is gone through, and the outcome stands."""
    there = replace(moment.session, flow=TRIAGE, asked=None)
    over = RESULT in there.held(TRIAGE) and concluded(moment, TRIAGE)
    another = heard_answers(FLOWS[TRIAGE], there, moment.heard, moment.world).get(ANOTHER, "") if over else ""
    return step(FLOWS[TRIAGE], there, {ANOTHER: another}, moment.world) if facts_in(another, {}) else None


def on_way(moment: Moment) -> frozenset[str]:
    """CQC's questions that the outcome rests on; none before there is one."""
    facts = moment.session.held(TRIAGE)
    over = RESULT in facts and concluded(moment, TRIAGE)
    return frozenset(follow(moment.world.content.trees[TRIAGE], facts).asked) if over else frozenset()


def asks_of_steps(moment: Moment) -> bool:
    """Whether it is a question that a step or a plain answer answers."""
    asks = moment.world.hearing.told[CHECKLIST].is_question(moment.heard.text)
    return asks and bool(moment.answers or moment.heard.answers)


def marks_told(moment: Moment) -> dict[str, str]:
    """The steps that it marks: by name, or the open one in few words."""
    told = moment.world.hearing.told[CHECKLIST]
    words = told.words(moment.heard.text)
    clear = len(words) <= LONGEST_JUMP or told.named(ITEM, words) is not None
    return {name: code for name, code in moment.answers.items() if code in STATES} if clear else {}


def care_told(moment: Moment) -> dict[str, str]:
    """What a message tells of the care and of who gives it, as CQC's questions call it, even if it only may come.

    Of one that marks a step, only of the business: "done the contract with my sister" is no helper.
    """
    hearing, text = moment.world.hearing, moment.heard.text
    if marks_told(moment):
        return {name: code for name, code in hearing.told[TRIAGE].settled(text).items() if name in OF_BUSINESS}
    business = hearing.told[CHECKLIST].settled(text)
    facts = {HANDS_ON: "yes"} if business.get("personal_care") == "yes" else {}
    facts |= {WHO: "helpers"} if business.get("workers", ALONE) != ALONE else {}
    return facts | hearing.told[TRIAGE].would_settle(text, nation_heard(moment.heard.place))


def settled(session: Session) -> Answers:
    """What they told of that before: to CQC's questions, else of their business."""
    business, facts = session.held(CHECKLIST), session.held(TRIAGE)
    cares = bool(care_known(session))
    told = {HANDS_ON: "yes" if cares else "no", WHO: "only_me" if business.get("workers") == ALONE else ""}
    return {**told, **(facts if RESULT in facts else {})}


def checked_again(moment: Moment, facts: Answers, news: Answers) -> Turn:
    """CQC's questions: those that the news speak against once more, or all of them where they were not gone through."""
    session, world = with_news(moment, facts), moment.world
    session = replace(session, flow=TRIAGE, asked=None)
    doubts = {name: f"{DOUBT}{code}" for name, code in news.items()}
    outright = world.hearing.told[TRIAGE].settled(moment.heard.text, nation_heard(moment.heard.place))
    already = {name: code for name, code in facts.items() if name == ALREADY}
    known = {**care_known(session), **session.held(TRIAGE), **outright}
    found = {**doubts, **already} if concluded(moment, TRIAGE) else known
    return warned(step(FLOWS[TRIAGE], session, found, world), moment)


def with_news(moment: Moment, facts: Answers) -> Session:
    """Their steps with what was told: a mark, helpers, some personal care; and CQC is to be checked once more."""
    held = {**moment.session.held(CHECKLIST), **marks_told(moment)}
    held |= HELPERS if facts.get(WHO) == "helpers" else {}
    held |= {"personal_care": "yes"} if facts.get(HANDS_ON) == "yes" else {}
    return unchecked(moment.session, held, moment)
