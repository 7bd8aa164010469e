"""pages.yaml: the words of the web pages."""

from pydantic import field_validator

from bot.content.pieces import Piece


class ChatPage(Piece):
    """The web chat: what stands around the conversation, and what a screen reader hears."""

    title: str
    intro: str
    conversation: str
    hello: str
    also: str
    label: str
    hint: str
    send: str
    you: str
    us: str
    waiting: str
    sending: str
    failed: str
    new_answer: str
    chosen: str


class ShortPage(Piece):
    """A page that says one thing."""

    title: str
    text: str


class ProblemPages(Piece):
    """What a page says when something cannot be done."""

    old_page: ShortPage
    too_many: ShortPage
    too_long: ShortPage
    not_found: ShortPage
    broken: ShortPage
    back: str


class PageSection(Piece):
    """A heading with its paragraphs. `{days}` becomes the number of days that words are kept."""

    heading: str
    paragraphs: tuple[str, ...]

    @field_validator("paragraphs")
    @classmethod
    def _fills(cls, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
        try:
            "".join(paragraphs).format(days=0)
        except (KeyError, IndexError, ValueError):
            raise ValueError("only {days} may stand in braces") from None
        return paragraphs


class PrivacyPage(Piece):
    """The privacy notice."""

    title: str
    sections: tuple[PageSection, ...]


class PlanPage(Piece):
    """Somebody's setup plan as a page and a PDF. `{}` takes what the words speak of: a name, a day or two numbers."""

    title: str
    area: str
    progress: str
    today: str
    pdf: str
    until: str
    guide: str
    to_do: str
    result: str
    done_on: str
    again_by: str
    how: str
    why: str
    who: str
    cost: str
    renewal: str
    link: str
    checked: str
    another_council: str
    """Said in place of the site of another council than theirs."""
    page: str
    expired: ShortPage

    @field_validator("area", "today", "until", "done_on", "again_by")
    @classmethod
    def _takes_one(cls, text: str) -> str:
        return takes(1, text)

    @field_validator("progress", "page")
    @classmethod
    def _takes_two(cls, text: str) -> str:
        return takes(2, text)


def takes(places: int, text: str) -> str:
    """The text, which must have so many places to fill in."""
    if text.count("{}") != places or set("{}") & set(text.replace("{}", "")):
        raise ValueError(f"must have {{}} {places} time{'s' if places > 1 else ''}, and no other braces")
    return text


class PageFooter(Piece):
    """What stands at the foot of every page: links, and the sources that licences ask us to name."""

    privacy: str
    chat: str
    sources_heading: str
    sources: tuple[str, ...]
    choose: str


class Pages(Piece):
    """pages.yaml."""

    name: str
    skip: str
    danger: str
    sample: str
    """Said on every page while the catalogue is the sample."""
    chat: ChatPage
    problems: ProblemPages
    privacy: PrivacyPage
    plan: PlanPage
    footer: PageFooter
