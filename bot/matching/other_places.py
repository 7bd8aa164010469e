"""Places that are only told of, beside the one where help is needed: what stands before or after their names.

The words for it are in content/intents.yaml (`other_places`), and `<name>` is any of such a list; what stands between
them is small, and here.
"""

import re

from bot.content.intents import OtherPlacesWords
from bot.matching.any_of import not_after, with_lists
from bot.matching.text import Span

NOT_THERE, ONE_THERE = r"\bnot (?:the )?(?:one in )?$|\b<never_said>(?: (?:in|near))? $", re.compile(r" one| st\b|\W*$")
"""What stands before and after a place that is not meant: "not the Cornwall one", "did I say Ely"."""
GOES_TO = r" (?:to|into)(?: (?:<on_the_way>|\w+'s))*(?: (?:in|at|over in|near|up in|down in))?\s*$"
"""What stands before the place that an errand goes to: "to the hospital in", "to the shops at"."""
WORKS_IN = (
    r"\b(?:i|we|he|she|they|(?:my|our|her|his) \w+)(?: (?:only|now|also|mostly))? <works>"
    r"(?: (?:<shifts>|as an? \w+)){0,2} (?:in|at|near|for)\s*\Z"
)
"""What stands before the place where somebody works."""
OF_THEIRS = (
    r"\b<theirs>(?: (?:is|are|lives?))* (?:over )?(?:in|at|near)\s*$"
    r"|\b<goes>(?: <gone_to>)*\s*$"
)
"""What stands before a place where somebody else is, or where they go."""
IN_HOSPITAL = r"\b<hospitals>\b(?: (?:in|at|over|near|bed|the|a))*[ ,]*$"
AM_IN = r"\b<am>(?: \w+)? (?:in|at|near)\s*$"
NONE_OF_OURS = (
    r"\b(?:isn'?t|is not|aren'?t|are not|not) (?:one of )?<ours>\b\W+"
    r"(?:so |but |and |ok )?(?=(?:what|how) about\b|try\b|do you\b)"
)
"""After a place that is none of ours, where another is asked about: "Ludlow isnt yours. What about Bromyard"."""


class OtherPlaces:
    """The words for places that are only told of, ready to be looked for: `words` are cleaned, `at` a place in them."""

    def __init__(self, words: OtherPlacesWords) -> None:
        self._not_there = with_lists(NOT_THERE, words)
        self._goes_to = with_lists(not_after(words.not_to) + GOES_TO, words)
        self._works_in = with_lists(WORKS_IN, words)
        self._of_theirs = with_lists(OF_THEIRS, words)
        self._helps_there = with_lists(r" <helps>\b", words)
        self._asks_there = with_lists(r"\b<asks>\b", words)
        self._in_hospital = with_lists(IN_HOSPITAL, words)
        self._hospital = with_lists(r" <of_hospitals>\b", words)
        self._hospital_name = with_lists(r"\b<hospital_names>\b", words)
        self._am_in = with_lists(AM_IN, words)
        self._wider = with_lists(r"\b<wider>\b", words)
        self._none_of_ours = with_lists(NONE_OF_OURS, words)

    def denied(self, words: str, at: Span) -> bool:
        """Whether the place is said not to be meant: "not the Cornwall one"."""
        return bool(self._not_there.search(words[: at[0]]) and ONE_THERE.match(words[at[1] :]))

    def works(self, words: str, at: Span) -> bool:
        """Whether somebody works there."""
        return self._works_in.search(words[: at[0]]) is not None

    def goes(self, words: str, at: Span) -> bool:
        """Whether an errand goes there."""
        return self._goes_to.search(f" {words[: at[0]]}") is not None

    def others_are(self, words: str, at: Span) -> bool:
        """Whether somebody else is there, or goes there, and nothing in the words may want help there."""
        theirs = self._of_theirs.search(words[: at[0]]) or self._helps_there.match(words[at[1] :])
        return bool(theirs) and not self._asks_there.search(words)

    def lies_ill(self, words: str, at: Span) -> bool:
        """Whether somebody is in hospital there."""
        named = self._hospital_name.search(words[at[0] : at[1]])
        return bool(named or self._in_hospital.search(words[: at[0]]) or self._hospital.match(words[at[1] :]))

    def is_own(self, words: str, at: Span) -> bool:
        """Whether whoever writes is there."""
        return self._am_in.search(words[: at[0]]) is not None

    def looks_wider(self, words: str) -> bool:
        """Whether all of a county will do."""
        return self._wider.search(words) is not None

    def after_none_of_ours(self, words: str) -> str:
        """What asks about another place, after one that is said to be none of ours; empty where nothing does."""
        found = self._none_of_ours.search(words)
        return words[found.end() :] if found else ""
