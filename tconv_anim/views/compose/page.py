"""The page of the compose view: input × kernel, the partial canvases with + between them, the output."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from tconv_anim.language.saying import say
from tconv_anim.layer import wording
from tconv_anim.layer.axis import Sides
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids, layout
from tconv_anim.storyboard.layout import Box, CellSize
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Cell, Outline
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common import parts
from tconv_anim.views.common.heat import Heat
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.naming import kernel_name
from tconv_anim.views.common.rest import joined, part_legend, rest_box

_FURNITURE = 170
"""About how high title, legend and caption are together, in units."""

_PER_ROW = 4
"""Partial canvases in a row, unless the input is wider."""


class _Arrangement(NamedTuple):
    """How the partial canvases and the output stand: so many in a row, the output right of them or below."""

    per_row: int
    output_right: bool
    cell: CellSize


def partials(layer: Layer) -> Iterator[tuple[int, int]]:
    """Every partial canvas: the number of its input element (in scatter order), its output channel."""
    per_channel = layer.input_size[0] * layer.input_size[1]
    for n in range(layer.in_channels * per_channel):
        for co in range(layer.weight_shape[1]):
            yield n, parts.output_channel(layer, n // per_channel, co)


def compose_page(trace: Trace, look: Look, heat: Heat) -> tuple[Page, list[Cell | Outline]]:
    """The page, and the swatches of its legend. Partial canvases are panels ``partial/n/c``."""
    body = _body(trace, _arrangement(trace, look), look)
    legend, swatches = heat.under(*joined(parts.legend(trace.layer), part_legend(trace)))
    subtitle = parts.subtitle(trace, look)
    title = say("Transposed convolution as a sum")
    return look.sheet.page(title, subtitle, body, legend, colour=heat.colour), swatches


def _arrangement(trace: Trace, look: Look) -> _Arrangement:
    """The arrangement that takes the least of the page."""
    layer = trace.layer
    cell = look.cell_for(parts.longest_text(trace))
    below = [False] if layer.out_channels == 1 else []
    shapes = product(_row_lengths(layer, look.narrow), [*below, True])
    return min((_Arrangement(*shape, cell) for shape in shapes), key=lambda one: _excess(trace, one, look))


def _excess(trace: Trace, choice: _Arrangement, look: Look) -> float:
    """The body's width or height, whichever is more, as a part of what it should stay within."""
    body = _body(trace, choice, look)
    width, height = look.room
    return max(body.width / (width - 2 * layout.MARGIN), body.height / (height - _FURNITURE))


def _row_lengths(layer: Layer, narrow: bool) -> list[int]:
    """How many canvases may stand in a row: whole rows of the input at best, so that they mirror it.

    On a narrow page it may be one or two.
    """
    if len(layer.regions[0]) == 1:
        return [1]  # flat canvases below each other line up cell by cell
    width = layer.input_size[1]
    whole = width * max(1, _PER_ROW // width)
    if layer.input_size[0] * width * layer.in_channels <= _PER_ROW:
        whole = _PER_ROW
    others = {-(-width // split) for split in range(2, width)} | ({1, 2} if narrow else set())
    return [whole, *sorted(others - {whole}, reverse=True)]


def _body(trace: Trace, arrangement: _Arrangement, look: Look) -> Box:
    layer = trace.layer
    sums = [_sum(trace, c, arrangement, look) for c in range(layer.out_channels)]
    return layout.above(
        30, _factors(layer, arrangement.cell, look.room[0]), layout.above(24, *sums, align="start")
    )


def _factors(layer: Layer, maps: CellSize, width: float) -> Box:
    """Each input map × its kernel slices: side by side where the page is wide enough, else in rows."""
    n_in, per_group, _, _ = layer.weight_shape
    rows = [
        [
            parts.input_box(layer, ci, maps),
            layout.operator(ids.of("times", ci), "×"),
            *(parts.kernel_box(layer, ci, co, maps) for co in range(per_group)),
        ]
        for ci in range(n_in)
    ]
    line = layout.beside(60, *(layout.beside(16, *row) for row in rows))
    return line if line.width <= width - 2 * layout.MARGIN else layout.table(20, rows)


def _sum(trace: Trace, channel: int, arrangement: _Arrangement, look: Look) -> Box:
    """The partial canvases of an output channel in rows, and right of them or below them their sum."""
    layer = trace.layer
    gap = max(6, min(14, arrangement.cell.side // 2))
    boxes = [_partial_box(trace, n, c, arrangement.cell, look) for n, c in partials(layer) if c == channel]
    boxes += [] if trace.rest is None else [rest_box(layer, channel, arrangement.cell)]
    width = max(box.width for box in boxes)
    boxes = [_widened(box, width) for box in boxes]
    # What stands at the top gives the sum, if there is only one.
    signs = ["=" if layer.out_channels == 1 else "", *["+"] * len(boxes)]
    rows = [
        _line(channel, i, signs[min(i, 1)], boxes[i : i + arrangement.per_row], gap)
        for i in range(0, len(boxes), arrangement.per_row)
    ]
    output = parts.output_box(layer, channel, arrangement.cell)
    result = _line(channel, len(boxes), "=", [output], gap)
    if arrangement.output_right:
        stack = layout.above(14, *rows, align="start")
        middle = (rows[0].axis + stack.height - rows[-1].height + rows[-1].axis) // 2
        return layout.beside(gap, stack._replace(axis=middle), result)
    return layout.above(14, *rows, result, align="start")


def _line(channel: int, first: int, sign: str, boxes: list[Box], gap: float) -> Box:
    """Boxes in a row with a sign before the first, which has this number, and + between them."""
    # Signs are as wide as each other, so that what follows them lines up.
    room = layout.word("", "operator", "+", layout.OPERATOR).width
    row: list[Box] = []
    for i, box in enumerate(boxes):
        text = "+" if i else sign
        word = layout.operator(ids.of(channel, first + i), text)
        row += [_widened(word, room) if text else layout.Box(room, 0, 0), box]
    return layout.beside(gap, *row)


def _widened(box: Box, width: float) -> Box:
    return layout.above(0, box, layout.Box(width, 0, 0))._replace(axis=box.axis)


def _partial_box(trace: Trace, n: int, channel: int, cell: CellSize, look: Look) -> Box:
    """One partial canvas under what it is: an input element times the kernel."""
    layer = trace.layer
    _, height, width = layer.input_shape
    place = wording.element("", _element(layer, n // width % height, n % width))
    value = look.quoting(wording.prose(trace.input.flat[n].item()), place)
    rows, cols = layer.regions
    name = ids.of("partial", n, channel)
    return layout.headed(
        layout.word(ids.heading(name), "note", f"{value} × {_kernel(layer, n, channel)}", layout.NOTE),
        layout.grid(name, rows, cols, cell),
        gap=6,
    )


def _kernel(layer: Layer, n: int, channel: int) -> str:
    """What the kernel of this partial canvas is called at the top of the page."""
    return kernel_name(layer, n // (layer.input_size[0] * layer.input_size[1]), channel)


def _element(layer: Layer, y: int, x: int) -> Sides:
    """The row and column of an input element, as the whole layer counts them."""
    return layer.part.input.place((0, y, x))[1:] if layer.part else (y, x)
