"""The convolution view: the direct convolution that leads from the output back to the input's shape."""

from collections.abc import Iterator

from tconv_anim.layer import wording
from tconv_anim.layer.arithmetic import conv_size_formula
from tconv_anim.storyboard import layout
from tconv_anim.storyboard.metrics import wrap
from tconv_anim.storyboard.stage import Pace, Performance
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Link, Outline, Storyboard
from tconv_anim.trace.convtrace import ConvTrace
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common import parts
from tconv_anim.views.common.back import (
    back_box,
    back_cell,
    back_frames,
    back_size,
    beyond_stride,
    leads_back,
    longest_text,
    output_frames,
    way_back,
)
from tconv_anim.views.common.ending import Place, output_values
from tconv_anim.views.common.links import Area, links
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.common.sums import named, taps_met

_TITLE = "Convolution"

_MOST_TERMS = 12
"""Products that a caption writes out at most."""


def conv(trace: Trace, look: Look) -> Storyboard:
    """The convolution view of ``trace``: one step, and one keyframe, an element of the way back."""
    back = way_back(trace)
    cell = look.cell_for(longest_text(trace, back))
    _, read = parts.sizes(trace.layer)
    subtitle = f"{parts.parameters(back.params)} : {read} → {back_size(trace, back)}"
    legend, swatches = _legend(trace)
    page = layout.page(_TITLE, subtitle, _body(trace, back, cell), legend, floats="back")
    steps = back.output.size
    pace = Pace.of(steps, look.speed)
    return Storyboard(
        title=_TITLE,
        description=(
            f"Convolution, {subtitle}: the kernel slides over the output of the transposed convolution, "
            f"{trace.output.tolist()}. The result is {back.output.tolist()}."
        ),
        size=page.size,
        panels=page.panels,
        steps=steps,
        keyframes=Performance(
            (lambda: _slide(trace, back, page, pace, swatches, look.values))
            if look.isometric
            else (lambda: _perform(trace, back, page, pace, swatches, look.values))
        ),
    )


def _single(trace: Trace) -> bool:
    return (trace.layer.in_channels, trace.layer.out_channels) == (1, 1)


def _body(trace: Trace, back: ConvTrace, cell: layout.CellSize) -> layout.Box:
    """A row a map that is read: its padding ring and its kernel slices; the results at the right.

    Where the cells are slanted, the result floats above the maps, and the kernel is its shadow there.
    """
    layer = trace.layer
    results = [back_box(back, c, cell, "output") for c in range(layer.in_channels)]
    if cell.slanted:
        maps = [_padded_box(trace, channel, cell) for channel in range(layer.out_channels)]
        return layout.above(28, layout.beside(40, *results), layout.beside(40, *maps))
    rows = [
        [
            _padded_box(trace, channel, cell),
            layout.word(f"operator/times/{channel}", "operator", "×", layout.OPERATOR),
            *(
                _kernel_box(trace, ci, channel, cell)
                for ci in range(layer.in_channels)
                if channel in _read(trace, ci)
            ),
        ]
        for channel in range(layer.out_channels)
    ]
    # A single row keeps its axis, on which the result then stands; several are centred as a whole.
    read = layout.beside(20, *rows[0]) if len(rows) == 1 else layout.table(20, rows)
    arrow = layout.word("operator/gives", "operator", "→", layout.OPERATOR)
    return layout.beside(22, read, arrow, results[0] if len(results) == 1 else layout.above(20, *results))


def _read(trace: Trace, c: int) -> range:
    """The channels of the output that channel ``c`` of the result reads: those of its group."""
    first = parts.output_channel(trace.layer, c, 0)
    return range(first, first + trace.layer.weight_shape[1])


def _padded(trace: Trace) -> tuple[range, range]:
    """Rows and columns of the padded map, counted from the output's own origin."""
    _, height, width = trace.layer.output_shape
    p_rows, p_cols = trace.params.padding
    return range(-p_rows, height + p_rows), range(-p_cols, width + p_cols)


def _padded_box(trace: Trace, channel: int, cell: layout.CellSize) -> layout.Box:
    name = "input" if trace.layer.out_channels == 1 else f"input {channel}"
    heading = layout.word(f"heading/output/{channel}", "output", name, layout.HEADING, bold=True)
    grid = layout.grid(f"output/{channel}", *_padded(trace), cell)
    # Above a slanted map run the links to the result.
    return layout.footed(grid, heading, 4) if cell.slanted else layout.headed(heading, grid)


def _kernel_box(trace: Trace, ci: int, channel: int, cell: layout.CellSize) -> layout.Box:
    """The kernel slice from map ``channel`` of the output to map ``ci`` of the result."""
    co = channel - _read(trace, ci).start
    name = "kernel" if _single(trace) else f"kernel {channel}→{ci}"
    _, _, kh, kw = trace.layer.weight_shape
    return layout.headed(
        layout.word(f"heading/kernel/{ci}/{co}", "kernel", name, layout.HEADING, bold=True),
        layout.grid(f"kernel/{ci}/{co}", range(kh), range(kw), cell),
    )


def _legend(trace: Trace) -> tuple[layout.Box, list[Cell | Outline]]:
    """What the dashed cells are, and which map is read."""
    padding = trace.params.padding
    key, swatches = parts.keyed(
        [("padding", f"padding = {wording.parameter(padding)}: zeros", max(padding) > 0)]
    )
    before, after = parts.sizes(trace.layer)
    text = f"Its input is what the transposed convolution {before} → {after} with this kernel returned."
    note = layout.word("note/whose", "note", text, layout.NOTE)
    return layout.above(8, *([key] if key else []), note), swatches


def _perform(
    trace: Trace, back: ConvTrace, page: layout.Page, pace: Pace, swatches: list[Cell | Outline], values: bool
) -> Iterator[Keyframe]:
    story = _set_stage(trace, back, page, swatches)
    story.show(*parts.kernel_cells(trace))
    yield story.tell(pace.opening, _opening(trace, back), 0)
    yield from _steps(story, trace, back, page, pace, values)
    if leads_back(trace, back) and max(trace.params.output_padding) > 0:
        yield story.tell(pace.opening, _left_over_caption(trace), story.end)
    yield story.tell(pace.ending, _size_caption(trace, back), story.end)


def _slide(
    trace: Trace, back: ConvTrace, page: layout.Page, pace: Pace, swatches: list[Cell | Outline], values: bool
) -> Iterator[Keyframe]:
    """The steps alone, one keyframe each, as the guide's animations have them."""
    return _steps(_set_stage(trace, back, page, swatches), trace, back, page, pace, values)


def _set_stage(trace: Trace, back: ConvTrace, page: layout.Page, swatches: list[Cell | Outline]) -> Narration:
    story = Narration(page, back.output.size)
    story.show(*swatches, *_map_cells(trace))
    story.show(*(back_cell(back, place, "empty") for place, _ in back.by_output()))
    story.show(*output_frames(trace), *back_frames(back))
    return story


def _steps(
    story: Narration, trace: Trace, back: ConvTrace, page: layout.Page, pace: Pace, values: bool
) -> Iterator[Keyframe]:
    plain = {cell.id: cell for cell in _map_cells(trace)}
    for step, (place, rows) in enumerate(back.by_output(), 1):
        taps = list(_taps(trace, place, plain))
        outlines = [e for e in _outlines(trace, place) if e.panel in page.panels]
        story.show(*_links(trace, page, place))
        result = back_cell(back, place, "input-active")._replace(comes_from=tuple(tap.id for tap in taps))
        story.show(*taps, *outlines, result)
        if values:
            told = _sum_caption(back, place, rows, story.steps)
        else:
            told = taps_met(_name(back, place), len(back.weight_index[rows]), len(taps))
        yield story.tell(pace.action + pace.result, told, step)
        story.show(*(plain[tap.id] for tap in taps), back_cell(back, place))
        story.hide(*(outline.id for outline in outlines))


def _map_cells(trace: Trace) -> Iterator[Cell]:
    """The output's cells and the padding around them, as they are when no kernel lies on them."""
    _, height, width = trace.layer.output_shape
    for place, value in output_values(trace):
        yield parts.output_cell(trace.layer, place, value)
    rows, cols = _padded(trace)
    for c in range(trace.layer.out_channels):
        for y in rows:
            for x in cols:
                if not (0 <= y < height and 0 <= x < width):
                    yield Cell(f"padding/{c}/{y}/{x}", "padding", f"output/{c}", y, x)


def _taps(trace: Trace, place: Place, plain: dict[str, Cell]) -> Iterator[Cell]:
    """The cells under the kernel's taps, each with the weight that it meets."""
    c, y, x = place
    rows, cols = trace.params.axes
    for co, channel in enumerate(_read(trace, c)):
        for ky, weights in enumerate(trace.weight[c, co].tolist()):
            for kx, weight in enumerate(weights):
                row = y * rows.stride + ky * rows.dilation - rows.lo
                col = x * cols.stride + kx * cols.dilation - cols.lo
                on_map = plain.get(f"output/{channel}/{row}/{col}")
                tap = on_map or plain[f"padding/{channel}/{row}/{col}"]
                yield tap._replace(
                    role="tap-input" if on_map else "tap",
                    text=tap.text or "0",
                    note=f"×{wording.number(weight)}",
                    goes_to="back/{}/{}/{}".format(*place),
                    z=5,
                )


def _outlines(trace: Trace, place: Place) -> Iterator[Outline]:
    """The windows on the maps that are read, the kernel slices that read them, and the result's cell."""
    c, y, x = place
    rows, cols = trace.params.axes
    _, _, kh, kw = trace.layer.weight_shape
    top, left = y * rows.stride - rows.lo, x * cols.stride - cols.lo
    for co, channel in enumerate(_read(trace, c)):
        panel = f"output/{channel}"
        yield Outline(f"window/{panel}", "active", panel, top, left, rows.extent, cols.extent, z=25)
        if not _single(trace):
            yield Outline(f"active/kernel/{c}/{co}", "active", f"kernel/{c}/{co}", 0, 0, kh, kw, z=25)
    yield Outline(f"active/back/{c}", "active", f"back/{c}", y, x, 1, 1, z=25)


def _links(trace: Trace, page: layout.Page, place: Place) -> Iterator[Link]:
    """The lines from the one window that is read to the result's cell above it."""
    c, y, x = place
    if f"back/{c}" not in page.floating or len(_read(trace, c)) > 1:
        return
    rows, cols = trace.params.axes
    floor = page.panels[f"output/{_read(trace, c).start}"]
    top, left = y * rows.stride - rows.lo, x * cols.stride - cols.lo
    yield from links(Area(floor, top, left, rows.extent, cols.extent), Area(page.panels[f"back/{c}"], y, x))


def _opening(trace: Trace, back: ConvTrace) -> str:
    size = wording.size(back.output_shape[1:])
    if leads_back(trace, back):
        return (
            "The direct convolution with the same kernel leads back to the shape that the transposed one "
            f"started from, {size}."
        )
    return f"The direct convolution with the same kernel gives {size}: {beyond_stride(trace)}."


def _sum_caption(back: ConvTrace, place: Place, rows: slice, steps: int) -> str:
    """The sum with its numbers, as many as two lines hold: ``output[0, 1] = 6·3 + 14·1 + … = 57``."""
    name = _name(back, place)
    value = wording.prose(back.output[place].item())
    inputs = back.input[tuple(back.input_index[rows].T)].tolist()
    weights = back.weight[tuple(back.weight_index[rows].T)].tolist()
    terms = [f"{wording.factor(a)}·{wording.factor(b)}" for a, b in zip(inputs, weights, strict=True)]
    if not terms:
        return f"{name} = {value}: all of the kernel lies on padding"
    wordings = [f"{name} = {' + '.join(terms)} = {value}"] if len(terms) <= _MOST_TERMS else []
    wordings += [
        f"{name} = {' + '.join(terms[:kept])} + … ({len(terms)} products) = {value}"
        for kept in range(min(len(terms) - 1, _MOST_TERMS), 0, -1)
    ]
    return next((told for told in wordings if _fits(f"step {steps} of {steps} · {told}")), wordings[-1])


def _name(back: ConvTrace, place: Place) -> str:
    return named("output", back.output_shape[0], place)


def _fits(caption: str) -> bool:
    """Whether a caption has room on the narrowest page."""
    return len(wrap(caption, layout.CAPTION, layout.LEAST_WIDTH)) <= layout.CAPTION_LINES


def _left_over_caption(trace: Trace) -> str:
    op = wording.parameter(trace.params.output_padding)
    return (
        f"output_padding = {op} counts the rows and columns at the end of the padded map that no window "
        "reaches."
    )


def _size_caption(trace: Trace, back: ConvTrace) -> str:
    """The result's size, with the numbers put into its formula, and whether it is that of the input."""
    size = trace.layer.output_shape[1], trace.layer.output_shape[2]
    rows, cols = (conv_size_formula(back.params, size, axis) for axis in (0, 1))
    name = f"output {wording.size(back.output_shape[1:])}"
    same = leads_back(trace, back)
    started = f"the transposed one started from {wording.size(trace.layer.input_size)}"
    end = ": it is back" if same else f", but {started}"
    if rows == cols:
        return f"{name}: {rows} on each side{end}"
    both = f"{name}: rows {rows}; columns {cols}{end}"
    return both if _fits(both) else f"{name}: rows {rows}{end}"
