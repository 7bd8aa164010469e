"""The list of providers: its order, what is said of each, the help that nobody gives, and where else to look."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from math import inf

from bot.flows.question import Answers, Session, Turn, World, label
from bot.flows.search_answers import AT_ONCE, HELP_WITH, SEARCH, echo, found_for, need_words, place_of, query_of
from bot.matching import times
from bot.matching.provider import Reason, price
from bot.matching.rank import Match, Ranked
from bot.matching.samples import SAMPLE
from bot.matching.week import part_of_week
from bot.message import Event, Option, Say

LEAVING = "leave-out"
"""What an option that leaves somebody out is called."""


def still_offered(session: Session) -> tuple[str, ...]:
    """The options that a number may choose after a message that gave none: those of the open question, or of the list.

    What was offered besides, and passed over, is gone.
    """
    stays = (f"{SEARCH}:{session.asked}:", detail_code(""))
    return session.offered if "".join(session.offered[:1]).startswith(stays) else tuple(map(detail_code, session.page))


def for_what(match: Match, answers: Answers, world: World) -> Reason | None:
    """Which of the needs asked for they cover, where that is not all of them."""
    covered = covered_by(match, answers, world)
    if covered == answers["need"]:
        return None
    return Reason("reason_need", {"need": need_words({"need": covered}, world).replace(HELP_WITH, "")})


def covered_by(match: Match, answers: Answers, world: World) -> str:
    """Those of the needs asked for that a provider covers, joined by `+`."""
    return "+".join(code for code in answers["need"].split("+") if gives(match, code, world))


def named(
    match: Match, held: Answers, world: World, order: str | None = None, in_full: bool = False
) -> dict[str, object]:
    """A match as wording takes it, with what it covers of the search. In order of price, that is told before others.

    `in_full`: in a list whose heading does not say what was relaxed.
    """
    cost = price(match.provider) if order == "cheapest" else None
    why = match.reasons
    if in_full and match.relaxed == "distance":
        why = tuple(replace(one, key="reason_beyond") if one.key == "relaxed_distance" else one for one in why)
    reasons = tuple(filter(None, (for_what(match, held, world), cost, *why)))
    return {"provider": match.provider, "reasons": reasons, "km": match.km, "waiting": match.waiting_list}


def results(ranked: Ranked, session: Session, world: World, order: str | None = None) -> Turn:
    """Up to three providers not named yet; near misses where fewer than three match; a signpost where none does.

    In an order that was asked for they make one list, in which each line says how far away or when.
    """
    every = (*ranked.matches, *ranked.near_misses)
    fresh = [match for match in every if match.provider.id not in (*session.shown, *session.left_out)]
    held = session.held(SEARCH)
    first = fresh[:AT_ONCE] if order or session.shown else one_for_each(fresh, held, world)
    page = sorted(first, key=key_of(order, session)) if order else first
    if not page:
        return nobody(session, world)
    in_full = {match.provider.id for match in ranked.matches}
    full = [match for match in page if match.provider.id in in_full]
    near = [match for match in page if match.provider.id not in in_full]
    values = {
        "echo": echo(held, world),
        "matches": [named(match, held, world, order, in_full=True) for match in (page if order else full)],
        "near": [named(match, held, world) for match in ([] if order else near)],
        "relaxed": {match.relaxed for match in near},
        "more": len(fresh) > AT_ONCE,
        "again": bool(session.shown),
        "sample": world.catalogue.generation == SAMPLE,
    }
    shown = tuple(match.provider.id for match in page)
    event = Event(
        "matched" if full or session.shown else "unmet",
        {**measured(held, world), "providers": "+".join(shown)},
    )
    left = replace(session, shown=(*session.shown, *shown), page=shown, opened=None)
    listed = Say("matches", values, result_options(page, len(fresh) > AT_ONCE, world))
    before = () if session.shown else (*without_anybody(session, page, world), *on_bank_holiday(held))
    return Turn(left, (*before, listed), (event,))


def on_bank_holiday(answers: Answers) -> tuple[Say, ...]:
    """That the one day of a search is a bank holiday: the rows tell when they are free in other weeks."""
    when = times.from_canonical(answers.get("when", ""))
    if when is None or when.date is None or when.others or not (when.repeats == "once" or when.until == when.date):
        return ()
    return (Say("list_bank_holiday"),) if times.is_bank_holiday(when.date) else ()


def one_for_each(found: list[Match], held: Answers, world: World) -> list[Match]:
    """The first of those found; each kind of help has somebody among them, where anybody gives it."""
    page = found[:AT_ONCE]
    for code in held["need"].split("+"):
        if any(gives(match, code, world) for match in page):
            continue
        other = next((match for match in found[AT_ONCE:] if gives(match, code, world)), None)
        spare = next((match for match in reversed(page) if is_spare(match, page, held, world)), None)
        if other and spare:
            page = [match for match in found if match is other or (match in page and match is not spare)]
    return page


def gives(match: Match, code: str, world: World) -> bool:
    """Whether a provider gives this kind of help."""
    return not set(match.needs).isdisjoint(world.content.needs.leaves(code))


def is_spare(match: Match, page: list[Match], held: Answers, world: World) -> bool:
    """Whether others on a page do all that this one does."""
    done = {code for other in page if other is not match for code in covered_by(other, held, world).split("+")}
    return set(covered_by(match, held, world).split("+")) <= done


def without_anybody(session: Session, page: list[Match], world: World) -> tuple[Say, ...]:
    """Of several kinds of help those that nobody on the page gives: because we know of nobody, or of others alone."""
    held = session.held(SEARCH)
    done = {code for match in page for code in covered_by(match, held, world).split("+")}
    left = [code for code in held["need"].split("+") if code not in done]
    none = lacking({**held, "need": "+".join(left)}, world) if left else ()
    others = [code for code in left if code not in none]
    says = (nobody_for(none, held, world), Say("others_for", {"need": need_words({"need": "+".join(others)}, world)}))
    return tuple(say for say, codes in zip(says, (none, others), strict=True) if codes)


def nobody_for(codes: Iterable[str], answers: Answers, world: World) -> Say:
    """That we know of nobody for these kinds of help, of several asked for."""
    some = {**answers, "need": "+".join(codes)}
    return Say("nobody_for", {"echo": echo(some, world), **signpost(some, world)})


def lacking(answers: Answers, world: World) -> tuple[str, ...]:
    """Those of the needs asked for that nobody gives there and then, nor nearly so."""

    def nobody_gives(code: str) -> bool:
        ranked = world.catalogue.ranked(query_of({**answers, "need": code}, world), world.now.date())
        return not (ranked.matches or ranked.near_misses)

    return tuple(code for code in answers["need"].split("+") if nobody_gives(code))


def distances(session: Session, world: World) -> dict[str, float]:
    """How many kilometres away those found are, by id, where that is known."""
    ranked = found_for(session, world)
    every = (*ranked.matches, *ranked.near_misses)
    return {match.provider.id: match.km for match in every if match.km is not None}


def covers(session: Session, world: World) -> dict[str, str]:
    """What each of those found does of the help asked for, by id, in words."""
    ranked, held = found_for(session, world), session.held(SEARCH)
    every = (*ranked.matches, *ranked.near_misses)
    return {match.provider.id: need_words({"need": covered_by(match, held, world)}, world) for match in every}


def done_on_page(session: Session, world: World) -> set[str]:
    """Those of the needs asked for that somebody on the last list covers."""
    ranked, held = found_for(session, world), session.held(SEARCH)
    named = (match for match in (*ranked.matches, *ranked.near_misses) if match.provider.id in session.page)
    return {code for match in named for code in covered_by(match, held, world).split("+")}


def detail_code(provider_id: str) -> str:
    """The code of the option that shows all about a provider."""
    return f"{SEARCH}:details:{provider_id}"


def leaving_code(provider_id: str) -> str:
    """The code of the option that leaves a provider out."""
    return f"{SEARCH}:{LEAVING}:{provider_id}"


def in_order(session: Session) -> tuple[str, ...]:
    """Ids of the providers that "the second one" counts: of the last choice between them, else of the last list."""
    prefix = detail_code("")
    offered = tuple(code.removeprefix(prefix) for code in session.offered if code.startswith(prefix))
    return offered or session.page


def result_options(page: list[Match], more: bool, world: World) -> tuple[Option, ...]:
    """What one can do with a list: details of one by its number, or more."""
    details = tuple(Option(detail_code(match.provider.id), match.provider.name, written=True) for match in page)
    return (*details, Option(f"{SEARCH}:more:", label(world, "option_more"), written=True)) if more else details


def nobody(session: Session, world: World) -> Turn:
    """Nobody (else): say so, record the unmet need, and say where else to look."""
    answers = session.held(SEARCH)
    if all_left_out(session, world):
        names = [provider.name for provider in map(world.catalogue.by_id, session.left_out) if provider]
        return Turn(replace(session, page=(), opened=None), (Say("all_left_out", {"names": names}),))
    if session.shown:
        return Turn(session, (Say("no_more", {"echo": echo(answers, world), **signpost(answers, world)}),))
    say = Say("nobody", {"echo": echo(answers, world), **signpost(answers, world)})
    return Turn(session, (say,), (Event("unmet", measured(answers, world)),))


def all_left_out(session: Session, world: World) -> bool:
    """Whether nobody is left of the search but those whom they did not want."""
    ranked = found_for(session, world)
    every = {match.provider.id for match in (*ranked.matches, *ranked.near_misses)}
    return bool(every) and every <= set(session.left_out)


def signpost(answers: Answers, world: World) -> dict[str, object]:
    """The area to send people on to, and whether it is urgent respite."""
    place = place_of(answers, world)
    code = (place.area if place else None) or world.area or ""
    when = times.from_canonical(answers.get("when", ""))
    urgent = bool(when and when.urgent and "carer-respite" in answers.get("need", ""))
    return {"area": world.content.areas.get(code), "urgent": urgent}


def measured(answers: Answers, world: World) -> dict[str, str]:
    """What statistics keep of a search: needs, part of the week, area, district. Never a postcode or a person."""
    place, when = place_of(answers, world), times.from_canonical(answers.get("when", ""))
    return {
        "need": answers["need"],
        "part": part_of_week(when) if when else "any",
        "area": (place.area if place else None) or "",
        "district": (place.district if place else None) or "",
    }


def by_distance(match: Match) -> float:
    """Kilometres; those without come last."""
    return inf if match.km is None else match.km


def by_price(match: Match) -> tuple[bool, float]:
    """Prices by the hour first, as the others do not compare; those without come last."""
    price, unit = match.provider.price_from, match.provider.price_unit
    return unit not in (None, "hour"), inf if price is None else float(price)


NEAREST, TOLD = "nearest", "told"
"""Orders of a list: by distance, and as it was told last."""
ORDERS: dict[str, Callable[[Match], float | tuple[bool, float]]] = {NEAREST: by_distance, "cheapest": by_price}


def key_of(order: str, session: Session) -> Callable[[Match], float | tuple[bool, float]]:
    """What a list in this order is sorted by."""
    if order != TOLD:
        return ORDERS[order]
    page = session.page
    return lambda match: page.index(match.provider.id) if match.provider.id in page else len(page)
