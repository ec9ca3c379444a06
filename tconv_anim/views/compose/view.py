"""The compose view: one canvas for each input element's products, and their sum (as in the book D2L).

After the figure of "Dive into Deep Learning", section 14.10: where the scatter view adds up as it goes,
here all products stand side by side until the end.
"""

from collections.abc import Iterator

from tconv_anim.language.lists import listed
from tconv_anim.language.saying import say, say_count
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
        title=say("Transposed convolution as a sum"),
        description=_description(trace, look),
        size=page.size,
        panels=page.panels,
        steps=steps,
        scale=heat.scale,
        keyframes=Performance(lambda: _perform(trace, page, swatches, look)),
    )


def _description(trace: Trace, look: Look) -> str:
    told = say_count(
        "Transposed convolution, {layer}, as a sum: the one input element times the kernel stands on a "
        "canvas of its own, and the canvases are added up.",
        "Transposed convolution, {layer}, as a sum: each of {n} input elements times the kernel stands on a "
        "canvas of its own, and the canvases are added up.",
        trace.input.size,
        layer=parts.subtitle(trace, look),
    )
    return parts.with_output(told, trace, look)


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
        say(
            "Each input element times the whole kernel stands on a canvas of its own; "
            "the output is the sum of these canvases."
        ),
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
    many = rows.stop - rows.start
    products = look.quoting(listed(examples), say_count("{n} product", "{n} products", many))
    element = element_name(layer, "input", source) + look.quoting(f" = {wording.prose(value)}")
    if is_single(layer, "input"):
        # For translators: as in "This canvas holds input[0, 1] = 2 times the kernel: …".
        factors = say("{element} times the kernel", element=element)
    else:
        of = map_name(layer, "input", source[0])
        # For translators: as in "This canvas holds input[0, 0, 1] = 2 times the kernels of input 0: …".
        factors = say("{element} times the kernels of {map}", element=element, map=of)
    several = layer.weight_shape[1] > 1
    if many <= _EXAMPLES or not look.values:
        if several:
            return say("These canvases hold {factors}: {products}.", factors=factors, products=products)
        return say("This canvas holds {factors}: {products}.", factors=factors, products=products)
    if several:
        return say("These canvases hold {factors}: {products}, …", factors=factors, products=products)
    return say("This canvas holds {factors}: {products}, …", factors=factors, products=products)


def _sum_caption(trace: Trace, place: Place, events: list[int], look: Look) -> str:
    """One output element as the sum of what stands in its place on the partial canvases."""
    name = element_name(trace.layer, "output", place)
    if not events:
        return say("The canvases are added up; padding crops every cell that a product reaches.")
    terms = [wording.factor(value) for value in trace.product[events].tolist()]
    value = wording.prose(one(trace.output, place))
    if len(events) == 1 and not last_to_join(trace):
        told = name + look.quoting(f" = {value}")
        # For translators: {element} is like "output[0, 1] = 6": it is a single product.
        return say("The canvases are added up; no products meet: {element} is a single one.", element=told)
    if look.values:
        total = wording.equation(added_up(terms, last_addends(trace, place)), value)
        total = f"{name} = {total}"
        # For translators: {sum} is like "output[0, 1] = 2 + 4 = 6".
        return say("The canvases are added up: {sum}.", sum=total)
    addends = _addends(trace, len(terms))
    # For translators: {addends} is like "4 products and the bias".
    return say("The canvases are added up: {element} is the sum of {addends}.", element=name, addends=addends)


def _addends(trace: Trace, products: int) -> str:
    """What an output element is the sum of, without its numbers."""
    if trace.bias is None and trace.rest is None:
        return say_count("{n} product", "{n} products", products)
    if trace.rest is None:
        return say_count("{n} product and the bias", "{n} products and the bias", products)
    if trace.bias is None:
        return say_count("{n} product and the rest", "{n} products and the rest", products)
    # For translators: the rest is what channels add that aren't shown.
    return say_count(
        "{n} product and the bias and the rest", "{n} products and the bias and the rest", products
    )
