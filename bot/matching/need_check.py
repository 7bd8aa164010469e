"""What an editor has to put right in needs.yaml."""

from collections.abc import Iterator

from bot.content.needs import Needs
from bot.content.pieces import Problem
from bot.matching.fitting import phrases_by_code
from bot.matching.text import clean

LABEL_LENGTH = 24
PHRASE_LENGTH = 100


def problems(needs: Needs) -> list[Problem]:
    """What an editor has to put right in needs.yaml."""
    return [*_unknown_groups(needs), *_long_labels(needs), *_bad_phrases(needs)]


def _unknown_groups(needs: Needs) -> Iterator[Problem]:
    for code, need in needs.needs.items():
        if need.group not in needs.groups:
            yield Problem(f"needs.yaml: needs.{code}.group", f"no group is called {need.group}")
    for code in needs.groups:
        if not needs.leaves(code):
            yield Problem(f"needs.yaml: groups.{code}", "no need belongs to it")
    yield from (
        Problem("needs.yaml: by_day", f"no need is called {code}") for code in needs.by_day if code not in needs.needs
    )


def _long_labels(needs: Needs) -> Iterator[Problem]:
    for code in (*needs.needs, *needs.groups):
        piece = needs.named(code)
        if not piece.label.strip() or not piece.noun.strip():
            yield Problem(f"needs.yaml: {code}", "needs a label and a noun")
        if len(piece.label) > LABEL_LENGTH:
            yield Problem(f"needs.yaml: {code}.label", f"longer than {LABEL_LENGTH} characters")


def _bad_phrases(needs: Needs) -> Iterator[Problem]:
    told = [(code, clean(phrase)) for code, phrases in phrases_by_code(needs).items() for phrase in phrases]
    claims: dict[str, list[str]] = {}
    for code, phrase in told:
        claims.setdefault(phrase, []).append(code)
        if not phrase or len(phrase) > PHRASE_LENGTH:
            yield Problem(
                f"needs.yaml: {code}.phrases", f"empty or longer than {PHRASE_LENGTH} characters: {phrase[:20]!r}"
            )
    for phrase, codes in claims.items():
        if len(codes) > 1:
            yield Problem("needs.yaml", f"{phrase!r} is claimed more than once: {', '.join(codes)}")
