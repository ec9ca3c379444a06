"""The overlap view: how many products land on each cell, which is where checkerboards come from."""

from collections import Counter
from collections.abc import Container, Iterator
from typing import Any

from tconv_anim.language.lists import listed, sentences
from tconv_anim.language.saying import say, say_count
from tconv_anim.layer.axis import Place
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids, layout, timing
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.stage import Story
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Outline, Storyboard
from tconv_anim.trace.trace import Stamp, Trace
from tconv_anim.views.common import parts, places
from tconv_anim.views.common.cropping import canvas_area
from tconv_anim.views.common.ending import finish
from tconv_anim.views.common.heat import count_role, heat_of, scale_of
from tconv_anim.views.common.links import LINKS, stamp_links
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.naming import element_name, is_single, map_name
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.common.rest import joined, last_to_join, part_legend
from tconv_anim.views.overlap.evenness import verdicts

_PER_ROW = 6
"""Counts in a row of the legend."""


def overlap(trace: Trace, look: Look) -> Storyboard:
    """The overlap view of ``trace``: one step, and one keyframe, an input element."""
    layer = trace.layer
    cell = look.cell_for(parts.longest_text(trace))
    subtitle = parts.subtitle(trace, look)
    heat = heat_of(look, trace, trace.output)
    heat = heat._replace(scale=heat.scale or scale_of(look))
    legend, swatches = heat.under(*_legend(trace, heat.scale))
    body = _body(layer, cell, look)
    title = say("Overlap of the products")
    page = look.sheet.page(title, subtitle, body, legend, "count", heat.colour)
    said = verdicts(trace)
    return Storyboard(
        title=say("Overlap of a transposed convolution"),
        description=parts.with_output(sentences(_description(trace, subtitle, look), *said), trace, look),
        size=page.size,
        panels=page.panels,
        steps=trace.input.size,
        scale=heat.scale,
        keyframes=Story(lambda steps: _perform(trace, page, swatches, said, heat.scale, look, steps)),
    )


def _description(trace: Trace, subtitle: str, look: Look) -> str:
    if not look.values:
        # For translators: {layer} is such as "k=3, s=2: 2×2 → 5×5".
        return say(
            "Transposed convolution, {layer}: how many products land on each cell of the output.",
            layer=subtitle,
        )
    # For translators: {layer} is such as "k=3, s=2: 2×2 → 5×5", {counts} are such as [[1, 2], [2, 4]].
    return say(
        "Transposed convolution, {layer}: how many products land on each cell of the output, {counts}.",
        layer=subtitle,
        counts=trace.crop(trace.counts()).tolist(),
    )


def _body(layer: Layer, cell: layout.CellSize, look: Look) -> layout.Box:
    """Input maps → counts and output, a row an output channel; slanted, the counts float above the input."""
    inputs = [parts.input_box(layer, c, cell) for c in range(layer.in_channels)]
    if cell.slanted:
        counts = [_count_box(layer, c, cell) for c in range(layer.out_channels)]
        outputs = [parts.output_box(layer, c, cell, canvas=False) for c in range(layer.out_channels)]
        floor = layout.beside(60, *inputs, layout.operator("gives", "→"), *outputs)
        return look.levels(layout.beside(40, *counts), floor)
    stand = layout.above if look.piled else layout.beside
    results = [
        stand(36, _count_box(layer, c, cell), _output_box(layer, c, cell)) for c in range(layer.out_channels)
    ]
    return look.flow("gives", look.wrapped(inputs), look.wrapped(results))


def _count_box(layer: Layer, channel: int, cell: layout.CellSize) -> layout.Box:
    name = say("products per cell")
    if not is_single(layer, "output"):
        # For translators: {map} is such as "output 2".
        name = say("products per cell, {map}", map=map_name(layer, "output", channel))
    return places.map_box(ids.of("count", channel), "title", name, layer.regions, cell)


def _output_box(layer: Layer, channel: int, cell: layout.CellSize) -> layout.Box:
    """The output without its canvas; its rows are level with the counts of the same rows."""
    box = parts.output_box(layer, channel, cell, canvas=False)
    if layer.params.dims != 2:
        return box
    rows = layer.regions[0]
    first_row = box.height - layer.output_shape[1] * cell.side
    return box._replace(axis=first_row + len(rows) * cell.side // 2 + rows.start * cell.side)


def _legend(trace: Trace, scale: str) -> parts.Legend:
    """Every count that occurs with its colour, above what is said of the canvas.

    On their way to the largest, cells have all smaller ones; where these are many, only the last are listed.
    """
    last = set(trace.crop(trace.counts()).ravel().tolist())
    counts = sorted(last | set(range(1, max(last)) if max(last) <= 4 * _PER_ROW else ()))
    held: dict[str, list[str]] = {}
    for count in counts:
        held.setdefault(count_role(scale, count, counts[-1]), []).append(str(count))
    entries = [(colour, listed(same), True) for colour, same in held.items()]
    keys, swatches = parts.keyed(entries)
    canvas, more = joined(parts.legend(trace.layer), part_legend(trace))
    return [layout.note(ids.legend("counts"), say("products per cell")), *keys, *canvas], [*swatches, *more]


def _perform(
    trace: Trace,
    page: Page,
    swatches: list[Cell | Outline],
    said: list[str],
    scale: str,
    look: Look,
    steps: Container[int],
) -> Iterator[Keyframe]:
    layer = trace.layer
    inside = set(parts.output_places(layer))
    most = int(trace.crop(trace.counts()).max())
    landed: Counter[Place] = Counter()

    def count_cell(place: Place, blank: bool = False) -> Cell:
        colour = count_role(scale, landed[place], most) if place in inside else "cropped"
        text = "" if blank else str(landed[place])
        return places.element(colour, ids.of("count", place[0]), place[1:], text, z=int(place in inside))

    story = Narration(page, trace.input.size, last_to_join(trace))
    story.show(*swatches, *parts.input_cells(trace), *parts.input_outlines(layer, look))
    story.show(*parts.output_outlines(layer))
    story.show(*(count_cell(place, blank=True) for place in parts.canvas_places(layer)))
    story.show(*(parts.output_cell(layer, place) for place in parts.output_places(layer)))
    for c in range(layer.out_channels):
        story.show(*places.framed(ids.of("count", c), places.whole(layer.output_shape[1:])))
    yield story.tell(
        timing.OPENING,
        say("Each input element puts one product on every cell under its window. Here they are counted."),
        0,
    )
    sums: dict[Place, Any] = {}
    maps = (ids.of("count", c) for c in range(layer.out_channels))
    windows = [ids.window(panel) for name in maps for panel in places.panels(name, layer.regions)]
    for step, stamp in enumerate(trace.stamps(), 1):
        landing: list[Place] = [tuple(place) for place in trace.output_index[stamp.rows].tolist()]
        again = sum(landed[place] > 0 for place in landing)
        landed.update(landing)
        sums.update(zip(landing, stamp.after.tolist(), strict=True))
        if step not in steps:
            continue
        story.show(*_lit(trace, stamp), *map(count_cell, sums))
        story.show(*stamp_links(trace.layer, stamp.source, page, "count"))
        story.show(
            *(parts.output_cell(layer, place, value) for place, value in sums.items() if place in inside)
        )
        sums.clear()
        yield story.tell(timing.ACTION, _caption(trace, stamp, len(landing), again), step)
        story.show(parts.input_cell(trace, stamp.source))
        story.hide(*(one.id for one in parts.lit_element("input", stamp.source)), *LINKS)
        if layer.params.dims > 2:  # the next one may land on other slices
            story.hide(*windows)
    story.hide(*windows)
    story.show(*(count_cell(place) for place in parts.canvas_places(layer)))
    yield from finish(story, trace, look)
    for verdict in said:
        yield story.tell(timing.ENDING, verdict, story.end)


def _lit(trace: Trace, stamp: Stamp) -> Iterator[Cell | Outline]:
    """What a step lights up: the input element and its window on each map of counts."""
    layer = trace.layer
    yield parts.input_cell(trace, stamp.source, "input-active")
    yield from parts.lit_element("input", stamp.source)
    for co in range(layer.weight_shape[1]):
        name = ids.of("count", parts.output_channel(layer, stamp.source[0], co))
        yield from parts.window(name, layer, stamp.source)


def _caption(trace: Trace, stamp: Stamp, products: int, again: int) -> str:
    """How many products land where, and how many of them meet others."""
    name = element_name(trace.layer, "input", stamp.source)
    area = canvas_area(trace.layer, stamp.source)
    maps = trace.layer.weight_shape[1]
    if maps > 1:
        # For translators: {area} is such as "rows 1 to 3, column 0"; each of the maps has it.
        area = say_count("{area} of {n} output", "{area} of {n} outputs", maps, area=area)
    # For translators: {element} is such as "input[0, 1]", {area} "rows 1 to 3, column 0".
    told = say_count(
        "From {element}, {n} product lands on {area}",
        "From {element}, {n} products land on {area}",
        products,
        element=name,
        area=area,
    )
    if not again:
        # For translators: {told} is such as "From input[0, 1], 4 products land on cells 1 to 4".
        return say("{told}; none of them meet earlier ones.", told=told)
    # For translators: {told} is such as "From input[0, 1], 4 products land on cells 1 to 4".
    return say_count(
        "{told}; {n} of them meets earlier ones.", "{told}; {n} of them meet earlier ones.", again, told=told
    )
