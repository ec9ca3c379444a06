"""Shapes, limits and messages of the parameters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tconv_anim.errors import InputError
from tconv_anim.layer.direct import Conv2d
from tconv_anim.layer.geometry import ConvTranspose2d, Layer
from tests.layers import layers, pairs


def test_an_integer_stands_for_both_axes() -> None:
    assert ConvTranspose2d(3, 2) == ConvTranspose2d((3, 3), [2, 2])
    assert ConvTranspose2d((3, 5)).kernel_size == (3, 5)


def test_the_textbook_pair_4x4_to_2x2_and_back_with_output_padding_1() -> None:
    conv = Conv2d(3, 2, 1)
    assert conv.output_size(4) == (2, 2)
    back = conv.transpose(4)
    assert back.output_padding == (1, 1)
    assert back.output_size(conv.output_size(4)) == (4, 4)


@given(pairs(1, 5), pairs(1, 4), pairs(0, 4), pairs(1, 3), pairs(1, 12))
def test_the_transposed_convolution_restores_every_size(
    k: tuple[int, int], s: tuple[int, int], p: tuple[int, int], d: tuple[int, int], m: tuple[int, int]
) -> None:
    conv = Conv2d(k, s, p, d)
    try:
        small = conv.output_size(m)
    except InputError:
        with pytest.raises(InputError):
            conv.transpose(m)
        return
    assert conv.transpose(m).output_size(small) == m


@given(layers(), st.data())
def test_output_padding_is_found_from_every_reachable_output_size(layer: Layer, data: st.DataObject) -> None:
    p = layer.params
    plain = ConvTranspose2d(p.kernel_size, p.stride, p.padding, 0, p.dilation)
    try:
        least = plain.output_size(layer.input_size)
    except InputError:
        return
    more = tuple(data.draw(st.integers(0, s - 1)) for s in p.stride)
    want = least[0] + more[0], least[1] + more[1]
    found = plain.with_output_size(layer.input_size, want)
    assert found.output_padding == more
    assert found.output_size(layer.input_size) == want
    beyond = least[0] + p.stride[0], least[1]
    with pytest.raises(InputError, match=f"output_size is {beyond[0]}"):
        plain.with_output_size(layer.input_size, beyond)


@given(layers())
def test_the_canonical_axes_give_the_size_of_the_formula(layer: Layer) -> None:
    p = layer.params
    for i, axis in enumerate(p.axes):
        n = layer.input_size[i]
        size = (n - 1) * p.stride[i] - 2 * p.padding[i] + p.dilation[i] * (p.kernel_size[i] - 1)
        size += p.output_padding[i] + 1
        assert axis.output_size(n) == layer.output_shape[1 + i] == size
        assert axis.canvas_size(n) - axis.lo - axis.hi == size


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kernel_size": 0}, "kernel_size is 0: each of kernel_size must be at least 1"),
        ({"stride": (2, 0)}, "stride is 0: each of stride must be at least 1"),
        ({"padding": -1}, "padding is -1: each of padding must be at least 0"),
        ({"dilation": 1.5}, "dilation is 1.5: dilation takes one integer, or two for h and w"),
        ({"stride": (1, 2, 3)}, r"stride is \(1, 2, 3\): stride takes one integer, or two"),
        ({"stride": "12"}, "stride is '12'"),
        ({"groups": 0}, "groups is 0: groups must be at least 1"),
        (
            {"output_padding": 2, "stride": 2},
            "smaller than stride or dilation, and is 2 where those are 2 and 1",
        ),
    ],
)
def test_impossible_parameters_are_named(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        ConvTranspose2d(**({"kernel_size": 3} | arguments))  # type: ignore[arg-type]


def test_output_padding_may_reach_the_dilation_where_the_stride_is_smaller() -> None:
    assert ConvTranspose2d(3, 1, 0, 2, dilation=3).output_size(2) == (10, 10)


def test_padding_and_output_padding_may_be_larger_than_the_kernel() -> None:
    assert ConvTranspose2d(1, 5, 1, 4).output_size(2) == (8, 8)


def test_an_output_below_one_cell_is_refused() -> None:
    with pytest.raises(InputError, match="the output would be 0 cells high"):
        Layer(ConvTranspose2d(2, 1, 1), (1, 4))


@pytest.mark.parametrize("name", ["in_channels", "out_channels"])
def test_groups_must_divide_the_channels(name: str) -> None:
    channels = {"in_channels": 4, "out_channels": 4, name: 3}
    with pytest.raises(InputError, match=f"{name} is 3 with 2 groups"):
        Layer(ConvTranspose2d(3, groups=2), (2, 2), channels["in_channels"], channels["out_channels"])
