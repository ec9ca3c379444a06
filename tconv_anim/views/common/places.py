"""Where the elements of a map stand: on one panel, or on one for each slice of its depth.

Everything that is drawn of maps and kernels goes through here, so that views needn't know how many axes there
are. A row of cells that is too long for its page is broken into lines (:func:`lines`): views still count its
cells on one panel, and the stage puts them where they belong.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from tconv_anim.layer.axis import Sides
from tconv_anim.storyboard import ids, layout
from tconv_anim.storyboard.ids import SLICE
from tconv_anim.storyboard.layout import Box, CellSize
from tconv_anim.storyboard.storyboard import Cell, Outline

Cells = Sequence[range]
"""Cells of a map along each axis."""

_SLICES_APART, _PLANES_APART, _LINES_APART = 14, 10, 14
"""Between the slices of a map's depth, flat and slanted, and between the lines of a row, in units."""


_NUMBER = 26
"""Room for the number of the cell that a line begins with, in units."""


class Area(NamedTuple):
    """A rectangle of cells of a panel."""

    panel: str
    row: int
    col: int
    rows: int
    cols: int


def spot(name: str, place: Sides) -> tuple[str, int, int]:
    """The panel, row and column of an element of the map ``name``; a single axis is a row."""
    if len(place) == 1:
        return name, 0, place[0]
    *depth, row, col = place
    return ids.of(name, *depth), row, col


def areas(name: str, cells: Cells) -> Iterator[Area]:
    """The rectangles that these cells of a map take, one on each of its panels."""
    *depth, rows, cols = cells if len(cells) > 1 else (range(1), *cells)
    if rows and cols:
        for at in product(*depth):
            yield Area(ids.of(name, *at), rows.start, cols.start, len(rows), len(cols))


def panels(name: str, cells: Cells) -> list[str]:
    """The panels of a map of these cells."""
    return [area.panel for area in areas(name, cells)]


def whole(shape: Sides) -> Cells:
    """All cells of a map with these sides."""
    return [range(side) for side in shape]


def element(role: str, name: str, place: Sides, text: str = "", z: int = 0) -> Cell:
    """The cell of an element of the map ``name``."""
    panel, row, col = spot(name, place)
    return Cell(ids.of(name, *place), role, panel, row, col, text, z=z)


def lit(name: str, cells: Cells, by: str = "active") -> Iterator[Outline]:
    """The outlines of cells of a map on which something happens now; ``by`` begins their ids."""
    for area in areas(name, cells):
        yield Outline(ids.of(by, area.panel), "active", *area, z=25)


def at(place: Sides) -> Cells:
    """One cell alone."""
    return [range(i, i + 1) for i in place]


def framed(name: str, cells: Cells) -> Iterator[Outline]:
    """The edges of a map of these cells."""
    for area in areas(name, cells):
        yield Outline(ids.frame(area.panel), "frame", *area, z=21)


def map_box(name: str, ink: str, called: str, cells: Cells, cell: CellSize, below: bool = False) -> Box:
    """The panels of a map under its name, or with it ``below``."""
    label, box = layout.heading(name, ink, called), _panels_box(name, cells, cell)
    return layout.footed(box, label, 4) if below else layout.headed(label, box)


def _panels_box(name: str, cells: Cells, cell: CellSize) -> Box:
    if len(cells) == 1:
        return _row_box(name, cells[0], cell)
    *depth, rows, cols = cells
    if not depth:
        return layout.grid(name, rows, cols, cell)
    slices = []
    for d in depth[0]:
        panel = ids.of(name, d)
        label = layout.word(ids.heading(panel), "note", f"{SLICE}{d}".replace("-", "−"), layout.NOTE)
        plane = layout.grid(panel, rows, cols, cell)
        slices.append(layout.beside(6, label, plane) if cell.slanted else layout.headed(label, plane, 4))
    if cell.slanted:
        return layout.above(_PLANES_APART, *slices)
    width = max(one.width for one in slices)
    each = max(1, int((cell.room + _SLICES_APART) // (width + _SLICES_APART)))
    lines = [layout.beside(_SLICES_APART, *slices[i : i + each]) for i in range(0, len(slices), each)]
    return lines[0] if len(lines) == 1 else layout.above(_SLICES_APART, *lines, align="start")


def _row_box(name: str, cols: range, cell: CellSize) -> Box:
    """A row of cells; where room is limited it is in lines, each of which says with which cell it begins."""
    if cell.room == layout.NO_END or cell.slanted:
        return layout.grid(name, range(1), cols, cell)
    each = max(1, int(cell.room // cell.side))
    rows = []
    for first in cols[::each]:
        at = first - cols.start
        line = layout.grid(name if at == 0 else ids.line(name, first), range(1), cols[at : at + each], cell)
        number = layout.word(
            ids.note(ids.line(name, first)), "note", f"{first}".replace("-", "−"), layout.NOTE
        )
        # The first cells of all maps are below each other.
        beginning = [number] if len(cols) > each else []
        before = Box(_NUMBER - sum(box.width + 6 for box in beginning), 0, 0)
        rows.append(layout.beside(6, before, *beginning, line))
    return rows[0] if len(rows) == 1 else layout.above(_LINES_APART, *rows, align="start")
