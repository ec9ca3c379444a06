"""What captions, headers and alt texts tell: the bias, and numbers only where the picture shows them."""

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import tconv_anim
from tconv_anim.layer import wording
from tconv_anim.layer.geometry import Layer
from tconv_anim.painters.text.txt import pages
from tconv_anim.storyboard.storyboard import Cell, Label, Outline, Storyboard
from tconv_anim.views import SINGLE, VIEWS
from tconv_anim.views.common.cropping import crop_caption, is_cut, restore_caption
from tconv_anim.views.common.parts import crops
from tests.layers import Example, examples, layers
from tests.test_every_view import LOOKS

NUMBERS: dict[str, Any] = {
    "input": [[717, 727], [737, 747]],
    "weight": [[757, 767], [777, 787]],
    "bias": [797],
}
"""Element values that no position, count or size can be mistaken for; their products are larger still."""


@pytest.mark.parametrize("view", SINGLE)
def test_header_and_alt_text_name_the_bias(view: str) -> None:
    board = tconv_anim.animate(**NUMBERS, view=view).storyboard
    subtitle = board.at_step(0)["subtitle"]
    assert isinstance(subtitle, Label)
    assert "bias=797" in subtitle.text
    assert "bias=797" in board.description


def test_the_bias_of_many_channels_is_abridged() -> None:
    for values, told in (([1, -2], "bias=(1, −2)"), ([1, 2, 3, 4, 5], "bias=(1, 2, 3, …)")):
        a = tconv_anim.animate(
            kernel_size=1, input_size=1, out_channels=len(values), bias=values, shown_out="all"
        )
        assert told in a.storyboard.description


@pytest.mark.parametrize("view", [name for name in SINGLE if name not in ("roundtrip", "compare")])
def test_the_last_step_says_that_the_bias_is_still_to_come(view: str) -> None:
    plain, biased = (
        tconv_anim.animate(kernel_size=2, input_size=2, view=view, bias=bias).storyboard
        for bias in (None, [1])
    )
    for board, expected in ((plain, False), (biased, True)):
        told = {frame.caption for frame in board.keyframes if frame.step == board.steps}
        assert all(("before the bias" in caption) == expected for caption in told)
        [page] = pages(board, board.steps)
        assert ("before the bias" in page.splitlines()[0]) == expected


@pytest.mark.parametrize("view", [name for name in VIEWS if name != "compare"])
def test_the_end_has_the_bias_from_its_first_keyframe_on(view: str) -> None:
    a = tconv_anim.animate(kernel_size=2, input_size=2, view=view, bias=[100])
    seen = a.storyboard.at_step(a.storyboard.steps + 1)
    shown = {name: cell.text for name, cell in seen.items() if isinstance(cell, Cell)}
    for (c, y, x), value in np.ndenumerate(a.trace.output):
        assert shown[f"output/{c}/{y}/{x}"] == str(value)


@pytest.mark.parametrize(("view", "look"), LOOKS)
def test_pictures_without_numbers_tell_of_places_and_counts_only(view: str, look: str) -> None:
    shown, hidden = (
        tconv_anim.animate(**NUMBERS, view=view, look=look, values=values).storyboard
        for values in (True, False)
    )

    def told(board: Storyboard) -> list[str]:
        labels = [e.text for _, seen in board.states() for e in seen.values() if isinstance(e, Label)]
        shown = (re.sub(r"^\[\d+\] [\d.]+ s: ", "", page) for page in pages(board))
        return [board.description, *shown, *labels]

    assert any(re.search(r"\d{3}", text) for text in told(shown))
    assert not [text for text in told(hidden) if re.search(r"\d{3}", text.replace("180°", ""))]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"kernel_size": 3, "padding": 1}, ["padding = 1 crops 1 at every edge: 5×5 → 3×3."]),
        (
            {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 2},
            [
                "padding = 1 crops 1 at every edge: 5×5 → 3×3.",
                "output_padding = 1 restores 1 row and 1 column of products: 3×3 → 4×4.",
            ],
        ),
        (
            {"preset": "output_padding_beyond_padding"},
            [
                "padding = 1 crops 1 at every edge: 6×6 → 4×4.",
                "output_padding = 2 restores 1 row and 1 column of products and adds 1 row and 1 column "
                "without products: 4×4 → 6×6.",
            ],
        ),
        (
            {"kernel_size": 3, "stride": (2, 3), "padding": (1, 0), "output_padding": (1, 2)},
            [
                "padding = 1×0 crops 1 row at the top and bottom: 7×9 → 5×9.",
                "output_padding = 1×2 restores 1 row of products and adds 2 columns without products: "
                "5×9 → 6×11.",
            ],
        ),
        (
            {"kernel_size": 1, "stride": 3, "padding": 2, "output_padding": 2, "input_size": 2},
            [
                "padding = 2 crops 2 at every edge: nothing of 4×4 stays.",
                "output_padding = 2 restores 2 rows and 2 columns of products: 0×0 → 2×2.",
            ],
        ),
        (
            {"kernel_size": 3, "stride": 2, "padding": ((0, 1), (-1, 2)), "input_size": 2},
            [
                "padding = 0,1×−1,2 crops 1 row at the bottom and 2 columns at the right: 5×5 → 4×3.",
                "padding = 0,1×−1,2 adds 1 column at the left, without products: 4×3 → 4×4.",
            ],
        ),
    ],
)
@pytest.mark.parametrize("story", ["staged", "short"])
def test_what_padding_crops_and_output_padding_does_about_it(
    story: str, options: dict[str, Any], told: list[str]
) -> None:
    captions = [k.caption for k in tconv_anim.animate(**options, story=story).storyboard.keyframes]
    assert list(dict.fromkeys(caption for caption in captions if "padding = " in caption)) == told


@given(examples(largest=3))
def test_all_stories_end_on_the_same_picture(example: Example) -> None:
    staged, short = (
        {
            name: element
            for name, element in example.played("scatter", staged=staged)[1].at_step(None).items()
            if isinstance(element, Cell | Outline) or name.startswith("heading/output")
        }
        for staged in (True, False)
    )
    assert staged == short


@given(layers())
def test_what_is_cropped_and_added_leads_from_the_canvas_to_the_output(layer: Layer) -> None:
    told = [crop_caption(layer)] if crops(layer) else []
    told += filter(None, [restore_caption(layer)])
    assert bool(told) == is_cut(layer)
    sizes = [size for caption in told for size in re.findall(r"\d+×\d+(?= →)|(?<=→ )\d+×\d+", caption)]
    if told and "nothing" not in told[0]:
        canvas = [a.canvas_size(n) for a, n in zip(layer.axes, layer.input_size, strict=True)]
        assert sizes[0] == wording.size(canvas)
        assert sizes[1:-1:2] == sizes[2::2]
    if told:
        assert sizes[-1] == wording.size(layer.output_shape[1:])
    assert not re.search(r"\b0 (row|col|at)", " ".join(told))


def test_same_numbers_in_another_shape_are_told_as_such() -> None:
    options: dict[str, Any] = {"kernel_size": 3, "stride": 2, "input_size": 2, "weight": [[1, 1, 1]] * 3}
    a = tconv_anim.animate(**options | {"kernel_size": None}, view="compare")
    told = [keyframe.caption for keyframe in a.storyboard.keyframes]
    assert any(
        "4×4 cells stay, the same numbers as in PyTorch's output at the same place, which has 5×5" in caption
        for caption in told
    )
    beyond = tconv_anim.animate(kernel_size=1, stride=2, input_size=2, view="compare")
    told = [keyframe.caption for keyframe in beyond.storyboard.keyframes]
    assert any("7 of 16 stand where PyTorch's output has none" in caption for caption in told)
    same = tconv_anim.animate(kernel_size=2, stride=2, input_size=2, view="compare")
    told = [keyframe.caption for keyframe in same.storyboard.keyframes]
    assert any(caption.endswith("the same numbers as in PyTorch's output.") for caption in told)


def test_no_links_run_along_the_edges_of_cells_that_are_level() -> None:
    flat, square = (
        tconv_anim.animate(kernel_size=3, stride=2, view="gather", dims=dims).storyboard for dims in (1, 2)
    )
    assert not any(name.startswith("link/") for _, seen in flat.states() for name in seen)
    assert any(name.startswith("link/") for _, seen in square.states() for name in seen)
    assert flat.panels["input/0"].origin[1] == flat.panels["output/0"].origin[1]
