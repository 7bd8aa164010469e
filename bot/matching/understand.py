"""The one reading of a message: what kind it is, then place, then times, then the need from what is left."""

import re
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from bot.content import Content
from bot.content.checklist import Checklists
from bot.content.trees import TreeContent
from bot.matching import manner, times
from bot.matching.addresses import without_addresses, without_streets
from bot.matching.apart import Ears, Part, apart, for_two
from bot.matching.by_name import SHORTEST
from bot.matching.danger_slips import DangerSlips
from bot.matching.faq import FaqIndex, HeardAnswer
from bot.matching.intents import ALARM, BESIDE, OUTRIGHT, HeardIntent, IntentRules
from bot.matching.kin import Kin
from bot.matching.likeness import FOUNDERS, Likeness
from bot.matching.misspelt import Misspelt
from bot.matching.needs import HeardNeed, NeedIndex
from bot.matching.other_places import OtherPlaces
from bot.matching.patterns import Habits, Rulebook
from bot.matching.place import OUTSIDE
from bot.matching.places import Gazetteer, HeardPlace, Place
from bot.matching.questions import Asking
from bot.matching.relatives import Relatives
from bot.matching.text import Span, beyond, blank, clean, remembering
from bot.matching.time_words import TimeWords
from bot.matching.times import HeardWhen, NotThen, When
from bot.matching.told import Told
from bot.matching.unwanted import Unwanted

FROM = re.compile(r"\bfrom (?=  )")
"""What is left of "from Soham" without the name: "a lift from Soham 3 dec" begins on no day."""
LINK = re.compile(r"\S*(?:://|www\.|@)\S*|</?[a-z][^<>]*>")
"""A web or mail address: it says nothing of a need."""
LINKS = ("@", "://", "www.", "<")
"""Letters without which there is none."""
LIVES = re.compile(
    r"\b(?:(?:but |and )?(?:i|we|he|she|they|who) (?:also |now |all )?)?(?:lives?|living|works|(?<=i )work|(?<=we )work"
    r"|(?<=they )work|lives? (?:in|at|near) [a-z'-]+(?: [a-z'-]+)?,? (?:and |but )?work|s?he'?s|i'?m"
    r"|they'?re|mov(?:es?|ed|ing)(?: back)?(?: in with (?:me|us))?)"
    r" (?:over |up |down |out )?(?:in|near|at|by)\s*\Z"
)
"""What stands before the name of a place where somebody lives or works."""
THERE = (" in", " near", " at", " by")
"""How that ends."""
ROUND_THERE = re.compile(
    r"\b(?:any|some)where(?: (?:else|close|near|nearby|round|around|local|in|by|will do|is fine|that way|at all))*\b"
    r"|\b(?:in )?(?:the |any of the |one of the )?villages?(?: (?:just|all))?(?: (?:round|around|near|by|outside))+\b"
    r"|\b(?:in )?(?:an? |the )?(?:(?:small|little|tiny) )?(?:village|hamlet|town|place) (?:called|named|of)\b"
)
"""What is said beside the name of a place of where around it."""
AROUND = ("where", "village", "called", "named")
"""Letters without which nothing is."""
HOSPITAL_THERE = re.compile(r" (?:royal|general)(?: hospital| infirmary)?\b")
"""The rest of a hospital's name after that of its town: nothing general is asked for."""
BESIDE_IT = 8
"""Letters that may stand between: "or", "in the"."""
OWN_WORK = re.compile(
    r"\b(?:am|is|are|i'?m|s?he'?s|we'?re|they'?re)(?: (?:all|both|still|always|usually|just|now))* at work\b"
    r"|\bwhile (?:i|we|they|s?he) at work\b"
    r"|\b(?:would|will|could|can|do|does|are there|have you)(?: any)? volunteers\b"
    r"|(?:(?<=do you )|(?<=can you )|(?<=could you )|(?<=will you )|(?<=do they )|(?<=can they )|(?<=does she )"
    r"|(?<=does he )|(?<=do any )|(?<=does anyone )|(?<=do people ))work(?! with| for| experience)\b"
    r"|\b(?:(?:i|we|i'?ve|to|have|had|now) (?:gave|give|given|giving|packed|pack|left|quit)(?: up| in)? "
    r"(?:my |our |the )?|(?:gave|given|giving|packed|left|quit)(?: up| in)? (?:my|our) )"
    r"(?:work|jobs?|career)\b(?: for (?:this|him|her|mum|dad|them|it))?"
)
"""Somebody at their own work, and those who might help: neither asks for help with work."""
AROUND_THE_CLOCK = re.compile(r"(?<!week )\b(?:over)?nights?\b|\b24\b|\bclock\b|\bro?utine\b")
"""Times that say what kind of help is needed, too: "overnight carer", "24 hour care", "bedtime routine"."""
ROUTINE = "utine"
"""Letters of what means little without its time."""
WORD = re.compile(r"\w\S*")
MARKS = string.punctuation.replace("_", " ")
"""What may stand behind the last word of a message in plain letters."""
SO_OFTEN = re.compile(r"\bevery (?:few |couple of |\d+ |five |ten |fifteen |twenty |thirty )?min(?:ute)?s?\b")
"""How often something happens, by the minute: no hour at which help is needed ends then."""
LEADS_THERE = re.compile(r"\b(?:in|at|near|by)\s*\Z")
COURTESY = ("please", "pls", "plz", "plse", "thanks", "thank you", "thx", "ta")
"""What is said at the end and asks for nothing."""
KISS = ("x ", "x,", "x.")
"""Letters without which there are not two kisses."""
KISSES = re.compile(rf"\bx+(?:[ ,.]+x+)+\b|(?:[ ,.]+(?:{'|'.join(COURTESY)}))+\W*$")
"""Kisses, and courtesy at the end: they would stand between needs that are told together."""
FAQ = "faq"
PLAIN_NEED = 0.8
"""Score of a need from which on a message asks for that, whatever plain question it is like."""
ASKED = 0.6
"""The same, where the message asks for it in so many words."""
CLOSE = 0.3
"""Score of either of two readings that come near each other."""
FEWEST_LEFT = 4
"""Different words besides a place and a time in the shortest message heard by likeness: else it is only an answer."""
FEWEST_OF_DANGER = 2
"""The same of danger: of "tonite!! pleese" one is left."""
SURELY = 0.85
"""Score from which on a plain answer is what a founder asks for, and not how to begin."""
BUSINESS = ("setup", "list-business")
CQC = "cqc"
FIND, UNKNOWN, STOP = "find-support", "unknown", "stop"
RESPITE = "carer-respite"
CHECKLIST, TRIAGE = "setup_checklist", "cqc_triage"
SPACES_OF_STORY, FACTS_OF_STORY = 20, 3
"""Spaces in the shortest story of care work, and the answers to CQC's questions that it settles at least."""
COUNTY = "area"
"""What kind of place a council's whole area is."""
PLACE = "place"
"""The question that asks where."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message, read once. What was not heard is () or None; `left_over` is what no reader took."""

    text: str
    """The cleaned message."""
    intent: str
    told: HeardIntent | None = None
    """The intent rule that spoke, if one did."""
    what: tuple[HeardNeed, ...] = ()
    denied: tuple[str, ...] = ()
    """Needs that they said they do not want."""
    place: HeardPlace | None = None
    time: HeardWhen | None = None
    not_then: NotThen = times.NO_DATES
    """Dates that they said do not suit."""
    answers: tuple[HeardAnswer, ...] = ()
    """Plain answers that fit a question, best first."""
    left_over: str = ""
    apart: tuple[Part, ...] = ()
    """Two kinds of help at two times or places, where each has its own; `what` and `time` hold all of both."""
    anew: bool = False
    """It asks for other help than was asked for before, at a time or place of its own."""
    choice: str | None = None
    """The code of an option that the message chose: by button, number or label."""
    named: tuple[str, ...] = ()
    """Ids of the businesses of the last list that it names; its text then has their numbers for their names."""

    @property
    def where(self) -> Place | None:
        """The place heard, if any."""
        return self.place.place if self.place else None

    @property
    def others(self) -> tuple[Place, ...]:
        """Other readings of the place."""
        return self.place.others if self.place else ()

    @property
    def when(self) -> When | None:
        """The time heard, if any."""
        return self.time.when if self.time else None

    @property
    def sure(self) -> tuple[str, ...]:
        """The needs asked for."""
        return tuple(need.id for need in self.what if need.sure)


class Hearing:
    """Everything compiled from content, each part when it is first needed."""

    def __init__(self, content: Content) -> None:
        self.content = content

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Places."""
        return Gazetteer.load(self.content.root, tuple(self.content.areas))

    @cached_property
    def place_in(self) -> Callable[[str, str | None, bool], HeardPlace | None]:
        """`Gazetteer.hear`, which remembers."""
        return remembering(self.gazetteer.hear)

    @cached_property
    def told_in(self) -> Callable[[str, str | None], HeardIntent | None]:
        """`IntentRules.hear`, which remembers."""
        return remembering(self.intents.hear)

    @cached_property
    def kin(self) -> Kin:
        """Those whom people look after."""
        return Kin.of(self.content.intents.kin)

    @cached_property
    def relatives(self) -> Relatives:
        """What others do who are told of."""
        return Relatives(self.content.intents.relatives)

    @cached_property
    def other_places(self) -> OtherPlaces:
        """Places that are only told of."""
        return OtherPlaces(self.content.intents.other_places)

    @cached_property
    def unwanted(self) -> Unwanted:
        """What somebody does not want."""
        return Unwanted(self.content.intents.unwanted)

    @cached_property
    def needs(self) -> NeedIndex:
        """Needs."""
        return NeedIndex.of(self.content.needs, self.content.root)

    @cached_property
    def times(self) -> TimeWords:
        """Days, hours and dates."""
        return TimeWords.of(self.content.times)

    @cached_property
    def intents(self) -> IntentRules:
        """Kinds of message."""
        content = self.content
        rules = IntentRules.of(content.intents, self.answers)
        likeness = Likeness.of(content.needs, content.intents, content.faq, rules.spelling.read, content.root)
        likes = Habits.of(content.intents.misspelt)
        habits = rules.spelling.habits

        def slips(book: Rulebook) -> Misspelt:
            return Misspelt(book, habits, likes, lambda word: self.needs.knows(word))

        return replace(
            rules,
            likeness=likeness,
            slips=slips(rules.books.commands),
            list_slips=slips(rules.books.on_list),
            danger_slips=DangerSlips(rules.books.safety.vocabulary, habits, lambda word: self.is_known(word)),
        )

    @cached_property
    def is_known(self) -> Callable[[str], bool]:
        """Whether a word is common English, a place's name, or one by which danger is told from what is none."""
        books, spells = self.intents.books, self.needs.spells
        ours, names = self.intents.spelling.known, self.gazetteer.names.words
        calm, back = books.calm.vocabulary, books.safety.takes_back
        return lambda word: word in ours or word in calm or word in back or word in names or spells(word)

    def tells(self, word: str) -> bool:
        """Whether a word of a business's name tells it from others: no trade, no place, no word of talk about lists."""
        rules = self.intents
        plain = word in rules.plain or word in self.faq.empty or rules.of_lists(word)
        return len(word) >= SHORTEST and not plain and self.place_in(word, None, False) is None

    @cached_property
    def faq(self) -> FaqIndex:
        """Plain answers."""
        return FaqIndex.of(self.content.faq)

    @cached_property
    def asking(self) -> Asking:
        """Plain answers asked for in words of no phrasing. Loaded with the first message that may ask for one."""
        return Asking.of(self.faq, self.content.faq, self.content.needs, self.content.root)

    def answers(self, words: str) -> tuple[HeardAnswer, ...]:
        """The plain answers that the words of a question fit, as far as nothing learnt speaks against them."""
        found = self.faq.find(words)
        return self.asking.standing(words, found) if found else ()

    @cached_property
    def for_founders(self) -> dict[str, str]:
        """Plain answer -> the one that a founder is given in its place; without those that they are not given."""
        answers = self.content.faq.answers
        theirs = {name: answer.to_founders or name for name, answer in answers.items()}
        return {name: own for name, own in theirs.items() if answers[own].founders}

    @cached_property
    def told(self) -> dict[str, Told]:
        """What the founder's flows hear in people's own words, by flow name."""
        heard: dict[str, TreeContent | Checklists] = {**self.content.trees, CHECKLIST: self.content.checklists}
        speller = self.needs.speller
        return {name: Told.of(one.hears, one.says, self.content.intents, speller) for name, one in heard.items()}


class Slots(NamedTuple):
    """What a message says of a need, a place and a time."""

    words: str
    """The message, less where somebody lives who needs nothing."""
    rest: str
    """What is left when places, times, addresses and links are taken out."""
    asked_for: str
    """The same with landmarks, and who asks: danger may be told in those."""
    what: tuple[HeardNeed, ...]
    denied: tuple[str, ...]
    place: HeardPlace | None
    time: HeardWhen | None
    not_then: NotThen

    @property
    def told_in(self) -> str:
        """What danger is looked for in."""
        return without_kisses(without_streets(self.asked_for))

    @property
    def wanted(self) -> bool:
        """Whether a need is surely asked for."""
        return any(need.sure for need in self.what)

    @property
    def plain(self) -> bool:
        """Whether a need is asked for plainly."""
        return any(need.sure and need.score >= PLAIN_NEED for need in self.what)


def understand(
    raw: str,
    hearing: Hearing,
    now: datetime,
    area: str | None = None,
    asked: str | None = None,
    channel: str | None = None,
) -> Heard:
    """Read a message.

    `area` settles ambiguous places; `asked`, the open question, lets a bare "Reading" be a place where one was asked
    for; `channel` decides whether CANCEL opts out.
    """
    text = clean(raw)
    told = danger_beyond(raw, hearing) or hearing.told_in(text, channel)
    words = without_others(text, now, hearing)
    words, place = of_need(words, hearing.place_in(words, area, asked == PLACE), area, asked, hearing)
    if place is None and (told is None or told.weak):
        told = hearing.intents.misspelt(words) or told
    slots = slots_of(words, place, told, now, hearing, asked == PLACE)
    told = of_work(standing(told, slots, hearing), slots, hearing)
    intent, answers = meant(told, slots, hearing)
    return Heard(
        text=text,
        intent=intent,
        told=told,
        what=() if intent == UNKNOWN or only_danger(told, slots) else slots.what,
        denied=slots.denied,
        place=place,
        time=slots.time,
        not_then=slots.not_then,
        answers=answers,
        left_over=" ".join(slots.rest.split()),
        apart=parts_of(slots, area, now, hearing) if slots.wanted and intent == FIND else (),
    )


def danger_beyond(raw: str, hearing: Hearing) -> HeardIntent | None:
    """Danger told after the part of a long message that is read for anything else.

    So long a story may name a school: only an age tells of a child.
    """
    rules = hearing.intents
    told = ((part, rules.safety(part)) for part in beyond(raw))
    return next(
        (replace(danger, child=danger.child and rules.tells_age(part)) for part, danger in told if danger), None
    )


def only_danger(told: HeardIntent | None, slots: Slots) -> bool:
    """Whether danger is told that only the ear hears, and nothing asked for: "and leaving the gas on" wants no cook."""
    if told is None or not told.faint:
        return False
    return not (slots.plain or slots.place or slots.time or slots.denied or manner.asks_outright(slots.words))


def slots_of(
    words: str,
    place: HeardPlace | None,
    told: HeardIntent | None,
    now: datetime,
    hearing: Hearing,
    answers_where: bool = False,
) -> Slots:
    """The place before the time, the need from what is left of both. What is a command from end to end has no need."""
    after_place = manner.without_long_since(without_places(words, place) if place else words)
    timed = FROM.sub("     ", after_place) if place and "from" in after_place else after_place
    if "every" in timed and "min" in timed:
        timed = SO_OFTEN.sub(lambda often: " " * len(often[0]), timed)
    time, not_then = (None, times.NO_DATES) if _foreign(told) else times.hear_both(timed, now, hearing.times)
    spans = (*(time.spans if time else ()), *not_then.spans)
    asked_for = without_helpers(without_links(blank(after_place, spans) if spans else after_place))
    rest = without_kisses(without_addresses(manner.without_own_trade(asked_for), answers_where))
    says_more = any(len(word) > 1 for word in rest.split()) and not (told and told.whole)
    what, denied = hearing.needs.heard(manner.in_place_of(rest)) if says_more else ((), ())
    if says_more and time and (ROUTINE in after_place or not any(need.sure for need in what)):
        what = around_the_clock(after_place, hearing) or what
    return Slots(words, rest, asked_for, what, denied, place, time, not_then)


def around_the_clock(words: str, hearing: Hearing) -> tuple[HeardNeed, ...]:
    """The needs that words ask for together with their time: the night, all day, or a routine of then; () for none."""
    if not AROUND_THE_CLOCK.search(words):
        return ()
    heard = hearing.needs.hear(without_addresses(without_helpers(without_links(words))))
    return heard if any(need.sure and need.told for need in heard) else ()


def meant(told: HeardIntent | None, slots: Slots, hearing: Hearing) -> tuple[str, tuple[HeardAnswer, ...]]:
    """What kind of message it is, and the plain answers that fit."""
    intent = intent_of(told, slots)
    if intent == FAQ and told and told.ruled_answer:
        return intent, (told.ruled_answer,)
    if told is None and slots.time is not None and not hearing.faq.tells(slots.rest):
        return intent, ()
    return answers_of(intent, told, slots, hearing)


def without_others(words: str, now: datetime, hearing: Hearing) -> str:
    """`words` less the help that others have, where a place or time of their own is told besides."""
    relatives = hearing.relatives
    already = relatives.own_help(words)
    theirs = (*relatives.helped(words), *relatives.seen_to(words), *already)
    rest = blank(words, theirs)
    if already and not relatives.asks(rest):
        return rest
    own = bool(theirs) and (hearing.place_in(rest, None, False) or times.hear(rest, now, hearing.times))
    return rest if own else words


def of_need(
    words: str, place: HeardPlace | None, area: str | None, asked: str | None, hearing: Hearing
) -> tuple[str, HeardPlace | None]:
    """`words` and their place, less where a relative lives who needs nothing, if that is none of our places."""
    told = ((span, hearing.relatives.told_of(words, span)) for span in (place.spans if place else ()))
    theirs = [of_whom for span, of_whom in told if of_whom and is_outside(words, span, hearing)]
    if not theirs:
        return words, place
    rest = blank(words, theirs)
    return rest, hearing.place_in(rest, area, asked == PLACE)


def without_places(words: str, place: HeardPlace) -> str:
    """`words` less the places named, how near, and that somebody lives or works there: only what is needed is left."""
    led = (start for start, _ in place.spans if words[:start].rstrip().endswith(THERE))
    lives = ((LIVES.search(words, 0, start), start) for start in led)
    theirs = ((found.start(), start) for found, start in lives if found)
    wards = (found.span() for _, end in place.spans if (found := HOSPITAL_THERE.match(words, end)))
    return blank(words, (*place.spans, *theirs, *wards, *round_there(words, place.spans)))


def round_there(words: str, places: Sequence[Span]) -> Iterator[Span]:
    """What beside the name of a place says how near it may be: "anywhere near Ely"."""
    for found in ROUND_THERE.finditer(words) if any(map(words.__contains__, AROUND)) else ():
        gaps = (gap for start, end in places for gap in (start - found.end(), found.start() - end))
        if any(abs(gap) <= BESIDE_IT for gap in gaps):
            yield found.span()


def is_outside(words: str, at: Span, hearing: Hearing) -> bool:
    """Whether the place named there lies outside our councils."""
    named = hearing.place_in(words[slice(*at)], None, True)
    return named is not None and named.place.area == OUTSIDE


def without_helpers(words: str) -> str:
    """`words` less whose work it is or when they are at theirs: "when he's at work", "would volunteers do it"."""
    if "support" in words or not ("work" in words or "job" in words or "volunteers" in words):
        return words
    return OWN_WORK.sub(lambda found: " " * len(found[0]), words)


def without_kisses(words: str) -> str:
    """`words` less kisses, and courtesy at the end."""
    kissed = any(map(words.__contains__, KISS))
    said = words.rstrip(MARKS) if words.isascii() else ""
    return words if said and not kissed and not said.endswith(COURTESY) else KISSES.sub(" ", words)


def without_links(words: str) -> str:
    """`words` less web and mail addresses and the marks of a page, which hardly any message has."""
    return LINK.sub(" ", words) if any(map(words.__contains__, LINKS)) else words


def standing(told: HeardIntent | None, slots: Slots, hearing: Hearing) -> HeardIntent | None:
    """What was told, if it stands beside the need, place and time that were heard as well."""
    if told is not None and told.danger and in_a_name(slots, hearing):
        return None
    placed_and_timed = slots.place is not None and slots.time is not None
    least = OUTRIGHT if placed_and_timed and slots.wanted else BESIDE if slots.plain else ALARM
    told = believed(told, slots, least, hearing.intents)
    if told is None or told.likeness is None:
        return told
    rest, fewest = (slots.told_in, FEWEST_OF_DANGER) if told.danger else (slots.rest, FEWEST_LEFT)
    if (slots.place or slots.time) and len(set(WORD.findall(rest))) < fewest:
        return None
    return None if told.intent == STOP and times.limits_texts(slots.words, hearing.times) else told


def in_a_name(slots: Slots, hearing: Hearing) -> bool:
    """Whether the danger heard lies in a place's name of several words: "Hemingford Grey", "Stoke Prior"."""
    named = slots.place.place.name.casefold().replace("-", " ") if slots.place else ""
    if slots.place is None or " " not in named or named not in slots.words.replace("-", " "):
        return False
    return hearing.intents.safety(LEADS_THERE.sub("", blank(slots.words, slots.place.spans))) is None


def of_work(told: HeardIntent | None, slots: Slots, hearing: Hearing) -> HeardIntent | None:
    """What was told, as far as it is of their own work: "I don't need care, I need a gardener" tells of none; a long
    story of care work asks about registration."""
    if told and told.likeness is not None and told.intent in FOUNDERS and slots.wanted and slots.denied:
        told = None
    if (
        told
        and told.intent in BUSINESS
        and told.likeness is not None
        and slots.wanted
        and manner.is_for_client(slots.words)
    ):
        told = None
    if told and told.intent == FAQ and not told.ruled_answer and wants_plainly(slots, hearing):
        told = None
    return HeardIntent(CQC, "tells of care work") if tells_care_work(told, slots.words, hearing) else told


def wants_plainly(slots: Slots, hearing: Hearing) -> bool:
    """Whether help is plainly wanted and nothing asked: "but she could do with some company"."""
    return slots.plain and manner.asks_outright(slots.words) and not hearing.faq.opens(slots.words)


def tells_care_work(told: HeardIntent | None, words: str, hearing: Hearing) -> bool:
    """Whether a long message that no rule knows tells what CQC's questions ask: a founder's story.

    Nobody who looks for help, or tells of danger, says three such things.
    """
    known = told is not None and (told.likeness is None or told.kind == "self-harm")
    if known or words.count(" ") < SPACES_OF_STORY or TRIAGE not in hearing.content.trees:
        return False
    return len(hearing.told[TRIAGE].settled(words)) >= FACTS_OF_STORY


def parts_of(slots: Slots, area: str | None, now: datetime, hearing: Hearing) -> tuple[Part, ...]:
    """Two kinds of help at two times, in two places or for two people; () where none of these is told twice."""
    spans, named = slots.time.spans if slots.time else (), slots.place.spans if slots.place else ()
    people = hearing.kin.told(slots.words) if hearing.kin.are_two(slots.words) else ()
    if max(len(spans), len(named), len(people)) < 2:
        return ()

    def heard(part: str) -> tuple[HeardNeed, ...]:
        return tuple(need for need in hearing.needs.hear(without_helpers(part)) if need.sure)

    def outright(part: str) -> tuple[str, ...]:
        return tuple(need.id for need in heard(part) if manner.asks_outright(part)) or ears.needs(part)

    ears = Ears(
        place=lambda part: hearing.place_in(part, area, False),
        time=lambda part: times.hear(part, now, hearing.times),
        needs=lambda part: of_part(part, heard(part)) or of_close(part, slots, hearing),
        leaves=hearing.content.needs.leaves,
    )
    return apart(slots.words, spans, named, ears) or for_two(slots.words, people, replace(ears, needs=outright))


def of_part(part: str, sure: Sequence[HeardNeed]) -> tuple[str, ...]:
    """The needs that a part of a message asks for: where one is plain, what words tell beside it too."""
    least = least_of(part)
    plain = any(need.score >= least for need in sure)
    return tuple(need.id for need in sure if need.told or need.score >= least) if plain else ()


def of_close(part: str, slots: Slots, hearing: Hearing) -> tuple[str, ...]:
    """The one of two close readings of a part that the whole message asks for: "washing" beside "company for gran"."""
    close, sure = hearing.needs.hear(without_helpers(part))[:2], {need.id for need in slots.what if need.sure}
    return tuple(need.id for need in close if need.told and need.id in sure and need.score >= CLOSE)


def least_of(part: str) -> float:
    """The least score of a need that a part of a message asks for: less, where it asks in so many words."""
    return ASKED if manner.asks_outright(part) else PLAIN_NEED


def _foreign(told: HeardIntent | None) -> bool:
    """Whether a rule knows it for no business of ours: "claim now" is then no hurry of theirs."""
    return told is not None and told.intent == UNKNOWN and not told.weak and told.likeness is None


def answers_of(
    intent: str, told: HeardIntent | None, slots: Slots, hearing: Hearing
) -> tuple[str, tuple[HeardAnswer, ...]]:
    """The plain answers that fit, and the intent with them: by their words, else by what was learnt from many voices.

    Where it says neither where nor when, what is put as a question is one before it is a need ("do they take
    cheques?"), unless the need is wanted surely and the answer is not sure.
    """
    words, wanted = without_links(slots.words), slots.wanted
    guessed = told is not None and told.likeness is not None
    opens = hearing.faq.opens(words)
    ours = intent in BUSINESS or (intent == CQC and guessed and opens)
    if ours and (own := of_business(words, guessed, hearing)):
        return FAQ, own
    if intent == CQC and (asked := hearing.faq.said_word_for_word(words)):
        return FAQ, (asked,)
    placed = slots.place is not None or (slots.time is not None and not opens)
    asks = opens and intent == FIND and not placed
    found = hearing.answers(words) if asks or intent in (FAQ, UNKNOWN) else ()
    if found and not (asks and wanted and not found[0].sure):
        return (FAQ if asks else intent), found
    if intent not in (FIND, UNKNOWN) and not (told and told.weak and guessed):
        return intent, ()
    if wanted and slots.place is not None and not opens:  # no answer would stand beside that
        return intent, ()
    no_business = told is not None and told.intent == UNKNOWN
    found = hearing.asking.find(words, beside=placed or wanted or no_business)
    found = tuple(answer for answer in found if stands_beside(answer, slots, opens, hearing))
    return (FAQ if found else intent), found


def stands_beside(answer: HeardAnswer, slots: Slots, opens: bool, hearing: Hearing) -> bool:
    """Whether an answer is asked for, and not the need, place or time that are told with it.

    "Can they do hair as well" is put like "can they help with medicines", and asks for a need all the same.
    """
    if is_searched(answer, slots, hearing) or sends_for_somebody(slots):
        return False
    if not slots.wanted:
        return True
    if slots.place is None and slots.time is None and answer.score >= SURELY:
        return True
    return (opens or slots.place is None) and hearing.faq.names(slots.words, answer.id)


def sends_for_somebody(slots: Slots) -> bool:
    """Whether somebody is plainly wanted for a need at a time: "can anybody come at short notice today to sit with"."""
    return slots.plain and slots.time is not None and manner.asks_to_come(slots.words)


def is_searched(answer: HeardAnswer, slots: Slots, hearing: Hearing) -> bool:
    """Whether an answer of where we find help gives way to the town or postcode that is named: "do you cover Ely"."""
    named = slots.place is not None and slots.place.place.kind != COUNTY
    return named and hearing.content.faq.answers[answer.id].where


def of_business(words: str, guessed: bool, hearing: Hearing) -> tuple[HeardAnswer, ...]:
    """The plain answer surely asked for about one matter of a business: "what insurance do I need as a carer?".

    None where it asks how to begin, or whether to register: the founder's flows are the answer to that. `guessed`: no
    rule heard that it is of a business.
    """
    if not (guessed or hearing.faq.opens(words)):
        return ()
    answers = hearing.content.faq.answers
    found = hearing.asking.find(words) or hearing.answers(words)
    named = [answers[one.id] for one in found]
    theirs = [answers.get(one.to_founders, one) for one in named]
    if found and found[0].score >= SURELY and all(one.founders and not one.begins for one in theirs):
        return found[:1]
    near = hearing.asking.nearest(words, hearing.for_founders) if guessed and hearing.faq.opens(words) else ()
    return near if len(near) == 1 and near[0].sure and not answers[near[0].id].begins else ()


def believed(told: HeardIntent | None, slots: Slots, least: float, rules: IntentRules) -> HeardIntent | None:
    """What was told; faint danger only where it is heard without place and time too: names of towns mean nothing.

    `least`: how well it must be heard beside what the message asks for. Self-harm is told so too: no louder.
    """
    if told is None or not told.faint:
        return told
    rest = slots.told_in
    heard = rules.safety(rest) if len(rest.split()) >= FEWEST_LEFT else None
    bar = min(least, BESIDE) if heard and heard.kind == "self-harm" else least
    sure = heard is not None and (heard.likeness is None or heard.likeness >= bar)
    return heard if sure else rules.topic(slots.words)


def intent_of(told: HeardIntent | None, slots: Slots) -> str:
    """What was told outright; a weak telling gives way to a need or place, and any slot beats nothing.

    What seems no business of ours gives way to a place and to a plain need alone: everybody's chatter has days in it;
    what is surely none, to a plain need that is asked for in so many words or in place of another. A carer who says how
    worn out they are, and asks for nothing yet, is heard as that.
    """
    sure = {need.id for need in slots.what if need.sure}
    placed, timed = slots.place is not None, slots.time is not None
    guessed_beside_time = told is not None and told.likeness is not None and timed
    weaker = told is not None and told.intent != UNKNOWN and (bool(sure) or guessed_beside_time)
    asked_for = placed or slots.plain or weaker
    if told and told.intent == UNKNOWN and slots.plain and (slots.denied or manner.asks_outright(slots.words)):
        return FIND
    asks = slots.plain or manner.asks_outright(slots.words)
    worn_out = told and told.intent == "carer-support" and not placed and not timed and (sure <= {RESPITE} or not asks)
    if told and (worn_out or not (told.weak and asked_for)):
        return told.intent
    return FIND if asked_for or timed or slots.what else UNKNOWN
