"""What elements look like as pixels: a few small pictures for each kind, made once and kept."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tconv_anim.painters.faces import CellCut, Line, Spot, cut, lines_of_cell
from tconv_anim.painters.patterns import WIDTH, field, hatch
from tconv_anim.painters.raster.lettering import letters
from tconv_anim.painters.raster.palette import LEVELS, Coverage, Indices, both, palette_of
from tconv_anim.painters.raster.shapes import hatching, line, rhomb, rounded
from tconv_anim.storyboard.metrics import face, text_width
from tconv_anim.storyboard.storyboard import Point
from tconv_anim.storyboard.theme import CellStyle, StrokeStyle, Theme


class Sprite:
    """A small picture, ``dx, dy`` pixels from the place that it is put at.

    Without a ``mixer`` its pixels are palette indices, and opaque; with one they are coverage, and
    the mixer says which index each becomes over the index below it.
    """

    __slots__ = ("_over", "dx", "dy", "mixer", "pixels")

    def __init__(
        self, pixels: NDArray[np.uint8], dx: int = 0, dy: int = 0, mixer: Indices | None = None
    ) -> None:
        self.pixels, self.dx, self.dy, self.mixer = pixels, dx, dy, mixer
        self._over: dict[int, Indices] = {}

    def paint(self, rows: slice, cols: slice, target: Indices) -> None:
        """Paint this part of the sprite on ``target``, which has the part's shape."""
        if self.mixer is None:
            target[:] = self.pixels[rows, cols]
            return
        ground = int(target[0, 0])
        if (target == ground).all():
            # Most text lies on a single colour. Mixed with it once, it is as good as opaque.
            if ground not in self._over:
                self._over[ground] = self.mixer[:, ground][self.pixels]
            target[:] = self._over[ground][rows, cols]
        else:
            target[:] = self.mixer[self.pixels[rows, cols], target]


class Sprites:
    """The small pictures of one theme, set in the font that text is set in here."""

    def __init__(self, theme: Theme) -> None:
        self.palette = palette_of(theme)
        self._theme = theme
        # Equal looks share one sprite: most cells of an animation look like one drawn before, in it or in
        # the last one. Captions hardly ever do, and any number of them must not fill the memory.
        self.cell = lru_cache(2048)(self._cell)
        self.strip = lru_cache(256)(self._strip)
        self.label = lru_cache(64)(self._label)
        self.slanted = lru_cache(64)(self._slanted)
        self.rhomb = lru_cache(2048)(self._rhomb)

    def _label(self, text: str, role: str, size: int, bold: bool) -> Sprite:
        coverage, x, y = letters(text, size, bold)
        return Sprite(coverage, -x, -y, self.palette.mixer(self._theme.inks[role]))

    def _strip(self, style: StrokeStyle, length: int, horizontal: bool) -> Sprite:
        """A straight line, ``length`` pixels long."""
        colour = self.palette.index(style.colour)
        shape = (style.width, length) if horizontal else (length, style.width)
        if not style.dashed:
            return Sprite(np.full(shape, colour, np.uint8))
        on = _dashes(length, 4 * style.width).astype(np.uint8) * LEVELS
        across = on[None, :] if horizontal else on[:, None]
        coverage = np.ascontiguousarray(np.broadcast_to(across, shape))
        return Sprite(coverage, mixer=self.palette.mixer(style.colour))

    def _slanted(self, style: StrokeStyle, dx: int, dy: int) -> tuple[Sprite, ...]:
        """A slanted line from the origin to (dx, dy), in pieces: a box around all of it is mostly empty."""
        count = max(1, max(abs(dx), abs(dy)) // 48)
        ends = [(dx * i / count, dy * i / count) for i in range(count + 1)]
        mixer = self.palette.mixer(style.colour)
        return tuple(Sprite(*line(start, end, style.width), mixer) for start, end in pairwise(ends))

    def _cell(self, style: CellStyle, side: int, size: int, text: str, note: str) -> tuple[Sprite, ...]:
        middle = (side + 1) / 2
        face = cut(style, (side, 0), (0, side))
        lines = lines_of_cell(style, face.room, (middle, middle), size, text, note)
        if face.inset:
            return (self._tile(style, side, face), *(self._loose(text_line) for text_line in lines))
        sprite = self._square(style, side, face)
        if ways := hatch(style, (side, 0), (0, side)):
            coverage = _hatched(ways, lines, sprite.pixels.shape, (sprite.dx, sprite.dy))
            fill = self.palette.index(style.fill)
            hatched = self.palette.mixer(style.edge)[coverage, fill]
            np.copyto(sprite.pixels, hatched, where=sprite.pixels == fill)
        for text_line in lines:
            self._engrave(sprite, text_line, style.fill)
        return (sprite,)

    def _rhomb(
        self, style: CellStyle, across: Point, down: Point, size: int, text: str, note: str
    ) -> tuple[Sprite, ...]:
        """A cell of a slanted panel, with upright numbers."""
        face_cut = cut(style, across, down)
        face, edges, left, top = rhomb(across, down, face_cut.inset, style.dashed)
        middle = (across[0] + down[0]) / 2, (across[1] + down[1]) / 2
        lines = lines_of_cell(style, face_cut.room, middle, size, text, note)
        if ways := hatch(style, across, down):
            coverage = _hatched(ways, lines, face.shape, (left, top))
            edges = np.maximum(edges, np.minimum(coverage, face))
        return (
            Sprite(both(face, edges), left, top, self.palette.mixer_of_two(style.fill, style.edge)),
            *(self._loose(text_line) for text_line in lines),
        )

    def _square(self, style: CellStyle, side: int, cut: CellCut) -> Sprite:
        """A cell that fills its place on the lattice, with the lattice lines on all its sides."""
        width = cut.edge
        edge, fill = self.palette.index(style.edge), self.palette.index(style.fill)
        face = np.full((side + width, side + width), fill, np.uint8)
        run = np.where(_dashes(side + width, cut.period) if cut.period else True, edge, fill)
        for k in range(width):
            face[k, :] = face[-1 - k, :] = run
            face[:, k] = face[:, -1 - k] = run
        return Sprite(face, -(width // 2), -(width // 2))

    def _tile(self, style: CellStyle, side: int, cut: CellCut) -> Sprite:
        """A tile with round corners, inset from the lattice lines: its edge, and its face upon it."""
        inset, radius = round(cut.inset * side), cut.radius
        inner = side - 2 * inset + 1
        shape = both(rounded(inner, radius), np.pad(rounded(inner - 2, radius - 1), 1))
        return Sprite(shape, inset, inset, self.palette.mixer_of_two(style.edge, style.fill))

    def _engrave(self, sprite: Sprite, text: Line, ground: str) -> None:
        """Set ``text`` into an opaque sprite whose pixels there are all ``ground``."""
        coverage, left, top = _pixels(text)
        left, top = left - sprite.dx, top - sprite.dy
        face = sprite.pixels
        # The line's own empty margins may reach past a small face.
        rows = slice(max(0, -top), max(0, min(coverage.shape[0], face.shape[0] - top)))
        cols = slice(max(0, -left), max(0, min(coverage.shape[1], face.shape[1] - left)))
        inked = coverage[rows, cols]
        target = face[top + rows.start : top + rows.stop, left + cols.start : left + cols.stop]
        np.copyto(target, self.palette.ramp(text.ink, ground)[inked], where=inked > 0)

    def _loose(self, text: Line) -> Sprite:
        coverage, left, top = _pixels(text)
        return Sprite(coverage, left, top, self.palette.mixer(text.ink))


def sprites_of(theme: Theme) -> Sprites:
    """The sprites of a theme, kept for the next animations of this process that are set in the same font."""
    return _kept(theme, face())


@lru_cache(2)
def _kept(theme: Theme, face: str) -> Sprites:
    return Sprites(theme)


def _hatched(
    ways: tuple[tuple[Spot, ...], ...], lines: Sequence[Line], shape: tuple[int, ...], corner: Point
) -> Coverage:
    """A hatch as the coverage of a sprite of this shape, its corner there, without the fields of numbers."""
    pattern, x, y = hatching(ways, WIDTH)
    coverage = np.zeros(shape, np.uint8)
    part = coverage[y - corner[1] :, x - corner[0] :]
    pattern = pattern[: part.shape[0], : part.shape[1]]
    part[: pattern.shape[0], : pattern.shape[1]] = pattern
    for text in lines:
        (left, top), _, (right, bottom), _ = field(text)
        rows = slice(max(0, round(top) - corner[1]), max(0, round(bottom) - corner[1]))
        coverage[rows, max(0, round(left) - corner[0]) : max(0, round(right) - corner[0])] = 0
    return coverage


def _pixels(text: Line) -> tuple[Coverage, int, int]:
    """A line's coverage, and where the coverage's corner stands."""
    coverage, pen, half = letters(text.text, text.size, text.bold)
    left = round(text.x - text_width(text.text, text.size, text.bold) / 2) - pen
    return coverage, left, round(text.y) - half


def _dashes(length: int, period: int) -> NDArray[np.bool_]:
    """A dash pattern that is the same from both ends, so that neighbours' dashes fall together."""
    count = max(1, round(length / period))
    phase = (np.arange(length) + 0.5) * count / length
    return np.abs(phase - np.round(phase)) < 0.28
