"""times.yaml -> what each spelling means: plurals added, none listed twice."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from bot.matching.time_figures import cut, size_of
from bot.matching.time_kinds import KINDS, UNKNOWN, Clock, Meaning, Part
from bot.matching.when import DAYS

if TYPE_CHECKING:
    from bot.content.times import TimePart, Times


def spellings(content: "Times") -> dict[tuple[str, ...], Meaning]:
    """What each spelling means, by its pieces. Raises ValueError for one that is listed twice."""
    singular: dict[str, Meaning] = {}
    for said, meaning in _listed(content):
        if said in singular:
            raise ValueError(f"'{said}' is listed twice")
        singular[said] = meaning
    meanings = {**dict(_plurals(singular)), **singular}
    return {tuple(piece[1] for piece in cut(said, {said: UNKNOWN})): meaning for said, meaning in meanings.items()}


def _listed(content: "Times") -> Iterator[tuple[str, Meaning]]:
    for section, meant in _SECTIONS.items():
        for key, said in getattr(content, section).items():
            yield from _each(said, meant(str(key)))
    for kind, parts in (("part", content.parts), ("meal", content.meals)):
        for part in parts.values():
            yield from _each(part.says, Meaning(KINDS[kind], part_of(part), part.doubtful))
    for name, half in content.half_days.items():
        yield from _each(
            half.says, Meaning(KINDS[name if name in KINDS else "halfday"], part_of(content.parts[half.part]))
        )
    for season in content.seasons.values():
        yield from _each(season.says, Meaning(KINDS["season"], (season.day, season.first, season.last)))


def _each(said: str, meaning: Meaning) -> Iterator[tuple[str, Meaning]]:
    return ((one, meaning) for one in listed(said))


def _plurals(singular: Mapping[str, Meaning]) -> Iterator[tuple[str, Meaning]]:
    """`mondays`, `mornings`: the plural in -s of days and parts of the day."""
    for said, meaning in singular.items():
        if meaning.kind == KINDS["day"]:
            yield f"{said}s", Meaning(KINDS["days"], meaning.value)
        elif meaning.kind == KINDS["part"]:
            yield f"{said}s", meaning._replace(value=meaning.value._replace(plural=True))


def _worded(value: int) -> str:
    """The kind of a number in words: "one" is often no number."""
    return "one" if value == 1 else "told" if value <= 12 else size_of(value)


_SECTIONS: Mapping[str, Callable[[str], Meaning]] = {
    "numbers": lambda key: Meaning(KINDS[_worded(int(key))], int(key)),
    "quantities": lambda key: Meaning(KINDS["few"], int(key)),
    "ordinals": lambda key: Meaning(KINDS["nth"], int(key)),
    "folds": lambda key: Meaning(KINDS["fold"], int(key)),
    "near_days": lambda key: Meaning(KINDS["near"], int(key)),
    "months": lambda key: Meaning(KINDS["month"], int(key)),
    "units": lambda key: Meaning(KINDS["unit"], int(key)),
    "clocks": lambda key: Meaning(KINDS["clock"], Clock(int(key) * 60, True)),
    "repeats": lambda key: Meaning(KINDS["repeat"], key),
    "feasts": lambda key: Meaning(KINDS["feast"], key),
    "days": lambda key: Meaning(KINDS["day"], weekdays_of(key)),
    "plural_days": lambda key: Meaning(KINDS["days"], weekdays_of(key)),
    "words": lambda key: Meaning(KINDS[key]),
}


def listed(text: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(filter(None, (said.strip() for said in text.split(","))))


def part_of(part: "TimePart") -> Part:
    """A part of the day: `08:00-09:00, 15:00-16:00` in minutes; `17:00-` has no end."""
    ends = (hours.split("-") for hours in listed(part.hours))
    return Part(tuple((_minutes(first), _minutes(last) if last else None) for first, last in ends), today=part.today)


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def weekdays_of(text: str) -> tuple[int, ...]:
    """`mon-fri`, `mon,wed` or `sat` as weekdays, Monday 0."""
    ends = [[DAYS.index(day) for day in part.split("-")] for part in text.split(",")]
    return tuple(day for end in ends for day in range(end[0], end[-1] + 1))


def one_slip_from(words: tuple[str, ...]) -> dict[str, tuple[tuple[str, int | None], ...]]:
    """Each word under itself, and under what is left when any one of its letters is dropped.

    Its first two letters and its last three are in it too, with nothing: one slip leaves the ones or the others whole,
    so that most other words are ruled out at once.
    """
    near: dict[str, set[tuple[str, int | None]]] = defaultdict(set)
    for word in words:
        near[word[:2]], near[word[-3:]] = set(), set()
        near[word].add((word, None))
        for at in range(len(word)):
            near[word[:at] + word[at + 1 :]].add((word, at))
    return {left: tuple(sorted(found, key=str)) for left, found in near.items()}
