"""How wide text is, in the package's own font or in another: what layout needs, without loading a painter."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path

from tconv_anim.live import is_mark

FONTS = Path(__file__).parents[1] / "fonts"

CAP_HEIGHT = 0.7275
"""Height of capitals and digits, in em (the font's OS/2 table: 1490 of 2048)."""

LINE_HEIGHT = 1.3
"""Height of a line of text, in em."""

_face: ContextVar[str] = ContextVar("face", default="")


def face() -> str:
    """The file of the font in which text is set here; empty for the package's own."""
    return _face.get()


@contextmanager
def set_in(file: str) -> Iterator[None]:
    """Let text be set in the font of this file here; in the package's own what that doesn't have."""
    before = _face.set(file)
    try:
        yield
    finally:
        _face.reset(before)


class _Advances(dict[str, int]):
    """Advance widths in thousandths of an em, by character."""

    def __missing__(self, character: str) -> int:
        if is_mark(character):
            return 0
        return self[""]  # the box that stands for characters that the font doesn't have


def tables(file: str) -> Mapping[str, Mapping[str, int]]:
    """The advance widths of the ``regular`` and the ``bold`` font, by character, with another font's file."""
    read: Mapping[str, dict[str, int]] = json.loads((FONTS / "advances.json").read_text("utf-8"))
    if not file:
        return read
    from tconv_anim.storyboard.typeface import advances

    return {weight: {**own, **advances(file)} for weight, own in read.items()}


@cache
def _measured(bold: bool, file: str) -> _Advances:
    return _Advances(tables(file)["bold" if bold else "regular"])


def _advances(bold: bool) -> _Advances:
    return _measured(bold, _face.get())


def advance(character: str, size: float, bold: bool = False) -> float:
    """How far ``character`` set at ``size`` moves the pen, in the unit of ``size``."""
    return _advances(bold)[character] * size / 1000


def pens(text: str, size: float, bold: bool = False) -> Iterator[float]:
    """Where the pen stands before each character of a line, and at its end, in the unit of ``size``."""
    widths = _advances(bold)
    return accumulate((widths[character] * size / 1000 for character in text), initial=0.0)


def has(character: str) -> bool:
    """Whether a font that text is set in here has this character."""
    return character in _advances(False)


def font_file(character: str, bold: bool) -> Path:
    """The file of the font that has this character here."""
    file = _face.get()
    if file:
        from tconv_anim.storyboard.typeface import advances

        if character in advances(file):
            return Path(file)
    return FONTS / ("Inter-SemiBold.ttf" if bold else "Inter-Regular.ttf")


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line of ``text`` set at ``size``, in the unit of ``size``; kerning is not used."""
    return sum(map(_advances(bold).__getitem__, text)) * size / 1000


def fitting_size(text: str, size: int, width: float, bold: bool = False, least: int = 5) -> int:
    """The largest whole size from ``least`` to ``size`` at which ``text`` is at most ``width`` wide."""
    natural = text_width(text, size, bold)
    return size if natural <= width else max(least, int(size * width / natural))


def wrap(text: str, size: float, width: float) -> list[str]:
    """``text`` broken at spaces, and between Chinese and Japanese letters, into lines of at most ``width``;
    what can't be broken and is longer has its own line.
    """
    lines: list[str] = []
    room = 0.0
    for word in text.split(" "):
        for n, part in enumerate(_unbroken(word)):
            gap = "" if n else " "
            needed = text_width(gap + part, size)
            if lines and needed <= room:
                lines[-1] += gap + part
                room -= needed
            else:
                lines.append(part)
                room = width - text_width(part, size)
    return lines


@lru_cache(1024)
def _unbroken(word: str) -> tuple[str, ...]:
    """The parts of a word between which a line may end; captions say the same words again and again."""
    parts: list[str] = []
    before = ""
    for letter in word:
        wide = before and (_is_wide(before) or _is_wide(letter))
        if not parts or (wide and letter not in _NOT_FIRST and before not in _NOT_LAST):
            parts.append(letter)
        else:
            parts[-1] += letter
        before = letter
    return tuple(parts or [word])


_NOT_FIRST, _NOT_LAST = "、。，．：；？！）」』】〉》・ー…,.:;?!)][〜", "（「『【〈《(["
"""Signs with which a line doesn't begin, and those with which none ends."""


def _is_wide(letter: str) -> bool:
    """Whether a letter is Chinese, Japanese or one of their signs (Unicode's blocks from CJK Radicals on)."""
    return 0x2E80 <= ord(letter) < 0xD800 or 0xFF00 <= ord(letter) < 0xFFF0
