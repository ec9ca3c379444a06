"""Pictures of one axis and of three: lines and slices, and every number where it belongs."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.painters import PAINTERS
from tconv_anim.recipe.recipe import Recipe
from tconv_anim.storyboard.storyboard import Cell, Outline
from tests.browser import until

VIEWS = ("scatter", "gather", "overlap", "conv")
LONG: dict[str, Any] = {
    "dims": 1,
    "kernel_size": 25,
    "stride": 4,
    "padding": 11,
    "output_padding": 1,
    "input_size": 12,
}
VOLUME: dict[str, Any] = {"kernel_size": (2, 3, 1), "stride": (1, 2, 2), "input_size": (2, 2, 3)}


def shown(animation: tconv_anim.Animation) -> Any:
    """The output as the last picture has it."""
    output = np.empty(animation.trace.output.shape, int)
    for name, element in animation.storyboard.at_step(None).items():
        if name.startswith("output/") and isinstance(element, Cell) and element.role != "cropped":
            output[tuple(map(int, name.split("/")[1:]))] = int(element.text)
    return output


@pytest.mark.parametrize("look", ["flat", "isometric"])
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("dims", [1, 3])
def test_the_last_picture_shows_the_output(dims: int, view: str, look: str) -> None:
    draw = random.Random(f"{dims} {view}")
    for _ in range(3):
        options: dict[str, Any] = {"dims": dims, "view": view, "look": look, "cell": 30}
        options |= {"kernel_size": tuple(draw.randint(1, 3) for _ in range(dims)), "input_size": 3}
        options |= {"stride": tuple(draw.randint(1, 2) for _ in range(dims)), "padding": draw.randint(0, 1)}
        options |= {"in_channels": draw.randint(1, 2), "out_channels": draw.randint(1, 2), "seed": 3}
        try:
            animation = tconv_anim.animate(**options)
        except InputError:
            continue
        assert np.array_equal(shown(animation), animation.trace.output), options


def test_a_long_row_is_broken_into_lines_and_so_are_outlines() -> None:
    animation = tconv_anim.animate(**LONG)
    seen = animation.storyboard.at_step(3)
    lines = [name for name in animation.storyboard.panels if name.startswith("output/0")]
    assert len(lines) > 1
    window = [one for name, one in seen.items() if name.startswith("window/output/0")]
    assert len(window) == 2
    pieces = [one for one in window if isinstance(one, Outline)]
    assert sum(one.cols for one in pieces) == 25
    assert {one.panel for one in pieces} == set(lines[:2])
    last = animation.storyboard.at_step(None)
    assert not any(name.startswith("window/") for name in last)
    assert np.array_equal(shown(animation), animation.trace.output)


def test_a_volume_has_a_panel_for_each_slice_and_a_window_on_each_that_it_reaches() -> None:
    animation = tconv_anim.animate(**VOLUME)
    assert [name for name in animation.storyboard.panels if name.startswith("output/0/")] == [
        f"output/0/{d}" for d in range(3)
    ]
    seen = animation.storyboard.at_step(1)
    assert [name for name in seen if name.startswith("window/output")] == [
        "window/output/0/0",
        "window/output/0/1",
    ]
    assert any(
        "output[0, 0, 0]" in frame.caption
        for frame in tconv_anim.animate(**VOLUME, view="gather").storyboard.keyframes
    )


@pytest.mark.parametrize("options", [LONG, VOLUME], ids=["row", "volume"])
def test_the_recipe_and_the_command_make_the_same_again(options: dict[str, Any]) -> None:
    recipe = Recipe(**options)
    again, _ = Recipe.from_json(recipe.to_json())
    assert (again, again.layer) == (recipe, recipe.layer)
    assert recipe.name.startswith("tconv1d-" if "dims" in options else "tconv3d-")
    assert f"--dims {recipe.dims}" in recipe.command()


def test_a_single_row_of_older_recipes_is_one_still() -> None:
    row, _ = Recipe.from_json(
        '{"format":"tconv-anim/recipe","version":2,"options":{"kernel_size":[1,3],"stride":[1,2],"input_size":[1,4]}}'
    )
    assert row.layer.output_shape == (1, 1, 9)


def test_a_view_of_two_axes_says_which_show_others() -> None:
    with pytest.raises(
        InputError, match="dims is 3 and view is 'compare': leave dims out, or take one of scatter"
    ):
        tconv_anim.animate(dims=3, view="compare")


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [suffix for suffix, painter in PAINTERS.items() if not painter.films])
@pytest.mark.parametrize("preset", ["causal_1d", "volume_3d"])
def test_every_kind_of_file_is_made(preset: str, suffix: str, tmp_path: Path) -> None:
    assert tconv_anim.animate(preset=preset).save(tmp_path / f"a{suffix}").bytes


@pytest.mark.slow
def test_a_player_of_one_axis_counts_anew_where_a_number_is_changed(tmp_path: Path, visit: Any) -> None:
    tconv_anim.animate(
        dims=1, kernel_size=3, stride=2, input_size=3, input=[1, 2, 3], weight=[1, 10, 100]
    ).save(tmp_path / "a.html")
    holder = tmp_path / "holder.html"
    holder.write_text(
        "<script>told = []; addEventListener('message', ({ data }) => told.push(data));</script>"
        f'<iframe src="{(tmp_path / "a.html").as_uri()}" width="700" height="600"></iframe>'
    )
    page = visit(holder).page
    until(page, "told.some(({ type }) => type === 'ready')")
    page.evaluate("frames[0].postMessage({ tconv: 1, type: 'numbers', input: [1, 7, 3] }, '*')")
    until(page, "told.some(({ type }) => type === 'numbers')")
    said = page.evaluate("told.filter(({ type }) => type === 'numbers').at(-1)")
    assert said["output"] == [1, 10, 107, 70, 703, 30, 300]


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("view", ["compose", "roundtrip", "matrix", "compare"])
def test_views_of_rows_and_columns_show_one_axis_as_a_row(view: str, channels: int) -> None:
    options: dict[str, Any] = {
        "kernel_size": 3,
        "stride": 2,
        "padding": 1,
        "seed": 2,
        "in_channels": channels,
    }
    animation = tconv_anim.animate(dims=1, input_size=3, view=view, **options)
    rows = {"kernel_size": (1, 3), "stride": (1, 2), "padding": (0, 1), "input_size": (1, 3)}
    in_rows = tconv_anim.animate(view=view, **{**options, **rows})
    assert animation.trace.output.shape == (1, 5)
    assert np.array_equal(animation.trace.output[:, None], in_rows.trace.output)
    assert dict(animation.storyboard.at_step(None)) == dict(in_rows.storyboard.at_step(None))
    assert list(animation.storyboard.sums) == list(in_rows.storyboard.sums)


def test_a_page_of_such_a_row_lets_nobody_change_its_numbers() -> None:
    assert tconv_anim.animate(dims=1, view="compare").living.book is None


def test_a_part_of_a_layer_of_one_axis_is_shown_as_a_row_too() -> None:
    animation = tconv_anim.animate(dims=1, in_channels=5, stride=2, view="compose", shown_in=2)
    shown = [name for name in animation.storyboard.at_step(None) if name.startswith("output/0/0/")]
    assert len(shown) == animation.trace.output.size
