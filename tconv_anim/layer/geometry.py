"""Transposed convolutions as integers: every shape, and what is impossible.

Nothing here holds an array. Names are those of ``torch.nn.ConvTranspose2d``; the shape formulas are
those of its documentation and of Dumoulin & Visin, "A guide to convolution arithmetic for deep
learning" (2016), section 4.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from math import prod
from typing import Any

from tconv_anim.errors import InputError
from tconv_anim.layer.axis import Axis, Cuts, IntOrSides, Place, Sides, called, count, cuts, ends, sides
from tconv_anim.layer.frameworks import PYTORCH, Framework
from tconv_anim.layer.part import Part


@dataclass(frozen=True, slots=True, init=False)
class ConvTranspose:
    """A transposed convolution of ``dims`` axes: PyTorch's parameters, with PyTorch's limits.

    Only padding can say more: for an axis also two integers, one for each end, and those may be negative.
    Raises :class:`InputError` unless every kernel_size, stride and dilation is at least 1, every other
    padding and output_padding at least 0, and output_padding is smaller than the stride or than the
    dilation on each axis.
    """

    kernel_size: Sides
    stride: Sides
    padding: Cuts
    output_padding: Sides
    dilation: Sides
    groups: int
    dims = 2

    def __init__(
        self,
        kernel_size: IntOrSides,
        stride: IntOrSides = 1,
        padding: Any = 0,
        output_padding: IntOrSides = 0,
        dilation: IntOrSides = 1,
        groups: int = 1,
    ) -> None:
        fill(self, kernel_size, stride, padding, dilation, groups)
        object.__setattr__(self, "output_padding", sides(output_padding, "output_padding", 0, self.dims))
        for op, s, d in zip(self.output_padding, self.stride, self.dilation, strict=True):
            if op >= max(s, d):
                raise InputError(
                    f"output_padding must be smaller than stride or dilation, and is {op} where those "
                    f"are {s} and {d}: use $output_padding {max(s, d) - 1} at most, or a larger $stride"
                )

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The canonical form of each axis."""
        return tuple(
            Axis(k, s, d, lo, hi - op)
            for k, s, d, (lo, hi), op in zip(
                self.kernel_size,
                self.stride,
                self.dilation,
                map(ends, self.padding),
                self.output_padding,
                strict=True,
            )
        )

    def output_size(self, input_size: IntOrSides) -> Sides:
        """The output's size for an input's; raises :class:`InputError` if a side is below 1.

        Per axis ``(n - 1) s - 2p + d (k - 1) + op + 1``.
        """
        return output_size(self.axes, sides(input_size, "input_size", 1, self.dims))

    def with_output_size(self, input_size: IntOrSides, output_size: IntOrSides) -> "ConvTranspose":
        """The same layer with the output_padding that gives ``output_size``.

        Like the ``output_size=`` argument of PyTorch's layer: raises :class:`InputError` unless each
        side lies between the size without output_padding and ``stride - 1`` more.
        """
        want = sides(output_size, "output_size", 1, self.dims)
        n = sides(input_size, "input_size", 1, self.dims)
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
        return replace(self, output_padding=tuple(w - low for w, low in zip(want, least, strict=True)))


class ConvTranspose1d(ConvTranspose):
    """One axis: shapes ``C L``."""

    dims = 1


class ConvTranspose2d(ConvTranspose):
    """Two axes: shapes ``C H W``."""


class ConvTranspose3d(ConvTranspose):
    """Three axes: shapes ``C D H W``."""

    dims = 3


CONV_TRANSPOSES = {1: ConvTranspose1d, 2: ConvTranspose2d, 3: ConvTranspose3d}
"""The transposed convolutions by the number of their axes."""


def fill(
    layer: Any,
    kernel_size: IntOrSides,
    stride: IntOrSides,
    padding: Any,
    dilation: IntOrSides,
    groups: int,
) -> None:
    """Fill the fields that both kinds of convolution share (frozen: only while they are made)."""
    object.__setattr__(layer, "kernel_size", sides(kernel_size, "kernel_size", 1, layer.dims))
    object.__setattr__(layer, "stride", sides(stride, "stride", 1, layer.dims))
    object.__setattr__(layer, "padding", cuts(padding, "padding", layer.dims))
    object.__setattr__(layer, "dilation", sides(dilation, "dilation", 1, layer.dims))
    object.__setattr__(layer, "groups", count(groups, "groups"))


def output_size(axes: tuple[Axis, ...], input_size: Sides) -> Sides:
    """The sides of the output; raises :class:`InputError` if one is below 1."""
    size = tuple(axis.output_size(n) for axis, n in zip(axes, input_size, strict=True))
    for axis, length in zip(called(len(axes)), size, strict=True):
        if length < 1:
            raise InputError(
                f"the output would be {length} cells {axis.far}: padding crops more than the canvas "
                "holds; take a smaller $padding, or a larger $input_size or $kernel_size"
            )
    return size


@dataclass(frozen=True)
class Layer:
    """A transposed convolution with its channels and its input size: all shapes are known.

    ``params`` and ``framework`` are how it was said; what it does is in its ``axes``. It may be a ``part`` of
    a larger layer, whose parameters it has: then its sizes and channels are those of the part.

    Raises :class:`InputError` where groups don't divide the channels, a side of the output is below 1, or the
    part isn't one.
    """

    params: ConvTranspose
    input_size: Sides
    in_channels: int = 1
    out_channels: int = 1
    framework: Framework = PYTORCH
    part: Part | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "input_size", sides(self.input_size, "input_size", 1, self.params.dims))
        for name in ("in_channels", "out_channels"):
            channels = count(getattr(self, name), name)
            if channels % self.params.groups:
                raise InputError(
                    f"{name} is {channels} with {self.params.groups} groups: "
                    f"${name} must be a multiple of $groups"
                )
        if self.part is not None:
            self._check_part(self.part)
        output_size(self.axes, self.input_size)

    def _check_part(self, part: Part) -> None:
        sides = ((part.input, self.in_channels), (part.output, self.out_channels))
        if any(len(side.channels) != channels for side, channels in sides) or any(
            first + n > size
            for first, n, size in zip(part.input.start, self.input_size, part.input.size, strict=True)
        ):
            raise InputError("part doesn't fit the layer: $part takes what tconv-anim wrote itself")

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """The canonical form of each axis: the framework's own cuts."""
        if self.part is None:
            return tuple(
                map(self.framework.axis, self.params.axes, self.input_size, self.params.output_padding)
            )
        size = self.part.input.size
        whole = map(self.framework.axis, self.params.axes, size, self.params.output_padding)
        return tuple(
            axis.within(n, first, count)[0]
            for axis, n, first, count in zip(whole, size, self.part.input.start, self.input_size, strict=True)
        )

    @property
    def is_cropped(self) -> bool:
        """Whether only some rows or columns of a larger layer's input are shown."""
        return self.part is not None and self.part.input.size != self.input_size

    @property
    def output_padding(self) -> Sides:
        """That of the parameters, 0 where the part that is shown doesn't reach the end of an axis."""
        if self.part is None:
            return self.params.output_padding
        ends = zip(
            self.params.output_padding,
            self.part.input.start,
            self.input_size,
            self.part.input.size,
            strict=True,
        )
        return tuple(op if first + n == size else 0 for op, first, n, size in ends)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """``C_in H W``, with a side for each axis."""
        return (self.in_channels, *self.input_size)

    @property
    def weight_shape(self) -> tuple[int, ...]:
        """``C_in C_out/groups kH kW``."""
        return (self.in_channels, self.out_channels // self.params.groups, *self.params.kernel_size)

    @cached_property
    def output_shape(self) -> tuple[int, ...]:
        """``C_out H W``."""
        return (self.out_channels, *output_size(self.axes, self.input_size))

    @cached_property
    def regions(self) -> tuple[range, ...]:
        """The cells of each axis of canvas and output together, counted from the output's own origin."""
        return tuple(axis.region(n) for axis, n in zip(self.axes, self.input_size, strict=True))

    @property
    def inside(self) -> tuple[Any, ...]:
        """The output's part of an array that is laid out over :attr:`regions`, along each axis."""
        sides = zip(self.regions, self.output_shape[1:], strict=True)
        return tuple(slice(-region.start, n - region.start) for region, n in sides)

    def window(self, place: Place) -> tuple[range, ...]:
        """The cells along each axis under the kernel of the input element at ``place``."""
        return tuple(axis.window(i) for axis, i in zip(self.axes, place[1:], strict=True))

    @property
    def event_count(self) -> int:
        """Multiply-accumulates: every input element meets its group's whole kernel once."""
        return prod(self.input_shape) * prod(self.weight_shape[1:])

    @property
    def cell_count(self) -> int:
        """Cells of all input maps, kernel slices and canvases together."""
        canvas = self.out_channels * prod(map(len, self.regions))
        return prod(self.input_shape) + prod(self.weight_shape) + canvas
