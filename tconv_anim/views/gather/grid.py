"""The grid of the gather view: the input with zeros between its elements and a border around it."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from tconv_anim.layer import wording
from tconv_anim.layer.axis import Axis, Sides
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.storyboard import Cell
from tconv_anim.trace.numbers import one
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common import places


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


def grid_axes(layer: Layer) -> list[GridAxis]:
    """The grid's axes: ``d (k - 1) - p`` zeros before, ``d (k - 1) - p + op`` after the input."""
    return [
        _grid_axis(axis, n, size)
        for axis, n, size in zip(layer.axes, layer.input_size, layer.output_shape[1:], strict=True)
    ]


def _grid_axis(axis: Axis, n: int, size: int) -> GridAxis:
    inserted = range((n - 1) * axis.stride + 1)
    first = axis.lo - (axis.extent - 1)
    used = range(first, size + axis.lo)
    region = range(min(0, used.start), max(inserted.stop, used.stop))
    return GridAxis(axis, region, used, inserted)


def grid_id(axes: Sequence[GridAxis], channel: int, place: Sides) -> str:
    """The id of a cell of the grid: of the input's element there, or its own."""
    found = [axis.element(i) for axis, i in zip(axes, place, strict=True)]
    element = [i for i in found if i is not None]
    return ids.of("grid", channel, *place) if len(element) < len(axes) else ids.of("input", channel, *element)


def grid_cells(trace: Trace, axes: Sequence[GridAxis]) -> Iterator[Cell]:
    """Every cell of the grid as it is when no kernel lies on it."""
    for c, *at in product(range(trace.layer.in_channels), *(axis.region for axis in axes)):
        place = tuple(at)
        cut = any(i not in axis.used for axis, i in zip(axes, place, strict=True))
        inserted = all(i in axis.inserted for axis, i in zip(axes, place, strict=True))
        id = grid_id(axes, c, place)
        cell = places.element("", ids.of("input", c), place)._replace(id=id)
        if ids.kind(id) == "input":
            text = wording.number(one(trace.input, ids.index(id)))
            yield cell._replace(role="cropped" if cut else "input", text=text, z=0 if cut else 2)
        elif not cut or inserted:
            role = "cropped" if cut else "zero" if inserted else "padding"
            yield cell._replace(role=role, text="0", z=int(role == "zero"))
