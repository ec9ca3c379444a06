"""Direct convolutions as integers: every shape, and the transposed one that leads back."""

from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

from tconv_anim.errors import InputError
from tconv_anim.layer.axis import Cuts, IntOrSides, Sides, ends, sides
from tconv_anim.layer.geometry import CONV_TRANSPOSES, ConvTranspose, Layer, fill
from tconv_anim.layer.part import Part


@dataclass(frozen=True, slots=True, init=False)
class Conv:
    """A direct convolution of ``dims`` axes: PyTorch's parameters.

    Raises :class:`InputError` for impossible ones.
    """

    kernel_size: Sides
    stride: Sides
    padding: Cuts
    dilation: Sides
    groups: int
    dims = 2

    def __init__(
        self,
        kernel_size: IntOrSides,
        stride: IntOrSides = 1,
        padding: Any = 0,
        dilation: IntOrSides = 1,
        groups: int = 1,
    ) -> None:
        fill(self, kernel_size, stride, padding, dilation, groups)

    def output_size(self, input_size: IntOrSides) -> Sides:
        """The output's size for an input's: per axis ``floor((m + 2p - d (k - 1) - 1) / s) + 1``.

        Raises :class:`InputError` where the dilated kernel is larger than the padded input.
        """
        return tuple(slack // s + 1 for slack, s in zip(self._slack(input_size), self.stride, strict=True))

    def transpose(self, input_size: IntOrSides) -> ConvTranspose:
        """The transposed convolution that leads back from this one's output to ``input_size``.

        It has the same parameters, and per axis ``op = (m + 2p - d (k - 1) - 1) mod s``: the cells at
        the end of the padded input that the last step of the stride never reached.
        """
        left_over = [slack % s for slack, s in zip(self._slack(input_size), self.stride, strict=True)]
        return CONV_TRANSPOSES[self.dims](
            self.kernel_size, self.stride, self.padding, left_over, self.dilation, self.groups
        )

    def _slack(self, input_size: IntOrSides) -> Sides:
        m = sides(input_size, "input_size", 1, self.dims)
        slack = tuple(
            size + sum(ends(p)) - d * (k - 1) - 1
            for size, p, d, k in zip(m, self.padding, self.dilation, self.kernel_size, strict=True)
        )
        if min(slack) < 0:
            raise InputError(
                "the dilated kernel is larger than the padded input: take a larger $input_size or "
                "$padding, or a smaller $kernel_size or $dilation"
            )
        return slack


class Conv1d(Conv):
    """One axis: shapes ``C L``."""

    dims = 1


class Conv2d(Conv):
    """Two axes: shapes ``C H W``."""


class Conv3d(Conv):
    """Three axes: shapes ``C D H W``."""

    dims = 3


CONVS = {1: Conv1d, 2: Conv2d, 3: Conv3d}
"""The direct convolutions by the number of their axes."""


@dataclass(frozen=True)
class ConvLayer:
    """A direct convolution of an input of this size; it may be a ``part`` (some channels) of a larger one.

    Raises :class:`InputError` where groups don't divide the channels, or the kernel is larger than the
    padded input.
    """

    params: Conv
    input_size: Sides
    in_channels: int = 1
    out_channels: int = 1
    part: Part | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "input_size", sides(self.input_size, "input_size", 1, self.params.dims))
        for name in ("in_channels", "out_channels"):
            if getattr(self, name) % self.params.groups:
                raise InputError(
                    f"{name} is {getattr(self, name)} with {self.params.groups} groups: "
                    f"${name} must be a multiple of $groups"
                )
        _ = self.transposed

    @cached_property
    def transposed(self) -> Layer:
        """The transposed convolution that leads from this one's output back to the shape of its input."""
        back, size = self.params.transpose(self.input_size), self.params.output_size(self.input_size)
        return Layer(back, size, self.out_channels, self.in_channels)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """``C_in H W``, with a side for each axis."""
        return (self.in_channels, *self.input_size)

    @property
    def weight_shape(self) -> tuple[int, ...]:
        """``C_out C_in/groups kH kW``."""
        return self.transposed.weight_shape

    @property
    def output_shape(self) -> tuple[int, ...]:
        """``C_out H W``, each side by the floor formula."""
        return self.transposed.input_shape

    @property
    def padded(self) -> tuple[range, ...]:
        """The cells of each axis of the padded input, counted from the input's own origin."""
        return tuple(
            range(min(0, -lo), size + max(0, hi))
            for (lo, hi), size in zip(map(ends, self.params.padding), self.input_size, strict=True)
        )

    @property
    def event_count(self) -> int:
        """Multiply-accumulates, those with padding's zeros among them."""
        return self.transposed.event_count

    @property
    def cell_count(self) -> int:
        """Cells of all padded input maps, kernel slices and output maps together."""
        inputs = self.in_channels * prod(map(len, self.padded))
        return inputs + prod(self.weight_shape) + prod(self.output_shape)


AnyLayer = Layer | ConvLayer
"""A transposed convolution, or a direct one."""
