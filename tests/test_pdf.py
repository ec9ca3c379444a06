"""PDF, read by poppler: lines and text, the font inside, the same bytes each time."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import tconv_anim
from tconv_anim.animation import Animation
from tconv_anim.layer import wording
from tconv_anim.painters.raster.raster import Raster
from tconv_anim.painters.vector.pdf import POINTS
from tconv_anim.storyboard.custom import theme_of
from tconv_anim.storyboard.theme import THEMES
from tests.command import complaint, made, run
from tests.layers import for_view
from tests.test_svg import LOOKS, hostile


def small(**options: Any) -> Animation:
    usual = {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 2}
    return tconv_anim.animate(**for_view(options.get("view", "scatter"), usual | options))


def poppler(tool: str, *words: str | Path) -> str:
    return subprocess.run([tool, *words], capture_output=True, encoding="utf-8", check=True).stdout


# The drawing is SVG's, which is compared in all views.
@pytest.mark.parametrize(("view", "look"), LOOKS[::4])
def test_a_page_looks_as_the_raster_does(view: str, look: str, tmp_path: Path) -> None:
    theme = "dark" if look == "flat" else "okabe-ito"
    animation = small(view=view, look=look, theme=theme)
    animation.save(tmp_path / "x.pdf", step=2)
    poppler("pdftoppm", "-r", "96", "-png", "-singlefile", tmp_path / "x.pdf", tmp_path / "x")
    raster = Raster(animation.storyboard, theme_of(animation.recipe.theme, animation.storyboard.scale))
    ours = raster.palette.rgb[raster.still(2)].astype(int)
    with Image.open(tmp_path / "x.png") as picture:
        assert max(abs(a - b) for a, b in zip(picture.size, animation.storyboard.size, strict=True)) <= 1
        theirs = np.asarray(picture.convert("RGB")).astype(int)[: ours.shape[0], : ours.shape[1]]
    ours = ours[: theirs.shape[0], : theirs.shape[1]]
    assert (np.abs(theirs - ours).max(axis=2) > 96).mean() < 0.03
    assert np.abs(theirs.mean(axis=(0, 1)) - ours.mean(axis=(0, 1))).max() < 1.5


def test_its_text_can_be_read_and_found(tmp_path: Path) -> None:
    animation = small(weight=[[-1.5, 2, 0], [1, 0, 3], [7, 1e-9, 4]])
    animation.save(tmp_path / "x.pdf")
    text = poppler("pdftotext", "-layout", tmp_path / "x.pdf", "-")
    words = text.split()
    assert {"input", "kernel", "output", "cropped"} <= set(words)
    output = [wording.number(value).replace("-", "−") for value in animation.trace.output.ravel().tolist()]
    assert all(words.count(value) >= output.count(value) for value in output)
    assert "1e−9" in words


def test_it_carries_its_fonts_its_title_and_no_date_of_today(tmp_path: Path) -> None:
    animation = small()
    animation.save(tmp_path / "x.pdf")
    fonts = poppler("pdffonts", tmp_path / "x.pdf").splitlines()[2:]
    assert len(fonts) == 2
    assert all(" yes yes yes " in font for font in fonts), "embedded, subset, with a table to Unicode"
    about = poppler("pdfinfo", tmp_path / "x.pdf")
    assert animation.storyboard.description in about
    assert " 2000 " in about
    width, height = (side * POINTS for side in animation.storyboard.size)
    assert f"{width:g} x {height:g} pts" in about


def test_the_same_figure_is_the_same_file_in_another_process_at_another_time(tmp_path: Path) -> None:
    words = ("--k", "3", "--s", "2", "--view", "gather", "--step", "3", "-o")
    made(*words, "a.pdf", cwd=tmp_path)
    made(*words, "b.pdf", cwd=tmp_path)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    from tconv_anim.painters import PAINTERS, Order

    order = Order(hostile(small().storyboard), THEMES["light"], "</dc:source>(\\)", 0, 2)
    with (tmp_path / "x.pdf").open("wb") as file:
        assert list(PAINTERS[".pdf"].load()(order, file)) == [1]
    assert "<img src=x onerror=alert(1)>" in poppler("pdftotext", tmp_path / "x.pdf", "-")
    assert b"<dc:source>&lt;/dc:source&gt;(\\)</dc:source>" in (tmp_path / "x.pdf").read_bytes()


def test_without_the_extra_one_message_tells_how_to_get_it(tmp_path: Path) -> None:
    code = "import sys; sys.modules['fpdf'] = None; from tconv_anim.cli.commands import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "-o", "x.pdf"], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    message = complaint(done)
    assert "pip install 'tconv-anim[pdf]'" in message
    assert "--output" in message or "-o" in message
    assert not list(tmp_path.iterdir())


def test_a_page_larger_than_the_format_allows_is_refused(tmp_path: Path) -> None:
    message = complaint(run("--cell", "240", "--i", "1x50", "--s", "1x2", "-o", "x.pdf", cwd=tmp_path))
    assert "19,200" in message
    assert "--cell" in message
