"""How large pages are: as asked for, or within bounds; and that all on them grows and shrinks together."""

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.recipe.kinds import SHAPES
from tconv_anim.storyboard.storyboard import Cell, Label, Storyboard
from tconv_anim.views import ISOMETRIC, VIEWS
from tests.command import complaint, made, run
from tests.layers import Example, examples, for_view
from tests.pages import assert_page_is_tidy

LAYERS: list[dict[str, Any]] = [
    {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 3},
    {"kernel_size": 3, "stride": 2, "padding": 1, "input_size": 9},
    {
        **{"kernel_size": (1, 25), "stride": (1, 4), "padding": (0, 11)},
        **{"output_padding": (0, 1), "input_size": (1, 8)},
    },
    {"kernel_size": 2, "stride": 2, "input_size": 3, "in_channels": 4, "out_channels": 2},
]
SPARING = ("scatter", "gather", "conv", "overlap", "roundtrip")
"""Views that show a layer's own maps only."""

for layer in LAYERS:
    layer["bias"] = [1] * layer.get("out_channels", 1)


def board(**options: Any) -> Storyboard:
    options = for_view(options.get("view", "scatter"), options)
    if VIEWS[options["view"]].direct:
        options["input_size"] = 9
    return tconv_anim.animate(**options).storyboard


@pytest.mark.parametrize("layer", range(len(LAYERS)))
@pytest.mark.parametrize("view", VIEWS)
def test_by_itself_no_page_is_larger_than_the_limits(view: str, layer: int) -> None:
    for look in ("flat", "isometric") if view in ISOMETRIC else ("flat",):
        width, height = board(**LAYERS[layer], view=view, look=look).size
        assert width <= 800
        assert height <= 640


@pytest.mark.parametrize("size", [(1280, 720), (960, 720), (720, 720), (500, 900), (1920, 1080)])
@pytest.mark.parametrize("view", VIEWS)
def test_a_page_has_exactly_the_size_that_was_asked_for(view: str, size: tuple[int, int]) -> None:
    for layer in LAYERS[:2]:
        one = board(**layer, view=view, size=size)
        assert one.size == size
        caption = one.at_step(0)["caption/0"]
        assert isinstance(caption, Label)
        if view in SPARING and size[0] > size[1]:  # where there is more to show, all of it is smaller
            assert caption.size >= size[1] / 32


@settings(max_examples=20)
@given(examples(largest=3), st.sampled_from(SPARING), st.integers(700, 1400), st.integers(500, 900))
def test_pages_of_any_size_are_tidy(example: Example, view: str, width: int, height: int) -> None:
    trace = example.conv_trace if VIEWS[view].direct else example.trace
    from tconv_anim.views import Look

    one = VIEWS[view](trace, Look(), (width, height))
    assert one.size == (width, height)
    assert_page_is_tidy(one)


def test_cells_numbers_and_lines_grow_with_the_page() -> None:
    small, large = (board(**LAYERS[0], size=size) for size in ((960, 540), (1920, 1080)))
    for name, panel in small.panels.items():
        assert large.panels[name].across[0] / panel.across[0] == pytest.approx(2, rel=0.1)
        assert large.panels[name].text_size / max(panel.text_size, 1) == pytest.approx(2, rel=0.2) or (
            panel.text_size == 0
        )
    titles = [one.at_step(0)["title"] for one in (small, large)]
    assert titles[1].size / titles[0].size == pytest.approx(2, rel=0.1)  # type: ignore[union-attr]
    strokes = [
        tconv_anim.animate(**LAYERS[0], size=size).job("x.png").order.theme.strokes["active"].width
        for size in ((960, 540), (1920, 1080))
    ]
    assert strokes[1] > 1.5 * strokes[0]


@given(st.integers(200, 2000), st.integers(200, 2000), st.sampled_from(["flat", "isometric"]))
def test_a_small_layer_has_room_on_pages_of_any_size(width: int, height: int, look: str) -> None:
    assert board(kernel_size=1, input_size=2, size=(width, height), look=look).size == (width, height)


def test_a_width_alone_leaves_the_height_to_the_picture() -> None:
    for width in (320, 700, 1400):
        one = board(**LAYERS[0], size=width)
        assert one.size[0] == width
        assert one.size[1] <= 0.8 * width


def test_where_numbers_would_be_too_small_colours_take_over() -> None:
    large = board(kernel_size=3, stride=2, input_size=16)
    assert not any(panel.text_size for panel in large.panels.values())
    assert any(getattr(e, "role", "").startswith("heat") for e in large.at_step(None).values())
    for size in (2, 4, 6):
        panels = board(kernel_size=3, stride=2, input_size=size).panels
        assert all(panel.text_size >= 9 for name, panel in panels.items() if not name.startswith("legend"))


def test_a_cell_that_was_asked_for_stays_as_large_as_that() -> None:
    for layer in LAYERS:
        assert board(**layer, cell=40).panels["input/0"].across[0] == 40


def test_what_is_not_wanted_is_left_out() -> None:
    bare = tconv_anim.animate(**LAYERS[0], captions=False, legend=False, title=False).storyboard
    whole = tconv_anim.animate(**LAYERS[0]).storyboard
    words = ("title", "subtitle", "caption", "progress", "legend", "formula")
    for _, seen in bare.states():
        assert not [name for name in seen if name.split("/")[0] in words or "legend" in name]
    assert bare.size[1] < whole.size[1]
    shown = (
        {
            n: e.text
            for n, e in one.at_step(None).items()
            if isinstance(e, Cell) and not n.startswith("legend")
        }
        for one in (bare, whole)
    )
    assert next(shown) == next(shown)


@pytest.mark.parametrize("suffix", [".gif", ".png", ".webp", ".svg", ".pdf"])
def test_files_have_the_size(suffix: str, tmp_path: Path) -> None:
    file = tconv_anim.animate(**LAYERS[0], size=(640, 360)).encoded(suffix)
    if suffix == ".svg":
        assert b'width="640" height="360"' in file or b'viewBox="0 0 640 360"' in file
    elif suffix == ".pdf":
        assert b"/MediaBox [0 0 480.00 270.00]" in file
    else:
        assert Image.open(BytesIO(file)).size == (640, 360)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_command_takes_shapes_and_files_remember_them(shape: str, tmp_path: Path) -> None:
    made("--k", "2", "--i", "2", "--size", shape, "-o", "x.png", cwd=tmp_path)
    assert Image.open(tmp_path / "x.png").size == SHAPES[shape]
    assert f"--size {SHAPES[shape][0]}x" in made("inspect", "x.png", cwd=tmp_path)


@pytest.mark.parametrize("wrong", ["0x100", "10", "axb", "100x", "5:7", "-3x4"])
def test_a_size_that_is_none_is_refused(wrong: str, tmp_path: Path) -> None:
    assert "--size takes pixels" in complaint(run("--size", wrong, cwd=tmp_path))


def test_a_page_without_room_is_refused_with_a_way_out() -> None:
    with pytest.raises(InputError, match="no room"):
        board(
            kernel_size=1,
            input_size=1,
            in_channels=20,
            out_channels=40,
            shown_in="all",
            shown_out="all",
            size=(64, 64),
        )


def test_groups_of_channels_stand_apart() -> None:
    panels = board(kernel_size=2, groups=2, in_channels=4, input_size=2, cell=30).panels
    tops = np.diff([panels[f"input/{c}"].origin[1] for c in range(4)])
    assert tops[0] == tops[2]
    assert tops[1] > tops[0]
