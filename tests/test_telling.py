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
from tconv_anim.storyboard.storyboard import Cell, Label, Storyboard
from tconv_anim.views import VIEWS
from tconv_anim.views.common.ending import cut_captions
from tests.layers import layers
from tests.test_every_view import LOOKS

NUMBERS: dict[str, Any] = {
    "input": [[717, 727], [737, 747]],
    "weight": [[757, 767], [777, 787]],
    "bias": [797],
}
"""Element values that no position, count or size can be mistaken for; their products are larger still."""


@pytest.mark.parametrize("view", VIEWS)
def test_header_and_alt_text_name_the_bias(view: str) -> None:
    board = tconv_anim.animate(**NUMBERS, view=view).storyboard
    subtitle = board.at_step(0)["subtitle"]
    assert isinstance(subtitle, Label)
    assert "bias=797" in subtitle.text
    assert "bias=797" in board.description


def test_the_bias_of_many_channels_is_abridged() -> None:
    for values, told in (([1, -2], "bias=(1, −2)"), ([1, 2, 3, 4, 5], "bias=(1, 2, 3, …)")):
        a = tconv_anim.animate(kernel_size=1, input_size=1, out_channels=len(values), bias=values)
        assert told in a.storyboard.description


@pytest.mark.parametrize("view", [name for name in VIEWS if name not in ("roundtrip", "compare")])
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
        return [board.description, *pages(board), *labels]

    assert any(re.search(r"\d{3}", text) for text in told(shown))
    assert not [text for text in told(hidden) if re.search(r"\d{3}", text.replace("180°", ""))]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            {"kernel_size": 3, "padding": 1},
            [
                "padding = 1 crops 1 on each side: of the 5×5 canvas the 3×3 output stays. "
                "Nothing is padded with zeros here."
            ],
        ),
        (
            {"preset": "output_padding_beyond_padding"},
            [
                "padding = 1 crops 1 on each side: of the 6×6 canvas 4×4 stays. "
                "Nothing is padded with zeros here.",
                "output_padding = 2 gives back 1 and adds 1 at the bottom and right: the output is 6×6.",
            ],
        ),
        (
            {"kernel_size": 3, "stride": (2, 3), "padding": (1, 0), "output_padding": (1, 2)},
            [
                "padding = 1×0 crops 1 at the top and bottom: of the 7×9 canvas 5×9 stays.",
                "output_padding = 1×2 gives back 1 at the bottom and adds 2 at the right: "
                "the output is 6×11.",
            ],
        ),
        (
            {"kernel_size": 1, "stride": 3, "padding": 2, "output_padding": 2, "input_size": 2},
            [
                "padding = 2 crops 2 on each side: of the 4×4 canvas nothing stays. "
                "Nothing is padded with zeros here.",
                "output_padding = 2 gives back 2 at the bottom and right: the output is 2×2.",
            ],
        ),
    ],
)
def test_what_padding_crops_and_output_padding_does_about_it(
    options: dict[str, Any], told: list[str]
) -> None:
    captions = [keyframe.caption for keyframe in tconv_anim.animate(**options).storyboard.keyframes]
    assert [caption for caption in captions if "padding =" in caption] == told


@given(layers())
def test_what_is_cropped_and_added_leads_from_the_canvas_to_the_output(layer: Layer) -> None:
    for caption in cut_captions(layer) if any(layer.params.padding) else ():
        assert not re.search(r"\b0 at", caption)
        assert caption.startswith(("padding = ", "output_padding = "))
    if any(layer.params.output_padding) and any(layer.params.padding):
        assert caption.endswith(f"the output is {wording.size(layer.output_shape[1:])}.")


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
    assert any(caption.endswith("the same numbers as in PyTorch's output") for caption in told)


def test_no_links_run_along_the_edges_of_cells_that_are_level() -> None:
    flat, square = (
        tconv_anim.animate(kernel_size=3, stride=2, view="gather", dims=dims).storyboard for dims in (1, 2)
    )
    assert not any(name.startswith("link/") for _, seen in flat.states() for name in seen)
    assert any(name.startswith("link/") for _, seen in square.states() for name in seen)
    assert flat.panels["input/0"].origin[1] == flat.panels["output/0"].origin[1]
