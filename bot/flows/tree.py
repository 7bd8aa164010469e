"""Any decision tree read from content, as a flow. The CQC triage is one.

One question a message, answers heard in people's own words, everything read back before an outcome that lets somebody
go ahead.
"""

from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import accumulate

from bot.content.trees import TreeContent, TreeOption, TreeOutcome, TreeSource
from bot.flows.question import Answers, Flow, Question, Reads, Session, Turn, World, standing
from bot.flows.tree_reading import ANOTHER, CHANGE, CHECK, CONFIRM, DOUBT, NEXT, YES, Listening, facts_in, read, same_in
from bot.flows.tree_results import ALREADY, EARLIER, RESULT, Kept, day, is_given, results
from bot.flows.tree_routes import follow, most_serious, still_to_come
from bot.matching.told_rules import UNSURE
from bot.matching.understand import Heard
from bot.message import Event, Option, Say

UNHEARD, IN_PART, KIND = "unheard", "in_part", "kind"
"""The questions at which words were not understood, with a plus between; that which was answered for a part only, of
those whose answer lasts; and what kind of business it is, as they told by the way."""
OWN_NAMES = (CONFIRM, ANOTHER, ALREADY, RESULT, EARLIER, UNHEARD, IN_PART, KIND)
"""What a tree's flow keeps beside the answers; no question may be called so."""
ROOM_FOR_SOURCES = 420
"""Characters of a reason and its sources, so that they are three parts of an SMS at most."""


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
            return {**self.afresh(held), **facts_in(another, whole(held))}
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
        another, before = found.get(ANOTHER, ""), whole(session.held(self.name))
        every, same = {**found, **facts_in(another, before)}, same_in(another, before)
        unasked = {name: code for name, code in every.items() if name in tree.questions and name != session.asked}
        told = {name: code for name, code in unasked.items() if not code.startswith(DOUBT) and name not in same}
        said = [self.told(tree, told, name) for name in told] + [tree.already_said for name in found if name == ALREADY]
        still = (Say("tree_help", {"text": tree.questions[name].still}) for name in same)
        doubts = self.doubts(tree, {name: unasked[name] for name in unasked if name not in {*told, *same}}, session)
        now = self.given_now(tree, session.held(self.name), found)
        return (*((Say("tree_said", {"said": said}),) if said else ()), *still, *now, *doubts)

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
        """What is kept when somebody begins again: the results so far, and what kind of business it is."""
        kind = {KIND: answers[KIND]} if KIND in answers else {}
        return {**kind, EARLIER: ";".join(map(str, results(answers)))} if results(answers) else kind

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


def whole(held: Answers) -> Answers:
    """The answers that were not given for a part only."""
    return {name: code for name, code in held.items() if name != held.get(IN_PART)}


def shown(sources: Sequence[TreeSource], room: int) -> list[TreeSource]:
    """The first source, and those after it that there is room for."""
    lengths = list(accumulate(len(f"{source.title}: {source.url} ") for source in sources))
    return [source for place, source in enumerate(sources) if place == 0 or lengths[place] <= room]


def unasked(name: str, read: Reads) -> Question:
    """Something that may be told but is never asked."""
    return Question(name, read=read, ask=lambda _answers, _world: Say("tree_said", {"said": []}))
