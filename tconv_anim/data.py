"""The numbers of a layer: read from what the user wrote, or drawn from a seed."""

import json
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from tconv_anim.errors import InputError
from tconv_anim.geometry import Layer
from tconv_anim.trace import Numbers, numbers

_LARGEST_FILE = 64 * 2**20
"""Bytes of a data file that are read at most: far more than any layer that can be drawn."""

_AXES = {"input": 3, "weight": 4, "bias": 1}


def tensor(name: str, value: ArrayLike | str | Path) -> Numbers:
    """``input`` as C H W, ``weight`` as C_in C_out/groups kH kW, ``bias`` as C_out.

    ``value`` is an array, or text: inline JSON, or the name of a .json, .csv or .npy file. Axes of
    length 1 may be left out at the front: a table is one channel, a list one row. Raises
    :class:`InputError` if it can't be read or isn't an array of finite numbers.
    """
    array = numbers(name, _read(name, value) if isinstance(value, str | Path) else value)
    axes = _AXES[name]
    if array.ndim > axes:
        raise InputError(f"{name} has {array.ndim} axes: ${name} takes at most {axes}")
    return array.reshape((1,) * (axes - array.ndim) + array.shape)


def draw(layer: Layer, seed: int) -> tuple[Numbers, Numbers]:
    """Input and weight of ``layer``: small integers that depend on the seed and on their own shape only.

    Input elements are 1 to 4 and weights 0 to 3, so that sums keep to two digits in usual layers.
    """

    def integers(name: str, shape: tuple[int, ...], least: int) -> Numbers:
        # Python's generator, since its stream for a seed is the same in every version.
        random = Random(f"{seed}/{name}").random
        count = int(np.prod(shape))
        return np.array([least + int(random() * 4) for _ in range(count)], np.int64).reshape(shape)

    return integers("input", layer.input_shape, 1), integers("weight", layer.weight_shape, 0)


def _read(name: str, text: str | Path) -> Any:
    if isinstance(text, str) and (text.lstrip()[:1] in tuple("[{-0123456789") and not Path(text).is_file()):
        return _json(name, text, "the inline JSON")
    path = Path(text)
    readers = {".json": _read_json, ".csv": _read_csv, ".npy": _read_npy}
    if path.suffix not in readers:
        raise InputError(
            f"{name} is {str(text)!r}: ${name} takes inline JSON like [[1,2],[3,4]], "
            f"or a {', '.join(readers)} file"
        )
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise InputError(f"{path} is larger than {_LARGEST_FILE >> 20} MiB: give ${name} a smaller file")
        return readers[path.suffix](name, path)
    except OSError as error:
        raise InputError(f"{path} can't be read ({error.strerror}): check the name in ${name}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is no text: give ${name} a {path.suffix} file in UTF-8") from None


def _json(name: str, text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, ValueError) else "nested too deeply"
        raise InputError(
            f"{name} is no JSON: {where} fails with “{reason}”; ${name} takes a list like [[1,2],[3,4]]"
        ) from None


def _read_json(name: str, path: Path) -> Any:
    return _json(name, path.read_text("utf-8"), str(path))


def _read_csv(name: str, path: Path) -> list[list[float]]:
    lines = [line for line in path.read_text("utf-8-sig").splitlines() if line.strip()]
    return [
        [_csv_number(name, path, row, field) for field in line.split(",")]
        for row, line in enumerate(lines, 1)
    ]


def _csv_number(name: str, path: Path, row: int, field: str) -> float:
    try:
        return int(field)
    except ValueError:
        try:
            return float(field)
        except ValueError:
            raise InputError(
                f"{name} holds {field.strip()!r} in line {row} of {path}: ${name} takes numbers only"
            ) from None


def _read_npy(name: str, path: Path) -> Any:
    try:
        return np.load(path, allow_pickle=False)  # a pickle could run anything
    except (ValueError, EOFError):
        raise InputError(
            f"{path} is no array of numbers in NumPy's format: write ${name} with numpy.save"
        ) from None
