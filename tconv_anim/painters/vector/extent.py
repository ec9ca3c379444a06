"""How much room a look takes."""

from collections.abc import Sequence

from tconv_anim.painters.faces import Spot
from tconv_anim.painters.vector.drawing import Drawing, Shape, TextLine
from tconv_anim.storyboard.extent import BEFORE, Extent
from tconv_anim.storyboard.metrics import text_width

_DESCENT = 0.3
"""How far letters reach below their baseline, in em."""


def box(look: Drawing) -> Extent:
    """The box around a look at the origin."""
    spots = [spot for part in look.parts for spot in _corners(part)] or [(0, 0)]
    xs, ys = zip(*spots, strict=True)
    return Extent(min(xs), min(ys), max(xs), max(ys))


def _corners(part: Shape | TextLine) -> Sequence[Spot]:
    if isinstance(part, Shape):
        return part.spots
    width = text_width(part.text, part.size, part.bold)
    left = part.x - BEFORE[part.anchor] * width
    return (left, part.y - part.size), (left + width, part.y + part.size * _DESCENT)
