"""`understand`: a message read, as JSON or in words."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.console import AreaCode, AsJson, Now, checked_area, clock, dump, folder, print_lines

if TYPE_CHECKING:
    from bot.matching.places import Place
    from bot.matching.times import When
    from bot.matching.understand import Heard

PRINTED = {
    **dict.fromkeys(("care-home", "unsure", "search-told"), "find-support"),
    **dict.fromkeys(("bereaved", "search-ended", "change"), "unknown"),
    "why": "help",
}
"""Intents of ours that the contract knows by another name."""


def understand_command(
    text: Annotated[str | None, typer.Argument(help="A message; without it, one message per line of input.")] = None,
    now: Now = None,
    area: AreaCode = None,
    as_json: AsJson = False,
) -> None:
    """What is heard in a message: what, where, when, and what kind of message it is."""
    from bot.content import load_content
    from bot.matching.understand import Hearing, understand

    content = load_content(folder())
    checked_area(area, content.areas)
    hearing, moment = Hearing(content), clock(now)

    def heard(words: str) -> "Heard":
        return understand(words, hearing, moment, area)

    if text is None:
        print_lines(lambda line: heard_as_json(line, heard(line)))
    elif as_json:
        print(dump(heard_as_json(text, heard(text))))
    else:
        print("\n".join(explained(heard(text))))


def heard_as_json(text: str, heard: "Heard") -> dict[str, object]:
    """A reading as the contract prints it."""
    return {
        "text": text,
        "intent": printed_intent(heard),
        "what": [
            {"id": need.id, "score": round(need.score, 2), "because": need.because, "sure": need.sure}
            for need in heard.what
        ],
        "where": place_as_json(heard.where, heard.others) if heard.where else None,
        "when": when_as_json(heard.when) if heard.when else None,
    }


def printed_intent(heard: "Heard") -> str:
    """An intent by the contract's name. Whoever lost somebody, and says what is needed, looks for that."""
    if heard.intent == "bereaved" and (heard.sure or heard.where or heard.when):
        return "find-support"
    return PRINTED.get(heard.intent, heard.intent)


def place_as_json(place: "Place", others: Iterable["Place"] = ()) -> dict[str, object]:
    """A place as the contract prints it."""
    return {
        "kind": place.kind,
        "name": place.name,
        "lat": round(place.lat, 5),
        "lon": round(place.lon, 5),
        "area": place.area,
        "others": [place_as_json(other) for other in others],
    }


def when_as_json(when: "When") -> dict[str, object]:
    """A time as the contract prints it."""
    shape: dict[str, object] = {
        "date": when.date.isoformat() if when.date else None,
        "until": when.until.isoformat() if when.until else None,
        "days": list(when.days),
        "from": f"{when.start:%H:%M}" if when.start else None,
        "to": f"{when.end:%H:%M}" if when.end else None,
        "repeats": when.repeats,
        "urgent": when.urgent,
    }
    return {**shape, "others": [when_as_json(other) for other in when.others]} if when.others else shape


def explained(heard: "Heard") -> Iterator[str]:
    """A reading in words: which rule or phrase gave what, and what was left over."""
    from bot.matching.times import spoken

    by = f' (rule "{heard.told.because}")' if heard.told else ""
    yield f"Kind of message: {heard.intent}{by}"
    for need in heard.what:
        heard_as = "asked for" if need.sure else "perhaps"
        yield f'What: {need.id}, {heard_as} ({need.score:.2f}), because of "{need.because}"'
    if heard.place:
        place = heard.place.place
        others = "".join(f"; or {other.name}, {other.district}" for other in heard.others)
        near = "; not known, and placed near by" if heard.place.warning else ""
        council = place.area or "more than one council"
        yield f"Where: {place.name} ({place.kind}, {council}{near}){others},"
        yield f'  because of "{heard.place.because}"'
    if heard.time:
        yield f"When: {spoken(heard.when)}, by {', '.join(heard.time.rules)}"
    left = left_over(heard)
    yield f'Left over: "{left}"' if left else "Nothing left over"


def left_over(heard: "Heard") -> str:
    """What no reader took, and no need that was asked for is because of."""
    left = heard.left_over
    for need in heard.what:
        left = left.replace(need.because, " ") if need.sure else left
    return " ".join(left.split()).strip(" ,.;")
