"""Conversations as a care coordinator reads them: `.chat` files, written by `bot chat --save` and checked by tests.

`>` they (`>>`: the same message delivered once more), `<` we as laid out on that channel (`|` a further line, `[ ]` a
button), `=` what is now known, `*` what was recorded, `~` time passes, or other content is taken up. A header fixes
the world.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.flows.question import Session
from bot.message import Event, Option, Outbound, SaidError

SHOWN_TIME = "%a %d %b %Y %H:%M"
TAKES_UP = "~ a new guide"
"""From this line on the content is that which the header names."""
PASSES = re.compile(r"~\s*(\d+)\s*(minute|hour|day|week)s?\s*")
DIGITS = 9
LONGEST = timedelta(days=3660)
"""How much time one line may let pass."""


class TooLongError(SaidError):
    """A line lets more time pass than a rehearsal can."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One line said (or time passing), and all that followed."""

    said: str
    out: tuple[Outbound, ...]
    session: Session
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """A transcript's title, header and the lines to play, in order."""

    title: str
    header: Mapping[str, str]
    said: tuple[str, ...]

    @property
    def now(self) -> datetime:
        """When the conversation begins, local time."""
        return datetime.strptime(self.header["now"], SHOWN_TIME)  # noqa: DTZ007 - the header is London time


def passing(line: str) -> timedelta | None:
    """How long a `~ 9 days` line lets pass; None for any other line. Raises TooLongError."""
    found = PASSES.fullmatch(line.strip())
    if found is None:
        return None
    unit = timedelta(**{f"{found[2]}s": 1})
    if len(found[1]) > DIGITS or unit * int(found[1]) > LONGEST:
        raise TooLongError(f"lets more than {LONGEST.days} days pass, which is the most")
    return unit * int(found[1])


def read_script(text: str) -> Script:
    """The lines to play of a transcript; what followed them is not read."""
    lines = text.splitlines()
    title = lines[0].removeprefix("#").strip()
    head = dict(line.split(": ", 1) for line in lines[1:] if re.match(r"(area|channel|now|guide): ", line))
    said = tuple(line for line in lines if re.match(r"> |>$|>> |~ ", line))
    return Script(title, head, tuple(line.removeprefix(">").removeprefix(" ") for line in said))


def written(title: str, header: Mapping[str, str], exchanges: Iterable[Exchange]) -> str:
    """A whole transcript."""
    head = [f"# {title}", *(f"{name}: {value}" for name, value in header.items())]
    turns = ["\n".join(lines_of(exchange)) for exchange in exchanges]
    return "\n".join(head) + "\n\n" + "\n\n".join(turns) + "\n"


def lines_of(exchange: Exchange) -> Iterator[str]:
    """One exchange, line by line."""
    yield exchange.said if is_stage(exchange.said) else said_line(exchange.said)
    for outbound in exchange.out:
        first, *rest = outbound.text.split("\n")
        yield f"< {first}"
        yield from (f"| {line}".rstrip() for line in rest)
        yield from (f"[ {option.label} ]" for option in buttons(outbound))
    yield known(exchange.session)
    yield from (f"* {event.name}" for event in exchange.events)


def is_stage(line: str) -> bool:
    """Whether a line is not said by anybody."""
    return line == TAKES_UP or passing(line) is not None


def said_line(said: str) -> str:
    """What they said as its line: `> words`, or `>> words` for a message delivered once more."""
    return f">{said}" if said.startswith("> ") else f"> {said}".rstrip()


def buttons(outbound: Outbound) -> Sequence[Option]:
    """The options that the text does not already show."""
    return [option for option in outbound.options if not option.written and option.label not in outbound.text]


def known(session: Session) -> str:
    """What is now known: the flow, its open question, its answers."""
    answers = " ".join(f"{name}={code}" for name, code in session.held().items())
    open_question = f"asks={session.asked}" if session.asked else ""
    return " ".join(filter(None, ("=", session.flow, answers, open_question)))
