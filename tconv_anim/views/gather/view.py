"""The gather view: the turned kernel slides over the zero-inserted input, one output cell at a time.

This is the fractionally strided picture of Dumoulin & Visin, "A guide to convolution arithmetic for
deep learning", section 4: stride 1 over a grid in which the input's elements stand a stride apart.
"""

from collections.abc import Container, Iterator, Sequence
from itertools import product
from math import prod
from typing import Any

from tconv_anim.language.saying import say
from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids, layout, timing
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.stage import Story
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Link, Outline, Storyboard
from tconv_anim.trace.numbers import one
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common import formula, parts, places, rest
from tconv_anim.views.common.extras import moves_box
from tconv_anim.views.common.heat import heat_of
from tconv_anim.views.common.links import LINKS, area_of, links
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.naming import element_name, map_name
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.common.places import Cells
from tconv_anim.views.common.sums import added_up, taps_met
from tconv_anim.views.gather.acts import grid_formulas, grid_terms, opening_acts, turned, turned_kernel
from tconv_anim.views.gather.grid import GridAxis, grid_axes, grid_cells, grid_id


def gather(trace: Trace, look: Look) -> Storyboard:
    """The gather view of ``trace``: one step, and one keyframe, an output element."""
    layer = trace.layer
    cell = look.cell_for(parts.longest_text(trace))
    subtitle = parts.subtitle(trace, look)
    legend, swatches = rest.joined(_legend(layer), rest.part_legend(trace))
    if "moves" in look.extras:
        legend.append(moves_box(trace))
    if look.staged:
        axis = formula.told_axis(layer)
        legend.append(formula.formula_box(layer, axis, grid_terms(layer, axis)))
    heat = heat_of(look, trace, trace.output, *rest.rests(trace))
    key, swatches = heat.under(legend, swatches)
    body = _body(trace, cell, look)
    title = say("Transposed convolution")
    page = look.sheet.page(title, subtitle, body, key, colour=heat.colour)
    steps = trace.output.size
    return Storyboard(
        title=title,
        description=parts.with_output(_description(layer, subtitle), trace, look),
        size=page.size,
        panels=page.panels,
        steps=steps,
        scale=heat.scale,
        keyframes=Story(lambda steps: _perform(trace, page, swatches, look, steps)),
    )


def _description(layer: Layer, subtitle: str) -> str:
    # For translators: {layer} is such as "k=3, s=2: 2×2 → 5×5", {turned} such as "rotated by 180°".
    return say(
        "Transposed convolution, {layer}, as a fractionally strided convolution: the kernel, {turned}, "
        "slides with stride 1 over the input with zeros inserted between its elements.",
        layer=subtitle,
        turned=_turn(layer),
    )


def _body(trace: Trace, cell: layout.CellSize, look: Look) -> layout.Box:
    """A row an input channel: its turned kernel slices and its grid; the output maps at the right.

    Where the cells are slanted, the output floats above the grid and the kernel is its shadow there.
    """
    layer = trace.layer
    n_in, per_group = layer.weight_shape[:2]
    grids = [_grid_box(layer, ci, cell) for ci in range(n_in)]
    outputs = [
        rest.with_rest(trace, co, cell, parts.output_box(layer, co, cell, canvas=False), look)
        for co in range(layer.out_channels)
    ]
    if cell.slanted:
        return look.levels(layout.beside(40, *outputs), layout.beside(40, *grids))
    rows = [
        [
            *(parts.kernel_box(layer, ci, co, cell, _turn(layer)) for co in range(per_group)),
            layout.operator(ids.of("slides", ci), "↓" if look.piled else "→"),
            grid,
        ]
        for ci, grid in enumerate(grids)
    ]
    # Where all is one row of cells, the output's is level with the input's.
    level = len(rows) == 1 and layer.output_shape[1:-1] in ((), (1,)) and not look.piled
    slides = layout.beside(20, *rows[0]) if level else look.wrapped_table(rows, layer.params.groups)
    return look.flow("gives", slides, look.wrapped(outputs))


def _grid_box(layer: Layer, ci: int, cell: layout.CellSize) -> layout.Box:
    """An input map with zeros inserted and padded, under its name."""
    name = map_name(layer, "input", ci)
    if max(layer.params.stride) > 1:
        # For translators: {map} is such as "input" or "input 2".
        name = say("{map}, zeros inserted", map=name)
    return parts.floor_box(ids.of("input", ci), name, [axis.region for axis in grid_axes(layer)], cell)


def _turn(layer: Layer) -> str:
    """What the view does to the kernel: what reverses it already needs no turn."""
    if layer.axes[0].flip:
        # For translators: of a kernel, below it and in "the kernel, as it is: reversed twice, slides …".
        return say("as it is: reversed twice")
    return turned(layer)


def _legend(layer: Layer) -> parts.Legend:
    """The swatches of the grid, and whose parameters these are."""
    axes = grid_axes(layer)
    key, swatches = parts.keyed(
        [
            ("zero", say("zero inserted by the stride"), max(layer.params.stride) > 1),
            ("padding", say("zero padding of the grid"), any(len(g.used) > len(g.inserted) for g in axes)),
            ("cropped", say("input that padding cuts off"), any(g.region != g.used for g in axes)),
            *parts.output_padding_entries(layer),
        ]
    )
    before, after = wording.size(layer.output_shape[1:]), wording.size(layer.input_size)
    if max(layer.params.dilation) == 1:
        whose = say(
            "k, s and p are those of the {before} → {after} convolution being transposed.",
            before=before,
            after=after,
        )
    else:
        whose = say(
            "k, s, p and d are those of the {before} → {after} convolution being transposed.",
            before=before,
            after=after,
        )
    return [*key, layout.note(ids.legend("whose"), whose)], swatches


def _perform(
    trace: Trace, page: Page, swatches: list[Cell | Outline], look: Look, steps: Container[int]
) -> Iterator[Keyframe]:
    layer = trace.layer
    axes = grid_axes(layer)
    story = Narration(page, trace.output.size, rest.last_to_join(trace))
    plain = {cell.id: cell for cell in grid_cells(trace, axes)}
    story.show(*swatches, *rest.rest_cells(trace))
    story.show(*(parts.output_cell(layer, place) for place in parts.output_places(layer)))
    story.show(*parts.output_outlines(layer))
    if look.staged:
        yield from opening_acts(story, trace, axes, page)
    story.show(*plain.values())
    story.show(*turned_kernel(trace))
    sums = trace.sums
    passed: list[Cell] = []
    for step, (place, rows) in enumerate(trace.by_output(), 1):
        value = one(sums, place)
        if step not in steps:
            passed.append(parts.output_cell(layer, place, value))
            continue
        story.show(*passed)
        passed.clear()
        taps = list(_taps(trace, axes, place, plain))
        story.show(*taps, *_windows(layer, axes, place), *_links(page, axes, layer, place))
        story.show(parts.output_cell(layer, place, value)._replace(role="output-active"))
        story.show(*parts.lit_element("output", place))
        told = look.quoting(_sum_caption(trace, place, rows, value), _taps_caption(trace, place, rows))
        yield story.tell(timing.ACTION, told, step)
        story.show(*(plain[tap.id] for tap in taps))
        story.hide(*(one.id for one in parts.lit_element("output", place)))
        story.hide(*(one.id for one in _windows(layer, axes, place)))
        story.show(parts.output_cell(layer, place, value))
    if not rest.last_to_join(trace) and not look.staged:
        return
    story.hide(*LINKS)
    yield from rest.joining(story, trace, look)
    if look.staged:
        axis = formula.told_axis(layer)
        panels = [ids.of("input", c) for c in range(layer.in_channels)]
        cells = [one.region for one in axes]
        yield from formula.formula_acts(story, page, grid_terms(layer, axis), panels, cells, axis)
        yield story.tell(timing.ENDING, formula.closing_caption(layer, grid_formulas(layer)), story.end)
    else:
        yield story.tell(timing.ENDING, formula.size_caption(layer), story.end)


def _taps(trace: Trace, axes: Sequence[GridAxis], place: Place, plain: dict[str, Cell]) -> Iterator[Cell]:
    """The cells of the grid under the kernel, each with the weight that it meets."""
    layer = trace.layer
    per_group = layer.weight_shape[1]
    taps = [[*enumerate(axis.window(i))] for axis, i in zip(axes, place[1:], strict=True)]
    for ci in _gathered(layer, place[0]):
        for met in product(*taps):
            name = grid_id(axes, ci, tuple(cell for _, cell in met))
            at = (axis.weight_at(tap) for axis, (tap, _) in zip(axes, met, strict=True))
            weight: Any = one(trace.weight, (ci, place[0] % per_group, *at))
            yield plain[name]._replace(
                role="tap-input" if ids.kind(name) == "input" else "tap",
                note=f"×{wording.number(weight)}",
                goes_to=ids.of("output", *place),
                z=5,
            )


def _gathered(layer: Layer, c: int) -> range:
    """The input channels that an output channel gathers from: those of its group."""
    group, each = c // layer.weight_shape[1], layer.in_channels // layer.params.groups
    return range(group * each, (group + 1) * each)


def _window(axes: Sequence[GridAxis], place: Place) -> Cells:
    """The cells of the grid from the first to the last of the kernel's."""
    starts = (axis.window(i).start for axis, i in zip(axes, place[1:], strict=True))
    return [range(start, start + axis.axis.extent) for axis, start in zip(axes, starts, strict=True)]


def _windows(layer: Layer, axes: Sequence[GridAxis], place: Place) -> Iterator[Outline]:
    """The kernel's outline on the grids of the channels that this output element gathers from."""
    for ci in _gathered(layer, place[0]):
        yield from places.lit(ids.of("input", ci), _window(axes, place), "window")


def _links(page: Page, axes: Sequence[GridAxis], layer: Layer, place: Place) -> Iterator[Link]:
    """The lines from the window to the output cell, where there is one window to start from."""
    if layer.in_channels != layer.params.groups:
        return
    grid = area_of(page, ids.of("input", place[0] // layer.weight_shape[1]), _window(axes, place))
    yield from links(grid, area_of(page, ids.of("output", place[0]), places.at(place[1:])))


def _sum_caption(trace: Trace, place: Place, rows: Any, value: Any) -> str:
    """The sum of one output element with its numbers: ``output[1, 2] = 4·0 + 1·1 = 1``."""
    name = element_name(trace.layer, "output", place)
    inputs = trace.input[tuple(trace.input_index[rows].T)].tolist()
    weights = trace.weight[tuple(trace.weight_index[rows].T)].tolist()
    if not inputs:
        told = f"{name} = {wording.prose(value)}"
        # For translators: {sum} is such as "output[0, 1] = 0".
        return say("{sum}: no input value lies under the kernel.", sum=told)
    terms = [f"{wording.factor(a)}·{wording.factor(b)}" for a, b in zip(inputs, weights, strict=True)]
    equation = wording.equation(added_up(terms), wording.prose(value))
    # For translators: a sentence that is a sum, as "output[0, 1] = 2·3 + 1·1 = 7".
    return say("{element} = {equation}.", element=name, equation=equation)


def _taps_caption(trace: Trace, place: Place, rows: Any) -> str:
    """How much of the kernel meets the input, where no numbers are drawn."""
    layer = trace.layer
    taps = layer.in_channels // layer.params.groups * prod(layer.params.kernel_size)
    return taps_met(element_name(layer, "output", place), len(rows), taps)
