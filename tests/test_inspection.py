"""Reading a recipe back: at most a bounded part of a file is looked at, whatever the file is."""

import os
import resource
from collections.abc import Callable
from pathlib import Path
from struct import pack
from zlib import crc32

import pytest

from tconv_anim.painters import PAINTERS
from tconv_anim.painters.marker import REACH, ends
from tests.command import complaint, run

SECONDS, BYTES = 3, 400_000_000


def limited() -> None:
    """No process that only looks at a file needs more, be the file as large as it likes."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES, BYTES))


def chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))


PNG = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
GIF = b"GIF89a\1\0\1\0\0\0\0"
MARK = b'{"format":"tconv-anim/recipe",'

HOSTILE: dict[str, bytes] = {
    "chunks.png": PNG + chunk(b"tEXt", b"a\0b") * 400_000,
    "marks.png": PNG + (b"\xff\xff\xff\xfftEXttconv-anim\0" + MARK) * 100_000,
    "entities.svg": b"<svg><metadata>" + b"&lt;" * 2_000_000 + b"</metadata>",
    "brackets.svg": b"<svg><metadata>" + MARK + b'"a":' + b"[" * 10_000_000,
    "pairs.svg": b"<svg><metadata>" + MARK + b'"a":[' + b"[]," * 3_000_000 + b"</metadata>",
    "comments.gif": GIF + b'!\xfe\1{\0!\xfe\xff{"format"' * 1_000_000,
    "blocks.gif": GIF + b'!\xfe\xff{"format"' + b"\1" * 12_000_000,
    "marks.mp4": MARK * 500_000,
    "sources.webp": b"RIFF" + b"<dc:source>" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_at_once(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name])
    refused(tmp_path, name)


@pytest.mark.parametrize("suffix", PAINTERS)
def test_of_a_vast_file_only_the_ends_are_read(suffix: str, tmp_path: Path) -> None:
    with (tmp_path / f"vast{suffix}").open("wb") as file:
        file.write({".png": PNG, ".apng": PNG, ".gif": GIF}.get(suffix, b""))
        file.truncate(2 << 30)
    name = f"vast{suffix}"
    assert name in complaint(run("inspect", name, cwd=tmp_path, preexec_fn=limited))


def pipe(path: Path) -> None:
    os.mkfifo(path)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("make", [pipe, endless])
def test_what_is_no_regular_file_is_not_read(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "x.gif")
    refused(tmp_path, "x.gif")


def refused(folder: Path, name: str) -> None:
    """``inspect`` refuses the file, and so does what would write over it."""
    assert name in complaint(run("inspect", name, cwd=folder, preexec_fn=limited))
    before = sorted(path.name for path in folder.iterdir())
    words = ("--k", "1", "--i", "1", "-o", name)
    assert name in complaint(run(*words, cwd=folder, preexec_fn=limited))
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_file_is_looked_at_from_both_ends(tmp_path: Path) -> None:
    path = tmp_path / "x"
    for size in (0, 10, REACH, REACH + 5, 2 * REACH, 2 * REACH + 10):
        data = bytes(i % 251 for i in range(256)) * (size // 256 + 1)
        path.write_bytes(data[:size])
        whole = size <= 2 * REACH
        assert ends(path) == (data[:size] if whole else data[:REACH] + data[size - REACH : size]), size
