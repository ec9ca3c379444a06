"""What ``--show`` adds to a view: how far a step moves in the input and in the output."""

from collections.abc import Callable, Iterator, Sequence
from math import ceil

from tconv_anim.language.lists import listed
from tconv_anim.language.saying import say
from tconv_anim.layer.axis import Sides
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.layout import NOTE, Box, widened, word
from tconv_anim.storyboard.metrics import text_width
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Label
from tconv_anim.trace.trace import Trace


def moves_box(trace: Trace) -> Box:
    """The stride as a ratio, moves in the input : moves in the output, with room to count them."""
    told = say("moves in the input → moves in the output: {moves}", moves=_ratio(trace))
    longest = _told(trace, tuple(side - 1 for side in trace.layer.input_size))
    return widened(word(ids.MOVES, "accent", told, NOTE), ceil(text_width(longest, NOTE)))


def moves_so_far(trace: Trace, page: Page, place: Sides) -> Iterator[Label]:
    """The ratio with the moves that have led to this input element; nothing where it isn't shown."""
    for label in page.labels:
        if label.id == ids.MOVES:
            yield label._replace(text=_told(trace, place))


def _told(trace: Trace, place: Sides) -> str:
    # For translators: {moves} are such as "1 → 2 down", {so_far} those of all steps.
    return say(
        "moves in the input → moves in the output: {moves} · so far {so_far}",
        moves=_ratio(trace),
        so_far=_so_far(trace, place),
    )


def _ratio(trace: Trace) -> str:
    strides = trace.params.stride
    if len(set(strides)) == 1 or max((1, *trace.layer.input_size[:-1])) == 1:
        return f"1 → {strides[-1]}"
    return listed(_moves([1] * len(strides), strides))


def _so_far(trace: Trace, place: Sides) -> str:
    *most, last = _moves(place, [i * stride for i, stride in zip(place, trace.params.stride, strict=True)])
    sides = trace.layer.input_size[:-1]
    moved = [told for told, side in zip(most, sides, strict=True) if side > 1]
    return listed([*moved, last])


def _moves(there: Sequence[int], here: Sequence[int]) -> list[str]:
    """So many along each axis of the input, and of the output."""
    ways = _WAYS[-len(there) :]
    return [way(f"{i} → {o}") for way, i, o in zip(ways, there, here, strict=True)]


_WAYS: tuple[Callable[[str], str], ...] = (
    # For translators: so many moves in the input, so many in the output ("1 → 2"), from slice to slice.
    lambda moves: say("{moves} back", moves=moves),
    # For translators: so many moves in the input, so many in the output ("1 → 2").
    lambda moves: say("{moves} down", moves=moves),
    # For translators: so many moves in the input, so many in the output ("1 → 2").
    lambda moves: say("{moves} to the right", moves=moves),
)
