"""The compose view: one canvas for each input element's products, and their sum (as in the book D2L).

After the figure of "Dive into Deep Learning", section 14.10: where the scatter view adds up as it goes,
here all products stand side by side until the end.
"""

from collections.abc import Iterator

from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids, timing
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.stage import Performance
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Outline, Storyboard
from tconv_anim.trace.numbers import one
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common import parts
from tconv_anim.views.common.ending import finish, output_values
from tconv_anim.views.common.fitting import refuse_beyond
from tconv_anim.views.common.heat import heat_of
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.naming import element_name, is_single, map_name
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.common.rest import last_addends, last_to_join, rest_cells, rests
from tconv_anim.views.common.sums import added_up, most_telling
from tconv_anim.views.compose.page import compose_page, partials

_EXAMPLES = 2
"""Products of a step that its caption writes out."""


def compose(trace: Trace, look: Look) -> Storyboard:
    """The compose view of ``trace``: one step, and one keyframe, an input element; then the sum."""
    layer = trace.layer
    steps = trace.input.size
    rows, cols = layer.regions
    refuse_beyond(steps * layer.weight_shape[1] * len(rows) * len(cols), f"the {steps:,} partial canvases")
    heat = heat_of(look, trace, trace.product, trace.output, *rests(trace))
    page, swatches = compose_page(trace, look, heat)
    return Storyboard(
        title="Transposed convolution as a sum",
        description=(
            f"Transposed convolution, {parts.subtitle(trace, look)}, as a sum: "
            f"{wording.each(steps, 'input element')} times the kernel stands on a canvas of its own, and "
            "the canvases are added up."
            f"{look.quoting(f' The output is {trace.output.tolist()}.')}"
        ),
        size=page.size,
        panels=page.panels,
        steps=steps,
        scale=heat.scale,
        keyframes=Performance(lambda: _perform(trace, page, swatches, look)),
    )


def _perform(trace: Trace, page: Page, swatches: list[Cell | Outline], look: Look) -> Iterator[Keyframe]:
    layer = trace.layer
    story = Narration(page, trace.input.size, last_to_join(trace))
    inputs = {cell.id: cell for cell in parts.input_cells(trace)}
    story.show(*swatches, *inputs.values(), *parts.kernel_cells(trace), *rest_cells(trace))
    story.show(*(parts.output_cell(layer, place) for place in parts.canvas_places(layer)))
    story.show(*parts.output_outlines(layer), *parts.input_outlines(layer, look))
    for n, c in partials(layer):
        blank = (parts.output_cell(layer, place) for place in parts.canvas_places(layer) if place[0] == c)
        story.show(*(_partial_cell(n, cell) for cell in blank), _frame(layer, n, c))
    yield story.tell(
        timing.OPENING,
        "Each input element times the whole kernel stands on a canvas of its own; "
        "the output is the sum of these canvases.",
        0,
    )
    for step, (source, rows) in enumerate(trace.by_input(), 1):
        name = ids.of("input", *source)
        story.show(inputs[name]._replace(role="input-active"), *_lit(layer, source, step - 1))
        filled = [_partial_cell(step - 1, cell) for cell in _products(trace, rows)]
        story.show(*(_brightened(cell) for cell in filled))
        yield story.tell(timing.ACTION + timing.RESULT, _action(trace, source, rows, look), step)
        story.show(*filled, inputs[name])
        story.hide(*(outline.id for outline in _lit(layer, source, step - 1)))
    yield from _sum(trace, story, look)


def _sum(trace: Trace, story: Narration, look: Look) -> Iterator[Keyframe]:
    """All partial canvases added up, told at one cell; then the usual end."""
    layer = trace.layer
    rows, cols = layer.regions
    canvas = trace.canvas()
    reached = dict.fromkeys((c, y, x) for c, y, x in trace.output_index.tolist())
    for c, y, x in reached:
        value = one(canvas, (c, y - rows.start, x - cols.start))
        story.show(parts.output_cell(layer, (c, y, x), value))
    if last_to_join(trace):
        story.show(*(parts.output_cell(layer, place, value) for place, value in output_values(trace)))
    place, events = most_telling(trace)
    outlines = [_told(ids.of("output", place[0]), place)] if events else []
    for n, (_, stamp) in enumerate(trace.by_input()):
        if any(stamp.start <= event < stamp.stop for event in events):
            outlines.append(_told(ids.of("partial", n, place[0]), place))
    story.show(*outlines)
    yield story.tell(timing.ENDING, _sum_caption(trace, place, events, look), story.end)
    story.hide(*(outline.id for outline in outlines))
    yield from finish(story, trace, look)


def _told(panel: str, place: Place) -> Outline:
    return parts.lit(panel, place[1], place[2], id=ids.of("told", panel))


def _partial_cell(n: int, cell: Cell) -> Cell:
    """A cell of the output as it stands on the ``n``-th input element's partial canvas."""
    return cell._replace(id=ids.moved(cell.id, "partial", n), panel=ids.moved(cell.panel, "partial", n))


def _frame(layer: Layer, n: int, c: int) -> Outline:
    """The edge of the output on a partial canvas."""
    _, height, width = layer.output_shape
    return parts.framed(ids.of("partial", n, c), height, width)


def _lit(layer: Layer, source: Place, n: int) -> Iterator[Outline]:
    """What a step outlines: the input element, its kernel slices, and where their products stand."""
    c, y, x = source
    _, per_group, kh, kw = layer.weight_shape
    yield parts.lit(ids.of("input", c), y, x, id=ids.active("input"))
    for co in range(per_group):
        yield parts.lit(ids.of("kernel", c, co), 0, 0, kh, kw, ids.active("kernel", co))
        panel = ids.of("partial", n, parts.output_channel(layer, c, co))
        for window in parts.window(panel, layer, source):
            yield window._replace(id=ids.active("partial", co))


def _products(trace: Trace, rows: slice) -> Iterator[Cell]:
    """The products of one input element, each in the cell of the output that it belongs to."""
    for source, weight, place, product in zip(
        trace.input_index[rows].tolist(),
        trace.weight_index[rows].tolist(),
        trace.output_index[rows].tolist(),
        trace.product[rows].tolist(),
        strict=True,
    ):
        cell = parts.output_cell(trace.layer, (place[0], place[1], place[2]), product)
        factors = ids.of("input", *source), ids.of("kernel", *weight)
        yield cell._replace(comes_from=factors, goes_to=cell.id)


def _brightened(cell: Cell) -> Cell:
    return cell._replace(role="output-active") if cell.role == "output" else cell


def _action(trace: Trace, source: Place, rows: slice, look: Look) -> str:
    """What is multiplied, and the first products with their numbers."""
    layer = trace.layer
    value = trace.input[source].item()
    examples = [
        wording.equation(
            f"{wording.factor(value)}·{wording.factor(trace.weight[tuple(weight)].item())}",
            wording.prose(product),
        )
        for weight, product in zip(
            trace.weight_index[rows][:_EXAMPLES].tolist(),
            trace.product[rows][:_EXAMPLES].tolist(),
            strict=True,
        )
    ]
    if rows.stop - rows.start > _EXAMPLES:
        examples.append("…")
    one = is_single(layer, "input")
    kernels = "the kernel" if one else f"the kernels of {map_name(layer, 'input', source[0])}"
    canvas = "This canvas holds" if layer.weight_shape[1] == 1 else "These canvases hold"
    return (
        f"{canvas} {element_name(layer, 'input', source)}{look.quoting(f' = {wording.prose(value)}')} times "
        f"{kernels}: "
        f"{look.quoting(', '.join(examples), wording.count(rows.stop - rows.start, 'product'))}"
        f"{'' if examples[-1] == '…' and look.values else '.'}"
    )


def _sum_caption(trace: Trace, place: Place, events: list[int], look: Look) -> str:
    """One output element as the sum of what stands in its place on the partial canvases."""
    name = element_name(trace.layer, "output", place)
    if not events:
        return "The canvases are added up; padding crops every cell that a product reaches."
    terms, last = [wording.factor(value) for value in trace.product[events].tolist()], last_to_join(trace)
    value = wording.prose(one(trace.output, place))
    if len(events) == 1 and not last_to_join(trace):
        told = name + look.quoting(f" = {value}")
        return f"The canvases are added up; no products meet: {told} is a single one."
    total = look.quoting(
        f" = {wording.equation(added_up(terms, last_addends(trace, place)), value)}",
        f" is the sum of {wording.count(len(terms), 'product')}{last and f' and the {last}'}",
    )
    return f"The canvases are added up: {name}{total}."
