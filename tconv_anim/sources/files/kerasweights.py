"""The numbers in a .keras file: HDF5 within an archive, read through h5py."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tconv_anim.errors import InputError, MissingExtraError, shown
from tconv_anim.reading import regular
from tconv_anim.sources.files.held import LARGEST_HEADER, checked_shape, numbers_in

_ENTRY = "model.weights.h5"

_MOST_GROUPS = 100_000

_MADE = 'save $layer with Keras 3: model.save("model.keras")'


class _Part(io.RawIOBase):
    """A stretch of a file as a file of its own."""

    def __init__(self, file: Any, start: int, length: int) -> None:
        self._file, self._start, self._length, self._at = file, start, length, 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, at: int, whence: int = 0, /) -> int:
        self._at = max(0, at + (0, self._at, self._length)[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        many = max(0, min(len(buffer), self._length - self._at))
        self._file.seek(self._start + self._at)
        data = self._file.read(many)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def weights_of(opened: zipfile.ZipFile, path: Path, names: Sequence[str], many: int) -> list[Any]:
    """The first ``many`` weights of the layer of this name, which is in the models named before it.

    Raises :class:`MissingExtraError` without h5py, and :class:`InputError` if they aren't there.
    """
    try:
        import h5py
    except ImportError:
        raise MissingExtraError(
            "the numbers of a .keras file need h5py: install it for $layer with "
            "pip install 'tconv-anim[keras]'"
        ) from None
    if _ENTRY not in opened.namelist():
        raise InputError(f"it has no {_ENTRY} in it: {_MADE}")
    entry = opened.getinfo(_ENTRY)
    if entry.compress_type:
        raise InputError(f"{_ENTRY} in it is packed, as Keras never packs it: {_MADE}")
    with regular(path, "layer") as file:
        file.seek(entry.header_offset)
        local = file.read(30)
        start = (
            entry.header_offset + 30 + sum(int.from_bytes(local[at : at + 2], "little") for at in (26, 28))
        )
        try:
            with h5py.File(_Part(file, start, entry.file_size), "r") as store:
                groups = [group for found, group in _groups(h5py, store) if found == tuple(names)]
                if len(groups) != 1:
                    called = shown(".".join(names[1:]))
                    raise InputError(
                        f"{_ENTRY} in it has {len(groups)} groups for {called}, not one: {_MADE}"
                    )
                return [_dataset(h5py, groups[0], str(number)) for number in range(many)]
        except (OSError, RuntimeError, KeyError, ValueError, TypeError, OverflowError, MemoryError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError(f"{_ENTRY} in it is not sound ({shown(str(error))[1:-1]}): {_MADE}") from None


def _groups(h5py: Any, store: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every group of weights, by the names of the models that it is in and its own."""
    waiting: list[tuple[Any, tuple[str, ...], int]] = [(store, (), 0)]
    visited = 0
    while waiting:
        group, names, depth = waiting.pop()
        visited += 1
        if visited > _MOST_GROUPS or depth > 64:
            raise InputError(f"{_ENTRY} in it has more groups than any model: {_MADE}")
        weights = _child(h5py, group, "vars")
        if weights is not None and isinstance(name := weights.attrs.get("name"), str):
            names = (*names, name)
            yield names, weights
        for key in group:
            child = None if key == "vars" else _child(h5py, group, key)
            if child is not None:
                waiting.append((child, names, depth + 1))


def _child(h5py: Any, group: Any, key: str) -> Any:
    """The group that is called so, if it is in this very file."""
    hard = key in group and isinstance(group.get(key, getlink=True), h5py.HardLink)
    child = group[key] if hard else None
    return child if isinstance(child, h5py.Group) else None


def _dataset(h5py: Any, group: Any, key: str) -> Any:
    """Its numbers, if they are in this very file and as many as its shape says."""
    hard = isinstance(group.get(key, getlink=True), h5py.HardLink)
    found = group[key] if hard else None
    if (
        not isinstance(found, h5py.Dataset)
        or found.external
        or found.is_virtual
        or found.dtype.kind not in "fiuV"
    ):
        raise InputError(f"{_ENTRY} in it has no numbers of its own for $layer: {_MADE}")
    shape = checked_shape(found.shape, found.name)
    if found.chunks and np.prod(found.chunks, dtype=float) * found.dtype.itemsize > LARGEST_HEADER * 16:
        raise InputError(f"{_ENTRY} in it has larger pieces than any model: {_MADE}")
    array = found[...]
    if found.attrs.get("dtype") == "bfloat16" and array.dtype.itemsize == 2:
        return numbers_in(array.tobytes(), "bfloat16", shape)
    if array.dtype.kind == "V":
        raise InputError(f"{_ENTRY} in it has no plain numbers for $layer: {_MADE}")
    return array
