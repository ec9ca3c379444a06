"""WebP as it is put together here, as a decoder of somebody else's reads it."""

from io import BytesIO
from struct import iter_unpack
from typing import Any

import numpy as np
import pytest
from PIL import Image

import tconv_anim
from tconv_anim.painters.raster.raster import Raster
from tconv_anim.storyboard.custom import theme_of

LAYERS: list[dict[str, Any]] = [
    {"kernel_size": 3, "stride": 2, "input_size": 3},
    {"kernel_size": 4, "stride": 2, "padding": 1, "input_size": 5, "show": ("heat",), "size": (641, 475)},
    {"kernel_size": 3, "stride": 2, "input_size": 3, "look": "isometric", "theme": "dark"},
    {"kernel_size": 2, "stride": 2, "input_size": 4, "view": "matrix", "cell": 23, "loop": 3},
]


@pytest.mark.parametrize("options", LAYERS)
def test_every_frame_is_the_page_as_it_was_drawn(options: dict[str, Any]) -> None:
    animation = tconv_anim.animate(None, **options)
    board = animation.storyboard
    raster = Raster(board, theme_of(animation.recipe.theme, board.scale).enlarged(board.unit))
    with Image.open(BytesIO(animation.encoded(".webp"))) as picture:
        assert picture.size == board.size
        assert picture.info["loop"] == animation.recipe.loop
        number = -1
        for number, frame in enumerate(raster.frames()):
            picture.seek(number)
            picture.load()
            assert picture.info["duration"] == frame.duration_ms
            pixels = np.asarray(picture.convert("RGBA"))
            assert (pixels[..., 3] == 255).all()
            assert (pixels[..., :3] == raster.palette.rgb[frame.pixels]).all()
        assert picture.n_frames == number + 1  # type: ignore[attr-defined]


def test_a_frame_holds_what_changed_and_no_more() -> None:
    animation = tconv_anim.animate(**LAYERS[0])
    raster = Raster(animation.storyboard, theme_of("light"))
    frames = [data for kind, data in chunks(animation.encoded(".webp")) if kind == b"ANMF"]
    for frame, data in zip(raster.frames(), frames, strict=True):
        left, top, right, bottom = (int.from_bytes(data[i : i + 3], "little") for i in (0, 3, 6, 9))
        height, width = frame.patch.shape
        x, y = frame.at
        assert (2 * left, 2 * top) == (x - x % 2, y - y % 2)
        assert (right + 1, bottom + 1) == (width + x % 2, height + y % 2)


def test_the_file_says_how_long_it_is_and_is_made_of_whole_chunks() -> None:
    data = tconv_anim.animate(**LAYERS[0]).encoded(".webp")
    assert data[:4] + data[8:12] == b"RIFFWEBP"
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
    kinds = [kind for kind, _ in chunks(data)]
    assert kinds[:2] == [b"VP8X", b"ANIM"]
    assert set(kinds[2:-1]) == {b"ANMF"}
    assert kinds[-1] == b"XMP "


def chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """The chunks of a RIFF file."""
    found, at = [], 12
    while at < len(data):
        ((size,),) = iter_unpack("<I", data[at + 4 : at + 8])
        found.append((data[at : at + 4], data[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    assert at == len(data)
    return found
