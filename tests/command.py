"""The installed command, run as users run it: its own process, in a folder of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests import warm

COMMAND = Path(sys.executable).with_name("tconv-anim")

# As users have it: Python may be asked here not to buffer, which would hide writes that fail late,
# or to compile every module anew, which takes time.
_OURS = ("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in _OURS} | {
    "PATH": f"{COMMAND.parent}{os.pathsep}{os.environ.get('PATH', '')}",
    "OPENBLAS_NUM_THREADS": "1",
}

Finished = subprocess.CompletedProcess[str]


def run(*args: str | Path, cwd: Path, input: str | None = None, **more: Any) -> Finished:
    """Run the command to its end; both streams are read unless ``more`` says where they go."""
    if warm.IS_ABLE and not more.keys() - {"timeout", "preexec_fn"}:
        words = [str(word) for word in (COMMAND, *args)]
        return warm.run(words, cwd, ENVIRONMENT, input, **more)
    options: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    options |= {"env": ENVIRONMENT, "timeout": 60} | more
    return subprocess.run([COMMAND, *args], cwd=cwd, input=input, encoding="utf-8", check=False, **options)


def start(*args: str | Path, cwd: Path) -> subprocess.Popen[str]:
    """Start the command and don't wait for it. It hears SIGINT, even where whoever runs the tests doesn't."""
    return subprocess.Popen(
        [COMMAND, *args],
        cwd=cwd,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=_hear_interrupts,
    )


def _hear_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def shell(line: str, cwd: Path) -> Finished:
    """Run a line of sh in which ``tconv-anim`` is the installed command."""
    words = ["sh", "-c", line]
    return subprocess.run(
        words, cwd=cwd, env=ENVIRONMENT, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


def made(*args: str | Path, cwd: Path) -> str:
    """Run the command, which must end well and complain of nothing; returns what it printed."""
    done = run(*args, cwd=cwd)
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


def contents(folder: Path) -> dict[str, bytes | None]:
    """Everything in a folder by its path: the bytes of files, None for folders."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def complaint(done: Finished) -> str:
    """The message of a command that refused: exit code 2, nothing on stdout, and no traceback."""
    assert done.returncode == 2, done
    assert not done.stdout
    assert "Traceback" not in done.stderr
    assert "Warning" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert 1 <= len(lines) <= 4, lines
    return lines[-1]
