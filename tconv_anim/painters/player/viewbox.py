"""What of the page is drawn on: the box that the player's stage shows."""

from collections.abc import Sequence
from math import ceil, floor
from typing import NamedTuple

from tconv_anim.painters.faces import Spot
from tconv_anim.painters.vector.drawing import Drawing, Shape, TextLine
from tconv_anim.storyboard.metrics import text_width

_ROOM = 6
"""Free space around all that is drawn, in units."""

_DESCENT = 0.3
"""How far letters reach below their baseline, in em."""


class Extent(NamedTuple):
    """A rectangle, in units."""

    left: float
    top: float
    right: float
    bottom: float

    def at(self, x: float, y: float) -> "Extent":
        """The box moved by (x, y)."""
        return Extent(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def around(self, other: "Extent") -> "Extent":
        """The least box around both."""
        return Extent(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def view(self) -> tuple[int, int, int, int]:
        """Left, top, width and height with room around it, in whole units."""
        x, y = floor(self.left) - _ROOM, floor(self.top) - _ROOM
        return x, y, ceil(self.right) + _ROOM - x, ceil(self.bottom) + _ROOM - y


def box(look: Drawing) -> Extent:
    """The box around a look at the origin."""
    spots = [spot for part in look.parts for spot in _corners(part)] or [(0, 0)]
    xs, ys = zip(*spots, strict=True)
    return Extent(min(xs), min(ys), max(xs), max(ys))


def _corners(part: Shape | TextLine) -> Sequence[Spot]:
    if isinstance(part, Shape):
        return part.spots
    width = text_width(part.text, part.size, part.bold)
    left = part.x - {"start": 0, "middle": width / 2, "end": width}[part.anchor]
    return (left, part.y - part.size), (left + width, part.y + part.size * _DESCENT)
