"""The gallery: made whole, resumable, and the committed one is what the code makes."""

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import tconv_anim
from tconv_anim.recipe.presets import PRESETS
from tests.command import complaint, run, start

MEDIA = Path(__file__).parent.parent / "media"

TOLERANCE = 2.0
"""Mean difference of a channel, of 255: another FreeType draws letters a little differently."""


def frames(path: Path) -> list[np.ndarray[tuple[int, ...], np.dtype[np.int16]]]:
    with Image.open(path) as picture:
        found = []
        for index in range(getattr(picture, "n_frames", 1)):
            picture.seek(index)
            found.append(np.asarray(picture.convert("RGB")).astype(np.int16))
        return found


@pytest.mark.parametrize("name", PRESETS)
def test_the_committed_picture_is_what_the_code_makes(name: str, tmp_path: Path) -> None:
    tconv_anim.animate(preset=name).save(tmp_path / "x.apng")
    ours, theirs = frames(tmp_path / "x.apng"), frames(MEDIA / f"{name}.webp")
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        assert a.shape == b.shape
        assert np.abs(a - b).mean() <= TOLERANCE


def test_the_committed_gallery_is_small_and_shows_every_preset() -> None:
    files = [path for path in MEDIA.iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 3 * 2**20
    for page in ("index.html", "README.md"):
        text = (MEDIA / page).read_text("utf-8")
        assert all(f"{name}.webp" in text for name in PRESETS)


def test_a_gallery_is_made_then_kept_then_mended(tmp_path: Path) -> None:
    made = run("gallery", "g", "--source", "d2l", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "5 animations (0 kept)" in made.stdout
    before = {path.name: path.read_bytes() for path in (tmp_path / "g").iterdir()}
    assert {"index.html", "README.md", "d2l_matrix.gif"} <= before.keys()
    (tmp_path / "g" / "d2l_matrix.gif").unlink()
    again = run("gallery", "g", "--source", "d2l", cwd=tmp_path)
    assert "5 animations (4 kept)" in again.stdout
    assert {path.name: path.read_bytes() for path in (tmp_path / "g").iterdir()} == before


def test_one_failure_does_not_stop_the_rest(tmp_path: Path) -> None:
    (tmp_path / "g").mkdir()
    (tmp_path / "g" / "d2l_stride_1.gif").write_text("somebody else's")
    made = run("gallery", "g", "--source", "d2l", cwd=tmp_path)
    assert made.returncode == 1
    assert "d2l_stride_1 failed: d2l_stride_1.gif is there and was not made by tconv-anim" in made.stderr
    assert "4 animations (0 kept)" in made.stdout
    assert (tmp_path / "g" / "d2l_stride_1.gif").read_text() == "somebody else's"


@pytest.mark.parametrize(
    ("options", "named"),
    [(("--theme", "x"), "--theme"), (("--source", "x"), "--source"), (("--suffix", ".png"), "--suffix")],
)
def test_an_unknown_choice_is_refused(options: tuple[str, str], named: str, tmp_path: Path) -> None:
    made = run("gallery", "g", *options, cwd=tmp_path)
    assert made.returncode == 2
    assert named in made.stderr
    assert not (tmp_path / "g").exists()


@pytest.mark.parametrize("page", ["README.md", "index.html"])
def test_a_gallery_replaces_no_page_of_somebody_else(page: str, tmp_path: Path) -> None:
    (tmp_path / page).write_text("# my project\n")
    done = run("gallery", ".", "--source", "lecture", cwd=tmp_path)
    assert complaint(done).startswith(f"Error: '{page}' exists and was not made by tconv-anim gallery")
    assert [path.name for path in tmp_path.iterdir()] == [page]
    assert (tmp_path / page).read_text() == "# my project\n"


def test_a_gallery_does_not_show_a_picture_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "lecture_sum.gif").write_bytes(b"GIF89a")
    assert run("gallery", ".", "--source", "lecture", cwd=tmp_path).returncode == 1
    shown = (tmp_path / "README.md").read_text("utf-8")
    assert "lecture_channels.gif" in shown
    assert "lecture_sum" not in shown


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ended(pid: int) -> bool:
    """Gone, or dead and waiting for somebody to notice."""
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_stopped_gallery_stops_its_processes_too(sent: signal.Signals, tmp_path: Path) -> None:
    workers: list[int] = []
    with start("gallery", "all", "--jobs", "2", cwd=tmp_path) as process:
        try:
            deadline = time.monotonic() + 60
            while len(workers := children(process.pid)) < 2:
                assert time.monotonic() < deadline, "it doesn't begin"
                time.sleep(0.02)
            time.sleep(0.5)
            assert process.poll() is None
            process.send_signal(sent)
            # Its work would take it a minute more. Workers that live on would keep the streams open.
            printed, complained = process.communicate(timeout=15)
        finally:
            process.kill()
            deadline = time.monotonic() + 10
            while (left := [pid for pid in workers if not ended(pid)]) and time.monotonic() < deadline:
                time.sleep(0.1)
            for pid in left:
                os.kill(pid, signal.SIGKILL)
    assert process.returncode == (-sent if sent == signal.SIGKILL else 128 + sent)
    assert (printed, "Traceback" in complained, left) == ("", False, [])
