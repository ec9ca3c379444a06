"""Links: the lines that lead from a window to the one cell that it belongs to."""

from collections.abc import Iterator
from typing import NamedTuple

from tconv_anim.layer.axis import Place
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Link, Panel, Point
from tconv_anim.views.common.parts import output_channel

_FACING = ((0, 1), (0, 0)), ((1, 1), (1, 0))
"""Side by side: the (row, column) of the left area's right corners, each with that of the corner it faces."""

_OUTER = ((0, 0), (0, 0)), ((1, 1), (1, 1))
"""One above the other: the corners that stand out to the left and to the right. Lines from the other two
would run between these, across what is drawn there."""

_INNER = ((0, 1), (0, 1)), ((1, 0), (1, 0))
"""Slanted, and side by side: the uppermost corners and the lowest ones."""

LINKS = tuple(ids.link(i) for i in range(2))
"""The ids of the links; there is one bundle at a time."""


class Area(NamedTuple):
    """``rows`` x ``cols`` cells of a panel."""

    panel: Panel
    row: int
    col: int
    rows: int = 1
    cols: int = 1

    def corner(self, v: int, u: int) -> Point:
        """Its upper (v = 0) or lower, left (u = 0) or right corner."""
        return self.panel.corner(self.row + v * self.rows, self.col + u * self.cols)


def links(start: Area, end: Area) -> Iterator[Link]:
    """The lines between two areas: that lie side by side, or float one above the other.

    None between areas that are level and of one height: they would run along the edges of cells.
    """
    slanted = start.panel.down[0] != 0
    if not slanted and all(start.corner(v, 0)[1] == end.corner(v, 0)[1] for v in (0, 1)):
        return
    away = [abs(b - a) for a, b in zip(start.panel.origin, end.panel.origin, strict=True)]
    corners = _FACING if not slanted else _OUTER if away[0] <= away[1] else _INNER
    for name, (from_corner, to_corner) in zip(LINKS, corners, strict=True):
        yield Link(name, "link", start.corner(*from_corner), end.corner(*to_corner), z=30 if slanted else -1)


def stamp_links(layer: Layer, source: Place, page: Page, floats: str) -> Iterator[Link]:
    """The lines from an input cell to its window on the one map (of the kind ``floats``) above it.

    None where the page is flat, or where the cell has windows on several maps.
    """
    c, y, x = source
    window = ids.of(floats, output_channel(layer, c, 0))
    if window not in page.floating or layer.weight_shape[1] > 1:
        return
    rows, cols = layer.window(source)
    above = Area(page.panels[window], rows.start, cols.start, len(rows), len(cols))
    yield from links(Area(page.panels[ids.of("input", c)], y, x), above)
