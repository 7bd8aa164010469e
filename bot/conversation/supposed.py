"""What speaks against answers of a decision tree: supposed ("what if I take on a helper?"), or told in words that no
rule knows. What is supposed changes nothing; what may have changed is asked again."""

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.entering import is_besides
from bot.conversation.moment import Moment, again, concluded, then
from bot.conversation.offered_search import looks_for
from bot.flows.question import Answers, Turn, step
from bot.flows.tree import Tree
from bot.flows.tree_reading import ANOTHER, CHANGE, CHECK, CONFIRM, CORRECTS, DOUBT, another_one
from bot.flows.tree_results import ALREADY, results
from bot.flows.tree_routes import follow
from bot.matching.likeness import FOUNDERS
from bot.matching.nations import nation_heard
from bot.matching.told import Told
from bot.matching.understand import FAQ, FIND
from bot.message import Say

WHAT_IF, UNDOES, IN_CASE, SAYS_WHEN, EASES = "what_if", "undoes", "in_case", "says_when", "eases"
"""What `hears` calls a supposition, words for what is given up, "what if", an "if" that says when, and less of it."""
FEWEST = 3
"""Words of the shortest message that may tell of a change."""
MOST_DECIDING = 2
"""Answers that decide, of which none need be chosen to be put again."""
FEWEST_THAT_TELL = 2
"""The same of one in which an answer is heard: "shes 92"."""


def what_if(moment: Moment) -> Turn | None:
    """What would follow from something supposed; the answers stay as they are."""
    flow, told = moment.flow, moment.world.hearing.told.get(moment.session.flow)
    if not isinstance(flow, Tree) or told is None or moment.heard.choice or not supposes(moment, told):
        return None
    held = moment.session.held()
    facts = other_facts(moment, told.would_settle(moment.heard.text, nation_heard(moment.heard.place)))
    facts = facts or on_way(moment, flow, other_facts(moment, told.hints_of(moment.heard.text)))
    say = would_follow(moment, flow, facts) or may_differ(moment, flow, (*facts, *undone(moment, told)))
    if say is None and (is_of_held(moment, told) or (moment.session.asked is None and facts.keys() & held.keys())):
        say = Say("tree_what_if", {"short": "", "text": meant_by(moment, flow, told)})
    say = say or of_less(moment, flow, told) or of_asked(moment, told)
    return again(moment, say) if say else None


def of_less(moment: Moment, flow: Tree, told: Told) -> Say | None:
    """After an outcome that is no go-ahead: what would change it, where less of it is supposed, in words that no rule
    knows: "what if I only did the company"."""
    words = told.words(moment.heard.text)
    less = told.meant(words, (EASES,)) and not moment.heard.answers
    last = results(moment.session.held())[-1:] if less and moment.session.asked is None else ()
    reason = flow.content(moment.world).reasons.get(last[0].reason) if last else None
    return may_differ(moment, flow, reason.because) if reason and not is_permissive(moment) else None


def meant_by(moment: Moment, flow: Tree, told: Told) -> str:
    """What the one question spoken of means: "what if they bring their own carer"; empty for several or none."""
    about = [name for name in told.speaks_of(moment.heard.text) if name in moment.session.held()]
    return flow.content(moment.world).questions[about[0]].help if len(about) == 1 else ""


def of_asked(moment: Moment, told: Told) -> Say | None:
    """What the open question means, where "what if" is about it: "what if they just came for the day"."""
    text, asked = moment.heard.text, moment.asked
    put = asked is not None and told.meant(told.words(text), (IN_CASE,)) and asked.name in told.speaks_of(text)
    return asked.help(moment.world) if put and asked and asked.help else None


def is_of_held(moment: Moment, told: Told) -> bool:
    """Whether "what if" is asked, as all is read back or later, of what was answered: "what if she falls ill"."""
    text, held = moment.heard.text, moment.session.held()
    put = moment.session.asked in (None, CONFIRM) and told.meant(told.words(text), (IN_CASE,)) is not None
    return put and any(name in held for name in told.speaks_of(text))


def supposes(moment: Moment, told: Told) -> bool:
    """Whether a message asks what would be. Amid the questions "if they are ill" answers one, unless it is put as a
    question; after them "she covers if im ill" says when, of what is so."""
    words, text = told.words(moment.heard.text), moment.heard.text
    in_case = told.meant(words, (IN_CASE,)) is not None
    asks = moment.session.asked is None or told.is_question(text) or in_case
    now = not (in_case or told.is_question(text)) and told.meant(words, (SAYS_WHEN,)) is not None
    return asks and not now and told.meant(words, (WHAT_IF,)) is not None


def other_facts(moment: Moment, said: Answers) -> Answers:
    """What is said otherwise than it was answered, or ahead of its question."""
    held = moment.session.held()
    return {name: code for name, code in said.items() if held.get(name) != code}


def on_way(moment: Moment, flow: Tree, hints: Answers) -> Answers:
    """Of what words only hint at, what was asked on this person's way or is now: "holiday" is elsewhere no holiday
    scheme."""
    asked = follow(flow.content(moment.world), moment.session.held()).asked
    return {name: code for name, code in hints.items() if name in asked or name == moment.session.asked}


def would_follow(moment: Moment, flow: Tree, facts: Answers) -> Say | None:
    """What the tree says with these facts, where it is stricter; no go-ahead is given for what is only supposed."""
    tree = flow.content(moment.world)
    result = follow(tree, {**moment.session.held(), **facts})
    ends = (tree.questions[name].options[code].reason for name, code in facts.items() if name in tree.questions)
    reason = (result.reason or next(filter(None, ends), None)) if facts else None
    if reason is None or tree.outcomes[tree.reasons[reason].outcome].confirm:
        return None
    short = tree.outcomes[result.outcome].short if result.outcome else ""
    return Say("tree_what_if", {"short": short, "text": tree.reasons[reason].text})


def may_differ(moment: Moment, flow: Tree, names: Sequence[str]) -> Say | None:
    """What would change the result that was told last, or that is read back, where it rests on one of these answers."""
    tree, held = flow.content(moment.world), moment.session.held()
    told = results(held)
    now = follow(tree, held).reason if moment.session.asked == CONFIRM else told[-1].reason if told else None
    reason = tree.reasons.get(now or "")
    if reason is None or not set(names) & set(reason.because):
        return None
    return Say("tree_what_if", {"short": "", "text": reason.change or tree.outcomes[reason.outcome].change})


def undone(moment: Moment, told: Told) -> tuple[str, ...]:
    """The questions whose answer is said to be no more, or may be: "what if I close the company"."""
    text, held = moment.heard.text, moment.session.held()
    gone = told.meant(told.words(text), (UNDOES,)) is not None
    over = (name for name, code in told.hints_of(text).items() if gone and held.get(name) == code)
    return (*told.withdrawn(text, held), *over)


def given_up(moment: Moment) -> Turn | None:
    """Help, or what else was told, that is no more: "my sister isnt doing it now". It is asked again."""
    told, text = moment.world.hearing.told.get(moment.session.flow), moment.heard.text
    if told is None or moment.heard.choice or told.is_question(text):
        return None
    names = told.withdrawn(text, moment.session.held())
    # What answers that question and no other, the flow sees to by itself.
    if not names or (moment.answers and moment.answers.keys() <= set(names)):
        return None
    return then(Say("noted"), asked_again(names, moment))


def may_change(moment: Moment) -> Turn | None:
    """After an outcome, or as all is read back: something told that only may speak against an answer, in words that no
    rule knows. The question is asked again."""
    told = tells_more(moment, FEWEST_THAT_TELL)
    if told is None or looks_for(moment) or is_known(moment):
        return None
    if over := undone(moment, told):
        return asked_again(over, moment)
    hints, held = other_facts(moment, told.hints_of(moment.heard.text)), moment.session.held()
    facts = {name: code for name, code in hints.items() if name in held}
    if facts and told.lenient.issuperset(facts.items()) and is_besides(moment):
        return besides(moment)
    doubts = {name: f"{DOUBT}{code}" for name, code in facts.items()}
    told_now = {name: code for name, code in moment.answers.items() if name == ALREADY}
    return step(moment.flow, moment.session, {**told_now, **doubts}, moment.world) if doubts else None


def which_changed(moment: Moment) -> Turn | None:
    """The same of what nothing at all is heard in: which answer is another one now."""
    flow, told = moment.flow, tells_more(moment)
    if told is None or not isinstance(flow, Tree) or looks_for(moment):
        return None
    about = spoken_of(moment, flow, told)
    if is_of_another(moment):
        return besides(moment)
    if about:
        sorrow = Say("so_sorry", {"stopped": False, "alone": False}) if moment.heard.intent == "bereaved" else None
        return then(sorrow or Say("noted"), asked_again(about, moment))
    decides = rests_on(moment, told)
    if decides and moment.answers.keys().isdisjoint(decides):
        return then(Say("unheard"), asked_again(decides, moment))
    return None if moment.answers else of_all(flow, moment)


def of_all(flow: Tree, moment: Moment) -> Turn | None:
    """All answers, to choose the one that is another now; None where there is none to choose."""
    which = flow.which_to_change(moment.session, moment.world)
    if which is None:
        return None
    if moment.session.asked == CONFIRM and moment.session.held().get(CONFIRM) == CHANGE:
        return Turn(moment.session, (Say("none_changed"), which))
    session = moment.session.keeping(moment.session.flow, {**moment.session.held(), CONFIRM: CHANGE})
    return Turn(replace(session, asked=CONFIRM), (Say("tree_changed"), which))


def besides(moment: Moment) -> Turn:
    """Another service gone through, as the outcome of the last stands."""
    another = another_one(moment.world.content.trees[moment.session.flow], {})
    return step(moment.flow, moment.session, {ANOTHER: another}, moment.world)


def is_of_another(moment: Moment) -> bool:
    """Whether what is told after an outcome that lets nobody go ahead is of something else done besides: it stands."""
    return not is_permissive(moment) and is_besides(moment)


def never_heard(moment: Moment) -> Turn | None:
    """What nothing else has an answer to, after an outcome that lets somebody go ahead: which answer is another now.

    It may sound like a search: "the council will send me people".
    """
    flow, told = moment.flow, tells_more(moment)
    if told is None or not isinstance(flow, Tree) or not is_permissive(moment):
        return None
    which = flow.which_to_change(moment.session, moment.world)
    session = moment.session.keeping(moment.session.flow, {**moment.session.held(), CONFIRM: CHANGE})
    return Turn(replace(session, asked=CONFIRM), (Say("tree_changed"), which)) if which else None


def is_permissive(moment: Moment) -> bool:
    """Whether the last thing that a tree told is that they may go ahead, and nothing of it is open."""
    tree, kept = moment.world.content.trees.get(moment.session.flow), results(moment.session.held())
    end = tree.outcomes.get(kept[-1].outcome) if tree and kept else None
    return bool(end and end.confirm) and moment.session.asked is None and concluded(moment, moment.session.flow)


def rests_on(moment: Moment, told: Told) -> tuple[str, ...]:
    """As all is read back: the questions after whose answers less was asked, where no more than two decide it all."""
    tree, held = moment.world.content.trees.get(moment.session.flow), moment.session.held()
    reason = tree.reasons.get(follow(tree, held).reason or "") if tree else None
    if moment.session.asked != CONFIRM or held.get(CONFIRM) or reason is None:
        return ()
    names = tuple(name for name in reason.because if name in held and (name, held[name]) in told.lenient)
    return names if len(names) <= MOST_DECIDING else ()


def reopened(moment: Moment) -> Turn | None:
    """The questions that something told after an outcome speaks against, or is about; None where that is not clear."""
    flow, told = moment.flow, tells_more(moment)
    if told is None or not isinstance(flow, Tree) or looks_for(moment):
        return None
    about = spoken_of(moment, flow, told)
    return may_change(moment) or (asked_again(about, moment) if about else None)


def asked_again(names: Sequence[str], moment: Moment) -> Turn:
    """The answers to these questions dropped, and the first of them asked."""
    session = moment.session
    held = {name: code for name, code in session.held().items() if name not in names and name != CONFIRM}
    return step(moment.flow, session.keeping(session.flow, held), {}, moment.world)


def spoken_of(moment: Moment, flow: Tree, told: Told) -> tuple[str, ...]:
    """The questions answered on their way that a message is about, and gives no answer to: of several, those of which
    an answer could ask more."""
    held = moment.session.held()
    on_way = follow(flow.content(moment.world), held).asked
    about = [name for name in told.speaks_of(moment.heard.text) if name in on_way and name not in moment.answers]
    return tuple(name for name in about if (name, held[name]) not in told.strict) or tuple(about)


def tells_more(moment: Moment, fewest: int = FEWEST) -> Told | None:
    """What the tree hears with, of what is told and answers nothing: after an outcome, as all is read back, or amid the
    questions to put something right ("hang on, kids as well")."""
    session, told = moment.session, moment.world.hearing.told.get(moment.session.flow)
    if not isinstance(moment.flow, Tree) or told is None or moment.heard.choice or news(moment):
        return None
    text, over = moment.heard.text, session.asked is None and concluded(moment, session.flow)
    corrects = session.asked is not None and told.meant(told.words(text), (CORRECTS,)) is not None
    if len(told.words(text)) < fewest or told.is_question(text):
        return None
    return told if over or corrects or session.asked == CONFIRM else None


def news(moment: Moment) -> set[str]:
    """The questions that a message answers otherwise than before."""
    held = moment.session.held()
    return {name for name, code in moment.answers.items() if code not in (held.get(name), CHECK)} - {ALREADY}


def is_known(moment: Moment) -> bool:
    """Whether a rule knows what kind of message it is, or it is a word of courtesy.

    Words for setting up may tell of a change as well: "I'm going to start a company".
    """
    told = moment.heard.told
    perhaps_asks = told is not None and ((told.intent in (FAQ, FIND) and told.weak) or told.intent in FOUNDERS)
    return told is not None and ((told.likeness is None and not perhaps_asks) or told.danger)
