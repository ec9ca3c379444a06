"""How wide text is, in the package's own font: what layout needs, without loading a painter."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tconv_anim.live import is_mark

FONTS = Path(__file__).parents[1] / "fonts"

CAP_HEIGHT = 0.7275
"""Height of capitals and digits, in em (the font's OS/2 table: 1490 of 2048)."""

LINE_HEIGHT = 1.3
"""Height of a line of text, in em."""


class _Advances(dict[str, int]):
    """Advance widths in thousandths of an em, by character."""

    def __missing__(self, character: str) -> int:
        if is_mark(character):
            return 0
        return self[""]  # the box that stands for characters that the font doesn't have


def tables() -> Mapping[str, Mapping[str, int]]:
    """The advance widths of the ``regular`` and the ``bold`` font, by character."""
    read: Mapping[str, Mapping[str, int]] = json.loads((FONTS / "advances.json").read_text("utf-8"))
    return read


@cache
def _advances(bold: bool) -> _Advances:
    return _Advances(tables()["bold" if bold else "regular"])


def advance(character: str, size: float, bold: bool = False) -> float:
    """How far ``character`` set at ``size`` moves the pen, in the unit of ``size``."""
    return _advances(bold)[character] * size / 1000


def has(character: str) -> bool:
    """Whether the package's font has this character."""
    return character in _advances(False)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line of ``text`` set at ``size``, in the unit of ``size``; kerning is not used."""
    return sum(map(_advances(bold).__getitem__, text)) * size / 1000


def fitting_size(text: str, size: int, width: float, bold: bool = False, least: int = 5) -> int:
    """The largest whole size from ``least`` to ``size`` at which ``text`` is at most ``width`` wide."""
    natural = text_width(text, size, bold)
    return size if natural <= width else max(least, int(size * width / natural))


def wrap(text: str, size: float, width: float) -> list[str]:
    """``text`` broken at spaces into lines of at most ``width``; a longer word has its own line."""
    lines: list[str] = []
    room = 0.0
    for word in text.split(" "):
        needed = text_width(f" {word}", size)
        if lines and needed <= room:
            lines[-1] += f" {word}"
            room -= needed
        else:
            lines.append(word)
            room = width - text_width(word, size)
    return lines
