"""The page of the compare view: canvases, and every framework's output in line with its canvas."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tconv_anim.language.saying import say
from tconv_anim.layer import wording
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids, layout
from tconv_anim.storyboard.layout import Box, CellSize
from tconv_anim.storyboard.storyboard import Label
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common import parts
from tconv_anim.views.common.look import Look
from tconv_anim.views.compare.answers import Answer
from tconv_anim.views.compare.cuts import notes, weights

_WIDEST = 1060
"""Width up to which maps stand side by side, in units."""

_GAP = 28
"""Space between maps, in units."""


def _longest_text(trace: Trace, found: Sequence[Answer]) -> str:
    arrays = [trace.input, trace.weight, *(array for a in found for array in (a.canvas, a.output))]
    return max((wording.number(value) for array in arrays for value in set(array.ravel().tolist())), key=len)


def body(trace: Trace, found: Sequence[Answer], look: Look) -> Box:
    """Input and kernels, below them for each output channel its canvases and what is cut from them.

    All maps of a channel cover the same cells of the canvas, so that the eye can compare windows:
    rows stand below each other, larger maps side by side.
    """
    layer = trace.layer
    cell = look.cell_for(_longest_text(trace, found))
    canvas_size = found[0].canvas.shape[1:]
    rows, cols = (
        range(
            min(0, *(a.axes[axis].lo for a in found)),
            max(canvas_size[axis], *(a.axes[axis].lo + a.size[axis] for a in found)),
        )
        for axis in (0, 1)
    )
    flat = len(rows) == 1
    per_group = layer.weight_shape[1]
    across = layout.above if look.narrow else layout.beside
    sources = [
        across(
            18,
            layout.beside(
                18,
                parts.input_box(layer, ci, cell),
                layout.operator(ids.of("times", ci), "×"),
                *(parts.kernel_box(layer, ci, co, cell) for co in range(per_group)),
            ),
            layout.beside(
                18,
                layout.word(ids.operator("or", ci), "note", "JAX:", layout.NOTE),
                *(_reversed_box(layer, ci, co, cell) for co in range(per_group)),
            ),
        )
        for ci in range(layer.in_channels)
    ]
    room = min(_WIDEST, look.room[0])
    maps = [
        _stacked_rows(found, c, layer.out_channels, rows, cols, cell)
        if flat
        else _side_by_side(found, c, layer.out_channels, rows, cols, cell, room)
        for c in range(layer.out_channels)
    ]
    axes = (_line(layout.note(ids.of("weight", i), text), "start") for i, text in enumerate(weights()))
    head = across(36, layout.above(16, *sources), layout.above(2, *axes, align="start"))
    return layout.above(26, head, *maps)


def _reversed_box(layer: Layer, ci: int, co: int, cell: CellSize) -> Box:
    """The kernel slice as JAX takes it."""
    single = (layer.in_channels, layer.out_channels) == (1, 1)
    between = f"{ci}→{parts.output_channel(layer, ci, co)}"
    # For translators: the kernel, turned by 180°; with the channels that it leads from and to, like 0→1.
    name = say("reversed") if single else say("reversed {channels}", channels=between)
    _, _, kh, kw = layer.weight_shape
    return layout.named(ids.of("reversed-kernel", ci, co), "kernel", name, range(kh), range(kw), cell)


class _Map(NamedTuple):
    """A map: the id of its panel, the ink and text of its name, its canvas's first row and column.

    ``notes`` are lines of small text on an output, which are the same for all channels: the first has them.
    """

    id: str
    ink: str
    name: str
    row: int
    col: int
    notes: Sequence[str] = ()
    is_canvas: bool = False

    def noted(self, box: Box, align: str = "middle") -> Box:
        """The box with the notes below it."""
        lines = [_line(layout.note(ids.of(self.id, i), text), align) for i, text in enumerate(self.notes)]
        return layout.above(2, box, *lines, align=align) if lines else box


def _maps(found: Sequence[Answer], channel: int, channels: int) -> Iterator[_Map]:
    """Every map in its order."""
    sizes = {a.size for a in found}
    one_row = all(size[0] == 1 for size in sizes)
    seen: set[str] = set()
    for a in found:
        if a.canvas_id not in seen:
            seen.add(a.canvas_id)
            name = _canvas_name(channel if channels > 1 else None, a.framework.flip)
            yield _Map(ids.of(a.canvas_id, channel), "title", name, 0, 0, is_canvas=True)
        size = "" if len(sizes) == 1 else f", {a.size[1] if one_row else wording.size(a.size)}"
        rows, cols = a.axes
        name = f"{a.framework.name}{size}"
        lines = notes(a, found) if channel == 0 else ()
        yield _Map(ids.of(a.id, channel), "output", name, -rows.lo, -cols.lo, lines)


def _canvas_name(channel: int | None, reversed_: bool) -> str:
    """What a canvas is called, by its channel where there are several."""
    if channel is None:
        return say("canvas, kernel reversed") if reversed_ else say("canvas")
    if reversed_:
        return say("canvas {channel}, kernel reversed", channel=channel)
    return say("canvas {channel}", channel=channel)


def _stacked_rows(
    found: Sequence[Answer], channel: int, channels: int, rows: range, cols: range, cell: CellSize
) -> Box:
    """Maps of one row below each other, names at the left; the same column is the same canvas cell."""
    lines: list[Box] = []
    maps = list(_maps(found, channel, channels))
    words = [one.noted(_line(layout.heading(one.id, one.ink, one.name), "start"), "start") for one in maps]
    widest = max(box.width for box in words)
    for one, heading in zip(maps, words, strict=True):
        lattice = layout.grid(one.id, _moved(rows, one.row), _moved(cols, one.col), cell)
        line = layout.beside(16, heading._replace(width=widest), lattice)
        if one.is_canvas and lines:
            line = layout.above(0, Box(0, 10, 0), line)
        lines.append(line)
    return layout.above(8, *lines, align="start")


def _side_by_side(
    found: Sequence[Answer],
    channel: int,
    channels: int,
    rows: range,
    cols: range,
    cell: CellSize,
    room: float,
) -> Box:
    """Larger maps in a table: the canvas, then as many of its outputs as have room, the rest below.

    Where not even two do, all are below each other.
    """
    groups: list[list[Box]] = []
    for one in _maps(found, channel, channels):
        box = layout.named(one.id, one.ink, one.name, _moved(rows, one.row), _moved(cols, one.col), cell)
        if one.is_canvas:
            groups.append([])
        groups[-1].append(one.noted(box)._replace(axis=box.axis))
    first = max(group[0].width for group in groups)
    others = max(box.width for group in groups for box in group[1:])
    if first + 2 * (_GAP + others) > room and room < _WIDEST:
        return layout.above(_GAP, *(box for group in groups for box in group))
    across = 4 if first + 4 * (_GAP + others) <= room else 2
    nothing = Box(0, 0, 0)
    lines: list[list[Box]] = []
    for canvas, *outputs in groups:
        for start in range(0, len(outputs), across):
            line = [nothing if start else canvas, *outputs[start : start + across]]
            lines.append(line + [nothing] * (across + 1 - len(line)))
    return layout.table(_GAP, lines)


def _line(box: Box, align: str) -> Box:
    """A line of text that begins exactly where its box does, if it is to start there."""
    if align == "middle":
        return box
    parts = (
        part._replace(at=(0, part.at[1]), anchor="start") for part in box.parts if isinstance(part, Label)
    )
    return box._replace(parts=tuple(parts))


def _moved(cells: range, by: int) -> range:
    return range(cells.start + by, cells.stop + by)
