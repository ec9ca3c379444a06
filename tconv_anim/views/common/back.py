"""The way back: the direct convolution of a transposed layer's output, with the same weight."""

from collections.abc import Iterator

from tconv_anim.language.saying import say
from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place
from tconv_anim.layer.direct import Conv2d
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.layout import Box, CellSize, named
from tconv_anim.storyboard.storyboard import Cell, Outline
from tconv_anim.trace.convtrace import ConvTrace, record_conv
from tconv_anim.trace.numbers import one
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common.naming import map_name
from tconv_anim.views.common.parts import framed


def way_back(trace: Trace) -> ConvTrace:
    """The convolution of the trace's output with its weight and parameters: ``C_in H' W'``.

    H' W' is the input's size unless an output_padding reaches its stride: then it is larger.
    """
    p, layer = trace.params, trace.layer
    padding = p.padding if layer.framework.told else tuple((axis.lo, axis.hi) for axis in layer.axes)
    flip = tuple(slice(None, None, -1 if axis.flip else 1) for axis in layer.axes)
    conv = Conv2d(p.kernel_size, p.stride, padding, p.dilation, p.groups)
    return record_conv(conv, trace.output, trace.weight[:, :, *flip])


def leads_back(trace: Trace, back: ConvTrace) -> bool:
    """Whether the way back ends on the shape of the input."""
    return back.layer.output_shape == trace.layer.input_shape


def beyond_stride(trace: Trace) -> str:
    """Why it may not: ``output_padding = 2 is not below stride = 1``."""
    p = trace.params
    op, s = next((op, s) for op, s in zip(p.output_padding, p.stride, strict=True) if op >= s)
    # For translators: a reason, for "Not even the shape comes back ..., since {why}".
    return say("output_padding = {op} is not below stride = {stride}", op=op, stride=s)


def back_size(trace: Trace, back: ConvTrace) -> str:
    """The size of the way back, with its channels unless the layer has one each: ``3×3``."""
    single = (trace.layer.in_channels, trace.layer.out_channels) == (1, 1)
    return wording.size(back.layer.output_shape[1:] if single else back.layer.output_shape)


def longest_text(trace: Trace, back: ConvTrace) -> str:
    """The longest of all numbers that stand in the cells of input, weight, output and way back."""
    arrays = (trace.input, trace.weight, trace.output, back.output)
    return max((wording.number(v) for array in arrays for v in array.ravel().tolist()), key=len)


def back_box(back: ConvTrace, channel: int, cell: CellSize) -> Box:
    """One map of the way back under its name."""
    height, width = back.layer.output_shape[1:]
    name = map_name(back.layer.transposed, "back", channel)
    return named(ids.of("back", channel), "input", name, range(height), range(width), cell)


def back_cell(back: ConvTrace, place: Place, role: str = "input") -> Cell:
    """A cell of the way back with its number, or blank where its role is "empty"."""
    c, y, x = place
    text = "" if role == "empty" else wording.number(one(back.output, place))
    return Cell(ids.of("back", c, y, x), role, ids.of("back", c), y, x, text, z=1)


def back_frames(back: ConvTrace) -> Iterator[Outline]:
    """The edge of each map of the way back."""
    yield from _frames("back", back.layer.output_shape)


def output_frames(trace: Trace) -> Iterator[Outline]:
    """The edge of each output map, without what output_padding means there."""
    yield from _frames("output", trace.layer.output_shape)


def _frames(name: str, shape: tuple[int, ...]) -> Iterator[Outline]:
    channels, height, width = shape
    for c in range(channels):
        yield framed(ids.of(name, c), height, width)
