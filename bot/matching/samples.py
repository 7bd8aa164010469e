"""The sample catalogue: the fictional `providers.csv` in each area's folder."""

from bot.content import Content
from bot.content.pieces import BrokenContentError, Problem, content_file
from bot.matching.catalogue import Catalogue, Provider, read_csv
from bot.matching.places import Gazetteer

SAMPLES = "providers.csv"
SAMPLE = 0
"""The generation of the sample catalogue; imported ones count from 1."""


def read_samples(content: Content, gazetteer: Gazetteer) -> tuple[tuple[Provider, ...], tuple[Problem, ...]]:
    """The sample providers of every area, and the problems of their files, each with its path."""
    providers: list[Provider] = []
    problems: list[Problem] = []
    for path in sorted(content.root.glob(f"areas/*/{SAMPLES}")):
        name = path.relative_to(content.root).as_posix()
        try:
            with content_file(path, content.root):
                text = path.read_text(encoding="utf-8-sig")
        except BrokenContentError as error:
            problems.extend(error.problems)
            continue
        read, found = read_csv(text, gazetteer, content.needs, content.areas)
        providers.extend(read)
        problems.extend(Problem(f"{name}: {one.path}", one.what, one.warning) for one in found)
    return tuple(providers), tuple(problems)


def sample_catalogue(content: Content, gazetteer: Gazetteer) -> Catalogue:
    """The sample providers as a catalogue."""
    return Catalogue.of(read_samples(content, gazetteer)[0], content.areas, SAMPLE, content.needs)
