"""Golden conversations, through the real store, turn and delivery. `--update` records them anew."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from later_guides import later_tree
from ours import world

from bot.chat import Chat
from bot.matching.understand import Hearing
from bot.transcript import TAKES_UP, read_script, written

FOLDER = Path(__file__).parent / "transcripts"
SCRIPTS = sorted(FOLDER.rglob("*.chat"))


@cache
def later(guide: str) -> Hearing:
    """The content with another edition of the triage, and what hears it: but for that, as ours does."""
    content, hearing, _ = world()
    trees = {**content.trees, "cqc_triage": later_tree(content.trees["cqc_triage"], guide)}
    made = Hearing(replace(content, trees=trees))
    vars(made).update({name: part for name, part in vars(hearing).items() if name not in ("content", "told")})
    return made


def played(text: str) -> str:
    """The transcript of a script, as it comes out today."""
    script = read_script(text)
    now = script.now.replace(tzinfo=ZoneInfo("Europe/London"))
    chat = Chat(*world(), script.header["channel"], script.header.get("area"), now)
    guide = script.header.get("guide", "")
    exchanges = [chat.take_up(line, later(guide)) if line == TAKES_UP else chat.play(line) for line in script.said]
    chat.close()
    return written(script.title, script.header, exchanges)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(FOLDER).with_suffix("").as_posix())
def test_conversation(path: Path, update: bool) -> None:
    text = path.read_text(encoding="utf-8")
    now = played(text)
    if update:
        path.write_text(now, encoding="utf-8")
    assert now == path.read_text(encoding="utf-8")


def test_there_are_enough_conversations() -> None:
    assert len(SCRIPTS) >= 40


def test_a_transcript_reads_back_what_it_writes() -> None:
    text = SCRIPTS[0].read_text(encoding="utf-8")
    assert read_script(played(text)).said == read_script(text).said
