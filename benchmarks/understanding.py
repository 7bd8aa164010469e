"""How fast a message is understood, beside what one would reach for first, on the same messages in one run.

    python benchmarks/understanding.py

Every line gives the median and the slow tail of one message of about twelve words in microseconds, their ratios to
hassil over Home Assistant's English intents (where hassil and home-assistant-intents are installed), and the share of
messages whose need was heard first. Messages are typed anew for every round with other slips, so that nothing is
answered from memory.
"""

import gc
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter_ns

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rapidfuzz import fuzz, process

from bot.content import load_content
from bot.content.needs import Needs
from bot.content.pieces import read_yaml
from bot.matching.fitting import NOTHING, phrases_by_code
from bot.matching.needs import NeedIndex
from bot.matching.text import clean
from bot.matching.understand import Hearing, understand

HERE = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 23, 10)  # noqa: DTZ001 - local time, as the readers take it
ROUNDS = 5
PLACES = ("malvern", "near redditch", "wr14 3ay", "ox4", "chelmsford", "st ives")
TIMES = (
    "sat 2-5pm",
    "every monday morning",
    "weekdays at lunch",
    "tomorrow",
    "friday week",
    "tues or thurs after dinner",
)
PEAK = "next(int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmHWM')) / 1024"
BARE = f"print(0, {PEAK})"
FIRST = """
import gc, time
begun = time.perf_counter()
gc.set_threshold(500_000, 20, 100)  # as every command does
from datetime import datetime
from bot.content import load_content
from bot.matching.understand import Hearing, understand
hearing = Hearing(load_content())
understand("cleaner malvern sat", hearing, datetime(2026, 11, 23))
"""
LOADED = f"{FIRST}\nprint(time.perf_counter() - begun, {PEAK})"
WITH_VECTORS = f"{FIRST}\nhearing.needs.paraphrase\nprint(time.perf_counter() - begun, {PEAK})"


@dataclass(frozen=True)
class Asked:
    """A message and the need it asks for."""

    words: str
    code: str


def messages(draw: random.Random) -> list[Asked]:
    """Blind sentences with a place and a time, about twelve words long, a slip in some words."""
    lines = [
        Asked(f"{_slips(line, draw)}, {draw.choice(PLACES)} {draw.choice(TIMES)}", code)
        for code, said in read_yaml(HERE / "tests" / "understanding" / "needs_blind_2.yaml").items()
        for line in said
    ]
    return [asked for asked in lines if 9 <= len(asked.words.split()) <= 15]


def _slips(line: str, draw: random.Random) -> str:
    """`line` with a letter wrong in some of its longer words."""
    words = []
    for word in line.split():
        at = draw.randrange(1, max(2, len(word) - 1))
        slip = len(word) > 5 and draw.random() < 0.3
        words.append(word[:at] + draw.choice("aeiorstln") + word[at + 1 :] if slip else word)
    return " ".join(words)


def timed(hear: Callable[[str], str], rounds: Sequence[Sequence[Asked]]) -> tuple[float, float, float]:
    """Median and 99th percentile in microseconds, and the share heard right."""
    taken, right = [], []
    for asked in (asked for batch in rounds for asked in batch):
        begun = perf_counter_ns()
        code = hear(asked.words)
        taken.append((perf_counter_ns() - begun) / 1000)
        right.append(code == asked.code)
    return median(taken), sorted(taken)[int(len(taken) * 0.99)], sum(right) / len(right)


def first(index: NeedIndex) -> Callable[[str], str]:
    """The need that `index` hears first."""
    return lambda words: next((need.id for need in index.hear(clean(words))), "")


def cut(needs: Needs, phrases: int) -> Needs:
    """`needs` with about so many phrases in all."""
    share = phrases / sum(map(len, phrases_by_code(needs).values()))
    trimmed = {
        code: need.model_copy(update={"phrases": need.phrases[:: round(1 / share)]})
        for code, need in needs.needs.items()
    }
    return needs.model_copy(update={"needs": trimmed, "nothing": needs.nothing[:: round(1 / share)]})


def by_rapidfuzz(needs: Needs) -> Callable[[str], str]:
    """The need of the phrase that WRatio finds nearest."""
    flat = [(phrase, code) for code, said in phrases_by_code(needs).items() if code != NOTHING for phrase in said]
    phrases = [phrase for phrase, _ in flat]

    def hear(words: str) -> str:
        found = process.extractOne(words, phrases, scorer=fuzz.WRatio)
        return flat[found[2]][1] if found else ""

    return hear


def by_hassil() -> Callable[[str], str] | None:
    """hassil over Home Assistant's English intents, with fifty names; None where they are not installed."""
    try:
        from hassil import Intents, recognize
        from hassil.intents import TextSlotList
        from home_assistant_intents import get_intents
    except ImportError:
        return None
    intents = Intents.from_dict(get_intents("en"))
    names = {kind: TextSlotList.from_strings([f"{kind} {n}" for n in range(50)]) for kind in ("name", "area", "floor")}
    return lambda words: "heard" if recognize(words, intents, slot_lists=names) else ""


def ran(code: str) -> tuple[float, float]:
    """Seconds and peak megabytes that a fresh process tells of `code`."""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HERE)
    seconds, megabytes = map(float, told.stdout.split())
    return seconds, megabytes


def loading() -> None:
    """Print how long it takes to be ready, and in how much memory."""
    bare = ran(BARE)[1]
    print()
    for what, code in (("one message understood", LOADED), ("and the word vectors loaded", WITH_VECTORS)):
        runs = [ran(code) for _ in range(ROUNDS)]
        seconds, megabytes = (median(told) for told in zip(*runs, strict=True))
        print(f"{what:36}{seconds:11.2f} s{megabytes - bare:7.0f} MB more than bare Python")


def main() -> None:
    """Measure and print."""
    content = load_content()
    hearing = Hearing(content)
    draw = random.Random(7)
    warm_up, *rounds = [messages(draw) for _ in range(1 + ROUNDS)]
    for asked in warm_up:
        understand(asked.words, hearing, NOW)
    gc.collect()
    gc.freeze()  # as the service does
    variants: dict[str, Callable[[str], str] | None] = {
        "hassil": by_hassil(),
        "rapidfuzz WRatio over the phrases": by_rapidfuzz(content.needs),
        "what, where, when and intent": lambda words: next((n.id for n in understand(words, hearing, NOW).what), ""),
        "needs alone": first(hearing.needs),
        "needs alone, 500 phrases": first(NeedIndex.of(cut(content.needs, 500))),
        "needs alone, 2,000 phrases": first(NeedIndex.of(cut(content.needs, 2000))),
    }
    print(f"{len(rounds[0])} messages, {ROUNDS} rounds")
    print(f"{'':36}{'median us':>11}{'p99 us':>9}{'of hassil':>16}{'first':>8}")
    hassil = None
    for name, hear in variants.items():
        if hear is None:
            continue
        middle, slow, right = timed(hear, rounds[:1] if "WRatio" in name else rounds)
        hassil = hassil or ((middle, slow) if name == "hassil" else None)
        ratios = f"{middle / hassil[0]:8.3f}{slow / hassil[1]:8.3f}" if hassil else ""
        print(f"{name:36}{middle:11.0f}{slow:9.0f}{ratios:>16}{right:8.1%}")
    loading()


if __name__ == "__main__":
    main()
