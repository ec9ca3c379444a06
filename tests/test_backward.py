"""The gradients that a picture shows are those of torch.autograd, to the last number."""

import random
from typing import Any

import numpy as np
import pytest

from tconv_anim.errors import InputError
from tconv_anim.layer.direct import Conv2d
from tconv_anim.layer.frameworks import FRAMEWORKS
from tconv_anim.layer.geometry import ConvTranspose2d, Layer
from tconv_anim.trace.backward import backward, bias_gradient, weight_gradient
from tconv_anim.trace.convtrace import AnyTrace, record_conv
from tconv_anim.trace.several import each
from tconv_anim.trace.trace import record

LAYERS = 500


def numbers(rng: np.random.Generator, floats: bool, *shape: int) -> Any:
    return rng.uniform(-3, 3, shape) if floats else rng.integers(-9, 10, shape)


def some_cut(draw: random.Random, most: int) -> Any:
    """As much at both ends of an axis, or so much at each, which may be negative."""
    return draw.randint(0, most) if draw.random() < 0.6 else (draw.randint(-2, most), draw.randint(-2, most))


def some_trace(seed: int, direct: bool, floats: bool) -> AnyTrace:
    """A layer of random shape on random numbers: groups, dilation, unequal ends and all."""
    draw, rng = random.Random(f"{seed} {direct}"), np.random.default_rng(seed)

    def two(least: int, most: int) -> Any:
        return draw.randint(least, most), draw.randint(least, most)

    while True:
        k, s, d, g = two(1, 4), two(1, 3), two(1, 3), draw.choice((1, 1, 2, 3))
        padding = tuple(some_cut(draw, 3) for _ in range(2))
        small, large = g * draw.randint(1, 2), g * draw.randint(1, 2)
        w, size = numbers(rng, floats, small, large // g, *k), two(1, 8 if direct else 4)
        channels = (large, small) if direct else (small, large)
        x = numbers(rng, floats, channels[0], *size)
        b = numbers(rng, floats, channels[1]) if draw.random() < 0.5 else None
        try:
            if direct:
                return record_conv(Conv2d(k, s, padding, d, g), x, w, b)
            op = tuple(draw.randint(0, max(pair) - 1) for pair in zip(s, d, strict=True))
            framework = FRAMEWORKS[draw.choice(("pytorch", "pytorch", "keras-valid", "keras-same"))]
            if framework.key != "pytorch":
                padding, op = (0, 0), (0, 0)
            return record(ConvTranspose2d(k, s, padding, op, d, g), x, w, b, framework)
        except InputError:
            continue


def framed(functional: Any, maps: Any, ends: Any) -> Any:
    """Maps with so many more rows and columns at each end: first all that are added, then those that go."""
    flat = [end for pair in reversed(list(ends)) for end in pair]
    maps = functional.pad(maps, [max(0, end) for end in flat])
    return functional.pad(maps, [min(0, end) for end in flat])


def forward(torch: Any, trace: AnyTrace, x: Any, w: Any, b: Any) -> Any:
    """The layer as PyTorch computes it, its ends cut or padded by hand."""
    functional = torch.nn.functional
    p = trace.layer.params
    axes = (trace.layer if isinstance(trace.layer, Layer) else trace.layer.transposed).axes
    if isinstance(trace.layer, Layer):
        whole = functional.conv_transpose2d(x[None], w, None, p.stride, 0, 0, p.groups, p.dilation)[0]
        y = framed(functional, whole, [(-axis.lo, -axis.hi) for axis in axes])
        return y if b is None else y + b[:, None, None]
    ends = [(one, one) if isinstance(one, int) else one for one in p.padding]
    return functional.conv2d(framed(functional, x, ends)[None], w, b, p.stride, 0, p.dilation, p.groups)[0]


@pytest.mark.torch
@pytest.mark.slow
@pytest.mark.parametrize("floats", [False, True], ids=["integers", "floats"])
@pytest.mark.parametrize("direct", [False, True], ids=["transposed", "direct"])
def test_the_gradients_of_500_layers_are_autograd_s(direct: bool, floats: bool) -> None:
    import torch

    for seed in range(LAYERS):
        trace = some_trace(seed, direct, floats)
        dy = numbers(np.random.default_rng(seed + LAYERS), floats, *trace.layer.output_shape)
        there, of_input, of_weight = each(backward(trace, dy))
        x, w = (torch.tensor(array, dtype=torch.float64) for array in (trace.input, trace.weight))
        b = None if trace.bias is None else torch.tensor(trace.bias, dtype=torch.float64)
        leaves = [leaf.requires_grad_() for leaf in (x, w, b) if leaf is not None]
        y = forward(torch, trace, x, w, b)
        y.backward(torch.tensor(dy, dtype=torch.float64))
        ours = [of_input.output, weight_gradient(trace.layer, of_weight.output), bias_gradient(dy)]
        for leaf, found in zip(leaves, ours, strict=False):
            theirs = torch.as_tensor(leaf.grad).numpy()
            assert found.shape == theirs.shape, trace.layer
            assert found.dtype.kind == ("f" if floats else "i")
            assert np.abs(found - theirs).max() <= (1e-12 if floats else 0), trace.layer
        assert np.abs(there.output - y.detach().numpy()).max() <= (1e-12 if floats else 0)


def test_integers_become_floats_where_the_gradient_has_decimals() -> None:
    trace = record(ConvTranspose2d(2, 2), [[[1, 2]]], [[[[1, 0], [2, 3]]]])
    assert {one.product.dtype.kind for one in each(backward(trace, np.full((1, 2, 4), 0.5)))} == {"f"}


@pytest.mark.parametrize("name", [name for name, one in FRAMEWORKS.items() if name.startswith("jax")])
def test_a_framework_that_reverses_the_kernel_is_refused(name: str) -> None:
    trace = record(ConvTranspose2d(2, 2), [[[1, 2]]], [[[[1, 0], [2, 3]]]], None, FRAMEWORKS[name])
    with pytest.raises(InputError, match=r"reverses the kernel.*take another framework"):
        backward(trace, np.ones(trace.layer.output_shape, np.int64))
