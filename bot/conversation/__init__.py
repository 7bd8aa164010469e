"""The pure step: a session, a message and a world in; a turn out. What decides is the order of `rules`."""

from dataclasses import replace

from bot.conversation.another import swap_noted
from bot.conversation.between import steps_differ, to_the_steps, told_for_cqc, told_for_steps
from bot.conversation.commands import STEPPED_BACK
from bot.conversation.first_said import says_who, with_first
from bot.conversation.hearing import hear
from bot.conversation.left_out import leaving_out
from bot.conversation.limits import with_limit
from bot.conversation.moment import Moment
from bot.conversation.numbered import settled_number
from bot.conversation.plainly import NAMED
from bot.conversation.put_away import SORROW, SORROWS
from bot.conversation.rules import rules_in
from bot.conversation.safety import SELF_HARM, SELF_HARM_BEFORE, URGENT_CARE, is_at_home, tells_danger
from bot.conversation.silence import awake
from bot.conversation.two_people import noted
from bot.conversation.underway import council_named, still_nearer
from bot.conversation.unheard import heard_out
from bot.flows import people
from bot.flows.certificates import PAPER, aged
from bot.flows.question import Session, Turn, World
from bot.flows.search_answers import SEARCH
from bot.flows.search_results import still_offered
from bot.matching.understand import CHECKLIST
from bot.message import Inbound

SINCE = {SELF_HARM: SELF_HARM_BEFORE}
"""What is kept of a danger once a list was given: whoever was in despair may ask for somebody to talk to."""


def respond(session: Session, inbound: Inbound, world: World) -> Turn:
    """What follows from one message. Pure: the same values give the same turn."""
    session = leaving_out(awake(session, world), inbound.words, world)
    inbound = settled_number(session, inbound, world)
    moment = Moment(session, inbound, hear(session, inbound, world), world, reaction)
    turn = with_limit(still_nearer(heard_out(reaction(moment), moment), moment), moment)
    turn = told_for_steps(told_for_cqc(to_the_steps(turn, moment), moment), moment)
    return finished(steps_differ(turn, moment), moment)


def reaction(moment: Moment) -> Turn:
    """What the first rule says that has something to say."""
    return next(turn for rule in rules_in(moment.session.flow) if (turn := rule(moment)) is not None)


def finished(turn: Turn, moment: Moment) -> Turn:
    """A turn with what every turn has: first-contact line, welcome back, the options offered, the time."""
    safe, says = tells_danger(turn), with_first(turn, moment)
    session = replace(
        waited(turn.session if safe else noted(turn, moment), turn, moment),
        met=turn.session.met or says_who(says),
        offered=offered(turn, moment.session),
        alarmed=turn.session.alarmed and (safe or not goes_on(turn, moment)),
        danger=turn.session.danger if safe or not past(turn) else SINCE.get(turn.session.danger, ""),
        child=turn.session.child or moment.world.hearing.intents.is_age(moment.heard.text),
        misses=turn.session.misses if has(turn, "not-understood") or safe else 0,
        area=council_told(turn.session, moment),
        spoken_of=spoken_of(turn),
        seen_at=moment.world.now,
    )
    stays = safe and session.answers == moment.session.answers
    return Turn(session if stays else swap_noted(session, moment), says, turn.events)


def waited(session: Session, turn: Turn, moment: Moment) -> Session:
    """The session after a turn. A certificate's date may be sent alone for two turns, whatever these are about."""
    held, before = session.held(CHECKLIST), moment.session.held(CHECKLIST)
    told = held.get(PAPER) != before.get(PAPER) or any(say.key.startswith("certificate_") for say in turn.says)
    return session if told or PAPER not in held else session.keeping(CHECKLIST, aged(held))


def spoken_of(turn: Turn) -> str:
    """The plain answer that a turn gives, if it gives one; else the death that it meets, or that it was a step back."""
    if any(say.key in SORROWS for say in turn.says):
        return SORROW
    if any(say.key == STEPPED_BACK for say in turn.says):
        return STEPPED_BACK
    return next((str(say.values[NAMED]) for say in reversed(turn.says) if say.key == "faq_answer"), "")


def past(turn: Turn) -> bool:
    """Whether a danger told of is over with for us: a list is given. Not that of a partner, who may read all this, nor
    care that is gone: nobody on the list may be free at once."""
    lasting = is_at_home(turn.session.danger) or turn.session.danger == URGENT_CARE
    return any(say.key == "matches" for say in turn.says) and not lasting


def goes_on(turn: Turn, moment: Moment) -> bool:
    """Whether something is answered, or another flow begun: what was told of danger is behind them."""
    return (turn.session.answers, turn.session.flow) != (moment.session.answers, moment.session.flow)


def council_told(session: Session, moment: Moment) -> str | None:
    """The council that they named: in the triage, that of any place of ours that they speak of."""
    council = council_named(moment) if session.flow in people.FOUNDER_FLOWS else None
    return council.code if council and people.works_in(session) is None else session.area


def offered(turn: Turn, before: Session) -> tuple[str, ...]:
    """The options that a number may now choose: the new ones, else those offered before if the place is the same; in a
    search those of its question or its list alone, unless they said STOP: they are shown nothing else."""
    new = next((say.options for say in reversed(turn.says) if say.options), ())
    if new:
        return tuple(option.code for option in new)
    stays = (turn.session.flow, turn.session.asked, turn.session.page) == (before.flow, before.asked, before.page)
    if not stays:
        return ()
    passed_over = turn.session.flow == SEARCH and not turn.session.opted_out
    return still_offered(turn.session) if passed_over else turn.session.offered


def has(turn: Turn, name: str) -> bool:
    """Whether a turn records an event of this name."""
    return any(event.name == name for event in turn.events)
