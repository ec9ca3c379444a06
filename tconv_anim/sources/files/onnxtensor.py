"""ONNX's tensors: in the model's own file, or in one beside it."""

from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tconv_anim.errors import InputError, shown
from tconv_anim.reading import regular
from tconv_anim.sources.files.held import bytes_each, checked_shape, numbers_in, part
from tconv_anim.sources.files.protobuf import Span, Wire

_KINDS = {
    **{1: "<f4", 10: "<f2", 11: "<f8", 16: "bfloat16"},
    **{2: "u1", 3: "i1", 4: "<u2", 5: "<i2", 6: "<i4", 7: "<i8", 12: "<u4", 13: "<u8"},
}

_MOST_LISTED = 2**20
"""Numbers that a tensor has one by one; more are written as bytes by all that make models."""


class Tensor(NamedTuple):
    """A tensor's name and shape, and where its numbers are: fields of its message, or a file's bytes."""

    name: str
    shape: tuple[int, ...]
    kind: int
    fields: dict[int, int | Span]
    outside: dict[str, str]

    def load(self, path: Path) -> Any:
        """The numbers; ``path`` is the model's."""
        shape = checked_shape(self.shape, self.name)
        if self.kind not in _KINDS:
            raise InputError(
                f"{shown(self.name)} has numbers of ONNX's kind {self.kind}: $layer takes plain ones"
            )
        kind = _KINDS[self.kind]
        many = prod(shape) * bytes_each(kind)
        if self.outside:
            return numbers_in(_outside(path, self.outside, many, self.name), kind, shape)
        with regular(path, "layer") as file:
            wire = Wire(file)
            for number, packed in _PACKED.items():
                value = self.fields.get(number)
                if isinstance(value, Span) and packed in ("", kind):
                    if value.stop - value.start != many:
                        raise self._wrong(f"{value.stop - value.start:,} bytes, where {many:,} are needed")
                    return numbers_in(part(file, value.start, many, self.name), kind, shape)
            listed = [wire.integers(self.fields[n], _MOST_LISTED) for n in (5, 7) if n in self.fields]
        if not listed or len(listed[0]) != prod(shape):
            raise self._wrong("no numbers for its shape")
        if kind in ("bfloat16", "<f2"):  # their bits, each as an integer
            return numbers_in(np.array(listed[0], np.int64).astype("<u2").tobytes(), kind, shape)
        return np.array(listed[0], np.int64).astype(kind).reshape(shape)

    def _wrong(self, found: str) -> InputError:
        return InputError(f"{shown(self.name)} of shape {shown(self.shape)} has {found}: get $layer anew")


_PACKED = {9: "", 4: "<f4", 10: "<f8"}
"""Fields whose bytes are the numbers: of any kind, or of this one."""


def tensor_of(wire: Wire, span: int | Span) -> Tensor:
    """A tensor's message, without its numbers."""
    name, shape, kind, elsewhere = "", [], 0, False
    fields: dict[int, int | Span] = {}
    outside: dict[str, str] = {}
    for number, value in wire.message(span):
        if number == 1:
            shape += wire.integers(value, 64)
        elif number == 2:
            (kind,) = wire.integers(value, 1)
        elif number == 8:
            name = wire.text(value)
        elif number in (4, 5, 7, 9, 10):
            fields[number] = value
        elif number == 13:
            entry = {field: wire.text(inner) for field, inner in wire.message(value)}
            outside[entry.get(1, "")] = entry.get(2, "")
        elif number == 14:
            elsewhere = value == 1
    return Tensor(name, tuple(shape), kind, fields, outside if elsewhere else {})


def _outside(path: Path, said: dict[str, str], many: int, name: str) -> bytes:
    """So many bytes of the file beside the model that it names, and of no other."""
    folder = path.parent.resolve()
    place = said.get("location", "")
    try:
        target = (folder / place).resolve()
        start = int(said.get("offset", "0"))
    except (ValueError, OSError, RuntimeError):
        raise InputError(f"{shown(name)} is at {shown(said)}, which is no place: get $layer anew") from None
    if Path(place).is_absolute() or not target.is_relative_to(folder) or start < 0:
        raise InputError(
            f"{shown(name)} is in {shown(place)}, outside of the model's folder, and nothing there is read: "
            "copy it beside $layer"
        )
    with regular(target, "layer") as file:
        return part(file, start, many, name)
