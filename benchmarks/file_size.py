"""Our GIFs against what gifsicle, told to try its hardest, still makes of them."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.series import Series
from benchmarks.table import Aim, Row
from tconv_anim.animation import animate

_LAYERS: tuple[dict[str, Any], ...] = (
    {"kernel_size": 3, "stride": 2, "input_size": 3},
    {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 2},
    {"kernel_size": 4, "stride": 2, "padding": 1, "input_size": 4},
    {"kernel_size": 3, "stride": 1, "input_size": 5, "theme": "dark"},
)
"""Overlaps, a crop, an even kernel, and the other palette."""


def rows() -> Iterator[Row]:
    for options in _LAYERS:
        animation = animate(**options)
        with TemporaryDirectory() as folder:
            ours, theirs = Path(folder, "ours.gif"), Path(folder, "theirs.gif")
            animation.save(ours)
            subprocess.run(["gifsicle", "-O3", str(ours), "-o", str(theirs)], check=True)
            sizes = ours.stat().st_size, theirs.stat().st_size
        # Sizes don't vary from run to run: one pair tells it all.
        yield Row(
            Series(f"the GIF of {animation.recipe.command()}", "bytes", sizes[:1]),
            Series("gifsicle -O3 of that file", "bytes", sizes[1:]),
            Aim(most=1.02),
        )
