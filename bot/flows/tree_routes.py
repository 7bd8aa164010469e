"""Where answers to a decision tree lead: answers in, outcome out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.content.trees import TreeContent, TreeSource
from bot.flows.question import Answers


class UnknownFactError(ValueError):
    """A question or an answer that the tree does not have. Its text names it."""


@dataclass(frozen=True, slots=True)
class Result:
    """Where answers lead: an outcome with its reason, or the next question. `asked` holds the questions answered."""

    asked: tuple[str, ...]
    next: str | None = None
    reason: str | None = None
    outcome: str | None = None
    sources: tuple[TreeSource, ...] = ()
    reviewed: date | None = None

    def as_json(self) -> dict[str, object]:
        """What the triage command prints."""
        if self.outcome is None:
            return {"outcome": None, "next": self.next, "asked": list(self.asked)}
        return {
            "outcome": self.outcome,
            "reason": self.reason,
            "asked": list(self.asked),
            "sources": [f"{source.title} {source.url}" for source in self.sources],
            "reviewed": self.reviewed.isoformat() if self.reviewed else None,
        }


def run(tree: TreeContent, facts: Answers) -> Result:
    """Where the facts lead; facts off the route are let be. UnknownFactError names an id or value the tree lacks."""
    for name, code in facts.items():
        if name not in tree.questions:
            raise UnknownFactError(f"{name}: there is no such question")
        if code not in tree.questions[name].options:
            raise UnknownFactError(f"{name}: {code!r} is not one of {', '.join(tree.questions[name].options)}")
    return follow(tree, facts)


def follow(tree: TreeContent, answers: Answers) -> Result:
    """Where answers lead. Those that the tree does not know, or no longer offers, count as not given."""
    asked: list[str] = []
    name = tree.start
    while option := tree.questions[name].options.get(answers.get(name, "")):
        asked.append(name)
        if option.reason:
            return ended(tree, tuple(asked), option.reason)
        name = option.next or ""
    return Result(tuple(asked), next=name)


def still_to_come(tree: TreeContent, name: str) -> frozenset[str]:
    """The questions that may follow one of a tree."""
    following = {option.next for option in tree.questions[name].options.values() if option.next}
    return frozenset(following).union(*(still_to_come(tree, one) for one in following))


def ended(tree: TreeContent, asked: tuple[str, ...], reason: str) -> Result:
    """The result of a route that ended."""
    why = tree.reasons[reason]
    sources = tuple(tree.sources[source] for source in why.sources)
    return Result(asked, None, reason, why.outcome, sources, tree.reviewed)


def most_serious(tree: TreeContent, outcomes: Iterator[str]) -> str:
    """The outcome that stands where a business has several services; empty for none.

    One that the tree gives no more is passed over.
    """
    ranks = list(tree.outcomes)
    return min((outcome for outcome in outcomes if outcome in ranks), key=ranks.index, default="")
