"""Streets, landmarks and measures in a message: "12 Orchard Close" asks for no gardener, "near Lidl" no shopping."""

import re

ROADS = "road|rd|street|lane|avenue|ave|crescent|terrace|drive|mews|grove|close"
NUMBERED = f"{ROADS}|st|way|court|gardens?|place|walk|rise|hill|park|green|view|row|square|cottages?|gate"
"""What is a street after a number alone: "a walk in the park" is none."""
COUNTED = (
    "dogs?|cats?|hours?|hrs?|times?|people|days?|weeks?|minutes?|mins?|miles?|visits?|bed|bedroom|year|of|or|to|and|x"
)
"""What is counted by a number before it, and no name of a street."""
SURELY = frozenset("road rd street st lane ln avenue ave crescent terrace mews".split())
"""What is a street after any name at all: "bath road"; a drive may be somebody's own."""
BY_ITSELF = (
    "my|our|his|her|your|their|the|a|an|this|that|any|some|each|every|down|up|of|to|in|on|across|over|cross|crossing"
    "|along|off|by|busy|and|or|clean|cleaning|clear|clearing|sweep|sweeping|weed|weeding|tidy|tidying"
)
"""What stands before a road and is not its name: "crossing roads", "clean our drive"."""
HOMES = f"{NUMBERED}|mill|house|lodge|farm|barn|flats?|villas?|towers?|estate|bungalow|hall|manor|crossroads|corner"
"""What else may be the name of where somebody lives, where they have just been asked for it."""
CHORES = (
    "gardens?|grass|lawns?|hedges?|weeds|bins?|meals?|dinners?|teas?|dogs?|cats?|pets|laundry|paperwork|bills|baths?"
    "|house|housework|windows?|floors?|lifts?|appointments?|company"
)
"""What is to be done or seen to, and no landmark by itself: "it's too much for me, the garden"."""
ENDS = r"(?=\s*(?:$|[,.;])|  | (?:in|at|near)  )"
"""Where it ends: at a comma, or where a place was taken out."""
ADDRESS = re.compile(
    rf"\b\d{{1,4}}[a-z]? (?!(?:{COUNTED})\b)(?:[a-z']+ ){{1,3}}?(?:{NUMBERED})\b{ENDS}"
    rf"|\b(?:in|at|on) (?:the )?[a-z']+ (?:[a-z']+ )?(?:{ROADS})\b{ENDS}"
    r"|\b\d{1,3} ?(?:foot|feet|ft)\b(?! (?:care|nails?|cream|need))"
)
STREET = re.compile(rf"\b(?!(?:{BY_ITSELF})\b)[a-z']+ (?:{'|'.join(sorted(SURELY))})\b(?:{ENDS}|(?= and\b))")
ANSWERED = re.compile(
    rf"(?:^|[,.;])\W*(?:the )?(?:(?!(?:{BY_ITSELF})\b)[a-z']+ ){{1,3}}(?:{HOMES})\b{ENDS}"
    rf"|\b(?:by|at|off|past) (?:the )?(?:[a-z']+ )?[a-z']+{ENDS}"
    rf"|(?:^|(?<=, ))the (?!(?:{CHORES})\b{ENDS})(?:[a-z']+ )?(?!(?:in|at|near)\b)[a-z']+(?<!ing){ENDS}"
)
"""What stands for a street or landmark in an answer to where it is needed: "Bakers Green", "by the post office"."""
BESIDE = (
    r"near(?:by|est)?(?: to)?|nr|opposite|opp|behind|beside|above|below|next (?:door )?to|across from|in front of"
    r"|(?:the )?back of"
    r"|(?:just )?a?round the corner from|(?:just )?over the road from|close to|not far from"
)
"""What leads to a landmark."""
LEADING = frozenset(
    "near nearby nearest nr opposite opp behind beside above below next across front back corner road close far mile"
    " miles min mins minute minutes".split()
)
"""Words without which nothing leads to one."""
AWAY = (
    r"(?:about |just |only )?(?:a |an )?(?:\d{1,2}|few|couple(?: of)?|half|one|two|three|five|ten|fifteen|twenty) "
    r"(?:miles?|mins?|minutes?|km|metres|yards|doors)(?: (?:or so|walk|drive|away|down|up|on foot))*"
)
"""How far from it: "ten minutes walk"."""
NO_LANDMARK = (
    "needs?|needed|wants?|who|which|and|but|so|because|i|we|she|he|it|they|him|them|me|us|you|for|to|with|in|at|on|is|are|has"
    "|can|could|would|will|please|help|enough|end|death|future|where|when|that|this|or|someone|somebody|anyone|home|mine|my|our"
    "|his|her|here|there|cleaner|carer|gardener|sitter"
)
"""What is no part of a landmark's name."""
ONE = rf"(?!(?:{NO_LANDMARK})\b)[a-z][a-z'&-]*"
LANDMARK = re.compile(
    rf"\b(?:(?:the|a) (?:house|flat|bungalow|cottage|place) )?(?:{BESIDE}|{AWAY} from) "
    rf"(?:(?:the|a|an|old|new) )*{ONE}(?: {ONE}){{0,2}}(?<!ing)"
    rf"(?={ENDS}| (?:in|at|on|and|but|so|for|who|please|she|he|i|we)\b)|\b{AWAY} (?:from|outside|out of)\b"
)
MAIN_ROAD = re.compile(
    r"\b(?:off|on|near|by|along|from|the) (?:the )?(?!b12\b)[abm]\d{1,4}\b"
    r"|\b(?:[am]\d\d{1,3}|b\d{3,4})\b(?: j(?:unction )?\d+)?"
)
"""A road of the main ones: "off the A44"."""
ROAD_NUMBER = re.compile(r"[abm]\d")
"""What none is without."""


def without_streets(words: str) -> str:
    """Cleaned words, places taken out, but for a measure or a street with its number or led to."""
    return ADDRESS.sub(" ", words)


def without_addresses(words: str, answers_where: bool = False) -> str:
    """Cleaned words, places taken out, but for a measure, a street or a landmark: "in Cooks Close", "near the station".

    `answers_where`: they answer where help is needed, so that any house or corner says that.
    """
    rest = without_streets(words)
    if ROAD_NUMBER.search(words):
        rest = MAIN_ROAD.sub(" ", rest)
    said = frozenset(words.replace(",", " ").split())
    if not SURELY.isdisjoint(said):
        rest = STREET.sub(" ", rest)
    if not LEADING.isdisjoint(said):
        rest = LANDMARK.sub(" ", rest)
    return ANSWERED.sub(" ", rest) if answers_where else rest
