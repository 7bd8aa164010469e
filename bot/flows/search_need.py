"""What help is wanted: the needs heard amid a talk begin a search, change it or add to it."""

from collections.abc import Iterable

from bot.flows.question import Answers, Question, Session, World, label
from bot.flows.search_answers import AT_ONCE, SEARCH, place_words, when_words
from bot.flows.search_heard import LIKELY, added_needs, adds, chosen, needs_from, plain_needs, says_when, told_needs
from bot.matching import manner, times
from bot.matching.understand import ASKED, PLAIN_NEED, Heard
from bot.message import Option, Say

NEAR = 0.25
"""Share of the likeliest reading's score from which another is offered beside it."""
ALONE = 0.5
"""Score from which one reading alone, which is not sure, is offered."""
ANEW = 0.4
"""The same, where somebody is asked for at a time of its own: "she comes home tuesday, can someone be there"."""
OF_NEED = f"{SEARCH}:need:"
"""How the codes of options of the need begin."""
NONE = f"{SEARCH}:keep:no"
"""The code of the option that takes none of the readings offered."""


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
    if heard.anew:
        return "+".join(heard.sure)
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
    if heard.anew or manner.tells_more(heard.text) or (heard.sure and heard.text.startswith("also ")):
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


def with_leaves(codes: Iterable[str], world: World) -> set[str]:
    """Needs, and those of the groups among them."""
    return {leaf for code in codes for leaf in (code, *world.content.needs.leaves(code))}


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


def needs_still_to_choose(offered: Iterable[str], world: World) -> tuple[Option, ...]:
    """The needs that were offered to choose from, once more: something else was answered. One is no choice."""
    codes = [need_of(code) for code in offered if code.startswith(OF_NEED)]
    options = tuple(need_option(code, world) for code in codes if offers_need(code, world))
    return options if len(options) > 1 else ()


def none_of_them(world: World) -> Option:
    """The option that takes none of the readings offered."""
    return Option(NONE, label(world, "option_none"))


def which_need(options: tuple[Option, ...], session: Session, world: World) -> Say:
    """Needs to choose from, with the place and time that a session knows."""
    answers = session.held(SEARCH)
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


NEED = Question("need", read_need, ask_need, offers_need, close=close_needs)
