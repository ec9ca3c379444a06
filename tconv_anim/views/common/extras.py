"""What ``--show`` adds to a view: how far a step moves in the input and in the output."""

from collections.abc import Iterator
from math import ceil

from tconv_anim.storyboard import ids
from tconv_anim.storyboard.layout import NOTE, Box, widened, word
from tconv_anim.storyboard.metrics import text_width
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Label
from tconv_anim.trace.trace import Trace

_MOVES = ids.note("moves")


def moves_box(trace: Trace) -> Box:
    """The stride as a ratio, moves in the input : moves in the output, with room to count them."""
    _, height, width = trace.layer.input_shape
    longest = _ratio(trace) + _so_far(trace, height - 1, width - 1)
    return widened(word(_MOVES, "accent", _ratio(trace), NOTE), ceil(text_width(longest, NOTE)))


def moves_so_far(trace: Trace, page: Page, row: int, col: int) -> Iterator[Label]:
    """The ratio with the moves that have led to input element (row, col); nothing where it isn't shown."""
    for label in page.labels:
        if label.id == _MOVES:
            yield label._replace(text=_ratio(trace) + _so_far(trace, row, col))


def _ratio(trace: Trace) -> str:
    rows, cols = trace.params.stride
    single_row = trace.layer.input_size[0] == 1
    each = f"1 → {cols}" if rows == cols or single_row else f"1 → {rows} down, 1 → {cols} to the right"
    return f"moves in the input → moves in the output: {each}"


def _so_far(trace: Trace, row: int, col: int) -> str:
    rows, cols = trace.params.stride
    down = f"{row} → {row * rows} down, " if trace.layer.input_size[0] > 1 else ""
    return f" · so far {down}{col} → {col * cols} to the right"
