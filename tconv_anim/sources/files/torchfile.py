"""PyTorch's files: a zip archive with a pickle of the names and shapes, and an entry for each storage."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tconv_anim.errors import InputError, shown
from tconv_anim.reading import regular
from tconv_anim.sources.files.held import (
    MOST_NUMBERS,
    Held,
    bytes_each,
    checked_shape,
    layers_of,
    numbers_in,
)
from tconv_anim.sources.files.statepickle import Strided, tensors
from tconv_anim.sources.files.zipped import archive, small_entry, start_of
from tconv_anim.sources.found import Found

_MADE = "save model.state_dict() with torch.save of PyTorch 1.6 or later, and give $layer that"


def read(path: Path, direct: bool) -> list[Found]:
    """Every tensor of 3 or 4 axes in a state dict, by its key."""
    with regular(path, "layer") as file:
        start = file.read(4)
    if start[:1] == b"\x80":
        raise InputError(f"it is a bare pickle, as PyTorch before 1.6 wrote them: {_MADE}")
    with archive(path, _MADE) as opened:
        pickles = [name for name in opened.namelist() if name == "data.pkl" or name.endswith("/data.pkl")]
        if len(pickles) != 1:
            raise InputError(f"it has {len(pickles)} pickles of PyTorch's in it, where one is usual: {_MADE}")
        root = pickles[0].removesuffix("data.pkl")
        order = root + "byteorder"
        if order in opened.namelist() and start_of(opened, order, 8) != b"little":
            raise InputError(f"its numbers have their first byte last: {_MADE}, on a usual machine")
        data = small_entry(opened, pickles[0])
    held = [
        Held(name, tensor.shape, partial(_load, path, root, name, tensor))
        for name, tensor in tensors(data)
        if tensor.storage.kind not in ("", "?")
    ]
    return layers_of(held, direct)


def _load(path: Path, root: str, name: str, tensor: Strided) -> Any:
    shape = checked_shape(tensor.shape, name)
    each = bytes_each(tensor.storage.kind)
    reach = 1 + sum((side - 1) * step for side, step in zip(shape, tensor.steps, strict=True))
    if 0 in shape:
        return np.zeros(shape, np.float32)
    if reach > MOST_NUMBERS:
        raise InputError(
            f"{shown(name)} is spread over {reach:,} numbers: save {shown(name)} with .contiguous()"
        )
    with archive(path, _MADE) as opened:
        raw = start_of(opened, f"{root}data/{tensor.storage.key}", reach * each, tensor.offset * each)
    if len(raw) != reach * each:
        raise InputError(
            f"{shown(name)} ends {reach * each - len(raw):,} bytes too early: get it anew for $layer"
        )
    numbers = numbers_in(raw, tensor.storage.kind, [reach])
    steps = [step * numbers.itemsize for step in tensor.steps]
    return np.lib.stride_tricks.as_strided(numbers, shape, steps, writeable=False).copy()
