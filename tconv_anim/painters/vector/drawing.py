"""An element as shapes and words around a point of its own: geometry, without a colour.

Two elements of the same ``look`` differ only in where they stand, so whoever draws many, or moves
them, can share it.
"""

from functools import lru_cache
from math import hypot
from typing import NamedTuple

from tconv_anim.painters.faces import Line, Spot, cut, inset_of, is_slanted, lines_of_cell, texts_of
from tconv_anim.painters.patterns import WIDTH, field, hatch
from tconv_anim.storyboard.metrics import CAP_HEIGHT, face
from tconv_anim.storyboard.storyboard import (
    Anchor,
    Cell,
    Element,
    Label,
    Link,
    Outline,
    Panel,
    Point,
    Storyboard,
)
from tconv_anim.storyboard.theme import CellStyle, StrokeStyle, Theme

_DASH_SHARE = 0.56
"""How much of a dash and its gap the dash is."""


class Dash(NamedTuple):
    """Dashes of length ``on`` with gaps ``off`` between them; the first one is half over, in units."""

    on: float
    off: float


class Shape(NamedTuple):
    """A line through ``spots``. ``closed``: back to the first one, with corners of this ``radius``.

    ``filled`` and ``stroked`` say what of it is seen, ``width`` how wide the stroke is, in units.
    """

    spots: tuple[Spot, ...]
    closed: bool = True
    filled: bool = True
    stroked: bool = True
    width: float = 1
    radius: float = 0
    dash: Dash | None = None


class TextLine(NamedTuple):
    """A line of text with its anchor at (x, y), on the baseline. ``is_note``: set in the ink of notes.

    Another text in its place would be of size ``most``, or less if it were wider than ``room`` (0: any).
    """

    text: str
    size: int
    x: float
    y: float
    anchor: Anchor = "middle"
    bold: bool = False
    is_note: bool = False
    room: float = 0
    most: int = 0


class Drawing(NamedTuple):
    """What an element looks like at the origin. ``name`` is the class that a theme colours it by."""

    name: str
    parts: tuple[Shape | TextLine, ...]


class Drawn(NamedTuple):
    """An element of the storyboard with its look, put at ``at``; a higher ``z`` covers a lower one."""

    id: str
    at: Spot
    z: int
    look: Drawing


class Draughtsman(NamedTuple):
    """Draws the elements of one storyboard.

    Of the theme it takes what is no colour: which roles are dashed, bold or tiles, how wide lines are.
    """

    storyboard: Storyboard
    theme: Theme

    def drawn(self, element: Element) -> Drawn:
        """What ``element`` looks like, and where it stands."""
        match element:
            case Cell():
                panel = self.storyboard.panels[element.panel]
                style = self.theme.cells[element.role]
                ways = panel.across, panel.down
                look = _cell(element.role, style, *ways, panel.text_size, *texts_of(element), face())
                at = _middle(element, panel)
            case Outline():
                panel = self.storyboard.panels[element.panel]
                look, at = _outline(element, panel, self.theme.strokes[element.role])
            case Link():
                look, at = _link(element, self.theme.strokes[element.role])
            case Label():
                look, at = _label(element), element.at
        return Drawn(element.id, at, element.z, look)


def _middle(cell: Cell, panel: Panel) -> Spot:
    """The middle of a cell; lattice lines run through the middle of their pixels."""
    x, y = panel.corner(cell.row, cell.col)
    return (
        x + (panel.across[0] + panel.down[0]) / 2 + 0.5,
        y + (panel.across[1] + panel.down[1]) / 2 + 0.5,
    )


@lru_cache(2048)
def _cell(
    role: str, style: CellStyle, across: Point, down: Point, size: int, text: str, note: str, face: str
) -> Drawing:
    """A cell's look, kept for the next one that looks the same, in the next animation too.

    ``face`` is what its numbers are set in, so that those of one font aren't kept for another's.
    """
    inset, radius, width, room, period = cut(style, across, down)
    edges = [
        (across[0] * u + down[0] * v, across[1] * u + down[1] * v)
        for u, v in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    # A face without lines ends where pixels do, or its neighbours' ground would shine through between them.
    shift = 0 if width else -0.5
    spots = tuple((x * (0.5 - inset) + shift, y * (0.5 - inset) + shift) for x, y in edges)
    lines = lines_of_cell(style, room, (0, 0), size, text, note)
    hatched = hatch(style, across, down)
    return Drawing(
        f"cell-{role}",
        (
            *_loop(spots, width, period, radius),
            *(_hatched(way, edges[0]) for way in hatched),
            *(Shape(field(line), stroked=False) for line in lines if hatched),
            *(_words(line, is_note=index == 1) for index, line in enumerate(lines)),
        ),
    )


def _outline(outline: Outline, panel: Panel, style: StrokeStyle) -> tuple[Drawing, Spot]:
    across = panel.across[0] * outline.cols, panel.across[1] * outline.cols
    down = panel.down[0] * outline.rows, panel.down[1] * outline.rows
    x, y = panel.corner(outline.row, outline.col)
    if is_slanted(panel):
        at = (x + 0.5, y + 0.5)
        spots = ((0, 0), across, (across[0] + down[0], across[1] + down[1]), down)
    else:
        # On whole pixels: lines of an even width lie on both sides of the lattice line's edge.
        inset = inset_of(style, across[0], down[1])
        offset = inset + style.width / 2 if inset else style.width / 2 - style.width // 2
        less = 2 * inset + style.width - 1 if inset else 0
        w, h = across[0] - less, down[1] - less
        at = (x + offset, y + offset)
        spots = ((0, 0), (w, 0), (w, h), (0, h))
    parts = _loop(spots, style.width, 4 * style.width if style.dashed else 0, filled=False)
    return Drawing(f"line-{outline.role}", parts), at


def _link(link: Link, style: StrokeStyle) -> tuple[Drawing, Spot]:
    (x0, y0), (x1, y1) = link.start, link.end
    # Upright and level lines cover the pixels after their points, slanted ones run through the middles.
    right = 0.5 if y0 != y1 and x0 != x1 else style.width / 2 if x0 == x1 else 0
    under = 0.5 if y0 != y1 and x0 != x1 else style.width / 2 if y0 == y1 else 0
    line = Shape(((0, 0), (x1 - x0, y1 - y0)), closed=False, filled=False, width=style.width)
    parts = () if link.start == link.end else (line,)
    return Drawing(f"line-{link.role}", parts), (x0 + right, y0 + under)


def _label(label: Label) -> Drawing:
    baseline = label.size * CAP_HEIGHT / 2
    return Drawing(
        f"text-{label.role}", (TextLine(label.text, label.size, 0, baseline, label.anchor, label.bold),)
    )


def _hatched(way: tuple[Spot, ...], corner: Spot) -> Shape:
    """A line of a hatch, from the first corner of a cell to around its middle."""
    spots = tuple((x + corner[0] / 2, y + corner[1] / 2) for x, y in way)
    return Shape(spots, closed=False, filled=False, width=WIDTH)


def _words(line: Line, is_note: bool) -> TextLine:
    baseline = line.y + line.size * CAP_HEIGHT / 2
    return TextLine(
        line.text,
        line.size,
        line.x,
        baseline,
        bold=line.bold,
        is_note=is_note,
        room=line.room,
        most=line.most,
    )


def _loop(
    spots: tuple[Spot, ...], width: float, period: float, radius: float = 0, filled: bool = True
) -> tuple[Shape, ...]:
    """A line around four spots. Dashed, with ``period`` above 0, it is the same from both ends of a side.

    So the dashes of neighbours fall together; sides of different lengths have dashes of their own.
    """
    whole = Shape(spots, True, filled, width > 0, width, radius)
    if not period:
        return (whole,)
    one, other = (_dash(start, end, period) for start, end in (spots[:2], spots[1:3]))
    if one == other:
        return (whole._replace(dash=one),)
    sides = (
        Shape((spots[i], spots[j]), closed=False, filled=False, width=width, dash=dash)
        for i, j, dash in ((0, 1, one), (3, 2, one), (0, 3, other), (1, 2, other))
    )
    return (*((whole._replace(stroked=False),) if filled else ()), *sides)


def _dash(start: Spot, end: Spot, period: float) -> Dash:
    length = hypot(end[0] - start[0], end[1] - start[1])
    period = length / max(1, round(length / period))
    return Dash(period * _DASH_SHARE, period * (1 - _DASH_SHARE))
