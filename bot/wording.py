"""Wording key and values -> text. An area's own wording overrides the general; a value that is missing is an error."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, pass_context
from jinja2.runtime import Context

from bot.content import Content
from bot.content.areas import Contact, Line
from bot.matching.cells import LANGUAGES, MILE_KM
from bot.matching.provider import Provider, Reason, price
from bot.matching.time_speech import spoken
from bot.matching.week import write_days
from bot.matching.when import from_canonical
from bot.message import Say

LIST_LENGTH = 459
"""Characters of three SMS parts, which a list has to fit."""
ROOMS = range(108, 32, -8)
"""Characters of one provider in a list, and half of those of its heading: the most that the list has room for."""
FIRST = 2
"""Reasons told before the price, besides which of several needs they cover."""
NAME_LENGTH, SHORTEST_NAME = 34, 20
LINES = 1_024
SPACES = re.compile(" {2,}")
NAMES_OF_LANGUAGES = {code: name for name, code in LANGUAGES.items() if name.isalpha()}
LONGEST_SHORT_NAME = 3
"""Letters of a language that is written in capitals: BSL."""
WHOLE_MILES = 3
"""Miles from which on a distance is told in whole ones."""
NAMED = re.compile(r"\{\{ (\w+)(?: \| (far))? \}\}")


def text_of(say: Say, content: Content, area: str | None) -> str:
    """The text of something to say, as an area words it."""
    return worded(say.key, say.values, content, area)


def worded(key: str, values: Mapping[str, object], content: Content, area: str | None) -> str:
    """The text of a key. Values may use the filters below; they see the same content and area."""
    source = source_of(key, content, area)
    text = filled(source, values) or rendered(source, values, content, area)
    return (SPACES.sub(" ", text) if "  " in text else text).strip()


def rendered(source: str, values: Mapping[str, object], content: Content, area: str | None) -> str:
    """A template's text. One that lists providers says less of each, until it fits."""
    made, text = template(source), ""
    for room in ROOMS:
        text = made.render(values, content=content, area_code=area, room=room)
        if len(text) <= LIST_LENGTH or "| entry" not in source:
            break
    return text


def filled(source: str, values: Mapping[str, object]) -> str | None:
    """The text of a template that only names values, as most do; None for one that does more, or lacks a value.

    A template's own way takes ten times as long.
    """
    parts = plain_parts(source)
    if parts is None or not values.keys() >= dict(parts[1]).keys():
        return None
    between, named = parts
    said = [way(values[name]) for name, way in named]
    return "".join(chain.from_iterable(zip(between, said, strict=False))) + between[-1]


@lru_cache(maxsize=1024)
def plain_parts(source: str) -> tuple[list[str], list[tuple[str, Callable[[Any], str]]]] | None:
    """The words between the values that a template names; the values, and how each is said. None if it does more."""
    parts = NAMED.split(source)
    if any("{" in words for words in parts[::3]):
        return None
    return parts[::3], [(name, far if way else str) for name, way in zip(parts[1::3], parts[2::3], strict=True)]


def source_of(key: str, content: Content, area: str | None) -> str:
    """The template of a key: the area's own, else the general one."""
    own = content.areas.get(area or "")
    return (own.wording.get(key) if own else None) or content.wording[key].text


@lru_cache(maxsize=1024)
def template(source: str) -> Template:
    """A compiled template."""
    made = environment().from_string(source)
    # Its globals are a chain of mappings, walked name by name at each rendering; none of them is ever used.
    made.globals = {}
    return made


@lru_cache(maxsize=1)
def environment() -> Environment:
    """How templates are read: plain text, strict about missing values."""
    made = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    made.filters.update({filter_.__name__: filter_ for filter_ in FILTERS})
    return made


def at(place: Mapping[str, str] | None) -> str:
    """ "near Malvern", "in Worcestershire", "between Pershore and Evesham", or nothing."""
    if not place:
        return ""
    lead = {"area": "in ", "between": ""}.get(place["kind"], "near ")
    return f"{lead}{place['name']}"


def first_capital(words: str) -> str:
    """The words with a capital first, the rest as they are."""
    return words[:1].upper() + words[1:]


def short(words: str, most: int = NAME_LENGTH) -> str:
    """The words cut at a space to at most so many characters."""
    return words if len(words) <= most else words[: most + 1].rsplit(" ", 1)[0][:most]


def echoed(echo: Mapping[str, Any]) -> str:
    """What was understood: "respite care near Malvern, Sat 2-5pm"."""
    where = f"{echo['need']} {at(echo['place'])}".strip()
    return f"{where}, {echo['when']}" if echo["when"] else where


@pass_context
def heading(context: Context, words: str) -> str:
    """The heading of a list, with a capital first; cut at a space where the list has not room for all of it."""
    cut = short(words, 2 * context["room"])
    return first_capital(words if cut == words else f"{cut.rstrip(',')}...")


def all_of(words: Sequence[str]) -> str:
    """ "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def reach(contact: Contact) -> str:
    """A contact in a few words: "Worcestershire adult social care, 01905 768053"."""
    return f"{contact.name}, {contact.phone or contact.email or contact.web}"


def numbers(lines: Sequence[Line]) -> str:
    """Telephone lines: "Essex adult safeguarding 0345 603 7630, or Essex out of hours 0345 606 1212"."""
    return ", or ".join(f"{line.name} {line.number}" for line in lines)


def contacts(provider: Provider) -> str:
    """Every contact of a provider, the one they prefer first."""
    known = (provider.phone, provider.email, provider.web)
    first = contact_of(provider)
    return ", ".join((first, *(one for one in known if one and one != first)))


def days(provider: Provider) -> str:
    """When a provider works: "Mon-Fri mornings. Sat 9am-3pm"; empty is by arrangement."""
    parts = [part for part in write_days(provider.slots).split(";") if part.strip()]
    return ". ".join(first_capital(said_plainly(part)) for part in parts)


def said_plainly(part: str) -> str:
    """Days with their hours, as the catalogue has them, in plain words: `mon-fri 09:00-12:00 14:00-17:00`."""
    named, *stretches = part.split()
    whens = [from_canonical(f"{named} {stretch}".strip()) for stretch in nights_in(stretches)]
    return ", ".join(spoken(when) for when in whens if when) if all(whens) else part.strip()


def nights_in(stretches: Sequence[str]) -> list[str]:
    """Hours of a day as they are said: a night that is split at midnight whole, a whole day as no hours at all."""
    early = next((one[6:] for one in stretches if one.startswith("00:00")), "")
    late = next((one[:5] for one in stretches if one.endswith("24:00")), "")
    if not (early and late):
        return [one.replace("24:00", "00:00") for one in stretches]
    between = [one for one in stretches if not one.startswith("00:00") and not one.endswith("24:00")]
    return [*between, "" if early == "24:00" else f"{late}-{early}"]


def contact_of(provider: Provider) -> str:
    """The contact that the provider prefers, else the first that is known."""
    known = {"phone": provider.phone, "email": provider.email, "web": provider.web}
    return known.get(provider.prefers or "") or provider.phone or provider.email or provider.web or ""


@pass_context
def entry(context: Context, match: Mapping[str, Any]) -> str:
    """One provider in a list: name, contact, and as many reasons as fit."""
    return line_of(match["provider"], match["reasons"], context["content"], context["area_code"], context["room"])


@lru_cache(maxsize=LINES)
def line_of(provider: Provider, why: tuple[Reason, ...], content: Content, area: str | None, room: int) -> str:
    """A provider's line in a list, the latest kept in mind: the same few are named to many."""
    contact = contact_of(provider)
    most = min(NAME_LENGTH, max(SHORTEST_NAME, room - len(f", {contact}.")))
    line = f"{short(provider.name, most)}, {contact}."
    first = FIRST + any(reason.key == "reason_need" for reason in why)
    for reason in filter(None, dict.fromkeys((*why[:first], price(provider), *why[first:]))):
        longer = f"{line} {first_capital(worded(reason.key, reason.values, content, area))}."
        line = longer if len(longer) <= room else line
    return line


@pass_context
def said(context: Context, reason: Reason) -> str:
    """A reason in words."""
    return worded(reason.key, reason.values, context["content"], context["area_code"])


@pass_context
def fact(context: Context, told: Mapping[str, object], key: str) -> str:
    """What is known of something that was asked of a provider: the wording of this key, empty where nothing is.

    `told`: the provider, how far away it is, and for how many hours it was asked.
    """
    return worded(key, told, context["content"], context["area_code"])


def far(km: float) -> str:
    """A distance as people in Britain say it: "under a mile", "2.4 miles", "12 miles"."""
    miles = km / MILE_KM
    said = round(miles) if miles >= WHOLE_MILES else round(miles, 1)
    if said < 1:
        return "under a mile"
    return f"{said:g} mile{'s' * (said != 1)}"


def languages(provider: Provider) -> str:
    """The languages that somebody there speaks: "English and Polish"."""
    return all_of([spelt(NAMES_OF_LANGUAGES.get(code, code)) for code in provider.languages])


def spelt(language: str) -> str:
    """A language as it is written: "Polish", "BSL"."""
    return language.upper() if len(language) <= LONGEST_SHORT_NAME else language.title()


FILTERS: tuple[Callable[..., Any], ...] = (
    *(
        at,
        first_capital,
        short,
        echoed,
        all_of,
        reach,
        numbers,
        contacts,
        days,
        price,
        entry,
        heading,
        said,
        fact,
        languages,
        far,
    ),
)
