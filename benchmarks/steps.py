"""All steps of an animation as a file of pages, the whole command: twenty, and what is around them."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.command import wait_for_command
from benchmarks.series import Series
from benchmarks.table import Aim, Row

_TIMES = 5
_OPTIONS = ("--k", "3", "--s", "2", "--i", "4x5", "--steps", "all")


def rows() -> Iterator[Row]:
    for suffix in (".pptx", ".pdf"):
        with TemporaryDirectory() as folder:
            target = Path(folder, f"x{suffix}")
            wait_for_command(*_OPTIONS, target=target)  # from here on, it finds its files in memory
            times = tuple(wait_for_command(*_OPTIONS, target=target) for _ in range(_TIMES))
            size = target.stat().st_size
        yield Row(
            Series(f"tconv-anim {' '.join(_OPTIONS)} -o x{suffix}, {size:,} bytes", "ms", times),
            Series("a second", "ms", (1000.0,) * _TIMES),
            Aim(most=1),
        )
