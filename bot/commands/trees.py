"""`triage` and `paths`: a decision tree on facts, and every way through it."""

from typing import Annotated

import typer

from bot.commands.console import AsJson, BadDataError, BadUsageError, folder, object_of, print_lines


def triage_command(as_json: AsJson = False) -> None:
    """The CQC triage on facts: a line of JSON in, a line of JSON out."""
    from bot.content import load_content
    from bot.flows.tree_routes import UnknownFactError, run

    tree = load_content(folder()).trees["cqc_triage"]

    def answer(line: str) -> object:
        facts = object_of(line).get("facts")
        if not isinstance(facts, dict):
            raise BadDataError('needs {"facts": {"question": "value"}}')
        try:
            return run(tree, {str(name): str(value) for name, value in facts.items()}).as_json()
        except UnknownFactError as problem:
            raise BadDataError(str(problem)) from None

    print_lines(answer)


def paths_command(tree: Annotated[str, typer.Argument(help="A tree under content/flows.")] = "cqc_triage") -> None:
    """Every way through a decision tree, with its outcome."""
    from bot.content import load_content
    from bot.flows.tree_review import paths

    trees = load_content(folder()).trees
    if tree not in trees:
        raise BadUsageError(f"{tree}: not one of {', '.join(trees)}")
    for path in paths(trees[tree]):
        print(path)
