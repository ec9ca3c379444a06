"""When a film says what: its subtitles and chapters, in its frames."""

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from textwrap import shorten
from typing import Any, NamedTuple

from tconv_anim.storyboard.storyboard import Keyframe, Storyboard

_NAME = 80
"""Characters of a chapter's name; of its bytes, MP4's list of chapters takes 255."""


class Cue(NamedTuple):
    """A text, and the frames in which it holds: from ``start`` to the one before ``end``."""

    start: int
    end: int
    text: str


def at_frame(ms: int, rate: float) -> int:
    """The first frame of what comes after so many ms of a film; so what is too short for a frame has none."""
    return round(ms * rate / 1000)


def captions(storyboard: Storyboard, rate: int) -> Iterator[Cue]:
    """What is said, each as long as it stays: the lines of a caption that aren't blank."""
    for cue in _runs(storyboard, rate, lambda keyframe: keyframe.caption):
        lines = filter(str.strip, cue.text.splitlines())
        if text := "\n".join(lines):
            yield cue._replace(text=text)


def chapters(storyboard: Storyboard, rate: int) -> Iterator[Cue]:
    """The steps, the opening and the end, each by what of its first sentence a list can show."""
    for cue in _runs(storyboard, rate, lambda keyframe: keyframe.step):
        first = re.split(r"(?<=[.?!])\s|\n", cue.text.strip())[0]
        yield cue._replace(text=shorten(first.rstrip("."), _NAME, placeholder=" …"))


def _runs(storyboard: Storyboard, rate: int, key: Callable[[Keyframe], Any]) -> Iterator[Cue]:
    """Keyframes after each other that agree, as one, with the first one's caption."""
    ms = start = 0
    for _, run in groupby(storyboard.keyframes, key):
        told, lengths = zip(*((keyframe.caption, keyframe.duration_ms) for keyframe in run), strict=True)
        ms += sum(lengths)
        end = at_frame(ms, rate)
        if end > start:
            yield Cue(start, end, told[0])
        start = end
