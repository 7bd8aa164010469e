"""Which of the names in a message are places, and at which of them the support is needed."""

import re
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from bot.content.pieces import read_yaml
from bot.matching.place import OUTSIDE, Place
from bot.matching.place_names import Doubt, sound


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


NEAR = _set("near nr nearby outside around round rnd nearest beside towards toward")
_IN = _set("in at inside into within")
_MOTORWAY = re.compile(r"m\d\d?")
_CODE_SAID = _set("postcode code")
_CODE_LEADS = NEAR | _IN | _set("from postcode code area")
_NO_CODE_AFTER = _set(
    "junction motorway services jan feb mar apr may jun jul aug sep sept oct nov dec january february april june july"
    " august september october november december"
)
"""After these it is a motorway, or a word and a day of the month: "take over from me 10 jan"."""
_LIVE = _set(
    "live lives living lived livin liv based stay stays staying staying house home flat bungalow cottage resident "
    "located situated is are am im shes hes hes theyre were its whos moved moving relocated relocating over up "
    "down out back settled from near mum mums mam dad dads nan gran grandad mother father aunt auntie parents "
    "husband wife sister brother son daughter"
)
_ARTICLES = _set(
    "the a an my his her our their your this that these some no any every each much more very too so its is was be"
)
_OF = _set("north south east west outskirts area side centre center middle edge village town city out part bottom top")
_GO = _set(
    "move moved moving come comes coming travel get go going drive out over up down close next visit visits cover back"
)
_TAIL = _set("place hamlet somewhere area way village town side district parish based")
_DAYS = _set(
    "today tonight tomorrow tmrw mon tue tues wed weds thu thur thurs fri sat sun monday tuesday wednesday thursday "
    "friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays weekdays weekends mornings "
    "afternoons evenings morning afternoon evening"
)
_CLOSERS = _DAYS | _set(
    "please pls plz thanks ta and but for on every any some who if or at area way village town now twice once daily "
    "weekly near nr with need needs looking x xx"
)
_FILLER = _set(
    "please pls plz area its it in im near i live from thanks ta um er just postcode yes no ok"
    " wait sorry actually oh oops meant mean wrong place town village its"
)
_CORRECTING = _set("wait actually meant mean wrong")
"""With such a word a name that is the rest of the message puts right one told before: "no wait its upton"."""
_TITLES = _set(
    "mr mrs miss ms dr sir lady nurse sister father rev reverend pc mister missus uncle aunty auntie aunt prof"
)
_KINDLY = _set("sister father lady aunty auntie aunt uncle nurse")
"""Titles that are people in themselves: "for my aunt Witham way"."""
_SUFFERS = _set("with has have had having got gets and or of severe advanced early progressive his her my")
"""Before these letters, MS is the illness."""
_CALLED = _set("called named name names surname dear hi hello hiya hey")
_SELF = _set("im i this its am")
_FRIENDS = _set(
    "friend mate neighbour neighbor son daughter sister brother carer husband wife partner dog cat grandson "
    "granddaughter cousin nephew niece boyfriend girlfriend colleague boss"
)
_BEFORE_PERSON = _CALLED | _SELF | _FRIENDS
_BEFORE_PLACE = NEAR | _IN | _set("from to")
_PETS = _set("dog cat puppy pet labrador spaniel rabbit pony horse budgie")
_DOES = _set(
    "needs is has wants lives who would will can cant was likes loves says said gets and went came isnt doesnt"
)
_MONTH_VERBS = _set(
    "fell had was since died started starting start starts operation op surgery until till broke went holiday lost "
    "due birthday wedding"
)
_MONTH_ON = _set("to till til until onwards on")
_IS_BACK = _set("is am are shes hes im were theyre live lives living home")
"""Who is "back in March" is in the town; what was "back in March" was in the month."""
_MONTHS = _set(
    "january february march april may june july august september october november december jan feb apr jun jul aug "
    "sep sept oct nov dec"
)
_LEADS_HOUR = _set("from at to til till until after before by between and")
_ORDINALS = ("st", "nd", "rd", "th")
_WHEN = _set("when while after as next this because cos")
_PAIRS = _set("and or n to")
_MONTH_NEXT = _set("next last this late early mid every each of since until till by before during end start beginning")

MARCH = "march"
"""A town of ours and a month."""
_CARED_FOR = _set(
    "mum mums mam mams mom ma mother mothers dad dads father fathers nan nans nana gran grans granny grandma "
    "grandad grandads grandpa grandfather grandmother parents parent husband husbands wife wifes partner partners "
    "aunt aunts auntie aunty uncle uncles he she hes shes they theyre him her his them client clients resident "
    "lady gentleman neighbour patient tenant inlaws mil fil hubby missus"
)
_OFFSPRING = _set(
    "son sons daughter daughters sister sisters brother brothers kids children family friend friends cousin niece "
    "nephew"
)
_THERE = _CARED_FOR | _set("boy man woman chap fella bloke girl lad couple person")
"""Whoever is "in March" and needs something."""
_SPEAKER = _set("i im ive we were weve me myself us id")
_OWN_NEED = _set("myself alone own me")
_WORK = _set(
    "work works working worked office job commute study studies studying uni university holiday holidays born "
    "bred grew school college shop shops appointment appointments hospital used originally visiting discharged"
)
_SHOPPING, _GOES = "shopping", _set("go goes going went usual usually always")
_MOVING = _set("moving moves")
_AT_HOME = _set("live lives living lived")
_LONG_SINCE = _set("lived grew")
_SINCE = _set("have has had ive weve theyve always")
"""With these, they live there still: "we've lived in Ely for years"."""
_ONCE = _set("used lived was were born")
_NEED = _set(
    "need needs needed needing want wants wanted looking find carer cleaner sitter help support care someone "
    "somebody gardener"
)
_WANTS = _set("needs wants")
_HELPERS = _set("carer carers cleaner cleaners helper helpers pa agency nurse sitter gardener company driver")
_HOME = _set("lives live living resides home")
_CORRECTIONS = _set("actually meant mean sorry rather change changed should correction")
_COMES = _set("moving moved move come comes")
_HOMEWARDS = frozenset((("home", "from"), ("back", "from")))
_TRANSPORT = _set(
    "lift lifts drive driver driving taxi transport ride run trip trips outing hospital appointment appointments train "
    "bus take taken taking dialysis chemo clinic"
)
_REMOVED = _set("remove delete scrap forget drop ditch")
_NOT = _set("not isnt arent than never nothing dont doesnt didnt")
_UNDER_NOT = _set("in at near for from live lives living want anyone someone anybody somebody based the one")
_TOWN, _VILLAGE, _LONG = 5_000, 1_000, 6
"""People in a town, and letters of its name, that is misspelt and named last without a word for a place."""
_BEFORE_MORE = _set("and or of to for with by as than not get go be do cant cannot dont wont")
"""After these, the last word belongs to what they say."""
_BREAKS = _set("but and while whereas though although because so then")


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """words.yaml: what tells a place from something else. Keys as there."""

    everyday: frozenset[str]
    everyday_after_in: frozenset[str]
    given_names: frozenset[str]
    people: frozenset[str]
    roads: frozenset[str]
    roads_with_number: frozenset[str]
    things: frozenset[str]
    institutions: frozenset[str]
    hospitals: frozenset[str]
    hospital_names: frozenset[str]
    not_outcodes: frozenset[str]
    left_out: frozenset[str]
    told_apart_by: frozenset[str]

    @classmethod
    def load(cls, path: Path) -> "PlaceWords":
        """Raises TypeError for a list that is missing or unknown."""
        return cls(**{name: frozenset(map(str, words)) for name, words in read_yaml(path).items()})

    def is_everyday(self, key: str) -> bool:
        """Whether a name is an everyday word or a first name too."""
        return key in self.everyday or key in self.everyday_after_in or key in self.given_names


class Sentence(NamedTuple):
    """A message as tokens. `stops[i]`: a comma or full stop stands before token i."""

    words: str
    tokens: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    stops: tuple[bool, ...]

    def before(self, i: int, far: int = 1) -> str:
        """The token `far` before i, within the same breath; empty where there is none."""
        if i - far < 0 or any(self.stops[i - far + 1 : i + 1]):
            return ""
        return self.tokens[i - far]

    def after(self, i: int, far: int = 1) -> str:
        """The token `far` after i, within the same breath; empty where there is none."""
        if i + far >= len(self.tokens) or any(self.stops[i + 1 : i + far + 1]):
            return ""
        return self.tokens[i + far]


class Mention(NamedTuple):
    """Words that may be a place: tokens `first` to `last`, what they may mean, best first."""

    first: int
    last: int
    key: str
    readings: tuple[Place, ...]
    doubt: Doubt = Doubt.NONE
    people: int = 0
    """How many live in the likeliest reading, as far as we know."""
    plain: bool = False
    """Whether it is of several words, all of them everyday English, as the names of many streets are."""
    warning: str | None = None

    @property
    def place(self) -> Place:
        """The likeliest reading."""
        return self.readings[0]

    @property
    def is_code(self) -> bool:
        """Whether it is a postcode, sector or outcode."""
        return self.place.kind in ("postcode", "sector", "outcode")


# Is it a place at all?


def is_outcode(mention: Mention, sentence: Sentence, known: PlaceWords) -> bool:
    """Whether what could be an outcode is one: alone, or after a word for a place ("near B4", not "the B4").

    A motorway is one only where it is called so: "postcode M5".
    """
    before = sentence.before(mention.first)
    if sentence.after(mention.last) in _NO_CODE_AFTER:
        return False
    if mention.key in known.not_outcodes and _MOTORWAY.fullmatch(mention.key):
        return before in _CODE_SAID
    return alone(mention, sentence) or before in _CODE_LEADS


class Setting(NamedTuple):
    """What a message is heard in: the deployment's area, and whether a place has just been asked for."""

    home: str | None = None
    asked: bool = False


def believable(
    mention: Mention, sentence: Sentence, known: PlaceWords, others: AbstractSet[int], setting: Setting
) -> bool:
    """Whether these words are a place here. `others`: the tokens that other mentions begin at."""
    if mention.is_code:
        return True
    asked = setting.asked or not _CORRECTING.isdisjoint(sentence.tokens)
    answers = asked and alone(mention, sentence) and sentence.before(mention.first) != "im"
    if (_is_person(mention, sentence, known) and not answers) or _is_road_or_thing(mention, sentence, known):
        return False
    if not (mention.doubt or known.is_everyday(mention.key)):
        return True
    if mention.key == MARCH and (is_town := _march(mention, sentence, others)) is not None:
        return is_town
    if _leads_on(mention, sentence, known, others) or _strongly_led(mention, sentence):
        return True
    return _stands_apart(mention, sentence, known, asked=asked, home=setting.home)


def _leads_on(mention: Mention, sentence: Sentence, known: PlaceWords, others: AbstractSet[int]) -> bool:
    """Whether another place goes on right after it: "Stone, Kidderminster"."""
    key, beside = mention.key, 2 if sentence.after(mention.last) in NEAR else 1
    of_others = key in known.everyday_after_in and mention.place.area == OUTSIDE  # "help with bath, Malvern"
    joined = mention.last + beside in others and not (of_others or _ends_sentence(mention, sentence))
    return joined and not (known.is_everyday(key) and _ends_clause(mention, sentence))


def _stands_apart(mention: Mention, sentence: Sentence, known: PlaceWords, *, asked: bool, home: str | None) -> bool:
    """Whether a doubtful or everyday name is a place by where it stands: between stops, at the end, alone, or led."""
    key, everyday = mention.key, known.is_everyday(mention.key)
    after_in = key in known.everyday_after_in
    if everyday and not mention.doubt and _ends_it(mention, sentence):
        return mention.place.area != OUTSIDE and (key == MARCH or not after_in)
    guessed = mention.doubt == Doubt.GUESSED and not everyday
    if guessed and (_between_stops(mention, sentence) or _trails(mention, sentence)):
        return True
    if alone(mention, sentence):
        return asked or (key not in known.given_names and _surely(mention, everyday))
    return not (after_in and mention.place.area != home) and _led(mention, sentence)


def _surely(mention: Mention, everyday: bool) -> bool:
    """Whether a message of nothing else is a place: "Rock" is (one of ours), "bath" and "reading" are not."""
    return mention.place.area != OUTSIDE if everyday else mention.doubt < Doubt.ENGLISH


def _ends_sentence(mention: Mention, sentence: Sentence) -> bool:
    """Whether a full stop parts it from what follows: "he cant reach. WR5"."""
    gap = sentence.words[sentence.ends[mention.last] : sentence.starts[mention.last + 1]]
    return not {".", "!", "?"}.isdisjoint(gap)


def _ends_clause(mention: Mention, sentence: Sentence) -> bool:
    """Whether a comma parts it from what follows, and nothing from what goes before: "a bed bath, WR9"."""
    stops = sentence.stops[mention.last + 1 :]
    return mention.first > 0 and not sentence.stops[mention.first] and bool(stops) and stops[0]


def _strongly_led(mention: Mention, sentence: Sentence) -> bool:
    first = mention.first
    before, two_before = sentence.before(first), sentence.before(first, 2)
    if before in NEAR or sentence.after(mention.last) in ("area", "village", "town"):
        return True
    if before in ("in", "at"):
        theirs = two_before in _THERE and sentence.after(mention.last) in _DOES and mention.place.area != OUTSIDE
        return two_before in _LIVE or theirs
    if before in ("to", "from"):
        return two_before in ("close", "next", "moved", "moving", "come", "coming", "out", "am", "im")
    return before == "of" and two_before in _OF


def _led(mention: Mention, sentence: Sentence) -> bool:
    if _strongly_led(mention, sentence):
        return True
    before, following = sentence.before(mention.first), sentence.after(mention.last)
    if before == "to":
        return sentence.before(mention.first, 2) in _GO
    if before in ("in", "from", "at"):
        return not following or following in _CLOSERS
    return following in _TAIL and before not in _ARTICLES


def _between_stops(mention: Mention, sentence: Sentence) -> bool:
    """All that stands between two commas: "gardener, ashdn, tuesdays"."""
    ends = mention.last + 1 == len(sentence.tokens) or sentence.stops[mention.last + 1]
    return sentence.stops[mention.first] and ends


def _trails(mention: Mention, sentence: Sentence) -> bool:
    """A town of ours as the last word, as people add where: "dog walker redich"; or a large village."""
    last = mention.last + 1 == len(sentence.tokens)
    large = mention.people >= _TOWN or _sounds_so(mention, sentence)
    ours = mention.place.area != OUTSIDE and large and len(mention.key) >= _LONG
    return last and ours and sentence.before(mention.first) not in _ARTICLES | _BEFORE_MORE


def _sounds_so(mention: Mention, sentence: Sentence) -> bool:
    """Whether the one word of a large village is spelt as it sounds: "broadwy"."""
    return mention.people >= _VILLAGE and sound(sentence.tokens[mention.first]) == sound(mention.key)


def _ends_it(mention: Mention, sentence: Sentence) -> bool:
    """The last word, by itself after a comma: "lift to college, Chippy"."""
    return mention.first > 0 and mention.last + 1 == len(sentence.tokens) and sentence.stops[mention.first]


def alone(mention: Mention, sentence: Sentence) -> bool:
    """The whole message."""
    rest = [*sentence.tokens[: mention.first], *sentence.tokens[mention.last + 1 :]]
    return all(token in _FILLER for token in rest)


def _is_person(mention: Mention, sentence: Sentence, known: PlaceWords) -> bool:
    before, following = sentence.before(mention.first), sentence.after(mention.last)
    titled = before in _TITLES and not (before == "ms" and sentence.before(mention.first, 2) in _SUFFERS)
    if titled and (mention.key in known.people or mention.key in known.everyday or before not in _KINDLY):
        return True
    if before in ("called", "named") and sentence.before(mention.first, 2) in _TAIL:
        return False
    if before in ("called", "named") or (before == "is" and sentence.before(mention.first, 2) in ("name", "names")):
        return True
    if mention.key not in known.people:
        return False
    if before in _BEFORE_PERSON:
        return True
    if following in ("my", "our", "the", "his", "her") and sentence.after(mention.last, 2) in _PETS:
        return True
    if sentence.words[sentence.ends[mention.last] - 2 : sentence.ends[mention.last]] == "'s":
        return True
    return before not in _BEFORE_PLACE and following in _DOES


def _is_road_or_thing(mention: Mention, sentence: Sentence, known: PlaceWords) -> bool:
    following, before = sentence.after(mention.last), sentence.before(mention.first)
    if following in known.roads or following in known.things or (before == "the" and mention.key in known.hospitals):
        return True
    left = before == "from" or (before == "of" and sentence.before(mention.first, 2) == "out")
    if left and mention.key in known.hospital_names:
        return True
    return before == "watch" or (
        _has_number(mention, sentence) and (mention.plain or following in known.roads_with_number)
    )


def _has_number(mention: Mention, sentence: Sentence) -> bool:
    """Whether a house number goes before it: no hour, as in "9-12 Bromsgrove way" or "from 8"."""
    number, said = mention.first - 1, sentence.before(mention.first)
    if not said[:1].isdigit() or said.endswith(_ORDINALS):
        return False
    return sentence.before(number) not in _LEADS_HOUR and sentence.words[sentence.starts[number] - 1] not in "-:."


def _march(mention: Mention, sentence: Sentence, others: AbstractSet[int]) -> bool | None:
    """Whether March is the town; None where the rules for all names decide. `others` as in `believable`."""
    before, following = sentence.before(mention.first), sentence.after(mention.last)
    if _is_dated(mention, sentence) or before in _MONTH_NEXT:
        return False
    if before == "in" and sentence.before(mention.first, 2) == "back":
        return sentence.before(mention.first, 3) in _IS_BACK
    if (following in _PAIRS and mention.last + 2 in others) or (before in _PAIRS and mention.first - 2 in others):
        return True
    months = _any(list(_clause(mention, sentence)), _MONTH_VERBS)
    if (before == "in" and months) or (before == "from" and following in _MONTH_ON):
        return False
    named_alone = all(sentence.tokens[at] == MARCH for at in others)
    at_edge = not before or (not following and before not in _BEFORE_PLACE | _BEFORE_MORE)
    told = at_edge or before in _NEED | _CARED_FOR or _is_wanted_in(mention, sentence)
    return True if named_alone and not months and told else None


def _is_dated(mention: Mention, sentence: Sentence) -> bool:
    """Whether it has a day of its own, before or after: "the 3rd of March", "March the 4th", no "3rd December"."""
    number = 2 if sentence.after(mention.last) == "the" else 1
    of_another = sentence.after(mention.last, number + 1) in _MONTHS
    follows = sentence.after(mention.last, number)[:1].isdigit() and not of_another
    return follows or sentence.before(mention.first)[:1].isdigit()


def _is_wanted_in(mention: Mention, sentence: Sentence) -> bool:
    """Whether somebody is wanted in it, or on a day of the week: "cleaner in March", "in March on Tuesdays"."""
    following = sentence.after(mention.last)
    wanted = sentence.before(mention.first, 2) in _NEED | _HELPERS and following not in _WHEN
    day = sentence.after(mention.last, 2) if following in ("on", "every") else following
    return sentence.before(mention.first) == "in" and (wanted or day in _DAYS)


# Where is the support needed?


def score(mention: Mention, sentence: Sentence, known: PlaceWords) -> float:
    """How likely the support is needed here, among several places. Above 0 speaks for it."""
    whole = list(_clause(mention, sentence))
    clause, lead = _now(whole), mention.first - len(whole) - 1
    own = lead >= 0 and sentence.tokens[lead] == "but"
    total = _subject(clause, sentence, own) + _movement(mention, sentence, clause)
    total += 5 * (_any(clause, _MOVING) and sentence.before(mention.first) in _IN)
    total -= 6.5 * (_is_away(_from_home(clause)) or is_institution(mention, sentence, known))
    total += 3 * ("still" in clause) - 4 * (_any(clause, _LONG_SINCE) and not _any(clause, _SINCE))
    total -= 6 * ("used" in clause)
    total -= 4 * (_any(clause, _ONCE) and "now" in sentence.tokens[mention.last :])
    grown, theirs = _any(clause, _OFFSPRING), _any(sentence.tokens[mention.last + 1 : mention.last + 4], _WANTS)
    total += 2 * _any(clause, _NEED) + 2 * (grown and theirs) + 2 * (_any(clause, _HOME) and not grown)
    total -= 10 * denied(mention, sentence)
    if _any(clause[-4:], _CORRECTIONS) or sentence.before(mention.first) == "no":
        total += 6 + 0.1 * mention.first
    total += _BY_KIND.get(mention.place.kind, 0.0)
    total -= 1.6 * (mention.place.area == OUTSIDE) + mention.plain
    return total - 2.5 * (sentence.before(mention.first) in NEAR)


_BY_KIND = {"postcode": 1.5, "sector": 1.0, "outcode": 1.0, "area": -3.0}


def is_institution(mention: Mention, sentence: Sentence, known: PlaceWords) -> bool:
    """Whether it is where people go to: "Worcester Royal", "Horton Hospital", "the JR"."""
    last = {sentence.tokens[mention.last], sentence.after(mention.last)}
    return mention.key in known.hospital_names or not known.institutions.isdisjoint(last)


def _any(tokens: Sequence[str], words: Collection[str]) -> bool:
    return any(token in words for token in tokens)


def _clause(mention: Mention, sentence: Sentence) -> Iterator[str]:
    """The tokens before the mention, back to a stop or a joining word."""
    start = mention.first
    while start > 0 and not sentence.stops[start] and sentence.tokens[start - 1] not in _BREAKS:
        start -= 1
    yield from sentence.tokens[start : mention.first]


def _is_away(clause: list[str]) -> bool:
    """Whether it is of work, school or a hospital, or of where somebody goes shopping: "shopping for mum" is a need."""
    return _any(clause, _WORK) or (_SHOPPING in clause and _any(clause, _GOES))


def _from_home(clause: list[str]) -> list[str]:
    """What is said of living there: of "when I get home from work we live in Ely" the end."""
    at = max((at for at, token in enumerate(clause) if token in _AT_HOME), default=0)
    return clause[at:]


def _now(clause: list[str]) -> list[str]:
    """What is so now: of "used to live in Malvern, now it's Pershore" the end."""
    at = clause.index("now") if "now" in clause else 0
    return clause[at + 1 :] if at and _any(clause[:at], _ONCE) else clause


def _subject(clause: Sequence[str], sentence: Sentence, own: bool) -> float:
    """Who is said to be there: the one cared for, somebody of the family, who helps them, or the one who writes.

    `own`: what the one who writes says of themselves is set against what was said of others.
    """
    following = ""
    for token in reversed(clause):
        if token in _HELPERS and following in _DOES | {"from"}:
            return -6.0
        if token in _CARED_FOR:
            return 4.0
        if token in _OFFSPRING:
            return 1.5
        if token in _SPEAKER:
            return 3.0 if token in ("me", "us") and "with" in clause else _speaker(sentence, own)
        following = token
    return 0.0


def _speaker(sentence: Sentence, own: bool) -> float:
    """Whoever writes is where the help is needed, unless they write for somebody else."""
    if _any(sentence.tokens, _CARED_FOR):
        return -2.0
    if own:
        return 5.0
    if _any(sentence.tokens, _OWN_NEED):
        return 3.0
    return -2.0 if _any(sentence.tokens, _OFFSPRING) else 1.0


def _movement(mention: Mention, sentence: Sentence, clause: Sequence[str]) -> float:
    """ "From A to B": a lift starts at A; a move, or somebody who comes, ends at B."""
    before = sentence.before(mention.first)
    if before not in ("from", "to"):
        return 0.0
    goes_on = before == "from" and sentence.after(mention.last) == "to"
    carried = (goes_on or _any(sentence.tokens, _TRANSPORT)) and not _any(sentence.tokens, _COMES)
    if before == "to":
        if any(pair in _HOMEWARDS for pair in pairwise(clause)):
            return 3.0
        away = sentence.before(mention.first, 2) in ("moved", "move", "gone", "went") and _any(clause, _OFFSPRING)
        return -3.0 if carried or away else 3.0
    if sentence.before(mention.first, 2) in ("im", "am", "shes", "hes", "is", "are", "were", "theyre"):
        return 0.5
    return 3.0 if carried else -4.0


def denied(mention: Mention, sentence: Sentence) -> bool:
    """ "Not Worcester", "not in Worcester", "instead of" or "rather than Worcester", "remove Worcester"."""
    before = [sentence.before(mention.first, far) for far in (1, 2, 3, 4)]
    while before and before[0] in _UNDER_NOT:
        before = before[1:]
    if _removed(before, sentence.after(mention.last)):
        return True
    return bool(before) and (before[0] in _NOT or before[:2] == ["of", "instead"])


def _removed(before: Sequence[str], after: str) -> bool:
    """Whether a name is taken off: "remove Ely", "take Ely off". `before`: the words before it, the nearest first."""
    if before[:1] == ["take"]:
        return after in ("off", "out", "away")
    return bool(before) and before[0] in _REMOVED and before[1:2] != ["dont"]
