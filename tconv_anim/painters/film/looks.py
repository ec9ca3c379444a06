"""Elements as outlines: what of each element is filled, what is stroked, and in which colours."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tconv_anim.painters.film.curves import (
    Bounds,
    Contour,
    Curves,
    dashes,
    letters,
    polygon,
    polyline,
    rounded,
)
from tconv_anim.painters.vector.drawing import Draughtsman, Drawing, Shape, TextLine
from tconv_anim.painters.vector.style import Paint, paints
from tconv_anim.storyboard.metrics import text_width
from tconv_anim.storyboard.storyboard import Element, Storyboard
from tconv_anim.storyboard.theme import Theme

Colour = NDArray[np.float64]
"""Red, green, blue and opacity, each from 0 to 1, as an array ``1 x 4``."""


class Guise(NamedTuple):
    """One outline of an element: its contour, scaled and then shifted on the page, its colours, its line.

    ``part`` says what of the element it is (``face``, ``edge``, ``field``, ``text``, ``note``, ``line``), and
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
    def box(self) -> Bounds:
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
    def cleared(self) -> "Guise":
        """The same look, but seen through."""
        return self._replace(fill=clear(self.fill), stroke=clear(self.stroke))

    def carried(self, start: tuple[float, float], end: tuple[float, float], factor: float) -> "Guise":
        """The look where the page is scaled by ``factor`` around ``start``, and that put at ``end``."""
        return self._replace(
            scale=self.scale * factor,
            x=(self.x - start[0]) * factor + end[0],
            y=(self.y - start[1]) * factor + end[1],
        )

    def alike(self, other: "Guise") -> bool:
        """Whether one can turn into the other."""
        return self.words == other.words and len(self.contour.curves) == len(other.contour.curves)


def between(a: Guise, b: Guise, way: float, fade: float) -> Guise:
    """A look on its way from ``a`` (0) to ``b`` (1): where it is, and what colours it has."""
    if way == fade == 0 or a is b:
        return a
    if way == fade == 1:
        return b
    fill, stroke = a.fill + (b.fill - a.fill) * fade, a.stroke + (b.stroke - a.stroke) * fade
    width = a.width + (b.width - a.width) * fade
    if a.contour is b.contour:
        scale, x, y = (p + (q - p) * way for p, q in ((a.scale, b.scale), (a.x, b.x), (a.y, b.y)))
        return Guise(a.part, a.words, a.contour, fill, stroke, width, scale, x, y)
    start = a.curves
    return Guise(a.part, a.words, Contour(start + (b.curves - start) * way), fill, stroke, width)


class Guises:
    """Says how the elements of one storyboard look in one theme."""

    def __init__(self, storyboard: Storyboard, theme: Theme) -> None:
        self._draughtsman = Draughtsman(storyboard, theme)
        self._paints = paints(theme)
        # As the raster's sprites: most cells of an animation look like one that was there before.
        self._at_origin = lru_cache(4096)(self._looks)

    def of(self, element: Element) -> tuple[Guise, ...]:
        """The outlines that draw ``element``, from the lowest to the highest."""
        drawn = self._draughtsman.drawn(element)
        x, y = drawn.at
        return tuple(look._replace(x=float(x), y=-float(y)) for look in self._at_origin(drawn.look))

    def _looks(self, drawing: Drawing) -> tuple[Guise, ...]:
        """A drawing at the origin: its shapes, and above them its words."""
        paint = self._paints[drawing.name]
        shapes = [part for part in drawing.parts if isinstance(part, Shape)]
        words = [part for part in drawing.parts if isinstance(part, TextLine)]
        texts = [_text(line, paint.note if line.is_note else paint.ink) for line in words]
        return (*_outlines(shapes, paint), *texts)


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


def _outlines(shapes: Sequence[Shape], paint: Paint) -> Iterator[Guise]:
    """The faces and edges of a cell, or the lines of an outline or a link."""
    stroke = colour_of(paint.stroke) if paint.stroke else _NONE
    faces = [shape for shape in shapes if shape.filled]
    for shape in faces[:1]:
        whole = shape.stroked and not shape.dash
        edge = stroke if whole else clear(stroke)
        yield Guise("face", "", Contour(_face(shape)), colour_of(paint.fill), edge, float(shape.width))
    lines = [shape for shape in shapes if shape.stroked and (shape.dash or not shape.filled)]
    if lines:
        part = "edge" if faces else "line"
        curves = np.concatenate([_line(shape) for shape in lines])
        yield Guise(part, "", Contour(curves), _NONE, stroke, float(lines[0].width))
    elif not shapes and paint.stroke:
        # A line without a length, as the progress line is at first: it grows.
        yield Guise("line", "", Contour(polyline([(0, 0), (0, 0)])), _NONE, stroke, 1.0)
    if fields := faces[1:]:
        curves = np.concatenate([_face(shape) for shape in fields])
        yield Guise("field", "", Contour(curves), colour_of(paint.fill), clear(stroke))


def _face(shape: Shape) -> Curves:
    if not shape.radius:
        return polygon(shape.spots)
    (left, top), (right, _) = shape.spots[:2]
    return rounded(left, top, right - left, shape.radius)


def _line(shape: Shape) -> Curves:
    spots = (*shape.spots, shape.spots[0]) if shape.closed else shape.spots
    return dashes(spots, *shape.dash) if shape.dash else polyline(spots)


def _text(words: TextLine, ink: str) -> Guise:
    width = text_width(words.text, words.size, words.bold)
    left = words.x - {"start": 0.0, "middle": width / 2, "end": width}[words.anchor]
    curves = letters(words.text, words.size, words.bold, left, words.y)
    return Guise("note" if words.is_note else "text", words.text, Contour(curves), colour_of(ink), _NONE)
