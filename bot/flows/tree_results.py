"""What is kept of the results of a decision tree, and how they are told again once it leads elsewhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.content.trees import TreeContent
from bot.flows.question import Answers, World
from bot.flows.tree_routes import follow

ALREADY, RESULT, EARLIER = "already", "result", "earlier"
"""What is kept beside the answers: that they give such care now, the last result, and those of earlier services."""


def is_given(tree: TreeContent, answers: Answers) -> bool:
    """Whether they say that they give care now which may be regulated."""
    given = (tree.questions[name].options.get(code) for name, code in answers.items() if name in tree.questions)
    return ALREADY in answers and any(option.regulated for option in given if option)


def known(kept: Mapping[str, Answers], world: World) -> list[dict[str, object]]:
    """What we hold of each tree gone through, as wording takes it: its regulator, the answers, the last result."""
    trees = [(tree, kept[name]) for name, tree in world.content.trees.items() if kept.get(name)]
    return [{"name": tree.contact.name, **held_of(tree, answers)} for tree, answers in trees]


def held_of(tree: TreeContent, answers: Answers) -> dict[str, object]:
    """Answers to a tree as they are read back, and the last result with its day."""
    options = [question.options.get(answers.get(name, "")) for name, question in tree.questions.items()]
    last = next(iter(results(answers)[-1:]), None)
    outcome = tree.outcomes.get(last.outcome) if last else None
    on = day(date.fromisoformat(last.on)) if last and outcome else ""
    return {"said": [option.said for option in options if option], "on": on, "result": outcome.short if outcome else ""}


@dataclass(frozen=True, slots=True)
class Kept:
    """A result as it was told: when, by which edition of the tree, and from which answers."""

    outcome: str
    reason: str
    edition: str
    on: str
    facts: Answers

    def __str__(self) -> str:
        facts = ",".join(f"{name}={code}" for name, code in self.facts.items())
        return f"{self.outcome} {self.reason} {self.edition} {self.on} {facts}"

    @classmethod
    def of(cls, text: str) -> "Kept":
        """From its text."""
        outcome, reason, edition, on, facts = text.split(" ")
        return cls(outcome, reason, edition, on, dict(fact.split("=") for fact in facts.split(",")))


def results(answers: Answers) -> tuple[Kept, ...]:
    """Every result told to this person: of earlier services first, then the last one."""
    texts = (*filter(None, answers.get(EARLIER, "").split(";")), *filter(None, (answers.get(RESULT),)))
    return tuple(map(Kept.of, texts))


def changed(tree: TreeContent, answers: Answers) -> tuple[Kept, ...]:
    """The results that this tree would not give any more, and that whoever has them was not told of yet."""
    other = (kept for kept in results(answers) if follow(tree, kept.facts).outcome != kept.outcome)
    return tuple(kept for kept in other if kept.edition != tree.edition)


def retold(tree: TreeContent, kept: Kept, on: str) -> Kept:
    """A result as this tree gives it, to be kept once it is told. It stays as it was where it has to be asked for."""
    now = follow(tree, kept.facts)
    if now.outcome is None or now.reason is None or unread(tree, kept, now.outcome):
        return replace(kept, edition=tree.edition)
    return Kept(now.outcome, now.reason, tree.edition, on, kept.facts)


def unread(tree: TreeContent, kept: Kept, outcome: str) -> bool:
    """Whether an outcome is one before which all answers are read back, and those of this result never were."""
    before = tree.outcomes.get(kept.outcome)
    return tree.outcomes[outcome].confirm and not (before and before.confirm)


def rekept(answers: Answers, again: Callable[[Kept], Kept]) -> Answers:
    """The answers with every result that is kept replaced."""
    *earlier, last = (str(again(kept)) for kept in results(answers))
    if RESULT not in answers:
        return {**answers, EARLIER: ";".join((*earlier, last))}
    return {**answers, RESULT: last, **({EARLIER: ";".join(earlier)} if earlier else {})}


def day(on: date) -> str:
    """A date in words: "21 November 2026"."""
    return f"{on.day} {on:%B %Y}"
