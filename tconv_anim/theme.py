"""How roles look: colours, dashes and weights. The only place where a colour is written."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class CellStyle(NamedTuple):
    """A cell: its fill, the ink of its number and of its note, its edge.

    A ``raised`` cell is a tile with round corners, inset from the lattice: it lies on another cell.
    """

    fill: str
    ink: str
    edge: str
    note: str = ""
    dashed: bool = False
    raised: bool = False
    bold: bool = False


class StrokeStyle(NamedTuple):
    """A line: its colour, its width in units, whether it is dashed.

    An outline with an ``inset`` runs that far inside the lattice lines, in units.
    """

    colour: str
    width: int
    dashed: bool = False
    inset: int = 0


class Theme(NamedTuple):
    """A look for every role that a storyboard uses: cells, strokes (outlines, links), inks (labels)."""

    name: str
    page: str
    cells: Mapping[str, CellStyle]
    strokes: Mapping[str, StrokeStyle]
    inks: Mapping[str, str]


def _theme(
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
    heat: Sequence[tuple[str, str]],
) -> Theme:
    """A theme from its few colours: every role that means the same thing has the same one.

    ``heat`` is a scale of (fill, ink), from little to much.
    """
    return Theme(
        name,
        page,
        cells={
            "input": CellStyle(fills["input"], ink, edge),
            "input-active": CellStyle(fills["input-active"], ink, edge, bold=True),
            "kernel": CellStyle(fills["kernel"], ink, edge),
            "kernel-active": CellStyle(fills["kernel-active"], ink, edge, bold=True),
            "empty": CellStyle(page, ink, edge),
            "output": CellStyle(fills["output"], ink, edge),
            "output-active": CellStyle(fills["output-active"], ink, edge, bold=True),
            "cropped": CellStyle(page, grey, grey, dashed=True),
            "padding": CellStyle(page, grey, grey, dashed=True),
            "zero": CellStyle(fills["zero"], grey, grey),
            "tap": CellStyle(fills["tap"], ink, edge),
            "tap-input": CellStyle(fills["tap-input"], ink, edge, bold=True),
            "different": CellStyle(fills["different"], ink, edge, bold=True),
            **{f"heat-{level}": CellStyle(*look, edge) for level, look in enumerate(heat, 1)},
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
        },
    )


LIGHT = _theme(
    "light",
    page="#ffffff",
    ink="#0b2a3a",
    edge="#0b2a3a",
    grey="#5d6f79",
    accent="#b93a0a",
    faint="#e3e8ea",
    fills={
        "input": "#b5d8f5",
        "input-active": "#7fbdf0",
        "kernel": "#f8dc92",
        "output": "#aee0d4",
        "output-active": "#5fc2ad",
        "kernel-active": "#efbf45",
        "product": "#fdf1d0",
        "zero": "#f4f6f7",
        "tap": "#cdd6da",
        "tap-input": "#5fa9e6",
        "different": "#f9c9bd",
    },
    heat=[
        ("#fdf0c8", "#0b2a3a"),
        ("#fbcf86", "#0b2a3a"),
        ("#f39a5c", "#0b2a3a"),
        ("#c2452f", "#ffffff"),
        ("#7f1d2e", "#ffffff"),
    ],
    names={"input": "#1b6cb0", "kernel": "#8a6300", "output": "#13766a", "restored": "#7b3fb5"},
)

DARK = _theme(
    "dark",
    page="#10191f",
    ink="#eef4f6",
    edge="#8ba3ae",
    grey="#9fb2bb",
    accent="#ff9d6b",
    faint="#2b3a43",
    fills={
        "input": "#1f4f7a",
        "input-active": "#2a6fae",
        "kernel": "#6b4f10",
        "output": "#155a50",
        "output-active": "#1a7567",
        "kernel-active": "#8a6817",
        "product": "#3a2b10",
        "zero": "#18242c",
        "tap": "#3d4d57",
        "tap-input": "#2f7cc0",
        "different": "#7a2f22",
    },
    heat=[
        ("#2c2440", "#eef4f6"),
        ("#5a2a5e", "#eef4f6"),
        ("#8f2f5c", "#eef4f6"),
        ("#f0804f", "#10191f"),
        ("#ffd27a", "#10191f"),
    ],
    names={"input": "#6db5f2", "kernel": "#e0b23c", "output": "#4fc7b5", "restored": "#c79bf2"},
)

THEMES: dict[str, Theme] = {theme.name: theme for theme in (LIGHT, DARK)}
"""Every theme, by the name that ``--theme`` takes."""
