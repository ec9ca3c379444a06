"""Random layers, for the tests that hold for any layer."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

import tconv_anim
from tconv_anim.animation import Animation
from tconv_anim.errors import InputError
from tconv_anim.layer.activation import Activation
from tconv_anim.layer.direct import Conv2d
from tconv_anim.layer.geometry import ConvTranspose2d, Layer
from tconv_anim.storyboard.storyboard import Storyboard
from tconv_anim.trace.backward import backward
from tconv_anim.trace.convtrace import ConvTrace, record_conv
from tconv_anim.trace.stack import Stack, Stage, record_stack
from tconv_anim.trace.trace import Trace, record
from tconv_anim.views import VIEWS, Look


@dataclass(frozen=True)
class Example:
    layer: Layer
    input: Any
    weight: Any
    bias: Any

    @property
    def trace(self) -> Trace:
        return record(self.layer.params, self.input, self.weight, self.bias)

    @property
    def conv_trace(self) -> ConvTrace:
        """The direct convolution with the same numbers, read the other way: what was the output goes in."""
        p = self.layer.params
        conv = Conv2d(p.kernel_size, p.stride, p.padding, p.dilation, p.groups)
        scale = 4 if self.weight.dtype.kind == "f" else 1
        x = np.arange(np.prod(self.layer.output_shape)).reshape(self.layer.output_shape) * 5 % 13 - 6
        bias = None if self.bias is None else np.arange(self.layer.in_channels) - 1
        return record_conv(conv, x / scale if scale > 1 else x, self.weight, bias)

    @property
    def stack(self) -> Stack:
        """The layer with a ReLU behind it, then another one with the same stride."""
        p = self.layer.params
        first = Stage(self.layer, self.weight, self.bias, Activation("relu"))
        channels, *size = self.layer.output_shape
        second = Layer(ConvTranspose2d(2, p.stride), (size[0], size[1]), channels)
        weight = np.arange(np.prod(second.weight_shape)).reshape(second.weight_shape) % 5 - 2
        return record_stack(self.input, [first, Stage(second, weight)])

    def played(self, view: str, **look: Any) -> tuple[Any, Storyboard]:
        """The trace that a view shows, and what it makes of it."""
        trace: Any = self.stack if view == "stack" else self.conv_trace if VIEWS[view].direct else self.trace
        if view == "backward":
            shape = self.layer.output_shape
            several = backward(trace, np.arange(np.prod(shape)).reshape(shape) * 7 % 11 - 5)
            return trace, VIEWS[view](several, Look(**{"cell": 32, **look}))
        # A side that is asked for leaves out the search for the largest one that fits.
        return trace, VIEWS[view](trace, Look(**{"cell": 32, **look}))


def for_view(view: str, options: dict[str, Any]) -> dict[str, Any]:
    """These options in a view: a direct convolution has no output_padding."""
    left_out = "output_padding" if VIEWS[view].direct else ""
    return {name: value for name, value in options.items() if name != left_out} | {"view": view}


def pairs(least: int, most: int) -> st.SearchStrategy[tuple[int, int]]:
    one = st.integers(least, most)
    return st.tuples(one, one)


@st.composite
def layers(draw: st.DrawFn, largest: int = 4) -> Layer:
    """Layers with pairs, dilation, groups, op > p, p > d(k-1) and sizes of 1 among them."""
    stride, dilation = draw(pairs(1, 3)), draw(pairs(1, 3))
    op = tuple(draw(st.integers(0, max(s, d) - 1)) for s, d in zip(stride, dilation, strict=True))
    groups = draw(st.integers(1, 2))
    params = ConvTranspose2d(draw(pairs(1, largest)), stride, draw(pairs(0, 4)), op, dilation, groups)
    n_in, n_out = (groups * draw(st.integers(1, 2)) for _ in range(2))
    try:
        return Layer(params, draw(pairs(1, largest)), n_in, n_out)
    except InputError:
        assume(False)
        raise


@st.composite
def examples(draw: st.DrawFn, largest: int = 4, floats: bool = False) -> Example:
    """A layer with small integers for its numbers, or quarters: both exact in every referee's float."""
    layer = draw(layers(largest))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))

    def numbers(*shape: int) -> Any:
        integers = random.integers(-9, 10, shape)
        return integers / 4 if floats else integers

    bias = numbers(layer.out_channels) if draw(st.booleans()) else None
    return Example(layer, numbers(*layer.input_shape), numbers(*layer.weight_shape), bias)


def animated(example: Example, **how: Any) -> Animation:
    """The animation of an example; ``how`` it is shown."""
    params = example.layer.params
    return tconv_anim.animate(
        input=example.input,
        weight=example.weight,
        bias=example.bias,
        **{name: getattr(params, name) for name in ("stride", "padding", "output_padding", "dilation")},
        groups=params.groups,
        **how,
    )
