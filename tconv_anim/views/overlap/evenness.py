"""Whether every cell of a layer gets the same number of products, in words that hold for its numbers."""

from math import gcd
from typing import Any

from tconv_anim.layer.axis import Axis, called
from tconv_anim.trace.trace import Trace

_LISTED = 4
"""Different counts that a sentence lists."""


def verdicts(trace: Trace) -> list[str]:
    """What kernel size, stride and dilation do to the counts: one sentence, or one an axis.

    Away from the edges the counts along an axis repeat with the stride, since all inputs that could
    reach a cell are there. They are all the same where the stride divides the kernel size and has no
    factor in common with the dilation: then the taps fall on every remainder of the stride equally
    often (Odena et al., Distill, 2016, for dilation 1).
    """
    layer = trace.layer
    names = [axis.one for axis in called(layer.params.dims)]
    every = [
        (name, axis, n, _interior(axis, n, size))
        for name, axis, n, size in zip(
            names, layer.axes, layer.input_size, layer.output_shape[1:], strict=True
        )
    ]
    # A single row of cells, or one tap a row: there is nothing to say about rows.
    named = [
        (name, axis, len(inner))
        for name, axis, n, inner in every
        if axis.canvas_size(n) > 1 and (axis.kernel_size, axis.stride) != (1, 1)
    ]
    if len({_rule(axis) for _, axis, _ in named}) > 1:
        uneven = sum(not is_even(axis) and shown >= axis.stride for _, axis, shown in named)
        pattern = ", a checkerboard" if uneven > 1 else ", stripes"
        return [
            f"{name}s: {_reason(axis)}: {_effect(axis, f'{name}s', shown, pattern)}"
            for name, axis, shown in named
        ]
    axis = named[0][1] if named else layer.axes[-1]
    shown = min((shown for _, _, shown in named), default=1) if all(inner for *_, inner in every) else 0
    one_row = layer.params.dims == 1 or 1 in layer.output_shape[1:]
    cells = "cells" if len(named) != 1 or one_row else f"{named[0][0]}s"
    pattern = ", a checkerboard" if len(named) > 1 else "" if one_row else ", stripes"
    sentence = f"{_reason(axis)}: {_effect(axis, cells, shown, pattern)}"
    return [sentence + _numbers(trace) if is_even(axis) or shown >= axis.stride else sentence]


def is_even(axis: Axis) -> bool:
    """Whether the counts along this axis are all the same, away from the edges."""
    return axis.kernel_size % axis.stride == 0 and gcd(axis.stride, axis.dilation) == 1


def _interior(axis: Axis, n: int, size: int) -> range:
    """The output's cells along an axis that no further input could reach, were there more of them."""
    first, end = max(0, axis.extent - axis.stride), min(axis.canvas_size(n), n * axis.stride)
    return range(max(0, first - axis.lo), max(0, first - axis.lo, min(size, end - axis.lo)))


def _rule(axis: Axis) -> tuple[int, int, int]:
    return axis.kernel_size, axis.stride, axis.dilation


def _reason(axis: Axis) -> str:
    k, s, d = _rule(axis)
    if gcd(s, d) > 1:
        return f"stride {s} and dilation {d} have a common factor"
    if k < s:
        return f"kernel_size {k} is smaller than stride {s}"
    if k % s:
        return f"kernel_size {k} is not divisible by stride {s}"
    return f"kernel_size {k} is divisible by stride {s}"


def _effect(axis: Axis, cells: str, shown: int, pattern: str) -> str:
    """What follows for the counts; where fewer cells than a stride are ``shown``, for larger maps."""
    k, s, d = _rule(axis)
    if is_even(axis):
        return f"away from the edges every {cells[:-1]} gets the same number of products"
    where = "" if shown >= s else "on larger maps "
    if k < s or gcd(s, d) > 1:
        effect = f"some {cells} get no product at all"
    elif s == 2:
        effect = f"neighbouring {cells} get different numbers of products"
    else:
        effect = f"numbers of products differ and repeat every {s} {cells}"
    return f"{where}{effect}{'' if where else pattern}"


def _numbers(trace: Trace) -> str:
    """The counts themselves, away from the edges, as far as the output shows such cells."""
    layer = trace.layer
    inner = [
        _interior(*along) for along in zip(layer.axes, layer.input_size, layer.output_shape[1:], strict=True)
    ]
    # Every output channel has the same number of inputs, so all maps of counts are equal.
    inside: Any = (0, *(slice(cells.start, cells.stop) for cells in inner))
    counts = trace.crop(trace.counts())[inside]
    different = [str(count) for count in sorted(set(counts.ravel().tolist()))]
    if not different:
        return ""
    if len(different) > _LISTED:
        return f" ({different[0]} to {different[-1]})"
    return f" ({' or '.join([', '.join(different[:-1]), different[-1]] if different[1:] else different)})"
