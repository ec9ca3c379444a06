"""The wire format of protocol buffers: a message's fields one after the other, and only where one looks."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from tconv_anim.errors import InputError

_BLOCK = 1 << 16

_MOST_FIELDS = 2_000_000
"""Of a file. A model of ten thousand nodes has a tenth of it."""


_MOST_TEXT = 32 * 2**20
"""Bytes of all names in a file."""


class Span(NamedTuple):
    """The bytes of a field that has many: a text, numbers, or a message of its own."""

    start: int
    stop: int


class Wire:
    """A file of one message. Everything that is read from it raises :class:`InputError` if it isn't sound."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.whole = Span(0, file.seek(0, 2))
        self._at, self._block = -1, b""
        self._fields = self._text = 0

    def fields(self, span: Span) -> Iterator[tuple[int, int | Span]]:
        """A message's fields: their numbers, and an integer or where the bytes are."""
        at = span.start
        while at < span.stop:
            self._fields += 1
            if self._fields > _MOST_FIELDS:
                raise InputError("it has more parts than any model: give $layer a sound file")
            tag, at = self._varint(at, span.stop)
            number, form = tag >> 3, tag & 7
            if form == 0:
                value, at = self._varint(at, span.stop)
                yield number, value
                continue
            if form == 2:
                length, at = self._varint(at, span.stop)
            elif form in (1, 5):
                length = 8 if form == 1 else 4
            else:
                raise _unsound()
            if number == 0 or length > span.stop - at:
                raise _unsound()
            yield number, Span(at, at + length)
            at += length

    def integers(self, value: int | Span, most: int) -> list[int]:
        """A field of signed integers, of which there are ``most`` or fewer, packed or by itself."""
        if isinstance(value, int):
            return [_signed(value)]
        found: list[int] = []
        at = value.start
        while at < value.stop:
            if len(found) == most:
                raise InputError(f"it has more than {most:,} integers in one list: give $layer a sound file")
            one, at = self._varint(at, value.stop)
            found.append(_signed(one))
        return found

    def bytes(self, value: int | Span, most: int) -> bytes:
        """The bytes of a field that has ``most`` of them or fewer."""
        if isinstance(value, int) or value.stop - value.start > most:
            raise _unsound()
        self.file.seek(value.start)
        data = self.file.read(value.stop - value.start)
        if len(data) != value.stop - value.start:
            raise _unsound()
        return data

    def text(self, value: int | Span) -> str:
        """A field that is a name."""
        data = self.bytes(value, _BLOCK)
        self._text += len(data)
        if self._text > _MOST_TEXT:
            raise InputError("it has longer names than any model: give $layer a sound file")
        return data.decode("utf-8", "replace")

    def message(self, value: int | Span) -> Iterator[tuple[int, int | Span]]:
        """The fields of a field that is a message."""
        if isinstance(value, int):
            raise _unsound()
        return self.fields(value)

    def _varint(self, at: int, stop: int) -> tuple[int, int]:
        value = shift = 0
        while at < stop and shift < 64:
            byte = self._byte(at)
            value |= (byte & 127) << shift
            at, shift = at + 1, shift + 7
            if byte < 128:
                return value & (1 << 64) - 1, at
        raise _unsound()

    def _byte(self, at: int) -> int:
        block, place = divmod(at, _BLOCK)
        if block != self._at:
            self.file.seek(block * _BLOCK)
            self._at, self._block = block, self.file.read(_BLOCK)
        if place >= len(self._block):
            raise _unsound()
        return self._block[place]


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


def _unsound() -> InputError:
    return InputError("it is no protocol buffer, or is cut: save $layer anew with onnx.save")
