"""How roles look: colours, dashes, weights. Only here and in the scales of numbers are colours written."""

from collections.abc import Mapping
from typing import NamedTuple

from tconv_anim.storyboard.contrast import TEXT, best, contrast
from tconv_anim.storyboard.scales import colours


class CellStyle(NamedTuple):
    """A cell: its fill, the ink of its number and of its note, its edge.

    A ``raised`` cell is a tile with round corners, inset from the lattice: it lies on another cell. Others
    may have a ``pattern`` of thin lines in the colour of the edge: rising, falling, cross or level.
    """

    fill: str
    ink: str
    edge: str
    note: str = ""
    dashed: bool = False
    raised: bool = False
    bold: bool = False
    pattern: str = ""


class StrokeStyle(NamedTuple):
    """A line: its colour, its width in units, whether it is dashed.

    An outline with an ``inset`` runs that far inside the lattice lines, in units.
    """

    colour: str
    width: int
    dashed: bool = False
    inset: int = 0


class Theme(NamedTuple):
    """A look for every role that a storyboard uses: cells, strokes (outlines, links), inks (labels).

    The roles of one ``scale`` are among them, or of none: no storyboard uses more. In a ``grey`` theme scales
    of colours are greys.
    """

    name: str
    page: str
    cells: Mapping[str, CellStyle]
    strokes: Mapping[str, StrokeStyle]
    inks: Mapping[str, str]
    scale: str = ""
    grey: bool = False

    def enlarged(self, unit: float) -> "Theme":
        """The same with lines ``unit`` times as wide, in whole pixels."""
        if unit == 1:
            return self
        strokes = {
            role: style._replace(width=max(1, round(style.width * unit)), inset=round(style.inset * unit))
            for role, style in self.strokes.items()
        }
        return self._replace(strokes=strokes)

    def __hash__(self) -> int:
        # What a painter works out for a theme it can keep for the next animation.
        return hash(self.name)

    def scaled(self, scale: str) -> "Theme":
        """The theme with the roles of ``scale``, or of several with spaces between; an empty one has none."""
        edge = self.cells["output"].edge
        more = {
            f"{one}-{level}": CellStyle(fill, ink, edge, note=ink)
            for one in scale.split()
            for level, (fill, ink) in enumerate(self.shades(one))
        }
        return self._replace(cells={**self.cells, **more}, scale=scale)

    def shades(self, scale: str) -> tuple[tuple[str, str], ...]:
        """The fill and the ink of each level of a scale."""
        return colours(scale, self.grey)


def composed(
    name: str,
    *,
    page: str,
    ink: str,
    edge: str,
    grey: str,
    accent: str,
    faint: str,
    fills: Mapping[str, str],
    names: Mapping[str, str],
    patterns: Mapping[str, str] | None = None,
) -> Theme:
    """A theme from its few colours: every role that means the same thing has the same one.

    Numbers in cells are in ``ink``, and on fills that it can't be read on in what can. One with ``patterns``
    is grey.
    """

    def cell(role: str, note: bool = False, bold: bool = False) -> CellStyle:
        fill = fills[role]
        on = ink if contrast(ink, fill) >= TEXT else best(fill, ink, "#000000", "#ffffff")
        pattern = patterns.get(role, "") if patterns else ""
        return CellStyle(fill, on, edge, on if note else "", bold=bold, pattern=pattern)

    return Theme(
        name,
        page,
        cells={
            "input": cell("input"),
            "input-active": cell("input-active", bold=True),
            "kernel": cell("kernel"),
            "kernel-active": cell("kernel-active", bold=True),
            "empty": CellStyle(page, ink, edge),
            "output": cell("output"),
            "output-active": cell("output-active", bold=True),
            "cropped": CellStyle(page, grey, grey, dashed=True),
            "padding": CellStyle(page, grey, grey, dashed=True),
            "zero": CellStyle(fills["zero"], grey, grey),
            "tap": cell("tap", note=True),
            "tap-input": cell("tap-input", note=True, bold=True),
            "different": cell("different", bold=True),
            "rest": cell("tap"),
            "product": CellStyle(fills["product"], accent, names["kernel"], note=ink, raised=True, bold=True),
            "product-cropped": CellStyle(page, grey, names["kernel"], note=grey, raised=True, bold=True),
        },
        strokes={
            "frame": StrokeStyle(ink, 2),
            "active": StrokeStyle(accent, 3),
            "link": StrokeStyle(grey, 1),
            "different": StrokeStyle(accent, 2, inset=2),
            "restored": StrokeStyle(names["restored"], 2, inset=3),
            "added": StrokeStyle(names["restored"], 2, dashed=True, inset=3),
            "track": StrokeStyle(faint, 2),
            "progress": StrokeStyle(accent, 2),
        },
        inks={
            "title": ink,
            "caption": ink,
            "note": grey,
            "accent": accent,
            "operator": grey,
            "input": names["input"],
            "kernel": names["kernel"],
            "output": names["output"],
            "rest": grey,
        },
        grey=bool(patterns),
    )


LIGHT = composed(
    "light",
    page="#ffffff",
    ink="#0b2a3a",
    edge="#0b2a3a",
    grey="#5d6f79",
    accent="#b93a0a",
    faint="#e3e8ea",
    fills={
        "input": "#a6cdf2",
        "input-active": "#6fb2ec",
        "kernel": "#f8dc92",
        "output": "#b4e6d2",
        "output-active": "#5fc2ad",
        "kernel-active": "#efbf45",
        "product": "#fdf1d0",
        "zero": "#f4f6f7",
        "tap": "#cdd6da",
        "tap-input": "#5fa9e6",
        "different": "#f7b9a8",
    },
    names={"input": "#1b6cb0", "kernel": "#8a6300", "output": "#13766a", "restored": "#7b3fb5"},
)

DARK = composed(
    "dark",
    page="#10191f",
    ink="#eef4f6",
    edge="#8ba3ae",
    grey="#9fb2bb",
    accent="#ff9d6b",
    faint="#2b3a43",
    fills={
        "input": "#1f4a7a",
        "input-active": "#2a6fae",
        "kernel": "#6b4f10",
        "output": "#175e4e",
        "output-active": "#1a7567",
        "kernel-active": "#8a6817",
        "product": "#3a2b10",
        "zero": "#18242c",
        "tap": "#3d4d57",
        "tap-input": "#286fae",
        "different": "#7a2f22",
    },
    names={"input": "#6db5f2", "kernel": "#e0b23c", "output": "#4fc7b5", "restored": "#c79bf2"},
)

# The colours of the guide's GIFs (Ethan Schoonover's Solarized), lighter where a number stands on them.
SOLARIZED = composed(
    "solarized",
    page="#fdf6e3",
    ink="#002b36",
    edge="#073642",
    grey="#566a71",
    accent="#a8360a",
    faint="#eee8d5",
    fills={
        "input": "#86bdea",
        "input-active": "#4fa3df",
        "kernel": "#e5cc7a",
        "kernel-active": "#d1ac2f",
        "output": "#93d6c2",
        "output-active": "#2fa79d",
        "product": "#fbf0c9",
        "zero": "#f5eedb",
        "tap": "#b9c2c2",
        "tap-input": "#4297d6",
        "different": "#f0a893",
    },
    names={"input": "#1a6aa8", "kernel": "#7d5b00", "output": "#0f6f67", "restored": "#5b51ad"},
)

# Okabe and Ito's colours ("Color Universal Design", 2008), which stay apart for colour-blind readers.
OKABE_ITO = composed(
    "okabe-ito",
    page="#ffffff",
    ink="#000000",
    edge="#000000",
    grey="#595959",
    accent="#9c3a00",
    faint="#e6e6e6",
    fills={
        "input": "#9fd4f4",
        "input-active": "#56b4e9",
        "kernel": "#f7c64d",
        "kernel-active": "#e69f00",
        "output": "#4fc3a1",
        "output-active": "#009e73",
        "product": "#fdf6cf",
        "zero": "#f4f4f4",
        "tap": "#cccccc",
        "tap-input": "#56b4e9",
        "different": "#eab2d0",
    },
    names={"input": "#00629b", "kernel": "#7a5400", "output": "#006b4e", "restored": "#8a2f63"},
)

# For printers without colours: greys that stay apart, and hatches that do where toner runs low.
PRINT = composed(
    "print",
    page="#ffffff",
    ink="#000000",
    edge="#333333",
    grey="#4a4a4a",
    accent="#000000",
    faint="#d9d9d9",
    fills={
        "input": "#b0b0b0",
        "input-active": "#868686",
        "kernel": "#d4d4d4",
        "kernel-active": "#a8a8a8",
        "output": "#eaeaea",
        "output-active": "#bcbcbc",
        "product": "#ffffff",
        "zero": "#f7f7f7",
        "tap": "#dcdcdc",
        "tap-input": "#868686",
        "different": "#9a9a9a",
    },
    names=dict.fromkeys(("input", "kernel", "output", "restored"), "#000000"),
    patterns={
        **dict.fromkeys(("kernel", "kernel-active"), "rising"),
        **dict.fromkeys(("output", "output-active"), "falling"),
        "tap": "level",
        "different": "cross",
    },
)

THEMES: dict[str, Theme] = {theme.name: theme for theme in (LIGHT, DARK, SOLARIZED, OKABE_ITO, PRINT)}
"""Every theme, by the name that ``--theme`` takes."""
