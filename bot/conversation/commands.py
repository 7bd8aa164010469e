"""back, restart, menu, privacy, thanks: one table of commands."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from bot.conversation.entering import is_guess_amid
from bot.conversation.feelings import carer_support, felt_low, lonely, of_the_council, unsure, worried
from bot.conversation.handover import care_home, cross, person
from bot.conversation.last_list import detail, details, more_wanted, show_list
from bot.conversation.moment import (
    Moment,
    again,
    answers_asked,
    answers_now,
    answers_outright,
    concluded,
    privacy_page,
    then,
)
from bot.conversation.plainly import said_plainly, wanted_besides
from bot.conversation.put_away import (
    bereaved,
    friend_died,
    is_searching,
    leave,
    missed_somebody,
    said_back,
    search_ended,
    still_needed,
    told_so_far,
)
from bot.conversation.underway import unmark
from bot.flows import FLOWS, people, setup_plan, tree, tree_results, whom
from bot.flows.any_time import any_time
from bot.flows.checklist_steps import AT, NOW
from bot.flows.menu import menu_options
from bot.flows.question import Turn, label, standing, step
from bot.flows.reminders import REMINDERS
from bot.flows.search_answers import NEXT_SEARCH, SEARCH, known_words
from bot.flows.search_heard import says_when
from bot.flows.search_need import NEED, in_passing
from bot.flows.search_place import PLACE
from bot.flows.search_results import in_order
from bot.flows.search_time import WHEN
from bot.matching.understand import CHECKLIST
from bot.message import Option, Say

LOOSE = ("details", "more", "back", "restart", "menu")
"""Commands that much said of a list sounds like: "ring the first one for me", "no not that one"."""
SAID_OF_LIST = frozenset(
    (
        ("person", "number"),
        ("person", "cheaper"),
        ("person", "full"),
        ("person", "no-answer"),
        ("thanks", "cheaper"),
        ("more", "nearer"),
    )
)
"""Commands that are none beside talk of a list, by its name in `on_list`: who asks for the numbers on it rings nobody
else, "thats a lot" is no thanks, and who is cross that all are full is given others."""
LISTED, OF_LISTING = "listed", "of_listing"
"""What the checklist's `hears` calls word from a business that is listed, of what has changed, and what it says of that
next."""
STEPPED_BACK = "stepped_back"
"""What says that they are a step back."""
STILL_TALKING = timedelta(hours=1)
THANKS = re.compile(r"\b(?:thank|thx|ta\b|cheers)")
"""Whoever says so too wants no more: "no thanks"."""


def command(moment: Moment) -> Turn | None:
    """back, restart, menu, more, details, a person, privacy, thanks: one table."""
    rule, told = moment.heard.told, moment.heard.intent
    if is_loose(moment) and in_passing(moment.heard, moment.world):
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
    turn = run(moment) if run else None
    request = wanted_besides(moment) if turn and told == "person" else None
    return then(turn.says[0], request, *turn.events) if turn and request else turn


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
    found = bool(moment.session.page) or concluded(moment, SEARCH)
    return moment.heard.intent == "greeting" and found and is_talking(moment) and bool(answers_now(moment))


def is_clock(moment: Moment) -> bool:
    """Whether "about 5" is the hour asked for, or one where no list is that long, and no number of a list."""
    told, heard = moment.heard.told, moment.heard
    if heard.intent != "details" or told is None or not told.number or not says_when(heard):
        return False
    asked = moment.session.asked == WHEN.name
    return answers_now(moment) and (asked or told.number > len(in_order(moment.session)))


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


def slipped(moment: Moment) -> Turn:
    """ "I pressed the wrong button": a step back, and said so; no further one where it is said again."""
    if moment.session.spoken_of == STEPPED_BACK:
        return again(moment, Say("stepped_back"))
    turn = back(moment)
    return turn if any(say.key == "menu" for say in turn.says) else then(Say("stepped_back"), turn)


def ask_again(name: str) -> Callable[[Moment], Turn | None]:
    """Drop one answer of the search and ask for it: "change town"."""

    def act(moment: Moment) -> Turn | None:
        session, search = moment.session, FLOWS[SEARCH]
        if session.flow in people.FOUNDER_FLOWS:
            return None
        kept = {other: code for other, code in session.held(SEARCH).items() if other != name}
        return step(search, session.keeping(SEARCH, kept), {}, moment.world)

    return act


def change(moment: Moment) -> Turn | None:
    """What of the search shall be another one, where there is one; a founder's flow offers its own answers."""
    if moment.session.flow in people.FOUNDER_FLOWS:
        return None
    known = known_words(told_so_far(moment), moment.world)
    if not known:
        return menu(moment)
    slots = (NEED.name, PLACE.name, WHEN.name)
    options = tuple(Option(f"menu:change:{slot}", label(moment.world, f"option_change_{slot}")) for slot in slots)
    session = replace(moment.session, flow=SEARCH)
    return Turn(session, (Say("what_to_change", {"known": known}, options),))


def restart(moment: Moment) -> Turn | None:
    """Clear the answers of this flow and begin it again; not for what hardly is: "the start of dementia"."""
    if moment.heard.told and moment.heard.told.weak:
        return None
    kept = moment.flow.afresh(moment.session.held(moment.flow.name))
    session = whom.forgotten(moment.session) if moment.flow.name == SEARCH else moment.session
    cleared = replace(session.keeping(moment.flow.name, kept), shown=(), page=(), left_out=(), awaiting=None)
    return step(moment.flow, cleared, {}, moment.world)


def menu(moment: Moment) -> Turn:
    """The ways on. Answers are kept: a founder who was amid questions hears how to go on."""
    amid = moment.session.asked is not None and moment.session.flow in people.FOUNDER_FLOWS
    kept = (Say("menu_kept", {"steps": moment.session.flow == CHECKLIST}),) if amid else ()
    turn = Turn(replace(moment.session, flow="menu", asked=None), (Say("menu", {}, menu_options(moment.world)),))
    return replace(turn, says=(*kept, *turn.says))


def privacy(moment: Moment) -> Turn:
    """What we hold, how to have it erased, and where the notice is."""
    kind = moment.heard.told.kind if moment.heard.told else None
    if kind == "forget":
        options = tuple(Option(f"menu:forget:{code}", label(moment.world, f"option_{code}")) for code in ("yes", "no"))
        return Turn(moment.session, (Say("forget_ask", {}, options),))
    values = {
        "known": known_words(told_so_far(moment), moment.world),
        "waits": known_words(moment.session.held(NEXT_SEARCH), moment.world),
        "homes": [f"{one} in {at}" for one, at in homes_known(moment)],
        "business": setup_plan.known(moment.session.held(CHECKLIST), moment.world),
        "results": tree_results.known(moment.session.answers, moment.world),
        "privacy": privacy_page(moment.world),
    }
    reads = (Say("privacy_reads", {"area": moment.area}),) if kind == "notice" else ()
    return Turn(moment.session, (*reads, Say("privacy", values)))


def homes_known(moment: Moment) -> Iterator[tuple[str, str]]:
    """Who lives where, of those for whom they look."""
    for whose, code in whom.homes(moment.session).items():
        if place := moment.world.hearing.gazetteer.by_code(code):
            yield whose, place.name


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
    waits = session.flow == SEARCH and bool(session.page) and not (session.opened or session.asked)
    return taken(moment) if waits else thanks(moment)


def taken(moment: Moment) -> Turn:
    """ "Yes please", to a list: how to go on with it; of one alone all that is known."""
    only = in_order(moment.session)
    return detail(moment, only[0]) if len(only) == 1 else Turn(moment.session, (Say("list_yes"),))


def sorry(moment: Moment) -> Turn:
    """Nobody needs to be: then on where we were."""
    return again(moment, Say("not_sorry"))


def understood(moment: Moment) -> Turn:
    """ "Oh ok": on where we were (to the list of a search that waited for danger to pass), or a kind word."""
    if is_searching(moment.session) and not moment.session.page and concluded(moment, SEARCH):
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


def where_we_were(moment: Moment) -> Turn | None:
    """ "Right, where were we": the list of a search that has one, else the open question."""
    return show_list(moment) if moment.session.page and concluded(moment, SEARCH) else greeting(moment)


def list_business(moment: Moment) -> Turn:
    """How to be listed: the programme's contact, and the checklist."""
    go = Option("menu:go:setup_checklist", label(moment.world, "option_setup_checklist"))
    contact = moment.area.programme if moment.area else None
    told = moment.world.hearing.told[CHECKLIST]
    if told.meant(told.words(moment.heard.text), (LISTED, OF_LISTING)):
        session = moment.session.keeping(people.WANTS_LISTING, {"told": LISTED})
        return again(replace(moment, session=session), Say("listed_already", {"contact": contact}))
    if moment.asked and moment.session.flow in people.FOUNDER_FLOWS:
        return again(moment, Say("list_business", {"contact": contact}))
    session = moment.session.keeping(people.WANTS_LISTING, {"told": "yes"})
    return Turn(session, (Say("list_business", {"contact": contact}, (go,)),))


def of_listing(moment: Moment) -> Turn | None:
    """What whoever is listed says of that next: "the number changed", "take me off the list", "who do I tell"."""
    if moment.heard.choice or moment.session.held(people.WANTS_LISTING).get("told") != LISTED:
        return None
    told = moment.world.hearing.told[CHECKLIST]
    return list_business(moment) if told.meant(told.words(moment.heard.text), (OF_LISTING, LISTED)) else None


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
    "back/slip": slipped,
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
    "bereaved/of a friend": friend_died,
    "bereaved/of late": missed_somebody,
    "bereaved/perhaps": lambda moment: again(moment, Say("perhaps_died")),
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
    "unknown/busy": leave,
    "unknown/asks": lambda moment: again(moment, Say("ask_away")),
    "thanks/ok": understood,
    "thanks/sorry": sorry,
    "greeting": greeting,
    "greeting/where": where_we_were,
    "start": greeting,
    "why": why,
    "search-told": said_back,
    "list-business": list_business,
    "carer-support": carer_support,
}


def done(moment: Moment) -> Turn | None:
    """A plain "no" or "yes" when nothing is open: to the list that was given, or there is no more to do."""
    if moment.session.asked or moment.heard.choice:
        return None
    rules, text = moment.world.hearing.intents, moment.heard.text
    no = rules.says_no(text)
    if not (no or rules.says_yes(text)):
        return None
    if moment.session.page and moment.session.flow == SEARCH and not THANKS.search(text):
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
