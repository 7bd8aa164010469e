"""Everything that people read can be read at the age of ten, in sentences of at most twenty words, file by file."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from founders import NAMES
from ours import world

from bot.content import CONTENT
from bot.content.pieces import read_yaml
from bot.flows.checklist_review import texts as texts_of_checklists
from bot.flows.tree_review import texts as texts_of_tree
from bot.reading_age import long_sentences, reading_age

CONTENT_NOW = world()[0]
BODIES = (
    *(NAMES),
    *(area.name for area in CONTENT_NOW.areas.values()),
    *(c.name for area in CONTENT_NOW.areas.values() for c in (area.programme, area.adult_social_care) if c),
    *(line.name for line in CONTENT_NOW.lines.values()),
    *("Carers UK", "Citizens Advice", "Companies House", "Contains OS data", "Doing It Right", "Making Tax Digital"),
    *("Nearhand", "Open Government Licence", "Ordnance Survey", "Office for National Statistics", "Small Good Stuff"),
    *(
        "Code Point Open",
        "Royal Mail",
        "National Statistics",
        "Terms of Engagement",
        "Samaritans",
        "Telegram",
        "Twilio",
    ),
)
"""Names of laws, bodies, places and works, which do not count as hard words."""
FOR_STAFF = ("gate_", "mail_")
"""How the keys of what only a council's people read begin."""
BLANKS = re.compile(r"{{ '.*?}}")
FILLED, JINJA = re.compile(r"{{.*?}}", re.DOTALL), re.compile(r"{%.*?%}", re.DOTALL)
NOT_READ = ("source", "checked_on", "web", "link")


def strings(value: Any) -> Iterator[str]:
    """Every text in a piece of YAML."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from () if key in NOT_READ else strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def of_wording(wording: Mapping[str, str]) -> list[str]:
    """Wording with a name wherever something is filled in; what is only said at times counts as said."""
    shown = [text for key, text in wording.items() if not key.startswith(FOR_STAFF)]
    return [JINJA.sub(" ", FILLED.sub("Nearhand", BLANKS.sub(" ", text))) for text in shown]


def files() -> dict[str, list[str]]:
    """Every file of content -> what is read of it."""
    found = {
        "wording.yaml": of_wording({key: one.text for key, one in CONTENT_NOW.wording.items()}),
        "pages.yaml": list(strings(read_yaml(CONTENT / "pages.yaml"))),
        "needs.yaml": [f"{need.label}." for need in CONTENT_NOW.needs.needs.values()],
        "faq.yaml": [
            text
            for one in CONTENT_NOW.faq.answers.values()
            for text in (one.question, one.answer, *(own.answer for own in one.areas.values()))
        ],
        **texts_of_checklists(CONTENT_NOW.checklists),
        **{f"flows/{name}.yaml": list(texts_of_tree(tree)) for name, tree in CONTENT_NOW.trees.items()},
        **{f"areas/{code}/wording.yaml": of_wording(a.wording) for code, a in CONTENT_NOW.areas.items()},
    }
    return {name: texts for name, texts in found.items() if texts}


FILES = files()


@pytest.mark.parametrize("name", FILES)
def test_it_can_be_read_at_ten(name: str) -> None:
    assert reading_age(FILES[name], BODIES) <= 10


@pytest.mark.parametrize("name", FILES)
def test_no_sentence_is_longer_than_twenty_words(name: str) -> None:
    assert long_sentences(FILES[name], names=BODIES) == []
