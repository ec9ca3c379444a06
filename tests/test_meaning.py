"""What frameworks' arguments mean, where the numbers are known; and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from tconv_anim.errors import InputError
from tconv_anim.layer.direct import Conv2d
from tconv_anim.layer.frameworks import FRAMEWORKS
from tconv_anim.layer.geometry import ConvTranspose1d
from tconv_anim.sources import meaning
from tconv_anim.sources.said import Meaning
from tconv_anim.trace.trace import record


def answer(means: Meaning) -> list[int]:
    """The output for 1, 2, 3 and a kernel of 1, 10, 100."""
    options = {**means.options, **(means.cut((3,)) if means.cut else {})}
    framework = FRAMEWORKS[options.pop("framework", "pytorch")]
    output = record(ConvTranspose1d(**options), [[1, 2, 3]], [[[1, 10, 100]]], None, framework).output
    return [int(number) for number in output[0]]


@pytest.mark.parametrize(
    ("means", "output"),
    [
        (meaning.pytorch(1, 3, 2, 1, 1), [10, 102, 20, 203, 30, 300]),
        (meaning.keras(1, 3, 2, "same"), [1, 10, 102, 20, 203, 30]),
        (meaning.keras(1, 3, 2, "valid", 1), [1, 10, 102, 20, 203, 30, 300, 0]),
        (meaning.jax(1, 3, 2), [100, 10, 201, 20, 302, 30]),
        (meaning.jax(1, 3, 2, transpose_kernel=True), [1, 10, 102, 20, 203, 30]),
        (meaning.jax(1, 3, 2, [(1, 2)]), [10, 201, 20, 302, 30, 3]),
        (meaning.jax(1, 3, 2, [(1, 0)], use_consistent_padding=True), [10, 201, 20, 302, 30, 3]),
        (meaning.onnx(1, [3], [2], auto_pad="SAME_UPPER"), [1, 10, 102, 20, 203, 30]),
        (meaning.onnx(1, [3], [2], auto_pad="SAME_LOWER"), [10, 102, 20, 203, 30, 300]),
        (meaning.onnx(1, [3], [2], [0, 1]), [1, 10, 102, 20, 203, 30]),
        (meaning.onnx(1, [3], [2], output_shape=[4]), [102, 20, 203, 30]),
        (meaning.mlx(1, 3, 2, 1, output_padding=1), [10, 102, 20, 203, 30, 300]),
        (meaning.paddle(1, 3, 2, 1, 1), [10, 102, 20, 203, 30, 300]),
        (meaning.paddle(1, 3, 2, "SAME"), [10, 102, 20, 203, 30]),
        (meaning.paddle(1, 3, 2, "VALID"), [1, 10, 102, 20, 203, 30, 300]),
    ],
)
def test_the_same_shape_has_the_output_that_each_framework_is_known_for(
    means: Meaning, output: list[int]
) -> None:
    assert answer(means) == output


def test_paddles_four_pads_are_those_of_the_rows_then_of_the_columns() -> None:
    assert meaning.paddle(2, 5, 2, [1, 2, 3, 4]).options["padding"] == ((1, 2), (3, 4))
    assert meaning.paddle(2, 5, 2, [[0, 0], [0, 0]][0]).options["padding"] == (0, 0)


def test_a_direct_layer_pads_as_much_as_the_size_of_its_input_asks_for() -> None:
    for size, sides in ((5, 3), (6, 3), (7, 4)):
        for means in (
            meaning.keras(2, 3, 2, "same", direct=True),
            meaning.jax(2, 3, 2, direct=True),
            meaning.onnx(2, [3, 3], [2, 2], auto_pad="SAME_LOWER", direct=True),
            meaning.paddle(2, 3, 2, "SAME", direct=True),
        ):
            assert means.cut is not None
            conv = Conv2d(**{**means.options, **means.cut((size, size))})
            assert conv.output_size(size) == (sides, sides)
    assert meaning.keras(1, 3, 1, "causal", direct=True).options["padding"] == ((2, 0),)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (lambda: meaning.pytorch(4, 3), "4 dimensions: give"),
        (lambda: meaning.pytorch(3, (3, 3)), "isn't one integer, or 3"),
        (lambda: meaning.pytorch(2, 3, padding_mode="reflect"), "only 'zeros' can be shown"),
        (lambda: meaning.pytorch(2, 3, padding="same"), "padding is 'same', which this layer doesn't take"),
        (lambda: meaning.pytorch(2, 3, 2, "same", direct=True), "which PyTorch refuses"),
        (lambda: meaning.pytorch(2, (3, 3, 3)), "isn't one integer, or 2"),
        (lambda: meaning.pytorch(2, True), "isn't one integer, or 2"),
        (lambda: meaning.pytorch(2, 3, 0), "stride is 0, where 1 is the least"),
        (lambda: meaning.pytorch(2, 3, groups=0), "groups is 0"),
        (
            lambda: meaning.mlx(1, 3, 1, 3),
            r"padding is 3, where MLX takes dilation \* \(kernel_size - 1\) = 2",
        ),
        (lambda: meaning.keras(2, 3, padding="causal"), "with 'valid' or 'same'"),
        (lambda: meaning.jax(2, 3, padding="CIRCULAR"), "which wraps around"),
        (lambda: meaning.jax(2, None, padding=[(1, 1), (1, 1)]), "give kernel_size"),
        (lambda: meaning.jax(2, 3, padding=[(1, 1)] * 3), "as many pairs as the layer has dimensions, 2"),
        (lambda: meaning.onnx(2, [3, 3], auto_pad="SAME"), "which ONNX doesn't know"),
        (lambda: meaning.paddle(2, 3, padding="FULL"), "integers, 'SAME' or 'VALID'"),
    ],
)
def test_what_can_not_be_is_refused_with_the_reason(made: Callable[[], Any], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        made()
