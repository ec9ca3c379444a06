"""The round trip: the transposed convolution there, the convolution back. The shape returns, no more."""

from collections.abc import Iterator, Sequence
from typing import Any

from tconv_anim import live
from tconv_anim.language.lists import sentences
from tconv_anim.language.saying import say, say_count
from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place
from tconv_anim.storyboard import ids, layout, timing
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.stage import Performance
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Outline, Storyboard
from tconv_anim.trace.convtrace import ConvTrace
from tconv_anim.trace.numbers import one
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
from tconv_anim.views.common.ending import output_values
from tconv_anim.views.common.heat import heat_of
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.naming import element_name
from tconv_anim.views.common.narration import Narration


def roundtrip(trace: Trace, look: Look) -> Storyboard:
    """The round trip of ``trace``: a step there, a step back, then one a number that is compared."""
    back = way_back(trace)
    cell = look.cell_for(longest_text(trace, back))
    title = say("Not an inverse")
    subtitle = f"{parts.subtitle(trace, look)} → {back_size(trace, back)}"
    heat = heat_of(look, trace, trace.output, back.output)
    key, swatches = heat.under([])
    page = look.sheet.page(title, subtitle, _body(trace, back, cell, look), key, colour=heat.colour)
    steps = 2 + (back.output.size if leads_back(trace, back) else 0)
    return Storyboard(
        title=title,
        description=sentences(
            say("{title}: {sizes}.", title=title, sizes=subtitle), _told(trace, back, look)
        ),
        size=page.size,
        panels=page.panels,
        steps=steps,
        scale=heat.scale,
        keyframes=Performance(lambda: _perform(trace, back, page, steps, swatches, look)),
    )


def _told(trace: Trace, back: ConvTrace, look: Look) -> str:
    """What comes out there and back."""
    if not look.values:
        return _verdict(trace, back) if leads_back(trace, back) else _other_shape_caption(trace, back)
    # For translators: all three are arrays, like [[1, 2], [3, 4]].
    return say(
        "The transposed convolution of {input} is {output}, and the convolution of that with the same kernel "
        "is {back}.",
        input=trace.input.tolist(),
        output=trace.output.tolist(),
        back=back.output.tolist(),
    )


def different(trace: Trace, back: ConvTrace) -> dict[Place, Any]:
    """Which of the numbers that came back aren't the input's (1, else 0); floats may be off by rounding.

    The shapes must agree.
    """
    numbers = trace.input.ravel().tolist()
    reach = live.most([*numbers, *(number * -1 for number in numbers)])
    return {
        place: live.differ(one(back.output, place), one(trace.input, place), 1e-9, reach * 1e-9)
        for place, _ in back.by_output()
    }


def _body(trace: Trace, back: ConvTrace, cell: layout.CellSize, look: Look) -> layout.Box:
    """Input, output and way back in a row; below, the kernels, which are the same both ways.

    On a narrow page, the trip goes down.
    """
    layer = trace.layer
    n_in, per_group, _, _ = layer.weight_shape
    sign = "↓" if look.narrow else "→"
    stops = [
        layout.column([parts.input_box(layer, c, cell) for c in range(n_in)]),
        _arrow("there", sign, say("transposed convolution")),
        layout.column([parts.output_box(layer, c, cell, canvas=False) for c in range(layer.out_channels)]),
        _arrow("back", sign, say("direct convolution")),
        layout.column([back_box(back, c, cell) for c in range(n_in)]),
    ]
    trip = layout.above(8, *stops) if look.narrow else layout.beside(22, *stops)
    kernels = [parts.kernel_box(layer, ci, co, cell) for ci in range(n_in) for co in range(per_group)]
    a_row = max(1, int((trip.width + 20) // (kernels[0].width + 20)))
    rows = [layout.beside(20, *kernels[i : i + a_row]) for i in range(0, len(kernels), a_row)]
    return layout.above(24, trip, *rows)


def _arrow(id: str, sign: str, words: str) -> layout.Box:
    """An arrow under its name, a word a line; the axis is that of the arrow."""
    name = [layout.note(ids.of(id, i), word) for i, word in enumerate(words.split(" "))]
    arrow = layout.operator(id, sign)
    return layout.headed(layout.above(0, *name), arrow, gap=0)


def _perform(
    trace: Trace,
    back: ConvTrace,
    page: Page,
    steps: int,
    swatches: list[Cell | Outline],
    look: Look,
) -> Iterator[Keyframe]:
    layer = trace.layer
    story = Narration(page, steps)
    story.show(*swatches, *parts.input_cells(trace), *parts.kernel_cells(trace), *output_frames(trace))
    story.show(*(parts.output_cell(layer, place) for place in parts.output_places(layer)))
    story.show(*(back_cell(back, place, "empty") for place, _ in back.by_output()), *back_frames(back))
    opening = say("There by the transposed convolution, back by the convolution with the same kernel.")
    yield story.tell(timing.OPENING, opening, 0)
    story.show(*(parts.output_cell(layer, place, value) for place, value in output_values(trace)))
    yield story.tell(timing.OPENING, _there_caption(trace), 1)
    story.show(*(back_cell(back, place) for place, _ in back.by_output()))
    yield story.tell(timing.OPENING, _back_caption(trace, back), 2)
    if leads_back(trace, back):
        yield from _compare(trace, back, story, look)
        yield story.tell(timing.ENDING, _verdict(trace, back), story.end)
    else:
        yield story.tell(timing.ENDING, _other_shape_caption(trace, back), story.end)


def _compare(trace: Trace, back: ConvTrace, story: Narration, look: Look) -> Iterator[Keyframe]:
    """One keyframe a number: the input's and the one that came back, marked where they differ."""
    inputs = {cell.id: cell for cell in parts.input_cells(trace)}
    differs = different(trace, back)
    for step, (place, _) in enumerate(back.by_output(), 3):
        c, y, x = place
        cell = inputs[ids.of("input", c, y, x)]
        pair = [parts.lit(panel, y, x) for panel in (ids.of("input", c), ids.of("back", c))]
        story.show(cell._replace(role="input-active"), *pair)
        story.show(back_cell(back, place, live.chosen(differs[place], ("input", "different"))))
        yield story.tell(timing.RESULT, _pair_caption(trace, back, place, differs[place], look), step)
        story.show(cell)
        story.hide(*(outline.id for outline in pair))
        panel, role = ids.of("back", c), live.chosen(differs[place], ("", "different"))
        if role:
            story.show(Outline(ids.of("different", panel, y, x), role, panel, y, x, 1, 1, z=22))


def _there_caption(trace: Trace) -> str:
    before, after = parts.sizes(trace.layer)
    if trace.bias is None:
        # For translators: {before} and {after} are sizes, like 2×2 and 4×4.
        return say("The transposed convolution leads from {before} to {after}.", before=before, after=after)
    return say(
        "The transposed convolution leads from {before} to {after}, bias included.",
        before=before,
        after=after,
    )


def _back_caption(trace: Trace, back: ConvTrace) -> str:
    _, before = parts.sizes(trace.layer)
    after = back_size(trace, back)
    if trace.bias is None:
        return say(
            "The convolution with the same kernel leads from {before} to {after}.", before=before, after=after
        )
    return say(
        "The convolution with the same kernel leads from {before} to {after}, without a bias.",
        before=before,
        after=after,
    )


def _pair_caption(trace: Trace, back: ConvTrace, place: Place, differs: Any, look: Look) -> str:
    before, after = one(trace.input, place), one(back.output, place)
    # Floats that differ past the digits that cells show are told in full.
    close = live.bare(wording.number(before)) == live.bare(wording.number(after))

    def told(answers: Sequence[bool]) -> str:
        spelled = wording.full if answers[0] and close else wording.prose
        pair = [
            element_name(trace.layer, name, place) + look.quoting(f" = {spelled(value)}")
            for name, value in (("input", before), ("back", after))
        ]
        # For translators: {one} and {other} are like "input[0, 1] = 2" and "back[0, 1] = 5".
        if answers[0]:
            return say("The numbers {one} and {other} differ.", one=pair[0], other=pair[1])
        return say("The numbers {one} and {other} are the same.", one=pair[0], other=pair[1])

    return live.told([differs], told)


def _verdict(trace: Trace, back: ConvTrace) -> str:
    """How many numbers differ, in words that are true of this layer and this input."""
    count, total, size = sum(different(trace, back).values()), back.output.size, back_size(trace, back)

    def told(answers: Sequence[bool]) -> str:
        some, several = answers
        if not some:
            return say_count(
                "The shape comes back: {size}, and here so does its number. In general it is not an inverse.",
                "The shape comes back: {size}, and here so do all {n} numbers. "
                "In general it is not an inverse.",
                total,
                size=size,
            )
        if total == 1:
            return say("The shape comes back: {size}; its number differs. It is not an inverse.", size=size)
        return say_count(
            "The shape comes back: {size}; {count} of {total} numbers differs. It is not an inverse.",
            "The shape comes back: {size}; {count} of {total} numbers differ. It is not an inverse.",
            2 if several else 1,
            size=size,
            count=wording.number(count),
            total=total,
        )

    return live.told([live.differ(count, 0), live.differ(count, 1)], told)


def _other_shape_caption(trace: Trace, back: ConvTrace) -> str:
    before, _ = parts.sizes(trace.layer)
    after = back_size(trace, back)
    # For translators: {before} and {after} are sizes, {why} is "output_padding = 2 is not below stride = 1".
    return say(
        "Not even the shape comes back: {before} became {after}, since {why}.",
        before=before,
        after=after,
        why=beyond_stride(trace),
    )
