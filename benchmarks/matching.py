"""How fast ranking is, beside a bare filter and two ways of searching text, on the same rows in one run.

    python benchmarks/matching.py [rows ...]

Every line gives the median and the slow tail of one search in milliseconds, its ratio to the bare filter, and `fit`:
how many of the ten named really offer the need, may be offered, are open, in range and free. Ranking reads the whole
query; the others are what one would reach for first. tantivy joins in where it is installed.
"""

import random
import sqlite3
import statistics
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.content import CONTENT, read_areas
from bot.content.needs import Needs
from bot.content.pieces import piece
from bot.matching.catalogue import Catalogue, Check, Provider
from bot.matching.places import Place
from bot.matching.rank import Query, rank
from bot.matching.week import read_days
from bot.matching.when import When

TODAY = date(2026, 11, 23)
SEARCHES = 200
GOALS_MS = {1_000: 0.3, 100_000: 0.5}
WEEKS = [
    read_days(days) for days in ("mon-fri morning afternoon", "sat-sun morning", "daily evening", "daily night", "")
]
ASKED = (
    None,
    When(days=("sat",), start=time(14), end=time(17)),
    When(days=("mon", "tue", "wed", "thu", "fri"), start=time(7), end=time(12)),
    When(date=date(2026, 11, 28), days=("sat",), urgent=True),
)
CHECKS = tuple(
    Check(name, date(2026, 1, 1), date(2027, 12, 31))
    for name in (
        *("public-liability", "dbs-enhanced", "first-aid", "safeguarding", "data-protection", "equality"),
        *("health-and-safety", "food-hygiene"),
    )
)


@dataclass(frozen=True)
class World:
    """Rows, and the searches made in them."""

    needs: Needs
    catalogue: Catalogue
    queries: tuple[Query, ...]
    towns: tuple[Place, ...]


def towns(dice: random.Random) -> tuple[Place, ...]:
    """Three hundred towns all over the four counties."""
    return tuple(
        Place("place", f"town{n}", f"town{n}", dice.uniform(51.5, 52.7), dice.uniform(-2.5, 1.1), "essex")
        for n in range(300)
    )


def provider(number: int, dice: random.Random, needs: Needs, places: tuple[Place, ...]) -> Provider:
    """Somebody near one of the towns."""
    town = dice.choice(places)
    served = (dice.choice(places),) if dice.random() < 0.1 else ()
    return Provider(
        id=f"p{number:06}",
        name=f"{dice.choice(FIRST)} {dice.choice(SECOND)} {town.name}",
        needs=tuple(dice.sample(tuple(needs.needs), dice.randint(1, 5))),
        lat=town.lat + dice.gauss(0, 0.02),
        lon=town.lon + dice.gauss(0, 0.03),
        travel_km=dice.choice((5, 8, 10, 15, 20, 25)),
        places=tuple(place.code for place in served),
        served=tuple((place.lat, place.lon) for place in served),
        slots=dice.choice(WEEKS),
        capacity=dice.choice(("open",) * 8 + ("full", "waiting-list")),
        short_notice=dice.random() < 0.3,
        payment=("direct-payment",),
        legal_form="sole-trader",
        workers=1,
        cqc="exempt",
        checks=CHECKS if dice.random() < 0.9 else CHECKS[1:],
        suited_to=("dementia",) if dice.random() < 0.3 else (),
        verified_on=date(2026, dice.randint(1, 11), 1),
        visible=dice.random() < 0.95,
        area=dice.choice(("worcestershire", "essex")),
    )


FIRST = "Teal Amber Copper Willow Bramble Hazel Saffron Juniper Russet Clover Primrose Cobalt Sorrel Linden".split()
SECOND = "Kettle Thimble Lantern Latch Wicket Teapot Doorstep Basket Bobbin Button Hearth Ladder Mitten Pocket".split()


def world(rows: int) -> World:
    """So many providers, and the same searches each time."""
    dice = random.Random(rows)
    needs = piece(CONTENT, "needs.yaml", Needs, [])
    assert needs
    places = towns(dice)
    providers = tuple(provider(number, dice, needs, places) for number in range(rows))
    queries = tuple(
        Query((dice.choice(tuple(needs.needs)),), dice.choice(places), dice.choice(ASKED)) for _ in range(SEARCHES)
    )
    return World(needs, Catalogue.of(providers, read_areas(CONTENT, []), 1, needs), queries, places)


Search = Callable[[Query], Iterable[str]]
"""A query -> ids of at most ten providers."""


def ranking(made: World) -> Search:
    """Ours: the gate, the range, the week, near misses and reasons in words."""
    return lambda query: [match.provider.id for match in rank(query, made.catalogue, TODAY).matches]


def bare_filter(made: World) -> Search:
    """The floor: one need's rows by latitude, compared by distance. No gate, no times, no reasons."""
    columns = made.catalogue.columns
    ids = np.array([provider.id for provider in made.catalogue.providers])

    def search(query: Query) -> Iterable[str]:
        block, place = columns.blocks[query.needs[0]], query.place
        assert place
        lat, lon = np.radians(place.lat), np.radians(place.lon)
        first, last = block.lat.searchsorted((lat - block.widest, lat + block.widest))
        up, along = block.lat[first:last] - lat, (block.lon[first:last] - lon) * np.cos(lat)
        far = up * up + along * along
        near = np.flatnonzero(far <= block.reach[first:last])
        found: list[str] = ids[block.who[first:last][near[np.argsort(far[near])[:10]]]].tolist()
        return found

    return search


def fuzzy_names(made: World) -> Search:
    """rapidfuzz over names, for the town: what a list of names can be asked."""
    from rapidfuzz import fuzz, process

    names = {provider.id: provider.name for provider in made.catalogue.providers}

    def search(query: Query) -> Iterable[str]:
        assert query.place
        found = process.extract(query.place.name, names, scorer=fuzz.token_set_ratio, limit=10)
        return [key for _, _, key in found]

    return search


def full_text(made: World) -> Search:
    """SQLite FTS5 over name and needs, best first by its own score."""
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table listing using fts5(id unindexed, name, needs, tokenize = 'porter')")
    rows = ((p.id, p.name, " ".join(p.needs).replace("-", " ")) for p in made.catalogue.providers)
    base.executemany("insert into listing values (?, ?, ?)", rows)

    def search(query: Query) -> Iterable[str]:
        assert query.place
        words = f'(needs : "{query.needs[0].replace("-", " ")}") AND (name : {query.place.name})'
        found = base.execute("select id from listing where listing match ? order by rank limit 10", (words,))
        return [row[0] for row in found]

    return search


def tantivy_index(made: World) -> Search | None:
    """tantivy over the same text, where it is installed."""
    try:
        import tantivy
    except ImportError:
        return None
    schema = tantivy.SchemaBuilder().add_text_field("id", stored=True).add_text_field("text").build()
    index = tantivy.Index(schema)
    writer = index.writer()
    for p in made.catalogue.providers:
        writer.add_document(tantivy.Document(id=p.id, text=f"{p.name} {' '.join(p.needs)}"))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(query: Query) -> Iterable[str]:
        assert query.place
        asked = index.parse_query(f"+{query.place.name} {query.needs[0].replace('-', ' ')}", ["text"])
        return [searcher.doc(at)["id"][0] for _, at in searcher.search(asked, 10).hits]

    return search


ENGINES: dict[str, Callable[[World], Search | None]] = {
    "bare numpy filter": bare_filter,
    "ranking": ranking,
    "rapidfuzz, names": fuzzy_names,
    "SQLite FTS5": full_text,
    "tantivy": tantivy_index,
}


def timed(search: Search, queries: Iterable[Query]) -> list[float]:
    """Milliseconds of each search, the best of three so that a busy machine counts less; sorted."""
    return sorted(min(once(search, query) for _ in range(3)) for query in queries)


def once(search: Search, query: Query) -> float:
    """Milliseconds of one search."""
    start = perf_counter()
    search(query)
    return 1000 * (perf_counter() - start)


def fit(search: Search, made: World, queries: tuple[Query, ...]) -> float:
    """The share of those named whom ranking, asked of each alone, lets pass."""
    good = named = 0
    for query in queries:
        for provider_id in search(query):
            alone = made.catalogue.by_id(provider_id)
            assert alone
            only = Catalogue.of((alone,), made.catalogue.areas, 1, made.needs)
            good += rank(query, only, TODAY).total
            named += 1
    return good / named if named else 0.0


def report(rows: int) -> None:
    """One table."""
    start = perf_counter()
    made = world(rows)
    between = perf_counter()
    searches = {name: engine(made) for name, engine in ENGINES.items()}
    print(f"\n{rows:,} providers, made in {between - start:.1f} s; all indexes in {perf_counter() - between:.1f} s")
    print(f"{'':20}{'median ms':>11}{'p99 ms':>9}{'ratio':>9}{'fit':>7}")
    floor = 0.0
    for name, search in searches.items():
        if search is None:
            print(f"{name:20}{'not installed':>20}")
        else:
            floor = line(name, search, made, floor)


def line(name: str, search: Search, made: World, floor: float) -> float:
    """Time and print one engine; returns the floor that ratios are to, which is the first engine's median."""
    rows = len(made.catalogue.providers)
    few = name.startswith("rapidfuzz") and rows > 10_000
    took = timed(search, made.queries[: SEARCHES // 20 if few else SEARCHES])
    median, tail = statistics.median(took), took[int(len(took) * 0.99)]
    share = fit(search, made, made.queries[:20])
    goal = GOALS_MS.get(rows) if name == "ranking" else None
    verdict = "" if goal is None else f"  goal {goal} ms: {'reached' if median < goal else 'MISSED'}"
    print(f"{name:20}{median:11.3f}{tail:9.3f}{median / (floor or median):9.1f}{share:7.0%}{verdict}")
    return floor or median


if __name__ == "__main__":
    for size in [int(word) for word in sys.argv[1:]] or [1_000, 10_000, 100_000]:
        report(size)
