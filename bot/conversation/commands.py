"""back, restart, menu, more, details, a person, privacy, thanks: one table of commands."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.conversation.answers import is_guess_amid, of_a_break
from bot.conversation.moment import (
    Moment,
    again,
    answers_asked,
    answers_now,
    answers_outright,
    concluded,
    contact_of,
    privacy_page,
    still_held,
    then,
)
from bot.conversation.plainly import said_plainly
from bot.conversation.safety import safety
from bot.conversation.underway import unmark
from bot.flows import FLOWS, people, setup_plan, tree, whom
from bot.flows import find_support as finding
from bot.flows.any_time import any_time
from bot.flows.menu import menu_options
from bot.flows.question import Answers, Session, Turn, label, standing, step
from bot.flows.reminders import REMINDERS, told_pace
from bot.flows.setup_checklist import AT, DONE, NOW
from bot.matching.told import UNSURE
from bot.matching.understand import CHECKLIST
from bot.message import Event, Option, Say

LOOSE = ("details", "more", "back", "restart", "menu")
"""Commands that much said of a list sounds like: "ring the first one for me", "no not that one"."""
SAID_OF_LIST = frozenset(
    (("person", "number"), ("person", "cheaper"), ("person", "full"), ("person", "no-answer"), ("thanks", "cheaper"))
)
"""Commands that are none beside talk of a list, by its name in `on_list`: who asks for the numbers on it rings nobody
else, "thats a lot" is no thanks, and who is cross that all are full is given others."""
LISTED = "listed"
"""What the checklist's `hears` calls word from a business that is listed, of what has changed."""
STUCK, HARD_TIME = "stuck", "hard_time"
"""What they call words of a founder who is worn down by the steps or the questions, and what kept them from these."""
STILL_TALKING = timedelta(hours=1)
LEFT = re.compile(r"\b(?:just|only) (?:her|him|me|my \w+)\b")
"""Who is left after a death, where it is no name that we know: "so it's just her now"."""
BESIDE_GRIEF = 0.9
"""Score of a need that is asked for beside grief, which is near some in meaning."""
DIED = "safety_died"
"""The message that meets a death a moment ago."""
SORROW = "so_sorry"
SORROWS = (SORROW, DIED)
"""The messages that meet a death; the first is also what was spoken of right after either."""
STOPPED = "stopped_search"
"""Where a session keeps the search that was put away: somebody may be left whom it is for, or think again."""
COMPANY = "companionship"
"""The need of whoever feels alone."""
THANKS = re.compile(r"\b(?:thank|thx|ta\b|cheers)")
"""Whoever says so too wants no more: "no thanks"."""


def command(moment: Moment) -> Turn | None:
    """back, restart, menu, more, details, a person, privacy, thanks: one table."""
    rule, told = moment.heard.told, moment.heard.intent
    if is_loose(moment) and finding.in_passing(moment.heard, moment.world):
        return None
    if moment.of_list and (is_loose(moment) or (told, moment.of_list.kind) in SAID_OF_LIST):
        return None
    if moment.heard.choice or (rule and rule.weak and is_answer(moment)) or is_hour(moment):
        return None
    if not (rule and rule.whole) and answers_outright(moment):
        return None
    if gives_way(moment) or is_guess_amid(moment) or is_clock(moment):
        return None
    run = COMMANDS.get(f"{told}/{rule.kind}" if rule else told, COMMANDS.get(told))
    return run(moment) if run else None


def is_loose(moment: Moment) -> bool:
    """Whether a command is only guessed at, which talk of a list sounds like."""
    rule = moment.heard.told
    return moment.heard.intent in LOOSE and rule is not None and rule.likeness is not None


def gives_way(moment: Moment) -> bool:
    """Whether a command means something else in a founder's flow: "home" is where care is given, "next" the next step.

    A bare "person" answers who agrees it. As part of a message, so may "why" and "back": "I havent got it, I said it
    wrong" puts a mark right. After an outcome a death may change it. "I dont know" answers a question that may be left
    open.
    """
    rule, told = moment.heard.told, moment.heard.intent
    if told == "person":
        return " " not in moment.heard.text and answers_outright(moment)
    if told == "why" and moment.session.flow in people.FOUNDER_FLOWS:
        return answers_asked(moment)
    if told == "bereaved" and isinstance(moment.flow, tree.Tree):
        return moment.session.asked is None
    likely = told in ("menu", "more", "greeting") or (told in ("why", "back") and not (rule and rule.whole))
    likely = likely or (told == "restart" and AT in moment.answers)
    return likely and moment.session.flow in people.FOUNDER_FLOWS and answers_now(moment)


def goes_on(moment: Moment) -> bool:
    """Whether somebody amid the steps goes back to the open one, and not a step back: "back to what I was doing"."""
    told = moment.world.hearing.told[CHECKLIST]
    return moment.session.flow == CHECKLIST and told.meant(told.words(moment.heard.text), (NOW,)) is not None


def is_answer(moment: Moment) -> bool:
    """Whether what may be a command answers the open question.

    Amid a founder's, whether it answers any: "its just me" tells of the business. Whoever is worn out there is tired of
    the questions.
    """
    if moment.session.asked is None or moment.session.flow not in people.FOUNDER_FLOWS:
        return answers_asked(moment)
    return moment.heard.intent == "carer-support" or answers_now(moment)


def is_hour(moment: Moment) -> bool:
    """Whether "afternoon", said soon after a list, changes the hours of the search, and is no greeting."""
    found = bool(moment.session.page) or concluded(moment, finding.NAME)
    return moment.heard.intent == "greeting" and found and is_talking(moment) and bool(answers_now(moment))


def is_clock(moment: Moment) -> bool:
    """Whether "about 5" is the hour asked for, or one where no list is that long, and no number of a list."""
    told, heard = moment.heard.told, moment.heard
    if heard.intent != "details" or told is None or not told.number or not finding.says_when(heard):
        return False
    asked = moment.session.asked == finding.WHEN.name
    return answers_now(moment) and (asked or told.number > len(finding.in_order(moment.session)))


def is_talking(moment: Moment) -> bool:
    """Whether they wrote last a little while ago, and have before them what we said."""
    seen = moment.session.seen_at
    return seen is not None and moment.world.now - seen <= STILL_TALKING


def back(moment: Moment) -> Turn:
    """Put away what is being looked at; else drop the last answer and ask it again."""
    flow, session = moment.flow, moment.session
    if goes_on(moment):
        return again(moment)
    if (away := flow.put_away(session.held(flow.name))) is not None:
        return step(flow, session.keeping(flow.name, away), {}, moment.world)
    held, _ = standing(flow, session.held(flow.name), moment.world)
    told = [name for name in held if name not in flow.asides]
    if not told:
        return menu(moment)
    items = moment.world.content.checklists.items if flow.name == CHECKLIST else {}
    if told[-1] in (REMINDERS, *items) and (turn := unmark(moment)):
        return turn
    kept = {name: code for name, code in session.held(flow.name).items() if name != told[-1]}
    turn = step(flow, session.keeping(flow.name, kept), {}, moment.world)
    item = items.get(told[-1])
    return then(Say("checklist_undone", {"titles": [item.title]}), turn) if item else turn


def ask_again(name: str) -> Callable[[Moment], Turn | None]:
    """Drop one answer of the search and ask for it: "change town"."""

    def act(moment: Moment) -> Turn | None:
        session, search = moment.session, FLOWS[finding.NAME]
        if session.flow in people.FOUNDER_FLOWS:
            return None
        kept = {other: code for other, code in session.held(finding.NAME).items() if other != name}
        return step(search, session.keeping(finding.NAME, kept), {}, moment.world)

    return act


def change(moment: Moment) -> Turn | None:
    """What of the search shall be another one, where there is one; a founder's flow offers its own answers."""
    if moment.session.flow in people.FOUNDER_FLOWS:
        return None
    known = finding.known_words(told_so_far(moment), moment.world)
    if not known:
        return menu(moment)
    slots = (finding.NEED.name, finding.PLACE.name, finding.WHEN.name)
    options = tuple(Option(f"menu:change:{slot}", label(moment.world, f"option_change_{slot}")) for slot in slots)
    session = replace(moment.session, flow=finding.NAME)
    return Turn(session, (Say("what_to_change", {"known": known}, options),))


def restart(moment: Moment) -> Turn | None:
    """Clear the answers of this flow and begin it again; not for what hardly is: "the start of dementia"."""
    if moment.heard.told and moment.heard.told.weak:
        return None
    kept = moment.flow.afresh(moment.session.held(moment.flow.name))
    session = whom.forgotten(moment.session) if moment.flow.name == finding.NAME else moment.session
    cleared = replace(session.keeping(moment.flow.name, kept), shown=(), page=(), left_out=(), awaiting=None)
    return step(moment.flow, cleared, {}, moment.world)


def menu(moment: Moment) -> Turn:
    """The ways on. Answers are kept: a founder who was amid questions hears how to go on."""
    amid = moment.session.asked is not None and moment.session.flow in people.FOUNDER_FLOWS
    kept = (Say("menu_kept", {"steps": moment.session.flow == CHECKLIST}),) if amid else ()
    turn = Turn(replace(moment.session, flow="menu", asked=None), (Say("menu", {}, menu_options(moment.world)),))
    return replace(turn, says=(*kept, *turn.says))


def more_wanted(moment: Moment) -> Turn | None:
    """More of the list; whoever sets up was given none: "no other reason really" is for their questions to hear."""
    given = moment.session.flow not in people.FOUNDER_FLOWS or moment.session.page
    return more(moment) if given else None


def more(moment: Moment) -> Turn:
    """The next providers of the last search."""
    session = replace(moment.session, flow=finding.NAME, asked=None)
    if not concluded(moment, finding.NAME):
        return again(moment, Say("nothing_more"))
    return finding.FindSupport().more(session, moment.world)


def show_list(moment: Moment) -> Turn:
    """What was said last: the open question, with the names found before it, else the last list."""
    page = moment.session.page
    if moment.session.asked:
        found = names_of(moment, page) if moment.session.flow == finding.NAME else ()
        return again(moment, Say("which_before", {}, found) if found else None)
    if not concluded(moment, finding.NAME):
        return again(moment, Say("nothing_more"))
    return finding.FindSupport().once_more(replace(moment.session, flow=finding.NAME, asked=None), moment.world)


def details(moment: Moment) -> Turn:
    """All that is known of one provider of the last list: of the first for a bare "details"."""
    told = moment.heard.told
    if told is None or told.number or told.likeness is None:
        return numbered(moment, told.number if told and told.number else 1)
    return which_one(moment)


def numbered(moment: Moment, number: int) -> Turn:
    """All that is known of the provider named, else of the one of this number in the last list; -1 is the last."""
    page, named = finding.in_order(moment.session), moment.heard.named
    if named:
        return detail(moment, named[0]) if len(named) == 1 else which_one(moment, named)
    at = len(page) if number < 0 else number
    if not 0 < at <= len(page):
        return again(moment, Say("no_such_number", {"most": len(page)}) if page else Say("nothing_more"))
    return detail(moment, page[at - 1])


def which_one(moment: Moment, ids: Sequence[str] = (), key: str = "which_listed") -> Turn:
    """Which of these they mean, else which of those last shown. There is no question where one alone is there."""
    ids = ids or finding.in_order(moment.session)
    if len(ids) == 1 and key == "which_listed":
        return detail(moment, ids[0])
    options = names_of(moment, ids)
    return Turn(moment.session, (Say(key, {}, options),)) if options else again(moment, Say("nothing_more"))


def names_of(
    moment: Moment, ids: Sequence[str], coded: Callable[[str], str] = finding.detail_code
) -> tuple[Option, ...]:
    """Providers to choose from, by name."""
    found = (moment.world.catalogue.by_id(one) for one in ids)
    return tuple(Option(coded(one.id), one.name) for one in found if one)


def detail(moment: Moment, provider_id: str) -> Turn:
    """All that is known of a provider; the conversation stays where it was."""
    provider = moment.world.catalogue.by_id(provider_id)
    if provider is None:
        return again(moment, Say("provider_gone"))
    return Turn(replace(moment.session, opened=provider_id), (Say("details", {"provider": provider}),))


def person(moment: Moment) -> Turn:
    """The people to turn to; the town is asked for where it is not known."""
    event = Event("handed-over", {"area": moment.area.code if moment.area else ""})
    if moment.area is None:
        session = replace(moment.session, awaiting="person")
        return Turn(session, (Say("person_where"),), (event,))
    founder = people.is_founder(moment.session) or people.of_own_work(moment.heard.text, moment.world)
    say = people.reach(moment.area, founder, moment.inbound.channel, moment.world)
    return Turn(moment.session, (say,), (event,))


def worn_down(moment: Moment) -> Turn | None:
    """A founder who is stuck, fed up or giving up: no hurry, and the people to turn to."""
    session = moment.session
    if session.flow not in people.FOUNDER_FLOWS or moment.heard.choice:
        return None
    if moment.answers.get(session.asked or "") != UNSURE and answers_asked(moment):
        return None
    told = moment.world.hearing.told[CHECKLIST]
    if not told.meant(told.words(moment.heard.text), (STUCK,)):
        return None
    return then(Say("worn_down", {"steps": bool(session.held(CHECKLIST))}), person(moment))


def hard_time(moment: Moment) -> Turn | None:
    """A founder whom illness, a birth or a hard time kept from their steps: no hurry. It marks nothing."""
    told, text = moment.world.hearing.told[CHECKLIST], moment.heard.text
    if moment.session.flow != CHECKLIST or moment.heard.choice or moment.besides or told.is_question(text):
        return None
    if not told.meant(told.words(text), (HARD_TIME,)):
        return None
    says_more = told_pace(moment.heard, told) is not None or DONE in moment.answers.values()
    return then(Say("take_time"), moment.react(replace(moment, besides=True)) if says_more else again(moment))


def privacy(moment: Moment) -> Turn:
    """What we hold, how to have it erased, and where the notice is."""
    kind = moment.heard.told.kind if moment.heard.told else None
    if kind == "forget":
        options = tuple(Option(f"menu:forget:{code}", label(moment.world, f"option_{code}")) for code in ("yes", "no"))
        return Turn(moment.session, (Say("forget_ask", {}, options),))
    values = {
        "known": finding.known_words(told_so_far(moment), moment.world),
        "waits": finding.known_words(moment.session.held(finding.NEXT), moment.world),
        "homes": [f"{one} in {at}" for one, at in homes_known(moment)],
        "business": setup_plan.known(moment.session.held(CHECKLIST), moment.world),
        "results": tree.known(moment.session.answers, moment.world),
        "privacy": privacy_page(moment.world),
    }
    reads = (Say("privacy_reads", {"area": moment.area}),) if kind == "notice" else ()
    return Turn(moment.session, (*reads, Say("privacy", values)))


def homes_known(moment: Moment) -> Iterator[tuple[str, str]]:
    """Who lives where, of those for whom they look."""
    for person, code in whom.homes(moment.session).items():
        if place := moment.world.hearing.gazetteer.by_code(code):
            yield person, place.name


def told_so_far(moment: Moment) -> Answers:
    """All that was told of a search in whatever order, a place before the need too."""
    answers, search = moment.session.held(finding.NAME), FLOWS[finding.NAME]
    return search.in_mind(answers, still_held(moment), moment.world)


def said_back(moment: Moment) -> Turn | None:
    """ "What did I ask for": all that was told of the search, and the open question once more."""
    known = finding.known_words(told_so_far(moment), moment.world)
    if moment.session.flow in people.FOUNDER_FLOWS or not known:
        return None
    waits = moment.session.flow == finding.NAME and moment.session.asked is not None
    if waits:
        return again(moment, Say("told_so_far", {"known": known}))
    return Turn(moment.session, (Say("kept", {"known": known}),))


def cross(moment: Moment) -> Turn:
    """Abuse: whom to speak to, and how to hear no more from us."""
    return Turn(moment.session, (Say("cross", {"contact": contact_of(moment)}),))


def bereaved(moment: Moment) -> Turn:
    """A death: sorrow, and nothing more is looked for, unless somebody is left whom the search is for."""
    values = {"stopped": is_searching(moment.session), "alone": True}
    if (kept := kept_at_death(moment)) is not None:
        return then(Say(SORROW, {**values, "stopped": False}), kept)
    left = moment.world.hearing.kin.left(moment.heard.text) or LEFT.search(moment.heard.text)
    if is_searching(moment.session) and left:
        return again(moment, Say(SORROW, {**values, "stopped": False}))
    return Turn(unsought(moment.session), (Say(SORROW, values),))


def just_died(moment: Moment) -> Turn | None:
    """A death a moment ago: whom to ring, and what was looked for whoever died is put away."""
    told = moment.heard.told
    turn = safety(moment) if told is not None and told.message == DIED else None
    if turn is None or not is_searching(turn.session):
        return turn
    left = bereaved(replace(moment, session=turn.session)).session
    return replace(turn, session=left)


def kept_at_death(moment: Moment) -> Turn | None:
    """The search for somebody else than whoever died: it goes on, and the other one is dropped. None for none."""
    session, flow = moment.session, FLOWS[finding.NAME]
    gone = next(iter(moment.people), None)
    ours, theirs = whom.now_for(session), whom.next_for(session)
    if gone is None or ours is None or not is_searching(session) or gone == ours == (theirs or ours):
        return None
    if gone == ours:
        return step(flow, whom.one_left(whom.swapped(session)), {}, moment.world)
    moment = replace(moment, session=whom.one_left(session) if gone == theirs else session)
    known = Say("still_looking", {"known": finding.known_words(told_so_far(moment), moment.world)})
    return again(moment) if moment.session.asked else Turn(moment.session, (known,))


def still_needed(moment: Moment) -> Turn | None:
    """ "We still need it", "carry on": the search that was put away; amid a search, what is known of it."""
    session, stopped = moment.session, moment.session.held(STOPPED)
    if session.flow in people.FOUNDER_FLOWS:
        return None
    if not stopped or is_searching(session):
        return said_back(moment) or leave(moment)
    back = replace(session, flow=finding.NAME).keeping(STOPPED, {}).keeping(finding.NAME, {})
    return step(FLOWS[finding.NAME], back, stopped, moment.world)


def missed_somebody(moment: Moment) -> Turn | None:
    """They miss somebody: kind words and who will listen. Who says where or when asks for something besides."""
    heard = moment.heard
    if moment.session.flow in people.FOUNDER_FLOWS:
        return None
    if heard.place or finding.says_when(heard) or finding.needs_from(heard, BESIDE_GRIEF):
        return moment.as_request()
    return Turn(moment.session, (Say("missed_somebody"),))


def felt_low(moment: Moment) -> Turn | None:
    """Guilt, or a bad week: a kind word, and then what would help."""
    if moment.session.flow in people.FOUNDER_FLOWS or moment.heard.sure:
        return None
    return said_by_the_way(moment, Say("felt_low"))


def of_the_council(moment: Moment) -> Turn | None:
    """Hours that the council cut: whom to ring there."""
    if moment.session.flow in people.FOUNDER_FLOWS or moment.area is None:
        return None
    return said_by_the_way(moment, Say("hours_cut", {"area": moment.area}))


def said_by_the_way(moment: Moment, say: Say) -> Turn:
    """Something said, and the open question once more; the menu would drown it."""
    return Turn(moment.session, (say,)) if moment.session.flow == "menu" else again(moment, say)


def search_ended(moment: Moment) -> Turn:
    """Nothing is needed any more: what was looked for is put away; of several kinds of help only the one named."""
    held = moment.session.held(finding.NAME)
    every = held.get("need", "").split("+")
    what, denied = moment.world.hearing.needs.heard(moment.heard.text)
    named = {*denied, *(need.id for need in what if need.sure)}
    left = [code for code in every if code not in named]
    if len(every) > 1 and left and is_searching(moment.session) and set(every) & named:
        kept = moment.session.keeping(finding.NAME, {**held, "need": "+".join(left)})
        return step(FLOWS[finding.NAME], replace(kept, flow=finding.NAME), {}, moment.world)
    return Turn(unsought(moment.session), (Say("search_ended", {"stopped": is_searching(moment.session)}),))


def ended_in_sorrow(moment: Moment) -> Turn | None:
    """ "Can you stop it all", right after a death: the search, and no opt-out. "Stop looking for him": that is done."""
    session, said = moment.session, moment.world.hearing.intents.spelling.read(moment.heard.text)
    if session.spoken_of != SORROW or not moment.world.hearing.intents.ends_all(moment.heard.text):
        return None
    if is_searching(session) and ({*said} & {"him", "her"} or moment.people):
        return said_back(moment)
    return Turn(unsought(session), (Say("ended_in_sorrow"),))


def is_searching(session: Session) -> bool:
    """Whether somebody is looked for, and nobody sets up a business now."""
    return bool(session.held(finding.NAME)) and session.flow not in people.FOUNDER_FLOWS


def unsought(session: Session) -> Session:
    """The session without its search, which is put away."""
    if not is_searching(session):
        return session
    left = whom.forgotten(session).keeping(STOPPED, session.held(finding.NAME))
    return replace(left, flow="menu", asked=None, shown=(), page=(), awaiting=None)


def care_home(moment: Moment) -> Turn:
    """None are listed: who helps with that, and what we can look for. The place is kept."""
    found = {"place": moment.heard.where.code} if moment.heard.where and not moment.heard.others else {}
    session = moment.session
    if found and session.flow not in people.FOUNDER_FLOWS:
        session = session.keeping(finding.NAME, {**session.held(finding.NAME), **found})
    options = (Option(f"{finding.NAME}:need:personal-care", label(moment.world, "option_at_home")),)
    return Turn(session, (Say("care_home", {"area": moment.area}, options),))


def thanks(moment: Moment) -> Turn:
    """A kind word back, and the open question once more. "Yes thats all right thank you" answers it."""
    if answers_asked(moment):
        return moment.as_request()
    if moment.asked:
        return again(moment, Say("thanks_amid"))
    return Turn(moment.session, (Say("thanks"),))


def pleased(moment: Moment) -> Turn:
    """ "Good": after a list, how to go on with it; else a kind word."""
    session = moment.session
    waits = session.flow == finding.NAME and bool(session.page) and not (session.opened or session.asked)
    return taken(moment) if waits else thanks(moment)


def taken(moment: Moment) -> Turn:
    """ "Yes please", to a list: how to go on with it; of one alone all that is known."""
    only = finding.in_order(moment.session)
    return detail(moment, only[0]) if len(only) == 1 else Turn(moment.session, (Say("list_yes"),))


def unsure(moment: Moment) -> Turn | None:
    """ "I don't know what I need": kinds of help to choose from; amid a list, how to choose; a founder gets people."""
    if moment.session.flow in people.FOUNDER_FLOWS:
        return person(moment)
    if concluded(moment, finding.NAME) and moment.session.page:
        return said_plainly(moment, "how-to-choose")
    if moment.session.asked and finding.NEED.name in moment.session.held(finding.NAME):
        return again(moment)
    session = replace(moment.session, flow=finding.NAME, asked=finding.NEED.name)
    return Turn(session, (Say("unsure", {}, finding.groups_of_needs(moment.world)),))


def worried(moment: Moment) -> Turn | None:
    """ "I'm worried about mum": what it is, is asked kindly, with kinds of help to choose from where none is known."""
    session = moment.session
    if session.alarmed:
        return None
    if session.flow in people.FOUNDER_FLOWS:
        return person(moment)
    if session.held(finding.NAME).get(finding.NEED.name):
        return again(moment, Say("worried"))
    session = replace(session, flow=finding.NAME, asked=finding.NEED.name)
    return Turn(session, (Say("worried", {}, finding.groups_of_needs(moment.world)),))


def lonely(moment: Moment) -> Turn | None:
    """ "I feel so alone": a kind word, and company is looked for, unless other help is."""
    session = moment.session
    if session.flow in people.FOUNDER_FLOWS:
        return None
    if session.held(finding.NAME).get(finding.NEED.name):
        return again(moment, Say("lonely"))
    known = {**session.held(finding.NAME), finding.NEED.name: COMPANY}
    turn = step(FLOWS[finding.NAME], replace(session, flow=finding.NAME).keeping(finding.NAME, known), {}, moment.world)
    return then(Say("lonely"), turn)


def leave(moment: Moment) -> Turn:
    """They want no more just now: all is kept."""
    return Turn(moment.session, (Say("all_right"),))


def sorry(moment: Moment) -> Turn:
    """Nobody needs to be: then on where we were."""
    return again(moment, Say("not_sorry"))


def understood(moment: Moment) -> Turn:
    """ "Oh ok": on where we were (to the list of a search that waited for danger to pass), or a kind word."""
    if is_searching(moment.session) and not moment.session.page and concluded(moment, finding.NAME):
        return show_list(moment)
    return again(moment) if moment.session.asked or moment.flow.name == "menu" else thanks(moment)


def greeting(moment: Moment) -> Turn | None:
    """Hello: the open question again (one that has opened of itself, as a date went by, too), or the ways on.

    "Hi, I rang the first one" is said of the list.
    """
    if moment.of_list:
        return None
    if moment.session.held() and not concluded(moment, moment.flow.name):
        return step(moment.flow, moment.session, {}, moment.world)
    return menu(moment)


def list_business(moment: Moment) -> Turn:
    """How to be listed: the programme's contact, and the checklist."""
    go = Option("menu:go:setup_checklist", label(moment.world, "option_setup_checklist"))
    contact = moment.area.programme if moment.area else None
    told = moment.world.hearing.told[CHECKLIST]
    if told.meant(told.words(moment.heard.text), (LISTED,)):
        return again(moment, Say("listed_already", {"contact": contact}))
    if moment.asked and moment.session.flow in people.FOUNDER_FLOWS:
        return again(moment, Say("list_business", {"contact": contact}))
    session = moment.session.keeping(people.WANTS_LISTING, {"told": "yes"})
    return Turn(session, (Say("list_business", {"contact": contact}, (go,)),))


def carer_support(moment: Moment) -> Turn | None:
    """A carer worn out: a kind word, the carers' line, the free assessment, and an offer of respite.

    A founder who only sounds like one tells of a client: "i look after him".
    """
    told = moment.heard.told
    if moment.session.flow in people.FOUNDER_FLOWS and told is not None and told.likeness is not None:
        return None
    return Turn(moment.session, (Say("carer_support", {"area": moment.area}, of_a_break(moment)),))


def why(moment: Moment) -> Turn:
    """What the open question is for; after an outcome, what it rests on."""
    question = moment.asked
    if question and question.why:
        return again(moment, question.why(moment.session.held(moment.flow.name), moment.world))
    help_of = question.help(moment.world) if question and question.help else None
    return again(moment, help_of or moment.flow.why(moment.session, moment.world) or Say("why"))


COMMANDS: dict[str, Callable[[Moment], Turn | None]] = {
    "back": back,
    "change": change,
    "back/need": ask_again("need"),
    "back/place": ask_again("place"),
    "back/when": ask_again("when"),
    "restart": restart,
    "menu": menu,
    "more": more_wanted,
    "more/list": show_list,
    "details": details,
    "person": person,
    "person/computer": lambda moment: said_plainly(moment, "who-runs-this"),
    "person/cross": cross,
    "bereaved": bereaved,
    "bereaved/missed": missed_somebody,
    "bereaved/of late": missed_somebody,
    "carer-support/low": felt_low,
    "carer-support/of the council": of_the_council,
    "search-ended": search_ended,
    "search-ended/still": still_needed,
    "care-home": care_home,
    "unsure": unsure,
    "unsure/worried": worried,
    "unsure/lonely": lonely,
    "privacy": privacy,
    "thanks": thanks,
    "thanks/good": pleased,
    "thanks/leave": leave,
    "unknown/wrong-number": leave,
    "thanks/ok": understood,
    "thanks/sorry": sorry,
    "greeting": greeting,
    "start": greeting,
    "why": why,
    "search-told": said_back,
    "list-business": list_business,
    "carer-support": carer_support,
}


def done(moment: Moment) -> Turn | None:
    """A plain "no" or "yes" when nothing is open: to the list that was given, or there is no more to do."""
    rules, text = moment.world.hearing.intents, moment.heard.text
    no = rules.says_no(text)
    if moment.session.asked or moment.heard.choice or not (no or rules.says_yes(text)):
        return None
    if moment.session.page and moment.session.flow == finding.NAME and not THANKS.search(text):
        if not (no or is_talking(moment)):
            return show_list(moment)
        return Turn(moment.session, (Say("list_no"),)) if no else taken(moment)
    if concluded(moment, moment.flow.name):
        told = isinstance(moment.flow, tree.Tree) and (no or " " in text) and not THANKS.search(text)
        return Turn(moment.session, (Say("tree_told"),)) if told else thanks(moment)
    return menu(moment) if moment.flow.name == "menu" else None


def setting_up(moment: Moment) -> Turn | None:
    """How often to remind them, or their plan as a page."""
    return any_time(moment.session, moment.heard, moment.inbound, moment.world)
