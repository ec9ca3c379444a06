"""Up-samplers that interpolate: nearest, linear and cubic, of each framework by its own arguments."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial, reduce
from typing import Any

import numpy as np

from tconv_anim.errors import InputError, shown
from tconv_anim.sources.found import Known, Upsampled
from tconv_anim.sources.said import integers
from tconv_anim.sources.upsampling.interpolation import (
    NEAREST,
    Basis,
    Kernel,
    cubic,
    half_pixels,
    kernel,
    linear,
)
from tconv_anim.sources.upsampling.upsampler import Upsampler, upsampled
from tconv_anim.trace.numbers import Numbers

Along = Callable[[int, int, Fraction], Kernel]
"""The kernel of an axis with n input and m output cells; the last is what the scale makes of n/m."""

_MODES = {
    **{"nearest": 0, "nearest-exact": 0, "area": 0, "linear": 0, "cubic": 0},
    **{"bilinear": 2, "bicubic": 2, "trilinear": 3},
}
"""PyTorch's modes, and how many dimensions those have that say it."""


def torch(
    dims: int | None,
    size: Any = None,
    scale_factor: Any = None,
    mode: Any = "nearest",
    align_corners: Any = None,
    recompute_scale_factor: Any = None,
    antialias: Any = False,
    align_mode: Any = 0,
) -> Upsampler:
    """``torch.nn.Upsample`` and ``F.interpolate``; Paddle's, too."""
    if mode not in _MODES:
        raise InputError(f"mode is {shown(mode)}: give $layer one of {', '.join(_MODES)}")
    if antialias or align_mode:
        raise InputError("antialias and align_mode change the weights: give $layer one without them")
    curve: Basis = cubic if "cubic" in mode else linear
    if mode == "linear":
        dims = dims or 1
    if mode.startswith("nearest") or mode == "area":
        # Cells are areas for nearest-exact; for whole scales all three take the same cell.
        along = _areas(NEAREST["round_prefer_ceil"]) if mode == "nearest-exact" else _edges(NEAREST["floor"])
    else:
        along = _corners(curve) if align_corners else _areas(curve)
    if mode == "area" or recompute_scale_factor:
        along = partial(_of_size, along)
    return _upsampler(dims or _MODES[mode] or _counted(size, scale_factor), along, size, scale_factor)


def mlx(dims: int | None, scale_factor: Any = None, **said: Any) -> Upsampler:
    """``mlx.nn.Upsample``, whose modes don't say how many dimensions there are."""
    return torch(dims or _counted(scale_factor), None, scale_factor, **said)


def keras(dims: int | None, size: Any = 2, interpolation: Any = "nearest") -> Upsampler:
    """``keras.layers.UpSampling2D``, whose ``size`` is a scale."""
    ways = {"nearest": _edges(NEAREST["floor"]), "bilinear": _areas(linear)}
    if interpolation not in ways:
        raise InputError(
            f"interpolation is {shown(interpolation)}, which weighs the cells at the border anew, so that no "
            f"kernel says it: give $layer one of {', '.join(ways)}"
        )
    return _upsampler(dims or 2, ways[interpolation], None, size)


def onnx(
    dims: int | None,
    mode: Any = "nearest",
    coordinate_transformation_mode: Any = "half_pixel",
    nearest_mode: Any = "round_prefer_floor",
    cubic_coeff_a: Any = -0.75,
    exclude_outside: Any = 0,
    antialias: Any = 0,
    axes: Any = None,
    scales: Any = None,
    sizes: Any = None,
) -> Upsampler:
    """ONNX's ``Resize``, with the ``scales`` or ``sizes`` that it is fed, where they are known."""
    bases: dict[str, Basis] = {"linear": linear, "cubic": partial(cubic, a=Fraction(cubic_coeff_a))}
    bases |= {"nearest": NEAREST.get(nearest_mode, linear)}
    ways = {"half_pixel": _areas, "pytorch_half_pixel": _areas, "half_pixel_symmetric": _areas}
    ways |= {"align_corners": _corners, "asymmetric": _edges}
    way = ways.get(coordinate_transformation_mode)
    if way is None or mode not in bases or (mode == "nearest" and nearest_mode not in NEAREST):
        raise InputError(
            f"it is told {shown(mode)}, {shown(coordinate_transformation_mode)} and {shown(nearest_mode)}: "
            f"give $layer one with a mode of {', '.join(bases)}, {', '.join(ways)} and {', '.join(NEAREST)}"
        )
    if exclude_outside or antialias:
        raise InputError("exclude_outside and antialias weigh anew: give $layer one without them")
    if not axes:  # then all of them are told, the batch and the channels first
        scales, sizes = (value[2:] if value else None for value in (scales, sizes))
    return _upsampler(dims or _counted(sizes, scales), way(bases[mode]), sizes, scales)


def _edges(basis: Basis) -> Along:
    """Cells begin where they are."""
    return lambda n, m, step: kernel(basis, Fraction(0), step, n, m)


def _areas(basis: Basis) -> Along:
    """Cells are areas: half a cell lies before the first one's middle."""
    return lambda n, m, step: kernel(basis, half_pixels(step), step, n, m)


def _corners(basis: Basis) -> Along:
    """The first and the last cells lie on each other; one cell alone is all there is to take."""

    def along(n: int, m: int, step: Fraction) -> Kernel:
        if n == 1 or m == 1:
            return kernel(NEAREST["floor"], Fraction(0), Fraction(n, m), n, m)
        return kernel(basis, Fraction(0), Fraction(n - 1, m - 1), n, m)

    return along


def _of_size(along: Along, n: int, m: int, step: Fraction) -> Kernel:
    """The same where the scale counts only as the size that it leads to."""
    return along(n, m, Fraction(n, m))


def _counted(*said: Any) -> int:
    return next((len(one) for one in said if isinstance(one, list | tuple)), 2)


def _upsampler(dims: int, along: Along, size: Any, scale: Any) -> Upsampler:
    sizes = None if size is None else integers("size", size, dims, 1)
    scales = None if scale is None else _scales(scale, dims)

    def made(known: Known) -> Upsampled:
        before = known.size
        factors = scales or [Fraction(s) for s in known.stride or (1,) * dims]
        after = sizes or [int(n * factor) for n, factor in zip(before, factors, strict=True)]
        steps = (
            [Fraction(n, m) for n, m in zip(before, after, strict=True)]
            if sizes
            else [1 / factor for factor in factors]
        )
        axes = [along(*each) for each in zip(before, after, steps, strict=True)]
        return _interpolated(known, axes)

    return Upsampler(dims, made, ("input_size",) if size or scale else ("stride", "input_size"))


def _scales(scale: Any, dims: int) -> list[Fraction]:
    """How many times as large each axis becomes."""
    each = [*scale] if isinstance(scale, list | tuple) else [scale] * dims
    if len(each) != dims or not all(isinstance(one, int | float) and one > 0 for one in each):
        raise InputError(f"scale is {shown(scale)}: give $layer one with a number above 0, or {dims} of them")
    return [Fraction(one) for one in each]


def _interpolated(known: Known, axes: Sequence[Kernel]) -> Upsampled:
    """The layer that interpolates along each of these axes, every channel by itself."""
    taps = reduce(np.multiply.outer, [np.array(axis.taps, object) for axis in axes])
    whole = all(tap.denominator == 1 for tap in taps.flat)
    channels = known.channels or 1
    weight = np.broadcast_to(taps.astype(np.int64 if whole else np.float64), (channels, 1, *taps.shape))
    borders = [axis.border for axis in axes]
    size = [n + sum(border) for n, border in zip(known.size[-len(axes) :], borders, strict=True)]
    known = known._replace(size=tuple(size))
    more: dict[str, Any] = {}
    if any(map(max, borders)):
        more = {"fed": partial(_with_border, borders), "remark": _BORDER}
    made = upsampled(known, weight, channels, [a.stride for a in axes], [a.cut for a in axes], **more)
    return made._replace(options={**made.options, "border": tuple(borders)})


_BORDER = (
    "Around the input are copies of its outermost cells: frameworks clamp there, and with nothing around it "
    "the edges would come out too dark."
)


def _with_border(borders: Sequence[tuple[int, int]], array: Numbers) -> Numbers:
    rest = [(0, 0)] * (array.ndim - len(borders))
    return np.pad(array, [*rest, *borders], mode="edge")
