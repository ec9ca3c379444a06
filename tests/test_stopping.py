"""A command that is told to stop, at whatever moment, does so at once and leaves nothing behind."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command import COMMAND, ENVIRONMENT, contents, start

LONG = ("--i", "12", "--k", "3", "--duration", "900", "-o", "figure.gif")
"""It takes seconds."""


def wait_until_it_listens(process: subprocess.Popen[str]) -> None:
    """Before that, Python itself prints what it likes. It doesn't catch SIGTERM, and we do, after SIGINT."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        caught = re.search(r"SigCgt:\s*(\w+)", Path(f"/proc/{process.pid}/status").read_text())
        if caught and int(caught[1], 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.002)
    raise AssertionError("it never listens")


def stopped_after(delay: float, folder: Path, sent: signal.Signals, times: int = 1) -> tuple[int, str]:
    """The exit code, and what was complained of."""
    with start(*LONG, cwd=folder) as process:
        wait_until_it_listens(process)
        time.sleep(delay)
        for _ in range(times):
            process.send_signal(sent)
        _, complained = process.communicate(timeout=30)
    return process.returncode, complained


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("tenth", range(10))
def test_it_stops_at_any_moment_without_a_traceback_or_a_file(tenth: int, times: int, tmp_path: Path) -> None:
    for step in range(2):
        code, complained = stopped_after(0.05 * tenth + 0.025 * step, tmp_path, signal.SIGINT, times)
        assert "Traceback" not in complained
        assert len(complained.splitlines()) <= 1
        assert code in (128 + signal.SIGINT, 0)
        assert [name for name in contents(tmp_path) if name.endswith(".part")] == []
        (tmp_path / "figure.gif").unlink(missing_ok=True)


def test_a_signal_at_the_very_end_takes_nothing_back(tmp_path: Path) -> None:
    """The last moments of a short command, one after the other: it is either done or stopped."""
    began = time.monotonic()
    with start("--k", "2", "--i", "2", "-o", "figure.gif", cwd=tmp_path) as process:
        process.communicate(timeout=30)
    whole = time.monotonic() - began
    for early in range(24):
        with start("--k", "2", "--i", "2", "-o", "figure.gif", "--quiet", cwd=tmp_path) as process:
            wait_until_it_listens(process)
            time.sleep(max(0.0, whole * (0.5 + early / 40)))
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
        assert process.returncode in (128 + signal.SIGINT, 0)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGHUP])
def test_a_signal_that_is_to_be_ignored_is_ignored(sent: signal.Signals, tmp_path: Path) -> None:
    def ignore() -> None:
        signal.signal(sent, signal.SIG_IGN)

    process = subprocess.Popen(
        [COMMAND, "--i", "3", "--quiet", "-o", "figure.gif"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        preexec_fn=ignore,
        stderr=subprocess.PIPE,
    )
    for _ in range(20):
        os.kill(process.pid, sent)
        time.sleep(0.02)
    _, complained = process.communicate(timeout=30)
    assert (process.returncode, complained) == (0, b"")
    assert (tmp_path / "figure.gif").exists()


_SWALLOWING = """
import signal, weakref
from tconv_anim.cli import stopping
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have it ignored
stopping.listen()
class Thing: pass
thing = Thing()
kept = weakref.ref(thing, lambda gone: signal.raise_signal(signal.SIGINT))
del thing
import time
while True:
    time.sleep(0.05)
"""
"""What a weak reference calls can't raise: Python prints it and goes on. Importing calls such functions."""


def test_it_stops_where_python_swallows_what_is_raised() -> None:
    words = [sys.executable, "-c", _SWALLOWING]
    done = subprocess.run(
        words, env=ENVIRONMENT, capture_output=True, encoding="utf-8", timeout=15, check=False
    )
    assert (done.returncode, done.stderr) == (128 + signal.SIGINT, "")
