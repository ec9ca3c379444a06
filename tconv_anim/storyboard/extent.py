"""How much room things take: the boxes around elements."""

from collections.abc import Iterable, Mapping
from functools import reduce
from math import ceil, floor
from typing import NamedTuple

from tconv_anim.storyboard.metrics import LINE_HEIGHT, text_width
from tconv_anim.storyboard.storyboard import Element, Label, Link, Outline, Panel

_ROOM = 6
"""Free space around all that is drawn, in units."""

BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""How much of a line of text stands before its anchor, as a share."""


class Extent(NamedTuple):
    """A rectangle, in units."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> int:
        """How wide it is, in whole units."""
        return ceil(self.right) - floor(self.left)

    @property
    def height(self) -> int:
        """How high it is, in whole units."""
        return ceil(self.bottom) - floor(self.top)

    def at(self, x: float, y: float) -> "Extent":
        """The box moved by (x, y)."""
        return Extent(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def around(self, other: "Extent") -> "Extent":
        """The least box around both."""
        return Extent(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def view(self) -> tuple[int, int, int, int]:
        """Left, top, width and height with room around it, in whole units."""
        x, y = floor(self.left) - _ROOM, floor(self.top) - _ROOM
        return x, y, ceil(self.right) + _ROOM - x, ceil(self.bottom) + _ROOM - y


def extent(elements: Iterable[Element], panels: Mapping[str, Panel]) -> Extent:
    """The box around these elements, lines without their width; around none it is empty."""
    boxes = [_around(element, panels) for element in elements]
    return reduce(Extent.around, boxes) if boxes else Extent(0, 0, 0, 0)


def _around(element: Element, panels: Mapping[str, Panel]) -> Extent:
    if isinstance(element, Label):
        width, height = text_width(element.text, element.size, element.bold), element.size * LINE_HEIGHT
        left, top = element.at[0] - BEFORE[element.anchor] * width, element.at[1] - height / 2
        return Extent(left, top, left + width, top + height)
    if isinstance(element, Link):
        spots = [element.start, element.end]
    else:
        panel, row, col = panels[element.panel], element.row, element.col
        rows, cols = (element.rows, element.cols) if isinstance(element, Outline) else (1, 1)
        spots = [panel.corner(r, c) for r in (row, row + rows) for c in (col, col + cols)]
    xs, ys = zip(*spots, strict=True)
    return Extent(min(xs), min(ys), max(xs), max(ys))
