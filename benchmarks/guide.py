"""The fifteen animations of "A guide to convolution arithmetic", from a cold start on one core."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.series import Series
from benchmarks.table import Aim, Row

_CPU_SECONDS, _KILOBYTES = 1.5, 700
"""What the project aims at. The guide's own files are 3.4 MB."""


def rows() -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        script = Path(sys.executable).with_name("tconv-anim")
        before = _cpu_seconds()
        subprocess.run(
            [script, "gallery", folder, "--source", "guide", "--jobs", "1"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        seconds = _cpu_seconds() - before
        size = sum(path.stat().st_size for path in Path(folder).glob("*.gif")) / 1000
    yield Row(
        Series("CPU time of the guide's 15 animations in one process", "s", (seconds,)),
        Series("the aim", "s", (_CPU_SECONDS,)),
        Aim(most=1.0),
    )
    yield Row(
        Series("size of the guide's 15 animations", "kB", (size,)),
        Series("the aim", "kB", (_KILOBYTES,)),
        Aim(most=1.0),
    )


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
