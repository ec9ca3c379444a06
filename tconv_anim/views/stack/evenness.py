"""Whether every cell of a stack's output gets as many paths, in words that hold for its layers."""

from math import prod

from tconv_anim.language.saying import say
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
    small = counted.ends[1] < most
    if least == most and small:
        return say(
            "On larger maps, away from the edges every cell of the output gets {paths}: no checkerboard.",
            paths=many_paths(most),
        )
    if least == most:
        return say(
            "Away from the edges every cell of the output gets {paths}: no checkerboard.",
            paths=many_paths(most),
        )
    uneven = sum(len(one) > 1 for one in found)
    every = wording.size([len(one) for one in found])
    shape = (
        say("a checkerboard, repeating every {size} cells", size=every)
        if uneven > 1
        else say("stripes, repeating every {size} cells", size=every)
    )
    least_told, most_told = wording.thousands(least), wording.thousands(most)
    if small:
        return say(
            "On larger maps, away from the edges cells still get {least} to {most} paths: {pattern}.",
            least=least_told,
            most=most_told,
            pattern=shape,
        )
    # For translators: {pattern} is like "a checkerboard, repeating every 2×2 cells".
    return say(
        "Away from the edges cells still get {least} to {most} paths: {pattern}.",
        least=least_told,
        most=most_told,
        pattern=shape,
    )


def spread(stack: Stack, level: int) -> str:
    """How many paths lead to the cells behind a layer: ``1 to 4``, or the one number."""
    least, most = paths(stack.layers)[level - 1].ends
    low, high = wording.thousands(least), wording.thousands(most)
    # For translators: so many paths, at least and at most.
    return low if least == most else say("{least} to {most}", least=low, most=high)
