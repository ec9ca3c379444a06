"""Max-unpooling: numbers go back to where they were the largest of their window."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

import numpy as np

from tconv_anim.errors import InputError, shown
from tconv_anim.sources.found import Known, Upsampled
from tconv_anim.sources.said import integers
from tconv_anim.sources.upsampling.rearranging import put
from tconv_anim.sources.upsampling.upsampler import Upsampler
from tconv_anim.trace.numbers import Numbers


def max_unpool(
    dims: int | None, kernel_size: Any = None, stride: Any = None, padding: Any = 0, output_size: Any = None
) -> Upsampler:
    """``torch.nn.MaxUnpool2d``, where no windows overlap."""
    dims = dims or 2
    block = integers("kernel_size", kernel_size, dims, 1)
    strides = block if stride in (None, ()) else integers("stride", stride, dims, 1)
    paddings = integers("padding", padding, dims, 0)
    if any(k > s for k, s in zip(block, strides, strict=True)):
        raise InputError(
            f"its windows of {shown(tuple(block))} overlap with a stride of {shown(tuple(strides))}: where "
            "two have the same largest cell, unpooling writes one number over the other, and no sum of "
            "products does that. Give $layer a stride of at least its kernel_size"
        )
    told = None if output_size is None else integers("output_size", output_size[-dims:], dims, 1)

    def made(known: Known) -> Upsampled:
        wanted = told or known.output_size
        sizes = zip(known.size, wanted if wanted else [None] * dims, strict=True)
        axes = [
            _Axis(n, k, s, p, _checked(want, (n - 1) * s - 2 * p + k, s))
            for (n, want), k, s, p in zip(sizes, block, strides, paddings, strict=True)
        ]
        fed = partial(_split, axes, known.indices, known.seed)
        cuts = [axis.cut for axis in axes]
        heeded = known._replace(indices=None, output_size=None)
        return put(heeded, known.channels or 1, block, strides, cuts, fed=fed, remark=_SPLIT)

    return Upsampler(dims, made)


_SPLIT = (
    "Each input channel is shown as several, one for each place in a window; in which of them a number is, "
    "the indices say."
)


def onnx(
    dims: int | None, kernel_shape: Any = (2, 2), strides: Any = 1, pads: Any = None, output_size: Any = None
) -> Upsampler:
    """ONNX's ``MaxUnpool``, whose stride is 1 where it says none."""
    dims = dims or len(kernel_shape)
    ends = integers("pads", pads or 0, 2 * dims, 0)
    if ends[:dims] != ends[dims:]:
        raise InputError(f"pads is {shown(pads)}: give $layer one with the same at both ends of an axis")
    return max_unpool(dims, kernel_shape, strides, tuple(ends[:dims]), output_size)


@dataclass(frozen=True, slots=True)
class _Axis:
    """An axis of ``n`` windows that makes ``m`` cells."""

    n: int
    kernel_size: int
    stride: int
    padding: int
    m: int

    @property
    def cut(self) -> tuple[int, int]:
        whole = (self.n - 1) * self.stride + self.kernel_size
        return self.padding, whole - self.padding - self.m

    def kept(self, window: int) -> range:
        """The cells of a window that aren't cropped."""
        first = window * self.stride - self.padding
        return range(max(0, first), min(first + self.kernel_size, self.m))


def _checked(wanted: int | None, usual: int, stride: int) -> int:
    least, most = max(1, usual - stride + 1), usual + stride - 1
    if wanted is not None and not least <= wanted <= most:
        raise InputError(
            f"output_size is {wanted}, where unpooling makes {least} to {most} cells: take one of these for "
            "$output_size"
        )
    return usual if wanted is None else wanted


def _split(axes: Sequence[_Axis], indices: Numbers | None, seed: int, array: Numbers) -> Numbers:
    """An input as so many channels as there are places in a window for each of its own."""
    shape = (len(array), *(axis.n for axis in axes))
    if indices is not None and indices.shape != array.shape:
        raise InputError(
            f"indices has the shape {shown(indices.shape)} and input {shown(array.shape)}: let $indices and "
            "$input agree"
        )
    split = np.zeros((len(array), *(axis.kernel_size for axis in axes), *shape[1:]), array.dtype)
    random = Random(f"{seed}/indices").random
    for at in np.ndindex(shape):
        kept = [axis.kept(window) for axis, window in zip(axes, at[1:], strict=True)]
        if indices is None:
            cell = tuple(one.start + int(random() * len(one)) for one in kept)
        else:
            cell = _cell(axes, int(indices.reshape(shape)[at]))
        if any(one not in cells for one, cells in zip(cell, kept, strict=True)):
            raise InputError(
                f"the number at {shown(at)} is to go to cell {shown(cell)}, outside of its window: take "
                "$indices that max-pooling with the same windows gives, and $layer with its padding"
            )
        place = [one + a.padding - w * a.stride for one, a, w in zip(cell, axes, at[1:], strict=True)]
        split[(at[0], *place, *at[1:])] = array.reshape(shape)[at]
    return split.reshape(-1, *array.shape[1:])


def _cell(axes: Sequence[_Axis], index: int) -> tuple[int, ...]:
    """The cell of this number, counted row by row."""
    cell: list[int] = []
    for axis in reversed(axes[1:]):
        index, one = divmod(index, axis.m)
        cell.insert(0, one)
    return (index, *cell)
