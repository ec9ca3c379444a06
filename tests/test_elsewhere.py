"""Layers as code of other frameworks, as people write it; tests/test_foreign_code.py runs it."""

from dataclasses import replace
from typing import Any

import pytest

import tconv_anim
from tconv_anim.layer.code import LANGUAGES
from tconv_anim.layer.direct import Conv2d, ConvLayer
from tconv_anim.layer.frameworks import JAX_PAIRS
from tconv_anim.layer.geometry import ConvTranspose2d, Layer


def lines(biased: bool = False, **options: Any) -> dict[str, str]:
    """The line of each language."""
    layer = tconv_anim.animate(**options).recipe.layer
    return {name: language.line(layer, biased) for name, language in LANGUAGES.items()}


def test_the_usual_layer_in_every_language() -> None:
    assert lines(kernel_size=4, stride=2, padding=1) == {
        "pytorch": "torch.nn.ConvTranspose2d(1, 1, kernel_size=4, stride=2, padding=1, bias=False)",
        "keras": 'keras.layers.Conv2DTranspose(1, 4, padding="same", strides=2, use_bias=False)',
        "jax": 'jax.lax.conv_transpose(x, w, (2, 2), "SAME", transpose_kernel=True)  # x: NHWC, w: HWOI',
        "flax": 'nnx.ConvTranspose(1, 1, kernel_size=(4, 4), strides=(2, 2), padding="SAME", '
        "transpose_kernel=True, use_bias=False, rngs=nnx.Rngs(0))",
        "onnx": 'onnx.helper.make_node("ConvTranspose", ["x", "w"], ["y"], kernel_shape=[4, 4], '
        "strides=[2, 2], pads=[1, 1, 1, 1])",
    }


def test_a_bias_is_told() -> None:
    told = lines(biased=True)
    assert told["pytorch"] == "torch.nn.ConvTranspose2d(1, 1, kernel_size=3)"
    assert told["keras"] == 'keras.layers.Conv2DTranspose(1, 3, padding="valid")'
    assert ") + b  #" in told["jax"]
    assert "use_bias" not in told["flax"]
    assert '["x", "w", "b"]' in told["onnx"]


def test_one_dimension_is_told_as_such() -> None:
    row = lines(dims=1, stride=2, padding=1)
    assert row["pytorch"] == "torch.nn.ConvTranspose1d(1, 1, kernel_size=3, stride=2, padding=1, bias=False)"
    assert row["jax"].endswith("(2,), ((1, 1),), transpose_kernel=True)  # x: NHC, w: HOI")
    assert "kernel_shape=[3], strides=[2], pads=[1, 1])" in row["onnx"]
    valid = lines(dims=1, stride=2)
    assert valid["keras"] == 'keras.layers.Conv1DTranspose(1, 3, padding="valid", strides=2, use_bias=False)'
    direct = lines(dims=1, view="conv", input_size=5, biased=True)
    assert direct["pytorch"] == "torch.nn.Conv1d(1, 1, kernel_size=3)"
    assert direct["keras"] == 'keras.layers.Conv1D(1, 3, padding="valid")'


def test_keras_is_told_an_output_padding_where_nothing_else_says_the_layer() -> None:
    def line(**options: Any) -> str:
        return LANGUAGES["keras"].line(Layer(ConvTranspose2d(**options), (3, 3)), True)

    assert line(kernel_size=3) == 'keras.layers.Conv2DTranspose(1, 3, padding="valid")'
    assert line(kernel_size=3, stride=2, padding=1) == (
        'keras.layers.Conv2DTranspose(1, 3, padding="same", strides=2, output_padding=0)'
    )
    assert line(kernel_size=1, stride=(1, 3), output_padding=(0, 1)) == (
        'keras.layers.Conv2DTranspose(1, 1, padding="valid", strides=(1, 3), output_padding=(0, 1))'
    )
    assert line(kernel_size=3, dilation=2) == (
        'keras.layers.Conv2DTranspose(1, 3, padding="valid", dilation_rate=2)'
    )
    assert "dilation_rate" not in line(kernel_size=1, dilation=2, stride=2)  # it does nothing there


@pytest.mark.parametrize(
    ("language", "options", "reason"),
    [
        (
            "keras",
            {"padding": 1, "stride": 2, "output_padding": 1},
            "Conv2DTranspose can't cut 1 at the start",
        ),
        ("keras", {"framework": "jax-same"}, "Conv2DTranspose can't reverse the kernel"),
        (
            "keras",
            {"stride": 2, "dilation": 2},
            "Conv2DTranspose takes no dilation_rate together with strides",
        ),
        ("keras", {"groups": 2}, "Conv2DTranspose has no groups"),
        ("keras", {"view": "conv", "padding": 2}, 'neither padding="valid" nor "same" pads 2 at both ends'),
        (
            "pytorch",
            {"framework": "keras-same", "stride": (2, 1)},
            "ConvTranspose2d can't cut 0 at the start and 1 at the end in height, 1 at both ends in width",
        ),
        ("pytorch", {"framework": "jax-valid"}, "ConvTranspose2d can't reverse the kernel"),
        (
            "pytorch",
            {"view": "conv", "padding": ((0, 1), (0, 1))},
            "Conv2d can't pad 0 at the start and 1 at the end",
        ),
        ("flax", {"groups": 2}, "nnx.ConvTranspose has no groups, and nnx.Conv can only reverse the kernel"),
        (
            "onnx",
            {"padding": ((-1, 0), 0)},
            "ConvTranspose can't cut -1 at the start and 0 at the end in height",
        ),
        (
            "onnx",
            {"dilation": 2, "output_padding": 1},
            "ConvTranspose can't cut 0 at the start and -1 at the end",
        ),
    ],
)
def test_a_comment_says_why_there_is_no_such_layer(
    language: str, options: dict[str, Any], reason: str
) -> None:
    assert lines(**options)[language].startswith(f"# {LANGUAGES[language].name}: {reason}")


def test_a_kernel_of_one_element_is_its_own_reverse() -> None:
    layer = Layer(ConvTranspose2d(1, 2), (3, 3))
    for language in LANGUAGES.values():
        assert language.line(replace(layer, framework=JAX_PAIRS), False) == language.line(layer, False)


def test_padding_that_no_window_reaches_needs_no_saying() -> None:
    layer = ConvLayer(Conv2d(3, 2, ((1, 0), (1, 0))), (4, 4))
    assert (
        LANGUAGES["pytorch"].line(layer, True) == "torch.nn.Conv2d(1, 1, kernel_size=3, stride=2, padding=1)"
    )
    same = ConvLayer(Conv2d(3, 2, ((0, 1), (0, 1))), (4, 4))
    assert LANGUAGES["keras"].line(same, True) == 'keras.layers.Conv2D(1, 3, padding="same", strides=2)'
    one_more = ConvLayer(Conv2d(2, 1, ((0, 1), (0, 1))), (4, 4))
    assert LANGUAGES["pytorch"].line(one_more, True) == 'torch.nn.Conv2d(1, 1, kernel_size=2, padding="same")'
