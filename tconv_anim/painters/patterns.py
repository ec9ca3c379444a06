"""Patterns: hatches of cells, as lines across them: so no kind of file needs patterns of its own."""

from math import hypot

from tconv_anim.painters.faces import Line, Spot
from tconv_anim.storyboard.metrics import CAP_HEIGHT, text_width
from tconv_anim.storyboard.storyboard import Point
from tconv_anim.storyboard.theme import CellStyle

WIDTH = 0.7
"""Of a hatch's lines, in units: they are as dark as the edge, and lighter than it."""

_APART = 7
"""About how far its lines are apart, in units."""

_ROOMY = 12
"""The least side of a cell that has a hatch, in units."""

_LEAST, _PAD = 0.6, 2
"""Of the field around a number that has none: a share of the number's room, and free space in units."""


def hatch(style: CellStyle, across: Point, down: Point) -> tuple[tuple[Spot, ...], ...]:
    """The lines of a cell's hatch on the lattice with these ways to its neighbours, from its first corner.

    Each goes back and forth, and from one end to the next along the edge, which covers it. The lines of
    neighbours meet. Tiles and small cells have none.
    """
    if not style.pattern:
        return ()
    side = min(hypot(*across), hypot(*down))
    if side < _ROOMY or style.raised:
        return ()
    count = round(side / _APART)
    return tuple(
        tuple((across[0] * u + down[0] * v, across[1] * u + down[1] * v) for u, v in line)
        for line in _square(style.pattern, count)
    )


def field(line: Line) -> tuple[Spot, Spot, Spot, Spot]:
    """The corners of the field around a number that has no hatch, as large for one digit as for two."""
    width = max(text_width(line.text, line.size, line.bold), _LEAST * line.room) / 2 + _PAD
    height = line.size * CAP_HEIGHT / 2 + _PAD
    left, right, top, bottom = line.x - width, line.x + width, line.y - height, line.y + height
    return (left, top), (right, top), (right, bottom), (left, bottom)


def _square(pattern: str, count: int) -> list[list[Spot]]:
    """The lines of a pattern in a square of side 1."""
    rising: list[Spot] = []
    for at in range(1, 2 * count):
        low, high = max(0.0, at / count - 1), min(1.0, at / count)
        rising += [(low, high), (high, low)][:: -1 if at % 2 else 1]
    falling = [(1 - u, v) for u, v in rising]
    level = [(u, at / count) for at in range(1, count) for u in ((0.0, 1.0) if at % 2 else (1.0, 0.0))]
    ways = {"rising": [rising], "falling": [falling], "cross": [rising, falling], "level": [level]}
    return ways.get(pattern, [])
