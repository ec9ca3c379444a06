"""The whole command against a process that only imports what the command can't do without."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.series import Series, interleaved, milliseconds
from benchmarks.table import Aim, Row

_PAIRS = 15
_OPTIONS = ("--k", "3", "--s", "2")
_IMPORTS = "import click, numpy, PIL.Image"


def rows() -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        target = Path(folder, "x.gif")

        def command() -> float:
            return wait_for_command(*_OPTIONS, target=target)

        def imports() -> float:
            return _wait_for(sys.executable, "-c", _IMPORTS)

        interleaved(1, command, imports)  # from here on, both find their files in memory
        ours, theirs = interleaved(_PAIRS, command, imports)
    yield Row(
        Series(f"the whole command tconv-anim {' '.join(_OPTIONS)}", "ms", ours),
        Series(f"a process that only does {_IMPORTS}", "ms", theirs),
        Aim(most=1.4),
    )


def wait_for_command(*options: str, target: Path) -> float:
    """How long the command takes to make a file; it is the script as installed, for which users wait."""
    # A file that is there already would be read first, to see whether it is ours.
    target.unlink(missing_ok=True)
    script = Path(sys.executable).with_name("tconv-anim")
    return _wait_for(str(script), *options, "-o", str(target), "--quiet")


def _wait_for(*words: str) -> float:
    return milliseconds(lambda: subprocess.run(words, check=True))
