"""Any decision tree read from content, as a flow. The CQC triage is one.

`run` is the tree itself: answers in, outcome out. `Tree` is the conversation: one question a message, answers heard
in people's own words, everything read back before an outcome that lets somebody go ahead.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from itertools import accumulate

from bot.content.trees import TreeContent, TreeOption, TreeOutcome, TreeSource
from bot.flows.question import Answers, Flow, Question, Reads, Session, Turn, World, standing
from bot.matching.nations import nation_heard
from bot.matching.text import clean
from bot.matching.told import UNSURE, Told
from bot.matching.understand import Heard
from bot.message import Event, Option, Say

CONFIRM, ANOTHER, ALREADY, RESULT, EARLIER = "confirm", "another", "already", "result", "earlier"
UNHEARD = "unheard"
"""The questions at which words were not understood, with a plus between."""
OWN_NAMES = (CONFIRM, ANOTHER, ALREADY, RESULT, EARLIER, UNHEARD)
"""What a tree's flow keeps beside the answers; no question may be called so."""
YES, CHANGE = "yes", "change"
NEXT = "next"
"""What the option of another service is called: no "ok" chooses it."""
CHECK = "check"
"""Something changed after all was confirmed, so that it is read back again."""
DOUBT = "?"
"""What a code begins with that speaks against the answer kept: the question is asked again, with both said."""
CORRECTS, BESIDES = "corrects", "besides"
"""What `hears` calls the words that take back what was said before."""
ROOM_FOR_SOURCES = 420
"""Characters of a reason and its sources, so that they are three parts of an SMS at most."""


class UnknownFactError(ValueError):
    """A question or an answer that the tree does not have. Its text names it."""


# The tree itself


@dataclass(frozen=True, slots=True)
class Result:
    """Where answers lead: an outcome with its reason, or the next question. `asked` holds the questions answered."""

    asked: tuple[str, ...]
    next: str | None = None
    reason: str | None = None
    outcome: str | None = None
    sources: tuple[TreeSource, ...] = ()
    reviewed: date | None = None

    def as_json(self) -> dict[str, object]:
        """What the triage command prints."""
        if self.outcome is None:
            return {"outcome": None, "next": self.next, "asked": list(self.asked)}
        return {
            "outcome": self.outcome,
            "reason": self.reason,
            "asked": list(self.asked),
            "sources": [f"{source.title} {source.url}" for source in self.sources],
            "reviewed": self.reviewed.isoformat() if self.reviewed else None,
        }


def run(tree: TreeContent, facts: Answers) -> Result:
    """Where the facts lead; facts off the route are let be. UnknownFactError names an id or value the tree lacks."""
    for name, code in facts.items():
        if name not in tree.questions:
            raise UnknownFactError(f"{name}: there is no such question")
        if code not in tree.questions[name].options:
            raise UnknownFactError(f"{name}: {code!r} is not one of {', '.join(tree.questions[name].options)}")
    return follow(tree, facts)


def follow(tree: TreeContent, answers: Answers) -> Result:
    """Where answers lead. Those that the tree does not know, or no longer offers, count as not given."""
    asked: list[str] = []
    name = tree.start
    while option := tree.questions[name].options.get(answers.get(name, "")):
        asked.append(name)
        if option.reason:
            return ended(tree, tuple(asked), option.reason)
        name = option.next or ""
    return Result(tuple(asked), next=name)


def still_to_come(tree: TreeContent, name: str) -> frozenset[str]:
    """The questions that may follow one of a tree."""
    following = {option.next for option in tree.questions[name].options.values() if option.next}
    return frozenset(following).union(*(still_to_come(tree, one) for one in following))


def ended(tree: TreeContent, asked: tuple[str, ...], reason: str) -> Result:
    """The result of a route that ended."""
    why = tree.reasons[reason]
    sources = tuple(tree.sources[source] for source in why.sources)
    return Result(asked, None, reason, why.outcome, sources, tree.reviewed)


def most_serious(tree: TreeContent, outcomes: Iterator[str]) -> str:
    """The outcome that stands where a business has several services; empty for none.

    One that the tree gives no more is passed over.
    """
    ranks = list(tree.outcomes)
    return min((outcome for outcome in outcomes if outcome in ranks), key=ranks.index, default="")


def is_given(tree: TreeContent, answers: Answers) -> bool:
    """Whether they say that they give care now which may be regulated."""
    given = (tree.questions[name].options.get(code) for name, code in answers.items() if name in tree.questions)
    return ALREADY in answers and any(option.regulated for option in given if option)


# What is kept of a result


def known(kept: Mapping[str, Answers], world: World) -> list[dict[str, object]]:
    """What we hold of each tree gone through, as wording takes it: its regulator, the answers, the last result."""
    trees = [(tree, kept[name]) for name, tree in world.content.trees.items() if kept.get(name)]
    return [{"name": tree.contact.name, **held_of(tree, answers)} for tree, answers in trees]


def held_of(tree: TreeContent, answers: Answers) -> dict[str, object]:
    """Answers to a tree as they are read back, and the last result with its day."""
    options = [question.options.get(answers.get(name, "")) for name, question in tree.questions.items()]
    last = next(iter(results(answers)[-1:]), None)
    outcome = tree.outcomes.get(last.outcome) if last else None
    on = day(date.fromisoformat(last.on)) if last and outcome else ""
    return {"said": [option.said for option in options if option], "on": on, "result": outcome.short if outcome else ""}


@dataclass(frozen=True, slots=True)
class Kept:
    """A result as it was told: when, by which edition of the tree, and from which answers."""

    outcome: str
    reason: str
    edition: str
    on: str
    facts: Answers

    def __str__(self) -> str:
        facts = ",".join(f"{name}={code}" for name, code in self.facts.items())
        return f"{self.outcome} {self.reason} {self.edition} {self.on} {facts}"

    @classmethod
    def of(cls, text: str) -> "Kept":
        """From its text."""
        outcome, reason, edition, on, facts = text.split(" ")
        return cls(outcome, reason, edition, on, dict(fact.split("=") for fact in facts.split(",")))


def results(answers: Answers) -> tuple[Kept, ...]:
    """Every result told to this person: of earlier services first, then the last one."""
    texts = (*filter(None, answers.get(EARLIER, "").split(";")), *filter(None, (answers.get(RESULT),)))
    return tuple(map(Kept.of, texts))


def changed(tree: TreeContent, answers: Answers) -> tuple[Kept, ...]:
    """The results that this tree would not give any more, and that whoever has them was not told of yet."""
    other = (kept for kept in results(answers) if follow(tree, kept.facts).outcome != kept.outcome)
    return tuple(kept for kept in other if kept.edition != tree.edition)


def retold(tree: TreeContent, kept: Kept, on: str) -> Kept:
    """A result as this tree gives it, to be kept once it is told. It stays as it was where it has to be asked for."""
    now = follow(tree, kept.facts)
    if now.outcome is None or now.reason is None or unread(tree, kept, now.outcome):
        return replace(kept, edition=tree.edition)
    return Kept(now.outcome, now.reason, tree.edition, on, kept.facts)


def unread(tree: TreeContent, kept: Kept, outcome: str) -> bool:
    """Whether an outcome is one before which all answers are read back, and those of this result never were."""
    before = tree.outcomes.get(kept.outcome)
    return tree.outcomes[outcome].confirm and not (before and before.confirm)


def rekept(answers: Answers, again: Callable[[Kept], Kept]) -> Answers:
    """The answers with every result that is kept replaced."""
    *earlier, last = (str(again(kept)) for kept in results(answers))
    if RESULT not in answers:
        return {**answers, EARLIER: ";".join((*earlier, last))}
    return {**answers, RESULT: last, **({EARLIER: ";".join(earlier)} if earlier else {})}


# The conversation


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
        return chosen(self.flow, ANOTHER, heard) or (with_facts(said.settled) if said.another else None)

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
    it may only tell that they give such care already."""
    if asked is None and told.plain(told.words(text), (ANOTHER,)):
        return Reading(another=True)
    if asked and not about and told.is_question(text):
        return Reading(settled={name: code for name, code in told.settled(text).items() if name == ALREADY})
    answer = told.answer(asked, text, where) if asked else None
    if asked == CONFIRM:
        answer = YES if told.agrees(text) else {"no": CHANGE, YES: None}.get(answer or "", answer)
    settled = told.settled(text, where)
    hints = told.would_settle(text, where) if asked is None else told.hints(text)
    corrects = told.meant(told.words(text), (CORRECTS,)) is not None
    loosens = frozenset(name for name in settled if (name, settled[name]) in told.lenient)
    # What would ease an outcome is of another service where it is said to be "also" done: that outcome stands.
    besides = asked is None and bool(loosens) and not corrects and told.meant(told.words(text), (BESIDES,)) is not None
    return Reading(answer, settled, hints, another=besides, corrects=corrects, loosens=loosens)


def with_facts(facts: Answers) -> str:
    """The answer that they go on to another service, with what is told of it."""
    return " ".join((YES, *(f"{name}={code}" for name, code in facts.items())))


def facts_in(another: str) -> Answers:
    """What is told of another service with the answer that they go on to it."""
    return dict(fact.split("=") for fact in another.split(" ")[1:])


def chosen(flow: str, name: str, heard: Heard) -> str | None:
    """The code of a question's option that the message chose."""
    prefix = f"{flow}:{name}:"
    return heard.choice.removeprefix(prefix) if heard.choice and heard.choice.startswith(prefix) else None


def never(_heard: Heard, _before: str | None, _world: World) -> None:
    """Nothing: a question of the route is read by those that `listens_for` gives."""


class Tree(Flow):
    """The flow of a tree. Its content and what it hears are the world's, by the flow's name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def content(self, world: World) -> TreeContent:
        """The tree."""
        return world.content.trees[self.name]

    def route(self, answers: Answers, world: World) -> Iterator[Question]:
        """The questions along this person's way, then all read back before an outcome that lets them go ahead."""
        tree = self.content(world)
        at: str | None = tree.start
        reason: str | None = None
        while at:
            yield self.question(tree, at)
            option = tree.questions[at].options[answers[at]]
            at, reason = option.next, option.reason
        if reason and tree.outcomes[tree.reasons[reason].outcome].confirm:
            yield self.confirm(tree, (YES, CHANGE))
            if answers[CONFIRM] == CHANGE:
                yield self.confirm(tree, (YES,))

    def listens_for(self, asked: str | None, world: World) -> tuple[Question, ...]:
        """Every question: the open one takes an answer in any words, the others what is told outright."""
        tree, told = self.content(world), world.hearing.told[self.name]
        asked = asked if asked == CONFIRM or asked in tree.questions else None
        ear = Listening(self.name, tree, asked, cache(partial(read, told, asked)))
        questions = (self.listening(tree, name, ear) for name in tree.questions)
        confirm = self.confirm(tree, (YES, CHANGE, CHECK, *tree.questions), ear.confirm)
        return (*questions, confirm, unasked(ALREADY, ear.already), unasked(ANOTHER, ear.another))

    def listening(self, tree: TreeContent, name: str, ear: Listening) -> Question:
        """A question as it is heard at any time."""
        return self.question(tree, name, partial(ear.read, name))

    def settle(self, answers: Answers) -> Answers:
        """An answer in doubt, or to change, is dropped; another service begins afresh and keeps the results so far."""
        held = {name: code for name, code in answers.items() if not code.startswith(DOUBT)}
        if (another := held.pop(ANOTHER, None)) and RESULT in held:
            return {**self.afresh(held), **facts_in(another)}
        if held.get(CONFIRM) not in (None, YES, CHANGE):
            held.pop(held.pop(CONFIRM), None)
        return held

    def conclude(self, session: Session, world: World) -> Turn:
        """The outcome with its reason, and what to do; the result is kept."""
        tree, answers = self.content(world), session.held(self.name)
        result = follow(tree, answers)
        facts = {name: answers[name] for name in result.asked}
        told = Kept(result.outcome or "", result.reason or "", tree.edition, f"{world.now:%Y-%m-%d}", facts)
        kept = {**answers, RESULT: str(told)}
        stands = most_serious(tree, (one.outcome for one in results(kept)))
        event = Event(f"triaged:{stands}", {"tree": self.name, "outcome": told.outcome, "reason": told.reason})
        says = self.outcome(tree, told, stands, self.start(tree, told, answers))
        return Turn(session.keeping(self.name, kept), says, (event,))

    def echo(self, found: Answers, session: Session, world: World) -> tuple[Say, ...]:
        """What was told without being asked, said back."""
        tree = self.content(world)
        every = {**found, **facts_in(found.get(ANOTHER, ""))}
        unasked = {name: code for name, code in every.items() if name in tree.questions and name != session.asked}
        told = {name: code for name, code in unasked.items() if not code.startswith(DOUBT)}
        said = [self.told(tree, told, name) for name in told] + [tree.already_said for name in found if name == ALREADY]
        doubts = self.doubts(tree, {name: unasked[name] for name in unasked if name not in told}, session)
        now = self.given_now(tree, session.held(self.name), found)
        return (*((Say("tree_said", {"said": said}),) if said else ()), *now, *doubts)

    def given_now(self, tree: TreeContent, before: Answers, found: Answers) -> tuple[Say, ...]:
        """What somebody hears at once who gives such care now, unless they heard it or the outcome says it."""
        after = {**before, **found}
        end = tree.outcomes.get(follow(tree, after).outcome or "")
        if is_given(tree, before) or not is_given(tree, after) or (end and end.already):
            return ()
        return (Say("given_already", {"text": tree.already, "contact": tree.contact}),)

    def doubts(self, tree: TreeContent, found: Answers, session: Session) -> tuple[Say, ...]:
        """What speaks against answers given before, with these: the first of them is asked again."""
        before = session.held(self.name)
        now = {name: code.removeprefix(DOUBT) for name, code in found.items()}
        pairs = [(self.said(tree, before, name), self.told(tree, now, name)) for name in found if name in before]
        if not pairs:
            return ()
        asks = tree.questions[next(name for name in found if name in before)]
        helps = (Say("tree_help", {"text": asks.help}),) if UNSURE in now.values() else ()
        return (Say("differs", {"before": [one for one, _ in pairs], "now": [one for _, one in pairs]}), *helps)

    def why(self, session: Session, world: World) -> Say | None:
        """Once there is an outcome: what it rests on."""
        tree, told = self.content(world), results(session.held(self.name))
        if not told or told[-1].reason not in tree.reasons:
            return None
        reason = tree.reasons[told[-1].reason]
        sources = shown([tree.sources[source] for source in reason.sources], ROOM_FOR_SOURCES - len(reason.text))
        return Say("tree_sources", {"text": reason.text, "sources": sources, "reviewed": day(tree.reviewed)})

    def afresh(self, answers: Answers) -> Answers:
        """What is kept when somebody begins again: the results so far."""
        return {EARLIER: ";".join(map(str, results(answers)))} if results(answers) else {}

    # How it is asked and told

    def question(self, tree: TreeContent, name: str, read: Reads = never) -> Question:
        """A question of the tree. Most that are listened for are never put, and need no words."""
        asks = tree.questions[name]

        def choices(_answers: Answers, _world: World) -> tuple[Option, ...]:
            return tuple(self.option(name, code, option) for code, option in asks.options.items())

        return Question(
            name,
            read=read,
            ask=lambda answers, world: Say("tree_question", {"text": asks.ask}, choices(answers, world)),
            offers=lambda code, _world: code.removeprefix(DOUBT) in asks.options,
            choices=choices,
            help=lambda _world: Say("tree_help", {"text": asks.help}),
            like_harm=asks.like_harm,
        )

    def option(self, name: str, code: str, option: TreeOption) -> Option:
        """One answer as a choice."""
        return Option(f"{self.name}:{name}:{code}", option.label)

    def confirm(self, tree: TreeContent, codes: tuple[str, ...], read: Reads = never) -> Question:
        """All answers read back; then, for one to be changed, which."""
        return Question(
            CONFIRM,
            read=read,
            ask=lambda answers, _world: self.read_back(tree, answers),
            offers=lambda code, _world: code in codes,
            help=lambda _world: Say("tree_help", {"text": tree.confirm_help}),
        )

    def read_back(self, tree: TreeContent, answers: Answers) -> Say:
        """All that they said, to be confirmed; or the list of answers, to choose the one to change."""
        asked = [name for name in answers if name in tree.questions]
        if answers.get(CONFIRM) == CHANGE:
            which = tuple(Option(f"{self.name}:{CONFIRM}:{name}", tree.questions[name].topic) for name in asked)
            return Say("tree_change", {}, which)
        options = tuple(
            Option(f"{self.name}:{CONFIRM}:{code}", label)
            for code, label in ((YES, tree.confirm_yes), (CHANGE, tree.confirm_change))
        )
        said = [self.said(tree, answers, name) for name in asked]
        return Say("tree_confirm", {"said": said, "more": False}, options)

    def which_to_change(self, session: Session, world: World) -> Say | None:
        """The answers so far, last those told ahead, to choose the one to give again; None for none."""
        tree, kept = self.content(world), session.held(self.name)
        on_way, asked = standing(self, kept, world)
        to_come = still_to_come(tree, asked.name) if asked and asked.name in tree.questions else frozenset()
        held = {name: code for name, code in (*on_way.items(), *kept.items()) if name in {*on_way, *to_come}}
        held.pop(CONFIRM, None)
        return self.read_back(tree, {**held, CONFIRM: CHANGE}) if held else None

    def said(self, tree: TreeContent, answers: Answers, name: str) -> str:
        """An answer as it is read back."""
        return tree.questions[name].options[answers[name]].said

    def told(self, tree: TreeContent, answers: Answers, name: str) -> str:
        """An answer as it is said back to whoever told it without being asked."""
        return tree.questions[name].options[answers[name]].told or self.said(tree, answers, name)

    def start(self, tree: TreeContent, told: Kept, answers: Answers) -> str:
        """What to do about the care now: they may give it already, as they say or as we let them."""
        end = tree.outcomes[told.outcome]
        before = tree.outcomes.get(Kept.of(answers[RESULT]).outcome) if RESULT in answers else None
        if not end.already:
            return end.start
        if ALREADY in answers:
            return tree.already
        return tree.since if before and before.confirm else end.start

    def outcome(self, tree: TreeContent, told: Kept, stands: str, start: str) -> tuple[Say, ...]:
        """Two messages: the outcome and why; then what to do, what would change it, and how far to trust it."""
        reason, end = tree.reasons[told.reason], tree.outcomes[told.outcome]
        because = [self.said(tree, told.facts, name) for name in reason.because if name in told.facts]
        first = Say("tree_outcome", {"verdict": end.verdict, "because": because, "reason": reason.text})
        values: dict[str, object] = {
            "start": start,
            "stands": tree.outcomes[stands].stands if stands != told.outcome else "",
            "contact": tree.contact,
            "change": reason.change or end.change,
            "guide": tree.guide,
            "source": tree.sources[reason.sources[0]].by,
            "reviewed": day(tree.reviewed),
            "unsigned": "" if tree.signed_off else tree.unsigned,
        }
        return first, Say("tree_next", values, self.onward(tree, end))

    def onward(self, tree: TreeContent, end: TreeOutcome) -> tuple[Option, ...]:
        """The options with an outcome: another service, and people where it needs them."""
        another = Option(f"{self.name}:{ANOTHER}:{NEXT}", tree.another)
        return (another, Option("menu:go:person", end.people)) if end.people else (another,)

    def ways_on(self, session: Session, world: World) -> tuple[Option, ...]:
        """The same with the outcome that was told last."""
        tree, told = self.content(world), results(session.held(self.name))
        end = tree.outcomes.get(told[-1].outcome) if told else None
        return self.onward(tree, end) if end else ()


def shown(sources: Sequence[TreeSource], room: int) -> list[TreeSource]:
    """The first source, and those after it that there is room for."""
    lengths = list(accumulate(len(f"{source.title}: {source.url} ") for source in sources))
    return [source for place, source in enumerate(sources) if place == 0 or lengths[place] <= room]


def unasked(name: str, read: Reads) -> Question:
    """Something that may be told but is never asked."""
    return Question(name, read=read, ask=lambda _answers, _world: Say("tree_said", {"said": []}))


def day(on: date) -> str:
    """A date in words: "21 November 2026"."""
    return f"{on.day} {on:%B %Y}"
