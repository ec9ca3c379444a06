"""Numbers as colours: a scale in every view of maps, its bar in the legend, no colour in other files."""

import io
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PIL import Image

import tconv_anim
from tconv_anim.layer import wording
from tconv_anim.recipe.options import OPTIONS
from tconv_anim.storyboard.contrast import luminance
from tconv_anim.storyboard.scales import LAST, SCALES, colours
from tconv_anim.storyboard.storyboard import Cell, Label, Storyboard
from tconv_anim.views import VIEWS

MAPS = OPTIONS["heat"].views[None]
SIGNED: dict[str, Any] = {"input": [[2, -4], [0, 1]], "weight": [[3, -1], [1, 5]]}


def cells(board: Storyboard, *maps: str) -> list[Cell]:
    return [
        e
        for e in board.at_step(None).values()
        if isinstance(e, Cell) and e.id.split("/")[0] in maps and e.role not in ("cropped", "padding", "zero")
    ]


def level(cell: Cell) -> int:
    return int(cell.role.rpartition("-")[2])


def test_viridis_and_grey_grow_lighter_and_the_diverging_scale_is_palest_in_its_middle() -> None:
    for scale in ("heat", "grey"):
        light = [luminance(fill) for fill, _ in colours(scale)]
        assert all(a < b for a, b in pairwise(light))
    light = [luminance(fill) for fill, _ in colours("diverging")]
    assert max(light) == light[LAST // 2]
    assert all(len(set(colours(scale))) == LAST + 1 for scale in SCALES if scale != "rgb")
    assert len(set(colours("rgb"))) == LAST + 1 - 2  # all three channels begin with black


def test_where_no_numbers_are_drawn_the_kernel_has_colours_between_its_own_ends() -> None:
    random = np.random.default_rng(3)
    numbers: dict[str, Any] = {
        "input": random.integers(1, 5, (20, 20)),
        "weight": random.normal(size=(4, 4)) / 100,
    }
    shown = tconv_anim.animate(stride=2, **numbers).storyboard
    kernel = cells(shown, "kernel")
    assert {level(cell) for cell in kernel} >= {0} or {level(cell) for cell in kernel} >= {LAST}
    by_number = sorted(kernel, key=lambda cell: float(cell.text))
    assert [level(cell) for cell in by_number] == sorted(level(cell) for cell in kernel)
    ends = np.abs(numbers["weight"]).max()
    labels = [e.text for e in shown.at_step(None).values() if isinstance(e, Label)]
    assert any(f"kernel {wording.prose(-ends)} to {wording.prose(ends)}" in text for text in labels)
    lettered = tconv_anim.animate(stride=2, show=["heat"], input=[[1, 2]], weight=[[1, -2]]).storyboard
    assert {cell.role for cell in cells(lettered, "kernel")} == {"kernel"}


def test_an_input_of_much_smaller_numbers_has_all_colours_of_its_own() -> None:
    numbers: dict[str, Any] = {"input": np.arange(400).reshape(20, 20) % 7, "weight": [[50, 90], [70, 80]]}
    shown = tconv_anim.animate(**numbers).storyboard
    assert {level(cell) for cell in cells(shown, "input")} >= {0, LAST}
    alike = tconv_anim.animate(**numbers | {"weight": [[1, 1], [1, 1]]}).storyboard
    assert max(level(cell) for cell in cells(alike, "input")) < LAST


@pytest.mark.parametrize("view", MAPS)
@pytest.mark.parametrize(
    ("heat", "scale"), [("viridis", "heat"), ("grey", "grey"), ("diverging", "diverging")]
)
def test_larger_numbers_stand_further_up_the_scale_in_every_view_of_maps(
    view: str, heat: str, scale: str
) -> None:
    board = tconv_anim.animate(kernel_size=3, input_size=4, view=view, heat=heat, cell=40).storyboard
    assert board.scale == scale
    # Maps of these have each its own scale.
    maps = ("output",) if view in ("stack", "backward") else ("input", "output", "back")
    shown = sorted((int(cell.text), level(cell), cell.role) for cell in cells(board, *maps))
    assert len({role for *_, role in shown}) > 3
    assert all(role.startswith(f"{scale}-") for *_, role in shown)
    assert [where for _, where, _ in shown] == sorted(where for _, where, _ in shown)


@pytest.mark.parametrize("view", MAPS)
def test_zero_is_in_the_middle_where_there_are_negative_numbers(view: str) -> None:
    board = tconv_anim.animate(**SIGNED, view=view, show=["heat"]).storyboard
    assert board.scale == "diverging"
    for cell in cells(board, "input", "output", "back"):
        assert np.sign(level(cell) - LAST // 2) in (0, np.sign(int(cell.text)))
        assert int(cell.text) or level(cell) == LAST // 2


def test_the_bar_in_the_legend_has_the_ends_of_the_scale_and_zero() -> None:
    def told(**options: Any) -> list[str]:
        seen = tconv_anim.animate(**options).storyboard.at_step(None)
        return [
            e.text for e in seen.values() if isinstance(e, Label) and e.id.startswith("note/legend/values")
        ]

    assert told(input=[[2, 4], [0, 1]], weight=[[3, 1], [1, 5]], heat="viridis") == ["value", "0", "21"]
    assert told(**SIGNED, heat="diverging") == ["value", "−21", "0", "21"]
    assert told(kernel_size=2) == []


def test_a_map_of_colours_alone_shows_them_and_auto_does_not() -> None:
    assert tconv_anim.animate(kernel_size=2, heat="grey").storyboard.scale == "grey"
    assert tconv_anim.animate(kernel_size=2, heat="auto").storyboard.scale == ""


@pytest.mark.parametrize("heat", ["viridis", "diverging", "grey"])
@pytest.mark.parametrize("look", ["flat", "isometric"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_gif_shows_each_number_in_the_colour_of_its_cell(heat: str, look: str, theme: str) -> None:
    animation = tconv_anim.animate(
        kernel_size=2, input_size=2, heat=heat, look=look, theme=theme, values=False
    )
    picture = Image.open(io.BytesIO(animation.encoded(".gif")))
    picture.seek(picture.n_frames - 1)  # type: ignore[attr-defined]
    pixels = picture.convert("RGB")
    board = animation.storyboard
    for cell in cells(board, "output"):
        panel = board.panels[cell.panel]
        (x, y), (right, down) = panel.corner(cell.row, cell.col), panel.corner(cell.row + 1, cell.col + 1)
        fill, _ = colours(board.scale)[level(cell)]
        found = pixels.getpixel(((x + right) // 2, (y + down) // 2))
        assert found == tuple(bytes.fromhex(fill[1:])), cell


@pytest.mark.slow
def test_films_and_scenes_have_the_colours_too() -> None:
    manim = pytest.importorskip("tconv_anim.manim")
    figure = manim.Figure({"kernel_size": 1, "input_size": 2, "heat": "grey"}, furniture=False)
    assert figure.theme.scale == "grey"
    figure = manim.Figure({"kernel_size": 1, "input_size": 2, "view": "overlap"}, furniture=False)
    assert figure.theme.scale == "heat"


@pytest.mark.parametrize("suffix", [".svg", ".html"])
def test_files_hold_the_colours_of_the_scale_that_they_use_only(suffix: str) -> None:
    plain = tconv_anim.animate(kernel_size=2, input_size=2).encoded(suffix).decode()
    warm = tconv_anim.animate(kernel_size=2, input_size=2, show=["heat"]).encoded(suffix).decode()
    assert not any(f"cell-{scale}-" in plain for scale in SCALES)
    assert ".cell-heat-32{" in warm
    assert ".cell-grey-" not in warm
    assert ".cell-diverging-" not in warm


@pytest.mark.parametrize("view", VIEWS)
def test_storyboards_name_the_scale_that_their_cells_have_roles_of(view: str) -> None:
    board = tconv_anim.animate(kernel_size=2, input_size=2, view=view).storyboard
    used = {e.role.rpartition("-")[0] for k in board.keyframes for e in k.enter if isinstance(e, Cell)}
    assert used & set(SCALES) == ({board.scale} if board.scale else set())


def test_the_legend_of_the_overlap_lists_every_count_that_cells_have_had() -> None:
    board = tconv_anim.animate(kernel_size=3, stride=2, input_size=4, view="overlap").storyboard
    shown = [e for k in board.keyframes for e in k.enter + k.update if isinstance(e, Cell)]
    counted = {cell.text: cell.role for cell in shown if cell.id.startswith("count/")}
    counted.pop("")
    seen = board.at_step(None)
    listed = {
        e.text: seen[f"{e.id.partition('/')[2]}/0/0"].role
        for e in seen.values()
        if isinstance(e, Label) and e.id.startswith("heading/legend/")
    }
    assert listed == counted
