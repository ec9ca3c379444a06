"""Text as coverage, set in the package's own font."""

from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tconv_anim.painters.raster.palette import Coverage
from tconv_anim.painters.raster.shapes import to_coverage
from tconv_anim.storyboard.metrics import CAP_HEIGHT, advance, face, font_file, pens, text_width

_PHASES = 4
"""Places inside a pixel at which a letter may start: its spacing shows, so whole pixels won't do."""


def letters(text: str, size: int, bold: bool = False) -> tuple[Coverage, int, int]:
    """One line of ``text`` at ``size`` pixels, with the place of its start inside it.

    That place is (x, y): the pen's start, and half the height of the capitals above the baseline.
    """
    room, ascent, descent = _room(size)
    width = int(text_width(text, size, bold)) + 2 + 2 * room
    line = np.zeros((ascent + descent, width), np.uint8)
    here = face()
    for letter, pen in zip(text, pens(text, size, bold), strict=False):
        start, phase = divmod(round(pen * _PHASES), _PHASES)
        if letter != " ":
            glyph = _glyph(letter, size, bold, phase, here)
            place = line[:, start : start + glyph.shape[1]]
            np.maximum(place, glyph[:, : place.shape[1]], out=place)
    return line, room, ascent - round(size * CAP_HEIGHT / 2)


def _room(size: int) -> tuple[int, int, int]:
    """What letters lean out by to both sides, and reach above and below the baseline, in pixels."""
    return size // 4 + 1, size, size // 3 + 1


@cache
def _glyph(letter: str, size: int, bold: bool, phase: int, face: str) -> Coverage:
    """One letter with :func:`_room` around it, its pen starting ``phase`` quarters into a pixel.

    ``face`` is where it is set, so that one face's letters aren't kept for another's.
    """
    room, ascent, descent = _room(size)
    width = int(advance(letter, size, bold)) + 2 + 2 * room
    # Drawn large, then averaged: FreeType by itself would put the letter on a whole pixel.
    image = Image.new("L", (width * _PHASES, (ascent + descent) * _PHASES))
    pen = (room * _PHASES + phase, ascent * _PHASES)
    ImageDraw.Draw(image).text(pen, letter, 255, _font(size * _PHASES, font_file(letter, bold)), anchor="ls")
    return to_coverage(image.reduce(_PHASES))


@cache
def _font(size: int, file: Path) -> ImageFont.FreeTypeFont:
    # Basic layout: the same glyphs in the same places whether or not the machine has Raqm.
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)
