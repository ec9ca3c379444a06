"""Finding the recipe in a file: how much of the file is looked at, and what stands around a recipe.

Where each kind of file keeps its recipe is said beside the function that writes it: a painter's module, or
the one that its row names, has ``read(data) -> str``, given what :func:`ends` returns.
"""

import os
from html import unescape
from pathlib import Path

from tconv_anim.reading import regular

REACH = 1 << 23
"""Bytes at each end of a file in which its recipe stands; the longest, with all the numbers of the largest
drawing, takes about half of it."""


def ends(path: Path) -> bytes:
    """The first and the last :data:`REACH` bytes of a file, or all of it if that isn't more.

    Raises :class:`InputError` if it is no regular file, and ``OSError``.
    """
    with regular(path, "file") as file:
        head = file.read(REACH)
        file.seek(max(REACH, os.fstat(file.fileno()).st_size - REACH))
        return head + file.read(REACH)


def ends_of(data: bytes) -> bytes:
    """The same of a file's bytes."""
    return data[:REACH] + data[max(REACH, len(data) - REACH) :]


def between(data: bytes, before: str, after: str) -> str:
    """The text that stands between these, no longer escaped as in XML; "" if they aren't there."""
    found, end, _ = data.partition(before.encode())[2].partition(after.encode())
    return unescape(found[:REACH].decode("utf-8", "replace")) if end else ""
