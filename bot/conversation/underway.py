"""What a founder says amid the questions that answers none of them: the question is asked again after it."""

from dataclasses import replace

from bot.content.areas import Area
from bot.content.checklist import ITEM
from bot.content.trees import Completed, Nearer, TreeQuestion
from bot.conversation.entering import STARTS
from bot.conversation.moment import Moment, again, answers_asked, answers_now, then
from bot.conversation.supposed import asked_again, spoken_of
from bot.flows import people
from bot.flows.checklist_reading import named_step
from bot.flows.checklist_steps import LIST, unmarked
from bot.flows.question import Session, Turn, standing, step
from bot.flows.setup_checklist import SetupChecklist
from bot.flows.tree import IN_PART, Tree
from bot.flows.tree_reading import CONFIRM
from bot.matching.nations import ELSEWHERE, nation_heard
from bot.matching.text import clean
from bot.matching.thoughts import Words
from bot.matching.told import Told
from bot.matching.told_rules import UNSURE
from bot.matching.understand import CHECKLIST
from bot.message import Say

CHANGE, CHANGE_NAMED = "change_one", "change_named"
"""What `hears` calls the wish to change an answer, and one that is named: "change the agency one"."""
THEY_CHANGE = "they_change"
"""What a tree's `hears` calls words for what the person in their care changes."""
COMMAND = "change"
"""What the rules call the bare wish to change something."""
PROGRESS, SKIP = "progress", "skip"
"""What `hears` calls "where am I up to?" or "done", and "skip", as a whole message."""
UNDO = "undo"
"""What it calls the wish to take the last mark back."""
LISTING = "list-business"
"""What the rules call the wish to be listed."""
LONGEST_START = 6
"""Words of the longest message taken for nothing but the wish to begin: "do I need to register with CQC"."""
NAMING = "the a my that this about of one bit answer question please for change and to it".split()
"""Words that name no answer, beside those that do."""
LONGEST_NAME = 3
"""Words of the longest message taken for the name of a step: "public liability insurance"."""
STEPS = SetupChecklist()


def underway(moment: Moment) -> Turn | None:
    """How far they are, that a question cannot be left out, or a word about the step that they name."""
    if turn := named_of_those(moment) or changes(moment) or put_right(moment):
        return turn
    told = in_questions(moment)
    if not (told or isinstance(moment.flow, Tree)) or moment.heard.choice or answers_now(moment):
        return None
    if told is None:
        return a_step(moment)
    words = told.words(moment.heard.text)
    kind = told.meant(words, (PROGRESS, SKIP, LIST))
    if kind == SKIP:
        return again(moment, Say("no_skipping", {"unsure": UNSURE in told.codes(moment.session.asked or "")}))
    if kind in (PROGRESS, LIST):
        return again(moment, Say("so_far", {"said": told_so_far(moment), "steps": kind == LIST}))
    return a_step(moment)


def nearer(moment: Moment) -> Turn | None:
    """Half an answer to a question of a tree: it is put nearer, with the options that are left. Of any other that
    leaves a part open ("mostly") we say so."""
    flow, told, name = moment.flow, in_questions(moment), moment.session.asked or ""
    if told is None or not isinstance(flow, Tree) or moment.heard.choice or answers_asked(moment):
        return None
    asks = flow.content(moment.world).questions.get(name)
    spoken = told.speaks_of(moment.heard.text)
    whole = next((one for one in asks.completed if one.told in spoken and suits(one, moment)), None) if asks else None
    half = next((one for one in asks.nearer if one.told in spoken and suits(one, moment)), None) if asks else None
    if answers_now(moment):
        return told_and_nearer(moment, flow, put_nearer(flow, name, asks, half)) if asks and half else None
    if whole:
        return step(flow, moment.session, {name: whole.means}, moment.world)
    if asks and half:
        return Turn(in_part(moment, asks, half), (put_nearer(flow, name, asks, half),))
    open_part = told.leaves_open(name, moment.heard.text) and not told.is_question(moment.heard.text)
    return again(moment, Say("part_open", {"unsure": UNSURE in told.codes(name)})) if open_part else None


def in_part(moment: Moment, asks: TreeQuestion, half: Nearer) -> Session:
    """The session without the answers that half an answer reopens, and in which the answer to a question that lasts is
    noted to be for a part only."""
    session = moment.session
    held = {name: code for name, code in session.held().items() if name not in half.reopens}
    noted = {IN_PART: session.asked or ""} if asks.lasting else {}
    return session.keeping(session.flow, {**held, **noted})


def told_and_nearer(moment: Moment, flow: Tree, asks: Say) -> Turn | None:
    """What half an answer tells of another question ("just me") said back, and the open one put nearer."""
    turn = step(flow, moment.session, moment.answers, moment.world)
    stays = turn.session.asked == moment.session.asked and not any(say.key == "differs" for say in turn.says)
    return replace(turn, says=(*turn.says[:-1], asks)) if stays else None


def suits(half: Nearer | Completed, moment: Moment) -> bool:
    """Whether a question made nearer, or an answer, is for somebody with these answers."""
    held = moment.session.held()
    return all(held.get(name) in codes for name, codes in half.when.items())


def put_nearer(flow: Tree, name: str, asks: TreeQuestion, half: Nearer) -> Say:
    """A question of a tree with the options that half an answer leaves."""
    options = tuple(flow.option(name, code, asks.options[code]) for code in half.options)
    return Say("tree_question", {"text": half.ask}, options)


def still_nearer(turn: Turn, moment: Moment) -> Turn:
    """A turn that asks a question again which was put nearer before: as it was put."""
    flow, name = moment.flow, moment.session.asked or ""
    asks = flow.content(moment.world).questions.get(name) if isinstance(flow, Tree) else None
    if asks is None or not isinstance(flow, Tree) or not asked_in_full(asks, turn):
        return turn
    nearer = (put_nearer(flow, name, asks, half) for half in asks.nearer if set(half.options) < set(asks.options))
    put = next((say for say in nearer if codes_of(say) == moment.session.offered), turn.says[-1])
    return replace(turn, says=(*turn.says[:-1], put))


def asked_in_full(asks: TreeQuestion, turn: Turn) -> bool:
    """Whether a turn ends with a question of a tree in full."""
    return bool(turn.says) and turn.says[-1].values.get("text") == asks.ask


def codes_of(say: Say) -> tuple[str, ...]:
    """The codes of the options that are offered with something said."""
    return tuple(option.code for option in say.options)


def helped(moment: Moment) -> Turn | None:
    """Words of help in a founder's flow, where they answer nothing: what may be said, and the question again."""
    if moment.heard.intent != "help" or moment.session.flow not in people.FOUNDER_FLOWS:
        return None
    told, question = moment.heard.told, moment.asked
    surely = told is not None and not told.weak and in_questions(moment) is not None
    if answers_now(moment) and not surely:
        return None
    asks = question.help(moment.world) if question and question.help and not (told and told.whole) else None
    return again(moment, asks or Say("help_founder"))


def here_already(moment: Moment) -> Turn | None:
    """The flow that they are in is asked for once more, in few words that answer nothing: how far they are."""
    rule, session = moment.heard.told, moment.session
    if rule is None or rule.likeness is not None or moment.heard.choice or session.asked is None:
        return None
    if STARTS.get(rule.intent) != session.flow or len(moment.heard.text.split()) > LONGEST_START:
        return None
    return again(moment, Say("so_far", {"said": told_so_far(moment), "steps": False}))


def a_step(moment: Moment) -> Turn | None:
    """Why the step of the checklist that is named matters; amid the questions and after an outcome. "Get listed" amid
    those of a tree is the wish to be listed."""
    told = moment.heard.told
    if isinstance(moment.flow, Tree) and told is not None and told.intent == LISTING and told.likeness is None:
        return None
    step = step_named(moment.world.hearing.told[CHECKLIST], moment)
    return again(moment, STEPS.reason(step, moment.session.held(CHECKLIST), moment.world)) if step else None


def changes(moment: Moment) -> Turn | None:
    """Which answer to change: amid the questions, or after the outcome of a tree. One that is named is asked again."""
    flow, told = moment.flow, moment.world.hearing.told.get(moment.session.flow)
    if told is None or moment.heard.choice or answers_now(moment):
        return None
    words = told.words(moment.heard.text)
    kind = CHANGE if moment.heard.intent == COMMAND else told.meant(words, (CHANGE_NAMED, CHANGE))
    if kind is None or told.meant(words, (THEY_CHANGE,)) is not None:
        return None
    if isinstance(flow, Tree):
        if kind == CHANGE_NAMED and len(named := spoken_of(moment, flow, told)) == 1:
            return asked_again(named, moment)
        which = flow.which_to_change(moment.session, moment.world)
    else:
        which = STEPS.which_to_change(moment.session, moment.world) if in_questions(moment) else None
    return Turn(moment.session, (which,)) if which else None


def named_of_those(moment: Moment) -> Turn | None:
    """The answer, of those just listed to be changed, that is named by a part of its topic: "the nursing one"."""
    flow, session = moment.flow, moment.session
    listed = [code.rpartition(":")[2] for code in session.offered if code.startswith(f"{session.flow}:{CONFIRM}:")]
    if not isinstance(flow, Tree) or moment.heard.choice:
        return None
    questions, told = flow.content(moment.world).questions, moment.world.hearing.told[session.flow]
    words = set(told.words(moment.heard.text)).difference(NAMING)
    topics = {name: set(told.words(clean(questions[name].topic))) for name in listed if name in questions}
    named = [name for name, topic in topics.items() if words and words <= topic]
    if not named and len(words) < LONGEST_NAME:
        named = [name for name in told.speaks_of(moment.heard.text) if name in topics]
    return asked_again(named, moment) if len(named) == 1 else None


def put_right(moment: Moment) -> Turn | None:
    """Amid the steps "undo": what was marked last is open again, and its step shown."""
    if moment.session.flow != CHECKLIST or in_questions(moment) or moment.heard.choice:
        return None
    told = moment.world.hearing.told[CHECKLIST]
    words = told.words(moment.heard.text)
    return unmark(moment) if told.meant(words, (UNDO,)) and not told.named(ITEM, words) else None


def unmark(moment: Moment) -> Turn | None:
    """What was marked last is open again; None where nothing was."""
    session = moment.session
    checklist = STEPS.checklist(session.held(CHECKLIST), moment.world)
    left, last = unmarked(session.held(CHECKLIST), checklist) or ({}, [])
    if not last:
        return None
    turn = step(STEPS, session.keeping(CHECKLIST, left), {}, moment.world)
    return then(Say("checklist_undone", {"titles": [checklist.items[name].title for name in last]}), turn)


def told_so_far(moment: Moment) -> list[str]:
    """The answers that hold, as they are read back."""
    world, name = moment.world, moment.session.flow
    held = standing(moment.flow, moment.session.held(name), world)[0]
    if name != CHECKLIST:
        tree = world.content.trees[name]
        return [tree.questions[one].options[code].said for one, code in held.items() if one in tree.questions]
    return [f"{topic}: {label}" for _, topic, label in STEPS.told(STEPS.checklist(held, world), held)]


def in_questions(moment: Moment) -> Told | None:
    """What the flow hears with, while one of a founder's questions is open: not a step, nor all read back."""
    session = moment.session
    told = moment.world.hearing.told.get(session.flow)
    return told if told and (session.asked in told.options or session.asked == CONFIRM) else None


def step_named(told: Told, moment: Moment) -> str | None:
    """The step of the checklist that is named, and nothing besides: "insurance"."""
    words: Words = told.words(moment.heard.text)
    items = moment.world.content.checklists.items
    return named_step(told, words, None, items) if len(words) <= LONGEST_NAME else None


def works_elsewhere(moment: Moment, asked: bool = False) -> Turn | None:
    """ "Can I also work in Essex?", in the triage: CQC's rules are those of England; the council's people know theirs.

    `asked`: a question that names a place is enough.
    """
    told = in_questions(moment)
    if told is None or moment.session.flow == CHECKLIST or answers_now(moment):
        return None
    about_work = moment.heard.intent == "setup" or people.of_own_work(moment.heard.text, moment.world)
    about_work = about_work or (asked and told.is_question(moment.heard.text))
    if about_work and nation_heard(moment.heard.place) == ELSEWHERE:
        return again(moment, Say("other_nation"))
    council = council_named(moment) if about_work else None
    return again(moment, Say("another_council_cqc", {"area": council})) if council else None


def council_named(moment: Moment) -> Area | None:
    """The council of ours that the place named is in; None where it may be several."""
    found = {place.area for place in (moment.heard.where, *moment.heard.others) if place}
    return moment.world.content.areas.get(found.pop() or "") if len(found) == 1 else None
