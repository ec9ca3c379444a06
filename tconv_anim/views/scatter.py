"""The scatter view: each input element stamps the kernel on the output, and the stamps add up."""

from collections.abc import Callable, Iterator

import numpy as np

from tconv_anim.layer import wording
from tconv_anim.storyboard import ids, layout
from tconv_anim.storyboard.stage import Pace, Performance
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Link, Outline, Storyboard
from tconv_anim.trace.trace import Stamp, Trace
from tconv_anim.views.common import parts
from tconv_anim.views.common.ending import Place, finish
from tconv_anim.views.common.extras import heat_of, moves_box, moves_so_far
from tconv_anim.views.common.links import LINKS, stamp_links
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.narration import Narration


def scatter(trace: Trace, look: Look) -> Storyboard:
    """The scatter view of ``trace``: one step an input element, an action and its result each."""
    layer = trace.layer
    cell = look.cell_for(parts.longest_text(trace))
    legend, swatches = parts.legend(layer)
    if "moves" in look.extras:
        legend = layout.above(8, *([legend] if legend else []), moves_box(trace))
    colour = heat_of(trace) if "heat" in look.extras else None
    subtitle = parts.subtitle(trace, look)
    page = layout.page("Transposed convolution", subtitle, _body(trace, cell), legend)
    pace = Pace.of(trace.input.size, look.speed)
    return Storyboard(
        title="Transposed convolution",
        description=_description(trace, subtitle, look),
        size=page.size,
        panels=page.panels,
        steps=trace.input.size,
        keyframes=Performance(lambda: _perform(trace, page, pace, swatches, colour, look)),
    )


def _body(trace: Trace, cell: layout.CellSize) -> layout.Box:
    """Input maps × kernel slices → output maps; a row an input channel, a column an output channel.

    Where the cells are slanted, the output floats above the input, and the kernel is the patch between.
    """
    layer = trace.layer
    n_in, per_group, _, _ = layer.weight_shape
    outputs = [parts.output_box(layer, co, cell) for co in range(layer.out_channels)]
    if cell.slanted:
        floor = [parts.input_box(layer, ci, cell) for ci in range(n_in)]
        return layout.above(28, layout.beside(40, *outputs), layout.beside(40, *floor))
    stamps = layout.table(
        20,
        [
            [
                parts.input_box(layer, ci, cell),
                layout.operator(ids.of("times", ci), "×"),
                *(parts.kernel_box(layer, ci, co, cell) for co in range(per_group)),
            ]
            for ci in range(n_in)
        ],
    )
    arrow = layout.operator("gives", "→")
    return layout.beside(22, stamps, arrow, layout.column(outputs))


def _description(trace: Trace, subtitle: str, look: Look) -> str:
    return (
        f"Transposed convolution, {subtitle}: {wording.each(trace.input.size, 'input element')} is "
        "multiplied by the kernel and added to a window of the output."
        f"{look.say(f' The output is {trace.output.tolist()}.')}"
    )


def _perform(
    trace: Trace,
    page: layout.Page,
    pace: Pace,
    swatches: list[Cell | Outline],
    colour: Callable[[Cell], Cell] | None,
    look: Look,
) -> Iterator[Keyframe]:
    layer = trace.layer
    story = Narration(page, trace.input.size, trace.bias is not None, colour)
    story.show(*swatches, *parts.input_cells(trace))
    if ids.of("kernel", 0, 0) in page.panels:
        story.show(*parts.kernel_cells(trace))
    story.show(*(parts.output_cell(layer, place) for place in parts.canvas_places(layer)))
    story.show(*parts.output_outlines(layer))
    yield story.tell(
        pace.opening,
        "Each input element is multiplied by the whole kernel; the products are added to a window "
        "of the output.",
        0,
    )
    reached: set[Place] = set()
    for step, stamp in enumerate(trace.stamps(), 1):
        places = [(c, y, x) for c, y, x in trace.output_index[stamp.rows].tolist()]
        products = list(_products(trace, stamp, places, reached))
        story.show(*_lit(trace, stamp, page), *products, *moves_so_far(trace, page, *stamp.source[1:]))
        yield story.tell(pace.action, _action(trace, stamp, look), step)

        story.hide(*(product.id for product in products))
        sums = zip(places, stamp.after.tolist(), strict=True)
        story.show(*(parts.output_cell(layer, place, value) for place, value in sums))
        yield story.tell(pace.result, _result(trace, stamp, places, reached, look), step)
        reached.update(places)
        c = stamp.source[0]
        story.show(parts.input_cell(trace, stamp.source))
        story.hide(ids.active("input", c), *LINKS)
        story.hide(*(ids.active("kernel", c, co) for co in range(layer.weight_shape[1])))
    story.hide(*(ids.window("output", c) for c in range(layer.out_channels)))
    yield from finish(story, trace, pace, look)


def _lit(trace: Trace, stamp: Stamp, page: layout.Page) -> Iterator[Cell | Outline | Link]:
    """What a step lights up: the input element, its kernel slices, and the windows they land on."""
    c, y, x = stamp.source
    layer = trace.layer
    n_in, per_group, kh, kw = layer.weight_shape
    yield parts.input_cell(trace, stamp.source, "input-active")
    yield parts.lit(ids.of("input", c), y, x)
    for co in range(per_group):
        if (n_in, per_group) != (1, 1) and ids.of("kernel", c, co) in page.panels:
            yield parts.lit(ids.of("kernel", c, co), 0, 0, kh, kw)
        panel = ids.of("output", parts.output_channel(layer, c, co))
        yield parts.window(panel, layer, stamp.source)
    yield from stamp_links(layer, stamp.source, page, "output")


def _products(
    trace: Trace,
    stamp: Stamp,
    places: list[tuple[int, int, int]],
    reached: set[tuple[int, int, int]],
) -> Iterator[Cell]:
    """The product patch: each product over its output cell, with the sum that it joins below it."""
    source = ids.of("input", *stamp.source)
    _, height, width = trace.layer.output_shape
    for place, weight, product, before in zip(
        places,
        trace.weight_index[stamp.rows].tolist(),
        trace.product[stamp.rows].tolist(),
        stamp.before.tolist(),
        strict=True,
    ):
        c, y, x = place
        _, co, ky, kx = weight
        inside = 0 <= y < height and 0 <= x < width
        yield Cell(
            ids.of("product", co, ky, kx),
            "product" if inside else "product-cropped",
            ids.of("output", c),
            y,
            x,
            wording.signed(product),
            wording.number(before) if place in reached else "",
            comes_from=(source, ids.of("kernel", *weight)),
            goes_to=ids.of("output", c, y, x),
            z=10,
        )


def _action(trace: Trace, stamp: Stamp, look: Look) -> str:
    """What is multiplied, and where the products go."""
    single = trace.layer.in_channels == 1
    c, y, x = stamp.source
    name = wording.element("input", (y, x) if single else (c, y, x))
    return (
        f"{name}{look.say(f' = {wording.prose(trace.input[stamp.source].item())}')} times "
        f"{'the kernel' if single else f'the kernels of input {c}'}, added at "
        f"{wording.area(*trace.layer.window(stamp.source))}"
    )


def _result(
    trace: Trace,
    stamp: Stamp,
    places: list[tuple[int, int, int]],
    reached: set[tuple[int, int, int]],
    look: Look,
) -> str:
    """One sum in numbers where products meet, else that there was nothing to meet."""
    _, height, width = trace.layer.output_shape
    meeting = [
        event
        for event, (c, y, x) in enumerate(places)
        if (c, y, x) in reached and 0 <= y < height and 0 <= x < width
    ]
    if not meeting:
        return "no sum stood there yet: the products stay as they are"
    # The most telling sum is one where neither side is zero.
    product = trace.product[stamp.rows]
    event = max(meeting, key=lambda e: (product[e] != 0) + (stamp.before[e] != 0))
    c, y, x = places[event]
    place = (y, x) if trace.layer.out_channels == 1 else (c, y, x)
    name = wording.element("output", place)
    before, added, after = (values[event].item() for values in (stamp.before, product, stamp.after))
    terms = _products_so_far(trace, stamp, places[event])
    if len(terms) == 2:
        total = f"{wording.prose(added)} + {wording.factor(before)} = {wording.prose(after)}"
        return f"products meet at {name}{look.say(f': {terms[1]}, {terms[0]}, {total}')}"
    total = f"{wording.prose(before)} + {wording.factor(added)} = {wording.prose(after)}"
    return f"where products meet they add up{look.say(f': {name} = {total}', f', as at {name}')}"


def _products_so_far(trace: Trace, stamp: Stamp, place: Place) -> list[str]:
    """Every product that has landed on a cell, as ``4·3 = 12``, the one of this stamp last."""
    landed = np.flatnonzero((trace.output_index[: stamp.rows.stop] == place).all(1))
    inputs = trace.input[tuple(trace.input_index[landed].T)].tolist()
    weights = trace.weight[tuple(trace.weight_index[landed].T)].tolist()
    products = trace.product[landed].tolist()
    return [
        f"{wording.factor(a)}·{wording.factor(b)} = {wording.prose(p)}"
        for a, b, p in zip(inputs, weights, products, strict=True)
    ]
