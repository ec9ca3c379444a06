"""A page of characters: everything beside and above each other as the storyboard has it.

Heights become lines: each height at which something ever stands is a line of its own, in all
keyframes the same. Widths are scaled, so that the widest number fits its cell; what the letters of
labels still need is pushed to the right.
"""

from bisect import bisect
from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

from tconv_anim.painters.faces import is_slanted, texts_of
from tconv_anim.painters.text.marks import Mark, marked, marks
from tconv_anim.storyboard.storyboard import Cell, Element, Label, Link, Panel, Storyboard

_UNITS = 7.0
"""Units that a character stands for at most: about as wide as the letters of labels are."""

_SAME_LINE = 7.0
"""Heights that are nearer than this share a line, in units."""

_BLANK_LINE = 30.0
"""Lines further apart than this have a blank one between them, in units."""

_SLANTED_LINE = 22
"""Cells of a slanted panel stand upright here, their rows this far apart, in units."""

_NOTE_BELOW = 9
"""How far below its cell's middle a note stands, in units."""


Slot = str | tuple[str, int, int, int]
"""What holds one run at a time: a cell's number or its note, a label, a link."""


class Run(NamedTuple):
    """Some characters of one class: ``cell-ROLE``, ``line-ROLE`` or ``text-ROLE`` ("" for blanks)."""

    text: str
    name: str = ""


class TextPage:
    """Where everything of a storyboard stands, in lines and columns."""

    def __init__(self, storyboard: Storyboard) -> None:
        self._panels = storyboard.panels
        self._page_width = storyboard.size[0]
        self._extent: dict[str, tuple[int, int, int, int]] = {}
        heights: set[float] = set()
        cells: set[Cell] = set()
        links: set[Link] = set()
        for keyframe in storyboard.keyframes:
            for element in keyframe.enter + keyframe.update:
                if isinstance(element, Cell):
                    cells.add(element)
                    self._stretch(element)
                elif isinstance(element, Label) and not _is_caption(element):
                    heights.add(element.at[1])
                elif isinstance(element, Link) and _is_level(element):
                    links.add(element)
        # A whole number of characters a cell, so that columns are evenly apart.
        self._units = min(
            (
                self._pitch(panel) / self._needed(cell)
                for cell in cells
                if (panel := self._panels[cell.panel]).text_size
            ),
            default=_UNITS,
        )
        for cell in cells:
            _, y = self._middle(cell)
            heights |= {y, y + _NOTE_BELOW} if cell.note else {y}
        heights |= {float(link.start[1]) for link in links}
        self._lines = _lines(sorted(heights))

    @property
    def width(self) -> int:
        """Columns that a keyframe takes, about: labels may need more."""
        return ceil(self._page_width / self._units)

    @property
    def height(self) -> int:
        """Lines that a keyframe takes at most."""
        return self._lines[-1][1] + 1 if self._lines else 0

    def lines(self, seen: Mapping[str, Element]) -> list[list[Run]]:
        """All that is ``seen`` but the caption, as runs from left to right, line by line."""
        canvas: dict[int, dict[Slot, tuple[int, Run]]] = {}
        outlined = marks(seen)
        for element in sorted(seen.values(), key=lambda element: element.z):
            for place, x, y, run in self._runs(element, outlined):
                canvas.setdefault(self._line(y), {})[place] = x, run
        height = max(canvas, default=-1) + 1
        return [list(_joined([*canvas.get(line, {}).values()])) for line in range(height)]

    def _runs(
        self, element: Element, outlined: Mapping[tuple[str, int, int], Mark]
    ) -> Iterator[tuple[Slot, int, float, Run]]:
        """What an element writes: instead of what was at this place, at this column and height, this run."""
        if isinstance(element, Cell):
            x, y = self._middle(element)
            text, note = texts_of(element)
            if not self._panels[element.panel].text_size:
                text, note = "▪" if text else " ", ""
            name = f"cell-{element.role}"
            cell = element.panel, element.row, element.col
            for below, run in ((0, Run(marked(element, outlined, text or "·"), name)), (1, Run(note, name))):
                yield (*cell, below), *self._centred(x, y + below * _NOTE_BELOW, run)
        elif isinstance(element, Label) and not _is_caption(element):
            run = Run(element.text, f"text-{element.role}")
            before = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.anchor] * len(element.text)
            yield element.id, self._column(element.at[0], before), element.at[1], run
        elif isinstance(element, Link) and _is_level(element):
            first, last = (self._column(x) for x in sorted((element.start[0], element.end[0])))
            line = "━" if element.role == "progress" else "─"
            yield element.id, first, element.start[1], Run(line * (last - first), f"line-{element.role}")

    def _column(self, x: float, before: float = 0) -> int:
        """The column at ``x`` units, and ``before`` characters to the left of it."""
        return max(0, floor(x / self._units - before + 0.5))

    def _centred(self, x: float, y: float, run: Run) -> tuple[int, float, Run]:
        return self._column(x, len(run.text) / 2), y, run

    def _needed(self, cell: Cell) -> int:
        """How many characters a cell takes, a free one beside its marks among them."""
        text, note = texts_of(cell)
        least = ceil(self._pitch(self._panels[cell.panel]) / _UNITS)
        return max(least, len(text) + 3, len(note) + 1)

    def _stretch(self, cell: Cell) -> None:
        top, left, bottom, right = self._extent.get(cell.panel, (cell.row, cell.col, cell.row, cell.col))
        self._extent[cell.panel] = (
            min(top, cell.row),
            min(left, cell.col),
            max(bottom, cell.row),
            max(right, cell.col),
        )

    def _middle(self, cell: Cell) -> tuple[float, float]:
        """Where the middle of a cell stands on a flat panel, or would if its panel was flat, in units."""
        panel = self._panels[cell.panel]
        if not is_slanted(panel):
            x, y = panel.corner(cell.row, cell.col)
            return x + panel.across[0] / 2, y + panel.down[1] / 2
        top, left, bottom, right = self._extent[cell.panel]
        corners = panel.corner(top, left), panel.corner(bottom + 1, right + 1)
        middle_x, middle_y = ((a + b) / 2 for a, b in zip(*corners, strict=True))
        return (
            middle_x + (cell.col - (left + right) / 2) * self._pitch(panel),
            middle_y + (cell.row - (top + bottom) / 2) * _SLANTED_LINE,
        )

    def _pitch(self, panel: Panel) -> float:
        """How far a cell is from its right neighbour, in units."""
        if not is_slanted(panel):
            return panel.across[0]
        top, left, bottom, right = self._extent[panel.id]
        rows, cols = bottom - top + 1, right - left + 1
        width = panel.across[0] * cols + panel.down[0] * rows
        return min(float(panel.across[0] + panel.down[0]) * 0.75, width / cols)

    def _line(self, y: float) -> int:
        heights = [height for height, _ in self._lines]
        return self._lines[bisect(heights, y) - 1][1]


def _is_caption(label: Label) -> bool:
    return label.role == "caption"


def _is_level(link: Link) -> bool:
    return link.start[1] == link.end[1]


def _lines(heights: list[float]) -> list[tuple[float, int]]:
    """For each line the least height that belongs to it, and its number."""
    if not heights:
        return []
    found = [(heights[0], 0)]
    last = heights[0]
    for before, height in pairwise(heights):
        if height - last >= _SAME_LINE:
            found.append((height, found[-1][1] + 1 + (height - before > _BLANK_LINE)))
            last = height
    return found


def _joined(line: list[tuple[int, Run]]) -> Iterator[Run]:
    """The runs of a line in order, with blanks between them.

    What has no room moves to the right; of lines on one another the last one is on top.
    """
    end, after_label = 0, False
    for x, _, run in sorted((x, -index, run) for index, (x, run) in enumerate(line)):
        is_label = run.name.startswith("text-")
        if run.name.startswith("line-"):
            run = run._replace(text=run.text[max(0, end - x) :])
        start = max(x, end + (end > 0 and (is_label or after_label)))
        if run.text:
            yield Run(" " * (start - end))
            yield run
            end, after_label = start + len(run.text), is_label
