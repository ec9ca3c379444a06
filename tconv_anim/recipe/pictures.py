"""Pictures as numbers: one channel if they are grey, three if they have colours."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from tconv_anim.errors import InputError
from tconv_anim.layer.axis import Sides
from tconv_anim.trace.numbers import Numbers

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp")
"""Files that are read as pictures."""

LARGEST_PICTURE = 25_000_000
"""Pixels that are decoded at most."""

WHITE = ("255", "1")
"""What white may be: integers from 0 to 255, or decimals from 0 to 1."""


def is_picture(value: Any) -> bool:
    """Whether this is the name of a picture."""
    return isinstance(value, str | Path) and Path(value).suffix.lower() in SUFFIXES


def picture(file: BinaryIO, called: str, size: Sides | None, white: str) -> Numbers:
    """``C H W`` from 0 (black) to white, resized to ``size`` (rows, columns) if that is given.

    Raises :class:`InputError` for what is no picture, or one of too many pixels.
    """
    from PIL import Image as Images

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes: there is a limit of our own
            opened = Images.open(file, formats=("PNG", "JPEG", "WEBP", "BMP"))
        width, height = opened.size
        if width * height > LARGEST_PICTURE:
            raise Images.DecompressionBombError
        kept = opened.convert("RGBA") if _is_transparent(opened) else opened
        if kept.mode == "RGBA":
            ground = Images.new("RGBA", kept.size, "white")
            kept = Images.alpha_composite(ground, kept).convert("RGB")
        if opened.mode.startswith("I"):  # 16 bits
            kept = Images.fromarray((np.asarray(opened) >> 8).astype(np.uint8))
        image = kept.convert("L" if opened.mode in ("1", "L", "LA", "F") or kept.mode == "L" else "RGB")
    except Images.DecompressionBombError:
        raise InputError(
            f"{called} has too many pixels, and at most {LARGEST_PICTURE:,} are read: "
            "give $input a smaller picture"
        ) from None
    except Exception as error:  # what a decoder finds wrong, it says in many ways
        raise InputError(
            f"{called} can't be read as a picture ({type(error).__name__}): "
            f"give $input a {', '.join(SUFFIXES)} file"
        ) from None
    if size is not None and size != (image.height, image.width):
        image = image.resize((size[1], size[0]), Images.Resampling.BOX if _shrinks(image, size) else None)
    pixels = np.asarray(image).astype(np.int64)
    maps = pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
    if maps.shape[0] == 3 and (maps == maps[:1]).all():
        maps = maps[:1]
    return maps if white == "255" else np.round(maps / 255, 4)


def _is_transparent(image: "Image") -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _shrinks(image: "Image", size: Sides) -> bool:
    return size[0] <= image.height and size[1] <= image.width
