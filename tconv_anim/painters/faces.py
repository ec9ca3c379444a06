"""The face of a cell: where its lines of text go, how large they are, and how its tile is cut.

Every painter asks here, so that a cell looks the same in all kinds of files.
"""

from typing import NamedTuple

from tconv_anim.storyboard.metrics import fitting_size
from tconv_anim.storyboard.storyboard import Cell, Panel, Point
from tconv_anim.storyboard.theme import CellStyle, StrokeStyle

Spot = tuple[float, float]
"""x (to the right) and y (downwards), between the whole units or pixels too."""

_FILL_OF_WIDTH = 0.84
"""How much of a cell's width its number may take."""

_SLANTED_INSET = 0.1
"""How far a tile on a slanted cell stands in from the cell's edges, as a share of the cell."""

_DASH, _SLANTED_DASH = 6, 12
"""About how long a dash and its gap are together on the edge of a flat and a slanted cell, in units."""


_TILED, _LINED = 8, 6
"""The least side of a cell that a tile can stand in from, and of one that has room for a line around it."""


class CellCut(NamedTuple):
    """How a cell is cut: its face stands in from the lattice by ``inset``, a share of the cell.

    ``radius`` is that of its corners and ``edge`` the width of the line around it (0: none), in units.
    ``room`` is how wide the face is where numbers stand, ``period`` about how long a dash and its gap are
    together (0: none).
    """

    inset: float
    radius: int
    edge: int
    room: float
    period: int


class Line(NamedTuple):
    """A line of text with the middle of its capitals at (x, y), as large as it may be there.

    ``room`` is how wide it may be, ``most`` its size where it has the room.
    """

    text: str
    ink: str
    size: int
    x: float
    y: float
    bold: bool
    room: float
    most: int


def lines_of_cell(
    style: CellStyle, width: float, middle: Spot, size: int, text: str, note: str
) -> list[Line]:
    """A cell's number in its middle, and its note below it; ``width`` is that of the cell's face.

    ``size`` is what the number has at most, in the unit of ``width``; 0 stands for no text at all.
    """
    if not size:
        return []
    room = width * _FILL_OF_WIDTH
    x, y = middle
    if style.raised:
        room, main = room - 4, round(size * 0.84)
    else:
        main = size
    if not note:
        return [_fitted(text, style.ink, main, room, x, y, style.bold)] if text else []
    return [
        _fitted(text, style.ink, main, room, x, y - size * 0.38, style.bold),
        _fitted(note, style.note, round(size * 0.68), room, x, y + size * 0.54, False),
    ]


def _fitted(text: str, ink: str, size: int, room: float, x: float, y: float, bold: bool) -> Line:
    return Line(text, ink, fitting_size(text, size, room, bold), x, y, bold, room, size)


def texts_of(cell: Cell) -> tuple[str, str]:
    """A cell's number and its note as they are set: with true minus signs."""
    return cell.text.replace("-", "−"), cell.note.replace("-", "−")


def is_slanted(panel: Panel) -> bool:
    """Whether a panel's lattice is anything but upright squares."""
    return panel.across[1] != 0 or panel.down[0] != 0


def cut(style: CellStyle, across: Point, down: Point) -> CellCut:
    """How a cell of this style is cut on the lattice with these ways to its neighbours."""
    if across[1] != 0 or down[0] != 0:
        inset = _SLANTED_INSET if style.raised else 0.0
        return CellCut(inset, 0, 1, _chord(across, down), _SLANTED_DASH if style.dashed else 0)
    side = across[0]
    if side < _TILED:
        lined = side >= _LINED
        return CellCut(0.0, 0, int(lined), side, _DASH if style.dashed and lined else 0)
    if style.raised:
        return CellCut(max(2, side // 14) / side, max(2, side // 10), 1, side, 0)
    return CellCut(0.0, 0, 1 if side < 60 else 2, side, _DASH if style.dashed else 0)


def inset_of(style: StrokeStyle, width: float, height: float) -> int:
    """How far an outline stands in from the edge of its area: less where both of its sides had no room."""
    return max(0, min(style.inset, int(min(width, height) + 1 - style.width) // 2))


def _chord(across: Point, down: Point) -> float:
    """How wide a slanted cell is at half its height, in units."""
    area = abs(across[0] * down[1] - across[1] * down[0])
    return area / max(abs(across[1]), abs(down[1]))
