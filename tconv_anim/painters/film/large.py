"""Films of pictures with thousands of cells: too many for Manim to move, so that each keyframe is a picture.

Cells of a few pixels have no number that could be followed on its way: what a film of them loses is that
products travel, and that what comes and goes fades.
"""

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from tconv_anim.painters import missing
from tconv_anim.painters.film.reels import reel
from tconv_anim.painters.order import Order
from tconv_anim.painters.raster.raster import Raster
from tconv_anim.storyboard.cues import at_frame
from tconv_anim.storyboard.playing import untimed
from tconv_anim.storyboard.storyboard import Cell, Storyboard

_MOST_MOVING = 2_000
"""So many cells Manim moves in a time that one can wait for."""


def paint(order: Order, file: BinaryIO) -> Iterator[int]:
    """Write a film, or one step as a picture, yielding the number of frames so far.

    Raises :class:`MissingExtraError` where it takes Manim, and that isn't installed.
    """
    still, clear = order.suffix == ".png", order.film.transparent
    if still or clear or not _is_large(order.storyboard):
        try:
            from tconv_anim.painters.film import render
        except ImportError as error:
            raise missing("manim", error) from error
        yield from render.paint(order, file)
        return
    raster = Raster(order.storyboard, order.theme)
    rgba = np.pad(raster.palette.rgb, ((0, 0), (0, 1)), constant_values=255)
    rate = order.film.rate(order.suffix)
    ms = frames = 0
    with reel(order, file) as film:
        for keyframe in raster.frames():
            ms += keyframe.duration_ms
            due = at_frame(ms, rate) - frames
            if due:
                film.write(rgba[keyframe.pixels], due)
                frames += due
            yield frames


def _is_large(storyboard: Storyboard) -> bool:
    """Whether there are more cells than can be moved, and none of them has a number."""
    if any(panel.text_size for panel in storyboard.panels.values()):
        return False
    plain, _ = untimed(storyboard)  # a title card has none
    first = next(iter(plain))
    return sum(isinstance(element, Cell) for element in first.enter) > _MOST_MOVING
