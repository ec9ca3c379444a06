"""Cut the package's fonts out of Inter, and write down their advance widths.

Three cuts of each: the whole of what users may write, which painters of pixels and of PDF read, and a
few kilobytes with the letters that the program itself writes, to be carried inside pages and pictures, in
English and, with accents, in other languages.

    npm pack inter-ui@4.1.1 && tar xzf inter-ui-4.1.1.tgz
    pip install fonttools brotli && python tools/fonts.py package/web

Run by hand when the fonts change; what it makes is committed.
"""

import json
import sys
from pathlib import Path
from string import ascii_letters, digits

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parent.parent / "tconv_anim" / "fonts"
WEIGHTS = {"regular": "Inter-Regular", "bold": "Inter-SemiBold"}
_USE_MY_METRICS = 0x0200
"""Flag of a part of a letter that lends the letter its own width (OpenType, table glyf)."""

CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),  # Latin, for titles and captions in European languages
    *range(0x391, 0x3CA),  # Greek
    *map(ord, "–—‘’“”•…′⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉←↑→↓∑−∕≈≠≤≥⋅�"),
]

WEB_CHARACTERS = [*map(ord, ascii_letters + digits + " !%'()*+,-./:;=?[]_°·×–—’…←↑→↓−≠≤≥")]
WEB_ACCENTED = [*WEB_CHARACTERS, *map(ord, "¡¿«»‘“”„"), *range(0xC0, 0x100), *map(ord, "ŒœŸ")]


def main(source: Path) -> None:
    advances = {}
    for weight, name in WEIGHTS.items():
        font = TTFont(source / f"{name}.woff2", recalcTimestamp=False)  # the same bytes each time
        _set_tabular_digits(font)
        _cut(font, CHARACTERS)
        font.flavor = None
        _widen(font, "·", 0.07)
        font.save(TARGET / f"{name}.ttf")
        em, widths = font["head"].unitsPerEm, font["hmtx"]
        advances[weight] = {"": round(widths[".notdef"][0] * 1000 / em)} | {
            chr(code): round(widths[glyph][0] * 1000 / em)
            for code, glyph in sorted(font.getBestCmap().items())
        }
        font.flavor = "woff2"
        for file, characters in ((f"{name}-accented", WEB_ACCENTED), (name, WEB_CHARACTERS)):
            _cut(font, characters)
            font.save(TARGET / f"{file}.woff2")
    text = json.dumps(advances, separators=(",", ":"))
    (TARGET / "advances.json").write_text(text + "\n", "utf-8")


def _set_tabular_digits(font: TTFont) -> None:
    """Make Inter's digits of equal width the usual ones: a number that changes must not push what follows."""
    # Tables for different systems may share one mapping.
    for cmap in {id(table.cmap): table.cmap for table in font["cmap"].tables}.values():
        for code in map(ord, "0123456789"):
            cmap[code] += ".tf"


def _cut(font: TTFont, characters: list[int]) -> None:
    # No layout features: Pillow's basic layout reads none, and metrics.py counts on that.
    subsetter = Subsetter(Options(layout_features=[], hinting=False, notdef_outline=True))
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def _widen(font: TTFont, character: str, room: float) -> None:
    """Give a character this much more room on both sides, in em: 2·1 must not read as 21."""
    name, shift = font.getBestCmap()[ord(character)], round(room * font["head"].unitsPerEm)
    glyph = font["glyf"][name]
    glyph.expand(font["glyf"])
    for component in glyph.components:  # the dot is the full stop's, moved up
        component.x += shift
        component.flags &= ~_USE_MY_METRICS
    width, bearing = font["hmtx"][name]
    font["hmtx"][name] = (width + 2 * shift, bearing + shift)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
