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
    """One outline of an element: its curves on the page, its colours, its line's width in units.

    ``part`` says what of the element it is (``face``, ``edge``, ``text``, ``note``, ``line``), and
    ``words`` is the text that it writes: outlines of the same part and words can turn into one another.
    """

    part: str
    words: str
    curves: Curves
    fill: Colour
    stroke: Colour
    width: float = 0.0

    def moved(self, x: float, y: float) -> "Look":
        """The same look further to the right and further down."""
        return self._replace(curves=self.curves + np.array((x, -y, 0.0)))


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
                return tuple(look.moved(x, y) for look in looks)
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
    return colour * (1.0, 1.0, 1.0, 0.0)


def mixed(opacity: float, colour: Colour) -> Colour:
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
        faces = [Look("face", "", face, fill, edge, 1.0)]
    elif style.raised:
        faces = [Look("face", "", polygon(_corners(across, down, SLANTED_INSET)), fill, edge, 1.0)]
    elif style.dashed:
        broken = dashes([*corners, corners[0]], side / 3 if slanted else _PERIOD)
        faces = [
            Look("face", "", polygon(corners), fill, clear(edge), thickness),
            Look("edge", "", broken, _NONE, edge, thickness),
        ]
    else:
        faces = [Look("face", "", polygon(corners), fill, edge, thickness)]
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
    return Look(part, line.text, curves, colour_of(line.ink), _NONE)


def _label(label: Label, ink: str) -> Look:
    width = text_width(label.text, label.size, label.bold)
    left = label.at[0] - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    curves = letters(label.text, label.size, label.bold, left, label.at[1])
    return Look("text", label.text, curves, colour_of(ink), _NONE)


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
    return Look("line", "", curves, _NONE, colour_of(style.colour), float(style.width))
