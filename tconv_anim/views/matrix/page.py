"""The page of the matrix view: W transposed × x = y, and at its right the kernel and W itself."""

from collections.abc import Sequence

from tconv_anim.language.saying import say
from tconv_anim.layer import wording
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids, layout
from tconv_anim.storyboard.layout import CellSize
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Cell, Label, Outline
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common import parts
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.naming import element, is_single
from tconv_anim.views.common.rest import joined, part_legend

_DIRECT_SCALE = 0.6
"""The size of W's cells beside those of W transposed: it is there to be compared, not to be followed."""

_LEAST_INDEX = 9
"""The size of the smallest index beside a vector, in units."""

_MOST_SLICES = 6
"""Kernel slices that are shown; more would take the page from the matrices."""


def matrix_page(trace: Trace, look: Look) -> tuple[Page, list[Cell | Outline]]:
    """The page, and the swatches of its legend.

    Its panels: ``matrix``, ``direct``, ``input`` and ``output`` (one column each), ``kernel/ci/co``.
    """
    layer = trace.layer
    cell = look.cell_for(parts.longest_text(trace))
    rows, cols = trace.output.size, trace.input.size
    # For translators: W is a matrix, of this size.
    heading = say("W transposed, {size}", size=wording.size((rows, cols)))
    equation = layout.beside(
        14,
        layout.named("matrix", "kernel", heading, range(rows), range(cols), cell),
        layout.operator("times", "×"),
        _vector(layer, "input", say("x: input"), layer.input_shape, cell),
        layout.operator("equals", "="),
        _vector(layer, "output", say("y: output"), layer.output_shape, cell),
    )
    note = layout.above(
        2,
        layout.note("direct", say("the direct convolution's matrix:")),
        layout.note("mirrored", say("the same numbers, mirrored at the diagonal")),
        align="start",
    )
    # For translators: W is a matrix, of this size.
    heading = say("W, {size}", size=wording.size((cols, rows)))
    small = cell.resized(cell.side * _DIRECT_SCALE, round(cell.text * _DIRECT_SCALE))
    direct = layout.named("direct", "kernel", heading, range(cols), range(rows), small)
    direct = layout.above(8, direct, note, align="start")
    others = [*_kernels(layer, cell), direct]
    if look.narrow:
        body = layout.above(28, equation, *others)
    else:
        body = layout.beside(44, equation, layout.above(28, *others, align="start"))
    zeros = rows * cols > trace.crop(trace.counts()).sum()
    zero = parts.keyed([("zero", say("structural zero: no weight joins these two elements"), zeros)])
    legend, swatches = joined(zero, part_legend(trace))
    title = say("Transposed convolution as a matrix product")
    return look.sheet.page(title, parts.subtitle(trace, look), body, legend), swatches


def _vector(layer: Layer, name: str, heading: str, shape: tuple[int, ...], cell: CellSize) -> layout.Box:
    """An array as a column, each element with its index beside it."""
    channels, height, width = shape
    size = max(_LEAST_INDEX, min(layout.NOTE, int(cell.side / 3)))
    places = [(c, y, x) for c in range(channels) for y in range(height) for x in range(width)]
    indices = [element(layer, name, place) for place in places]
    texts = [wording.element("", one[1:] if is_single(layer, name) else one) for one in indices]
    column = layout.named(name, name, heading, range(len(places)), range(1), cell)
    if cell.side < _LEAST_INDEX:  # they would lie on each other
        return column
    # The heading may be wider than the cells; the indices stand beside the cells all the same.
    overhang = (column.width - cell.side) // 2
    return layout.beside(6 - overhang, column, _indices(name, texts, size, cell))


def _indices(name: str, texts: Sequence[str], size: int, cell: CellSize) -> layout.Box:
    """A column of small labels, one a cell."""
    width = max(layout.word("", "note", text, size).width for text in texts)
    labels = tuple(
        Label(ids.of("index", name, i), "note", text, (0, round((i + 0.5) * cell.side)), size)
        for i, text in enumerate(texts)
    )
    height = len(texts) * cell.side
    return layout.Box(width, height, height // 2, labels)


def _kernels(layer: Layer, cell: CellSize) -> list[layout.Box]:
    """The kernel slices, a row an input channel; none if they are too many."""
    n_in, per_group, _, _ = layer.weight_shape
    if n_in * per_group > _MOST_SLICES:
        return []
    slices = [[parts.kernel_box(layer, ci, co, cell) for co in range(per_group)] for ci in range(n_in)]
    return [layout.table(20, slices)]
