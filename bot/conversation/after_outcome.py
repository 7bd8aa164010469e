"""A step that somebody tells of after the outcome of a tree: it is kept with their steps."""

from dataclasses import replace

from bot.conversation.entering import enter
from bot.conversation.moment import Moment, answers_now
from bot.flows.checklist_steps import DONE
from bot.flows.question import Turn, heard_answers
from bot.flows.setup_checklist import SetupChecklist
from bot.flows.tree import Tree
from bot.matching.understand import CHECKLIST

STEPS = SetupChecklist()


def step_done(moment: Moment) -> Turn | None:
    """ "Already got insurance, renews 14 March": on to the steps with it, where nothing of it speaks of care."""
    if not isinstance(moment.flow, Tree) or moment.session.asked or moment.heard.choice or answers_now(moment):
        return None
    ear, text = moment.world.hearing.told, moment.heard.text
    tree = ear[moment.session.flow]
    if tree.speaks_of(text) or tree.hints_of(text) or ear[CHECKLIST].is_question(text):
        return None
    found = heard_answers(STEPS, replace(moment.session, flow=CHECKLIST), moment.heard, moment.world)
    marks = any(found.get(name) == DONE for name in moment.world.content.checklists.items)
    return enter(moment, CHECKLIST) if marks else None
