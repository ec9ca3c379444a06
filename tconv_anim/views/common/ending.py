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
from tconv_anim.views.common.narration import Narration

Place = tuple[int, int, int]


def finish(story: Narration, trace: Trace, pace: Pace, reached: Collection[Place]) -> Iterator[Keyframe]:
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
        yield story.tell(pace.opening, bias_caption(trace), story.end)
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


def bias_caption(trace: AnyTrace) -> str:
    """What the bias does, with its numbers."""
    values = [] if trace.bias is None else trace.bias.tolist()
    if len(values) == 1:
        return f"The bias, {wording.prose(values[0])}, is added to every cell of the output."
    listed = ", ".join(wording.prose(value) for value in values)
    return f"The bias is added to every cell of its output channel: {listed}."


def _crop_caption(trace: Trace) -> str:
    layer = trace.layer
    rows, cols = layer.params.axes
    canvas = rows.canvas_size(layer.input_size[0]), cols.canvas_size(layer.input_size[1])
    return (
        f"padding = {wording.parameter(layer.params.padding)} crops: of the {wording.size(canvas)} canvas "
        f"the {wording.size(layer.output_shape[1:])} output stays. Nothing is padded with zeros here."
    )
