"""PDF: one step, or a page for each of some, as lines and text with the font inside: for LaTeX and print."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from fpdf import FPDF, ViewerPreferences

from tconv_anim.painters.order import Order
from tconv_anim.painters.vector.drawing import Draughtsman, Drawn, Shape, TextLine
from tconv_anim.painters.vector.markup import printable
from tconv_anim.painters.vector.pages import chosen, single
from tconv_anim.painters.vector.style import Paint, paints
from tconv_anim.painters.xmp import packet
from tconv_anim.storyboard.handout import PAPERS
from tconv_anim.storyboard.metrics import font_file, has, text_width
from tconv_anim.storyboard.storyboard import in_drawing_order

POINTS = 0.75
"""Points of a unit: a figure in its natural size is as large as on a screen of 96 dots an inch."""

_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""The same figure is the same file whenever it is made, and the format asks for a date."""


def paint(order: Order, file: BinaryIO) -> Iterator[int]:
    """Write one step of the storyboard as a page of its size, an exercise with its solution behind it; or a
    page for each of some steps, with bookmarks.

    Needs the extra ``pdf``.
    """
    sheet, colours = _Sheet(order), paints(order.theme)
    draughtsman = Draughtsman(order.storyboard, order.theme)
    pages = chosen(order.storyboard, order.steps) if order.steps else single(order)
    number = 0
    for number, (told, elements) in enumerate(pages, 1):
        with sheet.page(told, bool(order.steps)):
            for element in in_drawing_order(elements):
                drawn = draughtsman.drawn(element)
                sheet.draw(drawn, colours[drawn.look.name])
        yield number
    file.write(sheet.finished())


class _Sheet:
    """A page that drawings are put on, in units from its upper left corner."""

    def __init__(self, order: Order) -> None:
        width, height = order.storyboard.size
        self._points = POINTS * (PAPERS[order.paper][0] / width if order.paper else 1)
        pdf = FPDF(unit="pt", format=(width * self._points, height * self._points))
        pdf.set_auto_page_break(False)
        pdf.set_creation_date(_NO_DATE)
        pdf.set_producer("tconv-anim")
        pdf.set_lang(order.storyboard.language.code)
        pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
        pdf.set_title(printable(order.storyboard.title))
        pdf.set_subject(printable(order.storyboard.description))
        pdf.set_xmp_metadata(packet(order.recipe))
        self._pdf, self._page = pdf, order.theme.page
        self._fonts: dict[Path, str] = {}

    @contextmanager
    def page(self, told: str, marked: bool) -> Iterator[None]:
        """Another page, which is one figure to those who have it read: ``told`` is its alt text, and where it
        is ``marked``, the first line of that its bookmark.
        """
        pdf, told = self._pdf, printable(told)
        pdf.add_page()
        if marked:
            pdf.start_section(told.partition("\n")[0])
        with pdf._marked_sequence(alt_text=told):
            pdf.set_fill_color(self._page)
            pdf.rect(0, 0, pdf.w, pdf.h, "F")
            yield

    def draw(self, drawn: Drawn, paint: Paint) -> None:
        """Put a drawing in its place."""
        x, y = drawn.at
        for part in drawn.look.parts:
            if isinstance(part, Shape):
                self._shape(part, x, y, paint)
            else:
                self._words(part, x, y, (part.is_note and paint.note) or paint.ink)

    def finished(self) -> bytes:
        """The whole file."""
        return bytes(self._pdf.output())

    def _shape(self, shape: Shape, x: float, y: float, paint: Paint) -> None:
        pdf = self._pdf
        spots = [((x + dx) * self._points, (y + dy) * self._points) for dx, dy in shape.spots]
        how = "F" * shape.filled + "D" * shape.stroked
        if shape.filled:
            pdf.set_fill_color(paint.fill)
        if shape.stroked:
            pdf.set_draw_color(paint.stroke)
            pdf.set_line_width(shape.width * self._points)
            on, off = (length * self._points for length in shape.dash or (0, 0))
            pdf.set_dash_pattern(on, off, on / 2)
        if shape.radius:
            (left, top), _, (right, bottom), _ = spots
            pdf.rect(left, top, right - left, bottom - top, how, True, shape.radius * self._points)
        elif shape.closed:
            pdf.polygon(spots, style=how)
        else:
            pdf.polyline(spots, style=how)

    def _words(self, words: TextLine, x: float, y: float, ink: str) -> None:
        # A letter that the font doesn't have would be a warning on stderr.
        text = "".join(letter if has(letter) else "?" for letter in words.text)
        before = {"start": 0.0, "middle": 0.5, "end": 1.0}[words.anchor]
        left = x + words.x - before * text_width(text, words.size, words.bold)
        self._pdf.set_text_color(ink)
        for file, letters in groupby(text, lambda letter: font_file(letter, words.bold)):
            run = "".join(letters)
            self._pdf.set_font(self._font(file), "", words.size * self._points)
            self._pdf.text(left * self._points, (y + words.y) * self._points, run)
            left += text_width(run, words.size, words.bold)

    def _font(self, file: Path) -> str:
        """The family that a font is in here."""
        if file not in self._fonts:
            self._fonts[file] = f"face{len(self._fonts)}"
            self._pdf.add_font(self._fonts[file], "", file)
        return self._fonts[file]
