"""How views that add products up come to their end: the bias joins, padding crops, the output stands."""

from collections.abc import Iterator
from typing import Any

from tconv_anim.layer import wording
from tconv_anim.layer.arithmetic import size_formula
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard.stage import Pace
from tconv_anim.storyboard.storyboard import Keyframe
from tconv_anim.trace.convtrace import AnyTrace
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common import parts
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.narration import Narration

Place = tuple[int, int, int]


def finish(story: Narration, trace: Trace, pace: Pace, look: Look) -> Iterator[Keyframe]:
    """The last keyframes: all cells of the output show their number, as do those no product reached.

    A bias is in all of them: who asks for the end gets the output.
    """
    layer = trace.layer
    story.show(*(parts.output_cell(layer, place, value) for place, value in output_values(trace)))
    if trace.bias is not None:
        yield story.tell(pace.opening, bias_caption(trace, look), story.end)
    if parts.crops(layer):
        for caption in cut_captions(trace.layer):
            yield story.tell(pace.opening, caption, story.end)
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


def cut_captions(layer: Layer) -> Iterator[str]:
    """What padding crops of the canvas; then, where there is one, what output_padding does about it."""
    op, axes = layer.params.output_padding, layer.axes
    canvas = [axis.canvas_size(n) for axis, n in zip(axes, layer.input_size, strict=True)]
    # An axis's end is cut by padding less output_padding.
    cuts = [(max(0, axis.lo), max(0, axis.hi + more)) for axis, more in zip(axes, op, strict=True)]
    left = [size - sum(cut) for size, cut in zip(canvas, cuts, strict=True)]
    (top, bottom), (start, end) = cuts
    sides = _at_sides({"top": top, "bottom": bottom, "left": start, "right": end})
    kept = f"the {wording.size(left)} output" if left == [*layer.output_shape[1:]] else wording.size(left)
    stays = f"{kept} stays" if min(left) > 0 else "nothing stays"
    by = f"padding = {wording.parameter(layer.params.padding)}"
    by = by if layer.framework.told else layer.framework.name
    if sides:
        # On two lines there is room for more only where one number says it of all sides.
        besides = " Nothing is padded with zeros here." * sides.endswith("on each side")
        yield f"{by} crops {sides}: of the {wording.size(canvas)} canvas {stays}.{besides}"
    before, restored, added = (
        _at_sides(dict(zip(names, map(len, cells), strict=True)))
        for names, cells in zip(_SIDES, zip(*parts.output_padding_strips(layer), strict=True), strict=True)
    )
    if restored == added:  # said of both at once
        restored = restored.partition(" at ")[0]
    if before or not max(op):
        restored, added = "", " and ".join(filter(None, (before, added)))
    deeds = [f"{does} {where}" for does, where in (("gives back", restored), ("adds", added)) if where]
    if deeds:
        by = f"output_padding = {wording.parameter(op)}" if max(op) else by
        output = wording.size(layer.output_shape[1:])
        yield f"{by} {' and '.join(deeds)}: the output is {output}."


_SIDES = (("top", "left"), ("bottom", "right"), ("bottom", "right"))
"""Where cells are added at the start, given back at the end, and added there."""


def _at_sides(cells: dict[str, int]) -> str:
    """How many rows or columns at which sides, none left out: ``1 at the top and bottom, 2 at the left``."""
    if len(cells) == 4 and len(set(cells.values())) == 1:
        return f"{cells['top']} on each side"
    sides: dict[int, list[str]] = {}
    for side, number in cells.items():
        sides.setdefault(number, []).append(side)
    return ", ".join(
        f"{number} at the {', '.join(names[:-1])}{' and ' * (len(names) > 1)}{names[-1]}"
        for number, names in sides.items()
        if number
    )
