"""Where things stand: boxes that know their size, put beside and above each other.

A box is a rectangle with panels and labels in it. Boxes in a row are lined up on their *axis*, the
height of the middle of their cells, so that labels above and notes below don't shift the cells.
"""

from collections.abc import Sequence
from math import ceil
from typing import Any, NamedTuple

from tconv_anim.storyboard import ids
from tconv_anim.storyboard.metrics import LINE_HEIGHT, text_width
from tconv_anim.storyboard.storyboard import Label, Panel

TITLE, SUBTITLE, HEADING, CAPTION, NOTE, OPERATOR = 18, 15, 15, 14, 13, 24
"""Text sizes, in units."""

MARGIN = 24
"""Free space around the page, in units."""

LEAST_WIDTH = 440
"""Width that a page's content has at least, in units: what two lines of the longest caption need."""

CAPTION_LINES = 2
"""Lines that a caption has room for; on a page that is less wide it is one more."""


NO_END = 1_000_000
"""Room that nothing fills, in units."""


class Box(NamedTuple):
    """Panels and labels in a rectangle of ``width`` x ``height`` units, with its ``axis`` at that height."""

    width: float
    height: float
    axis: float
    parts: tuple[Panel | Label, ...] = ()

    def parts_at(self, x: float, y: float) -> tuple[Panel | Label, ...]:
        """The parts, for the box's corner at (x, y)."""
        return tuple(
            part._replace(origin=(round(part.origin[0] + x), round(part.origin[1] + y)))
            if isinstance(part, Panel)
            else part._replace(at=(round(part.at[0] + x), round(part.at[1] + y)))
            for part in self.parts
        )


ACROSS = (0.72, -0.36)
"""From a slanted cell to its right neighbour, as shares of its side."""


class CellSize(NamedTuple):
    """The side of a view's cells and the size of the numbers in them (0: none are drawn), in units.

    ``slanted`` cells stand on the lattice of the isometric look. At ``scale`` pixels a unit, ways from cell
    to cell are whole pixels. A map of one axis or three is broken into lines where it is wider than ``room``.
    """

    side: float
    text: float
    slanted: bool = False
    scale: float = 1
    room: float = NO_END

    @property
    def across(self) -> tuple[float, float]:
        """The way to the right neighbour."""
        return (self._part(ACROSS[0]), self._part(ACROSS[1])) if self.slanted else (self.side, 0)

    @property
    def down(self) -> tuple[float, float]:
        """The way to the neighbour below."""
        return (self._part(0.64), self._part(0.53)) if self.slanted else (0, self.side)

    def resized(self, side: float, text: float) -> "CellSize":
        """A cell of the same kind, of the next smaller side that is whole pixels."""
        return self._replace(side=int(side * self.scale + 1e-6) / self.scale, text=text)

    def _part(self, share: float) -> float:
        return round(self.side * self.scale * share) / self.scale


def grid(id: str, rows: range, cols: range, cell: CellSize) -> Box:
    """A panel for these rows and columns of cells, in the box around it."""
    lattice: Any = Panel(id, (0, 0), cell.across, cell.down, cell.text)  # type: ignore[arg-type]
    xs, ys = zip(
        *(lattice.corner(r, c) for r in (rows.start, rows.stop) for c in (cols.start, cols.stop)), strict=True
    )
    panel: Panel = lattice._replace(origin=(-min(xs), -min(ys)))
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


def beside(gap: float, *boxes: Box) -> Box:
    """The boxes in a row, lined up on their axes."""
    axis = max((box.axis for box in boxes), default=0)
    below = max((box.height - box.axis for box in boxes), default=0)
    parts: list[Panel | Label] = []
    x: float = 0
    for box in boxes:
        parts += box.parts_at(x, axis - box.axis)
        x += box.width + gap
    return Box(max(0, x - gap), axis + below, axis, tuple(parts))


def above(gap: float, *boxes: Box, align: str = "middle") -> Box:
    """The boxes in a column; the axis is in the middle of it all."""
    width = max((box.width for box in boxes), default=0)
    parts: list[Panel | Label] = []
    y: float = 0
    for box in boxes:
        parts += box.parts_at((width - box.width) // 2 if align == "middle" else 0, y)
        y += box.height + gap
    height = max(0, y - gap)
    return Box(width, height, height // 2, tuple(parts))


def column(boxes: Sequence[Box], gap: float = 20) -> Box:
    """The boxes in a column; a single one keeps its axis."""
    return boxes[0] if len(boxes) == 1 else above(gap, *boxes)


def headed(heading: Box, box: Box, gap: float = 10) -> Box:
    """A box under its heading; the axis stays that of the box."""
    stack = above(gap, heading, box)
    return stack._replace(axis=heading.height + gap + box.axis)


def footed(box: Box, footing: Box, gap: float = 10) -> Box:
    """A box with a line below it; the axis stays that of the box."""
    return above(gap, box, footing)._replace(axis=box.axis)


def table(gap: int, rows: Sequence[Sequence[Box]]) -> Box:
    """Boxes in rows and columns, each in the middle of its column and on the axis of its row."""
    widths = [max(box.width for box in column) for column in zip(*rows, strict=True)]
    return above(gap, *(beside(gap, *map(widened, row, widths)) for row in rows))


def widened(box: Box, width: float) -> Box:
    """The box in the middle of ``width``."""
    return box._replace(width=width, parts=box.parts_at((width - box.width) // 2, 0))
