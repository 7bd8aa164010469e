"""faq.yaml: plain questions and their answers."""

from collections.abc import Mapping

from pydantic import Field

from bot.content.pieces import Fact, Piece


class AreaAnswer(Fact):
    """What is said in one area in place of the general answer."""

    answer: str


class Answer(AreaAnswer):
    """A plain question with its answer. `phrasings` are other ways to ask it; `areas` holds overrides by area code."""

    question: str
    phrasings: tuple[str, ...]
    founders: bool = False
    """For whoever runs a business: who looks for help hears it only where it was surely asked for."""
    begins: bool = False
    """How to begin: a founder's own flow answers that better."""
    rings: bool = False
    """Only those on the list can see to it: they are named after it, with how to reach them."""
    where: bool = False
    """Of where we find help: a town or postcode that is named with it is looked at instead."""
    to_founders: str = ""
    """The answer that whoever sets up a business is given in place of this one."""
    areas: Mapping[str, AreaAnswer] = Field(default_factory=dict)


class Subject(Piece):
    """Something that is asked on about: the answers and steps that speak of it, and what is then told of it."""

    answers: frozenset[str] = frozenset()
    steps: frozenset[str] = frozenset()
    outcome: bool = False
    """It is the outcome of a decision tree, just told."""
    told: Mapping[str, str]
    """What is asked -> the answer's id."""


class FollowUps(Piece):
    """Questions of a few words about what was just spoken of: "how long does it take"."""

    asked: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """What is asked -> the ways to ask it, as whole messages."""
    fillers: frozenset[str] = frozenset()
    """Words that change nothing of that."""
    of_any_step: frozenset[str] = frozenset()
    """What is asked of any step: where no answer is known, why it matters and whom to ask."""
    about: tuple[Subject, ...] = ()


class Faq(Piece):
    """faq.yaml: answers by id, and words that tell nothing about a question."""

    answers: Mapping[str, Answer]
    same: Mapping[str, str]
    """A word -> other words for it, comma separated."""
    empty: str
    """Words that do not help to tell one question from another."""
    seeks: str = ""
    """Beginnings that ask for help as often as they ask a question, divided by commas: a plain need decides."""
    requests: str
    """Ways to ask for help, comma separated: no question for an answer here."""
    follow_ups: FollowUps = FollowUps()
