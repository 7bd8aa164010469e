"""Danger that may be none: over by now, misheard, or told beside a request that is answered all the same."""

from dataclasses import replace
from itertools import chain

from bot.conversation.amid_search import NAME_WORD
from bot.conversation.clauses import heard_without
from bot.conversation.moment import Moment, again, answers_asked, answers_now, answers_outright, then
from bot.conversation.offered_search import seeks
from bot.conversation.on_list import on_list
from bot.conversation.safety import (
    AGAIN,
    CHILD,
    CHILD_EMERGENCY,
    PERHAPS,
    SAFETY_EVENTS,
    SCAM,
    SELF_HARM,
    URGENT_CARE,
    danger_of,
    is_at_home,
    numbers_of,
    safety,
    safety_values,
)
from bot.conversation.supposed import given_up, is_permissive
from bot.flows import FLOWS, people
from bot.flows.question import Answers, Turn, heard_answers, step
from bot.flows.search_answers import SEARCH
from bot.flows.search_heard import plain_needs, says_when
from bot.flows.search_need import NEED
from bot.flows.search_time import WHEN
from bot.flows.tree_reading import CONFIRM
from bot.matching.intents import ALARM, CALM, FIRST_PERSON, LOUD
from bot.matching.manner import asks_outright
from bot.matching.thoughts import Words, thoughts
from bot.matching.understand import CHECKLIST, FEWEST_LEFT, FIND, RESPITE, UNKNOWN, Heard
from bot.message import Event, Say

OF_ITS_OWN = frozenset((CHILD, CHILD_EMERGENCY, "safety_self_harm", "safety_overdose", "safety_abuse"))
"""Messages that meet a danger with numbers of its own: it is not over for a joke, nor for being of last week."""
DOUBTED = {"abuse": 0.6, "emergency": LOUD}
"""Likeness from which danger that only the ear hears is no answer to a founder's question. What a rule hears is none
from ALARM: "she decides what I do and when" is less like danger."""
HARMLESS = 0.0
"""Likeness below which what a rule hears is no danger, where it speaks of what a question is about."""
NO_HARM, PAST_HARM = "no_harm", "past_harm"
"""What a founder's flow calls an answer to its question that sounds like mild danger, and what clients once had."""
OF_SOMEBODY = FIRST_PERSON | frozenset(
    "he hes he's him his she shes she's her hers i'm i've they're mum mums dad dads nan".split()
)
"""Words of somebody who may be in danger."""
NO_HELP, NO_DANGER, OF_KIN = "no_help", "no_danger", "of_kin"
"""What the checklist's `hears` calls the words that somebody does not help a founder any more, others that only sound
like danger ("whats the point of this step"), and those of their own people: "ill tell my husband"."""
CARER_OUT, SENT_HOME = "the carer out of action", "sent home without care"
"""What the rules call a carer who can care no more from now on, and somebody for whom nothing was set up."""
AT_ONCE = "urgent"
"""The answer that it is needed now."""
NO_ANSWER, NOT_RESPONDING = "no-answer", "not-responding"
"""What `on_list` calls a business that does not answer; of the second, it may be somebody at home."""


def calmed(moment: Moment) -> Turn | None:
    """Danger that was told before is over: a kind word, then on with what they came for."""
    session, told, kind = moment.session, moment.heard.told, danger_of(moment.heard)
    plainly = kind is not None and (kind == "self-harm" or (told is not None and not told.faint))
    if plainly or not (session.alarmed or (session.danger and only_tells(moment))):
        return None
    return over_with(moment)


def only_tells(moment: Moment) -> bool:
    """Whether a message asks for nothing and answers nothing: "false alarm, it was indigestion"."""
    heard = moment.heard
    asks = heard.place or says_when(heard) or plain_needs(heard) or moment.list_talk
    founder = moment.session.flow in people.FOUNDER_FLOWS
    return heard.intent in (FIND, UNKNOWN) and not (asks or founder or moment.answers)


def over_with(moment: Moment) -> Turn | None:
    """A kind word for what is over, and what they came for; None where nothing is said to be."""
    session, rules = moment.session, moment.world.hearing.intents
    if moment.heard.choice or rules.tells_not_over(moment.heard.text):
        return None
    later = heard_without(moment, lambda clause: tells_over(clause, moment))
    if later is None or tells_on(later):
        return None
    rest = replace(later.heard, text="", told=None) if danger_of(later.heard) else later.heard
    after = replace(later, heard=rest, session=replace(session, alarmed=False))
    safe = Say("safe_now_talk") if session.danger.startswith(SELF_HARM) else Say("safe_now")
    return then(safe, onward(after))


def tells_on(later: Moment) -> bool:
    """Whether what stands beside it is danger, by a rule or in more than a word or two: not "gone", of who came."""
    told = later.heard.told
    few = len(later.heard.text.split()) < FEWEST_LEFT
    return danger_of(later.heard) is not None and not (few and told is not None and told.likeness is not None)


def calmed_since(moment: Moment) -> Turn | None:
    """ "Yes I rang 111, they said I'm OK", told after something else: what nothing else has understood."""
    return over_with(moment) if moment.session.danger and moment.session.flow not in people.FOUNDER_FLOWS else None


def tells_over(clause: str, moment: Moment) -> bool:
    """Whether a clause says that a danger is over, and does not plainly tell of one: "the fire is out"."""
    rules = moment.world.hearing.intents
    danger = rules.safety(clause)
    return rules.tells_over(clause) and (danger is None or danger.faint)


def onward(moment: Moment) -> Turn:
    """What they came for: what the rest of the message asks, else the search that waits, else where they were."""
    heard, session = moment.heard, moment.session
    if heard.time and heard.time.when.urgent and not says_when(heard):
        moment = replace(moment, heard=replace(heard, time=None))  # "can you look for that carer now"
    if heard.text and (heard.told or answers_now(moment)):
        return moment.react(moment)
    if session.held(SEARCH) and not session.page and session.flow not in people.FOUNDER_FLOWS:
        return step(FLOWS[SEARCH], session, {}, moment.world)
    return again(moment)


def silent(moment: Moment) -> Turn | None:
    """ "The first one isn't answering", of a list that was given: no danger, but a business that is out."""
    said, kind = moment.list_talk, danger_of(moment.heard)
    told = moment.heard.told
    if said is None or said.kind not in (NO_ANSWER, NOT_RESPONDING) or (told and told.message == SCAM):
        return None
    rest = moment.world.hearing.intents.besides_list(moment.heard.text)
    if still_danger(rest, moment) or not (kind or misheard(rest, moment)):
        return None
    much = len(rest.split()) >= FEWEST_LEFT
    if kind == "self-harm" and " " in rest:
        return None
    if moves(moment):
        return moment.as_request()
    bare = replace(moment.heard, told=None, intent=UNKNOWN, what=(), place=None, time=None)
    turn = on_list(replace(moment, heard=bare))
    return with_numbers(turn, moment) if turn and kind and (much or said.kind == NOT_RESPONDING) else turn


def still_danger(rest: str, moment: Moment) -> bool:
    """Whether the rest of a message tells of danger, by a rule or in more than a word or two."""
    danger = moment.world.hearing.intents.safety(rest)
    return danger is not None and (danger.likeness is None or len(rest.split()) >= FEWEST_LEFT)


def misheard(rest: str, moment: Moment) -> bool:
    """Whether something else was only guessed of a message: a topic, or a need that the rest does not ask for."""
    told = moment.heard.told
    needs = plain_needs(moment.heard)
    guessed = told.likeness is not None if told else bool(needs)
    return guessed and not moves(moment) and not any(need.sure for need in moment.world.hearing.needs.hear(rest))


def moves(moment: Moment) -> bool:
    """Whether a message names a place, or a day that is not today: "she isn't answering, what about Thursday"."""
    when = moment.heard.when
    today = when is not None and when.date == moment.world.now.date()
    return moment.heard.place is not None or (says_when(moment.heard) and not today)


def with_numbers(turn: Turn, moment: Moment) -> Turn:
    """A turn after the numbers to ring, if it is danger."""
    say = perhaps_numbers(moment)
    turn = replace(turn, session=replace(turn.session, danger=say.key.removesuffix(AGAIN)))
    return then(say, turn, Event(SAFETY_EVENTS[danger_of(moment.heard) or "emergency"]))


def perhaps_numbers(moment: Moment) -> Say:
    """The numbers for what may be danger; those of the danger told before, where nobody else will do."""
    before = moment.session.danger
    if is_at_home(before) or before in OF_ITS_OWN:
        return numbers_of(before, moment, again=True)
    return Say(PERHAPS, safety_values(moment.area, moment.world.now))


def care_gone(moment: Moment) -> Turn | None:
    """A carer who can do no more from now on, or carers who came no more: whom to ring at this hour, and the search for
    help at once."""
    told, session = moment.heard.told, moment.session
    if told is None or told.message != URGENT_CARE or session.child or session.flow in people.FOUNDER_FLOWS:
        return None
    numbers = safety(moment)
    if numbers is None or told.child:
        return numbers
    answers = {**session.held(SEARCH), **wanted_at_once(moment)}
    session = replace(numbers.session.keeping(SEARCH, answers), alarmed=False, shown=(), page=())
    return then(numbers.says[0], step(FLOWS[SEARCH], session, {}, moment.world), *numbers.events)


def wanted_at_once(moment: Moment) -> Answers:
    """What is looked for where care is gone: a break for a carer who can do no more, unless they ask for something
    else; of who came home from hospital, what is asked for besides; now, unless they say when."""
    because = moment.heard.told.because if moment.heard.told else ""
    unasked = because == SENT_HOME and not seeks_besides(moment)
    heard = replace(moment.heard, what=()) if unasked else moment.heard
    first = {NEED.name: RESPITE} if because == CARER_OUT else {}
    told = heard_answers(FLOWS[SEARCH], moment.session, heard, moment.world)
    return {**first, WHEN.name: AT_ONCE, **told}


def seeks_besides(moment: Moment) -> bool:
    """Whether help is asked for beside what tells of danger: "they want dad home with no care" asks for none."""
    danger = moment.world.hearing.intents.safety
    rest = heard_without(moment, lambda clause: danger(clause) is not None)
    return rest is not None and seeks(rest)


def mild(moment: Moment) -> Turn | None:
    """A danger that may not be one now: the numbers, and what the message asks for besides."""
    told = moment.heard.told
    founder = moment.session.flow in people.FOUNDER_FLOWS  # there it may be an answer: `perhaps`
    numbers = safety(moment) if told and told.mild and not told.child and not founder else None
    if numbers is None:
        return None
    rules = moment.world.hearing.intents
    rest = heard_without(moment, lambda clause: rules.safety(clause) is not None) or moment
    if not rest.heard.sure and not (rest is not moment and answers_asked(rest)):
        return and_asks_on(numbers, moment)
    turn = placed(rest, moment).as_request()
    turn = replace(turn, session=replace(turn.session, danger=numbers.session.danger))
    return then(numbers.says[0], turn, *numbers.events)


def placed(rest: Moment, moment: Moment) -> Moment:
    """What a message asks for besides, with the place that stood beside the worry: "mum is in Malvern, she fell"."""
    if rest.heard.place is not None or moment.heard.place is None:
        return rest
    return replace(rest, heard=replace(rest.heard, place=moment.heard.place))


def and_asks_on(numbers: Turn, moment: Moment) -> Turn:
    """The numbers, and then the open question of the search that the same message asks for."""
    session = numbers.session
    began = session.flow == SEARCH and session.held(SEARCH) != moment.session.held(SEARCH)
    if not (began and seeks(moment)):
        return numbers
    onward = step(FLOWS[SEARCH], replace(session, alarmed=False), {}, moment.world)
    return then(numbers.says[0], onward, *numbers.events)


def still_alarmed(moment: Moment) -> Turn | None:
    """Something not understood after danger was told, unless it is of the search: the numbers once more."""
    if not moment.session.alarmed or is_of_search(moment):
        return None
    say = perhaps_numbers(moment)
    return Turn(moment.session, (say,))


def tells_of_it(moment: Moment) -> Turn | None:
    """What only tells something just after danger is of that danger: "the door is locked" wants no handyman."""
    session, heard = moment.session, moment.heard
    elsewhere = session.flow in people.FOUNDER_FLOWS or heard.choice or moment.list_talk or answers_asked(moment)
    if not session.alarmed or elsewhere or heard.intent not in (FIND, UNKNOWN, "faq"):
        return None
    asks = seeks(moment) or asks_outright(heard.text) or heard.place or says_when(heard)
    return None if asks or not moment.world.hearing.intents.only_tells(heard.text) else still_alarmed(moment)


def is_of_search(moment: Moment) -> bool:
    """Whether a search is under way, and it names nobody and to the ear is no danger at all: "what's the catch"."""
    session, text = moment.session, moment.heard.text
    searching = session.flow == SEARCH and bool(session.asked or session.page)
    calm = moment.world.hearing.intents.likeness_to_danger(text) < CALM
    return searching and calm and OF_SOMEBODY.isdisjoint(NAME_WORD.findall(text))


def amid_questions(moment: Moment) -> Turn | None:
    """What sounds like danger, and not much, amid a founder's questions: it is taken for what it tells, and we ask on.

    They speak of clients' families, illnesses and money. Where it is not plainly an answer, the numbers come first.
    """
    if moment.asked is None or moment.session.flow not in people.FOUNDER_FLOWS:
        return None
    outright = answers_outright(moment)
    if (outright or moment.answers) and (means_no_harm(moment) or (outright and says_no_more(moment))):
        return moment.as_request()
    if outright and is_past(moment):
        return with_numbers(moment.as_request(), moment)
    if not doubted(moment):
        return None
    if sounds_harmless(moment) and (outright or speaks_as_asked(moment)):
        return moment.as_request()
    turn = moment.as_request() if outright or answers_asked(moment) or tells_of_work(moment) else again(moment)
    unsaid = outright and not moment.asked.like_harm and not is_for_life(moment)
    return turn if unsaid else with_numbers(turn, moment)


def is_for_life(moment: Moment) -> bool:
    """Whether a rule hears danger to life, however little it sounds so: "she had a stroke a minute ago"."""
    told = moment.heard.told
    return told is not None and told.likeness is None and not told.mild and danger_of(moment.heard) == "emergency"


def means_no_harm(moment: Moment) -> bool:
    """Whether what sounds like mild danger says no more than the answer to the open question: "no food"."""
    told, flow = moment.heard.told, moment.world.hearing.told[moment.session.flow]
    likely = told is not None and told.mild and not told.child
    return likely and flow.meant(flow.words(moment.heard.text), (NO_HARM,)) is not None


def is_past(moment: Moment) -> bool:
    """Whether a founder tells no more than what a client once had: "she's had a stroke"."""
    flow = moment.world.hearing.told[moment.session.flow]
    return moment.heard.told is not None and flow.meant(flow.words(moment.heard.text), (PAST_HARM,)) is not None


def says_no_more(moment: Moment) -> bool:
    """Whether the open question is answered in its own words and no others, which only the ear takes for danger: "no
    just tablets"."""
    told, asked = moment.heard.told, moment.asked
    if (
        told is None
        or told.likeness is None
        or asked is None
        or asked.like_harm
        or danger_of(moment.heard) not in DOUBTED
    ):
        return False
    flow = moment.world.hearing.told[moment.session.flow]
    return flow.says_only(asked.name, moment.answers.get(asked.name, ""), moment.heard.text)


def amid_outcome(moment: Moment) -> Turn | None:
    """What is heard as danger after an outcome that lets somebody go ahead, and speaks against it: "i rent her a room".

    That is asked again, after the numbers: an outcome never stands on what was not listened to.
    """
    numbers = safety(moment) if is_permissive(moment) and danger_of(moment.heard) in DOUBTED else None
    if numbers is None or (moment.heard.told and moment.heard.told.child):
        return None
    turn = moment.as_request()
    if turn.session.held() == moment.session.held() or not (turn.session.asked != CONFIRM or speaks_of_work(moment)):
        return None
    faintly = moment.heard.told is not None and moment.heard.told.faint and speaks_as_asked(moment)
    return turn if faintly or sounds_harmless(moment) else then(numbers.says[0], turn, *numbers.events)


def no_longer(moment: Moment) -> Turn | None:
    """Help that a founder has no more, and their own people, who do none of the work. Only the ear may take it for
    danger: "my daughter isnt going to help me now" is none."""
    told, kind = moment.heard.told, danger_of(moment.heard)
    by_rule = kind is not None and (told is None or told.likeness is None)
    turn, plain = (None, None) if by_rule else (given_up(moment), plainly_none(moment))
    if plain in (NO_HELP, OF_KIN):
        return turn or again(moment, Say("noted"))
    if plain == NO_DANGER and kind is not None:
        return moment.as_request()
    return with_numbers(turn, moment) if turn and kind and not (told and told.faint) else turn


def plainly_none(moment: Moment) -> str | None:
    """What a founder says in so many words, and no others, that only sounds like danger."""
    hears = moment.world.hearing.told[CHECKLIST]
    if moment.session.flow not in people.FOUNDER_FLOWS:
        return None
    *before, last = thoughts(hears.words(moment.heard.text)) or [Words()]
    if whole := hears.meant(Words(chain(*before, last)), (OF_KIN, NO_DANGER)):
        return whole
    return hears.meant(last, (NO_HELP, NO_DANGER)) if all(len(one) == 1 for one in before) else None


def speaks_of_work(moment: Moment) -> bool:
    """Whether it speaks of what a question of the tree is about: care, who pays, who decides, where."""
    told, text = moment.world.hearing.told[moment.session.flow], moment.heard.text
    tree = moment.world.content.trees[moment.session.flow]
    return bool(told.hints_of(text)) or any(name in tree.questions for name in told.speaks_of(text))


def sounds_harmless(moment: Moment) -> bool:
    """Whether a rule hears danger, and to the ear it is none at all: "yes, he decides everything"."""
    told, rules = moment.heard.told, moment.world.hearing.intents
    by_rule = told is not None and told.likeness is None and not told.at_home and danger_of(moment.heard) == "abuse"
    return by_rule and rules.likeness_to_danger(moment.heard.text) < HARMLESS


def speaks_as_asked(moment: Moment) -> bool:
    """Whether it speaks of what a question of the tree is about whose answers sound like harm: "he decides it all"."""
    tree = moment.world.content.trees.get(moment.session.flow)
    about = moment.world.hearing.told[moment.session.flow].speaks_of(moment.heard.text) if tree else ()
    return any(tree.questions[name].like_harm for name in about if tree and name in tree.questions)


def doubted(moment: Moment) -> bool:
    """Whether danger amid a founder's questions is misheard, for all that the ear can tell. Never that of self-harm."""
    told, kind = moment.heard.told, danger_of(moment.heard)
    if told is None or told.child or kind not in DOUBTED:
        return False
    if told.likeness is None:
        return moment.world.hearing.intents.likeness_to_danger(moment.heard.text) < ALARM
    return told.likeness < DOUBTED[kind]


def perhaps(moment: Moment) -> Turn | None:
    """Danger that no rule knows and that is not sure, where something is asked for too: the numbers, and then that.

    The same where it may be an answer to the open question: "she tells me what to do".
    """
    heard, kind = moment.heard, danger_of(moment.heard)
    if heard.told is None or kind is None or heard.told.child:
        return None
    unsure = heard.told.faint and kind != "self-harm" and (heard.sure or says_where_and_when(heard))
    if not unsure and not sounds_like_harm(moment):
        return None
    if is_answer(moment):
        return moment.as_request()
    return with_numbers(moment.as_request(), moment)


def says_where_and_when(heard: Heard) -> bool:
    """Whether a message has a place and a time: whoever dictates a long one asks for help with it."""
    return heard.where is not None and says_when(heard)


def is_answer(moment: Moment) -> bool:
    """Whether it is plainly an answer: in own words, to a question that is not about harm, and faintly like danger."""
    told, asked = moment.heard.told, moment.asked
    likely = told is not None and told.faint and asked is not None and not asked.like_harm
    return likely and danger_of(moment.heard) != "self-harm" and answers_outright(moment)


def tells_of_work(moment: Moment) -> bool:
    """Whether a founder tells of what they do or may do, in the triage: "I might be bathing him"."""
    told = moment.world.hearing.told.get(moment.session.flow)
    return told is not None and bool(told.would_settle(moment.heard.text))


def sounds_like_harm(moment: Moment) -> bool:
    """Whether it is an answer that sounds like harm: to such a question, or in own words where no rule knows it."""
    told = moment.heard.told
    if told and told.likeness is not None and (answers_outright(moment) or (told.faint and tells_of_work(moment))):
        return True
    likely = moment.asked is not None and moment.asked.like_harm and may_be_answer(moment.heard)
    return likely and answers_asked(moment)


def may_be_answer(heard: Heard) -> bool:
    """Whether danger may be misheard: it is not for a life, or no rule knows it."""
    return danger_of(heard) == "abuse" or (heard.told is not None and heard.told.faint)
