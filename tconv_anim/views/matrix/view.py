"""The matrix view: the layer as y = W transposed times x, beside the direct convolution's W."""

from collections.abc import Iterator

from tconv_anim.language.saying import say, say_count
from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids, timing
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.stage import Performance
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Outline, Storyboard
from tconv_anim.trace.numbers import one
from tconv_anim.trace.trace import Stamp, Trace
from tconv_anim.views.common import parts
from tconv_anim.views.common.ending import output_values
from tconv_anim.views.common.fitting import refuse_beyond
from tconv_anim.views.common.formula import size_caption
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.naming import element_name
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.common.rest import joining_caption, last_addends, last_to_join
from tconv_anim.views.common.sums import added_up, most_telling, telling
from tconv_anim.views.matrix import cells
from tconv_anim.views.matrix.page import matrix_page


def matrix(trace: Trace, look: Look) -> Storyboard:
    """The matrix view of ``trace``: one step a column, an action and its result each; one row at the end."""
    rows, cols = trace.output.size, trace.input.size
    refuse_beyond(2 * rows * cols, f"the matrices of {rows:,}×{cols:,} and {cols:,}×{rows:,}")
    page, swatches = matrix_page(trace, look)
    return Storyboard(
        title=say("Transposed convolution as a matrix product"),
        description=_description(trace, look),
        size=page.size,
        panels=page.panels,
        steps=cols,
        keyframes=Performance(lambda: _perform(trace, page, swatches, look)),
    )


def _description(trace: Trace, look: Look) -> str:
    rows, cols = trace.output.size, trace.input.size
    told = say(
        "Transposed convolution, {layer}, as a matrix product: the direct convolution that it transposes "
        "multiplies by the {direct} matrix W, this layer by the {transposed} matrix W transposed.",
        layer=parts.subtitle(trace, look),
        direct=wording.size((cols, rows)),
        transposed=wording.size((rows, cols)),
    )
    return parts.with_output(told, trace, look)


def _perform(trace: Trace, page: Page, swatches: list[Cell | Outline], look: Look) -> Iterator[Keyframe]:
    layer = trace.layer
    product = cells.matrix_of(trace, page)
    every_row, every_col = range(trace.output.size), range(trace.input.size)
    story = Narration(page, trace.input.size, last_to_join(trace))
    story.show(*swatches, *cells.matrix_cells(trace, product, every_row, every_col))
    if any(ids.kind(panel) == "kernel" for panel in page.panels):
        story.show(*parts.kernel_cells(trace))
    story.show(*(cells.input_cell(trace, place) for place, _ in trace.by_input()))
    story.show(*(cells.output_cell(trace, place) for place in parts.output_places(layer)))
    story.show(*cells.frames(layer))
    story.show(parts.lit("direct", 0, 0, len(every_col), len(every_row)))
    yield story.tell(timing.OPENING, _opening(layer), 0)
    story.hide(ids.active("direct"))
    story.show(parts.lit("matrix", 0, 0, len(every_row), len(every_col)))
    yield story.tell(
        timing.OPENING,
        say(
            "x is the input and y the output, row after row. "
            "y is the sum of the columns, each times its element of x."
        ),
        0,
    )
    reached: set[Place] = set()
    for step, stamp in enumerate(trace.stamps(), 1):
        col = step - 1
        column = range(col, step)
        tiles = list(cells.column_products(trace, product, stamp, reached))
        sums = [
            (place, one(stamp.after, e - stamp.rows.start)) for e, place in cells.inside(trace, stamp.rows)
        ]
        story.show(cells.input_cell(trace, stamp.source, "input-active"))
        story.show(*cells.matrix_cells(trace, product, every_row, column, "kernel-active"), *tiles)
        story.show(parts.lit("input", col, 0))
        story.show(parts.lit("matrix", 0, col, len(every_row), 1))
        story.show(Outline(ids.active("direct"), "frame", "direct", col, 0, 1, len(every_row), z=25))
        yield story.tell(timing.ACTION, _action(trace, stamp, col, look), step)

        story.hide(*(tile.id for tile in tiles))
        story.show(*(cells.output_cell(trace, place, value) for place, value in sums))
        yield story.tell(timing.RESULT, _result(trace, stamp, reached, col, look), step)
        reached.update(place for place, _ in sums)
        story.show(cells.input_cell(trace, stamp.source))
        story.show(*cells.matrix_cells(trace, product, every_row, column))
    story.hide(ids.active("input"), ids.active("matrix"), ids.active("direct"))
    yield from _end(trace, product, story, look)


def _end(trace: Trace, product: cells.Matrix, story: Narration, look: Look) -> Iterator[Keyframe]:
    """The bias, then one row as an example of the gather view, then what became of the sizes."""
    layer = trace.layer
    story.show(*(cells.output_cell(trace, place, value) for place, value in output_values(trace)))
    if last_to_join(trace):
        yield story.tell(timing.OPENING, joining_caption(trace, look), story.end)

    place, events = most_telling(trace)
    row, sources = product.row(place), [_place(trace.input_index[e].tolist()) for e in events]
    every_col = range(trace.input.size)
    story.show(*cells.matrix_cells(trace, product, range(row, row + 1), every_col, "kernel-active"))
    story.show(*(cells.input_cell(trace, source, "input-active") for source in sources))
    story.show(cells.output_cell(trace, place, one(trace.output, place))._replace(role="output-active"))
    story.show(
        parts.lit("matrix", row, 0, 1, len(every_col)),
        parts.lit("output", row, 0),
        Outline(ids.active("direct"), "frame", "direct", 0, row, len(every_col), 1, z=25),
    )
    yield story.tell(timing.ENDING, _row_caption(trace, place, events, row, look), story.end)

    story.hide(ids.active("matrix"), ids.active("output"), ids.active("direct"))
    story.show(*cells.matrix_cells(trace, product, range(row, row + 1), every_col))
    story.show(*(cells.input_cell(trace, source) for source in sources))
    story.show(cells.output_cell(trace, place, one(trace.output, place)))
    if parts.crops(layer):
        padding = wording.parameter(layer.params.padding)
        caption = say(
            "padding = {padding} crops: W transposed has no rows for the cells that are cut off.",
            padding=padding,
        )
        yield story.tell(timing.OPENING, caption, story.end)
    yield story.tell(timing.ENDING, size_caption(trace.layer), story.end)


def _place(index: list[int]) -> Place:
    c, y, x = index
    return c, y, x


def _opening(layer: Layer) -> str:
    """What W has to do with this layer."""
    p = layer.params
    before, after = parts.sizes(layer)
    if any(op >= s for op, s in zip(p.output_padding, p.stride, strict=True)):
        # output_padding can reach past the stride (up to the dilation): then a convolution steps on.
        # For translators: {before} and {after} are sizes, like 2×2 and 4×4.
        return say(
            "W is the part of the direct convolution that leads from {after} to {before}; "
            "this layer multiplies by W transposed.",
            before=before,
            after=after,
        )
    # For translators: {before} and {after} are sizes, like 2×2 and 4×4.
    return say(
        "The direct convolution from {after} to {before} multiplies by W; "
        "this layer, from {before} to {after}, by W transposed.",
        before=before,
        after=after,
    )


def _action(trace: Trace, stamp: Stamp, col: int, look: Look) -> str:
    name = element_name(trace.layer, "input", stamp.source)
    name += look.quoting(f" = {wording.prose(trace.input[stamp.source].item())}")
    if not any(cells.inside(trace, stamp.rows)):
        return say(
            "Column {column} of W transposed, for {element}, is all zeros: "
            "padding crops what it would reach.",
            column=col,
            element=name,
        )
    # For translators: {element} is like "input[0, 1] = 2".
    return say("Column {column} of W transposed, times {element}, is added to y.", column=col, element=name)


def _result(trace: Trace, stamp: Stamp, reached: set[Place], col: int, look: Look) -> str:
    """How far y has come, with one sum in numbers where products meet."""
    if trace.input.size == 1:
        return say("y is the only column, times the only element of x.")
    meeting = [(event, place) for event, place in cells.inside(trace, stamp.rows) if place in reached]
    if not meeting:
        # For translators: {n} may be 1.
        return say(
            "So far, y is the sum of {n} of the {all} columns, each times its element of x.",
            n=col + 1,
            all=trace.input.size,
        )
    first = stamp.rows.start
    event, place = max(meeting, key=lambda m: (stamp.before[m[0] - first] != 0, telling(trace, [m[0]])))
    before, after = one(stamp.before, event - first), one(stamp.after, event - first)
    name = element_name(trace.layer, "output", place)
    if not look.values:
        return say(
            "So far, y is the sum of {n} of the {all} columns, each times its element of x: "
            "products meet at {element}.",
            n=col + 1,
            all=trace.input.size,
            element=name,
        )
    added = f"{wording.prose(before)} + {wording.factor(trace.product[event].item())}"
    total = f"{name} = {wording.equation(added, wording.prose(after))}"
    # For translators: {sum} is like "output[0, 1] = 2 + 4 = 6".
    return say(
        "So far, y is the sum of {n} of the {all} columns, each times its element of x: {sum}.",
        n=col + 1,
        all=trace.input.size,
        sum=total,
    )


def _row_caption(trace: Trace, place: Place, events: list[int], row: int, look: Look) -> str:
    """The row's sum with its numbers."""
    name = element_name(trace.layer, "output", place)
    terms = []
    for e in events:
        x = trace.input[_place(trace.input_index[e].tolist())].item()
        w = trace.weight[tuple(trace.weight_index[e].tolist())].item()
        terms.append(f"{wording.factor(w)}·{wording.factor(x)}")
    value = wording.prose(one(trace.output, place))
    if not terms:
        return say(
            "Read by rows, y is gathered: row {row} holds only zeros, so {element} gets no product.",
            row=row,
            element=name,
        )
    if look.values:
        total = f"{name} = {wording.equation(added_up(terms, last_addends(trace, place)), value)}"
        return say("Read by rows, y is gathered: row {row} gives {sum}.", row=row, sum=total)
    return say_count(
        "Read by rows, y is gathered: row {row} gives {element}, a sum of {n} product.",
        "Read by rows, y is gathered: row {row} gives {element}, a sum of {n} products.",
        len(terms),
        row=row,
        element=name,
    )
