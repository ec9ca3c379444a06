"""The output of a whole layer, however large: summed tap by tap, in blocks, without a table of products."""

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tconv_anim.errors import InputError
from tconv_anim.layer.direct import AnyLayer
from tconv_anim.layer.geometry import Layer
from tconv_anim.trace.numbers import Numbers

Window = tuple[slice, ...]
"""The cells of a part of a map along each axis."""

LARGEST_LAYER = 20_000_000_000
"""Products that are summed at most: they take some seconds."""

_BLOCK = 2_000_000
"""Numbers that are held at once, besides what is given and what comes out."""

_EXACT_FLOAT = 2**53


def output_sums(layer: AnyLayer, x: Numbers, kernels: Numbers) -> Numbers:
    """The sums of all products on each output cell, ``C_out H W``; biases are not in them.

    ``kernels`` are ``C_out C_in kH kW``, of one group. Integers are exact (the caller has made sure that they
    keep within 64 bits). Raises :class:`InputError` for more than :data:`LARGEST_LAYER` products.
    """
    products = len(kernels) * x.size * prod(kernels.shape[2:])
    if products > LARGEST_LAYER:
        raise InputError(
            f"this layer has {products:,} products, and at most {LARGEST_LAYER:,} are added up: take a "
            "smaller $input_size, or name the channels in $shown_out"
        )
    if x.dtype.kind == "i" and _largest(x) * _largest(kernels) * kernels[0].size < _EXACT_FLOAT:
        # Floats have all integers up to there, and are multiplied many times faster.
        return output_sums(layer, x.astype(float), kernels.astype(float)).astype(np.int64)
    stage = _Stage(layer)
    each = max(1, _BLOCK // max(stage.region_size, x[0].size))
    blocks = (_outputs(stage, x, kernels[i : i + each]) for i in range(0, len(kernels), each))
    return np.concatenate(list(blocks))


def _outputs(stage: "_Stage", x: Numbers, kernels: Numbers) -> Numbers:
    if stage.direct:
        spread = stage.spread(x)
        taps = (np.tensordot(kernels[:, :, *tap], spread[:, *cells], 1) for tap, cells in stage.taps())
        return np.asarray(sum(taps))
    canvas = stage.blank(len(kernels), x.dtype)
    for tap, cells in stage.taps():
        canvas[:, *cells] += np.tensordot(kernels[:, :, *tap], x, 1)
    return stage.inside(canvas)


def energies(layer: AnyLayer, x: Numbers, kernels: Numbers, window: Window) -> NDArray[np.float64]:
    """The energy of each input channel: the sum of the squares of what it adds to a window of the output.

    ``kernels`` are ``C_out C_in kH kW``.
    """
    x, kernels = x.astype(float), kernels.astype(float)
    stage = _Stage(layer)
    each = max(1, _BLOCK // (stage.region_size * len(kernels)))
    found = [_added(stage, x[i : i + each], kernels[:, i : i + each], window) for i in range(0, len(x), each)]
    return np.concatenate(found)


def _added(stage: "_Stage", x: Numbers, kernels: Numbers, window: Window) -> NDArray[np.float64]:
    by_input = kernels.swapaxes(0, 1)[..., *(None for _ in window)]
    if stage.direct:
        spread = stage.spread(x)[:, None]
        added = sum(by_input[:, :, *tap] * spread[:, :, *cells] for tap, cells in stage.taps())
    else:
        canvas = stage.blank(len(x) * kernels.shape[0], x.dtype)
        maps = canvas.reshape(len(x), kernels.shape[0], *canvas.shape[1:])
        for tap, cells in stage.taps():
            maps[:, :, *cells] += by_input[:, :, *tap] * x[:, None]
        added = stage.inside(maps)
    energy = np.asarray(added)[(slice(None), slice(None), *window)] ** 2
    return np.asarray(energy.sum(tuple(range(1, energy.ndim))))


class _Stage:
    """Where products stand: on the canvas of a transposed layer, or on the padded input of a direct one."""

    def __init__(self, layer: AnyLayer) -> None:
        self.direct = not isinstance(layer, Layer)
        self._layer = layer if isinstance(layer, Layer) else layer.transposed
        self._shape = tuple(map(len, self._layer.regions))
        self.region_size = prod(self._shape)

    def blank(self, maps: int, dtype: np.dtype[np.generic]) -> Numbers:
        """So many empty maps."""
        return np.zeros((maps, *self._shape), dtype)

    def inside(self, maps: Numbers) -> Numbers:
        """The output's part of such maps."""
        inside: Any = (..., *self._layer.inside)
        return np.asarray(maps[inside])

    def spread(self, x: Numbers) -> Numbers:
        """A direct convolution's input with its padding."""
        maps = self.blank(len(x), x.dtype)
        self.inside(maps)[...] = x
        return maps

    def taps(self) -> Iterator[tuple[Any, Any]]:
        """Each weight's place in its kernel, with the cells of the maps that its products have."""
        along = [
            [
                slice(first, first + (n - 1) * axis.stride + 1, axis.stride)
                for tap in map(axis.weight_at, range(axis.kernel_size))
                for first in [axis.canvas(n).start - region.start + tap * axis.dilation]
            ]
            for axis, n, region in zip(
                self._layer.axes, self._layer.input_size, self._layer.regions, strict=True
            )
        ]
        for tap in product(*(range(len(cells)) for cells in along)):
            yield tap, tuple(cells[i] for cells, i in zip(along, tap, strict=True))


def _largest(array: Numbers) -> int:
    return max(abs(int(array.max())), abs(int(array.min())))
