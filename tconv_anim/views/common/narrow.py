"""The arrangement of a picture for narrow pages: the same cells, other places."""

from collections.abc import Callable, Iterator

from tconv_anim.storyboard.legible import least_scale
from tconv_anim.storyboard.storyboard import Storyboard
from tconv_anim.views.common.look import Look

_STAGE = (350, 440)
"""What a telephone that is held upright leaves for a picture, in pixels."""

_MOST_STAGES = 2
"""How much higher than that it may be, and scroll, for its numbers to be read."""

_WIDTHS = (1100, 640, 440, 300)
"""Widths, in units, to which views may keep what they arrange themselves."""


def narrowed(show: Callable[[Look], Storyboard], look: Look) -> Storyboard:
    """The picture in the arrangement that is best to read on a telephone; the cells keep their size in units.

    Nobody sees a title or a caption in it.
    """
    sheet = look.sheet._replace(width=0, height=0, title=False, captions=False)
    look = look._replace(sheet=sheet, narrow=True)
    return max((show(one) for one in _arrangements(look)), key=_scale)


def _arrangements(look: Look) -> Iterator[Look]:
    """Ways to arrange it: those of boxes that are movable, or else those that views find for themselves."""
    for width in (look.room[0],) if look.movable else _WIDTHS:
        yield from look._replace(room=(width, width * _STAGE[1] / _STAGE[0])).flows()


def _scale(board: Storyboard) -> tuple[float, float]:
    """How large it is there, up to what can be read; then, how large where all of it is seen."""
    (width, height), (room, stage) = board.size, _STAGE
    readable = min(room / width, _MOST_STAGES * stage / height, least_scale(board))
    whole = min(room / width, stage / height)
    return max(readable, min(whole, least_scale(board))), whole
