"""back, restart, menu, more, details, a person, privacy, thanks: one table of commands."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.conversation.moment import (
    Moment,
    again,
    answers_asked,
    answers_now,
    answers_outright,
    concluded,
    privacy_page,
    still_held,
)
from bot.flows import find_support as finding
from bot.flows import people, setup_plan, tree
from bot.flows.any_time import any_time
from bot.flows.menu import menu_options
from bot.flows.question import Turn, label, standing, step
from bot.matching.understand import CHECKLIST
from bot.message import Event, Option, Say

STILL_TALKING = timedelta(hours=1)


def command(moment: Moment) -> Turn | None:
    """back, restart, menu, more, details, a person, privacy, thanks: one table."""
    rule, told = moment.heard.told, moment.heard.intent
    if moment.heard.choice or (rule and rule.weak and is_answer(moment)) or is_hour(moment):
        return None
    if not (rule and rule.whole) and answers_outright(moment):
        return None
    if gives_way(moment):
        return None
    run = COMMANDS.get(f"{told}/{rule.kind}" if rule else told, COMMANDS.get(told))
    return run(moment) if run else None


def gives_way(moment: Moment) -> bool:
    """Whether a command means something else in a founder's flow: "home" is where care is given, "next" the next step.

    As part of a message, so may "why" and "back": "I havent got it, I said it wrong" puts a mark right.
    """
    rule, told = moment.heard.told, moment.heard.intent
    likely = told in ("menu", "more", "greeting") or (told in ("why", "back") and not (rule and rule.whole))
    return likely and moment.session.flow in people.FOUNDER_FLOWS and answers_now(moment)


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
    session, seen = moment.session, moment.session.seen_at
    soon = seen is not None and moment.world.now - seen <= STILL_TALKING
    return moment.heard.intent == "greeting" and bool(session.page) and soon and bool(answers_now(moment))


def back(moment: Moment) -> Turn:
    """Put away what is being looked at; else drop the last answer and ask it again."""
    flow, session = moment.flow, moment.session
    if (away := flow.put_away(session.held(flow.name))) is not None:
        return step(flow, session.keeping(flow.name, away), {}, moment.world)
    held, _ = standing(flow, session.held(flow.name), moment.world)
    told = [name for name in held if name not in flow.asides]
    if not told:
        return menu(moment)
    kept = {name: code for name, code in session.held(flow.name).items() if name != told[-1]}
    return step(flow, session.keeping(flow.name, kept), {}, moment.world)


def restart(moment: Moment) -> Turn:
    """Clear the answers of this flow and begin it again."""
    kept = moment.flow.afresh(moment.session.held(moment.flow.name))
    cleared = replace(moment.session.keeping(moment.flow.name, kept), shown=(), page=(), awaiting=None)
    return step(moment.flow, cleared, {}, moment.world)


def menu(moment: Moment) -> Turn:
    """The ways on. Answers are kept."""
    return Turn(replace(moment.session, flow="menu", asked=None), (Say("menu", {}, menu_options(moment.world)),))


def more(moment: Moment) -> Turn:
    """The next providers of the last search."""
    session = replace(moment.session, flow=finding.NAME, asked=None)
    if not concluded(moment, finding.NAME):
        return again(moment, Say("nothing_more"))
    return finding.FindSupport().more(session, moment.world)


def show_list(moment: Moment) -> Turn:
    """What was said last: the open question, else the last list."""
    if moment.session.asked:
        return again(moment)
    if not concluded(moment, finding.NAME):
        return again(moment, Say("nothing_more"))
    return finding.FindSupport().once_more(replace(moment.session, flow=finding.NAME, asked=None), moment.world)


def details(moment: Moment) -> Turn:
    """All that is known of one provider of the last list, the first unless another is named; -1 is the last."""
    told = moment.heard.told
    return numbered(moment, told.number if told and told.number else 1)


def numbered(moment: Moment, number: int) -> Turn:
    """All that is known of the provider of this number in the last list; -1 is the last."""
    page = moment.session.page
    at = len(page) if number < 0 else number
    if not 0 < at <= len(page):
        return again(moment, Say("no_such_number", {"most": len(page)}) if page else Say("nothing_more"))
    return detail(moment, page[at - 1])


def detail(moment: Moment, provider_id: str) -> Turn:
    """All that is known of a provider; the conversation stays where it was."""
    provider = moment.world.catalogue.by_id(provider_id)
    if provider is None:
        return again(moment, Say("provider_gone"))
    return Turn(moment.session, (Say("details", {"provider": provider}),))


def person(moment: Moment) -> Turn:
    """The people to turn to; the town is asked for where it is not known."""
    event = Event("handed-over", {"area": moment.area.code if moment.area else ""})
    if moment.area is None:
        session = replace(moment.session, awaiting="person")
        return Turn(session, (Say("person_where"),), (event,))
    founder = people.is_founder(moment.session) or people.of_own_work(moment.heard.text, moment.world)
    say = people.reach(moment.area, founder, moment.inbound.channel, moment.world)
    return Turn(moment.session, (say,), (event,))


def privacy(moment: Moment) -> Turn:
    """What we hold, how to have it erased, and where the notice is."""
    kind = moment.heard.told.kind if moment.heard.told else None
    if kind == "forget":
        options = tuple(Option(f"menu:forget:{code}", label(moment.world, f"option_{code}")) for code in ("yes", "no"))
        return Turn(moment.session, (Say("forget_ask", {}, options),))
    values = {
        "known": finding.known_words(still_held(moment), moment.world),
        "business": setup_plan.known(moment.session.held(CHECKLIST), moment.world),
        "results": tree.known(moment.session.answers, moment.world),
        "privacy": privacy_page(moment.world),
    }
    reads = (Say("privacy_reads", {"area": moment.area}),) if kind == "notice" else ()
    return Turn(moment.session, (*reads, Say("privacy", values)))


def thanks(moment: Moment) -> Turn:
    """A kind word back; nothing changes."""
    return Turn(moment.session, (Say("thanks"),))


def leave(moment: Moment) -> Turn:
    """They want no more just now: all is kept."""
    return Turn(moment.session, (Say("all_right"),))


def sorry(moment: Moment) -> Turn:
    """Nobody needs to be: then on where we were."""
    return again(moment, Say("not_sorry"))


def understood(moment: Moment) -> Turn:
    """ "Oh ok": on where we were, or a kind word."""
    return again(moment) if moment.session.asked or moment.flow.name == "menu" else thanks(moment)


def greeting(moment: Moment) -> Turn:
    """Hello: the open question again (one that has opened of itself, as a date went by, too), or the ways on."""
    if moment.session.held() and not concluded(moment, moment.flow.name):
        return step(moment.flow, moment.session, {}, moment.world)
    return menu(moment)


def list_business(moment: Moment) -> Turn:
    """How to be listed: the programme's contact, and the checklist."""
    go = Option("menu:go:setup_checklist", label(moment.world, "option_setup_checklist"))
    contact = moment.area.programme if moment.area else None
    if moment.asked and moment.session.flow in people.FOUNDER_FLOWS:
        return again(moment, Say("list_business", {"contact": contact}))
    return Turn(moment.session, (Say("list_business", {"contact": contact}, (go,)),))


def carer_support(moment: Moment) -> Turn:
    """A carer worn out: a kind word, the carers' line, the free assessment, and an offer of respite."""
    respite = Option(f"{finding.NAME}:need:carer-respite", label(moment.world, "option_respite"))
    go = Option("menu:go:person", label(moment.world, "option_person"))
    return Turn(moment.session, (Say("carer_support", {"area": moment.area}, (respite, go)),))


def why(moment: Moment) -> Turn:
    """What the open question is for; after an outcome, what it rests on."""
    question = moment.asked
    if question and question.why:
        return again(moment, question.why(moment.session.held(moment.flow.name), moment.world))
    help_of = question.help(moment.world) if question and question.help else None
    return again(moment, help_of or moment.flow.why(moment.session, moment.world) or Say("why"))


COMMANDS: dict[str, Callable[[Moment], Turn]] = {
    "back": back,
    "restart": restart,
    "menu": menu,
    "more": more,
    "more/list": show_list,
    "details": details,
    "person": person,
    "privacy": privacy,
    "thanks": thanks,
    "thanks/leave": leave,
    "thanks/ok": understood,
    "thanks/sorry": sorry,
    "greeting": greeting,
    "start": greeting,
    "why": why,
    "list-business": list_business,
    "carer-support": carer_support,
}


def done(moment: Moment) -> Turn | None:
    """A plain "no" or "yes" when nothing is open: there is no more to do."""
    rules = moment.world.hearing.intents
    plain = rules.says_no(moment.heard.text) or rules.says_yes(moment.heard.text)
    if moment.session.asked or moment.heard.choice or not plain:
        return None
    if concluded(moment, moment.flow.name):
        return thanks(moment)
    return menu(moment) if moment.flow.name == "menu" else None


def setting_up(moment: Moment) -> Turn | None:
    """How often to remind them, or their plan as a page."""
    return any_time(moment.session, moment.heard, moment.inbound, moment.world)
