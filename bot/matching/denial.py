"""Which words of a message say what is not wanted: "not swimming, bathing", "no personal care just company".

Not every "no" denies: "no transport" and "not eating" are needs. What the bank says with a "no" or "not" is never a
denial, nor is anything one "cannot" or "does not" do.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.matching.spelling import BREAK

LONGEST = 5
"""Words that one "not" reaches over."""

Words = Sequence[str]
IsNeed = Callable[[int, int], bool]
"""Whether the words from a start to before an end ask for a need."""

_NOT_WANTED = (
    "do not need",
    "do not want",
    "does not need",
    "does not want",
    "did not need",
    "did not want",
    "did not mean",
    "did not say",
    "do not mean",
    "not looking for",
    "not asking for",
    "not after",
    "not about",
    "not interested in",
    "no need for",
    "no longer need",
    "no longer needs",
    "no longer want",
    "never asked for",
    "instead of",
    "rather than",
    "stop looking for",
    "stop searching for",
    "not bother with",
    "apart from",
    "other than",
    "anything but",
    "no to",
    "leave the",
    "leave out",
    *("forget", "forget the", "forget about", "scrap", "scrap the", "ditch", "ditch the"),
    "drop the",
    "cancel the",
    "never mind the",
    "found a",
    "found an",
    "found someone for",
    "found somebody for",
    "got someone for",
    "got somebody for",
    "have someone for",
    "have somebody for",
    "has someone for",
    "swap the",
    "will do the",
    "is doing the",
    "already have",
    "already has",
    "already got",
    "except",
    "except for",
    "i do the",
    "we do the",
    *(f"{does} own" for does in ("can do", "can do my", "can do his", "can do her", "does his", "does her", "i do my")),
)
"""What denies whatever follows."""
_SAID = frozenset(
    (
        BREAK,
        *"and but ok okay right well said meant is please sorry actually no so want need its tho though".split(),
        *("definitely", "certainly"),
    )
)
"""What a bare "no" or "not" may follow to deny."""
_ENDS = frozenset(
    (BREAK, *"and but just only though because instead we i she he they so as need needs want wants get find".split())
)
"""What ends the words denied."""
_STATES = frozenset(
    "one able allowed safe been being having getting longer idea way sure enough got had much very too well good at"
    " used keen in on himself herself myself properly themselves".split()
)
"""What tells how somebody is and denies nothing: "not able to", "not washing herself"."""
_PUTS_RIGHT = frozenset("go make change swap switch keep stick back i we it its wait just".split())
"""What goes on after a "no" that puts something right: "no go back to the cleaner"."""
_GENERAL = frozenset("care help support any no a the caring".split())
"""What is no need by itself, and may be said not to be wanted: "I don't need care I need a gardener"."""
_ARTICLES = frozenset(("a", "an", "the"))
_ABLE = frozenset(("can", "manages"))
"""What says, with one of themselves after it, that no help is wanted with what stands between."""
_FINE = frozenset("ok okay fine alright".split())
"""What says so with "with": "he is ok with washing but could do with a cleaner"."""
_THEMSELVES = frozenset("himself herself themselves myself ourselves".split())
_WHO = frozenset("i we he she they mum dad nan".split())
"""Who says or has said of them what they can do, before a "but": "I can cook but can't clean"."""
_ASKED = _WHO | frozenset("you someone somebody anyone anybody one".split())
"""Who is asked to do something, after a "can"."""
_WHOM = frozenset("me him her them us mum dad nan gran grandad".split())
"""To whom something is done that they do not want done."""
_BEGINNING = frozenset("leave forget scrap ditch i we".split())
"""What denies only where it begins: "sit with him while I do the shopping"."""
_DO = frozenset(("will", "is"))
_FAMILY = frozenset("sister brother daughter son husband wife partner neighbour friend niece nephew mum dad".split())
"""Who must be named before "will do the" and "is doing the", where that is said to be seen to."""
_IF = frozenset("if when with once providing".split())
_PROMPTED = frozenset("prompt prompts prompting remind reminding encouragement encouraging supervision".split())
""" "He can wash himself, just needs prompting" is help to wash."""
_HARDLY = _IF | frozenset((BREAK, *"not no hardly barely nearly only".split()))
"""What takes that back, after it or amid: "he can wash himself if somebody is there"."""
_SORTED = ("is sorted", "are sorted", "not needed", "is not needed", "is done", "is covered")
"""What denies the words before it."""


def _by_first(phrases: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """First word -> the phrases that begin with it."""
    parted = [tuple(phrase.split()) for phrase in phrases]
    return {parts[0]: tuple(other for other in parted if other[0] == parts[0]) for parts in parted}


_OPENINGS = _by_first(_NOT_WANTED)
_CLOSINGS = _by_first(_SORTED)
_ENOUGH = _by_first(("stop", "stop the", "stop my", "stop with the", "no more", "no more of the"))
"""What denies where it begins: "no more gardeners". Not what happens to somebody, nor an amount: "stop mum falling"."""
_NO_HELP = _WHOM | _FAMILY | frozenset(("than", "it", "from", "at", "falling", "wandering"))
_MARKS = frozenset(("no", "not", *_ABLE, *_FINE, *_OPENINGS, *_CLOSINGS, *_ENOUGH))


def _starts(phrases: dict[str, tuple[tuple[str, ...], ...]], words: Words, at: int) -> int:
    """The length of the longest of `phrases` that `words` have at `at`, 0 for none."""
    known = phrases.get(words[at], ())
    return max((len(parts) for parts in known if tuple(words[at : at + len(parts)]) == parts), default=0)


@dataclass(frozen=True, slots=True)
class Denied:
    """Words from `start` to before `end` say that those from `first` to before `last` are not wanted."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Denials:
    """Finds denied words. `lacks`: (no or not, next word that is no article) as the bank says them of a need."""

    lacks: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, phrases: Iterable[Words]) -> "Denials":
        """From the bank's phrases as plain words."""
        return cls(
            frozenset(
                _lacking(words, at) for words in phrases for at in range(len(words) - 1) if words[at] in ("no", "not")
            )
        )

    def find(self, words: Words, is_need: IsNeed) -> tuple[Denied, ...]:
        """Every stretch that says what is not wanted."""
        return () if _MARKS.isdisjoint(words) else tuple(self._found(words, is_need))

    def _found(self, words: Words, is_need: IsNeed) -> Iterator[Denied]:
        done = 0
        for at, word in enumerate(words):
            if word not in _MARKS or at < done:
                continue
            taken = (
                self._answer(words, at, is_need)
                or self._after(words, at, is_need)
                or self._before(words, at, done, is_need)
                or self._by_themselves(words, at, is_need)
                or self._but_can(words, at, is_need)
                or self._fine_with(words, at, is_need)
            )
            if taken:
                yield taken
                done = taken.end

    def _after(self, words: Words, at: int, is_need: IsNeed) -> Denied | None:
        """Words denied by what begins at `at`."""
        opening = self._opening(words, at, is_need)
        end = _end(words, at + opening)
        outright = opening > 1 and at + opening < end and _GENERAL.issuperset(words[at + opening : end])
        named = outright or (opening and is_need(at + opening, end))
        return Denied(at, end, at + opening, end) if named else None

    def _before(self, words: Words, at: int, done: int, is_need: IsNeed) -> Denied | None:
        """Words before `at` that are said there to be seen to already."""
        closing = _starts(_CLOSINGS, words, at)
        start = _clause_start(words, at, done)
        return Denied(start, at + closing, start, at) if closing and is_need(start, at) else None

    def _by_themselves(self, words: Words, at: int, is_need: IsNeed) -> Denied | None:
        """What they need no help with: "he can wash himself", "I can cook but not clean"."""
        reach = words[at + 1 : at + 1 + LONGEST]
        end = next((at + 2 + i for i, word in enumerate(reach) if word in _THEMSELVES), 0)
        if not end and at and words[at - 1] in _WHO and "but" in reach:
            return self._but_not(words, at, at + 1 + reach.index("but"), is_need)
        if not (at and end and words[at] in _ABLE) or not _PROMPTED.isdisjoint(words):
            return None
        alone = _HARDLY.isdisjoint(words[at - 1 : end]) and _IF.isdisjoint(words[end : end + 1])
        return Denied(at, end, at + 1, end) if alone and is_need(at + 1, end) else None

    def _but_not(self, words: Words, at: int, but: int, is_need: IsNeed) -> Denied | None:
        """What they can do, with the "but not" before what they cannot."""
        able = words[at] in _ABLE and _HARDLY.isdisjoint(words[at - 1 : but]) and is_need(at + 1, but)
        return Denied(at, but + 1 + (words[but + 1 : but + 2] == ["not"]), at + 1, but) if able else None

    def _but_can(self, words: Words, at: int, is_need: IsNeed) -> Denied | None:
        """What they can do after what they cannot: "can't wash but I can dress", and not "but can you dress her"."""
        who = at - (words[at - 1] in _WHO)
        end = _end(words, at + 1)
        told = words[at] in _ABLE and who and words[who - 1] == "but" and words[at + 1 : at + 2] != ["not"]
        asks = who == at and not _ASKED.isdisjoint(words[at + 1 : at + 2])
        return Denied(at, end, at + 1, end) if told and not asks and is_need(at + 1, end) else None

    def _fine_with(self, words: Words, at: int, is_need: IsNeed) -> Denied | None:
        """What they are fine with, before a "but" and what they need."""
        reach = words[at + 2 : at + 2 + LONGEST]
        told = (
            words[at] in _FINE
            and words[at + 1 : at + 2] == ["with"]
            and not _WHO.isdisjoint(words[max(0, at - 3) : at])
        )
        but = at + 2 + reach.index("but") if told and "but" in reach else 0
        return Denied(at, but, at + 2, but) if but and is_need(at + 2, but) else None

    def _opening(self, words: Words, at: int, is_need: IsNeed) -> int:
        """How many words from `at` deny what follows them; 0 for none."""
        before = words[at - 1] if at else ""
        begins = not at or before in _SAID
        if (words[at] in _BEGINNING and not begins) or (words[at] in _DO and before not in _FAMILY):
            return 0
        enough = _enough(words, at) if begins else 0
        return enough or _starts(_OPENINGS, words, at) or int(self._bare(words, at, is_need))

    def _bare(self, words: Words, at: int, is_need: IsNeed) -> bool:
        """Whether a "no" or "not" by itself denies what follows."""
        if words[at] not in ("no", "not") or at + 1 == len(words):
            return False
        if _lacking(words, at) in self.lacks:
            return self._not_them(words, at, is_need)
        if words[at] == "no" and (words[at + 1] in _PUTS_RIGHT or self._answers(words, at, is_need)):
            return False
        told = set(words[at + 1 : _end(words, at + 1)])
        if not told or told & _STATES:
            return False
        return at == 0 or words[at - 1] in _SAID or (words[at] == "not" and is_need(max(0, at - 2), at))

    def _not_them(self, words: Words, at: int, is_need: IsNeed) -> bool:
        """Whether it denies what is done to somebody, where other help is named: "ironing, not washing mum"."""
        told = words[at + 2 : at + 3]
        whom = bool(told) and told[0] in _WHOM and (at + 3 == len(words) or words[at + 3] in _ENDS)
        other = at == 0 or words[at - 1] in _SAID or is_need(max(0, at - 2), at)
        return words[at] == "not" and whom and other

    def _answer(self, words: Words, at: int, is_need: IsNeed) -> Denied | None:
        """A "no" that is an answer: it denies nothing, and is no part of what follows."""
        answers = words[at] == "no" and self._answers(words, at, is_need)
        return Denied(at, at + 1, at, at) if answers else None

    def _answers(self, words: Words, at: int, is_need: IsNeed) -> bool:
        """Whether a "no" is an answer, as what follows it is wanted in place of another: "no bathing not swimming"."""
        if "not" not in words[at + 2 :]:
            return False
        other = words.index("not", at + 2)
        beside = not {BREAK, "and", "or", "just", "only"}.intersection(words[at:other])
        return beside and is_need(at + 1, other) and is_need(other + 1, _end(words, other + 1))


def _enough(words: Words, at: int) -> int:
    """How many words from `at` say that there is to be no more of what follows: "stop gardening"."""
    found = _starts(_ENOUGH, words, at)
    told = words[at + found : _end(words, at + found)]
    alone = found > 1 or len(told) == 1
    return found if alone and told and _NO_HELP.isdisjoint(told[:1]) else 0


def _lacking(words: Words, at: int) -> tuple[str, str]:
    """The "no" or "not" at `at`, and the next word: "not a cleaner" is not "not a morning person"."""
    return words[at], next((word for word in words[at + 1 :] if word not in _ARTICLES), "")


def _end(words: Words, start: int) -> int:
    """Where the words denied from `start` on end."""
    stop = min(len(words), start + LONGEST)
    return next((at for at in range(start, stop) if words[at] in _ENDS), stop)


def _clause_start(words: Words, at: int, done: int) -> int:
    """Where the clause that ends before `at` begins."""
    return next((i + 1 for i in range(at - 1, done - 1, -1) if words[i] in _ENDS), done)
