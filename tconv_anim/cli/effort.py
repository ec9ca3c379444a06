"""How much work a file is, and a word about it before it begins where that is much."""

from itertools import islice
from typing import NamedTuple

import click

from tconv_anim.pipeline import Job
from tconv_anim.storyboard.playing import untimed
from tconv_anim.storyboard.storyboard import Storyboard

_SAMPLE = 40
"""Keyframes that are looked at; the rest is supposed to be like them."""

_FEW_STEPS = 100
"""So many and fewer are there before anybody could read of them."""

_LONG_S, _LARGE_BYTES = 20, 50_000_000
"""From here on, somebody would like to know."""

_ELEMENT_BYTES = 190
"""Of an element in the JSON form of a storyboard."""


class Effort(NamedTuple):
    """About how much work it is."""

    frames: int
    seconds: float
    bytes: int


def effort(job: Job) -> Effort:
    """What a job takes, within a factor of three on a machine of these years."""
    board = job.order.storyboard
    cost = job.painter.cost
    keyframes, changes, _ = _sized(board) if board.steps > _FEW_STEPS else (2 * board.steps, 0, 0)
    if not job.painter.moves:
        return Effort(1, 0.0, 0)
    frames = job.frames if job.painter.films else keyframes
    width, height = job.order.storyboard.size
    milliseconds = frames * (cost.frame_ms + cost.megapixel_ms * width * height / 1e6)
    return Effort(
        frames,
        (milliseconds + changes * cost.change_ms) / 1000,
        round(frames * cost.frame_bytes + changes * cost.change_bytes),
    )


def _sized(board: Storyboard) -> tuple[int, int, int]:
    """About how many keyframes a storyboard has, how many changes in all, and how many elements at once."""
    # Which ones are played is known only when all have been seen.
    plain, most = untimed(board)
    sample = list(islice(plain, _SAMPLE))
    told = [keyframe for keyframe in sample if keyframe.step]
    steps = max(1, told[-1].step if told else 1)
    keyframes = min(round(len(told) / steps * board.steps), most)
    changes = sum(len(keyframe.enter) + len(keyframe.update) for keyframe in told)
    return keyframes, round(changes / max(1, len(told)) * keyframes), len(sample[0].enter)


def announce(job: Job) -> bool:
    """Tell of a job that is long or large, on standard error; returns whether one would watch it."""
    found = effort(job)
    if found.seconds > _LONG_S or found.bytes > _LARGE_BYTES:
        _tell(
            f"About {found.frames:,} frames, {_span(found.seconds)} and {found.bytes / 1e6:,.0f} MB: "
            "a smaller --i or --cell, or a still (-o x.png) takes less."
        )
    return found.seconds > 1 or found.frames > _FEW_STEPS


def announce_json(board: Storyboard) -> None:
    """The same for a storyboard's JSON form, which has every element in every keyframe."""
    keyframes, _, elements = _sized(board)
    size = keyframes * elements * _ELEMENT_BYTES
    if size > _LARGE_BYTES:
        _tell(f"About {keyframes:,} keyframes and {size / 1e6:,.0f} MB: a smaller --i takes less.")


def _span(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.0f} seconds"


def _tell(line: str) -> None:
    click.echo(line, err=True)
