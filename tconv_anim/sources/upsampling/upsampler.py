"""An up-sampler as a layer whose weight follows from what it is for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.axis import Pair
from tconv_anim.sources.found import Known, Upsampled
from tconv_anim.sources.said import Said


@dataclass(frozen=True, slots=True)
class Upsampler:
    """An up-sampler of so many dimensions: ``made`` gives its layer for an input, and ``asks`` for these."""

    dims: int
    made: Callable[[Known], Upsampled]
    asks: tuple[str, ...] = ("input_size",)


def upsampled(
    known: Known, weight: Any, groups: int, stride: Sequence[int], cuts: Sequence[Pair], **more: Any
) -> Upsampled:
    """The layer of this ``weight``, ``C_in C_out/groups`` and the kernel's axes; ``more`` is what it is fed.

    Raises :class:`InputError` if something is said of it that it has no use for.
    """
    if known.indices is not None:
        raise InputError("indices are given, and this layer has no use for them: leave $indices out")
    n_in, per_group, *kernel_size = weight.shape
    means = Said(len(kernel_size), tuple(kernel_size), tuple(stride), 1, groups).told(cuts)
    made = [
        (n - 1) * s + k - lo - hi
        for n, s, k, (lo, hi) in zip(known.size, stride, kernel_size, cuts, strict=True)
    ]
    if known.output_size is not None and made != [*known.output_size]:
        raise InputError(
            f"output_size is {shown(known.output_size)}, and this layer makes {shown(tuple(made))}: leave "
            "$output_size out"
        )
    channels = {"in_channels": n_in, "out_channels": per_group * groups}
    options = {**means.options, **channels, "input_size": known.size, "weight": weight}
    return Upsampled(options, **more)
