"""WebP: the animation, lossless; each frame only the rectangle that changed, streamed as it is drawn.

Pillow writes animated WebP too, but compares whole pages to find what changed, which the raster knows. The
chunks are those of the WebP container specification.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tconv_anim.painters.order import Order
from tconv_anim.painters.raster.palette import TRANSPARENT, Indices, Palette
from tconv_anim.painters.raster.raster import Raster
from tconv_anim.painters.xmp import packet

_METHOD, _QUALITY = 2, 50
"""Of the search for small files, not of the picture. Measured: half the time of the most thorough search,
and files as small."""

_ANIMATED, _WITH_XMP, _WITH_ALPHA = 1 << 1, 1 << 2, 1 << 4
_LONGEST_MS = 0xFFFFFF
_OVER = 0  # ANMF: draw the frame over the last one, and leave it standing


def paint(order: Order, file: BinaryIO) -> Iterator[int]:
    """Write the whole storyboard as a lossless animated WebP, yielding the frames written so far."""
    raster = Raster(order.storyboard, order.theme)
    colours = _colours(raster.palette)
    width, height = order.storyboard.size
    start = file.tell()
    file.write(b"RIFF\0\0\0\0WEBP")
    flags = bytes((_ANIMATED | _WITH_XMP | _WITH_ALPHA, 0, 0, 0))
    _chunk(file, b"VP8X", flags + _three(width - 1) + _three(height - 1))
    _chunk(file, b"ANIM", bytes(4) + order.loop.to_bytes(2, "little"))
    for written, frame in enumerate(raster.frames(), 1):
        patch, (x, y) = _on_even(frame.patch, frame.at)
        rows, cols = patch.shape
        place = _three(x // 2) + _three(y // 2) + _three(cols - 1) + _three(rows - 1)
        duration = _three(min(frame.duration_ms, _LONGEST_MS))
        _chunk(file, b"ANMF", place + duration + bytes((_OVER,)) + _picture(colours[patch]))
        yield written
    _chunk(file, b"XMP ", packet(order.recipe).encode())
    end = file.tell()
    file.seek(start + 4)
    file.write((end - start - 8).to_bytes(4, "little"))
    file.seek(end)


def _colours(palette: Palette) -> NDArray[np.uint32]:
    """The palette's colours as pixels of red, green, blue and opacity, one number each."""
    opaque = np.full((len(palette.rgb), 1), 255, np.uint8)
    opaque[TRANSPARENT] = 0
    return np.hstack((palette.rgb, opaque)).view(np.uint32).ravel()


def _on_even(patch: Indices, at: tuple[int, int]) -> tuple[Indices, tuple[int, int]]:
    """The patch from even coordinates on: the format knows no others."""
    left, top = at[0] % 2, at[1] % 2
    if left or top:
        patch = np.pad(patch, ((top, 0), (left, 0)), constant_values=TRANSPARENT)
    return patch, (at[0] - left, at[1] - top)


def _picture(pixels: NDArray[np.uint32]) -> bytes:
    """The chunk of one still picture."""
    height, width = pixels.shape
    file = BytesIO()
    image = Image.frombuffer("RGBA", (width, height), pixels.tobytes(), "raw", "RGBA", 0, 1)
    image.save(file, "WEBP", lossless=True, method=_METHOD, quality=_QUALITY)
    return file.getvalue()[len(b"RIFF....WEBP") :]


def _chunk(file: BinaryIO, kind: bytes, data: bytes) -> None:
    file.write(kind + len(data).to_bytes(4, "little") + data + bytes(len(data) % 2))


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")
