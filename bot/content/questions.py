"""questions.yaml: whole questions as people put them, from which it is learnt which answer of faq.yaml is asked for."""

from collections.abc import Mapping
from pathlib import Path

from bot.content.pieces import Piece, whole

QUESTIONS = "questions.yaml"


class Questions(Piece):
    """questions.yaml. `asked`: id of an answer in faq.yaml -> questions in other voices than its phrasings.
    `none`: questions for which none is right, so that none is guessed at."""

    asked: Mapping[str, tuple[str, ...]] = {}
    none: tuple[str, ...] = ()


def asked_in(root: Path) -> bytes:
    """questions.yaml as it is written; empty where a content folder has none."""
    path = root / QUESTIONS
    return path.read_bytes() if path.exists() else b""


def read_questions(root: Path) -> Questions:
    """The questions under a content folder, if it has any. Raises BrokenContentError with every problem."""
    return whole(root, QUESTIONS, Questions) if (root / QUESTIONS).exists() else Questions()
