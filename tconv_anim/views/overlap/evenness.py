"""Whether every cell of a layer gets the same number of products, in words that hold for its numbers."""

from collections.abc import Callable
from math import gcd
from typing import Any

from tconv_anim.language.lists import listed_or
from tconv_anim.language.saying import say
from tconv_anim.layer.axis import Axis, called
from tconv_anim.trace.trace import Trace
from tconv_anim.views.overlap.effects import EMPTY, EVEN, NEIGHBOURS, REPEATED

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
        pattern = "checkerboard" if uneven > 1 else "stripes"
        return [
            _AXIS[name](_reason(axis), _effect(axis, name, shown, pattern)) for name, axis, shown in named
        ]
    axis = named[0][1] if named else layer.axes[-1]
    shown = min((shown for _, _, shown in named), default=1) if all(inner for *_, inner in every) else 0
    one_row = layer.params.dims == 1 or 1 in layer.output_shape[1:]
    cells = "cell" if len(named) != 1 or one_row else named[0][0]
    pattern = "checkerboard" if len(named) > 1 else "" if one_row else "stripes"
    reason, effect = _reason(axis), _effect(axis, cells, shown, pattern)
    counts = _numbers(trace) if is_even(axis) or shown >= axis.stride else ""
    if not counts:
        # For translators: such as "kernel_size 3 is smaller than stride 4: some cells get no product at all."
        return [say("{reason}: {effect}.", reason=reason, effect=effect)]
    # For translators: the same; {counts} are numbers of products, "1, 2 or 4".
    return [say("{reason}: {effect} ({counts}).", reason=reason, effect=effect, counts=counts)]


def is_even(axis: Axis) -> bool:
    """Whether the counts along this axis are all the same, away from the edges."""
    return axis.kernel_size % axis.stride == 0 and gcd(axis.stride, axis.dilation) == 1


def _interior(axis: Axis, n: int, size: int) -> range:
    """The output's cells along an axis that no further input could reach, were there more of them."""
    first, end = max(0, axis.extent - axis.stride), min(axis.canvas_size(n), n * axis.stride)
    return range(max(0, first - axis.lo), max(0, first - axis.lo, min(size, end - axis.lo)))


def _rule(axis: Axis) -> tuple[int, int, int]:
    return axis.kernel_size, axis.stride, axis.dilation


_AXIS: dict[str, Callable[[str, str], str]] = {
    # For translators: what holds along this axis, and why.
    "slice": lambda reason, effect: say("slices: {reason}: {effect}.", reason=reason, effect=effect),
    # For translators: what holds along this axis, and why.
    "row": lambda reason, effect: say("rows: {reason}: {effect}.", reason=reason, effect=effect),
    # For translators: what holds along this axis, and why.
    "column": lambda reason, effect: say("columns: {reason}: {effect}.", reason=reason, effect=effect),
}


def _reason(axis: Axis) -> str:
    k, s, d = _rule(axis)
    if gcd(s, d) > 1:
        return say("stride {stride} and dilation {dilation} have a common factor", stride=s, dilation=d)
    if k < s:
        return say("kernel_size {size} is smaller than stride {stride}", size=k, stride=s)
    if k % s:
        return say("kernel_size {size} is not divisible by stride {stride}", size=k, stride=s)
    return say("kernel_size {size} is divisible by stride {stride}", size=k, stride=s)


def _effect(axis: Axis, cells: str, shown: int, pattern: str) -> str:
    """What follows for the counts; where fewer cells than a stride are ``shown``, for larger maps."""
    k, s, d = _rule(axis)
    if is_even(axis):
        return EVEN[cells]()
    if k < s or gcd(s, d) > 1:
        effect = EMPTY[cells]()
    else:
        effect = NEIGHBOURS[cells]() if s == 2 else REPEATED[cells](s)
    if shown < s:
        # For translators: {effect} is such as "some rows get no product at all"; a colon may be before it.
        return say("on larger maps {effect}", effect=effect)
    if pattern == "stripes":
        # For translators: what the counts look like; {effect} is such as "some rows get no product at all".
        return say("{effect}, stripes", effect=effect)
    # For translators: what the counts look like; {effect} is such as "some cells get no product at all".
    return say("{effect}, a checkerboard", effect=effect) if pattern else effect


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
        # For translators: the least and the largest of some counts.
        return say("{least} to {most}", least=different[0], most=different[-1])
    return listed_or(different)
