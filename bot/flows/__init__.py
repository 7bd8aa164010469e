"""The flows, by name."""

from bot.flows.find_support import FindSupport
from bot.flows.menu import Menu
from bot.flows.question import Flow

FLOWS: dict[str, Flow] = {flow.name: flow for flow in (Menu(), FindSupport())}
