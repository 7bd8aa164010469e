"""All of `content/` as frozen values, and every problem in it as `path: what`.

Editors change YAML; nothing here knows wording. Load once with `load_content` and pass the result down.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.content.areas import Area, Line, Lines
from bot.content.checklist import AreaChecklist, Checklist, Checklists
from bot.content.faq import Faq
from bot.content.intents import Intents
from bot.content.needs import Needs
from bot.content.pages import Pages
from bot.content.pieces import BrokenContentError, Problem, piece
from bot.content.times import Times
from bot.content.trees import TreeContent
from bot.content.wording import AreaWording, Wording, Wordings

BESIDE, SHIPPED = Path(__file__).resolve().parents[2] / "content", Path(__file__).resolve().parent / "shipped"
WORDS = "words.txt"
CONTENT = BESIDE if BESIDE.is_dir() else SHIPPED
"""Content of our own: beside the program, as editors have it, or as it came with a package."""


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """Everything an editor wrote. What was made of it can be kept under it: one that is read anew is another."""

    root: Path
    needs: Needs
    times: Times
    intents: Intents
    faq: Faq
    areas: Mapping[str, Area]
    lines: Mapping[str, Line]
    wording: Mapping[str, Wording]
    pages: Pages
    trees: Mapping[str, TreeContent]
    """Decision trees by flow name: every `flows/*_triage.yaml`."""
    checklists: Checklists


def read_areas(root: Path, problems: list[Problem]) -> dict[str, Area]:
    """Every council's folder, by code, with its own wording in it."""
    areas: dict[str, Area] = {}
    for folder in area_folders(root):
        area = piece(root, f"areas/{folder}/area.yaml", Area, problems)
        own = f"areas/{folder}/wording.yaml"
        wording = piece(root, own, AreaWording, problems) if (root / own).exists() else None
        if area is not None and area.code != folder:
            problems.append(Problem(f"areas/{folder}/area.yaml: code", f"is {area.code}, but the folder is {folder}"))
        if area is not None:
            areas[folder] = area.model_copy(update={"wording": wording.root}) if wording else area
    if not areas:
        problems.append(Problem("areas", "there is no area with an area.yaml that can be read"))
    return areas


def area_folders(root: Path) -> list[str]:
    """The name of every folder that should hold a council."""
    return sorted(path.name for path in root.glob("areas/[!._]*") if path.is_dir())


def read_checklists(root: Path, areas: Iterable[str], problems: list[Problem]) -> Checklists | None:
    """The checklist, and what the areas make of it."""
    general = piece(root, "flows/setup_checklist.yaml", Checklist, problems)
    own: dict[str, Checklist] = {}
    for name in (f"areas/{area}/checklist.yaml" for area in areas if general):
        change = piece(root, name, AreaChecklist, problems) if (root / name).exists() else None
        try:
            if general and change:
                own[Path(name).parent.name] = general.changed(change)
        except (KeyError, ValueError) as error:
            problems.append(Problem(name, f"there is no step {error}"))
    return Checklists(general=general, areas=own) if general else None


def read_trees(root: Path, problems: list[Problem]) -> dict[str, TreeContent]:
    """Every decision tree, by the name of its file."""
    names = sorted(path.stem for path in root.glob("flows/*_triage.yaml"))
    read = {name: piece(root, f"flows/{name}.yaml", TreeContent, problems) for name in names}
    return {name: tree for name, tree in read.items() if tree is not None}


def read_content(root: Path = CONTENT) -> tuple[Content | None, tuple[Problem, ...]]:
    """All of `content/`, and every problem of its files. None where a file cannot be used at all."""
    problems: list[Problem] = []
    if not (root / WORDS).is_file():  # they are read when the first message leaves doubt, which is too late to say so
        problems.append(Problem(WORDS, "this file is missing"))
    areas = read_areas(root, problems)
    parts: dict[str, Any] = {
        "needs": piece(root, "needs.yaml", Needs, problems),
        "times": piece(root, "times.yaml", Times, problems),
        "intents": piece(root, "intents.yaml", Intents, problems),
        "faq": piece(root, "faq.yaml", Faq, problems),
        "lines": piece(root, "lines.yaml", Lines, problems),
        "wording": piece(root, "wording.yaml", Wordings, problems),
        "pages": piece(root, "pages.yaml", Pages, problems),
        "areas": areas,
        "trees": read_trees(root, problems),
        "checklists": read_checklists(root, areas, problems),
    }
    if problems:
        return None, tuple(problems)
    return Content(root=root, **{name: getattr(part, "root", part) for name, part in parts.items()}), ()


def load_content(root: Path = CONTENT) -> Content:
    """All of `content/`, or BrokenContentError with every problem."""
    content, problems = read_content(root)
    if content is None:
        raise BrokenContentError(problems)
    return content
