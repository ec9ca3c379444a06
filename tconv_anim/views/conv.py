"""The convolution view: the kernel slides over the (padded) input, one output element at a time."""

from collections.abc import Container, Iterator
from itertools import product

from tconv_anim.language.saying import say
from tconv_anim.layer import wording
from tconv_anim.layer.arithmetic import size_formulas
from tconv_anim.layer.axis import Place
from tconv_anim.layer.direct import ConvLayer
from tconv_anim.storyboard import ids, layout, timing
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.stage import Story
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Link, Outline, Storyboard
from tconv_anim.trace.convtrace import ConvTrace
from tconv_anim.trace.numbers import total as total_of
from tconv_anim.views.common import parts, places, rest
from tconv_anim.views.common.formula import sizes_caption
from tconv_anim.views.common.heat import heat_of
from tconv_anim.views.common.links import area_of, links
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.naming import element_name, kernel_name, map_name
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.common.sums import and_more, fits, taps_met

_MOST_TERMS = 12
"""Products that a caption writes out at most."""


def conv(trace: ConvTrace, look: Look) -> Storyboard:
    """The convolution view of ``trace``: one step, and one keyframe, an output element."""
    layer = trace.layer
    cell = look.cell_for(_longest_text(trace))
    subtitle = parts.subtitle(trace, look)
    heat = heat_of(look, trace, trace.output, *rest.rests(trace))
    key, swatches = heat.under(*rest.joined(_legend(layer), rest.part_legend(trace)))
    title = say("Convolution")
    page = look.sheet.page(title, subtitle, _body(trace, cell, look), key, colour=heat.colour)
    steps = trace.output.size
    return Storyboard(
        title=title,
        description=parts.with_output(_description(trace, subtitle, look), trace, look),
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


def _description(trace: ConvTrace, subtitle: str, look: Look) -> str:
    if not look.values:
        if trace.bias is None:
            # For translators: {layer} is such as "k=3, s=2: 5×5 → 2×2".
            return say("Convolution, {layer}: the kernel slides over the input.", layer=subtitle)
        # For translators: {layer} is such as "k=3, s=2: 5×5 → 2×2".
        return say(
            "Convolution, {layer}: the kernel slides over the input, and the bias is added.", layer=subtitle
        )
    read = trace.input.tolist()
    if trace.bias is None:
        # For translators: {layer} is such as "k=3, s=2: 5×5 → 2×2", {numbers} are such as [[1, 2], [3, 4]].
        return say(
            "Convolution, {layer}: the kernel slides over the input, {numbers}.", layer=subtitle, numbers=read
        )
    # For translators: {layer} is such as "k=3, s=2: 5×5 → 2×2", {numbers} are such as [[1, 2], [3, 4]].
    return say(
        "Convolution, {layer}: the kernel slides over the input, {numbers}, and the bias, {bias}, is added.",
        layer=subtitle,
        numbers=read,
        bias=trace.bias.tolist(),
    )


def _longest_text(trace: ConvTrace) -> str:
    """The longest of all numbers that stand in cells, weights with the sign that says what they do."""
    arrays = (trace.input, trace.weight, trace.output, *rest.rests(trace))
    return max((wording.number(v) for array in arrays for v in array.ravel().tolist()), key=len)


def _single(layer: ConvLayer) -> bool:
    return (layer.in_channels, layer.out_channels) == (1, 1)


def _body(trace: ConvTrace, cell: layout.CellSize, look: Look) -> layout.Box:
    """A row an input map: the map with its padding, and its kernel slices; the outputs at the right.

    Where the cells are slanted, the output floats above the maps, and the kernel is its shadow there.
    """
    layer = trace.layer
    results = [
        rest.with_rest(trace, co, cell, parts.output_box(layer, co, cell, canvas=False), look)
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
    level = len(rows) == 1 and not look.piled
    read = layout.beside(20, *rows[0]) if level else look.wrapped_table(rows, layer.params.groups)
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
    return parts.floor_box(ids.of("input", channel), name, layer.padded, cell)


def _kernel_box(layer: ConvLayer, co: int, channel: int, cell: layout.CellSize) -> layout.Box:
    """The kernel slice from input map ``channel`` to output map ``co``."""
    ci = channel - _read(layer, co).start
    name = kernel_name(layer, channel, co)
    cells = places.whole(layer.params.kernel_size)
    return places.map_box(ids.of("kernel", co, ci), "kernel", name, cells, cell)


def _legend(layer: ConvLayer) -> parts.Legend:
    """What the dashed cells are."""
    text = say("padding = {size}: zeros", size=wording.parameter(layer.params.padding))
    return parts.keyed([("padding", text, _is_padded(layer))])


def _perform(
    trace: ConvTrace, page: Page, swatches: list[Cell | Outline], look: Look, steps: Container[int]
) -> Iterator[Keyframe]:
    story = _set_stage(trace, page, swatches)
    story.show(*parts.kernel_cells(trace))
    yield story.tell(timing.OPENING, _opening(trace.layer), 0)
    yield from _steps(story, trace, page, look, steps)
    yield from rest.joining(story, trace, look)
    if any(trace.layer.transposed.params.output_padding):
        yield story.tell(timing.OPENING, _left_over_caption(trace.layer), story.end)
    yield story.tell(timing.ENDING, _size_caption(trace.layer), story.end)


def _slide(
    trace: ConvTrace, page: Page, swatches: list[Cell | Outline], look: Look, steps: Container[int]
) -> Iterator[Keyframe]:
    """The steps alone, one keyframe each, as the guide's animations have them."""
    story = _set_stage(trace, page, swatches)
    yield from _steps(story, trace, page, look, steps)
    if rest.last_to_join(trace):
        yield from rest.joining(story, trace, look)


def _set_stage(trace: ConvTrace, page: Page, swatches: list[Cell | Outline]) -> Narration:
    layer = trace.layer
    story = Narration(page, trace.output.size, rest.last_to_join(trace))
    story.show(*swatches, *_map_cells(trace), *rest.rest_cells(trace))
    story.show(*(parts.output_cell(layer, place) for place in parts.output_places(layer)))
    for name, (channels, *sides) in (("input", layer.input_shape), ("output", layer.output_shape)):
        for c in range(channels):
            story.show(*places.framed(ids.of(name, c), places.whole(tuple(sides))))
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
        told = look.quoting(
            _sum_caption(trace, place, rows, total, story),
            taps_met(_name(trace, place), rows.stop - rows.start, len(taps)),
        )
        yield story.tell(timing.ACTION + timing.RESULT, told, step)
        story.show(*(plain[tap.id] for tap in taps), result)
        story.hide(*(outline.id for outline in outlines))


def _map_cells(trace: ConvTrace) -> Iterator[Cell]:
    """The input's cells and the padding around them, as they are when no kernel lies on them."""
    yield from parts.input_cells(trace)
    for c, *at in product(range(trace.layer.in_channels), *trace.layer.padded):
        if not all(0 <= i < side for i, side in zip(at, trace.layer.input_size, strict=True)):
            cell = places.element("padding", ids.of("input", c), tuple(at))
            yield cell._replace(id=ids.of("padding", c, *at))


def _taps(trace: ConvTrace, place: Place, plain: dict[str, Cell]) -> Iterator[Cell]:
    """The cells under the kernel, each with the weight that it meets."""
    cells = [axis.taps(i) for axis, i in zip(trace.layer.transposed.axes, place[1:], strict=True)]
    for ci, channel in enumerate(_read(trace.layer, place[0])):
        weights = trace.weight[place[0], ci].ravel().tolist()
        for at, weight in zip(product(*cells), weights, strict=True):
            on_map = plain.get(ids.of("input", channel, *at))
            tap = on_map or plain[ids.of("padding", channel, *at)]
            yield tap._replace(
                role="tap-input" if on_map else "tap",
                text=tap.text or "0",
                note=f"×{wording.number(weight)}",
                goes_to=ids.of("output", *place),
                z=5,
            )


def _outlines(layer: ConvLayer, place: Place) -> Iterator[Outline]:
    """The windows on the maps that are read, the kernel slices that read them, and the output's cell."""
    c = place[0]
    for ci, channel in enumerate(_read(layer, c)):
        yield from parts.window(ids.of("input", channel), layer.transposed, place)
        if not _single(layer):
            yield from parts.lit_kernel(layer, c, ci)
    yield from parts.lit_element("output", place)


def _links(layer: ConvLayer, page: Page, place: Place) -> Iterator[Link]:
    """The lines from the one window that is read to the output's cell above it."""
    c = place[0]
    if ids.of("output", c) not in page.floating or len(_read(layer, c)) > 1:
        return
    below = area_of(page, ids.of("input", _read(layer, c).start), layer.transposed.window(place))
    yield from links(below, area_of(page, ids.of("output", c), places.at(place[1:])))


def _opening(layer: ConvLayer) -> str:
    if _is_padded(layer):
        return say(
            "The kernel slides over the padded input. At each place, numbers are multiplied by its weights "
            "and added up."
        )
    return say(
        "The kernel slides over the input. At each place, numbers are multiplied by its weights and added up."
    )


def _sum_caption(trace: ConvTrace, place: Place, rows: slice, total: float, story: Narration) -> str:
    """The sum with its numbers, as many as two lines hold: ``output[0, 1] = 6·3 + 14·1 + … = 57``."""
    name, value = _name(trace, place), wording.prose(total)
    inputs = trace.input[tuple(trace.input_index[rows].T)].tolist()
    weights = trace.weight[tuple(trace.weight_index[rows].T)].tolist()
    terms = [f"{wording.factor(a)}·{wording.factor(b)}" for a, b in zip(inputs, weights, strict=True)]
    if not terms:
        nothing = f"{name} = {value}"
        # For translators: {sum} is such as "output[0, 1] = 0".
        return say("This gives {sum}: all of the kernel lies on padding.", sum=nothing)
    sums = [" + ".join(terms)] if len(terms) <= _MOST_TERMS else []
    sums += [
        f"{' + '.join(terms[:kept])} + {and_more(len(terms))}"
        for kept in range(min(len(terms) - 1, _MOST_TERMS), 0, -1)
    ]
    equations = (f"{name} = {wording.equation(one, value)}" for one in sums)
    # For translators: {sum} is such as "output[0, 1] = 6·3 + 14·1 = 32".
    wordings = [say("This gives {sum}.", sum=one) for one in equations]
    return next((told for told in wordings if fits(story.told(told, story.steps))), wordings[-1])


def _name(trace: ConvTrace, place: Place) -> str:
    return element_name(trace.layer, "output", place)


def _left_over_caption(layer: ConvLayer) -> str:
    left = wording.parameter(layer.transposed.params.output_padding)
    return say(
        "No window reaches the end of the padded input. The transposed convolution counts that as "
        "output_padding = {size}.",
        size=left,
    )


def _size_caption(layer: ConvLayer) -> str:
    """The output's size, with the numbers put into its formula."""
    formulas = size_formulas(layer)
    told = sizes_caption(layer, formulas)
    if fits(told):
        return told
    size, formula = wording.size(layer.output_shape[1:]), formulas[0]
    if len(formulas) == 1:
        # For translators: {formula} is "floor((5 + 2×1 − 1×(3−1) − 1)/2) + 1 = 3".
        return say("So the output is {size}: length {formula}.", size=size, formula=formula)
    if len(formulas) == 2:
        # For translators: {formula} is "floor((5 + 2×1 − 1×(3−1) − 1)/2) + 1 = 3".
        return say("So the output is {size}: rows {formula}.", size=size, formula=formula)
    # For translators: {formula} is "floor((5 + 2×1 − 1×(3−1) − 1)/2) + 1 = 3".
    return say("So the output is {size}: depth {formula}.", size=size, formula=formula)
