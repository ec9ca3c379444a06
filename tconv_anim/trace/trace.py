"""The event trace: with convtrace.py, which changes input and output over, the only place that multiplies.

A trace is one table with a row for every multiply-accumulate: this input element times this weight
element lands on this output element, with this product. Every view is a grouping of that table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tconv_anim.errors import InputError
from tconv_anim.layer.axis import Place
from tconv_anim.layer.frameworks import PYTORCH, Framework
from tconv_anim.layer.geometry import ConvTranspose, Layer
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

Index = NDArray[np.int32]
"""A column of index tuples: one row an event, one column an axis."""


class Stamp(NamedTuple):
    """All events of one input element: the scaled kernel, put down on the canvas.

    ``rows`` are this stamp's rows of the event table; ``before`` and ``after`` are the sums on the
    cells that they land on, one an event, without bias.
    """

    source: Place
    rows: slice
    before: Numbers
    after: Numbers


@dataclass(frozen=True, eq=False)
class Trace:
    """Every multiply-accumulate of one layer on one input, in scatter order.

    ``input`` is ``C_in H W``, ``weight`` ``C_in C_out/groups kH kW``, ``bias`` ``C_out`` or None.
    Where the layer is a part of a larger one, ``rest`` (``C_out H W``) is what all else adds to its output.
    Row e of the table: input element ``input_index[e]`` = (c, y, x) times weight element
    ``weight_index[e]`` = (ci, co, ky, kx) gives ``product[e]``, which lands on output element
    ``output_index[e]`` = (c, y, x), counted from the output's own origin: a negative index, or one
    past the end, lies on the part of the canvas that padding crops.
    """

    layer: Layer
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
    def params(self) -> ConvTranspose:
        """The layer's parameters."""
        return self.layer.params

    def canvas(self, events: int | None = None) -> Numbers:
        """Sums after the first ``events`` events (all by default), before cropping and without bias.

        Shape ``C_out rows cols``, laid out over ``layer.regions``: canvas and output together.
        """
        sums = self._blank(self.product.dtype)
        np.add.at(sums, self._cells(slice(events)), self.product[:events])
        return sums

    def replay(self, events: int | None = None) -> Numbers:
        """The output, ``C_out H W``, after the first ``events`` events; bias and rest join after the last."""
        output = self.crop(self.canvas(events))
        complete = events is None or events >= len(self)
        return completed(output, self.bias, self.rest) if complete else output

    @cached_property
    def output(self) -> Numbers:
        """What the layer returns: ``C_out H W``, bias and rest included."""
        return self.replay()

    @property
    def sums(self) -> Numbers:
        """The sum of the products on each output element, ``C_out H W``."""
        return self.crop(self.canvas())

    def counts(self) -> NDArray[np.int64]:
        """How many events land on each cell, laid out like :meth:`canvas`."""
        counts = self._blank(np.dtype(np.int64))
        np.add.at(counts, self._cells(slice(None)), 1)
        return counts

    def crop(self, canvas: NDArray[Any]) -> NDArray[Any]:
        """The output's part of an array that is laid out like :meth:`canvas`."""
        return canvas[:, *self.layer.inside]

    def by_input(self) -> Iterator[tuple[Place, slice]]:
        """Each input element with its rows of the table: the scatter view's grouping."""
        length = len(self) // self.input.size
        for start in range(0, len(self), length):
            yield tuple(self.input_index[start].tolist()), slice(start, start + length)

    def by_output(self) -> Iterator[tuple[Place, NDArray[np.intp]]]:
        """Each output element, row by row, with its rows of the table: the gather view.

        An element that no event reaches comes with no rows; cropped cells don't come at all.
        """
        shape = self.layer.output_shape
        inside = np.flatnonzero(within(self.output_index, shape))
        place = np.ravel_multi_index(tuple(self.output_index[inside].T), shape)
        order = np.argsort(place, kind="stable")
        ends = np.searchsorted(place[order], np.arange(prod(shape) + 1))
        for element, (start, end) in zip(np.ndindex(*shape), pairwise(ends), strict=True):
            yield element, inside[order[start:end]]

    def stamps(self) -> Iterator[Stamp]:
        """The scatter view's steps, with the running sums before and after each."""
        sums = self._blank(self.product.dtype)
        for source, rows in self.by_input():
            cells = self._cells(rows)
            before = sums[cells]
            # Within one stamp every event has a cell of its own, so a plain assignment adds each once.
            sums[cells] = after = before + self.product[rows]
            yield Stamp(source, rows, before, after)

    def _blank(self, dtype: np.dtype[Any]) -> NDArray[Any]:
        return np.zeros((self.layer.out_channels, *map(len, self.layer.regions)), dtype)

    def _cells(self, rows: slice) -> tuple[Index, ...]:
        """Where these rows of the table land, as indices into an array laid out like :meth:`canvas`."""
        c, *place = self.output_index[rows].T
        return c, *(i - region.start for i, region in zip(place, self.layer.regions, strict=True))


def record(
    params: ConvTranspose,
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    framework: Framework = PYTORCH,
    rest: ArrayLike | None = None,
    part: Part | None = None,
) -> Trace:
    """The trace of ``params`` on ``input`` (``C_in H W``) with ``weight`` (``C_in C_out/groups kH kW``).

    ``framework`` says whose way of cutting the canvas it is, and of taking the kernel. Where this is a
    ``part`` of a larger layer, ``rest`` is what all else of that adds to the output, ``C_out H W``.

    ``bias`` is ``C_out``. Integers are computed in int64 and stay exact; if any of the four holds
    floats, all are float64. Raises :class:`InputError` for arrays of the wrong shape, that aren't
    numbers, or whose sums leave the range of their type.
    """
    x = numbers("input", input)
    w = numbers("weight", weight)
    b = None if bias is None else numbers("bias", bias)
    layer = _layer_of(params, x, w, b, framework, part)
    r = checked_at_output("rest", rest, layer)
    x, w, b, r = of_one_type(x, w, b, r)
    refuse_overflow(layer, x, w, (b, r))
    input_index, weight_index, output_index = event_index(layer)
    with np.errstate(over="ignore"):
        product = x[tuple(input_index.T)] * w[tuple(weight_index.T)]
    trace = Trace(layer, x, w, b, input_index, weight_index, output_index, product, r)
    with np.errstate(over="ignore", invalid="ignore"):
        refuse_infinite(trace.canvas(), trace.output)
    return trace


def event_index(layer: Layer) -> tuple[Index, Index, Index]:
    """Which input element meets which weight element on which output element, in scatter order.

    Three columns of index tuples: (c, y, x), (ci, co, ky, kx) and (c, y, x), a row an event.
    """
    per_group, *kernel = layer.weight_shape[1:]
    c, *rest = (axis.ravel() for axis in np.indices((*layer.input_shape, per_group, *kernel), np.int32))
    dims = len(layer.axes)
    place, co, taps = rest[:dims], rest[dims], rest[dims + 1 :]
    landed = (
        i * axis.stride + axis.weight_at(tap) * axis.dilation - axis.lo
        for axis, i, tap in zip(layer.axes, place, taps, strict=True)
    )
    out = c // (layer.in_channels // layer.params.groups) * per_group + co
    return (
        np.stack((c, *place), axis=1),
        np.stack((c, co, *taps), axis=1),
        np.stack((out, *landed), axis=1),
    )


def within(index: Index, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which of these index tuples are those of an element of an array of this shape."""
    there = np.ones(len(index), bool)
    for along, side in zip(index.T, shape, strict=True):
        there = there & (along >= 0) & (along < side)
    return there


def _layer_of(
    params: ConvTranspose,
    x: Numbers,
    w: Numbers,
    b: Numbers | None,
    framework: Framework,
    part: Part | None,
) -> Layer:
    """The layer that these arrays make; raises :class:`InputError` where their shapes disagree."""
    check_shapes(params, x, w, "C_in C_out/groups")
    if w.shape[0] != x.shape[0]:
        raise InputError(
            f"weight is for {w.shape[0]} input channels and input has {x.shape[0]}: "
            "the first axis of $weight and of $input must agree"
        )
    out_channels = w.shape[1] * params.groups
    if b is not None and b.shape != (out_channels,):
        raise InputError(
            f"bias has shape {b.shape}: $bias must be a list of {out_channels}, one for each output channel"
        )
    return Layer(params, x.shape[1:], x.shape[0], out_channels, framework, part)
