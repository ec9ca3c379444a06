"""What a film's frames are written to: a video, encoded as they come, or a GIF."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, NamedTuple, Protocol

import av
import numpy as np
from av.video.reformatter import Colorspace, VideoReformatter
from numpy.typing import NDArray

from tconv_anim.painters.film.extras import add_extras
from tconv_anim.painters.order import Order
from tconv_anim.painters.raster.gif import Stream
from tconv_anim.painters.raster.palette import Palette
from tconv_anim.painters.raster.raster import difference

Pixels = NDArray[np.uint8]
"""Rows of red, green, blue and opacity; the colours are multiplied with the opacity, as Cairo has them."""


class Reel(Protocol):
    """Takes frames one after the other."""

    def write(self, pixels: Pixels, repeat: int) -> None:
        """Add a frame that is seen ``repeat`` times as long as a frame lasts."""

    def close(self) -> None:
        """Write what is still missing."""


@contextmanager
def reel(order: Order, file: BinaryIO) -> Iterator[Reel]:
    """A reel of ``order``'s kind; what was written to it is in ``file`` when the context is left."""
    if order.suffix == ".gif":
        gif = Gif(file, order)
        yield gif
        gif.close()
        return
    # Through a file of its own: an MP4 is gone over twice, so that it plays while it loads.
    with TemporaryDirectory(prefix="tconv-anim-") as folder:
        path = Path(folder, f"film{order.suffix}")
        video = Video(path, order)
        yield video
        video.close()
        with path.open("rb") as film:
            shutil.copyfileobj(film, file)


class _Codec(NamedTuple):
    name: str
    pixels: str
    options: Mapping[str, str]


# Even pictures with sharp edges: constant quality, and colours as sRGB screens and browsers take them.
_X264 = _Codec("libx264", "yuv420p", {"crf": "18", "preset": "veryfast"})
_VP9 = {"crf": "24", "b": "0", "deadline": "realtime", "cpu-used": "6", "row-mt": "1"}
_CODECS = {
    (".mp4", False): _X264,
    (".mov", False): _X264,
    (".webm", False): _Codec("libvpx-vp9", "yuv420p", _VP9),
    (".webm", True): _Codec("libvpx-vp9", "yuva420p", _VP9 | {"auto-alt-ref": "0"}),
    (".mov", True): _Codec("qtrle", "argb", {}),
}

_MUXERS = {
    ".mp4": ("mp4", {"movflags": "+faststart"}),
    ".mov": ("mov", {"movflags": "+faststart+use_metadata_tags"}),
    ".webm": ("webm", {"fflags": "+bitexact"}),  # else its ids are random
}


class Video:
    """A video file of ``order``'s kind; its frames have the order's size."""

    def __init__(self, path: Path, order: Order) -> None:
        film, suffix = order.film, order.suffix
        codec, (muxer, options) = _CODECS[suffix, film.transparent], _MUXERS[suffix]
        self._transparent = film.transparent
        self._format = codec.pixels
        self._container = av.open(path, "w", format=muxer, options=options)
        self._container.metadata["title"] = order.storyboard.title
        self._container.metadata["comment"] = order.recipe
        stream: Any = self._container.add_stream(codec.name, film.rate(suffix), dict(codec.options))
        stream.width, stream.height = order.storyboard.size
        stream.pix_fmt = codec.pixels
        stream.codec_context.thread_type = "AUTO"
        if not film.transparent:
            # Said in the stream, or players guess from the size, and guess differently.
            stream.codec_context.colorspace = _BT709
            stream.codec_context.color_primaries = stream.codec_context.color_trc = _BT709
            stream.codec_context.color_range = _LIMITED
        add_extras(self._container, order)
        self._stream = stream
        self._convert = VideoReformatter()  # a frame's own would be set up anew for every frame
        self._tick = Fraction(1, film.rate(suffix))
        self._written = 0

    def write(self, pixels: Pixels, repeat: int) -> None:
        """Encode a frame; one that stays is converted once."""
        if self._transparent:
            pixels = _straight(pixels)
        frame = self._convert.reformat(
            av.VideoFrame.from_ndarray(pixels, "rgba"),
            format=self._format,
            dst_colorspace=None if self._transparent else Colorspace.ITU709,
        )
        frame.time_base = self._tick
        for _ in range(repeat):
            frame.pts = self._written
            self._written += 1
            self._container.mux(self._stream.encode(frame))

    def close(self) -> None:
        """Encode what the encoder still holds, and write the index."""
        self._container.mux(self._stream.encode())
        self._container.close()


_BT709, _LIMITED = 1, 1  # as FFmpeg counts them


def _straight(pixels: Pixels) -> Pixels:
    """Colours as they are before opacity; video files keep the two apart."""
    opacity = pixels[..., 3:].astype(np.uint16)
    straight = pixels.copy()
    inside = (opacity > 0) & (opacity < 255)
    if inside.any():
        colours = pixels[..., :3].astype(np.uint16) * 255 // np.maximum(opacity, 1)
        np.copyto(straight[..., :3], np.minimum(colours, 255).astype(np.uint8), where=inside)
    return straight


class Gif:
    """A GIF in the palette of ``order``'s theme: no colour is dithered, and only what changes is written."""

    def __init__(self, file: BinaryIO, order: Order) -> None:
        width, height = order.storyboard.size
        palette = Palette(order.theme)
        self._nearest = palette.table().ravel()
        self._stream = Stream(file, (width, height), palette, order.loop, order.recipe)
        self._before = np.zeros((height, width), np.uint8)
        self._whole = {(0, 0, width, height)}
        self._ms = 1000 // order.film.rate(order.suffix)
        self._waiting: tuple[Pixels, tuple[int, int]] | None = None
        self._waiting_ms = 0

    def write(self, pixels: Pixels, repeat: int) -> None:
        """Add a frame; one that looks like the last makes that last longer."""
        red, green, blue = (pixels[..., channel].astype(np.uint16) >> 3 for channel in range(3))
        indices = self._nearest[(red << 10) + (green << 5) + blue]
        if self._waiting is None or (indices != self._before).any():
            self._flush()
            self._waiting = difference(self._before, indices, self._whole)
        self._waiting_ms += repeat * self._ms

    def close(self) -> None:
        """Write the last frame and the end of the file."""
        self._flush()
        self._stream.end()

    def _flush(self) -> None:
        if self._waiting is not None:
            self._stream.frame(*self._waiting, self._waiting_ms)
        self._waiting_ms = 0
