"""PNG: one step as a still."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tconv_anim.painters.order import Order
from tconv_anim.painters.raster.raster import Raster

RECIPE_KEYWORD = "tconv-anim"
"""The keyword of the text chunk that carries the recipe."""


def paint(order: Order, file: BinaryIO) -> Iterator[int]:
    """Write one step of the storyboard as a PNG with a palette."""
    raster = Raster(order.storyboard, order.theme)
    picture = Image.fromarray(raster.still(order.step))
    picture.putpalette(raster.palette.rgb.tobytes())
    text = PngInfo()
    text.add_text(RECIPE_KEYWORD, order.recipe)
    picture.save(file, "PNG", pnginfo=text, optimize=True)
    yield 1


_TEXT = re.compile(rb"(.{4})(tEXt%b\0|iTXt%b\0\0\0\0\0)" % ((RECIPE_KEYWORD.encode(),) * 2), re.DOTALL)


def read(data: bytes) -> str:
    """The recipe in the bytes of a PNG or an APNG: the text with our keyword, or ""."""
    found = _TEXT.search(data) if data.startswith(b"\x89PNG") else None
    if found is None:
        return ""
    end = found.end(1) + len(b"tEXt") + int.from_bytes(found[1])
    return data[found.end() : end].decode("utf-8", "replace")
