"""Layers of a size that people have, from a cold start: how long they take, how large their files are."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.series import Series, interleaved
from benchmarks.table import Aim, Row
from tconv_anim.animation import animate
from tconv_anim.painters.raster.raster import Raster
from tconv_anim.storyboard.custom import theme_of

_PAIRS = 3
_LAYER = ("--k", "4", "--s", "2", "--p", "1", "--i")
_PICTURE = (*_LAYER, "64", "--show", "heat", "--duration", "20")


class _Wanted(NamedTuple):
    """A command, and what the project aims at: CPU seconds and, unless it is 0, megabytes."""

    words: tuple[str, ...]
    suffix: str
    seconds: float
    megabytes: float


_FILES = (
    _Wanted((*_LAYER, "16"), ".gif", 2, 1.5),
    _Wanted((*_LAYER, "32"), ".gif", 4, 3),
    _Wanted(_PICTURE, ".gif", 4, 3),
    _Wanted((*_PICTURE, "--quality", "m"), ".mp4", 10, 0),
)


def rows() -> Iterator[Row]:
    for wanted in _FILES:
        yield from _against_aims(wanted)
    for words in ((*_LAYER, "8"), _PICTURE):
        yield _webp_against_gif(words)
    yield _seen_by_encoders()


def _against_aims(wanted: _Wanted) -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        path = Path(folder, f"x{wanted.suffix}")
        seconds = _cpu_seconds(wanted.words, path)
        megabytes = path.stat().st_size / 1e6
    what = " ".join((*wanted.words, "-o", path.name))
    yield Row(Series(f"CPU time of {what}", "s", (seconds,)), _aim("s", wanted.seconds), Aim(most=1))
    if wanted.megabytes:
        yield Row(Series(f"size of {what}", "MB", (megabytes,)), _aim("MB", wanted.megabytes), Aim(most=1))


def _aim(unit: str, value: float) -> Series:
    return Series("the aim", unit, (value,))


def _webp_against_gif(words: tuple[str, ...]) -> Row:
    with TemporaryDirectory() as folder:
        paths = (Path(folder, name) for name in ("x.gif", "x.webp"))
        gifs, webps = interleaved(_PAIRS, *(partial(_cpu_seconds, words, path) for path in paths))
    what = " ".join(words)
    return Row(Series(f"CPU time of {what} as WebP", "s", webps), Series("as GIF", "s", gifs), Aim(most=3))


def _cpu_seconds(words: tuple[str, ...], path: Path) -> float:
    """What a process of its own takes to write the file, Python's start and all imports included."""
    script = Path(sys.executable).with_name("tconv-anim")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([script, *words, "-o", path, "--quiet", "--force"], check=True, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _seen_by_encoders() -> Row:
    board = animate(kernel_size=4, stride=2, padding=1, input_size=64, show=("heat",), duration=20).storyboard
    patches = [frame.patch.size for frame in Raster(board, theme_of("light", board.scale)).frames()]
    page = board.size[0] * board.size[1]
    return Row(
        Series("pixels of the rectangles that encoders see of the 64×64 picture", "", (sum(patches),)),
        Series(f"pixels of its {len(patches)} pages", "", (len(patches) * page,)),
        Aim(most=1),
    )
