"""Subtitles: captions as WebVTT or SubRip, timed by the frames of a film of the same options."""

import re
from collections.abc import Iterator
from html import escape
from typing import BinaryIO

from tconv_anim.painters.marker import between
from tconv_anim.painters.order import Order
from tconv_anim.painters.vector.markup import printable
from tconv_anim.storyboard.cues import Cue, captions


def paint(order: Order, file: BinaryIO) -> Iterator[int]:
    """Write a cue for each caption, yielding the number of cues written so far."""
    rate, web = order.film.rate(order.suffix), order.suffix == ".vtt"
    if web:
        file.write(f"WEBVTT\n\nNOTE recipe: {escape(order.recipe, quote=False)}\n\n".encode())
    for number, cue in enumerate(captions(order.storyboard, rate), 1):
        start, end = (_time(frame * 1000 / rate, "." if web else ",") for frame in (cue.start, cue.end))
        text = in_webvtt(cue) if web else _in_subrip(cue)
        file.write(f"{number}\n{start} --> {end}\n{text}\n\n".encode())
        yield number


def read(data: bytes) -> str:
    """The recipe in the bytes of a WebVTT file, or ""; a SubRip file has no room for one."""
    return between(data, "\nNOTE recipe: ", "\n")


def in_webvtt(cue: Cue) -> str:
    """A cue's text as WebVTT has it, which knows tags and entities."""
    return escape(printable(cue.text), quote=False)


def _in_subrip(cue: Cue) -> str:
    """A cue's text as SubRip has it, where players look for tags and times, but don't know entities: a word
    joiner, which nobody sees, keeps it text.
    """
    return re.sub(r"--(?=>)|[<{]", "\\g<0>\u2060", printable(cue.text))


def _time(ms: float, point: str) -> str:
    seconds, rest = divmod(round(ms), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{rest:03}"
