"""Interpolation along an axis as a kernel: every input cell stamps the same taps, which add up to the curve.

An output cell i lies at ``start + i * step`` among the input cells 0 … n−1, and takes each with a weight that
depends on how far away it is: a basis. Where 1/step is a whole number s, what input j gives to output
j·s + t depends on t only. That is a transposed convolution of stride s. Past its ends the input goes on with
copies of its last cells, because frameworks clamp there.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from tconv_anim.errors import InputError
from tconv_anim.layer.axis import Pair

Basis = Callable[[Fraction], Fraction]
"""The weight of an input cell, by how far behind it an output cell lies, in input cells."""

_REACH = 2
"""Input cells from where on every basis is 0."""


class Stamp(NamedTuple):
    """What each input cell j adds along an axis: ``taps`` on output cells from j·stride + ``first`` on."""

    taps: tuple[Fraction, ...]
    first: int
    stride: int


class Kernel(NamedTuple):
    """An interpolation of an axis: ``border`` copies before and behind the input, and what is ``cut``."""

    taps: tuple[Fraction, ...]
    stride: int
    border: Pair
    cut: Pair


def stamp(basis: Basis, start: Fraction, stride: int) -> Stamp:
    """The taps of an interpolation whose output cells are 1/stride apart, from ``start`` on."""
    reached = range(ceil((-_REACH - start) * stride), ceil((_REACH - start) * stride))
    weights = {t: basis(start + Fraction(t, stride)) for t in reached}
    first, *_, last = [t for t in reached if weights[t]] * 2
    return Stamp(tuple(weights[t] for t in range(first, last + 1)), first, stride)


def kernel(basis: Basis, start: Fraction, step: Fraction, n: int, m: int) -> Kernel:
    """The kernel that makes m cells of n, each ``step`` input cells after the one before.

    Raises :class:`InputError` where there is none.
    """
    if m < n:
        raise InputError(
            f"the layer makes {m} cells of {n}, and what makes a map smaller is no up-sampling: give $layer "
            "one that makes it larger"
        )
    if step.numerator != 1:
        raise InputError(
            f"the layer makes {m} cells of {n}, {step} of an input cell apart, so that output cells have "
            "weights of their own and no kernel says it: give $layer a whole scale; with align_corners let "
            "output size − 1 be a multiple of input size − 1"
        )
    taps, first, stride = stamp(basis, start, step.denominator)
    last = first + len(taps) - 1
    # The first input cell that reaches into the output, and the last one.
    before = max(0, last // stride)
    behind = max(0, (m - 1 - first) // stride - (n - 1))
    lo = before * stride - first
    canvas = (before + n + behind - 1) * stride + len(taps)
    return Kernel(taps, stride, (before, behind), (lo, canvas - lo - m))


def half_pixels(step: Fraction) -> Fraction:
    """Where the first output cell lies if cells are areas, and both maps begin at the same edge."""
    return (step - 1) / 2


def _within(lo: Fraction, hi: Fraction, closed: bool) -> Basis:
    """1 from ``lo`` to ``hi``, one end of which belongs to it: ``hi`` if it is ``closed`` there."""
    return lambda d: Fraction(lo < d <= hi if closed else lo <= d < hi)


def linear(distance: Fraction) -> Fraction:
    """A tent: what is left of 1 after so far."""
    return max(Fraction(0), 1 - abs(distance))


def cubic(distance: Fraction, a: Fraction = Fraction(-3, 4)) -> Fraction:
    """The curve of Keys ("Cubic convolution interpolation for digital image processing", 1981)."""
    d = abs(distance)
    if d < 1:
        return ((a + 2) * d - (a + 3)) * d * d + 1
    return a * (((d - 5) * d + 8) * d - 4) if d < 2 else Fraction(0)


_HALF = Fraction(1, 2)

NEAREST: Mapping[str, Basis] = {
    "floor": _within(Fraction(0), Fraction(1), closed=False),
    "ceil": _within(Fraction(-1), Fraction(0), closed=True),
    "round_prefer_floor": _within(-_HALF, _HALF, closed=True),
    "round_prefer_ceil": _within(-_HALF, _HALF, closed=False),
}
"""Bases that take one input cell, by the way in which ONNX rounds to it."""
