"""needs.yaml and spelling.yaml: the needs, and what people say for them."""

from collections.abc import Mapping

from bot.content.pieces import Piece

SPELLING = "spelling.yaml"


class Need(Piece):
    """One leaf need: how it is named in a list, in an echo ("{noun} near Malvern"), and what people say for it."""

    group: str
    label: str
    noun: str
    phrases: tuple[str, ...] = ()


class NeedGroup(Piece):
    """A group of needs, asked for as "any of these"."""

    label: str
    noun: str
    phrases: tuple[str, ...] = ()


class Frames(Piece):
    """What people put round the words that matter, "i need someone to": it says nothing about the need."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class Spelling(Piece):
    """spelling.yaml: how people text and what they mean by it; and the words for the person who needs support."""

    means: Mapping[str, str]
    people: tuple[str, ...]


class Needs(Piece):
    """needs.yaml."""

    groups: Mapping[str, NeedGroup]
    needs: Mapping[str, Need]
    nothing: tuple[str, ...] = ()
    """What people say that asks for none of these."""
    frames: Frames = Frames()
    by_day: tuple[str, ...] = ()
    """Needs that nobody has in the small hours: "every night", of somebody's tea, is every evening."""

    def leaves(self, code: str) -> tuple[str, ...]:
        """The leaf codes of a leaf or group code; () for an unknown one."""
        if code in self.needs:
            return (code,)
        return tuple(leaf for leaf, need in self.needs.items() if need.group == code)

    def named(self, code: str) -> Need | NeedGroup:
        """The need or group of a code."""
        return self.needs.get(code) or self.groups[code]
