"""Links: the lines that lead from a window to the one cell that it belongs to."""

from collections.abc import Iterator
from typing import NamedTuple

from tconv_anim.layer.axis import Place
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Link, Panel, Point
from tconv_anim.views.common import places
from tconv_anim.views.common.parts import output_channel
from tconv_anim.views.common.places import Cells

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


def links(start: Area | None, end: Area | None) -> Iterator[Link]:
    """The lines between two areas: that lie side by side, or float one above the other.

    None between areas that are level and of one height: they would run along the edges of cells.
    """
    if start is None or end is None:
        return
    slanted = start.panel.down[0] != 0
    if not slanted and all(start.corner(v, 0)[1] == end.corner(v, 0)[1] for v in (0, 1)):
        return
    away = [abs(b - a) for a, b in zip(start.panel.origin, end.panel.origin, strict=True)]
    corners = _FACING if not slanted else _OUTER if away[0] <= away[1] else _INNER
    for name, (from_corner, to_corner) in zip(LINKS, corners, strict=True):
        yield Link(name, "link", start.corner(*from_corner), end.corner(*to_corner), z=30 if slanted else -1)


def stamp_links(layer: Layer, source: Place, page: Page, floats: str) -> Iterator[Link]:
    """The lines from an input cell to its window on the one map (of the kind ``floats``) above it.

    None where the page is flat, or where the cell has windows on several maps or slices.
    """
    window = ids.of(floats, output_channel(layer, source[0], 0))
    if window not in page.floating or layer.weight_shape[1] > 1:
        return
    cell = area_of(page, ids.of("input", source[0]), places.at(source[1:]))
    yield from links(cell, area_of(page, window, layer.window(source)))


def area_of(page: Page, name: str, cells: Cells) -> Area | None:
    """The rectangle that cells of a map take on a page; None unless it is one."""
    found = list(places.areas(name, cells))
    if len(found) != 1 or ids.lines(page.panels).get(name):
        return None
    panel, row, col, rows, cols = found[0]
    return Area(page.panels[panel], row, col, rows, cols)
