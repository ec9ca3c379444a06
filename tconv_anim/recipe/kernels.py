"""Kernels that have a name: those that up-sample a map as an image program does."""

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np

from tconv_anim.errors import InputError
from tconv_anim.layer.axis import sides
from tconv_anim.sources.upsampling.interpolation import NEAREST, half_pixels, linear, stamp
from tconv_anim.trace.numbers import Numbers

NAMED = {"bilinear": linear, "nearest": NEAREST["round_prefer_ceil"]}
"""What weight takes instead of numbers."""


def with_kernel(said: Mapping[str, Any], channels: int) -> dict[str, Any]:
    """The options of a layer that up-samples each of so many channels by itself, with its kernel as an array.

    ``said`` has a name of :data:`NAMED` for its weight, and its stride is how many times as large the output
    becomes. The bilinear kernel is that of FCN (Long, Shelhamer and Darrell, "Fully convolutional networks
    for semantic segmentation", 2015): 2·stride − stride mod 2 cells, which fall off to both sides. Raises
    :class:`InputError` where a kernel_size is asked for that the kernel doesn't have.
    """
    dims = said.get("dims", 2)
    name, stride = said["weight"], sides(said.get("stride", 1), "stride", 1, dims)
    taps = [_taps(name, s) for s in stride]
    sizes = list(map(len, taps))
    asked = said.get("kernel_size")
    if asked is not None and sides(asked, "kernel_size", 1, dims) != tuple(sizes):
        raise InputError(
            f"weight is {name!r}, whose kernel is {'x'.join(map(str, sizes))} for this stride: leave "
            "$kernel_size out, or give $weight its numbers"
        )
    kernel = reduce(np.multiply.outer, taps)
    usual = {"padding": tuple((k - s) // 2 for k, s in zip(sizes, stride, strict=True)), "groups": channels}
    return {**usual, **said, "weight": np.broadcast_to(kernel, (channels, 1, *sizes))}


def _taps(name: str, stride: int) -> Numbers:
    """The weights along one axis."""
    taps = stamp(NAMED[name], half_pixels(Fraction(1, stride)), stride).taps
    return np.array(taps, np.float64 if name == "bilinear" else np.int64)
