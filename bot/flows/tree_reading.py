"""What a message says to a decision tree: the answer to the open question, all that it tells outright, its doubts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.content.trees import TreeContent
from bot.flows.question import Answers, World
from bot.flows.tree_results import ALREADY
from bot.matching.nations import nation_heard
from bot.matching.text import clean
from bot.matching.told import Told
from bot.matching.told_rules import UNSURE
from bot.matching.understand import Heard

CONFIRM, ANOTHER = "confirm", "another"
"""The reading back, and the wish to go through the questions for another service."""
YES, CHANGE = "yes", "change"
SAME = "same."
"""What the code of an answer begins with that holds for another service, where it was given for the last one."""
NEXT = "next"
"""What the option of another service is called: no "ok" chooses it."""
CHECK = "check"
"""Something changed after all was confirmed, so that it is read back again."""
DOUBT = "?"
"""What a code begins with that speaks against the answer kept: the question is asked again, with both said."""
CORRECTS, BESIDES = "corrects", "besides"
"""What `hears` calls the words that take back what was said before."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message says: its answer to the open question, all that it settles outright, or an aside."""

    answer: str | None = None
    settled: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    """What it would answer other questions with, had they been asked; only of a message that answers nothing else.
    After the outcome: what it would settle if what may be were so."""
    another: bool = False
    """They go on to another service."""
    corrects: bool = False
    """It takes back what was said before."""
    loosens: frozenset[str] = frozenset()
    """The questions that it settles with an answer after which less is asked."""


@dataclass(frozen=True, slots=True)
class Listening:
    """How messages are read while a question is open. `reading` reads a text once: its words, the nation of the
    place it names, whether it asks about registration (and so tells, even as a question)."""

    flow: str
    tree: TreeContent
    asked: str | None
    reading: Callable[[str, str | None, bool], Reading]

    def heard(self, heard: Heard) -> Reading:
        """What the message says; nothing where it chose an option, which says it all."""
        if heard.choice:
            return Reading()
        return self.reading(heard.text, nation_heard(heard.place), heard.intent == "cqc")

    def read(self, name: str, heard: Heard, before: str | None, _world: World) -> str | None:
        """The answer to a question of the tree: chosen, given to the open question, or told outright.

        What speaks against an answer given before is a doubt, unless the message takes that answer back.
        """
        said = self.heard(heard)
        if said.another:
            return None
        if name == self.asked:
            return chosen(self.flow, name, heard) or self.labelled(name, heard) or said.answer
        if code := chosen(self.flow, name, heard):
            return code
        told = said.settled.get(name)
        if self.asked is None and told is None and before not in (None, said.hints.get(name, before)):
            return f"{DOUBT}{said.hints[name]}"
        if self.asked is None and told and before not in (None, told) and self.reopens(name, said):
            return f"{DOUBT}{told}"
        if told in (None, before) and (other := self.unlike(name, said, before)):
            return f"{DOUBT}{other}"
        if before in (None, told) or self.asked is None or (said.corrects and not said.answer):
            return told
        return self.doubt(name, said, before)

    def reopens(self, name: str, said: Reading) -> bool:
        """Whether what is told after the outcome is not sure, or eases it and takes nothing back: it is asked again."""
        return said.settled[name] == UNSURE or (name in said.loosens and not said.corrects)

    def unlike(self, name: str, said: Reading, before: str | None) -> str | None:
        """The first answer to a question, where other answers that are told speak against the one given before."""
        options = self.tree.questions[name].options
        given = options.get(before or "")
        speaks = given and any(code in given.unlike.get(other, ()) for other, code in said.settled.items())
        return next(iter(options)) if speaks else None

    def labelled(self, name: str, heard: Heard) -> str | None:
        """The option whose label is the whole message."""
        options = self.tree.questions[name].options if not heard.choice else {}
        return next((code for code, option in options.items() if clean(option.label) == heard.text), None)

    def topical(self, heard: Heard) -> str | None:
        """The question whose topic is the whole message, of the answers to change: "agency"."""
        topics = {clean(question.topic): name for name, question in self.tree.questions.items()}
        return topics.get(heard.text) if not heard.choice else None

    def doubt(self, name: str, said: Reading, before: str | None) -> str | None:
        """What a message says against an answer; of one that answers the open question, only what is told outright
        and is stricter, or would end it all.

        One that corrects need not say it outright: "hang on, kids as well".
        """
        told = said.settled.get(name)
        hint = told or said.hints.get(name)
        answered = said.answer and self.asked != CONFIRM  # "yes, and I give her injections" confirms nothing
        sure = said.corrects or (told and not (answered and name in said.loosens))
        if hint in (None, before) or not (sure or self.forbids(name, hint)):
            return None
        return f"{DOUBT}{hint}"

    def forbids(self, name: str, code: str) -> bool:
        """Whether an answer leads straight to the most serious outcome."""
        reason = self.tree.questions[name].options[code].reason
        return reason is not None and self.tree.reasons[reason].outcome == next(iter(self.tree.outcomes))

    def already(self, heard: Heard, _before: str | None, _world: World) -> str | None:
        """Whether they say that they give this care now."""
        return self.heard(heard).settled.get(ALREADY)

    def another(self, heard: Heard, _before: str | None, _world: World) -> str | None:
        """Whether they go on to another service, once one is settled, with what is told of it."""
        said = self.heard(heard)
        goes_on = chosen(self.flow, ANOTHER, heard) or said.another
        return another_one(self.tree, said.settled) if goes_on else None

    def confirm(self, heard: Heard, before: str | None, world: World) -> str | None:
        """Yes, change, or which answer to change. A new answer after the yes takes it back."""
        if code := chosen(self.flow, CONFIRM, heard) or (self.topical(heard) if before in (CHANGE, YES) else None):
            return code
        if any(self.read(name, heard, None, world) for name in self.tree.questions):
            return CHECK if before == YES else None
        answer = self.heard(heard).answer if self.asked == CONFIRM else None
        # A "yes" or "no" to "which answer shall we change?" goes ahead with nothing: on, or all is read back once more.
        return CHECK if before == CHANGE and answer in (YES, CHANGE) else answer


def read(told: Told, asked: str | None, text: str, where: str | None, about: bool) -> Reading:
    """What a text says while `asked` is open. In the middle of the questions, one to us answers nothing:
    it may only tell that they give such care already. One "no" answers one question, and lets nobody pass another."""
    if asked is None and told.plain(told.words(text), (ANOTHER,)):
        return Reading(another=True)
    if asked and not about and told.is_question(text):
        return Reading(settled={name: code for name, code in told.settled(text).items() if name == ALREADY})
    answer = told.answer(asked, text, where) if asked else None
    if asked == CONFIRM:
        answer = YES if told.agrees(text) else {"no": CHANGE, YES: None}.get(answer or "", answer)
    settled = told.settled(text, where)
    if answer == "no" and told.is_one_thought(text):
        settled = {name: code for name, code in settled.items() if code != answer or name == asked}
    hints = told.would_settle(text, where) if asked is None else told.hints(text)
    corrects = told.meant(told.words(text), (CORRECTS,)) is not None
    loosens = frozenset(name for name in settled if (name, settled[name]) in told.lenient)
    # What would ease an outcome is of another service where it is said to be "also" done: that outcome stands.
    besides = asked is None and bool(loosens) and not corrects and told.meant(told.words(text), (BESIDES,)) is not None
    return Reading(answer, settled, hints, another=besides, corrects=corrects, loosens=loosens)


def another_one(tree: TreeContent, facts: Answers) -> str:
    """The answer that they go on to another service, with what is told of it, and what need not be asked again."""
    lasting = {name: f"{SAME}{question.lasting}" for name, question in tree.questions.items() if question.lasting}
    return " ".join((YES, *(f"{name}={code}" for name, code in {**lasting, **facts}.items())))


def facts_in(another: str, before: Answers) -> Answers:
    """What is told of another service with the answer that they go on to it, and what is as `before`."""
    told = {name: code for name, code in facts_of(another).items() if not code.startswith(SAME)}
    return {**told, **same_in(another, before)}


def same_in(another: str, before: Answers) -> Answers:
    """What is as `before` for another service, as its answer does not tell it otherwise."""
    facts = facts_of(another).items()
    return {name: code.removeprefix(SAME) for name, code in facts if code == f"{SAME}{before.get(name)}"}


def facts_of(another: str) -> Answers:
    """Name and code of all that the answer holds that they go on to another service."""
    return dict(fact.split("=") for fact in another.split(" ")[1:])


def chosen(flow: str, name: str, heard: Heard) -> str | None:
    """The code of a question's option that the message chose."""
    prefix = f"{flow}:{name}:"
    return heard.choice.removeprefix(prefix) if heard.choice and heard.choice.startswith(prefix) else None
