"""What every view is told besides the trace: how large cells are and what they show."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tconv_anim.language.saying import ENGLISH, Language
from tconv_anim.layer.axis import Pair
from tconv_anim.layer.wording import USUAL_DIGITS
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.layout import NO_END, Box, CellSize, above, beside, column, operator, table
from tconv_anim.storyboard.metrics import fitting_size, text_width
from tconv_anim.storyboard.sheet import Sheet

CELL, LARGEST_CELL = 44, 120
"""A cell's usual side, and how far it grows by itself for long numbers, in units."""

LEAST_LETTERED = 16
"""The least side of a cell that was asked for in which numbers are drawn, in units."""

_LEGIBLE = 11
"""The text size that numbers have at least in a cell that chose its own size, in units."""


SMALLEST_DIGIT = 9
"""The size of numbers in cells that were fitted, in pixels; smaller ones aren't drawn."""


_COLUMNS = (1, 2, 3, 4, 6)
"""In how many columns maps may stand."""

_AROUND = 90
"""The margins of a page and what says where lines begin, in units."""

_APART = 52
"""Between groups of channels, in units."""


class Look(NamedTuple):
    """``cell`` is a cell's side in units (None: as large as its numbers need).

    ``isometric`` shows panels as slanted planes above each other, ``values`` their numbers.
    ``extras`` are ``moves`` (how far one step goes in the input and in the output) and ``heat`` (numbers
    as colours). A ``staged`` story has acts; else it is the plain sequence of steps. ``heat`` says which
    colours; any but "auto" shows them, too.
    All is put on a ``sheet``; a ``fitted`` cell was chosen for it, and has no number below ``smallest``.
    Without ``digits`` there is none in any cell, though captions quote them. Numbers with ``decimals`` have
    as many significant digits as ``precision`` says, fewer where cells are small unless it is ``fixed``.
    ``stacked`` and ``columns`` say how boxes are arranged where they are ``movable``, ``room`` how wide
    and high the page may be. A ``narrow`` look is that of the same cells on a telephone. The ``border`` is
    how many cells of the input are copies, before and behind each axis.
    Maps have ``dims`` axes: those of one or three are broken into lines where boxes are stacked.
    All words are in the ``language``, set in a font's file (``face``) where one is named.
    """

    cell: float | None = None
    isometric: bool = False
    values: bool = True
    extras: frozenset[str] = frozenset()
    staged: bool = True
    heat: str = "auto"
    sheet: Sheet = Sheet()
    fitted: bool = False
    digits: bool = True
    decimals: bool = False
    precision: int = USUAL_DIGITS
    fixed: bool = False
    smallest: float = SMALLEST_DIGIT
    movable: bool = True
    stacked: bool = False
    columns: int = 1
    room: tuple[float, float] = (1100, 1000)
    narrow: bool = False
    border: tuple[Pair, ...] = ()
    dims: int = 2
    language: Language = ENGLISH
    face: str = ""

    @property
    def numbered(self) -> bool:
        """Whether cells have their numbers."""
        return self.values and self.digits

    @property
    def piled(self) -> bool:
        """Whether maps of one axis or three stand below each other, so that each has the whole width."""
        return self.dims != 2 and self.stacked and self.columns == 1

    def flows(self) -> Iterator["Look"]:
        """The same with all ways to arrange it: what follows beside or below, maps in one column or more."""
        for stacked in (False, True) if self.movable else (False,):
            for columns in _COLUMNS if self.movable else (1,):
                yield self._replace(stacked=stacked, columns=columns)

    def levels(self, upper: Box, lower: Box) -> Box:
        """What floats, and what is on the floor: above each other, or beside each other on a broad page."""
        return beside(56, lower, upper) if self.stacked else above(28, upper, lower)

    def flow(self, name: str, *boxes: Box) -> Box:
        """Boxes that lead to each other, with arrows between them: beside each other, or below."""
        sign = "↓" if self.stacked else "→"
        arrows = (operator(name if i < 2 else ids.of(name, i), sign) for i in range(1, len(boxes)))
        parts = [boxes[0], *(part for pair in zip(arrows, boxes[1:], strict=True) for part in pair)]
        align = "middle" if self.dims == 2 else "start"
        return above(6, *parts, align=align) if self.stacked else beside(22, *parts)

    def wrapped(self, boxes: Sequence[Box], gap: float = 20) -> Box:
        """Boxes below each other, in as many columns as there are to be."""
        if len(boxes) < 2 or self.columns < 2:
            return column(boxes, gap)
        each = -(-len(boxes) // self.columns)
        return beside(2 * gap, *(above(gap, *boxes[i : i + each]) for i in range(0, len(boxes), each)))

    def quoting(self, numbers: str, without: str = "") -> str:
        """A part of a sentence that quotes ``numbers``; where none are shown, what says it ``without``."""
        return numbers if self.values else without

    def wrapped_table(self, rows: Sequence[Sequence[Box]], groups: int) -> Box:
        """Boxes in rows and columns, in as many tables beside each other; groups of rows stand apart."""
        if self.piled:
            return above(_APART // 2, *(above(6, *row, align="start") for row in rows), align="start")
        each = -(-len(rows) // (self.columns if self.dims == 2 else 1))
        apart = len(rows) // groups if groups > 1 else len(rows)
        stacks = [
            [rows[j : min(j + apart, i + each)] for j in range(i, min(i + each, len(rows)), apart)]
            for i in range(0, len(rows), each)
        ]
        return beside(48, *(above(_APART, *(table(20, part) for part in stack)) for stack in stacks))

    def cell_for(self, longest: str) -> CellSize:
        """The size of cells that are to hold texts up to ``longest``.

        Cells that grow for long numbers keep their text near its usual size, so that the short
        numbers beside them don't shout.
        """
        if self.cell is not None:
            text = round(self.cell * 0.4)
            digits = fitting_size(longest, text, self.cell * 0.84, bold=True, least=1)
            small = self.fitted and digits < self.smallest
            return self._sized(self.cell, 0 if small else text)
        needed = text_width(longest, _LEGIBLE, bold=True) / 0.84
        side = min(LARGEST_CELL, max(CELL, int(needed) + 1)) if self.values else CELL
        return self._sized(side, 18 + (side - CELL) // 12)

    def _sized(self, side: float, text: int) -> CellSize:
        if self.isometric:
            text = round(text * 0.8)
        room = self.room[0] - _AROUND if self.stacked and self.dims != 2 else NO_END
        shown = text if self.values and self.digits else 0
        return CellSize(side, shown, self.isometric, self.sheet.scale, room)
