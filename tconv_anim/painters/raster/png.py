"""PNG: one step as a still."""

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
