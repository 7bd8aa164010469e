"""A number told with words beside it, amid a founder's questions. Friendly words change nothing: "2 please love".
Others count only where they say the same as the number; where they do not, we ask which it is."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.conversation.hearing import heard_as
from bot.conversation.moment import Moment, again
from bot.flows import FLOWS, people
from bot.flows.checklist_steps import bare
from bot.flows.question import Session, Turn, World, heard_answers
from bot.flows.tree_reading import CHANGE, CONFIRM
from bot.matching.text import clean
from bot.matching.told_rules import UNSURE, YES
from bot.message import Inbound, Say

NUMBER = re.compile(r"(?<![\w.£])#?(\d{1,2})[.):,!-]*(?=\s|$|[a-z])")
FIGURES = re.compile(r"\d+")
IN_WORDS = re.compile(r"\b(option|number|answer|choice) (one|two|three|four|five|six)\b")
MENU = "menu"
OF_WORD = {word: str(at) for at, word in enumerate("one two three four five six".split(), start=1)}


@dataclass(frozen=True, slots=True)
class Numbered:
    """The option that a number is of, with the words beside it."""

    number: str
    code: str
    """Of the option: `flow:question:code`."""
    words: str
    """What goes with the number; empty where that adds nothing."""
    unsure: bool
    """Whether it says that the number is not sure."""


def settled_number(session: Session, inbound: Inbound, world: World) -> Inbound:
    """The message as it is to be heard: the number alone, or the words alone that say the same. A plain yes or no to a
    question put nearer is the number of what it means."""
    if meant := nearer_meant(session, inbound, world) or of_menu(session, inbound, world):
        return replace(inbound, words=meant)
    told = numbered(session, inbound, world)
    if told is None or must_be_sure(told, session, world):
        return inbound
    if not told.words or says_half(told, world):
        return replace(inbound, words=told.number)
    return replace(inbound, words=told.words) if said_beside(told, session, inbound, world) == value(told) else inbound


def of_menu(session: Session, inbound: Inbound, world: World) -> str:
    """The number of a way on that is told in a word or with words that add nothing: "one", "I want number 1"."""
    if session.flow != MENU or inbound.pressed or not session.offered:
        return ""
    said = left_of(clean(inbound.words), world)
    number = OF_WORD.get(said, said)
    return number if number.isdecimal() and 0 < int(number) <= len(session.offered) else ""


def nearer_meant(session: Session, inbound: Inbound, world: World) -> str:
    """The number of the option that a plain yes or no to a question put nearer means; empty for none."""
    tree, rules = world.content.trees.get(session.flow), world.hearing.intents
    asks = tree.questions.get(session.asked or "") if tree else None
    if asks is None or inbound.pressed:
        return ""
    put = tuple(code.rpartition(":")[2] for code in session.offered)
    half = next((one for one in asks.nearer if one.options == put), None)
    if half is None:
        return ""
    text = clean(inbound.words)
    code = half.yes if rules.says_yes(text) else half.no if rules.says_no(text) else ""
    return str(put.index(code) + 1) if code else ""


def numbered(session: Session, inbound: Inbound, world: World) -> Numbered | None:
    """The number of an option that was offered to a founder, with what goes with it; None for what is counted."""
    if inbound.pressed or session.flow not in people.FOUNDER_FLOWS:
        return None
    text = IN_WORDS.sub(lambda found: f"{found[1]} {OF_WORD[found[2]]}", clean(inbound.words))
    found = NUMBER.search(text)
    if not found or len(FIGURES.findall(text)) > 1:
        return None
    index, lead, after = int(found[1]) - 1, text[: found.start()].strip(), text[found.end() :].strip()
    if not 0 <= index < len(session.offered) or not leads(lead, world) or counts(after, world):
        return None
    beside = f"{lead} {after}".strip()
    doubts = phrases(world.content.intents.unsure_number).search(beside) is not None
    adds = not friendly(beside, session.offered[index], world)
    return Numbered(found[1], session.offered[index], beside_it(lead, after, world) if adds else "", doubts)


def leads(lead: str, world: World) -> bool:
    """Whether words before a number may lead to it: "yes", "its", "i think"."""
    rules = world.hearing.intents
    return not left_of(lead, world) or rules.says_yes(lead) or rules.says_no(lead)


def beside_it(lead: str, after: str, world: World) -> str:
    """The words beside a number, but for those before it that add nothing."""
    return f"{lead} {after}".strip() if left_of(lead, world) else after


def counts(after: str, world: World) -> bool:
    """Whether words after a number are what it counts: "2 people"."""
    return bool(left_of(after, world)) and phrases(world.content.intents.counted).match(after) is not None


def friendly(words: str, code: str, world: World) -> bool:
    """Whether words add nothing to a number; a yes adds nothing where it answers nothing by itself."""
    flow, name, _ = code.split(":", 2)
    answers = world.hearing.told[flow].codes(name) if flow in world.hearing.told else ()
    left = left_of(words, world)
    return not left or (YES not in answers and world.hearing.intents.says_yes(left))


def left_of(words: str, world: World) -> str:
    """What is left of words without those that add nothing to a number, or say that it is not sure."""
    intents = world.content.intents
    return phrases(f"{intents.unsure_number}, {intents.beside_number}").sub(" ", words).strip(" ,.!:;-")


@lru_cache(maxsize=4)
def phrases(listed: str) -> re.Pattern[str]:
    """What finds any of the phrases listed, the longest first."""
    longest = sorted(map(str.strip, listed.split(",")), key=len, reverse=True)
    return re.compile(rf"(?<![\w'])(?:{'|'.join(map(re.escape, longest))})(?![\w'])")


def value(told: Numbered) -> str:
    """The answer that the number gives."""
    return told.code.split(":", 2)[2]


def must_be_sure(told: Numbered, session: Session, world: World) -> bool:
    """Whether a number that is not sure is of an answer after which less is asked, or confirms."""
    flow, name, code = told.code.split(":", 2)
    heard = world.hearing.told.get(flow)
    lenient = heard is not None and (name, code) in heard.lenient
    return told.unsure and (lenient or name == CONFIRM)


def says_half(told: Numbered, world: World) -> bool:
    """Whether the words are half of what the number says, after which no less is asked: "5 her daughter"."""
    flow, name, code = told.code.split(":", 2)
    tree, heard = world.content.trees.get(flow), world.hearing.told.get(flow)
    asks = tree.questions.get(name) if tree else None
    if asks is None or heard is None or (name, code) in heard.lenient:
        return False
    return any(half.told in heard.speaks_of(told.words) and code in half.options for half in asks.nearer)


def said_beside(told: Numbered, session: Session, inbound: Inbound, world: World) -> str | None:
    """What the words by themselves answer the open question with."""
    heard = heard_as(told.words, session, inbound, world)
    found = heard_answers(FLOWS[session.flow], session, heard, world).get(session.asked or "")
    return bare(found) if found else None


def unsure_number(moment: Moment) -> Turn | None:
    """ "2 I think", of an answer after which less is asked: just the number, if it is sure."""
    told = numbered(moment.session, moment.inbound, moment.world)
    if told is None or told.words or not must_be_sure(told, moment.session, moment.world):
        return None
    codes = [code.rpartition(":")[2] for code in moment.session.offered]
    return again(moment, Say("number_unsure", {"unsure": UNSURE in codes, "change": CHANGE in codes}))


def unsure_yes(moment: Moment) -> Turn | None:
    """ "Yes I think so" to all that was read back: just yes, if it is sure."""
    told, session = moment.world.hearing.told.get(moment.session.flow), moment.session
    if told is None or session.asked != CONFIRM or moment.heard.choice or not told.half_agrees(moment.heard.text):
        return None
    return again(moment, Say("yes_unsure"))


def number_or_words(moment: Moment) -> Turn | None:
    """A number and words that answer otherwise: "3 just me". We ask which it is."""
    told = numbered(moment.session, moment.inbound, moment.world)
    if told is None or not told.words:
        return None
    said = said_beside(told, moment.session, moment.inbound, moment.world)
    return again(moment, Say("number_or_words")) if said not in (None, value(told)) else None
