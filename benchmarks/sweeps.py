"""Sweeps: an animation of many against one alone, two processes against one, Dask, the driver's memory."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.command import wait_for_command
from benchmarks.memory import UNIT, peak
from benchmarks.series import Series, interleaved, milliseconds
from benchmarks.table import Aim, Row
from tconv_anim import sweep

_PAIRS = 3
_MANY = 128
"""Animations of a sweep: some seconds of work for a core, so that to begin and to end count for little."""
_LAYER = {"kernel_size": 3, "stride": 2, "input_size": 3}
_WORDS = ("--k", "3", "--s", "2", "--i", "3")
_FEW, _LARGE = 1_000, 100_000
"""Tasks of the driver."""


def rows() -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        yield from (_against_alone(Path(folder), suffix) for suffix in (".gif", ".svg", ".html"))
        yield _two_processes(Path(folder))
        yield _dask(Path(folder))
    yield _memory()


def _against_alone(folder: Path, suffix: str) -> Row:
    def alone() -> float:
        return wait_for_command(*_WORDS, target=folder / f"alone{suffix}")

    many = partial(_each, folder, suffix, jobs=1)
    commands, swept = interleaved(_PAIRS, alone, many)
    return Row(
        Series(f"the command for one {suffix}, k=3 s=2 i=3", "ms", commands),
        Series(f"one of {_MANY} such in a sweep of one process", "ms", swept),
        Aim(least=3),
    )


def _two_processes(folder: Path) -> Row:
    one, two = interleaved(_PAIRS, partial(_each, folder, jobs=1), partial(_each, folder, jobs=2))
    return Row(
        Series("half of the time for a .gif by one process", "ms", tuple(ms / 2 for ms in one)),
        Series("the time by two processes", "ms", two),
        Aim(least=0.9),
    )


def _dask(folder: Path) -> Row:
    from distributed import LocalCluster

    with ExitStack() as open_:
        start: Any = LocalCluster  # it has no types
        cluster = open_.enter_context(start(n_workers=2, threads_per_worker=1, dashboard_address=None))
        dask = partial(_each, folder, scheduler=cluster.scheduler_address)
        dask()  # its workers stay, and have loaded what they need from here on
        ours, theirs = interleaved(_PAIRS, dask, partial(_each, folder, jobs=2))
    return Row(
        Series("a .gif by two workers of Dask's", "ms", ours),
        Series("by two processes of our own", "ms", theirs),
        Aim(most=1.1),
    )


def _memory() -> Row:
    large, few = interleaved(1, partial(_driver, _LARGE), partial(_driver, _FEW))
    return Row(
        Series(f"peak memory of who gives out {_LARGE:,} tasks", UNIT, large),
        Series(f"{_FEW:,} tasks, none of which paints", UNIT, few),
        Aim(most=1.1),
    )


def _driver(tasks: int) -> float:
    with TemporaryDirectory() as folder:
        return peak(sys.executable, "-m", "benchmarks.sweep_driver", str(tasks), folder)


_folders = count()


def _each(folder: Path, suffix: str = ".gif", **options: Any) -> float:
    """Milliseconds for each animation of a sweep into a folder of its own."""
    spec = {**_LAYER, "seed": list(range(_MANY)), "suffix": suffix}
    target = folder / str(next(_folders))
    return milliseconds(lambda: sweep(spec, target, batch=8, **options)) / _MANY
