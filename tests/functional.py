"""A second opinion: both convolutions as whole-array NumPy, sharing no code with the trace.

The signatures follow ``torch.nn.functional``, without the batch axis.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Pair = tuple[int, ...]


def conv_transpose2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Pair = (1, 1),
    padding: Pair = (0, 0),
    output_padding: Pair = (0, 0),
    groups: int = 1,
    dilation: Pair = (1, 1),
) -> NDArray[Any]:
    """Transposed convolution of ``C_in H W`` with ``C_in C_out/groups kH kW``: returns ``C_out H' W'``.

    One strided slice of the canvas a kernel tap, one channel contraction a slice; then the crop.
    """
    x, w = np.asarray(input), np.asarray(weight)
    (_, h, width), (_, per_group, kh, kw) = x.shape, w.shape
    (sh, sw), (dh, dw) = stride, dilation
    full = ((h - 1) * sh + dh * (kh - 1) + 1, (width - 1) * sw + dw * (kw - 1) + 1)
    # Room for output_padding past the canvas's end; the crop below then is one plain slice.
    canvas = np.zeros(
        (groups * per_group, full[0] + output_padding[0], full[1] + output_padding[1]),
        np.result_type(x, w),
    )
    maps = x.reshape(groups, -1, h, width)
    slices = w.reshape(groups, -1, per_group, kh, kw)
    for ky in range(kh):
        for kx in range(kw):
            landing = canvas[
                :,
                ky * dh : ky * dh + (h - 1) * sh + 1 : sh,
                kx * dw : kx * dw + (width - 1) * sw + 1 : sw,
            ]
            landing += np.einsum("gihw,gio->gohw", maps, slices[..., ky, kx]).reshape(landing.shape)
    output = canvas[
        :,
        padding[0] : canvas.shape[1] - padding[0],
        padding[1] : canvas.shape[2] - padding[1],
    ]
    return output if bias is None else output + np.asarray(bias)[:, None, None]


def conv2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Pair = (1, 1),
    padding: Pair = (0, 0),
    dilation: Pair = (1, 1),
    groups: int = 1,
) -> NDArray[Any]:
    """Direct convolution of ``C_in H W`` with ``C_out C_in/groups kH kW``: returns ``C_out H' W'``."""
    x, w = np.asarray(input), np.asarray(weight)
    x = np.pad(x, ((0, 0), (padding[0],) * 2, (padding[1],) * 2))
    kh, kw = w.shape[2:]
    extent = (dilation[0] * (kh - 1) + 1, dilation[1] * (kw - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(x, extent, axis=(1, 2))
    windows = windows[:, :: stride[0], :: stride[1], :: dilation[0], :: dilation[1]]
    maps = windows.reshape(groups, -1, *windows.shape[1:])
    slices = w.reshape(groups, -1, *w.shape[1:])
    output: NDArray[Any] = np.einsum("gihwyx,goiyx->gohw", maps, slices)
    output = output.reshape(w.shape[0], *windows.shape[1:3])
    return output if bias is None else output + np.asarray(bias)[:, None, None]
