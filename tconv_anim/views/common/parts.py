"""What several views show: the maps of a layer as boxes and cells, its legend, its title."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import Any

from numpy.typing import NDArray

from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place
from tconv_anim.layer.direct import AnyLayer, Conv
from tconv_anim.layer.frameworks import PYTORCH
from tconv_anim.layer.geometry import ConvTranspose, Layer
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.layout import (
    NOTE,
    Box,
    CellSize,
    beside,
    footed,
    grid,
    heading,
    named,
    note,
    word,
)
from tconv_anim.storyboard.storyboard import Cell, Outline
from tconv_anim.trace.convtrace import AnyTrace
from tconv_anim.trace.numbers import one
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.naming import kernel_name, map_name

Legend = tuple[list[Box], list[Cell | Outline]]
"""What explains a picture, part by part, and the swatches to show there."""


def parameters(p: ConvTranspose | Conv) -> str:
    """The parameters in a line, those that are as usual left out: ``k=3, s=2, p=1, op=1``."""
    op = p.output_padding if isinstance(p, ConvTranspose) else (0, 0)
    shown = [f"k={wording.parameter(p.kernel_size)}", f"s={wording.parameter(p.stride)}"]
    shown += [
        f"{short}={wording.parameter(value)}"
        for short, value, usual in (
            ("p", p.padding, (0, 0)),
            ("op", op, (0, 0)),
            ("d", p.dilation, (1, 1)),
        )
        if value != usual
    ]
    if p.groups > 1:
        shown.append(f"groups={p.groups}")
    return ", ".join(shown)


def subtitle(trace: AnyTrace, look: Look) -> str:
    """The parameters and shapes in a line: ``k=3, s=2, p=1, op=1, bias=1: 2×2 → 4×4``."""
    before, after = sizes(trace.layer)
    framework = getattr(trace.layer, "framework", PYTORCH)
    whose = "" if framework == PYTORCH else f", {framework.name}"
    border = ", border copied" if look.border else ""
    return f"{parameters(trace.layer.params)}{whose}{_bias(trace, look)}{border}: {before} → {after}"


_LISTED = 4
"""Output channels whose biases a header lists."""


def _bias(trace: AnyTrace, look: Look) -> str:
    if trace.bias is None:
        return ""
    values = [wording.prose(value) for value in trace.bias.tolist()]
    if len(values) > _LISTED:
        values = [*values[: _LISTED - 1], "…"]
    listed = ", ".join(values)
    return look.say(f", bias={listed if len(values) == 1 else f'({listed})'}", ", with bias")


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
    h, w = layer.input_size
    return floor_box(ids.of("input", channel), map_name(layer, "input", channel), range(h), range(w), cell)


def floor_box(panel: str, name: str, rows: range, cols: range, cell: CellSize) -> Box:
    """An input map of these rows and columns: over a slanted one run the links, so that its name is below."""
    if cell.slanted:
        return footed(grid(panel, rows, cols, cell), heading(panel, "input", name), 4)
    return named(panel, "input", name, rows, cols, cell)


def kernel_box(layer: Layer, ci: int, co: int, cell: CellSize, turned: str = "") -> Box:
    """The kernel slice from input channel ``ci`` to the ``co``-th output channel of its group.

    ``turned`` is what the view does to it, if anything.
    """
    name = kernel_name(layer, ci, output_channel(layer, ci, co))
    _, _, kh, kw = layer.weight_shape
    panel = ids.of("kernel", ci, co)
    box = named(panel, "kernel", name, range(kh), range(kw), cell)
    text = turned or "reversed where it lands" * layer.axes[0].flip
    return footed(box, note(panel, text), 6) if text else box


def output_box(layer: AnyLayer, channel: int, cell: CellSize, canvas: bool = True) -> Box:
    """One output map under its name, with all of its canvas or without."""
    _, height, width = layer.output_shape
    rows, cols = layer.regions if canvas and isinstance(layer, Layer) else (range(height), range(width))
    return named(ids.of("output", channel), "output", map_name(layer, "output", channel), rows, cols, cell)


def output_channel(layer: Layer, ci: int, co: int) -> int:
    """The output channel that kernel slice (ci, co) of the weight tensor leads to."""
    per_group = layer.weight_shape[1]
    return ci // (layer.in_channels // layer.params.groups) * per_group + co


def input_cell(trace: AnyTrace, place: Place, role: str = "input") -> Cell:
    """The input element at ``place``."""
    c, y, x = place
    text = wording.number(one(trace.input, place))
    return Cell(ids.of("input", c, y, x), role, ids.of("input", c), y, x, text)


def input_cells(trace: AnyTrace) -> Iterator[Cell]:
    """All input elements."""
    for c, channel in enumerate(trace.input.tolist()):
        for y, row in enumerate(channel):
            for x, value in enumerate(row):
                yield Cell(ids.of("input", c, y, x), "input", ids.of("input", c), y, x, wording.number(value))


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
    for ci, slices in enumerate(trace.weight.tolist()):
        for co, kernel in enumerate(slices):
            for y, row in enumerate(kernel):
                for x, value in enumerate(row):
                    panel = ids.of("kernel", ci, co)
                    yield Cell(ids.of(panel, y, x), "kernel", panel, y, x, wording.number(value))


def output_cell(layer: AnyLayer, place: Place, value: Any = None) -> Cell:
    """A cell of the canvas with its number so far, or blank while there is none."""
    c, y, x = place
    _, height, width = layer.output_shape
    inside = 0 <= y < height and 0 <= x < width
    role = "cropped" if not inside else "empty" if value is None else "output"
    text = "" if value is None else wording.number(value)
    # Cells of the output cover the dashed lines of cropped neighbours.
    return Cell(ids.of("output", c, y, x), role, ids.of("output", c), y, x, text, z=1 if inside else 0)


def window(panel: str, layer: Layer, place: Place) -> Outline:
    """The outline on ``panel`` of the cells on which the products of an input element land."""
    rows, cols = layer.window(place)
    return lit(panel, rows.start, cols.start, len(rows), len(cols), ids.window(panel))


def lit(panel: str, row: int, col: int, rows: int = 1, cols: int = 1, id: str = "") -> Outline:
    """The outline of the cells of ``panel`` on which something happens now; its usual id is ``active``'s."""
    return Outline(id or ids.active(panel), "active", panel, row, col, rows, cols, z=25)


def framed(panel: str, height: int, width: int) -> Outline:
    """The edge of the map on ``panel``."""
    return Outline(ids.frame(panel), "frame", panel, 0, 0, height, width, z=21)


def canvas_places(layer: Layer) -> Iterator[Place]:
    """Every cell (c, y, x) of every output map and its canvas.

    Where padding crops one side and output_padding adds to the other, the corner between them is
    neither.
    """
    _, height, width = layer.output_shape
    canvas_rows, canvas_cols = (axis.canvas(n) for axis, n in zip(layer.axes, layer.input_size, strict=True))
    for c in range(layer.out_channels):
        for y in layer.regions[0]:
            for x in layer.regions[1]:
                if (y in canvas_rows and x in canvas_cols) or (0 <= y < height and 0 <= x < width):
                    yield c, y, x


def output_places(layer: AnyLayer) -> Iterator[Place]:
    """Every cell (c, y, x) of every output map."""
    channels, height, width = layer.output_shape
    return product(range(channels), range(height), range(width))


def crops(layer: Layer) -> bool:
    """Whether padding cuts anything off the canvas."""
    return any(axis.lo > 0 or axis.hi > 0 for axis in layer.axes)


def output_outlines(layer: Layer) -> Iterator[Outline]:
    """The edge of each output map, and the rows and columns that exist thanks to output_padding."""
    _, height, width = layer.output_shape
    for c in range(layer.out_channels):
        panel = ids.of("output", c)
        yield framed(panel, height, width)
        yield from _output_padding_outlines(layer, panel)


def _output_padding_outlines(layer: Layer, panel: str) -> Iterator[Outline]:
    """The strips that output_padding restores, and those that are added past the canvas.

    Each kind is one strip of rows and one of columns at either end; where both meet, the corner belongs to
    the rows.
    """
    _, height, width = layer.output_shape
    row_strips, col_strips = output_padding_strips(layer)
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


def output_padding_strips(layer: Layer) -> list[tuple[range, range, range]]:
    """For rows and for columns: cells added at the start, restored at the end, and added there."""
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
    return keyed([("cropped", "cropped by padding", crops(layer)), *output_padding_entries(layer)])


def output_padding_entries(layer: Layer) -> list[tuple[str, str, bool]]:
    """The legend's entries for :func:`output_outlines`."""
    op = layer.params.output_padding
    before, restored, added = (any(kind) for kind in zip(*output_padding_strips(layer), strict=True))
    by = f" by output_padding = {wording.parameter(op)}"
    return [
        ("restored", f"restored{by}", restored),
        ("added", f"added{by if max(op) else ''}, without products", before or added),
    ]


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
        swatch = grid(panel, range(1), range(1), _SWATCH)
        boxes.append(beside(8, swatch, word(ids.heading(panel), "note", text, NOTE)))
        outlined = role in _OUTLINED
        swatches.append(Cell(ids.of(panel, 0, 0), "empty" if outlined else role, panel, 0, 0))
        if outlined:
            swatches.append(Outline(ids.of(panel, "outline"), role, panel, 0, 0, 1, 1))
    return boxes, swatches
