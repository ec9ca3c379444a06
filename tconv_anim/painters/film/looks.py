"""Elements as outlines: what of each element is filled, what is stroked, and in which colours."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tconv_anim.metrics import text_width
from tconv_anim.painters.faces import (
    SLANTED_INSET,
    Line,
    chord,
    edge_width,
    is_slanted,
    lines_of_cell,
    texts_of,
    tile,
)
from tconv_anim.painters.film.curves import (
    Box,
    Contour,
    Curves,
    dashes,
    letters,
    polygon,
    polyline,
    rounded,
)
from tconv_anim.storyboard import Cell, Element, Label, Link, Outline, Panel, Point, Storyboard
from tconv_anim.theme import CellStyle, StrokeStyle, Theme

Colour = NDArray[np.float64]
"""Red, green, blue and opacity, each from 0 to 1, as an array ``1 x 4``."""

_PERIOD = 6
"""Of a cell's dashed edge, in units."""


class Look(NamedTuple):
    """One outline of an element: its contour, scaled and then shifted on the page, its colours, its line.

    ``part`` says what of the element it is (``face``, ``edge``, ``text``, ``note``, ``line``), and
    ``words`` is the text that it writes. ``width`` is the line's, in units, and isn't scaled. y is upwards.
    """

    part: str
    words: str
    contour: Contour
    fill: Colour
    stroke: Colour
    width: float = 0.0
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @property
    def curves(self) -> Curves:
        """The curves on the page."""
        placed: Curves = self.contour.curves * self.scale + np.array((self.x, self.y, 0.0))
        return placed

    @property
    def box(self) -> Box:
        """What the curves cover of the page."""
        left, right, bottom, top = self.contour.box
        s, x, y = self.scale, self.x, self.y
        return left * s + x, right * s + x, bottom * s + y, top * s + y

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of its box."""
        left, right, bottom, top = self.box
        return (left + right) / 2, (bottom + top) / 2

    @property
    def cleared(self) -> "Look":
        """The same look, but seen through."""
        return self._replace(fill=clear(self.fill), stroke=clear(self.stroke))

    def carried(self, start: tuple[float, float], end: tuple[float, float], factor: float) -> "Look":
        """The look where the page is scaled by ``factor`` around ``start``, and that put at ``end``."""
        return self._replace(
            scale=self.scale * factor,
            x=(self.x - start[0]) * factor + end[0],
            y=(self.y - start[1]) * factor + end[1],
        )

    def alike(self, other: "Look") -> bool:
        """Whether one can turn into the other."""
        return self.words == other.words and len(self.contour.curves) == len(other.contour.curves)


def between(a: Look, b: Look, way: float, fade: float) -> Look:
    """A look on its way from ``a`` (0) to ``b`` (1): where it is, and what colours it has."""
    if way == fade == 0 or a is b:
        return a
    if way == fade == 1:
        return b
    fill, stroke = a.fill + (b.fill - a.fill) * fade, a.stroke + (b.stroke - a.stroke) * fade
    width = a.width + (b.width - a.width) * fade
    if a.contour is b.contour:
        scale, x, y = (p + (q - p) * way for p, q in ((a.scale, b.scale), (a.x, b.x), (a.y, b.y)))
        return Look(a.part, a.words, a.contour, fill, stroke, width, scale, x, y)
    start = a.curves
    return Look(a.part, a.words, Contour(start + (b.curves - start) * way), fill, stroke, width)


class Looks:
    """Says how the elements of one storyboard look in one theme."""

    def __init__(self, storyboard: Storyboard, theme: Theme) -> None:
        self._panels = storyboard.panels
        self._theme = theme
        # As the raster's sprites: most cells of an animation look like one that was there before.
        self._cell = lru_cache(4096)(_cell)

    def of(self, element: Element) -> tuple[Look, ...]:
        """The outlines that draw ``element``, from the lowest to the highest."""
        match element:
            case Cell():
                panel = self._panels[element.panel]
                style = self._theme.cells[element.role]
                x, y = panel.corner(element.row, element.col)
                text, note = texts_of(element)
                looks = self._cell(style, panel.across, panel.down, panel.text_size, text, note)
                return tuple(look._replace(x=float(x), y=float(-y)) for look in looks)
            case Outline():
                return _outline(element, self._panels[element.panel], self._theme.strokes[element.role])
            case Link():
                stroke = self._theme.strokes[element.role]
                curves = polyline([_pixel(element.start), _pixel(element.end)])
                return (_line(curves, stroke),)
            case Label():
                return (_label(element, self._theme.inks[element.role]),)


def clear(colour: Colour) -> Colour:
    """The colour, seen through."""
    return thinned(0.0, colour)


def thinned(opacity: float, colour: Colour) -> Colour:
    """The colour with its opacity times ``opacity``."""
    return colour * (1.0, 1.0, 1.0, opacity)


@lru_cache(256)
def colour_of(hex: str) -> Colour:
    """A theme's colour."""
    return np.array([[*(int(hex[i : i + 2], 16) / 255 for i in (1, 3, 5)), 1.0]])


_NONE: Colour = np.zeros((1, 4))


def _pixel(point: Point) -> tuple[float, float]:
    """The middle of a pixel: what the raster's lines run through."""
    return point[0] + 0.5, point[1] + 0.5


def _cell(style: CellStyle, across: Point, down: Point, size: int, text: str, note: str) -> tuple[Look, ...]:
    """A cell at the origin."""
    slanted = is_slanted(Panel("", (0, 0), across, down, size))
    side = across[0]
    fill, edge = colour_of(style.fill), colour_of(style.edge)
    thickness = 1.0 if slanted else float(edge_width(side))
    corners = _corners(across, down, 0.0)
    if style.raised and not slanted:
        inset, radius = tile(side)
        gap = inset + 0.5
        face = rounded(gap, gap, side + 1 - 2 * gap, radius)
        faces = [Look("face", "", Contour(face), fill, edge, 1.0)]
    elif style.raised:
        face = polygon(_corners(across, down, SLANTED_INSET))
        faces = [Look("face", "", Contour(face), fill, edge, 1.0)]
    elif style.dashed:
        broken = dashes([*corners, corners[0]], side / 3 if slanted else _PERIOD)
        faces = [
            Look("face", "", Contour(polygon(corners)), fill, clear(edge), thickness),
            Look("edge", "", Contour(broken), _NONE, edge, thickness),
        ]
    else:
        faces = [Look("face", "", Contour(polygon(corners)), fill, edge, thickness)]
    width = chord(across, down) if slanted else side
    middle = 0.5 + (across[0] + down[0]) / 2, 0.5 + (across[1] + down[1]) / 2
    lines = lines_of_cell(style, width, middle, size, text, note)
    return (*faces, *(_text(line, part) for line, part in zip(lines, ("text", "note"), strict=False)))


def _corners(across: Point, down: Point, inset: float) -> list[tuple[float, float]]:
    """The corners of a cell at the origin, ``inset`` of its sides inside it."""
    near, far = inset, 1 - inset
    return [
        (0.5 + across[0] * u + down[0] * v, 0.5 + across[1] * u + down[1] * v)
        for u, v in ((near, near), (far, near), (far, far), (near, far))
    ]


def _text(line: Line, part: str) -> Look:
    left = line.x - text_width(line.text, line.size, line.bold) / 2
    curves = letters(line.text, line.size, line.bold, left, line.y)
    return Look(part, line.text, Contour(curves), colour_of(line.ink), _NONE)


def _label(label: Label, ink: str) -> Look:
    width = text_width(label.text, label.size, label.bold)
    left = label.at[0] - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    curves = letters(label.text, label.size, label.bold, left, label.at[1])
    return Look("text", label.text, Contour(curves), colour_of(ink), _NONE)


def _outline(outline: Outline, panel: Panel, style: StrokeStyle) -> tuple[Look]:
    corners = [
        _pixel(panel.corner(outline.row + v * outline.rows, outline.col + u * outline.cols))
        for u, v in ((0, 0), (1, 0), (1, 1), (0, 1))
    ]
    if style.inset and not is_slanted(panel):
        # All of the line's width inside the lattice line.
        by = style.inset + style.width / 2 - 0.5
        (left, top), (right, bottom) = corners[0], corners[2]
        left, top, right, bottom = left + by, top + by, right - by, bottom - by
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    if style.dashed:
        return (_line(dashes([*corners, corners[0]], 4 * style.width), style),)
    return (_line(polygon(corners), style),)


def _line(curves: Curves, style: StrokeStyle) -> Look:
    return Look("line", "", Contour(curves), _NONE, colour_of(style.colour), float(style.width))
