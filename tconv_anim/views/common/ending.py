"""How views that add products up come to their end: the bias joins, padding crops, the output stands."""

from collections.abc import Collection, Iterator
from typing import Any

from tconv_anim.layer import wording
from tconv_anim.layer.arithmetic import size_formula
from tconv_anim.storyboard.stage import Pace
from tconv_anim.storyboard.storyboard import Keyframe
from tconv_anim.trace.convtrace import AnyTrace
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common import parts
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.narration import Narration

Place = tuple[int, int, int]


def finish(
    story: Narration, trace: Trace, pace: Pace, reached: Collection[Place], look: Look
) -> Iterator[Keyframe]:
    """The last keyframes: all cells of the output show their number, as do those no product reached."""
    layer = trace.layer
    zero = trace.product.dtype.type(0).item()
    for place, value in output_values(trace):
        if trace.bias is None:
            story.show(parts.output_cell(layer, place, value))
        elif place not in reached:
            story.show(parts.output_cell(layer, place, zero))
    if trace.bias is not None:
        yield story.tell(pace.opening, "All products have been added. The bias joins last.", story.end)
        story.show(*(parts.output_cell(layer, place, value) for place, value in output_values(trace)))
        yield story.tell(pace.opening, bias_caption(trace, look), story.end)
    if parts.crops(layer):
        yield story.tell(pace.opening, _crop_caption(trace), story.end)
    yield story.tell(pace.ending, size_caption(trace), story.end)


def output_values(trace: AnyTrace) -> Iterator[tuple[Place, Any]]:
    """Each output element (c, y, x) and its value."""
    for c, channel in enumerate(trace.output.tolist()):
        for y, row in enumerate(channel):
            for x, value in enumerate(row):
                yield (c, y, x), value


def size_caption(trace: Trace) -> str:
    """The output's size, with the numbers put into the formula of its rows, and columns if they differ."""
    layer = trace.layer
    rows, cols = (size_formula(layer, axis) for axis in (0, 1))
    output = f"output {wording.size(layer.output_shape[1:])}"
    return f"{output}: {rows} on each side" if rows == cols else f"{output}: rows {rows}; columns {cols}"


def bias_caption(trace: AnyTrace, look: Look) -> str:
    """What the bias does, with its numbers."""
    values = [] if trace.bias is None else trace.bias.tolist()
    if len(values) == 1:
        told = look.say(f", {wording.prose(values[0])},")
        return f"The bias{told} is added to every cell of the output."
    listed = ", ".join(wording.prose(value) for value in values)
    return f"The bias is added to every cell of its output channel{look.say(f': {listed}')}."


def _crop_caption(trace: Trace) -> str:
    """What padding cuts off the canvas, and what is added to the rest, with the sizes in between."""
    layer = trace.layer
    along = list(zip(layer.axes, layer.input_size, layer.output_shape[1:], strict=True))
    canvas = wording.size([axis.canvas_size(n) for axis, n, _ in along])
    kept = wording.size([size + min(axis.lo, 0) + min(axis.hi, 0) for axis, _, size in along])
    output = wording.size(layer.output_shape[1:])
    by = f"padding = {wording.parameter(layer.params.padding)}"
    by = by if layer.framework.told else layer.framework.name
    if kept == output:
        stays = f"of the {canvas} canvas the {output} output stays"
        return f"{by} crops: {stays}. Nothing is padded with zeros here."
    op = layer.params.output_padding
    more = f"output_padding = {wording.parameter(op)} adds" if max(op) else "Then come"
    return f"{by} crops the {canvas} canvas to {kept}. {more} cells that no product reaches: {output}."
