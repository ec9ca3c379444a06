"""Random layers of all kinds, and their numbers in the order in which other frameworks have them."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tconv_anim.errors import InputError
from tconv_anim.layer.direct import Conv2d
from tconv_anim.layer.frameworks import FRAMEWORKS
from tconv_anim.layer.geometry import ConvTranspose2d
from tconv_anim.trace.convtrace import AnyTrace, record_conv
from tconv_anim.trace.trace import Trace, record


def random_traces(count: int, seed: int = 0) -> Iterator[AnyTrace]:
    """Layers of every framework and with any cuts, direct ones, rows, groups, with a bias and without."""
    rng = np.random.default_rng(seed)
    while count:
        try:
            trace = _random_trace(rng)
        except InputError:
            continue
        yield trace
        count -= 1


def _random_trace(rng: np.random.Generator) -> AnyTrace:
    def pair(least: int, most: int) -> tuple[int, int]:
        # As people write layers, mostly: the same along both axes.
        one, other = rng.integers(least, most + 1, 2).tolist()
        return (one, one) if rng.random() < 0.6 else (one, other)

    kernel, stride, size = pair(1, 5), pair(1, 3), pair(1, 4)
    dilation = pair(1, 3) if rng.random() < 0.3 else (1, 1)
    groups = int(rng.choice([1, 1, 1, 2]))
    framework = FRAMEWORKS[rng.choice(list(FRAMEWORKS))]
    padding: Any = 0
    op = (0, 0)
    if "padding" in framework.heeds:
        padding = pair(0, 2)
        if rng.random() < 0.2:
            padding = tuple(tuple(rng.integers(-2, 4, 2).tolist()) for _ in range(2))
    if "output_padding" in framework.heeds:
        op = pair(0, 2)
    if rng.random() < 0.25:  # a row
        kernel, stride, size, dilation, op = ((1, v[1]) for v in (kernel, stride, size, dilation, op))
        op = (0, op[1])
        padding = (0, padding[1]) if padding else 0
    n_in, n_out = (groups * int(rng.integers(1, 3)) for _ in range(2))

    def numbers(*shape: int) -> Any:
        return rng.integers(-9, 10, shape)

    bias = numbers(n_out) if rng.random() < 0.5 else None
    x = numbers(n_in, *size)
    if rng.random() < 0.2:
        weight = numbers(n_out, n_in // groups, *kernel)
        return record_conv(Conv2d(kernel, stride, padding, dilation, groups), x, weight, bias)
    weight = numbers(n_in, n_out // groups, *kernel)
    params = ConvTranspose2d(kernel, stride, padding, op, dilation, groups)
    return record(params, x, weight, bias, framework)


def channels_last(array: Any, row: bool) -> Any:
    """``C H W`` as ``1 H W C``, or ``1 W C`` of a row."""
    array = np.moveaxis(np.asarray(array, np.float32), 0, -1)[None]
    return array[:, 0] if row else array


def channels_first(array: Any) -> Any:
    """``1 H W C`` or ``1 W C`` as ``C H W``."""
    array = np.moveaxis(np.asarray(array)[0], -1, 0)
    return array if array.ndim == 3 else array[:, None]


def kernel_first(trace: AnyTrace, row: bool) -> Any:
    """The weight as ``kH kW O I`` of a transposed layer, ``kH kW I/g O`` of a direct one; ``kW`` of a row."""
    weight = np.asarray(trace.weight, np.float32).transpose(2, 3, 1, 0)
    return weight[0] if row else weight


def grouped(trace: AnyTrace, row: bool) -> Any:
    """The weight of a transposed layer as that of a direct one: ``kH kW I/g O``."""
    groups = trace.layer.params.groups
    n_in, per_group, kh, kw = trace.weight.shape
    weight = np.asarray(trace.weight, np.float32).reshape(groups, n_in // groups, per_group, kh, kw)
    weight = weight.transpose(3, 4, 1, 0, 2).reshape(kh, kw, n_in // groups, groups * per_group)
    return weight[0] if row else weight


def is_transposed(trace: AnyTrace) -> bool:
    return isinstance(trace, Trace)
