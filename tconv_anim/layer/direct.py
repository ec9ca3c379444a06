"""The direct convolution as a layer of its own: its parameters, channels and input size, all shapes known."""

from dataclasses import dataclass
from functools import cached_property

from tconv_anim.errors import InputError
from tconv_anim.layer.geometry import Conv2d, Layer, Pair, pair


@dataclass(frozen=True)
class ConvLayer:
    """A direct convolution of an input of this size.

    Raises :class:`InputError` where groups don't divide the channels, or the kernel is larger than the
    padded input.
    """

    params: Conv2d
    input_size: Pair
    in_channels: int = 1
    out_channels: int = 1

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
            range(-p, size + p) for p, size in zip(self.params.padding, self.input_size, strict=True)
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
