"""A layer's way back, as it is trained: the gradients of its input and of its weight are convolutions, too.

A convolution is y[o] = Σ x[o·s + u·d − p] · w[u], summed over u (and over the input channels of a group). So
what an input element, a weight element and the bias add to a loss whose gradient on the output is dy is

- dx[i] = Σ dy[o] · w[u], over all o and u with o·s + u·d − p = i: the transposed convolution of dy;
- dw[u] = Σ dy[o] · x[o·s + u·d − p], over o: a convolution of x in which dy is the kernel, the dilation the
  stride and the stride the dilation;
- db = Σ dy[o].

For a transposed convolution, x and dy change places in all of these.
"""

from collections.abc import Mapping
from functools import partial

import numpy as np

from tconv_anim.errors import InputError
from tconv_anim.layer.direct import CONVS, AnyLayer, ConvLayer
from tconv_anim.layer.geometry import Layer
from tconv_anim.layer.part import Part
from tconv_anim.trace.convtrace import AnyTrace, ConvTrace, record_conv
from tconv_anim.trace.numbers import Numbers, of_one_type
from tconv_anim.trace.several import Several, renewed
from tconv_anim.trace.trace import record

GRADIENT = "gradient"
"""What the output's gradient is called among the numbers of a picture."""


def backward(trace: AnyTrace, gradient: Numbers) -> Several:
    """The layer's trace and those of its gradients, of the input and of the weight, from the output's.

    ``gradient`` has the output's shape. Raises :class:`InputError` for a framework that reverses the kernel,
    and where sums leave the range of their type.
    """
    layer = trace.layer
    if isinstance(layer, Layer) and any(axis.flip for axis in layer.axes):
        raise InputError(
            f"framework is {layer.framework.key!r}, which reverses the kernel, and so the weight's gradient: "
            "take another $framework"
        )
    x, w, b, dy = of_one_type(trace.input, trace.weight, trace.bias, gradient)
    assert dy is not None
    arrays = {"input": x, "kernel": w, GRADIENT: dy} | ({} if b is None else {"bias": b})
    return Several(arrays, partial(_recorded, trace))


def _recorded(trace: AnyTrace, arrays: Mapping[str, Numbers]) -> tuple[AnyTrace, ...]:
    x, w, dy = arrays["input"], arrays["kernel"], arrays[GRADIENT]
    return (
        renewed(trace, x, w, arrays.get("bias")),
        _of_input(trace.layer, w, dy),
        _of_weight(trace.layer, x, dy),
    )


def _of_input(layer: AnyLayer, w: Numbers, dy: Numbers) -> AnyTrace:
    part = None if layer.part is None else _other_way(layer.part)
    if isinstance(layer, ConvLayer):
        return record(layer.transposed.params, dy, w, part=part)
    p = layer.params
    conv = CONVS[p.dims](p.kernel_size, p.stride, _cuts(layer), p.dilation, p.groups)
    return record_conv(conv, dy, w, part=part)


def _of_weight(layer: AnyLayer, x: Numbers, dy: Numbers) -> ConvTrace:
    """Its output channels are pairs: each channel that is read, with each kernel of its group."""
    read, kernel = (x, dy) if isinstance(layer, ConvLayer) else (dy, x)
    groups = layer.params.groups
    met = kernel.reshape(groups, 1, len(kernel) // groups, *kernel.shape[1:])
    kernels = np.repeat(met, len(read) // groups, 1).reshape(-1, 1, *kernel.shape[1:])
    p = layer.params
    conv = CONVS[p.dims](kernel.shape[1:], p.dilation, _cuts(layer), p.stride, len(read))
    return record_conv(conv, read, kernels)


def _cuts(layer: AnyLayer) -> tuple[tuple[int, int], ...]:
    """What padding adds to the large side of a layer, without the cells that no product reaches."""
    if isinstance(layer, ConvLayer):
        layer = layer.transposed
    return tuple((axis.lo, axis.hi) for axis in layer.axes)


def _other_way(part: Part) -> Part:
    others = part.output.channels_of - len(part.output.channels)
    return Part(part.output, part.input, others, 1.0)


def weight_gradient(layer: AnyLayer, output: Numbers) -> Numbers:
    """What the trace of the weight's gradient returns, with the axes of the weight."""
    first, per_group, *kernel = layer.weight_shape
    groups = layer.params.groups
    pairs = output.reshape(groups, per_group, first // groups, *kernel)
    return pairs.swapaxes(1, 2).reshape(layer.weight_shape)


def pair_of(layer: AnyLayer, channel: int) -> tuple[int, int]:
    """The first two indices of the weight elements whose gradient this output channel of the trace is."""
    first, per_group, *_ = layer.weight_shape
    read, local = divmod(channel, first // layer.params.groups)
    return read // per_group * (first // layer.params.groups) + local, read % per_group


def bias_gradient(gradient: Numbers) -> Numbers:
    """The sum of each channel of the output's gradient."""
    return np.asarray(gradient.reshape(len(gradient), -1).sum(1))
