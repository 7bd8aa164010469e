"""A setup plan as a PDF on A4, in the letters that every reader has. No picture, no font file, no name."""

from datetime import datetime
from typing import TYPE_CHECKING, cast
from unicodedata import combining, normalize

if TYPE_CHECKING:
    from fpdf import FPDF

from bot.content.pages import PlanPage
from bot.flows.setup_plan import PlanStep, SetupPlan

MARGIN, BOX, LABEL = 18.0, 3.4, 28.0
"""Millimetres: round the page, the side of a tick box, the column of labels."""
FONT, TITLE, HEAD, TEXT, SMALL = "Helvetica", 20, 12, 10, 8.5
"""Points."""
LEADING = 0.47
"""Millimetres of a line for each point of its letters."""
Colour = tuple[int, int, int]
INK, QUIET, BAND = (27, 36, 40), (74, 87, 93), (11, 83, 81)
PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "•": "-"})
"""Letters that the fonts of every reader lack, and what stands for them."""


def pdf_of(plan: SetupPlan, words: PlanPage, name: str, now: datetime) -> bytes:
    """The plan as a PDF file. The same plan at the same moment makes the same bytes."""
    sheet = begun(words, name, now)
    heading(sheet, plan, words)
    for number, step in enumerate(plan.steps, 1):
        block(sheet, number, step)
    sheet.ln(4)
    line(sheet, words.guide, SMALL, QUIET)
    return bytes(sheet.output())


def begun(words: PlanPage, name: str, now: datetime) -> "FPDF":
    """An empty document with its numbered feet."""
    from fpdf import FPDF

    class Sheet(FPDF):
        def footer(self) -> None:
            self.set_y(-12)
            self.set_font(FONT, size=SMALL)
            self.set_text_color(*QUIET)
            self.cell(0, 5, plain(f"{name}. {words.page.format(self.page_no(), '{nb}')}"), align="C")

    sheet = Sheet(format="A4")
    sheet.set_margin(MARGIN)
    sheet.c_margin = 0
    sheet.set_auto_page_break(True, margin=MARGIN)
    sheet.set_title(plain(words.title))
    sheet.set_lang("en-GB")
    sheet.set_creation_date(now)
    sheet.add_page()
    return sheet


def heading(sheet: "FPDF", plan: SetupPlan, words: PlanPage) -> None:
    """The title, for whom, and how far it is."""
    line(sheet, words.title, TITLE, BAND, bold=True)
    if plan.area:
        line(sheet, plan.area, TEXT, INK)
    line(sheet, f"{plan.progress} {plan.today}", HEAD, INK, bold=True)


def block(sheet: "FPDF", number: int, step: PlanStep) -> None:
    """A step, whole on one page."""
    with sheet.unbreakable() as recorded:
        whole = cast("FPDF", recorded)
        whole.ln(3)
        whole.set_draw_color(*QUIET)
        whole.cell(0, 2.5, border="T", new_x="LMARGIN", new_y="NEXT")
        line(whole, f"{number}. {step.title}", HEAD, INK, bold=True)
        state(whole, step)
        for label, text in step.facts:
            fact(whole, label, text)


def state(sheet: "FPDF", step: PlanStep) -> None:
    """A box to tick, filled when the step is done, and how it stands; no box where there is nothing to do."""
    sheet.set_draw_color(*INK)
    sheet.set_fill_color(*BAND)
    sheet.cell(BOX, BOX, border=0 if step.state == "not_for_me" else 1, fill=step.state == "done")
    sheet.cell(2)
    line(sheet, step.state_words, TEXT, INK, bold=True, height=BOX)
    sheet.ln(1)


def fact(sheet: "FPDF", label: str, text: str) -> None:
    """A label beside its text."""
    sheet.set_font(FONT, size=TEXT)
    sheet.set_text_color(*QUIET)
    sheet.cell(LABEL, TEXT * LEADING, plain(label))
    line(sheet, text, TEXT, INK, link=text if text.startswith("https://") else "")


def line(
    sheet: "FPDF", text: str, size: float, ink: Colour, bold: bool = False, height: float = 0.0, link: str = ""
) -> None:
    """A paragraph from here to the right margin."""
    sheet.set_font(FONT, "B" if bold else "", size)
    sheet.set_text_color(*ink)
    high = height or size * LEADING
    sheet.multi_cell(0, high, plain(text), align="L", link=link, new_x="LMARGIN", new_y="NEXT")


def plain(text: str) -> str:
    """The text in the letters of these fonts; a letter that has no likeness there is a question mark."""
    folded = text.translate(PLAIN)
    parts = "".join(letter if ord(letter) < 256 else normalize("NFKD", letter) for letter in folded)
    return "".join(part for part in parts if not combining(part)).encode("latin-1", "replace").decode("latin-1")
