"""What every view is told besides the trace: how large cells are and how fast it goes."""

from typing import NamedTuple

from tconv_anim.layout import CellSize
from tconv_anim.metrics import text_width

CELL, LARGEST_CELL = 44, 120
"""A cell's usual side, and how far it grows by itself for long numbers, in units."""

_LEGIBLE = 11
"""The text size that numbers have at least in a cell that chose its own size, in units."""


class Look(NamedTuple):
    """``cell`` is a cell's side in units (None: as large as its numbers need), ``speed`` a factor."""

    cell: int | None = None
    speed: float = 1.0

    def cell_for(self, longest: str) -> CellSize:
        """The size of cells that are to hold texts up to ``longest``.

        Cells that grow for long numbers keep their text near its usual size, so that the short
        numbers beside them don't shout.
        """
        if self.cell is not None:
            return CellSize(self.cell, round(self.cell * 0.4))
        needed = text_width(longest, _LEGIBLE, bold=True) / 0.84
        side = min(LARGEST_CELL, max(CELL, int(needed) + 1))
        return CellSize(side, 18 + (side - CELL) // 12)
