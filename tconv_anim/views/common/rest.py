"""What joins last: the bias, and the rest that a larger layer adds to the part that is shown."""

from collections.abc import Iterator, Sequence

import numpy as np

from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place, Sides
from tconv_anim.layer.direct import AnyLayer
from tconv_anim.layer.part import Part, percent
from tconv_anim.storyboard import ids, layout, timing
from tconv_anim.storyboard.layout import Box, CellSize
from tconv_anim.storyboard.storyboard import Cell, Keyframe
from tconv_anim.trace.convtrace import AnyTrace
from tconv_anim.trace.numbers import Numbers, completed, one, plain
from tconv_anim.views.common import parts, places
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.naming import element_name, map_name
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.common.parts import Legend


def last_to_join(trace: AnyTrace) -> str:
    """What is not in the sums of the products: ``bias``, ``rest``, both, or "" where all is."""
    joins = {"bias": trace.bias, "rest": trace.rest}
    return " and the ".join(name for name, array in joins.items() if array is not None)


def last_addends(trace: AnyTrace, place: Place) -> Sequence[str]:
    """The numbers that join last on an output element, as a sum has them."""
    bias = [] if trace.bias is None else [trace.bias[place[0]].item()]
    rest = [] if trace.rest is None else [trace.rest[place].item()]
    return [wording.factor(number) for number in (*bias, *rest)]


def joining(story: Narration, trace: AnyTrace, look: Look) -> Iterator[Keyframe]:
    """The output, complete, with what joined its sums last in a keyframe of its own."""
    places = list(parts.output_places(trace.layer))
    story.show(*(parts.output_cell(trace.layer, place, one(trace.output, place)) for place in places))
    if last_to_join(trace):
        lit = [ids.active(panel) for panel in ("rest", "output")]
        if trace.rest is not None:
            place = _telling(trace)
            for name, outline in zip(("rest", "output"), lit, strict=True):
                story.show(*(one._replace(id=outline) for one in parts.lit_element(name, place)))
        yield story.tell(timing.OPENING, joining_caption(trace, look), story.end)
        story.hide(*lit)


def joining_caption(trace: AnyTrace, look: Look) -> str:
    """What joins last, with its numbers."""
    told = [] if trace.bias is None else [_bias_caption(trace, look)]
    if trace.rest is not None and trace.layer.part is not None:
        place = _telling(trace)
        sums = one(completed(trace.sums, trace.bias, None), place)
        added = f"{wording.prose(sums)} + {wording.factor(trace.rest[place].item())}"
        total = wording.equation(added, wording.prose(one(trace.output, place)))
        name = element_name(trace.layer, "output", place)
        numbers = look.quoting(f": {name} = {total}")
        told.append(f"The rest joins last, {_whose(trace.layer.part, trace.layer.input_size)}{numbers}.")
    return " ".join(told)


def _bias_caption(trace: AnyTrace, look: Look) -> str:
    values = [] if trace.bias is None else trace.bias.tolist()
    if len(values) == 1:
        told = look.quoting(f", {wording.prose(values[0])},")
        return f"The bias{told} is added to every cell of the output."
    listed = ", ".join(wording.prose(value) for value in values)
    return f"The bias is added to every cell of its output channel{look.quoting(f': {listed}')}."


def _whose(part: Part, shown: Sides) -> str:
    """What the rest comes from."""
    others = f"what {_others(part)} {'adds' if part.others == 1 else 'add'}"
    outside = "the rows and columns that aren't shown"
    if not part.others:
        return f"what {outside} add"
    return others if part.input.size == shown else f"{others}, and {outside}"


def _others(part: Part) -> str:
    return "the other input channel" if part.others == 1 else f"the other {part.others:,} input channels"


def _telling(trace: AnyTrace) -> Place:
    """The output element with the largest rest."""
    assert trace.rest is not None
    return tuple(map(int, np.unravel_index(int(np.abs(trace.rest).argmax()), trace.rest.shape)))


def rest_cells(trace: AnyTrace) -> Iterator[Cell]:
    """The rest of each output element, on panels of its own."""
    for place, value in () if trace.rest is None else np.ndenumerate(trace.rest):
        yield places.element("rest", ids.of("rest", place[0]), place[1:], wording.number(plain(value)))


def rest_box(layer: AnyLayer, channel: int, cell: CellSize) -> Box:
    """The map of the rest that an output channel gets."""
    name = map_name(layer, "output", channel).replace("output", "rest")
    return places.map_box(ids.of("rest", channel), "rest", name, places.whole(layer.output_shape[1:]), cell)


def with_rest(trace: AnyTrace, channel: int, cell: CellSize, output: Box, look: Look) -> Box:
    """An output map beside its rest, or above it."""
    if trace.rest is None:
        return output
    rest = rest_box(trace.layer, channel, cell)
    plus = layout.operator(ids.of("rest", channel), "+")
    if look.stacked or cell.slanted:
        return layout.above(4, output, plus, rest)._replace(axis=output.axis)
    return layout.beside(14, output, plus, rest)


def part_legend(trace: AnyTrace) -> Legend:
    """What is shown of the layer, and what the rest is, where there is one."""
    part = trace.layer.part
    if part is None:
        return [], []
    text = part_text(part, trace.layer.input_size, trace.rest is not None)
    return (
        parts.keyed([("rest", text, True)])
        if trace.rest is not None
        else ([layout.note(ids.legend("part"), text)], [])
    )


def part_told(trace: AnyTrace) -> str:
    """Which part of its layer a trace shows, as a sentence."""
    assert trace.layer.part is not None
    return f"Shown: {part_text(trace.layer.part, trace.layer.input_size, trace.rest is not None)}."


def part_text(part: Part, shown: Sides, rest: bool) -> str:
    """``3 of 512 input channels: 61 % of the output's energy; the other 509 are in the rest``."""
    told = []
    for name, side in (("input", part.input), ("output", part.output)):
        if len(side.channels) < side.channels_of:
            told.append(f"{len(side.channels)} of {side.channels_of} {name} channels")
    if part.input.size != shown:
        told.append(f"{wording.size(shown)} of {wording.size(part.input.size)} input elements")
    text = ", ".join(told)
    if part.share < 1:
        text += f": {percent(part.share)} of the output's energy"
    if part.others:
        others = "the other one is" if part.others == 1 else f"the other {part.others:,} are"
        text += f"; {others} {'in the rest' if rest else 'left out'}"
    return text


def rests(trace: AnyTrace) -> Sequence[Numbers]:
    """The rest's numbers, where there is one."""
    return [] if trace.rest is None else [trace.rest]


def joined(first: Legend, second: Legend) -> Legend:
    """Two legends as one."""
    return [*first[0], *second[0]], [*first[1], *second[1]]
