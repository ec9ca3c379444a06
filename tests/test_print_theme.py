"""The theme for printers without colours: roles stay apart in grey, small, or by their hatches alone."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import tconv_anim
from tconv_anim.painters.order import Order
from tconv_anim.painters.patterns import hatch
from tconv_anim.painters.raster.raster import Raster
from tconv_anim.storyboard.scales import SCALES
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Panel, Storyboard
from tconv_anim.storyboard.theme import PRINT, THEMES, CellStyle
from tests.command import made
from tests.test_pdf import poppler
from tests.test_theme import APART

SIDE = 48

ROLES = (
    "input",
    "kernel",
    "output",
    "empty",
    "input-active",
    "kernel-active",
    "output-active",
    "tap",
    "different",
)
"""Roles of cells that fill their places: tiles and dashed cells have other edges."""


def swatches(across: tuple[int, int], down: tuple[int, int], text: str = "") -> Storyboard:
    """A 5 x 5 map of each role."""
    panels = {role: Panel(role, (20 + 300 * at, 200), across, down, 18) for at, role in enumerate(ROLES)}
    cells = tuple(
        Cell(f"{role}/{row}/{col}", role, role, row, col, text)
        for role in ROLES
        for row in range(5)
        for col in range(5)
    )
    size = (40 + 300 * len(ROLES), 500)
    return Storyboard("", "", size, panels, 0, (Keyframe(1000, "", 0, cells, (), ()),))


def patches(board: Storyboard) -> dict[str, Any]:
    """What is seen of the middle of each map in grey, an eighth as large in each direction: a poor copy."""
    raster = Raster(board, PRINT)
    whole = Image.fromarray(raster.palette.rgb[raster.still(None)]).convert("L")
    found = {}
    for role, panel in board.panels.items():
        x, y = panel.corner(2, 2)
        x += (panel.across[0] + panel.down[0]) // 2
        y += (panel.across[1] + panel.down[1]) // 2
        found[role] = np.asarray(whole.crop((x - 40, y - 40, x + 40, y + 40)).reduce(8), np.float64)
    return found


@pytest.mark.parametrize("text", ["", "7", "123"])
@pytest.mark.parametrize(
    ("across", "down"), [((SIDE, 0), (0, SIDE)), ((35, -17), (31, 25))], ids=["flat", "isometric"]
)
def test_roles_stay_apart_in_grey_and_small(
    across: tuple[int, int], down: tuple[int, int], text: str
) -> None:
    seen = patches(swatches(across, down, text))
    for one, other in APART:
        if one in seen and other in seen:
            assert abs(seen[one].mean() - seen[other].mean()) >= 8, (one, other)


def test_hatches_alone_tell_the_kinds_of_maps_apart() -> None:
    kinds = [PRINT.cells[role].pattern for role in ("input", "kernel", "output", "tap", "different")]
    assert len({*kinds}) == len(kinds)
    for role in ("input", "kernel", "output"):
        assert PRINT.cells[role].pattern == PRINT.cells[f"{role}-active"].pattern


def test_all_is_grey() -> None:
    for theme in (PRINT, *map(PRINT.scaled, SCALES)):
        colours = [theme.page, *theme.inks.values(), *(stroke.colour for stroke in theme.strokes.values())]
        colours += [c for s in theme.cells.values() for c in (s.fill, s.ink, s.edge, s.note or s.ink)]
        assert {len({colour[i : i + 2] for i in (1, 3, 5)}) for colour in colours} == {1}


def test_scales_go_one_way_and_never_as_dark_as_lines() -> None:
    for scale in ("heat", "diverging"):
        greys = [int(fill[1:3], 16) for fill, _ in PRINT.shades(scale)]
        assert greys == sorted(greys, reverse=True)
        assert greys[0] < 0xF8
        assert greys[-1] > 0x40


@pytest.mark.parametrize("pattern", ["rising", "falling", "cross", "level"])
def test_the_lines_of_neighbours_meet(pattern: str) -> None:
    style = CellStyle("#ffffff", "#000000", "#000000", pattern=pattern)
    for across, down in (((44, 0), (0, 44)), ((32, -16), (28, 23))):
        spots = {(round(x, 6), round(y, 6)) for way in hatch(style, across, down) for x, y in way}
        right = {(round(x + across[0], 6), round(y + across[1], 6)) for x, y in spots}
        assert len(spots & right) >= 4


def test_tiles_and_small_cells_have_no_hatch() -> None:
    style = PRINT.cells["kernel"]
    assert hatch(style, (12, 0), (0, 12))
    assert not hatch(style, (11, 0), (0, 11))
    assert not hatch(style._replace(raised=True), (44, 0), (0, 44))
    assert not hatch(THEMES["light"].cells["kernel"], (44, 0), (0, 44))


def test_a_number_stands_on_a_clear_field() -> None:
    """Not a pixel of the hatch touches it: around the digit is only the fill."""
    for across, down in (((SIDE, 0), (0, SIDE)), ((35, -17), (31, 25))):
        board = swatches(across, down, "1")
        raster = Raster(board, PRINT)
        pixels = raster.palette.rgb[raster.still(None)][..., 0]
        for role in ("kernel", "output", "different"):
            panel = board.panels[role]
            x, y = (int(panel.corner(2, 2)[i] + (across[i] + down[i]) / 2) for i in (0, 1))
            fill = int(PRINT.cells[role].fill[1:3], 16)
            assert (pixels[y - 6 : y + 7, x + 7] == fill).all(), role
            assert (pixels[y - 6 : y + 7, x - 8] == fill).all(), role


def test_pdf_and_png_look_the_same(tmp_path: Path) -> None:
    words = ("--k", "3", "--s", "2", "--p", "1", "--i", "2", "--step", "2", "--theme", "print")
    for suffix in (".png", ".pdf"):
        made(*words, "-o", f"x{suffix}", cwd=tmp_path)
    poppler("pdftoppm", "-r", "96", "-png", "-singlefile", tmp_path / "x.pdf", tmp_path / "p")
    one, other = (
        np.asarray(Image.open(tmp_path / name).convert("L").reduce(8), np.float64)
        for name in ("x.png", "p.png")
    )
    assert abs(one - other).max() <= 40
    assert abs(one - other).mean() <= 2


def test_a_theme_of_ones_own_inherits_the_hatches() -> None:
    animation = tconv_anim.animate(theme={"inherits": "print", "input": "#ffffff"})
    order: Order = animation.job("x.png").order
    assert order.theme.cells["kernel"].pattern == "rising"
    assert order.theme.cells["input"].fill == "#ffffff"
