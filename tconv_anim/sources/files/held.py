"""Arrays in files: what is said of one, checked before its numbers are read."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from tconv_anim.errors import InputError, shown
from tconv_anim.sources.found import Found

MOST_NUMBERS = 2**24
"""In one array: 128 MiB of the longest ones. The largest weights of usual models have half as many."""

LARGEST_HEADER = 4 * 2**20
"""Bytes of what a file says of itself. Models of thousands of arrays have a tenth of it."""


class Held(NamedTuple):
    """An array in a file: its name there, its shape, and what reads its numbers."""

    name: str
    shape: tuple[int, ...]
    load: Callable[[], Any]


def checked_shape(shape: Any, name: str) -> tuple[int, ...]:
    """``shape``; raises :class:`InputError` if it isn't one, or has too many numbers to be read."""
    sides: list[Any] = [*shape] if isinstance(shape, list | tuple) else [None]
    if any(type(side) is not int or side < 0 for side in sides) or len(sides) > 64:
        raise InputError(f"{shown(name)} has the shape {shown(shape)}: give $layer a sound file")
    count = 1
    for side in sides:
        count *= side
        if count > MOST_NUMBERS:
            raise InputError(
                f"{shown(name)} has the shape {shown(shape)}: $layer takes {MOST_NUMBERS:,} numbers "
                "at most, so cut a part of it into a file of its own"
            )
    return tuple(sides)


def numbers_in(raw: bytes, kind: str, shape: Sequence[int]) -> Any:
    """Bytes as numbers of a ``kind``: a little-endian dtype of NumPy, or bfloat16, which becomes float32."""
    if kind == "bfloat16":
        wide = np.frombuffer(raw, "<u2").astype("<u4")
        return np.left_shift(wide, 16, out=wide).view("<f4").reshape(shape)
    return np.frombuffer(raw, kind).reshape(shape)


def bytes_each(kind: str) -> int:
    """Bytes of a number of this kind."""
    return 2 if kind == "bfloat16" else np.dtype(kind).itemsize


def part(file: BinaryIO, start: int, many: int, name: str) -> bytes:
    """So many bytes of a file; raises :class:`InputError` if it ends before."""
    file.seek(start)
    data = file.read(many)
    if len(data) != many:
        raise InputError(
            f"the file ends within {shown(name)}, {many - len(data):,} bytes too early: get $layer anew"
        )
    return data


def layers_of(arrays: Iterable[Held], direct: bool) -> list[Found]:
    """Every array of 3 to 5 axes as a layer's weight, with the bias that its name and its length fit.

    In PyTorch's axes: ``C_in C_out/groups`` and the kernel's, or a direct layer's ``C_out C_in/groups`` and
    the kernel's. How many groups there are, only the bias of a transposed layer says.
    """
    held = {array.name: array for array in arrays}
    found = []
    for name, weight in held.items():
        if len(weight.shape) not in (3, 4, 5) or 0 in weight.shape:
            continue
        stem = name.removesuffix("weight")
        bias = held.get(f"{stem}bias") if stem != name else None
        if bias is not None and not _fits(bias.shape, weight.shape, direct):
            bias = None
        found.append(_layer(weight, bias, direct))
    return found


def _fits(bias: tuple[int, ...], weight: tuple[int, ...], direct: bool) -> bool:
    """Whether a bias has a number for each output channel that the weight may have."""
    first, second = weight[:2]
    if direct:
        return bias == (first,)
    return len(bias) == 1 and bias[0] > 0 and bias[0] % second == 0 and first % (bias[0] // second) == 0


def _layer(weight: Held, bias: Held | None, direct: bool) -> Found:
    first, second, *size = weight.shape
    dims = len(size)
    options: dict[str, Any] = {"kernel_size": tuple(size)}
    options |= {"out_channels": first} if direct else {"in_channels": first}
    if bias is not None and not direct:
        options |= {"out_channels": bias.shape[0], "groups": bias.shape[0] // second}

    def numbers() -> tuple[Any, Any]:
        return weight.load(), None if bias is None else bias.load()

    return Found(
        name=weight.name.removesuffix(".weight"),
        written=f"{weight.name}: {' × '.join(map(str, weight.shape))}",
        options=options,
        asks=("stride", "padding", "input_size"),
        direct=direct,
        dims=dims,
        biased=bias is not None,
        numbers=numbers,
    )
