"""The grid of the gather view: the input with zeros between its elements and a border around it."""

from collections.abc import Iterator
from typing import NamedTuple

from tconv_anim.layer import wording
from tconv_anim.layer.axis import Axis
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.storyboard import Cell
from tconv_anim.trace.trace import Trace


class GridAxis(NamedTuple):
    """One axis of the grid, in cells from the first input element.

    ``region`` is all that is drawn; ``used`` is what the sliding kernel covers: cells of the region
    outside of it are cut (where padding is larger than d (k - 1)).
    """

    axis: Axis
    region: range
    used: range
    inserted: range

    def window(self, place: int) -> range:
        """The cells under the kernel's taps for the output cell at ``place``."""
        start = place + self.axis.lo - (self.axis.extent - 1)
        return range(start, start + self.axis.extent, self.axis.dilation)

    def weight_at(self, tap: int) -> int:
        """Which weight element lies on the window's ``tap``-th cell, or the other way round: mirrored."""
        mirrored: int = self.axis.weight_at(self.axis.kernel_size - 1 - tap)
        return mirrored

    def element(self, cell: int) -> int | None:
        """The input element that stands on ``cell``, or None: an inserted zero, or padding."""
        inside = cell in self.inserted and cell % self.axis.stride == 0
        return cell // self.axis.stride if inside else None


def grid_axes(layer: Layer) -> tuple[GridAxis, GridAxis]:
    """The grid's rows and columns: ``d (k - 1) - p`` zeros before, ``d (k - 1) - p + op`` after the input."""
    rows, cols = (
        _grid_axis(axis, n, size)
        for axis, n, size in zip(layer.axes, layer.input_size, layer.output_shape[1:], strict=True)
    )
    return rows, cols


def _grid_axis(axis: Axis, n: int, size: int) -> GridAxis:
    inserted = range((n - 1) * axis.stride + 1)
    first = axis.lo - (axis.extent - 1)
    used = range(first, size + axis.lo)
    region = range(min(0, used.start), max(inserted.stop, used.stop))
    return GridAxis(axis, region, used, inserted)


def grid_cells(trace: Trace, axes: tuple[GridAxis, GridAxis]) -> Iterator[Cell]:
    """Every cell of the grid as it is when no kernel lies on it."""
    rows, cols = axes
    values = trace.input.tolist()
    for c in range(trace.layer.in_channels):
        panel = ids.of("input", c)
        for gy in rows.region:
            for gx in cols.region:
                y, x = rows.element(gy), cols.element(gx)
                cut = gy not in rows.used or gx not in cols.used
                inserted = gy in rows.inserted and gx in cols.inserted
                if y is not None and x is not None:
                    role = "cropped" if cut else "input"
                    text = wording.number(values[c][y][x])
                    yield Cell(ids.of(panel, y, x), role, panel, gy, gx, text, z=0 if cut else 2)
                elif not cut or inserted:
                    role = "cropped" if cut else "zero" if inserted else "padding"
                    yield Cell(ids.of("grid", c, gy, gx), role, panel, gy, gx, "0", z=int(role == "zero"))
