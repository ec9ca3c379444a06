"""Up-samplers that only put numbers in their places: pixel shuffle, in the orders that frameworks have."""

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from tconv_anim.errors import InputError, shown
from tconv_anim.sources.found import Known, Upsampled
from tconv_anim.sources.said import integers
from tconv_anim.sources.upsampling.upsampler import Upsampler, upsampled


def pixel_shuffle(dims: int | None, upscale_factor: Any = None) -> Upsampler:
    """``torch.nn.PixelShuffle``: r·r channels make one of r times the size, those of an output in a row."""
    return _shuffled(dims or 2, upscale_factor, together=True)


def depth_to_space(dims: int | None, block_size: Any = None) -> Upsampler:
    """TensorFlow's ``depth_to_space``: the first channels are those of the first place in all outputs."""
    return _shuffled(dims or 2, block_size, together=False)


def onnx(dims: int | None, blocksize: Any = None, mode: Any = "DCR") -> Upsampler:
    """ONNX's ``DepthToSpace``, whose modes are both of these orders."""
    if mode not in ("DCR", "CRD"):
        raise InputError(f"mode is {shown(mode)}: give $layer one with 'DCR' or 'CRD'")
    return _shuffled(dims or 2, blocksize, together=mode == "CRD")


def _shuffled(dims: int, factor: Any, together: bool) -> Upsampler:
    (r,) = integers("the factor", factor, 1, 1)
    places = r**dims

    def made(known: Known) -> Upsampled:
        n_in = known.channels or places
        if n_in % places:
            raise InputError(
                f"in_channels is {n_in}, which {places} places of a block don't divide: let $in_channels be "
                f"a multiple of {places}"
            )
        return put(known, n_in // places, [r] * dims, [r] * dims, [(0, 0)] * dims, together)

    return Upsampler(dims, made)


def put(
    known: Known,
    channels: int,
    block: Sequence[int],
    stride: Sequence[int],
    cuts: Sequence[tuple[int, int]],
    together: bool = True,
    **more: Any,
) -> Upsampled:
    """The layer whose input channels each have a place of their own in a block of an output channel.

    The channels of an output are ``together``, or else those of a place are; then no group has them all.
    """
    places = prod(block)
    one_hot = np.eye(places, dtype=np.int64).reshape(places, 1, *block)
    if together or channels == 1:
        weight, groups = np.concatenate([one_hot] * channels), channels
    else:
        weight = np.zeros((places * channels, channels, *block), np.int64)
        for c in range(channels):
            weight[c::channels, c] = one_hot[:, 0]
        groups = 1
    return upsampled(known, weight, groups, stride, cuts, **more)
