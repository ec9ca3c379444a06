"""What a video file has besides its frames: chapters, subtitles, and a cover, as folders show it."""

import io
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
from av.container import OutputContainer
from av.stream import Disposition

from tconv_anim.painters.order import Order
from tconv_anim.painters.poster import telling_step
from tconv_anim.painters.raster import png
from tconv_anim.painters.text.subtitles import in_webvtt
from tconv_anim.storyboard.cues import captions, chapters

_ISO_639 = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "zh": "zho", "ja": "jpn"}
"""Languages in three letters (ISO 639-2/T), as video files name them."""


def add_extras(container: OutputContainer, order: Order) -> None:
    """Add them all to a file that has its stream of frames, and none of these yet."""
    rate = order.film.rate(order.suffix)
    tick = Fraction(1, rate)
    container.set_chapters(
        [
            {"id": n, "start": one.start, "end": one.end, "time_base": tick, "metadata": {"title": one.text}}
            for n, one in enumerate(chapters(order.storyboard, rate), 1)
        ]
    )
    packets = [*_cover(container, order)] if order.suffix == ".mp4" else []
    if order.film.subtitles:
        packets += _subtitles(container, order, tick)
    for packet in packets:  # only now: the first one ends the list of streams
        container.mux(packet)


def _subtitles(container: OutputContainer, order: Order, tick: Fraction) -> Iterator[Any]:
    web = order.suffix == ".webm"
    stream: Any = container.add_mux_stream("webvtt" if web else "mov_text", time_base=tick)
    stream.metadata["language"] = _ISO_639.get(order.storyboard.language.code, "und")
    for cue in captions(order.storyboard, tick.denominator):
        text = (in_webvtt(cue) if web else cue.text).encode("utf-8", "replace")
        packet = av.Packet(text if web else len(text).to_bytes(2, "big") + text)
        packet.stream, packet.time_base = stream, tick
        packet.pts = packet.dts = cue.start
        packet.duration, packet.is_keyframe = cue.end - cue.start, True
        yield packet


def _cover(container: OutputContainer, order: Order) -> Iterator[Any]:
    """The step that tells most: the first frame shows little of what is to come."""
    width, height = order.storyboard.size
    stream: Any = container.add_mux_stream("png", width=width, height=height)
    stream.disposition = Disposition.attached_pic
    file = io.BytesIO()
    for _ in png.paint(order._replace(recipe="", step=telling_step(order.storyboard)), file):
        packet = av.Packet(file.getvalue())
        packet.stream, packet.pts, packet.dts = stream, 0, 0
        yield packet
