"""A message read once, with the option that it chooses, in a session that has slept off what went stale."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import time, timedelta

from bot.flows import find_support as finding
from bot.flows import people
from bot.flows.question import Answers, Session, World
from bot.flows.reminders import NUDGES, SILENCE
from bot.matching import manner, times
from bot.matching.by_name import Named, named_in
from bot.matching.intents import IntentRules
from bot.matching.place import OUTSIDE, km_between
from bot.matching.places import HeardPlace, Place
from bot.matching.text import Span, blank, clean
from bot.matching.understand import COUNTY, FIND, UNKNOWN, Heard, understand
from bot.message import Inbound

OF_SEVERAL = re.compile(r"\b(?:\d+|one|two|three|four|five|six) of\b")
OF_LIST = re.compile(r"\b(details?|more|info|first aid)\b")
PICK = re.compile(r"(?:option|number|no\.?|choice)?\s*#?(\d{1,2})[.)]?(?: (?:please|pls|plz|thanks|ta))?")
YES_FIRST = re.compile(r"y(?:es|eah|eh|ep|up)\b")
"""What "yes thanks" begins with, and "ok thanks" does not: that is only thanks."""
PLACE = f"{finding.NAME}:place:"
ONE = re.compile(r"\b(?:one|1)\b")
NEAR_KM = 20.0
"""How far from a town the one near it may be."""
IN_HOSPITAL = re.compile(r"\b(?:hospital|hosp|rehab|ward|hospice)\b(?: (?:in|at|over|near|bed|the|a))*[ ,]*$")
HOSPITAL = re.compile(r" (?:royal|general|hospital|infirmary|hosp)\b")
ERRANDS = frozenset(("transport", "trips-out", "shopping"))
"""Kinds of help that go somewhere from home."""
GOES_TO = re.compile(
    r"(?<!move)(?<!moved)(?<!moving)(?<!change)(?<!switch)(?<!it)(?<!that)(?<!that's)(?<!close)(?<!next) (?:to|into)"
    r"(?: (?:the|a|an|my|our|his|her|see|visit|\w+'s|friends?|sisters?|brothers?|sons?|daughters?|mums?|dads?|shops?"
    r"|shopping|town|hospital|hosp|clinic|doctors?|dentist|station|market|church|club|college|school|appointment"
    r"|centre|center))*(?: (?:in|at|over in|near|up in|down in))?\s*$"
)
"""What stands before the place that an errand goes to: "to the hospital in", "to the shops at"."""
WORKS_IN = re.compile(
    r"\b(?:i|we|he|she|they|(?:my|our|her|his) \w+)(?: (?:only|now|also|mostly))? (?:work|works|worked|commutes?)"
    r"(?: (?:over|out|down|up|full time|part time|days|nights|shifts|as an? \w+)){0,2} (?:in|at|near|for)\s*\Z"
)
"""What stands before the place where somebody works."""
ASKS_THERE = re.compile(
    r"\b(?:for (?:my|our|her|his|him|me|us)|mum|dad|nan|gran|grandad|need|want|one|same|too|also|live|moving)\b"
)
"""What may want help there."""
OF_THEIRS = re.compile(
    r"\b(?:gp|doctors?|surgery|dentist|chemist|church|club|school|college|day cent\w+)"
    r"(?: (?:is|are|lives?))* (?:over )?(?:in|at|near)\s*$"
    r"|\b(?:goes|going|visits?|visiting|off)(?: (?:to|and|see|her|his|my|our|their|the|a|friends?|family|sisters?"
    r"|brothers?|sons?|daughters?|aunt\w*|cousins?|club|church|in|at|over))*\s*$"
)
"""What stands before a place where somebody else is, or where they go."""
HELPS_THERE = re.compile(r" (?:helps?|visits?|comes?|pops?|does it|looks after (?:her|him))\b")
"""What stands after a place where somebody lives who helps: "her sister in Soham helps"."""
NOT_THERE, ONE_THERE = re.compile(r"\bnot (?:the )?(?:one in )?$"), re.compile(r"(?: one| st\b|$)")
"""What stands before and after where another place of the same name lies: "not the Cornwall one"."""
AT_MEALS, LONGEST_MEALS = ("at a meal",), 6
"""The rule that hears meals as times, and the words of the longest answer that is nothing else."""
AFTER_EARLY = "from 10am"
"""What we take "not too early" for."""
OF_NIGHT = re.compile(r"\b(?:night|nite)s?\b")
NIGHTLY = frozenset(("part of the day", "every part of the day"))
"""The rules of a night that may be an evening."""
EVENING = time(17), time(21)
NAME_WORD = re.compile(r"[a-z']+")
KINDS_OF_PLACE = frozenset(("town", "village", "city"))
YES_IT_IS = frozenset(("it", "is", "yes", "that"))
OF_A_PLACE = (
    KINDS_OF_PLACE | YES_IT_IS | frozenset("the place one its thats i mean in on near there not month oh sorry".split())
)
"""What is said beside a place's name that is said again."""
WIDER = re.compile(r"\b(?:any|all|whole|rest|across|around|wider|else|elsewhere|either|anywhere|everywhere|over)\b")
"""What looks in all of a county."""
AM_IN = re.compile(r"\b(?:i'?m|i am|i live|ive moved|i work)(?: \w+)? (?:in|at|near)\s*$")
SENTENCE_END = re.compile(r"[.!,;\n-]+\s+")
WHAT_ABOUT = re.compile(
    r"\b(?:isn'?t|is not|aren'?t|are not|not) (?:one of )?(?:yours?|covered|in your area|your area)\b\W+"
    r"(?:so |but |and |ok )?(?=(?:what|how) about\b|try\b|do you\b)",
    re.IGNORECASE,
)
"""After a place that is none of ours, where another is asked about: "Ludlow isnt yours. What about Bromyard"."""
FEWEST_NEEDS = 2
"""Needs of the shortest choice between them."""
PERSONAL = "personal-care"
"""The group of needs that are done to somebody."""
PRONOUNS = frozenset("me myself her herself him himself them themselves us ourselves".split())
BESIDE_A_PERSON = frozenset("my our the for of its thats it is a person people not clothes just please".split())
"""What is said beside a person: "for my mum", "me not clothes"."""
FEWEST_AFTER = 3
"""Words after thanks from which they may ask something."""
A_DAY = timedelta(days=1)


def hear(session: Session, inbound: Inbound, world: World) -> Heard:
    """The message read once, with the option that it chooses."""
    heard = heard_as(inbound.words, session, inbound, world)
    if heard.place and not outright(heard) and (about := WHAT_ABOUT.search(inbound.words)):
        heard = heard_as(inbound.words[about.end() :], session, inbound, world)
    if after := after_courtesy(heard, inbound, world):
        besides = heard_as(after, session, inbound, world)
        heard = heard if is_chatter(besides, world) and not PICK.fullmatch(after) else besides
    heard = beside_the_search(calling(session, heard, inbound, world), session, world)
    heard = replace(heard, place=None) if elsewhere(heard, session, world) else heard
    heard = in_the_evening(not_early(at_meals(heard, session, world), session, world), session, world)
    held = session.held(finding.NAME)
    heard = less_of_others(heard, held, world) if finding.NEED.name in held else heard
    if inbound.point:
        heard = replace(heard, place=HeardPlace(world.hearing.gazetteer.at(*inbound.point), (), (), "location", None))
        heard = replace(heard, intent=FIND)
    chosen = choice_of(session, inbound, heard, world)
    if of_places(session) and manner.takes_either(heard.text):
        heard = replace(heard, time=None)
    return (
        replace(heard, choice=chosen, intent=FIND if chosen == finding.ANY_TIME else heard.intent) if chosen else heard
    )


def less_of_others(heard: Heard, held: Answers, world: World) -> Heard:
    """The reading less where and when others have help, and when somebody does what they do: amid a search these are no
    place and no time of theirs."""
    keeps = finding.WHEN.name in held and not set(held[finding.NEED.name].split("+")) & ERRANDS
    relatives = world.hearing.relatives
    others, does = relatives.helped(heard.text), relatives.habit(heard.text) if keeps else None
    stretches = (((others[0][0], others[-1][1]),) if others else ()) + ((does,) if does else ())
    place = None if heard.place and lies_within(heard.place.spans, stretches[: len(others) > 0]) else heard.place
    told = heard.time is not None and not heard.time.excluded and lies_within(heard.time.spans, stretches)
    time = None if told else heard.time
    if keeps and heard.time and not heard.time.excluded and relatives.are_covered(heard.text, heard.time.spans):
        time = times.less_days(heard.time)
    return replace(heard, place=place, time=time)


def lies_within(spans: tuple[Span, ...], stretches: tuple[Span, ...]) -> bool:
    """Whether every one of some spans lies in one of these stretches."""
    return any(all(first <= start and end <= last for start, end in spans) for first, last in stretches)


def at_meals(heard: Heard, session: Session, world: World) -> Heard:
    """The reading of "lunch and tea", where the day or time is asked for: when, and nothing to cook."""
    if session.asked != finding.WHEN.name or heard.time or not heard.what or len(heard.text.split()) > LONGEST_MEALS:
        return heard
    said = times.hear(f"at {heard.text}", world.now, world.hearing.times)
    if said is None or said.rules != AT_MEALS or blank(f"at {heard.text}", said.spans).strip(" .!,"):
        return heard
    return replace(heard, time=said, what=(), intent=FIND)


def not_early(heard: Heard, session: Session, world: World) -> Heard:
    """The reading of "not too early", of whoever is looking for help: from ten, which is said back."""
    searches = session.flow == finding.NAME and finding.NEED.name in session.held()
    if not searches or heard.time or heard.choice or not world.hearing.intents.says_not_early(heard.text):
        return heard
    return replace(heard, time=times.hear(AFTER_EARLY, world.now, world.hearing.times), what=(), intent=FIND)


def in_the_evening(heard: Heard, session: Session, world: World) -> Heard:
    """The reading with evenings for nights, where what is needed is of the day."""
    told = heard.time
    if told is None or told.when.others or not NIGHTLY.issuperset(told.rules) or not OF_NIGHT.search(heard.text):
        return heard
    needs = heard.sure or session.held(finding.NAME).get(finding.NEED.name, "").split("+")
    if not set(needs) <= set(world.content.needs.by_day):
        return heard
    start, end = EVENING
    return replace(heard, time=replace(told, when=replace(told.when, start=start, end=end)))


def elsewhere(heard: Heard, session: Session, world: World) -> bool:
    """Whether a place is only told of, beside the one where help is needed: the hospital, where who asks lives or
    works, or where others had help."""
    if heard.place is None or finding.place_of(session.held(finding.NAME), world) is None:
        return False
    if world.hearing.intents.tells_of_others(heard.text):
        return True
    if only_its_county(heard, session, world) or says_it_again(heard.text, session, world):
        return True
    start, end = heard.place.spans[0]
    if NOT_THERE.search(heard.text[:start]) and ONE_THERE.match(heard.text[end:]):
        return True
    if not heard.sure and WORKS_IN.search(heard.text[:start]):
        return True
    if is_errand(heard, session) and GOES_TO.search(f" {heard.text[:start]}"):
        return True
    if heard.what:
        return False
    theirs = OF_THEIRS.search(heard.text[:start]) or HELPS_THERE.match(heard.text[end:])
    if theirs and not ASKS_THERE.search(heard.text):
        return True
    if IN_HOSPITAL.search(heard.text[:start]) or HOSPITAL.match(heard.text[end:]):
        return True
    return heard.place.place.area == OUTSIDE and AM_IN.search(heard.text[:start]) is not None


def is_errand(heard: Heard, session: Session) -> bool:
    """Whether what is asked for, else what is looked for, goes somewhere from home."""
    held = session.held(finding.NAME).get(finding.NEED.name, "").split("+")
    return set(heard.sure or held) <= ERRANDS


def says_it_again(text: str, session: Session, world: World) -> bool:
    """Whether it only says again, or in full, the place that is held: "march the town", "on the naze"."""
    place = finding.place_of(session.held(finding.NAME), world)
    said = set(NAME_WORD.findall(text))
    if place is None or not said - YES_IT_IS:
        return False
    name = set(NAME_WORD.findall(place.name.casefold()))
    return said <= name | OF_A_PLACE and not (said.isdisjoint(name) and said.isdisjoint(KINDS_OF_PLACE))


def only_its_county(heard: Heard, session: Session, world: World) -> bool:
    """Whether it says in which county the place lies that is held: "the one in Hunts", and not all of that."""
    held, told = finding.place_of(session.held(finding.NAME), world), heard.where
    if held is None or told is None or told.kind != COUNTY or heard.what or WIDER.search(heard.text):
        return False
    return held.kind != COUNTY and lies(held, told, heard.text)


def beside_the_search(heard: Heard, session: Session, world: World) -> Heard:
    """The reading, beside what is looked for: whether it asks for other help, at a time of its own."""
    held, needs = session.held(finding.NAME).get("need"), finding.changed_needs(heard, world)
    if not held or not needs or finding.adds(heard) or not finding.says_when(heard):
        return heard
    if finding.in_passing(heard, world):
        return heard
    leaves = world.content.needs.leaves
    before, after = ({leaf for code in some for leaf in (code, *leaves(code))} for some in (held.split("+"), needs))
    return replace(heard, anew=before.isdisjoint(after))


def calling(session: Session, heard: Heard, inbound: Inbound, world: World) -> Heard:
    """The reading of a message that calls businesses of the last list by name: their numbers stand for their names.

    Danger and commands ("forget me") are heard as ever, and so are another need or a place told besides.
    """
    called = named_on(session, heard, world)
    if called is None or outright(heard) or not calls(called, world.hearing.intents):
        return heard
    besides = heard_as(called.rest, session, inbound, world)
    ours = besides.where is not None and besides.where.area in world.content.areas
    # "Email for rowan?" is said of the list; "to cut back my willow" asks for a gardener.
    if ours or (finding.plain_needs(besides) and not world.hearing.intents.of_list(called.by_number)):
        return heard
    ids = listed(session)
    return replace(heard_as(called.by_number, session, inbound, world), named=tuple(ids[at] for at in called.at))


def outright(heard: Heard) -> bool:
    """Whether a message is plainly something else than talk of a list: danger, or a command as a whole."""
    told = heard.told
    return told is not None and (told.danger or told.whole or told.intent == "stop")


def calls(called: Named, rules: IntentRules) -> bool:
    """Whether a name is meant: one word that people use of much else counts only where they choose by it.

    "The spoon one" is; "I dont mind" is not, where there is a Peace of Mind.
    """
    if len(called.said) > 1 or not rules.spelling.knows(called.said[0]):
        return True
    talk = rules.of_list(called.by_number)
    return talk is not None and talk.whole


def named_on(session: Session, heard: Heard, world: World) -> Named | None:
    """The businesses of the last list that a message names; those named before for the same search count too."""
    if not session.page or session.flow in people.FOUNDER_FLOWS:
        return None
    found = (world.catalogue.by_id(one) for one in listed(session))
    names = [provider.name if provider else "" for provider in found]
    return named_in(heard.text, names, world.hearing.tells, world.hearing.needs.knows)


def listed(session: Session) -> tuple[str, ...]:
    """Ids of those on the last list, then of those named before for the same search."""
    return tuple(dict.fromkeys((*session.page, *session.shown)))


def heard_as(words: str, session: Session, inbound: Inbound, world: World) -> Heard:
    """What these words of a message say, by themselves."""
    asked = session.asked if session.flow == finding.NAME else None
    bare = nameless(clean(words), session, world)
    heard = understand(bare or words, world.hearing, world.now, home(session, world), asked, inbound.channel)
    return replace(heard, text=clean(words)) if bare else heard


def nameless(words: str, session: Session, world: World) -> str:
    """Cleaned words but for the names of businesses that are on no list of theirs; empty where they have none.

    "I was with Bluebell Basket Care" asks for no outing.
    """
    found = [(one, at) for one, at in world.catalogue.called(words) if one not in listed(session)]
    spans = [span for one, at in found if (span := name_at(one, at, words, world))]
    rest = blank(words, spans)
    return rest if spans and len(rest.split()) >= FEWEST_AFTER else ""


def name_at(provider_id: str, at: int, words: str, world: World) -> Span | None:
    """Where the whole name of a business stands, that begins at a place in cleaned words; its first two words else."""
    provider = world.catalogue.by_id(provider_id)
    if provider is None:
        return None
    name = provider.name.lower()
    return (at, at + len(name if words.startswith(name, at) else " ".join(name.split()[:2])))


def home(session: Session, world: World) -> str | None:
    """The area that settles an ambiguous name: of the place told, else the one they named, else the deployment's."""
    place = finding.place_of(session.held(finding.NAME), world)
    told = place.area if place and place.area in world.content.areas else None
    return told or session.area or people.works_in(session) or world.area


def choice_of(session: Session, inbound: Inbound, heard: Heard, world: World) -> str | None:
    """The code chosen: by button, by a number that is the whole message, or by yes, no or all where that is offered.

    To "which day or time?", "dunno" and "whenever they can" choose any time.
    """
    if not inbound.pressed and (leaving := leaving_told(session, heard, world)):
        return leaving
    if inbound.pressed or heard.named:
        return inbound.pressed
    if picked := PICK.fullmatch(heard.text):
        index = int(picked[1]) - 1
        return session.offered[index] if 0 <= index < len(session.offered) else None
    if (nth := nth_told(session, heard)) is not None:
        return nth
    rules = world.hearing.intents
    every = next((code for code in session.offered if "+" in code), None)
    agrees = rules.says_yes(heard.text) and (heard.intent != "thanks" or YES_FIRST.match(heard.text) is not None)
    if every and (agrees or rules.says_all(heard.text)):
        return every
    if agreed := yes_or_no(session, heard, world):
        return agreed
    waits = session.held(finding.NEXT) and rules.asks_for_other(heard.text)
    if not waits and leaves_when(session, heard) and rules.says_no_matter(heard.text):
        return finding.ANY_TIME
    place = place_told(session, heard, world) or either_place(session, heard, world)
    return place or need_told(session, heard, world)


def yes_or_no(session: Session, heard: Heard, world: World) -> str | None:
    """The yes or no of those offered that the message is."""
    rules = world.hearing.intents
    for says, ending in ((rules.says_yes, ":yes"), (rules.says_no, ":no")):
        chosen = next((code for code in session.offered if code.endswith(ending)), None)
        if chosen and says(heard.text) and not in_own_words(chosen, world):
            return chosen
    return None


def need_told(session: Session, heard: Heard, world: World) -> str | None:
    """The need chosen of those offered in words that are much more like it than like the others: "the ipad"."""
    prefix = f"{finding.NAME}:need:"
    codes = {code.removeprefix(prefix): code for code in session.offered if code.startswith(prefix)}
    if of_body := for_somebody(heard, codes, world):
        return codes[of_body]
    if heard.sure or len(codes) < FEWEST_NEEDS or not heard.what:
        return None
    meant, _, unmeant = heard.text.partition(" not ")
    every = world.hearing.needs.hear(meant) if unmeant else heard.what
    likely = [need for need in every if need.id in codes]
    if not likely or likely[0] is not every[0] or likely[0].score < finding.LIKELY:
        return None
    nearest = max((need.score for need in likely[1:]), default=0.0)
    return codes[likely[0].id] if nearest <= likely[0].score / 2 else None


def for_somebody(heard: Heard, offered: Collection[str], world: World) -> str | None:
    """The one of the needs offered that is done to somebody, where just a person is named: "me", of washing."""
    people, groups = world.hearing.needs.speller.people, world.content.needs.needs
    words = frozenset(heard.text.split()) - BESIDE_A_PERSON
    bodily = [code for code in offered if code in groups and groups[code].group == PERSONAL]
    return bodily[0] if words and words <= people | PRONOUNS and len(bodily) == 1 else None


def of_places(session: Session) -> list[str]:
    """The codes of the places that were offered to choose from."""
    return [code for code in session.offered if code.startswith(PLACE)]


def either_place(session: Session, heard: Heard, world: World) -> str | None:
    """Between two places that were offered, where "either" will do and they lie near each other."""
    codes = of_places(session)
    if len(codes) != 2 or not manner.takes_either(heard.text):
        return None
    found = [world.hearing.gazetteer.by_code(code.removeprefix(PLACE)) for code in codes]
    near = found[0] and found[1] and km_between(found[0], found[1]) < NEAR_KM
    return "+".join((codes[0], codes[1].removeprefix(PLACE))) if near else None


def leaving_told(session: Session, heard: Heard, world: World) -> str | None:
    """Whom to leave out, told by name or place on the list: "the second", after "not her" and "which one?"."""
    codes = [code for code in session.offered if code.startswith(finding.leaving_code(""))]
    if not codes:
        return None
    if len(heard.named) == 1:
        return next((code for code in codes if code == finding.leaving_code(heard.named[0])), None)
    talk = world.hearing.intents.of_list(heard.text)
    number = talk.number if talk and talk.whole and talk.kind == "one" else None
    return codes[number - 1 if number > 0 else number] if number and number <= len(codes) else None


def nth_told(session: Session, heard: Heard) -> str | None:
    """The option chosen by "the first one" in a founder's flow, where there is no list of businesses to speak of.

    "2 of them do" counts people, and "details 2" is a command, whatever is open.
    """
    rule = heard.told
    if OF_SEVERAL.search(heard.text) or OF_LIST.search(heard.text):
        return None
    if session.flow not in people.FOUNDER_FLOWS or rule is None or rule.intent != "details" or not rule.number:
        return None
    return session.offered[rule.number - 1] if 0 < rule.number <= len(session.offered) else None


def place_told(session: Session, heard: Heard, world: World) -> str | None:
    """The place chosen of those offered by telling where it lies: "the worcestershire one", "the one near didcot"."""
    offered = of_places(session)
    if heard.where is None or not offered:
        return None
    found = {code: world.hearing.gazetteer.by_code(code.removeprefix(PLACE)) for code in offered}
    fits = [code for code, place in found.items() if place and lies(place, heard.where, heard.text)]
    return fits[0] if len(fits) == 1 else None


def lies(place: Place, there: Place, text: str) -> bool:
    """Whether a place is there: in that county or district, or near that town where "the one" near it is meant."""
    if there.kind == "area":
        return place.area == there.area and there.district in (None, place.district)
    return bool(ONE.search(text)) and km_between(place, there) < NEAR_KM


def after_courtesy(heard: Heard, inbound: Inbound, world: World) -> str:
    """What is asked after thanks: "thank you dear. Will you send somebody round?"; empty where nothing is."""
    first, _, rest = (part.strip() for part in SENTENCE_END.sub("\n", inbound.words, count=1).partition("\n"))
    told = world.hearing.intents.whole(clean(first), inbound.channel) if heard.intent == "thanks" else None
    says_more = len(rest.split()) >= FEWEST_AFTER or PICK.fullmatch(rest)
    return rest if told and told.intent == "thanks" and says_more else ""


def is_chatter(heard: Heard, world: World) -> bool:
    """Whether words after thanks ask for nothing that we know: "sorry for going on"."""
    return heard.intent == UNKNOWN and not world.hearing.faq.opens(heard.text)


def leaves_when(session: Session, heard: Heard) -> bool:
    """Whether the day or time is asked for, and none was told, nor any danger."""
    asked = session.flow == finding.NAME and session.asked == finding.WHEN.name
    return asked and heard.time is None and not (heard.told and heard.told.danger)


def begun(session: Session, world: World) -> Session:
    """The session without the day that the help was to begin on, where that has gone by."""
    held = session.held(finding.NAME)
    when = times.from_canonical(held.get("when", ""))
    if when is None:
        return session
    now = times.canonical(times.under_way(when, world.now.date()))
    return session if now == held["when"] else session.keeping(finding.NAME, {**held, "when": now})


def in_own_words(code: str, world: World) -> bool:
    """Whether an option is an answer of a tree, which reads a yes or no itself: "not yet" may be neither."""
    return code.partition(":")[0] in world.content.trees


def awake(session: Session, world: World) -> Session:
    """The session after a silence: answers that have gone stale are dropped (30 days; a founder's 12 months)."""
    if session.seen_at is None:
        return session
    silence = world.now - session.seen_at
    session = begun(session if silence <= A_DAY else replace(session, danger=""), world)
    area = world.content.areas.get(session.area or world.area or "")
    limit = timedelta(days=area.silence_days if area else 30)
    kept = {
        flow: answers
        for flow, answers in session.answers.items()
        if silence <= (SILENCE if flow in (*people.FOUNDER_FLOWS, NUDGES) else limit)
    }
    if len(kept) == len(session.answers):
        return session
    if session.flow in kept or not session.held():
        return replace(session, answers=kept)
    return replace(session, answers=kept, flow="menu", asked=None, offered=(), shown=(), page=(), left_out=())
