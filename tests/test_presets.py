"""The presets: what the field already knows, by name and in number."""

import numpy as np
import pytest

import tconv_anim
from tconv_anim.layer.direct import Conv2d, ConvLayer
from tconv_anim.recipe.presets import PRESETS, SOURCES
from tconv_anim.storyboard import ids

GUIDE = {
    # name: input size, kernel size, stride, padding of the direct convolution, and its output size
    "no_padding_no_strides": (4, 3, 1, 0, 2),
    "arbitrary_padding_no_strides": (5, 4, 1, 2, 6),
    "same_padding_no_strides": (5, 3, 1, 1, 5),
    "full_padding_no_strides": (5, 3, 1, 2, 7),
    "no_padding_strides": (5, 3, 2, 0, 2),
    "padding_strides": (5, 3, 2, 1, 3),
    "padding_strides_odd": (6, 3, 2, 1, 3),
}


def test_the_guides_fifteen_animations_are_there_under_their_names() -> None:
    names = {name for name, preset in PRESETS.items() if preset.source == "guide"}
    assert names == {*GUIDE, *(f"{name}_transposed" for name in GUIDE), "dilation"}
    assert len(names) == 15


@pytest.mark.parametrize("name", GUIDE)
def test_a_guide_animation_has_a_frame_for_every_output_cell(name: str) -> None:
    m, k, s, p, small = GUIDE[name]
    assert Conv2d(k, s, p).output_size(m) == (small, small)
    direct = tconv_anim.animate(preset=name)
    assert direct.recipe.view == "conv"
    assert sum(1 for _ in direct.storyboard.keyframes) == small**2
    transposed = tconv_anim.animate(preset=f"{name}_transposed")
    assert isinstance(direct.recipe.layer, ConvLayer)
    assert transposed.recipe.layer == direct.recipe.layer.transposed
    assert direct.trace.input.shape == (1, m, m)
    assert transposed.trace.output.shape == (1, m, m)
    assert sum(1 for _ in transposed.storyboard.keyframes) == m**2


def test_the_lecture_says_its_line() -> None:
    captions = [k.caption for k in tconv_anim.animate(preset="lecture_sum").storyboard.keyframes]
    assert any("4·3 = 12, 2·1 = 2, 12 + 2 = 14" in caption for caption in captions)


def test_dive_into_deep_learning_gets_its_numbers() -> None:
    def output(name: str) -> list[list[int]]:
        values: list[list[int]] = tconv_anim.animate(preset=name).trace.output[0].tolist()
        return values

    assert output("d2l_stride_1") == [[0, 0, 1], [0, 4, 6], [4, 12, 9]]
    assert output("d2l_stride_2") == [[0, 0, 0, 1], [0, 0, 2, 3], [0, 2, 0, 3], [4, 6, 6, 9]]
    assert output("d2l_padding") == [[4]]
    assert output("d2l_matrix") == [[27, 91, 74], [138, 400, 282], [171, 429, 268]]
    assert tconv_anim.animate(preset="d2l_roundtrip").trace.output.shape == (1, 16, 16)


def test_bilinear_weights_keep_a_flat_picture_flat() -> None:
    preset = PRESETS["bilinear"]
    flat = tconv_anim.animate(preset="bilinear", input=[[8] * 4] * 4)
    assert (flat.trace.output[0, 1:-1, 1:-1] == 8).all()
    assert preset.options["show"] == ("heat",)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_has_a_source_and_ends_on_its_output(name: str) -> None:
    assert PRESETS[name].source in SOURCES
    animation = tconv_anim.animate(preset=name)
    assert animation.recipe.name == name
    last = animation.storyboard.at_step(None)
    _, *sides = animation.trace.output.shape
    whose = "a:" if animation.recipe.beside else ""
    assert {whose + ids.of("output", 0, *place) for place in np.ndindex(*sides)} <= last.keys()


def test_an_option_changes_a_preset_and_the_name_of_its_file() -> None:
    changed = tconv_anim.animate(preset="k2_s2", stride=1)
    assert changed.recipe.layer.params.stride == (1, 1)
    assert changed.recipe.name == "tconv-k2-s1-p0-i3-scatter"
    assert tconv_anim.animate(preset="k2_s2", theme="dark").recipe.name == "k2_s2"


def test_an_unknown_preset_is_refused_with_what_may_be_meant() -> None:
    with pytest.raises(
        tconv_anim.InputError,
        match="preset is 'x', and there is none of that name: take one of those that tconv-anim presets",
    ):
        tconv_anim.animate(preset="x")
