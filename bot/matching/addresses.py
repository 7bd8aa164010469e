"""Streets and measures in a message: "12 Orchard Close" asks for no gardener, "6 foot" for no chiropodist."""

import re

ROADS = "road|rd|street|lane|avenue|ave|crescent|terrace|drive|mews|grove|close"
NUMBERED = f"{ROADS}|st|way|court|gardens?|place|walk|rise|hill|park|green|view|row|square|cottages?|gate"
"""What is a street after a number alone: "a walk in the park" is none."""
COUNTED = (
    "dogs?|cats?|hours?|hrs?|times?|people|days?|weeks?|minutes?|mins?|miles?|visits?|bed|bedroom|year|of|or|to|and|x"
)
"""What is counted by a number before it, and no name of a street."""
ENDS = r"(?=\s*(?:$|[,.;])|  )"
"""Where it ends: at a comma, or where a place was taken out."""
ADDRESS = re.compile(
    rf"\b\d{{1,4}}[a-z]? (?!(?:{COUNTED})\b)(?:[a-z']+ ){{1,3}}?(?:{NUMBERED})\b{ENDS}"
    rf"|\b(?:in|at|on) (?:the )?[a-z']+ (?:[a-z']+ )?(?:{ROADS})\b{ENDS}"
    r"|\b\d{1,3} ?(?:foot|feet|ft)\b(?! (?:care|nails?|cream|need))"
)


def without_addresses(words: str) -> str:
    """Cleaned words, places taken out, but for a measure or a street with its number or led to: "in Cooks Close"."""
    return ADDRESS.sub(" ", words)
