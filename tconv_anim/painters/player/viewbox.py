"""What of the page is drawn on: the box that the player's stage shows."""

from collections.abc import Sequence
from math import ceil, floor

from tconv_anim.metrics import text_width
from tconv_anim.painters.vector.drawing import Drawn, Shape, Spot, Words

_ROOM = 6
"""Free space around all that is drawn, in units."""

_DESCENT = 0.3
"""How far letters reach below their baseline, in em."""


class Extent:
    """The least box around all drawings that were added."""

    def __init__(self) -> None:
        self._spots: list[Spot] = []

    def add(self, drawn: Drawn) -> None:
        """Make room for a drawing."""
        x, y = drawn.at
        for part in drawn.look.parts:
            self._spots += [(x + across, y + down) for across, down in _corners(part)]
        if self._spots:
            xs, ys = zip(*self._spots, strict=True)
            self._spots = [(min(xs), min(ys)), (max(xs), max(ys))]

    def view(self) -> tuple[int, int, int, int]:
        """Left, top, width and height of the box with room around it, in whole units."""
        (left, top), (right, bottom) = self._spots
        x, y = floor(left) - _ROOM, floor(top) - _ROOM
        return x, y, ceil(right) + _ROOM - x, ceil(bottom) + _ROOM - y


def _corners(part: Shape | Words) -> Sequence[Spot]:
    if isinstance(part, Shape):
        return part.spots
    width = text_width(part.text, part.size, part.bold)
    left = part.x - {"start": 0, "middle": width / 2, "end": width}[part.anchor]
    return (left, part.y - part.size), (left + width, part.y + part.size * _DESCENT)
