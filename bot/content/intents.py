"""intents.yaml: what people say for each kind of message, and how a flow hears its own answers."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from bot.content.pieces import Piece


class Guard(Piece):
    """What takes a rule back, as patterns: near it, just before or after; with `but` the rule stands after all."""

    says: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


class Rule(Piece):
    """Patterns of which any one decides; `unless`: `~guard` names and patterns. A weak rule gives way to a need."""

    says: tuple[str, ...]
    unless: tuple[str, ...] = ()
    weak: bool = False
    mild: bool = False
    """Of safety: a danger that may not be one now. The numbers to ring, and what else is asked for."""
    plain: bool = False
    """Of safety: its words can mean nothing else, however calm they sound. Of `elsewhere`: telling of it is enough."""
    message: str | None = None
    """Of safety: the message of wording.yaml that meets it, where that of its kind does not do."""
    by_somebody: bool = False
    """Of an emergency: somebody does it, and it may be a partner."""


class Afterwards(Rule):
    """What is said after a danger was met with one of these messages, and is answered in words of its own."""

    after: tuple[str, ...]
    alarmed: bool = False
    """It counts only until the danger is over, or something else is gone on with."""


class KinWords(Piece):
    """What people call those whom they look after, in words with spaces between."""

    named: Mapping[str, str] = Field(default_factory=dict)
    """Who that is -> the words for them, without apostrophes."""
    parents: Mapping[str, str] = Field(default_factory=dict)
    """A parent -> who their own parent of that kind is: "my dads mum"."""
    another: str = ""
    helpers: str = ""
    needing: str = ""
    doing: str = ""
    telling: str = ""
    together: str = ""
    turns: str = ""
    only: str = ""


Words = Annotated[str, Field(pattern=r"^[a-z']+(\([a-z]+\))?([, ]+[a-z']+(\([a-z]+\))?)*$")]
"""Words and phrases with commas between; `word(s)` is the word with or without the ending."""


class RelativesWords(Piece):
    """What relatives and others do, as it is told in passing."""

    relations: Words
    neighbours: Words
    have: Words
    called: Words
    hands: Words
    helpers: Words
    here: Words
    visit: Words
    habits: Words
    away: Words
    help_already: Words
    attend: Words
    outings: Words
    there_is: Words
    busy: Words
    events: Words
    cover: Words
    cover_alone: Words
    take: Words
    covered: Words
    asks: Words
    more: Words
    own: Words


class OtherPlacesWords(Piece):
    """What stands beside a place where no help is needed."""

    on_the_way: Words
    not_to: Words
    works: Words
    shifts: Words
    hospitals: Words
    of_hospitals: Words
    hospital_names: Words
    theirs: Words
    goes: Words
    gone_to: Words
    helps: Words
    asks: Words
    never_said: Words
    am: Words
    wider: Words
    ours: Words


class UnwantedWords(Piece):
    """What stands beside what somebody does not want, or wants back."""

    before: Words
    refused: Words
    not_yet: Words
    show: Words
    put: Words
    not_there: Words
    take: Words


class Intents(Piece):
    """intents.yaml: what people say for each kind of message, in the language of `matching/patterns.py`."""

    spelling: Mapping[str, str]
    repaired: str
    """Words of fewer than seven letters whose one-letter slips are put right too."""
    real_words: str
    """Words one letter away from ours that are words themselves."""
    concepts: Mapping[str, str]
    guards: Mapping[str, Guard]
    safety: Mapping[Literal["emergency", "self-harm", "abuse"], Mapping[str, Rule]]
    child: tuple[str, ...]
    """What only a child says of itself."""
    young_carer: Rule = Rule(says=())
    """What a child says who cares for somebody."""
    young_helper: Rule = Rule(says=())
    """What a parent says whom a child cares for."""
    child_fears: tuple[str, ...] = ()
    """What a child fears, known to be one by what they told before."""
    calm: tuple[str, ...] = ()
    """What sounds like danger to the ear alone, and tells of none."""
    harmless: tuple[str, ...] = ()
    """What sounds like danger to a rule or the ear and is none, and what denies it: it is left out."""
    telling: tuple[str, ...] = ()
    """What tells of something and asks for nothing: said just after a danger, it is of that."""
    at_home: tuple[str, ...] = ()
    """What tells, in a message of abuse, that a partner hurts whoever writes, or that they are afraid at home."""
    numbers: tuple[str, ...] = ()
    """What asks for the numbers that a message of danger gave."""
    afterwards: Mapping[str, Afterwards] = Field(default_factory=dict)
    """Message of wording.yaml -> what it answers after a danger."""
    again: tuple[str, ...] = ()
    """What somebody says who opted out and wants our messages again."""
    over: tuple[str, ...]
    """What is said of a danger that was told before: it is over, or help has come."""
    not_over: tuple[str, ...]
    """What takes that back, said anywhere in the message."""
    commands: Mapping[str, tuple[str, ...]]
    """`intent` or `intent/kind` -> patterns of the whole message. The first that holds wins."""
    misspelt: Mapping[str, str]
    """Right -> wrong forms that are words themselves or far from ours: put right only where a command then stands."""
    sms_only_stop: tuple[str, ...]
    """Words that opt out on SMS and open the menu elsewhere."""
    yes: tuple[str, ...]
    no: tuple[str, ...]
    all: tuple[str, ...]
    """What chooses every one of several needs."""
    beside_number: str
    """Words and phrases, with commas between, that add nothing to the number of an option: "of course", "thats me"."""
    unsure_number: str
    """Such as say that the number is not sure: "i think"."""
    counted: str
    """Words and phrases that follow a number which is no option's: "2 people"."""
    no_matter: tuple[str, ...] = ()
    """What leaves the open question of a search to us: "dunno", "whenever they can"."""
    not_early: tuple[str, ...] = ()
    not_late: tuple[str, ...] = ()
    """A wish that names no hour: "not too early"."""
    the_other: tuple[str, ...] = ()
    ends_all: tuple[str, ...] = ()
    """How the search that waits is asked for."""
    elsewhere: Mapping[str, Rule] = Field(default_factory=dict)
    limits: Mapping[str, Rule] = Field(default_factory=dict)
    """What somebody wants of a helper that no search can tell, by the message that says so."""
    """Answer of faq.yaml -> what is asked for that nobody of ours offers."""
    remarks: Rule = Rule(says=())
    """What tells of somebody and asks for nothing: amid a search it is no change of what was asked for."""
    of_people: tuple[str, ...] = ()
    """What tells of whoever is looked after, where nothing else of a message is understood."""
    of_others: Rule = Rule(says=())
    """Such a remark of help that others had, or of a place of long ago: a place told there is none of the search."""
    kin: KinWords = KinWords()
    """Whom help is looked for."""
    relatives: RelativesWords
    """What others do who are told of."""
    other_places: OtherPlacesWords
    """What is said of places that are only told of."""
    unwanted: UnwantedWords
    """What is said of whom or what somebody does not want."""
    topics: Mapping[str, Mapping[str, Rule]]
    plain_in_names: str
    """Words of businesses' names that say what they do, and so tell none from the others."""
    on_list: Mapping[str, Rule]
    """What is said of a list of businesses that was just given, by what it asks for. The first that holds wins."""


class Saying(Piece):
    """Words that settle answers when said outright, as patterns (`matching/patterns.py`)."""

    settles: Mapping[str, str]
    """Question name -> code."""
    says: tuple[str, ...] = ()
    """() where the place alone says it."""
    amid: tuple[str, ...] = ()
    """Patterns of which one must be said too, anywhere in the message; () where nothing must."""
    unless: tuple[str, ...] = ()
    """Patterns that take it back, said anywhere in the message."""
    beside: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """It counts only in a message that settles one of these questions too, with one of these codes ([]: any)."""
    here: Literal["", "england", "elsewhere"] = ""
    """It counts only in a message that names a place there."""
    asked: bool = False
    """It counts only as an answer to the open question."""
    ahead: bool = False
    """It counts only while no question that it settles is open."""
    present: bool = False
    """It tells of now: after words of the past (`past`) it counts only once something new is begun (`anew`)."""


class TakesBack(Piece):
    """What speaks against an answer, as patterns: said at all, or said and not denied."""

    unless: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    """Patterns beside which an unknown word may be somebody's name, who takes it back: "only me, sal does fridays"."""
    lenient: bool = True
    """Less is asked after it: told with a string attached, it is asked again."""
    strict: bool = False
    """Nothing asks more than it: told for the most part ("yes, mostly"), it holds."""


class Hears(Piece):
    """How a flow hears what people say in their own words."""

    concepts: Mapping[str, str] = Field(default_factory=dict)
    """`no` holds the words that take back whatever follows them."""
    spelling: Mapping[str, str] = Field(default_factory=dict)
    """Besides those of intents.yaml."""
    real_words: str = ""
    answers: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """Code -> patterns that mean it, whichever question was asked."""
    hedges: tuple[str, ...] = ()
    """What makes any answer to the open question too unsure to keep: "mostly me"."""
    doubts: tuple[str, ...] = ()
    """What does so too, unless the answer was told outright: "yes, but ..."."""
    narrows: tuple[str, ...] = ()
    """What leaves a part open of a plain no, or of a yes after which less is asked: "no, only for cover"."""
    maybe: tuple[str, ...] = ()
    """What makes a plain yes or no too unsure to keep: "yes if I can"."""
    exceptions: tuple[str, ...] = ()
    """What tells beside an answer that it may not hold for all, or always: its question is put once more."""
    thinks: tuple[str, ...] = ()
    """What does so too, and makes a lenient answer so however it was told: "probably yes", "a sole trader, I think"."""
    asks: tuple[str, ...] = ()
    """Signs of a question to us, which answers nothing."""
    seeks: tuple[str, ...] = ()
    """Signs that somebody is looked for, to help at home."""
    offers: tuple[str, ...] = ()
    """Signs that take those back: they tell what they will do themselves, or of the people they help."""
    other_noes: tuple[str, ...] = ()
    """A no to something of its own, which answers no other question: "no food"."""
    fillers: str = ""
    """Words that add nothing to a yes or no. Where they are given, a lenient answer must hold no others but its
    question's own: "no" is an answer, "no agency" tells of something else."""
    assent: str = ""
    """What may go with a yes to all that was read back. With other words it confirms nothing: they may change it."""
    guards: Mapping[str, Mapping[str, TakesBack]] = Field(default_factory=dict)
    """Question -> code -> what takes this answer back, however it was told: such a message is asked again."""
    about: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """Question -> words that it is about, whatever is said of it."""
    withdraws: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """Question -> words that say that its answer holds no more, where it was one after which nothing less is asked."""
    mights: str = ""
    """Words of what may come to be: "I might take on a helper"."""
    past: tuple[str, ...] = ()
    """Words of a former job."""
    anew: tuple[str, ...] = ()
    """Words of what somebody does, or means to do, now."""
    sayings: tuple[Saying, ...] = ()
