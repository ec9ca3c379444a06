"""Where things stand: boxes that know their size, put beside and above each other.

A box is a rectangle with panels and labels in it. Boxes in a row are lined up on their *axis*, the
height of the middle of their cells, so that labels above and notes below don't shift the cells.
"""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from tconv_anim.storyboard import ids
from tconv_anim.storyboard.metrics import LINE_HEIGHT, text_width, wrap
from tconv_anim.storyboard.storyboard import Label, Link, Panel, Point

TITLE, SUBTITLE, HEADING, CAPTION, NOTE, OPERATOR = 18, 15, 15, 14, 13, 24
"""Text sizes, in units."""

MARGIN = 24
"""Free space around the page, in units."""

LEAST_WIDTH = 440
"""Width that a page's content has at least, in units: what two lines of the longest caption need."""

CAPTION_LINES = 2


class Box(NamedTuple):
    """Panels and labels in a rectangle of ``width`` x ``height`` units, with its ``axis`` at that height."""

    width: int
    height: int
    axis: int
    parts: tuple[Panel | Label, ...] = ()

    def parts_at(self, x: int, y: int) -> tuple[Panel | Label, ...]:
        """The parts, for the box's corner at (x, y)."""
        return tuple(
            part._replace(origin=(part.origin[0] + x, part.origin[1] + y))
            if isinstance(part, Panel)
            else part._replace(at=(part.at[0] + x, part.at[1] + y))
            for part in self.parts
        )


class CellSize(NamedTuple):
    """The side of a view's cells and the size of the numbers in them (0: none are drawn), in units.

    ``slanted`` cells stand on the lattice of the isometric look.
    """

    side: int
    text: int
    slanted: bool = False

    @property
    def across(self) -> Point:
        """The way to the right neighbour."""
        return (round(self.side * 0.72), -round(self.side * 0.36)) if self.slanted else (self.side, 0)

    @property
    def down(self) -> Point:
        """The way to the neighbour below."""
        return (round(self.side * 0.64), round(self.side * 0.53)) if self.slanted else (0, self.side)


def grid(id: str, rows: range, cols: range, cell: CellSize) -> Box:
    """A panel for these rows and columns of cells, in the box around it."""
    lattice = Panel(id, (0, 0), cell.across, cell.down, cell.text)
    xs, ys = zip(
        *(lattice.corner(r, c) for r in (rows.start, rows.stop) for c in (cols.start, cols.stop)), strict=True
    )
    panel = lattice._replace(origin=(-min(xs), -min(ys)))
    height = max(ys) - min(ys)
    return Box(max(xs) - min(xs), height, height // 2, (panel,))


def word(id: str, role: str, text: str, size: int, bold: bool = False) -> Box:
    """One line of text."""
    width, height = ceil(text_width(text, size, bold)), round(size * LINE_HEIGHT)
    label = Label(id, role, text, (width // 2, height // 2), size, "middle", bold)
    return Box(width, height, height // 2, (label,))


def operator(name: str | int, sign: str) -> Box:
    """A sign between panels; ``name`` tells it from the others of the page."""
    return word(ids.operator(name), "operator", sign, OPERATOR)


def note(name: str, text: str) -> Box:
    """A line of small text; ``name`` tells it from the others of the page."""
    return word(ids.note(name), "note", text, NOTE)


def heading(panel: str, ink: str, name: str) -> Box:
    """The name over a panel."""
    return word(ids.heading(panel), ink, name, HEADING, bold=True)


def named(panel: str, ink: str, name: str, rows: range, cols: range, cell: CellSize) -> Box:
    """A panel for these rows and columns of cells, under its name."""
    return headed(heading(panel, ink, name), grid(panel, rows, cols, cell))


def beside(gap: int, *boxes: Box) -> Box:
    """The boxes in a row, lined up on their axes."""
    axis = max((box.axis for box in boxes), default=0)
    below = max((box.height - box.axis for box in boxes), default=0)
    parts: list[Panel | Label] = []
    x = 0
    for box in boxes:
        parts += box.parts_at(x, axis - box.axis)
        x += box.width + gap
    return Box(max(0, x - gap), axis + below, axis, tuple(parts))


def above(gap: int, *boxes: Box, align: str = "middle") -> Box:
    """The boxes in a column; the axis is in the middle of it all."""
    width = max((box.width for box in boxes), default=0)
    parts: list[Panel | Label] = []
    y = 0
    for box in boxes:
        parts += box.parts_at((width - box.width) // 2 if align == "middle" else 0, y)
        y += box.height + gap
    height = max(0, y - gap)
    return Box(width, height, height // 2, tuple(parts))


def column(boxes: Sequence[Box], gap: int = 20) -> Box:
    """The boxes in a column; a single one keeps its axis."""
    return boxes[0] if len(boxes) == 1 else above(gap, *boxes)


def headed(heading: Box, box: Box, gap: int = 10) -> Box:
    """A box under its heading; the axis stays that of the box."""
    stack = above(gap, heading, box)
    return stack._replace(axis=heading.height + gap + box.axis)


def footed(box: Box, footing: Box, gap: int = 10) -> Box:
    """A box with a line below it; the axis stays that of the box."""
    return above(gap, box, footing)._replace(axis=box.axis)


def table(gap: int, rows: Sequence[Sequence[Box]]) -> Box:
    """Boxes in rows and columns, each in the middle of its column and on the axis of its row."""
    widths = [max(box.width for box in column) for column in zip(*rows, strict=True)]
    return above(gap, *(beside(gap, *map(widened, row, widths)) for row in rows))


def widened(box: Box, width: int) -> Box:
    """The box in the middle of ``width``."""
    return box._replace(width=width, parts=box.parts_at((width - box.width) // 2, 0))


class Page(NamedTuple):
    """A whole page: header, body, legend, progress line and room for a caption.

    ``floating`` names the slanted panels that float above others. The labels of a ``formula`` have their
    place, and are seen only when it is told.
    """

    size: tuple[int, int]
    panels: dict[str, Panel]
    labels: tuple[Label, ...]
    progress_y: int
    floating: frozenset[str]
    formula: tuple[Label, ...] = ()

    def progress(self, done: int, of: int) -> tuple[Link, Link]:
        """The progress line, ``done`` parts of ``of`` filled."""
        left, right = MARGIN, self.size[0] - MARGIN
        end = left + (right - left) * done // max(of, 1)
        y = self.progress_y
        return (
            Link(ids.TRACK, "track", (left, y), (right, y)),
            Link(ids.DONE, "progress", (left, y), (end, y), z=31),
        )

    def caption(self, text: str) -> list[Label]:
        """The caption, broken into at most :data:`CAPTION_LINES` lines (the last takes all the rest)."""
        lines = wrap(text, CAPTION, self.size[0] - 2 * MARGIN)
        keep = lines[: CAPTION_LINES - 1]
        if rest := lines[len(keep) :]:
            keep.append(" ".join(rest))
        top = self.progress_y + 22
        leading = round(CAPTION * 1.45)
        return [
            Label(ids.caption(i), "caption", line, (MARGIN, top + i * leading), CAPTION)
            for i, line in enumerate(keep)
        ]


def page(title: str, subtitle: str, body: Box, legend: Box | None = None, floats: str = "output") -> Page:
    """The page with ``body`` in its middle; the subtitle stands right of the title where there is room.

    Where panels are slanted, those of the kind ``floats`` float above the others.
    """
    head = Label(ids.TITLE, "title", title, (MARGIN, MARGIN + 2), TITLE, bold=True)
    head_width = ceil(text_width(title, TITLE, bold=True))
    sub_width = ceil(text_width(subtitle, SUBTITLE))
    width = max(body.width, legend.width if legend else 0, head_width, sub_width, LEAST_WIDTH)
    if head_width + 36 + sub_width <= width:
        sub = Label(ids.SUBTITLE, "note", subtitle, (MARGIN + width, MARGIN + 2), SUBTITLE, "end")
        y = MARGIN + 30
    else:
        sub = Label(ids.SUBTITLE, "note", subtitle, (MARGIN, MARGIN + 28), SUBTITLE)
        y = MARGIN + 54
    parts = body.parts_at(MARGIN + (width - body.width) // 2, y)
    y += body.height + 20
    if legend:
        parts += legend.parts_at(MARGIN + (width - legend.width) // 2, y)
        y += legend.height + 20
    panels = {part.id: part for part in parts if isinstance(part, Panel)}
    words = [part for part in parts if isinstance(part, Label)]
    formula = tuple(label for label in words if ids.kind(label.id) == ids.FORMULA)
    labels = (head, sub, *(label for label in words if label not in formula))
    height = y + 22 + CAPTION_LINES * round(CAPTION * 1.45) + 4
    floating = frozenset(name for name, panel in panels.items() if panel.down[0] and ids.kind(name) == floats)
    return Page((width + 2 * MARGIN, height), panels, labels, y, floating, formula)
