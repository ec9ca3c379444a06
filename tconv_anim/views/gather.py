"""The gather view: the turned kernel slides over the zero-inserted input, one output cell at a time.

This is the fractionally strided picture of Dumoulin & Visin, "A guide to convolution arithmetic for
deep learning", section 4: stride 1 over a grid in which the input's elements stand a stride apart.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from tconv_anim.layer import wording
from tconv_anim.layer.axis import Axis
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids, layout
from tconv_anim.storyboard.stage import Pace, Performance
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Link, Outline, Storyboard
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common import parts
from tconv_anim.views.common.ending import Place, bias_caption, output_values, size_caption
from tconv_anim.views.common.extras import moves_box
from tconv_anim.views.common.links import LINKS, Area, links
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.common.sums import added_up, named, taps_met


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


def gather(trace: Trace, look: Look) -> Storyboard:
    """The gather view of ``trace``: one step, and one keyframe, an output element."""
    layer = trace.layer
    cell = look.cell_for(parts.longest_text(trace))
    subtitle = parts.subtitle(trace, look)
    legend, swatches = _legend(layer)
    if "moves" in look.extras:
        legend = layout.above(8, legend, moves_box(trace), align="start")
    page = layout.page("Transposed convolution", subtitle, _body(layer, cell), legend)
    steps = trace.output.size
    pace = Pace.of(steps, look.speed)
    return Storyboard(
        title="Transposed convolution",
        description=(
            f"Transposed convolution, {subtitle}, as a fractionally strided convolution: the kernel, "
            f"{_turn(layer)}, slides with stride 1 over the input with zeros inserted between its "
            f"elements.{look.say(f' The output is {trace.output.tolist()}.')}"
        ),
        size=page.size,
        panels=page.panels,
        steps=steps,
        keyframes=Performance(lambda: _perform(trace, page, pace, swatches, look)),
    )


def _body(layer: Layer, cell: layout.CellSize) -> layout.Box:
    """A row an input channel: its turned kernel slices and its grid; the output maps at the right.

    Where the cells are slanted, the output floats above the grid and the kernel is its shadow there.
    """
    n_in, per_group = layer.weight_shape[:2]
    grids = [_grid_box(layer, ci, cell) for ci in range(n_in)]
    outputs = [parts.output_box(layer, co, cell, canvas=False) for co in range(layer.out_channels)]
    if cell.slanted:
        return layout.above(28, layout.beside(40, *outputs), layout.beside(40, *grids))
    rows = [
        [
            *(parts.kernel_box(layer, ci, co, cell, _turn(layer)) for co in range(per_group)),
            layout.operator(ids.of("slides", ci), "→"),
            grid,
        ]
        for ci, grid in enumerate(grids)
    ]
    # Where all is one row of cells, the output's is level with the input's.
    level = len(rows) == 1 and layer.output_shape[1] == 1
    slides = layout.beside(20, *rows[0]) if level else layout.table(20, rows)
    arrow = layout.operator("gives", "→")
    return layout.beside(22, slides, arrow, layout.column(outputs))


def _grid_box(layer: Layer, ci: int, cell: layout.CellSize) -> layout.Box:
    """An input map with zeros inserted and padded, under its name."""
    rows, cols = grid_axes(layer)
    name = "input" if layer.in_channels == 1 else f"input {ci}"
    if max(layer.params.stride) > 1:
        name += ", zeros inserted"
    return parts.floor_box(ids.of("input", ci), name, rows.region, cols.region, cell)


def _turn(layer: Layer) -> str:
    """What the view does to the kernel: what reverses it already needs no turn."""
    return "as it is: reversed twice" if layer.axes[0].flip else "turned by 180°"


def _legend(layer: Layer) -> tuple[layout.Box, list[Cell | Outline]]:
    """The swatches of the grid, and whose parameters these are."""
    axes = grid_axes(layer)
    key, swatches = parts.keyed(
        [
            ("zero", "zero inserted by the stride", max(layer.params.stride) > 1),
            ("padding", "zero padding of the grid", any(len(g.used) > len(g.inserted) for g in axes)),
            ("cropped", "input that padding cuts off", any(g.region != g.used for g in axes)),
            *parts.output_padding_entries(layer),
        ]
    )
    before, after = wording.size(layer.output_shape[1:]), wording.size(layer.input_size)
    whose = f"The parameters are those of the convolution {before} → {after} that this one transposes."
    note = layout.note("whose", whose)
    return layout.above(8, *([key] if key else []), note), swatches


def _perform(
    trace: Trace, page: layout.Page, pace: Pace, swatches: list[Cell | Outline], look: Look
) -> Iterator[Keyframe]:
    layer = trace.layer
    axes = grid_axes(layer)
    story = Narration(page, trace.output.size, trace.bias is not None)
    plain = {cell.id: cell for cell in _grid_cells(trace, axes)}
    story.show(*swatches, *plain.values())
    if ids.of("kernel", 0, 0) in page.panels:
        story.show(*_turned_kernel_cells(trace))
    story.show(*(parts.output_cell(layer, place) for place in parts.output_places(layer)))
    story.show(*parts.output_outlines(layer))
    sums = trace.crop(trace.canvas())
    for step, (place, rows) in enumerate(trace.by_output(), 1):
        value = sums[place].item()
        taps = list(_taps(trace, axes, place, plain))
        story.show(*taps, *_windows(layer, axes, place), *_links(page, axes, layer, place))
        c, y, x = place
        story.show(parts.output_cell(layer, place, value)._replace(role="output-active"))
        story.show(parts.lit(ids.of("output", c), y, x))
        told = look.say(_sum_caption(trace, place, rows, value), _taps_caption(trace, place, rows))
        yield story.tell(pace.action, told, step)
        story.show(*(plain[tap.id] for tap in taps))
        story.hide(ids.active("output", c), *(ids.window("input", ci) for ci in range(layer.in_channels)))
        story.show(parts.output_cell(layer, place, value))
    if trace.bias is not None:
        story.hide(*LINKS)
        story.show(*(parts.output_cell(layer, place, value) for place, value in output_values(trace)))
        yield story.tell(pace.opening, bias_caption(trace, look), story.end)
        yield story.tell(pace.ending, size_caption(trace), story.end)


def _grid_cells(trace: Trace, axes: tuple[GridAxis, GridAxis]) -> Iterator[Cell]:
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


def _turned_kernel_cells(trace: Trace) -> Iterator[Cell]:
    """The kernel slices, each element where it meets the grid."""
    rows, cols = grid_axes(trace.layer)
    for cell in parts.kernel_cells(trace):
        yield cell._replace(row=rows.weight_at(cell.row), col=cols.weight_at(cell.col))


def _taps(
    trace: Trace, axes: tuple[GridAxis, GridAxis], place: Place, plain: dict[str, Cell]
) -> Iterator[Cell]:
    """The cells of the grid under the kernel, each with the weight that it meets."""
    layer = trace.layer
    rows, cols = axes
    c, y, x = place
    n_in, per_group, _, _ = layer.weight_shape
    group = c // per_group
    for ci in range(group * n_in // layer.params.groups, (group + 1) * n_in // layer.params.groups):
        kernel = trace.weight[ci, c % per_group].tolist()
        for i, gy in enumerate(rows.window(y)):
            for j, gx in enumerate(cols.window(x)):
                iy, ix = rows.element(gy), cols.element(gx)
                if on_input := iy is not None and ix is not None:
                    name = ids.of("input", ci, iy, ix)
                else:
                    name = ids.of("grid", ci, gy, gx)
                weight: Any = kernel[rows.weight_at(i)][cols.weight_at(j)]
                yield plain[name]._replace(
                    role="tap-input" if on_input else "tap",
                    note=f"×{wording.number(weight)}",
                    goes_to=ids.of("output", *place),
                    z=5,
                )


def _windows(layer: Layer, axes: tuple[GridAxis, GridAxis], place: Place) -> Iterator[Outline]:
    """The kernel's outline on the grids of the channels that this output element gathers from."""
    rows, cols = axes
    c, y, x = place
    n_in, per_group, _, _ = layer.weight_shape
    group = c // per_group
    top, left = rows.window(y).start, cols.window(x).start
    for ci in range(group * n_in // layer.params.groups, (group + 1) * n_in // layer.params.groups):
        panel = ids.of("input", ci)
        yield parts.lit(panel, top, left, rows.axis.extent, cols.axis.extent, ids.window(panel))


def _links(page: layout.Page, axes: tuple[GridAxis, GridAxis], layer: Layer, place: Place) -> Iterator[Link]:
    """The lines from the window to the output cell, where there is one window to start from."""
    if layer.in_channels != layer.params.groups:
        return
    rows, cols = axes
    c, y, x = place
    grid = page.panels[ids.of("input", c // layer.weight_shape[1])]
    window = Area(grid, rows.window(y).start, cols.window(x).start, rows.axis.extent, cols.axis.extent)
    yield from links(window, Area(page.panels[ids.of("output", c)], y, x))


def _sum_caption(trace: Trace, place: Place, rows: Any, value: Any) -> str:
    """The sum of one output element with its numbers: ``output[1, 2] = 4·0 + 1·1 = 1``."""
    name = named("output", trace.layer.out_channels, place)
    inputs = trace.input[tuple(trace.input_index[rows].T)].tolist()
    weights = trace.weight[tuple(trace.weight_index[rows].T)].tolist()
    if not inputs:
        return f"{name} = {wording.prose(value)}: no input element lies under the kernel"
    terms = [f"{wording.factor(a)}·{wording.factor(b)}" for a, b in zip(inputs, weights, strict=True)]
    return f"{name} = {added_up(terms)} = {wording.prose(value)}"


def _taps_caption(trace: Trace, place: Place, rows: Any) -> str:
    """How much of the kernel meets the input, where no numbers are drawn."""
    layer = trace.layer
    _, _, kh, kw = layer.weight_shape
    taps = layer.in_channels // layer.params.groups * kh * kw
    return taps_met(named("output", layer.out_channels, place), len(rows), taps)
