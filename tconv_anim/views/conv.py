"""The convolution view: the kernel slides over the (padded) input, one output element at a time."""

from collections.abc import Container, Iterator

from tconv_anim.layer import wording
from tconv_anim.layer.arithmetic import conv_size_formula
from tconv_anim.layer.axis import Place
from tconv_anim.layer.direct import ConvLayer
from tconv_anim.storyboard import ids, layout, timing
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.stage import Story
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Link, Outline, Storyboard
from tconv_anim.trace.convtrace import ConvTrace
from tconv_anim.trace.numbers import total as total_of
from tconv_anim.views.common import parts
from tconv_anim.views.common.heat import heat_of
from tconv_anim.views.common.links import Area, links
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.naming import element_name, kernel_name, map_name
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.common.rest import (
    joined,
    joining,
    last_to_join,
    part_legend,
    rest_cells,
    rests,
    with_rest,
)
from tconv_anim.views.common.sums import fits, taps_met

_TITLE = "Convolution"

_MOST_TERMS = 12
"""Products that a caption writes out at most."""


def conv(trace: ConvTrace, look: Look) -> Storyboard:
    """The convolution view of ``trace``: one step, and one keyframe, an output element."""
    layer = trace.layer
    cell = look.cell_for(_longest_text(trace))
    subtitle = parts.subtitle(trace, look)
    heat = heat_of(look, trace, trace.output, *rests(trace))
    key, swatches = heat.under(*joined(_legend(layer), part_legend(trace)))
    page = look.sheet.page(_TITLE, subtitle, _body(trace, cell, look), key, colour=heat.colour)
    steps = trace.output.size
    read = look.say(f", {trace.input.tolist()}")
    bias = "" if trace.bias is None else f", and the bias{look.say(f', {trace.bias.tolist()},')} is added"
    return Storyboard(
        title=_TITLE,
        description=(
            f"Convolution, {subtitle}: the kernel slides over the input{read}{bias}."
            f"{look.say(f' The output is {trace.output.tolist()}.')}"
        ),
        size=page.size,
        panels=page.panels,
        steps=steps,
        scale=heat.scale,
        keyframes=Story(
            (lambda steps: _slide(trace, page, swatches, look, steps))
            if look.isometric
            else (lambda steps: _perform(trace, page, swatches, look, steps))
        ),
    )


def _longest_text(trace: ConvTrace) -> str:
    """The longest of all numbers that stand in cells, weights with the sign that says what they do."""
    arrays = (trace.input, trace.weight, trace.output, *rests(trace))
    return max((wording.number(v) for array in arrays for v in array.ravel().tolist()), key=len)


def _single(layer: ConvLayer) -> bool:
    return (layer.in_channels, layer.out_channels) == (1, 1)


def _body(trace: ConvTrace, cell: layout.CellSize, look: Look) -> layout.Box:
    """A row an input map: the map with its padding, and its kernel slices; the outputs at the right.

    Where the cells are slanted, the output floats above the maps, and the kernel is its shadow there.
    """
    layer = trace.layer
    results = [
        with_rest(trace, co, cell, parts.output_box(layer, co, cell, canvas=False), look)
        for co in range(layer.out_channels)
    ]
    maps = [_padded_box(layer, ci, cell) for ci in range(layer.in_channels)]
    if cell.slanted:
        return look.levels(layout.beside(40, *results), layout.beside(40, *maps))
    rows = [
        [
            box,
            layout.operator(ids.of("times", ci), "×"),
            *(_kernel_box(layer, co, ci, cell) for co in range(layer.out_channels) if ci in _read(layer, co)),
        ]
        for ci, box in enumerate(maps)
    ]
    # A single row keeps its axis, on which the output then stands; several are centred as a whole.
    read = layout.beside(20, *rows[0]) if len(rows) == 1 else look.wrapped_table(rows, layer.params.groups)
    return look.flow("gives", read, look.wrapped(results))


def _read(layer: ConvLayer, co: int) -> range:
    """The input channels that output channel ``co`` reads: those of its group."""
    per_group = layer.weight_shape[1]
    first = co // (layer.out_channels // layer.params.groups) * per_group
    return range(first, first + per_group)


def _is_padded(layer: ConvLayer) -> bool:
    return any(len(side) > size for side, size in zip(layer.padded, layer.input_size, strict=True))


def _padded_box(layer: ConvLayer, channel: int, cell: layout.CellSize) -> layout.Box:
    name = map_name(layer, "input", channel)
    rows, cols = layer.padded
    return parts.floor_box(ids.of("input", channel), name, rows, cols, cell)


def _kernel_box(layer: ConvLayer, co: int, channel: int, cell: layout.CellSize) -> layout.Box:
    """The kernel slice from input map ``channel`` to output map ``co``."""
    ci = channel - _read(layer, co).start
    name = kernel_name(layer, channel, co)
    _, _, kh, kw = layer.weight_shape
    return layout.named(ids.of("kernel", co, ci), "kernel", name, range(kh), range(kw), cell)


def _legend(layer: ConvLayer) -> parts.Legend:
    """What the dashed cells are."""
    text = f"padding = {wording.parameter(layer.params.padding)}: zeros"
    return parts.keyed([("padding", text, _is_padded(layer))])


def _perform(
    trace: ConvTrace, page: Page, swatches: list[Cell | Outline], look: Look, steps: Container[int]
) -> Iterator[Keyframe]:
    story = _set_stage(trace, page, swatches)
    story.show(*parts.kernel_cells(trace))
    yield story.tell(timing.OPENING, _opening(trace.layer), 0)
    yield from _steps(story, trace, page, look, steps)
    yield from joining(story, trace, look)
    if trace.layer.transposed.params.output_padding != (0, 0):
        yield story.tell(timing.OPENING, _left_over_caption(trace.layer), story.end)
    yield story.tell(timing.ENDING, _size_caption(trace.layer), story.end)


def _slide(
    trace: ConvTrace, page: Page, swatches: list[Cell | Outline], look: Look, steps: Container[int]
) -> Iterator[Keyframe]:
    """The steps alone, one keyframe each, as the guide's animations have them."""
    story = _set_stage(trace, page, swatches)
    yield from _steps(story, trace, page, look, steps)
    if last_to_join(trace):
        yield from joining(story, trace, look)


def _set_stage(trace: ConvTrace, page: Page, swatches: list[Cell | Outline]) -> Narration:
    layer = trace.layer
    story = Narration(page, trace.output.size, last_to_join(trace))
    story.show(*swatches, *_map_cells(trace), *rest_cells(trace))
    story.show(*(parts.output_cell(layer, place) for place in parts.output_places(layer)))
    for name, (channels, height, width) in (("input", layer.input_shape), ("output", layer.output_shape)):
        for c in range(channels):
            story.show(parts.framed(ids.of(name, c), height, width))
    return story


def _steps(
    story: Narration, trace: ConvTrace, page: Page, look: Look, steps: Container[int]
) -> Iterator[Keyframe]:
    layer = trace.layer
    plain = {cell.id: cell for cell in _map_cells(trace)}
    passed: list[Cell] = []
    for step, (place, rows) in enumerate(trace.by_output(), 1):
        total = total_of(trace.product[rows])
        if step not in steps:
            passed.append(parts.output_cell(layer, place, total))
            continue
        story.show(*passed)
        passed.clear()
        taps = list(_taps(trace, place, plain))
        outlines = [e for e in _outlines(layer, place) if e.panel in page.panels]
        result = parts.output_cell(layer, place, total)
        story.show(*_links(layer, page, place))
        story.show(*taps, *outlines)
        story.show(result._replace(role="output-active", comes_from=tuple(tap.id for tap in taps)))
        told = look.say(
            _sum_caption(trace, place, rows, total, story),
            taps_met(_name(trace, place), rows.stop - rows.start, len(taps)),
        )
        yield story.tell(timing.ACTION + timing.RESULT, told, step)
        story.show(*(plain[tap.id] for tap in taps), result)
        story.hide(*(outline.id for outline in outlines))


def _map_cells(trace: ConvTrace) -> Iterator[Cell]:
    """The input's cells and the padding around them, as they are when no kernel lies on them."""
    yield from parts.input_cells(trace)
    _, height, width = trace.layer.input_shape
    rows, cols = trace.layer.padded
    for c in range(trace.layer.in_channels):
        for y in rows:
            for x in cols:
                if not (0 <= y < height and 0 <= x < width):
                    yield Cell(ids.of("padding", c, y, x), "padding", ids.of("input", c), y, x)


def _taps(trace: ConvTrace, place: Place, plain: dict[str, Cell]) -> Iterator[Cell]:
    """The cells under the kernel, each with the weight that it meets."""
    rows, cols = (axis.taps(i) for axis, i in zip(trace.layer.transposed.axes, place[1:], strict=True))
    for ci, channel in enumerate(_read(trace.layer, place[0])):
        kernel = trace.weight[place[0], ci].tolist()
        for row, weights in zip(rows, kernel, strict=True):
            for col, weight in zip(cols, weights, strict=True):
                on_map = plain.get(ids.of("input", channel, row, col))
                tap = on_map or plain[ids.of("padding", channel, row, col)]
                yield tap._replace(
                    role="tap-input" if on_map else "tap",
                    text=tap.text or "0",
                    note=f"×{wording.number(weight)}",
                    goes_to=ids.of("output", *place),
                    z=5,
                )


def _outlines(layer: ConvLayer, place: Place) -> Iterator[Outline]:
    """The windows on the maps that are read, the kernel slices that read them, and the output's cell."""
    c, y, x = place
    _, _, kh, kw = layer.weight_shape
    for ci, channel in enumerate(_read(layer, c)):
        panel = ids.of("input", channel)
        yield parts.window(panel, layer.transposed, place)
        if not _single(layer):
            yield parts.lit(ids.of("kernel", c, ci), 0, 0, kh, kw)
    yield parts.lit(ids.of("output", c), y, x)


def _links(layer: ConvLayer, page: Page, place: Place) -> Iterator[Link]:
    """The lines from the one window that is read to the output's cell above it."""
    c, y, x = place
    if ids.of("output", c) not in page.floating or len(_read(layer, c)) > 1:
        return
    rows, cols = layer.transposed.window(place)
    floor = page.panels[ids.of("input", _read(layer, c).start)]
    below = Area(floor, rows.start, cols.start, len(rows), len(cols))
    yield from links(below, Area(page.panels[ids.of("output", c)], y, x))


def _opening(layer: ConvLayer) -> str:
    padded = " padded" if _is_padded(layer) else ""
    return (
        f"The kernel slides over the{padded} input. At each place, numbers are multiplied by its weights "
        "and added up."
    )


def _sum_caption(trace: ConvTrace, place: Place, rows: slice, total: float, story: Narration) -> str:
    """The sum with its numbers, as many as two lines hold: ``output[0, 1] = 6·3 + 14·1 + … = 57``."""
    name, value = _name(trace, place), wording.prose(total)
    inputs = trace.input[tuple(trace.input_index[rows].T)].tolist()
    weights = trace.weight[tuple(trace.weight_index[rows].T)].tolist()
    terms = [f"{wording.factor(a)}·{wording.factor(b)}" for a, b in zip(inputs, weights, strict=True)]
    if not terms:
        return f"This gives {name} = {value}: all of the kernel lies on padding."
    sums = [" + ".join(terms)] if len(terms) <= _MOST_TERMS else []
    sums += [
        f"{' + '.join(terms[:kept])} + … ({len(terms)} products)"
        for kept in range(min(len(terms) - 1, _MOST_TERMS), 0, -1)
    ]
    wordings = [f"This gives {name} = {wording.equation(one, value)}." for one in sums]
    return next((told for told in wordings if fits(story.told(told, story.steps))), wordings[-1])


def _name(trace: ConvTrace, place: Place) -> str:
    return element_name(trace.layer, "output", place)


def _left_over_caption(layer: ConvLayer) -> str:
    left = wording.parameter(layer.transposed.params.output_padding)
    return (
        "No window reaches the end of the padded input. The transposed convolution counts that as "
        f"output_padding = {left}."
    )


def _size_caption(layer: ConvLayer) -> str:
    """The output's size, with the numbers put into its formula."""
    rows, cols = (conv_size_formula(layer.params, layer.input_size, axis) for axis in (0, 1))
    name = f"So the output is {wording.size(layer.output_shape[1:])}"
    if rows == cols:
        return f"{name}: {rows} in height and width."
    both = f"{name}: rows {rows}; columns {cols}."
    return both if fits(both) else f"{name}: rows {rows}."
