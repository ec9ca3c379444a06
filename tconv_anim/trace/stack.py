"""A stack of layers as a trace: each layer's input is what the one before gave, through its activation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

import numpy as np

from tconv_anim.errors import InputError
from tconv_anim.layer.activation import NONE, Activation
from tconv_anim.layer.direct import AnyLayer, ConvLayer
from tconv_anim.layer.geometry import Layer
from tconv_anim.trace.activated import activated
from tconv_anim.trace.convtrace import AnyTrace, ConvTrace, record_conv
from tconv_anim.trace.numbers import Numbers, completed, of_one_type, refuse_infinite, refuse_overflow
from tconv_anim.trace.several import Several
from tconv_anim.trace.trace import Trace, record
from tconv_anim.trace.whole import output_sums

MOST_EVENTS = 20_000
"""Products of a stack that are kept one by one; those of a larger one are only added up."""


class Stage(NamedTuple):
    """A layer of a stack with its numbers, and what comes behind it.

    ``weight`` and ``bias`` are those of :func:`tconv_anim.trace.trace.record`, or of ``record_conv``.
    """

    layer: AnyLayer
    weight: Numbers
    bias: Numbers | None = None
    activation: Activation = NONE


@dataclass(frozen=True, eq=False)
class Stack(Several):
    """The traces of a stack's layers, first to last; of large ones without their tables."""

    stages: Sequence[Stage]

    @property
    def layers(self) -> list[AnyLayer]:
        """The layers from first to last."""
        return [stage.layer for stage in self.stages]

    @cached_property
    def maps(self) -> list[Numbers]:
        """The input, and what comes out of each layer: ``C H W``, the activation included."""
        return [self.traces[0].input, *map(_after, self.traces, self.stages)]

    @property
    def output(self) -> Numbers:
        """What the last layer gives, its activation included."""
        return self.maps[-1]


def record_stack(input: Numbers, stages: Sequence[Stage]) -> Stack:
    """The trace of a stack on ``input`` (``C_in H W``); each stage's layer has the size that comes to it.

    Of a small stack without curved activations, readers may change the input, and the first layer's kernel
    and bias. Raises :class:`InputError` for sums that leave the range of their type, naming the layer.
    """
    small = sum(stage.layer.event_count for stage in stages) <= MOST_EVENTS
    arrays: dict[str, Numbers] = {}
    if small and all(stage.activation.piecewise for stage in stages):
        first = stages[0]
        arrays = {"input": input, "kernel": first.weight}
        arrays |= {} if first.bias is None else {"bias": first.bias}
    return Stack(arrays, partial(_recorded, input, stages, small), stages)


def _recorded(
    input: Numbers, stages: Sequence[Stage], small: bool, arrays: Mapping[str, Numbers]
) -> tuple[AnyTrace, ...]:
    x = arrays.get("input", input)
    traces: list[AnyTrace] = []
    for number, stage in enumerate(stages, 1):
        if number == 1:
            weight, bias = arrays.get("kernel", stage.weight), arrays.get("bias", stage.bias)
            stage = stage._replace(weight=weight, bias=bias)
        try:
            traces.append(_trace(x, stage) if small else _summed(x, stage))
        except InputError as error:
            raise InputError(f"layer {number}: {error.args[0]}") from None
        x = _after(traces[-1], stage)
    return tuple(traces)


def _after(trace: AnyTrace, stage: Stage) -> Numbers:
    return activated(trace.output, stage.activation)


def _trace(x: Numbers, stage: Stage) -> AnyTrace:
    layer = stage.layer
    if isinstance(layer, ConvLayer):
        return record_conv(layer.params, x, stage.weight, stage.bias)
    return record(layer.params, x, stage.weight, stage.bias, layer.framework)


def _summed(x: Numbers, stage: Stage) -> AnyTrace:
    """The trace of a layer with no rows in its table: all that it adds up is in the rest."""
    layer = stage.layer
    x, w, b, _ = of_one_type(x, stage.weight, stage.bias, None)
    direct = isinstance(layer, ConvLayer)
    refuse_overflow(layer, x, w, (b,))
    groups = layer.params.groups
    with np.errstate(over="ignore", invalid="ignore"):
        sums = np.concatenate(
            [
                output_sums(layer, some, kernels if direct else kernels.swapaxes(0, 1))
                for some, kernels in zip(np.split(x, groups), np.split(w, groups), strict=True)
            ]
        )
    refuse_infinite(completed(sums, b, None))
    none: Any = tuple(np.zeros((0, axes), np.int32) for axes in (x.ndim, w.ndim, x.ndim))
    table = (*none, np.zeros(0, sums.dtype), sums)
    if isinstance(layer, Layer):
        return Trace(layer, x, w, b, *table)
    return ConvTrace(layer, x, w, b, *table)
