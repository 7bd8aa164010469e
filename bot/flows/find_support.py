"""Finding support: what, where and when, then up to three providers. Each may be told, or corrected, at any moment."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from math import inf

from bot.flows.question import Answers, Flow, Question, Session, Turn, World, kept, label
from bot.matching import manner, times
from bot.matching.apart import Part
from bot.matching.place import OUTSIDE
from bot.matching.places import LIKE_NAMED, HeardPlace, Place
from bot.matching.provider import Reason, price
from bot.matching.rank import Match, Query, Ranked
from bot.matching.samples import SAMPLE
from bot.matching.time_changes import OF_PARTS
from bot.matching.time_rhythms import SO_OFTEN_A_DAY
from bot.matching.understand import ASKED, PLAIN_NEED, Heard
from bot.matching.week import part_of_week
from bot.message import Event, Option, Say

NAME = "find_support"
AT_ONCE = 3
"""Providers named in one message."""
LIKELY = 0.3
"""Score from which a need that is not sure is asked about, where another was told before."""
NEAR = 0.25
"""Share of the likeliest reading's score from which another is offered beside it."""
ALONE = 0.5
"""Score from which one reading alone, which is not sure, is offered."""
ANEW = 0.4
"""The same, where somebody is asked for at a time of its own: "she comes home tuesday, can someone be there"."""
HELP_WITH = "help with "
"""How the names of many needs begin, where it is left out for short."""
OF_NEED = f"{NAME}:need:"
"""How the codes of options of the need begin."""
NONE = f"{NAME}:keep:no"
"""The code of the option that takes none of the readings offered."""
LEAVING = "leave-out"
"""What an option that leaves somebody out is called."""
FAR = timedelta(days=270)
"""So far ahead a day is said with its year: whoever named it may have meant one that has gone by."""
NEXT = "next_search"
"""Where a session keeps the second of two searches, until they ask for it."""


def chosen(heard: Heard, question: str) -> str | None:
    """The code of this question's option that the message chose, if it chose one."""
    prefix = f"{NAME}:{question}:"
    return heard.choice.removeprefix(prefix) if heard.choice and heard.choice.startswith(prefix) else None


def plain_needs(heard: Heard) -> tuple[str, ...]:
    """The needs asked for that no other reading comes near."""
    return needs_from(heard, PLAIN_NEED)


def needs_from(heard: Heard, score: float) -> tuple[str, ...]:
    """The needs surely asked for, from a score on."""
    return tuple(need.id for need in heard.what if need.sure and need.score >= score)


def told_needs(heard: Heard, score: float) -> tuple[str, ...]:
    """The same, where words tell them: what is only near one in meaning takes the place of none told before."""
    told = {need.id for need in heard.what if need.told}
    return tuple(code for code in needs_from(heard, score) if code in told)


def added_needs(heard: Heard) -> tuple[str, ...]:
    """The needs wanted beside those told before."""
    return needs_from(heard, ASKED)


def changed_needs(heard: Heard, world: World) -> tuple[str, ...]:
    """The needs that a message asks for where others were told before: none unless one is plain or asked for outright;
    then what words tell beside it too, "washing" of "washing and dressing"."""
    plain = changing_needs(heard, world)
    return tuple(need.id for need in heard.what if need.sure and (need.told or need.id in plain)) if plain else ()


def changing_needs(heard: Heard, world: World) -> tuple[str, ...]:
    """Those of the needs in a message that are plain enough to change what was told before."""
    if heard.denied:
        return heard.sure
    if adds(heard):
        return added_needs(heard)
    instead = manner.wants_instead(heard.text)
    asks = (instead or manner.asks_outright(heard.text)) and not world.hearing.faq.opens(heard.text)
    if not asks:
        return told_needs(heard, PLAIN_NEED)
    if len(heard.sure) != 1:
        return plain_needs(heard)
    return needs_from(heard, ANEW if says_when(heard) and manner.asks_for_somebody(heard.text) else ASKED)


def is_guess(heard: Heard) -> bool:
    """Whether a need is plainly heard that no word tells: another that stands gives way to it only if they say so."""
    return bool(plain_needs(heard)) and not told_needs(heard, PLAIN_NEED)


def may_be_need(heard: Heard) -> bool:
    """Whether a need is likely enough to ask about, where another was told before."""
    return any(need.sure or need.score >= LIKELY for need in heard.what)


def says_when(heard: Heard) -> bool:
    """Whether a day, date or hour is named, and not only how often or until when."""
    when = heard.when
    return when is not None and any((when.days, when.date, when.start, when.end))


def read_need(heard: Heard, before: str | None, world: World) -> str | None:
    """Need codes joined by `+`. "Also gardening" adds to the answer so far; anything else replaces it.

    What was told before gives way only to what is plain: a stray word after a list must not begin another search. Told
    again beside another, it has that beside it.
    """
    if choice := chosen(heard, "need"):
        return choice
    given_up = set(heard.denied) & set((before or "").split("+"))
    if before and in_passing(heard, world) and not given_up:
        return None
    if heard.apart:
        return "+".join(heard.apart[0].needs)
    held = frozenset(before.split("+")) if before else frozenset()
    sure = changed_needs(heard, world) if held and not held < set(heard.sure) else heard.sure
    anew = heard.place is not None and manner.asks_outright(heard.text)
    if sure and held > set(sure) and not (given_up or anew or manner.replaces(heard.text)):
        return None
    if before and manner.wants_only(heard.text):
        sure = some_of(heard, before, world) or sure
    kept = tuple(code for code in (before or "").split("+") if code and code not in heard.denied)
    if not sure:
        return "+".join(kept) if before and heard.denied and kept else None
    if not besides(heard, world) and (not given_up or manner.wants_only(heard.text)):
        kept = ()
    return "+".join(dict.fromkeys((*kept, *sure)))


def besides(heard: Heard, world: World) -> bool:
    """Whether what it names is wanted beside what was told before."""
    reasoned = not manner.replaces(heard.text) and bool(needs_after_reason(heard, world))
    return adds(heard) or manner.asks_of_them(heard.text) or reasoned


def some_of(heard: Heard, before: str, world: World) -> tuple[str, ...]:
    """The needs told before that are named by themselves, where these are some: "just the lift and her tea"."""
    held = before.split("+")
    named = [next(iter(world.hearing.needs.hear(part)), None) for part in manner.parts_of(heard.text)]
    likely = (need.id for need in named if need and (need.sure or need.score >= LIKELY))
    some = tuple(dict.fromkeys(code for code in likely if code in held))
    return some if len(some) == len(named) < len(held) else ()


def in_passing(heard: Heard, world: World) -> bool:
    """Whether a need is only spoken of: "my daughter visits mondays, so tuesday". What names place and time asks."""
    if manner.tells_more(heard.text) or (heard.sure and heard.text.startswith("also ")):
        return False
    if manner.wants_instead(heard.text) and plain_needs(heard):
        return False
    if only_moves(heard):
        return True
    tells = manner.tells_able(heard.text) and not heard.denied
    remark = tells or world.hearing.intents.is_remark(heard.text)
    return remark and not (heard.place and heard.time) and not needs_after_reason(heard, world)


def only_moves(heard: Heard) -> bool:
    """Whether a place is named that takes the place of another, and no need plainly: "make it Ely, he's moving in"."""
    if heard.place is None or len(heard.place.spans) != 1 or told_needs(heard, PLAIN_NEED):
        return False
    return manner.moves_to(heard.text, *heard.place.spans[0])


def needs_after_reason(heard: Heard, world: World) -> tuple[str, ...]:
    """The needs asked for after a reason: "she can't do steps so shopping"."""
    after = manner.asked_after_reason(heard.text) if heard.sure else ""
    asked = world.hearing.needs.hear(after) if after else ()
    return tuple(need.id for need in asked if need.sure and need.told and need.score >= PLAIN_NEED)


def adds(heard: Heard) -> bool:
    """Whether a message adds to what was told before."""
    return manner.adds(heard.text)


def is_part(heard: Heard, held: Answers, world: World) -> bool:
    """Whether it names a part of the care that is looked for, on some of its days: no search of its own."""
    needs, when, known = plain_needs(heard), heard.when, times.from_canonical(held.get("when", ""))
    if not needs or heard.choice or heard.place or manner.replaces(heard.text):
        return False
    wanted = held.get("need", "").split("+")
    groups = {
        leaf for code in wanted if code in world.content.needs.groups for leaf in world.content.needs.leaves(code)
    }
    if not set(needs) <= groups:
        return False
    return when is not None and known is not None and bool(when.days) and set(when.days) < set(known.days)


def offers_need(code: str, world: World) -> bool:
    """Whether every part is still a need or a group."""
    needs = world.content.needs
    return all(part in needs.needs or part in needs.groups for part in code.split("+"))


def close_needs(heard: Heard, world: World) -> tuple[Option, ...]:
    """The next readings, where none is sure: the likeliest, those that come near it, and all of them. Of a whole group
    alone ("mum needs help") it is asked which."""
    least = heard.what[0].score * NEAR if heard.what else 0.0
    codes = [need.id for need in heard.what[:AT_ONCE] if need.score >= least]
    vague = len(codes) == 1 and (heard.what[0].score < ALONE or codes[0] in world.content.needs.groups)
    if vague and not heard.sure:
        return ()
    return tuple(need_option(code, world) for code in (*codes, *(["+".join(codes)] if len(codes) > 1 else [])))


def still_to_choose(offered: Iterable[str], world: World) -> tuple[Option, ...]:
    """The needs that were offered to choose from, once more: something else was answered. One is no choice."""
    codes = [need_of(code) for code in offered if code.startswith(OF_NEED)]
    options = tuple(need_option(code, world) for code in codes if offers_need(code, world))
    return options if len(options) > 1 else ()


def still_offered(session: Session) -> tuple[str, ...]:
    """The options that a number may choose after a message that gave none: those of the open question, or of the list.

    What was offered besides, and passed over, is gone.
    """
    stays = (f"{NAME}:{session.asked}:", detail_code(""))
    return session.offered if "".join(session.offered[:1]).startswith(stays) else tuple(map(detail_code, session.page))


def none_of_them(world: World) -> Option:
    """The option that takes none of the readings offered."""
    return Option(NONE, label(world, "option_none"))


def which_need(options: tuple[Option, ...], session: Session, world: World) -> Say:
    """Needs to choose from, with the place and time that a session knows."""
    answers = session.held(NAME)
    return Say("which_need", {"place": place_words(answers, world), "when": when_words(answers)}, options)


def groups_of_needs(world: World) -> tuple[Option, ...]:
    """Every kind of help in a few words each, for who does not know where to begin."""
    return tuple(need_option(code, world) for code in world.content.needs.groups)


def need_option(code: str, world: World) -> Option:
    """A need as a choice; several, joined by `+`, as all of them."""
    return Option(
        f"{OF_NEED}{code}", label(world, "option_all") if "+" in code else world.content.needs.named(code).label
    )


def need_of(option: str) -> str:
    """The need that an option's code chooses."""
    return option.removeprefix(OF_NEED)


def ask_need(answers: Answers, world: World) -> Say:
    """What they need, keeping in mind where and when, if these are known."""
    return Say("ask_need", {"place": place_words(answers, world), "when": when_words(answers)})


def read_place(heard: Heard, before: str | None, world: World) -> str | None:
    """The code of the place heard, unless it may be several or is none of ours."""
    if choice := chosen(heard, "place"):
        place = world.hearing.gazetteer.by_code(choice)
        return None if place and place.area == OUTSIDE else choice
    if in_two_places(heard):
        return heard.apart[0].place.code if heard.apart[0].place else None
    return None if heard.where is None or is_elsewhere(heard) else heard.where.code


def is_elsewhere(heard: Heard) -> bool:
    """Whether the place heard is none of ours, or may be several: it answers nothing, and no other stands for it."""
    return heard.where is not None and (bool(heard.others) or heard.where.area == OUTSIDE)


def in_two_places(heard: Heard) -> bool:
    """Whether each of two kinds of help is for a place of its own."""
    places = {part.place for part in heard.apart}
    return len(places) > 1 and None not in places


def second_of(heard: Heard) -> Answers:
    """Of two searches in one message the second, as answers; {} for one."""
    if not heard.apart:
        return {}
    other = heard.apart[1]
    return answers_of(other if in_two_places(heard) else replace(other, place=None))


def answers_of(part: Part) -> Answers:
    """One of two searches as answers."""
    when = {"when": times.canonical(part.when)} if part.when else {}
    return {"need": "+".join(part.needs), **({"place": part.place.code} if part.place else {}), **when}


def offers_place(code: str, world: World) -> bool:
    """Whether the place is still known."""
    return world.hearing.gazetteer.by_code(code) is not None


def close_places(heard: Heard, world: World) -> tuple[Option, ...]:
    """The readings of an ambiguous name: "Norton, Worcestershire"."""
    if heard.where is None or not heard.others:
        return ()
    return tuple(place_option(place, world) for place in (heard.where, *heard.others)[:4])


def place_option(place: Place, world: World) -> Option:
    """A place as a choice, told apart by its district or county."""
    area = world.content.areas.get(place.area or "")
    told_by = place.district if place.district != place.name else None
    told_by = told_by or (area.name if area else None)
    return Option(f"{NAME}:place:{place.code}", f"{place.name}, {told_by}" if told_by else place.name)


def ask_place(answers: Answers, world: World) -> Say:
    """Where: a town, village or postcode."""
    return Say("ask_place", {"need": need_words(answers, world), "when": when_words(answers)})


def read_when(heard: Heard, before: str | None, world: World) -> str | None:
    """When, as canonical text; a repair changes the day or the hours and keeps the rest.

    "And wednesday" adds a day. Who names need and place as well begins anew, and so does who names another need:
    nothing of the time before is kept.
    """
    if choice := chosen(heard, "when"):
        return choice
    if before and manner.takes_either(heard.text):
        return before
    if heard.time is None:
        return None
    if heard.apart:
        return times.canonical(heard.apart[0].when) if heard.apart[0].when else None
    time = replace(heard.time, excluded=()) if manner.opens_days(heard.text) else heard.time
    anew = heard.anew or (bool(plain_needs(heard)) and heard.where is not None)
    known = times.from_canonical(before) if before and not anew else None
    return times.canonical(changed(heard.text, known, time) if known else time.when)


def changed(words: str, known: times.When, time: times.HeardWhen) -> times.When:
    """What holds after a time is said where another is known."""
    if manner.says_all_day(words):
        known = times.all_day(known)
        time = replace(time, when=known) if time.when == times.When() else time
    if time.when == times.When() and manner.says_any_day(words):
        return times.any_day(known)
    if time.when.date and times.is_of_all_days(known) and (manner.says_even(words) or manner.adds(words)):
        return known
    if not (manner.says_forenoon(words) or OF_PARTS.issuperset(time.rules)):
        time = replace(time, when=times.of_evening(known, time.when))
    if manner.puts_back(words):
        return times.beside(known, time)
    if known.date and SO_OFTEN_A_DAY in time.rules:
        return known  # how many visits a day are told when they ring
    if manner.adds(words):
        return times.joined(known, time, together=not words.startswith("or "))
    return times.merged(known, time, only=manner.wants_only(words))


def offers_when(code: str, world: World) -> bool:
    """Whether the time is readable and has not passed."""
    when = times.from_canonical(code)
    return when is not None and not times.has_passed(when, world.now)


def ask_when(answers: Answers, world: World) -> Say:
    """Which day or time."""
    return Say("ask_when", {"need": need_words(answers, world), "place": place_words(answers, world)})


def doubts(found: Answers, heard: Heard, world: World) -> Iterator[Say]:
    """What we took without being sure: a date that may mean another, a postcode that our table lacks.

    Of two searches in one message the second waits.
    """
    if (other := second_of(heard)) and "need" in found:
        yield Say("another_next", {"echo": echo(other, world)})
    if "when" in found and heard.time and heard.time.doubtful:
        yield Say("doubtful_when", {"when": when_words(found)})
    if "when" in found and heard.when and heard.when.date and heard.when.date > world.now.date() + FAR:
        yield Say("far_away", {"date": f"{heard.when.date.day} {heard.when.date:%B %Y}"})
    if "when" in found and heard.time and SO_OFTEN_A_DAY in heard.time.rules and not heard.time.when.start:
        yield Say("visits_a_day")
    if "place" in found and heard.place and heard.place.warning:
        yield doubted_place(heard.place)


def doubted_place(heard: HeardPlace) -> Say:
    """What is looked around instead of a name, or a postcode, that no list has."""
    if heard.warning == LIKE_NAMED:
        return Say("like_named", {"place": heard.place.name, "said": heard.because.title()})
    return Say("doubtful_place", {"place": heard.place.name})


def leaves_in(answers: Answers, heard: Heard) -> Iterator[Say]:
    """The dates told that do not suit, where what is looked for may fall on them: no search leaves out a date."""
    when = times.from_canonical(answers.get("when", "")) or times.When()
    if dates := heard.not_then.within(when):
        yield Say("not_then", {"dates": [times.spoken(one) for one in dates]})
    if heard.time is None:
        yield from no_days_to_come(heard)


def no_days_to_come(heard: Heard) -> Iterator[Say]:
    """The days told that have gone by, or that no month has."""
    for day in heard.not_then.gone:
        yield Say("day_gone", {"when": times.spoken(times.on_day(day))})
    for start, end in heard.not_then.unknown:
        yield Say("no_such_day", {"said": heard.text[start:end]})


NEED = Question("need", read_need, ask_need, offers_need, close=close_needs)
PLACE = Question(
    "place", read_place, ask_place, offers_place, close=close_places, why=lambda _answers, _world: Say("why_place")
)
WHEN = Question("when", read_when, ask_when, offers_when, why=lambda _answers, _world: Say("why_when"))
ANY_TIME = f"{NAME}:when:{times.canonical(times.When())}"


def need_words(answers: Answers, world: World) -> str:
    """The needs asked for as a person reads them: "cleaning and laundry"."""
    named = [world.content.needs.named(code).noun for code in answers.get("need", "").split("+") if code]
    return " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))


def place_of(answers: Answers, world: World) -> Place | None:
    """The place asked for, if one is known."""
    code = answers.get("place")
    return world.hearing.gazetteer.by_code(code) if code else None


def place_words(answers: Answers, world: World) -> dict[str, str] | None:
    """The place as wording takes it: its name, and if it is a whole area ("in"), a spot ("near") or between two."""
    place = place_of(answers, world)
    return {"name": place.name, "kind": "between" if "+" in place.code else place.kind} if place else None


def when_words(answers: Answers) -> str:
    """The time asked for in a few words."""
    when = times.from_canonical(answers.get("when", ""))
    return times.spoken(when) if when else ""


def known_words(answers: Answers, world: World) -> str:
    """All that is known of a search in a few words; empty where nothing is."""
    place = place_of(answers, world)
    need, when = need_words(answers, world), when_words(answers)
    return ", ".join(filter(None, (need, place.name if place else "", when)))


def echo(answers: Answers, world: World) -> dict[str, object]:
    """What was understood, for saying back."""
    return {
        "need": need_words(answers, world),
        "place": place_words(answers, world),
        "when": when_words(answers),
    }


def query_of(answers: Answers, world: World) -> Query:
    """The search that the answers stand for."""
    return Query(tuple(answers["need"].split("+")), place_of(answers, world), times.from_canonical(answers["when"]))


def found_for(session: Session, world: World) -> Ranked:
    """What there is for the answers that a session holds."""
    return world.catalogue.ranked(query_of(session.held(NAME), world), world.now.date())


def for_what(match: Match, answers: Answers, world: World) -> Reason | None:
    """Which of the needs asked for they cover, where that is not all of them."""
    covered = covered_by(match, answers, world)
    if covered == answers["need"]:
        return None
    return Reason("reason_need", {"need": need_words({"need": covered}, world).replace(HELP_WITH, "")})


def covered_by(match: Match, answers: Answers, world: World) -> str:
    """Those of the needs asked for that a provider covers, joined by `+`."""
    leaves = world.content.needs.leaves
    return "+".join(code for code in answers["need"].split("+") if not set(match.needs).isdisjoint(leaves(code)))


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
    page = sorted(fresh[:AT_ONCE], key=key_of(order, session)) if order else fresh[:AT_ONCE]
    if not page:
        return nobody(session, world)
    in_full, held = {match.provider.id for match in ranked.matches}, session.held(NAME)
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
    return Turn(left, (*(() if session.shown else without_anybody(session, page, world)), listed), (event,))


def without_anybody(session: Session, page: list[Match], world: World) -> tuple[Say, ...]:
    """Of several kinds of help those that nobody on the page gives: because we know of nobody, or of others alone."""
    held = session.held(NAME)
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


def far(session: Session, world: World) -> dict[str, float]:
    """How many kilometres away those found are, by id, where that is known."""
    ranked = found_for(session, world)
    every = (*ranked.matches, *ranked.near_misses)
    return {match.provider.id: match.km for match in every if match.km is not None}


def covers(session: Session, world: World) -> dict[str, str]:
    """What each of those found does of the help asked for, by id, in words."""
    ranked, held = found_for(session, world), session.held(NAME)
    every = (*ranked.matches, *ranked.near_misses)
    return {match.provider.id: need_words({"need": covered_by(match, held, world)}, world) for match in every}


def done_on_page(session: Session, world: World) -> set[str]:
    """Those of the needs asked for that somebody on the last list covers."""
    ranked, held = found_for(session, world), session.held(NAME)
    named = (match for match in (*ranked.matches, *ranked.near_misses) if match.provider.id in session.page)
    return {code for match in named for code in covered_by(match, held, world).split("+")}


def detail_code(provider_id: str) -> str:
    """The code of the option that shows all about a provider."""
    return f"{NAME}:details:{provider_id}"


def leaving_code(provider_id: str) -> str:
    """The code of the option that leaves a provider out."""
    return f"{NAME}:{LEAVING}:{provider_id}"


def in_order(session: Session) -> tuple[str, ...]:
    """Ids of the providers that "the second one" counts: of the last choice between them, else of the last list."""
    prefix = detail_code("")
    offered = tuple(code.removeprefix(prefix) for code in session.offered if code.startswith(prefix))
    return offered or session.page


def result_options(page: list[Match], more: bool, world: World) -> tuple[Option, ...]:
    """What one can do with a list: details of one by its number, or more."""
    details = tuple(Option(detail_code(match.provider.id), match.provider.name, written=True) for match in page)
    return (*details, Option(f"{NAME}:more:", label(world, "option_more"), written=True)) if more else details


def nobody(session: Session, world: World) -> Turn:
    """Nobody (else): say so, record the unmet need, and say where else to look."""
    answers = session.held(NAME)
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


class FindSupport(Flow):
    """The flow: need, place and when, in that order, each volunteered or corrected at any turn."""

    name = NAME

    def route(self, answers: Answers, world: World) -> Iterator[Question]:
        """What to ask, in order."""
        yield NEED
        yield PLACE
        yield WHEN

    def listens_for(self, asked: str | None, world: World) -> tuple[Question, ...]:
        """All three, at any turn."""
        return NEED, PLACE, WHEN

    def in_mind(self, answers: Answers, held: Answers, world: World) -> Answers:
        """All that was told, in whatever order."""
        known = {question.name: kept(question, answers, world) for question in (NEED, PLACE, WHEN)}
        return {name: code for name, code in known.items() if code is not None}

    def conclude(self, session: Session, world: World) -> Turn:
        """The best providers for what is now known: a fresh list, as something has changed."""
        anew = replace(session, shown=(), page=()) if session.shown or session.page else session
        return results(found_for(session, world), anew, world)

    def once_more(self, session: Session, world: World) -> Turn:
        """The last list again, in the order in which it was told. It is no new search: nothing is recorded."""
        before = replace(session, shown=tuple(one for one in session.shown if one not in session.page))
        turn = self.more(before, world)
        if turn.session.page != session.page:
            ranked = found_for(session, world)
            every = sorted((*ranked.matches, *ranked.near_misses), key=key_of(TOLD, session))
            turn = results(replace(ranked, matches=tuple(every), near_misses=()), before, world, TOLD)
        return replace(turn, events=())

    def sorted_by(self, order: str, session: Session, world: World) -> Turn:
        """The list anew in this order; the nearest are all who are free then, however far they usually go.

        "More" after it goes on as ever, with those that were not named.
        """
        ranked = found_for(session, world)
        beyond = tuple(one for one in ranked.near_misses if one.relaxed == "distance" and order == NEAREST)
        others = (one for one in ranked.near_misses if one not in beyond)
        matches, near = (tuple(sorted(some, key=ORDERS[order])) for some in ((*ranked.matches, *beyond), others))
        ranked = replace(ranked, matches=matches, near_misses=near)
        return replace(results(ranked, replace(session, shown=(), page=()), world, order), events=())

    def more(self, session: Session, world: World) -> Turn:
        """The next providers of the same search. That there is nobody was said when it was searched for."""
        turn = results(found_for(session, world), session, world)
        if turn.session.page:
            return turn
        says = tuple(Say("nobody_still", say.values) if say.key == "nobody" else say for say in turn.says)
        return replace(turn, says=says, events=())
