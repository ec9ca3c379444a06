"""Direct convolutions as integers: every shape, and the transposed one that leads back."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tconv_anim.errors import InputError
from tconv_anim.layer.axis import Cuts, IntOrPair, Pair, ends, pair
from tconv_anim.layer.geometry import ConvTranspose2d, Layer, fill
from tconv_anim.layer.part import Part


@dataclass(frozen=True, slots=True, init=False)
class Conv2d:
    """A direct convolution: PyTorch's parameters. Raises :class:`InputError` for impossible ones."""

    kernel_size: Pair
    stride: Pair
    padding: Cuts
    dilation: Pair
    groups: int

    def __init__(
        self,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: Any = 0,
        dilation: IntOrPair = 1,
        groups: int = 1,
    ) -> None:
        fill(self, kernel_size, stride, padding, dilation, groups)

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
            size + sum(ends(p)) - d * (k - 1) - 1
            for size, p, d, k in zip(m, self.padding, self.dilation, self.kernel_size, strict=True)
        )
        if min(slack) < 0:
            raise InputError(
                "the dilated kernel is larger than the padded input: take a larger $input_size or "
                "$padding, or a smaller $kernel_size or $dilation"
            )
        return slack[0], slack[1]


@dataclass(frozen=True)
class ConvLayer:
    """A direct convolution of an input of this size; it may be a ``part`` (some channels) of a larger one.

    Raises :class:`InputError` where groups don't divide the channels, or the kernel is larger than the
    padded input.
    """

    params: Conv2d
    input_size: Pair
    in_channels: int = 1
    out_channels: int = 1
    part: Part | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "input_size", pair(self.input_size, "input_size", 1))
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
    def input_shape(self) -> tuple[int, int, int]:
        """``C_in H W``."""
        return (self.in_channels, *self.input_size)

    @property
    def weight_shape(self) -> tuple[int, int, int, int]:
        """``C_out C_in/groups kH kW``."""
        return self.transposed.weight_shape

    @property
    def output_shape(self) -> tuple[int, int, int]:
        """``C_out H W``, each side by the floor formula."""
        return self.transposed.input_shape

    @property
    def padded(self) -> tuple[range, range]:
        """Rows and columns of the padded input, counted from the input's own origin."""
        rows, cols = (
            range(min(0, -lo), size + max(0, hi))
            for (lo, hi), size in zip(map(ends, self.params.padding), self.input_size, strict=True)
        )
        return rows, cols

    @property
    def event_count(self) -> int:
        """Multiply-accumulates, those with padding's zeros among them."""
        return self.transposed.event_count

    @property
    def cell_count(self) -> int:
        """Cells of all padded input maps, kernel slices and output maps together."""
        rows, cols = self.padded
        c_out, per_group, kh, kw = self.weight_shape
        _, h, w = self.output_shape
        return self.in_channels * len(rows) * len(cols) + c_out * (per_group * kh * kw + h * w)


AnyLayer = Layer | ConvLayer
"""A transposed convolution, or a direct one."""
