"""So many rows and columns, and at which edges of a map, in words."""

from collections.abc import Callable, Sequence

from tconv_anim.language.lists import listed_and
from tconv_anim.language.saying import say, say_count
from tconv_anim.layer import wording
from tconv_anim.layer.axis import called


def lines(numbers: Sequence[int]) -> str:
    """So many rows and columns: ``1 row and 2 columns``."""
    axes = zip(numbers, called(len(numbers)), strict=True)
    return listed_and([wording.lines(axis.one, n) for n, axis in axes if n])


def at_edges(starts: Sequence[int], stops: Sequence[int]) -> str:
    """How many cells at which ends of the axes: ``1 row at the top and bottom, 2 columns at the left``.

    Without ``starts`` they are at the ends alone.
    """
    if len({*starts, *stops}) == 1 and starts:
        if len(stops) == 1:
            # For translators: so many cells of a single row, at its start and as many at its end.
            return say("{n} at both ends", n=stops[0])
        # For translators: so many rows and columns.
        return say("{n} at every edge", n=stops[0])
    told = []
    for at, axis in enumerate(called(len(stops))):
        start, end = starts[at] if starts else 0, stops[at]
        at_start, at_end, at_both = _AT_EDGES[axis.one]
        if start == end and start:
            told.append(at_both(start))
        else:
            told += [at_start(start)] if start else []
            told += [at_end(end)] if end else []
    return listed_and(told)


_AT_EDGES: dict[str, tuple[Callable[[int], str], ...]] = {
    "cell": (
        lambda n: say_count("{n} cell at the start", "{n} cells at the start", n),
        lambda n: say_count("{n} cell at the end", "{n} cells at the end", n),
        lambda n: say_count("{n} cell at the start and end", "{n} cells at the start and end", n),
    ),
    "slice": (
        lambda n: say_count("{n} slice at the front", "{n} slices at the front", n),
        lambda n: say_count("{n} slice at the back", "{n} slices at the back", n),
        lambda n: say_count("{n} slice at the front and back", "{n} slices at the front and back", n),
    ),
    "row": (
        lambda n: say_count("{n} row at the top", "{n} rows at the top", n),
        lambda n: say_count("{n} row at the bottom", "{n} rows at the bottom", n),
        lambda n: say_count("{n} row at the top and bottom", "{n} rows at the top and bottom", n),
    ),
    "column": (
        lambda n: say_count("{n} column at the left", "{n} columns at the left", n),
        lambda n: say_count("{n} column at the right", "{n} columns at the right", n),
        lambda n: say_count("{n} column at the left and right", "{n} columns at the left and right", n),
    ),
}
"""How it is said of each axis: at its start, at its end, and as many at both."""
