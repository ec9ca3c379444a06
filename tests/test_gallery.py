"""The gallery: made whole, resumable, and the committed one is what the code makes."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import tconv_anim
from tconv_anim.recipe.presets import PRESETS
from tests.command import complaint, run

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
