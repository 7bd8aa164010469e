"""The pure step: a session, a message and a world in; a turn out.

`RULES` is the order that every message meets: safety, opt-out, commands, the question that was asked, what was
volunteered, and last "we did not understand". The first rule that has something to say decides.
"""

from dataclasses import replace
from datetime import timedelta

from bot.conversation.after_outcome import step_done
from bot.conversation.alarm import (
    amid_outcome,
    amid_questions,
    calmed,
    mild,
    no_longer,
    perhaps,
    silent,
    still_alarmed,
)
from bot.conversation.another import another, both_times, dropped, one_more, part_of_it
from bot.conversation.another_council import beyond_england, named_there, works_there
from bot.conversation.answers import (
    answer,
    denial,
    left_to_us,
    remark,
    search_after_all,
    search_amid,
    starts,
    told_since,
    unsettled,
)
from bot.conversation.asked_on import asked_on
from bot.conversation.besides import break_wanted, child_worried, elsewhere, grieving, worn_out, young
from bot.conversation.between import (
    back_to_steps,
    changed_since,
    only_for_cqc,
    sets_it_up,
    steps_differ,
    to_the_steps,
    told_anew,
    told_for_cqc,
)
from bot.conversation.choices import TOLD, choice, no_such_number, rights
from bot.conversation.commands import command, done, hard_time, setting_up, worn_down
from bot.conversation.hearing import awake, hear
from bot.conversation.left_out import brought_back, leaving_out, left_out
from bot.conversation.moment import Moment, Rule, concluded, privacy_page, still_held
from bot.conversation.not_then import not_then
from bot.conversation.numbered import number_or_words, settled_number, unsure_number, unsure_yes
from bot.conversation.of_the_time import of_the_time
from bot.conversation.on_list import not_on_list, on_list
from bot.conversation.outcomes import asks_of_tree, for_regulator, not_clear, outcome_again
from bot.conversation.plainly import (
    NAMED,
    asks_demand,
    asks_plainly,
    asks_word_for_word,
    gives_phone,
    missed,
    plain_answer,
    repeated,
    unreadable,
)
from bot.conversation.put_right import time_put_right
from bot.conversation.safety import (
    after_alarm,
    afterwards,
    is_at_home,
    numbers_again,
    opt_out,
    safety,
    safety_values,
    silence,
    tells_danger,
)
from bot.conversation.supposed import may_change, never_heard, what_if, which_changed
from bot.conversation.ticked import marked_by_number
from bot.conversation.underway import council_named, helped, here_already, nearer, still_nearer, underway
from bot.conversation.unheard import heard_out
from bot.flows import find_support as finding
from bot.flows import local_demand, people
from bot.flows.certificates import PAPER, aged
from bot.flows.question import Session, Turn, World
from bot.matching.understand import CHECKLIST
from bot.message import Inbound, Say

A_DAY = timedelta(days=1)


def respond(session: Session, inbound: Inbound, world: World) -> Turn:
    """What follows from one message. Pure: the same values give the same turn."""
    session = leaving_out(awake(session, world), inbound.words, world)
    inbound = settled_number(session, inbound, world)
    moment = Moment(session, inbound, hear(session, inbound, world), world, reaction)
    turn = still_nearer(heard_out(reaction(moment), moment), moment)
    return finished(steps_differ(told_for_cqc(to_the_steps(turn, moment), moment), moment), moment)


def reaction(moment: Moment) -> Turn:
    """What the first rule says that has something to say."""
    return next(turn for rule in RULES if (turn := rule(moment)) is not None)


def finished(turn: Turn, moment: Moment) -> Turn:
    """A turn with what every turn has: first-contact line, welcome back, the options offered, the time."""
    safe = tells_danger(turn)
    sorrow = any(say.key == "so_sorry" for say in turn.says[:1])
    says = turn.says if safe or sorrow or not turn.says else (*before(turn, moment), *turn.says)
    session = replace(
        waited(turn, moment),
        met=turn.session.met or (bool(turn.says) and not safe and not sorrow),
        offered=offered(turn, moment.session),
        alarmed=turn.session.alarmed and (safe or turn.session.answers == moment.session.answers),
        danger=turn.session.danger if safe or not past(turn) else "",
        misses=turn.session.misses if has(turn, "not-understood") or safe else 0,
        area=council_told(turn.session, moment),
        spoken_of=spoken_of(turn),
        seen_at=moment.world.now,
    )
    return Turn(session, says, turn.events)


def waited(turn: Turn, moment: Moment) -> Session:
    """The session after a turn. A certificate's date may be sent alone for two turns, whatever these are about."""
    held, before = (one.held(CHECKLIST) for one in (turn.session, moment.session))
    told = held.get(PAPER) != before.get(PAPER) or any(say.key.startswith("certificate_") for say in turn.says)
    return turn.session if told or PAPER not in held else turn.session.keeping(CHECKLIST, aged(held))


def spoken_of(turn: Turn) -> str:
    """The plain answer that a turn gives, if it gives one."""
    return next((str(say.values[NAMED]) for say in reversed(turn.says) if say.key == "faq_answer"), "")


def past(turn: Turn) -> bool:
    """Whether a danger told of is over with for us: a list is given. Not that of a partner, who may read all this."""
    return any(say.key == "matches" for say in turn.says) and not is_at_home(turn.session.danger)


def council_told(session: Session, moment: Moment) -> str | None:
    """The council that they named: in the triage, that of any place of ours that they speak of."""
    council = council_named(moment) if session.flow in people.FOUNDER_FLOWS else None
    return council.code if council and people.works_in(session) is None else session.area


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
    if any(has(turn, name) for name in ("opted-out", "forgotten", TOLD)):
        return ()
    if not moment.session.met:
        return (Say("first_contact", {"privacy": privacy_page(moment.world)}),)
    seen = moment.session.seen_at
    if not seen or moment.world.now - seen <= A_DAY or moment.session.flow != finding.NAME:
        return ()
    known = finding.known_words(still_held(moment), moment.world)
    found = (
        bool(moment.session.page)
        and concluded(moment, finding.NAME)
        and not any(say.key == "matches" for say in turn.says)
    )
    return (Say("welcome_back", {"known": known, "found": found}),) if known else ()


def awaited(moment: Moment) -> Turn | None:
    """The town that a safety message, a hand-over or a question about demand was waiting for."""
    waiting, area = moment.session.awaiting, moment.area
    if waiting is None or area is None or moment.heard.where is None or moment.heard.sure:
        return None
    session = replace(moment.session, awaiting=None, area=area.code)
    if waiting == "person":
        return Turn(session, (people.reach(area, people.is_founder(session), moment.inbound.channel, moment.world),))
    if waiting == local_demand.AWAITED:
        return Turn(session, (local_demand.told(moment.heard.where, area, (), moment.world),))
    local = Say("safety_local", safety_values(area, moment.world.now))
    # The town may be what the open question waited for as well: nobody is asked twice.
    turn = (answer(replace(moment, session=session)) if session.asked else None) or Turn(session, ())
    return replace(turn, says=(local, *turn.says))


RULES: tuple[Rule, ...] = (
    afterwards,
    calmed,
    silent,
    unsure_number,
    unsure_yes,
    young,
    child_worried,
    break_wanted,
    mild,
    no_longer,
    amid_questions,
    amid_outcome,
    perhaps,
    safety,
    rights,
    silence,
    opt_out,
    grieving,
    worn_out,
    unreadable,
    gives_phone,
    numbers_again,
    after_alarm,
    awaited,
    search_after_all,
    marked_by_number,
    number_or_words,
    for_regulator,
    back_to_steps,
    sets_it_up,
    told_anew,
    changed_since,
    asked_on,
    asks_word_for_word,
    outcome_again,
    not_clear,
    asks_of_tree,
    only_for_cqc,
    elsewhere,
    hard_time,
    setting_up,
    worn_down,
    nearer,
    step_done,
    underway,
    what_if,
    told_since,
    helped,
    of_the_time,
    time_put_right,
    brought_back,
    left_out,
    dropped,
    another,
    both_times,
    one_more,
    part_of_it,
    not_then,
    not_on_list,
    may_change,
    command,
    choice,
    no_such_number,
    left_to_us,
    on_list,
    done,
    asks_demand,
    works_there,
    starts,
    asks_plainly,
    denial,
    repeated,
    search_amid,
    which_changed,
    answer,
    unsettled,
    named_there,
    plain_answer,
    here_already,
    remark,
    beyond_england,
    still_alarmed,
    never_heard,
    missed,
)
