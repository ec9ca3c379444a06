"""Peak memory of a long animation against that of a short one with pictures of the same size."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial

from benchmarks.long_animation import frame_count
from benchmarks.series import Series, interleaved
from benchmarks.table import Aim, Row

_PAIRS = 3
_SHORT, _LONG = 2, 20
"""How often an animation of about 50 frames plays. Both begin anew at least once, for the frame that does so
changes the whole page, and takes the most memory of all."""

_WATCH = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A tiny process that starts another and tells its peak.

The kernel counts towards a process's peak what it was copied from. Started from here, where matplotlib
is loaded, both animations would seem to need as much as this process does.
"""


def rows() -> Iterator[Row]:
    short, long = interleaved(_PAIRS, partial(_peak, _SHORT), partial(_peak, _LONG))
    yield Row(
        Series(f"peak memory for {frame_count(_LONG):,} frames", UNIT, long),
        Series(f"peak memory for {frame_count(_SHORT):,} frames of the same size in pixels", UNIT, short),
        Aim(most=1.1),
    )


UNIT = "bytes" if sys.platform == "darwin" else "KiB"


def _peak(times: int) -> float:
    """The most memory that a process of its own held while it painted the animation ``times`` over."""
    return peak(sys.executable, "-m", "benchmarks.long_animation", str(times))


def peak(*words: str) -> float:
    """The most memory that a command held."""
    watch = [sys.executable, "-c", _WATCH, *words]
    return float(subprocess.run(watch, check=True, capture_output=True, text=True).stdout)
