"""Elements as pixels: each kind of element becomes a few small pictures, made once and kept."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tconv_anim.painters.faces import CellCut, Line, Spot, cut, inset_of, is_slanted, lines_of_cell, texts_of
from tconv_anim.painters.patterns import WIDTH, field, hatch
from tconv_anim.painters.raster.lettering import letters
from tconv_anim.painters.raster.palette import LEVELS, Coverage, Indices, Palette, both
from tconv_anim.painters.raster.shapes import hatching, line, rhomb, rounded
from tconv_anim.storyboard.metrics import text_width
from tconv_anim.storyboard.storyboard import Cell, Element, Label, Link, Outline, Panel, Point, Storyboard
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


class Placed:
    """A sprite at the pixel (x, y), between the others by its height z.

    ``box`` is left, top, right, bottom, the last two just outside. Whoever paints several gives them
    their ``order``.
    """

    __slots__ = ("box", "order", "sprite", "z")

    def __init__(self, sprite: Sprite, x: int, y: int, z: int) -> None:
        h, w = sprite.pixels.shape
        self.sprite, self.z, self.box = sprite, z, (x, y, x + w, y + h)
        self.order = (z, 0)


class SpriteMaker:
    """Turns the elements of one storyboard into placed sprites, in the colours of one theme."""

    def __init__(self, storyboard: Storyboard, theme: Theme, palette: Palette) -> None:
        self._panels = storyboard.panels
        self._theme = theme
        self._palette = palette
        # Equal looks share one sprite: most cells of an animation look like one drawn before. Captions
        # hardly ever do, and any number of them must not fill the memory.
        self._cell = lru_cache(4096)(self._draw_cell)
        self._strip = lru_cache(256)(self._draw_strip)
        self._label = lru_cache(16)(self._draw_label)
        self._slanted = lru_cache(64)(self._draw_slanted)
        self._rhomb = lru_cache(4096)(self._draw_rhomb)

    def place(self, element: Element) -> list[Placed]:
        """The sprites that draw ``element``."""
        match element:
            case Cell():
                return self._place_cell(element)
            case Outline():
                return self._place_outline(element)
            case Link():
                return self._place_link(element)
            case Label():
                return self._place_label(element)

    def _place_cell(self, cell: Cell) -> list[Placed]:
        panel = self._panels[cell.panel]
        x, y = panel.corner(cell.row, cell.col)
        style = self._theme.cells[cell.role]
        text, note = texts_of(cell) if panel.text_size else ("", "")
        if is_slanted(panel):
            sprites = self._rhomb(style, panel.across, panel.down, panel.text_size, text, note)
        else:
            sprites = self._cell(style, panel.across[0], panel.text_size, text, note)
        return [_put(sprite, x, y, cell.z) for sprite in sprites]

    def _place_outline(self, outline: Outline) -> list[Placed]:
        panel = self._panels[outline.panel]
        style = self._theme.strokes[outline.role]
        if is_slanted(panel):
            return self._place_slanted_outline(outline, panel, style)
        left, top = panel.corner(outline.row, outline.col)
        right, bottom = panel.corner(outline.row + outline.rows, outline.col + outline.cols)
        t = style.width
        # On the lattice lines, half of it to each side; or inside them, which have a pixel of their own.
        inset = inset_of(style, right - left, bottom - top)
        out, far = (-inset, 1 - inset) if inset else (t // 2, t - t // 2)
        left, top, right, bottom = left - out, top - out, right + far, bottom + far
        horizontal = self._strip(style, right - left, True)
        vertical = self._strip(style, bottom - top, False)
        return [
            _put(horizontal, left, top, outline.z),
            _put(horizontal, left, bottom - t, outline.z),
            _put(vertical, left, top, outline.z),
            _put(vertical, right - t, top, outline.z),
        ]

    def _place_slanted_outline(self, outline: Outline, panel: Panel, style: StrokeStyle) -> list[Placed]:
        x, y = panel.corner(outline.row, outline.col)
        across = panel.across[0] * outline.cols, panel.across[1] * outline.cols
        down = panel.down[0] * outline.rows, panel.down[1] * outline.rows
        return [
            _put(sprite, x + start[0], y + start[1], outline.z)
            for start, way in (((0, 0), across), (down, across), ((0, 0), down), (across, down))
            for sprite in self._slanted(style, *way)
        ]

    def _place_link(self, link: Link) -> list[Placed]:
        style = self._theme.strokes[link.role]
        (x0, y0), (x1, y1) = link.start, link.end
        if (x0, y0) == (x1, y1):
            return []
        if x0 == x1 or y0 == y1:
            sprite = self._strip(style, max(abs(x1 - x0), abs(y1 - y0)), y0 == y1)
            return [_put(sprite, min(x0, x1), min(y0, y1), link.z)]
        pieces = self._slanted(style, x1 - x0, y1 - y0)
        return [_put(sprite, x0, y0, link.z) for sprite in pieces]

    def _place_label(self, label: Label) -> list[Placed]:
        sprite = self._label(label.text, label.role, label.size, label.bold)
        width = text_width(label.text, label.size, label.bold)
        before = {"start": 0, "middle": round(width / 2), "end": round(width)}[label.anchor]
        return [_put(sprite, label.at[0] - before, label.at[1], label.z)]

    def _draw_label(self, text: str, role: str, size: int, bold: bool) -> Sprite:
        coverage, x, y = letters(text, size, bold)
        return Sprite(coverage, -x, -y, self._palette.mixer(self._theme.inks[role]))

    def _draw_strip(self, style: StrokeStyle, length: int, horizontal: bool) -> Sprite:
        """A straight line, ``length`` pixels long."""
        colour = self._palette.index(style.colour)
        shape = (style.width, length) if horizontal else (length, style.width)
        if not style.dashed:
            return Sprite(np.full(shape, colour, np.uint8))
        on = _dashes(length, 4 * style.width).astype(np.uint8) * LEVELS
        across = on[None, :] if horizontal else on[:, None]
        coverage = np.ascontiguousarray(np.broadcast_to(across, shape))
        return Sprite(coverage, mixer=self._palette.mixer(style.colour))

    def _draw_slanted(self, style: StrokeStyle, dx: int, dy: int) -> tuple[Sprite, ...]:
        """A slanted line from the origin to (dx, dy), in pieces: a box around all of it is mostly empty."""
        count = max(1, max(abs(dx), abs(dy)) // 48)
        ends = [(dx * i / count, dy * i / count) for i in range(count + 1)]
        mixer = self._palette.mixer(style.colour)
        return tuple(Sprite(*line(start, end, style.width), mixer) for start, end in pairwise(ends))

    def _draw_cell(self, style: CellStyle, side: int, size: int, text: str, note: str) -> tuple[Sprite, ...]:
        middle = (side + 1) / 2
        face = cut(style, (side, 0), (0, side))
        lines = lines_of_cell(style, face.room, (middle, middle), size, text, note)
        if face.inset:
            return (self._tile(style, side, face), *(self._loose(text_line) for text_line in lines))
        sprite = self._square(style, side, face)
        if ways := hatch(style, (side, 0), (0, side)):
            coverage = _hatched(ways, lines, sprite.pixels.shape, (sprite.dx, sprite.dy))
            fill = self._palette.index(style.fill)
            hatched = self._palette.mixer(style.edge)[coverage, fill]
            np.copyto(sprite.pixels, hatched, where=sprite.pixels == fill)
        for text_line in lines:
            self._engrave(sprite, text_line, style.fill)
        return (sprite,)

    def _draw_rhomb(
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
            Sprite(both(face, edges), left, top, self._palette.mixer_of_two(style.fill, style.edge)),
            *(self._loose(text_line) for text_line in lines),
        )

    def _square(self, style: CellStyle, side: int, cut: CellCut) -> Sprite:
        """A cell that fills its place on the lattice, with the lattice lines on all its sides."""
        width = cut.edge
        edge, fill = self._palette.index(style.edge), self._palette.index(style.fill)
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
        return Sprite(shape, inset, inset, self._palette.mixer_of_two(style.edge, style.fill))

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
        np.copyto(target, self._palette.ramp(text.ink, ground)[inked], where=inked > 0)

    def _loose(self, text: Line) -> Sprite:
        coverage, left, top = _pixels(text)
        return Sprite(coverage, left, top, self._palette.mixer(text.ink))


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


def _put(sprite: Sprite, x: int, y: int, z: int) -> Placed:
    return Placed(sprite, x + sprite.dx, y + sprite.dy, z)


def _dashes(length: int, period: int) -> NDArray[np.bool_]:
    """A dash pattern that is the same from both ends, so that neighbours' dashes fall together."""
    count = max(1, round(length / period))
    phase = (np.arange(length) + 0.5) * count / length
    return np.abs(phase - np.round(phase)) < 0.28
