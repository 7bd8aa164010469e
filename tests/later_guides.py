"""Later editions of the triage, made up for tests: none of them is the law."""

from collections.abc import Mapping
from typing import Any

from bot.content.trees import TreeContent

NEWS = "Paid work for one person now counts too."

LATER: Mapping[str, Mapping[str, Any]] = {
    "stricter": {
        "version": "2027-03-01",
        "news": NEWS,
        "reasons": {"DIRECT_INDIVIDUAL": {"outcome": "MUST_REGISTER"}},
    },
    "milder": {"version": "2027-03-01", "reasons": {"PARTNERSHIP": {"outcome": "EXEMPT_SOLE_TRADER"}}},
    "asks more": {
        "version": "2027-03-01",
        "questions": {
            "control": {"options": {"yes": {"reason": None, "next": "hours"}}},
            "hours": {
                "topic": "Hours a week",
                "ask": "Will you give this care for more than 20 hours a week?",
                "help": "Count the hours for all the people you help.",
                "options": {
                    "yes": {"label": "Yes", "said": "more than 20 hours", "reason": "HELPERS"},
                    "no": {"label": "No", "said": "20 hours or less", "reason": "DIRECT_INDIVIDUAL"},
                    "unsure": {
                        "label": "Not sure",
                        "said": "you are not sure of the hours",
                        "reason": "UNSURE_CONTROL",
                    },
                },
            },
        },
    },
    "other words": {"version": "2027-03-01", "news": NEWS},
    "forgotten version": {"reasons": {"DIRECT_INDIVIDUAL": {"outcome": "MUST_REGISTER"}}},
}


def later_tree(tree: TreeContent, name: str) -> TreeContent:
    """The triage as a later edition has it. Made once for each tree, whatever asks for it."""
    if (id(tree), name) not in MADE:
        MADE[id(tree), name] = (tree, TreeContent.model_validate(merged(tree.model_dump(), LATER[name])))
    return MADE[id(tree), name][1]


MADE: dict[tuple[int, str], tuple[TreeContent, TreeContent]] = {}
"""A tree, which is held so that its id stays its own, and a later edition of it."""


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """`old` with what `new` says otherwise, at any depth."""
    return {
        **old,
        **{
            k: merged(old[k], v) if isinstance(v, Mapping) and isinstance(old.get(k), Mapping) else v
            for k, v in new.items()
        },
    }
