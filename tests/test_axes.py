"""Layers of one axis and of three: the same arithmetic, held against PyTorch."""

import random
from typing import Any

import numpy as np
import pytest

from tconv_anim.errors import InputError
from tconv_anim.layer.direct import CONVS, Conv1d, ConvLayer
from tconv_anim.layer.geometry import CONV_TRANSPOSES, ConvTranspose1d, ConvTranspose3d, Layer
from tconv_anim.trace.convtrace import record_conv
from tconv_anim.trace.trace import record
from tconv_anim.trace.whole import output_sums

LAYERS = 500
"""Random layers of each kind and number of axes; a third of them hold floats."""


def drawn(dims: int, direct: bool, seed: int) -> dict[str, Any]:
    """A legal layer with its numbers."""
    draw = random.Random(f"{dims} {direct} {seed}")
    most = {1: 7, 2: 4, 3: 3}[dims]

    def each(least: int, most: int) -> tuple[int, ...]:
        return tuple(draw.randint(least, most) for _ in range(dims))

    while True:
        groups = draw.choice((1, 1, 2))
        kernel, stride, dilation, padding = each(1, most), each(1, 3), each(1, 2), each(0, 2)
        op = tuple(draw.randint(0, max(s, d) - 1) for s, d in zip(stride, dilation, strict=True))
        channels = groups * draw.randint(1, 2), groups * draw.randint(1, 2)
        layer: Layer | ConvLayer
        try:
            if direct:
                made = CONVS[dims](kernel, stride, padding, dilation, groups)
                layer = ConvLayer(made, each(1, most + 2), *channels)
            else:
                params = CONV_TRANSPOSES[dims](kernel, stride, padding, op, dilation, groups)
                layer = Layer(params, each(1, most), *channels)
        except InputError:
            continue
        numbers = np.random.default_rng(seed)
        arrays = [
            numbers.normal(size=shape) if seed % 3 == 0 else numbers.integers(-9, 10, shape)
            for shape in (layer.input_shape, layer.weight_shape, (layer.out_channels,))
        ]
        return {"layer": layer, "arrays": arrays[: 2 + seed % 2]}


@pytest.mark.torch
@pytest.mark.parametrize("direct", [False, True], ids=["transposed", "direct"])
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_pytorch_gives_the_same(dims: int, direct: bool) -> None:
    import torch

    for seed in range(LAYERS):
        case = drawn(dims, direct, seed)
        layer, arrays = case["layer"], case["arrays"]
        p = layer.params
        x, w, *bias = (torch.tensor(array).double() for array in arrays)
        more = (p.stride, p.padding) + (() if direct else (p.output_padding, p.groups))
        more += (p.dilation, p.groups) if direct else (p.dilation,)
        run = getattr(torch.nn.functional, f"conv{'' if direct else '_transpose'}{dims}d")
        theirs = run(x[None], w, bias[0] if bias else None, *more)[0].numpy()
        trace = record_conv(p, *arrays) if direct else record(p, *arrays)
        assert trace.output.shape == theirs.shape == layer.output_shape, case
        if trace.output.dtype.kind == "i":
            assert np.array_equal(trace.output, theirs), case
        else:
            assert np.allclose(trace.output, theirs, rtol=1e-12, atol=1e-12), case


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_whole_layers_add_up_to_what_the_trace_does(dims: int) -> None:
    for seed in range(1, 40, 2):
        for direct in (False, True):
            case = drawn(dims, direct, seed)
            layer, (x, w, *_) = case["layer"], case["arrays"]
            if layer.params.groups == 1:
                trace = record_conv(layer.params, x, w) if direct else record(layer.params, x, w)
                kernels = w if direct else w.swapaxes(0, 1)
                assert np.allclose(output_sums(layer, x, kernels), trace.sums, rtol=1e-12, atol=1e-12)


def test_shapes_have_a_side_for_each_axis() -> None:
    one = record(ConvTranspose1d(25, 4, 11, 1), np.ones((1, 12), int), np.ones((1, 1, 25), int))
    assert one.output.shape == (1, 48)
    three = record(ConvTranspose3d(2, 2), np.ones((1, 2, 3, 4), int), np.ones((1, 2, 2, 2, 2), int))
    assert three.output.shape == (2, 4, 6, 8)
    assert next(iter(three.stamps())).source == (0, 0, 0, 0)


def test_a_causal_layer_is_cut_at_one_end() -> None:
    trace = record(ConvTranspose1d(3, 2, [(0, 1)]), [[1, 2]], [[[1, 10, 100]]])
    assert trace.output.tolist() == [[1, 10, 102, 20]]


def test_numbers_for_other_axes_are_refused() -> None:
    with pytest.raises(InputError, match="kernel_size takes one integer"):
        Conv1d((3, 3))
    with pytest.raises(InputError, match="one integer, or three for d, h and w"):
        ConvTranspose3d((3, 3))
    with pytest.raises(InputError, match="must be C_in D H W"):
        record(ConvTranspose3d(2), [[[1]]], np.ones((1, 1, 2, 2, 2)))
