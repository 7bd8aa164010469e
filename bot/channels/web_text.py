"""What people read on a page: plain text with its addresses and telephone numbers as links. Pure."""

import re

from markupsafe import Markup, escape

LINKS = re.compile(
    r"(?P<web>https?://[^\s<>\"']*[^\s<>\"'.,;:!?)])"
    r"|(?P<site>(?<![\w@/.-])www\.[^\s<>\"']*[^\s<>\"'.,;:!?)])"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<phone>(?<![\d£+/.-])(?:\+44 ?|0)\d(?: ?\d){8,9}(?![\d/]))"
    r"|(?P<short>(?<=ring )(?:999|111|101|105|116 ?\d{3})(?!\d))",
    re.IGNORECASE,
)
TARGETS = {"web": "", "site": "https://", "email": "mailto:", "phone": "tel:", "short": "tel:"}
"""What goes before each kind of link; telephone numbers also lose their spaces."""


def linked(text: str) -> Markup:
    """A text as HTML: everything escaped, its web and mail addresses and telephone numbers as links."""
    made, end = Markup(), 0
    for match in LINKS.finditer(text):
        made += escape(text[end : match.start()]) + _link(match)
        end = match.end()
    return made + escape(text[end:])


def _link(match: re.Match[str]) -> Markup:
    kind = match.lastgroup or "web"
    target = match[0].replace(" ", "") if TARGETS[kind] == "tel:" else match[0]
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(TARGETS[kind] + target, match[0])
