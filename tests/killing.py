"""Processes that are killed in the middle of writing a file."""

import signal
import subprocess
import sys

from tests.command import ENVIRONMENT

_SCRIPT = """
import os, signal, sys
from tconv_anim.sweeping.store import store_at
target, name, many = sys.argv[1:]
with store_at(target).writing(name) as file:
    file.write(b"x" * int(many))
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_while_writing(target: str, name: str, many: int) -> bool:
    """Whether a process was killed that had written so many bytes of a file, and wasn't done."""
    words = [sys.executable, "-c", _SCRIPT, target, name, str(many)]
    return subprocess.run(words, env=ENVIRONMENT, check=False).returncode == -signal.SIGKILL
