"""Zip archives that others made: their entries, and only so much of one as is asked for."""

import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tconv_anim.errors import InputError, shown
from tconv_anim.reading import regular
from tconv_anim.sources.files.held import LARGEST_HEADER

_PIECE = 1 << 20

Bad = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What reading a bad archive raises."""


class _Pieces(io.FileIO):
    """A file that is never read in more than a directory's size at once, whatever its fields say."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = os.fstat(self.fileno()).st_size - self.tell()
        if size > LARGEST_HEADER:
            raise zipfile.BadZipFile("its directory is too large")
        return super().read(size) or b""


@contextmanager
def archive(path: Path, what: str) -> Iterator[zipfile.ZipFile]:
    """The archive at ``path``. Raises :class:`InputError` for anything else; ``what`` is the way out."""
    with regular(path, "layer") as plain, _Pieces(plain.fileno(), closefd=False) as file:
        try:
            with zipfile.ZipFile(file) as opened:
                yield opened
        except Bad as error:
            if isinstance(error, InputError):
                raise
            raise InputError(f"it is no sound zip archive ({shown(str(error))[1:-1]}): {what}") from None


def start_of(opened: zipfile.ZipFile, name: str, many: int, skip: int = 0) -> bytes:
    """The first bytes of an entry, ``many`` at most, after those that are skipped.

    Raises :class:`InputError` if there is no such entry. What is read may be less than was asked for, never
    more, be the entry packed to a thousandth of its size.
    """
    try:
        entry = opened.getinfo(name)
    except KeyError:
        raise InputError(f"it has no {shown(name)} in it: give $layer a sound file") from None
    if entry.compress_type and skip > LARGEST_HEADER:  # all that is before would have to be unpacked
        raise InputError(
            f"{shown(name)} in it is packed, as no model's numbers are: give $layer a sound file"
        )
    pieces = []
    with opened.open(entry) as file:
        while skip > 0 and (piece := file.read(min(skip, _PIECE))):
            skip -= len(piece)
        while many > 0 and (piece := file.read(min(many, _PIECE))):
            pieces.append(piece)
            many -= len(piece)
    return b"".join(pieces)


def small_entry(opened: zipfile.ZipFile, name: str) -> bytes:
    """All of an entry; raises :class:`InputError` if that is more than a header has."""
    data = start_of(opened, name, LARGEST_HEADER + 1)
    if len(data) > LARGEST_HEADER:
        raise InputError(
            f"{shown(name)} in it is larger than {LARGEST_HEADER >> 20} MiB: give $layer a sound file"
        )
    return data
