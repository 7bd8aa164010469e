"""The flows, by name."""

from bot.flows.find_support import FindSupport
from bot.flows.menu import Menu
from bot.flows.question import Flow
from bot.flows.setup_checklist import SetupChecklist
from bot.flows.tree import Tree

FLOWS: dict[str, Flow] = {flow.name: flow for flow in (Menu(), FindSupport(), Tree("cqc_triage"), SetupChecklist())}
