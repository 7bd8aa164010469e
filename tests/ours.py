"""Our own content and what is made of it: read once in each process, however many tests ask for it."""

from functools import cache, cached_property

from bot.content import Content, load_content
from bot.matching.catalogue import Catalogue
from bot.matching.samples import sample_catalogue
from bot.matching.understand import Hearing


@cache
def content() -> Content:
    """Everything an editor wrote."""
    return load_content()


@cache
def hearing() -> Hearing:
    """What hears it."""
    return Hearing(content())


@cache
def catalogue() -> Catalogue:
    """The sample."""
    return sample_catalogue(content(), hearing().gazetteer)


def world() -> tuple[Content, Hearing, Catalogue]:
    """All of it, as a conversation needs it."""
    return content(), hearing(), catalogue()


def all_made() -> None:
    """Make every part of the hearing now, so that a process forked from this one has it."""
    for name in (name for name, part in vars(Hearing).items() if isinstance(part, cached_property)):
        getattr(hearing(), name)
