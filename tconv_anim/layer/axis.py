"""One axis of a layer in integers: what every framework's transposed convolution comes down to."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import index
from typing import Any, NamedTuple

from tconv_anim.errors import InputError, shown

Pair = tuple[int, int]
"""One integer for the start of an axis and one for its end."""

Sides = tuple[int, ...]
"""One integer an axis: for the depth, the rows (height) and the columns (width), in this order, as many of
the last of them as the layer has axes.
"""

Place = tuple[int, ...]
"""An element of a map: its channel, and where it is along each axis."""

IntOrSides = int | Sequence[int]
"""How people write :data:`Sides`: one integer stands for all axes."""

Cut = int | Pair
"""What is cut along an axis: as much at both ends, or so much at the start and so much at the end."""

Cuts = tuple[Any, ...]
"""A :data:`Cut` for each axis."""


class Called(NamedTuple):
    """What an axis is called: its size, ``one`` of what stands along it, how far it reaches, its ends."""

    size: str
    one: str
    far: str
    start: str
    end: str


_LENGTH = Called("length", "cell", "long", "start", "end")
_ALL = (
    Called("depth", "slice", "deep", "front", "back"),
    Called("rows", "row", "high", "top", "bottom"),
    Called("columns", "column", "wide", "left", "right"),
)


def called(dims: int) -> tuple[Called, ...]:
    """What the axes of a layer that has so many are called."""
    return _ALL[3 - dims :] if dims > 1 else (_LENGTH,)


_TAKEN = {1: "one integer", 2: "one integer, or two for h and w", 3: "one integer, or three for d, h and w"}


def sides(value: IntOrSides, name: str, least: int, dims: int = 2) -> Sides:
    """``value`` with an integer for each of ``dims`` axes; raises :class:`InputError` unless it is one or as
    many, each at least ``least``.
    """
    try:
        # Strings are sequences too, but "12" must not become (1, 2).
        many = [] if isinstance(value, str) else [index(v) for v in value]  # type: ignore[union-attr]
    except TypeError:
        try:
            many = [index(value)] * dims  # type: ignore[arg-type]
        except TypeError:
            many = []
    if len(many) != dims:
        raise InputError(f"{name} is {shown(value)}: ${name} takes {_TAKEN[dims]}")
    for number in many:
        if number < least:
            raise InputError(f"{name} is {number}: each of ${name} must be at least {least}")
    return tuple(many)


def cuts(value: Any, name: str, dims: int = 2) -> Cuts:
    """``value`` as a :data:`Cut` for each of ``dims`` axes.

    One integer stands for all ends. What has two integers for an axis may be negative there: that
    appends cells. Raises :class:`InputError` for anything else.
    """
    if (
        isinstance(value, list | tuple)
        and len(value) == dims
        and any(isinstance(v, list | tuple) for v in value)
    ):
        return tuple(_cut(one, name) for one in value)
    return sides(value, name, 0, dims)


def _cut(value: Any, name: str) -> Cut:
    if not isinstance(value, list | tuple):
        return sides(value, name, 0)[0]
    try:
        lo, hi = (index(end) for end in value)
    except (TypeError, ValueError):
        raise InputError(f"{name} is {shown(value)}: ${name} takes two integers for start and end") from None
    return lo if lo == hi >= 0 else (lo, hi)


def ends(cut: Cut) -> Pair:
    """What a cut takes at the start and at the end."""
    return (cut, cut) if isinstance(cut, int) else cut


def count(value: int, name: str) -> int:
    """``value``; raises :class:`InputError` if it isn't an integer of at least 1."""
    try:
        number = index(value)
    except TypeError:
        raise InputError(f"{name} is {shown(value)}: ${name} takes one integer") from None
    if number < 1:
        raise InputError(f"{name} is {number}: ${name} must be at least 1")
    return number


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a transposed convolution, in the form that every framework's version maps into.

    The full canvas of ``n`` inputs has ``(n - 1) * stride + dilation * (kernel_size - 1) + 1``
    cells. The output is the canvas with ``lo`` cells cut at its start and ``hi`` at its end; a
    negative cut appends cells that no product reaches. ``flip`` says that the kernel is reversed.
    """

    kernel_size: int
    stride: int
    dilation: int
    lo: int
    hi: int
    flip: bool = False

    @property
    def extent(self) -> int:
        """Cells from the first to the last tap of the dilated kernel, both included."""
        return self.dilation * (self.kernel_size - 1) + 1

    def canvas_size(self, n: int) -> int:
        """Cells of the canvas before anything is cut, for ``n`` inputs."""
        return (n - 1) * self.stride + self.extent

    def output_size(self, n: int) -> int:
        """Cells of the output for ``n`` inputs; may be below 1, which the layer refuses."""
        return self.canvas_size(n) - self.lo - self.hi

    def within(self, n: int, first: int, count: int) -> "tuple[Axis, int]":
        """The axis of ``count`` of ``n`` inputs, from ``first`` on, and the first output cell that it has.

        Those are the cells that their products reach, and what is added at an end that they reach to.
        """
        shift, stop = first * self.stride - self.lo, (first + count - 1) * self.stride - self.lo + self.extent
        start = max(0, shift) if first else 0
        end = self.output_size(n) if first + count == n else min(stop, self.output_size(n))
        lo, hi = start - shift, stop - end
        return Axis(self.kernel_size, self.stride, self.dilation, lo, hi, self.flip), start

    def taps(self, i: int) -> range:
        """The cells on which the products of input ``i`` land, counted from the output's first cell."""
        window = self.window(i)
        return range(window.start, window.stop, self.dilation)

    def window(self, i: int) -> range:
        """All cells from the first to the last of these."""
        first = i * self.stride - self.lo
        return range(first, first + self.extent)

    def weight_at(self, tap: Any) -> Any:
        """Which weight element lies on the ``tap``-th cell of a window, or the other way round."""
        return self.kernel_size - 1 - tap if self.flip else tap

    def canvas(self, n: int) -> range:
        """The canvas's cells, counted from the output's first."""
        return range(-self.lo, self.canvas_size(n) - self.lo)

    def region(self, n: int) -> range:
        """Every cell that is canvas or output, counted from the output's first cell (so from -lo)."""
        return range(min(-self.lo, 0), max(self.canvas(n).stop, self.output_size(n)))
