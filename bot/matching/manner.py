"""How a message asks for help, where other help was asked for before: besides it, of those found, or outright."""

import re

from bot.matching.text import blank

ADDS = re.compile(
    r"^(?:(?:oh|er|erm|um|sorry|yes|ok|okay|well|actually|also)[ ,]+)*"
    r"(?:and|an(?! (?:[aeiou]\w|hou?r))|or|plus|as well as|&|\+)\W"
    r"|^(?:(?:can|could|will|would) (?:you|u|ya|we|i) |(?:please|pls|ok|oh|and|well|no|now|sorry|actually|just)[ ,]+)*"
    r"add(?: on)? (?!up\b)"
    r"|^(?:(?:oh|and|but|please)[ ,]+)*(?:do ?n'?t|do not|not) forget(?:ting)? (?!(?:that |to )?(?:i|i'?m|we|s?he)\b)"
    r"|^(?:(?:oh|ok|no|sorry|and|but|actually|please)[ ,]+)*put (?:the |my |her |his )?\w+ back\b(?! (?:in)?to\b)"
    r"|\balso\b|\bas ?well\b(?! as)"
    r"|\b(?:too|either)(?=(?: please| pls| thanks| ta| tho)?\W*$|[,.;?] "
    r"| (?:and|s?he'?s?|they|i'?m|as|cos|because|if|so)\b)"
)
"""What says that something is wanted beside what was told."""
FOUND = re.compile(
    r"(?:(?:ok|hi|hello|oh|well|yes|thanks|now|i|we|i'?ve|we'?ve|have)[ ,]+)*(?:got|found|sorted) "
    r"(?:one|someone|somebody|her|him|it|that|(?:a|the) \w+)(?: now| sorted| already| thanks?| thank you| ta)*"
    r"(?:[.,!]| (?:so|and|but|now)\b)"
)
"""What says that the search before is over: "got one, thank you. Now need a cleaner too"."""
CONDITION = re.compile(
    r"\b(?:s?he'?s|is|am|are|i'?m) (?:\w+ )?incontinent\b|\bincontinence\b|\b(?:has|got) an? (?:catheter|stoma)\b"
)
"""What tells of help that is needed besides: "she's incontinent"."""
OF_THEM = re.compile(
    r"(?:ok |and |but |so )?(?:(?:can|could|will|would|do|does) "
    r"(?:they|he|she|any|any of them|number \d|one of them|(?:the|that) same \w+)\b"
    r"|who (?:of (?:them|those|these) )?(?:does|do) (?:the|his|her|my)\b"
    r"|(?:any|which|which ones|any ones)(?: of (?:them|those|these))?(?: that| who| which| wot)?(?: also)?"
    r" (?:do|does|can|could|will|would)\b(?! (?:i|we|you)\b))"
)
"""What asks whether those on the list do something besides."""
INSTEAD = re.compile(r"\b(?:instead|rather|just|only|not|no|actually|change|swap)\b")
"""What says that it is wanted in place of what was told."""
EITHER = re.compile(
    r"(?:(?:oh|well|ok|um|er|i|we) )*(?:dont |don't |do not )?(?:mind )?(?:either|whichever)"
    r"(?: (?:one|day|days|time|of them|of those|of the two|place|town|is|are|will|would|be|do|works?|suits?|me|us|fine"
    r"|ok|okay|good|really|thanks|please))*\W*"
)
"""What takes either of two that were told or offered."""
PUTS_BACK = re.compile(r"\b(?:put|add|have) (?:the |my |on )?\w+ back(?: on| in)?(?!\w| to\b| \w*day)")
"""What puts a day back that was left out: "put Wed back"."""
EVEN = re.compile(r"(?:and |yes )*(?:even|including|incl?)\b")
"""What says that a day is among those told before: "even Christmas Day"."""
ALL_DAY = re.compile(r"\ball (?:the )?day\b|\bany ?time (?:on )?(?:the )?(?:mon|tue|wed|thu|fri|sat|sun|week)\w*")
"""What opens the hours and leaves the days."""
ANY_DAY = re.compile(
    r"\b(?:any|whichever|whatever|most|some) ?days?\b(?!.*\b(?:time|hours?|whenever)\b)"
    r"|\bany day(?:,| at the)? same time\b"
)
"""What opens the days and leaves the hours."""
NOT_EVERY = re.compile(r"\bnot (?:every|each)(?: single)? (?:day|night|nite|morning|afternoon|evening|week)\b")
"""What says that it is less often, and not how often."""
FORENOON = re.compile(r"\b(?:\d* ?a\.?m\.?|mornings?)\b")
"""What says that an hour is before noon."""
LISTED = re.compile(r"[,&+]|\b(?:and|n|plus)\b")
"""What parts kinds of help that are told together."""
AND_ONLY = re.compile(r"(?:(?:oh|ok|sorry|well|actually|yes)[ ,]+)*(?:and|or) (?:just|only)\b")
"""What narrows a search though it begins as what adds to it."""
ONLY = re.compile(r"\b(?:just|only|nothing but)\b")
"""What says that nothing else is wanted."""
OUTRIGHT = re.compile(
    r"\b(?:back to|i meant?|its really|make (?:it|that)|need|needs|want|wants|wanted|would like|i'?d like|looking for"
    r"|someone|somebody|could do with|help with|find)\b"
)
"""What asks for help in so many words."""

TO_HAVE = re.compile(
    r"\b(?:can|could|may) (?:i|we) (?:please )?(?:have|get|find|book) (?:someone|somebody|some|help|an?)\b"
)
"""What asks to have somebody: "he shouts at me, can I have someone for shopping"."""

LONG_SINCE = re.compile(
    r"\b(?:(?:has|have|had|is|was)n'?t|(?:has|have|had|ve|s|is|was|were|ive|weve|shes|hes) not|not (?:been|had|seen)"
    r"|never|nobody|no ?one|nothing|first|only)"
    r"(?: (?!(?:available|free|back|there|here|can|could|start|starting|coming|going|until|needs?|wants?|please|so"
    r"|but|due)\b)[\w']+){1,7}? "
    r"(?P<long>in (?:about |over |nearly |almost |more than )?(?:an? |the last |\w+ |a couple of |a few )?"
    r"(?:days?|wks?|weeks?|fortnights?|months?|mths?|years?|yrs?|ages))\b(?! time)"
)
"""How long something has not been: "the grass has not been cut in 6 weeks" is no date."""
PERFECT = re.compile(
    r"\b(?:been|had|has|have|hasnt|hasn't|havent|haven't|ive|i've|\w{2,}ed|seen|done|cut|eaten|slept|left)\b"
)
"""What tells of the time until now."""
TRADES = (
    "social worker|care coordinator|support worker|occupational therapist"
    "|ot|(?:district )?nurse|gp|link worker"
    "|social prescriber|discharge coordinator|case manager|care navigator|key worker|matron|wellbeing coordinator"
    "|care manager|advocate|family worker|physio|physiotherapist"
)
"""Those who ask for somebody in their care."""
OWN_TRADE = re.compile(
    r"^(?:(?:hi|hello|hiya|good \w+|morning|afternoon)[ ,.!]+)?(?:(?:i'?m|i am|this is|it'?s|its|\w+) )?"
    rf"(?:(?:a|an|the|her|his) )?(?:\w+ )?(?:{TRADES})\b"
    r"(?: (?:here|(?:from|at|in|with|for) (?:the )?\w+(?: \w+)?))*[ ,.-]+"
    r"(?=(?:who is |and |i'?m |i am )*(?:looking|need|wanting|want|after|seeking|trying|hoping|asking))"
)
TRADE_SIGNS = (
    "work",
    "coordinator",
    "therap",
    "nurse",
    "prescriber",
    "manager",
    "navigator",
    "matron",
    "advocate",
    "ot ",
    "gp ",
    "physio",
)
CLIENTS = ("client", "patient", " pt", "service user")
"""Letters without which neither is told."""
FOR_CLIENT = re.compile(r"\bfor (?:an? |one of |some of |our |my )+(?:clients?|patients?|pts?|service users?)\b")

MOVES_PART = re.compile(
    r"^(?:(?:oh|ok|no|sorry|and|but|actually|please|can you|can we|could you|could we)[ ,]+)*"
    r"(?:change|move|switch|put|have|do) (?:the|my|our|her|his|mums?|dads?) (?P<part>\w+(?: \w+)?) "
    r"(?:to|on|onto|for|in)\b"
)
"""What gives one kind of help, of several, a time of its own: "change the wash to evenings"."""
ANY_DAY_BUT = re.compile(
    r"\b(?:any|all) ?(?:other )?(?:days?|time)(?: at all| of the week| is fine| will do|,)*"
    r" (?:but|bar|except|apart from|other than)\b"
)
"""What opens a search to all days but some."""
ABLE = re.compile(
    r"\b(?:can|manages to)(?: \w+){1,4}? (?:him|her|my|them|our)sel(?:f|ves)\b"
    r"|\b(?:s?he|they|i|we|mum|dad|nan) can (?:still |just |now )?(?:do|manage|get) (?:the|her|his|my|their|our|that)\b"
    r"|\b(?:s?he|they|mum|dad|nan) (?:don'?t|doesn'?t|do not|does not) (?:really )?need much\b"
    r"|\b\d\d (?:and )?(?:don'?t|doesn'?t) (?:really )?need much\b"
)
"""What they need no help with, or only a word: "he can wash himself just needs prompting"."""
BACK_TO = re.compile(
    r"\b(?:back to|return to|(?:who|what|which|where) (?:was|were) (?:the|that|those)|show me the .* again\b)"
)
"""What goes back to a search of before: "go back to the shopping", "who was the sitter"."""
SWAP = ("swap", "swop", "change", "switch")
"""Letters without which nothing is given for another."""
SWAPS = re.compile(
    r"\b(?:swap|swop|change|switch|exchange)(?: the| her| his| my)? ([a-z]+(?: [a-z]+)?) (?:for|to|with) (?=[a-z])"
)
"""What gives one kind of help for another: "swap cooking for shopping"."""
MAKES_IT = re.compile(r"\b(?:make|change|move|switch) (?:it|that|this)(?: (?:to|in|near|at|for))* *$")
"""What stands before the place that is meant instead: "can we make it"."""
INSTEAD_THERE = re.compile(r" (?:please |then )?instead\b")
"""What stands after it."""
REASON = re.compile(r"\bso(?: (?:i|we|she|he) (?:need|want)s?)? (?=[a-z])(?!that\b|s?he\b|i\b|we\b|they\b)")
"""What leads from what is told to what is asked for: "she can't do steps, so shopping"."""
FEWEST_OF_REASON = 3
"""Words of the shortest reason."""
PUT = re.compile(r"\b(?:wh?at|wot|how) about (?=\w)")
"""What only puts forward what it names."""
REWORDED = tuple(
    (sign, re.compile(pattern), plain)
    for sign, pattern, plain in (
        ("suit", r"(?<=  )suits?\b(?: (?:me|us|her|him|mum|dad|them|best|better|fine))*", ""),
        (
            "add ",
            r"^(?:(?:oh|and|well|ok|actually)[ ,]+)*(?:can|could|will|would) (?:you|u|ya|we|i) (?:please )?add ",
            "add ",
        ),
        ("things", r"\b[1-5] (?=[a-z])", ", "),
        ("paper work", r"\bpaper works?\b", "paperwork"),
        ("mr", r"\b(?:mr|mrs) [a-z]+ (?=needs|wants|would like|could do with|is looking)", "she "),
        (
            "is for",
            r"\bthe (\w+ing|company|lift) is (?:just |only |really )?for (?=my|our|her|him|me|us|mum|dad)",
            r"\1 for ",
        ),
        (
            "to come to",
            r" (?:who (?:can|could|will)|to) come (?:out )?to (?:the|our|my|his|her|their) (?:house|home)\b",
            "",
        ),
        (
            "hang",
            r"\bhang(?:ing)?(?: out)? (?:the|my|her|his|our) washing(?: out)?(?: on the line)?\b",
            "hang washing out",
        ),
        ("hospital", r"\bhospital (?:trips?|runs?|visits)\b(?! from)", "lift to hospital"),
        (
            "tak",
            r"\b(?:take|takes|taking) ((?:my |our |the )?\w+) to (?:watch|see) "
            r"(?!(?:my|his|her|our|a|the) (?:doctor|gp|dentist|nurse|consultant|physio|mum|dad"
            r"|wife|husband|friends?|sister|brother|son|daughter)|him|her|them|me|doctor)",
            r"take \1 on a trip to see ",
        ),
        ("okey", r"\bokey[ -]?do(?:key|ke|kie)\b", "ok"),
        (
            "my plan",
            r"\b(?:(?:show|send|see|download|open|get|print|email|read|view|give)(?: me)? )?"
            r"my plan\b(?! (?:is|was|for))",
            "",
        ),
        (
            "rose",
            r"\b(wife|mum|mother|nan|gran|sister|daughter|aunt|auntie|aunty|friend|neighbour|called|named) rose\b",
            r"\1",
        ),
        (
            "of life",
            r"\b(?:is |are |am )?(?:on|having|getting|receiving|under) (?:end of life|palliative) care(?: at home)?\b",
            " is ill",
        ),
        (
            "",
            r"\b(?:shower|bath|sink|basin|taps?)(?: (?:head|tap|taps|door|screen|tray|rail|hose|plug|sealant|seal))?"
            r"(?: (?:is|has|keeps|was|are|gone|been|that is|that's))*"
            r" (?:leaking|leaks|leeking|dripping|drips|broken|broke|cracked|loose|coming off|fallen off"
            r"|not working)\b",
            "tap leaking",
        ),
        (
            "",
            r"\b(fix|fixing|fixed|mend|mending|repair|repairing|replace|replacing|unblock|unblocking)"
            r" (?:the|my|a|our|her|his|this) (?:leaking |broken |dripping )?"
            r"(?:shower|bath|sink|basin|toilet|loo|cistern)"
            r"(?: (?:head|tap|taps|door|screen|tray|rail|hose|seat|handle))?\b",
            r"\1 the tap",
        ),
    )
)
"""What hardly any message has, and how it is put for the need to be heard: letters without which it is not, what it is,
and what it means. A shower that leaks wants a handyman."""
FIXTURES = ("shower", "bath", "sink", "basin", "tap", "toilet", "loo", "cistern")
COMING = re.compile(
    r"(?:(?:hi|hello|please|pls|hiya)[ ,.!]+)*(?:can|could|would|will|is there) (?:some|any) ?(?:one|body)\b"
    r"(?: (?:be able to|please|possibly|who can|to|pls|local|else))* (?:come|pop|help|sit|do|be|call|get|take|look)\b"
)
"""What begins by asking for somebody to come."""
SOMEBODY = re.compile(r"\b(?:some|any) ?(?:one|body)\b")
"""Who is asked for, where it is no business of the list."""


def adds(words: str) -> bool:
    """Whether a message adds to what was told before; "and only mondays" does not."""
    return bool(ADDS.search(words) or tells_more(words)) and not (AND_ONLY.match(words) or FOUND.match(words))


def tells_more(words: str) -> bool:
    """Whether it tells of what is needed beside the rest, and asks for nothing."""
    return CONDITION.search(words) is not None


def replaces(words: str) -> bool:
    """Whether it says that something is wanted instead, or nothing else."""
    return INSTEAD.search(words) is not None


def part_moved(words: str) -> str:
    """What is given a time of its own: "wash" of "change the wash to evenings"; empty for nothing."""
    moved = MOVES_PART.match(words)
    return moved["part"] if moved else ""


def wants_instead(words: str) -> bool:
    """Whether it puts what it names in the place of what was told: "cleaning instead"."""
    return "instead" in words.split()


def of_both(words: str) -> bool:
    """Whether it is said of two people: "they live in Malvern"."""
    return not {"they", "theyre", "both"}.isdisjoint(words.replace("'", "").split())


def takes_either(words: str) -> bool:
    """Whether either of two will do, as a whole message."""
    return EITHER.fullmatch(words) is not None


def puts_back(words: str) -> bool:
    """Whether it wants a day again that was left out."""
    return PUTS_BACK.search(words) is not None


def says_even(words: str) -> bool:
    """Whether it only says that a day is among those told before."""
    return EVEN.match(words) is not None


def says_all_day(words: str) -> bool:
    """Whether any hour of the days is meant."""
    return ALL_DAY.search(words) is not None


def says_any_day(words: str) -> bool:
    """Whether any day will do, and nothing is said of the hours."""
    return ANY_DAY.search(words) is not None


def says_not_every(words: str) -> bool:
    """Whether it says that help is not wanted every day, or every night."""
    return NOT_EVERY.search(words) is not None


def says_forenoon(words: str) -> bool:
    """Whether it says that its hours are before noon."""
    return FORENOON.search(words) is not None


def wants_only(words: str) -> bool:
    """Whether nothing else is wanted."""
    return ONLY.search(words) is not None


def asks_of_them(words: str) -> bool:
    """Whether it asks if those who were found do something besides: "can they do my stockings"."""
    return OF_THEM.match(words) is not None and not replaces(words)


def goes_back(words: str) -> bool:
    """Whether it goes back to what was looked for before: "who was the sitter"."""
    return BACK_TO.search(words) is not None


def asks_outright(words: str) -> bool:
    """Whether it asks for help in so many words."""
    return OUTRIGHT.search(words) is not None


def asks_to_come(words: str) -> bool:
    """Whether it begins by asking whether somebody can come or help: "can anybody come"."""
    return COMING.match(words) is not None


def asks_for_somebody(words: str) -> bool:
    """Whether it asks for a person: "can someone be there"."""
    return SOMEBODY.search(words) is not None


def tells_able(words: str) -> bool:
    """Whether it tells what somebody can do without help."""
    return ABLE.search(words) is not None


def in_place_of(words: str) -> str:
    """Words as they ask for one kind of help: "a sitter" for "what about a sitter"; of those that swap one for another,
    the one that is not wanted and the one that is."""
    words = reworded(words)
    if "about" in words:
        words = PUT.sub("", words)
    return SWAPS.sub(r"not \1, ", words) if any(map(words.__contains__, SWAP)) else words


def reworded(words: str) -> str:
    """Words with what is put in a rare way put plainly: "take my dad to watch the rugby" is a trip."""
    fixture = any(map(words.__contains__, FIXTURES))
    for sign, pattern, plain in REWORDED:
        if sign in words if sign else fixture:
            words = pattern.sub(plain, words)
    return words


def moves_to(words: str, start: int, end: int) -> bool:
    """Whether the place that stands there takes the place of another: "make it Ely", "Ely instead"."""
    return MAKES_IT.search(words[:start]) is not None or INSTEAD_THERE.match(words[end:]) is not None


def asked_after_reason(words: str) -> str:
    """What is asked for after why: "shopping" of "she can't do steps, so shopping"; empty for none. "Ok so gardening"
    gives no reason."""
    reason = REASON.search(words)
    told = reason is not None and len(words[: reason.start()].split()) >= FEWEST_OF_REASON
    return words[reason.end() :] if reason and told else ""


def opens_days(words: str) -> bool:
    """Whether all days but some will do: "any day but Sunday", where one day was asked for."""
    return ANY_DAY_BUT.search(words) is not None


def without_own_trade(words: str) -> str:
    """`words` less who a professional says they are, "I'm a social worker", and for whom it is: "for a client"."""
    if any(map(words.__contains__, TRADE_SIGNS)):
        words = OWN_TRADE.sub("", words)
    return FOR_CLIENT.sub("", words) if any(map(words.__contains__, CLIENTS)) else words


def is_for_client(words: str) -> bool:
    """Whether help is looked for on behalf of somebody in their care."""
    return any(map(words.__contains__, CLIENTS)) and FOR_CLIENT.search(words) is not None


def without_long_since(words: str) -> str:
    """`words` less for how long something has not been done; every offset stays true."""
    told = LONG_SINCE.search(words) if " in " in words else None
    if told is None or not PERFECT.search(words, told.start(), told.start("long")):
        return words
    return blank(words, [told.span("long")])


def asks_to_have(words: str) -> bool:
    """Whether it asks to have somebody, whatever else it tells."""
    return TO_HAVE.search(words) is not None


def parts_of(words: str) -> list[str]:
    """The words between "and", commas and "plus", without what says that nothing else is wanted."""
    parted = (ONLY.sub("", part).strip() for part in LISTED.split(in_place_of(words)))
    return [part for part in parted if part]
