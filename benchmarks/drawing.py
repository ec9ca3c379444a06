"""A frame of ours against the same frame drawn by matplotlib."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import plot
from benchmarks.series import Series, interleaved, milliseconds
from benchmarks.table import Aim, Row
from tconv_anim.animation import Animation, animate
from tconv_anim.storyboard.theme import THEMES

_PAIRS = 3


def rows() -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        # Both start from the parameters, so that both compute the numbers and the storyboard.
        def ours() -> float:
            return milliseconds(lambda: _layer().save(Path(folder, "ours.gif"), force=True))

        def theirs() -> float:
            return milliseconds(lambda: plot.save(_layer().storyboard, theme, Path(folder, "theirs.gif")))

        theme = THEMES["light"]
        frames = sum(1 for _ in _layer().storyboard.keyframes)
        interleaved(1, ours, theirs)  # fonts are found and modules loaded before the clock runs
        times = interleaved(_PAIRS, theirs, ours)
    plotted, painted = (tuple(ms / frames for ms in column) for column in times)
    yield Row(
        Series("a frame of the same content by matplotlib (Agg) and PillowWriter", "ms", plotted),
        Series(f"a frame of ours, from parameters to GIF, k=3 s=2 i=3, {frames} frames", "ms", painted),
        Aim(least=50),
    )


def _layer() -> Animation:
    return animate(kernel_size=3, stride=2, input_size=3)
