"""Whether every cell of a stack's output gets as many paths, in words that hold for its layers."""

from math import prod

from tconv_anim.layer import wording
from tconv_anim.trace.fields import paths, pattern
from tconv_anim.trace.stack import Stack


def verdict(stack: Stack) -> str:
    """What all layers together do to the counts, far from the edges and on the map that is shown."""
    counted = paths(stack.layers)[-1]
    found = [pattern(stack.layers, axis) for axis in range(len(counted.axes))]
    least, most = (counted.channels * prod(map(end, found)) for end in (min, max))
    larger = counted.ends[1] < most
    where = "On larger maps, away" if larger else "Away"
    if least == most:
        many = wording.count(most, "path")
        return f"{where} from the edges every cell of the output gets {many}: no checkerboard."
    uneven = sum(len(one) > 1 for one in found)
    shape = "a checkerboard" if uneven > 1 else "stripes"
    every = wording.size([len(one) for one in found])
    many = f"{least} to {most} paths"
    return f"{where} from the edges, too, cells get {many}: {shape}, repeating every {every} cells."


def spread(stack: Stack, level: int) -> str:
    """How many paths lead to the cells behind a layer: ``1 to 4``, or the one number."""
    least, most = paths(stack.layers)[level - 1].ends
    return str(least) if least == most else f"{least} to {most}"
