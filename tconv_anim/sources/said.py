"""What all frameworks say alike of a layer, checked, and how our options say it."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.axis import Cut, Sides
from tconv_anim.sources.found import Options


class Meaning(NamedTuple):
    """A layer's ``options``; ``cut`` gives those that depend on the input's size."""

    options: Options
    cut: Callable[[Sides], Options] | None = None


class Said:
    """What all frameworks say alike, checked; raises :class:`InputError` for what can't be."""

    def __init__(self, dims: int, kernel_size: Any, stride: Any, dilation: Any, groups: Any) -> None:
        if dims not in (1, 2, 3):
            raise InputError(f"the layer has {dims} dimensions: give $layer one with 1, 2 or 3")
        self.dims = dims
        self.kernel_size = None if kernel_size is None else self.sides("kernel_size", kernel_size, 1)
        self.stride = self.sides("stride", 1 if stride is None else stride, 1)
        self.dilation = self.sides("dilation", 1 if dilation is None else dilation, 1)
        (self.groups,) = integers("groups", groups, 1, 1)

    def sides(self, name: str, value: Any, least: int) -> list[int]:
        """One integer for all axes, or one for each."""
        return integers(name, value, self.dims, least)

    def ends(self, padding: Any) -> list[tuple[int, int]]:
        """One integer for all ends, or for each axis one or two."""
        each = padding if isinstance(padding, list | tuple) else [padding]
        each = [*each] * (self.dims if len(each) == 1 else 1)
        if len(each) != self.dims:
            raise no_padding(padding, f"as many pairs as the layer has dimensions, {self.dims}")
        lo_hi = [integers("padding", one, 2, None) for one in each]
        return [(lo, hi) for lo, hi in lo_hi]

    def extents(self) -> list[int]:
        """Cells of the dilated kernel along each axis."""
        if self.kernel_size is None:
            raise InputError("what is cut depends on the kernel's size, which isn't known: give $kernel_size")
        return [d * (k - 1) + 1 for k, d in zip(self.kernel_size, self.dilation, strict=True)]

    def by(self, framework: str) -> Meaning:
        """The layer whose framework chooses the cuts."""
        options: dict[str, Any] = {} if self.kernel_size is None else {"kernel_size": tuple(self.kernel_size)}
        options |= {
            "stride": tuple(self.stride),
            "dilation": tuple(self.dilation),
            "groups": self.groups,
        }
        return Meaning(options | ({"framework": framework} if framework else {}))

    def told(
        self,
        cuts: Sequence[Cut],
        output_padding: Sequence[int] = (),
        framework: str = "",
        direct: bool = False,
    ) -> Meaning:
        """The layer that is told its cuts, one or two integers for each axis."""
        padding = [c if isinstance(c, int) else c[0] if c[0] == c[1] >= 0 else c for c in cuts]
        options = {**self.by(framework).options, "padding": tuple(padding)}
        if not direct:
            options["output_padding"] = tuple(output_padding or [0] * self.dims)
        return Meaning(options)


def integers(name: str, value: Any, many: int, least: int | None) -> list[int]:
    """``value`` as so many integers, one of which stands for all; raises :class:`InputError`."""
    each = [*value] if isinstance(value, list | tuple) else [value]
    each *= many if len(each) == 1 else 1
    if len(each) != many or any(type(one) is not int for one in each):
        wanted = "an integer" if many == 1 else f"one integer, or {many}"
        raise InputError(
            f"{name} is {shown(value)}, which isn't {wanted}: give $layer one with integers there"
        )
    for one in each:
        if least is not None and one < least:
            raise InputError(f"{name} is {shown(one)}, where {least} is the least: give $layer a larger one")
    return each


def no_padding(padding: Any, known: str) -> InputError:
    """The error for a padding that a framework doesn't take; ``known`` are those it does."""
    return InputError(
        f"padding is {shown(padding)}, which this layer doesn't take: give $layer one with {known}"
    )


def halves(total: int, upper: bool = True) -> tuple[int, int]:
    """A total as two ends, of which the last (``upper``) or the first has the odd cell."""
    less, more = total // 2, total - total // 2
    return (less, more) if upper else (more, less)
