"""Shapes as coverage: drawn large by Pillow, then averaged, so that their edges are smooth."""

from functools import cache, lru_cache
from math import ceil, floor, hypot

import numpy as np
from PIL import Image, ImageDraw

from tconv_anim.painters.faces import Spot
from tconv_anim.painters.raster.palette import LEVELS, Coverage

_SCALE = 8
"""How much larger shapes are drawn."""

_TO_LEVEL: Coverage = ((np.arange(256) * LEVELS + 127) // 255).astype(np.uint8)

_TO_THREE_LEVELS: Coverage = ((np.arange(256) + 63) // 127 * (LEVELS // 2)).astype(np.uint8)
"""For long slanted edges: with one level between none and all they look as smooth, and an isometric GIF is
a seventh smaller than with three."""


def to_coverage(image: Image.Image) -> Coverage:
    """The coverage that a mode L image stands for."""
    coverage: Coverage = _TO_LEVEL[np.asarray(image)]
    return coverage


@cache
def rounded(side: int, radius: int) -> Coverage:
    """A square with round corners."""
    image = Image.new("L", (side * _SCALE, side * _SCALE))
    box = (0, 0, side * _SCALE - 1, side * _SCALE - 1)
    ImageDraw.Draw(image).rounded_rectangle(box, radius * _SCALE, 255)
    return to_coverage(image.reduce(_SCALE))


def polygon(corners: list[Spot]) -> tuple[Coverage, int, int]:
    """A filled polygon, and where the corner of its coverage stands."""
    left, top = (floor(min(c[axis] for c in corners)) for axis in (0, 1))
    right, bottom = (ceil(max(c[axis] for c in corners)) + 1 for axis in (0, 1))
    image = Image.new("L", ((right - left) * _SCALE, (bottom - top) * _SCALE))
    # Pillow counts a pixel at (0, 0) from its middle, we count from its corner.
    outline = [((x - left) * _SCALE - 0.5, (y - top) * _SCALE - 0.5) for x, y in corners]
    ImageDraw.Draw(image).polygon(outline, 255)
    return _TO_THREE_LEVELS[np.asarray(image.reduce(_SCALE))], left, top


@lru_cache(64)
def hatching(ways: tuple[tuple[Spot, ...], ...], width: float) -> tuple[Coverage, int, int]:
    """Lines of this width from spot to spot, and where the corner of their coverage stands."""
    spots = [spot for way in ways for spot in way]
    left, top = (floor(min(spot[axis] for spot in spots)) for axis in (0, 1))
    right, bottom = (ceil(max(spot[axis] for spot in spots)) + 1 for axis in (0, 1))
    image = Image.new("L", ((right - left) * _SCALE, (bottom - top) * _SCALE))
    for way in ways:
        scaled = [((x + 0.5 - left) * _SCALE, (y + 0.5 - top) * _SCALE) for x, y in way]
        ImageDraw.Draw(image).line(scaled, 255, round(width * _SCALE))
    return to_coverage(image.reduce(_SCALE)), left, top


def line(start: Spot, end: Spot, width: float) -> tuple[Coverage, int, int]:
    """A straight line with flat ends, through the middles of the pixels at its ends."""
    (x0, y0), (x1, y1) = ((x + 0.5, y + 0.5) for x, y in (start, end))
    length = hypot(x1 - x0, y1 - y0)
    # Half the width, to the side.
    sx, sy = (y0 - y1) / length * width / 2, (x1 - x0) / length * width / 2
    return polygon([(x0 + sx, y0 + sy), (x1 + sx, y1 + sy), (x1 - sx, y1 - sy), (x0 - sx, y0 - sy)])


@lru_cache(64)
def rhomb(
    across: tuple[int, int], down: tuple[int, int], inset: float, dashed: bool
) -> tuple[Coverage, Coverage, int, int]:
    """A slanted cell's face and its edges, and where the corner of both stands.

    ``inset`` is a share of the cell.
    """
    corners = [
        (0.5 + across[0] * u + down[0] * v, 0.5 + across[1] * u + down[1] * v)
        for u, v in ((inset, inset), (1 - inset, inset), (1 - inset, 1 - inset), (inset, 1 - inset))
    ]
    inner, left, top = polygon(corners)
    face = np.pad(inner, 2)  # room for the edges
    left, top = left - 2, top - 2
    edges = np.zeros_like(face)
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        for a, b in _DASHES if dashed else ((0.0, 1.0),):
            ends = [(x0 + (x1 - x0) * t - 0.5, y0 + (y1 - y0) * t - 0.5) for t in (a, b)]
            piece, x, y = line(ends[0], ends[1], 1)
            part = edges[y - top :, x - left :][: piece.shape[0], : piece.shape[1]]
            np.maximum(part, piece, out=part)
    return face, edges, left, top


_DASHES = ((0.0, 0.1), (0.3, 0.48), (0.6, 0.78), (0.9, 1.0))
"""Where along an edge its dashes are: the same from both ends, so that neighbours agree."""
