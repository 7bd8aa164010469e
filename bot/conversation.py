"""The pure step: a session, a message and a world in; a turn out.

`RULES` is the order that every message meets: safety, opt-out, commands, the question that was asked, what was
volunteered, and last "we did not understand". The first rule that has something to say decides.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.content.areas import Area, Contact, Line
from bot.flows import FLOWS, local_demand, people
from bot.flows import find_support as finding
from bot.flows.any_time import any_time, plan
from bot.flows.menu import menu_options
from bot.flows.question import Answers, Flow, Question, Session, Turn, World, heard_answers, label, standing, step
from bot.flows.reminders import NUDGES, wanted
from bot.flows.setup_checklist import PLAN
from bot.matching.places import HeardPlace, Place
from bot.matching.understand import FIND, Heard, understand
from bot.message import Event, Inbound, Option, Say

SAFETY_EVENTS = {"emergency": "safety:emergency", "self-harm": "safety:self-harm", "abuse": "safety:abuse"}
STARTS = {"cqc": "cqc_triage", "setup": "setup_checklist"}
A_DAY = timedelta(days=1)
A_YEAR = timedelta(days=365)
PICK = re.compile(r"(?:option|number|no\.?|choice)?\s*#?(\d{1,2})[.)]?(?: (?:please|pls|plz|thanks|ta))?")


@dataclass(frozen=True, slots=True)
class Moment:
    """One message met by the conversation: what every rule may look at."""

    session: Session
    inbound: Inbound
    heard: Heard
    world: World

    @property
    def flow(self) -> Flow:
        """The flow that the person is in; a flow that a deploy took away is the menu."""
        return FLOWS.get(self.session.flow, FLOWS["menu"])

    @property
    def asked(self) -> Question | None:
        """The question that is open."""
        listens = self.flow.listens_for(self.session.asked, self.world)
        return next((question for question in listens if question.name == self.session.asked), None)

    @property
    def area(self) -> Area | None:
        """The council concerned: of the place needed, else the one they named, else the deployment's."""
        place = finding.place_of(self.session.held(finding.NAME), self.world)
        code = (self.heard.where or place or NOWHERE).area
        areas = self.world.content.areas
        return areas.get(code or "") or areas.get(self.session.area or "") or areas.get(self.world.area or "")


NOWHERE = Place("area", "", "", 0.0, 0.0, None)
Rule = Callable[[Moment], Turn | None]


def respond(session: Session, inbound: Inbound, world: World) -> Turn:
    """What follows from one message. Pure: the same values give the same turn."""
    session = awake(session, world)
    moment = Moment(session, inbound, hear(session, inbound, world), world)
    turn = next(turn for rule in RULES if (turn := rule(moment)) is not None)
    return finished(turn, moment)


def hear(session: Session, inbound: Inbound, world: World) -> Heard:
    """The message read once, with the option that it chooses."""
    asked = session.asked if session.flow == finding.NAME else None
    heard = understand(inbound.words, world.hearing, world.now, home(session, world), asked, inbound.channel)
    if inbound.point:
        heard = replace(heard, place=HeardPlace(world.hearing.gazetteer.at(*inbound.point), (), (), "location", None))
        heard = replace(heard, intent=FIND)
    return replace(heard, choice=choice_of(session, inbound, heard, world))


def home(session: Session, world: World) -> str | None:
    """The area that settles an ambiguous name: of the place told, else the one they named, else the deployment's."""
    place = finding.place_of(session.held(finding.NAME), world)
    told = place.area if place and place.area in world.content.areas else None
    return told or session.area or world.area


def choice_of(session: Session, inbound: Inbound, heard: Heard, world: World) -> str | None:
    """The code chosen: by button, by a number that is the whole message, or by yes and no where these are offered."""
    if inbound.pressed:
        return inbound.pressed
    if picked := PICK.fullmatch(heard.text):
        index = int(picked[1]) - 1
        return session.offered[index] if 0 <= index < len(session.offered) else None
    rules = world.hearing.intents
    for says, ending in ((rules.says_yes, ":yes"), (rules.says_no, ":no")):
        if says(heard.text):
            return next((code for code in session.offered if code.endswith(ending)), None)
    return None


def awake(session: Session, world: World) -> Session:
    """The session after a silence: answers that have gone stale are dropped (30 days; a founder's 12 months)."""
    if session.seen_at is None:
        return session
    silence = world.now - session.seen_at
    area = world.content.areas.get(session.area or world.area or "")
    limit = timedelta(days=area.silence_days if area else 30)
    # Whoever asked for reminders is still to hear of what runs out after more than a year.
    founders = timedelta.max if wanted(session.held("setup_checklist")) else A_YEAR
    kept = {
        flow: answers
        for flow, answers in session.answers.items()
        if silence <= (founders if flow in (*people.FOUNDER_FLOWS, NUDGES) else limit)
    }
    if session.flow in kept or not session.held():
        return replace(session, answers=kept)
    return replace(session, answers=kept, flow="menu", asked=None, offered=(), shown=(), page=())


def finished(turn: Turn, moment: Moment) -> Turn:
    """A turn with what every turn has: first-contact line, welcome back, the options offered, the time."""
    safe = any(event.name in SAFETY_EVENTS.values() for event in turn.events)
    says = turn.says if safe or not turn.says else (*before(turn, moment), *turn.says)
    session = replace(
        turn.session,
        met=turn.session.met or (bool(turn.says) and not safe),
        offered=offered(turn, moment.session),
        misses=turn.session.misses if has(turn, "not-understood") or safe else 0,
        seen_at=moment.world.now,
    )
    return Turn(session, says, turn.events)


def offered(turn: Turn, before: Session) -> tuple[str, ...]:
    """The options that a number may now choose: the new ones, else those offered before if the place is the same."""
    new = next((say.options for say in reversed(turn.says) if say.options), ())
    if new:
        return tuple(option.code for option in new)
    stays = (turn.session.flow, turn.session.asked, turn.session.page) == (before.flow, before.asked, before.page)
    return before.offered if stays else ()


def has(turn: Turn, name: str) -> bool:
    """Whether a turn records an event of this name."""
    return any(event.name == name for event in turn.events)


def before(turn: Turn, moment: Moment) -> tuple[Say, ...]:
    """What comes first: who we are, the first time; what we still know, after a day."""
    if has(turn, "opted-out") or has(turn, "forgotten"):
        return ()
    if not moment.session.met:
        return (Say("first_contact", {"privacy": privacy_page(moment.world)}),)
    seen = moment.session.seen_at
    known = finding.known_words(still_held(moment), moment.world)
    if seen and moment.world.now - seen > A_DAY and known and moment.session.flow == finding.NAME:
        return (Say("welcome_back", {"known": known}),)
    return ()


def still_held(moment: Moment) -> Answers:
    """The answers of a search that still hold: a date that has gone by does not."""
    return standing(FLOWS[finding.NAME], moment.session.held(finding.NAME), moment.world)[0]


def privacy_page(world: World) -> str:
    """The address of the privacy notice; empty where nothing is served."""
    return f"{world.public_url}/privacy" if world.public_url else ""


# 1. Safety


def safety(moment: Moment) -> Turn | None:
    """Danger beats everything: the right numbers in one message, and the conversation stays where it was."""
    told = moment.heard.told
    if told is None or told.intent not in ("emergency", "safeguarding"):
        return None
    kind = told.kind or {"emergency": "emergency", "safeguarding": "abuse"}[told.intent]
    area = moment.area
    key = "safety_child" if told.child else f"safety_{kind.replace('-', '_')}"
    session = replace(moment.session, awaiting="safety" if area is None and kind == "abuse" else None)
    return Turn(session, (Say(key, safety_values(area, moment.world.now)),), (Event(SAFETY_EVENTS[kind]),))


def safety_values(area: Area | None, now: datetime) -> dict[str, object]:
    """What a safety message may name: the council's lines for this hour."""
    return {"area": area, "lines": council_lines(area, now) if area else ()}


def council_lines(area: Area, now: datetime) -> tuple[Line, ...]:
    """The council's lines to ring at this hour: both, where a source gives no hours; the day line, where it is all."""
    day, night = area.safeguarding.day, area.safeguarding.night
    if night is None:
        return (day,)
    if day.opens is None or day.closes is None:
        return day, night
    return (day,) if now.weekday() in day.days and day.opens <= f"{now:%H:%M}" < day.closes else (night,)


# 2. Opt-out


def silence(moment: Moment) -> Turn | None:
    """Somebody who opted out hears nothing, but for START and danger."""
    if not moment.session.opted_out or moment.heard.intent == "start":
        return None
    return Turn(moment.session, ())


def opt_out(moment: Moment) -> Turn | None:
    """STOP, START and HELP."""
    if moment.heard.intent == "stop":
        stopped = replace(moment.session, opted_out=True)
        return Turn(stopped, (Say("stopped"),), (Event("opted-out"),))
    if moment.heard.intent == "start" and moment.session.opted_out:
        started = replace(moment.session, opted_out=False)
        return Turn(started, (Say("started", {}, menu_options(moment.world)),), (Event("opted-in"),))
    if moment.heard.intent == "help":
        return Turn(moment.session, (Say("help", {"contact": contact_of(moment)}),))
    return None


# 3. What cannot be read, and a place that we had asked for


def done(moment: Moment) -> Turn | None:
    """A plain "no" or "yes" when nothing is open: there is no more to do."""
    rules = moment.world.hearing.intents
    plain = rules.says_no(moment.heard.text) or rules.says_yes(moment.heard.text)
    if moment.session.asked or moment.heard.choice or not plain or not concluded(moment, moment.flow.name):
        return None
    return thanks(moment)


def unreadable(moment: Moment) -> Turn | None:
    """A photo, a voice note, an empty message: say what to send."""
    if moment.inbound.kind in ("photo", "voice", "other") and not moment.heard.text:
        return again(moment, Say("only_words"))
    if not moment.heard.text and not moment.inbound.pressed and not moment.inbound.point:
        return missed(moment)
    return None


def awaited(moment: Moment) -> Turn | None:
    """The town that a safety message, a hand-over or a question about demand was waiting for."""
    waiting, area = moment.session.awaiting, moment.area
    if waiting is None or area is None or moment.heard.where is None or moment.heard.sure:
        return None
    session = replace(moment.session, awaiting=None, area=area.code)
    if waiting == "person":
        return Turn(session, (people.reach(area, session.flow, moment.inbound.channel, moment.world),))
    if waiting == local_demand.AWAITED:
        return Turn(session, (local_demand.told(moment.heard.where, area, (), moment.world),))
    return Turn(session, (Say("safety_local", safety_values(area, moment.world.now)),))


# 4. Commands


def setting_up(moment: Moment) -> Turn | None:
    """How often to remind them, or their plan as a page."""
    return any_time(moment.session, moment.heard, moment.inbound, moment.world)


def command(moment: Moment) -> Turn | None:
    """back, restart, menu, more, details, a person, privacy, thanks: one table."""
    rule, told = moment.heard.told, moment.heard.intent
    if moment.heard.choice or (rule and rule.weak and answers_asked(moment)):
        return None
    if told in ("menu", "more") and moment.session.flow in people.FOUNDER_FLOWS and answers_now(moment):
        return None  # "home" answers where care is given, "next" asks for the next step
    run = COMMANDS.get(told)
    return run(moment) if run else None


def answers_asked(moment: Moment) -> bool:
    """Whether the message answers the open question."""
    return moment.session.asked in heard_answers(moment.flow, moment.session, moment.heard, moment.world)


def back(moment: Moment) -> Turn:
    """Drop the last answer and ask it again."""
    flow, session = moment.flow, moment.session
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


def concluded(moment: Moment, name: str) -> bool:
    """Whether a flow has nothing left to ask."""
    return bool(moment.session.held(name)) and standing(FLOWS[name], moment.session.held(name), moment.world)[1] is None


def details(moment: Moment) -> Turn:
    """All that is known of one provider of the last list."""
    told = moment.heard.told
    number = told.number if told and told.number else 1
    page = moment.session.page
    if not 0 < number <= len(page):
        return again(moment, Say("no_such_number", {"most": len(page)}) if page else Say("nothing_more"))
    return detail(moment, page[number - 1])


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
    say = people.reach(moment.area, moment.session.flow, moment.inbound.channel, moment.world)
    return Turn(moment.session, (say,), (event,))


def contact_of(moment: Moment) -> Contact | None:
    """The people to turn to; None where the area is not known."""
    return people.contact_for(moment.area, moment.session.flow) if moment.area else None


def privacy(moment: Moment) -> Turn:
    """What we hold, how to have it erased, and where the notice is."""
    kind = moment.heard.told.kind if moment.heard.told else None
    if kind == "forget":
        options = tuple(Option(f"menu:forget:{code}", label(moment.world, f"option_{code}")) for code in ("yes", "no"))
        return Turn(moment.session, (Say("forget_ask", {}, options),))
    known = finding.known_words(still_held(moment), moment.world)
    return Turn(moment.session, (Say("privacy", {"known": known, "privacy": privacy_page(moment.world)}),))


def thanks(moment: Moment) -> Turn:
    """A kind word back; nothing changes."""
    return Turn(moment.session, (Say("thanks"),))


def greeting(moment: Moment) -> Turn:
    """Hello: the open question again (one that has opened of itself, as a date went by, too), or the ways on."""
    if moment.session.held() and not concluded(moment, moment.flow.name):
        return step(moment.flow, moment.session, {}, moment.world)
    return menu(moment)


def list_business(moment: Moment) -> Turn:
    """How to be listed: the programme's contact, and the checklist."""
    go = Option("menu:go:setup_checklist", label(moment.world, "option_setup_checklist"))
    contact = moment.area.programme if moment.area else None
    return Turn(moment.session, (Say("list_business", {"contact": contact}, (go,)),))


def carer_support(moment: Moment) -> Turn:
    """A carer worn out: a kind word, the carers' line, the free assessment, and an offer of respite."""
    respite = Option(f"{finding.NAME}:need:carer-respite", label(moment.world, "option_respite"))
    go = Option("menu:go:person", label(moment.world, "option_person"))
    return Turn(moment.session, (Say("carer_support", {"area": moment.area}, (respite, go)),))


def why(moment: Moment) -> Turn:
    """What the open question is for; after an outcome, what it rests on."""
    question = moment.asked
    help_of = question.help(moment.world) if question and question.help else None
    return again(moment, help_of or moment.flow.why(moment.session, moment.world) or Say("why"))


COMMANDS: dict[str, Callable[[Moment], Turn]] = {
    "back": back,
    "restart": restart,
    "menu": menu,
    "more": more,
    "details": details,
    "person": person,
    "privacy": privacy,
    "thanks": thanks,
    "greeting": greeting,
    "start": greeting,
    "why": why,
    "list-business": list_business,
    "carer-support": carer_support,
}


# 5. Options chosen


def choice(moment: Moment) -> Turn | None:
    """An option by button or number. Options of the open flow are answers; the others act or change the flow."""
    code = moment.heard.choice
    if code is None:
        return None
    if moment.inbound.pressed and code not in moment.session.offered and not answers_now(moment):
        return again(moment, Say("stale_button"))
    flow, name, value = (*code.split(":", 2), "", "")[:3]
    act = ACTS.get((flow, name))
    if act:
        return act(moment, value)
    if flow in FLOWS and flow != moment.session.flow:
        return enter(moment, flow)
    return None


def answers_now(moment: Moment) -> bool:
    """Whether the pressed option answers something that is still open to an answer."""
    return bool(heard_answers(moment.flow, moment.session, moment.heard, moment.world))


def go(moment: Moment, where: str) -> Turn:
    """An item of the menu."""
    return person(moment) if where == "person" else enter(moment, where)


def forget(moment: Moment, said: str) -> Turn:
    """The yes or no to being forgotten."""
    if said != "yes":
        return again(moment, Say("not_forgotten"))
    return Turn(Session(opted_out=moment.session.opted_out), (Say("forgotten"),), (Event("forgotten"),))


def pass_on(moment: Moment, value: str) -> Turn:
    """The yes or no to a note for an area's people: one yes, one note."""
    code, _, said = value.partition(":")
    area, channel = moment.world.content.areas.get(code), moment.inbound.channel
    if area is None or said != people.YES:
        return again(moment, Say("not_handed_over"))
    contact = people.contact_for(area, moment.session.flow)
    if not people.read_notes(area, channel):
        return again(moment, Say("person", {"contact": contact}))
    turn = again(moment, Say("handed_over", {"contact": contact}))
    return replace(turn, events=(people.note(moment.session, area, moment.world),))


ACTS: dict[tuple[str, str], Callable[[Moment, str], Turn]] = {
    ("setup_checklist", PLAN): lambda moment, _value: plan(moment.session, moment.inbound, moment.world),
    ("menu", "go"): go,
    ("menu", "forget"): forget,
    ("menu", people.ACT): pass_on,
    ("menu", "answer"): lambda moment, name: said_plainly(moment, name),
    ("menu", "stay"): lambda moment, _value: again(moment),
    (finding.NAME, "more"): lambda moment, _value: more(moment),
    (finding.NAME, "details"): detail,
}


def no_such_number(moment: Moment) -> Turn | None:
    """A number that is none of those offered."""
    picked = PICK.fullmatch(moment.heard.text)
    if picked is None or moment.heard.choice or not moment.session.offered:
        return None
    return again(moment, Say("no_such_number", {"most": len(moment.session.offered)}))


# 6. Answers, and a change of flow


def enter(moment: Moment, name: str) -> Turn:
    """Go into a flow with what this message already answers; one that had ended begins afresh."""
    flow, session = FLOWS[name], replace(moment.session, flow=name, asked=None)
    if name != finding.NAME and concluded(moment, name):
        session = session.keeping(name, flow.afresh(session.held(name)))
    found = heard_answers(flow, session, moment.heard, moment.world)
    return take_up(flow, session, found, moment)


def answer(moment: Moment) -> Turn | None:
    """What this message answers in the flow they are in."""
    found = heard_answers(moment.flow, moment.session, moment.heard, moment.world)
    return take_up(moment.flow, moment.session, found, moment) if found else None


def take_up(flow: Flow, session: Session, found: Answers, moment: Moment) -> Turn:
    """A step, with what is not sure about it said: the date we took, or readings to choose from."""
    turn = closer(step(flow, session, found, moment.world), moment)
    return replace(turn, says=(*finding.doubts(found, moment.heard), *turn.says)) if flow.name == finding.NAME else turn


def starts(moment: Moment) -> Turn | None:
    """A message that begins another flow: "do I need CQC?", "help me set up", or a need from the menu."""
    name = STARTS.get(moment.heard.intent)
    if moment.session.flow == "menu" and moment.heard.intent == FIND:
        name = finding.NAME
    return enter(moment, name) if name and name != moment.session.flow else None


def asks_demand(moment: Moment) -> Turn | None:
    """What is needed round here; the town is asked for where it is not known."""
    heard = moment.heard
    if heard.intent != "faq" or heard.told is None or heard.told.kind != local_demand.ANSWER:
        return None
    place = heard.where or finding.place_of(moment.session.held(finding.NAME), moment.world)
    if place is None and moment.area is None:
        return Turn(replace(moment.session, awaiting=local_demand.AWAITED), (Say("demand_where"),))
    return again(moment, local_demand.told(place, moment.area, heard.sure, moment.world))


def asks_plainly(moment: Moment) -> Turn | None:
    """A question told outright; in a founder's flow, only where the flow itself has no ear for it ("insurance")."""
    if moment.heard.intent != "faq" or (moment.session.flow in people.FOUNDER_FLOWS and answers_now(moment)):
        return None
    return plain_answer(moment)


def unsettled(moment: Moment) -> Turn | None:
    """Something heard that is not an answer yet: close readings, or a place that is none of ours."""
    if moment.heard.intent != FIND:
        return None
    if moment.session.flow != finding.NAME:
        return offer_search(moment) if moment.heard.sure else None
    turn = step(moment.flow, moment.session, {}, moment.world)
    nearer = closer(turn, moment)
    return nearer if nearer != turn else closest(moment)


def offer_search(moment: Moment) -> Turn:
    """A need told in the middle of another flow: ask whether to look for it, and keep what was told."""
    found = heard_answers(FLOWS[finding.NAME], moment.session, moment.heard, moment.world)
    session = moment.session.keeping(finding.NAME, {**moment.session.held(finding.NAME), **found})
    options = (
        Option(f"menu:go:{finding.NAME}", label(moment.world, "option_search_now")),
        Option("menu:stay:", label(moment.world, "option_carry_on")),
    )
    return Turn(session, (Say("offer_search", {"need": finding.need_words(found, moment.world)}, options),))


def closest(moment: Moment) -> Turn | None:
    """Close readings for a question that already has an answer: a correction that is not clear yet."""
    for question in moment.flow.listens_for(moment.session.asked, moment.world):
        if options := question.close(moment.heard, moment.world):
            return Turn(moment.session, (which(question, options),))
    return outside(moment)


def closer(turn: Turn, moment: Moment) -> Turn:
    """The turn with its open question made nearer: choices where readings are close, a signpost where it is outside."""
    question = next((q for q in moment_questions(turn, moment) if q.name == turn.session.asked), None)
    if question is None:
        return turn
    if options := question.close(moment.heard, moment.world):
        return replace(turn, says=(*turn.says[:-1], which(question, options)))
    beyond = outside(moment) if question.name == "place" else None
    return replace(turn, says=beyond.says) if beyond else turn


def moment_questions(turn: Turn, moment: Moment) -> tuple[Question, ...]:
    """The questions that the flow of a turn listens for."""
    return FLOWS[turn.session.flow].listens_for(turn.session.asked, moment.world)


def which(question: Question, options: tuple[Option, ...]) -> Say:
    """Readings to choose from."""
    key = f"which_{question.name}" if question.name in ("need", "place") else "which_one"
    return Say(key, {}, options)


def outside(moment: Moment) -> Turn | None:
    """A place that none of our councils serves."""
    where = moment.heard.where
    if where is None or where.area != "outside":
        return None
    names = [area.name for area in moment.world.content.areas.values()]
    return Turn(moment.session, (Say("outside_area", {"place": where.name, "areas": names}),))


# 7. Plain answers, and what was not understood


def plain_answer(moment: Moment) -> Turn | None:
    """An answer to a question; where two fit, which is meant. Then the flow goes on where it was."""
    found, faq = moment.heard.answers, moment.world.content.faq
    if len(found) > 1:
        options = tuple(Option(f"menu:answer:{one.id}", faq.answers[one.id].question) for one in found)
        return Turn(moment.session, (Say("which_answer", {}, options),))
    return said_plainly(moment, found[0].id) if found else None


def said_plainly(moment: Moment, name: str) -> Turn:
    """The answer of this name, as the area words it."""
    answer = moment.world.content.faq.answers.get(name)
    if answer is None:
        return again(moment, Say("stale_button"))
    here = answer.areas.get(moment.area.code if moment.area else "", answer)
    return again(moment, Say("faq_answer", {"answer": here.answer}))


def missed(moment: Moment) -> Turn:
    """Not understood: say what to send; the second time running, offer people."""
    misses = moment.session.misses + 1
    session = replace(moment.session, misses=misses)
    event = Event("not-understood", {"asked": moment.session.asked or ""})
    if misses >= 2:
        options = people.choices(moment.area, moment.inbound.channel, moment.world)
        values = {"contact": contact_of(moment), "note": bool(options)}
        return Turn(session, (Say("missed_twice", values, options),), (event,))
    if session.flow == finding.NAME and session.asked:
        return Turn(session, (Say(f"missed_{session.asked}"),), (event,))
    question = moment.asked
    said = question.help(moment.world) if question and question.help else Say("missed")
    return replace(again(moment, said), session=session, events=(event,))


def again(moment: Moment, first: Say | None = None) -> Turn:
    """Something said by the way, then the open question once more (or the ways on, in the menu)."""
    asks = moment.asked
    held = standing(moment.flow, moment.session.held(moment.flow.name), moment.world)[0]
    following: tuple[Say, ...] = ()
    if asks:
        following = (asks.ask(held, moment.world),)
    elif moment.session.flow == "menu":
        following = (Say("menu", {}, menu_options(moment.world)),)
    return Turn(moment.session, (*((first,) if first else ()), *following))


RULES: tuple[Rule, ...] = (
    safety,
    silence,
    opt_out,
    unreadable,
    awaited,
    setting_up,
    command,
    choice,
    no_such_number,
    done,
    asks_demand,
    starts,
    asks_plainly,
    answer,
    unsettled,
    plain_answer,
    missed,
)
