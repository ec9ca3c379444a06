"""A font that a user brings: read with fontTools, measured, and cut to the letters that are used."""

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, TTLibError

FontError = TTLibError
"""What is raised where a file is no font."""


def opened(file: str | Path) -> Any:
    """A font; the first of a collection (``.ttc``). Raises :data:`FontError` or OSError."""
    return TTFont(file, fontNumber=0, lazy=True)


@cache
def advances(file: str) -> dict[str, int]:
    """The advance widths of all its characters, in thousandths of an em."""
    font = opened(file)
    em, widths = font["head"].unitsPerEm, font["hmtx"]
    return {
        chr(code): round(widths[glyph][0] * 1000 / em)
        for code, glyph in font.getBestCmap().items()
        if code > 31
    }


@cache
def subset(file: str, letters: str) -> bytes:
    """The font with no more than these letters, as WOFF."""
    options = Options(flavor="woff", hinting=False, notdef_outline=True, layout_features=[], name_IDs=[])
    font = TTFont(file, fontNumber=0, recalcTimestamp=False)  # the same bytes each time
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=map(ord, letters))
    subsetter.subset(font)
    font.flavor = "woff"
    cut = BytesIO()
    font.save(cut, reorderTables=False)
    return cut.getvalue()


def lacking(file: str, letters: Iterable[str]) -> list[str]:
    """Those of these letters that the font doesn't have."""
    return sorted(set(letters) - advances(file).keys())
