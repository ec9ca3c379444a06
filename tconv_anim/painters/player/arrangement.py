"""A second arrangement of the same story, told by what is other in it: few bytes, since looks are shared."""

from collections.abc import Sequence
from typing import Any

ROW, LOOK, X, Y = 6, 1, 2, 3
"""How many numbers a row of a track has, and which of them are its look and its place."""

GONE = -1
"""The look of an element that has left."""

Track = Sequence[Any]
"""An element's id, and its rows in one flat list."""


def rearranged(wide: Sequence[Track], narrow: Sequence[Track]) -> dict[str, Any]:
    """How to come from the ``wide`` tracks to the ``narrow`` ones; empty if all stand where they stood.

    ``moves`` are ways (x, y) and ``of`` has one of them for each track, on which all of its rows are. Tracks
    that aren't only further on are in ``tracks``, by their numbers.
    """
    moves: dict[tuple[float, float], int] = {}
    of: list[int] = []
    others: dict[int, Track] = {}
    for number, (before, after) in enumerate(zip(wide, narrow, strict=True)):
        way = _way(before, after)
        if _moved(before, way) != list(after):
            others[number] = after
            way = (0, 0)
        of.append(moves.setdefault(way, len(moves)))
    if not others and set(moves) <= {(0, 0)}:
        return {}
    return {"moves": list(moves), "of": of, "tracks": others}


def _way(before: Track, after: Track) -> tuple[float, float]:
    """From the first place of an element to where that is in the other arrangement."""
    return after[1 + X] - before[1 + X], after[1 + Y] - before[1 + Y]


def _moved(track: Track, way: tuple[float, float]) -> list[Any]:
    """The track with all its rows as much further on; an element that is gone is nowhere."""
    moved = list(track)
    for row in range(1, len(track), ROW):
        if track[row + LOOK] != GONE:
            moved[row + X] += way[0]
            moved[row + Y] += way[1]
    return moved
