"""What every view is told besides the trace: how large cells are and what they show."""

from typing import NamedTuple

from tconv_anim.storyboard.layout import CellSize
from tconv_anim.storyboard.metrics import text_width

CELL, LARGEST_CELL = 44, 120
"""A cell's usual side, and how far it grows by itself for long numbers, in units."""

_LEGIBLE = 11
"""The text size that numbers have at least in a cell that chose its own size, in units."""


class Look(NamedTuple):
    """``cell`` is a cell's side in units (None: as large as its numbers need).

    ``isometric`` shows panels as slanted planes above each other, ``values`` their numbers.
    ``extras`` are ``moves`` (how far one step goes in the input and in the output) and ``heat`` (numbers
    as colours). A ``staged`` story has acts; else it is the plain sequence of steps.
    """

    cell: int | None = None
    isometric: bool = False
    values: bool = True
    extras: frozenset[str] = frozenset()
    staged: bool = True

    def say(self, numbers: str, without: str = "") -> str:
        """A part of a sentence that quotes ``numbers``; where none are shown, what says it ``without``."""
        return numbers if self.values else without

    def cell_for(self, longest: str) -> CellSize:
        """The size of cells that are to hold texts up to ``longest``.

        Cells that grow for long numbers keep their text near its usual size, so that the short
        numbers beside them don't shout.
        """
        if self.cell is not None:
            return self._sized(self.cell, round(self.cell * 0.4))
        needed = text_width(longest, _LEGIBLE, bold=True) / 0.84
        side = min(LARGEST_CELL, max(CELL, int(needed) + 1)) if self.values else CELL
        return self._sized(side, 18 + (side - CELL) // 12)

    def _sized(self, side: int, text: int) -> CellSize:
        if self.isometric:
            text = round(text * 0.8)
        return CellSize(side, text if self.values else 0, self.isometric)
