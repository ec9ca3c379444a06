"""Whether every cell of a stack's output gets as many paths, in words that hold for its layers."""

from math import prod

from tconv_anim.layer import wording
from tconv_anim.trace.fields import paths, pattern
from tconv_anim.trace.stack import Stack
from tconv_anim.views.stack.page import many_paths


def verdict(stack: Stack) -> str:
    """What all layers together do to the counts, far from the edges and on the map that is shown."""
    counted = paths(stack.layers)[-1]
    found = [pattern(stack.layers, axis) for axis in range(len(counted.axes))]
    least, most = (counted.channels * prod(map(end, found)) for end in (min, max))
    # Small maps have edges only.
    where = f"{'On larger maps, a' if counted.ends[1] < most else 'A'}way from the edges"
    if least == most:
        many = many_paths(most)
        return f"{where} every cell of the output gets {many}: no checkerboard."
    uneven = sum(len(one) > 1 for one in found)
    shape = "a checkerboard" if uneven > 1 else "stripes"
    every = wording.size([len(one) for one in found])
    many = f"{least:,} to {most:,} paths"
    return f"{where} cells still get {many}: {shape}, repeating every {every} cells."


def spread(stack: Stack, level: int) -> str:
    """How many paths lead to the cells behind a layer: ``1 to 4``, or the one number."""
    least, most = paths(stack.layers)[level - 1].ends
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"
