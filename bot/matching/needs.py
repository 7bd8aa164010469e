"""Words -> need codes, each with its score and the words that decided.

A message is read into plain words; what each says for every need is added up (`evidence`). Where that leaves doubt, how
near the whole is in meaning to the bank's phrases (`paraphrase`) is added. Clauses are heard by themselves too, so that
several needs in one message are all heard, and what is said not to be wanted is taken out first (`denial`).
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice, pairwise, takewhile
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np

from bot.content import CONTENT
from bot.content.needs import SPELLING, Needs, Spelling
from bot.content.pieces import whole
from bot.content.sayings import read_sayings, written
from bot.matching.denial import Denials, Denied
from bot.matching.evidence import Evidence, Floats, of_word
from bot.matching.fitting import NOTHING, bank_mark, fit, phrases_by_code, speller_of
from bot.matching.need_clauses import (
    BEGINNING,
    EITHER,
    HELP_WITH,
    JOINS,
    PARTING,
    PURPOSES,
    SLIGHT,
    Reading,
    Said,
    Word,
    as_asked,
    ask_outright,
    asks_for_somebody,
    because_of,
    begins_request,
    is_either,
    is_with_help,
    joints_of,
    purpose_at,
    stretch,
    tells_own_life,
)
from bot.matching.paraphrase import KEPT_IN, Meanings, NearPhrases, VectorsError, WordVectors
from bot.matching.spelling import BREAK, KIN, Speller, stem
from bot.matching.text import clean, once_each

MOST = 5
"""Needs heard of one message, at most."""
ENOUGH = -0.35
"""Evidence below which nothing was heard; it runs from about -1 to 1."""
ENOUGH_OF_STRANGERS = 0.4
"""The same where no word is one of the bank's and only letters speak."""
TOLD = 0.2
"""Evidence of the words alone from which they tell a need: less is a guess by what they are near in meaning."""
CLEAR = 0.2
"""How far the first reading must lead to be sure."""
SEVERAL, AHEAD = 3, 0.4
"""Clauses of a list of tasks, and how far one need must lead in one of few words of weight, for its meaning to be
weighed: "someone to sit with her, get her meals and do the laundry"."""
SETTLED = 0.3
"""Evidence and lead at which the words alone settle it."""
CLAUSE = 0.05
"""Evidence at which a clause by itself asks for something."""
FIRST = 0.01
"""The same where the whole message asks for that most."""
BESIDE = 0.12
"""Evidence at which it asks for something beside that, in a short message."""
BESIDE_IN_MUCH = 0.28
"""The same in a long message, where a passing word is likelier than a second need."""
LONG = 9
"""Words of a long message."""
CARE = "personal-care"
"""The group of the washing that is of people, which is meant where no other housework is asked for beside it."""
WORD_FOR_WORD = 1.5
"""What it counts that words are a phrase of the bank."""
STEEPNESS = 5.0
"""How fast a lead in evidence turns into certainty."""
_FETCHING = frozenset(
    (verb, who)
    for verbs, whom in (("find get give send", "me us"), ("recommend suggest know", "a an any some of"))
    for verb in verbs.split()
    for who in whom.split()
)
"""What asks us for what follows."""
_FETCH = frozenset(verb for verb, _ in _FETCHING)
_LEADING_TO_HELP = frozenset((HELP_WITH, *((who, "to") for who in "someone somebody anyone anybody person".split())))
"""What stands before the kind of help: "help with", "someone to"."""
_LEADS = _LEADING_TO_HELP | _FETCHING
_LEADING_TO_TASK = frozenset("to do doing get getting a an the some bit of little his her my our their with".split())
"""Words that lead to a kind of help and tell none: "to do his shopping"."""
_OURS = attrgetter("ours")
Asked = dict[int, tuple[Reading, Said]]
"""Code -> the clause that asks for it, and its evidence."""


class HeardNeed(NamedTuple):
    """A need heard. `sure` when asked for; not sure when it is only the next reading. `score` is 0 to 1."""

    id: str
    score: float
    sure: bool
    told: bool
    """Whether words of the bank tell it, and not only letters or what they are near in meaning."""
    part: Reading
    """The words that it was heard in."""
    code: int
    """Its place in their evidence."""

    @property
    def because(self) -> str:
        """The words that say most for it."""
        return because_of(self.part, self.code)


class NeedIndex:
    """The needs, compiled for hearing. Nothing in it changes but a memory of the words met."""

    def __init__(self, speller: Speller, evidence: Evidence, needs: Needs, root: Path = CONTENT) -> None:
        self._root = root
        self.codes = evidence.codes
        self._speller, self._evidence = speller, evidence
        self._nothing = self.codes.index(NOTHING)
        self._of_needs = [at for at in range(len(self.codes)) if at != self._nothing]
        self._silence = np.zeros(len(self.codes) + 1, np.float32).tobytes()
        self._bias = evidence.bias
        self._groups = [needs.needs[code].group if code in needs.needs else code for code in self.codes]
        bank = {code: list(self._bare(phrases)) for code, phrases in phrases_by_code(needs).items()}
        self._bank = [bank[code] for code in self.codes]
        phrases = [(code, words) for code, need in bank.items() for words in need]
        self._phrases = {words: self.codes.index(code) for code, words in phrases}
        self._denials = Denials.of([words for code, words in phrases if code != NOTHING])
        joining = ((code, words) for code, words in phrases if not JOINS.isdisjoint(words))
        self._joints = frozenset((*joint, code) for code, words in joining for joint in joints_of(words))
        self._read = once_each(self._weigh)
        self._word = once_each(self._weigh_word)
        self._pair = once_each(self._weigh_pair)
        self._break = self._word(BREAK)

    @classmethod
    def of(cls, needs: Needs, root: Path = CONTENT) -> "NeedIndex":
        """Compile `needs` with the spelling, words and evidence in `root`; evidence of another bank is made anew."""
        spelling = whole(root, SPELLING, Spelling)
        speller = speller_of(root, needs, spelling)
        sayings = written(root)
        kept = Evidence.kept(root / "needs.npz", bank_mark(needs, spelling, sayings))
        if kept is None:
            requests = read_sayings(root).requests if sayings else {}
            kept = fit(needs, spelling, speller, sayings, requests)
        return cls(speller, kept, needs, root)

    @property
    def paraphrase(self) -> bool:
        """Whether the package of word vectors is there and of use. They are loaded now if they were not yet."""
        return self._near is not None

    @cached_property
    def _near(self) -> NearPhrases | None:
        """What the phrases mean, put off to the first message whose words leave doubt."""
        vectors = WordVectors.find()
        if vectors is None:
            return None
        try:
            kept = Meanings.kept(self._root / KEPT_IN, self.meaning_mark(vectors))
            meanings = kept or self.meanings(vectors)
        except VectorsError:
            return None
        return NearPhrases(self._bank, meanings)

    def meanings(self, vectors: WordVectors) -> Meanings:
        """What the words of the phrases mean, and common words, worked out anew. Raises VectorsError."""
        return Meanings.of(vectors, self._bank, self._speller.common, self.meaning_mark(vectors))

    def meaning_mark(self, vectors: WordVectors) -> str:
        """A mark that changes when the bank does, the list of common words, or the table of vectors."""
        return f"{self._evidence.bank} {len(self._speller.common)} {vectors.mark}"

    def hear(self, words: str) -> tuple[HeardNeed, ...]:
        """The needs in `words` (text passed through `clean`), those asked for first; () when nothing was heard."""
        return self.heard(words)[0]

    def denied(self, words: str) -> tuple[str, ...]:
        """The needs that `words` say are not wanted."""
        return self.heard(words)[1]

    def heard(self, words: str) -> tuple[tuple[HeardNeed, ...], tuple[str, ...]]:
        """What `hear` and `denied` tell of `words`."""
        read = self._reading(self._words(words))
        denied = () if self._is_phrase(read) else self._denied(read)
        if not denied:
            return self._heard(read), ()
        kept = [word for at, word in enumerate(read.words) if not any(part.start <= at < part.end for part in denied)]
        unwanted = self._needs_of(read.words, denied)
        heard = self._heard(self._reading(kept))
        return tuple(need for need in heard if need.sure or need.id not in unwanted), unwanted

    @property
    def speller(self) -> Speller:
        """What reads words for it."""
        return self._speller

    def knows(self, word: str) -> bool:
        """Whether `word` is one of the bank's, or common English, with any usual ending."""
        return self._speller.knows(word)

    def spells(self, word: str) -> bool:
        """As `knows`, and spelt right with its ending."""
        return self._speller.spells(word)

    def _needs_of(self, read: Sequence[Word], denied: Sequence[Denied]) -> tuple[str, ...]:
        """The needs that the denied words name."""
        parts = [self._reading(read[part.first : part.last]) for part in denied if part.last > part.first]
        ranked = ((self._said(part).ranked, 1 + is_either(part)) for part in parts)
        return tuple(dict.fromkeys(self.codes[code] for codes, most in ranked for code in codes[:most]))

    def _is_phrase(self, read: Reading) -> bool:
        """Whether words are a phrase of the bank, as "swap the battery" is: nothing in it is not wanted."""
        return self._phrases.get(read.names, self._nothing) != self._nothing

    def _heard(self, read: Reading) -> tuple[HeardNeed, ...]:
        """What words ask for, then their next readings. What it is for ("so dad can rest") is left out.

        Where all of them ask for nothing, it is what the last clause wishes: "he's a card, my grandad, he needs mates".
        """
        if self._says_nothing(read):
            return ()
        reading = self._before_purpose(self._fetched(self._listed(read)))
        return self._of_all(reading) or (() if read.names in self._phrases else self._of_last(reading))

    def _of_all(self, reading: Reading) -> tuple[HeardNeed, ...]:
        """What a whole reading asks for."""
        said = self._weighed(reading)
        enough = ENOUGH if any(map(_OURS, reading.words)) else ENOUGH_OF_STRANGERS
        of_somebody = len(reading.words) >= LONG and asks_for_somebody(reading)
        if said.first < enough and not of_somebody:
            return ()
        asked = self._asked(reading, said.ranked[0])
        if said.first < enough and not asked:
            return ()
        if said.first < said.each[self._nothing] and not (of_somebody or self._outright(reading, asked)):
            return ()
        return (*self._readings(reading, said, asked),)

    def _of_last(self, reading: Reading) -> tuple[HeardNeed, ...]:
        """What the last clause asks for that asks in so many words, beside others."""
        if PARTING.isdisjoint(reading.texts):
            return ()
        wishes = [clause for clause in self._clauses(reading, "") if ask_outright([clause])]
        return self._of_all(wishes[-1]) if wishes and len(wishes[-1].words) < len(reading.words) else ()

    def _outright(self, reading: Reading, asked: Asked) -> bool:
        """Whether what is asked for is asked in so many words."""
        led = bool(asked) and not _LEADS.isdisjoint(pairwise(reading.texts))
        return led or ask_outright(part for part, _ in asked.values())

    def _readings(self, reading: Reading, said: Said, asked: Asked) -> list[HeardNeed]:
        """What is asked for by clauses, or by the whole message where none asks by itself; then the next readings."""
        first, ranked = said.ranked[0], said.ranked[:MOST]
        if not asked:
            return self._told(reading, said, ranked, [first] if said.lead >= CLEAR else ())
        sure = dict(islice(({first: asked[first]} | asked if first in asked else asked).items(), MOST))
        told = [need for code, (part, alone) in sure.items() for need in self._told(part, alone, [code], [code])]
        others = [code for code in ranked if code not in sure]
        return told + self._told(reading, said, others[: MOST - len(sure)], ())

    def _says_nothing(self, read: Reading) -> bool:
        """Whether no word of it tells anything, and it is no phrase of the bank: the "on" of a place's name."""
        slight = all(word.text in SLIGHT or word.name == KIN for word in read.words)
        return slight and read.names not in self._phrases

    def _before_purpose(self, reading: Reading) -> Reading:
        """What is asked for, where that is plain, without what it is for."""
        at = purpose_at(reading.words) if "so" in reading.texts else 0
        return before if at and self._plain(before := stretch(reading, 0, at)) else reading

    def _fetched(self, reading: Reading) -> Reading:
        """What we are asked to find, where that is plain: the rest of "could you find me a gardener"."""
        if _FETCH.isdisjoint(reading.texts):
            return reading
        at = next((at + 2 for at, pair in enumerate(pairwise(reading.texts)) if pair in _FETCHING), 0)
        if not at or reading.names in self._phrases:
            return reading
        return rest if self._plain(rest := stretch(reading, at, len(reading.words))) else reading

    def _helped_with(self, clause: Reading) -> Reading:
        """What help is wanted with, where that is plain and the clause is not: "cleaning", of "help with cleaning", of
        "to do his cleaning", "find me a cleaner" and "i just need someone to clean"."""
        texts = clause.texts
        at = next((at + 2 for at, pair in enumerate(pairwise(texts)) if pair in _LEADS), 0)
        at += sum(1 for _ in takewhile(_LEADING_TO_TASK.__contains__, texts[at:]))
        rest = self._reading(clause.words[at:]) if 0 < at < len(clause.words) else clause
        return rest if rest is not clause and self._plain(rest) else clause

    def _told(self, part: Reading, said: Said, codes: Sequence[int], sure: Collection[int]) -> list[HeardNeed]:
        """`codes` as heard in `part`, with their chances beside all others."""
        least = TOLD if any(map(_OURS, part.words)) else math.inf
        chances, told, names = self._chances(said), self._said(part).each, self.codes
        return [
            HeardNeed(names[code], round(chances[code], 3), code in sure, told[code] >= least, part, code)
            for code in codes
        ]

    def _chances(self, said: Said) -> Sequence[float]:
        """The chance of each code beside all others."""
        if not said.chances:
            grown = np.exp(STEEPNESS * (said.says - max(said.first, said.each[self._nothing])))
            said.chances = (grown / np.add.reduce(grown)).tolist()
        return said.chances

    def _weighed(self, reading: Reading) -> Said:
        """The evidence of a whole message for each code, with its meaning unless the words settle it."""
        said = self._said(reading)
        settled = said.first >= SETTLED and said.lead >= SETTLED
        if settled or self._near is None:
            return said
        return self._ranked(said.says + self._near.nearness(reading.names))

    def _asked(self, reading: Reading, first: int) -> Asked:
        """Code -> clause and evidence, for needs that clauses ask for.

        Where `first` is not among them, and they are few, for those asked for in so many words.
        """
        if PARTING.isdisjoint(reading.texts):
            return {}
        general = self._groups[first] == self.codes[first]
        clauses = list(self._clauses(reading, "" if general and self._all_doing(reading) else self.codes[first]))
        if not clauses or len(clauses[0].words) == len(reading.words):
            return {}
        asking = list(as_asked(clauses))
        asked = self._by_clauses(reading, first, asking, several=len(clauses) >= SEVERAL)
        of_somebody = asking[-1][2]
        listed = general or is_with_help(clauses[0]) or any(map(is_either, clauses))
        each_told = len(asked) > 1 and len(asked) == len(clauses) and listed
        many = len(asked) >= SEVERAL and reading.names not in self._phrases
        if first in asked or of_somebody or each_told or many:
            return asked
        return {code: kept for code, kept in asked.items() if ask_outright([kept[0]])}

    def _by_clauses(
        self, reading: Reading, first: int, asking: Iterable[tuple[Reading, bool, bool]], *, several: bool
    ) -> Asked:
        """What each clause asks for; one of close readings asks for what fits the others."""
        asked: Asked = {}
        close = []
        for clause, outright, _ in asking:
            if len(reading.words) > LONG and not outright and tells_own_life(clause):
                continue
            beside = BESIDE if len(reading.words) < LONG or outright else BESIDE_IN_MUCH
            part, said = self._of_clause(clause, beside, outright and several)
            best = said.ranked[0]
            if said.first < max(FIRST if best == first else beside, said.each[self._nothing]):
                continue
            if said.lead >= CLEAR and not is_either(part):
                asked.setdefault(best, (part, said))
            else:
                close.append((part, said, len(asked)))
        told = list(asked)
        for part, said, at in close:
            asked |= self._fitting(part, said, [*told[at:], *reversed(told[:at])])
        return asked

    def _of_clause(self, clause: Reading, beside: float, several: bool) -> tuple[Reading, Said]:
        """A clause with its evidence, or what it wants help with where that is plainer.

        `several`: it is one of many that ask outright, so that its meaning is asked where its words leave doubt.
        """
        said = self._said(clause)
        if several and (said.lead >= AHEAD if said.first < beside else said.lead < CLEAR):
            said = self._weighed(clause)
        doubtful = said.first < max(beside, said.each[self._nothing]) or said.lead < CLEAR
        rest = self._helped_with(clause) if doubtful else clause
        return (clause, said) if rest is clause else (rest, self._said(rest))

    def _fitting(self, clause: Reading, said: Said, beside: Sequence[int]) -> Asked:
        """A clause of close readings as the one of a group that is asked for beside it, what comes next before what
        went before: "washing and dressing" is no laundry."""
        best, second, *others = said.ranked
        close = [code for code in (second, *others) if said.first - said.each[code] < CLEAR]
        near = [best, second] if is_either(clause) else [best, *close]
        groups = [self._groups[code] for code in beside]
        fits = [code for group in groups for code in near if self._groups[code] == group]
        of_people = [code for code in near if self._groups[code] == CARE and is_either(clause)]
        fits = fits or of_people or [best] * (not close)
        return {fits[0]: (clause, said)} if fits else {}

    def _clauses(self, reading: Reading, code: str) -> Iterator[Reading]:
        """The clauses of a message that ask for something: none that tell what it is for ("so I can ..."), until
        somebody is asked for ("so I cannot come, and want someone who ...")."""
        texts = reading.texts
        start, aside = 0, False
        marks = [at for at, text in enumerate(texts) if text in PARTING]
        for at in (*marks, len(texts)):
            purpose = tuple(texts[at : at + 2]) in PURPOSES
            if at == len(texts) or purpose or self._parts(texts, at, code):
                if at > start and (not aside or asks_for_somebody(stretch(reading, start, at))):
                    aside = False
                    yield stretch(reading, start, at)
                start = at + 1
            aside = aside or purpose

    def _parts(self, texts: Sequence[str], at: int, code: str) -> bool:
        """Whether the word at `at` parts two clauses; no "and" does that the bank has in a phrase of
        `code`; a "then" always does."""
        if texts[at] == BREAK:
            return True
        if texts[at] not in JOINS or not 0 < at < len(texts) - 1:
            return False
        return texts[at] == "then" or (texts[at - 1], texts[at + 1], code) not in self._joints

    def _said(self, reading: Reading) -> Said:
        """The evidence of words alone, without their meaning."""
        if reading.said is None:
            reading.said = self._add_up(reading)
        return reading.said

    def _add_up(self, reading: Reading) -> Said:
        phrase = self._phrases.get(reading.names)
        if phrase is None and reading.whole and reading.whole.names not in self._phrases:
            return self._said(reading.whole)
        total = reading.totals[-1] - reading.totals[0]
        says: Floats = total[:-1] / math.sqrt(max(float(total[-1]), 1e-9)) + self._bias
        if phrase is not None:
            says[phrase] += WORD_FOR_WORD
        return self._ranked(says)

    def _ranked(self, says: Floats) -> Said:
        """Evidence with the needs by it."""
        each: list[float] = says.tolist()
        return Said(says, each, sorted(self._of_needs, key=each.__getitem__, reverse=True))

    def _denied(self, read: Reading) -> tuple[Denied, ...]:
        """Where `read` says what is not wanted."""
        return self._denials.find(read.texts, lambda start, end: self._is_need(read.words[start:end]))

    def _listed(self, read: Reading) -> Reading:
        """`read` with a mark between needs told one after the other, "washing cooking shopping", and before a request
        that follows a remark without one: "he died yesterday i need a cleaner", "I had my knee done so shopping"."""
        words = read.words
        turns = [at for at, word in enumerate(words) if word.turns and at and self._begins_anew(words, at)]
        if not turns or read.names in self._phrases:
            return read
        marked = ((self._break, word) if at in turns else (word,) for at, word in enumerate(words))
        return self._reading([*chain.from_iterable(marked)])

    def _begins_anew(self, words: Sequence[Word], at: int) -> bool:
        """Whether what stands at `at` is wanted by itself."""
        before, word = words[at - 1], words[at]
        doing = word.doing and (before.doing or before.text == "so")
        return doing or self._goes_on(words, at) or begins_request(words, at)

    def _goes_on(self, words: Sequence[Word], at: int) -> bool:
        """Whether two kinds of help stand side by side in a list of three or more: "meals laundry shopping", "washing
        dressing meals"; but not the dog of "cleaning walking dog"."""
        if not (words[at - 1].task and words[at].task):
            return False
        around = words[max(0, at - 2) : at + 3]
        if sum([word.task for word in around]) < SEVERAL:
            return False
        doing = at > 1 and words[at - 2].doing and words[at - 1].doing
        return self._both_told(words[at - 1 : at + 1], first_only=doing)

    def _both_told(self, pair: Sequence[Word], first_only: bool) -> bool:
        """Whether two words together tell what each of them tells, or nearly, and neither need more than the other."""
        needs = [self._said(self._reading([word])).ranked[0] for word in pair]
        each = self._said(self._reading(pair)).each
        first, second = each[needs[0]], each[needs[1]]
        if first < CLAUSE:
            return min(first, second) >= -CLAUSE and abs(first - second) < CLEAR
        return first_only or second >= CLAUSE

    def _is_task(self, name: str) -> bool:
        """Whether a word alone is a need of the bank, or may be one of two."""
        return name == EITHER or self._phrases.get((name,), self._nothing) != self._nothing

    def _all_doing(self, reading: Reading) -> bool:
        """Whether it names single kinds of help, joined: "cooking and shopping" is no help in general."""
        joined = [at for at, word in enumerate(reading.words) if word.text in JOINS]
        beside = {at + step for at in joined for step in (-1, 1)} & set(range(len(reading.words)))
        return bool(joined) and all(reading.words[at].doing for at in beside)

    def _is_need(self, words: Sequence[Word]) -> bool:
        """Whether `words` by themselves ask for a need."""
        return bool(words) and self._asks(self._reading(words))

    def _plain(self, reading: Reading) -> bool:
        """Whether a reading by itself asks for one need, and not for care in general."""
        best = self._said(reading).ranked[0]
        return self._groups[best] != self.codes[best] and self._asks(reading)

    def _asks(self, reading: Reading) -> bool:
        """Whether a reading by itself asks for a need."""
        said = self._said(reading)
        return said.first >= max(CLAUSE, said.each[self._nothing])

    def _reading(self, words: Sequence[Word]) -> Reading:
        """`words` with what they say, each alone and with the word before it, added up."""
        after = (None, *map(self._pair, pairwise(words)))
        said = [both or word.says for word, both in zip(words, after, strict=False)]  # none of none
        totals = np.frombuffer(b"".join((self._silence, *said)), np.float32).reshape(len(said) + 1, -1)
        names = tuple([word.name for word in words])
        return Reading([word.text for word in words], names, words, totals.cumsum(axis=0))

    def _words(self, words: str) -> list[Word]:
        return [word for token in self._speller.tokens(words) for word in self._read(token)]

    def _bare(self, phrases: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """Phrases of the bank as plain words, with KIN for people."""
        plain, name = self._speller.plain, self._name
        named: Callable[[str], tuple[str, ...]] = once_each(lambda token: tuple(map(name, plain(token))))
        for phrase in phrases:
            yield tuple([name for token in self._speller.tokens(clean(phrase)) for name in named(token)])

    def _name(self, word: str) -> str:
        return KIN if word in self._speller.people else word

    def _weigh(self, token: str) -> tuple[Word, ...]:
        """The plain words of a token as it was typed."""
        return tuple(map(self._word, self._speller.plain(token)))

    def _weigh_word(self, text: str) -> Word:
        name = self._name(text)
        says, size = self._evidence.weigh(of_word(name) if name != BREAK else ())
        ours = text not in SLIGHT and name not in (BREAK, KIN) and self._speller.is_ours(text)
        task, ending = self._is_task(name), stem(name).encode()
        return Word(
            text=text,
            name=name,
            ours=ours,
            task=task,
            doing=task and name.endswith("ing"),
            turns=task or text in BEGINNING or name == KIN,
            says=_beside(says, size).tobytes(),
            stem=ending,
            mark=crc32(ending + b" "),
        )

    def _weigh_pair(self, pair: tuple[Word, Word]) -> bytes | None:
        """What a word says after the one before it, alone and with it; None where the two say nothing together."""
        before, word = pair
        if before.name == BREAK or word.name == BREAK:
            return None
        row = self._evidence.row(crc32(word.stem, before.mark))
        if row is None:
            return None
        both: Floats = np.frombuffer(word.says, np.float32) + _beside(*self._evidence.said(np.array([row])))
        return both.tobytes()


def _beside(says: Floats, size: float) -> Floats:
    """What is said for each code, then its squared length."""
    return np.concatenate((says, np.array([size], np.float32)))
