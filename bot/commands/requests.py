"""`match`: providers for requests of a line each."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.catalogue import read_catalogue
from bot.commands.console import (
    AreaCode,
    AsJson,
    BadDataError,
    Now,
    checked_area,
    clock,
    folder,
    object_of,
    print_lines,
)

if TYPE_CHECKING:
    from bot.content import Content
    from bot.content.needs import Needs
    from bot.matching.places import Place
    from bot.matching.rank import Match, Query, Ranked
    from bot.matching.times import When
    from bot.matching.understand import Hearing


def match_command(
    catalogue: Annotated[Path, typer.Option("--catalogue", help="The catalogue CSV.")],
    now: Now = None,
    area: AreaCode = None,
    as_json: AsJson = False,
) -> None:
    """Providers for each request: a line of JSON in, a line of JSON out."""
    from bot.content import load_content
    from bot.matching.rank import rank
    from bot.matching.understand import Hearing

    content, moment = load_content(folder()), clock(now)
    checked_area(area, content.areas)
    hearing = Hearing(content)
    snapshot = read_catalogue(catalogue, content, hearing, moment, "--catalogue ")

    def answer(line: str) -> object:
        query = query_of(object_of(line), content, hearing, moment, area)
        if query is None:
            return {"matches": [], "near_misses": [], "total": 0}
        return ranked_as_json(rank(query, snapshot, moment.date()), content, area)

    print_lines(answer)


def query_of(
    request: dict[str, Any], content: "Content", hearing: "Hearing", now: datetime, area: str | None
) -> "Query | None":
    """A query from a request: free text, or what, where and when apart. None where no need was heard."""
    from bot.matching.rank import Query
    from bot.matching.understand import understand

    unknown = set(request) - {"text", "what", "where", "when"}
    if unknown or not request:
        raise BadDataError(f"unknown key {sorted(unknown)[0]}" if unknown else "needs text, or what, where and when")
    if "text" in request:
        if len(request) > 1:
            raise BadDataError("text goes alone; or give what, where and when")
        heard = understand(words_of(request, "text"), hearing, now, area)
        needs = heard.sure or tuple(need.id for need in heard.what[:1])
        return Query(needs, heard.where, heard.when) if needs else None
    return Query(needs_of(request.get("what"), content.needs), where_of(request, hearing, area), when_of(request, now))


def needs_of(codes: object, needs: "Needs") -> tuple[str, ...]:
    """Need codes that are known."""
    named = [codes] if isinstance(codes, str) else codes
    if not isinstance(named, list) or not named:
        raise BadDataError("what: needs a list of need codes")
    for code in named:
        if not needs.leaves(str(code)):
            raise BadDataError(f"what: unknown need {code}")
    return tuple(map(str, named))


def words_of(request: dict[str, Any], name: str) -> str:
    """The words of a request under this name; "" where there are none."""
    words = request.get(name)
    if not isinstance(words, str | None):
        raise BadDataError(f"{name}: must be words, in quotes")
    return words or ""


def where_of(request: dict[str, Any], hearing: "Hearing", area: str | None) -> "Place | None":
    """The place of a request, or None."""
    from bot.matching.text import clean

    words = words_of(request, "where")
    if not words:
        return None
    heard = hearing.gazetteer.hear(clean(words), area)
    if heard is None:
        raise BadDataError(f"where: no place heard in {words}")
    return heard.place


def when_of(request: dict[str, Any], now: datetime) -> "When | None":
    """The time of a request, or None."""
    from bot.matching import times
    from bot.matching.text import clean

    words = words_of(request, "when")
    if not words:
        return None
    heard = times.hear(clean(words), now)
    if heard is None:
        raise BadDataError(f"when: no time heard in {words}")
    return heard.when


def ranked_as_json(ranked: "Ranked", content: "Content", area: str | None) -> dict[str, object]:
    """A ranking as the contract prints it."""
    from bot.wording import worded

    def match_as_json(match: "Match") -> dict[str, object]:
        provider = match.provider
        return {
            "id": provider.id,
            "name": provider.name,
            "km": None if match.km is None else round(match.km, 1),
            "needs": list(match.needs),
            "reasons": [worded(reason.key, reason.values, content, area) for reason in match.reasons],
            "phone": provider.phone,
            "email": provider.email,
            "web": provider.web,
        }

    near = [{"id": m.provider.id, "name": m.provider.name, "relaxed": m.relaxed} for m in ranked.near_misses]
    return {"matches": [match_as_json(m) for m in ranked.matches], "near_misses": near, "total": ranked.total}
