"""The numbers of a layer: read from what the user wrote, or drawn from a seed."""

import io
import json
import sys
import zlib
from math import prod
from pathlib import Path
from random import Random
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np
from numpy.typing import ArrayLike

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.direct import AnyLayer
from tconv_anim.reading import limited, regular
from tconv_anim.recipe.pictures import SUFFIXES as PICTURES
from tconv_anim.sources.host import host
from tconv_anim.trace.numbers import Numbers, numbers

LARGEST_TEXT, LARGEST_ARRAYS = 2 * 2**20, 128 * 2**20
"""Bytes of data that are read at most, of texts and of arrays: the kernel of a large layer."""

_FEW_CHANNELS = 3
"""Input channels whose products add up to sums of two digits."""

_CHANNELS = {"input": 1, "indices": 1, "weight": 2, "bias": 1, "rest": 1, "gradient": 1}
"""Axes that aren't those of a map."""


def tensor(name: str, value: ArrayLike | str | Path, dims: int | None = 2) -> Numbers:
    """``input`` and ``indices`` as C H W (with ``dims`` sides), ``weight`` as C_in C_out/groups kH kW (a
    direct convolution's: C_out C_in/groups kH kW), ``bias`` as C_out, ``rest`` and
    ``gradient`` as C_out H W.

    ``value`` is an array, or text: inline JSON, or the name of a .json, .csv or .npy file. Axes of
    length 1 may be left out at the front: a table is one channel, a list one row; but where nobody says
    ``dims``, all are there. Raises :class:`InputError` if it can't be read or isn't an array of finite
    numbers.
    """
    array = numbers(name, host(loaded(name, value)))
    least = _CHANNELS[name]
    axes = least if name == "bias" else max(least + 1, array.ndim) if dims is None else least + dims
    if array.ndim > axes:
        raise InputError(f"{name} has {array.ndim} axes: ${name} takes at most {axes}")
    return array.reshape((1,) * (axes - array.ndim) + array.shape)


def loaded(name: str, value: Any) -> Any:
    """The array that a text says or a file has, with as many axes as it has there; all else as it is."""
    return _read(name, value) if isinstance(value, str | Path) else value


def is_file_name(text: str) -> bool:
    """Whether :func:`tensor` would read the numbers from a file of this name, not from the text itself."""
    return Path(text.partition("#")[0]).suffix.lower() in (*_READERS, *PICTURES)


def draw_input(shape: tuple[int, ...], seed: int) -> Numbers:
    """An input of this shape: integers from 1 to 4 that depend on that and on the seed only."""
    return _integers(f"{seed}/input", shape, 1, 4)


def draw_weight(layer: AnyLayer, seed: int, signed: bool = False) -> Numbers:
    """A weight for ``layer``, likewise: integers from 0 to 3, so that sums keep to two digits as a rule.

    They are −2 to 2 where that is asked for, or where there are many input channels, so that their sums stay
    small.
    """
    span = (0, 4) if layer.in_channels <= _FEW_CHANNELS and not signed else (-2, 5)
    return _integers(f"{seed}/weight", layer.weight_shape, *span)


def draw_gradient(layer: AnyLayer, seed: int) -> Numbers:
    """A gradient for the output of ``layer``: integers from −2 to 2."""
    return _integers(f"{seed}/gradient", layer.output_shape, -2, 5)


def first_inputs(seed: int, count: int) -> list[int]:
    """The numbers with which :func:`draw_input` begins, whatever the layer."""
    drawn: list[int] = _integers(f"{seed}/input", (count,), 1, 4).tolist()
    return drawn


def first_weights(seed: int, count: int) -> list[int]:
    """The same of :func:`draw_weight`, for layers of at most three input channels."""
    drawn: list[int] = _integers(f"{seed}/weight", (count,), 0, 4).tolist()
    return drawn


def _integers(seed: str, shape: tuple[int, ...], least: int, several: int) -> Numbers:
    # Python's generator, since its stream for a seed is the same in every version.
    random = Random(seed).random
    return np.array([least + int(random() * several) for _ in range(prod(shape))], np.int64).reshape(shape)


def draw_bias(channels: int, seed: int) -> list[int]:
    """A bias of integers from 1 to 3, which depends on the seed and on the channels only."""
    random = Random(f"{seed}/bias").random
    return [1 + int(random() * 3) for _ in range(channels)]


def ones(layer: AnyLayer) -> tuple[Numbers, Numbers]:
    """Input and weight of ``layer`` as ones: each output element then counts its products."""
    return np.ones(layer.input_shape, np.int64), np.ones(layer.weight_shape, np.int64)


def _read(name: str, text: str | Path) -> Any:
    path, _, key = str(text).rpartition("#") if ".npz#" in str(text).lower() else (str(text), "", "")
    suffix = Path(path).suffix.lower()
    if suffix not in _READERS:
        if str(text).lstrip().startswith(tuple("[{-0123456789")):
            return _json(name, str(text), "the inline JSON")
        raise InputError(
            f"{name} is {shown(str(text))}: ${name} takes inline JSON like [[1,2],[3,4]], "
            f"or a {', '.join(_READERS)} file"
        )
    file = shown(path)
    most = LARGEST_ARRAYS if suffix in (".npy", ".npz") else LARGEST_TEXT
    try:
        with regular(Path(path), name) as opened:
            data = limited(opened, most, name, file)
    except OSError as error:
        raise InputError(f"{file} can't be read ({error.strerror}): check the name in ${name}") from None
    return _read_npz(name, data, file, key) if suffix == ".npz" else _READERS[suffix](name, data, file)


def read_standard_input(name: str) -> Any:
    """The numbers on standard input, JSON or CSV, at most :data:`LARGEST_TEXT` bytes."""
    called = "standard input"
    data = limited(sys.stdin.buffer, LARGEST_TEXT, name, called)
    read = _read_json if data.lstrip()[:1] in (b"[", b"{") else _read_csv
    return read(name, data, called)


def _json(name: str, text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, ValueError) else "nested too deeply"
        raise InputError(
            f"{name} is not JSON: {where} fails with “{shown(reason)[1:-1]}”; "
            f"${name} takes a list like [[1,2],[3,4]]"
        ) from None


def _text(name: str, data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{where} is not text: give ${name} one in UTF-8") from None


def _read_json(name: str, data: bytes, where: str) -> Any:
    return _json(name, _text(name, data, where), where)


def _read_csv(name: str, data: bytes, where: str) -> list[Any]:
    lines = [line for line in _text(name, data, where).splitlines() if line.strip()]
    table = [
        [_csv_number(name, where, row, field) for field in line.split(",")]
        for row, line in enumerate(lines, 1)
    ]
    # A list, too, is a table in this format: of one row, or of one number a row.
    is_list = name == "bias" and (len(table) == 1 or all(len(row) == 1 for row in table))
    return [number for row in table for number in row] if is_list else table


def _csv_number(name: str, where: str, row: int, field: str) -> float:
    try:
        return int(field)
    except ValueError:
        try:
            return float(field)
        except ValueError:
            raise InputError(
                f"{name} holds {shown(field.strip())} in line {row} of {where}: ${name} takes numbers only"
            ) from None


def _read_npy(name: str, data: bytes, where: str) -> Any:
    try:
        # A pickle could run anything. A header that promises more than there is fails at once.
        array = np.load(io.BytesIO(data), allow_pickle=False)
    except Exception:  # a damaged header fails in whatever way its reading does
        array = None
    if not isinstance(array, np.ndarray):
        raise InputError(
            f"{where} is not an array of numbers in NumPy's format: write ${name} with numpy.save"
        )
    return array


def _read_npz(name: str, data: bytes, where: str, key: str = "") -> Any:
    """One of the arrays in NumPy's archive: that of its ``key``, or the only one."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            sizes = {entry.filename.removesuffix(".npy"): entry.file_size for entry in archive.infolist()}
            names = ", ".join(list(sizes)[:12])
            if (not key and len(sizes) != 1) or (key and key not in sizes):
                raise InputError(
                    f"{where} has the arrays {names}: name one of them behind a # in ${name} "
                    f"({Path(where[1:-1]).name}#{next(iter(sizes), 'w')})"
                )
            key = key or next(iter(sizes))
            if sizes[key] > LARGEST_ARRAYS:
                raise InputError(
                    f"{key} in {where} is larger than {LARGEST_ARRAYS >> 20} MiB: give ${name} a smaller one"
                )
            entry = archive.read(f"{key}.npy")
    except (BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError, zlib.error):
        raise InputError(
            f"{where} is not an archive of arrays in NumPy's format: write ${name} with numpy.savez"
        ) from None
    return _read_npy(name, entry, f"{key} in {where}")


_READERS = {".json": _read_json, ".csv": _read_csv, ".npy": _read_npy, ".npz": _read_npz}
"""What reads files of each suffix."""
