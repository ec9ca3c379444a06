"""NumPy's .npz: an archive of arrays, of which only plain numbers are read."""

import io
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tconv_anim.errors import InputError, shown
from tconv_anim.sources.files.held import Held, checked_shape, layers_of
from tconv_anim.sources.files.zipped import archive, start_of
from tconv_anim.sources.found import Found

_MADE = "make $layer with numpy.savez"

_HEADER = 1 << 14
"""Bytes that an array's header has at most; numpy.savez writes 128."""


def read(path: Path, direct: bool) -> list[Found]:
    """Every array of 3 or 4 axes, by its key."""
    with archive(path, _MADE) as opened:
        names = [name for name in opened.namelist() if name.endswith(".npy")]
        held = []
        for name in names:
            shape, dtype, _, _ = _header(start_of(opened, name, _HEADER), name)
            if dtype.kind in "fiu":
                key = name.removesuffix(".npy")
                held.append(Held(key, shape, partial(_load, path, name)))
    return layers_of([one for one in held if _readable(one)], direct)


def _readable(one: Held) -> bool:
    return len(one.shape) in (1, 3, 4, 5)


def _load(path: Path, name: str) -> Any:
    with archive(path, _MADE) as opened:
        shape, dtype, by_columns, skip = _header(start_of(opened, name, _HEADER), name)
        checked_shape(shape, name)
        many = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
        raw = start_of(opened, name, many, skip)
    if len(raw) != many:
        raise InputError(f"{shown(name)} in it ends {many - len(raw):,} bytes too early: {_MADE}")
    return np.frombuffer(raw, dtype).reshape(shape, order="F" if by_columns else "C")


def _header(data: bytes, name: str) -> tuple[tuple[int, ...], np.dtype[Any], bool, int]:
    """Shape, kind, whether columns come first, and its own length; only ``data`` is looked at for it."""
    file = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(file)
        reader = (
            np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        )
        shape, by_columns, dtype = reader(file, max_header_size=_HEADER)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError, EOFError) as error:
        reason = shown(str(error).partition("\n")[0])[1:-1]
        raise InputError(f"{shown(name)} in it is not one of NumPy's arrays ({reason}): {_MADE}") from None
    if any(type(side) is not int or side < 0 for side in shape):
        raise InputError(f"{shown(name)} in it has the shape {shown(shape)}: {_MADE}")
    return shape, dtype, by_columns, file.tell()
