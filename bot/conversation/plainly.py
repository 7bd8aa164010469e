"""Plain questions and their answers, and what was not understood."""

import re
from dataclasses import replace

from bot.content.areas import origin_in
from bot.content.faq import Answer
from bot.conversation.facts import DOES, HOURS, NEAREST, told_of
from bot.conversation.hearing import heard_as
from bot.conversation.moment import Moment, again, answers_now, contact_of, then
from bot.flows import local_demand, people
from bot.flows.checklist_steps import AT, SEE, WHY
from bot.flows.question import Turn, label
from bot.flows.search_answers import SEARCH, need_words, place_of
from bot.flows.search_heard import is_elsewhere, says_when, told_needs
from bot.flows.search_need import NEED
from bot.flows.search_place import PLACE
from bot.flows.search_time import WHEN
from bot.flows.tree import Tree
from bot.matching.faq import SAME
from bot.matching.intents import ListTalk
from bot.matching.likeness import FOUNDERS
from bot.matching.manner import asks_outright, asks_to_have
from bot.matching.understand import CHECKLIST, FIND, PLAIN_NEED, SURELY
from bot.message import Event, Option, Say

ASKS_WHAT = re.compile(r"(?:and |but |so |ok )?(?:(?:how|what)(?! about)|when|why|who|where|which)\b")
"""It asks for more than a yes: no day or place is put forward."""
A_PHONE = re.compile(
    r"(?:(?:my|its|it is|the|on|is|ok|yes|number|no|phone|mobile|home|tel)[ :.]*)*(?:\+44|0)[\d ]{9,13}"
)
"""A telephone number and nothing else: they wait for us to ring."""
ASKS_AT_END = re.compile(
    r"(?<=[\w.,;!] )((?:(?:how|what|where|who) )?(?:do|can|could|should|must|will|would|am|is) (?:i|we|it)\b.*)$"
)
"""A question after something told."""
TO_RING = re.compile(
    r"(?:\b(?:and|please|so|you can|can you|could you)\W+)*\b(?:ring|call|phone|text) (?:me|us)\b[^.!?]*"
    r"|\b(?:my |our |the )?(?:phone |mobile |tel |telephone )?(?:number|no|phone|tel)(?: is|'s|:)? \+?\d[\d ]{6,}\d"
)
"""What asks us to ring, and a telephone number that is said to be one."""
MONEY = ("asks_benefits", "asks_tax")
"""What a tree's `hears` calls questions about benefits and tax."""
FEWEST_THAT_TELL = 4
"""Words of the shortest message that tells of a business."""
NAMED = "name"
"""The value of a plain answer that tells which it is."""
FIRST_OF_OTHERS = "\u0370"
"""Where letters other than Latin begin: Greek, then Cyrillic, Arabic, Chinese and all the rest."""


def asks_demand(moment: Moment) -> Turn | None:
    """What is needed round here; the town is asked for where it is not known."""
    heard = moment.heard
    if heard.intent != "faq" or heard.told is None or heard.told.kind != local_demand.ANSWER:
        return None
    place = heard.where or place_of(moment.session.held(SEARCH), moment.world)
    if place is None and moment.area is None:
        return Turn(replace(moment.session, awaiting=local_demand.AWAITED), (Say("demand_where"),))
    return again(moment, local_demand.told(place, moment.area, heard.sure, moment.world))


def asks_plainly(moment: Moment) -> Turn | None:
    """A question told outright; in a founder's flow, only where the flow itself has no ear for it ("insurance")."""
    takes = moment.session.flow in people.FOUNDER_FLOWS and answers_now(moment)
    if moment.heard.intent != "faq" or (takes and not asks_by_rule(moment)):
        return None
    if moves_search(moment) or wants_other(moment):
        return None
    answered = plain_answer(moment)
    return then(answered.says[0], request) if answered and (request := wanted_besides(moment)) else answered


def wanted_besides(moment: Moment) -> Turn | None:
    """What is plainly asked for besides a question, with its place: "I need a cleaner in Malvern, ring me after 6".

    When we are to ring is no time of theirs.
    """
    rest = TO_RING.sub(" ", moment.heard.text)
    heard = heard_as(rest, moment.session, moment.inbound, moment.world) if rest != moment.heard.text else moment.heard
    asks = heard.place is not None and asks_outright(rest) and told_needs(heard, PLAIN_NEED)
    if not asks or moment.besides or moment.session.flow in people.FOUNDER_FLOWS:
        return None
    return replace(moment, heard=replace(heard, told=None, intent=FIND, answers=())).as_request()


def wants_other(moment: Moment) -> bool:
    """Whether it plainly asks to have other help than is looked for: "actually can I have a cleaner"."""
    session, needs = moment.session, told_needs(moment.heard, PLAIN_NEED)
    held = session.held(SEARCH).get(NEED.name, "").split("+")
    asks = asks_to_have(moment.heard.text) and session.flow == SEARCH
    return asks and bool(needs) and set(needs).isdisjoint(held)


def only_tells(moment: Moment) -> bool:
    """Whether amid a search it tells of somebody, and no rule hears a question in it: "dad has dementia"."""
    heard, told = moment.heard, moment.heard.told
    amid = moment.session.flow == SEARCH and moment.session.asked is not None
    ruled = told is not None and told.ruled_answer is not None
    rules, faq = moment.world.hearing.intents, moment.world.hearing.faq
    return amid and not ruled and not faq.opens(heard.text) and rules.is_remark(heard.text)


def asks_by_rule(moment: Moment) -> bool:
    """Whether a rule knows it for a question that is put as one: "can her son pay me if I'm her niece" answers nothing,
    where all that the flow hears in it is the open question's, or the name of a step. That is asked again."""
    told = moment.heard.told
    ruled = told is not None and told.ruled_answer is not None and asks_us(moment)
    shows = {AT} if moment.answers.get(AT, "").startswith(f"{SEE}{WHY}") else set()
    return ruled and moment.answers.keys() <= {moment.session.asked, *shows}


def asks_word_for_word(moment: Moment) -> Turn | None:
    """A question of ours word for word, amid a founder's questions or steps: it supposes and tells nothing."""
    told, text = moment.world.hearing.told.get(moment.session.flow), moment.heard.text
    if told is None or not told.is_question(text):
        return None
    asked, answers = moment.world.hearing.faq.said_word_for_word(text), moment.world.content.faq.answers
    if asked is None or answers[asked.id].begins:
        return None
    return said_plainly(moment, answers[asked.id].to_founders or asked.id)


def moves_search(moment: Moment) -> bool:
    """Whether what may be a question names a day or place for the search: "can she come wednesday instead"."""
    told, heard = moment.heard.told, moment.heard
    unsure = (told is None or told.weak) and not ASKS_WHAT.match(heard.text)
    return unsure and moment.session.flow == SEARCH and (heard.place is not None or says_when(heard))


def plain_answer(moment: Moment) -> Turn | None:
    """An answer to a question; where two fit, which is meant. Then the flow goes on where it was."""
    faq, heard = moment.world.content.faq, moment.heard
    if only_tells(moment):
        return None
    if people.is_founder(moment.session):
        found = for_founders(moment)
    else:
        found = tuple(one.id for one in heard.answers if not only_for_founders(one.id, moment))
    if not found:
        return again(moment, Say("for_founders")) if asks_as_founder(moment) else None
    if len(found) > 1:
        options = tuple(Option(f"menu:answer:{name}", faq.answers[name].question) for name in found)
        return Turn(moment.session, (Say("which_answer", {}, options),))
    return said_plainly(moment, found[0])


def asks_as_founder(moment: Moment) -> bool:
    """Whether somebody who looks for help asks, in so many words, what only founders are answered."""
    told = moment.heard.told
    sure = told is not None and told.kind is not None and not told.weak
    return moment.heard.intent == "faq" and sure and not people.is_founder(moment.session)


def for_founders(moment: Moment) -> tuple[str, ...]:
    """The answers that fit, as a founder is given them. In their flows "he has dementia" asks for none: it answers."""
    answers, heard = moment.world.content.faq.answers, moment.heard
    named = {one.id: answers[one.id].to_founders or one.id for one in heard.answers if one.id in answers}
    if moment.session.flow in people.FOUNDER_FLOWS and not asks_us(moment):
        said = [one.id for one in heard.answers if one.score >= SAME]
        named = {name: named[name] for name in said if answers[named[name]].founders}
    found = tuple(dict.fromkeys(named.values()))
    return tuple(name for name in found if answers[name].founders) or likest(moment) or found


def likest(moment: Moment) -> tuple[str, ...]:
    """The founders' answers likest to what they ask amid their questions or steps and nothing else hears."""
    hearing, heard, asked = moment.world.hearing, moment.heard, moment.session.asked
    told, begins = hearing.told.get(moment.session.flow), heard.told and heard.told.intent in FOUNDERS
    if told is None or answers_now(moment) or (begins and heard.told and heard.told.likeness is None):
        return ()
    if any(one.sure for one in heard.answers) or asked in told.speaks_of(heard.text):
        return ()
    puts = asks_us(moment) or hearing.faq.puts(heard.text)
    return tuple(one.id for one in hearing.asking.nearest(heard.text, hearing.for_founders)) if puts else ()


def asks_us(moment: Moment) -> bool:
    """Whether a message in a founder's flow is put as a question."""
    told = moment.world.hearing.told
    return any(told[name].is_question(moment.heard.text) for name in {moment.session.flow, CHECKLIST} if name in told)


def only_for_founders(name: str, moment: Moment) -> bool:
    """Whether an answer is for whoever runs a business, and this person looks for help."""
    answer = moment.world.content.faq.answers.get(name)
    searches = moment.session.flow == SEARCH or bool(moment.session.held(SEARCH))
    return searches and answer is not None and answer.founders


def said_plainly(moment: Moment, name: str) -> Turn:
    """The answer of this name, as the area words it."""
    answer = moment.world.content.faq.answers.get(name)
    if answer is None:
        return again(moment, Say("stale_button"))
    turn = again(moment, worded(name, answer, moment))
    if not (answer.rings and has_list(moment)):
        return turn
    talk = moment.of_list or ListTalk("asks-number")
    return replace(turn, says=(*turn.says, *told_of(moment, replace(talk, kind="asks-number")).says))


def worded(name: str, answer: Answer, moment: Moment) -> Say:
    """An answer as the area words it, with who says so."""
    here = answer.areas.get(moment.area.code if moment.area else "", answer)
    source = origin_in(here, moment.area, moment.world.content.areas)
    told = {"answer": here.answer, "source": source, "checked": f"{here.checked_on:%B %Y}"}
    return Say("faq_answer", {**told, NAMED: name})


def asked_at_end(moment: Moment) -> tuple[Say, ...]:
    """The answer to what a founder asks at the end of what they tell: "im going self employed, do I need insurance"."""
    hearing, answers = moment.world.hearing, moment.world.content.faq.answers
    ends = ASKS_AT_END.search(moment.heard.text)
    if moment.heard.choice or ends is None:
        return ()
    found = hearing.asking.find(ends[1]) or hearing.answers(ends[1])
    if not found or found[0].score < SURELY:
        return money_asked(moment)
    if any(answers[one.id].begins for one in found):
        return ()
    name = answers[found[0].id].to_founders or found[0].id
    answer = answers[name]
    return (worded(name, answer, moment),) if answer.founders and not answer.begins else ()


def money_asked(moment: Moment) -> tuple[Say, ...]:
    """The answer to what they ask of benefits or tax as they tell of themselves: "im on carers allowance, will i lose
    it"."""
    hearing, content, text = moment.world.hearing, moment.world.content, moment.heard.text
    about = ((tree, one) for name, tree in content.trees.items() for one in hearing.told[name].speaks_of(text))
    found = next((tree.plain[one] for tree, one in about if one in MONEY and one in tree.plain), None)
    return (worded(found, content.faq.answers[found], moment),) if found else ()


def has_list(moment: Moment) -> bool:
    """Whether a list of businesses stands, and nothing is asked."""
    session = moment.session
    return session.flow == SEARCH and bool(session.page) and not session.asked


def gives_phone(moment: Moment) -> Turn | None:
    """A telephone number, sent for us to ring: we cannot."""
    return said_plainly(moment, "cannot-call") if A_PHONE.fullmatch(moment.heard.text) else None


def unreadable(moment: Moment) -> Turn | None:
    """A photo, a voice note, an empty message: say what to send."""
    if moment.inbound.kind in ("photo", "voice", "other") and not moment.heard.text:
        return again(moment, Say("only_words"))
    if not moment.heard.text and not moment.inbound.pressed and not moment.inbound.point:
        return missed(moment)
    return None


def repeated(moment: Moment) -> Turn | None:
    """A search's open question met with nothing but what was told already: what is still needed, and no more loops.

    "Do they clean ovens", after a list of cleaners, asks for no other list either.
    """
    session, found = moment.session, moment.answers
    if not found.items() <= session.held().items() or is_elsewhere(moment.heard):
        return None
    if asks_of_somebody(moment):
        kind = asked_again(moment)
        return told_of(moment, ListTalk(kind)) if kind else missed(moment, repeats=True) if found else None
    if session.asked and NEED.name in found:
        return again(moment, Say("told_already", {"known": need_words(found, moment.world)}))
    return missed(moment, repeats=True) if session.asked and found else None


def asked_again(moment: Moment) -> str:
    """What is asked of a list about something that was told already: "can they do tomorrow", of tomorrow; "who does
    the bills", of several kinds of help. Empty for nothing."""
    needs, what = moment.session.held()[NEED.name].split("+"), moment.heard.what
    if len(needs) > 1 and what and what[0].id in needs:
        return DOES
    told = {WHEN.name: HOURS, PLACE.name: NEAREST}
    return next((kind for name, kind in told.items() if name in moment.answers), "")


def missed(moment: Moment, *, repeats: bool = False) -> Turn:
    """Not understood: say what to send; the second time running, offer people."""
    misses = moment.session.misses + 1
    session = replace(moment.session, misses=misses)
    event = Event("not-understood", {"asked": moment.session.asked or ""})
    if in_other_letters(moment.inbound.words):
        return Turn(session, (Say("missed_script", {"contact": contact_of(moment)}),), (event,))
    if misses >= 2:
        return replace(missed_again(moment), session=session, events=(event,))
    if asks_of_somebody(moment):
        return replace(told_of(moment, ListTalk("asks-who")), events=(event,))
    if session.flow == SEARCH and (session.asked or session.page):
        asks = moment.world.hearing.faq.opens(moment.heard.text)
        values = {"repeats": repeats, "asks": asks}
        return Turn(session, (Say(f"missed_{session.asked or 'list'}", values),), (event,))
    question = moment.asked
    said = question.help(moment.world) if question and question.help else Say("missed", {}, ways_on(moment))
    said = Say("one_at_a_time") if tells_at_start(moment) else said
    return replace(again(moment, said), session=session, events=(event,))


def tells_at_start(moment: Moment) -> bool:
    """Whether at the first question of a tree they tell of what they do, of which only later questions ask."""
    tree, text = moment.world.content.trees.get(moment.session.flow), moment.heard.text
    if tree is None or moment.session.asked != tree.start:
        return False
    told = moment.world.hearing.told[moment.session.flow]
    at_length = len(told.words(text)) >= FEWEST_THAT_TELL and not told.is_question(text)
    return at_length and moment.heard.place is None and tree.start not in told.speaks_of(text)


def asks_of_somebody(moment: Moment) -> bool:
    """Whether it asks something of those on the list: what we do not know of them only they can answer."""
    return has_list(moment) and not moment.heard.choice and moment.world.hearing.faq.opens(moment.heard.text)


def in_other_letters(words: str) -> bool:
    """Whether words are written in letters other than ours."""
    letters = [letter for letter in words if letter.isalpha()]
    return bool(letters) and min(letters) >= FIRST_OF_OTHERS


def ways_on(moment: Moment) -> tuple[Option, ...]:
    """After an outcome of a tree, the options that were offered with it."""
    flow, session = moment.flow, moment.session
    if not isinstance(flow, Tree) or session.asked:
        return ()
    steps = "option_my_steps" if session.held(CHECKLIST) else "option_set_it_up"
    ways = (*flow.ways_on(session, moment.world), Option(f"menu:go:{CHECKLIST}", label(moment.world, steps)))
    by_code = {way.code: way for way in ways}
    return tuple(by_code[code] for code in session.offered if code in by_code)


def missed_again(moment: Moment) -> Turn:
    """Not understood twice running: people to turn to; a founder, who is not asked about a note, keeps the question."""
    options = people.choices(moment.area, moment.inbound.channel, moment.world)
    stays = not options and moment.session.flow in people.FOUNDER_FLOWS and moment.asked is not None
    values = {"contact": contact_of(moment), "note": bool(options), "founder": stays}
    say = Say("missed_twice", values, options)
    return again(moment, say) if stays else Turn(moment.session, (say,))
