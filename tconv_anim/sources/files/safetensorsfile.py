"""The .safetensors format: eight bytes for the header's length, the header as JSON, and the numbers."""

import json
from functools import partial
from math import prod
from pathlib import Path
from typing import Any

from tconv_anim.errors import InputError, shown
from tconv_anim.reading import regular
from tconv_anim.sources.files.held import (
    LARGEST_HEADER,
    Held,
    bytes_each,
    checked_shape,
    layers_of,
    numbers_in,
    part,
)
from tconv_anim.sources.found import Found

_KINDS = {
    **{"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "bfloat16"},
    **{"I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1"},
    **{"U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1"},
}

_MADE = "make $layer with safetensors' save_file"


def read(path: Path, direct: bool) -> list[Found]:
    """Every array of 3 or 4 axes, by its key."""
    with regular(path, "layer") as file:
        size = file.seek(0, 2)
        length = int.from_bytes(part(file, 0, 8, "the header's length"), "little")
        if length > min(size - 8, LARGEST_HEADER):
            raise InputError(
                f"its header is to have {length:,} bytes, and {min(size - 8, LARGEST_HEADER):,} are the most "
                f"that it can: {_MADE}"
            )
        header = part(file, 8, length, "the header")
    try:
        said = json.loads(header)
    except (ValueError, RecursionError):
        raise InputError(f"its header is not JSON: {_MADE}") from None
    if not isinstance(said, dict):
        raise InputError(f"its header is {shown(said)}, no table of arrays: {_MADE}")
    held = [_held(path, name, one, 8 + length, size) for name, one in said.items() if name != "__metadata__"]
    return layers_of([one for one in held if one is not None], direct)


def _held(path: Path, name: str, said: Any, after: int, size: int) -> Held | None:
    """The array that the header says this of; None if its numbers are of no kind that can be shown."""
    try:
        kind, shape, (start, end) = _KINDS.get(str(said["dtype"])), said["shape"], said["data_offsets"]
        whole = len(shape) <= 64 and all(type(one) is int and one >= 0 for one in (*shape, start, end))
    except (TypeError, KeyError, ValueError):
        whole = False
    if not whole:
        raise InputError(f"its header says {shown(said)} of {shown(name)}: {_MADE}")
    if kind is None:
        return None
    if end - start != prod(shape) * bytes_each(kind) or after + end > size:
        raise InputError(
            f"{shown(name)} is to be {shown(shape)} of {shown(said['dtype'])}, in bytes {shown(start)} to "
            f"{shown(end)} of {size - after:,}: {_MADE}, or get it anew"
        )
    return Held(name, tuple(shape), partial(_load, path, name, kind, shape, after + start))


def _load(path: Path, name: str, kind: str, shape: list[int], start: int) -> Any:
    sides = checked_shape(shape, name)
    with regular(path, "layer") as file:
        return numbers_in(part(file, start, prod(sides) * bytes_each(kind), name), kind, sides)
