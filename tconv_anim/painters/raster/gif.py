"""GIF: one frame a keyframe, each only the rectangle that changed, streamed as it is drawn."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from PIL import Image

from tconv_anim.painters.marker import REACH
from tconv_anim.painters.order import Order
from tconv_anim.painters.raster.palette import TRANSPARENT, Indices, Palette
from tconv_anim.painters.raster.raster import Raster

_LEAST_DELAY = 2
"""Hundredths of a second; browsers show anything shorter at 100 ms."""

_BLOCK = 255
"""Bytes that a block of the format holds at most."""

_KEEP = 1 << 2  # disposal method 1: the frame stays, the next one is drawn over it
_IS_TRANSPARENT = 1
_GLOBAL_TABLE = 0xF0


def paint(order: Order, file: BinaryIO) -> Iterator[int]:
    """Write the whole storyboard as an animated GIF, yielding the number of frames written so far."""
    raster = Raster(order.storyboard, order.theme)
    stream = Stream(file, order.storyboard.size, raster.palette, order.loop, order.recipe)
    for written, frame in enumerate(raster.frames(), 1):
        stream.frame(frame.patch, frame.at, frame.duration_ms)
        yield written
    stream.end()


_COMMENT = re.compile(rb'!\xfe(?=[\x01-\xff]\{"format")')


def read(data: bytes) -> str:
    """The recipe in a GIF's bytes: the comment that looks like one, or ""."""
    found = _COMMENT.search(data) if data.startswith(b"GIF8") else None
    text = bytearray()
    at = found.end() if found else len(data)
    for _ in range(REACH // _BLOCK):  # ours are full: whose many are small is somebody else's
        if at >= len(data) or not data[at]:
            break
        text += data[at + 1 : at + 1 + data[at]]
        at += 1 + data[at]
    return text.decode("utf-8", "replace")


class Stream:
    """A GIF as it is written, patch by patch."""

    def __init__(
        self, file: BinaryIO, size: tuple[int, int], palette: Palette, loop: int, recipe: str
    ) -> None:
        self._file = file
        self._shown_ms = self._shown_delay = 0
        # The table has 2 ** (n + 1) colours; the ones past the palette are never used.
        n = max(0, (len(palette.rgb) - 1).bit_length() - 1)
        table = palette.rgb.tobytes().ljust(3 << (n + 1), b"\0")
        file.write(b"GIF89a" + _word(size[0]) + _word(size[1]) + bytes((_GLOBAL_TABLE | n, 0, 0)) + table)
        if loop != 1:
            # The extension counts repeats after the first time; 0 is for ever.
            repeats = _word(max(0, loop - 1))
            file.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + repeats + b"\0")
        file.write(b"\x21\xfe" + _blocks(recipe.encode()))

    def frame(self, patch: Indices, at: tuple[int, int], duration_ms: int) -> None:
        """Write one frame: what it changes, and where."""
        # Each end is rounded once, so that errors don't add up over the frames.
        self._shown_ms += duration_ms
        delay = min(0xFFFF, max(_LEAST_DELAY, (self._shown_ms + 5) // 10 - self._shown_delay))
        self._shown_delay += delay
        self._file.write(
            b"\x21\xf9\x04" + bytes((_KEEP | _IS_TRANSPARENT,)) + _word(delay) + bytes((TRANSPARENT, 0))
        )
        self._file.write(b"\x2c" + _word(at[0]) + _word(at[1]) + _image(patch))

    def end(self) -> None:
        """Write the end of the file."""
        self._file.write(b"\x3b")


def _image(patch: Indices) -> bytes:
    """Size, flags and LZW data of one frame."""
    height, width = patch.shape
    # Codes start no longer than the largest index needs; the format wants at least 2 bits.
    bits = max(2, int(patch.max()).bit_length())
    data = Image.fromarray(patch).tobytes("gif", "L", bits, 0)
    return _word(width) + _word(height) + bytes((0, bits)) + data + b"\0"


def _word(number: int) -> bytes:
    return number.to_bytes(2, "little")


def _blocks(data: bytes) -> bytes:
    """Data in the format's blocks."""
    pieces = (data[i : i + _BLOCK] for i in range(0, len(data), _BLOCK))
    return b"".join(bytes((len(piece),)) + piece for piece in pieces) + b"\0"
