"""The cells of the matrix view: W transposed, x and y, each with its place in the matrix product."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Cell, Outline
from tconv_anim.trace.numbers import one
from tconv_anim.trace.trace import Stamp, Trace
from tconv_anim.views.common import parts

_LEAST_FOR_WEIGHT, _LEAST_FOR_ZERO, _LEAST_FOR_NOTE = 13, 18, 30
"""Sides from which on cells hold a weight, a zero, or a note under their number, in units."""


class Matrix(NamedTuple):
    """W transposed: a row an output element, a column an input element.

    ``weights`` says which weight element (ci, co, ky, kx) stands at (row, col); everywhere else is a
    structural zero. W is the same with rows and columns changed over. The sides are those of the
    cells of W transposed and of W, in units.
    """

    layer: Layer
    weights: dict[tuple[int, int], tuple[int, int, int, int]]
    side: int
    direct_side: int

    def row(self, place: Place) -> int:
        """The row of an output element."""
        return _unrolled(self.layer.output_shape, place)

    def column(self, place: Place) -> int:
        """The column of an input element."""
        return _unrolled(self.layer.input_shape, place)


def _unrolled(shape: tuple[int, ...], place: Place) -> int:
    (_, height, width), (c, y, x) = shape, place
    return (c * height + y) * width + x


def matrix_of(trace: Trace, page: Page) -> Matrix:
    """The matrix of the trace's layer: its events, told by where they come from and where they land."""
    side, direct_side = (page.panels[name].across[0] for name in ("matrix", "direct"))
    result = Matrix(trace.layer, {}, side, direct_side)
    for source, rows in trace.by_input():
        for event, place in inside(trace, rows):
            ci, co, ky, kx = trace.weight_index[event].tolist()
            result.weights[result.row(place), result.column(source)] = ci, co, ky, kx
    return result


def inside(trace: Trace, rows: slice) -> Iterator[tuple[int, Place]]:
    """The events among these rows that land on the output, and where."""
    _, height, width = trace.layer.output_shape
    for event, (c, y, x) in enumerate(trace.output_index[rows].tolist(), rows.start):
        if 0 <= y < height and 0 <= x < width:
            yield event, (c, y, x)


def matrix_cells(
    trace: Trace, product: Matrix, rows: range, cols: range, role: str = "kernel"
) -> Iterator[Cell]:
    """These cells of W transposed, and the same cells of W: their weights in ``role``, and the zeros."""
    for row in rows:
        for col in cols:
            weight = product.weights.get((row, col))
            text = "0" if weight is None else wording.number(trace.weight[weight].item())
            kind = "zero" if weight is None else role
            # The lines of weights cover the fainter ones of zeros.
            z = 0 if weight is None else 1
            yield Cell(ids.of("matrix", row, col), kind, "matrix", row, col, text, z=z)
            shown = product.direct_side >= (_LEAST_FOR_ZERO if weight is None else _LEAST_FOR_WEIGHT)
            yield Cell(ids.of("direct", col, row), kind, "direct", col, row, text if shown else "", z=z)


def input_cell(trace: Trace, place: Place, role: str = "input") -> Cell:
    """An element of x."""
    text = wording.number(trace.input[place].item())
    row = _unrolled(trace.layer.input_shape, place)
    return Cell(ids.of("input", *place), role, "input", row, 0, text)


def output_cell(trace: Trace, place: Place, value: float | None = None) -> Cell:
    """An element of y with its sum so far, or blank while there is none."""
    row = _unrolled(trace.layer.output_shape, place)
    return parts.output_cell(trace.layer, place, value)._replace(panel="output", row=row, col=0)


def column_products(
    trace: Trace, product: Matrix, stamp: Stamp, reached: Collection[Place]
) -> Iterator[Cell]:
    """A column times its element of x: each product over the element of y that it is added to."""
    col = product.column(stamp.source)
    source = ids.of("input", *stamp.source)
    for event, place in inside(trace, stamp.rows):
        row, before = product.row(place), one(stamp.before, event - stamp.rows.start)
        yield Cell(
            ids.of("product", row),
            "product",
            "output",
            row,
            0,
            wording.signed(trace.product[event].item()),
            wording.number(before) if place in reached and product.side >= _LEAST_FOR_NOTE else "",
            comes_from=(source, ids.of("matrix", row, col)),
            goes_to=ids.of("output", *place),
            z=10,
        )


def frames(layer: Layer) -> Iterator[Outline]:
    """The edges of x and y, and of the block of each pair of channels."""
    (n_in, h_in, w_in), (n_out, h_out, w_out) = layer.input_shape, layer.output_shape
    n, m = h_in * w_in, h_out * w_out
    for ci in range(n_in):
        yield Outline(ids.frame("input", ci), "frame", "input", ci * n, 0, n, 1, z=21)
        for co in range(n_out):
            yield Outline(ids.frame("matrix", co, ci), "frame", "matrix", co * m, ci * n, m, n, z=21)
            yield Outline(ids.frame("direct", ci, co), "frame", "direct", ci * n, co * m, n, m, z=21)
    for co in range(n_out):
        yield Outline(ids.frame("output", co), "frame", "output", co * m, 0, m, 1, z=21)
