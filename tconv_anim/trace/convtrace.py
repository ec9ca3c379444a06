"""The direct convolution as the same kind of table as the trace, with input and output changed over."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tconv_anim.errors import InputError
from tconv_anim.layer.axis import Place
from tconv_anim.layer.direct import Conv, ConvLayer
from tconv_anim.layer.part import Part
from tconv_anim.trace.numbers import (
    Numbers,
    check_shapes,
    checked_at_output,
    completed,
    numbers,
    of_one_type,
    refuse_infinite,
    refuse_overflow,
)
from tconv_anim.trace.trace import Index, Trace, event_index, within


@dataclass(frozen=True, eq=False)
class ConvTrace:
    """Every multiply-accumulate of one direct convolution on one input, in gather order.

    ``input`` is ``C_in H W``, ``weight`` ``C_out C_in/groups kH kW``, ``bias`` ``C_out`` or None.
    Where the layer is a part of a larger one, ``rest`` (``C_out H W``) is what all else adds to its output.
    Row e of the table: input element ``input_index[e]`` = (c, y, x) times weight element
    ``weight_index[e]`` = (co, ci, ky, kx) gives ``product[e]``, which joins output element
    ``output_index[e]`` = (c, y, x). Taps that fall on padding give no event. Events are ordered by
    their output element, then by ci, ky, kx.
    """

    layer: ConvLayer
    input: Numbers
    weight: Numbers
    bias: Numbers | None
    input_index: Index
    weight_index: Index
    output_index: Index
    product: Numbers
    rest: Numbers | None = None

    def __len__(self) -> int:
        return len(self.product)

    @property
    def sums(self) -> Numbers:
        """The sum of the products on each output element, ``C_out H W``."""
        sums = np.zeros(self.layer.output_shape, self.product.dtype)
        np.add.at(sums, tuple(self.output_index.T), self.product)
        return sums

    @cached_property
    def output(self) -> Numbers:
        """What the convolution returns: ``C_out H W``, bias and rest included."""
        return completed(self.sums, self.bias, self.rest)

    def by_output(self) -> Iterator[tuple[Place, slice]]:
        """Each output element, row by row, with its rows of the table.

        An element all of whose taps fall on padding comes with no rows.
        """
        place: NDArray[np.intp] = np.ravel_multi_index(tuple(self.output_index.T), self.layer.output_shape)
        ends = np.searchsorted(place, np.arange(self.output.size + 1)).tolist()
        for flat, element in enumerate(np.ndindex(*self.layer.output_shape)):
            yield element, slice(ends[flat], ends[flat + 1])


AnyTrace = Trace | ConvTrace
"""The trace of a transposed convolution, or of a direct one."""


def record_conv(
    params: Conv,
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    rest: ArrayLike | None = None,
    part: Part | None = None,
) -> ConvTrace:
    """The trace of ``params`` on ``input`` (``C_in H W``) with ``weight`` (``C_out C_in/groups kH kW``).

    ``bias`` is ``C_out``. ``rest``, ``part``, types, exactness and :class:`InputError` are those of
    :func:`tconv_anim.trace.trace.record`.
    """
    x, w = numbers("input", input), numbers("weight", weight)
    b = None if bias is None else numbers("bias", bias)
    layer = _layer_of(params, x, w, b, part)
    r = checked_at_output("rest", rest, layer)
    x, w, b, r = of_one_type(x, w, b, r)
    refuse_overflow(layer, x, w, (b, r))

    # What the transposed layer reads is what this one writes, and the other way round.
    output_index, weight_index, input_index = event_index(layer.transposed)
    real = within(input_index, x.shape)
    output_index, weight_index, input_index = output_index[real], weight_index[real], input_index[real]
    with np.errstate(over="ignore"):
        product = x[tuple(input_index.T)] * w[tuple(weight_index.T)]
    trace = ConvTrace(layer, x, w, b, input_index, weight_index, output_index, product, r)
    with np.errstate(over="ignore", invalid="ignore"):
        refuse_infinite(trace.output)
    return trace


def _layer_of(params: Conv, x: Numbers, w: Numbers, b: Numbers | None, part: Part | None) -> ConvLayer:
    """The layer that these arrays make; raises :class:`InputError` where their shapes disagree."""
    check_shapes(params, x, w, "C_out C_in/groups")
    if w.shape[0] % params.groups:
        raise InputError(
            f"weight is for {w.shape[0]} output channels with {params.groups} groups: "
            "the first axis of $weight must be a multiple of $groups"
        )
    if w.shape[1] * params.groups != x.shape[0]:
        raise InputError(
            f"weight is for {w.shape[1] * params.groups} input channels and input has {x.shape[0]}: "
            "the second axis of $weight, times $groups, must be that of $input"
        )
    if b is not None and b.shape != w.shape[:1]:
        raise InputError(
            f"bias has shape {b.shape}: $bias must be a list of {w.shape[0]}, one for each output channel"
        )
    return ConvLayer(params, x.shape[1:], x.shape[0], w.shape[0], part)
