"""How views that show many times a layer's cells keep their page in bounds: smaller cells, or a refusal."""

from math import ceil

from tconv_anim.errors import InputError
from tconv_anim.storyboard.layout import CellSize
from tconv_anim.storyboard.metrics import text_width

LARGEST_PICTURE = 100_000
"""Cells that a view may show at once."""

_SMALLEST_TEXT = 8
"""What cells that shrink leave of the size of their longest number, in units."""


def refuse_beyond(cells: int, what: str) -> None:
    """Raise :class:`InputError` where ``what`` would have more cells than can be shown."""
    if cells > LARGEST_PICTURE:
        raise InputError(
            f"{what} would have {cells:,} cells, and at most {LARGEST_PICTURE:,} can be drawn: take a "
            "smaller $input_size, $kernel_size or $stride, fewer channels, or another $view"
        )


def shrunk(usual: CellSize, side: int, longest: str) -> CellSize:
    """Cells of ``side`` units: no larger than usual, and not so small that ``longest`` can't be read."""
    # Where no numbers are drawn there are none to keep legible.
    legible = ceil(text_width(longest, _SMALLEST_TEXT, bold=True) / 0.84) if usual.text else 0
    side = min(usual.side, max(side, legible))
    return CellSize(side, min(usual.text, round(side * 0.42)))
