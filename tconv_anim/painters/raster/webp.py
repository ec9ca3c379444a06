"""WebP: the animation, lossless."""

from collections.abc import Iterator
from typing import BinaryIO

from PIL import Image

from tconv_anim.painters.order import Order
from tconv_anim.painters.raster.raster import Raster
from tconv_anim.painters.xmp import packet


def paint(order: Order, file: BinaryIO) -> Iterator[int]:
    """Write the whole storyboard as a lossless animated WebP; yields once, when the file is written."""
    durations = [keyframe.duration_ms for keyframe in order.storyboard.keyframes]
    _Reel(Raster(order.storyboard, order.theme), len(durations)).save(
        file,
        "WEBP",
        save_all=True,
        lossless=True,
        method=4,
        quality=100,  # of the search for small files, not of the picture
        kmin=9_999,  # no frame is stored whole unless that is smaller
        kmax=10_000,
        duration=durations,
        loop=order.loop,
        xmp=packet(order.recipe).encode(),
    )
    yield len(durations)


class _Reel(Image.Image):
    """A raster as a Pillow image of many frames, each drawn when it is sought, in order.

    Pillow's WebP encoder takes the frames of such an image one by one; a list it would hold whole.
    """

    def __init__(self, raster: Raster, n_frames: int) -> None:
        super().__init__()
        self.n_frames = n_frames
        self._rgb = raster.palette.rgb
        self._frames = raster.frames()
        self._at = -1
        self.seek(0)

    def seek(self, frame: int) -> None:
        """Go on to ``frame``: the next one. Going back does nothing: Pillow does so when all is done."""
        if frame > self._at:
            picture = Image.fromarray(self._rgb[next(self._frames).pixels])
            self._mode, self._size, self.im = picture.mode, picture.size, picture.im
            self._at = frame

    def tell(self) -> int:
        """The frame that stands now."""
        return self._at
