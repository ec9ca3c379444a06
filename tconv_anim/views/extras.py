"""What ``--show`` adds to a view: how far a step moves in the input and in the output, numbers as heat."""

from collections.abc import Callable

from tconv_anim.layout import NOTE, Box, word
from tconv_anim.storyboard import Cell
from tconv_anim.trace import Trace

HEAT_LEVELS = 5
"""Roles heat-1 to heat-5 of the themes."""


def moves_box(trace: Trace) -> Box:
    """The stride as a ratio: moves in the input : moves in the output."""
    rows, cols = trace.params.stride
    if rows == cols:
        text = f"moves in the input : moves in the output = 1 : {rows}"
    else:
        text = f"moves in the input : moves in the output = 1 : {rows} down, 1 : {cols} to the right"
    return word("note/moves", "accent", text, NOTE)


def heat_of(trace: Trace) -> Callable[[Cell], Cell]:
    """Gives input and output cells the heat of their number, between the least and the largest of all."""
    values = [*trace.input.ravel().tolist(), *trace.output.ravel().tolist()]
    least, most = min(values), max(values)

    def heated(cell: Cell) -> Cell:
        if cell.role in ("input", "output"):
            return cell._replace(role=f"heat-{_level(float(cell.text), least, most)}")
        return cell

    return heated


def _level(value: float, least: float, most: float) -> int:
    """The heat of a number; sums on their way may lie outside of ``least`` to ``most``."""
    share = (value - least) / (most - least) if most > least else 0.0
    return 1 + max(0, min(HEAT_LEVELS - 1, int(share * HEAT_LEVELS)))
