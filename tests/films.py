"""Films as players see them: decoded by PyAV, which reads what others wrote too."""

from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np

Frames = list[np.ndarray[Any, Any]]


class Decoded(NamedTuple):
    frames: Frames
    seconds: float
    fps: float
    comment: str


def decoded(path: Path, layout: str = "rgb24", codec: str | None = None) -> Decoded:
    """Every frame of a film; ``codec`` is one to decode with that isn't the usual one."""
    with av.open(path) as film:
        stream = film.streams.video[0]
        seconds = float((film.duration or 0) / 1_000_000)
        if codec is None:
            frames = [frame.to_ndarray(format=layout) for frame in film.decode(video=0)]
        else:
            decoder: Any = av.CodecContext.create(codec, "r")
            packets = list(film.demux(stream))
            frames = [f.to_ndarray(format=layout) for packet in packets for f in decoder.decode(packet)]
        comment = film.metadata.get("comment", film.metadata.get("COMMENT", ""))
        return Decoded(frames, seconds, float(stream.average_rate or 0), comment)


def colour(hex: str) -> np.ndarray[Any, Any]:
    return np.array([int(hex[i : i + 2], 16) for i in (1, 3, 5)])
