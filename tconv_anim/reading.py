"""Reading files that others may have made: regular ones only, and never more of them than is of use."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

from tconv_anim.errors import InputError, shown


def regular(path: Path, name: str) -> BinaryIO:
    """The file at ``path``, open for reading.

    Raises :class:`InputError`, which calls the option ``name``, if it is no regular file (a folder, a pipe,
    a device: what might never end), and ``OSError``.
    """
    # Opening a pipe waits for who writes to it, unless it is opened so; regular files don't care.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise InputError(f"{shown(str(path))} is not a regular file: give ${name} one that is")


def limited(file: BinaryIO, most: int, name: str, called: str) -> bytes:
    """All of a file; raises :class:`InputError` if that is more than ``most`` bytes."""
    data = file.read(most + 1)
    if len(data) > most:
        size = f"{most >> 20} MiB" if most >> 20 else f"{most >> 10} KiB"
        raise InputError(f"{called} is larger than {size}: give ${name} a smaller file")
    return data
