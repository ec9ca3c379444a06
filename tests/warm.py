"""Processes of the command that begin where its modules are loaded.

Each is the fork of a process that has loaded them and nothing else (Python's ``forkserver``), which saves
most of the time that a small picture takes.
"""

import atexit
import os
import sys
from collections.abc import Callable
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from tempfile import TemporaryDirectory

IS_ABLE = "forkserver" in get_all_start_methods()

_LOADED = [
    "tconv_anim.cli.commands",
    "tconv_anim.views.scatter",
    "tconv_anim.painters.raster.gif",
    "tconv_anim.painters.vector.svg",
    "tconv_anim.painters.player.page",
]

# NumPy's second thread would only spin, on the core of the next test.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def run(
    words: list[str],
    cwd: Path,
    env: dict[str, str],
    input: str | None = None,
    timeout: float = 60,
    preexec_fn: Callable[[], object] | None = None,
) -> CompletedProcess[str]:
    """Run the command, which is the first of the words, to its end; the rest is as ``subprocess`` has it."""
    context = get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    with TemporaryDirectory() as folder:
        streams = [Path(folder, name) for name in ("stdin", "stdout", "stderr")]
        streams[0].write_text(input or "", "utf-8")
        process = context.Process(target=_command, args=(words, cwd, env, streams, preexec_fn))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutExpired(words, timeout)
        out, err = (path.read_text("utf-8") if path.exists() else "" for path in streams[1:])
        return CompletedProcess(words, process.exitcode, out, err)


def _command(
    words: list[str],
    cwd: Path,
    env: dict[str, str],
    streams: list[Path],
    before: Callable[[], object] | None,
) -> None:
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    for number, path in enumerate(streams):
        file = os.open(path, os.O_WRONLY | os.O_CREAT if number else os.O_RDONLY)
        os.dup2(file, number)
        os.close(file)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.argv = words
    if before:
        before()
    from tconv_anim.cli.start import start

    try:
        start()
    finally:
        atexit._run_exitfuncs()
