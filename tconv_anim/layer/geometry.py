"""Layers as integers: every shape of a (transposed) convolution, and what is impossible.

Nothing here holds an array. Names are those of ``torch.nn.ConvTranspose2d``; the shape formulas are
those of its documentation and of Dumoulin & Visin, "A guide to convolution arithmetic for deep
learning" (2016), section 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import index

from tconv_anim.errors import InputError, shown

Pair = tuple[int, int]
"""One integer for the rows (height) and one for the columns (width), in this order."""

IntOrPair = int | Sequence[int]
"""How people write a :data:`Pair`: one integer stands for both axes."""


def pair(value: IntOrPair, name: str, least: int) -> Pair:
    """``value`` as ``(h, w)``; raises :class:`InputError` if it isn't one or two integers >= ``least``."""
    try:
        # Strings are sequences too, but "12" must not become (1, 2).
        many = [] if isinstance(value, str) else [index(v) for v in value]  # type: ignore[union-attr]
    except TypeError:
        try:
            many = [index(value)] * 2  # type: ignore[arg-type]
        except TypeError:
            many = []
    if len(many) != 2:
        raise InputError(f"{name} is {shown(value)}: ${name} takes one integer, or two for h and w")
    for number in many:
        if number < least:
            raise InputError(f"{name} is {number}: each of ${name} must be at least {least}")
    return many[0], many[1]


def _count(value: int, name: str) -> int:
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

    def window(self, i: int) -> range:
        """The cells on which the kernel's elements land for input ``i``, counted from the output's first."""
        first = i * self.stride - self.lo
        return range(first, first + self.extent, self.dilation)

    def region(self, n: int) -> range:
        """Every cell that is canvas or output, counted from the output's first cell (so from -lo)."""
        return range(min(-self.lo, 0), max(self.canvas_size(n) - self.lo, self.output_size(n)))


@dataclass(frozen=True, slots=True, init=False)
class ConvTranspose2d:
    """A transposed convolution: PyTorch's parameters, with PyTorch's limits.

    Raises :class:`InputError` unless every kernel_size, stride and dilation is at least 1, every
    padding and output_padding at least 0, and output_padding is smaller than the stride or than the
    dilation on each axis.
    """

    kernel_size: Pair
    stride: Pair
    padding: Pair
    output_padding: Pair
    dilation: Pair
    groups: int

    def __init__(
        self,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: IntOrPair = 0,
        output_padding: IntOrPair = 0,
        dilation: IntOrPair = 1,
        groups: int = 1,
    ) -> None:
        _set(self, kernel_size, stride, padding, dilation, groups)
        object.__setattr__(self, "output_padding", pair(output_padding, "output_padding", 0))
        for op, s, d in zip(self.output_padding, self.stride, self.dilation, strict=True):
            if op >= max(s, d):
                raise InputError(
                    f"output_padding is {op} where the stride is {s} and the dilation {d}: "
                    f"$output_padding must be at most {max(s, d) - 1} there, or $stride larger"
                )

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """The canonical form of the rows and of the columns."""
        return tuple(  # type: ignore[return-value]  # a pair, since every field is one
            Axis(k, s, d, lo=p, hi=p - op)
            for k, s, d, p, op in zip(
                self.kernel_size,
                self.stride,
                self.dilation,
                self.padding,
                self.output_padding,
                strict=True,
            )
        )

    def output_size(self, input_size: IntOrPair) -> Pair:
        """Output ``(h, w)`` of an input ``(h, w)``; raises :class:`InputError` if a side is below 1.

        Per axis ``(n - 1) s - 2p + d (k - 1) + op + 1``.
        """
        n = pair(input_size, "input_size", 1)
        size = self.axes[0].output_size(n[0]), self.axes[1].output_size(n[1])
        for side, length in zip(("high", "wide"), size, strict=True):
            if length < 1:
                raise InputError(
                    f"the output would be {length} cells {side}: padding crops more than the canvas "
                    "holds; take a smaller $padding, or a larger $input_size or $kernel_size"
                )
        return size

    def with_output_size(self, input_size: IntOrPair, output_size: IntOrPair) -> "ConvTranspose2d":
        """The same layer with the output_padding that gives ``output_size``.

        Like the ``output_size=`` argument of PyTorch's layer: raises :class:`InputError` unless each
        side lies between the size without output_padding and ``stride - 1`` more.
        """
        want = pair(output_size, "output_size", 1)
        n = pair(input_size, "input_size", 1)
        least = tuple(
            axis.output_size(size) - op
            for axis, size, op in zip(self.axes, n, self.output_padding, strict=True)
        )
        for w, low, s in zip(want, least, self.stride, strict=True):
            if not low <= w <= low + s - 1:
                raise InputError(
                    f"output_size is {w} where this layer gives {low} to {low + s - 1}: "
                    "take one of those for $output_size, or change $input_size, $stride or $padding"
                )
        found = [w - low for w, low in zip(want, least, strict=True)]
        return ConvTranspose2d(self.kernel_size, self.stride, self.padding, found, self.dilation, self.groups)


@dataclass(frozen=True, slots=True, init=False)
class Conv2d:
    """A direct convolution: PyTorch's parameters. Raises :class:`InputError` for impossible ones."""

    kernel_size: Pair
    stride: Pair
    padding: Pair
    dilation: Pair
    groups: int

    def __init__(
        self,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: IntOrPair = 0,
        dilation: IntOrPair = 1,
        groups: int = 1,
    ) -> None:
        _set(self, kernel_size, stride, padding, dilation, groups)

    def output_size(self, input_size: IntOrPair) -> Pair:
        """Output ``(h, w)`` of an input ``(h, w)``: per axis ``floor((m + 2p - d (k - 1) - 1) / s) + 1``.

        Raises :class:`InputError` where the dilated kernel is larger than the padded input.
        """
        size = tuple(slack // s + 1 for slack, s in zip(self._slack(input_size), self.stride, strict=True))
        return size[0], size[1]

    def transpose(self, input_size: IntOrPair) -> ConvTranspose2d:
        """The transposed convolution that leads back from this one's output to ``input_size``.

        It has the same parameters, and per axis ``op = (m + 2p - d (k - 1) - 1) mod s``: the cells at
        the end of the padded input that the last step of the stride never reached.
        """
        left_over = [slack % s for slack, s in zip(self._slack(input_size), self.stride, strict=True)]
        return ConvTranspose2d(
            self.kernel_size, self.stride, self.padding, left_over, self.dilation, self.groups
        )

    def _slack(self, input_size: IntOrPair) -> Pair:
        m = pair(input_size, "input_size", 1)
        slack = tuple(
            size + 2 * p - d * (k - 1) - 1
            for size, p, d, k in zip(m, self.padding, self.dilation, self.kernel_size, strict=True)
        )
        if min(slack) < 0:
            raise InputError(
                "the dilated kernel is larger than the padded input: take a larger $input_size or "
                "$padding, or a smaller $kernel_size or $dilation"
            )
        return slack[0], slack[1]


def _set(
    layer: ConvTranspose2d | Conv2d,
    kernel_size: IntOrPair,
    stride: IntOrPair,
    padding: IntOrPair,
    dilation: IntOrPair,
    groups: int,
) -> None:
    """Fill the fields that both layers share (they are frozen: only here, and only while they are made)."""
    object.__setattr__(layer, "kernel_size", pair(kernel_size, "kernel_size", 1))
    object.__setattr__(layer, "stride", pair(stride, "stride", 1))
    object.__setattr__(layer, "padding", pair(padding, "padding", 0))
    object.__setattr__(layer, "dilation", pair(dilation, "dilation", 1))
    object.__setattr__(layer, "groups", _count(groups, "groups"))


@dataclass(frozen=True)
class Layer:
    """A transposed convolution with its channels and its input size: all shapes are known.

    Raises :class:`InputError` where groups don't divide the channels or the output is below 1x1.
    """

    params: ConvTranspose2d
    input_size: Pair
    in_channels: int = 1
    out_channels: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "input_size", pair(self.input_size, "input_size", 1))
        for name in ("in_channels", "out_channels"):
            channels = _count(getattr(self, name), name)
            if channels % self.params.groups:
                raise InputError(
                    f"{name} is {channels} with {self.params.groups} groups: "
                    f"${name} must be a multiple of $groups"
                )
        self.params.output_size(self.input_size)

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """``C_in H W``."""
        return (self.in_channels, *self.input_size)

    @property
    def weight_shape(self) -> tuple[int, int, int, int]:
        """``C_in C_out/groups kH kW``."""
        return (self.in_channels, self.out_channels // self.params.groups, *self.params.kernel_size)

    @cached_property
    def output_shape(self) -> tuple[int, int, int]:
        """``C_out H W``."""
        return (self.out_channels, *self.params.output_size(self.input_size))

    @cached_property
    def regions(self) -> tuple[range, range]:
        """Rows and columns of canvas and output together, counted from the output's own origin."""
        rows, cols = self.params.axes
        return rows.region(self.input_size[0]), cols.region(self.input_size[1])

    @property
    def event_count(self) -> int:
        """Multiply-accumulates: every input element meets its group's whole kernel once."""
        _, per_group, kh, kw = self.weight_shape
        return self.in_channels * self.input_size[0] * self.input_size[1] * per_group * kh * kw

    @property
    def cell_count(self) -> int:
        """Cells of all input maps, kernel slices and canvases together."""
        rows, cols = self.regions
        n_in, per_group, kh, kw = self.weight_shape
        return (
            n_in * self.input_size[0] * self.input_size[1]
            + n_in * per_group * kh * kw
            + self.out_channels * len(rows) * len(cols)
        )
