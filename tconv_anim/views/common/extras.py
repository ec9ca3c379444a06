"""What ``--show`` adds to a view: how far a step moves in the input and in the output."""

from collections.abc import Iterator
from math import ceil

from tconv_anim.layer.axis import Sides
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.layout import NOTE, Box, widened, word
from tconv_anim.storyboard.metrics import text_width
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Label
from tconv_anim.trace.trace import Trace


def moves_box(trace: Trace) -> Box:
    """The stride as a ratio, moves in the input : moves in the output, with room to count them."""
    longest = _ratio(trace) + _so_far(trace, tuple(side - 1 for side in trace.layer.input_size))
    return widened(word(ids.MOVES, "accent", _ratio(trace), NOTE), ceil(text_width(longest, NOTE)))


def moves_so_far(trace: Trace, page: Page, place: Sides) -> Iterator[Label]:
    """The ratio with the moves that have led to this input element; nothing where it isn't shown."""
    for label in page.labels:
        if label.id == ids.MOVES:
            yield label._replace(text=_ratio(trace) + _so_far(trace, place))


def _ratio(trace: Trace) -> str:
    strides = trace.params.stride
    single = len(set(strides)) == 1 or max((1, *trace.layer.input_size[:-1])) == 1
    ways = zip(strides, _WAYS[-len(strides) :], strict=True)
    each = f"1 → {strides[-1]}" if single else ", ".join(f"1 → {stride} {way}" for stride, way in ways)
    return f"moves in the input → moves in the output: {each}"


def _so_far(trace: Trace, place: Sides) -> str:
    *most, last = [
        f"{i} → {i * stride} {way}"
        for i, stride, way in zip(place, trace.params.stride, _WAYS[-len(place) :], strict=True)
    ]
    sides = trace.layer.input_size[:-1]
    moved = [told for told, side in zip(most, sides, strict=True) if side > 1]
    return f" · so far {', '.join([*moved, last])}"


_WAYS = ("back", "down", "to the right")
