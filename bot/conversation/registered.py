"""Word that the regulator has registered them: their step is done, and its questions are not begun for that care."""

from dataclasses import replace

from bot.content.checklist import ChecklistItem
from bot.conversation.moment import Moment, again, then
from bot.conversation.ticked import marked
from bot.flows import people
from bot.flows.checklist_steps import DONE, NAME, steps
from bot.flows.question import Turn, label
from bot.flows.setup_checklist import SetupChecklist
from bot.message import Option, Say

REGISTERED = "registered"
"""What a tree's `hears` calls word that its regulator has registered them."""
BEGINS = "menu"
STEPS = SetupChecklist()


def registered(moment: Moment) -> Turn | None:
    """ "Im registered with CQC already": what that is good for, and their step marked, if it is theirs."""
    if moment.heard.choice or moment.session.flow not in (BEGINS, *people.FOUNDER_FLOWS):
        return None
    for name, tree in moment.world.content.trees.items():
        if tree.contact.name.casefold() not in moment.heard.text:
            continue
        told = moment.world.hearing.told[name]
        words = told.words(moment.heard.text)
        if told.meant(words, (REGISTERED,)) and not told.is_question(moment.heard.text):
            return then(Say("registered", {"name": tree.contact.name}), onward(name, moment))
    return None


def onward(tree: str, moment: Moment) -> Turn:
    """The step marked that tells them to register; else the open question, or the way to the steps."""
    held = moment.session.held(NAME)
    theirs = steps(STEPS.checklist(held, moment.world), held)
    done = [one.name for one in theirs if registers(one.item, tree) and one.state != DONE]
    if done and held:
        return marked(done, DONE, replace(moment, session=replace(moment.session, flow=NAME, asked=None)))
    if moment.session.flow == BEGINS:
        go = Option(f"menu:go:{NAME}", label(moment.world, "option_set_it_up"))
        return Turn(moment.session, (Say("checklist_offer", {}, (go,)),))
    return again(moment)


def registers(item: ChecklistItem, tree: str) -> bool:
    """Whether a step is to register with a tree's regulator."""
    return item.registers == tree
