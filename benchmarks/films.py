"""Films by Manim: ours against one moving square, and against a scene of the same content written by hand."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.series import Series, interleaved, milliseconds
from benchmarks.table import Aim, Row
from tconv_anim.animation import Animation, animate
from tconv_anim.painters.order import QUALITIES
from tconv_anim.trace.trace import Trace

_PAIRS = 3


def rows() -> Iterator[Row]:
    yield _against_one_square(3, Aim(most=1.5))
    yield _against_one_square(8, Aim(most=2))
    yield _against_by_hand()


def _against_one_square(side: int, aim: Aim) -> Row:
    """The time of a frame at the same size and rate; parameters, numbers and storyboard count as ours."""
    from benchmarks.scenes import one_square, render

    seconds, fps = 20, QUALITIES["l"][2]
    with TemporaryDirectory() as folder:
        path = Path(folder, "ours.mp4")
        saved = _layer(side).save(path, quality="l")

        def ours() -> float:
            return milliseconds(lambda: _layer(side).save(path, quality="l")) / saved.frames

        def square() -> float:
            scene = one_square(seconds)
            return milliseconds(lambda: render(scene, Path(folder), saved.size, fps)) / (seconds * fps)

        interleaved(1, square)
        squares, films = interleaved(_PAIRS, square, ours)
    what = (
        f"a frame of a film of ours, k=3 s=2 i={side}, {saved.frames} frames, {saved.size[0]}x{saved.size[1]}"
    )
    return Row(
        Series(what, "ms", films), Series("a frame of one moving square, by Manim", "ms", squares), aim
    )


def _against_by_hand() -> Row:
    """A clip of about ten seconds, 720p30."""
    from benchmarks.scenes import plain_scatter, render

    animation = _layer(2)
    with TemporaryDirectory() as folder:
        path = Path(folder, "ours.mp4")
        saved = animation.save(path, quality="m")
        durations = [keyframe.duration_ms for keyframe in animation.storyboard.keyframes]

        def ours() -> float:
            return milliseconds(lambda: _layer(2).save(path, quality="m"))

        def by_hand() -> float:
            trace = _layer(2).trace
            assert isinstance(trace, Trace)
            scene = plain_scatter(trace, durations)
            return milliseconds(lambda: render(scene, Path(folder), saved.size, QUALITIES["m"][2]))

        interleaved(1, by_hand)
        plain, films = interleaved(_PAIRS, by_hand, ours)
    seconds = sum(durations) / 1000
    what = f"a film of ours of {seconds:.0f} s, 720p30, k=3 s=2 i=2"
    return Row(
        Series(what, "ms", films),
        Series("the same content by hand, texts made anew", "ms", plain),
        Aim(most=0.5),
    )


def _layer(side: int) -> Animation:
    return animate(kernel_size=3, stride=2, input_size=side)
