"""A fixed palette for a theme, and how its colours mix: frames are palette indices from first to last."""

from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from tconv_anim.errors import InputError
from tconv_anim.storyboard.contrast import mixed
from tconv_anim.storyboard.theme import Theme

LEVELS = 8
"""Steps of coverage from background (0) to ink (8) that antialiased edges are drawn with."""

_SHARED = (0.25, 0.5, 0.75)
"""Coverages that every other colour of a scale has in the palette, or of two scales, three."""

TRANSPARENT = 0
"""The index left free, for pixels that a frame doesn't change. Low, for it is in every frame:
a GIF's first LZW codes are as long as its highest index asks for."""

_MOST = 256
"""Colours that a byte tells apart."""

Indices = NDArray[np.uint8]
"""Palette indices, rows first."""

Coverage = NDArray[np.uint8]
"""How much of each pixel is inked: 0 to :data:`LEVELS`."""


class Palette:
    """The colours of a theme and the ramps between those that meet, at most 255, in a fixed order."""

    def __init__(self, theme: Theme) -> None:
        self._index: dict[str, int] = {}
        self._rgb: list[tuple[int, int, int]] = [(0, 0, 0)]
        self._graded: set[str] = set()
        self._ramps: dict[tuple[str, str], Indices] = {}
        self._mixers: dict[str, Indices] = {}
        self._mixers_of_two: dict[tuple[str, str], Indices] = {}
        strokes = (stroke.colour for stroke in theme.strokes.values())
        for colour in (theme.page, *strokes, *(style.edge for style in theme.cells.values())):
            self.index(colour)
        for ink, ground in _meetings(theme):
            self.ramp(ink, ground)
        self._grade(theme)
        if len(self._rgb) > _MOST:
            raise InputError(
                f"these pictures have {len(self._rgb)} colours, and such a file has at most {_MOST}: "
                "let them have the same scale in $heat, or take another $output"
            )
        self.rgb = np.array(self._rgb, np.uint8)

    def index(self, colour: str) -> int:
        """The index of one of the theme's colours."""
        if colour not in self._index:
            self._index[colour] = len(self._rgb)
            self._rgb.append(_parse(colour))
        return self._index[colour]

    def ramp(self, ink: str, ground: str) -> Indices:
        """Indices for coverage 0 to LEVELS of ``ink`` on ``ground``."""
        key = (ink, ground)
        if key not in self._ramps and ground in self._graded:
            self._ramps[key] = self.mixer(ink)[:, self.index(ground)]
        if key not in self._ramps:
            first, last = self.index(ground), self.index(ink)
            between = range(len(self._rgb), len(self._rgb) + LEVELS - 1)
            a, b = _parse(ground), _parse(ink)
            self._rgb += [
                tuple(round(x + (y - x) * level / LEVELS) for x, y in zip(a, b, strict=True))  # type: ignore[misc]
                for level in range(1, LEVELS)
            ]
            self._ramps[key] = np.array([first, *between, last], np.uint8)
        return self._ramps[key]

    def _grade(self, theme: Theme) -> None:
        """Add a theme's scale: there is no room for ramps on all of its colours, so neighbours share them."""
        scales = theme.scale.split()
        apart = 2 if len(scales) == 1 else 16
        for scale in scales:
            for level, (fill, ink) in enumerate(theme.shades(scale)):
                self._graded.add(fill)
                for colour in (
                    fill,
                    ink,
                    *(mixed(fill, ink, share) for share in _SHARED if level % apart == 0),
                ):
                    self.index(colour)

    def table(self) -> Indices:
        """The index of the nearest colour, for every colour cut to 5 bits: at [red][green][blue].

        The palette's own colours are found exactly, as far as two of them aren't cut to the same.
        """
        levels = np.arange(32) * 255 // 31 * LEVELS
        wanted = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), -1).reshape(-1, 3)
        table = (
            _nearest(self.rgb.astype(np.int32), wanted.astype(np.int32)).astype(np.uint8).reshape(32, 32, 32)
        )
        for index in range(len(self.rgb) - 1, TRANSPARENT, -1):  # the first are the most frequent
            table[tuple(self.rgb[index] >> 3)] = index
        return table

    def mixer(self, ink: str) -> Indices:
        """A table: at [coverage, index] the palette's nearest colour to ``ink`` over the colour there."""
        if ink not in self._mixers:
            rgb, towards = self.rgb.astype(np.int32), np.array(_parse(ink), np.int32)
            first = np.arange(len(rgb))  # no ink, no change: not even to an equal colour
            between = [_nearest(rgb, rgb * (LEVELS - level) + towards * level) for level in range(1, LEVELS)]
            last = np.full(len(rgb), self.index(ink))
            self._mixers[ink] = np.array([first, *between, last], np.uint8)
        return self._mixers[ink]

    def mixer_of_two(self, lower: str, upper: str) -> Indices:
        """A table as :meth:`mixer`'s for an ink and another one over it, with :func:`both` coverages."""
        if (lower, upper) not in self._mixers_of_two:
            # [upper's coverage, lower's coverage, index below]
            table = self.mixer(upper)[:, self.mixer(lower)]
            self._mixers_of_two[lower, upper] = table.reshape(-1, table.shape[-1])
        return self._mixers_of_two[lower, upper]


def both(lower: Coverage, upper: Coverage) -> Coverage:
    """Two coverages of the same pixels as one, for :meth:`Palette.mixer_of_two`."""
    return upper * np.uint8(LEVELS + 1) + lower


@lru_cache(4)
def palette_of(theme: Theme) -> Palette:
    """The palette of a theme, made once for all its animations in this process."""
    return Palette(theme)


def _nearest(rgb: NDArray[np.int32], wanted: NDArray[np.int32]) -> NDArray[np.intp]:
    """The index of the colour nearest to each wanted one, which is :data:`LEVELS` times as large."""
    # |w - LEVELS c|² less what is the same for all c, and divided by 2 LEVELS. In integers: exact, and the
    # same on every machine.
    distance = LEVELS // 2 * (rgb**2).sum(1) - np.multiply.outer(wanted[:, 0], rgb[:, 0])
    for channel in (1, 2):
        distance -= np.multiply.outer(wanted[:, channel], rgb[:, channel])
    distance[:, TRANSPARENT] = np.iinfo(np.int32).max
    nearest: NDArray[np.intp] = distance.argmin(1)
    return nearest


@cache
def _parse(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


_BUSY = ("output", "cropped", "product", "product-cropped", "input-active", "input")
"""Roles of the cells that change from frame to frame. Their colours come early in the palette, for a
frame of low indices is written in shorter codes."""


def _meetings(theme: Theme) -> Iterator[tuple[str, str]]:
    """Which ink is set on which ground, the most frequent first."""
    yield theme.inks["caption"], theme.page
    busy = [theme.cells[role] for role in _BUSY]
    graded = tuple(f"{scale}-" for scale in theme.scale.split())
    for style in [*busy, *(style for role, style in theme.cells.items() if not role.startswith(graded))]:
        yield style.ink, style.fill
        if style.note:
            yield style.note, style.fill
        if style.raised:
            yield style.edge, style.fill
            # The round corners of a tile lie on the cells below.
            for role in ("output", "empty"):
                yield style.edge, theme.cells[role].fill
    for ink in theme.inks.values():
        yield ink, theme.page
