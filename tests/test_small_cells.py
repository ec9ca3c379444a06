"""Cells of a few pixels: plain squares in the colours of their numbers, in all kinds of files."""

import re
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

import tconv_anim
from tconv_anim.painters.vector.drawing import Draughtsman, Shape
from tconv_anim.storyboard.storyboard import Cell
from tconv_anim.storyboard.theme import THEMES

LAYER: dict[str, Any] = {"kernel_size": 4, "stride": 2, "padding": 1, "input_size": 6}


@pytest.mark.parametrize("cell", [2, 3, 4, 5, 6, 7, 8, 15])
@pytest.mark.parametrize("view", ["scatter", "gather", "conv", "overlap", "matrix", "compose", "roundtrip"])
def test_every_view_can_be_drawn_with_small_cells(view: str, cell: int) -> None:
    animation = tconv_anim.animate(**LAYER, view=view, cell=cell, steps=(2, 3))
    panels = animation.storyboard.panels
    assert (cell, 0) in {panel.across for panel in panels.values()}
    assert not any(panel.text_size for panel in panels.values())
    with Image.open(_saved(animation, ".gif")) as picture:
        assert picture.size == animation.storyboard.size
        assert getattr(picture, "n_frames", 1) > 1


def _saved(animation: tconv_anim.Animation, suffix: str) -> BytesIO:
    return BytesIO(animation.encoded(suffix))


def test_a_cell_without_room_for_lines_is_all_of_the_colour_of_its_number() -> None:
    animation = tconv_anim.animate(**LAYER, cell=3)
    board = animation.storyboard
    with Image.open(_saved(animation, ".png")) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    theme = THEMES["light"].scaled(board.scale)
    cells = [e for e in board.at_step(None).values() if isinstance(e, Cell) and e.panel == "output/0"]
    inner = [cell for cell in cells if 0 < cell.row < 11 and 0 < cell.col < 11]  # a frame is on the others
    assert len(inner) == 100
    for cell in inner:
        x, y = board.panels[cell.panel].corner(cell.row, cell.col)
        seen = {"#" + bytes(pixel).hex() for pixel in pixels[y : y + 3, x : x + 3].reshape(-1, 3)}
        assert seen == {theme.cells[cell.role].fill}


def test_numbers_are_drawn_from_sixteen_pixels_on() -> None:
    for cell, drawn in ((15, False), (16, True)):
        panels = tconv_anim.animate(**LAYER, cell=cell).storyboard.panels
        assert (panels["output/0"].text_size > 0) is drawn


def test_text_has_its_numbers_whatever_the_cells() -> None:
    said: list[dict[str, Any]] = [{}, {"cell": 2}]
    wide, small = (tconv_anim.animate(**LAYER, **more).encoded(".txt", step=3) for more in said)
    assert re.findall(rb"\d+", small)[4:60] == re.findall(rb"\d+", wide)[4:60]


def test_small_cells_leave_no_seams_in_vector_pictures() -> None:
    board = tconv_anim.animate(**LAYER, cell=5).storyboard
    draughtsman = Draughtsman(board, THEMES["light"].scaled(board.scale))
    for cell in (e for e in board.at_step(None).values() if isinstance(e, Cell) and e.panel == "output/0"):
        drawn = draughtsman.drawn(cell)
        (face,) = (part for part in drawn.look.parts if isinstance(part, Shape))
        left, top = board.panels[cell.panel].corner(cell.row, cell.col)
        assert not face.stroked
        assert (drawn.at[0] + face.spots[0][0], drawn.at[1] + face.spots[0][1]) == (left, top)
        assert (drawn.at[0] + face.spots[2][0], drawn.at[1] + face.spots[2][1]) == (left + 5, top + 5)


@pytest.mark.parametrize("suffix", [".png", ".svg"])
@pytest.mark.parametrize("cell", [2, 3, 5, 7])
def test_strips_of_cells_that_are_too_narrow_for_an_inset_outline_are_drawn(cell: int, suffix: str) -> None:
    a = tconv_anim.animate(
        kernel_size=5, stride=3, padding=2, output_padding=2, input_size=2, dims=1, cell=cell, theme="dark"
    )
    assert any(element.role == "restored" for element in a.storyboard.at_step(None).values())
    assert len(a.encoded(suffix)) > 1000
    assert b'width="-' not in a.encoded(suffix)


def test_a_small_row_on_a_large_page_is_drawn() -> None:
    a = tconv_anim.animate("wavegan", size=(1280, 720))
    assert a.encoded(".png").startswith(b"\x89PNG")
