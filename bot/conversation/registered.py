"""Word that the regulator has registered them: their step is done, and its questions are not begun for that care. What
is told besides, of other work or how they work, is met as if it stood alone."""

from dataclasses import replace

from bot.content.checklist import ChecklistItem
from bot.conversation.after_outcome import step_done
from bot.conversation.entering import enter
from bot.conversation.moment import Moment, again, then
from bot.conversation.ticked import marked
from bot.flows import people
from bot.flows.checklist_steps import DONE, LATER, NAME, steps
from bot.flows.question import Turn, label
from bot.flows.setup_checklist import SetupChecklist
from bot.matching.told import Told
from bot.message import Option, Say

REGISTERED, REGISTERING, ASIDE = "registered", "registering", "registered_aside"
"""What a tree's `hears` calls word that its regulator has registered them, that they have begun to register, and what
adds nothing to that."""
BEGINS = "menu"
STEPS = SetupChecklist()


def registered(moment: Moment) -> Turn | None:
    """ "Im registered with CQC already", or "I have applied to CQC": what that is good for, and their step marked."""
    if moment.heard.choice or moment.besides or moment.session.flow not in (BEGINS, *people.FOUNDER_FLOWS):
        return None
    for name, tree in moment.world.content.trees.items():
        if tree.contact.name.casefold() not in moment.heard.text:
            continue
        told = moment.world.hearing.told[name]
        kind = told.meant(told.words(moment.heard.text), (REGISTERED, REGISTERING))
        if kind and not told.is_question(moment.heard.text):
            return is_registered(name, moment) if kind == REGISTERED else is_registering(name, moment)
    return None


def is_registered(tree: str, moment: Moment) -> Turn:
    """The step to register is done; else the open question, or the way to the steps. More than that goes on."""
    if not is_all(moment.world.hearing.told[tree], moment.heard.text):
        return of_other_work(tree, moment)
    good = Say("registered", {"name": moment.world.content.trees[tree].contact.name})
    if turn := step_marked(tree, DONE, moment) or step_done(moment):
        return then(good, turn)
    if moment.session.flow == BEGINS:
        go = Option(f"menu:go:{NAME}", label(moment.world, "option_set_it_up"))
        return Turn(moment.session, (good, Say("checklist_offer", {}, (go,))))
    return again(moment, good)


def is_all(told: Told, text: str) -> bool:
    """Whether nothing is told beside it: no work, no place and no other trade that it may not cover."""
    rest = told.without(told.without(told.words(text), REGISTERED), ASIDE)
    return rest.present <= told.beside.assent


def of_other_work(tree: str, moment: Moment) -> Turn:
    """What the registration covers, then what follows without it: the questions where the steps take no answer."""
    covers = Say("registered_before", {"name": moment.world.content.trees[tree].contact.name})
    turn = moment.react(replace(moment, besides=True))
    unmoved = (turn.session.flow, turn.session.asked) == (NAME, moment.session.asked)
    if unmoved and moment.world.hearing.told[tree].speaks_of(moment.heard.text):
        turn = enter(moment, tree)
    return then(covers, turn)


def is_registering(tree: str, moment: Moment) -> Turn | None:
    """The step to register is put off, and no care is given till then; None where they have no such step."""
    turn = step_marked(tree, LATER, moment)
    return then(Say("registering", {"name": moment.world.content.trees[tree].contact.name}), turn) if turn else None


def step_marked(tree: str, state: str, moment: Moment) -> Turn | None:
    """Their step to register with the tree's regulator marked so; None where it is not theirs, or done."""
    held = moment.session.held(NAME)
    theirs = steps(STEPS.checklist(held, moment.world), held) if held else ()
    open_now = [one.name for one in theirs if registers(one.item, tree) and one.state != DONE]
    there = replace(moment, session=replace(moment.session, flow=NAME, asked=None))
    return marked(open_now, state, there) if open_now else None


def registers(item: ChecklistItem, tree: str) -> bool:
    """Whether a step is to register with a tree's regulator."""
    return item.registers == tree
