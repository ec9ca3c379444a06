"""Outlines as Manim has them: cubic Bézier curves, four points each, in units of the page.

x goes to the right and y upwards, so everything on a page lies below its corner (0, 0).
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from numpy.typing import NDArray

from tconv_anim.painters.faces import Spot
from tconv_anim.storyboard.metrics import advance, font_file

Curves = NDArray[np.float64]
"""Points ``4n x 3`` of n curves."""

_ROUND = 0.5523
"""How far along a quarter circle's tangents its handles are, in radii."""

NOTHING: Curves = np.zeros((0, 3))

Bounds = tuple[float, float, float, float]
"""Least and most x, least and most y; y upwards."""


class Contour:
    """Curves that many shapes share, with what is worth finding out about them once."""

    __slots__ = ("box", "curves", "path")

    def __init__(self, curves: Curves) -> None:
        self.curves = curves
        self.path: Any = None  # Cairo's, made by the first canvas that draws it
        if len(curves):
            (x0, y0, _), (x1, y1, _) = curves.min(0).tolist(), curves.max(0).tolist()
            self.box: Bounds = (x0, x1, y0, y1)
        else:
            self.box = (0.0, 0.0, 0.0, 0.0)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Contour":
        """Itself: it never changes, and Cairo's paths can't be copied."""
        return self


def polygon(corners: Sequence[Spot]) -> Curves:
    """A closed polygon."""
    return polyline([*corners, corners[0]])


def polyline(corners: Sequence[Spot]) -> Curves:
    """Straight lines from corner to corner."""
    return np.concatenate([_straight(a, b) for a, b in pairwise(corners)])


def _straight(a: Spot, b: Spot) -> Curves:
    share = np.array([[0.0], [1 / 3], [2 / 3], [1.0]])
    start, end = np.array([a[0], -a[1], 0.0]), np.array([b[0], -b[1], 0.0])
    curve: Curves = start + (end - start) * share
    return curve


def rounded(left: float, top: float, side: float, radius: float) -> Curves:
    """A square with round corners."""
    near, far, bend = radius, side - radius, radius * (1 - _ROUND)
    pieces = []
    # One side and the corner after it, then the same turned by 90° around the middle, four times.
    for turn in range(4):
        points = [(near, 0.0), (far, 0.0), (side - bend, 0.0), (side, bend), (side, near)]
        (a, b, c, d, e) = (_turned(x - side / 2, y - side / 2, turn) for x, y in points)
        middle = left + side / 2, top + side / 2
        a, b, c, d, e = ((x + middle[0], y + middle[1]) for x, y in (a, b, c, d, e))
        pieces += [_straight(a, b), np.array([(x, -y, 0.0) for x, y in (b, c, d, e)])]
    return np.concatenate(pieces)


def _turned(x: float, y: float, quarters: int) -> Spot:
    for _ in range(quarters):
        x, y = -y, x
    return x, y


def dashes(corners: Sequence[Spot], on: float, off: float) -> Curves:
    """Dashed lines from corner to corner; each begins and ends in the middle of a dash."""
    pieces = []
    for (x0, y0), (x1, y1) in pairwise(corners):
        length = np.hypot(x1 - x0, y1 - y0)
        for i in range(round(length / (on + off)) + 1):
            middle = i * (on + off)
            shares = max(0.0, middle - on / 2) / length, min(length, middle + on / 2) / length
            pieces.append(_straight(*((x0 + (x1 - x0) * t, y0 + (y1 - y0) * t) for t in shares)))
    return np.concatenate(pieces)


def letters(text: str, size: float, bold: bool, x: float, y: float) -> Curves:
    """One line of text whose pen starts at ``x``, on the baseline ``y``."""
    pieces = []
    for letter in text:
        outline = _letter(letter, font_file(letter, bold))
        if len(outline):
            pieces.append(outline * size + (x, -y, 0.0))
        x += advance(letter, size, bold)
    return np.concatenate(pieces) if pieces else NOTHING


@lru_cache(1024)
def _letter(letter: str, file: Path) -> Curves:
    """One letter, its pen at the origin, in em."""
    font, glyphs, names = _font(file)
    pen = _CurvePen(glyphs)
    glyphs[names.get(ord(letter), ".notdef")].draw(pen)
    em: float = font["head"].unitsPerEm
    return np.array(pen.points, float).reshape(-1, 3) / em


@lru_cache(3)
def _font(file: Path) -> Any:
    font = TTFont(file, fontNumber=0)
    return font, font.getGlyphSet(), font.getBestCmap()


class _CurvePen(BasePen):  # type: ignore[misc]
    """Collects a glyph as cubic curves; the base class turns the font's quadratic ones into them."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.points: list[tuple[float, float, float]] = []
        self._start: Spot = (0.0, 0.0)

    def _moveTo(self, pt: Spot) -> None:  # noqa: N802  # the pen protocol's names
        self._start = pt

    def _lineTo(self, pt: Spot) -> None:  # noqa: N802
        x0, y0 = self._getCurrentPoint()
        one, two = ((x0 + (pt[0] - x0) * t, y0 + (pt[1] - y0) * t) for t in (1 / 3, 2 / 3))
        self._curveToOne(one, two, pt)

    def _curveToOne(self, pt1: Spot, pt2: Spot, pt3: Spot) -> None:  # noqa: N802
        self.points += [(*p, 0.0) for p in (self._getCurrentPoint(), pt1, pt2, pt3)]

    def _closePath(self) -> None:  # noqa: N802
        if self._getCurrentPoint() != self._start:
            self._lineTo(self._start)
