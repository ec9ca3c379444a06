"""The direct convolution's trace: NumPy on whole arrays and PyTorch give the same, in the promised order."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from tconv_anim.errors import InputError
from tconv_anim.layer.direct import Conv2d
from tconv_anim.layer.geometry import Layer
from tconv_anim.trace.convtrace import ConvTrace, record_conv
from tconv_anim.trace.trace import record
from tests import functional
from tests.layers import Example, examples


def conv_of(example: Example) -> Conv2d:
    """The convolution with the parameters of the example's layer; it may not lead back to its input size."""
    p = example.layer.params
    return Conv2d(p.kernel_size, p.stride, p.padding, p.dilation, p.groups)


def map_of(layer: Layer, floats: bool = False) -> Any:
    """A map of the layer's output shape, with negative numbers and zeros, in quarters if ``floats``."""
    values = np.arange(np.prod(layer.output_shape)).reshape(layer.output_shape) * 5 % 13 - 6
    return values / 4 if floats else values


def recorded(example: Example, bias: bool = True) -> ConvTrace:
    x = map_of(example.layer, floats=example.weight.dtype.kind == "f")
    channels = example.layer.in_channels
    b = np.arange(channels) - 1 if bias and example.bias is not None else None
    return record_conv(conv_of(example), x, example.weight, b)


@given(examples() | examples(floats=True))
def test_whole_array_numpy_gives_the_same_convolution(example: Example) -> None:
    trace = recorded(example)
    p = trace.layer.params
    expected = functional.conv2d(
        trace.input, trace.weight, trace.bias, p.stride, p.padding, p.dilation, p.groups
    )
    assert trace.output.dtype == expected.dtype
    assert np.array_equal(trace.output, expected)


@pytest.mark.torch
@settings(deadline=None)
@given(examples() | examples(floats=True))
def test_pytorch_gives_the_same_convolution(example: Example) -> None:
    import torch

    trace = recorded(example)
    p = trace.layer.params
    theirs = torch.nn.functional.conv2d(
        torch.tensor(trace.input).double()[None],
        torch.tensor(trace.weight).double(),
        None if trace.bias is None else torch.tensor(trace.bias).double(),
        p.stride,
        p.padding,
        p.dilation,
        p.groups,
    )[0]
    assert np.array_equal(trace.output, theirs.numpy())


@given(examples())
def test_the_table_is_in_gather_order_and_holds_the_taps_on_the_map_only(example: Example) -> None:
    trace = recorded(example)
    rows = np.concatenate([trace.output_index, trace.weight_index[:, 1:]], axis=1).tolist()
    assert rows == sorted(rows)
    assert len({tuple(row) for row in rows}) == len(rows) == len(trace)
    p = trace.layer.params
    taps = 0  # counted one by one, with indices of its own
    for _, y, x in np.ndindex(trace.layer.output_shape):
        for _, ky, kx in np.ndindex(trace.weight.shape[1:]):
            iy = y * p.stride[0] + ky * p.dilation[0] - p.padding[0]
            ix = x * p.stride[1] + kx * p.dilation[1] - p.padding[1]
            taps += 0 <= iy < trace.input.shape[1] and 0 <= ix < trace.input.shape[2]
    assert taps == len(trace)


@given(examples())
def test_every_event_is_the_product_of_the_elements_that_it_names(example: Example) -> None:
    trace = recorded(example)
    for i, w, product in zip(
        trace.input_index.tolist(), trace.weight_index.tolist(), trace.product.tolist(), strict=True
    ):
        assert min(i) >= 0
        assert trace.input[tuple(i)] * trace.weight[tuple(w)] == product


@given(examples())
def test_grouped_by_output_it_adds_up_to_the_output(example: Example) -> None:
    trace = recorded(example, bias=False)
    groups = list(trace.by_output())
    assert [place for place, _ in groups] == list(np.ndindex(trace.layer.output_shape))
    assert [i for _, rows in groups for i in range(rows.start, rows.stop)] == list(range(len(trace)))
    for place, rows in groups:
        assert trace.product[rows].sum() == trace.output[place]


@given(examples())
def test_it_is_the_transposed_layers_table_with_input_and_output_changed_over(example: Example) -> None:
    conv = recorded(example)
    back = record(conv.layer.transposed.params, conv.output, conv.weight)
    _, height, width = back.layer.output_shape
    y, x = back.output_index[:, 1], back.output_index[:, 2]
    inside = (y >= 0) & (y < height) & (x >= 0) & (x < width)
    assert back.layer.output_shape == conv.input.shape
    assert np.array_equal(conv.output_index, back.input_index[inside])
    assert np.array_equal(conv.weight_index, back.weight_index[inside])
    assert np.array_equal(conv.input_index, back.output_index[inside])


def test_a_worked_example() -> None:
    trace = record_conv(Conv2d(2), [[[6, 14, 4], [2, 17, 21], [0, 1, 5]]], [[[[3, 1], [1, 5]]]])
    assert trace.output.tolist() == [[[119, 168], [28, 98]]]  # 6*3 + 14*1 + 2*1 + 17*5 = 119
    place, rows = next(trace.by_output())
    assert (place, trace.product[rows].tolist()) == ((0, 0, 0), [18, 14, 2, 85])


def test_integers_stay_exact_past_what_a_float_holds() -> None:
    assert record_conv(Conv2d(1), [[[2**53 + 1]]], [[[[1]]]]).output.item() == 2**53 + 1


def test_integers_that_could_wrap_around_are_refused() -> None:
    with pytest.raises(InputError, match="64-bit"):
        record_conv(Conv2d(1), [[[2**61]]] * 4, [[[[1]]] * 4])
    assert record_conv(Conv2d(1), [[[2**61]]] * 3, [[[[1]]] * 3]).output.item() == 3 * 2**61


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"input": [[1]]}, r"input has shape \(1, 1\): input must be C_in H W"),
        ({"weight": [1]}, r"weight has shape \(1,\): weight must be C_out C_in/groups kH kW"),
        ({"weight": [[[[1, 2]]]]}, "weight has a kernel of 1x2 where kernel_size is 1x1"),
        ({"weight": [[[[1]], [[1]]]]}, "weight is for 2 input channels and input has 1"),
        ({"bias": [1, 2]}, r"bias has shape \(2,\): bias must be a list of 1"),
        ({"weight": [[[["1"]]]]}, "weight holds '1', which is not a number"),
        ({"input": [[[1e308]]], "weight": [[[[1e10]]]]}, "range of float64"),
    ],
)
def test_arrays_that_make_no_convolution_are_refused(arrays: dict[str, Any], message: str) -> None:
    whole: dict[str, Any] = {"input": [[[1]]], "weight": [[[[1]]]]}
    with pytest.raises(InputError, match=message):
        record_conv(Conv2d(1), **(whole | arrays))


def test_groups_must_divide_the_output_channels() -> None:
    with pytest.raises(InputError, match="weight is for 3 output channels with 2 groups"):
        record_conv(Conv2d(1, groups=2), [[[1]]] * 2, [[[[1]]]] * 3)


def test_a_kernel_larger_than_the_padded_input_is_refused() -> None:
    with pytest.raises(InputError, match="larger than the padded input"):
        record_conv(Conv2d(2), [[[1]]], [[[[1, 1], [1, 1]]]])
