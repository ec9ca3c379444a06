"""The storyboard as frames of palette indices, repainting only what changed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import count, product
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tconv_anim.painters.faces import is_slanted
from tconv_anim.painters.raster.palette import TRANSPARENT, Indices
from tconv_anim.painters.raster.placing import Placed, Placing
from tconv_anim.painters.raster.rects import Rect, merged
from tconv_anim.painters.raster.sprites import sprites_of
from tconv_anim.storyboard.storyboard import Storyboard
from tconv_anim.storyboard.theme import Theme

_TILE = 64
"""Side of the squares by which sprites are looked up, in pixels: a little more than a usual cell."""

_GAP, _SLANTED_GAP = 23, 8
"""Unchanged pixels that are drawn again between changed ones, on upright and on slanted pages. Measured,
with little between 16 and 40 on the former; the many short edges of the latter compress otherwise."""


class Frame(NamedTuple):
    """A keyframe as pixels: ``pixels`` is the whole page (valid until the next frame is asked for).

    ``patch`` is what changed since the frame before, with its corner at ``at``; pixels that stayed
    are transparent there. The first frame's patch is the whole page.
    """

    duration_ms: int
    step: int
    pixels: Indices
    patch: Indices
    at: tuple[int, int]


class Raster:
    """Draws one storyboard in one theme."""

    def __init__(self, storyboard: Storyboard, theme: Theme) -> None:
        self.storyboard = storyboard
        sprites = sprites_of(theme)
        self.palette = sprites.palette
        self._page = self.palette.index(theme.page)
        self._placing = Placing(storyboard, theme, sprites)
        self._gap = _SLANTED_GAP if any(map(is_slanted, storyboard.panels.values())) else _GAP

    def frames(self) -> Iterator[Frame]:
        """One frame a keyframe, in order."""
        width, height = self.storyboard.size
        pixels = np.full((height, width), self._page, np.uint8)
        scene = _Scene()
        before: Indices | None = None
        for keyframe in self.storyboard.keyframes:
            dirty = {box for name in keyframe.leave for box in scene.remove(name)}
            for element in keyframe.update:
                dirty.update(scene.remove(element.id))
            for element in keyframe.enter + keyframe.update:
                dirty.update(scene.add(element.id, self._placing.place(element)))
            if before is None:
                scene.paint(pixels, (0, 0, width, height), self._page)
                patch, at = pixels, (0, 0)
                before = pixels.copy()
            else:
                for rect in merged(dirty):
                    scene.paint(pixels, rect, self._page)
                patch, at = difference(before, pixels, dirty, self._gap)
            yield Frame(keyframe.duration_ms, keyframe.step, pixels, patch, at)

    def still(self, step: int | None) -> Indices:
        """The page at the first keyframe of ``step``, or at the last keyframe of all."""
        width, height = self.storyboard.size
        pixels = np.full((height, width), self._page, np.uint8)
        scene = _Scene()
        for element in self.storyboard.at_step(step).values():
            scene.add(element.id, self._placing.place(element))
        scene.paint(pixels, (0, 0, width, height), self._page)
        return pixels


class _Scene:
    """All placed sprites, found by the tiles of the page that they touch."""

    def __init__(self) -> None:
        self._of: dict[str, list[Placed]] = {}
        self._tiles: defaultdict[tuple[int, int], dict[Placed, None]] = defaultdict(dict)
        self._count = count()

    def add(self, name: str, sprites: list[Placed]) -> list[Rect]:
        """Put an element's sprites on the page; returns the boxes to repaint."""
        self._of[name] = sprites
        for placed in sprites:
            placed.order = (placed.z, next(self._count))
            for tile in _tiles(placed.box):
                self._tiles[tile][placed] = None
        return _boxes(sprites)

    def remove(self, name: str) -> list[Rect]:
        """Take an element's sprites off the page; returns the boxes to repaint."""
        sprites = self._of.pop(name)
        for placed in sprites:
            for tile in _tiles(placed.box):
                del self._tiles[tile][placed]
        return _boxes(sprites)

    def paint(self, pixels: Indices, rect: Rect, ground: int) -> None:
        """Paint one rectangle of the page anew, from the ground up."""
        left, top, right, bottom = rect = _clip(rect, pixels)
        found = {
            placed
            for tile in _tiles(rect)
            for placed in self._tiles[tile]
            if placed.box[0] < right
            and placed.box[2] > left
            and placed.box[1] < bottom
            and placed.box[3] > top
        }
        pixels[top:bottom, left:right] = ground
        for placed in sorted(found, key=_order):
            x0, y0, x1, y1 = placed.box
            t, b = max(top, y0), min(bottom, y1)
            l, r = max(left, x0), min(right, x1)  # noqa: E741
            placed.sprite.paint(slice(t - y0, b - y0), slice(l - x0, r - x0), pixels[t:b, l:r])


_order = attrgetter("order")


def _boxes(sprites: list[Placed]) -> list[Rect]:
    """What an element covers: one box, unless that would be mostly empty (as an outline's is)."""
    if len(sprites) < 2:
        return [placed.box for placed in sprites]
    lefts, tops, rights, bottoms = zip(*(placed.box for placed in sprites), strict=True)
    whole = min(lefts), min(tops), max(rights), max(bottoms)
    inked = sum(placed.sprite.pixels.size for placed in sprites)
    roomy = (whole[2] - whole[0]) * (whole[3] - whole[1]) > 2 * inked
    return [placed.box for placed in sprites] if roomy else [whole]


def _tiles(rect: Rect) -> Iterable[tuple[int, int]]:
    left, top, right, bottom = rect
    rows = range(top // _TILE, (bottom - 1) // _TILE + 1)
    return product(rows, range(left // _TILE, (right - 1) // _TILE + 1))


def _clip(rect: Rect, pixels: Indices) -> Rect:
    height, width = pixels.shape
    return max(0, rect[0]), max(0, rect[1]), min(width, rect[2]), min(height, rect[3])


def difference(
    before: Indices, now: Indices, dirty: set[Rect], gap: int = _GAP
) -> tuple[Indices, tuple[int, int]]:
    """The smallest patch that turns ``before`` into ``now``, and its place; ``before`` becomes ``now``.

    Gaps of up to ``gap`` pixels in what changed are drawn again. Where nothing changed at all the patch is
    a single transparent pixel.
    """
    if dirty:
        lefts, tops, rights, bottoms = zip(*dirty, strict=True)
        left, top, right, bottom = _clip((min(lefts), min(tops), max(rights), max(bottoms)), now)
        old, new = before[top:bottom, left:right], now[top:bottom, left:right]
        changed = old != new
        rows, cols = np.flatnonzero(changed.any(1)), np.flatnonzero(changed.any(0))
        if len(rows):
            tight = slice(rows[0], rows[-1] + 1), slice(cols[0], cols[-1] + 1)
            drawn = _closed(changed[tight], gap)
            patch = new[tight] * drawn  # what isn't drawn is TRANSPARENT, which is 0
            old[tight] = new[tight]
            return patch, (left + int(cols[0]), top + int(rows[0]))
    return np.full((1, 1), TRANSPARENT, np.uint8), (0, 0)


def _closed(changed: NDArray[np.bool_], gap: int) -> NDArray[np.bool_]:
    """``changed`` with gaps of up to ``gap`` pixels filled, along the rows.

    A few unchanged pixels inside a word are cheaper drawn again than left transparent: the word's
    pixels then compress as they did before. (Read as one long line, a gap may reach from one row into
    the next, which does no harm.)
    """
    if 2 * np.count_nonzero(changed) > changed.size:
        return np.ones_like(changed)  # mostly drawn anyway
    # As one large number, a bit a pixel: a hundred thousand of them are shifted at once. The ones are spread
    # ``gap`` to the right, and what isn't in reach of as many ones on its own right is taken back.
    bits = int.from_bytes(np.packbits(changed).tobytes()) << gap
    for step in _steps(gap):
        bits |= bits >> step
    for step in _steps(gap):
        bits &= bits << step
    size = -(-changed.size // 8)
    packed = (bits >> gap & (1 << 8 * size) - 1).to_bytes(size)
    closed = np.unpackbits(np.frombuffer(packed, np.uint8), count=changed.size)
    return closed.view(np.bool_).reshape(changed.shape)


def _steps(reach: int) -> Iterator[int]:
    """Shifts that, each made of what the last one gave, spread a bit over as many places as ``reach``."""
    done = 0
    while done < reach:
        step = min(done + 1, reach - done)
        yield step
        done += step
