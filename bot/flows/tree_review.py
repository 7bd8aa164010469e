"""What somebody who knows the law reads and signs: every way through a tree, its picture, and what is wrong with it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.content.intents import Intents
from bot.content.pieces import Problem
from bot.content.trees import TreeContent, TreeQuestion
from bot.flows.tree import OWN_NAMES
from bot.flows.tree_reading import YES
from bot.flows.tree_results import ALREADY
from bot.matching.patterns import PatternError
from bot.matching.text import clean
from bot.matching.told import Told
from bot.matching.told_rules import AGREES

TWO_PARTS, THREE_PARTS = 306, 459
"""Characters of two and of three parts of a long SMS."""
ONWARD = 20
"""Characters of the option after an outcome that leads on to the steps, with the numbers of both options."""
CODE_BYTES = 64
"""A button carries no more (Telegram)."""
A_YEAR_OF_DAYS = 366
RESERVED = frozenset(
    "stop stopall unsubscribe end quit cancel revoke optout unstop start help info back menu more".split()
)
"""Words that a carrier or the conversation takes for itself."""


@dataclass(frozen=True, slots=True)
class Path:
    """One way through: the answers in order, and where it ends."""

    answers: Mapping[str, str]
    outcome: str
    reason: str

    def __str__(self) -> str:
        said = " ".join(f"{name}={code}" for name, code in self.answers.items())
        return f"{said} -> {self.outcome} {self.reason}"


def paths(tree: TreeContent) -> Iterator[Path]:
    """Every way through, in the order of the file."""
    return _paths(tree, tree.start, {})


def _paths(tree: TreeContent, name: str, said: Mapping[str, str]) -> Iterator[Path]:
    for code, option in tree.questions[name].options.items():
        answers = {**said, name: code}
        if option.reason:
            yield Path(answers, tree.reasons[option.reason].outcome, option.reason)
        elif option.next:
            yield from _paths(tree, option.next, answers)


# The picture


def mermaid(tree: TreeContent) -> str:
    """The tree as a Mermaid flow chart: a box a question, a rounded box a reason with its outcome."""
    lines = ["flowchart TD"]
    lines += [f'  {name}["{_label(question.ask)}"]' for name, question in tree.questions.items()]
    lines += [f'  {name}(["{reason.outcome}<br/>{name}"])' for name, reason in tree.reasons.items()]
    lines += [line for name, question in tree.questions.items() for line in _arrows(name, question)]
    return "\n".join(lines)


def _arrows(name: str, question: TreeQuestion) -> Iterator[str]:
    for option in question.options.values():
        yield f'  {name} -->|"{_label(option.label)}"| {option.next or option.reason}'


def _label(text: str) -> str:
    return text.replace('"', "&quot;")


def document(tree: TreeContent) -> str:
    """The page that goes with a tree, made from its content."""
    every = Counter(path.outcome for path in paths(tree))
    signed = f"{tree.signed_off_by}, {tree.signed_off_on}" if tree.signed_off else "nobody yet"
    lines = [
        f"# {tree.title}",
        "",
        "Made from the tree's content by its test (`pytest tests/test_triage.py --update`); do not edit.",
        "",
        f"Version {tree.version}. Last reviewed {tree.reviewed}. Signed off by: {signed}.",
        "",
        "| outcome, most serious first | ways there | what is said |",
        "|---|---|---|",
        *(f"| {name} | {every[name]} | {outcome.verdict} |" for name, outcome in tree.outcomes.items()),
        "",
        f"All {every.total()} ways through are in `tests/triage_paths.txt`.",
        "",
        f"```mermaid\n{mermaid(tree)}\n```",
        "",
    ]
    return "\n".join(lines)


# What is wrong with it


def problems(tree: TreeContent, name: str, intents: Intents | None = None, today: date | None = None) -> list[Problem]:
    """Every problem of a tree as it stands in its file: routes, reasons, lengths, codes, what it hears, its age."""
    path = f"flows/{name}.yaml"
    broken = [Problem(f"{path}: {where}", what) for where, what in _broken_routes(tree)]
    if broken:
        return broken
    found = [*_unused(tree), *_too_long(tree), *_bad_codes(tree, name), *_alike(tree), *_bad_hearing(tree, intents)]
    found += _to_come(tree, today) if today else ()
    aged = [Problem(f"{path}: {where}", what, warning=True) for where, what in _to_review(tree, today)]
    return [*(Problem(f"{path}: {where}", what) for where, what in found), *aged]


Found = Iterator[tuple[str, str]]


def _broken_routes(tree: TreeContent) -> Found:
    if tree.start not in tree.questions:
        yield "start", f"there is no question {tree.start}"
        return
    for name, question in tree.questions.items():
        if name in OWN_NAMES:
            yield f"questions.{name}", "this name is taken"
        for code, option in question.options.items():
            where = f"questions.{name}.options.{code}"
            if bool(option.next) == bool(option.reason):
                yield where, "needs either a next question or a reason"
            elif option.next and option.next not in tree.questions:
                yield where, f"there is no question {option.next}"
            elif option.reason and option.reason not in tree.reasons:
                yield where, f"there is no reason {option.reason}"
    for name, reason in tree.reasons.items():
        yield from _broken_reason(tree, f"reasons.{name}", reason.outcome, reason.because, reason.sources)
    yield from ((f"questions.{name}", "leads back to itself") for name in _looping(tree))


def _broken_reason(
    tree: TreeContent, where: str, outcome: str, because: tuple[str, ...], sources: tuple[str, ...]
) -> Found:
    if outcome not in tree.outcomes:
        yield where, f"there is no outcome {outcome}"
    if not sources:
        yield where, "has no source"
    yield from ((where, f"there is no question {name}") for name in because if name not in tree.questions)
    yield from ((where, f"there is no source {name}") for name in sources if name not in tree.sources)


def _following(tree: TreeContent, name: str) -> set[str]:
    options = tree.questions[name].options.values() if name in tree.questions else ()
    return {option.next for option in options if option.next}


def _reached(tree: TreeContent, start: str) -> set[str]:
    """Every question that can follow `start`, itself only if a way leads back to it."""
    reached: set[str] = set()
    waiting = _following(tree, start)
    while waiting:
        reached |= waiting
        waiting = {further for name in waiting for further in _following(tree, name)} - reached
    return reached


def _looping(tree: TreeContent) -> list[str]:
    return [name for name in tree.questions if name in _reached(tree, name)]


def _unused(tree: TreeContent) -> Found:
    reached = _reached(tree, tree.start) | {tree.start}
    options = [option for question in tree.questions.values() for option in question.options.values()]
    reasons = {option.reason for option in options}
    sources = {source for reason in tree.reasons.values() for source in reason.sources}
    yield from ((f"questions.{name}", "is never reached") for name in tree.questions if name not in reached)
    yield from ((f"reasons.{name}", "is never reached") for name in tree.reasons if name not in reasons)
    yield from ((f"sources.{name}", "is never used") for name in tree.sources if name not in sources)


def _too_long(tree: TreeContent) -> Found:
    for name, question in tree.questions.items():
        options = "".join(f"\n1 {option.label}" for option in question.options.values())
        if (length := len(question.ask + options)) > TWO_PARTS:
            yield f"questions.{name}.ask", f"with its options it takes {length} characters, of {TWO_PARTS} at most"
        if len(question.help) > TWO_PARTS:
            yield f"questions.{name}.help", f"takes {len(question.help)} characters, of {TWO_PARTS} at most"
    longest: dict[tuple[str, str], int] = {}
    for path in paths(tree):
        for what, length in _lengths(tree, path).items():
            longest[path.reason, what] = max(length, longest.get((path.reason, what), 0))
    for (reason, what), length in longest.items():
        if length > THREE_PARTS:
            yield f"reasons.{reason}", f"{what} takes {length} characters, of {THREE_PARTS} at most"
    if (length := _length_of_news(tree)) > THREE_PARTS:
        yield "news", f"told with an outcome that has changed it takes {length} characters, of {THREE_PARTS} at most"


def _lengths(tree: TreeContent, path: Path) -> dict[str, int]:
    """The characters of what is said at the end of a path, as wording.yaml puts it together."""
    outcome, reason = tree.outcomes[path.outcome], tree.reasons[path.reason]
    said = {name: tree.questions[name].options[code].said for name, code in path.answers.items()}
    because = "; ".join(said[name] for name in reason.because if name in said)
    start = max(*((tree.already, tree.since) if outcome.already else ()), outcome.start, "", key=len)
    after = (start, reason.change or outcome.change, tree.guide, tree.unsigned, tree.another)
    source = tree.sources[reason.sources[0]].by
    stands = max((other.stands for other in tree.outcomes.values()), key=len)
    read_back = len(f"You told us: {'; '.join(said.values())}. Is all of that right? 1 Yes 2 Change")
    contact = f"{tree.contact.name}: {tree.contact.phone}."
    trust = f"{contact} Source: {source}, checked on 28 September 2026. Say WHY to read it."
    return {
        "the outcome": len(f"{outcome.verdict} Because you said: {because}. {reason.text}"),
        "what follows the outcome": len(" ".join((*after, stands, trust))) + ONWARD,
        **({"reading back": read_back} if outcome.confirm else {}),
    }


def _length_of_news(tree: TreeContent) -> int:
    """The characters of the longest message to somebody whom a new version tells something else."""
    was = max(len(outcome.short) for outcome in tree.outcomes.values())
    now = max(len(one.short + max(one.start, tree.already, key=len)) for one in tree.outcomes.values())
    said = (
        f"Nearhand here. Our guide on {tree.contact.name} has changed. {tree.news} On 28 September 2026 it told you: ."
    )
    then = f" Now it says: .  Check your other services too. {tree.again} {tree.guide} {tree.contact.name}:"
    return len(f"{said}{then} {tree.contact.phone}. {tree.unsigned}") + was + now


def _bad_codes(tree: TreeContent, flow: str) -> Found:
    for name, question in tree.questions.items():
        for code, option in question.options.items():
            where = f"questions.{name}.options.{code}"
            if len(f"{flow}:{name}:{code}".encode()) > CODE_BYTES:
                yield where, f"its button code is longer than {CODE_BYTES} bytes"
            if clean(option.label) in RESERVED:
                yield where, f"{option.label!r} is a word that carriers or commands take"


def _alike(tree: TreeContent) -> Found:
    """Options of one question that nobody can tell apart, and questions so in the list of answers to change."""
    yield from alike("questions", {name: question.topic for name, question in tree.questions.items()})
    for name, question in tree.questions.items():
        yield from alike(f"questions.{name}.options", {code: one.label for code, one in question.options.items()})


def alike(where: str, labels: Mapping[str, str]) -> Found:
    """Labels that are offered together and are the same to whoever reads them."""
    seen: dict[str, str] = {}
    for name, label in labels.items():
        first = seen.setdefault(clean(label), name)
        if first != name:
            yield f"{where}.{name}", f"{label!r} is what {first} is called too"


def _bad_hearing(tree: TreeContent, intents: Intents | None) -> Found:
    for number, saying in enumerate(tree.hears.sayings):
        for name, code in saying.settles.items():
            known = {YES} if name == ALREADY else set(tree.questions[name].options if name in tree.questions else ())
            if code not in known:
                yield f"hears.sayings.{number}", f"{name}={code} is no answer of the tree"
    for name, codes in tree.hears.guards.items():
        for code in codes:
            if name not in tree.questions or code not in tree.questions[name].options:
                yield f"hears.guards.{name}", f"{name}={code} is no answer of the tree"
    if AGREES not in tree.hears.answers:
        yield "hears.answers", f"has no {AGREES}: nothing confirms what is read back"
    lost = sorted(tree.hears.withdraws.keys() - tree.questions.keys())
    yield from (("hears.withdraws", f"there is no question {name}") for name in lost)
    yield from _bad_halves(tree)
    if intents is None:
        return
    try:
        Told.of(tree.hears, tree.says, intents)
    except PatternError as error:
        yield "hears", str(error)


def _bad_halves(tree: TreeContent) -> Found:
    """What puts a question nearer, or completes an answer, by words or codes that the tree does not have."""
    for name, question in tree.questions.items():
        named = {half.told for half in question.nearer} | {one.told for one in question.completed}
        lost = sorted(named - tree.hears.about.keys())
        gone = sorted({one for half in question.nearer for one in half.reopens} - tree.questions.keys())
        codes = {code for half in question.nearer for code in (*half.options, half.yes, half.no) if code}
        codes |= {one.means for one in question.completed}
        codes |= {question.lasting} if question.lasting else set()
        yield from ((f"questions.{name}", f"hears.about has no {one}") for one in lost)
        yield from ((f"questions.{name}", f"there is no question {one}") for one in gone)
        yield from ((f"questions.{name}", f"{code} is no answer of it") for code in sorted(codes - {*question.options}))


def _to_review(tree: TreeContent, today: date | None) -> Found:
    if not tree.signed_off:
        yield "signed_off_by", "nobody has signed this tree off"
    if today and (today - tree.reviewed).days > A_YEAR_OF_DAYS:
        yield "reviewed", f"was last reviewed on {tree.reviewed}"


def _to_come(tree: TreeContent, today: date) -> Found:
    days = {"reviewed": tree.reviewed, "signed_off_on": tree.signed_off_on}
    days |= {f"sources.{name}": source.checked_on for name, source in tree.sources.items()}
    for where, day in days.items():
        if day and day > today:
            yield where, f"is dated {day}, which is yet to come"


def texts(tree: TreeContent) -> Iterator[str]:
    """Every text that a person reads as sentences, for the check of plain words."""
    yield from (tree.guide, tree.unsigned, tree.already, tree.since, tree.confirm_help, tree.news, tree.again)
    for outcome in tree.outcomes.values():
        yield from (outcome.verdict, f"{outcome.short}.", outcome.start, outcome.change, outcome.stands)
    for question in tree.questions.values():
        yield from (question.ask, question.help, question.still)
    for reason in tree.reasons.values():
        yield from (reason.text, reason.change)
