"""APNG: the animation in full colour depth of its palette, streamed chunk by chunk.

Pillow writes APNG too, but keeps every frame in memory until the last one is known. The chunks are
those of the PNG specification, third edition, section 11.3.
"""

from collections.abc import Iterator
from struct import pack
from typing import BinaryIO
from zlib import compress, crc32

import numpy as np

from tconv_anim.painters.order import Order
from tconv_anim.painters.raster.palette import TRANSPARENT, Indices
from tconv_anim.painters.raster.png import RECIPE_KEYWORD
from tconv_anim.painters.raster.raster import Raster

_EIGHT_BITS, _PALETTE = 8, 3
_KEEP, _OVER = 0, 1  # fcTL: leave the frame standing; draw it over the last one


def paint(order: Order, file: BinaryIO) -> Iterator[int]:
    """Write the whole storyboard as an animated PNG, yielding the number of frames written so far."""
    raster = Raster(order.storyboard, order.theme)
    frames = sum(1 for _ in order.storyboard.keyframes)
    transparency = b"\xff" * TRANSPARENT + b"\0"
    file.write(b"\x89PNG\r\n\x1a\n")
    _chunk(file, b"IHDR", pack(">IIBBBBB", *order.storyboard.size, _EIGHT_BITS, _PALETTE, 0, 0, 0))
    _chunk(file, b"acTL", pack(">II", frames, order.loop))
    _chunk(file, b"PLTE", raster.palette.rgb.tobytes())
    _chunk(file, b"tRNS", transparency)
    _chunk(file, b"iTXt", f"{RECIPE_KEYWORD}\0\0\0\0\0{order.recipe}".encode())
    sequence = 0
    for written, frame in enumerate(raster.frames(), 1):
        height, width = frame.patch.shape
        delay = _fraction(frame.duration_ms)
        control = pack(">IIIIIHHBB", sequence, width, height, *frame.at, *delay, _KEEP, _OVER)
        _chunk(file, b"fcTL", control)
        sequence += 1
        if written == 1:
            _chunk(file, b"IDAT", _pixels(frame.patch))
        else:
            _chunk(file, b"fdAT", pack(">I", sequence) + _pixels(frame.patch))
            sequence += 1
        yield written
    _chunk(file, b"IEND", b"")


def _fraction(duration_ms: int) -> tuple[int, int]:
    """Seconds as the finest fraction whose numerator has 16 bits: a minute in ms, a day in seconds."""
    parts = next(parts for parts in (1000, 100, 10, 1) if duration_ms * parts <= 0xFFFF * 1000 or parts == 1)
    return min(round(duration_ms * parts / 1000), 0xFFFF), parts


def _pixels(patch: Indices) -> bytes:
    """Rows of indices, each with filter type 0, which suits palettes."""
    return compress(np.pad(patch, ((0, 0), (1, 0))).tobytes(), 9)


def _chunk(file: BinaryIO, kind: bytes, data: bytes) -> None:
    file.write(pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data)))
