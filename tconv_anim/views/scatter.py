"""The scatter view: each input element stamps the kernel on the output, and the stamps add up."""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from tconv_anim.language.lists import listed
from tconv_anim.language.saying import say, say_count
from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids, layout, timing
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.stage import Story
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Link, Outline, Storyboard
from tconv_anim.trace.numbers import one
from tconv_anim.trace.trace import Stamp, Trace
from tconv_anim.views.common import parts
from tconv_anim.views.common.classes import class_cells, classes_box
from tconv_anim.views.common.cropping import Canvas, canvas_area
from tconv_anim.views.common.ending import finish, finish_staged, output_values
from tconv_anim.views.common.extras import moves_box, moves_so_far
from tconv_anim.views.common.formula import canvas_terms, formula_box, has_formula, told_axis
from tconv_anim.views.common.heat import heat_of
from tconv_anim.views.common.links import LINKS, stamp_links
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.naming import element_name, is_single, map_name
from tconv_anim.views.common.narration import Narration, numbered
from tconv_anim.views.common.places import spot
from tconv_anim.views.common.rest import joined, last_to_join, part_legend, rest_cells, rests, with_rest
from tconv_anim.views.common.sums import factors, fits, telling


def scatter(trace: Trace, look: Look) -> Storyboard:
    """The scatter view of ``trace``: one step an input element, an action and its result each."""
    layer = trace.layer
    cell = look.cell_for(parts.longest_text(trace))
    legend, swatches = joined(parts.legend(layer), part_legend(trace))
    axis = told_axis(layer)
    if has_formula(layer, look):
        legend.append(formula_box(layer, axis, canvas_terms(layer, axis)))
    if "moves" in look.extras:
        legend.append(moves_box(trace))
    heat = heat_of(look, trace, trace.canvas(), trace.output, *rests(trace))
    legend, swatches = heat.under(legend, swatches)
    subtitle = parts.subtitle(trace, look)
    body = _body(trace, cell, look)
    title = say("Transposed convolution")
    page = look.sheet.page(title, subtitle, body, legend, colour=heat.colour)
    return Storyboard(
        title=title,
        description=parts.with_output(_description(trace, subtitle), trace, look),
        size=page.size,
        panels=page.panels,
        steps=trace.input.size,
        scale=heat.scale,
        keyframes=Story(lambda steps: _perform(trace, page, swatches, look, steps)),
    )


def _body(trace: Trace, cell: layout.CellSize, look: Look) -> layout.Box:
    """Input maps × kernel slices → output maps; a row an input channel, a column an output channel.

    Where the cells are slanted, the output floats above the input, and the kernel is the patch between.
    """
    layer = trace.layer
    n_in, per_group = layer.weight_shape[:2]
    outputs = [
        with_rest(trace, co, cell, parts.output_box(layer, co, cell), look)
        for co in range(layer.out_channels)
    ]
    classes = [classes_box(layer, cell)] if "classes" in look.extras else []
    if cell.slanted:
        floor = [parts.input_box(layer, ci, cell) for ci in range(n_in)]
        return look.levels(layout.beside(40, *outputs, *classes), layout.beside(40, *floor))
    rows = [
        [
            parts.input_box(layer, ci, cell),
            layout.operator(ids.of("times", ci), "×"),
            *(parts.kernel_box(layer, ci, co, cell) for co in range(per_group)),
        ]
        for ci in range(n_in)
    ]
    stamps = look.wrapped_table(rows, layer.params.groups)
    return look.flow("gives", stamps, look.wrapped(outputs), *classes)


def _description(trace: Trace, subtitle: str) -> str:
    # For translators: {layer} is such as "k=3, s=2: 2×2 → 5×5".
    return say_count(
        "Transposed convolution, {layer}: the one input element is multiplied by the kernel and added "
        "to a window of the output.",
        "Transposed convolution, {layer}: each of {n} input elements is multiplied by the kernel and added "
        "to a window of the output.",
        trace.input.size,
        layer=subtitle,
    )


def _perform(
    trace: Trace,
    page: Page,
    swatches: list[Cell | Outline],
    look: Look,
    steps: Container[int],
) -> Iterator[Keyframe]:
    layer = trace.layer
    story = Narration(page, trace.input.size, last_to_join(trace))
    canvas = Canvas(layer, look.staged, page)
    story.show(*swatches, *parts.input_cells(trace), *rest_cells(trace))
    story.show(*parts.input_outlines(layer, look))
    story.show(*parts.kernel_cells(trace))
    story.show(*canvas.begin(), *class_cells(page, layer, {}, parts.output_places(layer)))
    if canvas.whole:
        story.aside("cropped", "restored", "added")
    yield story.tell(timing.OPENING, _opening(canvas.whole), 0)
    sums: dict[Place, Any] = {}
    landed: defaultdict[Place, list[int]] = defaultdict(list)
    passed: dict[Place, None] = {}
    for step, stamp in enumerate(trace.stamps(), 1):
        places: list[Place] = [tuple(place) for place in trace.output_index[stamp.rows].tolist()]
        for event, place in enumerate(places, stamp.rows.start):
            landed[place].append(event)
        if step not in steps:
            sums.update(zip(places, stamp.after.tolist(), strict=True))
            passed.update(dict.fromkeys(places))
            continue
        story.show(
            *(canvas.cell(place, sums[place]) for place in passed), *class_cells(page, layer, sums, passed)
        )
        passed.clear()
        products = list(_products(trace, stamp, places, sums, canvas))
        story.show(*_lit(trace, stamp, page), *products, *moves_so_far(trace, page, stamp.source[1:]))
        yield story.tell(timing.ACTION, _action(trace, stamp, look), step)

        story.hide(*(product.id for product in products))
        told = _result(trace, stamp, places, sums, landed, canvas, look)
        sums.update(zip(places, stamp.after.tolist(), strict=True))
        story.show(
            *(canvas.cell(place, sums[place]) for place in places), *class_cells(page, layer, sums, places)
        )
        yield story.tell(timing.RESULT, told, step)
        story.show(parts.input_cell(trace, stamp.source))
        story.hide(*(one.id for one in parts.lit_element("input", stamp.source)), *LINKS)
        for co in range(layer.weight_shape[1]):
            story.hide(*(one.id for one in _kernel_lit(layer, stamp.source, co)))
        if layer.params.groups > 1 or layer.params.dims > 2:  # the next one may land on other panels
            story.hide(*map(ids.window, canvas.panels))
    story.hide(*map(ids.window, canvas.panels))
    story.show(*class_cells(page, layer, dict(output_values(trace)), parts.output_places(layer)))
    if look.staged:
        yield from canvas.acts(story, sums)
        yield from finish_staged(story, trace, page, look)
    else:
        yield from finish(story, trace, look)


def _opening(canvas: bool) -> str:
    if canvas:
        return say("Each input value stamps the kernel onto the canvas.")
    return say("Each input value stamps the kernel onto the output.")


def _lit(trace: Trace, stamp: Stamp, page: Page) -> Iterator[Cell | Outline | Link]:
    """What a step lights up: the input element, its kernel slices, and the windows they land on."""
    layer, source = trace.layer, stamp.source
    yield parts.input_cell(trace, source, "input-active")
    yield from parts.lit_element("input", source)
    for co in range(layer.weight_shape[1]):
        yield from _kernel_lit(layer, source, co)
        name = ids.of("output", parts.output_channel(layer, source[0], co))
        yield from parts.window(name, layer, source)
    yield from stamp_links(layer, source, page, "output")


def _kernel_lit(layer: Layer, source: Place, co: int) -> Iterator[Outline]:
    """The outline of a kernel slice of an input element, if there are several to tell it from."""
    if layer.weight_shape[:2] != (1, 1):
        yield from parts.lit_kernel(layer, source[0], co)


def _products(
    trace: Trace, stamp: Stamp, places: list[Place], sums: Mapping[Place, Any], canvas: Canvas
) -> Iterator[Cell]:
    """The product patch: each product over its output cell, with the sum that it joins below it."""
    source = ids.of("input", *stamp.source)
    for place, weight, product in zip(
        places,
        trace.weight_index[stamp.rows].tolist(),
        trace.product[stamp.rows].tolist(),
        strict=True,
    ):
        panel, row, col = spot(ids.of("output", place[0]), place[1:])
        yield Cell(
            ids.of("product", *weight[1:]),
            "product" if canvas.holds(place) else "product-cropped",
            panel,
            row,
            col,
            wording.signed(product),
            wording.number(sums[place]) if place in sums else "",
            comes_from=(source, ids.of("kernel", *weight)),
            goes_to=ids.of("output", *place),
            z=10,
        )


def _action(trace: Trace, stamp: Stamp, look: Look) -> str:
    """What is multiplied, and where the products go."""
    layer = trace.layer
    value = look.quoting(f" = {wording.prose(trace.input[stamp.source].item())}")
    element, area = element_name(layer, "input", stamp.source) + value, canvas_area(layer, stamp.source)
    if is_single(layer, "input"):
        # For translators: {element} is such as "input[0, 1] = 4", {area} "rows 1 to 3, column 0".
        return say("{element} times the kernel lands on {area}.", element=element, area=area)
    name = map_name(layer, "input", stamp.source[0])
    # For translators: {element} is such as "input[0, 1] = 4", {map} "input 2", {area} "rows 1 to 3".
    return say("{element} times the kernels of {map} land on {area}.", element=element, map=name, area=area)


def _result(
    trace: Trace,
    stamp: Stamp,
    places: list[Place],
    sums: Mapping[Place, Any],
    landed: Mapping[Place, list[int]],
    canvas: Canvas,
    look: Look,
) -> str:
    """One sum in numbers where products meet, else that there was nothing to meet.

    ``landed`` are the events on each place, up to this stamp's.
    """
    meeting = [event for event, place in enumerate(places) if place in sums and canvas.holds(place)]
    if not meeting:
        return say("These cells were empty, so the products are simply written in.")
    event = max(meeting, key=lambda e: (telling(trace, landed[places[e]]), -len(landed[places[e]])))
    name = canvas.name(places[event])
    before = wording.factor(sums[places[event]])
    added = wording.factor(trace.product[stamp.rows][event].item())
    after = wording.prose(one(stamp.after, event))
    products = [
        wording.equation(f"{wording.factor(a)}·{wording.factor(b)}", wording.prose(p))
        for a, b, p in factors(trace, landed[places[event]])
    ]
    if not look.values:
        # For translators: {element} is such as "output[0, 1]".
        return say("Products meet at {element}.", element=name)
    told = _met(name, [wording.equation(f"{before} + {added}", after)])
    if len(products) == 2:  # what has just come is said first
        whole = _met(name, [products[1], products[0], wording.equation(f"{added} + {before}", after)])
        return whole if fits(numbered(whole, 100, 100, "bias")) else told
    return told


def _met(name: str, sums: Sequence[str]) -> str:
    # For translators: {element} is such as "output[0, 1]", {sums} "4·3 = 12, 2·1 = 2, 2 + 12 = 14".
    return say("Products meet at {element}: {sums}.", element=name, sums=listed(sums))
