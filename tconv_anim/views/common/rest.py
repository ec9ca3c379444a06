"""What joins last: the bias, and the rest that a larger layer adds to the part that is shown."""

from collections.abc import Iterator, Sequence

import numpy as np

from tconv_anim.language.lists import listed, sentences
from tconv_anim.language.saying import say, say_count
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
    """What isn't in the sums of the products: ``bias``, ``rest``, ``bias and the rest``; "" where all is."""
    if trace.bias is None:
        return "rest" if trace.rest is not None else ""
    return "bias" if trace.rest is None else "bias and the rest"


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
    told = [] if trace.bias is None else [_bias_caption(trace.bias, look)]
    if trace.rest is not None and trace.layer.part is not None:
        told.append(_rest_caption(trace, trace.rest, trace.layer.part, look))
    return sentences(*told)


def _bias_caption(bias: Numbers, look: Look) -> str:
    values = bias.tolist()
    numbers = listed([wording.prose(value) for value in values])
    if len(values) == 1:
        if not look.values:
            return say("The bias is added to every cell of the output.")
        return say("The bias, {number}, is added to every cell of the output.", number=numbers)
    if not look.values:
        return say("The bias is added to every cell of its output channel.")
    return say("The bias is added to every cell of its output channel: {numbers}.", numbers=numbers)


def _rest_caption(trace: AnyTrace, rest: Numbers, part: Part, look: Look) -> str:
    whose = _whose(part, trace.layer.input_size)
    if not look.values:
        # For translators: {rest} is such as "what the other 5 input channels add".
        return say("The rest joins last, {rest}.", rest=whose)
    place = _telling(trace)
    sums = one(completed(trace.sums, trace.bias, None), place)
    added = f"{wording.prose(sums)} + {wording.factor(rest[place].item())}"
    total = wording.equation(added, wording.prose(one(trace.output, place)))
    told = f"{element_name(trace.layer, 'output', place)} = {total}"
    # For translators: {rest} is such as "what the other 5 input channels add", {sum} "output[0, 1] = 2 + 3".
    return say("The rest joins last, {rest}: {sum}.", rest=whose, sum=told)


def _whose(part: Part, shown: Sides) -> str:
    """What the rest comes from."""
    if not part.others:
        # For translators: what the rest is, that comes to the output from what isn't shown of the input.
        return say("what the rows and columns that aren't shown add")
    others = wording.thousands(part.others)
    if part.input.size == shown:
        # For translators: what the rest is, that comes to the output from what isn't shown of the input.
        return say_count(
            "what the other input channel adds",
            "what the other {others} input channels add",
            part.others,
            others=others,
        )
    # For translators: what the rest is, that comes to the output from what isn't shown of the input.
    return say_count(
        "what the other input channel adds, and the rows and columns that aren't shown",
        "what the other {others} input channels add, and the rows and columns that aren't shown",
        part.others,
        others=others,
    )


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
    name = map_name(layer, "rest", channel)
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
    text = part_text(trace.layer.part, trace.layer.input_size, trace.rest is not None)
    # For translators: {part} is such as "3 of 512 input channels: 61 % of the output's energy".
    return say("Shown: {part}.", part=text)


def part_text(part: Part, shown: Sides, rest: bool) -> str:
    """``3 of 512 input channels: 61 % of the output's energy; the other 509 are in the rest``."""
    told = []
    channels, of = len(part.input.channels), part.input.channels_of
    if channels < of:
        told.append(
            say_count("{shown} of {n} input channel", "{shown} of {n} input channels", of, shown=channels)
        )
    channels, of = len(part.output.channels), part.output.channels_of
    if channels < of:
        told.append(
            say_count("{shown} of {n} output channel", "{shown} of {n} output channels", of, shown=channels)
        )
    if part.input.size != shown:
        sizes = wording.size(shown), wording.size(part.input.size)
        # For translators: two sizes, as in "3×3 of 6×6 input elements".
        told.append(say("{size} of {all} input elements", size=sizes[0], all=sizes[1]))
    text = listed(told)
    if part.share < 1:
        # For translators: {part} is such as "3 of 512 input channels", {share} "61 %".
        text = say("{part}: {share} of the output's energy", part=text, share=percent(part.share))
    if not part.others:
        return text
    others = wording.thousands(part.others)
    if rest:
        # For translators: input channels; {part} says how many are shown: "3 of 512 input channels".
        return say_count(
            "{part}; the other one is in the rest",
            "{part}; the other {others} are in the rest",
            part.others,
            part=text,
            others=others,
        )
    # For translators: input channels; {part} says how many are shown: "3 of 512 input channels".
    return say_count(
        "{part}; the other one is left out",
        "{part}; the other {others} are left out",
        part.others,
        part=text,
        others=others,
    )


def rests(trace: AnyTrace) -> Sequence[Numbers]:
    """The rest's numbers, where there is one."""
    return [] if trace.rest is None else [trace.rest]


def joined(first: Legend, second: Legend) -> Legend:
    """Two legends as one."""
    return [*first[0], *second[0]], [*first[1], *second[1]]
