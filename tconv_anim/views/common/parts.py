"""What several views show: the maps of a layer as boxes and cells, its legend, its title."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tconv_anim.language.lists import sentences
from tconv_anim.language.saying import say
from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place
from tconv_anim.layer.direct import AnyLayer, Conv
from tconv_anim.layer.frameworks import PYTORCH
from tconv_anim.layer.geometry import ConvTranspose, Layer
from tconv_anim.storyboard import ids, layout
from tconv_anim.storyboard.layout import Box, CellSize
from tconv_anim.storyboard.storyboard import Cell, Outline
from tconv_anim.trace.convtrace import AnyTrace
from tconv_anim.trace.numbers import Numbers, one, plain
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common import places
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.naming import kernel_name, map_name
from tconv_anim.views.common.places import Cells

Strips = tuple[range, range, range]
"""Cells of an axis that are added at the start, restored at the end, and added there."""

Legend = tuple[list[Box], list[Cell | Outline]]
"""What explains a picture, part by part, and the swatches to show there."""


def parameters(p: ConvTranspose | Conv) -> str:
    """The parameters in a line, those that are as usual left out: ``k=3, s=2, p=1, op=1``."""
    op = p.output_padding if isinstance(p, ConvTranspose) else (0,)
    shown = [f"k={wording.parameter(p.kernel_size)}", f"s={wording.parameter(p.stride)}"]
    shown += [
        f"{short}={wording.parameter(value)}"
        for short, value, usual in (
            ("p", p.padding, 0),
            ("op", op, 0),
            ("d", p.dilation, 1),
        )
        if any(one != usual for one in value)
    ]
    if p.groups > 1:
        shown.append(f"groups={p.groups}")
    return ", ".join(shown)


def subtitle(trace: AnyTrace, look: Look) -> str:
    """The parameters and shapes in a line: ``k=3, s=2, p=1, op=1, bias=1: 2×2 → 4×4``."""
    before, after = sizes(trace.layer)
    framework = getattr(trace.layer, "framework", PYTORCH)
    told = [parameters(trace.layer.params)]
    told += [] if framework == PYTORCH else [framework.name]
    told += [] if trace.bias is None else [_bias(trace.bias, look)]
    # For translators: of the input, in a line of parameters, "k=3, s=2, border copied".
    told += [say("border copied")] if look.border else []
    return f"{', '.join(told)}: {before} → {after}"


def with_output(told: str, trace: AnyTrace, look: Look) -> str:
    """A description, and what the output is where numbers are shown."""
    if not look.values:
        return told
    # For translators: {numbers} are such as [[1, 2], [3, 4]].
    output = say("The output is {numbers}.", numbers=trace.output.tolist())
    return sentences(told, output)


_LISTED = 4
"""Output channels whose biases a header lists."""


def _bias(bias: Numbers, look: Look) -> str:
    if not look.values:
        # For translators: in a line of parameters, "k=3, s=2, with bias".
        return say("with bias")
    values = [wording.prose(value) for value in bias.tolist()]
    if len(values) > _LISTED:
        values = [*values[: _LISTED - 1], "…"]
    listed = ", ".join(values)
    return f"bias={listed if len(values) == 1 else f'({listed})'}"


def sizes(layer: AnyLayer) -> tuple[str, str]:
    """The input's and the output's size, with their channels unless both have one: ``2×2``, ``3×3``."""
    if part := layer.part:
        whole = [wording.size((side.channels_of, *side.size)) for side in (part.input, part.output)]
        return whole[0], whole[1]
    before, after = layer.input_shape, layer.output_shape
    if (layer.in_channels, layer.out_channels) == (1, 1):
        return wording.size(before[1:]), wording.size(after[1:])
    return wording.size(before), wording.size(after)


def longest_text(trace: Trace) -> str:
    """The longest of all numbers that a view of this trace may put into a cell."""
    return _longest_text(trace, wording.digits())


@lru_cache(1)  # to fit a picture, it is drawn up a hundred times
def _longest_text(trace: Trace, digits: int) -> str:
    arrays: list[NDArray[Any]] = [trace.input, trace.weight, trace.canvas(), trace.output]
    arrays += [] if trace.rest is None else [trace.rest]
    texts = [wording.number(value) for array in arrays for value in array.ravel().tolist()]
    # Products stand with their sign, and in a tile that is inset from its cell.
    texts += [wording.signed(value) + " " for value in set(trace.product.tolist())]
    return max(texts, key=len)


def input_box(layer: Layer, channel: int, cell: CellSize) -> Box:
    """One input map under its name."""
    name = map_name(layer, "input", channel)
    return floor_box(ids.of("input", channel), name, places.whole(layer.input_size), cell)


def floor_box(panel: str, name: str, cells: Cells, cell: CellSize) -> Box:
    """An input map of these cells: over a slanted one run the links, so that its name is below."""
    return places.map_box(panel, "input", name, cells, cell, below=cell.slanted)


def kernel_box(layer: Layer, ci: int, co: int, cell: CellSize, turned: str = "") -> Box:
    """The kernel slice from input channel ``ci`` to the ``co``-th output channel of its group.

    ``turned`` is what the view does to it, if anything.
    """
    name = kernel_name(layer, ci, output_channel(layer, ci, co))
    panel = ids.of("kernel", ci, co)
    box = places.map_box(panel, "kernel", name, places.whole(layer.params.kernel_size), cell)
    # For translators: of a kernel, below it.
    text = turned or (say("reversed where it lands") if layer.axes[0].flip else "")
    return layout.footed(box, layout.note(panel, text), 6) if text else box


def output_box(layer: AnyLayer, channel: int, cell: CellSize, canvas: bool = True) -> Box:
    """One output map under its name, with all of its canvas or without."""
    shown = canvas and isinstance(layer, Layer)
    cells: Cells = layer.regions if shown else places.whole(layer.output_shape[1:])  # type: ignore[union-attr]
    name = map_name(layer, "output", channel)
    return places.map_box(ids.of("output", channel), "output", name, cells, cell)


def output_channel(layer: Layer, ci: int, co: int) -> int:
    """The output channel that kernel slice (ci, co) of the weight tensor leads to."""
    per_group = layer.weight_shape[1]
    return ci // (layer.in_channels // layer.params.groups) * per_group + co


def input_cell(trace: AnyTrace, place: Place, role: str = "input") -> Cell:
    """The input element at ``place``."""
    text = wording.number(one(trace.input, place))
    return places.element(role, ids.of("input", place[0]), place[1:], text)


def input_cells(trace: AnyTrace) -> Iterator[Cell]:
    """All input elements."""
    for place, value in np.ndenumerate(trace.input):
        yield places.element("input", ids.of("input", place[0]), place[1:], wording.number(plain(value)))


def input_outlines(layer: Layer, look: Look) -> Iterator[Outline]:
    """The edge of what each input map was before the copies that are its border."""
    if not look.border or layer.is_cropped:
        return
    rows, cols = [(0, 0), *look.border][-2:]
    height, width = [1, *layer.input_size][-2:]
    for c in range(layer.in_channels):
        edge = framed(ids.of("input", c), height - sum(rows), width - sum(cols))
        yield edge._replace(row=rows[0], col=cols[0])


def kernel_cells(trace: AnyTrace) -> Iterator[Cell]:
    """All weight elements."""
    for place, value in np.ndenumerate(trace.weight):
        ci, co, *tap = place
        yield places.element("kernel", ids.of("kernel", ci, co), tuple(tap), wording.number(plain(value)))


def output_cell(layer: AnyLayer, place: Place, value: Any = None) -> Cell:
    """A cell of the canvas with its number so far, or blank while there is none."""
    inside = is_inside(layer, place)
    role = "cropped" if not inside else "empty" if value is None else "output"
    text = "" if value is None else wording.number(value)
    # Cells of the output cover the dashed lines of cropped neighbours.
    return places.element(role, ids.of("output", place[0]), place[1:], text, z=1 if inside else 0)


def is_inside(layer: AnyLayer, place: Place) -> bool:
    """Whether a cell of the canvas is one of the output."""
    return all(0 <= i < side for i, side in zip(place[1:], layer.output_shape[1:], strict=True))


def window(name: str, layer: Layer, place: Place) -> Iterator[Outline]:
    """The outlines on the map ``name`` of the cells on which the products of an input element land."""
    return places.lit(name, layer.window(place), "window")


def lit_kernel(layer: AnyLayer, *slice_: int) -> Iterator[Outline]:
    """The outlines of a kernel slice, which is named by its place in the weight."""
    return places.lit(ids.of("kernel", *slice_), places.whole(layer.params.kernel_size))


def lit_element(name: str, place: Place) -> Iterator[Outline]:
    """The outline of one element of an array of this name."""
    return places.lit(ids.of(name, place[0]), places.at(place[1:]))


def lit(panel: str, row: int, col: int, rows: int = 1, cols: int = 1, id: str = "") -> Outline:
    """The outline of the cells of ``panel`` on which something happens now; its usual id is ``active``'s."""
    return Outline(id or ids.active(panel), "active", panel, row, col, rows, cols, z=25)


def framed(panel: str, height: int, width: int) -> Outline:
    """The edge of the map on ``panel``."""
    return Outline(ids.frame(panel), "frame", panel, 0, 0, height, width, z=21)


def canvas_places(layer: Layer) -> Iterator[Place]:
    """Every cell of every output map and its canvas.

    Where padding crops one side and output_padding adds to the other, the corner between them is
    neither.
    """
    canvas = [axis.canvas(n) for axis, n in zip(layer.axes, layer.input_size, strict=True)]
    for place in product(range(layer.out_channels), *layer.regions):
        if is_inside(layer, place) or all(i in along for i, along in zip(place[1:], canvas, strict=True)):
            yield place


def output_places(layer: AnyLayer) -> Iterator[Place]:
    """Every cell of every output map."""
    return product(*map(range, layer.output_shape))


def crops(layer: Layer) -> bool:
    """Whether padding cuts anything off the canvas."""
    return any(axis.lo > 0 or axis.hi > 0 for axis in layer.axes)


def output_outlines(layer: Layer) -> Iterator[Outline]:
    """The edge of each output map, and the rows and columns that exist thanks to output_padding."""
    for c in range(layer.out_channels):
        name = ids.of("output", c)
        yield from places.framed(name, places.whole(layer.output_shape[1:]))
        yield from _output_padding_outlines(layer, name)


def _output_padding_outlines(layer: Layer, name: str) -> Iterator[Outline]:
    """The strips that output_padding restores, and those that are added past the canvas.

    Each kind is one strip of rows and one of columns at either end; where both meet, the corner belongs to
    the rows. A single axis has one row, and a slice of the depth may be all of one kind.
    """
    strips = output_padding_strips(layer)
    *depth, height, width = layer.output_shape[1:] if len(strips) > 1 else (1, *layer.output_shape[1:])
    for at in product(*map(range, depth)):
        panel = ids.of(name, *at)
        kinds = [kind for kind, cells in zip(_STRIPS, strips[0], strict=True) if depth and at[0] in cells]
        for kind in kinds:
            yield Outline(ids.of(kind, panel, "slice"), kind, panel, 0, 0, height, width, z=22)
        if not kinds:
            rows = strips[-2] if len(strips) > 1 else (range(0), range(1, 1), range(1, 1))
            yield from _strips_outlined(panel, rows, strips[-1], height, width)


_STRIPS = ("added", "restored", "added")


def _strips_outlined(
    panel: str, row_strips: Strips, col_strips: Strips, height: int, width: int
) -> Iterator[Outline]:
    for role, rows, cols in zip(("restored", "added"), row_strips[1:], col_strips[1:], strict=True):
        id = ids.of(role, panel)
        if rows and cols.stop:
            yield Outline(ids.of(id, "rows"), role, panel, rows.start, 0, len(rows), cols.stop, z=22)
        if cols and rows.start:
            yield Outline(ids.of(id, "cols"), role, panel, 0, cols.start, rows.start, len(cols), z=22)
    top, left = row_strips[0].stop, col_strips[0].stop
    if top:
        yield Outline(ids.of("added", panel, "top"), "added", panel, 0, 0, top, width, z=22)
    if left and top < height:
        yield Outline(ids.of("added", panel, "left"), "added", panel, top, 0, height - top, left, z=22)


def output_padding_strips(layer: Layer) -> list[Strips]:
    """For each axis: cells added at the start, restored at the end, and added there."""
    found = []
    for axis, op, size in zip(layer.axes, layer.output_padding, layer.output_shape[1:], strict=True):
        canvas_end = max(0, size + min(axis.hi, 0))
        # Padding at the start can crop so much that fewer than op are left.
        first = min(canvas_end, max(0, size - op))
        found.append((range(min(size, max(0, -axis.lo))), range(first, canvas_end), range(canvas_end, size)))
    return found


_SWATCH = CellSize(16, 0)


def legend(layer: Layer) -> Legend:
    """What the dashed and the outlined cells of a canvas mean, and the swatches to show there."""
    # For translators: cells of the output.
    return keyed([("cropped", say("cropped by padding"), crops(layer)), *output_padding_entries(layer)])


def output_padding_entries(layer: Layer) -> list[tuple[str, str, bool]]:
    """The legend's entries for :func:`output_outlines`."""
    op = layer.params.output_padding
    before, restored, added = (any(kind) for kind in zip(*output_padding_strips(layer), strict=True))
    size = wording.parameter(op)
    # For translators: cells of the output.
    by = say("restored by output_padding = {size}", size=size)
    # For translators: cells of the output.
    alone = say("added, without products")
    if max(op):
        # For translators: cells of the output.
        alone = say("added by output_padding = {size}, without products", size=size)
    return [("restored", by, restored), ("added", alone, before or added)]


_OUTLINED = ("restored", "added")
"""Roles that outline cells; a swatch of any other role is a cell."""


def keyed(entries: Iterable[tuple[str, str, bool]]) -> Legend:
    """The parts of a legend: (role, text) for the entries that are there, and their swatches."""
    boxes: list[Box] = []
    swatches: list[Cell | Outline] = []
    for role, text, there in entries:
        if not there:
            continue
        panel = ids.legend(role)
        swatch = layout.grid(panel, range(1), range(1), _SWATCH)
        boxes.append(layout.beside(8, swatch, layout.word(ids.heading(panel), "note", text, layout.NOTE)))
        outlined = role in _OUTLINED
        swatches.append(Cell(ids.of(panel, 0, 0), "empty" if outlined else role, panel, 0, 0))
        if outlined:
            swatches.append(Outline(ids.of(panel, "outline"), role, panel, 0, 0, 1, 1))
    return boxes, swatches
