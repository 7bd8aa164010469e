"""A word first, and then what is asked for besides: of a death, to a carer worn out or young, of what we have not."""

import re
from dataclasses import replace

from bot.conversation.clauses import heard_without
from bot.conversation.feelings import carer_support
from bot.conversation.hearing import heard_as
from bot.conversation.moment import Moment, then
from bot.conversation.offered_search import seeks
from bot.conversation.plainly import said_plainly
from bot.conversation.safety import CHILD as CHILD_TOLD
from bot.conversation.safety import CHILD_EMERGENCY, numbers_of
from bot.flows import people
from bot.flows.question import Turn, label
from bot.flows.search_answers import SEARCH
from bot.flows.search_heard import plain_needs, says_when
from bot.flows.search_need import OF_NEED
from bot.matching.intents import FIRST_PERSON, HeardIntent
from bot.matching.likeness import FOUNDERS
from bot.matching.manner import asks_to_have
from bot.matching.understand import FAQ, FIND, RESPITE, UNKNOWN, Heard
from bot.message import Option, Say

ASKING = (FIND, UNKNOWN, FAQ, "greeting")
"""Intents of a message that may ask for what nobody of ours offers."""
ASKS = re.compile(
    r"\b(?:(?:i|we|she|he) )?"
    r"(?:needs?|wants?|looking for|can (?:you|some(?:one|body|1)|sum1|any(?:one|1)|we|i)"
    r"|could (?:you|some(?:one|body|1)|sum1))\b"
)
"""Where a request begins."""
SURE = 0.5
"""Likeness from which danger that only the ear hears goes before a child who cares."""
NO_NEED = "nurse-elsewhere"
"""What is asked for in words of a need of ours and is none: the dressing on a leg."""
CHILD = "child-helped"
"""What is said of help for a child, which is looked for all the same."""
FROM_ROWS = ("languages", "price")
"""Questions that a list answers from its rows, where one was given."""
LONELY = "companionship"
"""The need of whom loss leaves alone."""
YOUNG_CARER = "young_carer"
"""The message that meets a child who cares."""
OF_LATE = "of late"
SORROWS, AT_THE_END = ("told of", "missed", OF_LATE), "a carer at breaking point"
"""What the topics call a death that was told or somebody who is missed, and a carer who can do no more."""


def grieving(moment: Moment) -> Turn | None:
    """Who tells of a death and asks for help all the same: a word of sorrow, then that."""
    told = moment.heard.told
    if told is None or told.intent != "bereaved" or told.kind not in SORROWS:
        return None
    if moment.session.flow in people.FOUNDER_FLOWS:
        return None
    asked = None if plain_needs(moment.heard) else asked_in_grief(moment)
    if asked or not moment.heard.sure:
        return asked
    if told.kind == OF_LATE:
        return then(Say("so_sorry", {"stopped": False, "alone": LONELY in moment.heard.sure}), moment.as_request())
    if seeks(moment):
        return then(Say("so_sorry", {"stopped": False, "alone": False}), moment.as_request())
    rest = beside_death(moment)
    if rest is None or moment.session.held(SEARCH) or not is_request(rest):
        return None
    return then(Say("so_sorry", {"stopped": False, "alone": True}), rest.as_request())


def asked_in_grief(moment: Moment) -> Turn | None:
    """A plain question told beside a death, where no search is to be put away: "mum died. Who can clear her house"."""
    rest = None if moment.session.held(SEARCH) else beside_death(moment)
    asked = rest.heard.told.ruled_answer if rest and rest.heard.told else None
    if rest is None or asked is None:
        return None
    return then(Say("so_sorry", {"stopped": False, "alone": False}), said_plainly(rest, asked.id))


def beside_death(moment: Moment) -> Moment | None:
    """The message without what tells of the death; None where that is all of it, or cannot be parted."""
    rules = moment.world.hearing.intents
    return heard_without(moment, lambda clause: (told := rules.topic(clause)) is not None and told.intent == "bereaved")


def is_request(rest: Moment) -> bool:
    """Whether it names a need with its place or time: "I can't face the forms, Banbury", not "she had a cleaner"."""
    own = not FIRST_PERSON.isdisjoint(rest.heard.text.split())
    return own and bool(plain_needs(rest.heard)) and (rest.heard.place is not None or says_when(rest.heard))


def worn_out(moment: Moment) -> Turn | None:
    """A carer who can do no more and asks for help: whom to talk to, then that."""
    told, heard = moment.heard.told, moment.heard
    if told is None or told.kind != AT_THE_END or heard.intent != FIND or not heard.sure:
        return None
    if set(heard.sure) == {RESPITE} and not (seeks(moment) or asks_to_have(heard.text) or heard.place):
        return carer_support(moment)  # "24/7" says how hard it is, and asks for nothing yet
    return then(Say("carer_line", {"area": moment.area}), moment.as_request())


def young(moment: Moment) -> Turn | None:
    """A child who cares, or is told of: whom to talk to, and then what else is asked for, or an offer to look."""
    heard, session = moment.heard, moment.session
    if heard.choice or moment.besides or session.flow in people.FOUNDER_FLOWS or surely_danger(heard.told):
        return None
    message = moment.world.hearing.intents.tells_of_young(heard.text)
    if message is None:
        return None
    values = {"area": moment.area}
    say = Say("young_carer", values) if message == YOUNG_CARER else Say("young_helper", values)
    session = replace(session, child=session.child or message == YOUNG_CARER)
    moment = replace(moment, session=session)
    if asked := asked_by_young(moment):
        return then(say, replace(moment, heard=asked).as_request())
    if heard.sure and (set(heard.sure) != {RESPITE} or seeks(moment)):
        return then(say, moment.as_request())
    return Turn(session, (replace(say, options=offers_to_young(message, moment)),))


def break_wanted(moment: Moment) -> Turn | None:
    """ "Yes please" to the offer of a break, which stands first of what was offered."""
    code, heard = f"{OF_NEED}{RESPITE}", moment.heard
    if heard.choice or moment.session.offered[:1] != (code,) or moment.session.flow in people.FOUNDER_FLOWS:
        return None
    if not moment.world.hearing.intents.says_yes(heard.text):
        return None
    return moment.react(replace(moment, heard=replace(heard, choice=code, told=None, intent=UNKNOWN)))


def child_worried(moment: Moment) -> Turn | None:
    """A child, known by what they told before, who can do no more or fears what comes: the children's line again."""
    heard, rules = moment.heard, moment.world.hearing.intents
    danger = heard.told is not None and heard.told.danger
    if not moment.session.child or danger or heard.choice or moment.session.flow in people.FOUNDER_FLOWS:
        return None
    if heard.intent != "carer-support" and (heard.sure or heard.place or not rules.fears_as_child(heard.text)):
        return None
    before = moment.session.danger
    if moment.session.alarmed and before in (CHILD_TOLD, CHILD_EMERGENCY):
        return Turn(moment.session, (numbers_of(before, moment, again=True),))
    say = Say("young_carer", {"area": moment.area}, offers_to_young(YOUNG_CARER, moment))
    return Turn(moment.session, (say,))


def asked_by_young(moment: Moment) -> Heard | None:
    """What a child asks for beside all that they tell: "I look after mum, need a cleaner". None for nothing."""
    heard = moment.heard
    asks = ASKS.search(heard.text)
    rest = heard_as(heard.text[asks.start() :], moment.session, moment.inbound, moment.world) if asks else None
    if rest is None or not rest.sure:
        return None
    return replace(rest, text=heard.text, place=rest.place or heard.place, time=rest.time or heard.time)


def offers_to_young(message: str, moment: Moment) -> tuple[Option, ...]:
    """What a child who cares, or their parent, may look for: a break for the child too."""
    home = Option(f"menu:go:{SEARCH}", label(moment.world, "option_at_home"))
    if message != YOUNG_CARER:
        return (home,)
    return Option(f"{OF_NEED}{RESPITE}", label(moment.world, "option_respite")), home


def surely_danger(told: HeardIntent | None) -> bool:
    """Whether danger was told by a rule, or loudly: "my lad is 13 and he dresses me" is neither."""
    return told is not None and told.danger and (told.likeness is None or told.likeness >= SURE)


def elsewhere(moment: Moment) -> Turn | None:
    """What nobody of ours offers: where to ask for it, and then what else is asked for."""
    heard, session = moment.heard, moment.session
    told, words = heard.told, set(heard.text.split())
    founder = told is not None and told.intent in FOUNDERS and not told.weak and not words.isdisjoint(FIRST_PERSON)
    guessed = told is not None and told.likeness is not None and not told.danger and not founder
    asks = (heard.intent in ASKING or guessed) and not (
        heard.choice or moment.besides or session.flow in people.FOUNDER_FLOWS
    )
    only_not_then = session.flow == SEARCH and heard.time is not None and bool(heard.time.excluded) and not heard.sure
    name = moment.world.hearing.intents.elsewhere(heard.text) if asks and not only_not_then else None
    if name is None or (name in FROM_ROWS and moment.of_list):
        return None
    said = said_plainly(moment, name)
    if name == CHILD and session.flow == "menu":
        return then(said.says[0], replace(moment, heard=replace(heard, told=None, intent=FIND)).as_request())
    if name in FROM_ROWS and heard.place is not None and heard.what:
        return then(said.says[0], moment.as_request())
    if not heard.sure or (name == NO_NEED and not needed_besides(moment)):
        return said
    return then(said.says[0], moment.as_request())


def needed_besides(moment: Moment) -> bool:
    """Whether help is asked for besides what nobody of ours offers."""
    words = moment.world.hearing.intents.besides_elsewhere(moment.heard.text)
    return bool(heard_as(words, moment.session, moment.inbound, moment.world).sure)
